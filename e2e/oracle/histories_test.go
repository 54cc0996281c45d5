package oracle_test

import (
	"context"
	"fmt"
	"time"

	"canopy/ent"
	"canopy/ent/provisioning"
	"canopy/ent/review"
	"canopy/internal/store"
)

// histories adds what happened to the accounts: notification contacts, ways to their numbers, reviews with candidates.
func (f *forest) histories(ctx context.Context, tx *store.Tx) error {
	for i, a := range f.accounts {
		if contact := often(f, one(f, f.people).ID); contact != nil {
			if err := tx.Account.UpdateOneID(a.ID).SetNotificationContactID(*contact).SetUpdatedAt(a.UpdatedAt).Exec(ctx); err != nil {
				return err
			}
		}
		if i%3 > 0 {
			if err := f.provisioning(tx, a, i).Exec(ctx); err != nil {
				return err
			}
		}
		for n := range []int{0, 0, 1, 2, 4}[f.IntN(5)] {
			r, err := f.review(tx, a, n).Save(ctx)
			if err != nil {
				return err
			}
			for rank, o := range f.Perm(len(f.organizations))[:f.IntN(4)] {
				err := tx.ReviewCandidate.Create().SetReviewID(r.ID).SetOrganizationID(f.organizations[o]).SetRank(rank).SetScore(f.Float64()).
					SetLikelySame(rank == 0).SetExact(false).SetReasons(one(f, []string{"NAME_SIMILAR COUNTRY", "CITY", ""})).Exec(ctx)
				if err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (f *forest) provisioning(tx *store.Tx, a *ent.Account, i int) *ent.ProvisioningCreate {
	statuses := []provisioning.Status{provisioning.StatusQUEUED, provisioning.StatusRUNNING, provisioning.StatusSUCCEEDED, provisioning.StatusFAILED, provisioning.StatusCANCELLED}
	status, now := statuses[i%len(statuses)], f.Clock.Now()
	create := tx.Provisioning.Create().SetAccountID(a.ID).SetStatus(status).SetRequestedAt(now.Add(-time.Hour)).
		SetExpectedBy(f.moment().Add(time.Microsecond)).SetAttempts(f.IntN(3))
	switch status {
	case provisioning.StatusSUCCEEDED, provisioning.StatusCANCELLED:
		create.SetCompletedAt(now)
	case provisioning.StatusFAILED:
		create.SetCompletedAt(now).SetFailureCode(one(f, []provisioning.FailureCode{provisioning.FailureCodeREJECTED, provisioning.FailureCodeTIMED_OUT})).
			SetFailureMessage(f.name()).SetFailureRetryable(i%2 == 0)
	}
	return create
}

func (f *forest) review(tx *store.Tx, parent *ent.Account, n int) *ent.ReviewCreate {
	statuses := []review.Status{review.StatusOPEN, review.StatusOPEN, review.StatusAPPROVED, review.StatusDISCARDED, review.StatusEXPIRED}
	create := tx.Review.Create().SetParentID(parent.ID).SetStatus(one(f, statuses)).SetVersion(1 + f.IntN(3)).SetType(one(f, []review.Type{review.TypeEND_CUSTOMER, review.TypeSUB_DIVISION})).
		SetName(f.name()).SetStreet(one(f, []string{"", f.name() + "\nHof"})).SetDependentLocality(f.note()).SetCity(f.note()).SetRegion(f.note()).
		SetPostalCode(f.note()).SetCountry(one(f, countries)).
		SetPhone(f.note()).SetLanguage(one(f, languages)).SetTimezone(one(f, zones)).SetExternalReference(f.note()).
		SetNotificationContactID(one(f, f.people).ID).SetNillableCreatedByID(often(f, one(f, f.people).ID)).
		SetDetailsHash(fmt.Sprint(n)).SetMatchedRevision(3).
		SetExpiresAt(f.Clock.Now().Add(time.Hour)).SetCreatedAt(f.moment()).SetUpdatedAt(f.Clock.Now())
	return create.SetNillableAccountID(often(f, one(f, f.accounts).ID))
}

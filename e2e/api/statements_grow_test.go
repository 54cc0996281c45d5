package api_test

import (
	"context"
	"fmt"
	"testing"

	"canopy/ent"
	"canopy/ent/provisioning"
	"canopy/ent/review"
	"canopy/ent/user"
	"canopy/internal/store"
	"canopy/internal/viewer"
)

// grow makes one tree of four levels: a reseller with so many branches below each account, two people and two
// reviews with a similar account at each account, and an organization and a provisioning of each.
func (h *house) grow(t *testing.T, branches int) (root *ent.Account, admin *ent.User) {
	t.Helper()
	parents := []int{-1}
	for level, from := 1, 0; level < 4; level++ {
		to := len(parents)
		for parent := from; parent < to; parent++ {
			for range branches {
				parents = append(parents, parent)
			}
		}
		from = to
	}
	accounts := h.Forest(parents)
	admin = h.User(accounts[0], viewer.Admin)
	o, now := h.Organization(fmt.Sprint("Grown ", branches)), h.Clock.Now()
	h.Tx(func(ctx context.Context, tx *store.Tx) error {
		for i, a := range accounts {
			for j := range 2 {
				name := fmt.Sprintf("user%d.%d.%d", branches, i, j)
				create := tx.User.Create().SetAccountID(a.ID).SetStatus(user.StatusACTIVE).SetEmail(name + "@example.com").SetEmailKey(name + "@example.com").
					SetGivenName("Grown").SetFamilyName(name).SetNameKey(name).SetSearch(name).SetLanguage("en").SetTimezone("Etc/UTC").SetCreatedAt(now).SetUpdatedAt(now)
				if err := create.Exec(ctx); err != nil {
					return err
				}
			}
			if err := tx.Account.UpdateOneID(a.ID).SetOrganizationID(o.ID).SetNotificationContactID(admin.ID).Exec(ctx); err != nil {
				return err
			}
			err := tx.Provisioning.Create().SetAccountID(a.ID).SetStatus(provisioning.StatusSUCCEEDED).SetRequestedAt(now).SetExpectedBy(now).Exec(ctx)
			if err != nil {
				return err
			}
			for range 2 {
				r, err := tx.Review.Create().SetParentID(a.ID).SetStatus(review.StatusAPPROVED).SetAccountID(a.ID).SetType(review.TypeEND_CUSTOMER).SetName("x").
					SetCountry("US").SetNotificationContactID(admin.ID).SetCreatedByID(admin.ID).SetDetailsHash("x").SetMatchedRevision(0).
					SetExpiresAt(now).SetCreatedAt(now).SetUpdatedAt(now).Save(ctx)
				if err != nil {
					return err
				}
				err = tx.ReviewCandidate.Create().SetReviewID(r.ID).SetOrganizationID(o.ID).SetRank(0).SetScore(1).SetLikelySame(true).SetExact(true).
					SetReasons("NAME_EXACT").Exec(ctx)
				if err != nil {
					return err
				}
			}
		}
		return nil
	})
	return accounts[0], admin
}

package api_test

import (
	"context"
	"fmt"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/apikey"
	"canopy/ent/event"
	"canopy/ent/grant"
	"canopy/ent/invitation"
	"canopy/ent/provisioning"
	"canopy/ent/review"
	"canopy/ent/user"
	"canopy/ent/userimport"
	"canopy/ent/webhook"
	"canopy/ent/webhookdelivery"
	"canopy/internal/nodeid"
	"canopy/internal/store"
	"canopy/internal/viewer"
)

// grow makes one tree of four levels: a reseller with so many branches below each account, two people and two
// reviews with a similar account and two assets at each account, an organization and a provisioning of each, a grant, an API key and two events
// that tell of all of it.
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
		if err := grownAssets(ctx, tx, accounts, now); err != nil {
			return err
		}
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
			if err := grownPermissions(ctx, tx, a, admin, now); err != nil {
				return err
			}
			if err := grownImports(ctx, tx, a, admin, now); err != nil {
				return err
			}
			if err := grownWebhooks(ctx, tx, a, admin, now); err != nil {
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

// grownAssets are two at each account: one that it owns, and one that the account above gave to it.
func grownAssets(ctx context.Context, tx *store.Tx, accounts []*ent.Account, now time.Time) error {
	var all []*ent.AssetCreate
	for i, a := range accounts {
		for j, owner := range []*int64{&a.ID, a.ParentID} {
			name := fmt.Sprintf("asset%d.%d", i, j)
			create := tx.Asset.Create().SetRootID(a.RootID).SetExternalReference(name).SetKind("Cabinet").SetKindKey("cabinet").SetName(name).SetNameKey(name).
				SetSearch(name).SetLocation("Hall").SetLocationKey("hall").SetCreatedAt(now)
			if owner == nil {
				owner = &a.ID
			} else if j == 1 {
				create.SetAssignedToID(a.ID)
			}
			all = append(all, create.SetOwnerID(*owner))
		}
	}
	return tx.Asset.CreateBulk(all...).Exec(ctx)
}

// grownImports are two into an account, each with a rejected row.
func grownImports(ctx context.Context, tx *store.Tx, a *ent.Account, admin *ent.User, now time.Time) error {
	for range 2 {
		i, err := tx.UserImport.Create().SetAccountID(a.ID).SetCreatedByID(admin.ID).SetStatus(userimport.StatusREJECTED).SetOnError(userimport.OnErrorREJECT_ALL).
			SetTotal(1).SetProcessed(1).SetRejectedCount(1).SetStartedAt(now).SetCompletedAt(now).Save(ctx)
		if err != nil {
			return err
		}
		if err := tx.UserImportRow.Create().SetImportID(i.ID).SetN(0).SetLine(2).SetFaults("[]").Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

// grownWebhooks are two of an account, each with two deliveries.
func grownWebhooks(ctx context.Context, tx *store.Tx, a *ent.Account, admin *ent.User, now time.Time) error {
	events, err := tx.Event.Query().Where(event.AccountID(a.ID)).IDs(ctx)
	if err != nil {
		return err
	}
	for range 2 {
		w, err := tx.Webhook.Create().SetAccountID(a.ID).SetURL("https://example.com/").SetSecret("x").SetStatus(webhook.StatusACTIVE).SetRootID(a.RootID).SetSeq(0).
			SetCreatedByID(admin.ID).SetCreatedAt(now).Save(ctx)
		if err != nil {
			return err
		}
		for _, e := range events {
			if err := tx.WebhookDelivery.Create().SetWebhookID(w.ID).SetEventID(e).SetStatus(webhookdelivery.StatusPENDING).SetCreatedAt(now).Exec(ctx); err != nil {
				return err
			}
		}
	}
	return nil
}

// grownPermissions are a grant to somebody who was invited, an API key and two events at an account.
func grownPermissions(ctx context.Context, tx *store.Tx, a *ent.Account, admin *ent.User, now time.Time) error {
	person, err := tx.User.Query().Where(user.AccountID(a.ID)).FirstID(ctx)
	if err != nil {
		return err
	}
	g, err := tx.Grant.Create().SetUserID(person).SetAccountID(a.ID).SetRole(grant.RoleVIEWER).SetCreatedAt(now).Save(ctx)
	if err != nil {
		return err
	}
	err = tx.Invitation.Create().SetUserID(person).SetStatus(invitation.StatusACCEPTED).SetSendAt(now).SetSentAt(now).SetExpiresAt(now).Exec(ctx)
	if err != nil {
		return err
	}
	key, err := tx.APIKey.Create().SetAccountID(a.ID).SetName("Grown").SetRole(apikey.RoleVIEWER).SetCreatedByID(admin.ID).SetCreatedAt(now).Save(ctx)
	if err != nil {
		return err
	}
	for n := range int64(2) {
		changes := fmt.Sprintf(`[{"field":"grant","before":null,"after":%q},{"field":"user","after":%q}]`, nodeid.New(nodeid.Grant, g.ID), userID(admin))
		e, err := tx.Event.Create().SetRootID(-a.ID).SetSeq(n).SetAction("GRANT_ADDED").SetOutcome(event.OutcomeDONE).SetActorID(admin.ID).SetAPIKeyID(key.ID).
			SetAccountID(a.ID).SetChanges(changes).SetAt(now).Save(ctx)
		if err != nil {
			return err
		}
		if err := tx.EventPersonValue.Create().SetEventID(e.ID).SetUserID(person).SetField("email").Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

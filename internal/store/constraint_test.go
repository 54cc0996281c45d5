package store_test

import (
	"context"
	"testing"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/user"
	"canopy/internal/canopytest"
	"canopy/internal/store"
	"canopy/internal/store/scope"
	"canopy/internal/viewer"
)

// TestConstraints shows that the database itself refuses what must never be stored.
func TestConstraints(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		numbered := func(c *ent.AccountCreate) { c.SetAccountNumber("AC-1") }
		referred := func(c *ent.AccountCreate) { c.SetExternalReference("CRM-1") }
		root := rig.Account(nil, referred)
		child := rig.Account(root, numbered, func(c *ent.AccountCreate) { c.SetExternalReference("CRM-2") })
		other := rig.Account(nil)
		rig.Account(other, referred) // unique within a tree only
		person := rig.User(child, viewer.Admin)

		for name, change := range map[string]func(ctx context.Context, tx *store.Tx) error{
			"an account number twice": func(ctx context.Context, tx *store.Tx) error {
				return tx.Account.UpdateOneID(other.ID).SetAccountNumber("AC-1").Exec(ctx)
			},
			"a path twice": func(ctx context.Context, tx *store.Tx) error {
				return tx.Account.UpdateOneID(other.ID).SetPath(child.Path).Exec(ctx)
			},
			"a reference twice in a tree": func(ctx context.Context, tx *store.Tx) error {
				return tx.Account.UpdateOneID(child.ID).SetExternalReference("CRM-1").Exec(ctx)
			},
			"a reference twice among the roots": func(ctx context.Context, tx *store.Tx) error {
				return tx.Account.UpdateOneID(other.ID).SetExternalReference("CRM-1").Exec(ctx)
			},
			"an e-mail twice": func(ctx context.Context, tx *store.Tx) error {
				return tx.User.Create().SetAccountID(other.ID).SetEmail("Other@example.com").SetEmailKey(person.EmailKey).
					SetGivenName("A").SetFamilyName("B").SetNameKey("a b").SetSearch("a b").SetLanguage("en").SetTimezone("Etc/UTC").
					SetStatus(user.StatusINVITED).SetCreatedAt(rig.Clock.Now()).SetUpdatedAt(rig.Clock.Now()).Exec(ctx)
			},
			"a parent that is none": func(ctx context.Context, tx *store.Tx) error {
				return tx.Account.UpdateOneID(child.ID).SetParentID(12345).Exec(ctx)
			},
			"a user of no account": func(ctx context.Context, tx *store.Tx) error {
				return tx.User.UpdateOneID(person.ID).SetAccountID(12345).Exec(ctx)
			},
			"a parent taken away": func(ctx context.Context, tx *store.Tx) error {
				return tx.Account.DeleteOneID(root.ID).Exec(ctx)
			},
			"a person taken away from their grants": func(ctx context.Context, tx *store.Tx) error {
				return tx.User.DeleteOneID(person.ID).Exec(ctx)
			},
		} {
			err := rig.Store.Tx(scope.Everything(t.Context(), scope.Operator), change)
			if !ent.IsConstraintError(err) {
				t.Errorf("%s: %v, want a constraint error", name, err)
			}
		}
		if n := rig.Store.Client().Account.Query().Where(account.ExternalReference("CRM-1")).CountX(canopytest.Operator()); n != 2 {
			t.Errorf("%d accounts with the reference, want 2", n)
		}
	})
}

// TestBytewise shows that keys sort as bytes on both databases, whatever PostgreSQL's own collation.
func TestBytewise(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		for _, key := range []string{"z", "B", "ä", "a", "Z", "_"} {
			rig.Account(nil, func(c *ent.AccountCreate) { c.SetNameKey(key) })
		}
		var order string
		for _, a := range rig.Store.Client().Account.Query().Order(account.ByNameKey()).AllX(canopytest.Operator()) {
			order += a.NameKey
		}
		if order != "BZ_azä" {
			t.Errorf("order %s", order)
		}
	})
}

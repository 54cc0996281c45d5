package oracle_test

import (
	"context"
	"fmt"
	"slices"

	"canopy/ent"
	"canopy/internal/locale"
	"canopy/internal/store"
)

// Kinds and locations of assets: several are equal when case and accents do not matter.
var (
	kinds     = []string{"Cabinet", "CABINET", "Käbinett", "kabinett", "Router"}
	locations = []string{"", "", "Zürich", "ZURICH", "Hall 2", "東京"}
)

// limit gives some accounts limits of their own: less than they have, as much, or more.
func (f *forest) limit(c *ent.AccountCreate) {
	for _, set := range []func(int) *ent.AccountCreate{c.SetMaxSubAccounts, c.SetMaxUsers, c.SetMaxAssets} {
		if f.IntN(4) == 0 {
			set(f.IntN(8))
		}
	}
}

// furnish gives accounts at any height assets; two in three are assigned to an account below the owner where there is one. In several
// trees they have the same external references.
func (f *forest) furnish(ctx context.Context, tx *store.Tx) error {
	taken := map[string]bool{}
	for i := range 2 * len(f.accounts) {
		owner := f.accounts[min(f.IntN(len(f.accounts)), f.IntN(len(f.accounts)))]
		reference := fmt.Sprint("A", i%6)
		if key := fmt.Sprint(owner.RootID, reference); taken[key] {
			reference = fmt.Sprint("B", i)
		} else {
			taken[key] = true
		}
		name, kind, serial, location := f.name(), one(f, kinds), f.note(), one(f, locations)
		create := tx.Asset.Create().SetRootID(owner.RootID).SetOwnerID(owner.ID).SetExternalReference(reference).
			SetName(name).SetNameKey(locale.Fold(name)).SetKind(kind).SetKindKey(locale.Fold(kind)).SetSerialNumber(serial).
			SetLocation(location).SetLocationKey(locale.Fold(location)).SetSearch(locale.SearchKey(name, kind, serial, location, reference)).
			SetCreatedAt(f.moment())
		if below := f.under(owner); len(below) > 0 && f.IntN(3) > 0 {
			create.SetAssignedToID(one(f, below).ID)
		}
		if err := create.Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

// under are the accounts strictly below another.
func (f *forest) under(a *ent.Account) (below []*ent.Account) {
	over := []int64{a.ID}
	for _, b := range f.accounts { // whatever is below comes later
		if b.ParentID != nil && slices.Contains(over, *b.ParentID) {
			below, over = append(below, b), append(over, b.ID)
		}
	}
	return below
}

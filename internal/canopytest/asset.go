package canopytest

import (
	"context"

	"canopy/ent"
	"canopy/internal/locale"
	"canopy/internal/store"
)

// Asset makes a cabinet that the owner has, and that is assigned to an account, nil for none.
func (r *Rig) Asset(owner, to *ent.Account, change ...func(*ent.AssetCreate)) *ent.Asset {
	r.t.Helper()
	var made *ent.Asset
	r.Tx(func(ctx context.Context, tx *store.Tx) (err error) {
		name := r.name("Asset")
		create := tx.Asset.Create().SetOwnerID(owner.ID).SetRootID(owner.RootID).SetExternalReference(name).SetKind("Cabinet").SetKindKey("cabinet").
			SetName(name).SetNameKey(locale.Fold(name)).SetSearch(locale.SearchKey(name, "Cabinet")).SetCreatedAt(r.Clock.Now())
		if to != nil {
			create.SetAssignedToID(to.ID)
		}
		for _, f := range change {
			f(create)
		}
		made, err = create.Save(ctx)
		return err
	})
	return made
}

package api_test

import (
	"context"
	"fmt"
	"math/rand/v2"

	"canopy/ent"
	"canopy/internal/locale"
	"canopy/internal/store"

	"pgregory.net/rapid"
)

func (g *grove) pickAsset(t *rapid.T, page []int64) *ent.Asset {
	return picked(t, g.now.assets, func(a *ent.Asset) int64 { return a.ID }, page, whichever)
}

func (g *grove) cutAsset(t *rapid.T, page []int64) string {
	a := g.pickAsset(t, page)
	if a == nil {
		return ""
	}
	g.write(func(ctx context.Context, tx *store.Tx) error { return tx.Asset.DeleteOneID(a.ID).Exec(ctx) })
	return assetID(a)
}

// giveAsset gives an asset to an account, or takes it away.
func (g *grove) giveAsset(t *rapid.T, page []int64) string {
	a := g.pickAsset(t, page)
	if a == nil {
		return ""
	}
	to := g.pickAccount(t, page, func(to *ent.Account) bool { return to.ID != a.OwnerID })
	if to == nil {
		return ""
	}
	taken := a.AssignedToID != nil && rapid.Bool().Draw(t, "taken")
	g.write(func(ctx context.Context, tx *store.Tx) error {
		if taken {
			return tx.Asset.UpdateOneID(a.ID).ClearAssignedToID().Exec(ctx)
		}
		return tx.Asset.UpdateOneID(a.ID).SetAssignedToID(to.ID).Exec(ctx)
	})
	return fmt.Sprint(assetID(a), " to ", to.Path, " or nobody: ", taken)
}

// changeAsset changes all that assets are filtered and ordered by, and a change may leave as it was.
func (g *grove) changeAsset(t *rapid.T, page []int64) string {
	a := g.pickAsset(t, page)
	if a == nil {
		return ""
	}
	r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 0))
	name, kind := oneOfAll(r, plantNames), oneOfAll(r, plantNames)
	g.write(func(ctx context.Context, tx *store.Tx) error {
		return tx.Asset.UpdateOneID(a.ID).SetName(name).SetNameKey(locale.Fold(name)).SetKind(kind).SetKindKey(locale.Fold(kind)).SetSearch(locale.SearchKey(name, kind)).Exec(ctx)
	})
	return fmt.Sprintf("%s to %q, %q", assetID(a), name, kind)
}

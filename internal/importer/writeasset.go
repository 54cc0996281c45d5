package importer

import (
	"context"
	"fmt"
	"slices"

	"canopy/ent/asset"
	"canopy/internal/reseller"
	"canopy/internal/store"
)

// newAsset is an asset to be added, as kept on disk.
type newAsset struct {
	Thing thing
	Line  int
}

// place is where an asset to be added is kept, and its accounts; nobody has it without a holder.
type place struct {
	at            span
	owner, holder *node
}

// writeAssets writes the assets to be added, a batch in each transaction.
func (r *run) writeAssets(ctx context.Context) error {
	p := newProgress(r.Progress, "assets written", len(r.placed))
	defer p.end()
	for part := range slices.Chunk(r.placed, batch) {
		list := make([]newAsset, len(part))
		for i := range list {
			if err := r.assets.load(part[i].at, &list[i]); err != nil {
				return err
			}
		}
		err := r.Store.Tx(ctx, func(ctx context.Context, tx *store.Tx) error { return r.writeThings(ctx, tx, list, part) })
		if err != nil {
			return fmt.Errorf("write assets, line %d and others: %w", list[0].Line, err)
		}
		r.report.Assets.Added += len(part)
		p.add(len(part))
	}
	return nil
}

// writeThings writes one batch of assets.
func (r *run) writeThings(ctx context.Context, tx *store.Tx, list []newAsset, places []place) error {
	var needs []need
	for _, p := range places {
		needs = append(needs, need{p.owner, unclosed})
		if p.holder != nil {
			needs = append(needs, need{p.holder, active})
		}
	}
	if err := hold(ctx, tx, needs); err != nil {
		return err
	}
	added, assets := map[int64]int{}, make([]reseller.NewAsset, len(list))
	for i, p := range places {
		t, root := list[i].Thing, p.owner.tree.id
		assets[i] = reseller.NewAsset{
			RootID: root, OwnerID: p.owner.id, ExternalReference: t.Ref, Kind: t.Kind, Name: t.Name, SerialNumber: t.SerialNumber, Location: t.Location,
		}
		if p.holder != nil {
			assets[i].AssignedToID = p.holder.id
		}
		added[root]++
	}
	ids, err := tx.NextIDs(ctx, asset.Table, len(assets))
	if err != nil {
		return err
	}
	r.Rules.InsertAssets(tx, ids, assets)
	return r.Rules.RecordImport(ctx, tx, reseller.AssetsImported, added)
}

package importer

import (
	"context"

	"canopy/ent"
	"canopy/internal/usercsv"
)

// readAssets judges the assets file, and keeps the assets to be added; nothing is written.
func (r *run) readAssets(ctx context.Context) error {
	if r.Assets == nil {
		return nil
	}
	reader, faults, err := usercsv.NewReaderOf(r.Assets, assetColumns)
	if err != nil || len(faults) > 0 {
		return refused("assets", faults, err)
	}
	r.report.Assets.Read = true
	firstLines := map[assetKey]int{}
	var rows []*assetRow
	err = r.each(ctx, "assets", reader, func(row usercsv.Row, c checker) error {
		r.report.Assets.Rows++
		if len(c.bad) > 0 {
			r.note(&r.report.Assets, c)
			return nil
		}
		rows = append(rows, judgeAsset(row, c))
		if len(rows) < batch {
			return nil
		}
		full := rows
		rows = nil
		return r.settleAssets(ctx, full, firstLines)
	})
	if err != nil {
		return err
	}
	return r.settleAssets(ctx, rows, firstLines)
}

// settleAssets tells what becomes of each row: it is there already, or is to be added, or cannot be. The first lines are those of the refs so far.
func (r *run) settleAssets(ctx context.Context, rows []*assetRow, firstLines map[assetKey]int) error {
	var refs []string
	for _, a := range rows {
		refs = append(refs, a.ownerRef, a.holderRef)
	}
	if err := r.lookUp(ctx, refs); err != nil {
		return err
	}
	for _, a := range rows {
		a.owner = r.named(&a.checker, "owner_ref", a.ownerRef)
		a.holder = r.holder(a)
		if key, ok := a.key(); ok && firstLines[key] > 0 {
			a.add("ref", "line %d has the ref %.60q already", firstLines[key], a.Ref)
		} else if ok {
			firstLines[key] = a.line
		}
	}
	known, err := r.lookUpAssets(ctx, rows)
	if err != nil {
		return err
	}
	for _, a := range rows {
		key, _ := a.key()
		if err := r.settleAsset(a, known[key]); err != nil {
			return err
		}
	}
	return nil
}

// settleAsset is settleAssets for one row, and the asset of its ref that the database has, nil for none.
func (r *run) settleAsset(a *assetRow, there *ent.Asset) error {
	counts := &r.report.Assets
	a.compare(there)
	column, missing := a.lost()
	switch {
	case len(a.bad) > 0:
		r.note(counts, a.checker)
	case missing != nil:
		counts.Waiting++
		r.wait(a.line, "assets", column, missing)
	case a.isAs(there):
		counts.Unchanged++
	case there != nil:
		counts.Differing = append(counts.Differing, a.line)
	default:
		at, err := r.assets.add(newAsset{a.thing, a.line})
		if err != nil {
			return err
		}
		r.placed = append(r.placed, place{at, a.owner, a.holder})
	}
	return nil
}

// holder is the account that a row's asset is assigned to, nil where nobody is or it is not known: that of the owner's tree, where it has one.
func (r *run) holder(a *assetRow) *node {
	if a.holderRef == "" {
		return nil
	}
	if a.owner != nil && a.owner.tree != nil {
		if n := r.forest.within(a.owner.tree, a.holderRef); n != nil {
			return n
		}
	}
	return r.named(&a.checker, "assigned_ref", a.holderRef)
}

package importer

import (
	"context"
	"fmt"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/asset"
	"canopy/internal/usercsv"
)

// assetColumns are the columns of the assets file. The last three tell people whose the assets of an export are, and are not read.
var assetColumns = []usercsv.Column{
	{Name: "ref", Field: "ref", Required: true},
	{Name: "owner_ref", Field: "owner_ref", Required: true},
	{Name: "kind", Field: "kind", Required: true},
	{Name: "name", Field: "name", Required: true},
	{Name: "serial_number", Field: "serial_number"},
	{Name: "location", Field: "location"},
	{Name: "assigned_ref", Field: "assigned_ref"},
	{Name: "owner_number", Field: "owner_number"},
	{Name: "assigned_number", Field: "assigned_number"},
	{Name: "assigned_name", Field: "assigned_name"},
}

// thing is what a row says of an asset besides its accounts, as stored.
type thing struct{ Ref, Kind, Name, SerialNumber, Location string }

// assetRow is a row of the assets file while it is judged.
type assetRow struct {
	checker
	thing

	ownerRef, holderRef string
	owner, holder       *node // nil: not known, or nobody has it
}

// judgeAsset judges a row by itself.
func judgeAsset(row usercsv.Row, c checker) *assetRow {
	at, a := row.Extra, &assetRow{checker: c}
	a.Ref = a.required("ref", at["ref"])
	a.ownerRef = a.required("owner_ref", at["owner_ref"])
	a.Kind = a.required("kind", at["kind"])
	a.Name = a.required("name", at["name"])
	a.SerialNumber = a.text("serial_number", at["serial_number"])
	a.Location = a.text("location", at["location"])
	a.holderRef = a.text("assigned_ref", at["assigned_ref"])
	return a
}

// compare judges a row against its accounts. An asset that is there already is not asked for their statuses, which change.
func (a *assetRow) compare(there *ent.Asset) {
	if _, missing := a.lost(); a.owner == nil || missing != nil || a.isAs(there) {
		return
	}
	if a.holder != nil && !a.holder.under(a.owner) {
		a.add("assigned_ref", "the account does not stand below the one that owns the asset")
	}
	if there != nil {
		return
	}
	if a.owner.id != 0 && a.owner.status == account.StatusCLOSED {
		a.add("owner_ref", "the account is %s: it takes in no asset any more", a.owner.state())
	}
	if a.holder != nil && a.holder.id != 0 && a.holder.status != account.StatusACTIVE {
		a.add("assigned_ref", "the account is %s: assets are assigned while it is ACTIVE", a.holder.state())
	}
}

// lost is the account that the row waits for in vain, and its column; nil for none.
func (a *assetRow) lost() (column string, missing *node) {
	switch {
	case a.owner != nil && a.owner.lost():
		return "owner_ref", a.owner
	case a.holder != nil && a.holder.lost():
		return "assigned_ref", a.holder
	}
	return "", nil
}

// isAs tells whether the database has the asset as the row says; nil is none.
func (a *assetRow) isAs(there *ent.Asset) bool {
	if there == nil {
		return false
	}
	var holder, assigned int64
	if a.holder != nil {
		holder = a.holder.id
	}
	if there.AssignedToID != nil {
		assigned = *there.AssignedToID
	}
	as := thing{there.ExternalReference, there.Kind, there.Name, there.SerialNumber, there.Location}
	return as == a.thing && there.OwnerID == a.owner.id && assigned == holder
}

// assetKey is an asset's ref in its tree.
type assetKey struct {
	tree *tree
	ref  string
}

// key is the row's; ok is false where its tree is not known.
func (a *assetRow) key() (key assetKey, ok bool) {
	if a.owner == nil || a.owner.tree == nil || a.Ref == "" {
		return assetKey{}, false
	}
	return assetKey{a.owner.tree, a.Ref}, true
}

// lookUpAssets loads the assets that the database has of the rows' refs in their trees.
func (r *run) lookUpAssets(ctx context.Context, rows []*assetRow) (map[assetKey]*ent.Asset, error) {
	var roots []int64
	var refs []string
	for _, a := range rows {
		if key, ok := a.key(); ok && key.tree.id != 0 {
			roots, refs = append(roots, key.tree.id), append(refs, a.Ref)
		}
	}
	there := map[assetKey]*ent.Asset{}
	if len(refs) == 0 {
		return there, nil
	}
	found, err := r.Store.Client().Asset.Query().Where(asset.RootIDIn(distinct(roots)...), asset.ExternalReferenceIn(refs...)).All(ctx)
	if err != nil {
		return nil, fmt.Errorf("look assets up by their refs: %w", err)
	}
	for _, a := range found {
		there[assetKey{r.forest.treeOf(a.RootID), a.ExternalReference}] = a
	}
	return there, nil
}

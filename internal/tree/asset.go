package tree

import (
	"context"
	"time"

	"canopy/internal/locale"
	"canopy/internal/nodeid"
	"canopy/internal/store"
	"canopy/internal/store/scope"

	"entgo.io/ent/dialect/sql"
)

// Asset is a thing that an account owns, with what was selected.
type Asset struct {
	Key int64

	ExternalReference *string
	Kind              string
	Name              string
	SerialNumber      *string
	Location          *string
	Owner             *Account
	AssignedTo        *Account
	CreatedAt         time.Time

	ownerID, assignedToID int64
}

// ID is the asset's id on the wire.
func (a *Asset) ID() nodeid.ID { return nodeid.New(nodeid.Asset, a.Key) }

// IsNode marks a Node.
func (*Asset) IsNode() {}

// AssetConnection is a page of assets.
type AssetConnection struct {
	Edges      []*AssetEdge
	Nodes      []*Asset
	PageInfo   *PageInfo
	TotalCount int
}

// AssetEdge is an asset on a page.
type AssetEdge struct {
	Cursor string
	Node   *Asset
}

// AssetFilter is which assets: all given conditions hold.
type AssetFilter struct {
	Search   *string
	Kind     *string
	Location *string
	Assigned *bool
}

// AssetOrder is the order of assets; the zero value is by name, ascending.
type AssetOrder struct {
	Field     AssetOrderField
	Direction OrderDirection
}

// AssetOrderField is what assets are ordered by.
type AssetOrderField string

type assetRow struct {
	Asset

	nameKey, kindKey, reference, serialNumber, location string
}

var assets = &kind[assetRow, Asset]{
	table: "assets", alias: "t",
	columns: []column[assetRow]{
		{"id", func(r *assetRow, v store.Value) { r.Key = v.Int() }},
		{"owner_id", func(r *assetRow, v store.Value) { r.ownerID = v.Int() }},
		{"assigned_to_id", func(r *assetRow, v store.Value) { r.assignedToID = v.Int() }},
		{"external_reference", func(r *assetRow, v store.Value) { r.reference = v.Text() }},
		{"kind", func(r *assetRow, v store.Value) { r.Kind = v.Text() }},
		{"kind_key", func(r *assetRow, v store.Value) { r.kindKey = v.Text() }},
		{"name", func(r *assetRow, v store.Value) { r.Name = v.Text() }},
		{"name_key", func(r *assetRow, v store.Value) { r.nameKey = v.Text() }},
		{"serial_number", func(r *assetRow, v store.Value) { r.serialNumber = v.Text() }},
		{"location", func(r *assetRow, v store.Value) { r.location = v.Text() }},
		{"created_at", func(r *assetRow, v store.Value) { r.CreatedAt = v.Time() }},
	},
	fields: map[string]string{
		"externalReference": "external_reference", "kind": "kind", "name": "name", "serialNumber": "serial_number", "location": "location",
		"owner": "owner_id", "assignedTo": "assigned_to_id", "createdAt": "created_at",
	},
	orders: map[string]order[assetRow]{
		"NAME":       {mark: "tn", column: "name_key", value: func(r *assetRow) string { return r.nameKey }},
		"KIND":       {mark: "tk", column: "kind_key", value: func(r *assetRow) string { return r.kindKey }},
		"CREATED_AT": {mark: "tc", column: "created_at", moment: true, value: func(r *assetRow) string { return momentText(r.CreatedAt) }},
	},
	row: func(*Selection) *assetRow { return &assetRow{} },
	key: func(r *assetRow) int64 { return r.Key },
	node: func(r *assetRow) *Asset {
		a := r.Asset
		a.ExternalReference, a.SerialNumber, a.Location = optional(r.reference), optional(r.serialNumber), optional(r.location)
		return &a
	},
}

// conditions are what the filter asks of assets t.
func (f AssetFilter) conditions() (all []condition) {
	if f.Search != nil {
		all = append(all, contains("t.search", *f.Search))
	}
	if f.Kind != nil {
		all = append(all, equals("t.kind_key", locale.Fold(*f.Kind)))
	}
	if f.Location != nil {
		all = append(all, equals("t.location_key", locale.Fold(*f.Location)))
	}
	switch {
	case f.Assigned == nil:
	case *f.Assigned:
		all = append(all, plain("t.assigned_to_id IS NOT NULL"))
	default:
		all = append(all, plain("t.assigned_to_id IS NULL"))
	}
	return all
}

// assetsAt are the assets t that an account owns, and those that it has: never the same, since it has them from above.
func assetsAt(account string) func(*sql.Builder) {
	return from("(SELECT * FROM assets WHERE owner_id = " + account + " UNION ALL SELECT * FROM assets WHERE assigned_to_id = " + account + ") AS t")
}

// assets loads what else is asked of a level's assets.
func (l *loader) assets(ctx context.Context, list []*Asset, sel *Selection) error {
	err := refer(ctx, list, sel.object("owner"), l.accountsByID, func(a *Asset) int64 { return a.ownerID }, func(a *Asset, owner *Account) { a.Owner = owner })
	if err != nil {
		return err
	}
	return refer(ctx, list, sel.object("assignedTo"), l.accountsByID, func(a *Asset) int64 { return a.assignedToID }, func(a *Asset, to *Account) { a.AssignedTo = to })
}

// assetsByID loads those of the assets whose owner or holder the viewer sees.
func (l *loader) assetsByID(ctx context.Context, ids []int64, sel *Selection) (map[int64]*Asset, error) {
	found, err := byID(ctx, l, assets, ids, sel, l.scoped(scope.Assets, "t"))
	if err != nil {
		return nil, err
	}
	return found, l.assets(ctx, values(found, ids), sel)
}

// Assets answers the visible ones of the assets by their ids; none where nothing is selected.
func (r *Reader) Assets(ctx context.Context, ids []nodeid.ID, sel *Selection) (map[nodeid.ID]*Asset, error) {
	if err := sel.Check(); err != nil || sel == nil {
		return nil, err
	}
	keys := make([]int64, 0, len(ids))
	for _, id := range ids {
		keys = append(keys, id.Of(nodeid.Asset))
	}
	found, err := r.loader(ctx).assetsByID(ctx, keys, sel)
	byID := make(map[nodeid.ID]*Asset, len(found))
	for _, a := range found {
		byID[a.ID()] = a
	}
	return byID, err
}

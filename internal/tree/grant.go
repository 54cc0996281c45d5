package tree

import (
	"context"

	"canopy/ent/grant"
	"canopy/internal/nodeid"
	"canopy/internal/store"
	"canopy/internal/store/scope"
	"canopy/internal/viewer"
)

// MaxGrants is how many of a person's grants a user shows.
const MaxGrants = 200

type grantRow struct{ Grant }

var grants = &kind[grantRow, Grant]{
	table: "grants", alias: "g",
	columns: []column[grantRow]{
		{"id", func(r *grantRow, v store.Value) { r.Key = v.Int() }},
		{"user_id", func(r *grantRow, v store.Value) { r.userID = v.Int() }},
		{"account_id", func(r *grantRow, v store.Value) { r.accountID = v.Int() }},
		{"role", func(r *grantRow, v store.Value) { r.Role = viewer.Role(v.Text()) }},
		{"scope", func(r *grantRow, v store.Value) { r.Scope = grant.Scope(v.Text()) }},
	},
	fields: map[string]string{"user": "user_id", "account": "account_id", "origin": "account_id", "role": "role", "scope": "scope"},
	orders: ids[grantRow]("gi"),
	row:    func(*Selection) *grantRow { return &grantRow{} },
	key:    func(r *grantRow) int64 { return r.Key },
	node: func(r *grantRow) *Grant {
		g := r.Grant
		if g.Origin = OnAccount; g.accountID == 0 {
			g.Origin = OnInstallation
		}
		return &g
	},
}

// grants loads what else is asked of a level's grants.
func (l *loader) grants(ctx context.Context, list []*Grant, sel *Selection) error {
	err := refer(ctx, list, sel.object("user"), l.usersByID, func(g *Grant) int64 { return g.userID }, func(g *Grant, u *User) { g.User = u })
	if err != nil {
		return err
	}
	return refer(ctx, list, sel.object("account"), l.accountsByID, func(g *Grant) int64 { return g.accountID }, func(g *Grant, a *Account) { g.Account = a })
}

// grantsOf loads the people's grants on visible accounts, oldest first; those on the whole installation show to operators.
func (l *loader) grantsOf(ctx context.Context, list []*User, sel *Selection) error {
	if sel == nil {
		return nil
	}
	s := source{tables: from("grants AS g"), where: []condition{plain("g.user_id = p.id"), l.scoped(scope.ByAccount, "g")}}
	for _, u := range list {
		s.places = append(s.places, u.Key)
	}
	c := &Connection{Field: "grants", Nodes: true, Node: sel, window: window{limit: MaxGrants}}
	pages, err := load[GrantConnection](ctx, l, grants, c, s, l.grants)
	for i := range pages {
		list[i].Grants = pages[i].Nodes
	}
	return err
}

// grantsByID loads those of the grants that are on visible accounts, for operators also those on the whole installation.
func (l *loader) grantsByID(ctx context.Context, ids []int64, sel *Selection) (map[int64]*Grant, error) {
	found, err := byID(ctx, l, grants, ids, sel, l.scoped(scope.ByAccount, "g"))
	if err != nil {
		return nil, err
	}
	return found, l.grants(ctx, values(found, ids), sel)
}

// Grant answers one grant.
func (r *Reader) Grant(ctx context.Context, id nodeid.ID, sel *Selection) (*Grant, error) {
	return single(ctx, id.Of(nodeid.Grant), sel, r.loader(ctx).grantsByID)
}

// single is the node of one key.
func single[N any](ctx context.Context, key int64, sel *Selection, load func(context.Context, []int64, *Selection) (map[int64]*N, error)) (*N, error) {
	if err := sel.Check(); err != nil || sel == nil {
		return nil, err
	}
	found, err := load(ctx, []int64{key}, sel)
	return found[key], err
}

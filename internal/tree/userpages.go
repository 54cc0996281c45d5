package tree

import (
	"context"

	"canopy/internal/nodeid"
	"canopy/internal/store"
	"canopy/internal/viewer"
)

// UserPage is a page, of up to size, of an account's people as a file has them, each with OwnRole, and with below of those of its unbroken
// visible tree, each with their account; nil where the viewer sees no such account. Who reads all pages gets each as the viewer of its
// context may see it.
func (r *Reader) UserPage(ctx context.Context, account nodeid.ID, below bool, filter UserFilter, order UserOrder, size int, after *string) (*UserConnection, error) {
	node := &Selection{Fields: map[string]bool{
		"email": true, "givenName": true, "familyName": true, "phone": true, "jobTitle": true, "language": true, "timezone": true, "status": true,
	}}
	if below {
		node.Objects = map[string]*Selection{"account": {Fields: map[string]bool{"name": true, "accountNumber": true}}}
	}
	page := &Connection{
		Field: "users", Page: Page{First: &size, After: after}, IncludeDescendants: below, Users: filter, UserOrder: order,
		Nodes: true, PageInfo: true, HasNext: true, Cursors: true, Node: node,
	}
	a, err := r.Account(ctx, AccountKey{ID: &account}, &Selection{Connections: []*Connection{page}})
	if err != nil || a == nil {
		return nil, err
	}
	users := a.Users.At(page.Key)
	return users, r.loader(ctx).ownRoles(ctx, users.Nodes)
}

// ownRoles tells of people the strongest of the roles that they were given on their own account.
func (l *loader) ownRoles(ctx context.Context, list []*User) error {
	s := source{
		tables: from("users AS u JOIN grants AS g ON g.user_id = u.id AND g.account_id = u.account_id"),
		where:  []condition{plain("u.id = p.id"), permitted(l.viewer, "g")},
	}
	for _, u := range list {
		s.places = append(s.places, u.Key)
	}
	if len(list) == 0 {
		return nil
	}
	b := l.statement()
	s.joined(b, "g.role")
	return l.store.Query(ctx, query(b, s, func(place int, row *store.Row) {
		if role, u := viewer.Role(row.At(1).Text()), list[place]; role.Covers(u.OwnRole) {
			u.OwnRole = role
		}
	}))
}

package tree

import (
	"context"
	"slices"

	"canopy/internal/store/scope"
)

// accounts loads what else is asked of a level's accounts: one statement for each thing, whatever their number.
func (l *loader) accounts(ctx context.Context, list []*Account, sel *Selection) error {
	if len(list) == 0 || sel == nil {
		return nil
	}
	if sel.Fields["viewerPermissions"] {
		for _, a := range list {
			a.ViewerPermissions = permissions(l.viewer, a.Path)
		}
	}
	for _, load := range []func(context.Context, []*Account, *Selection) error{
		l.above, l.inherited, l.hasSubAccounts, l.contacts, l.organizations, l.provisionings, l.limits, l.connections,
	} {
		if err := load(ctx, list, sel); err != nil {
			return err
		}
	}
	return nil
}

// hasSubAccounts tells which accounts have a visible one directly below.
func (l *loader) hasSubAccounts(ctx context.Context, list []*Account, sel *Selection) error {
	if !sel.Fields["hasSubAccounts"] {
		return nil
	}
	s := source{places: accountIDs(list), tables: from("accounts AS a"), where: []condition{l.scoped(scope.Found, "a")}}
	return l.store.Query(ctx, l.tell(s, plain("a.parent_id = p.id"), func(place int, yes bool) { list[place].HasSubAccounts = yes }))
}

// contacts loads the notification contacts. They show on a visible account also where the person's own account is
// invisible, but then without what the person does there and what becomes of them.
func (l *loader) contacts(ctx context.Context, list []*Account, sel *Selection) error {
	sel = sel.object("notificationContact")
	if sel == nil {
		return nil
	}
	ids := keys(list, func(a *Account) int64 { return a.contactID })
	byID, err := byID(ctx, l, users, ids, sel, everything(scope.Contact), "path")
	if err != nil {
		return err
	}
	contacts := values(byID, ids)
	for _, a := range list {
		a.NotificationContact = byID[a.contactID]
	}
	seen := slices.DeleteFunc(contacts, func(u *User) bool {
		if l.viewer.Sees(u.path) {
			return false
		}
		u.JobTitle, u.UnconfirmedEmail = nil, nil
		return true
	})
	if outside := len(byID) - len(seen); outside > 0 {
		l.told(ctx, outside)
	}
	return l.users(ctx, seen, sel)
}

// organizations loads what the accounts stand for: visible because they are.
func (l *loader) organizations(ctx context.Context, list []*Account, sel *Selection) error {
	return refer(ctx, list, sel.object("organization"), l.organizationsByID,
		func(a *Account) int64 { return a.organizationID }, func(a *Account, o *Organization) { a.Organization = o })
}

// refer loads what a level refers to by id, each once for all, and sets it, nil where it is invisible.
func refer[P, N any](ctx context.Context, list []*P, sel *Selection,
	load func(context.Context, []int64, *Selection) (map[int64]*N, error), id func(*P) int64, set func(*P, *N),
) error {
	if sel == nil {
		return nil
	}
	byID, err := load(ctx, keys(list, id), sel)
	if err != nil {
		return err
	}
	for _, p := range list {
		set(p, byID[id(p)])
	}
	return nil
}

// accountsByID loads the visible ones of the accounts, with what is asked of them.
func (l *loader) accountsByID(ctx context.Context, ids []int64, sel *Selection) (map[int64]*Account, error) {
	found, err := byID(ctx, l, accounts, ids, sel, l.visible("a"))
	if err != nil {
		return nil, err
	}
	return found, l.accounts(ctx, values(found, ids), sel)
}

// reviewsByID loads the visible ones of the reviews, with what is asked of them.
func (l *loader) reviewsByID(ctx context.Context, ids []int64, sel *Selection) (map[int64]*Review, error) {
	found, err := byID(ctx, l, reviews, ids, sel, l.scoped(scope.Reviews, "r"))
	if err != nil {
		return nil, err
	}
	return found, l.reviews(ctx, values(found, ids), sel)
}

// usersByID loads the visible ones of the users, with what is asked of them.
func (l *loader) usersByID(ctx context.Context, ids []int64, sel *Selection) (map[int64]*User, error) {
	found, err := byID(ctx, l, users, ids, sel, l.scoped(scope.Users, "u"))
	if err != nil {
		return nil, err
	}
	return found, l.users(ctx, values(found, ids), sel)
}

// organizationsByID loads those of the organizations for which a visible account stands, or that a visible review lists.
func (l *loader) organizationsByID(ctx context.Context, ids []int64, sel *Selection) (map[int64]*Organization, error) {
	return byID(ctx, l, organizations, ids, sel, l.scoped(scope.Organizations, "o"))
}

func accountIDs(list []*Account) []int64 {
	ids := make([]int64, len(list))
	for i, a := range list {
		ids[i] = a.Key
	}
	return ids
}

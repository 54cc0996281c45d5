package tree

import (
	"context"
	"slices"

	"canopy/internal/viewer"
)

// AccessChange is somebody's role on an account that moves, before and after; nil is none.
type AccessChange struct {
	Account       *Account
	User          *User
	APIKey        *APIKey
	Before, After *viewer.Role

	Changed
}

// Changed is what of an AccessChange is not loaded; a key is 0 where there is none.
type Changed struct{ AccountID, UserID, KeyID int64 }

// AccessChanges loads what is asked of the changes; none where nothing is.
func (r *Reader) AccessChanges(ctx context.Context, list []*AccessChange, sel *Selection) ([]*AccessChange, error) {
	if err := sel.Check(); err != nil || sel == nil {
		return nil, err
	}
	l := r.loader(ctx)
	err := refer(ctx, list, sel.object("account"), l.accountsByID, func(c *AccessChange) int64 { return c.AccountID }, func(c *AccessChange, a *Account) { c.Account = a })
	if err != nil {
		return nil, err
	}
	err = refer(ctx, list, sel.object("user"), l.usersByID, func(c *AccessChange) int64 { return c.UserID }, func(c *AccessChange, u *User) { c.User = u })
	if err != nil {
		return nil, err
	}
	return list, refer(ctx, list, sel.object("apiKey"), l.apiKeysByID, func(c *AccessChange) int64 { return c.KeyID }, func(c *AccessChange, k *APIKey) { c.APIKey = k })
}

// AccountsOf answers the visible ones of the accounts, in the order given; none where nothing is selected.
func (r *Reader) AccountsOf(ctx context.Context, ids []int64, sel *Selection) ([]*Account, error) {
	return several(ctx, ids, sel, r.loader(ctx).accountsByID)
}

// ReviewsOf answers the visible ones of the reviews, in the order given; none where nothing is selected.
func (r *Reader) ReviewsOf(ctx context.Context, ids []int64, sel *Selection) ([]*Review, error) {
	return several(ctx, ids, sel, r.loader(ctx).reviewsByID)
}

// several are the visible ones of the ids, in the order given, nil where nothing is selected.
func several[N any](ctx context.Context, ids []int64, sel *Selection, load func(context.Context, []int64, *Selection) (map[int64]*N, error)) ([]*N, error) {
	if err := sel.Check(); err != nil || sel == nil {
		return nil, err
	}
	once := slices.Clone(ids)
	slices.Sort(once)
	found, err := load(ctx, slices.Compact(once), sel)
	return values(found, ids), err
}

package reseller

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"canopy/ent"
	"canopy/internal/store"
	"canopy/internal/store/scope"
	"canopy/internal/treepath"
	"canopy/internal/viewer"
)

// AccessChange is somebody's strongest role on an account that moves, there and where it goes, as far as it comes from grants, or from an
// API key, on accounts that the viewer sees; "" is none. The people who are DISABLED hold none anyway.
type AccessChange struct {
	AccountID     int64
	UserID, KeyID int64 // one of them is 0
	Before, After viewer.Role
}

// AccessChanges are such changes, the first of them where they are many.
type AccessChanges struct {
	First []AccessChange // at most MaxAccessChanges
	Count int
}

// MaxAccessChanges is how many of them a move tells.
const MaxAccessChanges = 1000

func (l *AccessChanges) add(change AccessChange) {
	if l.Count++; l.Count <= MaxAccessChanges {
		l.First = append(l.First, change)
	}
}

// holder is who holds a role: a user, or an API key as its negative.
type holder int64

// holding is a role on an account, as access needs it.
type holding struct {
	account int64
	path    string
	role    viewer.Role
	subtree bool
}

// accessChanges tells whose role on the accounts grows, and whose shrinks, when they hang below parent.
func (c *change) accessChanges(ctx context.Context, moving []*ent.Account, parent *ent.Account) (gains, losses AccessChanges, err error) {
	var places []int64 // where what is held on the accounts can differ
	now := treepath.IDs(parent.Path)
	for _, a := range moving {
		before := treepath.IDs(treepath.Parent(a.Path))
		places = append(places, outside(before, now)...)
		places = append(places, outside(now, before)...)
	}
	if len(places) == 0 {
		return gains, losses, nil
	}
	concerned, err := c.holdings(ctx, places, nil)
	if err != nil {
		return gains, losses, err
	}
	who := make([]holder, 0, len(concerned))
	for h := range concerned {
		who = append(who, h)
	}
	slices.Sort(who)
	for _, a := range moving {
		places = append(places, treepath.IDs(a.Path)...)
	}
	held, err := c.holdings(ctx, append(places, now...), who)
	if err != nil {
		return gains, losses, err
	}
	for _, a := range moving {
		for _, h := range who {
			change := AccessChange{AccountID: a.ID, UserID: max(int64(h), 0), KeyID: max(-int64(h), 0)}
			for _, g := range held[h] {
				own := g.account == a.ID
				if own || g.subtree && treepath.Subtree(g.path).Contains(a.Path) {
					change.Before = stronger(change.Before, g.role)
				}
				if own || g.subtree && treepath.Subtree(g.path).Contains(parent.Path) {
					change.After = stronger(change.After, g.role)
				}
			}
			switch {
			case change.Before == change.After:
			case change.Before.Covers(change.After):
				losses.add(change)
			default:
				gains.add(change)
			}
		}
	}
	return gains, losses, nil
}

func stronger(a, b viewer.Role) viewer.Role {
	if a.Covers(b) {
		return a
	}
	return b
}

// outside are those of the keys that are not among others.
func outside(keys, others []int64) (left []int64) {
	for _, key := range keys {
		if !slices.Contains(others, key) {
			left = append(left, key)
		}
	}
	return left
}

// The statements of holdings; %s are the reason, the table of accounts and, unless everybody's roles are asked for, whose.
const (
	heldByUsers = `SELECT %s g.user_id, a.id, a.path, g.role, g.scope = 'SUBTREE' FROM %s JOIN accounts a ON a.id = i.id JOIN grants g ON g.account_id = a.id
		JOIN users u ON u.id = g.user_id WHERE u.status <> 'DISABLED'`
	heldByKeys = `SELECT %s -k.id, a.id, a.path, k.role, k.scope = 'SUBTREE' FROM %s JOIN accounts a ON a.id = i.id JOIN api_keys k ON k.account_id = a.id
		WHERE k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > $2)`
)

// holdings are the roles on those of the accounts that the viewer sees, by who holds them; of some of those only, unless who is nil.
func (c *change) holdings(ctx context.Context, accounts []int64, who []holder) (map[holder][]holding, error) {
	found := map[holder][]holding{}
	take := func(row *store.Row) {
		g := holding{row.At(1).Int(), row.At(2).Text(), viewer.Role(row.At(3).Text()), row.At(4).Bool()}
		if h := holder(row.At(0).Int()); c.viewer.Sees(g.path) {
			found[h] = append(found[h], g)
		}
	}
	look := func(text, key string, args ...any) store.Statement {
		text = fmt.Sprintf(text, scope.Inheritance.Marker(), ids(c.tx, "$1"))
		args = append([]any{array(distinct(accounts))}, args...)
		if who != nil {
			args = append(args, array(who))
			text += " AND " + key + " IN (SELECT id FROM " + ids(c.tx, "$"+strconv.Itoa(len(args))) + ")"
		}
		return store.Statement{Text: text, Args: args, Each: take}
	}
	if err := c.tx.Send(ctx, look(heldByUsers, "g.user_id"), look(heldByKeys, "-k.id", c.at)); err != nil {
		return nil, fmt.Errorf("reseller: look whose access changes: %w", err)
	}
	return found, nil
}

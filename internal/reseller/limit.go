package reseller

import (
	"context"
	"fmt"
	"strconv"

	"canopy/ent"
	"canopy/internal/problem"
	"canopy/internal/store"
	"canopy/internal/store/scope"
	"canopy/internal/treepath"
)

// LimitKind is what a limit counts.
type LimitKind string

// The kinds of limits.
const (
	LimitSubAccounts LimitKind = "SUB_ACCOUNTS" // directly below, unless CLOSED
	LimitUsers       LimitKind = "USERS"        // of the account, unless DISABLED
	LimitAssets      LimitKind = "ASSETS"       // that it owns or that are assigned to it
)

// limitKind is how a kind is stored, told and counted.
type limitKind struct {
	field string // in events
	words string
	own   func(*ent.Account) **int
	count string // of an account $1
}

var limitKinds = map[LimitKind]limitKind{
	LimitSubAccounts: {"maxSubAccounts", "accounts directly below it", func(a *ent.Account) **int { return &a.MaxSubAccounts },
		"SELECT %s count(*) FROM accounts WHERE parent_id = $1 AND status <> 'CLOSED'"},
	LimitUsers: {"maxUsers", "users", func(a *ent.Account) **int { return &a.MaxUsers },
		"SELECT %s count(*) FROM users WHERE account_id = $1 AND status <> 'DISABLED'"},
	LimitAssets: {"maxAssets", "assets", func(a *ent.Account) **int { return &a.MaxAssets },
		"SELECT %s (SELECT count(*) FROM assets WHERE owner_id = $1) + (SELECT count(*) FROM assets WHERE assigned_to_id = $1)"},
}

// limit is how many of a kind an account may have: the least of its own limit and those above, since each account above also limits
// every one below; false where there is none. The accounts above are in c.near.
func (c *change) limit(kind LimitKind, path string) (least int, limited bool) {
	for _, id := range treepath.IDs(path) {
		if own := *limitKinds[kind].own(c.near[id]); own != nil && (!limited || *own < least) {
			least, limited = *own, true
		}
	}
	return least, limited
}

// room is how many more of a kind an account may have; false where there is no limit. Until the end nobody else who asks gets room there:
// it is asked behind the locks of all other rows.
func (c *change) room(ctx context.Context, kind LimitKind, a *ent.Account) (room int, limited bool, err error) {
	if _, limited := c.limit(kind, a.Path); !limited {
		return 0, false, nil
	}
	if err := c.holdRow(ctx, a.ID); err != nil {
		return 0, false, err
	}
	return c.roomNow(ctx, kind, a)
}

// roomNow is room for who does not take it yet: somebody else may.
func (c *change) roomNow(ctx context.Context, kind LimitKind, a *ent.Account) (room int, limited bool, err error) {
	least, limited := c.limit(kind, a.Path)
	if !limited {
		return 0, false, nil
	}
	err = c.tx.Send(ctx, store.Statement{
		Text: fmt.Sprintf(limitKinds[kind].count, scope.Inheritance.Marker()), Args: []any{a.ID},
		Each: func(row *store.Row) { room = least - int(row.At(0).Int()) },
	})
	if err != nil {
		return 0, false, fmt.Errorf("reseller: count for a limit: %w", err)
	}
	return max(room, 0), true, nil
}

// rooms is room or roomNow.
type rooms func(context.Context, LimitKind, *ent.Account) (room int, limited bool, err error)

// checkLimit faults at path when an account has no room for so many more of a kind.
func (c *change) checkLimit(ctx context.Context, path string, kind LimitKind, a *ent.Account, more int, of rooms) error {
	room, limited, err := of(ctx, kind, a)
	if limited && more > room {
		c.full(path, kind, a, room)
	}
	return err
}

func (c *change) full(path string, kind LimitKind, a *ent.Account, room int) {
	least, _ := c.limit(kind, a.Path)
	c.faults.Add(path, problem.LimitExceeded, "the account may have at most %d %s: there is room for %d more", least, limitKinds[kind].words, room)
}

// SetAccountLimits says how many an account, and each account below it, may have; a kind that is not named stays as it is. What is beyond a
// new limit already stays. It needs MANAGE_GRANTS by a role given strictly above the account, and returns the account's key.
func (s *Service) SetAccountLimits(ctx context.Context, in SetAccountLimitsInput) (accountID int64, err error) {
	err = s.change(ctx, LimitsChanged, func(ctx context.Context, c *change) error {
		a, err := c.lockAccount(ctx, in.AccountID)
		if err != nil {
			return err
		}
		if !c.allow("accountId", setLimits, a) {
			return c.faults
		}
		accountID = a.ID
		c.checkLimits(in, a)
		if err := c.faults.Err(); err != nil {
			return err
		}
		return c.setLimits(ctx, in, a)
	})
	return accountID, err
}

// checkLimits is all that is wrong with new limits of an account.
func (c *change) checkLimits(in SetAccountLimitsInput, a *ent.Account) {
	if len(in.Limits) == 0 {
		c.faults.Add("limits", problem.Required, "name at least one limit")
	}
	named := map[LimitKind]bool{}
	for i, l := range in.Limits {
		path := "limits." + strconv.Itoa(i)
		if named[l.Kind] {
			c.faults.Add(path+".kind", problem.DuplicateInRequest, "this limit is named before")
		}
		named[l.Kind] = true
		if l.Max == nil {
			continue
		}
		switch above, limited := c.limit(l.Kind, treepath.Parent(a.Path)); {
		case *l.Max < 0:
			c.faults.Add(path+".max", problem.Invalid, "write 0 or more, or null for no limit of its own")
		case limited && *l.Max > above:
			c.faults.Add(path+".max", problem.LimitExceeded, "an account above allows at most %d", above)
		}
	}
}

func (c *change) setLimits(ctx context.Context, in SetAccountLimitsInput, a *ent.Account) error {
	var changes []FieldChange
	for _, l := range in.Limits {
		kind := limitKinds[l.Kind]
		own := kind.own(a)
		if before, after := number(*own), number(l.Max); text(before) != text(after) {
			changes = append(changes, FieldChange{Field: kind.field, Before: before, After: after})
		}
		*own = l.Max
	}
	if changes == nil {
		return nil
	}
	c.recordOn(LimitsChanged, a, changes)
	return c.tx.Send(ctx, store.Statement{
		Text: "UPDATE accounts SET max_sub_accounts = $1, max_users = $2, max_assets = $3, updated_at = $4 WHERE id = $5",
		Args: []any{a.MaxSubAccounts, a.MaxUsers, a.MaxAssets, c.later(a.UpdatedAt), a.ID},
	})
}

// number is a limit as events tell it.
func number(n *int) *string {
	if n == nil {
		return nil
	}
	return value(strconv.Itoa(*n))
}

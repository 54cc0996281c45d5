package oracle_test

import (
	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/user"
)

// limit is how many of a kind an account may have, nil for any number, and has.
type limit struct {
	kind string
	max  *int
	used int
}

func (l limit) of(f *field) any {
	return map[string]any{"kind": l.kind, "max": optional(l.max), "used": l.used}[f.Name]
}

// room is how many more of it the account may have; false where it may have any number.
func (l limit) room() (more int, limited bool) {
	if l.max == nil {
		return 0, false
	}
	return max(*l.max-l.used, 0), true
}

// subAccountsLimit counts the accounts directly below that are not CLOSED, seen or not.
func (w *world) subAccountsLimit(a *ent.Account) limit {
	used := where(w.accounts, func(b *ent.Account) bool { return refers(b.ParentID, a.ID) && b.Status != account.StatusCLOSED })
	return limit{"SUB_ACCOUNTS", w.least(a, func(a *ent.Account) *int { return a.MaxSubAccounts }), len(used)}
}

// usersLimit counts the account's own people who are not DISABLED.
func (w *world) usersLimit(a *ent.Account) limit {
	used := where(w.users, func(u *ent.User) bool { return u.AccountID == a.ID && u.Status != user.StatusDISABLED })
	return limit{"USERS", w.least(a, func(a *ent.Account) *int { return a.MaxUsers }), len(used)}
}

// assetsLimit counts what the account owns or has.
func (w *world) assetsLimit(a *ent.Account) limit {
	return limit{"ASSETS", w.least(a, func(a *ent.Account) *int { return a.MaxAssets }), len(w.belongings(a))}
}

func (w *world) limits(a *ent.Account) []limit {
	return []limit{w.subAccountsLimit(a), w.usersLimit(a), w.assetsLimit(a)}
}

// least is the least of an account's own limit and those of all above it, seen or not; nil where there is none.
func (w *world) least(a *ent.Account, own func(*ent.Account) *int) (least *int) {
	for _, above := range w.chain(a) {
		if most := own(above); most != nil && (least == nil || *most < *least) {
			least = most
		}
	}
	return least
}

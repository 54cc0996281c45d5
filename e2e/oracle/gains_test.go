package oracle_test

import (
	"fmt"
	"slices"

	"canopy/ent"
	"canopy/ent/grant"
	"canopy/ent/user"
	"canopy/internal/nodeid"
	"canopy/internal/viewer"
)

// movement is what moveAccounts answers beside faults.
type movement struct {
	Accounts             []struct{ ID string }
	Gains, Losses        []accessChange
	GainCount, LossCount int
}

const (
	movementSelection    = " accounts { id } gainCount lossCount gains { ...c } losses { ...c }"
	accessChangeFragment = " fragment c on AccessChange { account { id } user { id } apiKey { id } before after }"
)

// accessChange is whose strongest role on a moved account changes.
type accessChange struct {
	Account, User, APIKey *struct{ ID string }
	Before, After         string
}

// String is "account user key: before > after", with "-" for what is null.
func (c accessChange) String() string {
	id := func(of *struct{ ID string }) string {
		if of == nil {
			return "-"
		}
		return of.ID
	}
	return fmt.Sprintf("%s %s %s: %s > %s", id(c.Account), id(c.User), id(c.APIKey), c.Before, c.After)
}

// lines tells what was answered, changes in any order.
func (m movement) lines() []string {
	told := []string{fmt.Sprint("gains ", m.GainCount), fmt.Sprint("losses ", m.LossCount)}
	for _, a := range m.Accounts {
		told = append(told, "moved "+a.ID)
	}
	for name, changes := range map[string][]accessChange{"gain ": m.Gains, "loss ": m.Losses} {
		for _, c := range changes {
			told = append(told, name+c.String())
		}
	}
	slices.Sort(told[2+len(m.Accounts):])
	return told
}

// holding is a role that somebody holds on an account.
type holding struct {
	user    *ent.User
	key     *ent.APIKey
	account *ent.Account
	role    grant.Role
	subtree bool
}

// holdings are those on accounts that the asker sees, of people who are not DISABLED and of keys that open something.
func (m model) holdings(see sight) (all []holding) {
	for _, g := range m.grants {
		if u, a := m.user(&g.UserID), m.account(g.AccountID); see.sees(a) && u.Status != user.StatusDISABLED {
			all = append(all, holding{u, nil, a, g.Role, g.Scope == grant.ScopeSUBTREE})
		}
	}
	for _, k := range m.apiKeys {
		if a := m.account(k.AccountID); see.sees(a) && k.RevokedAt == nil && (k.ExpiresAt == nil || k.ExpiresAt.After(m.f.Clock.Now())) {
			all = append(all, holding{nil, k, a, grant.Role(k.Role), string(k.Scope) == string(grant.ScopeSUBTREE)})
		}
	}
	return all
}

// strongest is the strongest role that holdings give on an account; "" for none.
func strongest(held []holding, w *world, a *ent.Account) (role grant.Role) {
	for _, h := range held {
		on := h.account.ID == a.ID || h.subtree && slices.ContainsFunc(w.chain(w.account(&a.ID)), func(b *ent.Account) bool { return b.ID == h.account.ID })
		if on && slices.Index(ranks, h.role) > slices.Index(ranks, role) {
			role = h.role
		}
	}
	return role
}

// movement is what a move should answer: whose role changes from how the asker sees the world before it, and as much of that as the
// asker sees once it is done.
func (m model) movement(s step) (told movement) {
	if len(s.faults) > 0 {
		return told
	}
	hung := m.world.copied()
	hung.hang(s.moved, s.parent)
	before, after := sight{m.world, s.by}, sight{hung, s.by}
	if s.dryRun {
		after = before
	}
	all := m.holdings(before)
	for _, a := range s.moved {
		seen := reference(nodeid.Account, a.ID, after.sees(after.account(&a.ID)))
		if seen != nil {
			told.Accounts = append(told.Accounts, *seen)
		}
		var asked []holding
		for _, h := range all {
			if slices.ContainsFunc(asked, h.same) {
				continue
			}
			asked = append(asked, h)
			held := slices.DeleteFunc(slices.Clone(all), func(other holding) bool { return !h.same(other) })
			change := accessChange{Account: seen, Before: string(strongest(held, m.world, a)), After: string(strongest(held, hung, a))}
			if h.user != nil {
				change.User = reference(nodeid.User, h.user.ID, after.seesUser(h.user))
			} else {
				change.APIKey = reference(nodeid.APIKey, h.key.ID, after.mayOn(viewer.ManageAPIKeys, h.key.AccountID))
			}
			switch rise := slices.Index(ranks, grant.Role(change.After)) - slices.Index(ranks, grant.Role(change.Before)); {
			case rise > 0:
				told.Gains = append(told.Gains, change)
			case rise < 0:
				told.Losses = append(told.Losses, change)
			}
		}
	}
	told.GainCount, told.LossCount = len(told.Gains), len(told.Losses)
	return told
}

// same tells whether both are of one holder.
func (h holding) same(other holding) bool { return h.user == other.user && h.key == other.key }

// reference is the id of something visible.
func reference(kind nodeid.Kind, key int64, visible bool) *struct{ ID string } {
	if !visible {
		return nil
	}
	return &struct{ ID string }{nodeid.New(kind, key).String()}
}

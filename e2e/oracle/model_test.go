package oracle_test

import (
	"fmt"
	"slices"

	"canopy/ent"
	"canopy/ent/grant"
	"canopy/ent/user"
)

// model says by looking through all rows what a change of access comes to.
type model struct {
	*world
	f *forest
}

var ranks = []grant.Role{grant.RoleVIEWER, grant.RoleUSER_MANAGER, grant.RoleACCOUNT_MANAGER, grant.RoleADMIN}

// covers tells whether one of the grants gives the role or a stronger one, and with below on the subtree.
func covers(held []*ent.Grant, role grant.Role, below bool) bool {
	return slices.ContainsFunc(held, func(g *ent.Grant) bool {
		return slices.Index(ranks, g.Role) >= slices.Index(ranks, role) && (!below || g.Scope == grant.ScopeSUBTREE)
	})
}

// holds tells whether somebody holds what a grant gives.
func (m model) holds(by asker, g *ent.Grant) bool {
	return by.operator || g.AccountID != nil && covers(m.held(by.person, m.account(g.AccountID)), g.Role, g.Scope == grant.ScopeSUBTREE)
}

// rules tells whether somebody is ADMIN of something.
func (m model) rules(by asker) bool {
	return by.person != nil && slices.ContainsFunc(m.grants, func(g *ent.Grant) bool { return g.UserID == by.person.ID && g.Role == grant.RoleADMIN })
}

// step is a random one with what is to come of it. Who tries is more often somebody who may.
func (m model) step() step {
	f := m.f
	s := step{by: one(f, prefer(f, f.askers, m.rules)), kind: one(f, []string{"grantRole", "grantRole", "revokeGrant", "revokeGrant", "disableUsers", "enableUsers", "moveAccounts", "moveAccounts", "moveAccounts"})}
	for range 3 {
		if s.by.token == "" || s.by.person != nil && (m.user(&s.by.person.ID).Status == user.StatusDISABLED || f.IntN(2) == 0 && !s.by.operator) {
			s.by = one(f, prefer(f, f.askers, m.rules))
		}
	}
	if s.by.token == "" || s.by.person != nil && m.user(&s.by.person.ID).Status == user.StatusDISABLED {
		s.by = asker{operator: true, token: f.operator}
	}
	see := sight{m.world, s.by}
	visible := prefer(f, m.accounts, see.sees)
	switch s.kind {
	case "grantRole":
		s.users = []*ent.User{m.somebody(see)}
		s.grant = &ent.Grant{UserID: s.users[0].ID, AccountID: often(f, one(f, visible).ID), Role: one(f, ranks), Scope: one(f, []grant.Scope{grant.ScopeSUBTREE, grant.ScopeACCOUNT_ONLY})}
		if only := where(m.accounts, func(a *ent.Account) bool { return m.onlyHere(s.by, a) }); len(only) > 0 && f.IntN(3) == 0 {
			s.grant.AccountID, s.grant.Role = &one(f, only).ID, grant.RoleADMIN
		}
		s.faults = m.granting(see, s)
	case "revokeGrant":
		s.grant = one(f, prefer(f, m.grants, func(g *ent.Grant) bool {
			return m.holds(s.by, g) && (f.IntN(3) == 0 || len(m.orphaned([]*ent.Grant{g})) > 0)
		}))
		s.faults = m.revoking(see, s.grant)
	case "moveAccounts":
		s = m.move(s)
	default:
		for range 1 + f.IntN(3) {
			u := m.somebody(see)
			if s.kind == "enableUsers" && f.IntN(3) == 0 {
				u = one(f, prefer(f, m.users, func(u *ent.User) bool { return len(m.seats(step{users: []*ent.User{u}})) > 0 }))
			}
			if !slices.Contains(s.users, u) {
				s.users = append(s.users, u)
			}
		}
		s.faults = m.changing(see, s)
	}
	slices.Sort(s.faults)
	return s
}

// onlyHere tells whether somebody is ADMIN of an account, but not of what lies below it.
func (m model) onlyHere(by asker, a *ent.Account) bool {
	held := m.held(by.person, a)
	return !by.operator && covers(held, grant.RoleADMIN, false) && !covers(held, grant.RoleADMIN, true)
}

// somebody is a person, mostly one whom the asker sees, often one who asks too.
func (m model) somebody(see sight) *ent.User {
	if asker := one(m.f, m.f.askers); asker.person != nil && m.f.IntN(2) == 0 {
		return m.user(&asker.person.ID)
	}
	return one(m.f, prefer(m.f, m.users, see.seesUser))
}

// prefer are mostly those of the list for which something holds, where there are any.
func prefer[V any](f *forest, list []V, holds func(V) bool) []V {
	if such := slices.DeleteFunc(slices.Clone(list), func(v V) bool { return !holds(v) }); len(such) > 0 && f.IntN(5) > 0 {
		return such
	}
	return list
}

func (m model) granting(see sight, s step) []string {
	a, faults := m.account(s.grant.AccountID), []string{}
	if a == nil && !see.by.operator || a != nil && see.sees(a) && !see.may(see.by, "MANAGE_GRANTS", a) {
		return []string{"accountId FORBIDDEN"}
	}
	switch u := s.users[0]; {
	case !see.seesUser(u):
		faults = append(faults, "userId NOT_FOUND")
	case u.Status == user.StatusDISABLED:
		faults = append(faults, "userId NOT_ACTIVE")
	}
	held := m.held(see.by.person, a)
	switch {
	case a == nil:
		if s.grant.Role != grant.RoleADMIN {
			faults = append(faults, "role INVALID")
		}
		if s.grant.Scope != grant.ScopeSUBTREE {
			faults = append(faults, "scope INVALID")
		}
	case !see.sees(a):
		faults = append(faults, "accountId NOT_FOUND")
	case see.by.operator:
	case !covers(held, s.grant.Role, false):
		faults = append(faults, "role CANNOT_GRANT")
	case s.grant.Scope == grant.ScopeSUBTREE && !covers(held, s.grant.Role, true):
		faults = append(faults, "scope CANNOT_GRANT")
	}
	return faults
}

func (m model) revoking(see sight, g *ent.Grant) []string {
	a := m.account(g.AccountID)
	switch {
	case !see.by.operator && (a == nil || !see.sees(a)):
		return []string{"grantId NOT_FOUND"}
	case !see.by.operator && !see.may(see.by, "MANAGE_GRANTS", a):
		return []string{"grantId FORBIDDEN"}
	case !m.holds(see.by, g):
		return []string{"grantId CANNOT_GRANT"}
	case len(m.orphaned([]*ent.Grant{g})) > 0:
		return []string{"grantId LAST_ADMIN"}
	}
	return []string{}
}

func (m model) changing(see sight, s step) []string {
	faults, taken := []string{}, []*ent.Grant{}
	for i, u := range s.users {
		held := where(m.grants, func(g *ent.Grant) bool { return g.UserID == u.ID })
		switch {
		case !see.seesUser(u):
			faults = append(faults, fmt.Sprintf("userIds.%d NOT_FOUND", i))
		case !see.may(see.by, "EDIT_USERS", m.account(&u.AccountID)),
			slices.ContainsFunc(held, func(g *ent.Grant) bool { return !m.holds(see.by, g) }),
			s.kind == "disableUsers" && see.by.person != nil && see.by.person.ID == u.ID:
			faults = append(faults, fmt.Sprintf("userIds.%d FORBIDDEN", i))
		}
		taken = append(taken, held...)
	}
	if len(faults) > 0 {
		return faults
	}
	if s.kind == "enableUsers" {
		return m.seats(s)
	}
	last := m.orphaned(taken)
	for i, u := range s.users {
		if slices.ContainsFunc(last, func(g *ent.Grant) bool { return g.UserID == u.ID }) {
			faults = append(faults, fmt.Sprintf("userIds.%d LAST_ADMIN", i))
		}
	}
	return faults
}

// seats faults the disabled people for whom their account has no room.
func (m model) seats(s step) []string {
	faults, more := []string{}, map[int64]int{}
	for i, u := range s.users {
		if u.Status != user.StatusDISABLED {
			continue
		}
		more[u.AccountID]++
		if room, limited := m.usersLimit(m.account(&u.AccountID)).room(); limited && more[u.AccountID] > room {
			faults = append(faults, fmt.Sprintf("userIds.%d LIMIT_EXCEEDED", i))
		}
	}
	return faults
}

// ruled tells whether a grant makes an active person ADMIN of the subtree of one of the accounts.
func (m model) ruled(chain []*ent.Account, but []*ent.Grant) bool {
	return slices.ContainsFunc(m.grants, func(g *ent.Grant) bool {
		return g.Role == grant.RoleADMIN && g.Scope == grant.ScopeSUBTREE && m.user(&g.UserID).Status == user.StatusACTIVE && !slices.Contains(but, g) &&
			slices.ContainsFunc(chain, func(a *ent.Account) bool { return refers(g.AccountID, a.ID) })
	})
}

// orphaned are those of the grants by which an account with people has its ADMIN, and would have none without them all.
func (m model) orphaned(taken []*ent.Grant) (last []*ent.Grant) {
	for _, u := range m.users {
		chain := m.chain(m.account(&u.AccountID))
		if m.ruled(chain, nil) && !m.ruled(chain, taken) {
			last = append(last, where(taken, func(g *ent.Grant) bool {
				return g.Role == grant.RoleADMIN && g.Scope == grant.ScopeSUBTREE && m.user(&g.UserID).Status == user.StatusACTIVE &&
					slices.ContainsFunc(chain, func(a *ent.Account) bool { return refers(g.AccountID, a.ID) })
			})...)
		}
	}
	return last
}

// after is the world as it should be after the step.
func (m model) after(s step) *world {
	w := m.world.copied()
	if len(s.faults) > 0 || s.dryRun {
		return w
	}
	switch s.kind {
	case "grantRole":
		if !slices.ContainsFunc(w.grants, func(g *ent.Grant) bool { return grantRow(g) == grantRow(s.grant) }) {
			w.grants = append(w.grants, s.grant)
		}
	case "revokeGrant":
		w.grants = slices.DeleteFunc(w.grants, func(g *ent.Grant) bool { return g.ID == s.grant.ID })
	case "moveAccounts":
		w.hang(s.moved, s.parent)
	default:
		for _, u := range s.users {
			switch u := w.user(&u.ID); {
			case s.kind == "disableUsers":
				u.Status = user.StatusDISABLED
			case u.Status == user.StatusDISABLED && u.PasswordHash == "":
				u.Status = user.StatusINVITED
			case u.Status == user.StatusDISABLED:
				u.Status = user.StatusACTIVE
			}
		}
	}
	return w
}

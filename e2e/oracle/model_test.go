package oracle_test

import (
	"fmt"
	"slices"

	"canopy/ent"
	"canopy/ent/account"
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
	s := step{by: one(f, prefer(f, f.askers, m.rules)), kind: one(f, []string{"grantRole", "grantRole", "revokeGrant", "revokeGrant", "disableUsers", "enableUsers", "move"})}
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
		s.faults = m.granting(see, s)
	case "revokeGrant":
		s.grant = one(f, prefer(f, m.grants, func(g *ent.Grant) bool {
			return m.holds(s.by, g) && (f.IntN(3) == 0 || len(m.orphaned([]*ent.Grant{g})) > 0)
		}))
		s.faults = m.revoking(see, s.grant)
	case "move":
		s.by = one(f, prefer(f, f.askers, func(a asker) bool { return a.operator && a.person == nil }))
		if s.by.person == nil {
			s.by = asker{operator: true, token: f.operator}
		}
		s.moved = one(f, prefer(f, m.accounts, func(a *ent.Account) bool { return a.ParentID != nil }))
		s.parent = one(f, prefer(f, m.accounts, func(a *ent.Account) bool {
			return m.effectiveStatus(a) == account.StatusACTIVE && !slices.Contains(m.chain(a), s.moved)
		}))
		s.faults = m.moving(s)
	default:
		for range 1 + f.IntN(3) {
			if u := m.somebody(see); !slices.Contains(s.users, u) {
				s.users = append(s.users, u)
			}
		}
		s.faults = m.changing(see, s)
	}
	slices.Sort(s.faults)
	return s
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
	if len(faults) > 0 || s.kind == "enableUsers" {
		return faults
	}
	last := m.orphaned(taken)
	for i, u := range s.users {
		if slices.ContainsFunc(last, func(g *ent.Grant) bool { return g.UserID == u.ID }) {
			faults = append(faults, fmt.Sprintf("userIds.%d LAST_ADMIN", i))
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

func (m model) moving(s step) []string {
	if !s.by.operator {
		return []string{" FORBIDDEN"}
	}
	faults := []string{}
	if s.moved.ParentID == nil {
		faults = append(faults, "accountId INVALID")
	}
	shut := slices.ContainsFunc(m.chain(s.parent), func(a *ent.Account) bool {
		return a.Status == account.StatusCLOSED || a.Status == account.StatusSUSPENDED
	})
	if s.parent.Status != account.StatusACTIVE || shut {
		faults = append(faults, "parentId NOT_ACTIVE")
	}
	if s.moved.ParentID == nil {
		return faults
	}
	if slices.Contains(m.chain(s.parent), s.moved) {
		return append(faults, "parentId INVALID")
	}
	inside := func(a *ent.Account) bool { return slices.Contains(m.chain(a), s.moved) }
	taken := slices.ContainsFunc(m.accounts, func(a *ent.Account) bool {
		return inside(a) && a.ExternalReference != nil && slices.ContainsFunc(m.accounts, func(b *ent.Account) bool {
			return b.RootID == s.parent.RootID && a.RootID != b.RootID && b.ExternalReference != nil && *b.ExternalReference == *a.ExternalReference
		})
	})
	if taken {
		faults = append(faults, "accountId TAKEN")
	}
	now := m.chain(s.parent)
	for _, u := range m.users {
		at := m.account(&u.AccountID)
		if !inside(at) {
			continue
		}
		chain := m.chain(at)
		stays := chain[:slices.Index(chain, s.moved)+1]
		if m.ruled(chain, nil) && !m.ruled(append(slices.Clone(stays), now...), nil) {
			return append(faults, "parentId LAST_ADMIN")
		}
	}
	return faults
}

// after is what access should be like after the step.
func (m model) after(s step) []string {
	rows := access(m.world)
	if len(s.faults) > 0 {
		return rows
	}
	change := func(from, to string) {
		if i := slices.Index(rows, from); i >= 0 {
			rows = slices.Delete(rows, i, i+1)
		}
		if to != "" && !slices.Contains(rows, to) {
			rows = append(rows, to)
		}
	}
	switch s.kind {
	case "grantRole":
		change("", grantRow(s.grant))
	case "revokeGrant":
		change(grantRow(s.grant), "")
	case "move":
		change(fmt.Sprintf("account %d below %d", s.moved.ID, keyOf(s.moved.ParentID)), fmt.Sprintf("account %d below %d", s.moved.ID, s.parent.ID))
	default:
		for _, u := range s.users {
			status := u.Status
			switch {
			case s.kind == "disableUsers":
				status = user.StatusDISABLED
			case u.Status == user.StatusDISABLED && u.PasswordHash == "":
				status = user.StatusINVITED
			case u.Status == user.StatusDISABLED:
				status = user.StatusACTIVE
			}
			change(fmt.Sprintf("user %d is %s", u.ID, u.Status), fmt.Sprintf("user %d is %s", u.ID, status))
		}
	}
	slices.Sort(rows)
	return rows
}

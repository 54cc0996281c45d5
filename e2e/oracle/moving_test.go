package oracle_test

import (
	"fmt"
	"slices"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/grant"
	"canopy/internal/viewer"
)

// moving are the faults of a move.
func (m model) moving(see sight, s step) []string {
	faults, moving, refused := []string{}, slices.Clone(s.moved), false
	fault := func(path, code string) { faults = append(faults, path+" "+code) }
	at := func(i int) string { return fmt.Sprint("accountIds.", i) }
	to := see.seen(s.parent)
	if to == nil {
		fault("parentId", "NOT_FOUND")
	}
	for i, a := range s.moved {
		switch {
		case slices.Contains(s.moved[:i], a):
			fault(at(i), "DUPLICATE_IN_REQUEST")
			moving[i] = nil
		case !see.sees(a):
			fault(at(i), "NOT_FOUND")
			moving[i] = nil
		case !see.may(s.by, viewer.MoveAccount, a):
			fault(at(i), "FORBIDDEN")
			refused = true
		default:
			if m.effectiveStatus(a) == account.StatusCLOSED {
				fault(at(i), "NOT_ACTIVE")
			}
			if above := m.account(a.ParentID); above != nil && !see.may(s.by, viewer.MoveAccount, above) {
				fault(at(i), "FORBIDDEN")
				refused = true
			}
		}
		if moving[i] != nil && to != nil && !s.by.operator && see.top(a) != see.top(to) {
			fault(at(i), "FORBIDDEN")
			refused = true
		}
		if moving[i] != nil && to != nil && !m.mayLift(s.by, a, to) {
			fault(at(i), "FORBIDDEN")
			refused = true
		}
	}
	if to == nil {
		return faults
	}
	switch status := m.effectiveStatus(to); {
	case !see.may(s.by, viewer.MoveAccount, to):
		fault("parentId", "FORBIDDEN")
		refused = true
	case status == account.StatusCLOSED:
		fault("parentId", "PARENT_CLOSED")
	case status != account.StatusACTIVE:
		fault("parentId", "NOT_ACTIVE")
	}
	if refused {
		return faults
	}
	for i, a := range moving {
		if a != nil && m.stronger(s.by, a, to) {
			fault(at(i), "CANNOT_GRANT")
			refused = true
		}
	}
	if refused {
		return faults
	}
	for i, a := range moving {
		if a != nil {
			for _, code := range m.unfit(see, a, moving, to) {
				fault(at(i), code)
			}
		}
	}
	if more, limited := m.subAccountsLimit(to).room(); limited && m.newcomers(see, moving, to) > more {
		fault("parentId", "LIMIT_EXCEEDED")
	}
	return faults
}

// stronger tells whether somebody would inherit a role at the new place that they do not inherit where the account hangs now.
func (m model) stronger(by asker, a, to *ent.Account) bool {
	return !by.operator && a.ParentID != nil && slices.ContainsFunc(m.held(by.person, to), func(g *ent.Grant) bool {
		return g.Scope == grant.ScopeSUBTREE && !covers(m.held(by.person, m.account(a.ParentID)), g.Role, true)
	})
}

// mayLift tells whether somebody inherits ADMIN on every suspended account above that would not be above at the new place.
func (m model) mayLift(by asker, a, to *ent.Account) bool {
	return by.operator || !slices.ContainsFunc(m.chain(a), func(above *ent.Account) bool {
		return above != a && above.Status == account.StatusSUSPENDED && !slices.Contains(m.chain(to), above) &&
			(above.ParentID == nil || !covers(m.held(by.person, m.account(above.ParentID)), grant.RoleADMIN, true))
	})
}

// misplaced is why an account cannot be among those that move there; "" where it can.
func (m model) misplaced(see sight, a *ent.Account, moving []*ent.Account, to *ent.Account) string {
	first := moving[slices.IndexFunc(moving, func(a *ent.Account) bool { return a != nil })]
	switch {
	case a.ParentID == nil:
		return "TYPE_NOT_ALLOWED"
	case slices.Contains(m.chain(to), a):
		return "CYCLE"
	case see.top(a) != see.top(first), slices.ContainsFunc(m.chain(a)[1:], func(above *ent.Account) bool { return slices.Contains(moving, above) }):
		return "INVALID"
	}
	return ""
}

// newcomers is how many more the new parent would have.
func (m model) newcomers(see sight, moving []*ent.Account, to *ent.Account) (n int) {
	for _, a := range moving {
		if a != nil && m.misplaced(see, a, moving, to) == "" && *a.ParentID != to.ID && a.Status != account.StatusCLOSED {
			n++
		}
	}
	return n
}

// unfit is what is wrong with hanging an account there.
func (m model) unfit(see sight, a *ent.Account, moving []*ent.Account, to *ent.Account) (codes []string) {
	if code := m.misplaced(see, a, moving, to); code != "" {
		codes = append(codes, code)
	}
	if a.ParentID == nil || *a.ParentID == to.ID || slices.Contains(m.chain(to), a) {
		return codes
	}
	inside := func(b *ent.Account) bool { return slices.Contains(m.chain(b), a) }
	there := func(b *ent.Account) bool { return see.top(b) == see.top(to) }
	if slices.ContainsFunc(m.users, func(u *ent.User) bool {
		at := m.account(&u.AccountID)
		return inside(at) && m.ruled(m.chain(at), nil) && !m.ruled(append(where(m.chain(at), inside), m.chain(to)...), nil)
	}) {
		codes = append(codes, "LAST_ADMIN")
	}
	if slices.ContainsFunc(m.assets, func(x *ent.Asset) bool {
		holder, owner := m.account(x.AssignedToID), m.account(&x.OwnerID)
		return holder != nil && inside(holder) && !inside(owner) && !slices.Contains(m.chain(to), owner)
	}) {
		codes = append(codes, "ALREADY_ASSIGNED")
	}
	if there(a) {
		return codes
	}
	if slices.ContainsFunc(where(m.accounts, inside), func(b *ent.Account) bool {
		return b.ExternalReference != nil && slices.ContainsFunc(where(m.accounts, there), func(c *ent.Account) bool { return optional(c.ExternalReference) == any(*b.ExternalReference) })
	}) {
		codes = append(codes, "TAKEN")
	}
	if slices.ContainsFunc(m.assets, func(x *ent.Asset) bool {
		return inside(m.account(&x.OwnerID)) && slices.ContainsFunc(m.assets, func(y *ent.Asset) bool {
			return there(m.account(&y.OwnerID)) && x.ExternalReference == y.ExternalReference
		})
	}) {
		codes = append(codes, "TAKEN")
	}
	return codes
}

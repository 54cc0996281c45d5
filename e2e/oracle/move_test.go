package oracle_test

import (
	"slices"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/user"
	"canopy/internal/nodeid"
	"canopy/internal/treepath"
	"canopy/internal/viewer"
)

// move is a random request to move accounts: mostly what the asker may move, to where it may go; now and then the same account twice.
func (m model) move(s step) step {
	f := m.f
	s.dryRun = f.IntN(4) == 0
	if tempting := m.tempting(); f.IntN(6) == 0 && len(tempting) > 0 {
		t := one(f, tempting)
		s.by, s.moved, s.parent = t.by, t.moved, t.parent
	} else {
		s.moved, s.parent = m.request(sight{m.world, s.by})
	}
	s.faults = m.moving(sight{m.world, s.by}, s)
	return s
}

// request is what to move where.
func (m model) request(see sight) (moved []*ent.Account, parent *ent.Account) {
	f := m.f
	may := func(a *ent.Account) bool { return a != nil && see.may(see.by, viewer.MoveAccount, a) }
	for range []int{1, 1, 1, 2, 3}[f.IntN(5)] {
		moved = append(moved, one(f, prefer(f, m.accounts, func(a *ent.Account) bool {
			return may(a) && may(m.account(a.ParentID)) && (moved == nil || see.top(a) == see.top(moved[0]))
		})))
	}
	open := f.IntN(8) > 0
	parent = one(f, prefer(f, m.accounts, func(a *ent.Account) bool {
		return may(a) && (m.effectiveStatus(a) == account.StatusACTIVE) == open && (see.by.operator || see.top(a) == see.top(moved[0])) &&
			!slices.ContainsFunc(m.chain(a), func(above *ent.Account) bool { return slices.Contains(moved, above) })
	}))
	return moved, parent
}

// tempting are the moves by which somebody who may would come to hold more.
func (m model) tempting() (all []step) {
	for _, by := range m.f.askers {
		if by.person == nil || by.operator || m.user(&by.person.ID).Status == user.StatusDISABLED {
			continue
		}
		theirs := where(m.accounts, func(a *ent.Account) bool { return m.may(by, viewer.MoveAccount, a) })
		for _, a := range theirs {
			for _, to := range theirs {
				if slices.Contains(theirs, m.account(a.ParentID)) && a.RootID == to.RootID && m.stronger(by, a, to) {
					all = append(all, step{by: by, moved: []*ent.Account{a}, parent: to})
				}
			}
		}
	}
	return all
}

// hang is the world after the move: places follow the parents, and contacts end whom the move took to another tree than their account, or the
// account to another than theirs.
func (w *world) hang(moved []*ent.Account, parent *ent.Account) {
	for _, a := range moved {
		w.account(&a.ID).ParentID = &parent.ID
	}
	var crossed []*ent.Account
	for _, a := range w.accounts {
		chain, path := w.chain(a), ""
		for _, above := range slices.Backward(chain) {
			path = treepath.Child(path, above.ID)
		}
		if root := chain[len(chain)-1].ID; root != a.RootID {
			a.RootID, crossed = root, append(crossed, a)
		}
		a.Path = path
	}
	for _, u := range w.users {
		u.Path = w.account(&u.AccountID).Path
	}
	for _, x := range w.assets {
		x.RootID = w.account(&x.OwnerID).RootID
	}
	for _, a := range w.accounts {
		u := w.user(a.NotificationContactID)
		if u == nil {
			continue
		}
		home := w.account(&u.AccountID)
		if (slices.Contains(crossed, a) || slices.Contains(crossed, home)) && home.RootID != a.RootID {
			a.NotificationContactID = nil
		}
	}
}

// nodeIDs are the ids of accounts on the wire.
func nodeIDs(accounts []*ent.Account) (ids []string) {
	for _, a := range accounts {
		ids = append(ids, nodeid.New(nodeid.Account, a.ID).String())
	}
	return ids
}

package oracle_test

import (
	"slices"

	"canopy/ent"
	"canopy/ent/user"
	"canopy/internal/viewer"
)

// sight is the world as the asker sees it.
type sight struct {
	*world
	by asker
}

func (s sight) sees(a *ent.Account) bool { return a != nil && s.may(s.by, viewer.View, a) }

// mayOn tells whether the asker may on the account of an id; only operators may where there is none.
func (s sight) mayOn(p viewer.Permission, id *int64) bool {
	return s.by.operator || id != nil && s.may(s.by, p, s.account(id))
}

// seen is the account where it is visible, else nil.
func (s sight) seen(a *ent.Account) *ent.Account {
	if s.sees(a) {
		return a
	}
	return nil
}

func (s sight) seesUser(u *ent.User) bool { return u != nil && s.sees(s.account(&u.AccountID)) }

func (s sight) seesReview(r *ent.Review) bool { return r != nil && s.sees(s.account(&r.ParentID)) }

// seesOrganization tells whether a visible account stands for it, or a visible review lists it.
func (s sight) seesOrganization(o *ent.Organization) bool {
	standing := where(s.accounts, func(a *ent.Account) bool { return a.OrganizationID != nil && *a.OrganizationID == o.ID && s.sees(a) })
	listing := where(s.reviews, func(r *ent.Review) bool {
		return s.seesReview(r) && slices.ContainsFunc(r.Edges.Candidates, func(c *ent.ReviewCandidate) bool { return c.OrganizationID == o.ID })
	})
	return s.by.operator || len(standing)+len(listing) > 0
}

// above is the unbroken visible chain above the account, topmost first.
func (s sight) above(a *ent.Account) (above []*ent.Account) {
	for p := s.seen(s.account(a.ParentID)); p != nil; p = s.seen(s.account(p.ParentID)) {
		above = append([]*ent.Account{p}, above...)
	}
	return above
}

// children are the visible accounts directly below, in order of creation.
func (s sight) children(a *ent.Account) []*ent.Account {
	return where(s.accounts, func(c *ent.Account) bool { return c.ParentID != nil && *c.ParentID == a.ID && s.sees(c) })
}

// below is the unbroken visible tree below the account in pre-order: each account with the ids that lead to it, its own last.
func (s sight) below(a *ent.Account, path []int64) (list []placed) {
	for _, c := range s.children(a) {
		path := append(slices.Clone(path), c.ID)
		list = append(append(list, placed{c, path}), s.below(c, path)...)
	}
	return list
}

type placed struct {
	*ent.Account
	path []int64
}

// people are the users of the account, with below also those of the unbroken visible tree below it.
func (s sight) people(a *ent.Account, below bool) []*ent.User {
	of := []int64{a.ID}
	if below {
		for _, b := range s.below(a, nil) {
			of = append(of, b.ID)
		}
	}
	return where(s.users, func(u *ent.User) bool { return slices.Contains(of, u.AccountID) })
}

// directory are the people who may be contact of a customer below the account: all visible ones of its tree who are not disabled.
func (s sight) directory(a *ent.Account) []*ent.User {
	return where(s.users, func(u *ent.User) bool {
		return s.seesUser(u) && u.Status != user.StatusDISABLED && s.top(s.account(&u.AccountID)) == s.top(a)
	})
}

// top is the account at the top of the tree, seen or not.
func (s sight) top(a *ent.Account) *ent.Account {
	chain := s.chain(a)
	return chain[len(chain)-1]
}

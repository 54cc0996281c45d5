package reseller_test

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/grant"
	"canopy/ent/user"
	"canopy/internal/canopytest"
	"canopy/internal/problem"
	"canopy/internal/reseller"
	"canopy/internal/treepath"
	"canopy/internal/viewer"
)

func revoking(g *ent.Grant) reseller.RevokeGrantInput {
	return reseller.RevokeGrantInput{GrantID: grantID(g.ID)}
}

func disabling(people ...*ent.User) reseller.DisableUsersInput {
	in := reseller.DisableUsersInput{}
	for _, u := range people {
		in.UserIDs = append(in.UserIDs, userID(u))
	}
	return in
}

func TestLastAdmin(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		top := h.Account(nil)
		mid := h.Account(top)
		leaf := h.Account(mid)
		h.User(leaf, viewer.Reader)
		admin := h.User(top, "")
		g := h.Grant(admin, mid, viewer.Admin, subtree)
		operator := canopytest.Operator()
		refused := func(why string) {
			t.Helper()
			before := h.log(t)
			t.Log(why)
			wantFaults(t, h.RevokeGrant(operator, revoking(g)), "grantId LAST_ADMIN")
			_, err := h.DisableUsers(operator, disabling(h.User(leaf, viewer.Reader), admin))
			wantFaults(t, err, "userIds.1 LAST_ADMIN")
			if !slices.Equal(h.log(t), before) {
				t.Errorf("faults left %q", h.log(t)[len(before):])
			}
		}
		refused("nobody else")
		h.User(leaf, viewer.Admin, disabled)
		refused("somebody who is disabled")
		h.User(leaf, viewer.Admin, func(u *ent.UserCreate) { u.SetStatus(user.StatusINVITED) })
		refused("somebody who never signed in")
		h.Grant(h.User(leaf, ""), leaf, viewer.Admin, only)
		refused("somebody for the account only")
		h.Grant(h.User(leaf, ""), leaf, viewer.AccountManager, subtree)
		refused("somebody of a weaker role")
		if _, err := h.GrantRole(operator, granting(h.User(leaf, ""), nil, viewer.Admin, subtree)); err != nil {
			t.Fatal(err)
		}
		refused("an operator")
		h.User(h.Account(leaf), viewer.Admin)
		refused("somebody below")
		h.User(h.Account(mid), viewer.Admin)
		refused("somebody beside")
		another := h.User(leaf, viewer.Admin)
		if err := h.RevokeGrant(operator, revoking(g)); err != nil {
			t.Errorf("somebody on the account: %v", err)
		}
		h.User(top, viewer.Admin)
		if _, err := h.DisableUsers(operator, disabling(another)); err != nil {
			t.Errorf("somebody above: %v", err)
		}
	})
}

// world is a random tree with people and grants, for the rule as it is written.
type world struct {
	accounts []*ent.Account
	people   []*ent.User
	active   map[int64]bool // by user
	grants   []*ent.Grant
	path     map[int64]string // by account
}

func (h *house) world(random *rand.Rand) *world {
	w := &world{active: map[int64]bool{}, path: map[int64]string{}}
	parents := []int{-1}
	for i := 1; i < 2+random.IntN(9); i++ {
		parents = append(parents, random.IntN(i+1)-1)
	}
	w.accounts = h.Forest(parents)
	for _, a := range w.accounts {
		w.path[a.ID] = a.Path
	}
	for range 1 + random.IntN(6) {
		u := h.User(w.accounts[random.IntN(len(w.accounts))], "", func(c *ent.UserCreate) {
			c.SetStatus([]user.Status{user.StatusACTIVE, user.StatusACTIVE, user.StatusACTIVE, user.StatusINVITED, user.StatusDISABLED}[random.IntN(5)])
		})
		w.people, w.active[u.ID] = append(w.people, u), u.Status == user.StatusACTIVE
		on := random.Perm(len(w.accounts))
		for _, i := range on[:min(len(on), random.IntN(4))] {
			role, reach := viewer.Admin, subtree
			if random.IntN(6) == 0 {
				role = viewer.AccountManager
			}
			if random.IntN(6) == 0 {
				reach = only
			}
			w.grants = append(w.grants, h.Grant(u, w.accounts[i], role, reach))
		}
	}
	return w
}

// ruled tells whether the account at path has an ADMIN, without the grants that are taken.
func (w *world) ruled(path string, taken func(*ent.Grant) bool) bool {
	return slices.ContainsFunc(w.grants, func(g *ent.Grant) bool {
		return g.Role == grant.RoleADMIN && g.Scope == subtree && w.active[g.UserID] && !taken(g) &&
			treepath.Subtree(w.path[*g.AccountID]).Contains(path)
	})
}

// last tells whether people would have no ADMIN any more, on or below where one of the grants holds that the user loses.
func (w *world) last(of int64, taken func(*ent.Grant) bool) bool {
	for _, g := range w.grants {
		if g.UserID != of || !taken(g) || g.Role != grant.RoleADMIN || g.Scope != subtree || !w.active[of] {
			continue
		}
		for _, u := range w.people {
			if path := w.path[u.AccountID]; treepath.Subtree(w.path[*g.AccountID]).Contains(path) && !w.ruled(path, taken) {
				return true
			}
		}
	}
	return false
}

// TestLastAdminAgainstTheRule takes grants and people at random and compares with a naive look at all of them.
func TestLastAdminAgainstTheRule(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		random := rand.New(rand.NewPCG(4, 7))
		refused, done := 0, 0
		for range 80 {
			w := h.world(random)
			var err error
			var want []string
			if random.IntN(3) == 0 && len(w.grants) > 0 {
				g := w.grants[random.IntN(len(w.grants))]
				if w.last(g.UserID, func(other *ent.Grant) bool { return other == g }) {
					want = []string{"grantId LAST_ADMIN"}
				}
				err = h.RevokeGrant(canopytest.Operator(), revoking(g))
			} else {
				chosen := w.people[:1+random.IntN(len(w.people))]
				taken := func(g *ent.Grant) bool {
					return slices.ContainsFunc(chosen, func(u *ent.User) bool { return u.ID == g.UserID })
				}
				for i, u := range chosen {
					if w.last(u.ID, taken) {
						want = append(want, "userIds."+strconv.Itoa(i)+" LAST_ADMIN")
					}
				}
				_, err = h.DisableUsers(canopytest.Operator(), disabling(chosen...))
			}
			wantFaults(t, err, want...)
			if len(want) > 0 {
				refused++
			} else {
				done++
			}
		}
		if refused < 15 || done < 15 {
			t.Errorf("%d refused, %d done: the worlds are too much alike", refused, done)
		}
	})
}

// TestAdminsRemoveEachOther at the same moment, in every way: one is left.
func TestAdminsRemoveEachOther(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for round := range 6 {
			top := h.Account(nil)
			var admins [4]*ent.User
			var grants [4]*ent.Grant
			for i := range admins {
				admins[i] = h.User(top, "")
				grants[i] = h.Grant(admins[i], top, viewer.Admin, subtree)
			}
			asking := [4]reseller.Session{}
			for i, u := range admins {
				session, err := h.IssueToken(everything(), u.Email, time.Hour)
				if err != nil {
					t.Fatal(err)
				}
				asking[i] = session
			}
			atOnce(len(admins), func(i int) {
				ctx, next := viewer.NewContext(t.Context(), asking[i].Viewer), (i+1)%len(admins)
				var err error
				if (i+round)%3 == 0 {
					err = h.RevokeGrant(ctx, revoking(grants[next]))
				} else {
					_, err = h.DisableUsers(ctx, disabling(admins[next]))
				}
				if faults, other := problem.FaultsOf(err); faults == nil && other != nil && problem.CodeOf(other) != problem.Unauthenticated {
					t.Error(other)
				}
			})
			left := h.Store.Client().Grant.Query().Where(grant.AccountID(top.ID), grant.HasUserWith(user.StatusEQ(user.StatusACTIVE))).CountX(everything())
			if left == 0 {
				t.Errorf("round %d: nobody is left", round)
			}
			if left == len(admins) {
				t.Errorf("round %d: nobody is removed", round)
			}
		}
	})
}

// TestAdminOfTwoTrees: two admins whose grants lie in two trees, each of which two people take at the same moment.
func TestAdminOfTwoTrees(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for range 6 {
			one, two := h.Account(nil), h.Account(nil)
			a, b := h.User(one, ""), h.User(two, "")
			for _, u := range []*ent.User{a, b} {
				for _, on := range []*ent.Account{one, two} {
					h.Grant(u, on, viewer.Admin, subtree)
				}
			}
			var errs [2]error
			atOnce(2, func(i int) {
				_, errs[i] = h.DisableUsers(canopytest.Operator(), disabling([]*ent.User{a, b}[i]))
			})
			if (errs[0] == nil) == (errs[1] == nil) {
				t.Errorf("answered %v", errs)
			}
		}
	})
}

// TestAccessChangesWhileWaiting: whoever loses a role while they wait for the tree does nothing with it any more.
func TestAccessChangesWhileWaiting(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.User(h.root, viewer.Admin)
		for _, c := range []struct {
			take string // of the person
			want []string
		}{
			{"DELETE FROM grants WHERE user_id = $1", []string{"accountId NOT_FOUND", "userId NOT_FOUND"}},
			{"UPDATE users SET status = 'DISABLED' WHERE id = $1", nil},
		} {
			asking := h.User(h.root, "")
			h.Grant(asking, h.root, viewer.Admin, subtree)
			session, err := h.IssueToken(everything(), asking.Email, time.Hour)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := h.Store.WriteDB().Exec(c.take, asking.ID); err != nil {
				t.Fatal(err)
			}
			_, err = h.GrantRole(viewer.NewContext(t.Context(), session.Viewer), granting(h.manager, h.root, viewer.Admin, subtree))
			if c.want != nil {
				wantFaults(t, err, c.want...)
			} else if problem.CodeOf(err) != problem.Unauthenticated {
				t.Errorf("answered %v", err)
			}
		}
	})
}

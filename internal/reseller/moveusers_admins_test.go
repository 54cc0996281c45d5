package reseller_test

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"canopy/ent"
	"canopy/ent/grant"
	"canopy/ent/user"
	"canopy/internal/canopytest"
	"canopy/internal/treepath"
	"canopy/internal/viewer"
)

func TestMoveUsersAndAdmins(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		operator := canopytest.Operator()
		top := h.Account(nil)
		mid := h.Account(top)
		leaf, beside := h.Account(mid), h.Account(top)
		admin, person := h.User(mid, viewer.Admin), h.User(leaf, viewer.Reader)
		_, err := h.MoveUsers(operator, movingTo(beside, admin))
		wantFaults(t, err, "userIds.0 LAST_ADMIN")
		for _, c := range []struct {
			name   string
			to     *ent.Account
			people []*ent.User
		}{
			{"down, out of an account without others", leaf, []*ent.User{admin}},
			{"up, with somebody else", mid, []*ent.User{person, admin}},
			{"to an account above", top, []*ent.User{admin}},
			{"away, with all people", beside, []*ent.User{person, admin}},
		} {
			if _, err := h.MoveUsers(operator, movingTo(c.to, c.people...)); err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
		}
	})
}

// TestMoveUsersAgainstTheRule moves people at random and compares with a naive look at all of them.
func TestMoveUsersAgainstTheRule(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		random := rand.New(rand.NewPCG(6, 4))
		refused, done := 0, 0
		for range 80 {
			w := &world{active: map[int64]bool{}, path: map[int64]string{}}
			w.accounts = h.Forest([]int{-1, 0, random.IntN(2), random.IntN(3), random.IntN(5) - 1}[:3+random.IntN(3)])
			for _, a := range w.accounts {
				w.path[a.ID] = a.Path
			}
			for i := range 3 + random.IntN(3) {
				a := w.accounts[random.IntN(len(w.accounts))]
				u := h.User(a, "", func(c *ent.UserCreate) {
					c.SetStatus([]user.Status{user.StatusACTIVE, user.StatusACTIVE, user.StatusACTIVE, user.StatusDISABLED}[random.IntN(4)])
				})
				w.people, w.active[u.ID] = append(w.people, u), u.Status == user.StatusACTIVE
				switch draw := random.IntN(10); {
				case i == 0 || draw == 0:
					w.grants = append(w.grants, h.Grant(u, a, viewer.Admin, subtree))
				case draw == 1:
					w.grants = append(w.grants, h.Grant(u, w.accounts[random.IntN(len(w.accounts))], viewer.Admin, []grant.Scope{subtree, only}[random.IntN(2)]))
				}
			}
			chosen := w.people[:1+random.IntN(2)]
			to := w.accounts[random.IntN(len(w.accounts))]
			want := w.orphans(chosen, to)
			_, err := h.MoveUsers(canopytest.Operator(), movingTo(to, chosen...))
			wantFaults(t, err, want...)
			if len(want) > 0 {
				refused++
			} else if done++; h.user(t, chosen[0].ID).AccountID != to.ID {
				t.Error("nobody moved")
			}
		}
		if refused < 10 || done < 10 {
			t.Errorf("%d refused, %d done: the worlds are too much alike", refused, done)
		}
	})
}

// orphans are the faults of moving people: they bring along the grants on the account that they leave, and somebody on or below it, as people
// belong to accounts then, would be left without an ADMIN.
func (w *world) orphans(chosen []*ent.User, to *ent.Account) (faults []string) {
	moves := func(u *ent.User) bool { return slices.Contains(chosen, u) && u.AccountID != to.ID }
	of := func(key int64) *ent.User {
		return w.people[slices.IndexFunc(w.people, func(u *ent.User) bool { return u.ID == key })]
	}
	rules := func(path, at string, g *ent.Grant) bool {
		return g.Role == grant.RoleADMIN && g.Scope == subtree && w.active[g.UserID] && treepath.Subtree(at).Contains(path)
	}
	taken := func(g *ent.Grant) bool { return moves(of(g.UserID)) && *g.AccountID == of(g.UserID).AccountID }
	ruledAfter := func(path string) bool {
		return slices.ContainsFunc(w.grants, func(g *ent.Grant) bool {
			at := w.path[*g.AccountID]
			if taken(g) {
				at = to.Path
			}
			return rules(path, at, g)
		})
	}
	for i, u := range chosen {
		lost := slices.ContainsFunc(w.grants, func(g *ent.Grant) bool {
			return g.UserID == u.ID && taken(g) && slices.ContainsFunc(w.people, func(p *ent.User) bool {
				path := w.path[p.AccountID]
				if moves(p) {
					path = to.Path
				}
				return rules(path, w.path[*g.AccountID], g) && !ruledAfter(path)
			})
		})
		if lost {
			faults = append(faults, "userIds."+strconv.Itoa(i)+" LAST_ADMIN")
		}
	}
	return faults
}

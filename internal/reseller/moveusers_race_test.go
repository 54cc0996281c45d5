package reseller_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/internal/canopytest"
	"canopy/internal/reseller"
	"canopy/internal/treepath"
	"canopy/internal/viewer"
)

// TestMovesOfUsersAndLimitsAtOnce: of those who want the last places at the same moment, by moving people and by adding them, as many get them
// as there are.
func TestMovesOfUsersAndLimitsAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		to := h.Account(h.root, func(c *ent.AccountCreate) { c.SetMaxUsers(3) })
		admin := h.As(h.User(h.root, viewer.Admin))
		var people [6]*ent.User
		for i := range people {
			people[i] = h.User(h.Account(h.root), viewer.Reader)
		}
		var errs [8]error
		atOnce(len(errs), func(i int) {
			if i < len(people) {
				_, errs[i] = h.MoveUsers(admin, movingTo(to, people[i]))
			} else {
				_, errs[i] = h.AddUsers(admin, adding(to, someone(fmt.Sprintf("new%d@example.com", i))), nil)
			}
		})
		done := 0
		for _, err := range errs {
			if err == nil {
				done++
				continue
			}
			wantFaults(t, err, "accountId LIMIT_EXCEEDED")
		}
		if n := h.users(t, to); done != 3 || n != 3 {
			t.Errorf("%d done, %d users", done, n)
		}
	})
}

// TestMoveUsersBeside moves people while their accounts, old and new, move to other trees, others disable them, give them roles there, and move them
// back: all of it is done, in some order, and everything stands where it should.
func TestMoveUsersBeside(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		operator := canopytest.Operator()
		for range 5 {
			trees := [3]*ent.Account{h.Account(nil), h.Account(nil), h.Account(nil)}
			from, to := h.Account(trees[0]), h.Account(trees[1])
			var people []*ent.User
			for range 4 {
				people = append(people, h.User(from, viewer.UserManager))
			}
			h.Account(from, func(c *ent.AccountCreate) { c.SetNotificationContactID(people[0].ID) })
			h.Account(trees[0], func(c *ent.AccountCreate) { c.SetNotificationContactID(people[1].ID) })
			beside := []func() error{
				func() error { _, err := h.MoveUsers(operator, movingTo(to, people...)); return err },
				func() error { _, err := h.MoveUsers(operator, movingTo(from, people[2], people[0])); return err },
				func() error { return h.move(from, trees[1]) },
				func() error { return h.move(to, trees[2]) },
				func() error { _, err := h.DisableUsers(operator, disabling(people[3], people[1])); return err },
				func() error {
					_, err := h.GrantRole(operator, granting(people[0], to, viewer.Reader, only))
					return err
				},
				func() error {
					_, err := h.UpdateUser(operator, reseller.UpdateUserInput{UserID: userID(people[2]), JobTitle: set("Mover")})
					return err
				},
			}
			errs := make([]error, len(beside))
			atOnce(len(beside), func(i int) { errs[i] = beside[i]() })
			for i, err := range errs {
				if err != nil {
					t.Errorf("%d: %v", i, err)
				}
			}
			h.wantPlaces(t)
			for _, u := range people {
				now := h.user(t, u.ID)
				if got := h.grantsOf(u); !slices.Contains(got, fmt.Sprint(now.AccountID, " USER_MANAGER SUBTREE")) || slices.ContainsFunc(got, func(g string) bool {
					return !strings.HasPrefix(g, fmt.Sprint(now.AccountID, " ")) && g != held(to, viewer.Reader, only)
				}) {
					t.Errorf("user %d of account %d holds %q", u.ID, now.AccountID, got)
				}
			}
			for _, a := range h.Store.Client().Account.Query().Where(account.NotificationContactIDNotNil()).AllX(everything()) {
				if contact := h.user(t, *a.NotificationContactID); treepath.IDs(contact.Path)[0] != a.RootID {
					t.Errorf("account %d at %s has a contact at %s", a.ID, a.Path, contact.Path)
				}
			}
			h.log(t) // numbered without a gap
		}
	})
}

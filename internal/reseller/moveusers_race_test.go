package reseller_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/event"
	"canopy/ent/grant"
	"canopy/ent/invitation"
	"canopy/ent/link"
	"canopy/ent/review"
	"canopy/ent/session"
	"canopy/ent/user"
	"canopy/ent/userimport"
	"canopy/internal/canopytest"
	"canopy/internal/mail"
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

// TestMoveUsersBesideThemselves moves people into another tree at the same moment as something else happens to them or by them, whichever comes
// first: they belong there then, and what happened to them did.
func TestMoveUsersBesideThemselves(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		operator := canopytest.Operator()
		h.User(h.root, viewer.Admin) // nobody is the last
		done := func(u *ent.User) (told []string) {
			for _, e := range h.Store.Client().Event.Query().Where(event.Subject(userID(u).String()), event.OutcomeEQ(event.OutcomeDONE)).Order(ent.Asc(event.FieldID)).AllX(everything()) {
				told = append(told, e.Action)
			}
			return told
		}
		for _, c := range []struct {
			name   string
			beside func(from *ent.Account, u *ent.User) func() error
			late   string // a fault when they have gone
			check  func(from, to *ent.Account, u *ent.User, late bool) bool
		}{
			{"joining", func(_ *ent.Account, u *ent.User) func() error {
				token := h.inviteByMail(t, u)
				return func() error { return h.accept(token, newPassword) }
			}, "", func(_, _ *ent.Account, u *ent.User, _ bool) bool {
				return h.statusOf(t, u) == user.StatusACTIVE && h.invitation(t, u).Status == invitation.StatusACCEPTED && slices.Contains(done(u), "USER_JOINED")
			}},
			{"the mail of an invitation", func(_ *ent.Account, u *ent.User) func() error {
				h.invite(t, u)
				h.Mail = &mail.Outbox{}
				return func() error { _, err := h.SendInvitations(context.Background()); return err }
			}, "", func(_, _ *ent.Account, u *ent.User, _ bool) bool {
				return h.invitation(t, u).Status == invitation.StatusSENT
			}},
			{"an invitation called off", func(_ *ent.Account, u *ent.User) func() error {
				h.invite(t, u)
				return func() error { _, err := h.RevokeInvitations(operator, callingOff(u)); return err }
			}, "", func(_, _ *ent.Account, u *ent.User, _ bool) bool {
				return h.invitation(t, u).Status == invitation.StatusREVOKED
			}},
			{"a new address", func(_ *ent.Account, u *ent.User) func() error {
				h.wants(t, u, "new"+u.Email)
				token := h.mailedChange(t, u)
				return func() error { return h.ConfirmEmail(context.Background(), confirming(token)) }
			}, "", func(_, _ *ent.Account, u *ent.User, _ bool) bool {
				now := h.user(t, u.ID)
				return now.Email == "new"+u.Email && now.NewEmail == ""
			}},
			{"the mail to a new address", func(_ *ent.Account, u *ent.User) func() error {
				h.wants(t, u, "new"+u.Email)
				h.Mail = &mail.Outbox{}
				return func() error { _, err := h.SendEmailChanges(context.Background(), []int64{u.ID}); return err }
			}, "", func(_, _ *ent.Account, u *ent.User, _ bool) bool {
				return h.Store.Client().Link.Query().Where(link.UserID(u.ID)).CountX(everything()) == 1
			}},
			{"a session", func(_ *ent.Account, u *ent.User) func() error {
				return func() error { _, err := h.IssueToken(context.Background(), u.Email, time.Hour); return err }
			}, "", func(_, _ *ent.Account, u *ent.User, _ bool) bool {
				return h.Store.Client().Session.Query().Where(session.UserID(u.ID)).CountX(everything()) == 1
			}},
			{"their row in a file", func(_ *ent.Account, u *ent.User) func() error {
				return func() error {
					answer, err := h.UpdateUsers(operator, updating("id,job_title", userID(u).String()+",Mover"))
					if err == nil && len(answer.Rejected) > 0 {
						err = fmt.Errorf("%+v", answer.Rejected)
					}
					return err
				}
			}, "", func(_, _ *ent.Account, u *ent.User, _ bool) bool { return h.user(t, u.ID).JobTitle == "Mover" }},
			{"a customer who is to tell them", func(from *ent.Account, u *ent.User) func() error {
				return func() error { _, err := h.CreateCustomer(operator, form(from, u, named(u.Email))); return err }
			}, "notificationContactId NOT_FOUND", func(from, _ *ent.Account, u *ent.User, late bool) bool {
				open := h.Store.Client().Review.Query().Where(review.ParentID(from.ID)).AllX(everything())
				return late && len(open) == 0 || len(open) == 1 && open[0].NotificationContactID == nil
			}},
			{"their role taken", func(_ *ent.Account, u *ent.User) func() error {
				g := h.Store.Client().Grant.Query().Where(grant.UserID(u.ID)).OnlyX(everything())
				return func() error { return h.RevokeGrant(operator, revoking(g)) }
			}, "grantId NOT_FOUND", func(_, to *ent.Account, u *ent.User, late bool) bool {
				got := h.grantsOf(u)
				return late && slices.Equal(got, []string{held(to, viewer.UserManager, subtree)}) || len(got) == 0
			}},
			{"an import of theirs", func(from *ent.Account, u *ent.User) func() error {
				key, err := h.ImportUsers(h.As(u), importing(from, "email,given_name,family_name\nx"+u.Email+",X,Y\n"))
				if err != nil {
					t.Fatal(err)
				}
				return func() error {
					more, err := h.WorkImport(context.Background(), key, false)
					if more {
						t.Error("there is more to do")
					}
					return err
				}
			}, "", func(from, _ *ent.Account, u *ent.User, _ bool) bool {
				im := h.Store.Client().UserImport.Query().Where(userimport.CreatedByID(u.ID)).OnlyX(everything())
				refused := im.Status == userimport.StatusREJECTED && strings.Contains(im.Faults, "FORBIDDEN")
				return refused && h.users(t, from) == 0 || im.Status == userimport.StatusSUCCEEDED && h.users(t, from) == 1
			}},
			{"an import into where they go", nil, "accountId LIMIT_EXCEEDED", func(_, to *ent.Account, _ *ent.User, _ bool) bool {
				return h.users(t, to) == 1
			}},
		} {
			t.Run(c.name, func(t *testing.T) {
				for range 6 {
					from, to := h.Account(h.root), h.Account(nil, func(a *ent.AccountCreate) { a.SetMaxUsers(1) })
					u := h.User(from, viewer.UserManager)
					beside := func() error {
						im := h.imported(t, operator, importing(to, "email,given_name,family_name\nx"+u.Email+",X,Y\n"))
						if strings.Contains(im.Faults, "LIMIT_EXCEEDED") != (im.AddedCount == 0) {
							return fmt.Errorf("%+v", im)
						}
						return nil
					}
					if c.beside != nil {
						beside = c.beside(from, u)
					}
					var errs [2]error
					atOnce(2, func(i int) {
						if i == 0 {
							_, errs[0] = h.MoveUsers(operator, movingTo(to, u))
						} else {
							errs[1] = beside()
						}
					})
					if c.beside == nil { // whoever comes first has the only place
						errs[0], errs[1] = errs[1], errs[0]
					}
					if errs[0] != nil {
						t.Fatal(errs[0])
					}
					if errs[1] != nil {
						wantFaults(t, errs[1], c.late)
					}
					if now := h.user(t, u.ID); c.beside != nil && (now.AccountID != to.ID || now.Path != to.Path) || !c.check(from, to, u, errs[1] != nil) {
						t.Errorf("they are %+v, with the roles %q, and %q is told", now, h.grantsOf(u), done(u))
					}
				}
				h.log(t) // numbered without a gap
			})
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

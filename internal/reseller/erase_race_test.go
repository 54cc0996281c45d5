package reseller_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/eventpersonvalue"
	"canopy/ent/review"
	"canopy/ent/user"
	"canopy/internal/canopytest"
	"canopy/internal/mail"
	"canopy/internal/problem"
	"canopy/internal/reseller"
	"canopy/internal/store"
	"canopy/internal/viewer"
)

// TestErasedAddress is free at once, for who asks at the same moment too.
func TestErasedAddress(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for range 8 {
			u := h.User(h.root, viewer.Reader)
			var errs [2]error
			var added reseller.AddedUsers
			atOnce(2, func(i int) {
				if i == 0 {
					errs[0] = h.erase(canopytest.Operator(), u)
				} else {
					added, errs[1] = h.AddUsers(canopytest.Operator(), adding(h.root, someone(u.Email)), nil)
				}
			})
			if errs != [2]error{} {
				t.Fatal(errs)
			}
			if added.Count == 0 {
				wantRejected(t, added.Rejected, "0:0 email TAKEN")
				if added, errs[1] = h.AddUsers(canopytest.Operator(), adding(h.root, someone(u.Email)), nil); added.Count != 1 {
					t.Errorf("the address is not free: %+v, %v", added, errs[1])
				}
			}
		}
	})
}

// TestEraseBeside erases people at the same moment as something else happens to them or by them: that is done before, or there is nobody any
// more. Nothing fails otherwise, and nothing of them is left.
func TestEraseBeside(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		operator := canopytest.Operator()
		h.User(h.root, viewer.Admin) // nobody is the last
		other := h.Account(h.root)
		own := func(u *ent.User) context.Context {
			session, err := h.IssueToken(context.Background(), u.Email, time.Hour)
			if err != nil {
				t.Fatal(err)
			}
			return viewer.NewContext(t.Context(), session.Viewer)
		}
		n := 0
		for _, c := range []struct {
			name     string
			beside   func(u *ent.User) func() error
			gone     string // a fault
			refusals []problem.Code
		}{
			{"erase", func(u *ent.User) func() error {
				return func() error { return h.erase(operator, u) }
			}, "userId NOT_FOUND", nil},
			{"grant", func(u *ent.User) func() error {
				return func() error {
					_, err := h.GrantRole(operator, granting(u, other, viewer.Reader, subtree))
					return err
				}
			}, "userId NOT_FOUND", nil},
			{"move", func(u *ent.User) func() error {
				return func() error { _, err := h.MoveUsers(operator, movingTo(other, u)); return err }
			}, "userIds.0 NOT_FOUND", nil},
			{"disable", func(u *ent.User) func() error {
				return func() error { _, err := h.DisableUsers(operator, disabling(u)); return err }
			}, "userIds.0 NOT_FOUND", nil},
			{"update", func(u *ent.User) func() error {
				return func() error {
					_, err := h.UpdateUser(operator, reseller.UpdateUserInput{UserID: userID(u), JobTitle: set("Quuxer")})
					return err
				}
			}, "userId NOT_FOUND", nil},
			{"their own update", func(u *ent.User) func() error {
				ctx := own(u)
				return func() error {
					_, err := h.UpdateUser(ctx, reseller.UpdateUserInput{UserID: userID(u), JobTitle: set("Quuxer")})
					return err
				}
			}, "", []problem.Code{problem.Unauthenticated}},
			{"a customer of theirs", func(u *ent.User) func() error {
				ctx := own(u)
				return func() error {
					_, err := h.CreateCustomer(ctx, form(h.root, u, named(u.Email), func(in *reseller.CreateCustomerInput) { in.IdempotencyKey = ptr("once") }))
					return err
				}
			}, "", []problem.Code{problem.Unauthenticated}},
			{"a customer by somebody else", func(u *ent.User) func() error {
				return func() error { _, err := h.CreateCustomer(operator, form(h.root, u)); return err }
			}, "notificationContactId NOT_FOUND", nil},
			{"an import of theirs", func(u *ent.User) func() error {
				ctx := own(u)
				return func() error {
					_, err := h.ImportUsers(ctx, importing(other, "email,given_name,family_name\n"+"x"+u.Email+",X,Y\n"))
					return err
				}
			}, "", []problem.Code{problem.Unauthenticated}},
			{"sign-in", func(u *ent.User) func() error {
				if err := h.SetPassword(context.Background(), u.Email, password); err != nil {
					t.Fatal(err)
				}
				return func() error {
					_, err := h.SignIn(context.Background(), reseller.SignInInput{Email: u.Email, Password: password})
					return err
				}
			}, " INVALID", []problem.Code{problem.Unauthenticated}},
			{"sign-in by a provider", func(u *ent.User) func() error {
				return func() error { _, err := h.SignInByIdentity(context.Background(), at(u.Email, u.Email)); return err }
			}, "", []problem.Code{problem.Unauthenticated, problem.Forbidden}},
			{"a mail", func(u *ent.User) func() error {
				return func() error { return h.SendPasswordReset(context.Background(), u.EmailKey) }
			}, "", nil},
			{"an import of theirs at work", func(u *ent.User) func() error {
				key, err := h.ImportUsers(own(u), importing(h.root, "email,given_name,family_name\n"+"y"+u.Email+",X,Y\n"))
				if err != nil {
					t.Fatal(err)
				}
				return func() error { _, err := h.WorkImport(context.Background(), key, false); return err }
			}, "", nil},
			{"their row in a file", func(u *ent.User) func() error {
				return func() error {
					_, err := h.UpdateUsers(operator, updating("id,email,job_title", userID(u).String()+","+u.Email+",Quuxer"))
					return err
				}
			}, "", nil},
			{"a new password", func(u *ent.User) func() error {
				if err := h.SetPassword(context.Background(), u.Email, password); err != nil {
					t.Fatal(err)
				}
				ctx := own(u)
				return func() error { return h.ChangePassword(ctx, changing(password, newPassword)) }
			}, "currentPassword INVALID", []problem.Code{problem.Unauthenticated}},
			{"joining", func(u *ent.User) func() error {
				token := h.inviteByMail(t, u)
				return func() error { return h.accept(token, newPassword) }
			}, "token INVALID", nil},
			{"the mail of an invitation", func(u *ent.User) func() error {
				h.invite(t, u)
				h.Mail = &mail.Outbox{}
				return func() error { _, err := h.SendInvitations(context.Background()); return err }
			}, "", nil},
			{"another invitation", func(u *ent.User) func() error {
				h.inviteByMail(t, u)
				h.Clock.Advance(time.Minute)
				return func() error { _, err := h.ResendInvitations(operator, resending(u)); return err }
			}, "userIds.0 NOT_FOUND", nil},
			{"a new address", func(u *ent.User) func() error {
				h.wants(t, u, "new"+u.Email)
				token := h.mailedChange(t, u)
				return func() error { return h.ConfirmEmail(context.Background(), confirming(token)) }
			}, "token INVALID", nil},
			{"the mail to a new address", func(u *ent.User) func() error {
				h.wants(t, u, "new"+u.Email)
				h.Mail = &mail.Outbox{}
				return func() error { _, err := h.SendEmailChanges(context.Background(), []int64{u.ID}); return err }
			}, "", nil},
			{"sign-out", func(u *ent.User) func() error {
				ctx := own(u)
				return func() error { return h.SignOut(ctx) }
			}, "", nil},
			{"the sweep", func(u *ent.User) func() error {
				own(u)
				return func() error { return h.Sweep(context.Background()) }
			}, "", nil},
		} {
			t.Run(c.name, func(t *testing.T) {
				for range 6 {
					n++
					u := h.User(h.root, viewer.AccountManager, func(u *ent.UserCreate) {
						email := fmt.Sprintf("quux%d@example.com", n)
						u.SetEmail(email).SetEmailKey(email)
					})
					beside := c.beside(u)
					var errs [2]error
					atOnce(2, func(i int) {
						if i == 0 {
							errs[0] = h.erase(operator, u)
						} else {
							errs[1] = beside()
						}
					})
					if c.name == "erase" && errs[0] != nil {
						errs[0], errs[1] = errs[1], errs[0]
					}
					if errs[0] != nil {
						t.Fatal(errs[0])
					}
					if c.name == "erase" && errs[1] == nil {
						t.Error("it was done twice")
					}
					if errs[1] != nil && !slices.Contains(c.refusals, problem.CodeOf(errs[1])) {
						if c.gone == "" {
							t.Error(errs[1])
						} else {
							wantFaults(t, errs[1], c.gone)
						}
					}
					h.wantErased(t, u)
				}
				h.log(t) // numbered without a gap
			})
		}
	})
}

// wantErased looks for the person, for what refers to them, and what tells of them.
func (h *house) wantErased(t *testing.T, u *ent.User) {
	t.Helper()
	if h.Store.Client().User.Query().Where(user.ID(u.ID)).ExistX(everything()) {
		t.Error("the person is there")
	}
	if mails := h.jobsAbout(t, u.EmailKey); mails != 0 {
		t.Errorf("%d jobs name the address", mails)
	}
	for column, count := range h.referring(t) {
		var n int
		if err := h.Store.DB().QueryRow(count, u.ID).Scan(&n); err != nil || n != 0 {
			t.Errorf("%d of the person in %s: %v", n, column, err)
		}
	}
	left := h.Store.Client().EventPersonValue.Query().
		Where(eventpersonvalue.UserID(u.ID), eventpersonvalue.Or(eventpersonvalue.BeforeNotNil(), eventpersonvalue.AfterNotNil())).CountX(everything())
	if left > 0 {
		t.Errorf("the log tells %d values of the person", left)
	}
}

// untilLocked returns when n transactions wait for another, the last of which has the result that is not to come before. It is for PostgreSQL.
func (h *house) untilLocked(t *testing.T, n int, result <-chan error) {
	t.Helper()
	for waiting := 0; waiting < n; runtime.Gosched() {
		if len(result) > 0 {
			t.Fatalf("nobody waited: %v", <-result)
		}
		if err := h.Store.DB().QueryRow("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'").Scan(&waiting); err != nil {
			t.Fatal(err)
		}
	}
}

// TestEraseBesideAnOperatorsWrite: an operator writes into any tree, also into those that are not locked while they are erased. What refers to
// them is waited for when it comes first; when it comes behind, it is refused, and they are found to be gone.
func TestEraseBesideAnOperatorsWrite(t *testing.T) {
	h := onPostgres(t)
	elsewhere := h.Account(nil)
	contact := h.User(elsewhere, viewer.AccountManager)
	operator := func() (*ent.User, context.Context) {
		u := h.User(h.root, "")
		if _, err := h.GrantRole(canopytest.Operator(), granting(u, nil, viewer.Admin, subtree)); err != nil {
			t.Fatal(err)
		}
		session, err := h.IssueToken(context.Background(), u.Email, time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		return u, viewer.NewContext(t.Context(), session.Viewer)
	}
	t.Run("first", func(t *testing.T) {
		u, ctx := operator()
		inside, release := make(chan struct{}), make(chan struct{})
		enqueue := h.Enqueue
		h.Enqueue = func(ctx context.Context, tx *sql.Tx, args reseller.JobArgs, at time.Time) error { // behind the row that refers to them
			close(inside)
			<-release
			return enqueue(ctx, tx, args, at)
		}
		sent, erased := make(chan error, 1), make(chan error, 1)
		go func() {
			_, err := h.ImportUsers(ctx, importing(elsewhere, "email,given_name,family_name\nnobody@example.com,No,Body\n"))
			sent <- err
		}()
		<-inside
		texts := h.Texts(func() {
			go func() { erased <- h.erase(canopytest.Operator(), u) }()
			h.untilLocked(t, 1, erased)
			close(release)
			if err := errors.Join(<-sent, <-erased); err != nil {
				t.Error(err)
			}
		})
		h.Enqueue = enqueue
		wantOneTry(t, texts)
		h.wantErased(t, u)
	})
	t.Run("behind", func(t *testing.T) {
		u, ctx := operator()
		same := h.opened(t, contact, form(elsewhere, contact))
		if _, err := h.DiscardReview(h.As(contact), reseller.DiscardReviewInput{ReviewID: reviewID(same.ID)}); err != nil {
			t.Fatal(err)
		}
		holding, release, undo := make(chan struct{}), make(chan struct{}), errors.New("undo")
		held, created := make(chan error, 1), make(chan error, 1)
		go func() { // a review with the same details is open, for a moment
			held <- h.Store.Tx(everything(), func(ctx context.Context, tx *store.Tx) error {
				err := tx.Review.UpdateOneID(same.ID).SetStatus(review.StatusOPEN).Exec(ctx)
				close(holding)
				<-release
				return errors.Join(err, undo)
			})
		}()
		<-holding
		go func() {
			_, err := h.CreateCustomer(ctx, form(elsewhere, contact))
			created <- err
		}()
		h.untilLocked(t, 1, created)
		if err := h.erase(canopytest.Operator(), u); err != nil {
			t.Fatal(err)
		}
		close(release)
		if err := <-held; !errors.Is(err, undo) {
			t.Fatal(err)
		}
		if err := <-created; problem.CodeOf(err) != problem.Unauthenticated {
			t.Errorf("answered %v", err)
		}
		h.wantErased(t, u)
	})
}

// wantOneTry looks among the statements of an erasure for another try, behind a deadlock or a row that came in between.
func wantOneTry(t *testing.T, texts []string) {
	t.Helper()
	tries := 0
	for _, text := range texts {
		if strings.HasPrefix(text, "UPDATE event_person_values ") { // the first of those that come last
			tries++
		}
	}
	if tries != 1 {
		t.Errorf("erased in %d tries", tries)
	}
}

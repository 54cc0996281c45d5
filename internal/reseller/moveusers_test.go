package reseller_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/event"
	"canopy/ent/grant"
	"canopy/ent/review"
	"canopy/internal/canopytest"
	"canopy/internal/nodeid"
	"canopy/internal/reseller"
	"canopy/internal/viewer"
)

func movingTo(a *ent.Account, people ...*ent.User) reseller.MoveUsersInput {
	in := reseller.MoveUsersInput{AccountID: id(a)}
	for _, u := range people {
		in.UserIDs = append(in.UserIDs, userID(u))
	}
	return in
}

// grantsOf are somebody's grants, each as "account ROLE SCOPE".
func (h *house) grantsOf(u *ent.User) (list []string) {
	for _, g := range h.Store.Client().Grant.Query().Where(grant.UserID(u.ID), grant.AccountIDNotNil()).AllX(everything()) {
		list = append(list, fmt.Sprint(*g.AccountID, " ", g.Role, " ", g.Scope))
	}
	slices.Sort(list)
	return list
}

func (h *house) wantGrants(t *testing.T, u *ent.User, want ...string) {
	t.Helper()
	slices.Sort(want)
	if got := h.grantsOf(u); !slices.Equal(got, want) {
		t.Errorf("user %d holds %q, want %q", u.ID, got, want)
	}
}

func held(on *ent.Account, role viewer.Role, reach grant.Scope) string {
	return fmt.Sprint(on.ID, " ", role, " ", reach)
}

func TestMoveUsers(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		from, to := h.Account(h.root), h.Account(h.root)
		admin := h.User(h.root, viewer.Admin)
		a := h.User(from, viewer.AccountManager, func(c *ent.UserCreate) { c.SetLanguage("de").SetTimezone("Europe/Berlin") })
		old := h.Grant(a, from, viewer.Reader, only)
		h.Grant(a, to, viewer.Reader, only)
		h.Grant(a, h.root, viewer.Reader, subtree)
		there, out := h.User(to, viewer.Reader), h.User(from, viewer.UserManager, disabled)
		none := h.User(from, "")
		session, err := h.IssueToken(everything(), a.Email, time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		h.Clock.Advance(time.Hour)
		moved, err := h.MoveUsers(h.As(admin), movingTo(to, out, there, a, none))
		if err != nil || !slices.Equal(moved, []int64{out.ID, there.ID, a.ID, none.ID}) {
			t.Fatalf("answered %v, %v", moved, err)
		}
		for _, u := range []*ent.User{a, out, none} {
			got := h.user(t, u.ID)
			if got.AccountID != to.ID || got.Path != to.Path || got.Status != u.Status || got.Language != u.Language || got.Timezone != u.Timezone || !got.UpdatedAt.Equal(h.Clock.Now()) {
				t.Errorf("moved %v", got)
			}
		}
		if got := h.user(t, there.ID); !got.UpdatedAt.Equal(there.UpdatedAt) {
			t.Errorf("who was there: %v", got)
		}
		h.wantGrants(t, a, held(to, viewer.AccountManager, subtree), held(to, viewer.Reader, only), held(h.root, viewer.Reader, subtree))
		h.wantGrants(t, out, held(to, viewer.UserManager, subtree))
		h.wantGrants(t, there, held(to, viewer.Reader, subtree))
		h.wantGrants(t, none)
		now, err := h.Store.ViewerOf(t.Context(), session.Viewer.SessionID, h.Clock.Now().Add(-time.Minute))
		if err != nil || now == nil || now.Revision == session.Viewer.Revision || now.Role(from.Path) != viewer.Reader || now.Role(to.Path) != viewer.AccountManager {
			t.Errorf("the session is %+v, %v", now, err)
		}

		var log []string
		for _, e := range h.Store.Client().Event.Query().Order(ent.Asc(event.FieldID)).AllX(everything()) {
			subject := e.Subject
			if e.Action != "USERS_MOVED" {
				subject = "of a grant"
			}
			if e.Action == "GRANT_REVOKED" && e.Subject == grantID(old.ID).String() {
				subject = "of the weaker grant"
			}
			log = append(log, fmt.Sprint(e.Action, " ", *e.AccountID, " ", subject, " by ", *e.ActorID))
		}
		by := fmt.Sprint(" by ", admin.ID)
		want := []string{}
		for _, u := range []*ent.User{out, a, none} {
			left, came := fmt.Sprint("USERS_MOVED ", from.ID, " ", userID(u), by), fmt.Sprint("USERS_MOVED ", to.ID, " ", userID(u), by)
			taken, given := fmt.Sprint("GRANT_REVOKED ", from.ID, " of a grant", by), fmt.Sprint("GRANT_ADDED ", to.ID, " of a grant", by)
			switch u {
			case out:
				want = append(want, left, taken, came, given)
			case a:
				want = append(want, left, taken, fmt.Sprint("GRANT_REVOKED ", from.ID, " of the weaker grant", by), came, given)
			default:
				want = append(want, left, came)
			}
		}
		if !slices.Equal(log, want) {
			t.Errorf("the log is\n%q, want\n%q", log, want)
		}
		h.log(t) // numbered without a gap
		if e := h.lastEvent(t); e.Changes != `[{"field":"account","before":"`+id(from).String()+`","after":"`+id(to).String()+`"}]` {
			t.Errorf("told %s", e.Changes)
		}
		before := len(h.log(t))
		if _, err := h.MoveUsers(h.As(admin), movingTo(to, a, there)); err != nil || len(h.log(t)) != before {
			t.Errorf("again: %v, %q", err, h.log(t)[before:])
		}
	})
}

func TestMoveUsersFaults(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		mid, elsewhere := h.Account(h.root), h.Account(nil)
		to, closed := h.Account(mid), h.Account(mid, status(account.StatusCLOSED))
		ctx := h.As(h.User(mid, viewer.Admin))
		a, above, foreign := h.User(mid, viewer.Reader), h.User(h.root, ""), h.User(elsewhere, "")
		in := movingTo(to, a, above, foreign, a)
		in.UserIDs = append(in.UserIDs, nodeid.ID{}, id(mid))
		in.AccountID = id(h.root)
		_, err := h.MoveUsers(ctx, in)
		wantFaults(t, err, "userIds.1 NOT_FOUND", "userIds.2 NOT_FOUND", "userIds.3 DUPLICATE_IN_REQUEST", "userIds.4 NOT_FOUND", "userIds.5 NOT_FOUND", "accountId NOT_FOUND")
		_, err = h.MoveUsers(ctx, movingTo(to))
		wantFaults(t, err, "userIds REQUIRED")
		_, err = h.MoveUsers(ctx, reseller.MoveUsersInput{AccountID: id(to), UserIDs: make([]nodeid.ID, 1001)})
		wantFaults(t, err, "userIds LIMIT_EXCEEDED")
		for _, c := range []struct {
			to   account.Status
			want []string
		}{
			{account.StatusPENDING, []string{}},
			{account.StatusSUSPENDED, []string{"accountId NOT_ACTIVE"}},
			{account.StatusFAILED, []string{"accountId NOT_ACTIVE"}},
			{account.StatusCLOSED, []string{"accountId NOT_ACTIVE"}},
		} {
			_, err := h.MoveUsers(ctx, movingTo(h.Account(mid, status(c.to)), h.User(mid, viewer.Reader)))
			wantFaults(t, err, c.want...)
		}
		full := h.Account(mid, status(account.StatusSUSPENDED), func(c *ent.AccountCreate) { c.SetMaxUsers(0) })
		last := h.User(elsewhere, viewer.Admin)
		in = movingTo(full, a, last, a)
		in.UserIDs = append(in.UserIDs, nodeid.ID{})
		_, err = h.MoveUsers(canopytest.Operator(), in) // all that is wrong at once
		wantInOrder(t, err, "userIds.1 LAST_ADMIN", "userIds.2 DUPLICATE_IN_REQUEST", "userIds.3 NOT_FOUND", "accountId NOT_ACTIVE", "accountId LIMIT_EXCEEDED")
		if h.user(t, a.ID).AccountID != mid.ID || h.user(t, last.ID).AccountID != elsewhere.ID {
			t.Error("somebody moved")
		}
		b := h.User(closed, viewer.Reader)
		if _, err := h.MoveUsers(canopytest.Operator(), movingTo(to, b)); err != nil || h.user(t, b.ID).AccountID != to.ID {
			t.Errorf("out of a closed account: %v", err)
		}
	})
}

// TestMoveUsersNeedsThePermission on both accounts, and all that the people hold; and nobody gives what they do not hold.
func TestMoveUsersNeedsThePermission(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		from, to, elsewhere := h.Account(h.root), h.Account(h.root), h.Account(nil)
		for _, on := range []*ent.Account{h.root, elsewhere} {
			h.User(on, viewer.Admin) // nobody is the last
		}
		for _, c := range []struct {
			name     string
			from, to viewer.Role
			reach    grant.Scope // of the mover on the new account
			role     viewer.Role // of the person
			want     []string
			refused  *ent.Account
			get      string
		}{
			{"nothing where they leave", viewer.Reader, viewer.Admin, subtree, viewer.Reader, []string{"userIds.0 FORBIDDEN"}, from, ""},
			{"nothing where they come", viewer.Admin, viewer.Reader, subtree, viewer.Reader, []string{"accountId FORBIDDEN"}, to, ""},
			{"less than the person", viewer.UserManager, viewer.Admin, subtree, viewer.AccountManager, []string{"userIds.0 FORBIDDEN"}, from, ""},
			{"less than the person there", viewer.Admin, viewer.UserManager, subtree, viewer.AccountManager, []string{"userIds.0 CANNOT_GRANT"}, to, ""},
			{"not below it", viewer.Admin, viewer.Admin, only, viewer.AccountManager, []string{}, nil, held(to, viewer.AccountManager, only)},
			{"just enough", viewer.UserManager, viewer.UserManager, subtree, viewer.UserManager, []string{}, nil, held(to, viewer.UserManager, subtree)},
		} {
			t.Run(c.name, func(t *testing.T) {
				mover, u := h.User(h.root, ""), h.User(from, c.role)
				h.Grant(mover, from, c.from, subtree)
				h.Grant(mover, to, c.to, c.reach)
				before := len(h.log(t))
				_, err := h.MoveUsers(h.As(mover), movingTo(to, u))
				wantFaults(t, err, c.want...)
				if c.refused == nil {
					h.wantGrants(t, u, c.get)
					return
				}
				if log := h.log(t)[before:]; !slices.Equal(log, []string{"USERS_MOVED REFUSED " + id(c.refused).String()}) || h.user(t, u.ID).AccountID != from.ID {
					t.Errorf("the refusal left %q", log)
				}
			})
		}
		t.Run("a role elsewhere", func(t *testing.T) {
			mover, u := h.User(h.root, viewer.UserManager), h.User(from, viewer.Reader)
			h.Grant(u, elsewhere, viewer.Reader, only)
			_, err := h.MoveUsers(h.As(mover), movingTo(to, u))
			wantFaults(t, err, "userIds.0 FORBIDDEN")
		})
		t.Run("into another tree", func(t *testing.T) {
			mover, u := h.User(h.root, viewer.Admin), h.User(from, viewer.Reader)
			h.Grant(mover, elsewhere, viewer.Admin, subtree)
			_, err := h.MoveUsers(h.As(mover), movingTo(elsewhere, u, h.User(elsewhere, "")))
			wantFaults(t, err, "userIds.0 FORBIDDEN")
			if _, err := h.MoveUsers(canopytest.Operator(), movingTo(elsewhere, u)); err != nil {
				t.Fatal(err)
			}
			h.wantGrants(t, u, held(elsewhere, viewer.Reader, subtree))
			events := h.Store.Client().Event.Query().Where(event.Action("USERS_MOVED"), event.Subject(userID(u).String())).Order(ent.Asc(event.FieldRootID)).AllX(everything())
			if len(events) != 2 || events[0].RootID != h.root.ID || events[1].RootID != elsewhere.ID || events[0].Changes != events[1].Changes {
				t.Errorf("left %v", events)
			}
			h.log(t) // numbered without a gap
		})
		t.Run("oneself", func(t *testing.T) {
			mover := h.User(from, viewer.UserManager)
			h.Grant(mover, to, viewer.UserManager, subtree)
			if _, err := h.MoveUsers(h.As(mover), movingTo(to, mover)); err != nil {
				t.Error(err)
			}
			h.wantGrants(t, mover, held(to, viewer.UserManager, subtree))
		})
	})
}

func TestMoveUsersAndLimits(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		to := h.Account(h.root, func(c *ent.AccountCreate) { c.SetMaxUsers(2) })
		from := h.Account(h.root)
		admin := h.As(h.User(h.root, viewer.Admin))
		there, out := h.User(to, ""), h.User(from, "", disabled)
		a, b := h.User(from, ""), h.User(from, "")
		_, err := h.MoveUsers(admin, movingTo(to, a, b))
		wantFaults(t, err, "accountId LIMIT_EXCEEDED")
		if _, err := h.MoveUsers(admin, movingTo(to, there, out, a)); err != nil {
			t.Errorf("who is there, or disabled, takes no place: %v", err)
		}
		_, err = h.MoveUsers(admin, movingTo(to, b))
		wantFaults(t, err, "accountId LIMIT_EXCEEDED")
		if _, err := h.MoveUsers(admin, movingTo(to, there)); err != nil {
			t.Errorf("nobody more: %v", err)
		}
	})
}

// TestMoveUsersLeavesContactsBehind: who belongs to another tree is no longer told about accounts of this one.
func TestMoveUsersLeavesContactsBehind(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		from, other := h.Account(h.root), h.Account(nil)
		u, stays := h.User(from, viewer.Reader), h.User(from, "")
		a := h.Account(h.root, func(c *ent.AccountCreate) { c.SetNotificationContactID(u.ID) })
		kept := h.Account(h.root, func(c *ent.AccountCreate) { c.SetNotificationContactID(stays.ID) })
		open := h.opened(t, h.manager, form(h.root, u))
		gone := h.opened(t, h.manager, form(h.root, u, named("Havel Kontor GmbH")))
		if _, err := h.DiscardReview(h.As(h.manager), reseller.DiscardReviewInput{ReviewID: reviewID(gone.ID)}); err != nil {
			t.Fatal(err)
		}
		operator := canopytest.Operator()
		if _, err := h.MoveUsers(operator, movingTo(h.Account(h.root), u)); err != nil || h.account(t, a.ID).NotificationContactID == nil {
			t.Fatalf("within the tree: %v", err)
		}
		before := len(h.log(t))
		if _, err := h.MoveUsers(operator, movingTo(other, u)); err != nil {
			t.Fatal(err)
		}
		if got := h.account(t, a.ID); got.NotificationContactID != nil || !got.UpdatedAt.After(a.UpdatedAt) || h.account(t, kept.ID).NotificationContactID == nil {
			t.Errorf("the contact of %v", got)
		}
		if got := h.review(t, open.ID); got.NotificationContactID != nil || got.Status != review.StatusOPEN || got.Version != open.Version {
			t.Errorf("the contact of %v", got)
		}
		if got := h.review(t, gone.ID); got.NotificationContactID == nil {
			t.Errorf("what is decided is changed: %v", got)
		}
		log := h.log(t)[before:]
		for _, want := range []string{"ACCOUNT_UPDATED DONE " + id(a).String(), "REVIEW_UPDATED DONE " + reviewID(open.ID).String()} {
			if !slices.Contains(log, want) {
				t.Errorf("left %q, not %q", log, want)
			}
		}
		_, err := h.approve(h.review(t, open.ID))
		wantFaults(t, err, "reviewId INVALID")
	})
}

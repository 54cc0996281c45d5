package reseller_test

import (
	"context"
	"slices"
	"sync"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/event"
	"canopy/ent/link"
	"canopy/ent/session"
	"canopy/ent/user"
	"canopy/internal/canopytest"
	"canopy/internal/nodeid"
	"canopy/internal/reseller"
	"canopy/internal/secret"
	"canopy/internal/store"
	"canopy/internal/viewer"
)

func enabling(people ...*ent.User) reseller.EnableUsersInput {
	return reseller.EnableUsersInput(disabling(people...))
}

func (h *house) statusOf(t *testing.T, u *ent.User) user.Status {
	t.Helper()
	return h.user(t, u.ID).Status
}

func TestDisableUsers(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		mid := h.Account(h.root)
		admin := h.User(h.root, viewer.Admin)
		a, b, out := h.User(mid, viewer.Reader), h.User(h.root, viewer.Reader), h.User(mid, viewer.Reader, disabled)
		for _, u := range []*ent.User{a, b, admin} {
			if _, err := h.IssueToken(everything(), u.Email, time.Hour); err != nil {
				t.Fatal(err)
			}
			h.Tx(func(ctx context.Context, tx *store.Tx) error {
				_, hash := secret.NewToken()
				return tx.Link.Create().SetPurpose(link.PurposePASSWORD_RESET).SetUserID(u.ID).SetTokenHash(hash).SetCreatedAt(h.Clock.Now()).SetExpiresAt(h.Clock.Now().Add(time.Hour)).Exec(ctx)
			})
		}
		changed, err := h.DisableUsers(h.As(admin), disabling(b, out, a))
		if err != nil || !slices.Equal(changed, []int64{b.ID, out.ID, a.ID}) {
			t.Fatalf("answered %v, %v", changed, err)
		}
		for _, u := range []*ent.User{a, b} {
			if h.statusOf(t, u) != user.StatusDISABLED {
				t.Errorf("%v is not disabled", u)
			}
		}
		sessions := h.Store.Client().Session.Query().Select(session.FieldUserID).IntsX(everything())
		links := h.Store.Client().Link.Query().Select(link.FieldUserID).IntsX(everything())
		if want := []int{int(admin.ID)}; !slices.Equal(sessions, want) || !slices.Equal(links, want) {
			t.Errorf("sessions of %v and links of %v are left, want %v", sessions, links, want)
		}
		want := []string{"USERS_DISABLED DONE " + userID(b).String(), "USERS_DISABLED DONE " + userID(a).String()}
		if log := h.log(t); !slices.Equal(log, want) {
			t.Errorf("the log is %q", log)
		}
		e := h.lastEvent(t)
		if *e.AccountID != mid.ID || *e.ActorID != admin.ID || e.Changes != `[{"field":"status","before":"ACTIVE","after":"DISABLED"}]` {
			t.Errorf("left %v", e)
		}
		if again, err := h.DisableUsers(h.As(admin), disabling(a, b)); err != nil || len(again) != 2 || len(h.log(t)) != 2 {
			t.Errorf("again answered %v, %v", again, err)
		}
	})
}

func TestEnableUsers(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		admin, never, active := h.User(h.root, viewer.Admin), h.User(h.root, viewer.Reader, disabled), h.User(h.root, "")
		byPassword := h.User(h.root, "", disabled, func(u *ent.UserCreate) { u.SetPasswordHash("x") })
		byIdentity := h.User(h.root, "", disabled)
		h.Tx(func(ctx context.Context, tx *store.Tx) error {
			return tx.Identity.Create().SetUserID(byIdentity.ID).SetIssuer("https://id.example.com").SetSubject("7").SetCreatedAt(h.Clock.Now()).Exec(ctx)
		})
		if _, err := h.EnableUsers(h.As(admin), enabling(never, active, byPassword, byIdentity, admin)); err != nil {
			t.Fatal(err)
		}
		got := []user.Status{h.statusOf(t, never), h.statusOf(t, active), h.statusOf(t, byPassword), h.statusOf(t, byIdentity), h.statusOf(t, admin)}
		if want := []user.Status{user.StatusINVITED, user.StatusACTIVE, user.StatusACTIVE, user.StatusACTIVE, user.StatusACTIVE}; !slices.Equal(got, want) {
			t.Errorf("they are %v, want %v", got, want)
		}
		want := []string{"USERS_ENABLED DONE " + userID(never).String(), "USERS_ENABLED DONE " + userID(byPassword).String(), "USERS_ENABLED DONE " + userID(byIdentity).String()}
		if log := h.log(t); !slices.Equal(log, want) {
			t.Errorf("the log is %q", log)
		}
	})
}

func TestDisableUsersAllOrNobody(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		mid, elsewhere := h.Account(h.root), h.Account(nil)
		admin := h.User(mid, viewer.Admin)
		ctx := h.As(admin)
		a, above, foreign := h.User(mid, ""), h.User(h.root, ""), h.User(elsewhere, "")
		in := disabling(a, above, foreign, a)
		in.UserIDs = append(in.UserIDs, nodeid.ID{}, id(mid), nodeid.ID{})
		_, err := h.DisableUsers(ctx, in)
		wantFaults(t, err, "userIds.1 NOT_FOUND", "userIds.2 NOT_FOUND", "userIds.3 DUPLICATE_IN_REQUEST", "userIds.4 NOT_FOUND", "userIds.5 NOT_FOUND", "userIds.6 NOT_FOUND")
		last := h.User(elsewhere, viewer.Admin)
		_, err = h.DisableUsers(canopytest.Operator(), reseller.DisableUsersInput{UserIDs: []nodeid.ID{{}, userID(last), {}}})
		wantInOrder(t, err, "userIds.0 NOT_FOUND", "userIds.1 LAST_ADMIN", "userIds.2 NOT_FOUND")
		full := h.Account(nil, func(c *ent.AccountCreate) { c.SetMaxUsers(0) })
		_, err = h.EnableUsers(canopytest.Operator(), reseller.EnableUsersInput{UserIDs: []nodeid.ID{{}, userID(h.User(full, "", disabled)), {}}})
		wantInOrder(t, err, "userIds.0 NOT_FOUND", "userIds.1 LIMIT_EXCEEDED", "userIds.2 NOT_FOUND")
		_, err = h.DisableUsers(ctx, reseller.DisableUsersInput{})
		wantFaults(t, err, "userIds REQUIRED")
		_, err = h.EnableUsers(ctx, reseller.EnableUsersInput{UserIDs: make([]nodeid.ID, 1001)})
		wantFaults(t, err, "userIds LIMIT_EXCEEDED")
		_, err = h.DisableUsers(ctx, reseller.DisableUsersInput{UserIDs: make([]nodeid.ID, 1001)})
		wantFaults(t, err, "userIds LIMIT_EXCEEDED")
		if h.statusOf(t, a) != user.StatusACTIVE || len(h.log(t)) != 0 {
			t.Errorf("disabled somebody, or left %q", h.log(t))
		}
	})
}

// TestEditUsersWithoutEscalation: who holds more than the viewer, anywhere, is not theirs to keep out or let in.
func TestEditUsersWithoutEscalation(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		mid, elsewhere := h.Account(h.root), h.Account(nil)
		h.User(elsewhere, viewer.Admin) // nobody is the last
		asking := h.User(mid, viewer.UserManager)
		holding := func(on *ent.Account, in reseller.GrantRoleInput) *ent.User {
			u := h.User(on, "")
			in.UserID = userID(u)
			if _, err := h.GrantRole(canopytest.Operator(), in); err != nil {
				t.Fatal(err)
			}
			return u
		}
		nobody := h.User(mid, "")
		people := []*ent.User{
			h.User(mid, viewer.UserManager),
			h.User(mid, viewer.AccountManager),
			holding(mid, granting(nobody, elsewhere, viewer.Reader, only)),
			holding(mid, granting(nobody, nil, viewer.Admin, subtree)),
			holding(mid, granting(nobody, h.root, viewer.Reader, only)),
			asking,
		}
		before := len(h.log(t))
		_, err := h.DisableUsers(h.As(asking), disabling(people...))
		wantFaults(t, err, "userIds.1 FORBIDDEN", "userIds.2 FORBIDDEN", "userIds.3 FORBIDDEN", "userIds.4 FORBIDDEN", "userIds.5 FORBIDDEN")
		if log := h.log(t)[before:]; !slices.Equal(log, []string{"USERS_DISABLED REFUSED " + id(mid).String()}) {
			t.Errorf("the refusals left %q", log)
		}
		_, err = h.EnableUsers(h.As(asking), enabling(people...))
		wantFaults(t, err, "userIds.1 FORBIDDEN", "userIds.2 FORBIDDEN", "userIds.3 FORBIDDEN", "userIds.4 FORBIDDEN")
		reader := h.User(mid, viewer.Reader)
		_, err = h.DisableUsers(h.As(reader), disabling(nobody))
		wantFaults(t, err, "userIds.0 FORBIDDEN")
		if e := h.lastEvent(t); e.Outcome != event.OutcomeREFUSED || *e.AccountID != mid.ID {
			t.Errorf("left %v", e)
		}
		here := h.User(mid, "")
		h.Grant(here, mid, viewer.Admin, only)
		_, err = h.DisableUsers(h.As(here), disabling(h.User(mid, viewer.Reader)))
		wantFaults(t, err, "userIds.0 FORBIDDEN")
		if _, err := h.DisableUsers(h.As(asking), disabling(people[0], nobody)); err != nil {
			t.Error(err)
		}
	})
}

// TestDisableBesideSignOut disables people while they sign out: neither waits for the other for ever.
func TestDisableBesideSignOut(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		admin := h.User(h.root, viewer.Admin)
		for range 12 {
			var in reseller.DisableUsersInput
			var leaving []*viewer.Viewer
			for range 8 {
				u := h.User(h.root, viewer.Reader)
				opened, err := h.IssueToken(context.Background(), u.Email, time.Hour)
				if err != nil {
					t.Fatal(err)
				}
				in.UserIDs, leaving = append(in.UserIDs, userID(u)), append(leaving, opened.Viewer)
			}
			var all sync.WaitGroup
			for _, v := range leaving {
				all.Go(func() {
					if err := h.SignOut(viewer.NewContext(context.Background(), v)); err != nil {
						t.Errorf("sign out: %v", err)
					}
				})
			}
			if _, err := h.DisableUsers(h.As(admin), in); err != nil {
				t.Errorf("disable: %v", err)
			}
			all.Wait()
		}
	})
}

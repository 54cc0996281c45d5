package reseller_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/link"
	"canopy/ent/session"
	"canopy/ent/user"
	"canopy/internal/canopytest"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/reseller"
	"canopy/internal/viewer"
)

// open signs the person in from a host, and answers a context in which they ask.
func (h *house) open(t *testing.T, u *ent.User, host string) context.Context {
	t.Helper()
	opened, err := h.SignIn(fromHost(host), reseller.SignInInput{Email: u.Email, Password: password})
	if err != nil {
		t.Fatal(err)
	}
	return viewer.NewContext(context.Background(), opened.Viewer)
}

func changing(from, to string) reseller.ChangePasswordInput {
	return reseller.ChangePasswordInput{CurrentPassword: from, NewPassword: to}
}

func TestChangePassword(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ada, other := h.withPassword(t, user.StatusACTIVE), h.withPassword(t, user.StatusACTIVE)
		ctx, _, _ := h.open(t, ada, "192.0.2.1"), h.open(t, ada, "192.0.2.2"), h.open(t, other, "192.0.2.1")
		if _, err := h.UpdateUser(ctx, reseller.UpdateUserInput{UserID: userID(ada), Email: set("new@example.org")}); err != nil {
			t.Fatal(err)
		}
		reset, confirm := h.mailed(t, ada), h.mailedChange(t, ada)
		if err := h.ChangePassword(ctx, changing(password, newPassword)); err != nil {
			t.Fatal(err)
		}
		mine := viewer.FromContext(ctx).SessionID
		left := h.Store.Client().Session.Query().Where(session.UserID(ada.ID)).IDsX(everything())
		if len(left) != 1 || left[0] != mine || h.Store.Client().Session.Query().CountX(everything()) != 2 {
			t.Errorf("sessions %v are left, want %d", left, mine)
		}
		if e := h.lastEvent(t); e.Action != "PASSWORD_CHANGED" || *e.ActorID != ada.ID || e.Subject != nodeid.New(nodeid.User, ada.ID).String() || e.Changes != "[]" || e.RequestID != "r7" {
			t.Errorf("recorded %v", e)
		}
		if !h.signsIn(t, ada, newPassword) || h.signsIn(t, ada, password) || !h.signsIn(t, other, password) {
			t.Error("the passwords are not as they were set")
		}
		wantFaults(t, h.ResetPassword(context.Background(), reseller.ResetPasswordInput{Token: reset, Password: password}), "token INVALID")
		if n := h.Store.Client().Link.Query().Where(link.PurposeEQ(link.PurposePASSWORD_RESET)).CountX(everything()); n != 0 {
			t.Errorf("%d links are left", n)
		}
		if err := h.ConfirmEmail(context.Background(), confirming(confirm)); err != nil {
			t.Errorf("the new address: %v", err)
		}
		if err := h.ChangePassword(ctx, changing(newPassword, "and another one")); err != nil {
			t.Errorf("the session that asked: %v", err)
		}
	})
}

// TestChangePasswordRefused tells all that is wrong at once, and changes nothing.
func TestChangePasswordRefused(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ada, none := h.withPassword(t, user.StatusACTIVE), h.User(h.root, viewer.Reader)
		ctx := h.open(t, ada, "192.0.2.1")
		for _, c := range []struct {
			from, to string
			want     []string
		}{
			{"wrong horse", newPassword, []string{"currentPassword INVALID"}},
			{"", newPassword, []string{"currentPassword REQUIRED"}},
			{"wrong horse", "short", []string{"currentPassword INVALID", "newPassword INVALID"}},
			{"", "", []string{"currentPassword REQUIRED", "newPassword REQUIRED"}},
			{password, strings.Repeat("é", 101), []string{"newPassword TOO_LONG"}},
			{password, strings.ToUpper(ada.Email), []string{"newPassword INVALID"}},
			{password, password, []string{"newPassword INVALID"}},
			{"wrong horse", "wrong horse", []string{"currentPassword INVALID"}},
		} {
			wantFaults(t, h.ChangePassword(ctx, changing(c.from, c.to)), c.want...)
		}
		err := h.ChangePassword(h.As(none), changing("", "short"))
		wantFaults(t, err, "currentPassword INVALID", "newPassword INVALID")
		if !strings.Contains(err.Error(), "requestPasswordReset") {
			t.Errorf("without a password they are told %v", err)
		}
		if !h.signsIn(t, ada, password) || len(h.log(t)) != 0 {
			t.Error("something changed")
		}
		key := viewer.New(0, false, []viewer.Grant{{Path: h.root.Path, Role: viewer.Admin}})
		key.KeyID = 7
		for name, c := range map[string]struct {
			ctx  context.Context
			want problem.Code
		}{
			"nobody":           {context.Background(), problem.Unauthenticated},
			"an API key":       {viewer.NewContext(context.Background(), key), problem.Forbidden},
			"operator's token": {canopytest.Operator(), problem.Forbidden},
			"who is no more":   {viewer.NewContext(context.Background(), viewer.New(1<<40, false, nil)), problem.Unauthenticated},
		} {
			if err := h.ChangePassword(c.ctx, changing(password, newPassword)); problem.CodeOf(err) != c.want {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// TestChangePasswordIsThrottled: an open session guesses no faster than somebody who signs in, and both together do not either.
func TestChangePasswordIsThrottled(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ada := h.withPassword(t, user.StatusACTIVE)
		ctx := h.open(t, ada, "192.0.2.1")
		for range 8 {
			wantFaults(t, h.ChangePassword(ctx, changing("wrong horse", newPassword)), "currentPassword INVALID")
		}
		if _, err := h.SignIn(fromHost("192.0.2.1"), reseller.SignInInput{Email: ada.Email, Password: "wrong"}); err == nil {
			t.Error("signs in")
		}
		wantWait(t, h.ChangePassword(ctx, changing(password, newPassword)), 30)
		h.Clock.Advance(30 * time.Second)
		if err := h.ChangePassword(ctx, changing(password, newPassword)); err != nil {
			t.Error(err)
		}
	})
}

// TestChangePasswordAtOnce: of several that know the password one sets another, and whoever signs in by the old one meanwhile is out.
func TestChangePasswordAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ada := h.withPassword(t, user.StatusACTIVE)
		contexts := []context.Context{h.open(t, ada, "192.0.2.1"), h.open(t, ada, "192.0.2.2")}
		passwords := []string{"the first one", "the second one"}
		var errs [3]error
		reset := h.mailed(t, ada)
		atOnce(len(errs), func(i int) {
			if i == 2 {
				errs[i] = h.ResetPassword(context.Background(), reseller.ResetPasswordInput{Token: reset, Password: newPassword})
				return
			}
			errs[i] = h.ChangePassword(contexts[i], changing(password, passwords[i]))
		})
		worked := 0
		for i, err := range errs {
			if err == nil {
				worked++
			} else if code := problem.CodeOf(err); i == 2 {
				wantFaults(t, err, "token INVALID")
			} else if code != problem.Unauthenticated { // the session ended behind the check
				wantFaults(t, err, "currentPassword INVALID")
			}
			if i < 2 && h.signsIn(t, ada, passwords[i]) && errs[i] != nil {
				t.Errorf("%s signs in: %v", passwords[i], errs)
			}
		}
		if worked != 1 && (worked != 2 || errs[2] != nil) { // a link holds whatever the password is by then
			t.Errorf("%d worked: %v", worked, errs)
		}
	})
}

// TestChangePasswordOfWhoIsDisabled: a session that has ended since the request was let in changes nothing.
func TestChangePasswordOfWhoIsDisabled(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ada := h.withPassword(t, user.StatusACTIVE)
		ctx := h.open(t, ada, "192.0.2.1")
		if _, err := h.DisableUsers(h.As(h.User(h.root, viewer.Admin)), disabling(ada)); err != nil {
			t.Fatal(err)
		}
		before := h.user(t, ada.ID).PasswordHash
		if err := h.ChangePassword(ctx, changing(password, newPassword)); problem.CodeOf(err) != problem.Unauthenticated || h.user(t, ada.ID).PasswordHash != before {
			t.Errorf("changed: %v", err)
		}
	})
}

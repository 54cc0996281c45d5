package reseller_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/idempotencykey"
	"canopy/ent/user"
	"canopy/internal/problem"
	"canopy/internal/reseller"
	"canopy/internal/secret"
	"canopy/internal/viewer"
)

const password = "correct horse"

func (h *house) withPassword(t *testing.T, status user.Status) *ent.User {
	t.Helper()
	u := h.User(h.root, viewer.Reader, func(c *ent.UserCreate) { c.SetStatus(status) })
	if err := h.SetPassword(context.Background(), u.Email, password); err != nil {
		t.Fatal(err)
	}
	return u
}

func fromHost(host string) context.Context {
	return viewer.NewContext(context.Background(), &viewer.Viewer{RemoteAddr: host, RequestID: "r7"})
}

func TestSignIn(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ada := h.withPassword(t, user.StatusACTIVE)
		ctx := fromHost("192.0.2.1")
		opened, err := h.SignIn(ctx, reseller.SignInInput{Email: " " + ada.Email, Password: password})
		if err != nil {
			t.Fatal(err)
		}
		v := opened.Viewer
		if v.UserID != ada.ID || !v.May(viewer.View, h.root.Path) || v.May(viewer.AddUsers, h.root.Path) || v.RequestID != "r7" || v.SessionID == 0 {
			t.Errorf("signed in as %+v", v)
		}
		if want := h.Clock.Now().Add(12 * time.Hour); !opened.ExpiresAt.Equal(want) {
			t.Errorf("the session ends at %s, want %s", opened.ExpiresAt, want)
		}
		if stored := h.Store.Client().Session.Query().OnlyX(everything()); string(stored.TokenHash) != string(secret.HashToken(opened.Token)) {
			t.Error("the stored hash is not the token's")
		}
		if err := h.SignOut(viewer.NewContext(context.Background(), v)); err != nil {
			t.Fatal(err)
		}
		if n := h.Store.Client().Session.Query().CountX(everything()); n != 0 {
			t.Errorf("%d sessions are left", n)
		}
		if err := h.SignOut(context.Background()); problem.CodeOf(err) != problem.Unauthenticated {
			t.Errorf("nobody signs out: %v", err)
		}
		if len(h.log(t)) != 0 {
			t.Error("signing in is in the log")
		}
	})
}

func TestSignInAnswersAlike(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		active, invited, disabled := h.withPassword(t, user.StatusACTIVE), h.withPassword(t, user.StatusINVITED), h.withPassword(t, user.StatusDISABLED)
		none := h.User(h.root, viewer.Reader)
		cases := map[string]reseller.SignInInput{
			"wrong password": {Email: active.Email, Password: "wrong"},
			"unknown":        {Email: "nobody@example.com", Password: password},
			"no address":     {Email: "nobody", Password: password},
			"empty":          {},
			"invited":        {Email: invited.Email, Password: password},
			"disabled":       {Email: disabled.Email, Password: password},
			"no password":    {Email: none.Email, Password: ""},
		}
		for name, in := range cases {
			began := time.Now()
			_, err := h.SignIn(context.Background(), in)
			if took := time.Since(began); took < 2*time.Millisecond {
				t.Errorf("%s: answered in %s, without comparing a password", name, took)
			}
			if faults, _ := problem.FaultsOf(err); fmt.Sprint([]problem.Fault(faults)) != "[{[] INVALID e-mail or password is wrong}]" {
				t.Errorf("%s: %v", name, err)
			}
		}
		if n := h.Store.Client().Session.Query().CountX(everything()); n != 0 {
			t.Errorf("%d sessions are open", n)
		}
	})
}

// wantWait wants RATE_LIMITED for so many seconds; 0 wants anything else.
func wantWait(t *testing.T, err error, seconds int) {
	t.Helper()
	limited, _ := errors.AsType[*problem.Error](err)
	if got := limited != nil && limited.Code == problem.RateLimited; got != (seconds > 0) || got && limited.RetryAfter != seconds {
		t.Errorf("answers %+v, want to wait %d s", err, seconds)
	}
}

func TestSignInIsThrottled(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ada := h.withPassword(t, user.StatusACTIVE)
		in := reseller.SignInInput{Email: ada.Email, Password: "wrong"}
		for range 10 {
			_, err := h.SignIn(fromHost("192.0.2.1"), in)
			wantWait(t, err, 0)
		}
		in.Password = password
		in.Email = "  " + ada.Email // the same address, however it is written
		h.Clock.Advance(10 * time.Second)
		if n := h.Statements(func() {
			_, err := h.SignIn(fromHost("192.0.2.1"), in)
			wantWait(t, err, 20)
		}); n != 0 {
			t.Errorf("a refusal takes %d statements", n)
		}
		if _, err := h.SignIn(fromHost("192.0.2.2"), in); err != nil {
			t.Errorf("from elsewhere: %v", err)
		}
		h.Clock.Advance(20 * time.Second)
		if _, err := h.SignIn(fromHost("192.0.2.1"), in); err != nil {
			t.Errorf("when the wait is over: %v", err)
		}
	})
}

func TestTokensAndPasswords(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		ada, disabled := h.withPassword(t, user.StatusACTIVE), h.withPassword(t, user.StatusDISABLED)
		token, err := h.IssueToken(ctx, ada.Email, time.Hour)
		if err != nil || token.Viewer.UserID != ada.ID || token.Viewer.Operator || !token.ExpiresAt.Equal(h.Clock.Now().Add(time.Hour)) {
			t.Errorf("issued %+v, %v", token, err)
		}
		token, err = h.IssueOperatorToken(ctx, time.Hour)
		if err != nil || token.Viewer.UserID != 0 || !token.Viewer.Operator {
			t.Errorf("issued %+v, %v", token, err)
		}
		for _, email := range []string{"", " ", "nobody@example.com", "nobody", disabled.Email} {
			if _, err := h.IssueToken(ctx, email, time.Hour); err == nil {
				t.Errorf("%q gets a token", email)
			}
		}
		if _, err := h.IssueOperatorToken(ctx, 0); err == nil {
			t.Error("an operator's token for no time")
		}
		if _, err := h.IssueToken(ctx, ada.Email, -time.Hour); err == nil {
			t.Error("a token for no time")
		}
		for _, bad := range []string{"", "1234567", string(make([]byte, 201))} {
			if err := h.SetPassword(ctx, ada.Email, bad); err == nil {
				t.Errorf("%q is a password", bad)
			}
		}
		if err := h.SetPassword(ctx, "nobody@example.com", password); err == nil {
			t.Error("nobody has a password")
		}
	})
}

func TestSweep(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := context.Background()
		key := func(name string) {
			in := adding(h.root, someone(name+"@example.org"))
			in.IdempotencyKey = &name
			if _, err := h.AddUsers(h.As(h.manager), in, nil); err != nil {
				t.Fatal(err)
			}
		}
		key("old")
		for _, ttl := range []time.Duration{time.Hour, 48 * time.Hour} {
			if _, err := h.IssueOperatorToken(ctx, ttl); err != nil {
				t.Fatal(err)
			}
		}
		h.Clock.Advance(24*time.Hour - time.Microsecond)
		key("new")
		h.Clock.Advance(time.Microsecond)
		if err := h.Sweep(ctx); err != nil {
			t.Fatal(err)
		}
		if n := h.Store.Client().Session.Query().CountX(everything()); n != 1 {
			t.Errorf("%d sessions are left, want 1", n)
		}
		if n := h.Store.Client().IdempotencyKey.Query().Where(idempotencykey.Key("new")).CountX(everything()); n != 1 {
			t.Error("a young key is forgotten")
		}
		if n := h.Store.Client().IdempotencyKey.Query().CountX(everything()); n != 1 {
			t.Errorf("%d keys are left, want 1", n)
		}
	})
}

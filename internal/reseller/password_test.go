package reseller_test

import (
	"context"
	"errors"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/event"
	"canopy/ent/user"
	"canopy/internal/mail"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/reseller"
	"canopy/internal/secret"
	"canopy/internal/store"
	"canopy/internal/viewer"
)

const newPassword = "a longer horse"

// mailed has a link mailed to the person, and answers its token.
func (h *house) mailed(t *testing.T, u *ent.User) string {
	t.Helper()
	outbox := &mail.Outbox{}
	h.Mail = outbox
	if err := h.SendPasswordReset(context.Background(), u.EmailKey); err != nil {
		t.Fatal(err)
	}
	mails := outbox.Mails()
	if len(mails) != 1 {
		t.Fatalf("%d mails", len(mails))
	}
	_, token, _ := strings.Cut(mails[0].Text, "http://localhost:8080/new-password?token=")
	token, _, _ = strings.Cut(token, "\n")
	return token
}

// signsIn tells whether the password is the person's.
func (h *house) signsIn(t *testing.T, u *ent.User, password string) bool {
	t.Helper()
	_, err := h.SignIn(context.Background(), reseller.SignInInput{Email: u.Email, Password: password})
	if _, err := problem.FaultsOf(err); err != nil {
		t.Fatal(err)
	}
	return err == nil
}

func TestResetPassword(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ada, other := h.withPassword(t, user.StatusACTIVE), h.withPassword(t, user.StatusACTIVE)
		for _, u := range []*ent.User{ada, ada, other} {
			if !h.signsIn(t, u, password) {
				t.Fatal("nobody can sign in")
			}
		}
		token := h.mailed(t, ada)
		links := h.Store.Client().Link.Query().AllX(everything())
		if len(links) != 1 || string(links[0].TokenHash) != string(secret.HashToken(token)) || !links[0].ExpiresAt.Equal(h.Clock.Now().Add(time.Hour)) {
			t.Errorf("stored %+v", links)
		}
		h.Clock.Advance(time.Hour - time.Microsecond)
		in := reseller.ResetPasswordInput{Token: token, Password: newPassword}
		if err := h.ResetPassword(fromHost("192.0.2.1"), in); err != nil {
			t.Fatal(err)
		}
		if n := h.Store.Client().Session.Query().CountX(everything()); n != 1 {
			t.Errorf("%d sessions are left, want the other person's", n)
		}
		if !h.signsIn(t, ada, newPassword) || h.signsIn(t, ada, password) || !h.signsIn(t, other, password) {
			t.Error("the passwords are not as they were set")
		}
		wantFaults(t, h.ResetPassword(context.Background(), in), "token INVALID") // used
		events := h.Store.Client().Event.Query().AllX(everything())
		if len(events) != 1 {
			t.Fatalf("%d events", len(events))
		}
		e := events[0]
		if e.Action != "PASSWORD_CHANGED" || e.Outcome != event.OutcomeDONE || *e.AccountID != h.root.ID || e.RootID != h.root.ID || *e.ActorID != ada.ID ||
			e.Subject != nodeid.New(nodeid.User, ada.ID).String() || e.Changes != "[]" || e.RequestID != "r7" {
			t.Errorf("recorded %+v", e)
		}
		if n := h.Store.Client().EventPersonValue.Query().CountX(everything()); n != 0 {
			t.Errorf("%d values are kept", n)
		}
	})
}

// TestResetPasswordRefused tells all that is wrong at once, and changes nothing.
func TestResetPasswordRefused(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ada, disabled := h.withPassword(t, user.StatusACTIVE), h.withPassword(t, user.StatusACTIVE)
		replaced, token := h.mailed(t, ada), h.mailed(t, ada)
		late := h.mailed(t, disabled)
		h.Tx(func(ctx context.Context, tx *store.Tx) error {
			return tx.User.UpdateOneID(disabled.ID).SetStatus(user.StatusDISABLED).Exec(ctx)
		})
		answers := map[string]bool{}
		for _, c := range []struct {
			token, password string
			want            []string
		}{
			{"", newPassword, []string{"token INVALID"}},
			{"canopy_x", newPassword, []string{"token INVALID"}},
			{replaced, newPassword, []string{"token INVALID"}},
			{late, newPassword, []string{"token INVALID"}},           // disabled since
			{"", "", []string{"token INVALID", "password REQUIRED"}}, // both: nothing was hashed
			{late, "", []string{"token INVALID", "password REQUIRED"}},
			{token, "1234567", []string{"password INVALID"}},
			{token, "ééééééé", []string{"password INVALID"}}, // seven characters
			{token, strings.Repeat("é", 101), []string{"password TOO_LONG"}},
			{token, strings.ToUpper(ada.Email) + " ", []string{"password INVALID"}},
		} {
			err := h.ResetPassword(context.Background(), reseller.ResetPasswordInput{Token: c.token, Password: c.password})
			wantFaults(t, err, c.want...)
			if c.password == newPassword {
				answers[err.Error()] = true
			}
		}
		if len(answers) != 1 {
			t.Errorf("the answers differ: %v", answers)
		}
		if !h.signsIn(t, ada, password) || len(h.log(t)) != 0 {
			t.Error("something changed")
		}
		h.Clock.Advance(time.Hour)
		for password, want := range map[string][]string{newPassword: {"token INVALID"}, "": {"token INVALID", "password REQUIRED"}} {
			wantFaults(t, h.ResetPassword(context.Background(), reseller.ResetPasswordInput{Token: token, Password: password}), want...)
		}
		if err := h.Sweep(context.Background()); err != nil {
			t.Fatal(err)
		}
		if n := h.Store.Client().Link.Query().CountX(everything()); n != 0 {
			t.Errorf("%d links are kept that are over", n)
		}
	})
}

// TestResetPasswordOnce: of two who follow a link at the same moment one sets the password.
func TestResetPasswordOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ada := h.withPassword(t, user.StatusACTIVE)
		token := h.mailed(t, ada)
		passwords := []string{"the first one", "the second one", "the third one"}
		var set [3]error
		atOnce(len(set), func(i int) {
			set[i] = h.ResetPassword(context.Background(), reseller.ResetPasswordInput{Token: token, Password: passwords[i]})
		})
		worked := 0
		for i, err := range set {
			if err == nil {
				worked++
			} else {
				wantFaults(t, err, "token INVALID")
			}
			if right := h.signsIn(t, ada, passwords[i]); right != (err == nil) {
				t.Errorf("%s: %v, and it signs in: %t", passwords[i], err, right)
			}
		}
		if worked != 1 || len(h.log(t)) != 1 {
			t.Errorf("%d worked, and %v is in the log", worked, h.log(t))
		}
	})
}

// TestRequestPasswordReset answers alike whoever has the address, and tells nothing before the mail.
func TestRequestPasswordReset(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ada := h.withPassword(t, user.StatusACTIVE)
		ask := func(host, email string) error {
			return h.RequestPasswordReset(fromHost(host), reseller.RequestPasswordResetInput{Email: email})
		}
		var statements []int
		for _, email := range []string{ada.Email, "nobody@example.com"} {
			statements = append(statements, h.Statements(func() {
				if err := ask("192.0.2.1", email); err != nil {
					t.Error(err)
				}
			}))
		}
		if statements[0] != statements[1] {
			t.Errorf("%d statements for a person, %d for nobody", statements[0], statements[1])
		}
		if n := h.jobsQueued(t, "mail_password_reset"); n != 2 {
			t.Errorf("%d jobs, want 2", n)
		}
		for email, want := range map[string]string{"nobody": "email INVALID", " ": "email REQUIRED", strings.Repeat("x", 300) + "@example.com": "email TOO_LONG"} {
			wantFaults(t, ask("192.0.2.1", email), want)
		}
		for _, email := range []string{ada.Email, "nobody@example.com"} { // the first took one each
			for range 2 {
				if err := ask("192.0.2.1", "  "+strings.ToUpper(email)); err != nil {
					t.Error(err)
				}
			}
			if err := ask("192.0.2.1", email); problem.CodeOf(err) != problem.RateLimited {
				t.Errorf("the fourth for %s answers %v", email, err)
			}
		}
		if n := h.jobsQueued(t, "mail_password_reset"); n != 2 {
			t.Errorf("%d jobs wait, want one for each address", n)
		}
		if len(h.log(t)) != 0 {
			t.Error("asking is in the log")
		}
	})
}

// fickle is a mail server that fails as it is told.
type fickle struct {
	mail.Outbox
	err   error
	tries atomic.Int32
}

func (f *fickle) Send(ctx context.Context, m mail.Mail) error {
	if f.tries.Add(1); f.err != nil {
		return f.err
	}
	return f.Outbox.Send(ctx, m)
}

// TestSendPasswordReset mails ACTIVE people alone, with or without a password so far, in their language.
func TestSendPasswordReset(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		sender := &fickle{}
		h.Mail = sender
		send := func(key string) error { return h.SendPasswordReset(context.Background(), key) }
		for _, status := range []user.Status{user.StatusINVITED, user.StatusDISABLED} {
			if err := send(h.withPassword(t, status).EmailKey); err != nil {
				t.Error(status, err)
			}
		}
		if err := send("nobody@example.com"); err != nil || sender.tries.Load() != 0 || h.Store.Client().Link.Query().CountX(everything()) != 0 {
			t.Errorf("somebody got a mail: %v", err)
		}
		jürgen := h.User(h.root, viewer.Reader, func(c *ent.UserCreate) {
			c.SetGivenName("Jürgen").SetFamilyName("Groß").SetEmail("jürgen@münchen.example").SetEmailKey("jürgen@xn--mnchen-3ya.example").SetLanguage("de-AT")
		})
		sender.err = errors.New("down")
		if err := send(jürgen.EmailKey); !errors.Is(err, sender.err) {
			t.Errorf("no other attempt is asked for: %v", err)
		}
		sender.err = mail.ErrRefused
		if err := send(jürgen.EmailKey); err != nil {
			t.Errorf("what is refused for good is tried again: %v", err)
		}
		sender.err = nil
		if err := send(jürgen.EmailKey); err != nil {
			t.Fatal(err)
		}
		mails := sender.Mails()
		if len(mails) != 1 || mails[0].To != (mail.Person{Name: "Jürgen Groß", Email: "jürgen@xn--mnchen-3ya.example", Language: "de-AT"}) || mails[0].Language != "de" {
			t.Errorf("%+v", mails)
		}
		if n := h.Store.Client().Link.Query().CountX(everything()); n != 1 {
			t.Errorf("%d links, want the latest", n)
		}
	})
}

// TestSignInMeanwhile signs in by a password that is compared when another one is set, or the person disabled: no session is left.
func TestSignInMeanwhile(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for name, change := range map[string]func(u *ent.User){
			"reset": func(u *ent.User) {
				if err := h.ResetPassword(context.Background(), reseller.ResetPasswordInput{Token: h.mailed(t, u), Password: newPassword}); err != nil {
					t.Fatal(err)
				}
			},
			"disabled": func(u *ent.User) {
				h.Tx(func(ctx context.Context, tx *store.Tx) error {
					return tx.User.UpdateOneID(u.ID).SetStatus(user.StatusDISABLED).Exec(ctx)
				})
			},
		} {
			u, clock, asked := h.withPassword(t, user.StatusACTIVE), h.Now, 0
			h.Now = func() time.Time {
				if asked++; asked == 2 { // the first is the throttle's, the second the session's
					h.Now = clock
					change(u)
				}
				return clock()
			}
			_, err := h.SignIn(context.Background(), reseller.SignInInput{Email: u.Email, Password: password})
			if problem.CodeOf(err) != problem.Unauthenticated || asked != 2 {
				t.Errorf("%s: %v", name, err)
			}
			if n := h.Store.Client().Session.Query().CountX(everything()); n != 0 {
				t.Errorf("%s: %d sessions are left", name, n)
			}
		}
	})
}

package reseller_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/link"
	"canopy/ent/session"
	"canopy/ent/user"
	"canopy/internal/canopytest"
	"canopy/internal/mail"
	"canopy/internal/reseller"
	"canopy/internal/secret"
	"canopy/internal/store"
	"canopy/internal/viewer"
)

// mailedChange has the link mailed by which the person confirms their new address, and answers its token.
func (h *house) mailedChange(t *testing.T, u *ent.User) string {
	t.Helper()
	outbox := &mail.Outbox{}
	h.Mail = outbox
	if more, err := h.SendEmailChanges(context.Background(), []int64{u.ID}); err != nil || more {
		t.Fatalf("%t, %v", more, err)
	}
	mails := outbox.Mails()
	if len(mails) != 1 || mails[0].To.Email != h.user(t, u.ID).NewEmail {
		t.Fatalf("mails %+v", mails)
	}
	_, token, _ := strings.Cut(mails[0].Text, "http://localhost:8080/confirm-email?token=")
	token, _, _ = strings.Cut(token, "\n")
	return token
}

// wanting is a person with a password who is to have another address.
func (h *house) wanting(t *testing.T, email string) *ent.User {
	t.Helper()
	u := h.withPassword(t, user.StatusACTIVE)
	if _, err := h.UpdateUser(h.As(u), reseller.UpdateUserInput{UserID: userID(u), Email: set(email)}); err != nil {
		t.Fatal(err)
	}
	return u
}

func confirming(token string) reseller.ConfirmEmailInput {
	return reseller.ConfirmEmailInput{Token: token}
}

func TestConfirmEmail(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ada := h.wanting(t, "Ada@Example.org")
		if !h.signsIn(t, ada, password) {
			t.Fatal("nobody signs in")
		}
		reset := h.mailed(t, ada)
		token := h.mailedChange(t, ada)
		if links := h.Store.Client().Link.Query().Where(link.PurposeEQ(link.PurposeEMAIL_CHANGE)).AllX(everything()); len(links) != 1 ||
			string(links[0].TokenHash) != string(secret.HashToken(token)) || !links[0].ExpiresAt.Equal(h.Clock.Now().Add(48*time.Hour)) {
			t.Errorf("stored %v", links)
		}
		h.Clock.Advance(48*time.Hour - time.Microsecond)
		wantFaults(t, h.ResetPassword(context.Background(), reseller.ResetPasswordInput{Token: token, Password: newPassword}), "token INVALID") // of another purpose
		if err := h.ConfirmEmail(fromHost("192.0.2.1"), confirming(token)); err != nil {
			t.Fatal(err)
		}
		got := h.user(t, ada.ID)
		if got.Email != "Ada@example.org" || got.EmailKey != "ada@example.org" || got.NewEmail != "" || !strings.HasSuffix(got.Search, " ada@example.org") || !got.UpdatedAt.Equal(h.Clock.Now()) {
			t.Errorf("stored %v", got)
		}
		wantChanges(t, h, ada, "email "+ada.Email+" -> Ada@example.org", "unconfirmedEmail Ada@example.org -> nothing")
		if e := h.lastEvent(t); *e.ActorID != ada.ID || e.RequestID != "r7" {
			t.Errorf("recorded %v", e)
		}
		if n := h.Store.Client().Session.Query().Where(session.UserID(ada.ID)).CountX(everything()); n != 1 {
			t.Errorf("%d sessions are left", n)
		}
		if !h.signsIn(t, got, password) {
			t.Error("the new address does not sign in")
		}
		if h.signsIn(t, ada, password) {
			t.Error("the old address signs in")
		}
		wantFaults(t, h.ResetPassword(context.Background(), reseller.ResetPasswordInput{Token: reset, Password: newPassword}), "token INVALID")
		wantFaults(t, h.ConfirmEmail(context.Background(), confirming(token)), "token INVALID") // used
		if n := h.Store.Client().Link.Query().CountX(everything()); n != 0 {
			t.Errorf("%d links are left", n)
		}
		t.Run("the old address is told", func(t *testing.T) {
			if n := h.jobsQueued(t, "mail_address_changed"); n != 1 {
				t.Errorf("%d mails are queued", n)
			}
			outbox := &mail.Outbox{}
			h.Mail = outbox
			if err := h.SendAddressChanged(context.Background(), ada.ID, ada.Email); err != nil {
				t.Fatal(err)
			}
			if mails := outbox.Mails(); len(mails) != 1 || mails[0].To.Email != ada.Email || strings.Contains(mails[0].Text, "Ada@example.org") {
				t.Errorf("mails %+v", mails)
			}
		})
	})
}

// TestConfirmEmailRefused answers alike whatever is wrong with the link, and changes nothing.
func TestConfirmEmailRefused(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ada := h.wanting(t, "new@example.org")
		replaced := h.mailedChange(t, ada)
		if _, err := h.UpdateUser(h.As(ada), reseller.UpdateUserInput{UserID: userID(ada), Email: set("new@example.org")}); err != nil {
			t.Fatal(err)
		}
		over := h.mailedChange(t, ada)
		h.Clock.Advance(48 * time.Hour)
		answers := map[string]bool{}
		for _, token := range []string{"", "canopy_x", replaced, over, h.mailed(t, ada)} {
			err := h.ConfirmEmail(context.Background(), confirming(token))
			wantFaults(t, err, "token INVALID")
			answers[err.Error()] = true
		}
		if got := h.user(t, ada.ID); len(answers) != 1 || got.Email != ada.Email || got.NewEmail != "new@example.org" || len(h.log(t)) != 1 {
			t.Errorf("answered %v, stored %v, left %q", answers, got, h.log(t))
		}
		if err := h.Sweep(context.Background()); err != nil {
			t.Fatal(err)
		}
		if _, err := h.UpdateUser(h.As(ada), reseller.UpdateUserInput{UserID: userID(ada), Email: set("new@example.org")}); err != nil {
			t.Fatal(err)
		}
		if err := h.ConfirmEmail(context.Background(), confirming(h.mailedChange(t, ada))); err != nil {
			t.Errorf("asked for again: %v", err)
		}
	})
}

// TestConfirmEmailAtOnce: several have asked for an address, or follow one link twice: one gets it, at most once.
func TestConfirmEmailAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for round := range 3 {
			email := fmt.Sprintf("wanted%d@example.org", round)
			people := []*ent.User{h.wanting(t, email), h.wanting(t, email)}
			tokens := []string{h.mailedChange(t, people[0]), h.mailedChange(t, people[1])}
			var errs [5]error
			var added reseller.AddedUsers
			atOnce(len(errs), func(i int) {
				if i == 4 {
					added, errs[i] = h.AddUsers(h.As(h.manager), adding(h.root, someone(email)), nil)
					return
				}
				errs[i] = h.ConfirmEmail(context.Background(), confirming(tokens[i%2]))
			})
			got := added.Count
			for i, err := range errs[:4] {
				switch {
				case err == nil:
					got++
				case errs[(i+2)%4] == nil: // the other one with the link
					wantFaults(t, err, "token INVALID")
				default:
					wantFaults(t, err, "token TAKEN")
				}
			}
			if got != 1 || errs[4] != nil || h.Store.Client().User.Query().Where(user.EmailKey(email)).CountX(everything()) != 1 {
				t.Errorf("%d have the address: %v", got, errs)
			}
			for i, u := range people {
				now := h.user(t, u.ID)
				if mine := errs[i] == nil || errs[i+2] == nil; mine != (now.Email == email) || mine != (now.NewEmail == "") {
					t.Errorf("stored %v", now)
				}
			}
		}
	})
}

// TestSendEmailChanges mails the new address, each link once however often it is called, and tries again what did not go out.
func TestSendEmailChanges(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		server := canopytest.NewMailServer(t)
		sender, err := mail.NewSMTP("smtp://"+server.Addr, "canopy@example.com")
		if err != nil {
			t.Fatal(err)
		}
		german := func(c *ent.UserCreate) { c.SetGivenName("Jürgen").SetFamilyName("Groß").SetLanguage("de-AT") }
		jürgen, ada, withdrawn := h.User(h.root, viewer.Reader, german), h.User(h.root, viewer.Reader), h.User(h.root, viewer.Reader)
		var all []int64
		for i, u := range []*ent.User{jürgen, ada, withdrawn} {
			email := []string{"jürgen@münchen.example", "ada@example.org", "x@example.org"}[i]
			if _, err := h.UpdateUser(h.As(h.manager), reseller.UpdateUserInput{UserID: userID(u), Email: set(email)}); err != nil {
				t.Fatal(err)
			}
			all = append(all, u.ID)
		}
		all = append(all, h.manager.ID, 1<<40) // who wants none, and nobody
		if _, err := h.UpdateUser(h.As(h.manager), reseller.UpdateUserInput{UserID: userID(withdrawn), Email: set(withdrawn.Email)}); err != nil {
			t.Fatal(err)
		}
		broken := &fickle{err: errors.New("down")}
		h.Mail = broken
		if more, err := h.SendEmailChanges(context.Background(), all); !errors.Is(err, broken.err) || more || broken.tries.Load() != 2 {
			t.Errorf("answered %t, %v after %d tries", more, err, broken.tries.Load())
		}
		if n := h.Store.Client().Link.Query().CountX(everything()); n != 0 {
			t.Errorf("%d links of mails that did not go out", n)
		}
		h.Mail = &fickle{err: mail.ErrRefused}
		if more, err := h.SendEmailChanges(context.Background(), all); err != nil || more {
			t.Errorf("what is refused for good is tried again: %v", err)
		}
		h.Mail = sender
		for range 2 {
			if more, err := h.SendEmailChanges(context.Background(), all); err != nil || more {
				t.Fatalf("answered %t, %v", more, err)
			}
		}
		got := server.Received()
		if len(got) != 2 {
			t.Fatalf("received %+v", got)
		}
		for i, want := range []struct{ to, subject, part string }{
			{"jürgen@xn--mnchen-3ya.example", "Neue E-Mail-Adresse für Canopy bestätigen", "Guten Tag Jürgen Groß"},
			{"ada@example.org", "Confirm your new e-mail address for Canopy", "within 48 hours"},
		} {
			if got[i].To != want.to || got[i].Subject != want.subject || !strings.Contains(got[i].Text, want.part) {
				t.Errorf("received %+v", got[i])
			}
		}
		if err := h.SendAddressChanged(context.Background(), jürgen.ID, "alt@münchen.example"); err != nil {
			t.Fatal(err)
		}
		if err := h.SendAddressChanged(context.Background(), 1<<40, "nobody@example.org"); err != nil { // erased
			t.Fatal(err)
		}
		if got = server.Received(); len(got) != 3 || got[2].To != "alt@xn--mnchen-3ya.example" || got[2].Subject != "Ihre E-Mail-Adresse für Canopy ist geändert" {
			t.Errorf("received %+v", got[2:])
		}
	})
}

// TestEmailChangesMeanwhile: an address that is replaced while the mail to it is under way is not confirmed by that mail.
func TestEmailChangesMeanwhile(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ada := h.wanting(t, "first@example.org")
		outbox := &mail.Outbox{}
		h.Mail = sending(func(ctx context.Context, m mail.Mail) error {
			h.Mail = outbox
			if _, err := h.UpdateUser(h.As(ada), reseller.UpdateUserInput{UserID: userID(ada), Email: set("second@example.org")}); err != nil {
				t.Error(err)
			}
			return outbox.Send(ctx, m)
		})
		if _, err := h.SendEmailChanges(context.Background(), []int64{ada.ID}); err != nil {
			t.Fatal(err)
		}
		_, token, _ := strings.Cut(outbox.Mails()[0].Text, "token=")
		token, _, _ = strings.Cut(token, "\n")
		wantFaults(t, h.ConfirmEmail(context.Background(), confirming(token)), "token INVALID")
		if err := h.ConfirmEmail(context.Background(), confirming(h.mailedChange(t, ada))); err != nil || h.user(t, ada.ID).Email != "second@example.org" {
			t.Errorf("stored %v: %v", h.user(t, ada.ID), err)
		}
	})
}

// sending is a mail server as a function.
type sending func(ctx context.Context, m mail.Mail) error

func (f sending) Send(ctx context.Context, m mail.Mail) error { return f(ctx, m) }

// TestConfirmEmailOfDisabled: the address is right whether the person may sign in or not.
func TestConfirmEmailOfDisabled(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ada := h.wanting(t, "new@example.org")
		h.Tx(func(ctx context.Context, tx *store.Tx) error {
			return tx.User.UpdateOneID(ada.ID).SetStatus(user.StatusDISABLED).Exec(ctx)
		})
		if err := h.ConfirmEmail(context.Background(), confirming(h.mailedChange(t, ada))); err != nil {
			t.Fatal(err)
		}
		if got := h.user(t, ada.ID); got.Email != "new@example.org" || got.Status != user.StatusDISABLED {
			t.Errorf("stored %v", got)
		}
	})
}

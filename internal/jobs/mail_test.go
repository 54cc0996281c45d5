package jobs

import (
	"context"
	"strings"
	"testing"

	"canopy/internal/canopytest"
	"canopy/internal/mail"
	"canopy/internal/reseller"
	"canopy/internal/viewer"

	"github.com/emersion/go-smtp"
	"github.com/riverqueue/river"
)

// TestMailIsTriedAgain: a mail waits for its server, with a link made for the attempt that gets through; what is refused for good does
// not come back.
func TestMailIsTriedAgain(t *testing.T) {
	t.Parallel()
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		server := canopytest.NewMailServer(t)
		sender, err := mail.NewSMTP("smtp://"+server.Addr, "canopy@example.com")
		if err != nil {
			t.Fatal(err)
		}
		q, rules := newQueue(t, rig, func(insert enqueue) enqueue { return insert })
		rules.Mail = sender
		ada := rig.User(rig.Account(nil), viewer.Admin)
		if err := q.Start(t.Context(), rules); err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := q.Stop(context.WithoutCancel(t.Context())); err != nil {
				t.Error(err)
			}
		}()
		worked, cancel := q.client.Subscribe(river.EventKindJobCompleted, river.EventKindJobFailed, river.EventKindJobCancelled)
		defer cancel()
		next := func() *river.Event {
			for e := range worked {
				if e.Job.Kind == (reseller.MailPasswordReset{}).Kind() {
					return e
				}
			}
			return nil
		}
		ask := func() {
			if err := rules.RequestPasswordReset(t.Context(), reseller.RequestPasswordResetInput{Email: ada.Email}); err != nil {
				t.Fatal(err)
			}
		}

		server.Refuse(&smtp.SMTPError{Code: 451, Message: "out for lunch"})
		ask()
		if e := next(); e.Kind != river.EventKindJobFailed || !strings.Contains(e.Job.Errors[0].Error, "out for lunch") || len(server.Received()) != 0 {
			t.Fatalf("%s: %+v", e.Kind, e.Job)
		}
		server.Refuse(nil)
		if e := next(); e.Kind != river.EventKindJobCompleted || e.Job.Attempt != 2 {
			t.Fatalf("%s: %+v", e.Kind, e.Job)
		}
		got := server.Received()
		if len(got) != 1 || got[0].To != ada.Email {
			t.Fatalf("received %+v", got)
		}
		_, token, _ := strings.Cut(got[0].Text, "token=")
		token, _, _ = strings.Cut(token, "\r\n")
		if err := rules.ResetPassword(t.Context(), reseller.ResetPasswordInput{Token: token, Password: "a longer horse"}); err != nil {
			t.Errorf("the link of the second attempt: %v", err)
		}

		server.Refuse(&smtp.SMTPError{Code: 550, Message: "no such user"})
		ask()
		if e := next(); e.Kind != river.EventKindJobCompleted || e.Job.Attempt != 1 {
			t.Errorf("refused for good: %s, %+v", e.Kind, e.Job)
		}
	})
}

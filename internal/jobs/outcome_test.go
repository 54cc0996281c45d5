package jobs

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"canopy/ent"
	"canopy/internal/canopytest"
	"canopy/internal/mail"
	"canopy/internal/reseller"
	"canopy/internal/store"
	"canopy/internal/viewer"

	"github.com/emersion/go-smtp"
	"github.com/riverqueue/river"
)

// TestOutcomeIsMailed: an account gets its number by a worker, and its notification contact hears of it in their language, although the mail server
// is out at first; the account does not wait for the mail.
func TestOutcomeIsMailed(t *testing.T) {
	t.Parallel()
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		server := canopytest.NewMailServer(t)
		sender, err := mail.NewSMTP("smtp://"+server.Addr, "canopy@example.com")
		if err != nil {
			t.Fatal(err)
		}
		q, rules := newQueue(t, rig, func(insert enqueue) enqueue { return insert })
		rules.Mail = sender
		a := pending(rig, rig.Clock.Now())
		ada := rig.User(a, viewer.Reader, func(c *ent.UserCreate) { c.SetLanguage("de") })
		rig.Tx(func(ctx context.Context, tx *store.Tx) error {
			return tx.Account.UpdateOneID(a.ID).SetNotificationContactID(ada.ID).Exec(ctx)
		})
		server.Refuse(&smtp.SMTPError{Code: 451, Message: "out for lunch"})
		if err := q.Start(t.Context(), rules); err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := q.Stop(context.WithoutCancel(t.Context())); err != nil {
				t.Error(err)
			}
		}()
		worked, cancel := q.client.Subscribe(river.EventKindJobCompleted, river.EventKindJobFailed)
		defer cancel()
		rig.Tx(func(ctx context.Context, tx *store.Tx) error {
			return q.Enqueue(ctx, tx.SQL, reseller.ProvisionAccount{AccountID: a.ID}, time.Time{})
		})
		var ends []string
		for e := range worked {
			kind := e.Job.Kind
			if kind != (reseller.ProvisionAccount{}).Kind() && kind != (reseller.MailOutcome{}).Kind() {
				continue
			}
			ends = append(ends, kind+" in "+e.Job.Queue+" "+string(e.Kind))
			if e.Kind == river.EventKindJobFailed {
				server.Refuse(nil)
			} else if kind == (reseller.MailOutcome{}).Kind() {
				break
			}
		}
		slices.Sort(ends) // the mail may be tried before River tells of the number
		want := []string{"mail_outcome in mails job_completed", "mail_outcome in mails job_failed", "provision_account in provisionings job_completed"}
		if !slices.Equal(ends, want) {
			t.Errorf("ended %q, want %q", ends, want)
		}
		got := server.Received()
		number := *rig.Store.Client().Account.GetX(canopytest.Operator(), a.ID).AccountNumber
		if len(got) != 1 || got[0].To != ada.Email || got[0].Subject != a.Name+" ist aktiv: "+number || !strings.Contains(got[0].Text, number) || got[0].Header.Get("Content-Language") != "de" {
			t.Errorf("received %+v", got)
		}
	})
}

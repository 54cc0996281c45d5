package reseller_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/webhook"
	"canopy/ent/webhookdelivery"
	"canopy/internal/nodeid"
	"canopy/internal/reseller"
	"canopy/internal/store"
	"canopy/internal/viewer"

	"github.com/99designs/gqlgen/graphql"
)

// TestWebhookRetries for three days with growing waits, and is disabled when nothing arrived meanwhile. Enabled again, it goes on where it was.
func TestWebhookRetries(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		r := newReceiver(t)
		w := h.register(t, h.root, r.URL)
		r.told()
		r.becomes(500)
		h.happen(t, h.root)
		waits := []time.Duration{5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour}
		for n, wait := range waits {
			h.deliver(t, w.WebhookID)
			d := h.deliveries(w.WebhookID)[1]
			if d.Status != webhookdelivery.StatusPENDING || d.Attempts != n+1 || *d.ResponseStatus != 500 || d.Error != "It answered 500." {
				t.Fatalf("behind attempt %d: %+v", n+1, d)
			}
			if next := d.SendAt.Sub(h.Clock.Now()); next < wait || next > wait+wait/10 {
				t.Errorf("behind attempt %d it waits %s", n+1, next)
			}
			h.Clock.Advance(d.SendAt.Sub(h.Clock.Now()) - time.Microsecond)
			if due, err := h.WebhooksDue(t.Context()); due || err != nil {
				t.Error("it is due too early", err)
			}
			h.Clock.Advance(time.Microsecond)
			if due, err := h.WebhooksDue(t.Context()); !due || err != nil {
				t.Error("it is not due", err)
			}
		}
		h.happen(t, h.root)
		if _, err := h.MakeDeliveries(t.Context()); err != nil {
			t.Fatal(err)
		}
		if _, err := h.SendDeliveries(t.Context(), reseller.SendDeliveries{WebhookID: w.WebhookID, Failing: true}); err != nil {
			t.Fatal(err)
		}
		hook, all := h.hook(w.WebhookID), h.deliveries(w.WebhookID)
		if hook.Status != webhook.StatusDISABLED || hook.DisabledReason != "It answered 500." || !hook.DisabledAt.Equal(h.Clock.Now()) {
			t.Fatalf("the webhook is %+v", hook)
		}
		if all[1].Status != webhookdelivery.StatusFAILED || all[2].Status != webhookdelivery.StatusPENDING {
			t.Errorf("the deliveries are %+v", all)
		}
		e := h.lastEvent(t)
		if e.Action != "WEBHOOK_DISABLED" || *e.AccountID != h.root.ID || e.ActorID != nil || e.Subject != nodeid.New(nodeid.Webhook, w.WebhookID).String() {
			t.Errorf("it leaves %+v", e)
		}
		r.told()
		r.becomes(200)
		h.happen(t, h.root)
		h.Clock.Advance(24 * time.Hour)
		h.deliver(t, w.WebhookID)
		if got := r.told(); len(got) != 0 {
			t.Errorf("disabled, it is told %q", got)
		}
		admin := h.As(h.User(h.root, viewer.Admin))
		replay := func() error {
			_, err := h.ReplayDelivery(admin, reseller.ReplayDeliveryInput{DeliveryID: nodeid.New(nodeid.WebhookDelivery, all[1].ID)})
			return err
		}
		wantFaults(t, replay(), "deliveryId NOT_ACTIVE")
		_, err := h.UpdateWebhook(admin, reseller.UpdateWebhookInput{WebhookID: nodeid.New(nodeid.Webhook, w.WebhookID), Enabled: graphql.OmittableOf(ptr(true))})
		if err != nil {
			t.Fatal(err)
		}
		h.deliver(t, w.WebhookID)
		root := id(h.root).String()
		if got := r.told(); !slices.Equal(got, []string{"ACCOUNT_UPDATED " + root, "ACCOUNT_UPDATED " + root, "WEBHOOK_CHANGED " + root, "WEBHOOK_DISABLED " + root}) {
			t.Errorf("enabled again, it is told %q", got)
		}
		if hook := h.hook(w.WebhookID); hook.Status != webhook.StatusACTIVE || hook.DisabledAt != nil || hook.DisabledReason != "" || hook.FailingSince != nil {
			t.Errorf("it is %+v", hook)
		}
		if err := replay(); err != nil {
			t.Fatal(err)
		}
		if n := h.jobsQueued(t, "send_deliveries"); n == 0 {
			t.Error("nobody sends the replayed one")
		}
		if _, err := h.SendDeliveries(t.Context(), reseller.SendDeliveries{WebhookID: w.WebhookID}); err != nil {
			t.Fatal(err)
		}
		if len(r.got) != 1 || r.got[0].header.Get("webhook-id") != nodeid.New(nodeid.WebhookDelivery, all[1].ID).String() {
			t.Errorf("replayed, it is told %q", r.told())
		}
	})
}

// TestWebhookOfAReceiverThatTakesSome stays ACTIVE when a delivery is given up; one that is gone for good is disabled at once.
func TestWebhookOfAReceiverThatTakesSome(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		r := newReceiver(t)
		w := h.register(t, h.root, r.URL)
		r.becomes(302)
		h.happen(t, h.root)
		h.deliver(t, w.WebhookID)
		first := h.deliveries(w.WebhookID)[1]
		if first.Error != "It answered 302: redirects are not followed." {
			t.Errorf("the delivery is %+v", first)
		}
		put := func(d *ent.WebhookDelivery, attempts int) {
			h.write(func(ctx context.Context, tx *store.Tx) error {
				return tx.WebhookDelivery.UpdateOneID(d.ID).SetAttempts(attempts).SetSendAt(h.Clock.Now()).Exec(ctx)
			})
		}
		r.becomes(200)
		h.Clock.Advance(time.Second)
		h.happen(t, h.root)
		h.deliver(t, w.WebhookID)
		if h.hook(w.WebhookID).FailingSince != nil {
			t.Error("it is said to fail")
		}
		r.becomes(500)
		h.Clock.Advance(time.Second)
		h.happen(t, h.root)
		h.deliver(t, w.WebhookID)
		put(first, 9)
		h.deliver(t, w.WebhookID)
		if d := h.deliveries(w.WebhookID)[1]; d.Status != webhookdelivery.StatusFAILED || h.hook(w.WebhookID).Status != webhook.StatusACTIVE {
			t.Errorf("the delivery is %+v of %+v", d, h.hook(w.WebhookID))
		}
		r.becomes(410)
		h.happen(t, h.root)
		h.deliver(t, w.WebhookID)
		if d := h.deliveries(w.WebhookID)[4]; d.Status != webhookdelivery.StatusFAILED || *d.ResponseStatus != 410 || h.hook(w.WebhookID).Status != webhook.StatusDISABLED {
			t.Errorf("gone, the delivery is %+v of %+v", d, h.hook(w.WebhookID))
		}
	})
}

// TestWebhookDeliveryOfADeadProcess: what it had claimed comes back by itself.
func TestWebhookDeliveryOfADeadProcess(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		r := newReceiver(t)
		w := h.register(t, h.root, r.URL)
		r.told()
		h.happen(t, h.root)
		if _, err := h.MakeDeliveries(t.Context()); err != nil {
			t.Fatal(err)
		}
		h.write(func(ctx context.Context, tx *store.Tx) error { // as the process leaves it
			return tx.WebhookDelivery.Update().Where(webhookdelivery.WebhookID(w.WebhookID), webhookdelivery.StatusEQ(webhookdelivery.StatusPENDING)).
				SetAttempts(1).SetSendAt(h.Clock.Now().Add(30 * time.Second)).Exec(ctx)
		})
		h.deliver(t, w.WebhookID)
		if got := r.told(); len(got) != 0 {
			t.Errorf("within its time it is told %q", got)
		}
		h.Clock.Advance(30 * time.Second)
		h.deliver(t, w.WebhookID)
		if got := r.told(); len(got) != 1 {
			t.Errorf("afterwards it is told %q", got)
		}
	})
}

// TestWebhookDeliveriesAreForgotten 30 days later, and what is older is not made out.
func TestWebhookDeliveriesAreForgotten(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		r := newReceiver(t)
		w := h.register(t, h.root, r.URL)
		h.happen(t, h.root)
		h.Clock.Advance(30*24*time.Hour + time.Microsecond)
		if err := h.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		r.told()
		h.deliver(t, w.WebhookID)
		if got, all := r.told(), h.deliveries(w.WebhookID); len(got)+len(all) != 0 {
			t.Errorf("it is told %q, and %d are left", got, len(all))
		}
		h.happen(t, h.root)
		h.deliver(t, w.WebhookID)
		if got := r.told(); len(got) != 1 {
			t.Errorf("from then on it is told %q", got)
		}
	})
}

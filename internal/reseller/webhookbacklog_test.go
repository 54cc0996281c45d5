package reseller_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/webhook"
	"canopy/ent/webhookdelivery"
	"canopy/internal/canopytest"
	"canopy/internal/nodeid"
	"canopy/internal/reseller"
	"canopy/internal/store"
	"canopy/internal/store/scope"
	"canopy/internal/viewer"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
	"github.com/99designs/gqlgen/graphql"
)

// pile gives a webhook more deliveries like its first one, all due, of events that there are not.
func (h *house) pile(t *testing.T, webhookID int64, n int) {
	t.Helper()
	_, err := h.Store.WriteDB().Exec(`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1)
		INSERT INTO webhook_deliveries (webhook_id, event_id, status, attempts, created_at, send_at)
		SELECT `+scope.Operator.Marker()+` webhook_id, -i, 'PENDING', 0, created_at, created_at FROM n, webhook_deliveries
		WHERE id = (SELECT min(id) FROM webhook_deliveries WHERE webhook_id = $2)`, n, webhookID)
	if err != nil {
		t.Fatal(err)
	}
}

// waiting counts the deliveries of a webhook that have a time to be sent.
func (h *house) waiting(webhookID int64) int {
	return h.Store.Client().WebhookDelivery.Query().Where(webhookdelivery.WebhookID(webhookID), webhookdelivery.SendAtNotNil()).CountX(everything())
}

func (h *house) hookUpdated(t *testing.T, in reseller.UpdateWebhookInput) {
	t.Helper()
	if _, err := h.UpdateWebhook(canopytest.Operator(), in); err != nil {
		t.Fatal(err)
	}
}

// TestWebhookWithABacklog is disabled, enabled and removed without a touch of what waits, however much it is; nothing of it is sent then, and the
// sweep forgets it a page at a time.
func TestWebhookWithABacklog(t *testing.T) {
	backlog := 2500
	if os.Getenv("CANOPY_SOAK") != "" {
		backlog = 500_000
	}
	each(t, func(t *testing.T, h *house) {
		r := newReceiver(t)
		w := h.register(t, h.root, r.URL)
		r.told()
		h.happen(t, h.root)
		if _, err := h.MakeDeliveries(t.Context()); err != nil {
			t.Fatal(err)
		}
		h.pile(t, w.WebhookID, backlog)
		r.becomes(410)
		if _, err := h.SendDeliveries(t.Context(), reseller.SendDeliveries{WebhookID: w.WebhookID, Failing: true}); err != nil {
			t.Fatal(err)
		}
		if hook := h.hook(w.WebhookID); hook.Status != webhook.StatusDISABLED || len(r.told()) != 1 || h.waiting(w.WebhookID) != backlog {
			t.Fatalf("it is %+v, and %d wait", hook, h.waiting(w.WebhookID))
		}
		if more, err := h.SendDeliveries(t.Context(), reseller.SendDeliveries{WebhookID: w.WebhookID}); more || err != nil || len(r.told()) != 0 {
			t.Error("disabled, it is told more", more, err)
		}
		if _, err := h.MakeDeliveries(t.Context()); err != nil { // of the event WEBHOOK_DISABLED
			t.Fatal(err)
		}
		if due, err := h.WebhooksDue(t.Context()); due || err != nil {
			t.Error("disabled, it is due", err)
		}
		if h.waiting(w.WebhookID) != backlog+1 {
			t.Error("what happens meanwhile is not made out")
		}
		key, last := nodeid.New(nodeid.Webhook, w.WebhookID), h.deliveries(w.WebhookID)[backlog]
		writes := func(f func()) (n int) {
			h.Watch(f, func(statement string) {
				if strings.HasPrefix(statement, "UPDATE webhook_deliveries") || strings.Contains(statement, "FROM webhook_deliveries") || strings.Contains(statement, "`webhook_deliveries`") || strings.Contains(statement, `"webhook_deliveries"`) {
					n++
				}
			})
			return n
		}
		if n := writes(func() {
			h.hookUpdated(t, reseller.UpdateWebhookInput{WebhookID: key, Enabled: graphql.OmittableOf(ptr(true))})
			if err := h.RemoveWebhook(canopytest.Operator(), reseller.RemoveWebhookInput{WebhookID: key}); err != nil {
				t.Fatal(err)
			}
		}); n > 0 {
			t.Errorf("%d statements touch its deliveries", n)
		}
		for _, asks := range []context.Context{canopytest.Operator(), h.As(h.User(h.root, viewer.Admin))} {
			_, err := h.ReplayDelivery(asks, reseller.ReplayDeliveryInput{DeliveryID: nodeid.New(nodeid.WebhookDelivery, last.ID)})
			wantFaults(t, err, "deliveryId NOT_FOUND")
		}
		h.Clock.Advance(31 * 24 * time.Hour)
		if n := writes(func() {
			if err := h.Sweep(t.Context()); err != nil {
				t.Fatal(err)
			}
		}); n < 2*(backlog/1000) {
			t.Errorf("the sweep is %d statements", n)
		}
		if left := h.waiting(w.WebhookID); left != 0 {
			t.Errorf("%d are left", left)
		}
	})
}

// TestWebhookFailsWithABacklog is disabled in three days of failure, also where so much waits that no delivery comes to its second attempt.
func TestWebhookFailsWithABacklog(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		r := newReceiver(t)
		w := h.register(t, h.root, r.URL)
		r.becomes(500)
		const backlog = 100
		for range backlog {
			h.happen(t, h.root)
		}
		if _, err := h.MakeDeliveries(t.Context()); err != nil {
			t.Fatal(err)
		}
		began, attempts := h.Clock.Now(), 0
		for h.hook(w.WebhookID).Status == webhook.StatusACTIVE {
			if attempts++; attempts > backlog {
				t.Fatalf("after %s it is %+v", h.Clock.Now().Sub(began), h.hook(w.WebhookID))
			}
			if _, err := h.SendDeliveries(t.Context(), reseller.SendDeliveries{WebhookID: w.WebhookID, Failing: true}); err != nil {
				t.Fatal(err)
			}
			h.Clock.Advance(time.Hour)
		}
		if hook := h.hook(w.WebhookID); hook.DisabledAt.Sub(began) < 72*time.Hour || hook.DisabledReason != "It answered 500." {
			t.Errorf("it is %+v", hook)
		}
		if h.waiting(w.WebhookID) != backlog {
			t.Errorf("%d wait", h.waiting(w.WebhookID))
		}
	})
}

// TestWebhookBeginsAnew: enabled again, or sent to another address, a webhook's pending deliveries are due at once, and have all attempts before
// them.
func TestWebhookBeginsAnew(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for _, how := range []string{"enabled", "another address"} {
			t.Run(how, func(t *testing.T) {
				r := newReceiver(t)
				on := h.Account(h.root)
				w := h.register(t, on, r.URL, "ACCOUNT_UPDATED")
				key := nodeid.New(nodeid.Webhook, w.WebhookID)
				r.becomes(500)
				h.happen(t, on)
				h.deliver(t, w.WebhookID)
				h.write(func(ctx context.Context, tx *store.Tx) error { // as it is days later
					return tx.WebhookDelivery.Update().Where(webhookdelivery.WebhookID(w.WebhookID)).SetAttempts(9).SetSendAt(h.Clock.Now().Add(20 * time.Hour)).Exec(ctx)
				})
				if how == "enabled" {
					h.hookUpdated(t, reseller.UpdateWebhookInput{WebhookID: key, Enabled: graphql.OmittableOf(ptr(false))})
					h.hookUpdated(t, reseller.UpdateWebhookInput{WebhookID: key, Enabled: graphql.OmittableOf(ptr(true))})
				} else {
					h.hookUpdated(t, reseller.UpdateWebhookInput{WebhookID: key, URL: graphql.OmittableOf(ptr(r.URL + "/other"))})
				}
				r.told()
				if _, err := h.MakeDeliveries(t.Context()); err != nil { // none of what was done to the webhook
					t.Fatal(err)
				}
				if due, err := h.WebhooksDue(t.Context()); !due || err != nil || h.hook(w.WebhookID).FailingSince != nil {
					t.Errorf("due: %t, %v; it is %+v", due, err, h.hook(w.WebhookID))
				}
				h.Clock.Advance(time.Second)
				h.deliver(t, w.WebhookID)
				if d := h.deliveries(w.WebhookID)[0]; len(r.told()) != 1 || d.Attempts != 1 || d.Status != webhookdelivery.StatusPENDING || !h.hook(w.WebhookID).FailingSince.Equal(h.Clock.Now()) {
					t.Errorf("the delivery is %+v", d)
				}
				h.deliver(t, w.WebhookID)
				if got := r.told(); len(got) != 0 {
					t.Errorf("at once it is told %q again", got)
				}
				r.becomes(200)
				h.Clock.Advance(6 * time.Second)
				h.deliver(t, w.WebhookID)
				if got := r.told(); len(got) != 1 {
					t.Errorf("then it is told %q", got)
				}
			})
		}
	})
}

// TestWebhookAnewMeanwhile: an attempt at the address before counts neither against a delivery nor against its webhook.
func TestWebhookAnewMeanwhile(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		r := newReceiver(t)
		var w reseller.RegisteredWebhook
		old := httptest.NewServer(http.HandlerFunc(func(answer http.ResponseWriter, _ *http.Request) {
			h.hookUpdated(t, reseller.UpdateWebhookInput{WebhookID: nodeid.New(nodeid.Webhook, w.WebhookID), URL: graphql.OmittableOf(&r.URL)})
			answer.WriteHeader(http.StatusGone)
		}))
		defer old.Close()
		w, err := h.RegisterWebhook(canopytest.Operator(), reseller.RegisterWebhookInput{AccountID: id(h.root), URL: old.URL})
		if err != nil {
			t.Fatal(err)
		}
		h.deliver(t, w.WebhookID)
		if hook := h.hook(w.WebhookID); hook.Status != webhook.StatusACTIVE || hook.FailingSince != nil {
			t.Errorf("it is %+v", hook)
		}
		h.deliver(t, w.WebhookID)
		if got := r.told(); len(got) != 2 { // it was registered, and changed
			t.Errorf("it is told %q", got)
		}
	})
}

// TestWebhookSettlesBehindItsLock: whoever holds a webhook has its deliveries to itself too, while one of them is settled.
func TestWebhookSettlesBehindItsLock(t *testing.T) {
	h := onPostgres(t)
	asked, answer := make(chan struct{}), make(chan struct{})
	receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		close(asked)
		<-answer
		w.WriteHeader(http.StatusInternalServerError)
	}))
	defer receiver.Close()
	w, err := h.RegisterWebhook(canopytest.Operator(), reseller.RegisterWebhookInput{AccountID: id(h.root), URL: receiver.URL})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.MakeDeliveries(t.Context()); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() {
		_, err := h.SendDeliveries(context.WithoutCancel(t.Context()), reseller.SendDeliveries{WebhookID: w.WebhookID, Failing: true})
		ended <- err
	}()
	<-asked
	h.write(func(ctx context.Context, tx *store.Tx) error {
		tx.Webhook.Query().Where(webhook.ID(w.WebhookID)).ForUpdate().OnlyX(ctx)
		close(answer)
		h.untilLocked(t, 1, ended)
		_, err := tx.WebhookDelivery.Query().Where(webhookdelivery.WebhookID(w.WebhookID)).ForUpdate(sql.WithLockAction(sql.NoWait)).All(ctx)
		return err
	})
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if d := h.deliveries(w.WebhookID)[0]; d.Error != "It answered 500." {
		t.Errorf("the delivery is %+v", d)
	}
}

// TestWebhooksBehindOneThatFails are told all the same.
func TestWebhooksBehindOneThatFails(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		r := newReceiver(t)
		first, second := h.register(t, h.root, r.URL), h.register(t, h.root, r.URL)
		text := "CREATE TRIGGER trouble BEFORE INSERT ON webhook_deliveries "
		trouble := []string{text + "WHEN NEW.webhook_id = 1 BEGIN SELECT RAISE(ABORT, 'trouble'); END"}
		if h.Store.Dialect() == dialect.Postgres {
			trouble = []string{
				"CREATE FUNCTION trouble() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'trouble'; END $$",
				text + "FOR EACH ROW WHEN (NEW.webhook_id = 1) EXECUTE FUNCTION trouble()",
			}
		}
		h.deliver(t, first.WebhookID, second.WebhookID)
		h.exec(t, append(trouble, "DELETE FROM river_job")...)
		h.happen(t, h.root)
		if more, err := h.MakeDeliveries(t.Context()); more || err == nil || !strings.Contains(err.Error(), "trouble") {
			t.Errorf("more: %t, %v", more, err)
		}
		if first.WebhookID != 1 || h.waiting(1) != 0 || h.waiting(second.WebhookID) != 1 || h.jobsQueued(t, "send_deliveries") != 1 {
			t.Errorf("%d and %d wait, %d jobs are queued", h.waiting(1), h.waiting(second.WebhookID), h.jobsQueued(t, "send_deliveries"))
		}
	})
}

// TestWebhooksTakeTurns: one for which there is always more holds none up, though one call suffices for one of them only.
func TestWebhooksTakeTurns(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		r, other := newReceiver(t), h.Account(nil)
		h.register(t, h.root, r.URL)
		second := h.register(t, other, r.URL)
		h.happen(t, other)
		h.Now = func() time.Time { // each look at it is beyond the time of a call
			h.Clock.Advance(6 * time.Second)
			return h.Clock.Now()
		}
		for n := 0; h.waiting(second.WebhookID) == 0; n++ {
			if n == 100 {
				t.Fatal("it is never told")
			}
			h.happen(t, h.root)
			if _, err := h.MakeDeliveries(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// TestWebhookOfASlowReceiver is sent to beside those that fail, for as long as it is slow, and does not fail by it.
func TestWebhookOfASlowReceiver(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		takes := 2500 * time.Millisecond
		receiver := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { h.Clock.Advance(takes) }))
		defer receiver.Close()
		w := h.register(t, h.root, receiver.URL)
		queues := func() (queues []string) {
			rows, err := h.Store.DB().Query("SELECT queue FROM river_job WHERE kind = 'send_deliveries' ORDER BY id")
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = rows.Close() }()
			for rows.Next() {
				var queue string
				if err := rows.Scan(&queue); err != nil {
					t.Fatal(err)
				}
				queues = append(queues, queue)
			}
			if err := rows.Err(); err != nil {
				t.Fatal(err)
			}
			return queues
		}
		if hook := h.hook(w.WebhookID); !hook.Slow || hook.FailingSince != nil {
			t.Errorf("it is %+v", hook)
		}
		takes = 0
		h.happen(t, h.root)
		h.deliver(t, w.WebhookID)
		if got := queues(); !slices.Equal(got, []string{"webhooks", "failing_webhooks"}) || h.hook(w.WebhookID).Slow {
			t.Errorf("it is %+v, sent to from %q", h.hook(w.WebhookID), got)
		}
		if all := h.deliveries(w.WebhookID); slices.ContainsFunc(all, func(d *ent.WebhookDelivery) bool { return d.Status != webhookdelivery.StatusDELIVERED }) {
			t.Errorf("the deliveries are %+v", all)
		}
	})
}

package jobs

import (
	"context"
	"database/sql"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"canopy/internal/canopytest"
	"canopy/internal/nodeid"
	"canopy/internal/reseller"
	"canopy/internal/store"

	"entgo.io/ent/dialect"
	"github.com/riverqueue/river"
)

// TestWebhooks: the queue finds out by itself that a webhook is to be told something, and receivers that are known to be slow, more than there are
// workers, hold no other up.
func TestWebhooks(t *testing.T) {
	t.Parallel()
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		stop, told := make(chan struct{}), make(chan struct{}, 10)
		var ended atomic.Int32
		slow := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, request *http.Request) {
			_, _ = io.Copy(io.Discard, request.Body) // so that the server sees whether the client goes
			select {
			case <-stop:
			case <-request.Context().Done():
				ended.Add(1)
			}
		}))
		defer slow.Close()
		defer close(stop)
		quick := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { told <- struct{}{} }))
		defer quick.Close()
		q, rules := newWebhooks(t, rig)
		register := func(url string) {
			in := reseller.RegisterWebhookInput{AccountID: nodeid.New(nodeid.Account, rig.Account(nil).ID), URL: url}
			if _, err := rules.RegisterWebhook(canopytest.Operator(), in); err != nil {
				t.Fatal(err)
			}
		}
		for range 2 * webhookWorkers {
			register(slow.URL)
		}
		rig.Tx(func(ctx context.Context, tx *store.Tx) error { return tx.Webhook.Update().SetSlow(true).Exec(ctx) })
		register(quick.URL)
		if err := q.Start(t.Context(), rules); err != nil {
			t.Fatal(err)
		}
		select {
		case <-told:
			if n := ended.Load(); n > 0 {
				t.Errorf("it waits for %d others", n)
			}
		case <-time.After(time.Minute):
			t.Error("nothing comes")
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond) // those that are not answered are cut off
		defer cancel()
		_ = q.client.StopAndCancel(ctx)
	})
}

// newWebhooks is a queue, and rules that send to this host.
func newWebhooks(t *testing.T, rig *canopytest.Rig) (*Queue, *reseller.Service) {
	t.Helper()
	logger := slog.New(slog.DiscardHandler)
	q, err := New(rig.Store, logger)
	if err != nil {
		t.Fatal(err)
	}
	rules, err := reseller.New(reseller.Config{
		Store: rig.Store, Enqueue: q.Enqueue, Forget: q.Forget, Now: rig.Clock.Now, Logger: logger, WebhooksAllowPrivate: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	return q, rules
}

// TestWebhooksAreTriedAgainSoon, however often they failed: a job that waits to be tried again keeps the same work from being queued.
func TestWebhooksAreTriedAgainSoon(t *testing.T) {
	t.Parallel()
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		q, rules := newWebhooks(t, rig)
		if _, err := rig.Store.WriteDB().Exec("ALTER TABLE webhooks RENAME COLUMN url TO trouble"); err != nil {
			t.Fatal(err)
		}
		tx, err := rig.Store.WriteDB().BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = tx.Rollback() }()
		if err := q.Enqueue(t.Context(), tx, reseller.SendDeliveries{WebhookID: 7}, time.Time{}); err != nil {
			t.Fatal(err)
		}
		failed := `'[{}, {}, {}, {}]'`
		if rig.Store.Dialect() == dialect.Postgres {
			failed = `ARRAY['{}', '{}', '{}', '{}']::jsonb[]`
		}
		if _, err := tx.Exec("UPDATE river_job SET attempt = 4, errors = " + failed); err != nil {
			t.Fatal(err)
		}
		if err := tx.Commit(); err != nil {
			t.Fatal(err)
		}
		if err := q.Start(t.Context(), rules); err != nil {
			t.Fatal(err)
		}
		defer func() { _ = q.Stop(context.Background()) }()
		failures, cancel := q.client.Subscribe(river.EventKindJobFailed)
		defer cancel()
		select {
		case failure := <-failures:
			if wait := failure.Job.ScheduledAt.Sub(*failure.Job.AttemptedAt); failure.Job.Attempt < 5 || wait > time.Minute {
				t.Errorf("behind attempt %d it waits %s", failure.Job.Attempt, wait)
			}
		case <-time.After(time.Minute):
			t.Error("it does not fail")
		}
	})
}

// TestWebhookQueues: work for receivers that fail stands in a queue of its own, beside the same for when they did not.
func TestWebhookQueues(t *testing.T) {
	t.Parallel()
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		q, _ := newQueue(t, rig, func(insert enqueue) enqueue { return insert })
		tx, err := rig.Store.WriteDB().BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = tx.Rollback() }()
		for _, failing := range []bool{true, false, true} {
			if err := q.Enqueue(t.Context(), tx, reseller.SendDeliveries{WebhookID: 7, Failing: failing}, time.Time{}); err != nil {
				t.Fatal(err)
			}
		}
		if healthy, failing := queued(t, tx, webhooks), queued(t, tx, failingWebhooks); healthy != 1 || failing != 1 {
			t.Errorf("%d and %d are queued", healthy, failing)
		}
	})
}

func queued(t *testing.T, tx *sql.Tx, queue string) (n int) {
	t.Helper()
	if err := tx.QueryRow("SELECT count(*) FROM river_job WHERE queue = $1", queue).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

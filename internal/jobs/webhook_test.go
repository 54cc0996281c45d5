package jobs

import (
	"context"
	"database/sql"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"canopy/internal/canopytest"
	"canopy/internal/nodeid"
	"canopy/internal/reseller"
)

// TestWebhooks: the queue finds out by itself that a webhook is to be told something, and one whose receiver does not answer holds no
// other up.
func TestWebhooks(t *testing.T) {
	t.Parallel()
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		stop, told := make(chan struct{}), make(chan struct{}, 10)
		slow := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { <-stop }))
		defer slow.Close()
		defer close(stop)
		quick := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { told <- struct{}{} }))
		defer quick.Close()
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
		on := nodeid.New(nodeid.Account, rig.Account(nil).ID)
		for _, url := range []string{slow.URL, slow.URL, slow.URL, quick.URL} {
			if _, err := rules.RegisterWebhook(canopytest.Operator(), reseller.RegisterWebhookInput{AccountID: on, URL: url}); err != nil {
				t.Fatal(err)
			}
		}
		if err := q.Start(t.Context(), rules); err != nil {
			t.Fatal(err)
		}
		select {
		case <-told:
		case <-time.After(time.Minute):
			t.Error("nothing comes")
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Millisecond) // those that are not answered are cut off
		defer cancel()
		_ = q.client.StopAndCancel(ctx)
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

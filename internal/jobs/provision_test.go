package jobs

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/provisioning"
	"canopy/internal/backoffice"
	"canopy/internal/canopytest"
	"canopy/internal/reseller"
	"canopy/internal/store"

	"entgo.io/ent/dialect"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// started starts the queue until the test ends.
func started(t *testing.T, q *Queue, rules *reseller.Service) {
	t.Helper()
	if err := q.Start(t.Context(), rules); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := q.Stop(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
}

// queuedAt has an account asked for, as requested at a time.
func queuedAt(rig *canopytest.Rig, q *Queue, requested time.Time) *ent.Account {
	a := pending(rig, requested)
	rig.Tx(func(ctx context.Context, tx *store.Tx) error {
		return q.Enqueue(ctx, tx.SQL, reseller.ProvisionAccount{AccountID: a.ID, Requested: requested}, time.Time{})
	})
	return a
}

// TestBackOfficeWantsAPause: the job waits as long as the back office says, and has all its attempts left.
func TestBackOfficeWantsAPause(t *testing.T) {
	t.Parallel()
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", "600")
			w.WriteHeader(http.StatusServiceUnavailable)
		}))
		defer server.Close()
		office, err := backoffice.NewExternal(server.URL, "whsec_"+strings.Repeat("A", 32))
		if err != nil {
			t.Fatal(err)
		}
		q, rules := newQueue(t, rig, func(insert enqueue) enqueue { return insert })
		rules.BackOffice = office
		started(t, q, rules)
		worked, cancel := q.client.Subscribe(river.EventKindJobSnoozed, river.EventKindJobFailed, river.EventKindJobCompleted)
		defer cancel()
		queuedAt(rig, q, rig.Clock.Now())
		for e := range worked {
			if e.Job.Kind != (reseller.ProvisionAccount{}).Kind() {
				continue
			}
			if wait := time.Until(e.Job.ScheduledAt); e.Kind != river.EventKindJobSnoozed || e.Job.Attempt != 0 || wait < 9*time.Minute || wait > 11*time.Minute {
				t.Errorf("%s, it waits %v: %+v", e.Kind, wait, e.Job)
			}
			break
		}
	})
}

// TestKilledBehindItsTime: a job whose process died (-9) is given to another although it was the account's last attempt, and the account ends.
func TestKilledBehindItsTime(t *testing.T) {
	t.Parallel()
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		q, rules := newQueue(t, rig, func(insert enqueue) enqueue { return insert })
		a := queuedAt(rig, q, rig.Clock.Now().Add(-time.Hour))
		rig.Tx(func(ctx context.Context, tx *store.Tx) error { // as the killed one left it
			err := tx.Provisioning.Update().Where(provisioning.AccountID(a.ID)).SetStatus(provisioning.StatusRUNNING).SetAttempts(6).Exec(ctx)
			if err != nil {
				return err
			}
			at := time.Now().Add(-rescueAfter).UTC().Format("2006-01-02 15:04:05.000") // as River's driver of SQLite has it
			if tx.Dialect() == dialect.Postgres {
				at += "+00"
			}
			_, err = tx.SQL.ExecContext(ctx, "UPDATE river_job SET state = 'running', attempt = 6, attempted_at = $1", at)
			return err
		})
		started(t, q, rules)
		look := func() account.Status { return rig.Store.Client().Account.GetX(canopytest.Operator(), a.ID).Status }
		tick := time.NewTicker(50 * time.Millisecond)
		defer tick.Stop()
		for deadline := time.Now().Add(2 * time.Minute); look() == account.StatusPENDING && time.Now().Before(deadline); {
			<-tick.C
		}
		p := rig.Store.Client().Provisioning.Query().Where(provisioning.AccountID(a.ID)).OnlyX(canopytest.Operator())
		if look() != account.StatusFAILED || p.Attempts != 6 || *p.FailureCode != provisioning.FailureCodeINTERNAL {
			t.Errorf("%s, %v", look(), p)
		}
	})
}

// TestAttemptsEndInTime: the next attempt is made when River says, or when the account may be asked for no longer, whatever is first.
func TestAttemptsEndInTime(t *testing.T) {
	t.Parallel()
	rig := canopytest.SQLite(t)
	_, rules := newQueue(t, rig, func(insert enqueue) enqueue { return insert })
	for _, c := range []struct {
		errors        int // before this one
		waited, after time.Duration
	}{
		{errors: 4, waited: 0, after: 625 * time.Second},
		{errors: 5, waited: 45 * time.Minute, after: 5 * time.Minute},
		{errors: 5, waited: 50 * time.Minute, after: time.Second},
		{errors: 0, waited: 5 * time.Hour, after: time.Second},
	} {
		job := &river.Job[reseller.ProvisionAccount]{
			JobRow: &rivertype.JobRow{Errors: make([]rivertype.AttemptError, c.errors)},
			Args:   reseller.ProvisionAccount{Requested: rig.Clock.Now().Add(-c.waited)},
		}
		got := time.Until(provisionWorker{rules: rules}.NextRetry(job))
		if got < c.after-c.after/8-time.Second || got > c.after+c.after/8 {
			t.Errorf("behind %d errors and %v it waits %v, want %v", c.errors, c.waited, got, c.after)
		}
	}
}

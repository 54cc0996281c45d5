package jobs

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/provisioning"
	"canopy/internal/canopytest"
	"canopy/internal/reseller"
	"canopy/internal/store"

	"github.com/riverqueue/river"
)

// enqueue is reseller.Config.Enqueue.
type enqueue func(ctx context.Context, tx *sql.Tx, args reseller.JobArgs, at time.Time) error

// newQueue is a queue and the rules that enqueue by what wrap makes of it.
func newQueue(t *testing.T, rig *canopytest.Rig, wrap func(enqueue) enqueue) (*Queue, *reseller.Service) {
	t.Helper()
	logger := slog.New(slog.DiscardHandler)
	q, err := New(rig.Store, logger)
	if err != nil {
		t.Fatal(err)
	}
	rules, err := reseller.New(reseller.Config{Store: rig.Store, Enqueue: wrap(q.Enqueue), Forget: q.Forget, Now: rig.Clock.Now, Logger: logger})
	if err != nil {
		t.Fatal(err)
	}
	return q, rules
}

// pending is an account that waits for its number, without a job.
func pending(rig *canopytest.Rig, since time.Time) *ent.Account {
	a := rig.Account(nil, func(c *ent.AccountCreate) { c.SetStatus(account.StatusPENDING) })
	rig.Tx(func(ctx context.Context, tx *store.Tx) error {
		return tx.Provisioning.Create().SetAccountID(a.ID).SetStatus(provisioning.StatusQUEUED).SetRequestedAt(since).SetExpectedBy(since).Exec(ctx)
	})
	return a
}

// TestStopLetsJobsFinish: the end of the context, as by SIGTERM, cuts no job off; Stop waits for what is under way.
func TestStopLetsJobsFinish(t *testing.T) {
	t.Parallel()
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		pending(rig, rig.Clock.Now().Add(-time.Hour)) // late
		working, finish := make(chan struct{}), make(chan struct{})
		q, rules := newQueue(t, rig, func(insert enqueue) enqueue {
			return func(ctx context.Context, tx *sql.Tx, args reseller.JobArgs, at time.Time) error { // of ResumeProvisioning
				close(working)
				<-finish
				return errors.Join(ctx.Err(), insert(ctx, tx, args, at))
			}
		})
		ctx, terminate := context.WithCancel(t.Context())
		if err := q.Start(ctx, rules); err != nil {
			t.Fatal(err)
		}
		<-working
		terminate()
		stopped := make(chan error)
		go func() { stopped <- q.Stop(context.WithoutCancel(ctx)) }()
		select {
		case err := <-stopped:
			t.Errorf("Stop does not wait: %v", err)
		default:
		}
		close(finish)
		if err := <-stopped; err != nil {
			t.Error(err)
		}
		var kept int
		if err := rig.Store.DB().QueryRow("SELECT count(*) FROM river_job WHERE kind = 'provision_account'").Scan(&kept); err != nil || kept != 1 {
			t.Errorf("the job under way left %d jobs, want 1: %v", kept, err)
		}
	})
}

// TestRolledBackJobNeverRuns: only what was enqueued by a transaction that commits is done.
func TestRolledBackJobNeverRuns(t *testing.T) {
	t.Parallel()
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		q, rules := newQueue(t, rig, func(insert enqueue) enqueue { return insert })
		if err := q.Start(t.Context(), rules); err != nil {
			t.Fatal(err)
		}
		defer func() {
			if err := q.Stop(context.WithoutCancel(t.Context())); err != nil {
				t.Error(err)
			}
		}()
		done, cancel := q.client.Subscribe(river.EventKindJobCompleted, river.EventKindJobFailed)
		defer cancel()
		errRollBack := errors.New("roll back")
		accounts := map[error]*ent.Account{errRollBack: pending(rig, rig.Clock.Now()), nil: pending(rig, rig.Clock.Now())}
		for _, end := range []error{errRollBack, nil} {
			err := rig.Store.Tx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
				return errors.Join(q.Enqueue(ctx, tx.SQL, reseller.ProvisionAccount{AccountID: accounts[end].ID}, time.Time{}), end)
			})
			if !errors.Is(err, end) {
				t.Fatal(err)
			}
		}
		for event := range done {
			if event.Job.Kind != (reseller.ProvisionAccount{}).Kind() {
				continue
			}
			if event.Kind != river.EventKindJobCompleted {
				t.Errorf("the job ended %s: %v", event.Kind, event.Job.Errors)
			}
			break
		}
		for end, want := range map[error]account.Status{errRollBack: account.StatusPENDING, nil: account.StatusACTIVE} {
			if got := rig.Store.Client().Account.GetX(canopytest.Operator(), accounts[end].ID).Status; got != want {
				t.Errorf("after %v the account is %s, want %s", end, got, want)
			}
		}
	})
}

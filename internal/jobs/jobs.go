// Package jobs is durable background work: River queues it in the transaction that asks for it, workers call
// internal/reseller. River works at least once; the rules see to it that effects happen once.
package jobs

import (
	"context"
	"database/sql"
	"fmt"
	"log/slog"
	"time"

	"canopy/internal/reseller"
	"canopy/internal/store"

	"entgo.io/ent/dialect"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivertype"
)

const (
	jobTimeout  = 20 * time.Second // a worker that takes longer is stopped and tried again
	rescueAfter = 30 * time.Second // a job whose process died is given to another
	maxAttempts = 7                // River waits the fourth power of the attempt in seconds: 40 minutes in all before the last
)

// Queue takes work in, and does it once started.
type Queue struct {
	driver riverdriver.Driver[*sql.Tx]
	logger *slog.Logger
	intake *river.Client[*sql.Tx]
	client *river.Client[*sql.Tx]
}

// New is a queue on the store's database that takes work in and does none yet.
func New(s *store.Store, logger *slog.Logger) (*Queue, error) {
	q := &Queue{logger: logger}
	if s.Dialect() == dialect.SQLite {
		q.driver = riversqlite.New(s.WriteDB())
	} else {
		q.driver = riverdatabasesql.New(s.WriteDB())
	}
	var err error
	q.intake, err = river.NewClient(q.driver, &river.Config{Logger: logger, MaxAttempts: maxAttempts})
	if err != nil {
		return nil, fmt.Errorf("jobs: open the queue: %w", err)
	}
	return q, nil
}

// live are the states of a job that will still be worked on.
var live = []rivertype.JobState{
	rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable, rivertype.JobStateRunning, rivertype.JobStateScheduled,
}

// Enqueue puts work into the transaction; at the zero time it is done as soon as the transaction commits. Work that waits or runs
// already with the same arguments is not queued again.
func (q *Queue) Enqueue(ctx context.Context, tx *sql.Tx, args reseller.JobArgs, at time.Time) error {
	_, err := q.intake.InsertTx(ctx, tx, args, &river.InsertOpts{ScheduledAt: at, UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: live}})
	if err != nil {
		return fmt.Errorf("jobs: enqueue %s: %w", args.Kind(), err)
	}
	return nil
}

// Start does the work until Stop, also beyond the end of ctx, with which River would cut off the jobs under way. Several processes on
// one PostgreSQL share it.
func (q *Queue) Start(ctx context.Context, rules *reseller.Service) error {
	client, err := river.NewClient(q.driver, &river.Config{
		Logger:               q.logger,
		Workers:              workers(rules),
		Queues:               map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: 8}},
		PeriodicJobs:         periodic(),
		JobTimeout:           jobTimeout,
		RescueStuckJobsAfter: rescueAfter,
		MaxAttempts:          maxAttempts,
		PollOnly:             true, // database/sql has no LISTEN
		ErrorHandler:         told{q.logger},
	})
	if err != nil {
		return fmt.Errorf("jobs: start: %w", err)
	}
	q.client = client
	return client.Start(context.WithoutCancel(ctx))
}

// told logs what goes wrong with jobs, which River itself calls information.
type told struct{ *slog.Logger }

// HandleError tells of an attempt that failed.
func (t told) HandleError(ctx context.Context, job *rivertype.JobRow, err error) *river.ErrorHandlerResult {
	level, word := slog.LevelWarn, "job failed and is tried again"
	if job.Attempt >= job.MaxAttempts {
		level, word = slog.LevelError, "job failed for the last time"
	}
	t.Log(ctx, level, word, "kind", job.Kind, "job", job.ID, "attempt", job.Attempt, "of", job.MaxAttempts, "error", err)
	return nil
}

// HandlePanic tells of a panic.
func (t told) HandlePanic(ctx context.Context, job *rivertype.JobRow, value any, trace string) *river.ErrorHandlerResult {
	t.Log(ctx, slog.LevelError, "job panicked", "kind", job.Kind, "job", job.ID, "attempt", job.Attempt, "of", job.MaxAttempts, "panic", value, "trace", trace)
	return nil
}

// Stop lets the jobs under way finish, for as long as ctx lasts. What does not finish is done after the next start.
func (q *Queue) Stop(ctx context.Context) error {
	if q.client == nil {
		return nil
	}
	return q.client.Stop(ctx)
}

// Package jobs is durable background work: River queues it in the transaction that asks for it, workers call
// internal/reseller. River works at least once; the rules see to it that effects happen once.
package jobs

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
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

// The queues beside River's own, so that a slow mail server or back office holds nothing else up, a thousand invitations no mail that
// somebody waits for, and webhooks whose receivers fail or are slow none whose are not. A process works on so many jobs of each at a time.
const (
	mails           = "mails"
	invitations     = "invitations"
	imports         = "imports"
	provisionings   = "provisionings"
	webhooks        = "webhooks"
	failingWebhooks = "failing_webhooks"
	mailWorkers     = 4
	invitingWorkers = 1 // which sends several mails at a time
	importWorkers   = 2
	provisioners    = 8
	webhookWorkers  = 16 // of each of the two
	otherWorkers    = 8

	webhookPeriod = 5 * time.Second // in which somebody looks whether webhooks are to be told anything, and behind which what failed there is tried again
)

// queueOf is the queue of a kind of work.
func queueOf(args reseller.JobArgs) string {
	switch args := args.(type) {
	case reseller.SendDeliveries:
		if args.Failing {
			return failingWebhooks
		}
		return webhooks
	case reseller.SendInvitations:
		return invitations
	case reseller.WorkImport:
		return imports
	case reseller.ProvisionAccount:
		return provisionings
	case reseller.MailPasswordReset, reseller.MailEmailChanges, reseller.MailAddressChanged, reseller.MailOutcome:
		return mails
	}
	return river.QueueDefault
}

// priorityOf is the priority of a kind of work in its queue: mails to many people, and of what nobody asked for just now, wait for those to one.
func priorityOf(args reseller.JobArgs) int {
	switch args := args.(type) {
	case reseller.MailEmailChanges:
		if len(args.UserIDs) > 1 {
			return river.PriorityDefault + 1
		}
	case reseller.MailOutcome:
		return river.PriorityDefault + 1
	}
	return river.PriorityDefault
}

// Queue takes work in, and does it once started.
type Queue struct {
	driver riverdriver.Driver[*sql.Tx]
	logger *slog.Logger
	sparse *slog.Logger // for what repeats itself
	intake *river.Client[*sql.Tx]
	client *river.Client[*sql.Tx]
}

// New is a queue on the store's database that takes work in and does none yet.
func New(s *store.Store, logger *slog.Logger) (*Queue, error) {
	q := &Queue{logger: logger, sparse: newSparse(logger)}
	if s.Dialect() == dialect.SQLite {
		q.driver = riversqlite.New(s.WriteDB())
	} else {
		q.driver = riverdatabasesql.New(s.WriteDB())
	}
	var err error
	q.intake, err = river.NewClient(q.driver, &river.Config{Logger: q.sparse, MaxAttempts: maxAttempts})
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
// already with the same arguments is not queued again, but SendInvitations is: whoever queues what is there already waits for the other
// transaction's end, and a job that runs may have seen the last invitation.
func (q *Queue) Enqueue(ctx context.Context, tx *sql.Tx, args reseller.JobArgs, at time.Time) error {
	opts := &river.InsertOpts{Queue: queueOf(args), Priority: priorityOf(args), ScheduledAt: at}
	if opts.Queue != invitations {
		opts.UniqueOpts = river.UniqueOpts{ByArgs: true, ByState: live}
	}
	if _, err := q.intake.InsertTx(ctx, tx, args, opts); err != nil {
		return fmt.Errorf("jobs: enqueue %s: %w", args.Kind(), err)
	}
	return nil
}

// Forget takes work with the arguments, of which an empty one stands for any, out of the queue by the transaction, be it waiting or done. Work
// under way stays: River forgets it a day after it is done.
func (q *Queue) Forget(ctx context.Context, tx *sql.Tx, args reseller.JobArgs) error {
	const most = 10_000 // more of one kind and arguments than a day brings
	text, err := json.Marshal(args)
	if err != nil {
		return fmt.Errorf("jobs: forget %s: %w", args.Kind(), err)
	}
	var fields map[string]any
	decoder := json.NewDecoder(bytes.NewReader(text))
	decoder.UseNumber() // as it is written
	if err := decoder.Decode(&fields); err != nil {
		return fmt.Errorf("jobs: forget %s: %w", args.Kind(), err)
	}
	same := river.NewJobListParams().Kinds(args.Kind()).First(most)
	for field, value := range fields {
		if written := fmt.Sprint(value); written != "" && written != "0" {
			same = same.Where("CAST(args ->> '"+field+"' AS text) = @"+field, river.NamedArgs{field: written})
		}
	}
	found, err := q.intake.JobListTx(ctx, tx, same)
	if err != nil {
		return fmt.Errorf("jobs: forget %s: %w", args.Kind(), err)
	}
	for _, job := range found.Jobs {
		_, err := q.intake.JobDeleteTx(ctx, tx, job.ID)
		if err != nil && !errors.Is(err, rivertype.ErrJobRunning) && !errors.Is(err, rivertype.ErrNotFound) {
			return fmt.Errorf("jobs: forget %s: %w", args.Kind(), err)
		}
	}
	return nil
}

// Start does the work until Stop, also beyond the end of ctx, with which River would cut off the jobs under way. Several processes on
// one PostgreSQL share it.
func (q *Queue) Start(ctx context.Context, rules *reseller.Service) error {
	client, err := river.NewClient(q.driver, &river.Config{
		Logger:  q.sparse,
		Workers: workers(rules),
		Queues: map[string]river.QueueConfig{
			river.QueueDefault: {MaxWorkers: otherWorkers}, mails: {MaxWorkers: mailWorkers}, invitations: {MaxWorkers: invitingWorkers},
			imports: {MaxWorkers: importWorkers}, provisionings: {MaxWorkers: provisioners},
			webhooks: {MaxWorkers: webhookWorkers}, failingWebhooks: {MaxWorkers: webhookWorkers},
		},
		PeriodicJobs:         append(periodic(), q.makeDeliveries(rules)),
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

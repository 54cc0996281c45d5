package jobs

import (
	"context"
	"errors"
	"time"

	"canopy/internal/problem"
	"canopy/internal/reseller"

	"github.com/riverqueue/river"
)

// workers are the kinds of work and the rule that does each.
func workers(rules *reseller.Service) *river.Workers {
	w := river.NewWorkers()
	river.AddWorker(w, provisionWorker{rules: rules})
	river.AddWorker(w, river.WorkFunc(func(ctx context.Context, job *river.Job[reseller.TimeOutProvisioning]) error {
		return rules.TimeOutProvisioning(ctx, job.Args)
	}))
	river.AddWorker(w, river.WorkFunc(func(ctx context.Context, _ *river.Job[reseller.TellOverdue]) error {
		return rules.TellOverdue(ctx)
	}))
	river.AddWorker(w, river.WorkFunc(func(ctx context.Context, job *river.Job[reseller.MailOutcome]) error {
		return rules.SendOutcome(ctx, job.Args)
	}))
	river.AddWorker(w, river.WorkFunc(func(ctx context.Context, _ *river.Job[reseller.ResumeProvisioning]) error {
		return rules.ResumeProvisioning(ctx)
	}))
	river.AddWorker(w, river.WorkFunc(func(ctx context.Context, _ *river.Job[reseller.ExpireReviews]) error {
		_, err := rules.ExpireReviews(ctx)
		return err
	}))
	river.AddWorker(w, river.WorkFunc(func(ctx context.Context, job *river.Job[reseller.MailPasswordReset]) error {
		return rules.SendPasswordReset(ctx, job.Args.EmailKey)
	}))
	river.AddWorker(w, webhookWorker[reseller.MakeDeliveries]{work: func(ctx context.Context, _ reseller.MakeDeliveries) error {
		return goOn(rules.MakeDeliveries(ctx))
	}})
	river.AddWorker(w, webhookWorker[reseller.SendDeliveries]{work: func(ctx context.Context, args reseller.SendDeliveries) error {
		return goOn(rules.SendDeliveries(ctx, args))
	}})
	river.AddWorker(w, importWorker{rules: rules})
	river.AddWorker(w, river.WorkFunc(func(ctx context.Context, _ *river.Job[reseller.SendInvitations]) error {
		return goOn(rules.SendInvitations(ctx))
	}))
	river.AddWorker(w, river.WorkFunc(func(ctx context.Context, job *river.Job[reseller.MailEmailChanges]) error {
		return goOn(rules.SendEmailChanges(ctx, job.Args.UserIDs))
	}))
	river.AddWorker(w, river.WorkFunc(func(ctx context.Context, job *river.Job[reseller.MailAddressChanged]) error {
		return rules.SendAddressChanged(ctx, job.Args.UserID, job.Args.Email)
	}))
	river.AddWorker(w, river.WorkFunc(func(ctx context.Context, _ *river.Job[reseller.RewriteMatchKeys]) error {
		return goOn(rules.RewriteMatchKeys(ctx))
	}))
	river.AddWorker(w, river.WorkFunc(func(ctx context.Context, _ *river.Job[reseller.SweepExpired]) error {
		return rules.Sweep(ctx)
	}))
	return w
}

// provisionWorker tries again as River does, but not behind the time that an account may be asked for.
type provisionWorker struct {
	river.WorkerDefaults[reseller.ProvisionAccount]
	rules *reseller.Service
}

// NextRetry is when an attempt that failed, or whose process died, is made again.
func (w provisionWorker) NextRetry(job *river.Job[reseller.ProvisionAccount]) time.Time {
	const least = time.Second // River refuses what is over already
	next := (&river.DefaultClientRetryPolicy{}).NextRetry(job.JobRow)
	end := time.Now().Add(max(w.rules.AskingLeft(job.Args.Requested), least))
	if job.Args.Requested.IsZero() || next.Before(end) {
		return next
	}
	return end
}

// Work makes an attempt, or waits as long as the back office wants, which counts as none.
func (w provisionWorker) Work(ctx context.Context, job *river.Job[reseller.ProvisionAccount]) error {
	err := w.rules.Provision(ctx, job.Args, job.Attempt >= job.MaxAttempts)
	if later, ok := errors.AsType[*reseller.Postponed](err); ok {
		return river.JobSnooze(later.For)
	}
	return err
}

// importWorker has more time than others: its last write adds up to 100,000 people at once.
type importWorker struct {
	river.WorkerDefaults[reseller.WorkImport]
	rules *reseller.Service
}

// Timeout is when an attempt is stopped and tried again, and from when on one whose process died is given to another.
func (importWorker) Timeout(*river.Job[reseller.WorkImport]) time.Duration { return time.Minute }

// Work goes on with the import, or waits until its sender may be told of more.
func (w importWorker) Work(ctx context.Context, job *river.Job[reseller.WorkImport]) error {
	more, err := w.rules.WorkImport(ctx, job.Args.ImportID, job.Attempt >= job.MaxAttempts)
	if limited, ok := errors.AsType[*problem.Error](err); ok && limited.Code == problem.RateLimited {
		return river.JobSnooze(time.Duration(limited.RetryAfter) * time.Second)
	}
	return goOn(more, err)
}

// webhookWorker tries again soon, however often it failed: nobody queues the same work beside what waits to be tried again.
type webhookWorker[T reseller.JobArgs] struct {
	river.WorkerDefaults[T]
	work func(context.Context, T) error
}

// NextRetry is when an attempt that failed is followed by the next.
func (webhookWorker[T]) NextRetry(*river.Job[T]) time.Time { return time.Now().Add(webhookPeriod) }

// Work does it.
func (w webhookWorker[T]) Work(ctx context.Context, job *river.Job[T]) error {
	return w.work(ctx, job.Args)
}

// goOn has a job that has more to do called again, at once.
func goOn(more bool, err error) error {
	if more && err == nil {
		return river.JobSnooze(0)
	}
	return err
}

// periodic is the work that nobody asks for.
func periodic() []*river.PeriodicJob {
	return []*river.PeriodicJob{
		every(time.Minute, reseller.ExpireReviews{}), every(time.Minute, reseller.ResumeProvisioning{}),
		every(time.Minute, reseller.TellOverdue{}),
		every(time.Minute, reseller.SendInvitations{}), every(time.Hour, reseller.SweepExpired{}),
		rewriteMatchKeys(),
	}
}

// rewriteMatchKeys looks each minute, for as long as processes of an older version may still write, and while none does already: one job goes on
// for as long as there are keys to rewrite.
func rewriteMatchKeys() *river.PeriodicJob {
	return river.NewPeriodicJob(river.PeriodicInterval(time.Minute), func() (river.JobArgs, *river.InsertOpts) {
		return reseller.RewriteMatchKeys{}, &river.InsertOpts{UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: live}}
	}, &river.PeriodicJobOpts{RunOnStart: true})
}

// every is work to be done once in a period, however many processes ask for it.
func every(period time.Duration, args reseller.JobArgs) *river.PeriodicJob {
	return river.NewPeriodicJob(river.PeriodicInterval(period), func() (river.JobArgs, *river.InsertOpts) {
		return args, &river.InsertOpts{Queue: queueOf(args), UniqueOpts: river.UniqueOpts{ByArgs: true, ByPeriod: period}}
	}, &river.PeriodicJobOpts{RunOnStart: true})
}

// makeDeliveries looks every few seconds whether webhooks are to be told anything: by one read, so that the queue gets work only when there
// is some, and whatever writes events need not think of webhooks.
func (q *Queue) makeDeliveries(rules *reseller.Service) *river.PeriodicJob {
	const most = 2 * time.Second // River's other periodic work waits meanwhile
	return river.NewPeriodicJob(river.PeriodicInterval(webhookPeriod), func() (river.JobArgs, *river.InsertOpts) {
		ctx, cancel := context.WithTimeout(context.Background(), most)
		defer cancel()
		due, err := rules.WebhooksDue(ctx)
		if err != nil {
			q.sparse.Warn("whether webhooks are due is not known", "error", err)
		}
		if !due {
			return nil, nil
		}
		return reseller.MakeDeliveries{}, &river.InsertOpts{UniqueOpts: river.UniqueOpts{ByArgs: true, ByState: live}}
	}, &river.PeriodicJobOpts{RunOnStart: true})
}

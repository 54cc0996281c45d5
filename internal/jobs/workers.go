package jobs

import (
	"context"
	"time"

	"canopy/internal/reseller"

	"github.com/riverqueue/river"
)

// workers are the kinds of work and the rule that does each.
func workers(rules *reseller.Service) *river.Workers {
	w := river.NewWorkers()
	river.AddWorker(w, river.WorkFunc(func(ctx context.Context, job *river.Job[reseller.ProvisionAccount]) error {
		return rules.Provision(ctx, job.Args.AccountID, job.Attempt >= job.MaxAttempts)
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
	river.AddWorker(w, river.WorkFunc(func(ctx context.Context, _ *river.Job[reseller.SweepExpired]) error {
		return rules.Sweep(ctx)
	}))
	return w
}

// periodic is the work that nobody asks for.
func periodic() []*river.PeriodicJob {
	return []*river.PeriodicJob{
		every(time.Minute, reseller.ExpireReviews{}), every(time.Minute, reseller.ResumeProvisioning{}), every(time.Hour, reseller.SweepExpired{}),
	}
}

// every is work to be done once in a period, however many processes ask for it.
func every(period time.Duration, args river.JobArgs) *river.PeriodicJob {
	return river.NewPeriodicJob(river.PeriodicInterval(period), func() (river.JobArgs, *river.InsertOpts) {
		return args, &river.InsertOpts{UniqueOpts: river.UniqueOpts{ByArgs: true, ByPeriod: period}}
	}, &river.PeriodicJobOpts{RunOnStart: true})
}

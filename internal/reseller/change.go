package reseller

import (
	"context"
	"errors"
	"time"

	"canopy/ent"
	"canopy/ent/event"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/store"
	"canopy/internal/store/scope"
	"canopy/internal/viewer"
)

// change is one mutation in its transaction. A mutation goes, in this order: repeated, lock, load, allow, validate
// everything (faults.Add), write, enqueue, record. Faults and errors roll all of it back.
type change struct {
	*Service
	tx     *store.Tx
	action Action
	viewer *viewer.Viewer
	at     time.Time      // of everything that it writes
	dryRun bool           // validate only: roll back, and leave no event
	faults problem.Faults // all that is wrong with the input
	chain  []*ent.Account // of lock

	key    int64 // of the idempotency key that result is kept with; 0: none
	result any
	events []entry
	denied []entry
}

// change runs one mutation of a signed-in viewer. It returns problem.Unauthenticated for nobody, problem.Faults for
// everything wrong with the input, and other errors as they are. A refusal leaves its own event and nothing else.
func (s *Service) change(ctx context.Context, action Action, mutate func(context.Context, *change) error) error {
	if !viewer.FromContext(ctx).Known() {
		return problem.New(problem.Unauthenticated, "sign in first")
	}
	return s.run(ctx, action, mutate)
}

// work runs one change of a background job, which sees everything and is nobody.
func (s *Service) work(ctx context.Context, action Action, mutate func(context.Context, *change) error) error {
	ctx = viewer.NewContext(scope.Everything(ctx, scope.Jobs), &viewer.Viewer{})
	return s.run(ctx, action, mutate)
}

func (s *Service) run(ctx context.Context, action Action, mutate func(context.Context, *change) error) error {
	c := &change{}
	attempt := func(ctx context.Context, tx *store.Tx) error {
		c = &change{Service: s, tx: tx, action: action, viewer: viewer.FromContext(ctx), at: s.Now()}
		if err := mutate(ctx, c); err != nil {
			return err
		}
		return c.finish()
	}
	err := s.Store.Tx(ctx, attempt)
	for errors.Is(err, errAgain) {
		if _, err := viewer.FromContext(ctx).Renewed(ctx); err != nil {
			return err
		}
		err = s.Store.Tx(ctx, attempt)
	}
	if errors.Is(err, errDryRun) {
		return nil
	}
	if err != nil && !c.dryRun && len(c.denied) > 0 {
		refusal := func(_ context.Context, tx *store.Tx) error { appendEvents(tx, c.denied); return nil }
		if err := s.Store.Tx(context.WithoutCancel(ctx), refusal); err != nil { // also when the caller has gone
			return err
		}
	}
	return err
}

// errDryRun rolls a change back that found no fault.
var errDryRun = errors.New("reseller: dry run")

func (c *change) finish() error {
	if err := c.faults.Err(); err != nil {
		return err
	}
	if c.dryRun {
		return errDryRun
	}
	if err := c.remember(); err != nil {
		return err
	}
	appendEvents(c.tx, c.events)
	return nil
}

// allow is the one door: it decides whether the viewer holds the permission on the account, and records a refusal.
// Refused, it adds a fault FORBIDDEN at path; the mutation returns c.faults.Err() at once, so that nothing more is told.
func (c *change) allow(path string, p viewer.Permission, a *ent.Account) bool {
	if c.viewer.May(p, a.Path) {
		return true
	}
	c.faults.Add(path, problem.NotAllowed, "you see this account, but may not do this there: it needs %s", p)
	e := c.entry(a, nodeid.New(nodeid.Account, a.ID), nil)
	e.outcome = event.OutcomeREFUSED
	c.denied = append(c.denied, e)
	return false
}

// enqueue puts background work into the transaction.
func (c *change) enqueue(ctx context.Context, args JobArgs, at time.Time) error {
	return c.Enqueue(ctx, c.tx.SQL, args, at)
}

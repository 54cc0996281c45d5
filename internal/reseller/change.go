package reseller

import (
	"context"
	"errors"
	"slices"
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

	near map[int64]*ent.Account // accounts behind their trees' lock, and all above them, as far as rules ask

	key    int64 // of the idempotency key that result is kept with; 0: none
	result any
	events []entry
	denied []entry
	mailed []string // keys of addresses that get a mail, which count with those of password resets
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
		c = &change{Service: s, tx: tx, action: action, viewer: viewer.FromContext(ctx), at: s.Now(), near: map[int64]*ent.Account{}}
		if err := mutate(ctx, c); err != nil {
			return err
		}
		return c.finish()
	}
	err := s.Store.Tx(ctx, attempt)
	for clashes := 0; errors.Is(err, errAgain) || clashed(err) && clashes < 5; {
		if clashed(err) {
			clashes++
		}
		if ctx, err = s.Refreshed(ctx); err == nil {
			err = s.Store.Tx(ctx, attempt)
		}
	}
	if errors.Is(err, errDryRun) {
		return nil
	}
	if err == nil {
		for _, key := range c.mailed {
			s.resets.emails.Owe(key, 1, c.at)
		}
		s.Committed()
	}
	if err != nil && !c.dryRun && len(c.denied) > 0 {
		refusal := func(_ context.Context, tx *store.Tx) error { appendEvents(tx, c.denied); return nil }
		if err := s.Store.Tx(context.WithoutCancel(ctx), refusal); err != nil { // also when the caller has gone
			return err
		}
	}
	return err
}

// clashed tells whether a transaction failed by another at the same moment: the next try meets what that one did.
func clashed(err error) bool {
	return store.Deadlocked(err) || store.Dangling(err) || store.Violated(err, "account_root_id_external_reference") || store.Violated(err, "account_root_external_reference") ||
		store.Violated(err, "accounts_account_number_key")
}

// Refreshed is the context with the viewer's access as it is by now. It returns problem.Unauthenticated when there is none any more.
func (s *Service) Refreshed(ctx context.Context) (context.Context, error) {
	before := viewer.FromContext(ctx)
	if before.Provisional() {
		_, err := before.Renewed(ctx)
		return ctx, err
	}
	if before.Revision == 0 {
		return ctx, nil
	}
	var now *viewer.Viewer
	var err error
	if before.SessionID == 0 {
		now, err = s.Store.ViewerWithout(ctx, before.UserID, before.KeyID, s.Now())
	} else {
		now, err = s.Store.ViewerOf(ctx, before.SessionID, s.Now())
	}
	if err != nil {
		return ctx, err
	}
	if now == nil {
		return ctx, problem.New(problem.Unauthenticated, "The session has ended meanwhile. Sign in again.")
	}
	now.RequestID, now.RemoteAddr = before.RequestID, before.RemoteAddr
	return viewer.NewContext(ctx, now), nil
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
	appendEvents(c.tx, append(c.events, c.denied...)) // what a bulk was refused, beside what it did
	return nil
}

// later is when a row changes that last changed before: never at the same moment, so that updatedAt tells one state from another.
func (c *change) later(before time.Time) time.Time {
	if c.at.After(before) {
		return c.at
	}
	return before.Add(time.Microsecond)
}

// refuse adds a fault FORBIDDEN at path and records the refusal.
func (c *change) refuse(path string, a *ent.Account, format string, args ...any) {
	c.faults.Add(path, problem.NotAllowed, format, args...)
	c.deny(a)
}

// deny records a refusal, once for an account.
func (c *change) deny(a *ent.Account) {
	var subject nodeid.ID
	if a != nil {
		subject = nodeid.New(nodeid.Account, a.ID)
	}
	e := c.entry(a, subject, nil)
	e.outcome = event.OutcomeREFUSED
	if !slices.ContainsFunc(c.denied, func(before entry) bool { return before.account == e.account }) {
		c.denied = append(c.denied, e)
	}
}

// enqueue puts background work into the transaction.
func (c *change) enqueue(ctx context.Context, args JobArgs, at time.Time) error {
	return c.Enqueue(ctx, c.tx.SQL, args, at)
}

package graph

import (
	"context"

	"canopy/graph/model"
	"canopy/internal/event"
	"canopy/internal/nodeid"
	"canopy/internal/reseller"
	"canopy/internal/tree"
	"canopy/internal/viewer"

	"github.com/99designs/gqlgen/graphql"
)

// Ending is why a subscription has ended, for the transport to tell: gqlgen's channel of payloads carries no error.
type Ending struct{ err error }

// Err is the reason once the subscription has no more answers; nil when the subscriber has left.
func (e *Ending) Err() error { return e.err }

type endingKey struct{}

// WithEnding is a context for one subscription.
func WithEnding(ctx context.Context) (context.Context, *Ending) {
	e := &Ending{}
	return context.WithValue(ctx, endingKey{}, e), e
}

func (r *Resolver) accountChanged(ctx context.Context, account nodeid.ID, below bool, after *string) (<-chan *model.AccountChangedPayload, error) {
	if err := checkPayload(ctx, graphql.GetFieldContext(ctx).Field); err != nil {
		return nil, err
	}
	request := event.Request{Account: account, Descendants: below, Actions: reseller.AccountChanges, After: after}
	return subscribe(ctx, r.Feed, request, func(ctx context.Context, told *event.Told) (*model.AccountChangedPayload, error) {
		e, err := r.Tree.Told(ctx, told.Event, told.At, selection(ctx, "event"))
		if e == nil || err != nil {
			return nil, err
		}
		a, err := r.Tree.Account(ctx, tree.AccountKey{ID: &told.Subject}, selection(ctx, "account"))
		return &model.AccountChangedPayload{Cursor: told.Cursor, Event: e, Account: a}, err
	})
}

func (r *Resolver) usersAdded(ctx context.Context, account nodeid.ID, below bool, after *string) (<-chan *model.UsersAddedPayload, error) {
	if err := checkPayload(ctx, graphql.GetFieldContext(ctx).Field); err != nil {
		return nil, err
	}
	request := event.Request{Account: account, Descendants: below, Actions: reseller.Additions, After: after}
	return subscribe(ctx, r.Feed, request, func(ctx context.Context, told *event.Told) (*model.UsersAddedPayload, error) {
		e, err := r.Tree.Told(ctx, told.Event, told.At, selection(ctx, "event"))
		if e == nil || err != nil {
			return nil, err
		}
		users, err := r.Tree.Added(ctx, told.Event, selection(ctx, "users"))
		return &model.UsersAddedPayload{Cursor: told.Cursor, Event: e, Users: users}, err
	})
}

// subscribe tells one event after the other, each when the subscriber has taken the one before. What load answers nil for is no
// longer to be seen.
func subscribe[P any](ctx context.Context, feed *event.Feed, request event.Request, load func(context.Context, *event.Told) (*P, error)) (<-chan *P, error) {
	s, err := feed.Subscribe(ctx, request)
	if err != nil {
		return nil, err
	}
	payloads := make(chan *P)
	go func() {
		defer s.Close()
		defer close(payloads)
		if err := tell(ctx, s, load, payloads); err != nil && ctx.Err() == nil {
			if ending, ok := ctx.Value(endingKey{}).(*Ending); ok {
				ending.err = err
			}
		}
	}()
	return payloads, nil
}

func tell[P any](ctx context.Context, s *event.Subscription, load func(context.Context, *event.Told) (*P, error), to chan<- *P) (err error) {
	defer func() {
		if panicked := recover(); panicked != nil {
			err = Recover(ctx, panicked)
		}
	}()
	for {
		told, err := s.Next(ctx)
		if err != nil {
			return err
		}
		payload, err := load(viewer.NewContext(ctx, told.Viewer), told)
		if err != nil {
			return err
		}
		if payload == nil {
			continue
		}
		select {
		case to <- payload:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

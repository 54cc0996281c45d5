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

// Delivery is what a transport and the subscription that it carries tell each other: gqlgen's channel of payloads carries neither that
// an answer is wanted, nor why there are no more.
type Delivery struct {
	wanted chan struct{}
	err    error
}

// Want asks for the next answer, which is loaded then. The one before has been taken.
func (d *Delivery) Want() {
	select {
	case d.wanted <- struct{}{}:
	default: // nothing loads by it, or it has ended
	}
}

// Err is the reason once the subscription has no more answers; nil when the subscriber has left.
func (d *Delivery) Err() error { return d.err }

type deliveryKey struct{}

// WithDelivery is a context for one subscription.
func WithDelivery(ctx context.Context) (context.Context, *Delivery) {
	d := &Delivery{wanted: make(chan struct{}, 1)}
	return context.WithValue(ctx, deliveryKey{}, d), d
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

// subscribe tells one event after the other, each when the delivery wants it. What load answers nil for is no longer to be seen.
func subscribe[P any](ctx context.Context, feed *event.Feed, request event.Request, load func(context.Context, *event.Told) (*P, error)) (<-chan *P, error) {
	delivery := ctx.Value(deliveryKey{}).(*Delivery)
	s, err := feed.Subscribe(ctx, request)
	if err != nil {
		return nil, err
	}
	payloads := make(chan *P)
	go func() {
		defer s.Close()
		defer close(payloads)
		for {
			select {
			case <-delivery.wanted:
			case <-ctx.Done():
				return
			}
			payload, err := next(ctx, s, load)
			if err != nil {
				if ctx.Err() == nil {
					delivery.err = err
				}
				return
			}
			select {
			case payloads <- payload:
			case <-ctx.Done():
				return
			}
		}
	}()
	return payloads, nil
}

// next waits for the next event that is to be seen, and loads it.
func next[P any](ctx context.Context, s *event.Subscription, load func(context.Context, *event.Told) (*P, error)) (payload *P, err error) {
	defer func() {
		if panicked := recover(); panicked != nil {
			err = Recover(ctx, panicked)
		}
	}()
	for payload == nil {
		told, err := s.Next(ctx)
		if err != nil {
			return nil, err
		}
		payload, err = load(viewer.NewContext(ctx, told.Viewer), told)
		if err != nil {
			return nil, err
		}
	}
	return payload, nil
}

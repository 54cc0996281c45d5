package server

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"

	"canopy/graph"
	"canopy/internal/viewer"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// receiver takes what an operation answers, one after the other. An error of it ends the operation: the caller is gone.
type receiver interface {
	next(*graphql.Response) error
	// fail tells what comes in place of answers, or behind the last one of a subscription that was ended.
	fail(gqlerror.List) error
}

// operate runs any operation of a transport that can carry a subscription. Some kinds the transport may not carry.
func (s *Server) operate(ctx context.Context, exec graphql.GraphExecutor, params *graphql.RawParams, to receiver, except ...ast.Operation) error {
	x := exchangeOf(ctx)
	refuse := func(errs gqlerror.List) error {
		x.code = codeOf(errs)
		return to.fail(errs)
	}
	op, errs := exec.CreateOperationContext(ctx, params)
	x.note(op)
	if err := viewer.FromContext(ctx).Lost(); err != nil {
		return refuse(s.presented(ctx, err))
	}
	if len(errs) > 0 {
		return refuse(exec.DispatchError(graphql.WithOperationContext(ctx, op), callersFaults(errs)).Errors)
	}
	s.charge(ctx, op)
	for _, kind := range except {
		if op.Operation.Operation == kind {
			return refuse(s.presented(ctx, malformed("A %s needs a POST.", kind)))
		}
	}
	return s.perform(ctx, exec, op, to)
}

// perform runs an operation that is in order. A subscription goes on until its context ends, or the server stops.
func (s *Server) perform(ctx context.Context, exec graphql.GraphExecutor, op *graphql.OperationContext, to receiver) (err error) {
	x := exchangeOf(ctx)
	refuse := func(errs gqlerror.List) error {
		x.code = codeOf(errs)
		return to.fail(errs)
	}
	defer func() {
		if panicked := recover(); panicked != nil {
			s.cfg.Logger.ErrorContext(ctx, "panic", "request_id", x.viewer.RequestID, "panic", fmt.Sprint(panicked), "stack", string(debug.Stack()))
			err = refuse(s.presented(ctx, fmt.Errorf("panic: %v", panicked)))
		}
	}()
	if op.Operation.Operation == ast.Subscription {
		errs, err := s.subscribe(ctx, exec, op, to)
		if len(errs) > 0 && err == nil {
			return refuse(errs)
		}
		x.code = codeOf(nil)
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, s.cfg.RequestTimeout)
	defer cancel()
	resp, err := s.run(ctx, exec, op)
	if err != nil {
		return refuse(s.presented(ctx, err))
	}
	x.code = codeOf(resp.Errors)
	return to.next(resp)
}

// errStopping ends subscriptions when the server stops: they are not complete, so that clients go on with another process.
var errStopping = errors.New("server: it stops")

// subscribe hands the answers of a subscription on, each before it wants the next. What ends it is told by errors, or nothing. When the server stops
// nothing more is told, and errStopping returned: what is under way then may be torn, and the subscriber would go on behind it.
func (s *Server) subscribe(ctx context.Context, exec graphql.GraphExecutor, op *graphql.OperationContext, to receiver) (gqlerror.List, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	defer context.AfterFunc(s.stopping, func() { cancel(errStopping) })()
	ctx, delivery := graph.WithDelivery(ctx)
	responses, ctx := exec.DispatchOperation(ctx, op)
	for {
		delivery.Want()
		resp := responses(ctx)
		switch {
		case ctx.Err() != nil: // or the caller is gone
			return nil, context.Cause(ctx)
		case resp == nil:
			if err := delivery.Err(); err != nil {
				return s.presented(ctx, err), nil
			}
			return nil, nil
		case resp.Data == nil: // it did not begin
			return resp.Errors, nil
		}
		if err := to.next(resp); err != nil {
			return nil, err
		}
	}
}

func (s *Server) presented(ctx context.Context, err error) gqlerror.List {
	return gqlerror.List{s.cfg.Presenter(ctx, err)}
}

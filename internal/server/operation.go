package server

import (
	"context"
	"crypto/rand"
	"log/slog"
	"slices"
	"time"

	"canopy/internal/problem"
	"canopy/internal/viewer"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// socketOperation is one operation over a websocket.
type socketOperation struct {
	*socket
	ctx    context.Context
	id     string
	failed bool
	cancel context.CancelFunc
}

// begin runs the operation of a subscribe message beside the others.
func (c *socket) begin(m socketMessage) error {
	if m.ID == "" || len(m.Payload) == 0 {
		return &fatal{closeInvalid, "Invalid message received"}
	}
	params, err := readParams(m.Payload)
	if err != nil {
		return &fatal{closeInvalid, "Invalid message received: " + err.Error()}
	}
	params.Headers = c.request.Header
	c.mu.Lock()
	taken, full := c.running[m.ID] != nil, len(c.running) >= maxOperations
	c.mu.Unlock()
	switch {
	case taken:
		return &fatal{closeDuplicate, "Subscriber for " + m.ID + " already exists"}
	case full: // told by who reads: nothing more is read from a caller who does not take it
		errs := c.presented(c.ctx, problem.New(problem.RateLimited, "one connection runs %d operations at a time: end some first", maxOperations))
		return c.send(socketMessage{ID: m.ID, Type: "error", Payload: encode(errs)})
	}
	c.slots <- struct{}{} // behind one that was completed, and still ends
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.draining { // the close comes next
		return nil
	}
	ctx, cancel := context.WithCancel(c.ctx)
	o := &socketOperation{socket: c, ctx: ctx, id: m.ID, cancel: cancel}
	c.running[m.ID] = o
	c.operations.Go(func() {
		o.run(params)
		cancel()
		<-c.slots
	})
	return nil
}

// drain waits for the operations under way, and lets none begin.
func (c *socket) drain() {
	c.mu.Lock()
	c.draining = true
	c.mu.Unlock()
	c.operations.Wait()
}

// cancel ends an operation in which the other side has lost interest; its id is free at once.
func (c *socket) cancel(id string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if o := c.running[id]; o != nil {
		delete(c.running, id)
		o.cancel()
	}
}

// current tells whether the other side still waits for the operation.
func (o *socketOperation) current() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.running[o.id] == o
}

// over frees the id; it tells whether the other side still waited for the operation.
func (o *socketOperation) over() bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	waited := o.running[o.id] == o
	if waited {
		delete(o.running, o.id)
	}
	return waited
}

// run runs the operation as a request of its own: with an id, counted, by the viewer as of now, and with one line in the log.
func (o *socketOperation) run(params *graphql.RawParams) {
	start := time.Now()
	connection := exchangeOf(o.request.Context()).viewer
	x := &exchange{transport: "websocket", viewer: &viewer.Viewer{RequestID: rand.Text(), RemoteAddr: connection.RemoteAddr}}
	ctx := context.WithValue(viewer.NewContext(o.ctx, x.viewer), exchangeKey{}, x)
	ctx = graphql.StartOperationTrace(ctx)
	params.ReadTime = graphql.TraceTiming{Start: start, End: graphql.Now()}
	ctx, err := o.enter(ctx, x)
	if err == nil {
		err = o.operate(ctx, o.exec, params, o)
		o.cfg.Auth.Used(viewer.FromContext(ctx))
	} else {
		errs := o.presented(ctx, err)
		x.code = codeOf(errs)
		err = o.fail(errs)
	}
	if x.kind != "" {
		o.metrics.operations.WithLabelValues(x.kind, x.code).Inc()
	}
	if err == nil && !o.failed {
		_ = o.answer(o.over, socketMessage{ID: o.id, Type: "complete"}) // or the other side is gone
	}
	o.over()
	attrs := []slog.Attr{slog.String("request_id", x.viewer.RequestID), slog.String("connection", connection.RequestID), slog.Float64("ms", float64(time.Since(start).Microseconds())/1000)}
	o.cfg.Logger.LogAttrs(ctx, slog.LevelInfo, "operation", slices.Concat(attrs, x.attrs())...)
}

// enter is the context of whoever asks, who counts as for a request.
func (o *socketOperation) enter(ctx context.Context, x *exchange) (context.Context, error) {
	if o.token != "" {
		v, err := o.recall(ctx, o.token)
		if err != nil {
			return ctx, err
		}
		v.RequestID, v.RemoteAddr = x.viewer.RequestID, x.viewer.RemoteAddr
		x.viewer, ctx = v, viewer.NewContext(ctx, v)
	}
	return ctx, o.count(ctx, viewerOf)
}

func (o *socketOperation) next(resp *graphql.Response) error {
	head, tail := around(resp)
	return o.answer(o.current, socketMessage{ID: o.id, Type: "next", Payload: slices.Concat(head, resp.Data, tail)})
}

// fail tells why there are no answers, or no more; no complete follows.
func (o *socketOperation) fail(errs gqlerror.List) error {
	o.failed = true
	return o.answer(o.over, socketMessage{ID: o.id, Type: "error", Payload: encode(errs)})
}

// answer writes a message of the operation, if the other side still waits when it is its turn.
func (o *socketOperation) answer(waits func() bool, m socketMessage) error {
	o.writing.Lock()
	defer o.writing.Unlock()
	if !waits() {
		return context.Canceled
	}
	return o.write(m)
}

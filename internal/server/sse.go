package server

import (
	"cmp"
	"errors"
	"mime"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// mediaEvents is the media type of server-sent events.
const mediaEvents = "text/event-stream"

// sse carries any operation over server-sent events: graphql-sse's distinct connections mode.
type sse struct{ *Server }

// Supports tells whether the caller takes nothing but events. Who takes JSON too gets events for a subscription only.
func (sse) Supports(r *http.Request) bool {
	_, json := negotiate(r)
	return !json && takesEvents(r) && (r.Method == http.MethodGet || hasBody(r, mediaJSON))
}

func takesEvents(r *http.Request) bool {
	for _, part := range strings.Split(strings.Join(r.Header.Values("Accept"), ","), ",") {
		name, params, err := mime.ParseMediaType(part)
		if err != nil || name != mediaEvents {
			continue
		}
		if quality, err := strconv.ParseFloat(cmp.Or(params["q"], "1"), 64); err == nil && quality > 0 {
			return true
		}
	}
	return false
}

func (t sse) Do(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor) {
	exchangeOf(r.Context()).transport = "sse"
	start := graphql.Now()
	params, err := t.params(w, r)
	if err != nil {
		t.refuse(w, r, err)
		return
	}
	params.Headers = r.Header
	params.ReadTime = graphql.TraceTiming{Start: start, End: graphql.Now()}
	var except []ast.Operation
	if r.Method == http.MethodGet {
		except = []ast.Operation{ast.Mutation}
	}
	t.events(w, func(to receiver) error { return t.operate(r.Context(), exec, params, to, except...) })
}

// events answers what an operation hands on as events, until it has ended.
func (s *Server) events(w http.ResponseWriter, operate func(receiver) error) {
	e := &eventStream{Server: s, w: w, control: http.NewResponseController(w)}
	_ = e.control.SetReadDeadline(time.Time{}) // that of the request would end the answer; where there is none it stays none
	h := w.Header()
	h.Set("Content-Type", mediaEvents+"; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Add("Vary", "Accept")
	h.Set("X-Accel-Buffering", "no") // a proxy is to hand each event on
	w.WriteHeader(http.StatusOK)
	rest := e.keepAlive()
	err := operate(e)
	rest()
	switch {
	case err == nil:
		_ = e.write("event: complete\ndata:\n\n") // or the caller is gone
	case errors.Is(err, errStopping):
		_ = e.control.SetWriteDeadline(time.Unix(0, 1)) // so that the answer is broken off: behind a proper end nobody comes back
	}
}

func (t sse) params(w http.ResponseWriter, r *http.Request) (*graphql.RawParams, error) {
	if r.Method == http.MethodGet {
		return urlParams(r.URL.RawQuery)
	}
	body, err := readBody(w, r, t.cfg.MaxBody)
	if err != nil {
		return nil, err
	}
	return readParams(body)
}

// eventStream is an answer of events.
type eventStream struct {
	*Server
	w       http.ResponseWriter
	control *http.ResponseController

	mu sync.Mutex
}

// next tells an answer. It is one line: JSON has no line breaks in it, and data is written as compact as it comes.
func (e *eventStream) next(resp *graphql.Response) error {
	head, tail := around(resp)
	return e.write("event: next\ndata: ", string(head), string(resp.Data), string(tail), "\n\n")
}

func (e *eventStream) fail(errs gqlerror.List) error { return e.next(&graphql.Response{Errors: errs}) }

func (e *eventStream) write(parts ...string) error {
	e.mu.Lock()
	defer e.mu.Unlock()
	_ = e.control.SetWriteDeadline(time.Now().Add(e.cfg.SendTimeout)) // a test's recorder has none
	for _, part := range parts {
		if _, err := e.w.Write([]byte(part)); err != nil {
			return err
		}
	}
	return e.control.Flush()
}

// keepAlive writes a comment now and at times, so that nobody between takes the connection for dead, until it is stopped.
func (e *eventStream) keepAlive() (stop func()) {
	const comment = ":\n\n"
	_ = e.write(comment)
	done := make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() {
		ticks := time.NewTicker(e.cfg.KeepAlive)
		defer ticks.Stop()
		for {
			select {
			case <-done:
				return
			case <-ticks.C:
				_ = e.write(comment) // the next answer tells
			}
		}
	})
	return func() {
		close(done)
		all.Wait()
	}
}

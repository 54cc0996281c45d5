package e2e_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
	"github.com/tidwall/gjson"
)

// follower subscribes to all that happens in a tree, at one process after the other, each time behind a cursor that it had.
type follower struct {
	*faultRun
	transport func(ctx context.Context, s *server, token string, subscription map[string]any, take func(gjson.Result) (more bool))
	random    *rand.Rand

	mu      sync.Mutex
	told    []told // each once
	resumes int
	again   int // what came more than once
}

// told is an answer that cannot change.
type told struct{ cursor, event, action, subject string }

// follow reads until the context ends.
func (f *follower) follow(ctx context.Context) {
	const (
		most   = 60 // answers that it reads before it leaves by itself
		forgot = 5  // cursors of which it may not have kept the last
	)
	at := 0 // how many of what it was told it goes on behind
	for ; ctx.Err() == nil; rest(ctx, 20*time.Millisecond) {
		s := f.draw()
		if s == nil {
			continue
		}
		variables := map[string]any{"id": f.reseller}
		f.mu.Lock()
		if at > 0 {
			at -= f.random.IntN(min(at, forgot))
			variables["after"] = f.told[at-1].cursor
			f.resumes++
		}
		f.mu.Unlock()
		left := f.random.IntN(most) + 1
		f.transport(ctx, s, f.token, map[string]any{
			"query":     `subscription ($id: ID!, $after: String) { accountChanged(accountId: $id, after: $after) { cursor event { id action subjectId } account { status } } }`,
			"variables": variables,
		}, func(next gjson.Result) bool {
			f.take(at, next)
			at++
			left--
			return left > 0
		})
	}
}

// take takes what is behind so many: what comes again has to be the same.
func (f *follower) take(at int, next gjson.Result) {
	got := next.Get("data.accountChanged")
	n := told{got.Get("cursor").Str, got.Get("event.id").Str, got.Get("event.action").Str, got.Get("event.subjectId").Str}
	if n.cursor == "" || got.Get("account.status").Str == "" || next.Get("errors").Exists() {
		f.t.Errorf("told %s", next.Raw)
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	switch {
	case at == len(f.told):
		f.told = append(f.told, n)
	case f.told[at] != n:
		f.t.Errorf("told %v, where before came %v", n, f.told[at])
	default:
		f.again++
	}
}

// has is how much it was told.
func (f *follower) has() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.told)
}

// begin is the event that it was told first.
func (f *follower) begin() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.told[0].event
}

// rest waits for a moment, or for the end of the context.
func rest(ctx context.Context, moment time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(moment):
	}
}

// bySSE subscribes by server-sent events until the connection ends or take has enough.
func (f *follower) bySSE(ctx context.Context, s *server, token string, subscription map[string]any, take func(gjson.Result) (more bool)) {
	ctx, leave := context.WithCancel(ctx)
	defer leave()
	body, err := json.Marshal(subscription)
	if err != nil {
		f.t.Error(err)
		return
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url+"/graphql", bytes.NewReader(body))
	if err != nil {
		f.t.Error(err)
		return
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "text/event-stream")
	request.Header.Set("Authorization", "Bearer "+token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return // it has died
	}
	defer func() { _ = response.Body.Close() }()
	lines := bufio.NewReader(response.Body)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			return // what is torn is not taken
		}
		if data, ok := strings.CutPrefix(line, "data: "); ok && strings.TrimSpace(data) != "" && !take(gjson.Parse(data)) {
			return
		}
	}
}

// hooks receives webhooks.
type hooks struct {
	*faultRun
	verifier *standardwebhooks.Webhook

	mu     sync.Mutex
	events map[string]string // the event by the webhook-id
	again  int               // what came more than once
}

// newHooks registers a webhook for what becomes of accounts.
func newHooks(r *faultRun) *hooks {
	h := &hooks{faultRun: r, events: map[string]string{}}
	receiver := httptest.NewServer(h)
	r.t.Cleanup(receiver.Close)
	registered := r.ask(r.token, `mutation ($id: ID!, $url: String!, $actions: [EventAction!]!) {
		registerWebhook(input: {accountId: $id, url: $url, actions: $actions}) { secret userErrors { code message } } }`,
		map[string]any{"id": r.reseller, "url": receiver.URL, "actions": outcomes})
	var err error
	if h.verifier, err = standardwebhooks.NewWebhook(registered.Get("data.registerWebhook.secret").Str); err != nil {
		r.t.Fatal(err, registered.Raw)
	}
	return h
}

// ServeHTTP takes a delivery.
func (h *hooks) ServeHTTP(_ http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // who sends has died
	}
	if err := h.verifier.Verify(body, r.Header); err != nil {
		h.t.Errorf("%s %v: %v", body, r.Header, err)
	}
	id, event := r.Header.Get(standardwebhooks.HeaderWebhookID), gjson.GetBytes(body, "data.eventId").Str
	h.mu.Lock()
	defer h.mu.Unlock()
	before, again := h.events[id]
	if again && before != event {
		h.t.Errorf("%s tells of %s, and of %s", id, before, event)
	}
	if again {
		h.again++
	}
	h.events[id] = event
}

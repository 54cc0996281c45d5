// Package subscription_test subscribes to the whole API in process, over HTTP and both databases.
package subscription_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"testing"
	"time"

	"canopy/ent"
	"canopy/graph"
	"canopy/internal/auth"
	"canopy/internal/canopytest"
	"canopy/internal/event"
	"canopy/internal/jobs"
	"canopy/internal/nodeid"
	"canopy/internal/reseller"
	"canopy/internal/server"
	"canopy/internal/store"
	"canopy/internal/tree"

	"github.com/99designs/gqlgen/graphql"
	"github.com/prometheus/client_golang/prometheus"
)

// patience bounds every wait.
const patience = 30 * time.Second

// forever is how long sessions hold: the rules go by the rig's clock, the server by the real one.
const forever = 100 * 365 * 24 * time.Hour

// replica is one process: the whole API over a rig's database.
type replica struct {
	*reseller.Service
	feed    *event.Feed
	store   *store.Store
	metrics *prometheus.Registry
	url     string
	stop    func()
}

// start is a replica; change changes how its feed and its server are configured.
func start(t *testing.T, rig *canopytest.Rig, change ...any) *replica {
	t.Helper()
	slog.SetDefault(slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelError})))
	r := &replica{store: rig.Open(), metrics: prometheus.NewRegistry()}
	following := event.Config{Store: r.store, Metrics: r.metrics}
	config := server.Config{
		Presenter: graph.Present, Recover: graph.Recover, Extensions: []graphql.HandlerExtension{graph.Access{}, graph.DefaultLimits()},
		Auth: auth.New(r.store, time.Now), Portal: http.NotFoundHandler(), Playground: http.NotFoundHandler(), Ready: r.store.Ready, Metrics: r.metrics,
		SignIn:  func(context.Context, string, string) (server.Session, error) { return server.Session{}, nil },
		SignOut: func(context.Context) error { return nil },
	}
	for _, f := range change {
		switch f := f.(type) {
		case func(*event.Config):
			f(&following)
		case func(*server.Config):
			f(&config)
		}
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	queue, err := jobs.New(r.store, slog.Default())
	must(err)
	r.feed, err = event.New(following)
	must(err)
	r.Service, err = reseller.New(reseller.Config{
		Store: r.store, Enqueue: queue.Enqueue, Forget: queue.Forget, Committed: r.feed.Committed, Now: rig.Clock.Now, SessionTTL: forever,
	})
	must(err)
	config.Schema = graph.New(&graph.Resolver{Reseller: r.Service, Tree: tree.New(tree.Config{Store: r.store}), Feed: r.feed, Now: time.Now})
	api, err := server.New(config)
	must(err)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	must(err)
	r.url = "http://" + listener.Addr().String()
	ctx, cancel := context.WithCancel(context.Background())
	served, followed := make(chan error, 1), make(chan struct{})
	go func() { served <- api.Run(ctx, listener) }()
	go func() {
		defer close(followed)
		r.feed.Run(ctx)
	}()
	r.stop = func() {
		if ctx.Err() != nil {
			return
		}
		cancel()
		if err := <-served; err != nil {
			t.Error(err)
		}
		<-followed
		config.Auth.Flush()
	}
	t.Cleanup(r.stop)
	return r
}

// token is a bearer token of the person, of an operator for nil.
func (r *replica) token(t *testing.T, of *ent.User) string {
	t.Helper()
	issue := func() (reseller.Session, error) { return r.IssueOperatorToken(context.Background(), forever) }
	if of != nil {
		issue = func() (reseller.Session, error) { return r.IssueToken(context.Background(), of.Email, forever) }
	}
	session, err := issue()
	if err != nil {
		t.Fatal(err)
	}
	return session.Token
}

// request is one to the API.
func (r *replica) request(ctx context.Context, token, document string, variables map[string]any) *http.Request {
	body, err := json.Marshal(map[string]any{"query": document, "variables": variables})
	if err != nil {
		panic(err)
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, r.url+"/graphql", bytes.NewReader(body))
	if err != nil {
		panic(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+token)
	return request
}

// change runs a mutation, which has no faults.
func (r *replica) change(t *testing.T, token, field, input string, arguments ...any) {
	t.Helper()
	r.mutate(t, token, field, fmt.Sprintf("(input: {"+input+"})", arguments...))
}

// signOut ends the session of the token.
func (r *replica) signOut(t *testing.T, token string) { r.mutate(t, token, "signOut", "") }

func (r *replica) mutate(t *testing.T, token, field, arguments string) {
	t.Helper()
	document := "mutation { " + field + arguments + " { userErrors { message } } }"
	resp, err := http.DefaultClient.Do(r.request(t.Context(), token, document, nil))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	var answer struct {
		Data   map[string]struct{ UserErrors []struct{ Message string } }
		Errors []struct{ Message string }
	}
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil || answer.Errors != nil || len(answer.Data[field].UserErrors) > 0 {
		t.Fatalf("%s: %v %+v", document, err, answer)
	}
}

// rename writes an event of the account.
func (r *replica) rename(t *testing.T, token string, a *ent.Account, to string) {
	t.Helper()
	r.change(t, token, "updateAccount", `accountId: "%s", name: "%s"`, id(a), to)
}

func id(a *ent.Account) string { return nodeid.New(nodeid.Account, a.ID).String() }

func userID(u *ent.User) string { return nodeid.New(nodeid.User, u.ID).String() }

// told is one answer.
type told struct {
	Cursor string
	Event  struct {
		ID, Action, SubjectID string
		Actor                 *struct{ ID string }
		RequestID             *string
		Changes               []struct{ Field, After string }
	}
	Account *struct{ ID, Name, Status string }
	Users   []struct{ Email string }

	code     string // of an error
	complete bool
}

// subscriber reads one subscription over server-sent events.
type subscriber struct {
	t     *testing.T
	leave context.CancelFunc
	told  chan told
}

const changed = `subscription($id: ID!, $below: Boolean! = true, $after: String) { accountChanged(accountId: $id, includeDescendants: $below, after: $after) {
	cursor event { id action subjectId requestId actor { id } changes { field after } } account { id name status } } }`

const added = `subscription($id: ID!, $after: String) { usersAdded(accountId: $id, after: $after) { cursor event { id action changes { field after } } users { email } } }`

// subscribe subscribes. awaitRunning tells when it runs.
func (r *replica) subscribe(t *testing.T, token, document string, variables map[string]any) *subscriber {
	t.Helper()
	ctx, leave := context.WithCancel(context.Background())
	t.Cleanup(leave)
	request := r.request(ctx, token, document, variables)
	request.Header.Set("Accept", "text/event-stream")
	s := &subscriber{t: t, leave: leave, told: make(chan told, 10_000)}
	go s.read(request)
	return s
}

// awaitRunning waits until so many run.
func (r *replica) awaitRunning(t *testing.T, n int) {
	t.Helper()
	if !canopytest.Await(patience, func() bool { return canopytest.Running(r.metrics) == n }) {
		t.Fatalf("%d subscriptions run, want %d", canopytest.Running(r.metrics), n)
	}
}

func (s *subscriber) read(request *http.Request) {
	defer close(s.told)
	resp, err := http.DefaultClient.Do(request)
	if err != nil {
		return // it has left, or the next thing to be told is missed
	}
	defer func() { _ = resp.Body.Close() }()
	for event, data := range canopytest.Events(resp.Body) {
		if event == "complete" {
			s.told <- told{complete: true}
			continue
		}
		var answer struct {
			Data   map[string]*told
			Errors []struct{ Extensions struct{ Code string } }
		}
		if err := json.Unmarshal([]byte(data), &answer); err != nil {
			s.t.Errorf("%v in %s", err, data)
		}
		for _, e := range answer.Errors {
			s.told <- told{code: e.Extensions.Code}
		}
		for _, each := range answer.Data {
			s.told <- *each
		}
	}
}

// next is what comes next.
func (s *subscriber) next(t *testing.T) told {
	t.Helper()
	select {
	case next, ok := <-s.told:
		if !ok {
			t.Fatal("the connection has ended")
		}
		return next
	case <-time.After(patience):
		t.Fatal("nothing comes")
	}
	panic("unreachable")
}

// want is what comes next: the name that the account was given.
func (s *subscriber) want(t *testing.T, name string) told {
	t.Helper()
	next := s.next(t)
	got := ""
	for _, c := range next.Event.Changes {
		if c.Field == "name" {
			got = c.After
		}
	}
	if got != name {
		t.Fatalf("told %+v, want the name %s", next, name)
	}
	return next
}

// wantCode is that the next is an error, which ends it.
func (s *subscriber) wantCode(t *testing.T, code string) {
	t.Helper()
	if next := s.next(t); next.code != code {
		t.Fatalf("told %+v, want %s", next, code)
	}
	if next := s.next(t); !next.complete {
		t.Fatalf("told %+v behind the end", next)
	}
}

// size is n, and less without CANOPY_SOAK.
func size(soak, short int) int {
	if os.Getenv("CANOPY_SOAK") != "" {
		return soak
	}
	return short
}

// Package bench_test measures whole requests, from the HTTP handler to the database and back.
package bench_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"syscall"
	"testing"
	"time"

	"canopy/bench/plant"
	"canopy/ent"
	"canopy/graph"
	"canopy/internal/auth"
	"canopy/internal/canopytest"
	"canopy/internal/reseller"
	"canopy/internal/server"
	"canopy/internal/store"
	"canopy/internal/tree"
	"canopy/internal/viewer"

	"entgo.io/ent/dialect"
	"github.com/99designs/gqlgen/graphql"
)

// house is the API over one database, with an administrator of the tree that is asked for.
type house struct {
	*canopytest.Rig
	store  *store.Store // without the rig's checks, which cost time
	admin  *ent.User
	forest plant.Forest
	added  int // users
}

// size is the forest that is measured on: CANOPY_BENCH=L is the large one.
func size() plant.Forest {
	if os.Getenv("CANOPY_BENCH") == "L" {
		return plant.Large
	}
	return plant.Small
}

// BenchmarkSQLite and BenchmarkPostgres run all workloads on one forest.
func BenchmarkSQLite(b *testing.B)   { measure(b, canopytest.SQLite(b)) }
func BenchmarkPostgres(b *testing.B) { measure(b, canopytest.Postgres(b)) }

func measure(b *testing.B, rig *canopytest.Rig) {
	h := build(b, rig, size())
	for _, w := range workloads {
		b.Run(w.name, func(b *testing.B) { w.run(b, h) })
	}
}

// build is the house over a rig's database, with a forest in it.
func build(b *testing.B, rig *canopytest.Rig, forest plant.Forest) *house {
	h := &house{Rig: rig, forest: forest}
	db, err := store.Open(b.Context(), store.Config{URL: h.URL, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = db.Close() })
	h.store = db
	h.plant(b)
	return h
}

// plant fills the database, with an administrator of the whole tree.
func (h *house) plant(b *testing.B) {
	b.Helper()
	accounts, users := h.forest.Rows()
	if err := plant.Fill(b.Context(), h.store, accounts, users); err != nil {
		b.Fatal(err)
	}
	if h.store.Dialect() == dialect.Postgres {
		if _, err := h.store.WriteDB().Exec("VACUUM (ANALYZE)"); err != nil {
			b.Fatal(err)
		}
	}
	h.admin = h.User(&ent.Account{ID: accounts[0].ID}, viewer.Admin)
}

// api is the HTTP handler, its queries written directly or by the generated executor, and the administrator's token.
func (h *house) api(b *testing.B, direct bool) (http.Handler, string) {
	b.Helper()
	api, tokens := h.apiFor(b, direct, h.admin)
	return api, tokens[0]
}

// apiFor is the HTTP handler and a token of each user.
func (h *house) apiFor(b *testing.B, direct bool, users ...*ent.User) (_ http.Handler, tokens []string) {
	b.Helper()
	rules, err := reseller.New(reseller.Config{Store: h.store, Enqueue: func(context.Context, *sql.Tx, reseller.JobArgs, time.Time) error { return nil }, Forget: func(context.Context, *sql.Tx, reseller.JobArgs) error { return nil }})
	if err != nil {
		b.Fatal(err)
	}
	for _, u := range users {
		session, err := rules.IssueToken(b.Context(), u.Email, time.Hour)
		if err != nil {
			b.Fatal(err)
		}
		tokens = append(tokens, session.Token)
	}
	resolver := &graph.Resolver{Reseller: rules, Tree: tree.New(tree.Config{Store: h.store, Now: time.Now}), Now: time.Now}
	schema := graph.NewExecutableSchema(graph.Config{Resolvers: resolver})
	if direct {
		schema = graph.New(resolver)
	}
	authenticator := auth.New(h.store, time.Now)
	b.Cleanup(authenticator.Flush)
	api, err := server.New(server.Config{
		Schema: schema, Presenter: graph.Present, Recover: graph.Recover, Extensions: []graphql.HandlerExtension{graph.Access{}, graph.DefaultLimits()},
		Auth: authenticator, Ready: h.store.Ready, Logger: slog.New(slog.DiscardHandler), Portal: http.NotFoundHandler(), Playground: http.NotFoundHandler(),
		SignIn:  func(context.Context, string, string) (server.Session, error) { return server.Session{}, nil },
		SignOut: func(context.Context) error { return nil },
	})
	if err != nil {
		b.Fatal(err)
	}
	return api, tokens
}

// asking measures one operation of the API, its answer written directly.
func asking(query string, variables map[string]any) func(*testing.B, *house) {
	return func(b *testing.B, h *house) {
		b.Helper()
		api, token := h.api(b, true)
		request{query, variables}.run(b, api, token)
	}
}

// request is one operation.
type request struct {
	Query     string         `json:"query"`
	Variables map[string]any `json:"variables"`
}

// learn answers a text in the answer to a request.
func (h *house) learn(b *testing.B, r request, path ...string) string {
	b.Helper()
	api, token := h.api(b, true)
	w := httptest.NewRecorder()
	api.ServeHTTP(w, r.post(b, token))
	var answer struct{ Data any }
	if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil {
		b.Fatal(err)
	}
	at := answer.Data
	for _, name := range path {
		object, ok := at.(map[string]any)
		if !ok {
			b.Fatalf("%s", w.Body)
		}
		at = object[name]
	}
	text, _ := at.(string)
	return text
}

// post is the request over HTTP.
func (r request) post(b *testing.B, token string) *http.Request {
	body, err := json.Marshal(r)
	if err != nil {
		b.Fatal(err)
	}
	q := httptest.NewRequest(http.MethodPost, "/graphql", bytes.NewReader(body))
	q.Header.Set("Content-Type", "application/json")
	q.Header.Set("Authorization", "Bearer "+token)
	return q
}

// run measures one request again and again.
func (r request) run(b *testing.B, api http.Handler, token string) {
	b.Helper()
	run(b, api, token, func() request { return r })
}

// run measures requests one after the other, each with what it costs to write it down. The answer's bytes are a metric,
// so that an empty one shows; so is the processor time of this process, which a busy machine disturbs less. PostgreSQL's
// own is not in it.
func run(b *testing.B, api http.Handler, token string, next func() request) {
	b.Helper()
	answer := httptest.NewRecorder()
	if api.ServeHTTP(answer, next().post(b, token)); answer.Code != http.StatusOK || bytes.Contains(answer.Body.Bytes(), []byte(`"errors"`)) {
		b.Fatalf("%d %s", answer.Code, answer.Body)
	}
	b.ReportAllocs()
	before := cpu()
	for b.Loop() {
		api.ServeHTTP(discard{http.Header{}}, next().post(b, token))
	}
	b.ReportMetric(float64((cpu()-before).Microseconds())/1000/float64(b.N), "cpu-ms/op")
	b.ReportMetric(float64(answer.Body.Len()), "answer-bytes")
}

// cpu is the processor time that this process took so far.
func cpu() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// discard is a ResponseWriter into nothing.
type discard struct{ header http.Header }

func (d discard) Header() http.Header       { return d.header }
func (discard) Write(p []byte) (int, error) { return io.Discard.Write(p) }
func (discard) WriteHeader(int)             {}

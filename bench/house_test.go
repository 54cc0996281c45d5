// Package bench_test measures whole requests, from the HTTP handler to the database and back.
package bench_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"syscall"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/graph"
	"canopy/internal/auth"
	"canopy/internal/canopytest"
	"canopy/internal/reseller"
	"canopy/internal/server"
	"canopy/internal/store"
	"canopy/internal/tree"
	"canopy/internal/viewer"

	"github.com/99designs/gqlgen/graphql"
)

// house is the API over one database, with an administrator of the tree that is asked for.
type house struct {
	*canopytest.Rig
	store *store.Store // without the rig's checks, which cost time
	admin *ent.User
}

// each runs the benchmark on each database.
func each(b *testing.B, f func(b *testing.B, h *house)) {
	for _, database := range []struct {
		name string
		rig  func(testing.TB) *canopytest.Rig
	}{{"sqlite", canopytest.SQLite}, {"postgres", canopytest.Postgres}} {
		b.Run(database.name, func(b *testing.B) {
			h := &house{Rig: database.rig(b)}
			db, err := store.Open(b.Context(), store.Config{URL: h.URL, Logger: slog.New(slog.DiscardHandler)})
			if err != nil {
				b.Fatal(err)
			}
			b.Cleanup(func() { _ = db.Close() })
			h.store = db
			f(b, h)
		})
	}
}

// plant makes a tree of so many children each, levels deep, with so many users in every account. Account i is R<i>.
func (h *house) plant(b *testing.B, children, levels, users int) {
	b.Helper()
	parents, level := []int{-1}, []int{0}
	for range levels {
		var next []int
		for _, above := range level {
			for range children {
				next = append(next, len(parents))
				parents = append(parents, above)
			}
		}
		level = next
	}
	accounts := h.Forest(parents)
	h.Tx(func(ctx context.Context, tx *store.Tx) error {
		for i, a := range accounts {
			if err := tx.Account.Update().Where(account.ID(a.ID)).SetExternalReference(fmt.Sprint("R", i)).Exec(ctx); err != nil {
				return err
			}
			var people []*ent.UserCreate
			for n := range users {
				email, at := fmt.Sprintf("person%d.%d@example.com", i, n), h.Clock.Now()
				people = append(people, tx.User.Create().SetAccountID(a.ID).SetStatus("ACTIVE").SetEmail(email).SetEmailKey(email).
					SetGivenName("Ada").SetFamilyName("Lovelace").SetNameKey("ada lovelace").SetSearch("ada lovelace "+email).
					SetLanguage("en-GB").SetTimezone("Europe/London").SetCreatedAt(at).SetUpdatedAt(at))
			}
			if err := tx.User.CreateBulk(people...).Exec(ctx); err != nil {
				return err
			}
		}
		_, err := tx.SQL.ExecContext(ctx, "ANALYZE")
		return err
	})
	h.admin = h.User(accounts[0], viewer.Admin)
}

// api is the HTTP handler, its queries written directly or by the generated executor.
func (h *house) api(b *testing.B, direct bool) (http.Handler, string) {
	b.Helper()
	rules, err := reseller.New(reseller.Config{Store: h.store, Enqueue: func(context.Context, *sql.Tx, reseller.JobArgs, time.Time) error { return nil }})
	if err != nil {
		b.Fatal(err)
	}
	session, err := rules.IssueToken(b.Context(), h.admin.Email, time.Hour)
	if err != nil {
		b.Fatal(err)
	}
	resolver := &graph.Resolver{Reseller: rules, Tree: tree.New(tree.Config{Store: h.store, Now: time.Now}), Now: time.Now}
	schema := graph.NewExecutableSchema(graph.Config{Resolvers: resolver})
	if direct {
		schema = graph.New(resolver)
	}
	api, err := server.New(server.Config{
		Schema: schema, Presenter: graph.Present, Recover: graph.Recover, Extensions: []graphql.HandlerExtension{graph.Access{}, graph.DefaultLimits()},
		Auth: auth.New(h.store, time.Now), Ready: h.store.Ready, Logger: slog.New(slog.DiscardHandler), Playground: http.NotFoundHandler(),
		SignIn:  func(context.Context, string, string) (server.Session, error) { return server.Session{}, nil },
		SignOut: func(context.Context) error { return nil },
	})
	if err != nil {
		b.Fatal(err)
	}
	return api, session.Token
}

// request is one operation.
type request struct {
	Query     string         `json:"query"`
	Variables map[string]any `json:"variables"`
}

// run measures requests one after the other. The answer's bytes are a metric, so that an empty one shows; so is the
// processor time of this process, which a busy machine disturbs less. PostgreSQL's own is not in it.
func (r request) run(b *testing.B, api http.Handler, token string) {
	b.Helper()
	body, err := json.Marshal(r)
	if err != nil {
		b.Fatal(err)
	}
	ask := func(w http.ResponseWriter) {
		q := httptest.NewRequest(http.MethodPost, "/graphql", bytes.NewReader(body))
		q.Header.Set("Content-Type", "application/json")
		q.Header.Set("Authorization", "Bearer "+token)
		api.ServeHTTP(w, q)
	}
	answer := httptest.NewRecorder()
	if ask(answer); answer.Code != http.StatusOK || bytes.Contains(answer.Body.Bytes(), []byte(`"errors"`)) {
		b.Fatalf("%d %s", answer.Code, answer.Body)
	}
	b.ReportAllocs()
	before := cpu()
	for b.Loop() {
		ask(discard{http.Header{}})
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

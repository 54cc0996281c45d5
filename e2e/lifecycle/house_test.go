// Package lifecycle_test proves the life of accounts, of their people and of their assets: random changes by several viewers at once against a
// naive model, and moves of large subtrees beside readers and writers.
package lifecycle_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"canopy/ent"
	"canopy/graph"
	"canopy/internal/auth"
	"canopy/internal/canopytest"
	"canopy/internal/reseller"
	"canopy/internal/server"
	"canopy/internal/tree"

	"github.com/99designs/gqlgen/graphql"
)

// house is the whole API in process over one database, without background work.
type house struct {
	*canopytest.Rig
	*reseller.Service
	api http.Handler
}

// forever is how long sessions hold: the rules go by the rig's clock, the server by the real one.
const forever = 100 * 365 * 24 * time.Hour

// each runs the test in a house on each database.
func each(t *testing.T, f func(t *testing.T, h *house)) {
	slog.SetDefault(slog.New(slog.DiscardHandler))
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		rules, err := reseller.New(reseller.Config{
			Store: rig.Store, Now: rig.Clock.Now, SessionTTL: forever,
			Enqueue: func(context.Context, *sql.Tx, reseller.JobArgs, time.Time) error { return nil },
			Forget:  func(context.Context, *sql.Tx, reseller.JobArgs) error { return nil },
		})
		if err != nil {
			t.Fatal(err)
		}
		authenticator := auth.New(rig.Store, time.Now)
		t.Cleanup(authenticator.Flush)
		api, err := server.New(server.Config{
			Schema:     graph.New(&graph.Resolver{Reseller: rules, Tree: tree.New(tree.Config{Store: rig.Store}), Now: rig.Clock.Now}),
			SchemaText: "-", Presenter: graph.Present, Recover: graph.Recover,
			Extensions: []graphql.HandlerExtension{graph.Access{}, graph.DefaultLimits()},
			Auth:       authenticator, Ready: rig.Store.Ready, SignOut: rules.SignOut, Portal: http.NotFoundHandler(), Playground: http.NotFoundHandler(),
			SignIn: func(context.Context, string, string) (server.Session, error) { panic("nobody signs in") },
		})
		if err != nil {
			t.Fatal(err)
		}
		f(t, &house{rig, rules, api})
	})
}

// token is a bearer token of the person, of an operator for nil.
func (h *house) token(t *testing.T, of *ent.User) string {
	t.Helper()
	issue := func() (reseller.Session, error) { return h.IssueOperatorToken(context.Background(), forever) }
	if of != nil {
		issue = func() (reseller.Session, error) { return h.IssueToken(context.Background(), of.Email, forever) }
	}
	session, err := issue()
	if err != nil {
		t.Fatal(err)
	}
	return session.Token
}

type vars = map[string]any

// fault is one of an answer's userErrors.
type fault struct {
	Path []string
	Code string
}

// ask posts an operation and decodes its data; an error of the answer is an error.
func (h *house) ask(token, document string, given vars, data any) error {
	body, err := json.Marshal(vars{"query": document, "variables": given})
	if err != nil {
		return err
	}
	request := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(string(body)))
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Authorization", "Bearer "+token)
	recorder := httptest.NewRecorder()
	h.api.ServeHTTP(recorder, request)
	answer := struct {
		Data   any
		Errors []any
	}{Data: data}
	if err := json.Unmarshal(recorder.Body.Bytes(), &answer); err != nil || len(answer.Errors) > 0 {
		return fmt.Errorf("%s answers %s", body, recorder.Body)
	}
	return nil
}

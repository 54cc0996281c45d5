package oracle_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"canopy/graph"
	"canopy/graph/direct"
	"canopy/internal/auth"
	"canopy/internal/canopytest"
	"canopy/internal/reseller"
	"canopy/internal/server"
	"canopy/internal/tree"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
)

// schemaText is schema.graphqls, schema is what it says.
var schemaText = func() string {
	text, err := os.ReadFile("../../schema.graphqls")
	if err != nil {
		panic(err)
	}
	return string(text)
}()

var schema = gqlparser.MustLoadSchema(&ast.Source{Name: "schema.graphqls", Input: schemaText})

// house is the whole API in process over one database, twice: its queries written by the generated executor, and directly.
type house struct {
	*canopytest.Rig
	*reseller.Service
	executor, writer http.Handler
	written, left    atomic.Int64 // root fields that the direct writer wrote, and that it left to the executor
}

// forever is how long sessions hold: the rules go by the rig's clock, the server by the real one.
const forever = 100 * 365 * 24 * time.Hour

func open(t *testing.T, rig *canopytest.Rig) *house {
	t.Helper()
	var looks atomic.Int64 // a second each: nobody asks for more similar accounts than anybody is told
	rules, err := reseller.New(reseller.Config{
		Store: rig.Store, Now: func() time.Time { return rig.Clock.Now().Add(time.Duration(looks.Add(1)) * time.Second) }, SessionTTL: forever, Logger: slog.New(slog.DiscardHandler),
		Enqueue: func(context.Context, *sql.Tx, reseller.JobArgs, time.Time) error { return nil },
		Forget:  func(context.Context, *sql.Tx, reseller.JobArgs) error { return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	h := &house{Rig: rig, Service: rules}
	generated := graph.NewExecutableSchema(graph.Config{Resolvers: &graph.Resolver{
		Reseller: rules, Tree: tree.New(tree.Config{Store: rig.Store, Now: rig.Clock.Now}), Now: rig.Clock.Now,
	}})
	h.executor, h.writer = h.serve(t, generated), h.serve(t, watched{direct.Schema(generated), h})
	return h
}

func (h *house) serve(t *testing.T, schema graphql.ExecutableSchema) http.Handler {
	t.Helper()
	authenticator := auth.New(h.Store, time.Now)
	t.Cleanup(authenticator.Flush)
	s, err := server.New(server.Config{
		Schema: schema, SchemaText: schemaText, Presenter: graph.Present, Recover: graph.Recover,
		Extensions: []graphql.HandlerExtension{graph.Access{}, graph.DefaultLimits()},
		Auth:       authenticator, Ready: h.Store.Ready, SignOut: h.SignOut, Portal: http.NotFoundHandler(), Playground: http.NotFoundHandler(),
		SignIn:    func(context.Context, string, string) (server.Session, error) { panic("nobody signs in") },
		Logger:    slog.New(slog.DiscardHandler),
		MaxTokens: 1 << 20, MaxDocument: 1 << 20, // random documents are long
	})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// watched counts what the direct writer does with root fields.
type watched struct {
	graphql.ExecutableSchema
	*house
}

func (w watched) Exec(ctx context.Context) graphql.ResponseHandler {
	responses := w.ExecutableSchema.Exec(ctx)
	op := graphql.GetOperationContext(ctx)
	resolve := op.ResolverMiddleware
	op.ResolverMiddleware = func(ctx context.Context, next graphql.Resolver) (any, error) {
		value, err := resolve(ctx, next)
		field := graphql.GetFieldContext(ctx)
		if field.Object != "Query" {
			return value, err
		}
		if _, ok := value.(graphql.Marshaler); ok {
			w.written.Add(1)
		} else if err == nil && value != nil && !strings.HasSuffix(field.Field.Name, "CsvTemplate") {
			w.left.Add(1)
		}
		return value, err
	}
	return responses
}

const requestID = "the-same-for-all"

// ask posts a request and answers the body, its errors sorted: root fields run at the same time, so their order is no promise.
func (h *house) ask(to http.Handler, token, body string) string {
	request := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(body))
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("X-Request-Id", requestID)
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	recorder := httptest.NewRecorder()
	to.ServeHTTP(recorder, request)
	return sorted(recorder.Body.String())
}

func sorted(body string) string {
	var answer struct{ Errors []json.RawMessage }
	if err := json.Unmarshal([]byte(body), &answer); err != nil || len(answer.Errors) < 2 {
		return body
	}
	told := make([]string, len(answer.Errors))
	for i, each := range answer.Errors {
		told[i] = string(each)
	}
	_, rest, _ := strings.Cut(body, strings.Join(told, ","))
	slices.Sort(told)
	return `{"errors":[` + strings.Join(told, ",") + rest
}

package direct_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"regexp"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"canopy/graph"
	"canopy/graph/direct"
	"canopy/internal/canopytest"
	"canopy/internal/reseller"
	"canopy/internal/tree"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
)

// house answers operations both ways, with the extensions of the server.
type house struct {
	generated, direct graphql.ExecutableSchema
	written, left     atomic.Int64 // root fields
}

func newHouse(t *testing.T, rig *canopytest.Rig) *house {
	t.Helper()
	rules, err := reseller.New(reseller.Config{Store: rig.Store, Now: rig.Clock.Now, Logger: slog.New(slog.DiscardHandler),
		Enqueue: func(context.Context, *sql.Tx, reseller.JobArgs, time.Time) error { return nil }})
	if err != nil {
		t.Fatal(err)
	}
	h := &house{}
	h.generated = graph.NewExecutableSchema(graph.Config{Resolvers: &graph.Resolver{
		Reseller: rules, Tree: tree.New(tree.Config{Store: rig.Store, Now: rig.Clock.Now}), Now: rig.Clock.Now,
	}})
	h.direct = watched{direct.Schema(h.generated), h}
	return h
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
		} else if err == nil && value != nil && field.Field.Name != "userCsvTemplate" {
			w.left.Add(1)
		}
		return value, err
	}
	return responses
}

// answer is data, errors and extensions as text. Root fields run at the same time, so the order of errors is no promise.
func (h *house) answer(ctx context.Context, schema graphql.ExecutableSchema, document string, variables map[string]any, more ...graphql.HandlerExtension) string {
	e := executor.New(schema)
	e.SetErrorPresenter(graph.Present)
	e.SetRecoverFunc(graph.Recover)
	e.Use(graph.Access{})
	e.Use(graph.DefaultLimits())
	for _, extension := range more {
		e.Use(extension)
	}
	ctx = graphql.StartOperationTrace(ctx)
	op, errs := e.CreateOperationContext(ctx, &graphql.RawParams{Query: document, Variables: maps.Clone(variables)})
	if errs != nil {
		return fmt.Sprint("refused: ", errs)
	}
	responses, ctx := e.DispatchOperation(ctx, op)
	response := responses(ctx)
	told := make([]string, len(response.Errors))
	for i, err := range response.Errors {
		text, _ := json.Marshal(err)
		told[i] = string(text)
	}
	slices.Sort(told)
	extensions, _ := json.Marshal(response.Extensions)
	return fmt.Sprintf("%s %v %s", response.Data, told, extensions)
}

var cursor = regexp.MustCompile(`"(?:cursor|endCursor)":"([^"]+)"`)

// texts are arguments that find something, beside some that do not.
func (h *house) texts(f *forest) map[string][]string {
	texts := map[string][]string{
		"id": f.ids, "ids": f.ids, "parentId": f.ids, "accountId": f.ids, "country": {"DE", "US", "de", "nowhere"},
		"externalReference": {"R1", "R2", "R3", "none"}, "accountNumber": {"N1", "N2", "N3", "none"}, "email": {f.people[0].Email, f.people[1].Email, "none"},
		"search": {"acm", "ACME", "user", "example", "%", "😀", ""}, "after": {"x", ""}, "language": {"de", "en"}, "timezone": {"Etc/UTC"},
	}
	for _, order := range []string{"", "(orderBy: {field: CREATED_AT})", "(orderBy: {direction: DESC})"} {
		page := "pageInfo { endCursor } edges { cursor node { users { edges { cursor } } reviews { edges { cursor } } subAccounts { edges { cursor } } descendants { edges { cursor } } } }"
		for _, found := range cursor.FindAllStringSubmatch(h.answer(canopytest.Operator(), h.generated, "{ accounts"+order+" { "+page+" } }", nil), 50) {
			texts["after"] = append(texts["after"], found[1])
		}
	}
	texts["before"] = texts["after"]
	return texts
}

package direct_test

import (
	"context"
	"encoding/json"
	"log/slog"
	"math"
	"strings"
	"testing"

	"canopy/ent/review"
	"canopy/graph"
	"canopy/graph/direct"
	"canopy/internal/canopytest"
	"canopy/internal/nodeid"
	"canopy/internal/store"
	"canopy/internal/tree"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
)

// That both ways write the same is e2e/oracle's to show, by random questions.

// TestLeavesTheRest: what is not plain is the executor's, over the same nodes.
func TestLeavesTheRest(t *testing.T) {
	slog.SetDefault(slog.New(slog.DiscardHandler)) // INTERNAL is compared, not told
	rig := canopytest.SQLite(t)
	reviewed := build(rig)
	const accounts = "{ accounts(first: 9) { nodes { name address { city } } } }"
	for name, test := range map[string]struct {
		document string
		spoil    spoiler
		told     string
	}{
		"a null where none may be": {accounts, func(v any) { v.(*tree.AccountConnection).Nodes[2].Address = nil }, `"nodes",2,"address"`},
		"a null in a list":         {accounts, func(v any) { v.(*tree.AccountConnection).Nodes[3] = nil }, `"nodes",3`},
		"a float that is no number": {`{ review(id: "` + reviewed + `") { similarAccounts { score } } }`, func(v any) {
			v.(*tree.Review).SimilarAccounts[0].Score = math.NaN()
		}, `"score"`},
		"a deferred fragment": {"{ accounts(first: 9) { nodes { ... @defer { users { totalCount } } } } }", func(any) {}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			generated := graph.NewExecutableSchema(graph.Config{Resolvers: &graph.Resolver{Tree: tree.New(tree.Config{Store: rig.Store})}})
			left := 0
			want := answer(t, generated, test.document, test.spoil)
			got := answer(t, watched{direct.Schema(generated), &left}, test.document, test.spoil)
			if want != got || !strings.Contains(want, test.told) || left != 1 {
				t.Errorf("%d root fields were left to the executor\nthe executor  %s\nthe writer    %s", left, want, got)
			}
		})
	}
}

// build makes five accounts, and a review with a candidate, whose id it answers.
func build(rig *canopytest.Rig) (reviewed string) {
	parent := rig.Account(nil)
	for range 4 {
		rig.Account(parent)
	}
	contact, organization, now := rig.User(parent, ""), rig.Organization("Acme"), rig.Clock.Now()
	rig.Tx(func(ctx context.Context, tx *store.Tx) error {
		r, err := tx.Review.Create().SetParentID(parent.ID).SetStatus(review.StatusOPEN).SetType(review.TypeEND_CUSTOMER).SetName("Acme").SetCountry("DE").
			SetNotificationContactID(contact.ID).SetDetailsHash("x").SetMatchedRevision(1).SetExpiresAt(now).SetCreatedAt(now).SetUpdatedAt(now).Save(ctx)
		if err != nil {
			return err
		}
		reviewed = nodeid.New(nodeid.Review, r.ID).String()
		return tx.ReviewCandidate.Create().SetReviewID(r.ID).SetOrganizationID(organization.ID).SetRank(0).SetScore(0.5).
			SetLikelySame(true).SetExact(false).SetReasons("COUNTRY").Exec(ctx)
	})
	return reviewed
}

// answer is what an operator is answered.
func answer(t *testing.T, schema graphql.ExecutableSchema, document string, spoil spoiler) string {
	t.Helper()
	e := executor.New(schema)
	e.SetErrorPresenter(graph.Present)
	e.SetRecoverFunc(graph.Recover)
	e.Use(spoil)
	ctx := graphql.StartOperationTrace(canopytest.Operator())
	op, errs := e.CreateOperationContext(ctx, &graphql.RawParams{Query: document})
	if errs != nil {
		t.Fatal(errs)
	}
	responses, ctx := e.DispatchOperation(ctx, op)
	response := responses(ctx)
	told, err := json.Marshal(response.Errors)
	if err != nil {
		t.Fatal(err)
	}
	return string(response.Data) + string(told)
}

// watched counts the root fields that the direct writer leaves to the executor.
type watched struct {
	graphql.ExecutableSchema
	left *int
}

func (w watched) Exec(ctx context.Context) graphql.ResponseHandler {
	responses := w.ExecutableSchema.Exec(ctx)
	op := graphql.GetOperationContext(ctx)
	resolve := op.ResolverMiddleware
	op.ResolverMiddleware = func(ctx context.Context, next graphql.Resolver) (any, error) {
		value, err := resolve(ctx, next)
		if _, written := value.(graphql.Marshaler); graphql.GetFieldContext(ctx).Object == "Query" && !written {
			*w.left++
		}
		return value, err
	}
	return responses
}

// spoiler is an extension that spoils what a root field answers.
type spoiler func(any)

func (spoiler) ExtensionName() string { return "Spoiler" }

func (spoiler) Validate(graphql.ExecutableSchema) error { return nil }

func (s spoiler) InterceptField(ctx context.Context, next graphql.Resolver) (any, error) {
	value, err := next(ctx)
	if graphql.GetFieldContext(ctx).Object == "Query" && err == nil {
		s(value)
	}
	return value, err
}

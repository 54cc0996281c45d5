package direct_test

import (
	"context"
	"encoding/json"
	"flag"
	"log/slog"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"canopy/internal/canopytest"
	"canopy/internal/tree"

	"github.com/99designs/gqlgen/graphql"
	"pgregory.net/rapid"
)

// TestWritesWhatTheExecutorWrites asks random questions both ways. The third way, a naive reader in memory, is still to come:
// it will take the same questions.
func TestWritesWhatTheExecutorWrites(t *testing.T) {
	slog.SetDefault(slog.New(slog.DiscardHandler)) // INTERNAL is compared, not told
	checks, size := "200", 30
	if os.Getenv("CANOPY_SOAK") != "" {
		checks, size = "10000", 60
	}
	if err := flag.Set("rapid.checks", checks); err != nil {
		t.Fatal(err)
	}
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		seed := rand.Uint64()
		t.Logf("forest of seed %d", seed)
		f, h := grow(rig, seed, size), newHouse(t, rig)
		texts := h.texts(f)
		rapid.Check(t, func(rt *rapid.T) {
			q := &question{T: rt, schema: h.generated.Schema(), texts: texts}
			document, asker := q.ask(), pick(q, f.askers)
			want, got := h.answer(asker, h.generated, document, q.variables), h.answer(asker, h.direct, document, q.variables)
			if want != got {
				variables, _ := json.Marshal(q.variables)
				rt.Errorf("%s\n%s\nthe executor  %s\nthe writer    %s", document, variables, want, got)
			}
		})
		t.Logf("%d root fields were written directly", h.written.Load())
		if h.written.Load() == 0 || h.left.Load() > 0 {
			t.Errorf("%d root fields were left to the executor", h.left.Load())
		}
	})
}

// TestLeavesTheRest: what is not plain is the executor's, over the same nodes.
func TestLeavesTheRest(t *testing.T) {
	rig := canopytest.SQLite(t)
	f, h := grow(rig, 1, 12), newHouse(t, rig)
	const accounts = "{ accounts(first: 9) { nodes { name address { city } } } }"
	for name, test := range map[string]struct {
		document string
		spoil    func(any)
		told     string
	}{
		"a null where none may be": {accounts, func(v any) { v.(*tree.AccountConnection).Nodes[2].Address = nil }, `"nodes",2,"address"`},
		"a null in a list":         {accounts, func(v any) { v.(*tree.AccountConnection).Nodes[3] = nil }, `"nodes",3`},
		"a float that is no number": {"{ nodes(ids: $ids) { ... on Review { similarAccounts { score } } } }", func(v any) {
			for _, node := range v.([]tree.Node) {
				if r, ok := node.(*tree.Review); ok && len(r.SimilarAccounts) > 0 {
					r.SimilarAccounts[0].Score = math.NaN()
				}
			}
		}, `"score"`},
		"a deferred fragment": {"{ accounts(first: 9) { nodes { ... @defer { users { totalCount } } } } }", func(any) {}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			document := strings.Replace(test.document, "$ids", `["`+strings.Join(f.ids, `", "`)+`"]`, 1)
			h.left.Store(0)
			want := h.answer(canopytest.Operator(), h.generated, document, nil, spoiler(test.spoil))
			got := h.answer(canopytest.Operator(), h.direct, document, nil, spoiler(test.spoil))
			if want != got || !strings.Contains(want, test.told) || h.left.Load() != 1 {
				t.Errorf("the executor  %s\nthe writer    %s", want, got)
			}
		})
	}
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

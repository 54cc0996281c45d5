package subscription_test

import (
	"strings"
	"testing"
	"time"

	"canopy/graph"
	"canopy/internal/auth"
	"canopy/internal/canopytest"
	"canopy/internal/problem"
	"canopy/internal/tree"
	"canopy/internal/viewer"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
)

// TestWanted loads an answer when it is wanted, as of then and by who may see it then: not while the one before is still written.
func TestWanted(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		r := start(t, rig)
		a := rig.Account(nil)
		operator, token := r.token(t, nil), r.token(t, rig.User(a, viewer.Reader))
		who, err := auth.New(r.store, time.Now).Recall(t.Context(), token)
		if err != nil {
			t.Fatal(err)
		}
		exec := executor.New(graph.New(&graph.Resolver{Reseller: r.Service, Tree: tree.New(tree.Config{Store: r.store}), Feed: r.feed, Now: time.Now}))
		ctx, delivery := graph.WithDelivery(viewer.NewContext(t.Context(), who))
		ctx = graphql.StartOperationTrace(ctx)
		op, errs := exec.CreateOperationContext(ctx, &graphql.RawParams{Query: changed, Variables: map[string]any{"id": id(a)}})
		if errs != nil {
			t.Fatal(errs)
		}
		responses, ctx := exec.DispatchOperation(ctx, op)
		want := func(name string) {
			t.Helper()
			delivery.Want()
			resp := responses(ctx)
			if resp == nil {
				t.Fatal(delivery.Err())
			}
			if !strings.Contains(string(resp.Data), `"name":"`+name+`","status"`) {
				t.Fatalf("told %s, want the name %s", resp.Data, name)
			}
		}
		r.rename(t, operator, a, "one")
		want("one")
		for range 5 {
			r.rename(t, operator, a, "meanwhile")
			r.rename(t, operator, a, "now")
			want("now")
			want("now")
		}
		r.rename(t, operator, a, "behind")
		r.signOut(t, token)
		delivery.Want()
		if resp := responses(ctx); resp != nil || problem.CodeOf(delivery.Err()) != problem.Unauthenticated {
			t.Errorf("told %+v, %v behind the end of the session", resp, delivery.Err())
		}
	})
}

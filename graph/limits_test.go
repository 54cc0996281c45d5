package graph

import (
	"testing"

	"github.com/99designs/gqlgen/graphql"
)

// TestCostOfNodes: one id that is no list is a list of one, as a literal and as a variable. It cost nothing, nor did what hung below it.
func TestCostOfNodes(t *testing.T) {
	for document, want := range map[string]int{
		`{ nodes(ids: ["x", "y"]) { ... on User { account { id } } } }`:                 4,
		`{ nodes(ids: "x") { ... on User { account { id } } } }`:                        2,
		`query($one: [ID!]!) { nodes(ids: $one) { ... on User { account { id } } } }`:   2,
		`query($two: [ID!]!) { nodes(ids: $two) { ... on User { account { id } } } }`:   4,
		`query($id: ID!) { nodes(ids: [$id, $id]) { ... on User { account { id } } } }`: 4,
	} {
		variables := map[string]any{"one": "x", "two": []any{"x", "y"}, "id": "x"}
		op := graphql.GetOperationContext(resolving(t, document, variables))
		m := &measure{Limits: &Limits{Cost: 100, Depth: 10, Fields: 100, schema: parsedSchema}, op: op}
		if got := m.cost(op.Operation.SelectionSet, m.root(), 1, 0); got != want || m.err != nil {
			t.Errorf("%s costs %d, want %d; %v", document, got, want, m.err)
		}
	}
}

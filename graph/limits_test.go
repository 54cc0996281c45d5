package graph

import (
	"fmt"
	"slices"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
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

// TestCostOfRejected: a page of an import's rejected rows costs its size, faults cost nothing.
func TestCostOfRejected(t *testing.T) {
	for document, want := range map[string]int{
		`{ node(id: "x") { ... on UserImport { rejected { line userErrors { code } } } } }`:                                     1 + 50,
		`query($n: Int = 7) { node(id: "x") { ... on UserImport { rejected(first: $n, after: 3) { line } } } }`:                 1 + 7,
		`{ nodes(ids: ["x", "y"]) { ... on UserImport { a: rejected(first: 0) { line } b: rejected(first: 1000) { line } } } }`: 2 * (1 + 1000),
	} {
		op := graphql.GetOperationContext(resolving(t, document, nil))
		limits := DefaultLimits()
		limits.schema = parsedSchema
		m := &measure{Limits: limits, op: op}
		if got := m.cost(op.Operation.SelectionSet, m.root(), 1, 0); got != want || m.err != nil {
			t.Errorf("%s costs %d, want %d; %v", document, got, want, m.err)
		}
	}
	op := graphql.GetOperationContext(resolving(t, `{ node(id: "x") { ... on UserImport { rows: rejected(first: 1001) { line } } } }`, nil))
	m := &measure{Limits: DefaultLimits(), op: op}
	m.schema = parsedSchema
	if m.cost(op.Operation.SelectionSet, m.root(), 1, 0); m.err == nil || m.err.Message != "first of rows must be between 0 and 1000" {
		t.Errorf("1,001 rows: %v", m.err)
	}
}

// TestCostOfCustomers: a list costs what it has, a file what it may have.
func TestCostOfCustomers(t *testing.T) {
	const create = `mutation($in: CreateCustomersInput!) { createCustomers(input: $in) { reviews { id similarAccounts { score } } rejected { userErrors { code } } } }`
	const approve = `mutation($in: ApproveReviewsInput!) { approveReviews(input: $in) { results { review { version } account { id } userErrors { code } } } }`
	customer := map[string]any{"type": "END_CUSTOMER", "name": "x", "address": map[string]any{"country": "DE"}}
	review := map[string]any{"reviewId": "x", "reviewVersion": 1}
	many := func(one map[string]any, n int) []any { return slices.Repeat([]any{one}, n) }
	for _, c := range []struct {
		document string
		input    map[string]any
		want     int
	}{
		{create, map[string]any{"parentId": "x", "customers": many(customer, 3)}, 1 + 3*(1+10) + 3*1},
		{create, map[string]any{"parentId": "x", "customers": customer}, 1 + (1 + 10) + 1},
		{create, map[string]any{"parentId": "x", "customers": many(customer, 1001)}, 1 + 1000*(1+10) + 1000*1},
		{create, map[string]any{"parentId": "x", "csv": "a file"}, 1 + 1000*(1+10) + 1000*1},
		{create, map[string]any{"parentId": "x", "csv": "a file", "customers": nil}, 1 + 1000*(1+10) + 1000*1},
		{approve, map[string]any{"reviews": many(review, 3)}, 1 + 3*(1+1+1)},
		{approve, map[string]any{"reviews": many(review, 201)}, 1 + 200*(1+1+1)},
	} {
		op := graphql.GetOperationContext(resolving(t, c.document, map[string]any{"in": c.input}))
		limits := DefaultLimits()
		limits.schema = parsedSchema
		m := &measure{Limits: limits, op: op}
		if got := m.cost(op.Operation.SelectionSet, m.root(), 1, 0); got != c.want || m.err != nil {
			t.Errorf("%s of %d keys costs %d, want %d; %v", c.document, len(c.input), got, c.want, m.err)
		}
	}
}

// TestCostOfPayloads: whatever a mutation answers a list of costs as many as it is given, or as the list may have at most.
func TestCostOfPayloads(t *testing.T) {
	given := map[string]any{}
	for _, list := range []string{"userIds", "accountIds", "assetIds", "users", "customers", "reviews"} {
		given[list] = make([]any, 7)
	}
	for _, field := range parsedSchema.Mutation.Fields {
		for _, list := range parsedSchema.Types[field.Type.Name()].Fields {
			if list.Type.Elem == nil || parsedSchema.Types[list.Type.Name()].Kind != ast.Object || list.Type.Name() == "UserError" {
				continue
			}
			want, bounded := lists[list.Name]
			if !bounded {
				want = 7
			}
			document := fmt.Sprintf("mutation($in: %s) { %s(input: $in) { %s { __typename } } }", field.Arguments.ForName("input").Type, field.Name, list.Name)
			doc, err := gqlparser.LoadQueryWithRules(parsedSchema, document, nil)
			if err != nil {
				t.Fatal(err)
			}
			op := &graphql.OperationContext{Doc: doc, Operation: doc.Operations[0], Variables: map[string]any{"in": given}}
			limits := DefaultLimits()
			limits.schema = parsedSchema
			m := &measure{Limits: limits, op: op}
			if got := m.cost(op.Operation.SelectionSet, m.root(), 1, 0); got != 1+want || m.err != nil {
				t.Errorf("%s of %s costs %d, want %d; %v", list.Name, field.Name, got, 1+want, m.err)
			}
		}
	}
}

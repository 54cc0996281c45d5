package graph

import (
	"context"
	"encoding/json"
	"slices"
	"testing"

	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/tree"
	"canopy/internal/viewer"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator"
)

// resolving is the context of the operation's first root field.
func resolving(t *testing.T, query string, variables map[string]any) context.Context {
	t.Helper()
	doc, errs := gqlparser.LoadQueryWithRules(parsedSchema, query, nil)
	if errs != nil {
		t.Fatal(errs)
	}
	op := &graphql.OperationContext{Doc: doc, Operation: doc.Operations[0]}
	if values, err := validator.VariableValues(parsedSchema, op.Operation, variables); err != nil {
		t.Fatal(err)
	} else {
		op.Variables = values
	}
	root := map[ast.Operation]string{ast.Query: "Query", ast.Mutation: "Mutation"}[op.Operation.Operation]
	ctx := graphql.WithOperationContext(context.Background(), op)
	field := graphql.CollectFields(op, op.Operation.SelectionSet, []string{root})[0]
	return graphql.WithFieldContext(ctx, &graphql.FieldContext{Object: root, Field: field})
}

// shown is a selection as text: fields, objects, and connections with their arguments, without keys.
func shown(sel *tree.Selection) any {
	if sel == nil {
		return nil
	}
	answer := map[string]any{}
	for f := range sel.Fields {
		answer[f] = true
	}
	for f, below := range sel.Objects {
		answer[f] = shown(below)
	}
	var pages []any
	for _, c := range sel.Connections {
		page := map[string]any{"field": c.Field, "node": shown(c.Node)}
		for flag, set := range map[string]bool{
			"edges": c.Edges, "nodes": c.Nodes, "pageInfo": c.PageInfo, "totalCount": c.TotalCount, "cursors": c.Cursors,
			"next": c.HasNext, "previous": c.HasPrevious, "below": c.IncludeDescendants,
		} {
			if set {
				page[flag] = true
			}
		}
		if c.Page.First != nil {
			page["first"] = *c.Page.First
		}
		pages = append(pages, page)
	}
	if pages != nil {
		answer["pages"] = pages
	}
	return answer
}

func TestSelection(t *testing.T) {
	for name, test := range map[string]struct {
		query, want string
		variables   map[string]any
		path        []string
	}{
		"leaves, objects and __typename": {
			query: `{ account(id: "1") { __typename called: name address { city formatted } parent { status } } }`,
			want:  `{"name":true,"address":{"city":true,"formatted":true},"parent":{"status":true}}`,
		},
		"fragments and directives": {
			query: `query($yes: Boolean!, $no: Boolean!) { account(id: "1") {
				...A id @skip(if: $yes) depth @include(if: $no) ... on Node { id @include(if: $yes) } ... @skip(if: $yes) { phone } } }
				fragment A on Account { type parent { ...B } } fragment B on Account { name }`,
			variables: map[string]any{"yes": true, "no": false},
			want:      `{"type":true,"parent":{"name":true},"id":true}`,
		},
		"a page and what is asked of it": {
			query: `{ account(id: "1") { users(first: 3, includeDescendants: true) { totalCount edges { cursor node { email } } nodes { phone account { name } } pageInfo { hasNextPage } } } }`,
			want: `{"pages":[{"field":"users","first":3,"below":true,"totalCount":true,"edges":true,"cursors":true,"nodes":true,"pageInfo":true,"next":true,
				"node":{"email":true,"phone":true,"account":{"name":true}}}]}`,
		},
		"aliases of one page are two": {
			query: `{ account(id: "1") { a: subAccounts(first: 1) { nodes { name } } b: subAccounts(first: 2) { pageInfo { endCursor hasPreviousPage } } } }`,
			want: `{"pages":[{"field":"subAccounts","first":1,"nodes":true,"node":{"name":true}},
				{"field":"subAccounts","first":2,"pageInfo":true,"cursors":true,"previous":true,"node":{}}]}`,
		},
		"aliases of one object are one, with the pages of both": {
			query: `{ account(id: "1") { a: parent { name users(first: 1) { totalCount } } b: parent { type users(first: 2) { totalCount } } } }`,
			want:  `{"parent":{"name":true,"type":true,"pages":[{"field":"users","first":1,"totalCount":true,"node":{}},{"field":"users","first":2,"totalCount":true,"node":{}}]}}`,
		},
		"one fragment reached twice is one page": {
			query: `{ account(id: "1") { a: parent { ...P } b: parent { ...P } } } fragment P on Account { users(first: 1) { nodes { email } } }`,
			want:  `{"parent":{"pages":[{"field":"users","first":1,"nodes":true,"node":{"email":true}}]}}`,
		},
		"of a payload": {
			query: `mutation { discardReview(input: {reviewId: "1"}) { userErrors { code } a: review { status } b: review { details { name } } } }`,
			path:  []string{"review"},
			want:  `{"status":true,"details":{"name":true}}`,
		},
		"of a payload without it": {
			query: `mutation { discardReview(input: {reviewId: "1"}) { userErrors { code } } }`,
			path:  []string{"review"},
			want:  `null`,
		},
		"deeper": {
			query: `mutation { signIn(input: {email: "a", password: "b"}) { viewer { user { email } } } }`,
			path:  []string{"viewer", "user"},
			want:  `{"email":true}`,
		},
	} {
		t.Run(name, func(t *testing.T) {
			got := shown(selection(resolving(t, test.query, test.variables), test.path...))
			var want any
			if err := json.Unmarshal([]byte(test.want), &want); err != nil {
				t.Fatal(err)
			}
			gotText, _ := json.Marshal(got)
			wantText, _ := json.Marshal(want)
			if string(gotText) != string(wantText) {
				t.Errorf("selected\n%s, want\n%s", gotText, wantText)
			}
		})
	}
}

func TestNodeSelection(t *testing.T) {
	ctx := resolving(t, `{ node(id: "1") { id ... on Account { name } ... on User { email account { name } } } }`, nil)
	for kind, want := range map[nodeid.Kind]string{
		nodeid.Account: `{"id":true,"name":true}`, nodeid.User: `{"account":{"name":true},"email":true,"id":true}`, nodeid.Review: `{"id":true}`,
	} {
		if got, _ := json.Marshal(shown(nodeSelection(ctx)(kind))); string(got) != want {
			t.Errorf("of %s: %s, want %s", kind, got, want)
		}
	}
}

func TestConnectionArguments(t *testing.T) {
	query := `query($filter: AccountFilter, $order: AccountOrder, $after: String) {
		accounts(first: 7, after: $after, filter: $filter, orderBy: $order) { nodes { users(filter: {search: "x", status: [ACTIVE]}, orderBy: {field: EMAIL, direction: DESC}) { totalCount } } } }`
	c := connection(resolving(t, query, map[string]any{
		"after": "c", "filter": map[string]any{"type": []any{"RESELLER"}, "updatedSince": "2026-01-01T00:00:00Z"}, "order": map[string]any{"field": "CREATED_AT"},
	}))
	if c.Err != nil || c.Field != "accounts" || *c.Page.First != 7 || *c.Page.After != "c" || c.Page.Last != nil || !slices.Contains(c.Accounts.Type, "RESELLER") ||
		c.Accounts.UpdatedSince.Year() != 2026 || c.AccountOrder.Field != "CREATED_AT" || c.AccountOrder.Direction != "ASC" {
		t.Errorf("%+v", c)
	}
	users := c.Node.Connections[0]
	if *users.Users.Search != "x" || !slices.Contains(users.Users.Status, "ACTIVE") || users.UserOrder != (tree.UserOrder{Field: "EMAIL", Direction: "DESC"}) || users.IncludeDescendants {
		t.Errorf("%+v", users)
	}
	directory := connection(resolving(t, `{ userDirectory(accountId: "1", search: "ada", first: 1) { nodes { email } } }`, nil))
	if *directory.Users.Search != "ada" || *directory.Page.First != 1 {
		t.Errorf("%+v", directory)
	}
	wrong := connection(resolving(t, `{ accounts(filter: {updatedSince: "yesterday"}) { totalCount } }`, nil))
	if problem.CodeOf(wrong.Err) != problem.BadUserInput {
		t.Errorf("a filter by yesterday: %v", wrong.Err)
	}
	below := connection(resolving(t, `query($role: [Role!], $no: Boolean = false) { accounts { nodes { users(filter: {role: $role}) { totalCount } reviews(similar: $no) { totalCount } } } }`,
		map[string]any{"role": []any{"ADMIN", "VIEWER"}})).Node.Connections
	if !slices.Equal(below[0].Users.Role, []viewer.Role{viewer.Admin, viewer.Reader}) || *below[1].Similar || below[1].ReviewStatus != nil {
		t.Errorf("%+v, %+v", below[0].Users, below[1])
	}
	rejected := nodeSelection(resolving(t, `{ node(id: "1") { ... on UserImport { a: rejected(first: 3, after: 7) { line } b: rejected { userErrors { code } } } } }`, nil))(nodeid.UserImport).Connections
	if a, b := rejected[0], rejected[1]; *a.Page.First != 3 || *a.AfterIndex != 7 || a.Page.After != nil || b.Page.First != nil || b.AfterIndex != nil {
		t.Errorf("%+v, %+v", a, b)
	}
	plain := connection(resolving(t, `{ accounts { totalCount } }`, nil))
	if plain.Page != (tree.Page{}) || plain.Accounts.Search != nil || plain.AccountOrder != (tree.AccountOrder{}) {
		t.Errorf("%+v", plain)
	}
}

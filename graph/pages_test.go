package graph

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"canopy/ent"
	"canopy/internal/canopytest"
	"canopy/internal/nodeid"
	"canopy/internal/tree"
	"canopy/internal/viewer"

	"github.com/99designs/gqlgen/graphql"
	"github.com/99designs/gqlgen/graphql/executor"
)

// answer runs an operation.
func answer(t *testing.T, ctx context.Context, rig *canopytest.Rig, query string) string {
	t.Helper()
	e := executor.New(New(&Resolver{Tree: tree.New(tree.Config{Store: rig.Store, Now: rig.Clock.Now}), Now: rig.Clock.Now}))
	e.SetErrorPresenter(Present)
	ctx = graphql.StartOperationTrace(ctx)
	op, errs := e.CreateOperationContext(ctx, &graphql.RawParams{Query: query})
	if errs != nil {
		t.Fatal(errs)
	}
	responses, ctx := e.DispatchOperation(ctx, op)
	response := responses(ctx)
	for _, err := range response.Errors {
		return fmt.Sprintf("%s: %s", err.Extensions["code"], err.Message)
	}
	var compact strings.Builder
	var data any
	if err := json.Unmarshal(response.Data, &data); err != nil {
		t.Fatal(err)
	}
	if err := json.NewEncoder(&compact).Encode(data); err != nil {
		t.Fatal(err)
	}
	return strings.TrimSpace(compact.String())
}

// TestPages: what one document asks of the same object under several names does not mix.
func TestPages(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		named := func(name string) func(*ent.AccountCreate) {
			return func(c *ent.AccountCreate) { c.SetName(name).SetNameKey(strings.ToLower(name)) }
		}
		top := rig.Account(nil, named("Top"))
		for _, name := range []string{"A", "B", "C"} {
			rig.Account(top, named(name))
		}
		admin := rig.User(top, viewer.Admin)
		ctx, id := rig.As(admin), nodeid.New(nodeid.Account, top.ID)
		for query, want := range map[string]string{
			`{ account(id: "%s") { subAccounts(first: 1) { a: nodes { parent { subAccounts(last: 1) { nodes { name } } } } edges { node { parent { subAccounts(first: 2) { nodes { name } } } } } } } }`: `{"account":{"subAccounts":{` +
				`"a":[{"parent":{"subAccounts":{"nodes":[{"name":"C"}]}}}],"edges":[{"node":{"parent":{"subAccounts":{"nodes":[{"name":"A"},{"name":"B"}]}}}}]}}}`,
			`{ node(id: "%s") { ... on Account { x: subAccounts(first: 1, orderBy: {direction: DESC}) { nodes { name } pageInfo { hasNextPage hasPreviousPage } } y: subAccounts { totalCount } } } }`: `{"node":{` +
				`"x":{"nodes":[{"name":"C"}],"pageInfo":{"hasNextPage":true,"hasPreviousPage":false}},"y":{"totalCount":3}}}`,
			`{ account(id: "%s") { parent { name } ancestors { name } reviews { nodes { id } } users { nodes { displayName } } } }`: `{"account":{"ancestors":[],"parent":null,"reviews":{"nodes":[]},` +
				`"users":{"nodes":[{"displayName":"` + admin.GivenName + ` ` + admin.FamilyName + `"}]}}}`,
			`{ account(id: "%s") { subAccounts { nodes { subAccounts(after: "x") { totalCount } } } } }`:                  `BAD_USER_INPUT: after of subAccounts is no cursor: give one that an earlier page answered`,
			`{ account(id: "%s") { subAccounts { nodes { subAccounts(filter: {updatedSince: "x"}) { totalCount } } } } }`: `BAD_USER_INPUT: subAccounts: filter.updatedSince "x" is no DateTime; write it as 2026-01-31T09:30:00Z`,
			`{ nodes(ids: ["%s", "acc_0", "x"]) { id __typename } }`:                                                      `{"nodes":[{"__typename":"Account","id":"` + id.String() + `"},null,null]}`,
		} {
			if got := answer(t, ctx, rig, fmt.Sprintf(query, id)); got != want {
				t.Errorf("%s\n answers %s\n    want %s", query, got, want)
			}
		}
	})
}

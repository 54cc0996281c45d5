package api_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"canopy/ent"

	"github.com/vektah/gqlparser/v2/ast"
)

// counting is somebody who counts in a house where everything is at each of 156 accounts.
type counting struct {
	*house
	counts
	t     *testing.T
	root  *ent.Account
	admin *ent.User
	token string
}

// count is how many statements an operation takes whose token asked before.
func (c *counting) count(document string, given vars) int {
	c.t.Helper()
	c.must(c.t, c.token, "{ viewer { __typename } }", nil)
	return c.Statements(func() { c.must(c.t, c.token, document, given) })
}

// same is how many statements an operation takes: as many over two parents as over all, by <n>. <id> is the root.
func (c *counting) same(document string) int {
	c.t.Helper()
	at := func(n string) int {
		return c.count(strings.NewReplacer("<id>", fmt.Sprintf("%q", accountID(c.root)), "<n>", n).Replace(document), nil)
	}
	two, all := at("2"), at("200")
	if two != all {
		c.t.Errorf("%d statements over 2 parents, %d over all: %s", two, all, document)
	}
	return all
}

// more is how many statements more a selection takes than another: at one account no more than at two, and there as many as at all.
func (c *counting) more(selection, than string) int {
	c.t.Helper()
	take := func(place string) int {
		return c.same(fmt.Sprintf(place, selection)) - c.same(fmt.Sprintf(place, than))
	}
	one, all := take("{ account(id: <id>) { %s } }"), take("{ accounts(first: <n>) { nodes { %s } } }")
	if one > all {
		c.t.Errorf("%d statements more at one account, %d at many: %s", one, all, selection)
	}
	return all
}

// connections counts each connection of the schema, whatever is asked of it.
func (c *counting) connections() {
	for _, d := range []*ast.Definition{schema.Query, schema.Types["Viewer"], schema.Types["Account"]} {
		for _, f := range d.Fields {
			if f.Arguments.ForName("after") == nil {
				continue
			}
			c.connection(d, f, "", "")
			if f.Arguments.ForName("includeDescendants") != nil {
				c.connection(d, f, "includeDescendants: true, ", ", and below")
			}
		}
	}
}

func (c *counting) connection(of *ast.Definition, f *ast.FieldDefinition, argument, named string) {
	if f.Arguments.ForName("accountId") != nil {
		argument = "accountId: <id>, "
	}
	ask := func(arguments, selected string) int {
		field := f.Name + "(" + argument + arguments + ") { " + selected + " }"
		if of == schema.Query {
			return c.same("{ viewer { __typename } "+field+" }") - c.same("{ viewer { __typename } }")
		}
		if of.Name == "Viewer" {
			return c.same("{ viewer { __typename "+field+" } }") - c.same("{ viewer { __typename } }")
		}
		return c.more(field, "id")
	}
	const all = "edges { cursor node { id } } nodes { id } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } totalCount"
	row := []any{"`" + of.Name + "." + f.Name + "`" + named}
	for _, selected := range []string{"nodes { id }", "edges { cursor node { id } }", "pageInfo { hasNextPage hasPreviousPage startCursor endCursor }", "totalCount", all} {
		row = append(row, ask("first: 2", selected))
	}
	cursor := func(arguments string) string { return c.cursorOf(of, f, argument+arguments) }
	narrowed, filter := "", `filter: {search: "u", status: [ACTIVE]}, `
	switch f.Name {
	case "users":
		filter = `filter: {search: "u", status: [ACTIVE], role: [VIEWER], invitation: [ACCEPTED]}, `
	case "assets":
		filter = `filter: {search: "a", kind: "cabinet", location: "HALL", assigned: true}, `
	case "events":
		filter = fmt.Sprintf(`filter: {action: [GRANT_ADDED], actorId: %q, since: "2020-01-01T00:00:00Z", outcome: DONE}, `, userID(c.admin))
	}
	for _, a := range []struct{ name, value string }{
		{"maxDepth", "maxDepth: 2, "}, {"search", `search: "u", `}, {"status", "status: APPROVED, "}, {"similar", "similar: true, "}, {"filter", filter},
		{"orderBy", "orderBy: {field: CREATED_AT, direction: DESC}, "},
	} {
		if f.Name == "userImports" && a.name == "status" {
			a.value = "status: REJECTED, "
		}
		if f.Arguments.ForName(a.name) != nil {
			narrowed += a.value
		}
	}
	row = append(row, ask(narrowed+"first: 2", all), ask("first: 2, after: "+cursor(""), "nodes { id } pageInfo { hasNextPage }"), ask("first: 2, after: "+cursor(""), all))
	if f.Arguments.ForName("before") == nil {
		c.add("A connection", append(row, "")...)
		return
	}
	c.add("A connection", append(row, ask(narrowed+"last: 2, before: "+cursor(narrowed), all))...)
}

// cursorOf is a cursor of a page, as a literal.
func (c *counting) cursorOf(of *ast.Definition, f *ast.FieldDefinition, arguments string) string {
	path, field := f.Name, f.Name+"("+strings.ReplaceAll(arguments, "<id>", fmt.Sprintf("%q", accountID(c.root)))+"first: 1) { pageInfo { endCursor } }"
	if of.Name == "Viewer" {
		path, field = "viewer."+path, "viewer { "+field+" }"
	} else if of != schema.Query {
		path, field = "account."+path, fmt.Sprintf("account(id: %q) { %s }", accountID(c.root), field)
	}
	return fmt.Sprintf("%q", c.must(c.t, c.token, "{ "+field+" }", nil).text(path+".pageInfo.endCursor"))
}

// fields counts each field that takes a statement of its own, at all objects of a level together.
func (c *counting) fields() {
	c.fieldsOf("Account", "Account", "%s")
	c.fieldsOf("User", "User", "users(first: 2) { nodes { %s } }")
	c.fieldsOf("Review", "Review", "reviews(first: 2) { nodes { %s } }")
	c.fieldsOf("Asset", "Asset", "assets(first: 2) { nodes { %s } }")
	c.fieldsOf("Grant", "Grant", "grants(first: 2) { nodes { %s } }")
	c.fieldsOf("ApiKey", "ApiKey", "apiKeys(first: 2) { nodes { %s } }")
	c.fieldsOf("UserImport", "UserImport", "userImports(first: 2) { nodes { %s } }")
	c.fieldsOf("Webhook", "Webhook", "webhooks(first: 2) { nodes { %s } }")
	c.fieldsOf("WebhookDelivery", "WebhookDelivery", "webhooks(first: 2) { nodes { deliveries(first: 2) { nodes { %s } } } }")
	c.fieldsOf("Event", "Event", "events(first: 2) { nodes { %s } }")
}

func (c *counting) fieldsOf(typeName, called, place string) {
	for _, f := range schema.Types[typeName].Fields {
		d := schema.Types[f.Type.Name()]
		if strings.HasPrefix(f.Name, "__") || f.Arguments.ForName("after") != nil {
			continue
		}
		if n := c.more(fmt.Sprintf(place, leafOf(f)), fmt.Sprintf(place, "__typename")); n > 0 {
			c.add("A field", "`"+called+"."+f.Name+"`", n)
		}
		if d.Kind == ast.Object && !slices.Contains(d.Interfaces, "Node") {
			c.fieldsOf(d.Name, called+"."+f.Name, fmt.Sprintf(place, headOf(f)+" { %s }"))
		}
	}
}

// headOf is a field with the argument that it needs.
func headOf(f *ast.FieldDefinition) string {
	if f.Arguments.ForName("accountId") != nil {
		return f.Name + "(accountId: <id>)"
	}
	return f.Name
}

// leafOf is a field with one leaf below it, not the id.
func leafOf(f *ast.FieldDefinition) string {
	d := schema.Types[f.Type.Name()]
	if d.IsLeafType() {
		return headOf(f)
	}
	for _, leaf := range d.Fields {
		if schema.Types[leaf.Type.Name()].IsLeafType() && leaf.Name != "id" && !strings.HasPrefix(leaf.Name, "__") {
			return headOf(f) + " { " + leaf.Name + " }"
		}
	}
	return headOf(f) + " { __typename }"
}

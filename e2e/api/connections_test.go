package api_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"canopy/ent"
	"canopy/internal/locale"
	"canopy/internal/viewer"
)

// named gives an account its name.
func named(name string) func(*ent.AccountCreate) {
	return func(c *ent.AccountCreate) {
		c.SetName(name).SetNameKey(locale.Fold(name)).SetSearch(locale.SearchKey(name))
	}
}

// family is a reseller R with the accounts A to E below it, in another order of creation, and A1 below A.
func (h *house) family(t *testing.T) (root *ent.Account, byName map[string]*ent.Account, token string) {
	t.Helper()
	root = h.Account(nil, named("R"))
	byName = map[string]*ent.Account{"R": root}
	for _, name := range []string{"C", "A", "E", "B", "D"} {
		byName[name] = h.Account(root, named(name))
	}
	byName["A1"] = h.Account(byName["A"], named("A1"))
	return root, byName, h.token(t, h.User(root, viewer.Admin))
}

// names are the names of the accounts of a page, from its nodes or its edges.
func (a *answer) names(path string) string {
	var names []string
	for _, n := range list(a.at(path + ".nodes")) {
		names = append(names, fmt.Sprint(n.(map[string]any)["name"]))
	}
	for _, e := range list(a.at(path + ".edges")) {
		if node, ok := e.(map[string]any)["node"].(map[string]any); ok {
			names = append(names, fmt.Sprint(node["name"]))
		}
	}
	return strings.Join(names, " ")
}

// TestConnectionParts selects each part of a page alone.
func TestConnectionParts(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		root, _, token := h.family(t)
		ask := func(page string) *answer {
			t.Helper()
			return h.must(t, token, `query($id: ID!, $yes: Boolean! = true, $no: Boolean! = false) { account(id: $id) { `+page+` } __typename @include(if: $yes) @skip(if: $no) }`,
				vars{"id": accountID(root)})
		}
		for page, want := range map[string]string{
			`s: subAccounts(first: 2) { nodes { name } }`:                                                                         "A B",
			`s: subAccounts(first: 2) { edges { node { name } } }`:                                                                "A B",
			`s: subAccounts(last: 2) { nodes { name } }`:                                                                          "D E",
			`s: subAccounts(first: 0) { nodes { name } }`:                                                                         "",
			`s: subAccounts(first: 2) { totalCount nodes { name } }`:                                                              "A B",
			`s: subAccounts(first: 2) @include(if: $yes) { nodes { name } }`:                                                      "A B",
			`s: subAccounts(first: 2) { nodes @include(if: $yes) { name } edges @skip(if: $yes) { node { name } } }`:              "A B",
			`s: subAccounts(first: 2) { nodes @skip(if: $no) { ... @include(if: $yes) { name } } }`:                               "A B",
			`s: subAccounts(first: 2) { nodes { name } } s: subAccounts(first: 2) { totalCount }`:                                 "A B",
			`s: subAccounts(first: 2) { totalCount } ... on Account { s: subAccounts(first: 2) { nodes { name } } }`:              "A B",
			`s: subAccounts(first: 2, orderBy: {field: CREATED_AT}) { nodes { name } }`:                                           "C A",
			`s: subAccounts(first: 2, orderBy: {direction: DESC}) { nodes { name } }`:                                             "E D",
			`s: subAccounts(filter: {search: "b"}) { nodes { name } }`:                                                            "B",
			`s: subAccounts(filter: {search: "b"}) { edges { node { name } } totalCount }`:                                        "B",
			`subAccounts(last: 1) { nodes { name } } s: subAccounts(first: 1) { nodes { name } }`:                                 "A",
			`subAccounts @skip(if: $yes) { nodes { name } } s: subAccounts(first: 1) { nodes { name } pageInfo { hasNextPage } }`: "A",
		} {
			if got := ask(page).names("account.s"); got != want {
				t.Errorf("%s: %q, want %q", page, got, want)
			}
		}
		if got := ask(`s: subAccounts(first: 2) { totalCount }`).text("account.s.totalCount"); got != "5" {
			t.Errorf("totalCount alone is %s", got)
		}
		if got := ask(`s: subAccounts(first: 2) { pageInfo { hasNextPage } }`).text("account.s.pageInfo.hasNextPage"); got != "true" {
			t.Errorf("hasNextPage alone is %s", got)
		}
		if got := ask(`s: subAccounts(last: 2) { pageInfo { hasPreviousPage } }`).text("account.s.pageInfo.hasPreviousPage"); got != "true" {
			t.Errorf("hasPreviousPage alone is %s", got)
		}
		if a := ask(`s: subAccounts(first: 2) { edges { cursor } pageInfo { startCursor endCursor } }`); a.text("account.s.edges.0.cursor") != a.text("account.s.pageInfo.startCursor") ||
			a.text("account.s.edges.1.cursor") != a.text("account.s.pageInfo.endCursor") {
			t.Errorf("cursors: %s", a.Body)
		}
		if a := ask(`s: subAccounts(filter: {search: "nobody"}) { edges { cursor } pageInfo { startCursor endCursor hasNextPage } totalCount }`); a.text("account.s") !=
			"map[edges:[] pageInfo:map[endCursor:<nil> hasNextPage:false startCursor:<nil>] totalCount:0]" {
			t.Errorf("an empty page: %s", a.Body)
		}
	})
}

// TestConnectionPages walks forwards and backwards by cursors.
func TestConnectionPages(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		root, _, token := h.family(t)
		walk := func(arguments, from, more string) (pages []string) {
			var cursor any
			for range 10 {
				a := h.must(t, token, `query($id: ID!, $at: String) { account(id: $id) { s: subAccounts(`+arguments+`) {
					nodes { name } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } } }`, vars{"id": accountID(root), "at": cursor})
				pages = append(pages, a.names("account.s"))
				if a.at("account.s.pageInfo."+more) == false {
					return pages
				}
				cursor = a.at("account.s.pageInfo." + from)
			}
			return pages
		}
		same(t, "forwards", walk("first: 2, after: $at", "endCursor", "hasNextPage"), []string{"A B", "C D", "E"})
		same(t, "backwards", walk("last: 2, before: $at", "startCursor", "hasPreviousPage"), []string{"D E", "B C", "A"})
		same(t, "by creation", walk("first: 2, after: $at, orderBy: {field: CREATED_AT}", "endCursor", "hasNextPage"), []string{"C A", "E B", "D"})
	})
}

// TestConnectionAliases reaches the same account twice and asks other pages of it each time.
func TestConnectionAliases(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		_, byName, token := h.family(t)
		a := h.must(t, token, `query($id: ID!) { account(id: $id) {
			x: parent { subAccounts(first: 1) { nodes { name } } ...Count }
			y: parent { subAccounts(last: 1) { nodes { name } totalCount } z: subAccounts(first: 2) { edges { node { name } } } }
			ancestors { ...Count }
			subAccounts { nodes { parent { subAccounts(first: 1) { nodes { name } } } } }
		} } fragment Count on Account { all: subAccounts { totalCount } }`, vars{"id": accountID(byName["A"])})
		for path, want := range map[string]string{"x.subAccounts": "A", "y.subAccounts": "E", "y.z": "A B", "subAccounts.nodes.0.parent.subAccounts": "A1"} {
			if got := a.names("account." + path); got != want {
				t.Errorf("%s is %q, want %q", path, got, want)
			}
		}
		for _, path := range []string{"x.all.totalCount", "y.subAccounts.totalCount", "ancestors.0.all.totalCount"} {
			if got := a.text("account." + path); got != "5" {
				t.Errorf("%s is %s", path, got)
			}
		}
	})
}

// TestConnectionRefusals are told with a code before any SQL but that of the token.
func TestConnectionRefusals(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		root, _, token := h.family(t)
		byTime := h.must(t, token, `{ accounts(first: 1, orderBy: {field: CREATED_AT}) { pageInfo { endCursor } } }`, nil).text("accounts.pageInfo.endCursor")
		byName := h.must(t, token, `{ accounts(first: 1) { pageInfo { endCursor } } }`, nil).text("accounts.pageInfo.endCursor")
		for arguments, message := range map[string]string{
			`first: 1000000`:           "between 0 and 1000",
			`first: -1`:                "between 0 and 1000",
			`last: 1001`:               "between 0 and 1000",
			`first: $many`:             "between 0 and 1000",
			`first: 1, last: 1`:        "not both",
			`after: ""`:                "no cursor",
			`after: "nonsense"`:        "no cursor",
			`before: "YW4r"`:           "no cursor",
			`after: "` + byTime + `"`:  "another order",
			`after: "` + byName + `A"`: "no cursor",
			`before: "` + byTime + `"`: "another order",
			`after: "` + byName + `", orderBy: {direction: DESC}`:       "another order",
			`after: "` + byName + `", orderBy: {field: UPDATED_AT}`:     "another order",
			`after: "` + byTime + `", orderBy: {field: UPDATED_AT}`:     "another order",
			`after: "` + byTime + `", orderBy: {field: ACCOUNT_NUMBER}`: "another order",
		} {
			for _, document := range []string{
				`query($many: Int = 1001, $id: ID) { accounts(` + arguments + `) { nodes { name } } account(id: $id) { name } }`,
				`query($many: Int = 1001, $id: ID) { account(id: $id) { subAccounts { nodes { subAccounts(` + arguments + `) { nodes { name } } } } } }`,
			} {
				if !strings.Contains(arguments, "$many") {
					document = strings.Replace(document, "$many: Int = 1001, ", "", 1)
				}
				var a *answer
				n := h.Statements(func() { a = h.ask(t, token, document, vars{"id": accountID(root)}) })
				if !slices.Equal(a.codes(), []string{"BAD_USER_INPUT"}) || !strings.Contains(a.Body, message) {
					t.Errorf("%s: %s", document, a.Body)
				}
				if n > 2 || n > 1 && strings.Contains(document, "subAccounts") { // the other root field may run
					t.Errorf("%s: %d statements", document, n)
				}
			}
		}
	})
}

// TestCost is refused above the limit before any SQL, and told with every answer.
func TestCost(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		_, _, token := h.family(t)
		var a *answer
		n := h.Statements(func() {
			a = h.ask(t, token, `{ accounts(first: 1000) { nodes { subAccounts(first: 1000) { nodes { name } } } } }`, nil)
		})
		if !slices.Equal(a.codes(), []string{"COST_LIMIT"}) || a.Data != nil || n != 1 {
			t.Errorf("%d statements: %s", n, a.Body)
		}
		if e := a.Errors[0].Extensions; e["cost"] != 1_001_000.0 || e["limit"] != 50_000.0 {
			t.Errorf("extensions are %v", e)
		}
		for document, want := range map[string]string{
			`{ viewer { user { email } } }`: "map[cost:2 limit:50000]",
			`{ accounts(first: 10) { nodes { name users(first: 5) { edges { node { email } } } } } }`:   "map[cost:60 limit:50000]",
			`{ accounts(first: 10) { nodes { descendants(first: 5) { nodes { name } totalCount } } } }`: "map[cost:170 limit:50000]",
			`{ __typename }`: "map[cost:0 limit:50000]",
		} {
			if got := fmt.Sprint(h.must(t, token, document, nil).Extensions["cost"]); got != want {
				t.Errorf("%s: %s, want %s", document, got, want)
			}
		}
	})
}

// TestConnectionOfPayload refuses a mutation before it changes anything when a page of its payload cannot be read.
func TestConnectionOfPayload(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		root, _, token := h.family(t)
		in := customer(root, h.User(root, viewer.Admin), nil)
		document := `mutation($input: CreateCustomerInput!) { createCustomer(input: $input) { review { parent { subAccounts(%s) { nodes { name } } } } userErrors { code } } }`
		for _, arguments := range []string{`after: "nonsense"`, `first: 1, last: 1`, `first: 1001`} {
			h.unchanged(t, func() {
				a := h.ask(t, token, fmt.Sprintf(document, arguments), vars{"input": in})
				if !slices.Equal(a.codes(), []string{"BAD_USER_INPUT"}) || a.Data != nil {
					t.Errorf("%s: %s", arguments, a.Body)
				}
			})
		}
		if a := h.must(t, token, fmt.Sprintf(document, `last: 1`), vars{"input": in}); a.names("createCustomer.review.parent.subAccounts") != "E" {
			t.Error(a.Body)
		}
	})
}

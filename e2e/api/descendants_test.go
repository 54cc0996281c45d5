package api_test

import (
	"encoding/base64"
	"slices"
	"strings"
	"testing"

	"canopy/ent"
	"canopy/ent/grant"
	"canopy/internal/viewer"
)

// TestDescendants selects each part of a page alone, at the root and nested, with levels and filters.
func TestDescendants(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		root, byName, token := h.family(t)
		byName["A2"] = h.Account(byName["A"], named("A2"))
		byName["C1"] = h.Account(byName["C"], named("C1"))
		byName["A11"] = h.Account(byName["A1"], named("A11"))
		ask := func(page string) *answer {
			t.Helper()
			return h.must(t, token, `query($id: ID!) { account(id: $id) { `+page+` } }`, vars{"id": accountID(root)})
		}
		for page, want := range map[string]string{
			`s: descendants { nodes { name } }`:                                                                      "C C1 A A1 A11 A2 E B D",
			`s: descendants { edges { node { name } } }`:                                                             "C C1 A A1 A11 A2 E B D",
			`s: descendants(first: 4) { nodes { name } }`:                                                            "C C1 A A1",
			`s: descendants(first: 0) { nodes { name } }`:                                                            "",
			`s: descendants(maxDepth: 1) { nodes { name } }`:                                                         "C A E B D",
			`s: descendants(maxDepth: 2) { nodes { name } totalCount }`:                                              "C C1 A A1 A2 E B D",
			`s: descendants(maxDepth: 1000000) { nodes { name } }`:                                                   "C C1 A A1 A11 A2 E B D",
			`s: descendants(filter: {search: "1"}) { nodes { name } }`:                                               "C1 A1 A11",
			`s: descendants(filter: {search: "1"}, maxDepth: 2) { nodes { name } }`:                                  "C1 A1",
			`s: descendants(first: 1) { nodes { name } } ... on Account { s: descendants(first: 1) { totalCount } }`: "C",
		} {
			if got := ask(page).names("account.s"); got != want {
				t.Errorf("%s: %q, want %q", page, got, want)
			}
		}
		for page, want := range map[string]string{
			`s: descendants { totalCount }`:                                                            "map[totalCount:9]",
			`s: descendants(first: 1, maxDepth: 1) { totalCount }`:                                     "map[totalCount:5]",
			`s: descendants(filter: {search: "1"}) { totalCount }`:                                     "map[totalCount:3]",
			`s: descendants(first: 9) { pageInfo { hasNextPage hasPreviousPage } }`:                    "map[pageInfo:map[hasNextPage:false hasPreviousPage:false]]",
			`s: descendants(first: 8) { pageInfo { hasNextPage } }`:                                    "map[pageInfo:map[hasNextPage:true]]",
			`s: descendants(filter: {search: "?"}) { nodes { id } pageInfo { endCursor } totalCount }`: "map[nodes:[] pageInfo:map[endCursor:<nil>] totalCount:0]",
		} {
			if got := ask(page).text("account.s"); got != want {
				t.Errorf("%s: %s, want %s", page, got, want)
			}
		}
		a := ask(`subAccounts(orderBy: {field: CREATED_AT}) { nodes { x: descendants(first: 2) { nodes { name } totalCount } y: descendants(first: 1, maxDepth: 1) { edges { node { name } } } } }`)
		for path, want := range map[string]string{"0.x": "C1", "0.y": "C1", "1.x": "A1 A11", "1.y": "A1", "2.x": ""} {
			if got := a.names("account.subAccounts.nodes." + path); got != want {
				t.Errorf("nested %s: %q, want %q", path, got, want)
			}
		}
		if got := a.text("account.subAccounts.nodes.1.x.totalCount"); got != "3" {
			t.Errorf("totalCount of a nested page is %s", got)
		}
	})
}

// TestDescendantsPages walks to the end in every size of page; each page goes on with the tree, and knows where it stands.
func TestDescendantsPages(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		accounts := h.Forest([]int{-1, 0, 1, 0, 2, 3, 1, 4, 0, 3})
		token := h.token(t, h.User(accounts[0], viewer.Admin))
		var whole []string
		for _, size := range []int{1000, 1, 2, 3, 4, 8} {
			listed, all := map[string]bool{accountID(accounts[0]): true}, []string(nil)
			for cursor, more := any(nil), true; more; {
				a := h.must(t, token, `query($id: ID!, $first: Int, $at: String) { account(id: $id) { descendants(first: $first, after: $at) {
					totalCount nodes { id parent { id } } pageInfo { hasNextPage hasPreviousPage endCursor } } } }`,
					vars{"id": accountID(accounts[0]), "first": size, "at": cursor})
				if previous := a.at("account.descendants.pageInfo.hasPreviousPage"); previous != (cursor != nil) || a.text("account.descendants.totalCount") != "9" {
					t.Errorf("pages of %d: %s", size, a.Body)
				}
				for _, n := range list(a.at("account.descendants.nodes")) {
					node := n.(map[string]any)
					if !listed[node["parent"].(map[string]any)["id"].(string)] {
						t.Errorf("pages of %d: %v before its parent", size, node)
					}
					id := node["id"].(string)
					listed[id], all = true, append(all, id)
				}
				cursor, more = a.at("account.descendants.pageInfo.endCursor"), a.at("account.descendants.pageInfo.hasNextPage") == true
			}
			if whole == nil {
				whole = all
			}
			if len(all) != 9 || !slices.Equal(all, whole) {
				t.Errorf("pages of %d: %v, want %v", size, all, whole)
			}
		}
	})
}

// TestDescendantsBehindHoles shows the unbroken visible tree only, and no more by a cursor of somebody who sees all.
func TestDescendantsBehindHoles(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		a := h.Forest([]int{-1, 0, 1, 2, 1, 0, 5, -1, 7})
		somebody := h.User(a[1], "") // sees 1 alone, 3 below the invisible 2, and 4
		h.Grant(somebody, a[1], viewer.Reader, grant.ScopeACCOUNT_ONLY)
		h.Grant(somebody, a[3], viewer.Reader, grant.ScopeSUBTREE)
		h.Grant(somebody, a[4], viewer.Reader, grant.ScopeSUBTREE)
		token, all := h.token(t, somebody), h.token(t, h.User(a[0], viewer.Admin))
		page := `query($id: ID!, $after: String) { account(id: $id) { descendants(after: $after) { totalCount edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage } } } }`
		ids := func(a *answer) (ids []string) {
			for _, e := range list(a.at("account.descendants.edges")) {
				ids = append(ids, e.(map[string]any)["node"].(map[string]any)["id"].(string))
			}
			return ids
		}
		mine := h.must(t, token, page, vars{"id": accountID(a[1])})
		same(t, "behind holes", ids(mine), []string{accountID(a[4])})
		if mine.text("account.descendants.totalCount") != "1" {
			t.Errorf("totalCount: %s", mine.Body)
		}

		whole := h.must(t, all, page, vars{"id": accountID(a[0])})
		for _, e := range list(whole.at("account.descendants.edges")) {
			cursor := e.(map[string]any)["cursor"].(string)
			for _, at := range []*ent.Account{a[1], a[3], a[4]} {
				got := h.must(t, token, page, vars{"id": accountID(at), "after": cursor})
				if found := ids(got); len(found) > 1 || len(found) == 1 && (at != a[1] || found[0] != accountID(a[4])) {
					t.Errorf("behind another's cursor: %s", got.Body)
				}
			}
		}

		// A cursor holds nothing of what is above the field's account, in any of the ways in which an id is written.
		admin := h.token(t, h.User(a[1], viewer.Admin))
		for _, e := range list(h.must(t, admin, page, vars{"id": accountID(a[1])}).at("account.descendants.edges")) {
			raw, err := base64.RawURLEncoding.DecodeString(e.(map[string]any)["cursor"].(string))
			if err != nil || strings.Contains(string(raw), accountID(a[0])) || strings.Contains(string(raw), accountID(a[1])) || strings.Contains(string(raw), "/") {
				t.Errorf("a cursor holds %q, %v", raw, err)
			}
		}
	})
}

// TestDescendantsRefusals are told before any SQL but that of the token.
func TestDescendantsRefusals(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		root, _, token := h.family(t)
		byName := h.must(t, token, `query($id: ID!) { account(id: $id) { subAccounts(first: 1) { pageInfo { endCursor } } } }`, vars{"id": accountID(root)}).text("account.subAccounts.pageInfo.endCursor")
		below := h.must(t, token, `query($id: ID!) { account(id: $id) { descendants(first: 1) { pageInfo { endCursor } } } }`, vars{"id": accountID(root)}).text("account.descendants.pageInfo.endCursor")
		for field, message := range map[string]string{
			`descendants(first: 1001)`:                                           "between 0 and 1000",
			`descendants(first: -1)`:                                             "between 0 and 1000",
			`descendants(maxDepth: 0)`:                                           "at least 1",
			`descendants(after: "nonsense")`:                                     "no cursor",
			`descendants(after: "` + byName + `")`:                               "another order",
			`descendants(after: "` + below + `A")`:                               "no cursor",
			`subAccounts(after: "` + below + `")`:                                "another order",
			`users(after: "` + below + `")`:                                      "another order",
			`reviews(after: "` + below + `")`:                                    "another order",
			`descendants { nodes { descendants(maxDepth: -1) { totalCount } } }`: "at least 1",
		} {
			if !strings.Contains(field, "totalCount") {
				field += " { totalCount }"
			}
			var a *answer
			n := h.Statements(func() {
				a = h.ask(t, token, `query($id: ID!) { account(id: $id) { `+field+` } }`, vars{"id": accountID(root)})
			})
			if !slices.Equal(a.codes(), []string{"BAD_USER_INPUT"}) || !strings.Contains(a.Body, message) || n > 1 {
				t.Errorf("%s: %d statements, %s", field, n, a.Body)
			}
		}
	})
}

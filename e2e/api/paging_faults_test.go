package api_test

import (
	"encoding/base64"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"canopy/ent"
	"canopy/ent/grant"
	"canopy/internal/viewer"
)

// Each test here is a fault of ent's and entgql's paging that Canopy does not have (design, section 5), on every connection
// of the schema. TestFaultFanOut has a file of its own.

// pagings are the connections of an account with each order, and the order whose cursors each takes.
func pagings() map[string]string {
	all := map[string]string{
		"descendants": "Account PATH ASC", "reviews": "Review CREATED_AT DESC",
		"subAccounts": "Account NAME ASC", "users": "User NAME ASC", "users(includeDescendants: true)": "User NAME ASC",
		"grants": "Grant", "apiKeys": "ApiKey", "userImports": "UserImport", "webhooks": "Webhook", "events": "Event", "events(includeDescendants: true)": "Event", "assets": "Asset NAME ASC",
	}
	for of, fields := range map[string][]string{"Account": {"subAccounts("}, "User": {"users(", "users(includeDescendants: true, "}, "Asset": {"assets("}} {
		for _, by := range schema.Types[of+"OrderField"].EnumValues {
			for _, direction := range []string{"ASC", "DESC"} {
				for _, field := range fields {
					all[fmt.Sprintf("%sorderBy: {field: %s, direction: %s})", field, by.Name, direction)] = of + " " + by.Name + " " + direction
				}
			}
		}
	}
	return all
}

// with is a field with one more argument and a selection.
func with(field, argument, selection string) string {
	if strings.HasSuffix(field, ")") {
		return field[:len(field)-1] + ", " + argument + ") " + selection
	}
	return field + "(" + argument + ") " + selection
}

// backwards tells whether a paging takes last and before.
func backwards(field string) bool {
	return !slices.ContainsFunc([]string{"descendants", "reviews", "grants", "apiKeys", "userImports", "webhooks"}, func(only string) bool { return strings.HasPrefix(field, only) })
}

// TestFaultMalformedNestedCursor: a malformed cursor of a nested page is told with a code, before any SQL but that of the
// token. In entgql it panics.
func TestFaultMalformedNestedCursor(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		root, admin := h.grow(t, 3)
		token, given := h.token(t, admin), vars{"id": accountID(root)}
		good := h.must(t, token, `query($id: ID!) { account(id: $id) { subAccounts(first: 1) { pageInfo { endCursor } } } }`, given).text("account.subAccounts.pageInfo.endCursor")
		raw, err := base64.RawURLEncoding.DecodeString(good)
		if err != nil {
			t.Fatal(err)
		}
		encoded := base64.RawURLEncoding.EncodeToString
		malformed := []string{"", " ", "x", "null", "0", good + "=", good + "A", " " + good, good[1:], strings.ToUpper(good), good + good, strings.Repeat(good, 1000), "\x00", "😀",
			"gqFp0wAAAAAAAAABoXbA", "e30", "W10", "YXJyYXljb25uZWN0aW9uOjE", encoded(append(raw, 0)), encoded(append(raw, 0xff)), encoded(raw[:3]), encoded(raw[:4]), encoded(raw[:12]),
			encoded([]byte("an+  ")), encoded([]byte("an+ 1 acme")), encoded([]byte(" " + string(raw)))}
		nested := ""
		for i, field := range slices.Sorted(maps.Keys(pagings())) {
			selected := []string{"{ nodes { id } }", "{ totalCount }", "{ pageInfo { hasPreviousPage } }"}[i%3]
			nested += fmt.Sprintf(" a%d: %s", i, with(field, "after: $at", selected))
			if backwards(field) {
				nested += fmt.Sprintf(" b%d: %s", i, with(field, "last: 1, before: $at", selected))
			}
		}
		for _, document := range []string{
			`query($at: String!) { accounts { nodes { subAccounts(first: 1) { edges { node {` + nested + ` } } } } } }`,
			`query($at: String!) { accounts(after: $at) { nodes { id } } }`,
			`query($at: String!) { accounts(last: 1, before: $at) { totalCount } }`,
		} {
			for _, at := range malformed {
				var a *answer
				n := h.Statements(func() { a = h.ask(t, token, document, vars{"at": at}) })
				if !slices.Equal(a.codes(), []string{"BAD_USER_INPUT"}) || n > 1 {
					t.Errorf("after %.100q: %d statements, %.300s", at, n, a.Body)
				}
			}
		}
		for i := range good { // some of these are cursors of another place
			for _, at := range []string{good[:i], good[:i] + "w" + good[i+1:]} {
				a := h.ask(t, token, `query($at: String!) { accounts { nodes { subAccounts(after: $at) { nodes { id } } } } }`, vars{"at": at})
				if !a.sound() && !slices.Equal(a.codes(), []string{"BAD_USER_INPUT"}) {
					t.Errorf("after %q answers %.300s", at, a.Body)
				}
			}
		}
	})
}

// TestFaultPageInfoWithoutEdges: each part of a nested pageInfo is the same alone as beside edges. In entgql it is false.
func TestFaultPageInfoWithoutEdges(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		_, admin := h.grow(t, 3)
		token := h.token(t, admin)
		told := map[string]int{}
		for field := range pagings() {
			arguments := []string{"first: 1", "first: 2", "first: 100"}
			if backwards(field) {
				arguments = append(arguments, "last: 1", "last: 100")
			}
			for _, argument := range arguments {
				below := with(field, argument, "{ edges { cursor node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }")
				for _, part := range []string{"hasNextPage", "hasPreviousPage", "startCursor", "endCursor"} {
					below += fmt.Sprintf(" %s: %s", part, with(field, argument, "{ pageInfo { "+part+" } }"))
				}
				a := h.must(t, token, "{ accounts(first: 20) { nodes { whole: "+below+" } } }", nil)
				for i := range 20 {
					at := fmt.Sprint("accounts.nodes.", i, ".")
					for _, part := range []string{"hasNextPage", "hasPreviousPage", "startCursor", "endCursor"} {
						alone, beside := a.text(at+part+".pageInfo."+part), a.text(at+"whole.pageInfo."+part)
						if len(beside) <= len("false") {
							told[part+beside]++
						}
						if alone != beside {
							t.Errorf("%s: %s alone is %s, beside edges %s", with(field, argument, ""), part, alone, beside)
						}
					}
				}
			}
		}
		if told["hasNextPagetrue"] == 0 || told["hasNextPagefalse"] == 0 || told["hasPreviousPagetrue"] == 0 || told["endCursor<nil>"] == 0 {
			t.Errorf("it never came to some: %v", told)
		}
	})
}

// TestFaultNullOrderValue: whatever orders accounts and people, those without a value are on exactly one page. ent's cursor
// on a null skips rows.
func TestFaultNullOrderValue(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		root, admin := h.grow(t, 3)
		token := h.token(t, admin)
		h.key(root, admin)
		for i, n := range []string{"", "", "7", "", "5"} {
			h.Account(root, named("x"), func(c *ent.AccountCreate) {
				if n != "" {
					c.SetAccountNumber(n)
				}
				if i == 3 {
					c.SetNameKey("").SetSearch("")
				}
			})
		}
		for field := range pagings() {
			everything := h.must(t, token, `query($id: ID!) { account(id: $id) { page: `+with(field, "first: 1000", "{ nodes { id } totalCount }")+` } }`, vars{"id": accountID(root)})
			var want []string
			for _, n := range list(everything.at("account.page.nodes")) {
				want = append(want, fmt.Sprint(n.(map[string]any)["id"]))
			}
			if fmt.Sprint(len(want)) != everything.text("account.page.totalCount") || len(want) < 2 {
				t.Errorf("%s: %s", field, everything.Body)
			}
			same(t, field, h.walkOf(t, token, root, with(field, "first: 1, after: $at", "")), want)
			if backwards(field) {
				backwards := h.walkOf(t, token, root, with(field, "last: 1, before: $at", ""))
				slices.Reverse(backwards)
				same(t, field+" backwards", backwards, want)
			}
		}
	})
}

// walkOf is the ids of all pages of a field of an account, in the order of reading.
func (h *house) walkOf(t *testing.T, token string, of *ent.Account, field string) (ids []string) {
	t.Helper()
	more, end := "hasNextPage", "endCursor"
	if strings.Contains(field, "before:") {
		more, end = "hasPreviousPage", "startCursor"
	}
	for cursor, pages := any(nil), 0; pages < 1000; pages++ {
		a := h.must(t, token, `query($id: ID!, $at: String) { account(id: $id) { page: `+field+` { nodes { id } pageInfo { `+more+` `+end+` } } } }`, vars{"id": accountID(of), "at": cursor})
		for _, n := range list(a.at("account.page.nodes")) {
			ids = append(ids, fmt.Sprint(n.(map[string]any)["id"]))
		}
		if cursor = a.at("account.page.pageInfo." + end); a.at("account.page.pageInfo."+more) == false {
			return ids
		}
	}
	t.Fatalf("%s does not end", field)
	return nil
}

// TestFaultCursorOfAnotherOrdering: every cursor is refused where another order, direction or kind is read, and taken
// where the same is. entgql takes them all.
func TestFaultCursorOfAnotherOrdering(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		root, admin := h.grow(t, 3)
		token := h.token(t, admin)
		cursors := map[string]string{} // by what takes them
		for field, takes := range pagings() {
			cursors[takes] = h.must(t, token, `query($id: ID!) { account(id: $id) { page: `+with(field, "first: 1", "{ pageInfo { endCursor } }")+` } }`, vars{"id": accountID(root)}).
				text("account.page.pageInfo.endCursor")
		}
		readers := map[string]string{`userDirectory(accountId: $id, after: "%s") { totalCount }`: "User NAME ASC"}
		for field, takes := range pagings() {
			if strings.HasPrefix(field, "subAccounts") {
				readers["accounts"+with(strings.TrimPrefix(field, "subAccounts"), `after: "%s"`, "{ nodes { id } }")] = takes
			}
			readers["account(id: $id) { "+with(field, `after: "%s"`, "{ totalCount }")+" }"] = takes
			if backwards(field) {
				readers["account(id: $id) { "+with(field, `last: 1, before: "%s"`, "{ nodes { id } }")+" }"] = takes
			}
		}
		for reader, takes := range readers {
			document := "query($id: ID!) { x: account(id: $id) { id }"
			orders := slices.Sorted(maps.Keys(cursors))
			var want, got []string
			for i, order := range orders {
				if document += fmt.Sprintf(" c%d: "+reader, i, cursors[order]); order != takes {
					want = append(want, order)
				}
			}
			a := h.ask(t, token, document+" }", vars{"id": accountID(root)})
			for _, e := range a.Errors {
				var i int
				_, _ = fmt.Sscanf(e.Path[0].(string), "c%d", &i)
				if got = append(got, orders[i]); e.Extensions["code"] != "BAD_USER_INPUT" || !strings.Contains(e.Message, "another order") {
					t.Errorf("%s: %v", reader, e)
				}
			}
			slices.Sort(got)
			same(t, reader, got, want)
		}
	})
}

// TestFaultCountsOfTheInvisible: totalCount and pageInfo know no more than all pages show. ent's interceptors do not reach
// every count.
func TestFaultCountsOfTheInvisible(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		root, _ := h.grow(t, 3)
		below := h.world().accounts[1:] // three, and three below each of them, and again
		somebody := h.User(root, "")    // sees the root alone, the first below it with its tree, and the second alone
		h.Grant(somebody, root, viewer.Admin, grant.ScopeACCOUNT_ONLY)
		h.Grant(somebody, below[0], viewer.Admin, grant.ScopeSUBTREE)
		h.Grant(somebody, below[1], viewer.Admin, grant.ScopeACCOUNT_ONLY)
		token := h.token(t, somebody)
		for field, want := range map[string]int{
			"accounts": 15, `accounts(filter: {search: "a"})`: 15, "userDirectory(accountId: $id)": 32, // two at each, and the two who were added
			"subAccounts": 2, `subAccounts(filter: {search: "a"})`: 2,
			"descendants": 14, "descendants(maxDepth: 1)": 2, `descendants(filter: {search: "a"})`: 14,
			"users": 4, "users(includeDescendants: true)": 32, `users(includeDescendants: true, filter: {search: "e"})`: 32, "reviews": 2,
			"assets": 5, `assets(filter: {assigned: true})`: 3, // one that the root owns, and one for each account below it
		} {
			page := "page: " + with(field, "first: 1000", "{ totalCount nodes { id } }") + " end: " + with(field, fmt.Sprint("first: ", want), "{ pageInfo { hasNextPage } }")
			path := ""
			if !strings.HasPrefix(field, "accounts") && !strings.HasPrefix(field, "userDirectory") {
				page, path = "account(id: $id) { "+page+" }", "account."
			}
			a := h.must(t, token, "query($id: ID!) { viewer { user { id } } other: account(id: $id) { name } "+page+" }", vars{"id": accountID(root)})
			if n := len(list(a.at(path + "page.nodes"))); n != want || a.text(path+"page.totalCount") != fmt.Sprint(want) || a.at(path+"end.pageInfo.hasNextPage") != false {
				t.Errorf("%s: %d nodes, want %d; %.200s", field, n, want, a.Body)
			}
		}
	})
}

// TestFaultTooMuch: what asks for too much is refused, never clamped, before any SQL: a page above the maximum names it, an
// operation above the cost limit names both. The token takes at most one statement, and none no one.
func TestFaultTooMuch(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		root, admin := h.grow(t, 3)
		token := h.token(t, admin)
		refused := func(token, document string, most int, says ...string) {
			t.Helper()
			var a *answer
			n := h.Statements(func() { a = h.ask(t, token, document, nil) })
			for _, text := range says {
				if len(a.Errors) != 1 || a.Data != nil || !strings.Contains(a.Body, text) {
					t.Errorf("%s should say %s: %.300s", document, text, a.Body)
				}
			}
			if n > most {
				t.Errorf("%s: %d statements", document, n)
			}
		}
		for _, size := range []string{"1001", "1000000", "2147483647", "-1"} {
			for field := range pagings() {
				refused(token, `{ account(id: "`+accountID(root)+`") { `+with(field, "first: "+size, "{ totalCount }")+" } }", 1, "BAD_USER_INPUT", "first of", "between 0 and 1000")
			}
			refused(token, "{ accounts(last: "+size+") { nodes { id } } }", 1, "BAD_USER_INPUT", "last of accounts", "between 0 and 1000")
			refused(token, `{ userDirectory(accountId: "x", first: `+size+") { nodes { id } } }", 1, "BAD_USER_INPUT", "between 0 and 1000")
		}
		refused(token, "{ accounts(first: 1000) { nodes { users(first: 50) { nodes { id } } } } }", 1, "COST_LIMIT", `"cost":51000`, `"limit":50000`)
		refused(token, "{ accounts(first: 1000) { nodes { descendants(first: 40) { nodes { id } } } } }", 1, "COST_LIMIT", `"cost":51000`, `"limit":50000`)
		public := "{"
		for i := range 40 {
			public += fmt.Sprintf(" c%d: countries { addressFields { name } }", i)
		}
		refused("", public+" }", 0, "COST_LIMIT", `"cost":60000`, `"limit":50000`)
	})
}

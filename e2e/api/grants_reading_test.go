package api_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/grant"
	"canopy/ent/user"
	"canopy/internal/nodeid"
	"canopy/internal/store"
	"canopy/internal/viewer"
)

// of are values of the fields of each object in a list at a path, "a b".
func (a *answer) of(path string, fields ...string) (all []string) {
	for i := range list(a.at(path)) {
		var values []string
		for _, f := range fields {
			values = append(values, a.text(fmt.Sprint(path, ".", i, ".", f)))
		}
		all = append(all, strings.Join(values, " "))
	}
	return all
}

// onInstallation makes a person an operator.
func (h *house) onInstallation(u *ent.User) {
	h.Tx(func(ctx context.Context, tx *store.Tx) error {
		return tx.Grant.Create().SetUserID(u.ID).SetRole(grant.RoleADMIN).SetCreatedAt(h.Clock.Now()).Exec(ctx)
	})
}

func grantID(g *ent.Grant) string { return nodeid.New(nodeid.Grant, g.ID).String() }

// TestWhy answers why somebody may do what: by grants above what the viewer sees too, but without them.
func TestWhy(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		root := h.Account(nil)
		mid := h.Account(root)
		leaf, beside := h.Account(mid), h.Account(root)
		ada := h.User(mid, "")
		above := h.Grant(ada, root, viewer.UserManager, grant.ScopeSUBTREE)
		h.Grant(ada, root, viewer.Admin, grant.ScopeACCOUNT_ONLY) // counts nowhere below
		h.Grant(ada, mid, viewer.Admin, grant.ScopeACCOUNT_ONLY)
		here, only := h.Grant(ada, mid, viewer.Reader, grant.ScopeSUBTREE), h.Grant(ada, leaf, viewer.AccountManager, grant.ScopeACCOUNT_ONLY)
		h.Grant(ada, beside, viewer.Admin, grant.ScopeSUBTREE)
		h.onInstallation(ada)
		bob := h.User(mid, viewer.Admin, func(c *ent.UserCreate) { c.SetStatus(user.StatusDISABLED) })

		const document = `query($of: ID!, $on: ID!, $other: ID!) { account(id: $of) { users(first: 5) { nodes { email
			why: effectivePermissions(accountId: $on) { permission grant { id account { id } } origin }
			grants { id origin role scope account { id } user { id } }
			other: effectivePermissions(accountId: $other) { permission } } } } }`
		given := vars{"of": accountID(mid), "on": accountID(leaf), "other": accountID(beside)}
		who := func(a *answer, u *ent.User) string {
			at := slices.Index(a.of("account.users.nodes", "email"), u.Email)
			return fmt.Sprint("account.users.nodes.", at, ".")
		}

		a := h.must(t, h.token(t, h.User(mid, viewer.Reader)), document, given)
		want := []string{
			"VIEW " + grantID(only) + " ACCOUNT", "VIEW " + grantID(here) + " ACCOUNT", "VIEW <nil> ABOVE", "VIEW <nil> INSTALLATION",
			"CREATE_CUSTOMER " + grantID(only) + " ACCOUNT", "CREATE_CUSTOMER <nil> INSTALLATION",
			"APPROVE_REVIEW " + grantID(only) + " ACCOUNT", "APPROVE_REVIEW <nil> INSTALLATION",
			"EDIT_ACCOUNT " + grantID(only) + " ACCOUNT", "EDIT_ACCOUNT <nil> INSTALLATION",
			"MOVE_ACCOUNT " + grantID(only) + " ACCOUNT", "MOVE_ACCOUNT <nil> INSTALLATION",
			"CHANGE_STATUS <nil> INSTALLATION",
			"RETRY_PROVISIONING " + grantID(only) + " ACCOUNT", "RETRY_PROVISIONING <nil> INSTALLATION",
			"ADD_USERS " + grantID(only) + " ACCOUNT", "ADD_USERS <nil> ABOVE", "ADD_USERS <nil> INSTALLATION",
			"EDIT_USERS " + grantID(only) + " ACCOUNT", "EDIT_USERS <nil> ABOVE", "EDIT_USERS <nil> INSTALLATION",
			"ASSIGN_ASSETS " + grantID(only) + " ACCOUNT", "ASSIGN_ASSETS <nil> INSTALLATION",
			"MANAGE_GRANTS <nil> INSTALLATION", "MANAGE_API_KEYS <nil> INSTALLATION", "MANAGE_WEBHOOKS <nil> INSTALLATION",
			"VIEW_EVENTS " + grantID(only) + " ACCOUNT", "VIEW_EVENTS <nil> INSTALLATION",
		}
		if got := a.of(who(a, ada)+"why", "permission", "grant.id", "origin"); !slices.Equal(got, want) {
			t.Errorf("ada holds\n%q, want\n%q", got, want)
		}
		if got := a.of(who(a, ada)+"grants", "account.id", "role", "scope", "origin", "user.id"); !slices.Equal(got, []string{
			accountID(mid) + " ADMIN ACCOUNT_ONLY ACCOUNT " + userID(ada), accountID(mid) + " VIEWER SUBTREE ACCOUNT " + userID(ada),
			accountID(leaf) + " ACCOUNT_MANAGER ACCOUNT_ONLY ACCOUNT " + userID(ada),
		}) {
			t.Errorf("ada's grants, oldest first: %q", got)
		}
		if got := list(a.at(who(a, ada) + "other")); len(got) > 0 {
			t.Errorf("on an account that the viewer does not see: %v", got)
		}
		if got := list(a.at(who(a, bob) + "why")); len(got) > 0 || len(list(a.at(who(a, bob)+"grants"))) != 1 {
			t.Errorf("a disabled person: %s", a.Body)
		}

		a = h.must(t, h.token(t, nil), document, given)
		got := a.of(who(a, ada)+"why", "permission", "grant.id", "origin")
		if !slices.Contains(got, "VIEW "+grantID(above)+" ACCOUNT") || slices.ContainsFunc(got, func(s string) bool { return strings.Contains(s, "<nil>") }) ||
			len(list(a.at(who(a, ada)+"grants"))) != 7 || len(list(a.at(who(a, ada)+"other"))) != 2*len(viewer.Permissions)+3 {
			t.Errorf("an operator is told %s", a.Body)
		}
	})
}

// TestGrantsOfAccount: those on the account itself, page by page; a grant shows where its account does, its person where theirs does.
func TestGrantsOfAccount(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		root := h.Account(nil)
		mid := h.Account(root)
		stranger, operator := h.User(root, viewer.Admin), h.User(root, "")
		var ids []string
		for range 3 {
			ids = append(ids, grantID(h.Grant(h.User(mid, ""), mid, viewer.Reader, grant.ScopeSUBTREE)))
		}
		ids = append(ids, grantID(h.Grant(stranger, mid, viewer.UserManager, grant.ScopeACCOUNT_ONLY)))
		h.onInstallation(operator)
		token := h.token(t, h.User(mid, viewer.Reader))

		const document = `query($of: ID!, $after: String) { account(id: $of) { grants(first: 2, after: $after) { totalCount pageInfo { hasNextPage endCursor }
			edges { cursor node { id role scope user { email } account { id } } } } } }`
		var got []string
		given := vars{"of": accountID(mid), "after": nil}
		for {
			a := h.must(t, token, document, given)
			got = append(got, a.of("account.grants.edges", "node.id")...)
			if a.text("account.grants.totalCount") != "5" {
				t.Errorf("counted %s", a.text("account.grants.totalCount"))
			}
			if slices.Contains(a.of("account.grants.edges", "node.id", "node.user"), ids[3]+" <nil>") != slices.Contains(a.of("account.grants.edges", "node.id"), ids[3]) {
				t.Errorf("a stranger's grant: %s", a.Body)
			}
			if a.text("account.grants.pageInfo.hasNextPage") == "false" {
				break
			}
			given["after"] = a.text("account.grants.pageInfo.endCursor")
		}
		if len(got) != 5 || !slices.Equal(got[:4], ids) {
			t.Errorf("page by page %v, want %v and the reader's own", got, ids)
		}
		var all []string
		for _, g := range h.world().grants {
			all = append(all, fmt.Sprintf("%q", grantID(g)))
		}
		a := h.must(t, token, "{ nodes(ids: ["+strings.Join(all, ", ")+"]) { ... on Grant { account { id } } } }", nil)
		for i, g := range h.world().grants {
			if seen := a.at(fmt.Sprint("nodes.", i)) != nil; seen != (g.AccountID != nil && *g.AccountID == mid.ID) {
				t.Errorf("grant %d on %v is shown: %t", g.ID, g.AccountID, seen)
			}
		}
	})
}

// TestNoID: what is no id at all is told so, wherever an account is asked about.
func TestNoID(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		token := h.token(t, h.User(h.Account(nil), viewer.Admin))
		for _, document := range []string{
			`{ viewer { permissionsOn(accountId: "x") } }`, `{ viewer { user { effectivePermissions(accountId: "x") { origin } } } }`,
			`{ accounts { nodes { events(filter: {actorId: "x"}) { totalCount } } } }`,
		} {
			if a := h.ask(t, token, document, nil); !slices.Equal(a.codes(), []string{"BAD_USER_INPUT"}) {
				t.Errorf("%s: %s", document, a.Body)
			}
		}
		a := h.must(t, token, fmt.Sprintf(`{ viewer { permissionsOn(accountId: %q) user { effectivePermissions(accountId: %q) { origin } } } }`, accountID(h.Account(nil)), "usr"+accountID(h.Account(nil))[3:]), nil)
		if len(list(a.at("viewer.permissionsOn"))) > 0 || len(list(a.at("viewer.user.effectivePermissions"))) > 0 {
			t.Errorf("of what is not there: %s", a.Body)
		}
	})
}

// TestViewer is where the viewer's trees begin, what it may do and where it is signed in.
func TestViewer(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		named := func(name string) func(*ent.AccountCreate) {
			return func(c *ent.AccountCreate) { c.SetName(name).SetNameKey(name) }
		}
		root := h.Account(nil, named("r"))
		b := h.Account(root, named("b"))
		hidden := h.Account(b, named("h"))
		a1 := h.Account(hidden, named("a"))
		h.Account(a1, named("below"))
		c := h.Account(root, named("c"))
		ada := h.User(b, "")
		h.Grant(ada, b, viewer.Admin, grant.ScopeACCOUNT_ONLY)
		h.Grant(ada, a1, viewer.UserManager, grant.ScopeSUBTREE)
		h.Grant(ada, c, viewer.Reader, grant.ScopeSUBTREE)
		h.Grant(ada, h.Account(b, named("under b")), viewer.Reader, grant.ScopeSUBTREE) // a range of its own, but no top
		token := h.token(t, ada)
		h.Clock.Advance(time.Second)
		last := h.token(t, ada)
		h.token(t, h.User(b, viewer.Reader))
		document := fmt.Sprintf(`{ viewer { topAccounts(first: 2) { totalCount pageInfo { hasNextPage endCursor } nodes { name } } sessions { id current createdAt expiresAt remoteAddress }
			a: permissionsOn(accountId: %q) b: permissionsOn(accountId: %q) h: permissionsOn(accountId: %q) } }`, accountID(a1), accountID(b), accountID(hidden))
		a := h.must(t, token, document, nil)
		if got := a.of("viewer.topAccounts.nodes", "name"); !slices.Equal(got, []string{"a", "b"}) || a.text("viewer.topAccounts.totalCount") != "3" {
			t.Errorf("at the tops: %s", a.Body)
		}
		next := h.must(t, token, `query($after: String) { viewer { topAccounts(after: $after) { nodes { name } } } }`, vars{"after": a.text("viewer.topAccounts.pageInfo.endCursor")})
		if got := next.of("viewer.topAccounts.nodes", "name"); !slices.Equal(got, []string{"c"}) {
			t.Errorf("behind them: %s", next.Body)
		}
		if got := fmt.Sprint(a.at("viewer.a"), a.at("viewer.h"), len(list(a.at("viewer.b")))); got != fmt.Sprint("[VIEW ADD_USERS EDIT_USERS] [] ", len(viewer.Permissions)) {
			t.Errorf("may: %s", a.Body)
		}
		if got := a.of("viewer.sessions", "current"); !slices.Equal(got, []string{"false", "true"}) {
			t.Errorf("signed in: %s", a.Body)
		}
		if got := h.must(t, last, document, nil).of("viewer.sessions", "current"); !slices.Equal(got, []string{"true", "false"}) {
			t.Errorf("signed in later: %v", got)
		}
		a = h.must(t, h.token(t, nil), document, nil)
		if a.text("viewer.topAccounts.totalCount") != "1" || len(list(a.at("viewer.sessions"))) > 0 || len(list(a.at("viewer.h"))) != len(viewer.Permissions) {
			t.Errorf("an operator's token: %s", a.Body)
		}
		if a := h.must(t, h.token(t, h.User(root, "")), document, nil); a.text("viewer.topAccounts.totalCount") != "0" || len(list(a.at("viewer.sessions"))) != 1 {
			t.Errorf("somebody without a role: %s", a.Body)
		}
	})
}

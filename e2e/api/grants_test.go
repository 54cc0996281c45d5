package api_test

import (
	"testing"

	"canopy/ent"
	"canopy/ent/grant"
	"canopy/internal/nodeid"
	"canopy/internal/viewer"
)

const (
	grantRole      = `mutation($input: GrantRoleInput!) { grantRole(input: $input) { grant { id role scope origin user { id } account { id } } userErrors { path code message } } }`
	revokeGrant    = `mutation($input: RevokeGrantInput!) { revokeGrant(input: $input) { revokedGrantId userErrors { path code message } } }`
	disableUsers   = `mutation($input: DisableUsersInput!) { disableUsers(input: $input) { users { id status } userErrors { path code message } } }`
	enableUsers    = `mutation($input: EnableUsersInput!) { enableUsers(input: $input) { users { id status } userErrors { path code message } } }`
	createReseller = `mutation($input: CreateResellerInput!) { createReseller(input: $input) { account { id name type status depth } userErrors { path code message } } }`

	moveAccounts = `mutation($input: MoveAccountsInput!) { moveAccounts(input: $input) { accounts { id } userErrors { path code message } } }`

	lookAt = `query($id: ID!) { account(id: $id) { id parent { id } depth } }`
)

// TestAccessFromTheNextRequest: a role, its end, and that a person is disabled hold from the next request on, in every process.
func TestAccessFromTheNextRequest(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		root := h.Account(nil)
		top := h.Account(root)
		admin, ada := h.token(t, h.User(root, viewer.Admin)), h.User(root, "")
		token := h.token(t, ada)
		processes := map[string]*house{"this": h, "another": h.replica(t)}
		sees := func(want string) {
			t.Helper()
			for name, process := range processes {
				for range 2 { // looked up and remembered
					a := process.ask(t, token, lookAt, vars{"id": accountID(top)})
					if a.Status != 200 || a.text("account.id") != want {
						t.Errorf("%s answers %d %s, want %s", name, a.Status, a.Body, want)
					}
				}
			}
		}
		sees("<nil>")
		given := vars{"input": vars{"userId": userID(ada), "accountId": accountID(root), "role": "VIEWER"}}
		a := h.must(t, admin, grantRole, given)
		if a.text("grantRole.grant.user.id") != userID(ada) || a.text("grantRole.grant.account.id") != accountID(root) || a.text("grantRole.grant.scope") != "SUBTREE" ||
			a.text("grantRole.grant.origin") != "ACCOUNT" {
			t.Error(a.Body)
		}
		sees(accountID(top))
		made := a.text("grantRole.grant.id")
		if a := h.must(t, admin, revokeGrant, vars{"input": vars{"grantId": made}}); a.text("revokeGrant.revokedGrantId") != made {
			t.Error(a.Body)
		}
		sees("<nil>")
		h.must(t, admin, grantRole, given)
		sees(accountID(top))

		people := vars{"input": vars{"userIds": []string{userID(ada)}}}
		if a := h.must(t, admin, disableUsers, people); a.text("disableUsers.users.0.status") != "DISABLED" || a.text("disableUsers.users.0.id") != userID(ada) {
			t.Error(a.Body)
		}
		for name, process := range processes {
			if a := process.ask(t, token, lookAt, vars{"id": accountID(top)}); a.Status != 401 {
				t.Errorf("%s answers somebody disabled %d %s", name, a.Status, a.Body)
			}
		}
		if a := h.must(t, admin, enableUsers, people); a.text("enableUsers.users.0.status") != "INVITED" {
			t.Error(a.Body)
		}
		if a := h.ask(t, token, lookAt, vars{"id": accountID(top)}); a.Status != 401 {
			t.Errorf("the session came back: %s", a.Body)
		}
		token = h.token(t, ada)
		sees(accountID(top))
	})
}

// TestLastAdminByTheAPI: the fault stands at the person or grant that it is about, and an operator may not either.
func TestLastAdminByTheAPI(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		root := h.Account(nil)
		ada, eve := h.User(root, ""), h.User(root, viewer.Reader)
		last := h.Grant(ada, root, viewer.Admin, grant.ScopeSUBTREE)
		given := vars{"input": vars{"grantId": nodeid.New(nodeid.Grant, last.ID).String()}}
		for _, token := range []string{h.token(t, ada), h.token(t, nil)} {
			h.unchanged(t, func() {
				same(t, "revoke", h.ask(t, token, revokeGrant, given).faults("revokeGrant"), []string{"grantId LAST_ADMIN"})
			})
		}
		operator := h.token(t, nil)
		h.unchanged(t, func() {
			a := h.ask(t, operator, disableUsers, vars{"input": vars{"userIds": []string{userID(eve), userID(ada)}}})
			same(t, "disable", a.faults("disableUsers"), []string{"userIds.1 LAST_ADMIN"})
		})
		same(t, "oneself", h.ask(t, h.token(t, ada), disableUsers, vars{"input": vars{"userIds": []string{userID(ada)}}}).faults("disableUsers"), []string{"userIds.0 FORBIDDEN"})
		same(t, "log", h.events(t), []string{"USERS_DISABLED REFUSED"})
	})
}

// TestInheritanceFollowsTheTree: what is given above the old place is gone after a move, in every process, and what is given above the new
// one holds.
func TestInheritanceFollowsTheTree(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		from, to := h.Account(nil), h.Account(nil)
		moved := h.Account(from)
		below := h.Account(moved)
		there := h.Account(to)
		id := vars{"id": accountID(below)}
		losing, gaining, staying := h.token(t, h.User(from, viewer.Admin)), h.token(t, h.User(to, viewer.Admin)), h.token(t, h.User(moved, viewer.Admin))
		processes := []*house{h, h.replica(t)}
		depth := func(when, token, want string) {
			t.Helper()
			for _, process := range processes {
				if a := process.ask(t, token, lookAt, id); a.text("account.depth") != want {
					t.Errorf("%s: answers %s, want depth %s", when, a.Body, want)
				}
			}
		}
		depth("before", losing, "2")
		depth("before", gaining, "<nil>")
		depth("before", staying, "1")
		h.must(t, h.token(t, nil), moveAccounts, vars{"input": vars{"accountIds": []string{accountID(moved)}, "parentId": accountID(there)}})
		depth("after", losing, "<nil>")
		depth("after", gaining, "3")
		depth("after", staying, "1")
		const both = `query($id: ID!) { account(id: $id) { ancestors { id } users(includeDescendants: true) { totalCount } descendants { totalCount } } }`
		a := h.must(t, gaining, both, vars{"id": accountID(to)})
		if a.text("account.users.totalCount") != "2" || a.text("account.descendants.totalCount") != "3" {
			t.Errorf("the new tree: %s", a.Body)
		}
		a = h.must(t, losing, both, vars{"id": accountID(from)})
		if a.text("account.users.totalCount") != "1" || a.text("account.descendants.totalCount") != "0" {
			t.Errorf("the old tree: %s", a.Body)
		}
		given := vars{"input": vars{"accountId": accountID(below), "users": []vars{person("new@example.com")}}}
		same(t, "adding people by who sees it no more", h.ask(t, losing, addUsers, given).faults("addUsers"), []string{"accountId NOT_FOUND"})
		h.must(t, gaining, addUsers, given)
	})
}

// TestNewReseller: an operator makes one and its first admin, who goes on without the operator.
func TestNewReseller(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		operator := h.token(t, nil)
		form := vars{"name": "Havel Handel", "address": vars{"street": []string{"Chausseestraße 8"}, "city": "Berlin", "postalCode": "10115", "country": "DE"},
			"language": "de", "timezone": "Europe/Berlin"}
		a := h.must(t, operator, createReseller, vars{"input": form})
		if a.text("createReseller.account.type") != "RESELLER" || a.text("createReseller.account.status") != "PENDING" || a.text("createReseller.account.depth") != "0" {
			t.Error(a.Body)
		}
		account := a.text("createReseller.account.id")
		first := person("first@example.com")
		first["role"] = "ADMIN"
		added := h.must(t, operator, addUsers, vars{"input": vars{"accountId": account, "users": []vars{first, person("second@example.com")}}})
		token := h.token(t, &ent.User{Email: "first@example.com"})
		h.must(t, token, grantRole, vars{"input": vars{"userId": added.text("addUsers.users.1.id"), "accountId": account, "role": "USER_MANAGER", "scope": "ACCOUNT_ONLY"}})
		before := len(h.events(t))
		same(t, "another reseller", h.ask(t, token, createReseller, vars{"input": form}).faults("createReseller"), []string{" FORBIDDEN"})
		same(t, "log", h.events(t)[before:], []string{"ACCOUNT_CREATED REFUSED"})
	})
}

// TestGrantIsGoneAtOnce: what one field of an operation takes away, the next one has no more.
func TestGrantIsGoneAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		root := h.Account(nil)
		h.User(root, viewer.Admin)
		leaving := h.User(root, "")
		g := h.Grant(leaving, root, viewer.Admin, grant.ScopeSUBTREE)
		h.Grant(leaving, root, viewer.Reader, grant.ScopeSUBTREE)
		a := h.ask(t, h.token(t, leaving), `mutation($grant: ID!, $users: AddUsersInput!) {
			revokeGrant(input: {grantId: $grant}) { revokedGrantId userErrors { path code } }
			addUsers(input: $users) { addedCount userErrors { path code } } }`,
			vars{"grant": nodeid.New(nodeid.Grant, g.ID).String(), "users": vars{"accountId": accountID(root), "users": []vars{person("friend@example.com")}}})
		same(t, "faults of revokeGrant", a.faults("revokeGrant"), []string{})
		same(t, "faults of addUsers", a.faults("addUsers"), []string{"accountId FORBIDDEN"})
	})
}

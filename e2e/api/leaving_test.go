package api_test

import (
	"fmt"
	"net/http"
	"slices"
	"testing"

	"canopy/internal/canopytest"
	"canopy/internal/nodeid"
	"canopy/internal/viewer"
)

const (
	moveUsers = `mutation($input: MoveUsersInput!) { moveUsers(input: $input) { users { id account { id } grants { role scope account { id } } } userErrors { path code message } } }`
	eraseUser = `mutation($input: EraseUserInput!) { eraseUser(input: $input) { erasedUserId userErrors { path code message } } }`

	busyLog = `query($id: ID!) { account(id: $id) { events(first: 200, includeDescendants: true) {
		nodes { id action outcome actor { id } account { id } subjectId at requestId changes { field before after } } } } }`
)

// TestMovingByTheAPI: whoever watches one of the accounts sees somebody leave or come, and that person's next request sees what their roles show
// by then, in every process.
func TestMovingByTheAPI(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		root := h.Account(nil)
		north, south := h.Account(root), h.Account(root)
		admin, ada := h.User(root, viewer.Admin), h.User(north, viewer.UserManager)
		there := h.User(south, viewer.Reader)
		token := h.token(t, ada)
		northern, southern := h.token(t, h.User(north, viewer.AccountManager)), h.token(t, h.User(south, viewer.AccountManager))
		processes := map[string]*house{"this": h, "another": h.replica(t)}
		sees := func(want ...string) {
			t.Helper()
			for name, process := range processes {
				for range 2 { // looked up and remembered
					a := process.must(t, token, `{ viewer { user { id } topAccounts { nodes { id } } } }`, nil)
					same(t, name, a.of("viewer.topAccounts.nodes", "id"), want)
				}
			}
		}
		sees(accountID(north))
		a := h.must(t, h.token(t, admin), moveUsers, vars{"input": vars{"userIds": []string{userID(ada), userID(there)}, "accountId": accountID(south)}})
		same(t, "moved", a.of("moveUsers.users", "id", "account.id"), []string{userID(ada) + " " + accountID(south), userID(there) + " " + accountID(south)})
		same(t, "roles", a.of("moveUsers.users.0.grants", "role", "scope", "account.id"), []string{"USER_MANAGER SUBTREE " + accountID(south)})
		sees(accountID(south))
		watched := func(token, account string, want ...string) {
			t.Helper()
			a := h.must(t, token, `query($id: ID!) { account(id: $id) { events { nodes { action subjectId actor { id } changes { field before after } } } } }`, vars{"id": account})
			var got []string
			for i := range list(a.at("account.events.nodes")) {
				path := fmt.Sprintf("account.events.nodes.%d.", i)
				got = append(got, a.text(path+"action")+" "+fmt.Sprint(a.of(path+"changes", "field", "before", "after")))
			}
			same(t, "events", got, want)
		}
		watched(northern, accountID(north), "USERS_MOVED [account "+accountID(north)+" <nil>]", "GRANT_REVOKED [user <nil> <nil> role USER_MANAGER <nil> scope SUBTREE <nil>]")
		watched(southern, accountID(south), "USERS_MOVED [account <nil> "+accountID(south)+"]", "GRANT_ADDED [user <nil> "+userID(ada)+" role <nil> USER_MANAGER scope <nil> SUBTREE]")
		same(t, "somebody out of sight", h.ask(t, northern, moveUsers, vars{"input": vars{"userIds": []string{userID(ada)}, "accountId": accountID(north)}}).faults("moveUsers"),
			[]string{"userIds.0 NOT_FOUND"})
	})
}

// TestErasureByTheAPI erases one of several people who were busy: the log is whole, and tells nothing of them.
func TestErasureByTheAPI(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		root := h.Account(nil)
		a := h.Account(root)
		admin, ben := h.User(root, viewer.Admin), h.User(a, viewer.AccountManager)
		added := h.must(t, h.token(t, admin), addUsers, vars{"input": vars{"accountId": accountID(a), "users": []vars{
			{"email": "Zenobia@Palmyra.example", "givenName": "Zenobia", "familyName": "Quuxworth", "phone": "+49 30 1234567", "role": "ACCOUNT_MANAGER", "language": "de", "timezone": "Europe/Berlin"},
			person("other@example.com"),
		}}})
		zenobia := added.text("addUsers.users.0.id")
		parsed, _ := nodeid.Parse(zenobia)
		her := h.Store.Client().User.GetX(canopytest.Operator(), parsed.Key)
		tokens := map[string]string{"zenobia": h.token(t, her), "ben": h.token(t, ben), "admin": h.token(t, admin)}
		open := ""
		for i, who := range []string{"ben", "zenobia", "zenobia", "admin"} {
			made := h.must(t, tokens[who], createCustomer, vars{"input": customer(a, her, vars{"name": fmt.Sprint("Kunde ", i)})})
			open = made.text("createCustomer.review.id")
			h.must(t, tokens[who], addUsers, vars{"input": vars{"accountId": accountID(a), "users": []vars{person(fmt.Sprintf("%s%d@example.com", who, i))}}})
		}
		h.must(t, tokens["zenobia"], `mutation($input: UpdateUserInput!) { updateUser(input: $input) { user { id } userErrors { path code message } } }`,
			vars{"input": vars{"userId": zenobia, "jobTitle": "Queen", "phone": "+49 30 7654321"}})
		for _, who := range []string{"zenobia", "ben"} {
			same(t, "refused", h.ask(t, tokens[who], grantRole, vars{"input": vars{"userId": userID(ben), "accountId": accountID(a), "role": "VIEWER"}}).faults("grantRole"), []string{"accountId FORBIDDEN"})
		}
		processes := []*house{h, h.replica(t)}
		for _, process := range processes {
			process.must(t, tokens["zenobia"], whoAsks, nil) // and remembers
		}
		before := h.must(t, tokens["admin"], busyLog, vars{"id": accountID(root)})
		if got := h.must(t, tokens["admin"], eraseUser, vars{"input": vars{"userId": zenobia}}); got.text("eraseUser.erasedUserId") != zenobia {
			t.Error(got.Body)
		}
		for _, process := range processes {
			if got := process.ask(t, tokens["zenobia"], whoAsks, nil); got.Status != http.StatusUnauthorized {
				t.Errorf("who is erased is answered %d %s", got.Status, got.Body)
			}
		}

		after := h.must(t, tokens["admin"], busyLog, vars{"id": accountID(root)})
		then, now := list(before.at("account.events.nodes")), list(after.at("account.events.nodes"))
		if len(then) < 12 || len(now) <= len(then) {
			t.Fatalf("%d events, then %d", len(then), len(now))
		}
		actors, values := 0, 0
		for i := range then {
			was, is := then[i].(map[string]any), now[i].(map[string]any)
			if actor, _ := was["actor"].(map[string]any); actor["id"] == zenobia {
				was["actor"], actors = nil, actors+1
			}
			for j := range list(was["changes"]) {
				mine := list(was["changes"])[j].(map[string]any)
				hers := was["action"] == "USER_UPDATED" || was["action"] == "USERS_ADDED" && mine["field"] == "role" // nobody else has one
				if hers || mine["after"] == "Zenobia@palmyra.example" || mine["after"] == zenobia {
					mine["before"], mine["after"], values = nil, nil, values+1
				}
			}
			if fmt.Sprint(was) != fmt.Sprint(is) {
				t.Errorf("an event told\n%v, and now\n%v", was, is)
			}
		}
		if actors < 5 || values < 5 {
			t.Errorf("%d events were by her, %d values hers", actors, values)
		}
		var news []string
		for _, e := range now[len(then):] {
			e := e.(map[string]any)
			news = append(news, fmt.Sprint(e["action"], " ", e["subjectId"] == zenobia, " ", e["changes"]))
		}
		same(t, "told of it", slices.Compact(slices.Sorted(slices.Values(news))), []string{
			"REVIEW_UPDATED false [map[after:<nil> before:<nil> field:notificationContact]]", "USER_ERASED true []",
		})

		same(t, "an open review", h.ask(t, tokens["ben"], approveReview, vars{"input": vars{"reviewId": open, "reviewVersion": 1}}).faults("approveReview"), []string{"reviewId INVALID"})
		version := h.must(t, tokens["ben"], updateReview, vars{"input": vars{"reviewId": open, "notificationContactId": userID(ben)}}).at("updateReview.review.version")
		h.must(t, tokens["ben"], approveReview, vars{"input": vars{"reviewId": open, "reviewVersion": version}})
		gone := h.must(t, tokens["admin"], `query($id: ID!, $email: String!) { node(id: $id) { id } byId: user(id: $id) { id } byEmail: user(email: $email) { id } }`,
			vars{"id": zenobia, "email": "zenobia@palmyra.example"})
		if gone.at("node") != nil || gone.at("byId") != nil || gone.at("byEmail") != nil {
			t.Error(gone.Body)
		}
		same(t, "again", h.ask(t, tokens["admin"], eraseUser, vars{"input": vars{"userId": zenobia}}).faults("eraseUser"), []string{"userId NOT_FOUND"})
		h.must(t, tokens["admin"], addUsers, vars{"input": vars{"accountId": accountID(a), "users": []vars{person("zenobia@palmyra.example")}}})
	})
}

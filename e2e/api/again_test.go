package api_test

import (
	"testing"
	"time"

	"canopy/ent"
	"canopy/internal/viewer"
)

// TestAgain loses every answer and asks again with the same idempotency key: what the first call made is answered, and
// nothing more is made.
func TestAgain(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		root := h.Account(nil, func(c *ent.AccountCreate) { c.SetLanguage("en").SetTimezone("Etc/UTC") })
		admin := h.User(root, viewer.Admin)
		token := h.token(t, admin)
		twice := func(t *testing.T, document string, input vars) *answer {
			t.Helper()
			return h.twice(t, token, document, input)
		}

		review := twice(t, createCustomer, customer(root, admin, vars{"idempotencyKey": "create"})).text("createCustomer.review.id")
		approved := twice(t, approveReview, vars{"reviewId": review, "reviewVersion": 1, "idempotencyKey": "approve"})
		if approved.text("approveReview.account.status") != "PENDING" {
			t.Error(approved.Body)
		}
		h.unchanged(t, func() {
			a := h.must(t, token, approveReview, vars{"input": vars{"reviewId": review, "reviewVersion": 1}})
			if a.text("approveReview.account.id") != approved.text("approveReview.account.id") {
				t.Errorf("approving again without a key answers %s", a.Body)
			}
		})

		added := twice(t, addUsers, vars{"accountId": accountID(root), "idempotencyKey": "list", "users": []vars{person("a@example.com"), person("b@example.com")}})
		if added.text("addUsers.addedCount") != "2" {
			t.Error(added.Body)
		}
		csv := file("email,given_name,family_name\nc@example.com,C,C\nb@example.com,B,B\nd@example.com,D,D\n")
		input := vars{"accountId": accountID(root), "idempotencyKey": "file", "csv": csv, "onError": "REJECT_FAILED_ROWS"}
		first := h.ask(t, token, addUsers, vars{"input": input})
		h.unchanged(t, func() {
			again := h.ask(t, token, addUsers, vars{"input": input})
			for _, path := range []string{"addedCount", "users", "rejectedCsv", "rejected.0.line", "rejected.0.index", "rejected.0.userErrors.0.code", "rejected.0.userErrors.0.path"} {
				if path := "addUsers." + path; again.text(path) != first.text(path) && path != "addUsers.rejectedCsv" {
					t.Errorf("%s is %s again, was %s", path, again.text(path), first.text(path))
				}
			}
			if again.text("addUsers.rejected.0.userErrors.0.code") != "TAKEN" || again.at("addUsers.rejectedCsv") == nil {
				t.Error(again.Body)
			}
			a := h.ask(t, token, createCustomer, vars{"input": customer(root, admin, vars{"name": "Other", "idempotencyKey": "create"})})
			same(t, "another input", a.faults("createCustomer"), []string{"idempotencyKey IDEMPOTENCY_KEY_REUSED"})
			input["csv"] = csv + "e@example.com,E,E\n"
			a = h.ask(t, token, addUsers, vars{"input": input})
			same(t, "another file", a.faults("addUsers"), []string{"idempotencyKey IDEMPOTENCY_KEY_REUSED"})
		})
	})
}

// twice asks twice, and answers the first answer, which the second one is too.
func (h *house) twice(t *testing.T, token, document string, input vars) *answer {
	t.Helper()
	first := h.must(t, token, document, vars{"input": input})
	h.unchanged(t, func() {
		if again := h.ask(t, token, document, vars{"input": input}); again.Body != first.Body {
			t.Errorf("again answers %s\nfirst %s", again.Body, first.Body)
		}
	})
	return first
}

// TestAgainOfMany does so with what takes files and lists; what was decided, moved or called off without a key is not done again either.
func TestAgainOfMany(t *testing.T) {
	const (
		importUsers = `mutation($input: ImportUsersInput!) { importUsers(input: $input) { import { id status } userErrors { path code message } } }`
		updateUsers = `mutation($input: UpdateUsersInput!) { updateUsers(input: $input) { users { id familyName } changedCount unchangedCount encoding userErrors { path code message } } }`
		revoke      = `mutation($input: RevokeInvitationsInput!) { revokeInvitations(input: $input) { users { id invitation { status } } userErrors { path code message } } }`
	)
	each(t, func(t *testing.T, h *house) {
		root := h.Account(nil, func(c *ent.AccountCreate) { c.SetLanguage("en").SetTimezone("Etc/UTC") })
		below := h.Account(root)
		admin, ada, ben := h.User(root, viewer.Admin), h.User(root, viewer.Reader), h.User(root, "")
		token := h.token(t, admin)
		file1, file2 := file("email,given_name,family_name\na@example.com,A,A\n"), file("email,given_name,family_name\nb@example.com,B,B\n")
		started := h.twice(t, token, importUsers, vars{"accountId": accountID(root), "csv": file1, "idempotencyKey": "import"})
		h.workImports(t)
		done := h.must(t, token, importUsers, vars{"input": vars{"accountId": accountID(root), "csv": file1, "idempotencyKey": "import"}})
		if done.at("importUsers.import.id") != started.at("importUsers.import.id") || done.text("importUsers.import.status") != "SUCCEEDED" {
			t.Errorf("once it has ended: %s", done.Body)
		}
		changes := file("id,family_name\n" + userID(ada) + ",New\n" + userID(ben) + "," + ben.FamilyName + "\n")
		if a := h.twice(t, token, updateUsers, vars{"csv": changes, "idempotencyKey": "update"}); a.text("updateUsers.changedCount") != "1" || a.text("updateUsers.unchangedCount") != "1" {
			t.Error(a.Body)
		}
		row := func(name string) vars {
			return vars{"type": "END_CUSTOMER", "name": name, "address": vars{"street": []string{"Chausseestraße 8"}, "city": "Berlin", "postalCode": "10115", "country": "DE"}}
		}
		customers := vars{"parentId": accountID(root), "customers": []vars{row("Spree GmbH"), row("Havel AG")}, "notificationContactId": userID(admin), "idempotencyKey": "customers"}
		opened := h.twice(t, token, createCustomers, customers)
		decisions := []vars{{"reviewId": opened.at("createCustomers.reviews.0.id"), "reviewVersion": 1}, {"reviewId": opened.at("createCustomers.reviews.1.id"), "reviewVersion": 1}}
		if a := h.twice(t, token, approveReviews, vars{"reviews": decisions}); a.text("approveReviews.results.1.account.status") != "PENDING" {
			t.Error(a.Body)
		}
		h.twice(t, token, moveUsers, vars{"userIds": []string{userID(ada), userID(ben)}, "accountId": accountID(below)})
		h.invite(ben)
		if a := h.twice(t, token, revoke, vars{"userIds": []string{userID(ben)}}); a.text("revokeInvitations.users.0.invitation.status") != "REVOKED" {
			t.Error(a.Body)
		}
		h.unchanged(t, func() {
			for name, c := range map[string]struct {
				document string
				input    vars
			}{
				"importUsers":     {importUsers, vars{"accountId": accountID(root), "csv": file2, "idempotencyKey": "import"}},
				"updateUsers":     {updateUsers, vars{"csv": file2, "idempotencyKey": "update"}},
				"createCustomers": {createCustomers, vars{"parentId": accountID(root), "customers": []vars{row("Oder AG")}, "notificationContactId": userID(admin), "idempotencyKey": "customers"}},
				"addUsers":        {addUsers, vars{"accountId": accountID(root), "csv": file1, "idempotencyKey": "import"}},
			} {
				same(t, name, h.ask(t, token, c.document, vars{"input": c.input}).faults(name), []string{"idempotencyKey IDEMPOTENCY_KEY_REUSED"})
			}
		})
	})
}

// TestAgainLater keeps keys apart by viewer and by day, and keeps none of what failed.
func TestAgainLater(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		root := h.Account(nil)
		admin, other := h.User(root, viewer.Admin), h.User(root, viewer.Admin)
		create := func(as *ent.User, name string) *answer {
			t.Helper()
			return h.ask(t, h.token(t, as), createCustomer, vars{"input": customer(root, admin, vars{"name": name, "idempotencyKey": "key"})})
		}
		if a := create(admin, ""); a.sound() {
			t.Error(a.Body)
		}
		first := create(admin, "Erste").text("createCustomer.review.id")
		if second := create(other, "Zweite").text("createCustomer.review.id"); second == first || second == "<nil>" {
			t.Errorf("another viewer's key is %s, the first one %s", second, first)
		}
		h.Clock.Advance(24 * time.Hour)
		if third := create(admin, "Dritte"); third.text("createCustomer.review.details.name") != "Dritte" {
			t.Errorf("a day later: %s", third.Body)
		}
	})
}

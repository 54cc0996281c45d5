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
			first := h.ask(t, token, document, vars{"input": input})
			h.unchanged(t, func() {
				if again := h.ask(t, token, document, vars{"input": input}); again.Body != first.Body {
					t.Errorf("again answers %s\nfirst %s", again.Body, first.Body)
				}
			})
			return first
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

package api_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/user"
	"canopy/internal/viewer"
)

// TestFaultsOfPeople asks for as much wrong about people, and about many customers, as one input can hold. All of it is told at once, and nothing
// is written.
func TestFaultsOfPeople(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		root := h.Account(nil)
		admin := h.User(root, viewer.Admin)
		if err := h.SetPassword(t.Context(), admin.Email, "correct horse"); err != nil {
			t.Fatal(err)
		}
		token := h.token(t, admin)
		suspended := h.Account(root, func(c *ent.AccountCreate) { c.SetStatus(account.StatusSUSPENDED) })
		h.Account(root, func(c *ent.AccountCreate) { c.SetExternalReference("held") })
		ada, other := h.User(root, viewer.Reader), h.User(root, "")
		disabled := h.User(root, "", func(c *ent.UserCreate) { c.SetStatus(user.StatusDISABLED) })
		invited := h.User(root, "")
		h.invite(invited)
		open := h.must(t, token, createCustomer, vars{"input": customer(root, admin, nil)}).text("createCustomer.review.id")

		for name, c := range map[string]struct {
			mutation string
			input    vars
			want     []string
		}{
			"a person": {"updateUser", vars{
				"userId": userID(ada), "email": "no address", "givenName": " ", "familyName": long, "phone": "1", "jobTitle": long, "language": "klingonish", "timezone": "Mars/Base",
				"expectedUpdatedAt": "2020-01-01T00:00:00Z",
			}, []string{"email INVALID", "expectedUpdatedAt CONFLICT", "familyName TOO_LONG", "givenName REQUIRED", "jobTitle TOO_LONG", "language INVALID", "phone INVALID", "timezone INVALID"}},
			"a person, of whom is cleared what may not be": {"updateUser", vars{
				"userId": userID(ada), "email": nil, "givenName": nil, "familyName": nil, "phone": nil, "jobTitle": nil, "language": nil, "timezone": nil,
			}, []string{"email REQUIRED", "familyName REQUIRED", "givenName REQUIRED", "language REQUIRED", "timezone REQUIRED"}},
			"somebody's address beside": {"updateUser", vars{"userId": userID(ada), "email": strings.ToUpper(other.Email), "phone": "1"}, []string{"email TAKEN", "phone INVALID"}},
			"nobody":                    {"updateUser", vars{"userId": "nonsense", "email": "no address"}, []string{"userId NOT_FOUND"}},
			"a file of nobody":          {"updateUsers", vars{"csv": file("given_name\nAda\n"), "idempotencyKey": long}, []string{"csv REQUIRED", "idempotencyKey TOO_LONG"}},
			"people who go": {"moveUsers", vars{"userIds": []string{"nonsense", userID(ada), userID(ada), userID(other)}, "accountId": accountID(suspended)},
				[]string{"accountId NOT_ACTIVE", "userIds.0 NOT_FOUND", "userIds.2 DUPLICATE_IN_REQUEST"}},
			"people who go nowhere": {"moveUsers", vars{"userIds": []string{"nonsense"}, "accountId": "nonsense"}, []string{"accountId NOT_FOUND", "userIds.0 NOT_FOUND"}},
			"nobody who goes":       {"moveUsers", vars{"userIds": []string{}, "accountId": accountID(root)}, []string{"userIds REQUIRED"}},
			"too many who go":       {"moveUsers", vars{"userIds": slices.Repeat([]string{userID(ada)}, 1001), "accountId": accountID(root)}, []string{"userIds LIMIT_EXCEEDED"}},
			"too many to invite":    {"resendInvitations", vars{"userIds": slices.Repeat([]string{userID(ada)}, 1001)}, []string{"userIds LIMIT_EXCEEDED"}},
			"too many decisions":    {"approveReviews", vars{"reviews": slices.Repeat([]vars{{"reviewId": open, "reviewVersion": 1}}, 201)}, []string{"reviews LIMIT_EXCEEDED"}},
			"too many customers": {"createCustomers", vars{"parentId": accountID(root), "csv": file("type,name,country\n" + strings.Repeat("END_CUSTOMER,X,DE\n", 1001))},
				[]string{"csv LIMIT_EXCEEDED"}},
			"too many people to change": {"updateUsers", vars{"csv": file("id\n" + strings.Repeat("usr_nothing\n", 5001))}, []string{"csv LIMIT_EXCEEDED"}},
			"nobody to erase":           {"eraseUser", vars{"userId": "nonsense"}, []string{"userId NOT_FOUND"}},
			"oneself to erase":          {"eraseUser", vars{"userId": userID(admin)}, []string{"userId FORBIDDEN"}},
			"who cannot be invited":     {"resendInvitations", vars{"userIds": []string{userID(ada), userID(disabled), userID(invited)}}, []string{"userIds.0 NOT_ACTIVE", "userIds.1 NOT_ACTIVE"}},
			"who is not invited":        {"revokeInvitations", vars{"userIds": []string{userID(invited), userID(disabled), userID(ada)}}, []string{"userIds.1 NOT_ACTIVE", "userIds.2 NOT_ACTIVE"}},
			"a link and a password":     {"acceptInvitation", vars{"token": "nonsense", "password": "short"}, []string{"password INVALID", "token INVALID"}},
			"a link":                    {"confirmEmail", vars{"token": ""}, []string{"token INVALID"}},
			"passwords":                 {"changePassword", vars{"currentPassword": "wrong", "newPassword": "short"}, []string{"currentPassword INVALID", "newPassword INVALID"}},
			"no passwords":              {"changePassword", vars{"currentPassword": "", "newPassword": ""}, []string{"currentPassword REQUIRED", "newPassword REQUIRED"}},
			"a large file": {"importUsers", vars{
				"accountId": accountID(suspended), "csv": file("emial,given_name\n"), "language": "klingonish", "timezone": "Mars/Base", "idempotencyKey": " ",
			}, []string{"accountId NOT_ACTIVE", "csv INVALID", "csv REQUIRED", "csv REQUIRED", "idempotencyKey REQUIRED", "language INVALID", "timezone INVALID"}},
			"many customers": {"createCustomers", vars{
				"parentId": accountID(suspended), "customers": []vars{}, "notificationContactId": "nonsense", "idempotencyKey": long,
			}, []string{"customers REQUIRED", "idempotencyKey TOO_LONG", "notificationContactId NOT_FOUND", "parentId NOT_ACTIVE"}},
			"many customers, twice": {"createCustomers", vars{"parentId": "nonsense", "customers": []vars{}, "csv": file("type,name,country\n")}, []string{"csv INVALID", "parentId NOT_FOUND"}},
			"no decisions":          {"approveReviews", vars{"reviews": []vars{}}, []string{"reviews REQUIRED"}},
			"decisions": {"approveReviews", vars{"reviews": []vars{
				{"reviewId": "nonsense", "reviewVersion": 1}, {"reviewId": open, "reviewVersion": 2}, {"reviewId": open, "reviewVersion": 1}, {"reviewId": "nonsense", "reviewVersion": 1},
			}}, []string{"reviewId DUPLICATE_IN_REQUEST", "reviewId NOT_FOUND", "reviewId NOT_FOUND", "reviewVersion REVIEW_STALE"}},
		} {
			h.unchanged(t, func() {
				a := h.ask(t, token, faultsOf(c.mutation), vars{"input": c.input})
				same(t, name, a.faults(c.mutation), c.want)
				if strings.Contains(a.Body, `"message":""`) {
					t.Errorf("%s: %s", name, a.Body)
				}
			}, "events", "trees") // a refusal
		}
	})
}

// TestFaultsOfManyRows lists every fault of every row of a file that changes people, and of customers.
func TestFaultsOfManyRows(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		root := h.Account(nil)
		h.Account(root, func(c *ent.AccountCreate) { c.SetExternalReference("held") })
		manager, admin := h.User(root, viewer.AccountManager), h.User(root, viewer.Admin)
		ada, ben, eve := h.User(root, viewer.Reader), h.User(root, ""), h.User(root, "")
		token := h.token(t, manager)
		row := func(columns ...string) string { return strings.Join(columns, ",") + "\n" }
		people := row("id", "email", "given_name", "family_name", "phone", "job_title", "language", "timezone", "role", "status") +
			row(userID(ada), "no address", "", long, "1", long, "klingonish", "Mars/Base", "ADMIN", "DISABLED") +
			row(userID(ben), ada.Email, "Ben", "B", "", "", "en", "Etc/UTC", "", "ACTIVE") +
			row(userID(eve), "new@example.com", "Eve", "E", "", "", "en", "Etc/UTC", "", "ACTIVE") +
			row("", eve.Email, "Eve", "E", "", "", "en", "Etc/UTC", "", "ACTIVE") +
			row(userID(admin), admin.Email, "Ada", "A", "", "", "en", "Etc/UTC", "ADMIN", "ACTIVE") +
			row("nonsense", "nobody@example.com", "N", "N", "", "", "en", "Etc/UTC", "", "ACTIVE") +
			row("", "nobody@example.com", "N", "N", "", "", "en", "Etc/UTC", "", "ACTIVE") +
			row("", "", "N", "N", "", "", "en", "Etc/UTC", "", "ACTIVE")
		customers := row("type", "name", "street", "city", "postal_code", "country", "phone", "language", "timezone", "notification_contact", "external_reference") +
			row("RESELLER", " ", long, "", "1", "DE", "1", "klingonish", "Mars/Base", "nobody@example.com", long) +
			row("END_CUSTOMER", "Spree GmbH", "Chausseestr. 8", "Berlin", "10115", "DE", "", "", "", ada.Email, "held") +
			row("END_CUSTOMER", "Havel GmbH", "Chausseestr. 9", "Berlin", "10115", "DE", "", "", "", "", "mine") +
			row("SUB_DIVISION", "Oder GmbH", "Chausseestr. 7", "Berlin", "10115", "DE", "", "", "", ada.Email, "mine") +
			row("END_CUSTOMER", "Elbe GmbH", "Chausseestr. 6", "Berlin", "10115", "DE", "", "", "", ada.Email, "") +
			row("END_CUSTOMER", "Elbe GmbH", "Chausseestr. 6", "Berlin", "10115", "DE", "", "", "", ada.Email, "")
		for _, c := range []struct {
			mutation string
			input    vars
			want     []string
		}{
			{"updateUsers", vars{"csv": file(people)}, []string{
				"0 email INVALID", "0 familyName TOO_LONG", "0 givenName REQUIRED", "0 jobTitle TOO_LONG", "0 language INVALID", "0 phone INVALID", "0 role INVALID", "0 status INVALID",
				"0 timezone INVALID", "1 email TAKEN", "3 email DUPLICATE_IN_REQUEST", "4 id FORBIDDEN", "5 id NOT_FOUND", "6 email NOT_FOUND", "7 id REQUIRED",
			}},
			{"createCustomers", vars{"parentId": accountID(root), "csv": file(customers)}, []string{
				"0 address.city REQUIRED", "0 address.postalCode INVALID", "0 address.street.0 TOO_LONG", "0 externalReference TOO_LONG", "0 language INVALID", "0 name REQUIRED",
				"0 notificationContactId NOT_FOUND", "0 phone INVALID", "0 timezone INVALID", "0 type INVALID", "1 externalReference TAKEN", "2 notificationContactId REQUIRED",
				"3 externalReference DUPLICATE_IN_REQUEST", "5  DUPLICATE_IN_REQUEST",
			}},
		} {
			document := strings.Replace(faultsOf(c.mutation), "rejected {", "rejected { index", 1)
			h.unchanged(t, func() {
				for _, policy := range []vars{{"onError": "REJECT_ALL"}, {"onError": "REJECT_FAILED_ROWS", "dryRun": true}} {
					maps.Copy(policy, c.input)
					same(t, c.mutation, h.ask(t, token, document, vars{"input": policy}).rejected(), c.want)
				}
			}, "events", "trees") // a refusal
		}
	})
}

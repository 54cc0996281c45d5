package api_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/internal/nodeid"
	"canopy/internal/store"
	"canopy/internal/viewer"
)

const (
	createCustomer = `mutation($input: CreateCustomerInput!) { createCustomer(input: $input) { review { id version details { name } } userErrors { path code message } } }`
	updateReview   = `mutation($input: UpdateReviewInput!) { updateReview(input: $input) { review { id version } userErrors { path code message } } }`
	approveReview  = `mutation($input: ApproveReviewInput!) { approveReview(input: $input) { review { id version status } account { id status accountNumber } userErrors { path code message } } }`
	discardReview  = `mutation($input: DiscardReviewInput!) { discardReview(input: $input) { review { id status } userErrors { path code message } } }`
	addUsers       = `mutation($input: AddUsersInput!) { addUsers(input: $input) { addedCount users { id email } rejected { index line userErrors { path code message } } rejectedCsv userErrors { path code message } } }`
)

// customer is the form of a sound customer; more adds to it or replaces.
func customer(parent *ent.Account, contact *ent.User, more vars) vars {
	in := vars{"parentId": accountID(parent), "type": "END_CUSTOMER", "name": "Spree Logistik GmbH", "notificationContactId": userID(contact),
		"address": vars{"street": []string{"Chausseestraße 8"}, "city": "Berlin", "postalCode": "10115", "country": "DE"}}
	for name, value := range more {
		in[name] = value
	}
	return in
}

// person is the row of a sound person.
func person(email string) vars {
	return vars{"email": email, "givenName": "Jana", "familyName": "Krause", "language": "de", "timezone": "Europe/Berlin"}
}

var long = strings.Repeat("x", 201)

// TestFaults asks for as much wrong as one input can hold. All of it is told at once, and nothing is written.
func TestFaults(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		root := h.Account(nil)
		admin := h.User(root, viewer.Admin)
		token := h.token(t, admin)
		pending := h.Account(root, func(c *ent.AccountCreate) { c.SetStatus(account.StatusPENDING).SetExternalReference("held") })
		suspended := h.Account(root, func(c *ent.AccountCreate) { c.SetStatus(account.StatusSUSPENDED) })
		review := h.must(t, token, createCustomer, vars{"input": customer(root, admin, nil)}).text("createCustomer.review.id")
		stranger := nodeid.New(nodeid.User, 99999).String()

		for name, c := range map[string]struct {
			document string
			input    vars
			want     []string
		}{
			"createCustomer": {createCustomer, vars{
				"parentId": "nonsense", "type": "END_CUSTOMER", "name": " ", "phone": "+49 1", "language": "klingonish", "timezone": "Mars/Base",
				"notificationContactId": stranger, "externalReference": long, "address": vars{"street": []string{long}, "postalCode": "1", "country": "DE"},
			}, []string{"address.city REQUIRED", "address.postalCode INVALID", "address.street.0 TOO_LONG", "externalReference TOO_LONG", "language INVALID", "name REQUIRED",
				"notificationContactId NOT_FOUND", "parentId NOT_FOUND", "phone INVALID", "timezone INVALID"}},
			"createCustomer below an account that waits": {createCustomer, customer(pending, admin, vars{
				"name": long, "externalReference": "held", "address": vars{"country": "XX"},
			}), []string{"address.country INVALID", "externalReference TAKEN", "name TOO_LONG", "parentId NOT_ACTIVE"}},
			"updateReview clears what it may not": {updateReview, vars{
				"reviewId": review, "type": nil, "name": nil, "address": nil, "notificationContactId": nil, "phone": "1", "language": "klingonish",
				"timezone": "Mars/Base", "externalReference": "held",
			}, []string{"address REQUIRED", "externalReference TAKEN", "language INVALID", "name REQUIRED", "notificationContactId REQUIRED", "phone INVALID",
				"timezone INVALID", "type REQUIRED"}},
			"updateReview": {updateReview, vars{
				"reviewId": review, "name": "", "notificationContactId": stranger, "address": vars{"country": "DE"},
			}, []string{"address.city REQUIRED", "address.postalCode REQUIRED", "address.street REQUIRED", "name REQUIRED", "notificationContactId NOT_FOUND"}},
			"addUsers, of the request": {addUsers, vars{
				"accountId": "nonsense", "users": []vars{person("a@example.com")}, "csv": file("email,given_name,family_name\n"),
			}, []string{"accountId NOT_FOUND", "csv INVALID"}},
			"addUsers, of the request for an account that is suspended": {addUsers, vars{
				"accountId": accountID(suspended), "users": []vars{}, "language": "klingonish", "timezone": "Mars/Base",
			}, []string{"accountId NOT_ACTIVE", "language INVALID", "timezone INVALID", "users REQUIRED"}},
			"an idempotency key": {createCustomer, customer(root, admin, vars{"idempotencyKey": long}), []string{"idempotencyKey TOO_LONG"}},
		} {
			h.unchanged(t, func() {
				a := h.ask(t, token, c.document, vars{"input": c.input})
				field := c.document[strings.Index(c.document, "{ ")+2:]
				field, _, _ = strings.Cut(field, "(")
				same(t, name, a.faults(field), c.want)
				if a.at(field+".review") != nil || strings.Contains(a.Body, `"message":""`) {
					t.Errorf("%s: %s", name, a.Body)
				}
			})
		}
	})
}

// TestFaultsOfRows lists every fault of every row, beside those of the request.
func TestFaultsOfRows(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		root := h.Account(nil)
		manager := h.User(root, viewer.UserManager)
		token := h.token(t, manager)
		rows := []vars{
			person("first@example.com"),
			{"email": "no address", "givenName": "", "familyName": long, "phone": "+1", "jobTitle": long, "language": "klingonish", "timezone": "Mars/Base", "role": "ADMIN"},
			person("FIRST@example.com"),
			person(manager.Email),
			{"email": "", "givenName": "Tom", "familyName": "Becker"},
		}
		want := []string{
			"1 email INVALID", "1 familyName TOO_LONG", "1 givenName REQUIRED", "1 jobTitle TOO_LONG", "1 language INVALID", "1 phone INVALID",
			"1 role CANNOT_GRANT", "1 timezone INVALID",
			"2 email DUPLICATE_IN_REQUEST", "3 email TAKEN", "4 email REQUIRED", "4 language REQUIRED", "4 timezone REQUIRED",
		}
		h.unchanged(t, func() {
			for _, policy := range []vars{{"onError": "REJECT_ALL"}, {"onError": "REJECT_FAILED_ROWS", "dryRun": true}} {
				policy["accountId"], policy["users"] = accountID(root), rows
				same(t, "rows", h.ask(t, token, addUsers, vars{"input": policy}).rejected(), want)
			}
			a := h.ask(t, token, addUsers, vars{"input": vars{"accountId": accountID(root), "users": rows, "timezone": "Mars/Base", "onError": "REJECT_FAILED_ROWS"}})
			same(t, "rows beside a fault of the request", a.rejected(), want[:len(want)-1])
			same(t, "the request", a.faults("addUsers"), []string{"timezone INVALID"})
		})
		a := h.ask(t, token, addUsers, vars{"input": vars{"accountId": accountID(root), "users": rows, "onError": "REJECT_FAILED_ROWS"}})
		if a.text("addUsers.addedCount") != "1" || a.text("addUsers.users.0.email") != "first@example.com" {
			t.Error(a.Body)
		}
	})
}

// rejected are the faults of rejected rows, sorted, each as "index path CODE".
func (a *answer) rejected() (faults []string) {
	for name := range a.Data {
		for _, r := range list(a.at(name + ".rejected")) {
			row := &answer{Data: vars{"row": r}}
			for _, f := range row.faults("row") {
				faults = append(faults, row.text("row.index")+" "+f)
			}
		}
	}
	slices.Sort(faults)
	return faults
}

// TestFaultsOfApproval are those of a review that was right when it was opened.
func TestFaultsOfApproval(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		root := h.Account(nil)
		admin, contact := h.User(root, viewer.Admin), h.User(root, "")
		token := h.token(t, admin)
		parent := h.Account(root)
		review := h.must(t, token, createCustomer, vars{"input": customer(parent, contact, vars{"externalReference": "mine"})}).text("createCustomer.review.id")
		h.Account(root, func(c *ent.AccountCreate) { c.SetExternalReference("mine") })
		h.Tx(func(ctx context.Context, tx *store.Tx) error {
			if err := tx.User.UpdateOneID(contact.ID).SetStatus("DISABLED").Exec(ctx); err != nil {
				return err
			}
			return tx.Account.UpdateOneID(root.ID).SetStatus(account.StatusSUSPENDED).Exec(ctx)
		})
		organization := nodeid.New(nodeid.Organization, h.Organization("Spree Logistik").ID).String()
		h.unchanged(t, func() {
			a := h.ask(t, token, approveReview, vars{"input": vars{"reviewId": review, "reviewVersion": 1, "organizationId": organization}})
			same(t, "approveReview", a.faults("approveReview"),
				[]string{"organizationId NOT_FOUND", "reviewId INVALID", "reviewId NOT_ACTIVE", "reviewId TAKEN"})
			a = h.ask(t, token, approveReview, vars{"input": vars{"reviewId": review, "reviewVersion": 2}})
			same(t, "a version nobody has seen", a.faults("approveReview"), []string{"reviewVersion REVIEW_STALE"})
			if a.text("approveReview.review.version") != "1" {
				t.Errorf("the fresh review does not come along: %s", a.Body)
			}
			a = h.ask(t, token, approveReview, vars{"input": vars{"reviewId": "nonsense", "reviewVersion": 1, "organizationId": organization}})
			same(t, "no review", a.faults("approveReview"), []string{"reviewId NOT_FOUND"})
		})
	})
}

// TestStrictInputs are refused as a whole: they are no input of that type.
func TestStrictInputs(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		root := h.Account(nil)
		admin := h.User(root, viewer.Admin)
		token := h.token(t, admin)
		h.unchanged(t, func() {
			for name, input := range map[string]vars{
				"an enum value that there is not": customer(root, admin, vars{"type": "RESELLER"}),
				"an unknown field":                customer(root, admin, vars{"colour": "red"}),
				"a number for a text":             customer(root, admin, vars{"name": 7}),
				"null for a required field":       customer(root, admin, vars{"name": nil}),
				"a file for a text":               customer(root, admin, vars{"name": file("x")}),
			} {
				if a := h.ask(t, token, createCustomer, vars{"input": input}); !slices.Equal(a.codes(), []string{"BAD_USER_INPUT"}) {
					t.Errorf("%s: %s", name, a.Body)
				}
			}
		})
	})
}

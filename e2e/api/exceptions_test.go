package api_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"canopy/ent"
	"canopy/ent/invitation"
	"canopy/ent/organization"
	"canopy/internal/locale"
	"canopy/internal/reseller"
	"canopy/internal/store"
	"canopy/internal/viewer"
)

// Three things are told about what lies outside of the viewer's tree (docs/permissions.md). These tests hold how much.

// TestSimilarOrganizations tells the public identity of what another reseller has registered, and never whose customer it is.
func TestSimilarOrganizations(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		mine, theirs := h.Account(nil, named("Mein Haus")), h.Account(nil, named("Das andere Haus"))
		admin, stranger := h.User(mine, viewer.Admin), h.User(theirs, viewer.Admin)
		customerOfTheirs := h.Account(theirs, named("Lindenhof Pflege GmbH"), func(c *ent.AccountCreate) { c.SetAccountNumber("4711").SetPhone("+4930901820") })
		var registered string
		h.Tx(func(ctx context.Context, tx *store.Tx) error {
			ids, err := h.RegisterOrganizations(ctx, tx, []reseller.NewOrganization{{
				Source: organization.SourceREGISTERED, Name: "Lindenhof Pflege GmbH", Phone: "+4930901820",
				Address: locale.Address{Street: []string{"Lindenstraße 12"}, City: "Berlin", PostalCode: "10969", Country: "DE"},
			}})
			if err != nil {
				return err
			}
			registered = organizationID(ids[0])
			return tx.Account.UpdateOneID(customerOfTheirs.ID).SetOrganizationID(ids[0]).Exec(ctx)
		})
		token := h.token(t, admin)
		look := func() *answer {
			return h.ask(t, token, `query($id: ID!) { node(id: $id) { ... on Organization { name } } }`, vars{"id": registered})
		}
		if a := look(); a.at("node") != nil {
			t.Errorf("before anything shows it, it is told: %s", a.Body)
		}

		const similar = `organization { id name aliases source address { formatted } } score likelySame reasons account { id name }`
		typed := h.must(t, token, `query($id: ID!) { similarAccounts(parentId: $id, name: "Lindenhof Pflege", address: {country: "DE", city: "Berlin"}) { `+similar+` } }`,
			vars{"id": accountID(mine)})
		if typed.text("similarAccounts.0.organization.id") != registered || look().at("node") != nil {
			t.Errorf("while typing: %s", typed.Body)
		}
		in := customer(mine, admin, vars{"name": "Lindenhof Pflege", "address": vars{"street": []string{"Lindenstr. 12"}, "city": "Berlin", "postalCode": "10969", "country": "DE"}})
		review := h.must(t, token, `mutation($input: CreateCustomerInput!) { createCustomer(input: $input) { review { id similarAccounts { `+similar+` } } userErrors { code } } }`, vars{"input": in})
		if review.text("createCustomer.review.similarAccounts.0.organization.id") != registered || look().text("node.name") != "Lindenhof Pflege GmbH" {
			t.Errorf("in a review: %s", review.Body)
		}
		approved := h.must(t, token, approveReview, vars{"input": vars{"reviewId": review.at("createCustomer.review.id"), "reviewVersion": 1, "organizationId": registered}})
		if phone := h.must(t, token, `query($id: ID!) { account(id: $id) { phone } }`, vars{"id": approved.at("approveReview.account.id")}); phone.at("account.phone") != nil {
			t.Errorf("chosen, it tells the number that the other reseller entered: %s", phone.Body)
		}
		in["name"] = "Lindenhof Pflege (zweites Haus)"
		again := h.must(t, token, `mutation($input: CreateCustomerInput!) { createCustomer(input: $input) { review { similarAccounts { `+similar+` } } userErrors { code } } }`, vars{"input": in})
		if mine := approved.at("approveReview.account.id"); again.at("createCustomer.review.similarAccounts.0.account.id") != mine {
			t.Errorf("%v stands for it here, and %s is told", mine, again.Body)
		}
		if shown := list(again.at("createCustomer.review.similarAccounts")); len(shown) != 1 {
			t.Errorf("what accounts of two resellers stand for shows %d times", len(shown))
		}
		for _, a := range []*answer{typed, review} {
			for _, secret := range []string{accountID(customerOfTheirs), accountID(theirs), theirs.Name, "4711", userID(stranger), stranger.Email, "901820"} {
				if strings.Contains(a.Body, secret) {
					t.Errorf("it tells %q: %s", secret, a.Body)
				}
			}
			if !strings.Contains(a.Body, `"account":null`) {
				t.Errorf("an account stands for it: %s", a.Body)
			}
		}
	})
}

// TestSimilarOrganizationsFields lists what can be asked of a similar account, whoever has it: the business, and how it compares. What an account says
// is reached through the viewer's own alone.
func TestSimilarOrganizationsFields(t *testing.T) {
	for name, want := range map[string]string{
		"SimilarAccount": "account: Account, likelySame: Boolean!, organization: Organization!, reasons: [MatchReason!]!, score: Float!",
		"Organization":   "address: Address!, aliases: [String!]!, id: ID!, name: String!, source: RegistrySource!",
		"Address":        "city: String, country: CountryCode!, dependentLocality: String, formatted: [String!]!, postalCode: String, region: String, street: [String!]!",
	} {
		var fields []string
		for _, f := range schema.Types[name].Fields {
			if !strings.HasPrefix(f.Name, "__") {
				fields = append(fields, f.Name+": "+f.Type.String())
			}
		}
		slices.Sort(fields)
		same(t, name, fields, strings.Split(want, ", "))
	}
}

// TestTaken tells that an e-mail address is taken, and nothing of whose it is.
func TestTaken(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		mine, theirs := h.Account(nil), h.Account(nil)
		admin, manager, stranger := h.User(mine, viewer.Admin), h.User(mine, viewer.UserManager), h.User(theirs, viewer.Reader)
		answers := []string{}
		for _, taken := range []*ent.User{stranger, admin} {
			row := person(taken.Email)
			a := h.ask(t, h.token(t, manager), `mutation($input: AddUsersInput!) { addUsers(input: $input) { rejected { userErrors { path code message } } userErrors { code } } }`,
				vars{"input": vars{"accountId": accountID(mine), "users": []vars{row}}})
			same(t, "a taken address", a.rejected(), []string{"<nil> email TAKEN"})
			answers = append(answers, a.Body)
		}
		if answers[0] != answers[1] {
			t.Errorf("a stranger's address is told from a colleague's: %q", answers)
		}
	})
}

// TestNotificationContact tells who is told about a visible account, also where that person's own account is invisible: only
// there, and only how to reach them.
func TestNotificationContact(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		root := h.Account(nil, named("Ganz oben"))
		contact := h.User(root, viewer.Admin, func(c *ent.UserCreate) {
			c.SetJobTitle("Chefin").SetPhone("+4930901820").SetNewEmail("neu@example.com")
		})
		h.Tx(func(ctx context.Context, tx *store.Tx) error {
			return tx.Invitation.Create().SetUserID(contact.ID).SetStatus(invitation.StatusSENT).SetSendAt(h.Clock.Now()).SetSentAt(h.Clock.Now()).SetExpiresAt(h.Clock.Now()).Exec(ctx)
		})
		child := h.Account(root, func(c *ent.AccountCreate) { c.SetNotificationContactID(contact.ID) })
		token := h.token(t, h.User(child, viewer.Admin))
		a := h.must(t, token, `query($id: ID!) { account(id: $id) { notificationContact { displayName email phone language timezone jobTitle account { id name } unconfirmedEmail invitation { status } } } }`,
			vars{"id": accountID(child)})
		if a.text("account.notificationContact.email") != contact.Email || a.text("account.notificationContact.phone") != "+4930901820" {
			t.Errorf("the contact is not told: %s", a.Body)
		}
		if strings.Contains(a.Body, "Chefin") || strings.Contains(a.Body, "neu@") || a.at("account.notificationContact.invitation") != nil || strings.Contains(a.Body, root.Name) || strings.Contains(a.Body, accountID(root)) {
			t.Errorf("more is told than how to reach them: %s", a.Body)
		}
		for document, given := range map[string]vars{
			`query($v: ID!) { node(id: $v) { id } }`:                                                  {"v": userID(contact)},
			`query($v: ID!) { user(id: $v) { id } }`:                                                  {"v": userID(contact)},
			`query($v: String!) { user(email: $v) { id } }`:                                           {"v": contact.Email},
			`query($v: ID!) { userDirectory(accountId: $v) { nodes { id } } }`:                        {"v": accountID(child)},
			`query($v: ID!) { account(id: $v) { users(includeDescendants: true) { nodes { id } } } }`: {"v": accountID(child)},
		} {
			if a := h.ask(t, token, document, given); strings.Contains(a.Body, userID(contact)) {
				t.Errorf("%s tells them too: %s", document, a.Body)
			}
		}
		in := customer(child, contact, nil)
		same(t, "naming them", h.ask(t, token, createCustomer, vars{"input": in}).faults("createCustomer"), []string{"notificationContactId NOT_FOUND"})
	})
}

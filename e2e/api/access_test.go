package api_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"canopy/ent"
	"canopy/internal/viewer"

	"github.com/vektah/gqlparser/v2/ast"
)

// public are the root fields that nobody has to sign in for, each as it is asked.
var public = map[string]string{
	"signIn":               `mutation { signIn(input: {email: "nobody@example.com", password: "nothing"}) { userErrors { code } } }`,
	"requestPasswordReset": `mutation { requestPasswordReset(input: {email: "nobody@example.com"}) { userErrors { code } } }`,
	"resetPassword":        `mutation { resetPassword(input: {token: "nothing", password: "correct horse"}) { userErrors { code } } }`,
	"acceptInvitation":     `mutation { acceptInvitation(input: {token: "nothing", password: "correct horse"}) { userErrors { code } } }`,
	"confirmEmail":         `mutation { confirmEmail(input: {token: "nothing"}) { userErrors { code } } }`,
	"languages":            `{ languages { tag name nativeName } }`,
	"timeZones":            `{ timeZones { name utcOffset } }`,
	"countries":            `{ countries { code name addressFields { name required } postalCodePattern } }`,
	"userCsvTemplate":      `{ userCsvTemplate }`,
	"customerCsvTemplate":  `{ customerCsvTemplate }`,
	"__schema":             `{ __schema { queryType { name } } }`,
	"__type":               `{ __type(name: "Account") { name } }`,
	"__typename":           `{ __typename }`,
}

// TestUnauthenticated asks every root field of the schema without a token.
func TestUnauthenticated(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for name, document := range public {
			if a := h.ask(t, "", document, nil); a.Status != 200 || len(a.Errors) > 0 {
				t.Errorf("%s: %d %s", name, a.Status, a.Body)
			}
		}
		for _, root := range []*ast.Definition{schema.Query, schema.Mutation, schema.Subscription} {
			for _, field := range root.Fields {
				if public[field.Name] != "" {
					continue
				}
				document := fmt.Sprintf("%s { %s }", strings.ToLower(root.Name), smallest(field))
				h.unchanged(t, func() {
					var a *answer
					n := h.Statements(func() { a = h.ask(t, "", document, nil) })
					if !slices.Equal(a.codes(), []string{"UNAUTHENTICATED"}) || n != 0 {
						t.Errorf("%s: %d statements, %s", document, n, a.Body)
					}
				})
				if a := h.ask(t, "a token of nobody", document, nil); a.Status != 401 || !slices.Equal(a.codes(), []string{"UNAUTHENTICATED"}) {
					t.Errorf("%s with a bad token: %s", document, a.Body)
				}
			}
		}
	})
}

// smallest is a field with its required arguments and __typename below it.
func smallest(field *ast.FieldDefinition) string {
	var arguments []string
	for _, a := range field.Arguments {
		if a.Type.NonNull && a.DefaultValue == nil {
			arguments = append(arguments, a.Name+": "+literal(a.Type))
		}
	}
	text := field.Name
	if len(arguments) > 0 {
		text += "(" + strings.Join(arguments, ", ") + ")"
	}
	if schema.Types[field.Type.Name()].IsLeafType() {
		return text
	}
	return text + " { __typename }"
}

// literal is some value of a type.
func literal(of *ast.Type) string {
	if of.Elem != nil {
		return "[" + literal(of.Elem) + "]"
	}
	switch d := schema.Types[of.Name()]; {
	case d.Kind == ast.Enum:
		return d.EnumValues[0].Name
	case d.Kind == ast.InputObject:
		var fields []string
		for _, f := range d.Fields {
			if f.Type.NonNull && f.DefaultValue == nil {
				fields = append(fields, f.Name+": "+literal(f.Type))
			}
		}
		return "{" + strings.Join(fields, ", ") + "}"
	case d.Name == "Int":
		return "1"
	case d.Name == "Boolean":
		return "true"
	}
	return `"x"`
}

// TestMiddleOfTree is where somebody's tree begins: what is above is not there.
func TestMiddleOfTree(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		root := h.Account(nil)
		top := h.Account(root)
		below, beside := h.Account(top), h.Account(root)
		h.User(root, viewer.Admin)
		token := h.token(t, h.User(top, viewer.Admin))
		const document = `query($id: ID!) { account(id: $id) { name depth parent { id } ancestors { id } viewerPermissions } accounts { totalCount nodes { id } } }`
		a := h.must(t, token, document, vars{"id": accountID(top)})
		if a.text("account.depth") != "0" || a.at("account.parent") != nil || len(list(a.at("account.ancestors"))) != 0 || a.text("accounts.totalCount") != "2" {
			t.Errorf("at the top: %s", a.Body)
		}
		a = h.must(t, token, document, vars{"id": accountID(below)})
		if a.text("account.depth") != "1" || a.text("account.parent.id") != accountID(top) || a.text("account.ancestors.0.id") != accountID(top) || len(list(a.at("account.ancestors"))) != 1 {
			t.Errorf("below: %s", a.Body)
		}
		for _, invisible := range []*ent.Account{root, beside} {
			if a := h.must(t, token, document, vars{"id": accountID(invisible)}); a.at("account") != nil {
				t.Errorf("account %d is invisible: %s", invisible.ID, a.Body)
			}
		}
	})
}

// TestViewerRole looks at everything and changes nothing: a mutation is FORBIDDEN, tells nothing else, and leaves one event that says so.
func TestViewerRole(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		root := h.Account(nil)
		admin, reader := h.User(root, viewer.Admin), h.User(root, viewer.Reader)
		review := h.must(t, h.token(t, admin), createCustomer, vars{"input": customer(root, admin, nil)}).text("createCustomer.review.id")
		token := h.token(t, reader)
		mutations := map[string]struct {
			document string
			input    vars
			want     []string
		}{
			"createCustomer": {createCustomer, customer(root, admin, vars{"name": ""}), []string{"parentId FORBIDDEN"}},
			"updateReview":   {updateReview, vars{"reviewId": review, "name": ""}, []string{"reviewId FORBIDDEN"}},
			"approveReview":  {approveReview, vars{"reviewId": review, "reviewVersion": 7}, []string{"reviewId FORBIDDEN"}},
			"discardReview":  {discardReview, vars{"reviewId": review}, []string{"reviewId FORBIDDEN"}},
			"addUsers":       {addUsers, vars{"accountId": accountID(root), "users": []vars{person(admin.Email)}}, []string{"accountId FORBIDDEN"}},
		}
		for name, m := range mutations {
			before := len(h.events(t))
			h.unchanged(t, func() {
				a := h.ask(t, token, m.document, vars{"input": m.input})
				same(t, name, a.faults(name), m.want)
				if strings.Contains(a.Body, "TAKEN") {
					t.Errorf("%s tells more: %s", name, a.Body)
				}
			}, "events", "trees")
			if log := h.events(t)[before:]; len(log) != 1 || !strings.HasSuffix(log[0], " REFUSED") {
				t.Errorf("%s leaves the events %q", name, log)
			}
		}

		given := vars{"id": accountID(root), "review": review}
		a := h.must(t, token, `query($id: ID!, $review: ID!) { viewer { user { email } } account(id: $id) { viewerPermissions users { totalCount } reviews { totalCount } }
			review(id: $review) { details { name } similarAccounts { score } } }`, given)
		if a.text("account.viewerPermissions") != "[VIEW]" || a.text("account.users.totalCount") != "2" || a.text("review.details.name") != "Spree Logistik GmbH" {
			t.Errorf("a reader sees %s", a.Body)
		}
		for _, document := range []string{
			`query($id: ID!) { userDirectory(accountId: $id) { nodes { email } } }`,
			`query($id: ID!) { similarAccounts(parentId: $id, name: "Spree", address: {country: "DE"}) { score } }`,
		} {
			if a := h.ask(t, token, document, vars{"id": accountID(root)}); !slices.Equal(a.codes(), []string{"FORBIDDEN"}) {
				t.Errorf("%s: %s", document, a.Body)
			}
		}
	})
}

package api_test

import (
	"context"
	"slices"
	"testing"

	"canopy/ent/user"
	"canopy/internal/store"
	"canopy/internal/viewer"
)

const signIn = `mutation($input: SignInInput!) { signIn(input: $input) { token expiresAt viewer { user { email account { name } } } userErrors { path code message } } }`

// TestSignIn opens a session by password and ends it: the very next request is refused.
func TestSignIn(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		root := h.Account(nil)
		admin := h.User(root, viewer.Admin)
		if err := h.SetPassword(t.Context(), admin.Email, "correct horse"); err != nil {
			t.Fatal(err)
		}
		a := h.must(t, "", signIn, vars{"input": vars{"email": admin.Email, "password": "correct horse"}})
		if a.text("signIn.viewer.user.email") != admin.Email || a.text("signIn.viewer.user.account.name") != root.Name || a.at("signIn.expiresAt") == nil {
			t.Error(a.Body)
		}
		token := a.text("signIn.token")
		if a := h.must(t, token, `{ viewer { user { email } } }`, nil); a.text("viewer.user.email") != admin.Email {
			t.Error(a.Body)
		}
		h.must(t, token, `mutation { signOut { userErrors { code } } }`, nil)
		if a := h.ask(t, token, `{ viewer { user { email } } }`, nil); a.Status != 401 || !slices.Equal(a.codes(), []string{"UNAUTHENTICATED"}) {
			t.Error(a.Body)
		}
		if a := h.ask(t, "", `mutation($input: SignInInput!) { a: signIn(input: $input) { token } b: signIn(input: $input) { token } }`,
			vars{"input": vars{"email": admin.Email, "password": "x"}}); !slices.Equal(a.codes(), []string{"BAD_USER_INPUT"}) {
			t.Errorf("two in one operation: %s", a.Body)
		}
	})
}

// TestSignInRefused answers alike whatever is wrong, and a disabled person's token ends at once.
func TestSignInRefused(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		root := h.Account(nil)
		admin, disabled, invited := h.User(root, viewer.Admin), h.User(root, viewer.Admin), h.User(root, viewer.Admin)
		for _, u := range []string{admin.Email, disabled.Email, invited.Email} {
			if err := h.SetPassword(t.Context(), u, "correct horse"); err != nil {
				t.Fatal(err)
			}
		}
		token := h.token(t, disabled)
		h.Tx(func(ctx context.Context, tx *store.Tx) error {
			if err := tx.User.UpdateOneID(invited.ID).SetStatus(user.StatusINVITED).Exec(ctx); err != nil {
				return err
			}
			return tx.User.UpdateOneID(disabled.ID).SetStatus(user.StatusDISABLED).Exec(ctx)
		})
		answers := map[string]bool{}
		h.unchanged(t, func() {
			for _, in := range []vars{
				{"email": admin.Email, "password": "wrong horse"}, {"email": "nobody@example.com", "password": "correct horse"},
				{"email": disabled.Email, "password": "correct horse"}, {"email": invited.Email, "password": "correct horse"},
				{"email": "nonsense", "password": ""},
			} {
				a := h.ask(t, "", signIn, vars{"input": in})
				same(t, "signIn", a.faults("signIn"), []string{" INVALID"})
				answers[a.Body] = true
			}
			if a := h.ask(t, token, `{ viewer { user { email } } }`, nil); a.Status != 401 {
				t.Errorf("a disabled person is let in: %s", a.Body)
			}
		})
		if len(answers) != 1 {
			t.Errorf("the answers differ: %v", answers)
		}
	})
}

// TestOperator sees every tree and is nobody in particular.
func TestOperator(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		one, other := h.Account(nil), h.Account(nil)
		contact := h.User(one, viewer.Reader)
		token := h.token(t, nil)
		a := h.must(t, token, `query($id: ID!) { viewer { user { email } } accounts { totalCount } account(id: $id) { viewerPermissions } }`, vars{"id": accountID(other)})
		if a.at("viewer.user") != nil || a.text("accounts.totalCount") != "2" || len(list(a.at("account.viewerPermissions"))) != len(viewer.Permissions) {
			t.Error(a.Body)
		}
		a = h.must(t, token, `mutation($input: CreateCustomerInput!) { createCustomer(input: $input) { review { createdBy { email } } userErrors { code } } }`,
			vars{"input": customer(one, contact, nil)})
		if a.at("createCustomer.review") == nil || a.at("createCustomer.review.createdBy") != nil {
			t.Error(a.Body)
		}
		a = h.ask(t, token, createCustomer, vars{"input": customer(other, contact, nil)})
		same(t, "a contact of another tree", a.faults("createCustomer"), []string{"notificationContactId NOT_FOUND"})
	})
}

package api_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/organization"
	"canopy/ent/user"
	"canopy/internal/locale"
	"canopy/internal/nodeid"
	"canopy/internal/reseller"
	"canopy/internal/store"
	"canopy/internal/viewer"
)

// session posts to /session.
func (h *house) session(t *testing.T, email, password string) *httptest.ResponseRecorder {
	t.Helper()
	request := httptest.NewRequest(http.MethodPost, "/session", strings.NewReader(fmt.Sprintf(`{"email": %q, "password": %q}`, email, password)))
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("X-Request-Id", "test")
	recorder := httptest.NewRecorder()
	h.api.ServeHTTP(recorder, request)
	return recorder
}

// TestSignInRetryAfter tells when to try again, in the answer and in its header, by GraphQL and by POST /session.
func TestSignInRetryAfter(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for i, email := range []string{h.User(h.Account(nil), viewer.Admin).Email, "nobody@example.com"} {
			for range 10 {
				h.ask(t, "", signIn, vars{"input": vars{"email": email, "password": "wrong"}})
			}
			h.Clock.Advance(9 * time.Second)
			in := vars{"input": vars{"email": email, "password": "wrong"}}
			a, sent, posted := h.ask(t, "", signIn, in), h.send(t, "", signIn, in), h.session(t, email, "wrong")
			if !slices.Equal(a.codes(), []string{"RATE_LIMITED"}) || a.Errors[0].Extensions["retryAfter"] != 21.0 || sent.Header().Get("Retry-After") != "21" {
				t.Errorf("%d: %v %s", i, sent.Header(), a.Body)
			}
			if posted.Code != http.StatusTooManyRequests || posted.Header().Get("Retry-After") != "21" || !strings.Contains(posted.Body.String(), `"retryAfter":21`) {
				t.Errorf("%d: %d %v %s", i, posted.Code, posted.Header(), posted.Body)
			}
		}
	})
}

// effort is what an answer to somebody who does not sign in takes: how often a password is compared, told by the 19 MiB that each
// argon2id takes, and the statements.
func (h *house) effort(do func()) string {
	const each = 19 << 20
	var before, after runtime.MemStats
	texts := h.Texts(func() {
		runtime.ReadMemStats(&before)
		do()
		runtime.ReadMemStats(&after)
	})
	return fmt.Sprint((after.TotalAlloc-before.TotalAlloc+each/2)/each, " comparisons ", texts)
}

// TestSignInEffort: whoever may not sign in is answered the same bytes, with the same effort, whatever the reason.
func TestSignInEffort(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		root := h.Account(nil)
		with := func(status user.Status, password bool) string {
			u := h.User(root, viewer.Admin)
			if password {
				if err := h.SetPassword(t.Context(), u.Email, "correct horse"); err != nil {
					t.Fatal(err)
				}
			}
			h.Tx(func(ctx context.Context, tx *store.Tx) error {
				return tx.User.UpdateOneID(u.ID).SetStatus(status).Exec(ctx)
			})
			return u.Email
		}
		cases := []struct{ name, email, password string }{
			{"unknown", "nobody@example.com", "correct horse"},
			{"a wrong password", with(user.StatusACTIVE, true), "wrong horse"},
			{"without a password", with(user.StatusACTIVE, false), ""},
			{"disabled", with(user.StatusDISABLED, true), "correct horse"},
			{"disabled, a wrong password", with(user.StatusDISABLED, true), "wrong horse"},
			{"invited", with(user.StatusINVITED, true), "correct horse"},
			{"invited without a password", with(user.StatusINVITED, false), "correct horse"},
		}
		for name, ask := range map[string]func(email, password string) string{
			"signIn": func(email, password string) string {
				return h.ask(t, "", signIn, vars{"input": vars{"email": email, "password": password}}).Body
			},
			"POST /session": func(email, password string) string {
				recorder := h.session(t, email, password)
				return fmt.Sprint(recorder.Code, recorder.Header(), recorder.Body)
			},
		} {
			var firstAnswer, firstEffort string
			for i, c := range cases {
				var answer string
				effort := h.effort(func() { answer = ask(c.email, c.password) })
				if i == 0 {
					firstAnswer, firstEffort = answer, effort
					if !strings.HasPrefix(effort, "1 comparisons [") || strings.Count(effort, "SELECT") != 1 {
						t.Errorf("%s takes %s", name, effort)
					}
				}
				if answer != firstAnswer || effort != firstEffort {
					t.Errorf("%s, %s: answers %s, taking %s; %s answers %s, taking %s", name, c.name, answer, effort, cases[0].name, firstAnswer, firstEffort)
				}
			}
		}
	})
}

// TestLookUpEffort: what is another reseller's takes the very statements that what there is not takes.
func TestLookUpEffort(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		mine := h.Account(nil)
		theirs := h.Account(nil, func(c *ent.AccountCreate) { c.SetAccountNumber("4711").SetExternalReference("theirs") })
		stranger := h.User(theirs, viewer.Admin)
		registered := h.Organization("Registered by them")
		h.stand(theirs, registered)
		theirReview := h.must(t, h.token(t, stranger), createCustomer, vars{"input": customer(theirs, stranger, nil)}).text("createCustomer.review.id")
		token := h.token(t, h.User(mine, viewer.Admin))
		unknown := func(kind nodeid.Kind) string { return nodeid.New(kind, 1<<40).String() }
		const fields = "{ id __typename ... on Account { name parent { name } users { nodes { email } } } ... on User { email account { name } } }"
		for _, c := range []struct{ document, foreign, unknown string }{
			{`query($v: ID!) { account(id: $v) { name users { nodes { email } } } }`, accountID(theirs), unknown(nodeid.Account)},
			{`query($v: String!) { account(accountNumber: $v) { name users { nodes { email } } } }`, "4711", "0815"},
			{`query($v: String!) { account(externalReference: $v) { name users { nodes { email } } } }`, "theirs", "nobody's"},
			{`query($v: ID!) { user(id: $v) { email account { name } } }`, userID(stranger), unknown(nodeid.User)},
			{`query($v: String!) { user(email: $v) { email account { name } } }`, stranger.Email, "nobody@example.com"},
			{`query($v: ID!) { review(id: $v) { version } }`, theirReview, unknown(nodeid.Review)},
			{`query($v: ID!) { node(id: $v) ` + fields + ` }`, accountID(theirs), unknown(nodeid.Account)},
			{`query($v: ID!) { node(id: $v) ` + fields + ` }`, userID(stranger), unknown(nodeid.User)},
			{`query($v: ID!) { node(id: $v) ` + fields + ` }`, theirReview, unknown(nodeid.Review)},
			{`query($v: ID!) { node(id: $v) ` + fields + ` }`, organizationID(registered.ID), unknown(nodeid.Organization)},
		} {
			texts := func(v string) []string { return h.Texts(func() { h.ask(t, token, c.document, vars{"v": v}) }) }
			texts(c.unknown) // the viewer is remembered from here on
			foreign := texts(c.foreign)
			if len(foreign) == 0 {
				t.Errorf("%s takes no statement", c.document)
			}
			same(t, c.document, foreign, texts(c.unknown))
		}
	})
}

// told are the numbers of canopy_told_total.
func (h *house) told(t *testing.T) string {
	t.Helper()
	recorder := httptest.NewRecorder()
	h.api.ServeHTTP(recorder, httptest.NewRequest(http.MethodGet, "/metrics", nil))
	return strings.Join(regexp.MustCompile(`(?m)^canopy_told_total.*`).FindAllString(recorder.Body.String(), -1), "\n")
}

// TestToldOutside counts what is told about what the viewer does not see, and bounds it.
func TestToldOutside(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		root := h.Account(nil)
		contact := h.User(root, viewer.Admin)
		child := h.Account(root, func(c *ent.AccountCreate) { c.SetNotificationContactID(contact.ID) })
		local := h.User(child, viewer.Admin)
		h.Account(child, func(c *ent.AccountCreate) { c.SetNotificationContactID(local.ID) })
		h.Account(child, func(c *ent.AccountCreate) { c.SetNotificationContactID(contact.ID) })
		h.Tx(func(ctx context.Context, tx *store.Tx) error {
			_, err := h.RegisterOrganizations(ctx, tx, []reseller.NewOrganization{{
				Source: organization.SourceREGISTERED, Name: "Registered by others", Address: locale.Address{City: "Springfield", Country: "US"},
			}})
			return err
		})
		token := h.token(t, local)
		const contacts = `{ accounts { nodes { notificationContact { email } } } }`
		look := func(token string) *answer {
			return h.ask(t, token, `query($id: ID!) { viewer { user { id } } similarAccounts(parentId: $id, name: "Registered by others", address: {country: "US", city: "Springfield"}) { score } }`, vars{"id": accountID(child)})
		}
		add := func(token string) *answer {
			return h.ask(t, token, addUsers, vars{"input": vars{"accountId": accountID(child), "users": []vars{person(contact.Email), person(local.Email), person("new@example.com")}}})
		}
		for _, token := range []string{token, h.token(t, nil)} { // an operator sees everything already
			h.must(t, token, contacts, nil)
			if a := look(token); len(list(a.at("similarAccounts"))) != 1 {
				t.Fatal(a.Body)
			}
			if a := add(token); len(a.rejected()) != 2 {
				t.Fatal(a.Body)
			}
		}
		if got, want := h.told(t), `canopy_told_total{what="notification_contacts"} 1
canopy_told_total{what="similar_organizations"} 1
canopy_told_total{what="taken_addresses"} 1`; got != want {
			t.Errorf("told\n%s\nwant\n%s", got, want)
		}
		for range 119 {
			look(token)
		}
		h.unchanged(t, func() {
			in := vars{"input": customer(child, local, nil)}
			for field, a := range map[string]*answer{"similarAccounts": look(token), "createCustomer": h.ask(t, token, createCustomer, in)} {
				if !slices.Equal(a.codes(), []string{"RATE_LIMITED"}) || a.Errors[0].Extensions["retryAfter"] != 1.0 || a.at(field) != nil {
					t.Errorf("%s answers %s", field, a.Body)
				}
			}
			if header := h.send(t, token, createCustomer, in).Header().Get("Retry-After"); header != "1" {
				t.Errorf("Retry-After is %q", header)
			}
		})
		if a := look(h.token(t, nil)); !a.sound() {
			t.Errorf("an operator is answered %s", a.Body)
		}
		h.Clock.Advance(time.Second)
		if a := look(token); !a.sound() {
			t.Errorf("a second later: %s", a.Body)
		}
	})
}

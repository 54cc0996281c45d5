package api_test

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/grant"
	"canopy/ent/session"
	"canopy/ent/user"
	"canopy/graph"
	"canopy/internal/canopytest"
	"canopy/internal/nodeid"
	"canopy/internal/server"
	"canopy/internal/store"
	"canopy/internal/treepath"
	"canopy/internal/viewer"
)

// TestRemembered: a viewer is remembered between requests, and whatever changes what they may see holds from the next
// request on.
func TestRemembered(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		const look = `query ($id: ID!) { account(id: $id) { name parent { name } subAccounts { totalCount nodes { name } } } }`
		const list = `{ accounts { totalCount nodes { name } } }`
		const add = `mutation ($id: ID!) { addUsers(input: {accountId: $id, users: [{email: "new@example.com", givenName: "N", familyName: "N", language: "en", timezone: "Etc/UTC"}]}) { userErrors { code } } }`
		top := h.Account(nil)
		other := h.Account(top)

		for name, c := range map[string]struct {
			change func(ctx context.Context, tx *store.Tx, person *ent.User, on *ent.Account) error
			status int  // of the next request
			sees   bool // the account, in it
		}{
			"nothing changes": {
				func(context.Context, *store.Tx, *ent.User, *ent.Account) error { return nil }, 200, true,
			},
			"a grant is revoked": {
				func(ctx context.Context, tx *store.Tx, person *ent.User, _ *ent.Account) error {
					_, err := tx.Grant.Delete().Where(grant.UserID(person.ID)).Exec(ctx)
					return err
				}, 200, false,
			},
			"a grant moves": {
				func(ctx context.Context, tx *store.Tx, person *ent.User, _ *ent.Account) error {
					return tx.Grant.Update().Where(grant.UserID(person.ID)).SetAccountID(other.ID).Exec(ctx)
				}, 200, false,
			},
			"the person is disabled": {
				func(ctx context.Context, tx *store.Tx, person *ent.User, _ *ent.Account) error {
					return tx.User.Update().Where(user.ID(person.ID)).SetStatus(user.StatusDISABLED).Exec(ctx)
				}, 401, false,
			},
			"the session ends": {
				func(ctx context.Context, tx *store.Tx, person *ent.User, _ *ent.Account) error {
					_, err := tx.Session.Delete().Where(session.UserID(person.ID)).Exec(ctx)
					return err
				}, 401, false,
			},
			"the account moves": {
				func(ctx context.Context, tx *store.Tx, _ *ent.User, on *ent.Account) error {
					return tx.Account.Update().Where(account.ID(on.ID)).SetParentID(other.ID).SetPath(treepath.Child(other.Path, on.ID)).Exec(ctx)
				}, 200, true,
			},
		} {
			t.Run(name, func(t *testing.T) {
				for _, next := range []struct {
					document string
					shows    func(*answer) bool
				}{
					{look, func(a *answer) bool { return a.Data["account"] != nil }},
					{list, func(a *answer) bool { return a.Data["accounts"].(map[string]any)["totalCount"].(float64) >= 1 }},
					{add, func(a *answer) bool {
						return a.Status == 200 && len(a.Data["addUsers"].(map[string]any)["userErrors"].([]any)) == 0
					}},
				} {
					on := h.Account(top)
					person := h.User(on, viewer.Admin)
					token := h.token(t, person)
					id := vars{"id": nodeid.New(nodeid.Account, on.ID).String()}
					for range 2 {
						if a := h.ask(t, token, look, id); a.Data["account"] == nil {
							t.Fatal(a.Body)
						}
					}
					h.Tx(func(ctx context.Context, tx *store.Tx) error { return c.change(ctx, tx, person, on) })
					sees := c.sees
					if next.document == list && name == "a grant moves" {
						sees = true // the other one
					}
					if a := h.ask(t, token, next.document, id); a.Status != c.status || a.Status == 200 && next.shows(a) != sees {
						t.Errorf("%s\nanswers %d %s", next.document, a.Status, a.Body)
					}
					h.Tx(func(ctx context.Context, tx *store.Tx) error { // for the next one's e-mail
						return tx.User.Update().Where(user.EmailKey("new@example.com")).SetEmailKey(t.Name() + next.document).Exec(ctx)
					})
				}
			})
		}
		t.Run("nobody is told what addUsers tells without the account", func(t *testing.T) {
			const again = `mutation ($id: ID!) { addUsers(input: {accountId: $id, idempotencyKey: "k", users: [{email: "again@example.com", givenName: "N", familyName: "N", language: "en", timezone: "Etc/UTC"}]}) { addedCount } }`
			const empty = `mutation ($id: ID!) { addUsers(input: {accountId: $id}) { addedCount } }`
			id := vars{"id": nodeid.New(nodeid.Account, other.ID).String()}
			for _, document := range []string{again, empty} {
				person := h.User(other, viewer.Admin)
				token := h.token(t, person)
				if a := h.ask(t, token, document, id); a.Status != 200 {
					t.Fatal(a.Body)
				}
				h.Tx(func(ctx context.Context, tx *store.Tx) error {
					_, err := tx.Session.Delete().Where(session.UserID(person.ID)).Exec(ctx)
					return err
				})
				if a := h.ask(t, token, document, id); a.Status != 401 {
					t.Errorf("%s\nanswers %d %s", document, a.Status, a.Body)
				}
			}
		})
		t.Run("a look-up takes no statement for it", func(t *testing.T) {
			token := h.token(t, h.User(other, viewer.Reader))
			id := vars{"id": nodeid.New(nodeid.Account, other.ID).String()}
			h.ask(t, token, `query ($id: ID!) { account(id: $id) { name } }`, id)
			if n := h.Statements(func() { h.ask(t, token, `query ($id: ID!) { account(id: $id) { name } }`, id) }); n != 1 {
				t.Errorf("%d statements", n)
			}
		})
		t.Run("while access changes all the time", func(t *testing.T) {
			token := h.token(t, h.User(other, viewer.Reader))
			id := vars{"id": nodeid.New(nodeid.Account, other.ID).String()}
			document := "query ($id: ID!) {"
			for i := range 12 {
				document += fmt.Sprintf(" a%d: account(id: $id) { name }", i)
			}
			stop, stopped := make(chan struct{}), make(chan error)
			go func() {
				for {
					select {
					case <-stop:
						stopped <- nil
						return
					default:
					}
					if _, err := h.Store.WriteDB().Exec("UPDATE counters SET value = value + 1 WHERE name = 'access'"); err != nil {
						stopped <- err
						return
					}
				}
			}()
			for range 100 {
				if a := h.ask(t, token, document+" }", id); strings.Contains(a.Body, "null") {
					t.Errorf("answers %s", a.Body)
				}
			}
			close(stop)
			if err := <-stopped; err != nil {
				t.Error(err)
			}
		})
	})
}

// TestRememberedTimeout: a remembered viewer whose operation waits for a lock too long is told so, though nothing could renew them.
func TestRememberedTimeout(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		h := wire(t, rig, graph.DefaultLimits(), graph.New, func(c *server.Config) { c.RequestTimeout = 300 * time.Millisecond })
		on := h.Account(nil)
		token := h.token(t, h.User(on, viewer.Admin))
		h.must(t, token, `query($id: ID!) { account(id: $id) { name } }`, vars{"id": accountID(on)})
		h.Tx(func(ctx context.Context, tx *store.Tx) error {
			if err := tx.LockTree(ctx, on.ID, true); err != nil {
				return err
			}
			a := h.ask(t, token, addUsers, vars{"input": vars{"accountId": accountID(on), "users": []vars{person("late@example.com")}}})
			if a.Status != http.StatusServiceUnavailable || !slices.Equal(a.codes(), []string{"COST_LIMIT"}) {
				t.Errorf("%d %s", a.Status, a.Body)
			}
			return nil
		})
	})
}

package api_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/grant"
	"canopy/ent/user"
	"canopy/graph"
	"canopy/internal/canopytest"
	"canopy/internal/nodeid"
	"canopy/internal/secret"
	"canopy/internal/store"
	"canopy/internal/viewer"
)

const (
	createAPIKey = `mutation($input: CreateApiKeyInput!) { createApiKey(input: $input) { token userErrors { path code message }
		apiKey { id name role scope account { id } createdBy { email } createdAt expiresAt lastUsedAt revokedAt } } }`
	revokeAPIKey = `mutation($input: RevokeApiKeyInput!) { revokeApiKey(input: $input) { apiKey { id revokedAt } userErrors { path code message } } }`
	whoAsks      = `{ viewer { user { email } sessions { id } } accounts { nodes { name } } }`
)

// keyFor is the form of a key; on nil for the whole installation.
func keyFor(on *ent.Account, more vars) vars {
	in := vars{"name": "Nightly sync", "role": "ADMIN"}
	if on != nil {
		in["accountId"] = accountID(on)
	}
	for name, value := range more {
		in[name] = value
	}
	return vars{"input": in}
}

// TestAPIKey makes a key, shown once, which does for a machine what its role may, and revokes it.
func TestAPIKey(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		root := h.Account(nil)
		child := h.Account(root)
		admin := h.User(root, viewer.Admin)
		token := h.token(t, admin)
		a := h.must(t, token, createAPIKey, keyFor(child, vars{"name": "  Nightly  sync ", "role": "ACCOUNT_MANAGER"}))
		key, id := a.text("createApiKey.token"), a.text("createApiKey.apiKey.id")
		if !strings.HasPrefix(key, "canopy_") || !strings.HasPrefix(id, "key_") || a.text("createApiKey.apiKey.name") != "Nightly sync" ||
			a.text("createApiKey.apiKey.role") != "ACCOUNT_MANAGER" || a.text("createApiKey.apiKey.scope") != "SUBTREE" || a.text("createApiKey.apiKey.account.id") != accountID(child) ||
			a.text("createApiKey.apiKey.createdBy.email") != admin.Email || a.at("createApiKey.apiKey.expiresAt") != nil || a.at("createApiKey.apiKey.lastUsedAt") != nil {
			t.Error(a.Body)
		}
		stored := h.Store.Client().Session.Query().Order(ent.Desc("id")).FirstX(canopytest.Operator())
		if string(stored.TokenHash) != string(secret.HashToken(key)) || *stored.APIKeyID != keyOf(id) || stored.UserID != nil {
			t.Errorf("stored %+v", stored)
		}

		a = h.must(t, key, whoAsks, nil)
		if a.at("viewer.user") != nil || len(list(a.at("viewer.sessions"))) != 0 || a.names("accounts") != child.Name {
			t.Errorf("the key sees %s", a.Body)
		}
		h.auth.Flush()
		a = h.must(t, token, `query($id: ID!) { node(id: $id) { ... on ApiKey { lastUsedAt } } }`, vars{"id": id})
		if at, err := time.Parse(time.RFC3339, a.text("node.lastUsedAt")); err != nil || time.Since(at) > time.Hour {
			t.Errorf("last used %v: %s", err, a.Body)
		}

		replica := h.replica(t)
		replica.must(t, key, whoAsks, nil)
		before := len(h.events(t))
		a = h.must(t, token, revokeAPIKey, vars{"input": vars{"apiKeyId": id}})
		if a.text("revokeApiKey.apiKey.id") != id || a.at("revokeApiKey.apiKey.revokedAt") == nil {
			t.Error(a.Body)
		}
		for name, process := range map[string]*house{"the process": h, "another": replica} {
			if refused := process.ask(t, key, whoAsks, nil); refused.Status != 401 || !slices.Equal(refused.codes(), []string{"UNAUTHENTICATED"}) {
				t.Errorf("%s lets a revoked key in: %s", name, refused.Body)
			}
		}
		h.Clock.Advance(time.Hour)
		if again := h.must(t, token, revokeAPIKey, vars{"input": vars{"apiKeyId": id}}); again.Body != a.Body {
			t.Errorf("again: %s\nfirst: %s", again.Body, a.Body)
		}
		same(t, "events", h.events(t)[before:], []string{"API_KEY_REVOKED DONE"})
	})
}

// replica is another process over the same database.
func (h *house) replica(t *testing.T) *house {
	t.Helper()
	rig := *h.Rig
	rig.Store = h.Open()
	return newHouse(t, &rig, graph.DefaultLimits())
}

// TestAPIKeyWorks asks as a key for what people ask: it works, without a person, or says why not.
func TestAPIKeyWorks(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		root := h.Account(nil)
		admin := h.User(root, viewer.Admin)
		key := h.must(t, h.token(t, admin), createAPIKey, keyFor(root, vars{"role": "ACCOUNT_MANAGER", "scope": "ACCOUNT_ONLY"})).text("createApiKey.token")
		const create = `mutation($input: CreateCustomerInput!) { createCustomer(input: $input) { review { id createdBy { email } } userErrors { code } } }`
		form := vars{"input": customer(root, admin, vars{"idempotencyKey": "k"})}
		a := h.must(t, key, create, form)
		id := a.text("createCustomer.review.id")
		if a.at("createCustomer.review.createdBy") != nil {
			t.Error(a.Body)
		}
		if again := h.must(t, key, create, form); again.Body != a.Body {
			t.Errorf("again: %s", again.Body)
		}
		form["input"].(vars)["name"] = "Another"
		same(t, "a key used again", h.ask(t, key, create, form).faults("createCustomer"), []string{" IDEMPOTENCY_KEY_REUSED"})
		h.must(t, key, approveReview, vars{"input": vars{"reviewId": id, "reviewVersion": 1}})

		added := h.ask(t, key, addUsers, vars{"input": vars{"accountId": accountID(root), "onError": "REJECT_FAILED_ROWS", "users": []vars{person("one@example.com"), withRole("ADMIN")}}})
		if added.text("addUsers.addedCount") != "1" {
			t.Error(added.Body)
		}
		same(t, "a role above the key's", added.rejected(), []string{"1 role CANNOT_GRANT"})
		one := h.Store.Client().User.Query().Where(user.EmailKey("one@example.com")).WithGrants().OnlyX(canopytest.Operator())
		if g := one.Edges.Grants; len(g) != 1 || g[0].Scope != grant.ScopeACCOUNT_ONLY {
			t.Errorf("a key of ACCOUNT_ONLY gives %v", g)
		}

		same(t, "a key makes a key", h.ask(t, key, createAPIKey, keyFor(root, vars{"role": "VIEWER"})).faults("createApiKey"), []string{"accountId FORBIDDEN"})
		own := nodeid.New(nodeid.Session, h.Store.Client().Session.Query().Order(ent.Desc("id")).FirstX(canopytest.Operator()).ID).String()
		same(t, "a key ends its session", h.ask(t, key, revokeSession, vars{"input": vars{"sessionId": own}}).faults("revokeSession"), []string{"sessionId NOT_FOUND"})
		if a := h.ask(t, key, `mutation { signOut { userErrors { code } } }`, nil); !slices.Equal(a.codes(), []string{"FORBIDDEN"}) {
			t.Errorf("a key signs out: %s", a.Body)
		}

		ending := h.must(t, h.token(t, admin), createAPIKey, keyFor(root, vars{"expiresAt": "2126-01-01T00:00:00Z"})).text("createApiKey.token")
		for _, late := range []vars{nil, {"expiresAt": "2126-01-01T00:00:01Z"}} {
			same(t, "a key that outlives its maker", h.ask(t, ending, createAPIKey, keyFor(root, late)).faults("createApiKey"), []string{"expiresAt INVALID"})
		}
		h.must(t, ending, createAPIKey, keyFor(root, vars{"expiresAt": "2126-01-01T00:00:00Z"}))

		h.Tx(func(ctx context.Context, tx *store.Tx) error { // what its maker loses is not the key's
			if _, err := tx.Grant.Delete().Where(grant.UserID(admin.ID)).Exec(ctx); err != nil {
				return err
			}
			return tx.User.UpdateOneID(admin.ID).SetStatus(user.StatusDISABLED).Exec(ctx)
		})
		if a := h.must(t, key, whoAsks, nil); a.names("accounts") != root.Name {
			t.Errorf("without its maker it sees %s", a.Body)
		}
	})
}

func withRole(role string) vars {
	p := person("role" + strings.ToLower(role) + "@example.com")
	p["role"] = role
	return p
}

// TestAPIKeyRefused: a key gives nothing that its maker does not hold, and all that is wrong is told at once.
func TestAPIKeyRefused(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		root, foreign := h.Account(nil), h.Account(nil)
		child := h.Account(root)
		admin, manager, only := h.User(root, viewer.Admin), h.User(root, viewer.AccountManager), h.User(root, viewer.UserManager)
		h.Grant(only, root, viewer.Admin, grant.ScopeACCOUNT_ONLY) // ADMIN here, USER_MANAGER below too
		past := h.Clock.Now().Format(time.RFC3339)
		for name, c := range map[string]struct {
			as      *ent.User
			on      *ent.Account
			more    vars
			want    []string
			refused string
		}{
			"by an ACCOUNT_MANAGER":            {manager, root, vars{"role": "VIEWER", "name": ""}, []string{"accountId FORBIDDEN"}, "API_KEY_CREATED REFUSED"},
			"on the installation":              {admin, nil, vars{"name": ""}, []string{"accountId FORBIDDEN"}, "API_KEY_CREATED REFUSED"},
			"further than the maker's role":    {only, root, nil, []string{"scope CANNOT_GRANT"}, "API_KEY_CREATED REFUSED"},
			"where the maker may nothing":      {only, child, vars{"role": "VIEWER"}, []string{"accountId FORBIDDEN"}, "API_KEY_CREATED REFUSED"},
			"somewhere else":                   {admin, foreign, vars{"name": " ", "expiresAt": past}, []string{"accountId NOT_FOUND", "expiresAt INVALID", "name REQUIRED"}, ""},
			"that has ended":                   {admin, root, vars{"expiresAt": past}, []string{"expiresAt INVALID"}, ""},
			"that ends after all time":         {admin, root, vars{"expiresAt": "9999-12-31T23:59:59-23:00"}, []string{"expiresAt INVALID"}, ""},
			"of a long name":                   {admin, root, vars{"name": long}, []string{"name TOO_LONG"}, ""},
			"on the installation, but not all": {nil, nil, vars{"role": "VIEWER", "scope": "ACCOUNT_ONLY"}, []string{"role INVALID", "scope INVALID"}, ""},
		} {
			t.Run(name, func(t *testing.T) {
				token, before := h.token(t, c.as), len(h.events(t))
				h.unchanged(t, func() {
					a := h.ask(t, token, createAPIKey, keyFor(c.on, c.more))
					same(t, "faults", a.faults("createApiKey"), c.want)
					if a.at("createApiKey.token") != nil || a.at("createApiKey.apiKey") != nil {
						t.Error(a.Body)
					}
				}, "events", "trees")
				want := []string{}
				if c.refused != "" {
					want = append(want, c.refused)
				}
				same(t, "events", h.events(t)[before:], want)
			})
		}
		for _, more := range []vars{{"scope": "ACCOUNT_ONLY"}, {"role": "USER_MANAGER"}} { // as ADMIN as far as ADMIN, and as the weaker one further
			h.must(t, h.token(t, only), createAPIKey, keyFor(root, more))
		}
		installation := h.must(t, h.token(t, nil), createAPIKey, keyFor(nil, nil))
		if installation.at("createApiKey.apiKey.account") != nil || installation.at("createApiKey.apiKey.createdBy") != nil {
			t.Error(installation.Body)
		}
		if a := h.must(t, installation.text("createApiKey.token"), `{ accounts { totalCount } }`, nil); a.text("accounts.totalCount") != "3" {
			t.Errorf("a key of the installation sees %s", a.Body)
		}
		for name, id := range map[string]string{
			"of another tree": nodeid.New(nodeid.APIKey, h.key(foreign, admin).ID).String(), "of the installation": installation.text("createApiKey.apiKey.id"),
			"that is none": "nonsense", "that is an account": accountID(root),
		} {
			h.unchanged(t, func() {
				same(t, "revoking a key "+name, h.ask(t, h.token(t, admin), revokeAPIKey, vars{"input": vars{"apiKeyId": id}}).faults("revokeApiKey"), []string{"apiKeyId NOT_FOUND"})
			}, "sessions")
		}
		mine := vars{"input": vars{"apiKeyId": nodeid.New(nodeid.APIKey, h.key(root, admin).ID).String()}}
		same(t, "revoking as ACCOUNT_MANAGER", h.ask(t, h.token(t, manager), revokeAPIKey, mine).faults("revokeApiKey"), []string{"apiKeyId FORBIDDEN"})
		h.must(t, h.token(t, nil), revokeAPIKey, vars{"input": vars{"apiKeyId": installation.text("createApiKey.apiKey.id")}})
	})
}

// TestAPIKeyEnds: a key that has ended is refused; forgetting its session leaves the key to be listed and revoked.
func TestAPIKeyEnds(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		root := h.Account(nil)
		token := h.token(t, h.User(root, viewer.Admin))
		ends := h.Clock.Now().Add(time.Hour) // long ago by the server's clock
		a := h.must(t, token, createAPIKey, keyFor(root, vars{"expiresAt": ends.Format(time.RFC3339)}))
		if a.text("createApiKey.apiKey.expiresAt") != ends.Format("2006-01-02T15:04:05.000000Z") {
			t.Error(a.Body)
		}
		if a := h.ask(t, a.text("createApiKey.token"), whoAsks, nil); a.Status != 401 {
			t.Errorf("a key that has ended is let in: %s", a.Body)
		}
		h.Clock.Advance(2 * time.Hour)
		if err := h.Sweep(t.Context()); err != nil {
			t.Fatal(err)
		}
		const keys = `query($id: ID!) { account(id: $id) { apiKeys { nodes { id revokedAt } } } }`
		if a := h.must(t, token, keys, vars{"id": accountID(root)}); len(list(a.at("account.apiKeys.nodes"))) != 1 || a.at("account.apiKeys.nodes.0.revokedAt") != nil {
			t.Errorf("after the sweep: %s", a.Body)
		}
		if a := h.must(t, token, revokeAPIKey, vars{"input": vars{"apiKeyId": a.text("createApiKey.apiKey.id")}}); a.at("revokeApiKey.apiKey.revokedAt") == nil {
			t.Error(a.Body)
		}
	})
}

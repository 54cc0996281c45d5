package server_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/apikey"
	"canopy/internal/secret"
	"canopy/internal/server"
	"canopy/internal/store"
	"canopy/internal/viewer"
)

// limitedTo is a rig over the real schema where everybody may send so many requests a second.
func limitedTo(t testing.TB, perSecond int) *rig {
	t.Helper()
	return newAPI(t, func(c *server.Config) { c.RateLimit = perSecond })
}

// session is the bearer token of a session that the change makes somebody's.
func (r *rig) session(change func(*ent.SessionCreate)) string {
	token, hash := secret.NewToken()
	r.Tx(func(ctx context.Context, tx *store.Tx) error {
		create := tx.Session.Create().SetTokenHash(hash).SetCreatedAt(r.Clock.Now()).SetExpiresAt(r.Clock.Now().Add(time.Hour))
		change(create)
		return create.Exec(ctx)
	})
	return token
}

// apiKey makes an API key of the account.
func (r *rig) apiKey(account int64) (key int64) {
	r.Tx(func(ctx context.Context, tx *store.Tx) error {
		made, err := tx.APIKey.Create().SetAccountID(account).SetName("billing").SetRole(apikey.RoleVIEWER).SetScope(apikey.ScopeSUBTREE).
			SetCreatedAt(r.Clock.Now()).Save(ctx)
		key = made.ID
		return err
	})
	return key
}

// from sends a request from a host, "" for httptest's; the token is "" for nobody's.
func (r *rig) from(t testing.TB, host, token, document string) *answer {
	t.Helper()
	request := httptest.NewRequest(http.MethodPost, "/graphql", strings.NewReader(fmt.Sprintf(`{"query": %q}`, document)))
	request.Header.Set("Content-Type", "application/json")
	if host != "" {
		request.RemoteAddr = "[" + host + "]:4711"
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	return r.do(t, request)
}

// wantLimited wants the refusal with its wait in seconds, 0 for an answer.
func wantLimited(t *testing.T, what string, a *answer, seconds int) {
	t.Helper()
	if seconds == 0 {
		if a.code() == "RATE_LIMITED" || a.Code == http.StatusTooManyRequests {
			t.Errorf("%s: %d %s", what, a.Code, a.Body)
		}
		return
	}
	if a.Code != http.StatusTooManyRequests || a.code() != "RATE_LIMITED" || a.HasData || a.Header().Get("Retry-After") != fmt.Sprint(seconds) ||
		a.Errors[0].Extensions["retryAfter"] != float64(seconds) || a.Errors[0].Extensions["requestId"] != a.Header().Get("X-Request-Id") {
		t.Errorf("%s, want a wait of %d s: %d %v %s", what, seconds, a.Code, a.Header(), a.Body)
	}
}

const looked = `{ viewer { user { id } } }`

func TestRateLimit(t *testing.T) {
	r := limitedTo(t, 2)
	again := r.open() // another session of the same person
	other := r.User(r.Account(nil), viewer.Admin)
	others := r.session(func(c *ent.SessionCreate) { c.SetUserID(other.ID) })
	billing := r.apiKey(other.AccountID)
	key := r.session(func(c *ent.SessionCreate) { c.SetAPIKeyID(billing) })
	operator := r.session(func(*ent.SessionCreate) {})
	for i := range 20 {
		wantLimited(t, fmt.Sprintf("request %d", i+1), r.from(t, "", []string{r.token, again}[i%2], looked), 0)
	}
	r.lines(t)
	if n := r.Statements(func() {
		wantLimited(t, "the next", r.from(t, "2001:db8::1", r.token, looked), 1)
		wantLimited(t, "by another session", r.from(t, "2001:db8::2", again, looked), 1)
		wantLimited(t, "what does not parse", r.from(t, "2001:db8::3", r.token, "{{{"), 1)
	}); n != 0 {
		t.Errorf("refusals take %d statements", n)
	}
	if lines := r.lines(t); lines[0]["code"] != "RATE_LIMITED" || lines[0]["status"] != 429.0 || lines[0]["type"] != nil {
		t.Errorf("the log says %v", lines[0])
	}
	wantLimited(t, "somebody else", r.from(t, "", others, looked), 0)
	wantLimited(t, "their API key", r.from(t, "", key, looked), 0)
	wantLimited(t, "nobody", r.from(t, "", "", `{ __typename }`), 0)
	for range 50 {
		wantLimited(t, "an operator", r.from(t, "", operator, looked), 0)
	}
	r.Clock.Advance(500 * time.Millisecond)
	wantLimited(t, "half a second later", r.from(t, "", again, looked), 0)
	wantLimited(t, "once more", r.from(t, "", r.token, looked), 1)
	text := r.send(t, http.MethodGet, "/metrics", "").Body.String()
	if want := `canopy_rate_limited_total{by="user"} 4`; !strings.Contains(text, want) {
		t.Errorf("no %s", want)
	}
}

// TestRateLimitOfNetworks: nobody, and whoever has a token that was not seen before, is their network.
func TestRateLimitOfNetworks(t *testing.T) {
	r := limitedTo(t, 2)
	wantLimited(t, "a known token", r.from(t, "2001:db8::1", r.token, looked), 0)
	for i := range 19 {
		token := []string{"", "canopy_nobodys"}[i%2]
		wantLimited(t, fmt.Sprintf("request %d", i+1), r.from(t, fmt.Sprintf("2001:db8::%x", i), token, `{ __typename }`), 0)
	}
	fresh := r.open()
	if n := r.Statements(func() {
		wantLimited(t, "nobody", r.from(t, "2001:db8::1", "", `{ __typename }`), 1)
		wantLimited(t, "an unknown token", r.from(t, "2001:db8::1", "canopy_nobodys", looked), 1)
		wantLimited(t, "a token not seen before", r.from(t, "2001:db8::1", fresh, looked), 1)
		request := httptest.NewRequest(http.MethodDelete, "/session", nil)
		request.RemoteAddr = "[2001:db8::1]:4711"
		wantLimited(t, "signing out", r.do(t, request), 1)
	}); n != 0 {
		t.Errorf("refusals take %d statements", n)
	}
	wantLimited(t, "a known token", r.from(t, "2001:db8::1", r.token, looked), 0)
	wantLimited(t, "another network", r.from(t, "2001:db8:0:1::1", fresh, looked), 0)
	wantLimited(t, "which is known now", r.from(t, "2001:db8::1", fresh, looked), 0)
	wantLimited(t, "health", r.send(t, http.MethodGet, "/healthz", ""), 0)
}

// TestRateLimitByCost: what can answer many objects counts as many requests, which are owed.
func TestRateLimitByCost(t *testing.T) {
	r := limitedTo(t, 2)
	const large = `{ accounts(first: 1000) { nodes { users(first: 30) { nodes { id } } } } }` // costs 31,000
	wantLimited(t, "a large question", r.from(t, "", r.token, large), 0)
	wantLimited(t, "the next", r.from(t, "", r.token, looked), 7) // 20 - 1 - 31 + 13 = 1
	r.Clock.Advance(6500 * time.Millisecond)
	wantLimited(t, "when it is paid", r.from(t, "", r.token, looked), 0)
	r.Clock.Advance(time.Minute)
	for i := range 20 {
		wantLimited(t, fmt.Sprintf("small question %d", i+1), r.from(t, "", r.token, `{ accounts(first: 900) { nodes { id } } }`), 0)
	}
}

func TestRateLimitOff(t *testing.T) {
	r := limitedTo(t, 0)
	for range 100 {
		wantLimited(t, "without a limit", r.from(t, "", r.token, `{ __typename }`), 0)
	}
}

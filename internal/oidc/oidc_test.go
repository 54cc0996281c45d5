package oidc_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"canopy/internal/oidc"
	"canopy/internal/oidc/oidctest"
)

const redirectURL = "https://canopy.example/oidc/callback"

var ada = oidctest.Person{Subject: "4711", Email: "ada@example.com", EmailVerified: true}

// meeting is a Provider of ours beside the one that it talks to, and its clock.
type meeting struct {
	*oidc.Provider
	at    *oidctest.Provider
	later time.Duration
}

func meet(t *testing.T, change ...func(*oidc.Config)) *meeting {
	t.Helper()
	m := &meeting{at: oidctest.New(t, redirectURL)}
	m.at.SignedIn(ada)
	cfg := oidc.Config{
		Issuer: m.at.Issuer, ClientID: oidctest.ClientID, ClientSecret: oidctest.ClientSecret, RedirectURL: redirectURL,
		Now: func() time.Time { return time.Now().Add(m.later) },
	}
	for _, f := range change {
		f(&cfg)
	}
	var err error
	if m.Provider, err = oidc.New(cfg); err != nil {
		t.Fatal(err)
	}
	return m
}

// begin goes to the provider and comes back with a code.
func (m *meeting) begin(t *testing.T) (flow oidc.Flow, code string) {
	t.Helper()
	to, flow, err := m.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for !strings.HasPrefix(to, redirectURL) {
		resp, err := http.DefaultTransport.RoundTrip(must(http.NewRequestWithContext(t.Context(), http.MethodGet, to, nil)))
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		next, err := resp.Location()
		if err != nil {
			t.Fatalf("%s answers %s: %v", to, resp.Status, err)
		}
		to = next.String()
	}
	back := must(http.NewRequest(http.MethodGet, to, nil)).URL.Query()
	if back.Get("state") != flow.State {
		t.Fatalf("the provider sends back %s", to)
	}
	return flow, back.Get("code")
}

func must(r *http.Request, err error) *http.Request {
	if err != nil {
		panic(err)
	}
	return r
}

func (m *meeting) signIn(t *testing.T) (oidc.Identity, error) {
	t.Helper()
	flow, code := m.begin(t)
	return m.Finish(t.Context(), flow, code)
}

func TestSignIn(t *testing.T) {
	for _, inIDToken := range []bool{true, false} {
		m := meet(t)
		if inIDToken {
			m.at.EmailInIDToken()
		}
		for _, person := range []oidctest.Person{ada, {Subject: "4712", Email: "eve@example.com"}, {Subject: "4713"}} {
			m.at.SignedIn(person)
			want := oidc.Identity{Issuer: m.at.Issuer, Subject: person.Subject, Email: person.Email, EmailVerified: person.EmailVerified}
			if got, err := m.signIn(t); err != nil || got != want {
				t.Errorf("%+v, %v, want %+v", got, err, want)
			}
		}
	}
}

func TestEmailVerifiedAsText(t *testing.T) {
	m := meet(t)
	m.at.EmailInIDToken()
	for text, want := range map[string]bool{"true": true, "false": false, "": false} {
		m.at.Alter(func(claims map[string]any) { claims["email_verified"] = text })
		if got, err := m.signIn(t); err != nil || got.EmailVerified != want || got.Email != ada.Email {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
}

func TestRefuses(t *testing.T) {
	set := func(claim string, value any) func(map[string]any) {
		return func(claims map[string]any) { claims[claim] = value }
	}
	for name, alter := range map[string]func(map[string]any){
		"another audience": set("aud", []string{"another"}),
		"another issuer":   set("iss", "https://evil.example"),
		"another nonce":    set("nonce", "another"),
		"no nonce":         func(claims map[string]any) { delete(claims, "nonce") },
		"no subject":       func(claims map[string]any) { delete(claims, "sub") },
		"a long subject":   set("sub", strings.Repeat("x", 256)),
		"another subject":  set("sub", "of whom userinfo knows nothing"),
		"not yet valid":    set("nbf", time.Now().Add(time.Hour).Unix()),
	} {
		t.Run(name, func(t *testing.T) {
			m := meet(t)
			m.at.Alter(alter)
			if id, err := m.signIn(t); err == nil || errors.Is(err, oidc.ErrUnavailable) {
				t.Errorf("%+v, %v", id, err)
			}
			m.at.Alter(nil)
			if _, err := m.signIn(t); err != nil {
				t.Errorf("the same as it is: %v", err)
			}
		})
	}
	t.Run("another client's secret", func(t *testing.T) {
		m := meet(t, func(c *oidc.Config) { c.ClientSecret = "battery staple" })
		_, err := m.signIn(t)
		if err == nil || errors.Is(err, oidc.ErrUnavailable) || strings.Contains(err.Error(), "battery") {
			t.Error(err)
		}
	})
	t.Run("a code twice, and another's verifier", func(t *testing.T) {
		m := meet(t)
		flow, code := m.begin(t)
		other, _ := m.begin(t)
		stolen := flow
		stolen.Verifier = other.Verifier
		if _, err := m.Finish(t.Context(), stolen, code); err == nil {
			t.Error("the code is taken without its verifier")
		}
		flow, code = m.begin(t)
		if _, err := m.Finish(t.Context(), flow, code); err != nil {
			t.Fatal(err)
		}
		if _, err := m.Finish(t.Context(), flow, code); err == nil {
			t.Error("the code is taken twice")
		}
	})
}

func TestExpired(t *testing.T) {
	m := meet(t)
	m.later = time.Hour + 30*time.Second // tokens hold for an hour; clocks may differ by a minute
	if _, err := m.signIn(t); err != nil {
		t.Error(err)
	}
	m.later = time.Hour + 2*time.Minute
	if _, err := m.signIn(t); err == nil || !strings.Contains(err.Error(), "expired") {
		t.Error(err)
	}
}

func TestKeys(t *testing.T) {
	m := meet(t)
	for range 3 {
		if _, err := m.signIn(t); err != nil {
			t.Fatal(err)
		}
		m.at.Rotate(t)
	}
	m.at.Forge(t)
	if id, err := m.signIn(t); err == nil || !strings.Contains(err.Error(), "signature") {
		t.Errorf("signed by another: %+v, %v", id, err)
	}
}

func TestUnavailable(t *testing.T) {
	m := meet(t)
	m.at.Down(true)
	if _, _, err := m.Begin(t.Context()); !errors.Is(err, oidc.ErrUnavailable) {
		t.Errorf("down: %v", err)
	}
	m.at.Down(false)
	flow, code := m.begin(t)
	m.at.Down(true)
	if _, err := m.Finish(t.Context(), flow, code); !errors.Is(err, oidc.ErrUnavailable) {
		t.Errorf("down in between: %v", err)
	}
	m.at.Down(false)
	if _, err := m.Finish(t.Context(), flow, code); err != nil {
		t.Errorf("up again: %v", err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, _, err := meet(t).Begin(ctx); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestNew(t *testing.T) {
	good := oidc.Config{Issuer: "https://login.example.com", ClientID: "canopy", RedirectURL: redirectURL}
	if _, err := oidc.New(good); err != nil {
		t.Error(err)
	}
	for name, spoil := range map[string]func(*oidc.Config){
		"no issuer":    func(c *oidc.Config) { c.Issuer = "" },
		"a host":       func(c *oidc.Config) { c.Issuer = "login.example.com" },
		"no client":    func(c *oidc.Config) { c.ClientID = "" },
		"no way back":  func(c *oidc.Config) { c.RedirectURL = "" },
		"another kind": func(c *oidc.Config) { c.Issuer = "ftp://login.example.com" },
	} {
		cfg := good
		spoil(&cfg)
		if _, err := oidc.New(cfg); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

package e2e_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"canopy/internal/canopytest"
	"canopy/internal/importer"
	"canopy/internal/oidc/oidctest"
)

// publicURL is where browsers of these tests reach the server.
const publicURL = "http://canopy.localhost"

// browser is a browser without scripts: it keeps cookies, follows redirects, and finds publicURL.
type browser struct{ *http.Client }

func newBrowser(t *testing.T, s *server) browser {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{DialContext: func(ctx context.Context, network, address string) (net.Conn, error) {
		if address == "canopy.localhost:80" {
			address = strings.TrimPrefix(s.url, "http://")
		}
		return new(net.Dialer).DialContext(ctx, network, address)
	}}
	t.Cleanup(transport.CloseIdleConnections)
	return browser{&http.Client{Jar: jar, Transport: transport, Timeout: patience}}
}

// open shows a page: its address after all redirects, status and text.
func (b browser) open(t *testing.T, address string) (at *url.URL, status int, text string) {
	t.Helper()
	resp, err := b.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.Request.URL, resp.StatusCode, string(body)
}

// viewer is what the API answers about whose cookie the browser has.
func (b browser) viewer(t *testing.T) string {
	t.Helper()
	resp, err := b.Post(publicURL+"/graphql", "application/json", strings.NewReader(`{"query": "{ viewer { user { email status } } }"}`))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = resp.Body.Close() }()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// TestOIDC signs people of the demo in at a real provider, which is down when the server starts.
func TestOIDC(t *testing.T) {
	t.Parallel()
	canopytest.EachEmpty(t, func(t *testing.T, database string) {
		const secret = oidctest.ClientSecret
		provider := oidctest.New(t, publicURL+"/oidc/callback")
		provider.Down(true)
		s, err := startServer(t.TempDir(), append(os.Environ(), "CANOPY_DATABASE_URL="+database, "CANOPY_OIDC_CLIENT_SECRET="+secret),
			"--demo", "--public-url", publicURL, "--oidc-issuer", provider.Issuer, "--oidc-client-id", oidctest.ClientID)
		if err != nil {
			t.Fatal(err)
		}
		defer s.crash()
		admin := oidctest.Person{Subject: "4711", Email: importer.DemoAdmin, EmailVerified: true}
		provider.SignedIn(admin)

		refused := func(what string, want int) {
			t.Helper()
			b := newBrowser(t, s)
			if at, status, text := b.open(t, publicURL+"/oidc/login"); status != want || !strings.Contains(text, "You are not signed in") || !strings.Contains(text, "Start again") {
				t.Errorf("%s: %d at %s: %s", what, status, at.Path, text)
			}
			if text := b.viewer(t); !strings.Contains(text, "UNAUTHENTICATED") {
				t.Errorf("%s: %s", what, text)
			}
		}
		accepted := func(what string) browser {
			t.Helper()
			b := newBrowser(t, s)
			if at, status, text := b.open(t, publicURL+"/oidc/login?returnTo=/schema.graphqls"); status != http.StatusOK || at.Host != "canopy.localhost" || at.Path != "/schema.graphqls" {
				t.Fatalf("%s: %d at %s: %s", what, status, at, text)
			}
			if text := b.viewer(t); !strings.Contains(text, fmt.Sprintf(`{"email":%q,"status":"ACTIVE"}`, importer.DemoAdmin)) {
				t.Errorf("%s: %s", what, text)
			}
			return b
		}

		refused("the provider is down", http.StatusServiceUnavailable)
		if resp, err := newBrowser(t, s).Head(publicURL + "/oidc/login"); err != nil || resp.Header.Get("Retry-After") != "60" {
			t.Errorf("when to come again: %v, %v", resp, err)
		} else {
			_ = resp.Body.Close()
		}
		provider.Down(false)
		accepted("it is up")

		claim := func(name string, value any) func(map[string]any) {
			return func(claims map[string]any) { claims[name] = value }
		}
		for what, alter := range map[string]func(map[string]any){
			"expired": claim("exp", time.Now().Add(-2*time.Minute).Unix()), "another audience": claim("aud", "another"),
			"another issuer": claim("iss", "https://evil.example"), "another nonce": claim("nonce", "another"),
		} {
			provider.Alter(alter)
			refused(what, http.StatusForbidden)
		}
		provider.Alter(claim("exp", time.Now().Add(-30*time.Second).Unix()))
		accepted("expired by less than clocks may differ")
		provider.Alter(nil)
		provider.Rotate(t)
		accepted("the key is another")

		provider.SignedIn(oidctest.Person{Subject: "1", Email: "nobody@example.com", EmailVerified: true})
		refused("unknown", http.StatusForbidden)
		provider.SignedIn(oidctest.Person{Subject: "1", Email: importer.DemoAdmin})
		refused("not verified", http.StatusForbidden)
		provider.SignedIn(oidctest.Person{Subject: "1", Email: importer.DemoAdmin, EmailVerified: true})
		refused("somebody else with the address", http.StatusForbidden)
		provider.SignedIn(oidctest.Person{Subject: admin.Subject})
		b := accepted("known by subject")

		if _, status, _ := b.open(t, publicURL+"/oidc/callback?code=x&state=x"); status != http.StatusBadRequest {
			t.Errorf("a state of nobody's: %d", status)
		}
		if _, status, _ := b.open(t, publicURL+"/oidc/login?returnTo=https://evil.example"); status != http.StatusBadRequest {
			t.Errorf("away from here: %d", status)
		}
		if _, _, text := b.open(t, publicURL+"/playground/config.json"); !strings.Contains(text, `"oidc":"`+strings.TrimPrefix(provider.Issuer, "http://")+`"`) {
			t.Errorf("the playground does not know: %s", text)
		}
		log := s.log()
		if !bytes.Contains(log, []byte("signed in")) || !bytes.Contains(log, []byte("sign-in failed")) {
			t.Errorf("logged is\n%s", log)
		}
		for _, hidden := range []string{secret, importer.DemoAdmin, "canopy_"} {
			if bytes.Contains(log, []byte(hidden)) {
				t.Errorf("%q is in the log:\n%s", hidden, log)
			}
		}
	})
}

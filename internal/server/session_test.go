package server_test

import (
	"net/http"
	"strings"
	"testing"

	"canopy/internal/auth"
	"canopy/internal/server"
)

const (
	right = `{"email": "ada@example.com", "password": "right"}`
	wrong = `{"email": "ada@example.com", "password": "wrong"}`
)

// signIn opens a session by cookie.
func (r *rig) signIn(t *testing.T, headers ...string) *http.Cookie {
	t.Helper()
	a := r.send(t, http.MethodPost, "/session", right, append(headers, jsonBody)...)
	if a.Code != http.StatusOK || len(a.Result().Cookies()) != 1 || strings.Contains(a.Body.String(), "canopy_") {
		t.Fatalf("%d %v %s", a.Code, a.Header(), a.Body)
	}
	return a.Result().Cookies()[0]
}

func TestSession(t *testing.T) {
	r := newRig(t)
	cookie := r.signIn(t)
	if cookie.Name != auth.CookieName || !cookie.HttpOnly || cookie.SameSite != http.SameSiteLaxMode || cookie.Secure || cookie.Path != "/" || cookie.Expires.IsZero() {
		t.Errorf("cookie %v", cookie)
	}
	with := "Cookie: " + cookie.Name + "=" + cookie.Value
	if a := r.query(t, "{ say }", with); a.Code != http.StatusOK {
		t.Errorf("signed in: %d %s", a.Code, a.Body)
	}
	for range 2 { // the second time nobody is signed in any more
		a := r.send(t, http.MethodDelete, "/session", "", with)
		if cookies := a.Result().Cookies(); a.Code != http.StatusNoContent || len(cookies) != 1 || cookies[0].MaxAge >= 0 {
			t.Errorf("sign out: %d %v", a.Code, a.Header())
		}
	}
	a := r.query(t, "{ say }", with)
	if a.Code != http.StatusUnauthorized || a.code() != "UNAUTHENTICATED" || a.Header().Get("WWW-Authenticate") == "" {
		t.Errorf("signed out: %d %v %s", a.Code, a.Header(), a.Body)
	}
}

func TestSessionRefuses(t *testing.T) {
	r := newRig(t, func(c *server.Config) {
		c.PublicURL, c.AllowedOrigins = "https://canopy.example", []string{"https://portal.example"}
	})
	for name, c := range map[string]struct {
		body, headers string
		status        int
		code          string
	}{
		"a wrong password":     {wrong, jsonBody, 401, "UNAUTHENTICATED"},
		"no JSON":              {"{", jsonBody, 400, "BAD_USER_INPUT"},
		"another type":         {`{"email": 1}`, jsonBody, 400, "BAD_USER_INPUT"},
		"a form":               {"email=x", "Content-Type: application/x-www-form-urlencoded", 415, "BAD_USER_INPUT"},
		"a long body":          {`{"email": "` + strings.Repeat("x", 16<<10) + `"}`, jsonBody, 413, "BAD_USER_INPUT"},
		"another origin":       {right, jsonBody + "\nOrigin: https://evil.example", 403, "FORBIDDEN"},
		"an opaque origin":     {right, jsonBody + "\nOrigin: null", 403, "FORBIDDEN"},
		"another site":         {right, jsonBody + "\nSec-Fetch-Site: cross-site", 403, "FORBIDDEN"},
		"our host without TLS": {right, jsonBody + "\nSec-Fetch-Site: cross-site\nOrigin: http://canopy.example", 403, "FORBIDDEN"},
	} {
		t.Run(name, func(t *testing.T) {
			a := r.send(t, http.MethodPost, "/session", c.body, strings.Split(c.headers, "\n")...)
			if a.Code != c.status || a.code() != c.code || len(a.Result().Cookies()) != 0 {
				t.Errorf("%d %v %s", a.Code, a.Header(), a.Body)
			}
		})
	}
	for _, origin := range []string{"https://canopy.example", "https://portal.example", "http://example.com"} { // the last is httptest's own host
		if cookie := r.signIn(t, "Origin: "+origin); !cookie.Secure {
			t.Errorf("%s: the public URL is https, but the cookie %v", origin, cookie)
		}
	}
}

func TestCookieOfAnotherOrigin(t *testing.T) {
	r := newRig(t)
	cookie := "Cookie: " + auth.CookieName + "=" + r.token
	if a := r.query(t, "{ say }", cookie, "Origin: https://evil.example"); a.Code != http.StatusForbidden || a.code() != "FORBIDDEN" {
		t.Errorf("by cookie: %d %s", a.Code, a.Body)
	}
	if a := r.query(t, "{ say }", "Authorization: Bearer "+r.token, "Origin: https://evil.example"); a.Code != http.StatusOK {
		t.Errorf("by token, which no browser sends by itself: %d %s", a.Code, a.Body)
	}
	if a := r.query(t, "{ say }", "Origin: https://evil.example"); a.Code != http.StatusOK {
		t.Errorf("by nobody: %d %s", a.Code, a.Body)
	}
}

func TestCORS(t *testing.T) {
	preflight := []string{"Access-Control-Request-Method: POST", "Access-Control-Request-Headers: authorization,content-type"}
	for name, c := range map[string]struct {
		allowed []string
		origin  string
		want    string
	}{
		"nobody is allowed by default": {nil, "https://portal.example", ""},
		"a listed origin":              {[]string{"https://portal.example"}, "https://portal.example", "https://portal.example"},
		"an unlisted origin":           {[]string{"https://portal.example"}, "https://evil.example", ""},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, func(cfg *server.Config) { cfg.AllowedOrigins = c.allowed })
			for _, a := range []*answer{
				r.send(t, http.MethodOptions, "/graphql", "", append(preflight, "Origin: "+c.origin)...),
				r.query(t, "{ say }", "Origin: "+c.origin),
			} {
				if got := a.Header().Get("Access-Control-Allow-Origin"); got != c.want {
					t.Errorf("%d allows %q", a.Code, got)
				}
			}
		})
	}
}

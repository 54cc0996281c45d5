package server_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"canopy/internal/auth"
	"canopy/internal/oidc"
	"canopy/internal/oidc/oidctest"
	"canopy/internal/problem"
	"canopy/internal/server"
)

// oidcRig is a rig that signs in at a provider, as the rig's person, whoever it says it is; only "stranger" is nobody.
type oidcRig struct {
	*rig
	at *oidctest.Provider
}

func newOIDCRig(t *testing.T, change ...func(*server.Config)) *oidcRig {
	t.Helper()
	const public = "https://canopy.example"
	r := &oidcRig{at: oidctest.New(t, public+"/oidc/callback")}
	r.at.SignedIn(oidctest.Person{Subject: "4711"})
	provider, err := oidc.New(oidc.Config{
		Issuer: r.at.Issuer, ClientID: oidctest.ClientID, ClientSecret: oidctest.ClientSecret, RedirectURL: public + "/oidc/callback",
	})
	if err != nil {
		t.Fatal(err)
	}
	r.rig = newRig(t, append([]func(*server.Config){func(c *server.Config) {
		c.PublicURL = public
		c.OIDC = &server.OIDC{Provider: provider, SignIn: func(_ context.Context, id oidc.Identity) (server.Session, error) {
			switch id.Subject {
			case "stranger":
				return server.Session{}, problem.New(problem.Forbidden, "Nobody <knows> you.")
			case "broken":
				return server.Session{}, errors.New("the disk is full")
			}
			return server.Session{Token: r.open(), ExpiresAt: r.Clock.Now()}, nil
		}}
	}}, change...)...)
	return r
}

// browser is the headers of one.
const browser = "Accept: text/html,application/xhtml+xml,*/*;q=0.8"

// begin is /oidc/login followed to the provider and back: the address that the browser returns to, and its cookie.
func (r *oidcRig) begin(t *testing.T, returnTo string) (back, cookie string) {
	t.Helper()
	a := r.send(t, http.MethodGet, "/oidc/login"+returnTo, "", browser)
	if a.Code != http.StatusFound || len(a.Result().Cookies()) != 1 {
		t.Fatalf("%d %v %s", a.Code, a.Header(), a.Body)
	}
	c := a.Result().Cookies()[0]
	if !c.HttpOnly || !c.Secure || c.SameSite != http.SameSiteLaxMode || c.MaxAge <= 0 || c.MaxAge > 600 || c.Path != "/oidc/" || a.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("cookie %v of %v", c, a.Header())
	}
	to := a.Header().Get("Location")
	for !strings.HasPrefix(to, "https://canopy.example") {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, to, nil)
		if err != nil {
			t.Fatal(err)
		}
		resp, err := http.DefaultTransport.RoundTrip(request)
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
	return strings.TrimPrefix(to, "https://canopy.example"), "Cookie: " + c.Name + "=" + c.Value
}

func TestOIDC(t *testing.T) {
	r := newOIDCRig(t)
	for query, returnTo := range map[string]string{"": "/signed-in", "?returnTo=/portal/a%3Fb%3Dc": "/portal/a?b=c"} {
		back, cookie := r.begin(t, query)
		a := r.send(t, http.MethodGet, back, "", browser, cookie)
		cookies := a.Result().Cookies()
		if a.Code != http.StatusFound || a.Header().Get("Location") != returnTo || len(cookies) != 2 {
			t.Fatalf("%d %v %s", a.Code, a.Header(), a.Body)
		}
		if cookies[0].Name == auth.CookieName || cookies[0].MaxAge >= 0 {
			t.Errorf("the flow is not over: %v", cookies[0])
		}
		session := cookies[1]
		if session.Name != auth.CookieName || !session.HttpOnly || !session.Secure || session.SameSite != http.SameSiteLaxMode || session.Path != "/" {
			t.Errorf("cookie %v", session)
		}
		if a := r.query(t, "{ say }", "Cookie: "+session.Name+"="+session.Value); a.Code != http.StatusOK {
			t.Errorf("signed in: %d %s", a.Code, a.Body)
		}
		if a := r.send(t, http.MethodGet, back, "", browser); a.Code != http.StatusBadRequest { // as the browser would, whose cookie is gone
			t.Errorf("once more: %d", a.Code)
		}
		if a := r.send(t, http.MethodGet, back, "", browser, cookie); a.Code != http.StatusForbidden { // the provider takes a code once
			t.Errorf("once more with the cookie: %d", a.Code)
		}
	}
	if a := newRig(t).send(t, http.MethodGet, "/oidc/login", ""); a.Code != http.StatusNotFound {
		t.Errorf("without a provider: %d", a.Code)
	}
}

func TestOIDCRefuses(t *testing.T) {
	r := newOIDCRig(t)
	back, cookie := r.begin(t, "?returnTo=/portal")
	name, value, _ := strings.Cut(strings.TrimPrefix(cookie, "Cookie: "), "=")
	with := func(change func(map[string]string)) string {
		raw, err := base64.RawURLEncoding.DecodeString(value)
		if err != nil {
			t.Fatal(err)
		}
		var held map[string]string
		if err := json.Unmarshal(raw, &held); err != nil {
			t.Fatal(err)
		}
		change(held)
		raw, _ = json.Marshal(held)
		return "Cookie: " + name + "=" + base64.RawURLEncoding.EncodeToString(raw)
	}
	set := func(field, value string) string { return with(func(held map[string]string) { held[field] = value }) }
	other, _ := r.begin(t, "")
	state := url.QueryEscape(func() (state string) { with(func(held map[string]string) { state = held["state"] }); return state }())

	for name, c := range map[string]struct {
		target, cookie string
		status         int
		code, reason   string
	}{
		"no cookie":                   {back, "X: y", 400, "BAD_USER_INPUT", "state"},
		"a cookie that is none":       {back, "Cookie: " + name + "=%", 400, "BAD_USER_INPUT", "state"},
		"another browser's state":     {other, cookie, 400, "BAD_USER_INPUT", "state"},
		"no state":                    {"/oidc/callback?code=x", cookie, 400, "BAD_USER_INPUT", "state"},
		"no state in the cookie":      {"/oidc/callback?code=x", set("state", ""), 400, "BAD_USER_INPUT", "state"},
		"a cookie that leads away":    {back, set("returnTo", "https://evil.example"), 400, "BAD_USER_INPUT", "state"},
		"the provider says no":        {"/oidc/callback?error=access_denied&error_description=%3Cb%3E&state=" + state, cookie, 403, "FORBIDDEN", "access_denied"},
		"no code":                     {"/oidc/callback?state=" + state, cookie, 403, "FORBIDDEN", "exchange"},
		"another verifier":            {back, set("verifier", strings.Repeat("x", 43)), 403, "FORBIDDEN", "exchange"},
		"away from here":              {"/oidc/login?returnTo=https://evil.example", "", 400, "BAD_USER_INPUT", ""},
		"away by a host":              {"/oidc/login?returnTo=//evil.example", "", 400, "BAD_USER_INPUT", ""},
		"away by a backslash":         {"/oidc/login?returnTo=/%5Cevil.example", "", 400, "BAD_USER_INPUT", ""},
		"away by what is left out":    {"/oidc/login?returnTo=/%09/evil.example", "", 400, "BAD_USER_INPUT", ""},
		"a script":                    {"/oidc/login?returnTo=javascript:alert(1)", "", 400, "BAD_USER_INPUT", ""},
		"a path without its slash":    {"/oidc/login?returnTo=playground", "", 400, "BAD_USER_INPUT", ""},
		"more than a cookie can hold": {"/oidc/login?returnTo=/" + strings.Repeat("x", 1000), "", 400, "BAD_USER_INPUT", ""},
	} {
		t.Run(name, func(t *testing.T) {
			for _, accept := range []string{browser, "Accept: application/json"} {
				r.log.Reset()
				headers := []string{accept, "X-Request-Id: r42"}
				if c.cookie != "" {
					headers = append(headers, c.cookie)
				}
				a := r.send(t, http.MethodGet, c.target, "", headers...)
				if a.Code != c.status || strings.Contains(a.Header().Get("Set-Cookie"), auth.CookieName) || a.Header().Get("Location") != "" {
					t.Errorf("%d %v %s", a.Code, a.Header(), a.Body)
				}
				if accept == browser {
					r.wantPage(t, a)
				} else if a.code() != c.code || a.Errors[0].Extensions["requestId"] != "r42" {
					t.Errorf("%s", a.Body)
				}
				if log := r.log.String(); c.reason != "" && (!strings.Contains(log, `"sign-in failed"`) || !strings.Contains(log, c.reason) || !strings.Contains(log, "r42")) {
					t.Errorf("logged is %s", log)
				}
			}
		})
	}
}

// wantPage wants a page for people, which says what to do and holds nothing of anybody's making.
func (r *oidcRig) wantPage(t *testing.T, a *answer) {
	t.Helper()
	body, policy := a.Body.String(), a.Header().Get("Content-Security-Policy")
	if !strings.HasPrefix(a.Header().Get("Content-Type"), "text/html") || !strings.Contains(body, "r42") || !strings.Contains(body, `href="/oidc/login?returnTo=`) ||
		strings.Contains(body, "<script") || strings.Contains(body, "<b>") || strings.Contains(body, r.at.Issuer) {
		t.Errorf("%v %s", a.Header(), body)
	}
	if !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") || a.Header().Get("Cache-Control") != "no-store" {
		t.Errorf("%v", a.Header())
	}
}

func TestOIDCRefusesWhom(t *testing.T) {
	r := newOIDCRig(t)
	for subject, want := range map[string]int{"stranger": http.StatusForbidden, "broken": http.StatusInternalServerError} {
		r.at.SignedIn(oidctest.Person{Subject: subject})
		back, cookie := r.begin(t, "?returnTo=/portal")
		a := r.send(t, http.MethodGet, back, "", browser, cookie, "X-Request-Id: r42")
		if a.Code != want || len(a.Result().Cookies()) != 1 || !strings.Contains(a.Body.String(), `href="/oidc/login?returnTo=%2fportal"`) {
			t.Errorf("%s: %d %v %s", subject, a.Code, a.Header(), a.Body)
		}
		r.wantPage(t, a)
	}
}

func TestOIDCProviderDown(t *testing.T) {
	r := newOIDCRig(t)
	r.at.Down(true)
	if a := r.query(t, "{ say }", "Authorization: Bearer "+r.token); a.Code != http.StatusOK {
		t.Errorf("the API: %d", a.Code)
	}
	a := r.send(t, http.MethodGet, "/oidc/login", "", browser, "X-Request-Id: r42")
	if a.Code != http.StatusServiceUnavailable || len(a.Result().Cookies()) != 0 || !strings.Contains(r.log.String(), "discovery") {
		t.Errorf("%d %v %s", a.Code, a.Header(), r.log)
	}
	r.wantPage(t, a)
	a = r.send(t, http.MethodGet, "/oidc/login", "", "Accept: application/json")
	if a.Code != http.StatusServiceUnavailable || a.code() != "UNAUTHENTICATED" || !strings.Contains(a.Errors[0].Message, "cannot be reached") {
		t.Errorf("%d %v %s", a.Code, a.Header(), a.Body)
	}
	r.at.Down(false)
	back, cookie := r.begin(t, "")
	if a := r.send(t, http.MethodGet, back, "", browser, cookie); a.Code != http.StatusFound {
		t.Errorf("up again: %d %s", a.Code, a.Body)
	}
}

func TestOIDCIsLimited(t *testing.T) {
	r := newOIDCRig(t, func(c *server.Config) { c.RateLimit, c.Now = 1, nil })
	status := 0
	for range 100 {
		if status = r.send(t, http.MethodGet, "/oidc/callback?code=x", "", browser).Code; status != http.StatusBadRequest {
			break
		}
	}
	if status != http.StatusTooManyRequests {
		t.Errorf("a hundred at once: %d", status)
	}
}

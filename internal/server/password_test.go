package server_test

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"canopy/internal/mail"
	"canopy/internal/problem"
	"canopy/internal/secret"
	"canopy/internal/server"
	"canopy/internal/store"
)

const formBody = "Content-Type: application/x-www-form-urlencoded"

// withPasswordReset knows one link, "good", and one password, "good too".
func withPasswordReset(c *server.Config) {
	c.PasswordReset = &server.PasswordReset{
		Request: func(_ context.Context, email string) (err error) {
			switch email {
			case "limited@example.com":
				return problem.New(problem.RateLimited, "too many mails asked for")
			case "broken@example.com":
				return errors.New("the disk is on fire")
			case "ada@example.com":
				return nil
			}
			return problem.Faults{{Path: []string{"email"}, Code: problem.Invalid, Message: "this is no e-mail address"}}
		},
		Reset: func(_ context.Context, token, password string) error {
			var f problem.Faults
			if token != "good" {
				f.Add("token", problem.Invalid, "this link is over")
			}
			if password != "good too" {
				f.Add("password", problem.Invalid, "write a better one")
			}
			return f.Err()
		},
	}
}

func TestResetPasswordPage(t *testing.T) {
	r := newRig(t, withPasswordReset)
	for name, c := range map[string]struct {
		method, target, form string
		status               int
		shows, hides         []string
	}{
		"ask":              {"GET", "/reset-password", "", 200, []string{`name="email"`, "<label for=\"email\">"}, []string{`name="token"`, "fault\" role"}},
		"asked":            {"POST", "/reset-password", "email=ada@example.com", 200, []string{"<strong>ada@example.com</strong>"}, []string{"<form", "/outbox"}},
		"no address":       {"POST", "/reset-password", "email=%3Cb%3E", 422, []string{`value="&lt;b&gt;"`, `aria-invalid="true"`, `id="email-fault" role="alert">This is no e-mail address.<`}, nil},
		"asked too often":  {"POST", "/reset-password", "email=limited@example.com", 429, []string{`role="alert">Too many mails asked for`, `value="limited@example.com"`}, nil},
		"choose":           {"GET", "/reset-password?token=%22good", "", 200, []string{`value="&#34;good"`, `name="password"`, `name="again"`}, []string{`name="email"`}},
		"chosen":           {"POST", "/reset-password", "token=good&password=good+too&again=good+too", 200, []string{"Your password is changed", `href="/"`}, []string{"<form"}},
		"a weak one":       {"POST", "/reset-password", "token=good&password=x&again=x", 422, []string{`id="password-fault" role="alert">Write a better one.<`, `value="good"`}, []string{`value="x"`}},
		"two passwords":    {"POST", "/reset-password", "token=good&password=good+too&again=good", 422, []string{`id="again-fault" role="alert">The two are not the same.<`}, []string{"good too"}},
		"a link over":      {"POST", "/reset-password", "token=bad&password=good+too&again=good+too", 422, []string{"This link works no more", `href="/reset-password"`}, []string{"<form"}},
		"something broken": {"POST", "/reset-password", "email=broken@example.com", 500, []string{`role="alert"`}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			a := r.send(t, c.method, c.target, c.form, formBody, "Sec-Fetch-Site: same-origin")
			body := a.Body.String()
			if a.Code != c.status || !strings.HasPrefix(a.Header().Get("Content-Type"), "text/html") {
				t.Fatalf("%d %v %s", a.Code, a.Header(), body)
			}
			for _, part := range c.shows {
				if !strings.Contains(body, part) {
					t.Errorf("%s is not in\n%s", part, body)
				}
			}
			for _, part := range append(c.hides, "<script", "ZgotmplZ") {
				if strings.Contains(body, part) {
					t.Errorf("%s is in\n%s", part, body)
				}
			}
			for header, want := range map[string]string{
				"Cache-Control": "no-store", "X-Robots-Tag": "noindex", "Referrer-Policy": "same-origin", "X-Content-Type-Options": "nosniff",
			} {
				if got := a.Header().Get(header); got != want {
					t.Errorf("%s: %s, want %s", header, got, want)
				}
			}
			_, style, _ := strings.Cut(body, "<style>")
			style, _, _ = strings.Cut(style, "</style>")
			hash := sha256.Sum256([]byte(style))
			if policy := a.Header().Get("Content-Security-Policy"); style == "" || !strings.Contains(policy, "'sha256-"+base64.StdEncoding.EncodeToString(hash[:])+"'") ||
				strings.Contains(policy, "script") || !strings.HasPrefix(policy, "default-src 'none'") {
				t.Errorf("the policy %s does not allow the page's own style", policy)
			}
		})
	}
}

func TestResetPasswordPageRefuses(t *testing.T) {
	r := newRig(t, withPasswordReset)
	for name, c := range map[string]struct {
		method, body, headers string
		status                int
	}{
		"another origin": {"POST", "email=ada@example.com", formBody + "\nOrigin: https://evil.example", 403},
		"another site":   {"POST", "email=ada@example.com", formBody + "\nSec-Fetch-Site: cross-site", 403},
		"JSON":           {"POST", `{"email": "ada@example.com"}`, jsonBody, 415},
		"a long form":    {"POST", "email=" + strings.Repeat("x", 16<<10), formBody, 400},
		"a broken form":  {"POST", "email=%zz", formBody, 400},
		"no such method": {"DELETE", "", formBody, 405},
	} {
		t.Run(name, func(t *testing.T) {
			if a := r.send(t, c.method, "/reset-password", c.body, strings.Split(c.headers, "\n")...); a.Code != c.status || a.code() == "" {
				t.Errorf("%d %s", a.Code, a.Body)
			}
		})
	}
	if a := newRig(t).send(t, "GET", "/reset-password", ""); a.Code != http.StatusNotFound {
		t.Errorf("without its rules the page answers %d", a.Code)
	}
	r.log.Reset()
	r.send(t, "GET", "/reset-password?token=good", "")
	if strings.Contains(r.log.String(), "good") {
		t.Errorf("the token is logged: %s", r.log)
	}
}

// openOperator opens a session of an operator who is no person.
func (r *rig) openOperator() string {
	token, hash := secret.NewToken()
	r.Tx(func(ctx context.Context, tx *store.Tx) error {
		return tx.Session.Create().SetTokenHash(hash).SetCreatedAt(r.Clock.Now()).SetExpiresAt(r.Clock.Now().Add(time.Hour)).Exec(ctx)
	})
	return token
}

// TestOutboxPage shows the mails to operators alone, in a demo to everybody.
func TestOutboxPage(t *testing.T) {
	box := &mail.Outbox{}
	link := "https://canopy.example/reset-password?token=t&x=" + url.QueryEscape("<b>")
	if err := box.Send(t.Context(), mail.Mail{To: mail.Person{Name: "<i>Ada", Email: "ada@example.com"}, Language: "en", Subject: "First", Text: "Hello\n\n" + link + "\n"}); err != nil {
		t.Fatal(err)
	}
	if err := box.Send(t.Context(), mail.Mail{Subject: "Second", Text: "javascript:alert(1)\n"}); err != nil {
		t.Fatal(err)
	}
	for name, public := range map[string]bool{"operators": false, "demo": true} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, withPasswordReset, func(c *server.Config) { c.Outbox = &server.Outbox{Mails: box.Mails, Public: public} })
			admin, operator := r.token, r.openOperator()
			for who, c := range map[string]struct {
				headers []string
				status  int
			}{
				"nobody":             {nil, 401},
				"a stale cookie":     {[]string{"Cookie: canopy_session=stale"}, 401},
				"an admin":           {[]string{"Authorization: Bearer " + admin}, 403},
				"an operator":        {[]string{"Authorization: Bearer " + operator}, 200},
				"an operator's page": {[]string{"Cookie: canopy_session=" + operator}, 200},
			} {
				want := c.status
				if public {
					want = 200
				}
				a := r.send(t, "GET", "/outbox", "", c.headers...)
				if shown := strings.Contains(a.Body.String(), "ada@example.com"); a.Code != want || shown != (want == 200) {
					t.Errorf("%s: %d, shown: %t", who, a.Code, shown)
				}
			}
			body := r.send(t, "GET", "/outbox", "", "Authorization: Bearer "+operator).Body.String()
			if strings.Index(body, "Second") > strings.Index(body, "First") || strings.Contains(body, `href="javascript`) || strings.Contains(body, "<i>") ||
				!strings.Contains(body, `<a href="https://canopy.example/reset-password?token=t&amp;x=%3Cb%3E">`) || strings.Contains(body, "everybody can see") != public {
				t.Error(body)
			}
			if asked := r.send(t, "POST", "/reset-password", "email=ada@example.com", formBody).Body.String(); strings.Contains(asked, "/outbox") != public {
				t.Error(asked)
			}
		})
	}
	if a := newRig(t).send(t, "GET", "/outbox", ""); a.Code != http.StatusNotFound {
		t.Errorf("where mails are sent it answers %d", a.Code)
	}
}

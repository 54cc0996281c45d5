package server_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"

	"canopy/internal/problem"
	"canopy/internal/server"
)

// withInvitation knows two links, "good" and "broken", and one password, "good too".
func withInvitation(c *server.Config) {
	over := problem.Faults{{Path: []string{"token"}, Code: problem.Invalid, Message: "this link is over"}}
	c.Invitation = &server.Invitation{
		Invited: func(_ context.Context, token string) (string, error) {
			switch token {
			case "good":
				return "ada@example.com", nil
			case "broken":
				return "", errors.New("the disk is on fire")
			}
			return "", over
		},
		Accept: func(_ context.Context, token, password string) error {
			if token != "good" {
				return over
			}
			var f problem.Faults
			switch password {
			case "good too":
			case "ada@example.com": // in the rules' words
				f.Add("password", problem.Invalid, "this is your e-mail address: everybody would try it")
			default:
				f.Add("password", problem.Invalid, "write a better one")
			}
			return f.Err()
		},
	}
}

func TestInvitationPage(t *testing.T) {
	r := newRig(t, withInvitation)
	for name, c := range map[string]struct {
		method, target, form, language string
		status                         int
		shows, hides                   []string
	}{
		"invited":          {"GET", "/invitation?token=good", "", "", 200, []string{"Welcome to Canopy", "<strong>ada@example.com</strong>", `value="ada@example.com"`, `name="token" value="good"`, `name="password"`, `name="again"`, `<html lang="en">`}, []string{"fault\" role"}},
		"no link":          {"GET", "/invitation", "", "", 410, []string{"This link works no more", "ask whoever invited you", `href="/"`}, []string{"<form", "ada@"}},
		"a link over":      {"GET", "/invitation?token=%3Cb%3E", "", "", 410, []string{"This link works no more"}, []string{"<form", "<b>", "ada@"}},
		"something broken": {"GET", "/invitation?token=broken", "", "", 500, []string{`role="alert"`}, nil},
		"joined":           {"POST", "/invitation", "token=good&password=good+too&again=good+too", "", 200, []string{"You have joined", `href="/">Open the portal<`}, []string{"<form"}},
		"a weak one":       {"POST", "/invitation", "token=good&password=x&again=x", "", 422, []string{`id="password-fault" role="alert">Write a better one.<`, `value="ada@example.com"`, `value="good"`}, []string{`value="x"`}},
		"two passwords":    {"POST", "/invitation", "token=good&password=good+too&again=good", "", 422, []string{`id="again-fault" role="alert">The two are not the same.<`}, []string{"good too"}},
		"a second time":    {"POST", "/invitation", "token=bad&password=good+too&again=good+too", "", 422, []string{"This link works no more"}, []string{"<form"}},
		"in German":        {"GET", "/invitation?token=good", "", "de-CH, en;q=0.8", 200, []string{"Willkommen bei Canopy", ">Neues Passwort<", ">Beitreten<", `<html lang="de">`}, []string{"Welcome"}},
		"faults in German": {"POST", "/invitation", "token=good&password=x&again=x", "de", 422, []string{`id="password-fault" role="alert">Schreiben Sie mindestens 8 Zeichen`}, nil},
		"own address":      {"POST", "/invitation", "token=good&password=ada%40example.com&again=ada%40example.com", "", 422, []string{`role="alert">This is your e-mail address: everybody would try it.<`}, nil},
		"own in German":    {"POST", "/invitation", "token=good&password=ada%40example.com&again=ada%40example.com", "de", 422, []string{`role="alert">Das ist Ihre E-Mail-Adresse: Die würde jeder probieren.<`}, nil},
		"over in German":   {"GET", "/invitation?token=bad", "", "fr;q=0.9, de;q=0.5", 410, []string{"Dieser Link gilt nicht mehr", `zum Beispiel <a href="/">im Portal</a>`}, nil},
		"broken in German": {"GET", "/invitation?token=broken", "", "de", 500, []string{`role="alert">Auf unserer Seite`}, nil},
		"no such language": {"GET", "/invitation?token=good", "", "zz, \x00;q=a", 200, []string{"Welcome to Canopy"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			a := r.send(t, c.method, c.target, c.form, formBody, "Sec-Fetch-Site: same-origin", "Accept-Language: "+c.language)
			body := a.Body.String()
			if a.Code != c.status || !strings.HasPrefix(a.Header().Get("Content-Type"), "text/html") {
				t.Fatalf("%d %v %s", a.Code, a.Header(), body)
			}
			for _, part := range c.shows {
				if !strings.Contains(body, part) {
					t.Errorf("%s is not in\n%s", part, body)
				}
			}
			for _, part := range append(c.hides, "<script", "ZgotmplZ", "%!") {
				if strings.Contains(body, part) {
					t.Errorf("%s is in\n%s", part, body)
				}
			}
			if lang := a.Header().Get("Content-Language"); !strings.Contains(body, `lang="`+lang+`"`) || !strings.Contains(strings.Join(a.Header().Values("Vary"), ","), "Accept-Language") {
				t.Errorf("the header is %v", a.Header())
			}
			if a.Header().Get("Cache-Control") != "no-store" || !strings.HasPrefix(a.Header().Get("Content-Security-Policy"), "default-src 'none'") {
				t.Errorf("the header is %v", a.Header())
			}
		})
	}
}

func TestInvitationPageRefuses(t *testing.T) {
	r := newRig(t, withInvitation)
	for name, c := range map[string]struct {
		method, body, headers string
		status                int
	}{
		"another site":   {"POST", "token=good&password=good+too&again=good+too", formBody + "\nSec-Fetch-Site: cross-site", 403},
		"JSON":           {"POST", `{"token": "good"}`, jsonBody, 415},
		"a long form":    {"POST", "token=" + strings.Repeat("x", 16<<10), formBody, 400},
		"no such method": {"DELETE", "", formBody, 405},
	} {
		t.Run(name, func(t *testing.T) {
			if a := r.send(t, c.method, "/invitation", c.body, strings.Split(c.headers, "\n")...); a.Code != c.status || a.code() == "" {
				t.Errorf("%d %s", a.Code, a.Body)
			}
		})
	}
	if a := newRig(t).send(t, "GET", "/invitation", ""); a.Code != http.StatusNotFound {
		t.Errorf("without its rules the page answers %d", a.Code)
	}
	r.log.Reset()
	r.send(t, "GET", "/invitation?token=good", "")
	if strings.Contains(r.log.String(), "good") || strings.Contains(r.log.String(), "ada@") {
		t.Errorf("the log tells too much: %s", r.log)
	}
}

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

// withConfirmEmail knows one link, "good", and tells how often it was confirmed.
func withConfirmEmail(confirmed *int) func(*server.Config) {
	return func(c *server.Config) {
		c.ConfirmEmail = func(_ context.Context, token string) error {
			code := problem.Invalid
			switch token {
			case "good":
				*confirmed++
				return nil
			case "broken":
				return errors.New("the disk is on fire")
			case "taken":
				code = problem.Taken
			}
			return problem.Faults{{Path: []string{"token"}, Code: code, Message: "no"}}
		}
	}
}

func TestConfirmEmailPage(t *testing.T) {
	confirmed := 0
	r := newRig(t, withConfirmEmail(&confirmed))
	for name, c := range map[string]struct {
		method, target, form, language string
		status, confirms               int
		shows, hides                   []string
	}{
		"asked":            {"GET", "/confirm-email?token=good", "", "", 200, 0, []string{"Confirm your new address", `<form method="post" action="/confirm-email">`, `name="token" value="good"`, `<html lang="en">`}, []string{"fault\" role"}},
		"whatever it is":   {"GET", "/confirm-email?token=%22%3Cb%3E", "", "", 200, 0, []string{`value="&#34;&lt;b&gt;"`}, []string{"<b>"}},
		"no link":          {"GET", "/confirm-email", "", "", 410, 0, []string{"This link works no more", "have it changed once more", `href="/"`}, []string{"<form"}},
		"looked at":        {"HEAD", "/confirm-email?token=good", "", "", 200, 0, nil, nil},
		"confirmed":        {"POST", "/confirm-email", "token=good", "", 200, 1, []string{"Your new address is confirmed", `href="/">Open the portal<`}, []string{"<form"}},
		"a link over":      {"POST", "/confirm-email", "token=bad", "", 422, 0, []string{"This link works no more"}, []string{"<form"}},
		"none":             {"POST", "/confirm-email", "", "", 422, 0, []string{"This link works no more"}, []string{"<form"}},
		"taken":            {"POST", "/confirm-email", "token=taken", "", 422, 0, []string{"Somebody else has this address", "Your address is still the old one"}, []string{"<form", "This link"}},
		"something broken": {"POST", "/confirm-email", "token=broken", "", 500, 0, []string{`role="alert"`, `name="token" value="broken"`}, nil},
		"in German":        {"GET", "/confirm-email?token=good", "", "de-AT", 200, 0, []string{"Bestätigen Sie Ihre neue Adresse", "<button>Bestätigen</button>", `<html lang="de">`}, []string{"Confirm"}},
		"taken in German":  {"POST", "/confirm-email", "token=taken", "de", 422, 0, []string{"Diese Adresse hat schon jemand"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			confirmed = 0
			a := r.send(t, c.method, c.target, c.form, formBody, "Sec-Fetch-Site: same-origin", "Accept-Language: "+c.language)
			body := a.Body.String()
			if a.Code != c.status || !strings.HasPrefix(a.Header().Get("Content-Type"), "text/html") || confirmed != c.confirms {
				t.Fatalf("%d, confirmed %d times, %v %s", a.Code, confirmed, a.Header(), body)
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
			if a.Header().Get("Cache-Control") != "no-store" || a.Header().Get("Referrer-Policy") != "same-origin" || !strings.HasPrefix(a.Header().Get("Content-Security-Policy"), "default-src 'none'") {
				t.Errorf("the header is %v", a.Header())
			}
		})
	}
}

func TestConfirmEmailPageRefuses(t *testing.T) {
	confirmed := 0
	r := newRig(t, withConfirmEmail(&confirmed))
	for name, c := range map[string]struct {
		method, body, headers string
		status                int
	}{
		"another site":   {"POST", "token=good", formBody + "\nSec-Fetch-Site: cross-site", 403},
		"another origin": {"POST", "token=good", formBody + "\nOrigin: https://evil.example", 403},
		"JSON":           {"POST", `{"token": "good"}`, jsonBody, 415},
		"no such method": {"DELETE", "", formBody, 405},
	} {
		t.Run(name, func(t *testing.T) {
			if a := r.send(t, c.method, "/confirm-email", c.body, strings.Split(c.headers, "\n")...); a.Code != c.status || a.code() == "" || confirmed != 0 {
				t.Errorf("%d %s", a.Code, a.Body)
			}
		})
	}
	if a := newRig(t).send(t, "GET", "/confirm-email?token=good", ""); a.Code != http.StatusNotFound {
		t.Errorf("without its rule the page answers %d", a.Code)
	}
	r.log.Reset()
	r.send(t, "GET", "/confirm-email?token=good", "")
	if strings.Contains(r.log.String(), "good") {
		t.Errorf("the token is logged: %s", r.log)
	}
}

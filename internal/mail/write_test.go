package mail

import (
	"net/url"
	"slices"
	"strings"
	"testing"
)

// TestWrite writes to people in their language, or in English.
func TestWrite(t *testing.T) {
	t.Parallel()
	for tag, want := range map[string]string{
		"en": "en", "en-GB": "en", "de": "de", "de-AT": "de", "gsw": "de", "fr": "en", "zh-Hant": "en", "": "en", "???": "en",
	} {
		m, err := Write(Person{Name: "Ada Lovelace", Email: "ada@example.com", Language: tag}, PasswordReset{Link: "https://canopy.example/reset-password?token=t", Minutes: 60})
		if err != nil {
			t.Fatal(err)
		}
		subject := map[string]string{"en": "Set a new password for Canopy", "de": "Neues Passwort für Canopy setzen"}[want]
		if m.Language != want || m.Subject != subject {
			t.Errorf("%q: written in %s, %q", tag, m.Language, m.Subject)
		}
		for _, part := range []string{"Ada Lovelace", "ada@example.com", "\nhttps://canopy.example/reset-password?token=t\n", " 60 "} {
			if !strings.Contains(m.Text, part) {
				t.Errorf("%q: %q is not in\n%s", tag, part, m.Text)
			}
		}
	}
}

// TestMessages: every kind is written in every language, each with a subject and a text of its own.
func TestMessages(t *testing.T) {
	t.Parallel()
	kinds := []Message{PasswordReset{Link: (&url.URL{Path: "/x"}).String(), Minutes: 1}, EmailChange{Link: "/x", Hours: 48}, AddressChanged{},
		Invitation{Account: "Spree Logistik GmbH", Link: "/x", Hours: 1}, AccountActive{Account: "Spree Logistik GmbH", Number: "100001"},
		AccountFailed{Account: "Spree Logistik GmbH", Code: "REJECTED", Reason: "No."}, AccountOverdue{Account: "Spree Logistik GmbH"}}
	var names []string
	subjects := map[string]bool{}
	for _, kind := range kinds {
		for _, tag := range languages {
			m, err := Write(Person{Name: "A", Email: "a@example.com", Language: tag.String()}, kind)
			if err != nil {
				t.Fatal(err)
			}
			if m.Language != tag.String() || m.Subject == "" || subjects[m.Subject] || len(m.Text) < 40 {
				t.Errorf("%s in %s: %q\n%s", kind.kind(), tag, m.Subject, m.Text)
			}
			subjects[m.Subject] = true
			names = append(names, kind.kind()+"."+tag.String()+".txt")
		}
	}
	files, err := files.ReadDir("messages")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		if !slices.Contains(names, file.Name()) {
			t.Errorf("%s is of no kind and language", file.Name())
		}
	}
}

// TestWriteKeepsLines: no part of a person adds lines to a mail.
func TestWriteKeepsLines(t *testing.T) {
	t.Parallel()
	plain, err := Write(Person{Name: "Ada Bcc: x@example.com"}, PasswordReset{})
	if err != nil {
		t.Fatal(err)
	}
	broken, err := Write(Person{Name: "Ada\r\nBcc: x@example.com\u2028\x00"}, PasswordReset{})
	if err != nil || broken != plain {
		t.Errorf("%v %q, want %q", err, broken, plain)
	}
	invited, err := Write(Person{Name: "Ada"}, Invitation{Account: "Spree\n\nhttps://evil.example/\u2028GmbH"})
	if err != nil || !strings.Contains(invited.Text, "for Spree https://evil.example/ GmbH.") {
		t.Errorf("%v\n%s", err, invited.Text)
	}
}

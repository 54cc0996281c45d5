package e2e_test

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"canopy/internal/canopytest"
	"canopy/internal/importer"

	"github.com/tidwall/gjson"
)

// mailed waits for a mail to somebody with the subject.
func (h *host) mailed(t *testing.T, email, subject string) canopytest.Received {
	t.Helper()
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	for over := time.After(patience); ; {
		for _, m := range h.mails.Received() {
			if m.To == email && m.Subject == subject {
				return m
			}
		}
		select {
		case <-again.C:
		case <-over:
			t.Fatalf("no mail comes to %s\n%s", email, h.server.log())
		}
	}
}

// mutate answers a mutation of one field, which is not to be at fault.
func (u *uploader) mutate(t *testing.T, mutation, file string) gjson.Result {
	t.Helper()
	operation := fmt.Sprintf(`{"query": %q, "variables": {}}`, "mutation { "+mutation+" }")
	if file != "" {
		operation = fmt.Sprintf(`{"query": %q, "variables": {"csv": null}}`, "mutation ($csv: Upload!) { "+mutation+" }")
	}
	answer := u.answer(t, u.request(t, operation, file))
	if answer.Get("errors").Exists() || answer.Get("data.*.userErrors.#").Int() != 0 {
		t.Fatal(answer.Raw)
	}
	return answer.Get("data.*")
}

// TestNewAddress: the address of somebody who has joined is another one once they follow the link in the mail there, and the old one is told.
// What is exported of people is sent back as it is, and with other words in it.
func TestNewAddress(t *testing.T) {
	t.Parallel()
	canopytest.EachEmpty(t, func(t *testing.T, database string) {
		t.Parallel()
		h := newHost(t, database)
		defer func() { h.server.crash() }()
		const old, fresh = "noor.haddad@northlight.example", "noor@new.example"
		id := h.person(t, old).Get("id").Str
		user := h.mutate(t, fmt.Sprintf(`updateUser(input: {userId: %q, email: %q, jobTitle: "=Boss"}) { user { email unconfirmedEmail jobTitle } userErrors { path code } }`, id, fresh), "").Get("user")
		if user.Get("email").Str != old || user.Get("unconfirmedEmail").Str != fresh || user.Get("jobTitle").Str != "=Boss" {
			t.Errorf("changed they are %s", user.Raw)
		}
		file := h.download(t, "/files/users.csv?accountId="+h.account+"&includeDescendants=true")
		const update = "updateUsers(input: {csv: $csv}) { changedCount unchangedCount users { email } rejected { line userErrors { path code message } } userErrors { path code message } }"
		if back := h.mutate(t, update, file); back.Get("changedCount").Int() != 0 || back.Get("unchangedCount").Int() < 10 || back.Get("rejected.#").Int() != 0 {
			t.Errorf("sent back as it is the file answers %s", back.Raw)
		}
		if back := h.mutate(t, update, strings.Replace(file, "'=Boss", "Boss", 1)); back.Get("changedCount").Int() != 1 || back.Get("users.0.email").Str != old {
			t.Errorf("the changed file answers %s", back.Raw)
		}

		token, ok := strings.CutPrefix(links.FindString(h.mailed(t, fresh, "Confirm your new e-mail address for Canopy").Text), "http://canopy.example/confirm-email?token=")
		if !ok {
			t.Fatal("the mail has no such link")
		}
		h.wantSignIn(t, old, importer.DemoPassword, http.StatusOK)
		form := url.Values{"token": {token}}.Encode()
		for _, step := range []struct {
			method, path, form, says string
			status                   int
		}{
			{"GET", "/confirm-email?token=" + token, "", "Bestätigen Sie Ihre neue Adresse", http.StatusOK},
			{"GET", "/confirm-email?token=" + token, "", "Bestätigen Sie Ihre neue Adresse", http.StatusOK}, // a mail server has looked
			{"POST", "/confirm-email", form, "Ihre neue Adresse ist bestätigt", http.StatusOK},
			{"POST", "/confirm-email", form, "Dieser Link gilt nicht mehr", http.StatusUnprocessableEntity},
		} {
			if got, body := h.visit(t, step.method, step.path, step.form); got != step.status || !strings.Contains(body, step.says) {
				t.Errorf("%s answers %d, want %d and %s:\n%s", step.method, got, step.status, step.says, body)
			}
		}
		h.wantSignIn(t, old, importer.DemoPassword, http.StatusUnauthorized)
		h.wantSignIn(t, fresh, importer.DemoPassword, http.StatusOK)
		h.changePassword(t, fresh)
		if told := h.mailed(t, old, "Your e-mail address for Canopy has changed"); strings.Contains(told.Text, fresh) {
			t.Errorf("the old address is told\n%s", told.Text)
		}
		if log := string(h.server.log()); strings.Contains(log, token) || strings.Contains(log, old) || strings.Contains(log, fresh) {
			t.Errorf("the log tells too much:\n%s", log)
		}
	})
}

// changePassword has somebody of the demo change their password in one of two sessions: the other one ends.
func (h *host) changePassword(t *testing.T, email string) {
	t.Helper()
	admin := h.token
	defer func() { h.token = admin }()
	var sessions [2]string
	for i := range sessions {
		sessions[i] = h.mutate(t, fmt.Sprintf("signIn(input: {email: %q, password: %q}) { token userErrors { path code } }", email, importer.DemoPassword), "").Get("token").Str
	}
	h.token = sessions[0]
	h.mutate(t, fmt.Sprintf(`changePassword(input: {currentPassword: %q, newPassword: "a longer horse"}) { userErrors { path code } }`, importer.DemoPassword), "")
	h.wantSignIn(t, email, importer.DemoPassword, http.StatusUnauthorized)
	h.wantSignIn(t, email, "a longer horse", http.StatusOK)
	for i, want := range []string{email, ""} {
		h.token = sessions[i]
		who := h.request(t, `{"query": "{ viewer { user { email } } }"}`, "")
		answer, err := http.DefaultClient.Do(who)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		_ = answer.Body.Close()
		if got := gjson.GetBytes(body, "data.viewer.user.email").Str; err != nil || got != want {
			t.Errorf("the session %d is of %q, want %q: %s", i, got, want, body)
		}
	}
}

// TestConfirmEmailPages goes through the page in a browser, on a wide screen in English and on a dark phone in German. $CANOPY_SCREENSHOTS is a
// folder to keep the screenshots in.
func TestConfirmEmailPages(t *testing.T) {
	t.Parallel()
	browser := chromium(t)
	for _, c := range []struct{ width, scheme, locale, headings string }{
		{"1280", "light", "en-GB", `["Confirm your new address","Your new address is confirmed","Confirm your new address","This link works no more"]`},
		{"390", "dark", "de-AT", `["Bestätigen Sie Ihre neue Adresse","Ihre neue Adresse ist bestätigt","Bestätigen Sie Ihre neue Adresse","Dieser Link gilt nicht mehr"]`},
	} {
		t.Run(c.width, func(t *testing.T) {
			t.Parallel()
			u := newUploader(t, "sqlite://"+filepath.Join(t.TempDir(), "canopy.db"))
			defer func() { u.server.crash() }()
			u.mutate(t, fmt.Sprintf(`updateUser(input: {userId: %q, email: "mira@new.example"}) { userErrors { path code } }`,
				u.answer(t, u.request(t, `{"query": "{ viewer { user { id } } }"}`, "")).Get("data.viewer.user.id").Str), "")
			visit := exec.Command("node", "playground/confirm.mjs", u.server.url, browser, c.width, c.scheme, c.locale, cmp.Or(os.Getenv("CANOPY_SCREENSHOTS"), u.dir))
			var stderr bytes.Buffer
			visit.Stderr = &stderr
			seen, err := visit.Output()
			if err != nil {
				t.Fatalf("%v\n%s\n%s", err, stderr.Bytes(), u.server.log())
			}
			if got := gjson.GetBytes(seen, "headings|@ugly").Raw; got != c.headings {
				t.Errorf("saw\n%s, want\n%s", got, c.headings)
			}
			if overflow, faults := gjson.GetBytes(seen, "overflow").Int(), gjson.GetBytes(seen, "faults").Array(); overflow > 0 || len(faults) > 0 {
				t.Errorf("%d pixels stick out of the screen; %v", overflow, faults)
			}
		})
	}
}

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
	"sync"
	"testing"
	"time"

	"canopy/internal/canopytest"
	"canopy/internal/reseller"

	"github.com/emersion/go-smtp"
	"github.com/tidwall/gjson"
)

// host is a newcomer's host: a server that sends mails.
type host struct {
	*uploader
	mails *canopytest.MailServer
	args  []string
}

func newHost(t *testing.T, database string, change ...func(*smtp.Server)) *host {
	t.Helper()
	h := &host{mails: canopytest.NewMailServer(t, change...)}
	h.args = []string{"--smtp-url", "smtp://" + h.mails.Addr, "--mail-from", "canopy@example.com", "--public-url", "http://canopy.example"}
	h.uploader = newUploader(t, database, h.args...)
	return h
}

// invite adds people from a file.
func (h *host) invite(t *testing.T, rows ...string) {
	t.Helper()
	added := h.answer(t, h.request(t, fmt.Sprintf(`{"query": "mutation ($csv: Upload, $account: ID!) { addUsers(input: {accountId: $account, csv: $csv}) { addedCount } }",
		"variables": {"csv": null, "account": %q}}`, h.account), "email,given_name,family_name,language,timezone\n"+strings.Join(rows, "\n")))
	if added.Get("data.addUsers.addedCount").Int() != int64(len(rows)) {
		t.Fatal(added.Raw)
	}
}

// mailTo waits for the nth mail to somebody, from 1, and answers it and its link's token.
func (h *host) mailTo(t *testing.T, email string, n int) (m canopytest.Received, token string) {
	t.Helper()
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	for over := time.After(patience); ; {
		var got []canopytest.Received
		for _, m := range h.mails.Received() {
			if m.To == email {
				got = append(got, m)
			}
		}
		if len(got) >= n {
			token, ok := strings.CutPrefix(links.FindString(got[n-1].Text), "http://canopy.example/join?token=")
			if !ok {
				t.Fatalf("the link of\n%s", got[n-1].Text)
			}
			return got[n-1], token
		}
		select {
		case <-again.C:
		case <-over:
			t.Fatalf("%d mails come to %s, want %d\n%s", len(got), email, n, h.server.log())
		}
	}
}

// person is somebody as the API tells of them.
func (h *host) person(t *testing.T, email string) gjson.Result {
	t.Helper()
	return h.answer(t, h.request(t, fmt.Sprintf(`{"query": "query ($email: String!) { user(email: $email) { id status invitation { status failure expiresAt } } }", "variables": {"email": %q}}`, email), "")).Get("data.user")
}

// resend answers the codes of what is wrong.
func (h *host) resend(t *testing.T, email string) string {
	t.Helper()
	answer := h.answer(t, h.request(t, fmt.Sprintf(`{"query": "mutation ($id: ID!) { resendInvitations(input: {userIds: [$id]}) { users { invitation { status } } userErrors { code } } }", "variables": {"id": %q}}`,
		h.person(t, email).Get("id").Str), ""))
	if !answer.Get("data").Exists() || answer.Get("errors").Exists() {
		t.Fatal(answer.Raw)
	}
	return answer.Get("data.resendInvitations.userErrors.#.code").Raw
}

// wound sets a time of somebody's invitation back or forth, as the time itself would.
func (h *host) wound(t *testing.T, email, column string, to time.Time) {
	t.Helper()
	if _, err := openDatabase(t, h.database).Exec("UPDATE invitations SET "+column+" = $1 WHERE user_id = (SELECT id FROM users WHERE email_key = $2)", to.UTC(), email); err != nil {
		t.Fatal(err)
	}
}

// visit answers a page in German.
func (h *host) visit(t *testing.T, method, path, form string) (status int, body string) {
	t.Helper()
	request, err := http.NewRequest(method, h.server.url+path, strings.NewReader(form))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	request.Header.Set("Accept-Language", "de-DE,de;q=0.9,en;q=0.8")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = answer.Body.Close() }()
	text, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(text)
}

// wantLink compares what becomes of a link and a password: whether the page asks for it, and whether it takes it.
func (h *host) wantLink(t *testing.T, token, password string, works bool) {
	t.Helper()
	form := url.Values{"token": {token}, "password": {password}, "again": {password}}.Encode()
	for _, step := range []struct {
		method, path, form, yes string
		no                      int
	}{
		{"GET", "/invitation?token=" + token, "", "Willkommen bei Canopy", http.StatusGone},
		{"POST", "/invitation", form, "Sie sind dabei", http.StatusUnprocessableEntity},
	} {
		want, says := http.StatusOK, step.yes
		if !works {
			want, says = step.no, "Dieser Link gilt nicht mehr"
		}
		if got, body := h.visit(t, step.method, step.path, step.form); got != want || !strings.Contains(body, says) {
			t.Errorf("%s answers %d, want %d and %s:\n%s", step.method, got, want, says, body)
		}
	}
}

func (h *host) wantSignIn(t *testing.T, email, password string, want int) {
	t.Helper()
	if got := h.server.status(t, "POST", "/session", fmt.Sprintf(`{"email": %q, "password": %q}`, email, password)); got != want {
		t.Errorf("%s signs in: %d, want %d", email, got, want)
	}
}

// TestInvitations: people from a file get mails in their languages, follow the link once, and come in. A second time, too late or behind a
// newer mail it works no more.
func TestInvitations(t *testing.T) {
	t.Parallel()
	canopytest.EachEmpty(t, func(t *testing.T, database string) {
		t.Parallel()
		h := newHost(t, database)
		defer func() { h.server.crash() }()
		h.invite(t, "jürgen@example.org,Jürgen,Groß,de,Europe/Berlin", "grace@example.org,Grace,Hopper,en-GB,Europe/London", "late@example.org,Ada,Late,en,UTC")
		german, join := h.mailTo(t, "jürgen@example.org", 1)
		english, _ := h.mailTo(t, "grace@example.org", 1)
		_, old := h.mailTo(t, "late@example.org", 1)
		if german.Subject != "Ihre Einladung zu Canopy" || !strings.Contains(german.Text, "Guten Tag Jürgen Groß") || !strings.Contains(german.Text, "für Northlight") ||
			english.Subject != "Your invitation to Canopy" || !strings.Contains(english.Text, "for Northlight") {
			t.Errorf("%+v\n%+v", german, english)
		}

		if _, body := h.visit(t, "GET", "/invitation?token="+join, ""); !strings.Contains(body, "jürgen@example.org") {
			t.Errorf("the page does not say for whom:\n%s", body)
		}
		h.wantSignIn(t, "jürgen@example.org", "correct horse", http.StatusUnauthorized)
		h.wantLink(t, join, "correct horse", true)
		h.wantSignIn(t, "jürgen@example.org", "correct horse", http.StatusOK)
		h.wantLink(t, join, "a longer horse", false)
		h.wantSignIn(t, "jürgen@example.org", "a longer horse", http.StatusUnauthorized)
		h.wantSignIn(t, "jürgen@example.org", "correct horse", http.StatusOK)
		if got := h.person(t, "jürgen@example.org"); got.Get("status").Str != "ACTIVE" || got.Get("invitation.status").Str != "ACCEPTED" {
			t.Errorf("%s", got.Raw)
		}
		if codes := h.resend(t, "jürgen@example.org"); codes != `["NOT_ACTIVE"]` {
			t.Errorf("who has joined is invited again: %s", codes)
		}

		if codes := h.resend(t, "late@example.org"); codes != `["LIMIT_EXCEEDED"]` {
			t.Errorf("at once a second mail goes out: %s", codes)
		}
		h.wound(t, "late@example.org", "expires_at", time.Now())
		h.wantLink(t, old, "correct horse", false)
		if got := h.person(t, "late@example.org"); got.Get("status").Str != "INVITED" || got.Get("invitation.status").Str != "EXPIRED" {
			t.Errorf("%s", got.Raw)
		}
		h.wound(t, "late@example.org", "sent_at", time.Now().Add(-time.Minute))
		if codes := h.resend(t, "late@example.org"); codes != "[]" {
			t.Fatalf("resending answers %s", codes)
		}
		h.wound(t, "late@example.org", "expires_at", time.Now().Add(time.Hour)) // that would do for the old link
		h.wantLink(t, old, "correct horse", false)
		_, join = h.mailTo(t, "late@example.org", 2)
		h.wantLink(t, old, "correct horse", false)
		h.wantLink(t, join, "correct horse", true)
		h.wantSignIn(t, "late@example.org", "correct horse", http.StatusOK)

		if log := string(h.server.log()); strings.Contains(log, "canopy_") || strings.Contains(log, "@example.org") {
			t.Errorf("the log tells too much:\n%s", log)
		}
		if err := h.server.shutdown(); err != nil {
			t.Error(err)
		}
	})
}

// TestInvitationIsKilled kills the server (-9) between the claim of an invitation and its mail, which goes out after the start.
func TestInvitationIsKilled(t *testing.T) {
	t.Parallel()
	canopytest.EachEmpty(t, func(t *testing.T, database string) {
		t.Parallel()
		held, over := make(chan struct{}), make(chan struct{})
		h := newHost(t, database, func(s *smtp.Server) {
			behind, once := s.Backend, &sync.Once{}
			s.Backend = smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
				session, err := behind.NewSession(c)
				once.Do(func() {
					close(held)
					<-over
				})
				return session, err
			})
		})
		defer func() { h.server.crash() }()
		h.invite(t, "grace@example.org,Grace,Hopper,en,UTC")
		<-held
		if got := h.person(t, "grace@example.org"); got.Get("invitation.status").Str != "QUEUED" || got.Get("invitation.expiresAt").Str == "" {
			t.Errorf("while its mail is under way it is %s", got.Raw)
		}
		h.server.crash()
		close(over)
		h.wound(t, "grace@example.org", "send_at", time.Now()) // two minutes later
		h.start(t, h.args...)
		_, token := h.mailTo(t, "grace@example.org", 1)
		h.wantLink(t, token, "correct horse", true)
		h.wantSignIn(t, "grace@example.org", "correct horse", http.StatusOK)
	})
}

// TestInvitationsOfACrowd: one mail goes to each of the many people of one file, and the log says how fast.
func TestInvitationsOfACrowd(t *testing.T) {
	t.Parallel()
	people := 300
	if os.Getenv("CANOPY_SOAK") != "" {
		people = reseller.MaxRows
	}
	canopytest.EachEmpty(t, func(t *testing.T, database string) {
		h := newHost(t, database)
		defer func() { h.server.crash() }()
		var rows []string
		for i := range people {
			rows = append(rows, fmt.Sprintf("person%d@crowd.example,Søren,Müller,de,Europe/Berlin", i))
		}
		h.invite(t, rows...)
		begin := time.Now()
		wait := time.NewTicker(50 * time.Millisecond)
		defer wait.Stop()
		for over := time.After(10 * patience); len(h.mails.Received()) < people; {
			select {
			case <-wait.C:
			case <-over:
				t.Fatalf("%d of %d mails\n%s", len(h.mails.Received()), people, h.server.log())
			}
		}
		took := time.Since(begin)
		t.Logf("%d mails in %v: %.0f a second", people, took, float64(people)/took.Seconds())
		got := map[string]bool{}
		for _, m := range h.mails.Received() {
			got[m.To] = true
		}
		if len(got) != people || len(h.mails.Received()) != people {
			t.Errorf("%d mails to %d people", len(h.mails.Received()), len(got))
		}
	})
}

// TestInvitationPages goes through the page in a browser, on a wide screen in English and on a dark phone in German. $CANOPY_SCREENSHOTS is a
// folder to keep the screenshots in.
func TestInvitationPages(t *testing.T) {
	t.Parallel()
	browser := chromium(t)
	for _, c := range []struct{ width, scheme, locale, headings string }{
		{"1280", "light", "en-GB", `["Mails","Welcome to Canopy","Welcome to Canopy","You have joined","This link works no more"]`},
		{"390", "dark", "de-AT", `["Mails","Willkommen bei Canopy","Willkommen bei Canopy","Sie sind dabei","Dieser Link gilt nicht mehr"]`},
	} {
		t.Run(c.width, func(t *testing.T) {
			t.Parallel()
			h := &host{uploader: newUploader(t, "sqlite://"+filepath.Join(t.TempDir(), "canopy.db"))}
			defer func() { h.server.crash() }()
			h.invite(t, "maximiliane.von-und-zu-hohenstein@a-very-long-name-of-a-company.example,Maximiliane,Hohenstein,de,Europe/Berlin")
			visit := exec.Command("node", "playground/invitation.mjs", h.server.url, browser, c.width, c.scheme, c.locale, cmp.Or(os.Getenv("CANOPY_SCREENSHOTS"), h.dir), "correct horse")
			var stderr bytes.Buffer
			visit.Stderr = &stderr
			seen, err := visit.Output()
			if err != nil {
				t.Fatalf("%v\n%s\n%s", err, stderr.Bytes(), h.server.log())
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

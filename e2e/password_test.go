package e2e_test

import (
	"bytes"
	"cmp"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"canopy/internal/canopytest"
	"canopy/internal/importer"

	"github.com/tidwall/gjson"
)

// TestPasswordReset: the running server mails a link, and its page sets the password.
func TestPasswordReset(t *testing.T) {
	t.Parallel()
	canopytest.EachEmpty(t, func(t *testing.T, database string) {
		t.Parallel()
		mails := canopytest.NewMailServer(t)
		s, err := startServer(t.TempDir(), append(os.Environ(), "CANOPY_DATABASE_URL="+database, "CANOPY_SMTP_URL=smtp://"+mails.Addr),
			"--demo", "--mail-from", "canopy@example.com", "--public-url", "http://canopy.example/")
		if err != nil {
			t.Fatal(err)
		}
		defer s.crash()
		if strings.Contains(string(s.greeting()), "/outbox") || s.status(t, "GET", "/outbox", "") != http.StatusNotFound {
			t.Error("mails are sent, and there is an outbox")
		}
		if got := s.status(t, "POST", "/reset-password", url.Values{"email": {importer.DemoAdmin}}.Encode()); got != http.StatusOK {
			t.Fatalf("asking answers %d", got)
		}
		link := firstLink(t, mails)
		token, ok := strings.CutPrefix(link, "http://canopy.example/new-password?token=")
		if !ok {
			t.Fatalf("the link is %s", link)
		}
		form := url.Values{"token": {token}, "password": {"correct horse"}, "again": {"correct horse"}}.Encode()
		if got := s.status(t, "POST", "/reset-password", form); got != http.StatusOK {
			t.Errorf("setting it answers %d", got)
		}
		if got := s.status(t, "POST", "/reset-password", form); got != http.StatusUnprocessableEntity {
			t.Errorf("a second time answers %d", got)
		}
		for password, want := range map[string]int{"correct horse": http.StatusOK, importer.DemoPassword: http.StatusUnauthorized} {
			if got := s.status(t, "POST", "/session", `{"email": "`+importer.DemoAdmin+`", "password": "`+password+`"}`); got != want {
				t.Errorf("%s signs in: %d", password, got)
			}
		}
		if log := string(s.log()); strings.Contains(log, token) || strings.Contains(log, importer.DemoAdmin) {
			t.Errorf("the log tells too much:\n%s", log)
		}
	})
}

// TestPasswordPages goes through the pages in a browser, on a wide screen and on a dark phone, where a demo shows its mails.
// $CANOPY_SCREENSHOTS is a folder to keep the screenshots in.
func TestPasswordPages(t *testing.T) {
	t.Parallel()
	browser := chromium(t)
	for width, scheme := range map[string]string{"1280": "light", "390": "dark"} {
		t.Run(width, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			s, err := startServer(dir, append(os.Environ(), "CANOPY_DATABASE_URL=sqlite://"+filepath.Join(dir, "canopy.db")), "--demo")
			if err != nil {
				t.Fatal(err)
			}
			defer s.crash()
			visit := exec.Command("node", "playground/reset.mjs", s.url, browser, width, scheme, cmp.Or(os.Getenv("CANOPY_SCREENSHOTS"), dir),
				importer.DemoAdmin, "correct horse")
			var stderr bytes.Buffer
			visit.Stderr = &stderr
			seen, err := visit.Output()
			if err != nil {
				t.Fatalf("%v\n%s\n%s", err, stderr.Bytes(), s.log())
			}
			want := `["Forgotten your password?","Look into your mail","Mails","Choose a new password","Choose a new password","Your password is changed","This link works no more"]`
			if got := gjson.GetBytes(seen, "headings|@ugly").Raw; got != want {
				t.Errorf("saw\n%s, want\n%s", got, want)
			}
			if overflow, faults := gjson.GetBytes(seen, "overflow").Int(), gjson.GetBytes(seen, "faults").Array(); overflow > 0 || len(faults) > 0 {
				t.Errorf("%d pixels stick out of the screen; %v", overflow, faults)
			}
		})
	}
}

var links = regexp.MustCompile(`(?m)^http\S+`)

// firstLink is the link of the first mail that comes in.
func firstLink(t *testing.T, mails *canopytest.MailServer) string {
	t.Helper()
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	for over := time.After(patience); ; {
		if got := mails.Received(); len(got) > 0 {
			return links.FindString(got[0].Text)
		}
		select {
		case <-again.C:
		case <-over:
			t.Fatal("no mail comes")
		}
	}
}

// status is that of the answer to a form, or to JSON where the body is some.
func (s *server) status(t *testing.T, method, path, body string) int {
	t.Helper()
	request, err := http.NewRequest(method, s.url+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if strings.HasPrefix(body, "{") {
		request.Header.Set("Content-Type", "application/json")
	}
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	_ = answer.Body.Close()
	return answer.StatusCode
}

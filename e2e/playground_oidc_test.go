package e2e_test

import (
	"bytes"
	"cmp"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"canopy/internal/oidc/oidctest"

	"github.com/tidwall/gjson"
)

// TestPlaygroundOIDC signs in at a provider from the playground, in a browser, and out again.
func TestPlaygroundOIDC(t *testing.T) {
	t.Parallel()
	browser := chromium(t)
	for _, width := range []string{"1280", "390"} {
		t.Run(width, func(t *testing.T) {
			t.Parallel()
			const email = "jonas.weber@northlight.example"
			provider := oidctest.New(t, publicURL+"/oidc/callback")
			provider.SignedIn(oidctest.Person{Subject: "4711", Email: email, EmailVerified: true})
			dir := t.TempDir()
			s, err := startServer(dir, append(os.Environ(), "CANOPY_DATABASE_URL=sqlite://"+filepath.Join(dir, "canopy.db")), "--demo",
				"--public-url", publicURL, "--oidc-issuer", provider.Issuer, "--oidc-client-id", oidctest.ClientID, "--oidc-client-secret", oidctest.ClientSecret)
			if err != nil {
				t.Fatal(err)
			}
			defer s.crash()
			visit := exec.Command("node", "playground/oidc.mjs", publicURL, browser, width, strings.TrimPrefix(s.url, "http://"), cmp.Or(os.Getenv("CANOPY_SCREENSHOTS"), dir))
			var stderr bytes.Buffer
			visit.Stderr = &stderr
			seen, err := visit.Output()
			if err != nil {
				t.Fatalf("oidc: %v\n%s\n%s", err, stderr.Bytes(), s.log())
			}
			want := `["Mira Halvorsen","Jonas Weber","Jonas Weber","Sign in"]`
			if who := gjson.GetBytes(seen, "who|@ugly").String(); who != want {
				t.Errorf("signed in are %s, want %s", who, want)
			}
			for i, part := range []string{"mira.halvorsen", email, email, "UNAUTHENTICATED"} {
				if answer := gjson.GetBytes(seen, "answers").Array()[i].String(); !strings.Contains(answer, part) {
					t.Errorf("step %d answers %s", i, answer)
				}
			}
			if overflow := gjson.GetBytes(seen, "overflow").Int(); overflow > 0 {
				t.Errorf("%d pixels stick out", overflow)
			}
			for _, fault := range gjson.GetBytes(seen, "faults").Array() {
				if !strings.Contains(fault.String(), "401") { // of the last step
					t.Error(fault)
				}
			}
		})
	}
}

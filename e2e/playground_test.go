package e2e_test

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"canopy/internal/importer"

	"github.com/tidwall/gjson"
)

// TestPlayground looks at the playground in a browser, on a wide screen and on a phone: every tab of the procedure, run from left to
// right as the demo's administrator. $CANOPY_SCREENSHOTS is a folder to keep the screenshots in.
func TestPlayground(t *testing.T) {
	t.Parallel()
	browser := chromium(t)
	for _, width := range []string{"1280", "390"} {
		t.Run(width, func(t *testing.T) {
			t.Parallel()
			look(t, browser, width)
		})
	}
}

// chromium is the browser; what the scripts beside it need is installed.
var chromium = func() func(t *testing.T) string {
	found := sync.OnceValues(func() (string, error) {
		browser, err := exec.LookPath("chromium")
		if err != nil {
			return "", fmt.Errorf("%w - make tools installs it", err)
		}
		install := exec.Command("npm", "ci", "--prefer-offline")
		install.Dir = "playground"
		if out, err := install.CombinedOutput(); err != nil {
			return "", fmt.Errorf("npm ci: %w\n%s", err, out)
		}
		return browser, nil
	})
	return func(t *testing.T) string {
		t.Helper()
		browser, err := found()
		if err != nil {
			t.Fatal(err)
		}
		return browser
	}
}()

func look(t *testing.T, browser, width string) {
	dir := t.TempDir()
	s, err := startServer(dir, append(os.Environ(), "CANOPY_DATABASE_URL=sqlite://"+filepath.Join(dir, "canopy.db")), "--demo")
	if err != nil {
		t.Fatal(err)
	}
	defer s.crash()
	screenshot := filepath.Join(cmp.Or(os.Getenv("CANOPY_SCREENSHOTS"), dir), "playground-"+width+".png")
	visit := exec.Command("node", "playground/look.mjs", s.url+"/playground", browser, width, screenshot, importer.DemoAdmin, importer.DemoPassword)
	var stderr bytes.Buffer
	visit.Stderr = &stderr
	seen, err := visit.Output()
	if err != nil {
		t.Fatalf("look: %v\n%s\n%s", err, stderr.Bytes(), s.log())
	}
	for _, fault := range gjson.GetBytes(seen, "faults").Array() {
		t.Error(fault)
	}
	tabs, _ := filepath.Glob("../web/playground/tabs/*.graphql")
	answers := gjson.GetBytes(seen, "answers").Array()
	if len(tabs) == 0 || len(answers) != len(tabs) {
		t.Fatalf("%d tabs, want %d", len(answers), len(tabs))
	}
	for i, answer := range answers {
		if !strings.Contains(answer.Str, `"data"`) || strings.Contains(answer.Str, `"errors"`) {
			t.Errorf("%s answers %s", filepath.Base(tabs[i]), answer.Str)
		}
	}
	if told := answers[len(answers)-1].Str; !strings.Contains(told, `"before": "PENDING", "after": "ACTIVE"`) {
		t.Errorf("the subscription shows %s", told)
	}
	if who := gjson.GetBytes(seen, "who").Str; who != "Mira Halvorsen" || !strings.Contains(strings.ReplaceAll(answers[0].Str, " ", ""), importer.DemoAdmin) {
		t.Errorf("signed in as %q, and the first tab answers %s", who, answers[0].Str)
	}
	if out := gjson.GetBytes(seen, "overflow").Int(); out > 0 {
		t.Errorf("%d pixels stick out of the screen", out)
	}
	if info, err := os.Stat(screenshot); err != nil || info.Size() == 0 {
		t.Error("no screenshot", err)
	}
}

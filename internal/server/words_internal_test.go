package server

import (
	"bytes"
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"
)

var (
	said   = regexp.MustCompile(`\.T ("(?:[^"\\]|\\.)*")`)
	titled = regexp.MustCompile(`step\{"\w+", "([^"]+)"\}`)
	fault  = regexp.MustCompile(`^[a-z]+ [A-Z_]+$`)
)

// TestGerman: every text of the pages has a translation with the same verbs and tags, and no translation is of a text that is gone.
func TestGerman(t *testing.T) {
	t.Parallel()
	texts := map[string]bool{}
	files, err := fs.Glob(pageFiles, "pages/*.html")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		page, err := pageFiles.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range said.FindAllSubmatch(page, -1) {
			texts[strings.ReplaceAll(strings.Trim(string(m[1]), `"`), `\"`, `"`)] = true
		}
	}
	sources, err := fs.Glob(os.DirFS("."), "*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range sources {
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range titled.FindAllSubmatch(source, -1) {
			texts[string(m[1])] = true
		}
	}
	parts := regexp.MustCompile(`%s|<[^>]*>`)
	for text := range texts {
		translation := german.texts[text]
		if translation == "" || strings.Join(parts.FindAllString(text, -1), "") != strings.Join(parts.FindAllString(translation, -1), "") {
			t.Errorf("%q is %q in German", text, translation)
		}
	}
	rules, err := os.ReadFile("../reseller/password.go") // whose own words some are of
	if err != nil {
		t.Fatal(err)
	}
	for text, translation := range german.texts {
		ofRule := bytes.Contains(rules, []byte(`"`+text+`"`))
		if !texts[text] && !ofRule && !fault.MatchString(text) || translation == "" || strings.Contains(translation, "\n") {
			t.Errorf("%q, of no page, is %q in German", text, translation)
		}
	}
	if len(texts) < 20 {
		t.Errorf("%d texts are found", len(texts))
	}
}

// TestT puts values in escaped, in any language.
func TestT(t *testing.T) {
	t.Parallel()
	for _, w := range []words{english, german, {texts: map[string]string{"for <b>%s</b>": "für <b>%s</b>"}}} {
		if got := string(w.T("for <b>%s</b>", "<i>%s</i>")); !strings.HasSuffix(got, "r <b>&lt;i&gt;%s&lt;/i&gt;</b>") {
			t.Error(got)
		}
	}
}

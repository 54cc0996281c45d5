package web_test

import (
	"encoding/json"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestPortalTexts: each language has the same texts with the same values in them, each text begins with the name of its file, and each is
// used. That each that is used is there, the compiler knows.
func TestPortalTexts(t *testing.T) {
	english := texts(t, "en")
	if len(english) < 50 {
		t.Fatalf("%d texts", len(english))
	}
	values := regexp.MustCompile(`\{(\w+)[,}]`)
	languages, err := filepath.Glob("portal/i18n/messages/??")
	if err != nil || len(languages) < 2 {
		t.Fatal(languages, err)
	}
	for _, folder := range languages {
		for key, text := range texts(t, filepath.Base(folder)) {
			original, known := english[key]
			if !known {
				t.Errorf("%s: English lacks %s", folder, key)
			}
			want(t, folder+": values of "+key, names(values, text), names(values, original))
			delete(english, key)
		}
		if missing := slices.Sorted(maps.Keys(english)); len(missing) > 0 {
			t.Errorf("%s lacks %v", folder, missing)
		}
		english = texts(t, "en")
	}
	source := portalSource(t)
	computed := regexp.MustCompile(`^(faults\.|accounts\.(type\.)?[A-Z_]+$)`) // by a code of the API
	for key := range english {
		if !computed.MatchString(key) && !strings.Contains(source, "'"+key+"'") {
			t.Errorf("nobody uses %s", key)
		}
	}
}

// texts are all texts of a language, by key.
func texts(t *testing.T, language string) map[string]string {
	t.Helper()
	files, err := filepath.Glob("portal/i18n/messages/" + language + "/*.json")
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for _, file := range files {
		var part map[string]string
		if err := json.Unmarshal([]byte(read(t, file)), &part); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		area := strings.TrimSuffix(filepath.Base(file), ".json") + "."
		for key, text := range part {
			if !strings.HasPrefix(key, area) {
				t.Errorf("%s in %s", key, file)
			}
			all[key] = text
		}
	}
	return all
}

// names are the values that a text has, once each.
func names(values *regexp.Regexp, text string) string {
	var found []string
	for _, match := range values.FindAllStringSubmatch(text, -1) {
		found = append(found, match[1])
	}
	slices.Sort(found)
	return strings.Join(slices.Compact(found), " ")
}

// portalSource is all of the portal's source.
func portalSource(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	err := filepath.WalkDir("portal", func(path string, _ fs.DirEntry, err error) error {
		if err == nil && (strings.HasSuffix(path, ".ts") || strings.HasSuffix(path, ".tsx")) && !strings.Contains(path, "__generated__") {
			content, err := os.ReadFile(path)
			all.Write(content)
			return err
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}

// TestPortalQueries: a query whose failure Relay remembers is asked again only by useQuery.
func TestPortalQueries(t *testing.T) {
	if n := len(regexp.MustCompile(`useLazyLoadQuery[<(]`).FindAllString(portalSource(t), -1)); n != 1 {
		t.Errorf("useLazyLoadQuery is called %d times, want once, in app/useQuery.ts", n)
	}
}

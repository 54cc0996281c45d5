package locale

import (
	"archive/zip"
	"maps"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// The examples are shown to people and tell where blanks belong: each must be a code that its country takes, as it is.
func TestPostalExamplesFitTheirPatterns(t *testing.T) {
	for code, c := range countryRules() {
		examples := postalExamples[code]
		if (c.postal != nil) != (len(examples) > 0) {
			t.Errorf("%s: pattern %v, examples %q", code, c.postal, examples)
		}
		for _, e := range examples {
			if !c.postal.MatchString(e) || c.postalCode(e) != e || c.postalCode(strings.ToLower(separators.Replace(e))) != e {
				t.Errorf("%s: %s does not fit %s", code, e, c.postal)
			}
		}
	}
	for code := range postalExamples {
		if countryRules()[code] == nil {
			t.Errorf("examples for no country: %s", code)
		}
	}
}

// A region's every form leads back to it, or normalizing twice would wander.
func TestRegionsAreFoundByTheirForms(t *testing.T) {
	for code, c := range countryRules() {
		for _, r := range c.regions.list {
			for _, form := range []string{r.posted(true), r.posted(false), r.local, r.latin, code + "-" + r.code} {
				if got, _ := c.regions.find(form); got != r {
					t.Errorf("%s: %q leads to %v, not to %v", code, form, got, r)
				}
			}
			if !isLatin(r.latin) {
				t.Errorf("%s: %q has no name in Latin letters", code, r.local)
			}
		}
	}
}

func TestTablesNameWhatExists(t *testing.T) {
	for _, key := range slices.Concat(slices.Collect(maps.Keys(otherNames)), slices.Collect(maps.Keys(shorterName))) {
		country, code, _ := strings.Cut(key, "-")
		if r, ok := countryRules()[country].regions.find(code); !ok || r.code != code {
			t.Errorf("no region %s", key)
		}
	}
	for zone := range otherZoneNames {
		if name, ok := TimeZone(zone); !ok || name != zone {
			t.Errorf("no zone %s", zone)
		}
	}
	for tag := range otherLanguageNames {
		if name, ok := Language(tag); !ok || name != tag {
			t.Errorf("no language %s", tag)
		}
	}
	for _, tag := range variants {
		if name, ok := Language(tag); !ok || name != tag {
			t.Errorf("no language %s", tag)
		}
	}
}

func TestEveryZoneLoads(t *testing.T) {
	for name := range strings.FieldsSeq(zonesText) {
		if loc, err := time.LoadLocation(name); err != nil || loc.String() != name {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// zones.txt is that of the Go distribution in use: go generate ./internal/locale.
func TestZonesAreNotStale(t *testing.T) {
	goroot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(strings.TrimSpace(string(goroot)), "lib", "time", "zoneinfo.zip")
	zoneinfo, err := zip.OpenReader(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = zoneinfo.Close() })
	var names []string
	for _, f := range zoneinfo.File {
		if f.Name != "Factory" {
			names = append(names, f.Name)
		}
	}
	slices.Sort(names)
	if !slices.Equal(names, strings.Fields(zonesText)) {
		t.Error("zones.txt is not what this Go has: run go generate ./internal/locale")
	}
}

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
	for line := range strings.Lines(windowsZonesText) {
		zone, windows, _ := strings.Cut(strings.TrimSpace(line), " ")
		if name, ok := TimeZone(zone); !ok || name != zone || windows == "" {
			t.Errorf("no zone in %q", line)
		}
	}
	for _, zone := range zoneOfOffset {
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

// A name that is not as Fold writes it would never be found, and one that stands twice sometimes be the one, sometimes the other.
func TestTablesAreFolded(t *testing.T) {
	for _, table := range []map[string][]string{otherZoneNames, otherLanguageNames} {
		before := map[string]bool{}
		for _, name := range slices.Concat(slices.Collect(maps.Values(table))...) {
			if Fold(name) != name || before[name] {
				t.Errorf("%q folds to %q, there before: %t", name, Fold(name), before[name])
			}
			before[name] = true
		}
	}
}

// A place stands for an offset that it has in winter.
func TestZonesOfOffsets(t *testing.T) {
	for minutes, zone := range zoneOfOffset {
		loc, err := time.LoadLocation(zone)
		if err != nil {
			t.Fatal(err)
		}
		_, january := time.Date(2026, 1, 15, 0, 0, 0, 0, loc).Zone()
		_, july := time.Date(2026, 7, 15, 0, 0, 0, 0, loc).Zone()
		if min(january, july) != minutes*60 {
			t.Errorf("%s is at %d and %d minutes, not at %d", zone, january/60, july/60, minutes)
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

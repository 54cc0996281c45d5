package locale_test

import (
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"canopy/internal/locale"
)

func FuzzAddress(f *testing.F) {
	f.Add("Invalidenstr. 1\nHof", "Mitte", "Berlin", "BE", "D-10115", "de")
	f.Add("1 Main St", "", "Springfield", "illinois", "627011234", "US")
	f.Add("千代田1-1", "", "千代田区", "Tokyo", "1008111", "JP")
	f.Add("\x00\xff", "\u202e", "%C%n", "%S", "〒", "SG")
	f.Fuzz(func(t *testing.T, street, dependent, city, region, postalCode, country string) {
		a := locale.Address{Street: []string{street, city}, DependentLocality: dependent, City: city, Region: region, PostalCode: postalCode, Country: country}
		n := a.Normalize()
		if again := n.Normalize(); !equal(n, again) {
			t.Fatalf("normalizing is not idempotent:\n%+q\n%+q", n, again)
		}
		faults := a.Check()
		if len(faults) != len(n.Check()) {
			t.Fatalf("%+q has other faults when normalized: %+q, %+q", a, faults, n.Check())
		}
		for _, fault := range faults {
			if len(fault.Path) == 0 || fault.Code == "" || fault.Message == "" || !utf8.ValidString(fault.Message) {
				t.Fatalf("incomplete fault %+q", fault)
			}
		}
		lines := a.Format()
		if !slices.Equal(lines, n.Format()) {
			t.Fatalf("%q is formatted otherwise when normalized: %q", lines, n.Format())
		}
		for _, line := range lines {
			if line == "" || line != strings.TrimSpace(line) || !utf8.ValidString(line) || strings.ContainsFunc(line, unicode.IsControl) {
				t.Fatalf("line %q", line)
			}
		}
		if len(faults) > 0 {
			return
		}
		all := strings.Join(lines, "\n")
		for _, part := range append(n.Street, n.DependentLocality, n.City, n.Region, n.PostalCode) {
			if !strings.Contains(all, part) {
				t.Fatalf("%q is lost in %q", part, lines)
			}
		}
	})
}

func FuzzFold(f *testing.F) {
	for _, s := range []string{"Ångström", "İ", "ﬃ", "\u1e9e\u0345", "각\u0301", "ᾳ", "\u0f73\xff", strings.Repeat("e\u0301 ", 150)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		key := locale.Fold(s)
		if !utf8.ValidString(key) || strings.ContainsFunc(key, unicode.IsControl) || utf8.RuneCountInString(key) > locale.MaxKey || key != strings.TrimSpace(key) {
			t.Fatalf("Fold(%+q) = %+q", s, key)
		}
		if again := locale.Fold(key); again != key {
			t.Fatalf("Fold(%+q) = %+q, then %+q", s, key, again)
		}
	})
}

func FuzzEmail(f *testing.F) {
	for _, s := range []string{"Anna@MÜNCHEN.de", "a@xn--mnchen-3ya.de", "a@ｅｘ。com", "\u0345@\u1e9e.de", "a@xn--a.b", "a@مثال.إختبار"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		normal, key, ok := locale.Email(s)
		if !ok {
			if normal != "" || key != "" {
				t.Fatalf("Email(%q) refuses with %q, %q", s, normal, key)
			}
			return
		}
		if !utf8.ValidString(normal) || !utf8.ValidString(key) || len(normal) > locale.MaxEmail {
			t.Fatalf("Email(%q) = %q, %q", s, normal, key)
		}
		for _, form := range []string{normal, locale.EmailASCII(normal)} {
			if n, k, ok := locale.Email(form); !ok || n != normal || k != key {
				t.Fatalf("Email(%q) = %q, %q; of %q: %q, %q, %t", s, normal, key, form, n, k, ok)
			}
		}
		if _, k, ok := locale.Email(key); len(key) <= locale.MaxEmail && ok && k != key {
			t.Fatalf("the key %q has the key %q", key, k)
		}
	})
}

func FuzzNames(f *testing.F) {
	for _, s := range []string{"pt-br", "english", "europe/berlin", "Berln", "+49 30 901820", "zh-cmn-Hans-CN", "sgn-BE-FR", "\xff"} {
		f.Add(s, "DE")
	}
	f.Fuzz(func(t *testing.T, s, country string) {
		for name, canonical := range map[string]func(string) (string, bool){
			"Language": locale.Language, "TimeZone": locale.TimeZone,
			"Phone": func(s string) (string, bool) { return locale.Phone(s, country) },
		} {
			if got, ok := canonical(s); ok {
				if again, ok := canonical(got); !ok || again != got || !utf8.ValidString(got) {
					t.Fatalf("%s(%q) = %q, then %q, %t", name, s, got, again, ok)
				}
			}
		}
		if tag := locale.SuggestLanguage(s); tag != "" {
			if got, ok := locale.Language(tag); !ok || got != tag {
				t.Fatalf("SuggestLanguage(%q) = %q, which is %q, %t", s, tag, got, ok)
			}
		}
		if zone := locale.SuggestTimeZone(s); zone != "" {
			if got, ok := locale.TimeZone(zone); !ok || got != zone {
				t.Fatalf("SuggestTimeZone(%q) = %q", s, zone)
			}
		}
	})
}

package match_test

import (
	"math"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"canopy/internal/match"
)

var hard = []string{
	"", " ", "I.B.M.", "A the B", "Société Générale", "株式会社ユヒーロ", "A&", "&A", "AT & T", "!!!\x00", "\xff\xfe", "ﷺ", "㈜", "the the", "Argo Fund II", "Argo Fund i", "Store 007",
	"Int'l (Norway)", "/DE/", "GmbH", "e\u0301", "ΣΣς", "İıß", "م", "บริษัท จำกัด", "12 12 12", "Floor 3 / 12 Main St", strings.Repeat("é ", 900), strings.Repeat("ab", 500),
}

// FuzzNormal: what is normalised is text that both databases take, of bounded length, and normalising it again changes nothing.
func FuzzNormal(f *testing.F) {
	for _, s := range hard {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for what, c := range map[string]struct {
			normal  func(string) string
			longest int
			again   bool
		}{
			"Fold":       {match.Fold, 4000, true},
			"NameKey":    {match.NameKey, 200, false}, // "Foo AB i": a word that is dropped may uncover a form; of usual names it is, see TestNameKey
			"CityKey":    {match.CityKey, 60, true},
			"PostalKey":  {match.PostalKey, 12, true},
			"CountryKey": {match.CountryKey, 60, true},
		} {
			once := c.normal(s)
			if !utf8.ValidString(once) || strings.ContainsRune(once, 0) || utf8.RuneCountInString(once) > c.longest {
				t.Fatalf("%s of %q is %q", what, s, once)
			}
			if twice := c.normal(once); c.again && len(once) < min(c.longest, 400) && twice != once { // what was cut is another text
				t.Fatalf("%s of %q is %q, of that %q", what, s, once, twice)
			}
		}
	})
}

// FuzzKeys: the keys of any party are sorted, distinct, bounded, and text that both databases take; the order of the lines of a street and of aliases
// is none of their business.
func FuzzKeys(f *testing.F) {
	for _, s := range hard {
		f.Add(s, "Acme GmbH", "12 Main St", "Suite 4", "Köln", "50667")
		f.Add("AT&T", s, s, "x", s, s)
	}
	f.Fuzz(func(t *testing.T, name, alias, line, second, city, postal string) {
		p := match.Party{Name: name, Aliases: []string{alias}, Street: []string{line, second}, City: city, PostalCode: postal, Country: alias, Phone: postal}
		keys := match.Keys(p)
		if len(keys) > match.MaxKeys || !slices.IsSorted(keys) || len(slices.Compact(slices.Clone(keys))) != len(keys) {
			t.Fatalf("keys %q", keys)
		}
		for _, k := range keys {
			if k == "" || !utf8.ValidString(k) || strings.ContainsRune(k, 0) || utf8.RuneCountInString(k) > match.MaxKeyLength {
				t.Fatalf("key %q", k)
			}
		}
		p.Street = []string{second, "", line}
		if other := match.Keys(p); !slices.Equal(keys, other) {
			t.Fatalf("keys %q, with the lines of the street in another order %q", keys, other)
		}
	})
}

// FuzzScore: a score is within 0 and 1, the same in both directions and for any order of lines and aliases, and nobody is less like themselves than
// like another.
func FuzzScore(f *testing.F) {
	for _, s := range hard {
		f.Add(s, "Acme GmbH", "12 Main St", "Köln", "50667")
		f.Add("AT&T", s, s, s, s)
	}
	f.Fuzz(func(t *testing.T, one, other, street, city, postal string) {
		a := match.Party{Name: one, Aliases: []string{street, city}, Street: []string{street, city}, City: city, PostalCode: postal, Country: "DE", Phone: postal}
		b := match.Party{Name: other, Aliases: []string{one, city}, Street: []string{city}, City: street, PostalCode: city, Country: postal, Phone: street}
		freq := match.Frequencies{Organizations: len(street), Counts: map[string]int{"w:acme": len(city), "w:main": -1}}
		there, back := match.Score(a, b, freq), match.Score(b, a, freq)
		if math.IsNaN(there.Score) || there.Score < 0 || there.Score > 1 {
			t.Fatalf("score %v", there.Score)
		}
		alike(t, "the other way", there, back)
		a.Street, a.Aliases = []string{city, street}, []string{city, street}
		alike(t, "with lines and aliases in another order", there, match.Score(a, b, freq))
		for _, p := range []match.Party{a, b} {
			if p.Name != "" && match.Score(p, p, match.Frequencies{}).Score < match.Score(a, b, match.Frequencies{}).Score {
				t.Fatalf("%+v is less like itself than like another", p)
			}
		}
	})
}

// alike fails the test unless two results are one, but for the order in which floats were added.
func alike(t *testing.T, what string, r, other match.Result) {
	t.Helper()
	if math.Abs(r.Score-other.Score) > 1e-5 || r.Exact != other.Exact || !slices.Equal(r.Reasons, other.Reasons) {
		t.Fatalf("%+v, %s %+v", r, what, other)
	}
}

// FuzzMonotone: a field of the candidate that starts to agree never lowers the score, whether it was empty or another. Nor does one lower it that is
// emptied where it differs.
func FuzzMonotone(f *testing.F) {
	f.Add("Halfmoon Bakery", "801 Sherman St", "Little Rock", "72202", "5015550100", "Moon Bakeries", "803 Sherman St", "Tulsa", "72203", "5015550199")
	f.Add("ICARS", "", "København", "2300", "", "International Centre", "1", "Copenhagen", "", "030 123456")
	f.Add("Siemens", "", "Bonn", "", "", "Siemens Energy Services", "", "Bonn", "", "")
	f.Add("Sonne", "Lindenstraße 12", "Köln", "1", "1234567", "Sonne", "Linden Str. 12", "Cologne", "2", "1234567")
	f.Fuzz(func(t *testing.T, name, street, city, postal, phone, otherName, otherStreet, otherCity, otherPostal, otherPhone string) {
		query := match.Party{Name: name, Street: []string{street}, City: city, PostalCode: postal, Country: "US", Phone: phone}
		candidate := match.Party{Name: otherName, Street: []string{otherStreet}, City: otherCity, PostalCode: otherPostal, Country: "CA", Phone: otherPhone}
		freq := match.Frequencies{Organizations: 1000, Counts: map[string]int{}}
		for _, key := range match.Keys(query) {
			freq.Counts[key] = 1 + len(key)
		}
		score := func(p match.Party) float64 { return match.Score(query, p, freq).Score }
		for field, c := range map[string]struct {
			set  func(p *match.Party, from match.Party)
			says bool // the query's is not empty
		}{
			"name":    {func(p *match.Party, from match.Party) { p.Name = from.Name }, match.NameKey(name) != ""},
			"alias":   {func(p *match.Party, from match.Party) { p.Aliases = []string{from.Name} }, match.NameKey(name) != ""},
			"street":  {func(p *match.Party, from match.Party) { p.Street = from.Street }, match.Fold(street) != ""},
			"city":    {func(p *match.Party, from match.Party) { p.City = from.City }, match.CityKey(city) != ""},
			"postal":  {func(p *match.Party, from match.Party) { p.PostalCode = from.PostalCode }, match.PostalKey(postal) != ""},
			"country": {func(p *match.Party, from match.Party) { p.Country = from.Country }, true},
			"phone":   {func(p *match.Party, from match.Party) { p.Phone = from.Phone }, true},
		} {
			agreeing, empty := candidate, candidate
			c.set(&agreeing, query)
			c.set(&empty, match.Party{})
			if c.says && score(agreeing) < max(score(candidate), score(empty)) {
				t.Fatalf("%s starts to agree: %v, was %v, empty %v", field, score(agreeing), score(candidate), score(empty))
			}
		}
	})
}

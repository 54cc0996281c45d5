package match_test

import (
	"math"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"canopy/internal/match"
)

// Parties that are the same meet in a key, whatever is wrong in one place.
func TestKeys(t *testing.T) {
	in := func(name, city, postal string) match.Party {
		return match.Party{Name: name, City: city, PostalCode: postal, Country: "US"}
	}
	for name, pair := range map[string][2]match.Party{
		"typing mistake in front":   {in("Bxolight", "", ""), in("Boxlight", "", "")},
		"typing mistake at the end": {in("Boxlihgt", "", ""), in("Boxlight", "", "")},
		"joined":                    {in("Face Book", "", ""), in("Facebook", "", "")},
		"initials":                  {in("ICARS", "", ""), in("International Centre for Antimicrobial Resistance Solutions", "", "")},
		"another language":          {in("Universidad Católica", "Brasília", ""), in("Catholic University", "Brasilia", "")},
		"renamed in its house": {
			{Name: "Acxiom", Street: []string{"225 Bush Street, 17th floor"}, City: "San Francisco"},
			{Name: "LiveRamp", Street: []string{"225 Bush St"}, City: "San Francisco"},
		},
		"phone":             {{Name: "Ida", Phone: "+1 501 555 0100"}, {Name: "Otto", Phone: "5550100"}},
		"former name":       {{Name: "Dauch", Aliases: []string{"American Axle"}}, {Name: "American Axle Inc"}},
		"Chinese":           {in("福州大学", "", ""), in("Fuzhou University", "", "")},
		"nothing but signs": {in("!!!", "", ""), in("!!!", "", "")},
	} {
		t.Run(name, func(t *testing.T) {
			a, b := match.Keys(pair[0]), match.Keys(pair[1])
			if !slices.ContainsFunc(a, func(k string) bool { return slices.Contains(b, k) }) {
				t.Errorf("nothing shared by %q and %q", a, b)
			}
		})
	}
}

func TestSelectKeys(t *testing.T) {
	counts := map[string]int{"a": 5, "b": 1, "c": 1000, "d": 5, "e": 0}
	for limit, want := range map[int][]string{2000: {"b", "a", "d", "c"}, 11: {"b", "a", "d"}, 10: {"b", "a"}, 0: {}} {
		if got := match.SelectKeys([]string{"a", "b", "c", "d", "e", "f"}, counts, limit); !slices.Equal(got, want) {
			t.Errorf("limit %d: %v", limit, got)
		}
	}
}

func TestShortlist(t *testing.T) {
	freq := match.Frequencies{Organizations: 1000, Counts: map[string]int{"rare": 1, "mid": 50, "common": 900}}
	hits := []match.Hit{{Key: "common", Organization: 1}, {Key: "mid", Organization: 1}, {Key: "common", Organization: 2}, {Key: "rare", Organization: 3}, {Key: "mid", Organization: 3}}
	for limit, want := range map[int][]int64{1: {3}, 2: {1, 3}, 9: {1, 2, 3}} {
		if got := match.Shortlist(hits, freq, limit); !slices.Equal(got, want) {
			t.Errorf("limit %d: %v", limit, got)
		}
		slices.Reverse(hits)
	}
}

// FuzzMatch holds what every input must: no panic, keys that both databases take, a score in 0..1 that is the same in
// both directions, and likely the same as itself.
func FuzzMatch(f *testing.F) {
	for _, s := range []string{"", "I.B.M.", "Société Générale", "株式会社ユヒーロ", "A&", "&A", "!!!\x00", "\xff\xfe", "ﷺ", "the the", "Argo Fund II", "Int'l (Norway)", "/DE/", strings.Repeat("é ", 900)} {
		f.Add(s, "Acme GmbH", "12 Main St", "Köln", "50667")
		f.Add("AT&T", s, s, s, s)
	}
	f.Fuzz(func(t *testing.T, one, other, street, city, postal string) {
		a := match.Party{Name: one, Aliases: []string{street}, Street: []string{street, city}, City: city, PostalCode: postal, Country: "DE", Phone: postal}
		b := match.Party{Name: other, Aliases: []string{one, city}, Street: []string{city}, City: street, PostalCode: city, Country: postal, Phone: street}
		for _, p := range []match.Party{a, b} {
			keys := match.Keys(p)
			if len(keys) > match.MaxKeys || !slices.IsSorted(keys) || len(slices.Compact(slices.Clone(keys))) != len(keys) {
				t.Fatalf("keys %q", keys)
			}
			for _, k := range append(keys, match.NameKey(p.Name), match.Fold(p.Name), match.CityKey(p.City), match.PostalKey(p.PostalCode), match.CountryKey(p.Country)) {
				if !utf8.ValidString(k) || strings.ContainsRune(k, 0) {
					t.Fatalf("key %q", k)
				}
			}
			for _, k := range keys {
				if k == "" || utf8.RuneCountInString(k) > match.MaxKeyLength {
					t.Fatalf("key %q", k)
				}
			}
			if p.Name != "" && match.Score(p, p, match.Frequencies{}).Score < match.Score(a, b, match.Frequencies{}).Score {
				t.Fatalf("%+v is less like itself than like another", p)
			}
		}
		freq := match.Frequencies{Organizations: len(street), Counts: map[string]int{"w:acme": len(city), "w:main": -1}}
		there, back := match.Score(a, b, freq), match.Score(b, a, freq)
		if math.IsNaN(there.Score) || there.Score < 0 || there.Score > 1 {
			t.Fatalf("score %v", there.Score)
		}
		if math.Abs(there.Score-back.Score) > 1e-5 || there.Exact != back.Exact {
			t.Fatalf("there %+v, back %+v", there, back)
		}
	})
}

func BenchmarkScore(b *testing.B) {
	query := match.Party{Name: "Halfmoon Bakery & Coffee LLC", Street: []string{"801 Sherman St"}, City: "Little Rock", PostalCode: "72202", Country: "US"}
	candidate := match.Party{Name: "Half Moon Bakeries International", Street: []string{"803 Sherman Street"}, City: "Little Rock", Country: "US"}
	scorer := match.NewScorer(query, match.Frequencies{})
	for b.Loop() {
		scorer.Score(candidate)
	}
}

func BenchmarkKeys(b *testing.B) {
	for name, s := range map[string]string{"usual": "Halfmoon Bakery & Coffee LLC", "longest": strings.Repeat("éa ", 900)} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				match.Keys(match.Party{Name: s, City: "Little Rock", PostalCode: "72202", Country: "US"})
			}
		})
	}
}

package match_test

import (
	"slices"
	"strings"
	"testing"

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
		"phone":       {{Name: "Ida", Phone: "+1 501 555 0100"}, {Name: "Otto", Phone: "5550100"}},
		"former name": {{Name: "Dauch", Aliases: []string{"American Axle"}}, {Name: "American Axle Inc"}},
		"one of many former names": {
			{Name: "Dauch", Aliases: strings.Split("Quapaw Legal Services,Endicott Time Keeping Works,Corner Bakery Partners,Sherman Street Books,Elbe Feinkost,American Axle", ","),
				City: "Little Rock", PostalCode: "72202", Country: "US"},
			{Name: "American Axle Inc"},
		},
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

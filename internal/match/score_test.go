package match_test

import (
	"slices"
	"testing"

	"canopy/internal/match"
)

// verdict is what a reviewer is told of a candidate.
type verdict int

const (
	hidden verdict = iota // below PossibleScore
	possible
	likely
)

func tell(r match.Result) verdict {
	switch {
	case r.LikelySame:
		return likely
	case r.Score >= match.PossibleScore:
		return possible
	}
	return hidden
}

// compare compares two parties as a search does that finds the second one among many.
func compare(query, candidate match.Party) match.Result {
	freq := match.Frequencies{Organizations: 100_000, Counts: map[string]int{}}
	for _, key := range match.Keys(query) {
		if slices.Contains(match.Keys(candidate), key) {
			freq.Counts[key] = 1
		}
	}
	return match.Score(query, candidate, freq)
}

func TestScore(t *testing.T) {
	in := func(name, street, city, postal, country string) match.Party {
		return match.Party{Name: name, Street: []string{street}, City: city, PostalCode: postal, Country: country}
	}
	bakery := in("Halfmoon Bakery LLC", "801 Sherman St", "Little Rock", "72202", "US")
	for name, c := range map[string]struct {
		a, b          match.Party
		least, most   verdict
		reasons, nots []match.Reason
	}{
		"the same": {bakery, bakery, likely, likely,
			[]match.Reason{match.NameExact, match.AddressExact, match.City, match.PostalCode, match.Country}, nil},
		"misspelled": {bakery, in("Halfmon Bakerry", "801 Sherman Street", "Litle Rock", "72202", "US"), likely, likely,
			[]match.Reason{match.NameSimilar, match.AddressExact, match.City, match.PostalCode}, []match.Reason{match.NameExact}},
		"words joined and in another order": {bakery, in("Bakery Half Moon", "", "Little Rock", "72202", "US"), possible, likely,
			[]match.Reason{match.NameSimilar}, nil},
		"without an address": {bakery, in("HALFMOON BAKERY", "", "Little Rock", "", "US"), likely, likely, []match.Reason{match.NameExact, match.City}, nil},
		"the same name in another city": {bakery, in("Halfmoon Bakery", "17 Pine Ave", "Tulsa", "74103", "US"), hidden, possible,
			[]match.Reason{match.NameExact, match.DifferentCity}, []match.Reason{match.City}},
		"the same name in another country": {in("Vega", "", "", "", "CL"), in("Vega", "", "", "", "FI"), hidden, possible,
			[]match.Reason{match.NameExact, match.DifferentCountry}, []match.Reason{match.Country}},
		"other firms in one house": {bakery, in("Quapaw Legal Services", "801 Sherman St", "Little Rock", "72202", "US"), hidden, possible,
			[]match.Reason{match.AddressExact}, []match.Reason{match.NameSimilar}},
		"other firms in one city": {bakery, in("Corner Bakery", "9 Main St", "Little Rock", "72201", "US"), hidden, hidden, nil, nil},
		"parent and subsidiary": {in("Krone Logistics", "", "Hamburg", "", "DE"), in("Krone Logistics Real Estate Leasing", "", "Munich", "", "DE"), hidden, possible,
			[]match.Reason{match.NameSimilar, match.DifferentCity}, []match.Reason{match.NameExact}},
		"numbers that differ": {in("Carlyle Partners VII", "", "", "", "US"), in("Carlyle Partners VIII", "", "", "", "US"), hidden, possible,
			[]match.Reason{match.DifferentNumber}, []match.Reason{match.NameExact}},
		"next door": {bakery, in("Halfmoon Bakery", "803 Sherman St", "Little Rock", "72202", "US"), possible, likely,
			[]match.Reason{match.NameExact, match.DifferentNumber}, []match.Reason{match.AddressExact}},
		"an acronym": {in("ICARS", "", "Copenhagen", "", "DK"), in("International Centre for Antimicrobial Resistance Solutions", "", "Copenhagen", "", "DK"), possible, likely,
			[]match.Reason{match.Acronym, match.City}, nil},
		"syllables": {in("ChromSoc", "", "Salisbury", "", "GB"), in("The Chromatographic Society", "", "Salisbury", "", "GB"), possible, likely, []match.Reason{match.Acronym}, nil},
		"another language": {in("Institute of Chemistry and Technology", "", "Lyon", "", "FR"), in("Institut de chimie et de technologie", "", "Lyon", "", "FR"), likely, likely,
			[]match.Reason{match.NameExact}, nil},
		"another script": {in("Moscow Aviation Institute", "", "Moscow", "", "RU"), in("Московский авиационный институт", "", "Moscow", "", "RU"), possible, likely,
			[]match.Reason{match.NameSimilar}, nil},
		"a renamed company by its former name": {in("Thermo Electron Corp", "168 Third Avenue", "Waltham", "02451", "US"),
			match.Party{Name: "Thermo Fisher Scientific", Aliases: []string{"Thermo Electron"}, Street: []string{"168 3rd Ave"}, City: "Waltham", Country: "US"}, likely, likely,
			[]match.Reason{match.NameExact, match.AddressExact}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			r := compare(c.a, c.b)
			if v := tell(r); v < c.least || v > c.most {
				t.Errorf("score %.3f", r.Score)
			}
			for _, reason := range c.reasons {
				if !slices.Contains(r.Reasons, reason) {
					t.Errorf("%s is missing in %v", reason, r.Reasons)
				}
			}
			for _, reason := range c.nots {
				if slices.Contains(r.Reasons, reason) {
					t.Errorf("%s is wrong in %v", reason, r.Reasons)
				}
			}
		})
	}
}

// A phone number counts with and without the code of its country.
func TestScore_phone(t *testing.T) {
	a, b := match.Party{Name: "Ida", Phone: "+49 (30) 123456-0"}, match.Party{Name: "Otto", Phone: "030 1234560"}
	if r := match.Score(a, b, match.Frequencies{}); !slices.Contains(r.Reasons, match.Phone) {
		t.Errorf("reasons %v", r.Reasons)
	}
}

// Sharing a rare word says more than sharing a common one.
func TestScore_rareWords(t *testing.T) {
	freq := match.Frequencies{Organizations: 1e6, Counts: map[string]int{"w:river": 50000, "w:xanthippe": 1, "w:mill": 500, "w:yard": 500}}
	common := match.Score(match.Party{Name: "River Mill"}, match.Party{Name: "River Yard"}, freq)
	rare := match.Score(match.Party{Name: "Xanthippe Mill"}, match.Party{Name: "Xanthippe Yard"}, freq)
	if rare.Score <= common.Score {
		t.Errorf("rare %.3f, common %.3f", rare.Score, common.Score)
	}
}

// A field that starts to agree raises the score, whether it was empty before or different.
func TestScore_monotone(t *testing.T) {
	full := match.Party{Name: "Halfmoon Bakery", Street: []string{"801 Sherman St"}, City: "Little Rock", PostalCode: "72202", Country: "US", Phone: "501 555 0100"}
	for name, set := range map[string]func(*match.Party, string, string, string, string, string, string){
		"name":    func(p *match.Party, name, _, _, _, _, _ string) { p.Name = name },
		"street":  func(p *match.Party, _, street, _, _, _, _ string) { p.Street = []string{street} },
		"city":    func(p *match.Party, _, _, city, _, _, _ string) { p.City = city },
		"postal":  func(p *match.Party, _, _, _, postal, _, _ string) { p.PostalCode = postal },
		"country": func(p *match.Party, _, _, _, _, country, _ string) { p.Country = country },
		"phone":   func(p *match.Party, _, _, _, _, _, phone string) { p.Phone = phone },
	} {
		t.Run(name, func(t *testing.T) {
			empty, other := full, full
			set(&empty, "", "", "", "", "", "")
			set(&other, "Quapaw Legal", "9 Pine Ave", "Tulsa", "10115", "CA", "202 555 0199")
			agree := match.Score(full, full, match.Frequencies{}).Score
			if none := match.Score(full, empty, match.Frequencies{}).Score; none > agree {
				t.Errorf("empty scores %.6f, equal %.6f", none, agree)
			} else if differ := match.Score(full, other, match.Frequencies{}).Score; differ > none {
				t.Errorf("different scores %.6f, empty %.6f", differ, none)
			}
		})
	}
}

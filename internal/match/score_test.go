package match_test

import (
	"testing"

	"canopy/internal/match"
)

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

// A further name never lowers the score: the pair counts that speaks most for the two being the same, with the places.
func TestScore_alias(t *testing.T) {
	freq := match.Frequencies{Organizations: 100_000, Counts: map[string]int{"w:trust": 2000, "w:zen": 1}}
	query := match.Party{Name: "Trust Zen Lohr", Street: []string{"9 Elm Ave"}, City: "Berlin", Country: "DE"}
	candidate := match.Party{Name: "Argo Zen Miller", Street: []string{"9 Elm Ave"}, City: "Bonn", Country: "DE"}
	without := match.Score(query, candidate, freq).Score
	candidate.Aliases = []string{"Trust South"}
	if with := match.Score(query, candidate, freq).Score; with < without {
		t.Errorf("with the alias %.6f, without %.6f", with, without)
	}
}

// A kind that a name says twice is one.
func TestScore_kindTwice(t *testing.T) {
	twice, more := match.Party{Name: "Trust Trust"}, match.Party{Name: "Group Trust Resistance"}
	there, back := match.Score(twice, more, match.Frequencies{}), match.Score(more, twice, match.Frequencies{})
	if there.Score != back.Score {
		t.Errorf("there %.6f, back %.6f", there.Score, back.Score)
	}
}

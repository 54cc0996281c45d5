package oracle_test

import (
	"strings"
	"unicode"

	"canopy/ent"
	"canopy/internal/locale"
	"canopy/internal/match"
)

// resembling are the registered organizations that may be the customer of a form, best first. How similar two are is match's business
// and tested there; which are asked, all of them, is this one's.
func (a *operation) resembling(parent *ent.Account, args map[string]any) []similar {
	found := []similar{}
	name, ok := locale.Line(str(args["name"]))
	telling := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, name)
	if !ok || len([]rune(telling)) < 2 {
		return found
	}
	entered := party(name, nil, addressOf(args["address"].(map[string]any)), "")
	entered.Phone, _ = locale.Phone(str(args["phone"]), entered.Country)

	keys, counts, hits := match.Keys(entered), map[string]int{}, []match.Hit{}
	for _, o := range a.organizations {
		for _, key := range match.Keys(registered(o)) {
			counts[key]++
			hits = append(hits, match.Hit{Key: key, Organization: o.ID})
		}
	}
	known := map[string]int{}
	for _, key := range keys {
		if counts[key] > 0 {
			known[key] = counts[key]
		}
	}
	freq := match.Frequencies{Organizations: len(a.organizations), Counts: known}
	var shared []match.Hit
	for _, hit := range hits {
		if known[hit.Key] > 0 {
			shared = append(shared, hit)
		}
	}
	var candidates []match.Candidate
	for _, id := range match.Shortlist(shared, freq, len(a.organizations)) {
		candidates = append(candidates, match.Candidate{ID: id, Result: match.Score(entered, registered(a.organization(&id)), freq)})
	}
	for _, c := range match.Best(candidates, integer(args["first"])) {
		s := similar{a.organization(&c.ID), c.Score, c.LikelySame, nil, a.standing(c.ID, parent)}
		for _, reason := range c.Reasons {
			s.reasons = append(s.reasons, string(reason))
		}
		found = append(found, s)
	}
	return found
}

func registered(o *ent.Organization) match.Party {
	return party(o.Name, lines(o.Aliases), locale.Address{Street: lines(o.Street), City: o.City, Region: o.Region, PostalCode: o.PostalCode, Country: o.Country}, o.Phone)
}

func party(name string, aliases []string, a locale.Address, phone string) match.Party {
	return match.Party{Name: name, Aliases: aliases, Street: a.Street, City: a.City, Region: a.Region, PostalCode: a.PostalCode, Country: a.Country, Phone: phone}
}

func addressOf(input map[string]any) locale.Address {
	var street []string
	if input["street"] != nil {
		for _, line := range list(input["street"]) {
			street = append(street, line.(string))
		}
	}
	return locale.Address{
		Street: street, DependentLocality: str(input["dependentLocality"]), City: str(input["city"]), Region: str(input["region"]),
		PostalCode: str(input["postalCode"]), Country: str(input["country"]),
	}.Normalize()
}

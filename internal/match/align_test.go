package match_test

import (
	"slices"
	"testing"

	"canopy/internal/match"
)

// What a person takes for one name, in one city: here of the first the second is likely the same or at least shown.
func TestScore_names(t *testing.T) {
	for _, c := range []struct{ kind, a, b string }{
		{"initials within a name", "IIT Madras", "Indian Institute of Technology Madras"},
		{"initials behind a name", "Fraunhofer IMS Duisburg", "Fraunhofer Institute for Microelectronic Systems Duisburg"},
		{"words joined", "Yamatotakada Hospital", "Yamato Takada Hospital"},
		{"words apart", "Half Moon Bakery", "Halfmoon Bakery"},
		{"German", "Krebsforschungszentrum Rheinland", "Rheinland Krebsforschungszentrum gGmbH"},
		{"Danish", "Center for Turismeforskning", "Centre for Tourism Research"},
		{"Spanish", "Hospital Infantil de Sonora", "Children's Hospital of Sonora"},
		{"French", "Ministère des Forêts", "Ministry of Forests"},
		{"Polish", "Instytut Energetyki Jądrowej", "Institute of Nuclear Energy"},
		{"Russian", "Кубанский государственный медицинский университет", "Kuban State Medical University"},
		{"Chinese", "福州中医药大学", "Fuzhou University of Traditional Chinese Medicine"},
		{"Japanese", "岡山市立病院", "Okayama Municipal Hospital"},
		{"Korean", "부산대학교병원", "Busan University Hospital"},
		{"Arabic", "جامعة العلوم والتكنولوجيا", "University of Science and Technology"},
		{"Thai", "มหาวิทยาลัยเทคโนโลยี", "University of Technology"},
	} {
		t.Run(c.kind, func(t *testing.T) {
			at := func(name string) match.Party { return match.Party{Name: name, City: "Springfield", Country: "XX"} }
			if r := compare(at(c.a), at(c.b)); tell(r) == hidden || !slices.Contains(r.Reasons, match.NameSimilar) && !slices.Contains(r.Reasons, match.NameExact) && !slices.Contains(r.Reasons, match.Acronym) {
				t.Errorf("score %.3f, reasons %v", r.Score, r.Reasons)
			}
		})
	}
}

// What a translation makes similar is never exactly the same: nobody is linked by it without a look.
func TestExact_translated(t *testing.T) {
	a := match.Party{Name: "Ministère des Forêts", City: "Lyon", Country: "FR"}
	b := match.Party{Name: "Ministry of Forests", City: "Lyon", Country: "FR"}
	if match.Exact(a, b) {
		t.Error("a translation is exact")
	}
}

// Of two candidates a person takes the first.
func TestScore_order(t *testing.T) {
	for kind, c := range map[string]struct{ query, better, worse match.Party }{
		"the hospital of a university and the university": {
			match.Party{Name: "Pusan National University Hospital", City: "Busan", Country: "KR"},
			match.Party{Name: "Pusan National Univ. Hospital", City: "Busan", Country: "KR"},
			match.Party{Name: "Pusan National University", City: "Busan", Country: "KR"},
		},
		"one fund and the next": {
			match.Party{Name: "Argo Fund III", Street: []string{"1 Pine St"}, City: "Tulsa", Country: "US"},
			match.Party{Name: "Argo Fund 3", Street: []string{"1 Pine Street, Suite 9"}, City: "Tulsa", Country: "US"},
			match.Party{Name: "Argo Fund IV", Street: []string{"1 Pine St"}, City: "Tulsa", Country: "US"},
		},
		"letters of a name and another name": {
			match.Party{Name: "GLMU", City: "Guilin", Country: "CN"},
			match.Party{Name: "Guilin Medical University", City: "Guilin", Country: "CN"},
			match.Party{Name: "Gaolin Optics", City: "Guilin", Country: "CN"},
		},
		"another floor and next door": {
			match.Party{Name: "Ida Optik", Street: []string{"12 Elm Street, Suite 4"}, City: "Tulsa", Country: "US"},
			match.Party{Name: "Ida Optik", Street: []string{"12 Elm St, 9th Floor"}, City: "Tulsa", Country: "US"},
			match.Party{Name: "Ida Optik", Street: []string{"14 Elm St"}, City: "Tulsa", Country: "US"},
		},
	} {
		t.Run(kind, func(t *testing.T) {
			if better, worse := compare(c.query, c.better), compare(c.query, c.worse); better.Score <= worse.Score {
				t.Errorf("better %.4f %v, worse %.4f %v", better.Score, better.Reasons, worse.Score, worse.Reasons)
			}
		})
	}
}

// FuzzScore_monotone: a field of the candidate that starts to agree never lowers the score, whether it was empty or another.
func FuzzScore_monotone(f *testing.F) {
	f.Add("Halfmoon Bakery", "801 Sherman St", "Little Rock", "72202", "Moon Bakeries", "803 Sherman St", "Tulsa", "72203")
	f.Add("ICARS", "", "København", "2300", "International Centre", "1", "Copenhagen", "")
	f.Fuzz(func(t *testing.T, name, street, city, postal, otherName, otherStreet, otherCity, otherPostal string) {
		query := match.Party{Name: name, Street: []string{street}, City: city, PostalCode: postal, Country: "US", Phone: "5015550100"}
		candidate := match.Party{Name: otherName, Street: []string{otherStreet}, City: otherCity, PostalCode: otherPostal, Country: "CA", Phone: "5015550199"}
		freq := match.Frequencies{Organizations: 1000, Counts: map[string]int{}}
		for _, key := range match.Keys(query) {
			freq.Counts[key] = 1 + len(key)
		}
		for field, agree := range map[string]func(p *match.Party) (says bool){
			"street":  func(p *match.Party) bool { p.Street = query.Street; return match.Fold(street) != "" },
			"city":    func(p *match.Party) bool { p.City = city; return match.CityKey(city) != "" },
			"postal":  func(p *match.Party) bool { p.PostalCode = postal; return match.PostalKey(postal) != "" },
			"country": func(p *match.Party) bool { p.Country = query.Country; return true },
			"phone":   func(p *match.Party) bool { p.Phone = query.Phone; return true },
		} {
			changed := candidate
			if !agree(&changed) { // an empty field does not agree
				continue
			}
			if before, after := match.Score(query, candidate, freq).Score, match.Score(query, changed, freq).Score; after < before {
				t.Fatalf("%s starts to agree: %v, was %v", field, after, before)
			}
		}
	})
}

package match_test

import (
	"slices"
	"testing"

	"canopy/internal/match"
)

func TestNameKey(t *testing.T) {
	for name, spellings := range map[string][]string{
		"legal forms":                  {"Nordlicht Solar", "Nordlicht Solar GmbH", "NORDLICHT SOLAR G.m.b.H.", "Nordlicht Solar GmbH & Co. KG", "Nordlicht Solar AG", "Nordlicht Solar, Aktiengesellschaft"},
		"legal forms, America":         {"Bluewater Freight", "Bluewater Freight, Inc.", "Bluewater Freight Incorporated", "Bluewater Freight L.L.C.", "Bluewater Freight Corp.", "Bluewater Freight Co., Ltd."},
		"legal forms, south":           {"Olivares", "Olivares S.A.", "Olivares S. A.", "Olivares, Sociedad Anónima", "Olivares S.r.l.", "Olivares S.p.A.", "Olivares S.A. de C.V."},
		"legal forms, north":           {"Granit", "Granit Oy", "Granit AB", "AB Granit", "Granit A/S", "Granit ApS", "Granit ASA (Norway)", "Oy Granit Ab", "Granit ehf.", "Granit OÜ", "UAB „Granit“", "Granit SIA"},
		"legal forms, Germany":         {"Granit", "Granit GbR", "Granit e.K.", "Granit OHG", "Granit SE & Co. KGaA", "Granit UG (haftungsbeschränkt)", "Granit mbH & Co. KG", "Granit e.V."},
		"legal forms, west":            {"Granit", "Granit SARL", "Granit S.A.S.", "Granit EURL", "Granit B.V.", "Granit V.O.F.", "Granit BVBA", "Granit PLC", "Granit Limited Liability Partnership"},
		"legal forms, centre":          {"Granit", "Granit s.r.o.", "Granit, spol. s r.o.", "Granit a.s.", "Granit v.o.s.", "Granit d.o.o.", "Granit d.d.", "Granit j.d.o.o.", "Granit Kft.", "Granit Zrt.", "Granit Bt.", "Granit sp. k."},
		"legal forms, Iberia":          {"Granit", "Granit S.L.U.", "Granit Lda.", "Granit Unipessoal Lda", "Granit Ltda.", "Granit Cía. Ltda.", "Granit S/A", "Granit E.I.R.L.", "Granit C.A."},
		"legal forms, Balkans":         {"Granit", "Granit ЕООД", "Granit АД", "Granit ΕΠΕ", "Granit Α.Ε.", "Granit Ι.Κ.Ε.", "Granit A.Ş.", "Granit Ltd. Şti.", "Granit Anonim Şirketi"},
		"legal forms, Asia":            {"Granit", "Granit Sdn. Bhd.", "Granit Berhad", "PT Granit Tbk", "Granit Pvt. Ltd.", "Granit Private Limited", "Granit Pte. Ltd.", "Granit W.L.L.", "Granit FZE", "บริษัท Granit จำกัด", "Công ty TNHH Granit", "Granit בע״מ"},
		"legal forms, east":            {"Gazprom", "OAO Gazprom", "ОАО Газпром", "Open Joint Stock Company Gazprom", "Gazprom Sp. z o.o."},
		"legal forms, far east":        {"Sato", "Sato K.K.", "Sato Kabushiki Kaisha", "サト株式会社"},
		"legal forms, in front":        {"Granit", "SARL Granit", "OOO Granit", "Aktiebolag Granit", "Société Anonyme Granit", "株式会社 Granit", "Public Joint Stock Company Granit"},
		"legal forms, written as such": {"Granit", "Granit S.p.A.", "Granit SpA", "UAB „Granit“", "SIA \"Granit\"", "АО «Granit»", "PT Granit Tbk", "Granit UAB", "Oy Granit Ab", "Granit AG & Co. KG", "Granit Company LLC"},
		"legal forms, Korea and China": {"삼우", "삼우 주식회사", "(주)삼우", "㈜삼우", "삼우 유한회사", "삼우有限公司", "삼우股份有限公司"},
		"accents":                      {"Société Générale", "SOCIETE GENERALE", "Socie\u0301te\u0301 Ge\u0301ne\u0301rale"},
		"initials":                     {"I.B.M.", "IBM", "I B M", "i. b. m. Corporation"},
		"initials and and":             {"H&M", "H & M", "H and M", "HM"},
		"two letters and one":          {"AT&T", "AT & T", "A.T.&T.", "ATT"},
		"and":                          {"Smith & Sons", "Smith and Sons", "Smith und Sons", "Smith + Sons", "Smith Sons", "Smith/Sons"},
		"articles":                     {"The Home Depot", "Home Depot"},
		"synonyms":                     {"Globex International", "Globex Intl.", "Globex Int'l"},
		"street and saint":             {"St. Mary University", "Saint Mary Univ."},
		"ordinals":                     {"First National Bank", "1st Natl Bank"},
		"numbers":                      {"Argo Fund II", "Argo Fund 2", "Argo Fund Two", "Argo Fund 02"},
		"numbers, Roman":               {"Argo Fund XIX Series B", "Argo Fund 19 Series B"},
		"numbers, Roman, at the end":   {"Argo Partners IV", "Argo Partners 4, L.P."},
		"transliteration":              {"Moskovskii universitet", "Московский университет"},
		"apostrophes":                  {"Wanda's Bakery", "Wanda’s Bakery", "Wandas Bakery"},
		"elision":                      {"Institut de l'Information", "Institut de l’Information", "Institut Information"},
		"full width":                   {"ＡＣＭＥ", "acme"},
		"a country behind":             {"Zelluna (Norway)", "Zelluna ASA"},
		"what the SEC adds":            {"Zelluna", "Zelluna Inc /DE/", "Zelluna /NEW/", "Zelluna /ADR/", "Zelluna /Norway/"},
		"nothing but forms":            {"Limited", "limited", "The Limited", "The Limited, Inc.", "Limited Company"},
		"nothing but a form at an end": {"SA", "S.A.", "The SA", "SA Ltd", "SA AG"},
		"nothing but a company":        {"Company", "The Company", "The Company, Inc.", "Company LLC"},
		"nothing but stop words":       {"The The", "the the"},
		"nothing but signs":            {"!!!", " !!! "},
		"ties":                         {"Universidad de la Costa", "Universidad Costa", "University of Costa"},
		"words of two languages":       {"Universidad de Chile", "University of Chile"},
	} {
		t.Run(name, func(t *testing.T) {
			want := match.NameKey(spellings[0])
			if want == "" {
				t.Fatalf("%q has no key", spellings[0])
			}
			if again := match.NameKey(want); again != want {
				t.Errorf("the key %q has the key %q", want, again)
			}
			for _, s := range spellings[1:] {
				if got := match.NameKey(s); got != want {
					t.Errorf("%q: key %q, but %q: key %q", s, got, spellings[0], want)
				}
			}
		})
	}
	for _, pair := range [][2]string{
		{"Argo Fund II", "Argo Fund III"}, {"Lodge 12", "Lodge 14"}, {"Acme Holdings", "Acme"}, {"Delta", "Delta Air"}, {"AT&T", "AT"}, {"Jo & Co", "Jo & Al"}, {"A Co", "B Co"},
		{"Zen Spa", "Zen"}, {"Big Ike LLC", "Big Inc"}, {"Summit PT", "Summit"}, {"AO Foundation", "Stiftung"}, {"UAB Hospital", "Hospital"}, {"A. O. Smith", "Smith"}, {"AB Bank", "Bank"},
		{"Heartland Ag LLC", "Heartland LLC"}, {"Limited Brands", "Brands"}, {"The Limited", "The Company"}, {"SA", "AG"}, {"Store 10", "Store 1"}, {"!!!", "???"},
		{"A. Miller", "E. Miller"}, {"A. Miller", "Miller"}, {"John A. Miller", "John E. Miller"}, {"Miller, Ada E.", "Miller, Ada O."}, {"VA Hospital", "Hospital"},
		{"LA Fitness", "OC Fitness"}, {"JA Solar", "AU Solar"}, {"E-Trade", "I-Trade"}, {"Y Combinator", "Z Combinator"}, {"VA LLC", "LA Inc"}, {"Clinic LA", "Clinic"}, {"DI Solar", "Solar"}, {"Solar DE", "Solar"},
		{"Trust /A/", "Trust /B/"}, {"Halle /12/", "Halle /13/"}, {"Halle /XQ/", "Halle"}, {"Via XX Settembre", "Via 20 Settembre"},
		{"Doo Wop Diner", "Wop Diner"}, {"PLC Medical Systems", "Medical Systems"}, {"The PLC Medical Systems, Inc.", "Medical Systems"}, {"LDA Architects", "Architects"},
	} {
		if a, b := match.NameKey(pair[0]), match.NameKey(pair[1]); a == b {
			t.Errorf("%q and %q have one key, %q", pair[0], pair[1], a)
		}
	}
	if got := match.NameKey(" \t"); got != "" {
		t.Errorf("a blank name has the key %q", got)
	}
}

func TestExact(t *testing.T) {
	acme := match.Party{Name: "Acme Ltd", City: "Köln", PostalCode: "50667", Country: "DE"}
	for name, c := range map[string]struct {
		other match.Party
		want  bool
	}{
		"same postal code, city misspelled": {match.Party{Name: "ACME Limited", City: "Cologne", PostalCode: "50667", Country: "de"}, true},
		"same city, no postal code":         {match.Party{Name: "Acme", City: "KOLN", Country: "DE"}, true},
		"same city, other postal code":      {match.Party{Name: "Acme", City: "Köln", PostalCode: "50999", Country: "DE"}, true},
		"other place":                       {match.Party{Name: "Acme", City: "Bonn", PostalCode: "53111", Country: "DE"}, false},
		"other country":                     {match.Party{Name: "Acme", City: "Köln", PostalCode: "50667", Country: "AT"}, false},
		"other name":                        {match.Party{Name: "Acne", City: "Köln", PostalCode: "50667", Country: "DE"}, false},
		"no place":                          {match.Party{Name: "Acme", Country: "DE"}, false},
		"no country":                        {match.Party{Name: "Acme", City: "Köln", PostalCode: "50667"}, false},
		"a translation":                     {match.Party{Name: "Acme", City: "Cologne", Country: "DE"}, false},
		"only an alias":                     {match.Party{Name: "Zenith", Aliases: []string{"Acme"}, City: "Köln", Country: "DE"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := match.Exact(acme, c.other); got != c.want {
				t.Errorf("Exact is %v", got)
			}
			if got := match.Exact(c.other, acme); got != c.want {
				t.Errorf("Exact the other way is %v", got)
			}
			if r := match.Score(acme, c.other, match.Frequencies{}); r.Exact != c.want || r.Exact && !r.LikelySame {
				t.Errorf("Score says %+v", r)
			}
		})
	}
	if match.Exact(match.Party{}, match.Party{}) {
		t.Error("nothing equals nothing")
	}
}

func TestBest(t *testing.T) {
	at := func(id int64, score float64) match.Candidate {
		return match.Candidate{ID: id, Result: match.Result{Score: score}}
	}
	got := match.Best([]match.Candidate{at(7, .8), at(3, .9), at(9, match.PossibleScore-.01), at(2, .8), at(1, .7)}, 3)
	var ids []int64
	for _, c := range got {
		ids = append(ids, c.ID)
	}
	if !slices.Equal(ids, []int64{3, 2, 7}) {
		t.Errorf("order %v", ids)
	}
}

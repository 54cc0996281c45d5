package match_test

import (
	"slices"
	"strings"
	"testing"

	"canopy/internal/match"
)

// What a reviewer is told of a registered organization.
const (
	likely   = "likely the same"
	possible = "possible"
	hidden   = "not shown"
	shown    = "possible or likely the same" // a person has no view which
)

func tell(r match.Result) string {
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

// wantTold fails the test unless a person is told so, in both directions.
func wantTold(t *testing.T, entered, registered match.Party, want string) match.Result {
	t.Helper()
	r := compare(entered, registered)
	if back := compare(registered, entered); tell(back) != tell(r) || !slices.Equal(back.Reasons, r.Reasons) {
		t.Errorf("the other way it is %s %v", tell(back), back.Reasons)
	}
	if got := tell(r); got != want && (want != shown || got == hidden) {
		t.Errorf("it is %s, want %s: score %.3f, %v", got, want, r.Score, r.Reasons)
	}
	return r
}

// TestNames says what two names in one city are taken for.
func TestNames(t *testing.T) {
	const (
		exact   = match.NameExact
		similar = match.NameSimilar
		acronym = match.Acronym
		number  = match.DifferentNumber
	)
	for _, c := range []struct {
		kind, entered, registered, want string
		reasons                         []match.Reason // besides city and country
	}{
		{"accents", "Société Générale", "SOCIETE GENERALE", likely, []match.Reason{exact}},
		{"strokes and ligatures", "Łódź Ørsted Straße", "Lodz Orsted Strasse", likely, []match.Reason{exact}},
		{"umlauts written out", "Müller Bäckerei", "Mueller Baeckerei", likely, []match.Reason{similar}},
		{"ampersand", "Smith & Sons", "Smith and Sons", likely, []match.Reason{exact}},
		{"ampersand in initials", "AT&T", "AT & T", likely, []match.Reason{exact}},
		{"dots", "I.B.M.", "IBM", likely, []match.Reason{exact}},
		{"abbreviation", "Globex Intl.", "Globex International", likely, []match.Reason{exact}},
		{"saint", "St. Mary's Hosp.", "Saint Marys Hospital", likely, []match.Reason{exact}},
		{"ordinal", "First National Bank", "1st Natl Bank", likely, []match.Reason{exact}},
		{"Roman number", "Argo Fund II", "Argo Fund 2", likely, []match.Reason{exact}},
		{"leading zeros", "Kaufland 012", "Kaufland 12", likely, []match.Reason{exact}},
		{"hyphen", "Coca-Cola", "Coca Cola", likely, []match.Reason{exact}},
		{"words joined", "Half Moon Bakery", "Halfmoon Bakery", likely, []match.Reason{similar}},
		{"hyphen joined", "Thyssen-Krupp", "ThyssenKrupp", likely, []match.Reason{similar}},
		{"another order", "Halfmoon Bakery", "Bakery Halfmoon", likely, []match.Reason{similar}},

		{"a letter too few", "Halfmoon Bakery", "Halfmon Bakery", likely, []match.Reason{similar}},
		{"letters swapped", "Boxlight", "Bxolight", likely, []match.Reason{similar}},
		{"letters swapped, a common name", "Microsoft", "Mircosoft", shown, []match.Reason{similar}},
		{"another short name", "Acme", "Acne", hidden, []match.Reason{similar}},

		{"the next store", "Kaufland Filiale 12", "Kaufland Filiale 13", possible, []match.Reason{similar, number}},
		{"the next fund", "Carlyle Partners VII", "Carlyle Partners VIII", possible, []match.Reason{similar, number}},
		{"the next school", "School No 5", "School No 6", possible, []match.Reason{similar, number}},
		{"the next school of one district", "School 12 District 4", "School 13 District 4", possible, []match.Reason{similar, number}},
		{"the next series of a fund", "Argo Fund 3", "Argo Fund 3 Series 2", possible, []match.Reason{similar}},
		{"a fund by its Roman number", "Argo Fund XIV", "Argo Fund 14", likely, []match.Reason{exact}},
		{"the next fund by its Roman number", "Argo Fund XXI Series A", "Argo Fund XXII Series A", possible, []match.Reason{similar, number}},
		{"the next door", "Miller Storage #12A", "Miller Storage #12B", possible, []match.Reason{similar}},
		{"another first number", "4A Storage Miller", "5A Storage Miller", possible, []match.Reason{similar}},
		{"the next trust", "Miller Trust A", "Miller Trust B", possible, []match.Reason{similar}},
		{"an initial behind a name", "Miller, Ada", "Miller, Ada K.", likely, []match.Reason{similar}},
		{"the first fund", "Argo Fund", "Argo Fund 3", possible, []match.Reason{similar}},
		{"the other end of the town", "North Lakeview School", "South Lakeview School", possible, []match.Reason{similar}},
		{"the other end of the town, German", "Stadtwerke Kiel Süd", "Stadtwerke Kiel West", possible, []match.Reason{similar}},
		{"the other end of the town, French", "Clinique Lyon Est", "Clinique Lyon Ouest", possible, []match.Reason{similar}},
		{"the other end of the town, Spanish", "Taller Norte Lima", "Taller Sur Lima", possible, []match.Reason{similar}},
		{"the other end of the town, Italian", "Officina Torino Ovest", "Officina Torino Est", possible, []match.Reason{similar}},
		{"the other end of the town, initials", "Holgate Clinic SE", "Holgate Clinic NE", possible, []match.Reason{similar}},
		{"the other half of the town", "Holgate Clinic SW", "Holgate Clinic Northwest", possible, []match.Reason{similar}},
		{"the same end of the town", "Lakeview School Nord", "Lakeview School North", likely, []match.Reason{similar}},
		{"nothing but another number", "Store 12", "Store 13", hidden, []match.Reason{similar, number}},

		{"another initial in front", "A. Miller", "E. Miller", possible, []match.Reason{similar}},
		{"an initial in front", "A. Miller", "Miller", likely, []match.Reason{similar}},
		{"another letter in front", "E-Trade", "I-Trade", possible, []match.Reason{similar}},
		{"initials that are an article elsewhere", "LA Fitness", "OC Fitness", possible, []match.Reason{similar}},
		{"initials in front", "VA Hospital", "Hospital", shown, []match.Reason{similar}},

		{"acronym", "ICARS", "International Centre for Antimicrobial Resistance Solutions", likely, []match.Reason{acronym}},
		{"acronym over words in parts", "BASF SE", "Badische Anilin- und Soda-Fabrik", likely, []match.Reason{acronym}},
		{"syllables", "ChromSoc", "The Chromatographic Society", shown, []match.Reason{acronym}},
		{"initials within a name", "IIT Madras", "Indian Institute of Technology Madras", shown, []match.Reason{similar}},
		{"initials behind a name", "Fraunhofer IMS Duisburg", "Fraunhofer Institute for Microelectronic Systems Duisburg", shown, []match.Reason{similar}},
		{"letters of another name", "EY", "EZ", hidden, nil},

		{"parent and subsidiary", "Siemens", "Siemens Energy", shown, []match.Reason{similar}},
		{"subsidiary whose words go on with its letters", "Siemens", "Siemens Energy Services", shown, []match.Reason{similar}},
		{"holding", "Acme Holdings", "Acme", shown, []match.Reason{similar}},
		{"sisters", "Acme Germany", "Acme France", possible, []match.Reason{similar}},
		{"nothing in common", "Quapaw Legal", "Halfmoon Bakery", hidden, nil},

		{"a spa", "Zen Spa", "Zen LLC", possible, []match.Reason{similar}},
		{"a spa, and its form", "Zen Spa", "ZEN SPA LLC", likely, []match.Reason{exact}},
		{"a hospital of that name", "UAB Hospital", "Spital AG", possible, []match.Reason{similar}},
		{"a foundation of that name", "AO Foundation", "Stiftung", possible, []match.Reason{similar}},
		{"initials that are a form elsewhere", "A. O. Smith", "Smith Inc", possible, []match.Reason{similar}},
		{"a word that is a form elsewhere", "Limited Brands", "Brands Inc", possible, []match.Reason{similar}},
		{"a word in front that is a form behind", "Doo Wop Diner", "Wop Diner", possible, []match.Reason{similar}},
		{"initials in front that are a form behind", "PLC Medical Systems", "Medical Systems plc", shown, []match.Reason{similar}},
		{"a word in front that begins a form", "Open Gardens Kiel", "Gardens Kiel", likely, []match.Reason{similar}},
		{"a form in front by mistake", "Inc. Energy, Enphase", "Enphase Energy, Inc.", likely, []match.Reason{similar}},
		{"a number joined", "Argo1 Fund", "Argo 1 Fund", likely, []match.Reason{similar}},
		{"nothing but forms", "The Limited", "The Company", hidden, nil},
		{"a zoo", "San Diego Zoo", "San Diego Inc", shown, []match.Reason{similar}},
		{"a name that is a legal form elsewhere", "APS Group", "ASA Group", hidden, []match.Reason{similar}},
		{"another letter behind a name", "Vitamin D", "Vitamin E", possible, []match.Reason{similar}},
		{"a Polish form", "Ursus sp. z o.o.", "Ursus Spółka z o.o.", likely, []match.Reason{exact}},
		{"a Japanese form in brackets", "(株)トヨタ", "㈲トヨタ", likely, []match.Reason{exact}},

		{"one letter", "X", "X", likely, []match.Reason{exact}},
		{"another letter", "X", "Y", hidden, nil},
		{"two signs", "A1", "A2", hidden, nil},
		{"signs only", "!!!", "!!!", likely, []match.Reason{exact}},
		{"other signs", "!!!", "???", hidden, nil},
		{"pictures", "☕☕", "☕☕", likely, []match.Reason{exact}},

		{"German", "Krebsforschungszentrum Rheinland", "Rheinland Krebsforschungszentrum gGmbH", likely, []match.Reason{similar}},
		{"Danish", "Center for Turismeforskning", "Centre for Tourism Research", shown, []match.Reason{similar}},
		{"Spanish", "Hospital Infantil de Sonora", "Children's Hospital of Sonora", shown, []match.Reason{similar}},
		{"French", "Ministère des Forêts", "Ministry of Forests", likely, []match.Reason{similar}},
		{"French, by synonyms alone", "Institut de chimie et de technologie", "Institute of Chemistry and Technology", likely, []match.Reason{exact}},
		{"Polish", "Instytut Energetyki Jądrowej", "Institute of Nuclear Energy", shown, []match.Reason{similar}},

		{"Cyrillic", "Ромашка", "Romashka", likely, []match.Reason{exact}},
		{"Cyrillic, another spelling", "Яндекс", "Yandex", shown, []match.Reason{similar}},
		{"Cyrillic, translated", "Московский авиационный институт", "Moscow Aviation Institute", likely, []match.Reason{similar}},
		{"Greek", "Παπαδόπουλος", "Papadopoulos", likely, []match.Reason{exact}},
		{"Chinese", "福州大学", "Fuzhou University", likely, []match.Reason{exact}},
		{"Chinese, old and new characters", "华为技术", "華為技術", likely, []match.Reason{exact}},
		{"Chinese, translated", "福州中医药大学", "Fuzhou University of Traditional Chinese Medicine", shown, []match.Reason{similar}},
		{"Japanese sounds", "トヨタ", "Toyota", likely, []match.Reason{exact}},
		{"Japanese, translated", "岡山市立病院", "Okayama Municipal Hospital", likely, []match.Reason{exact}},
		{"Korean", "삼성전자", "Samsung Electronics", likely, []match.Reason{similar}},
		{"Korean, translated", "부산대학교병원", "Busan University Hospital", likely, []match.Reason{exact}},
		{"Arabic, translated", "جامعة العلوم والتكنولوجيا", "University of Science and Technology", shown, []match.Reason{exact}},
		{"Thai, translated", "มหาวิทยาลัยเทคโนโลยี", "University of Technology", shown, []match.Reason{exact}},
		{"Arabic, a name without vowels", "أرامكو", "Aramco", hidden, nil}, // a limit
	} {
		t.Run(c.kind, func(t *testing.T) {
			at := func(name string) match.Party { return match.Party{Name: name, City: "Springfield", Country: "XX"} }
			r := wantTold(t, at(c.entered), at(c.registered), c.want)
			got := slices.DeleteFunc(slices.Clone(r.Reasons), func(r match.Reason) bool { return r == match.City || r == match.Country })
			if !slices.Equal(got, c.reasons) {
				t.Errorf("the reasons are %v, want %v", got, c.reasons)
			}
		})
	}
}

// TestPlaces says what two parties with an address are taken for. A line of a party is "name = alias; street / line; city; postal code;
// country; phone", and what stands for nothing is left out.
func TestPlaces(t *testing.T) {
	const bakery = "Halfmoon Bakery LLC; 801 Sherman St; Little Rock; 72202; US"
	for _, c := range []struct{ kind, entered, registered, want, reasons string }{
		{"the same", bakery, bakery, likely, "NAME_EXACT ADDRESS_EXACT CITY POSTAL_CODE COUNTRY"},
		{"misspelled everywhere", bakery, "Halfmon Bakerry; 801 Sherman Street; Litle Rock; 72202; US",
			likely, "NAME_SIMILAR ADDRESS_EXACT CITY POSTAL_CODE COUNTRY"},
		{"without an address", bakery, "HALFMOON BAKERY; ; Little Rock; ; US", likely, "NAME_EXACT CITY COUNTRY"},
		{"another suite", "Ida Optik; 12 Elm Street, Suite 4; Tulsa; ; US", "Ida Optik; 12 Elm St, 9th Floor; Tulsa; ; US",
			likely, "NAME_EXACT ADDRESS_EXACT CITY COUNTRY"},
		{"lines in another order", "Ida Optik; Suite 4 / 12 Elm Street; Tulsa; ; US", "Ida Optik; 12 Elm St / Suite 4; Tulsa; ; US",
			likely, "NAME_EXACT ADDRESS_EXACT CITY COUNTRY"},
		{"a street abbreviated at its end", "Sonne; Lindenstraße 12; Berlin; 10969; DE", "Sonne; Lindenstr. 12; Berlin; 10969; DE",
			likely, "NAME_EXACT ADDRESS_EXACT CITY POSTAL_CODE COUNTRY"},
		{"a city in another language", "Sonne; ; Köln; ; DE", "Sonne; ; Cologne; ; DE", shown, "NAME_EXACT CITY COUNTRY"},
		{"next door", bakery, "Halfmoon Bakery; 803 Sherman St; Little Rock; 72202; US",
			shown, "NAME_EXACT ADDRESS_SIMILAR CITY POSTAL_CODE COUNTRY DIFFERENT_NUMBER"},
		{"another number in another street", "Ida Optik; 12 North Elm St; Tulsa; ; US", "Ida Optik; 14 North Main St; Tulsa; ; US", shown, "NAME_EXACT CITY COUNTRY"},
		{"the same number in another street", bakery, "Halfmoon Bakery; 801 Pine St; Little Rock; 72202; US",
			shown, "NAME_EXACT CITY POSTAL_CODE COUNTRY"},

		{"the same name in another city", bakery, "Halfmoon Bakery; 17 Pine Ave; Tulsa; 74103; US", hidden, "NAME_EXACT COUNTRY DIFFERENT_CITY"},
		{"the same name in another country", bakery, "Halfmoon Bakery; Hauptstr. 1; Berlin; 10115; DE", hidden, "NAME_EXACT DIFFERENT_CITY DIFFERENT_COUNTRY"},
		{"the same name and no city", "Vega; ; ; ; CL", "Vega; ; ; ; FI", hidden, "NAME_EXACT DIFFERENT_COUNTRY"},
		{"nothing but the same name", "Halfmoon Bakery", "Halfmoon Bakery Inc", possible, "NAME_EXACT"},
		{"another firm in the house", bakery, "Quapaw Legal Services; 801 Sherman St; Little Rock; 72202; US",
			possible, "ADDRESS_EXACT CITY POSTAL_CODE COUNTRY"},
		{"other firms in one city", bakery, "Corner Bakery; 9 Main St; Little Rock; 72201; US", hidden, "NAME_SIMILAR CITY COUNTRY"},
		{"a subsidiary in another city", "Krone Logistics; ; Hamburg; ; DE", "Krone Logistics Real Estate Leasing; ; Munich; ; DE",
			hidden, "NAME_SIMILAR COUNTRY DIFFERENT_CITY"},
		{"the next store of the chain", "Kaufland Filiale 12; Hauptstr. 1; Berlin; 10115; DE", "Kaufland Filiale 13; Lindenweg 9; Berlin; 12345; DE",
			hidden, "NAME_SIMILAR CITY COUNTRY DIFFERENT_NUMBER"},
		{"two funds in one house", "Argo Fund II; 1 Pine St; Tulsa; 74103; US", "Argo Fund III; 1 Pine St; Tulsa; 74103; US",
			possible, "NAME_SIMILAR ADDRESS_EXACT CITY POSTAL_CODE COUNTRY DIFFERENT_NUMBER"},

		{"two trusts in one house", "Miller Trust A; 1 Pine St; Tulsa; 74103; US", "Miller Trust B; 1 Pine St; Tulsa; 74103; US",
			possible, "NAME_SIMILAR ADDRESS_EXACT CITY POSTAL_CODE COUNTRY"},
		{"a form without its dots, where it is one", "ENEL SPA; Viale Regina Margherita 137; Roma; 00198; IT", "Enel; Viale Regina Margherita 137; Roma; 00198; IT",
			likely, "NAME_SIMILAR ADDRESS_EXACT CITY POSTAL_CODE COUNTRY"},
		{"a form without its quotes, where it is one", "UAB Granit; Gedimino 1; Vilnius; 01103; LT", "Granit; Gedimino 1; Vilnius; 01103; LT",
			likely, "NAME_SIMILAR ADDRESS_EXACT CITY POSTAL_CODE COUNTRY"},
		{"renamed, at the same address", "Acxiom; 301 Dave Ward Dr; Conway; 72032; US", "LiveRamp; 301 Dave Ward Drive; Conway; 72032; US",
			possible, "ADDRESS_EXACT CITY POSTAL_CODE COUNTRY"},
		{"renamed, in a tower", "Acxiom; 225 Bush Street, 17th floor; San Francisco; 94104; US", "LiveRamp; 225 Bush St; San Francisco; 94104; US",
			hidden, "ADDRESS_EXACT CITY POSTAL_CODE COUNTRY"}, // a limit: many firms have that address
		{"renamed, in a tower, with its telephone number", "Acxiom; 225 Bush Street, 17th floor; San Francisco; 94104; US; 415 555 0132",
			"LiveRamp; 225 Bush St; San Francisco; 94104; US; +1 415 555 0132", possible, "ADDRESS_EXACT CITY POSTAL_CODE COUNTRY PHONE"},
		{"renamed, by its former name", "Thermo Electron Corp; 168 Third Avenue; Waltham; 02451; US",
			"Thermo Fisher Scientific = Thermo Electron; 168 3rd Ave; Waltham; ; US", likely, "NAME_EXACT ADDRESS_EXACT CITY COUNTRY"},
		{"renamed and moved, by its former name", "Thermo Electron; ; Waltham; ; US", "Thermo Fisher Scientific = Thermo Electron; ; Austin; ; US",
			hidden, "NAME_EXACT COUNTRY DIFFERENT_CITY"}, // a limit, as of a name that is the same

		{"the telephone number, with and without its country", "Ida Optik; ; Berlin; ; DE; +49 (30) 123456-0", "Ida Optik; ; Berlin; ; DE; 030 1234560",
			likely, "NAME_EXACT CITY COUNTRY PHONE"},
		{"the beginning of a telephone number", "Ida Optik; ; Berlin; ; DE; +49 (30) 123456", "Ida Optik; ; Berlin; ; DE; 030 1234560",
			likely, "NAME_EXACT CITY COUNTRY"},
		{"nothing but the telephone number", "Ida; ; ; ; DE; +49 30 1234560", "Otto; ; ; ; DE; 030 1234560", hidden, "COUNTRY PHONE"}, // a limit
		{"nothing at all", "", "", hidden, ""},
		{"a name and nothing", "Halfmoon Bakery; ; Tulsa", "; ; Tulsa", hidden, "CITY"},
	} {
		t.Run(c.kind, func(t *testing.T) {
			if r := wantTold(t, party(c.entered), party(c.registered), c.want); join(r.Reasons) != c.reasons {
				t.Errorf("the reasons are %v, want %s", r.Reasons, c.reasons)
			}
		})
	}
}

func join(reasons []match.Reason) string {
	var all []string
	for _, r := range reasons {
		all = append(all, string(r))
	}
	return strings.Join(all, " ")
}

// party reads a line of TestPlaces.
func party(line string) match.Party {
	part := make([]string, 6)
	for i, text := range strings.Split(line, ";") {
		part[i] = strings.TrimSpace(text)
	}
	names := strings.Split(part[0], " = ")
	return match.Party{Name: names[0], Aliases: names[1:], Street: strings.Split(part[1], " / "), City: part[2], PostalCode: part[3], Country: part[4], Phone: part[5]}
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

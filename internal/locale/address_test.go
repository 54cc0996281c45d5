package locale_test

import (
	"slices"
	"strings"
	"testing"

	"canopy/internal/locale"
)

func TestNormalizeAddress(t *testing.T) {
	tests := map[string]struct{ in, want locale.Address }{
		"blanks are trimmed and collapsed": {
			locale.Address{Street: []string{"  Invalidenstr.\u00a0 1 ", "", "\t"}, City: " Berlin\n", PostalCode: " 10115 ", Country: " de "},
			locale.Address{Street: []string{"Invalidenstr. 1"}, City: "Berlin", PostalCode: "10115", Country: "DE"},
		},
		"a line break parts a street line": {
			locale.Address{Street: []string{"Building 2\r\n1 Main St"}, Country: "US"},
			locale.Address{Street: []string{"Building 2", "1 Main St"}, Country: "US"},
		},
		"Unicode is composed, invisible marks go": {
			locale.Address{City: "Mu\u0308nchen\u200b\u202c", Country: "DE"},
			locale.Address{City: "München", Country: "DE"},
		},
		"a state's name becomes its code where codes are posted": {locale.Address{Region: "california", Country: "US"}, locale.Address{Region: "CA", Country: "US"}},
		"also in the other language":                             {locale.Address{Region: "Colombie Britannique", Country: "CA"}, locale.Address{Region: "BC", Country: "CA"}},
		"also without its accents":                               {locale.Address{Region: "SAO PAULO", Country: "BR"}, locale.Address{Region: "SP", Country: "BR"}},
		"a code becomes the name where names are posted":         {locale.Address{Region: "DU", Country: "AE"}, locale.Address{Region: "Dubai", Country: "AE"}},
		"a county is posted with its title":                      {locale.Address{Region: "County Dublin", Country: "IE"}, locale.Address{Region: "Co. Dublin", Country: "IE"}},
		"the kind of region may be said":                         {locale.Address{Region: "Osaka Prefecture", Country: "JP"}, locale.Address{Region: "Osaka", Country: "JP"}},
		"ISO 3166-2 is understood":                               {locale.Address{Region: "in-ka", Country: "IN"}, locale.Address{Region: "Karnataka", Country: "IN"}},
		"the region goes into the script of the rest":            {locale.Address{City: "千代田区", Region: "Tokyo", Country: "JP"}, locale.Address{City: "千代田区", Region: "東京都", Country: "JP"}},
		"in both directions":                                     {locale.Address{City: "Dongcheng", Region: "北京市", Country: "CN"}, locale.Address{City: "Dongcheng", Region: "Beijing", Country: "CN"}},
		"the city of Moscow is not its oblast":                   {locale.Address{Region: "Moscow", Country: "RU"}, locale.Address{Region: "Moskva", Country: "RU"}},
		"nor the oblast the city":                                {locale.Address{Region: "Moscow Oblast", Country: "RU"}, locale.Address{Region: "Moskovskaya oblast'", Country: "RU"}},
		"an unknown region stays":                                {locale.Address{Region: "Atlantis", Country: "US"}, locale.Address{Region: "Atlantis", Country: "US"}},
		"a region stays where addresses have none":               {locale.Address{Region: "Hauts-de-France", Country: "FR"}, locale.Address{Region: "Hauts-de-France", Country: "FR"}},
		"blanks go where a postal code has them: GB":             {locale.Address{PostalCode: "sw1a1aa", Country: "GB"}, locale.Address{PostalCode: "SW1A 1AA", Country: "GB"}},
		"IE":                                     {locale.Address{PostalCode: "d02af30", Country: "IE"}, locale.Address{PostalCode: "D02 AF30", Country: "IE"}},
		"NL":                                     {locale.Address{PostalCode: "1012-js", Country: "NL"}, locale.Address{PostalCode: "1012 JS", Country: "NL"}},
		"hyphens too: JP":                        {locale.Address{PostalCode: "1008111", Country: "JP"}, locale.Address{PostalCode: "100-8111", Country: "JP"}},
		"BR":                                     {locale.Address{PostalCode: "01310 100", Country: "BR"}, locale.Address{PostalCode: "01310-100", Country: "BR"}},
		"US ZIP+4":                               {locale.Address{PostalCode: "940431351", Country: "US"}, locale.Address{PostalCode: "94043-1351", Country: "US"}},
		"and go where there are none: FR":        {locale.Address{PostalCode: "59 100", Country: "FR"}, locale.Address{PostalCode: "59100", Country: "FR"}},
		"IN":                                     {locale.Address{PostalCode: "560 001", Country: "IN"}, locale.Address{PostalCode: "560001", Country: "IN"}},
		"a country's prefix goes":                {locale.Address{PostalCode: "D-10115", Country: "DE"}, locale.Address{PostalCode: "10115", Country: "DE"}},
		"but stays where it is part of the code": {locale.Address{PostalCode: "lv1073", Country: "LV"}, locale.Address{PostalCode: "LV-1073", Country: "LV"}},
		"a code that cannot be stays as written": {locale.Address{PostalCode: "D-1011", Country: "DE"}, locale.Address{PostalCode: "D-1011", Country: "DE"}},
		"a code stays where none is known, whoever writes zeroes": {locale.Address{PostalCode: "00000", Country: "AE"}, locale.Address{PostalCode: "00000", Country: "AE"}},
		"nothing is known of an unknown country":                  {locale.Address{Region: "ca", PostalCode: "d-1", Country: "xy"}, locale.Address{Region: "ca", PostalCode: "d-1", Country: "XY"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			got := test.in.Normalize()
			if !equal(got, test.want) {
				t.Errorf("got %+v\nwant %+v", got, test.want)
			}
			if again := got.Normalize(); !equal(again, got) {
				t.Errorf("a second time: %+v", again)
			}
		})
	}
}

func equal(a, b locale.Address) bool {
	return slices.Equal(a.Street, b.Street) && a.DependentLocality == b.DependentLocality && a.City == b.City && a.Region == b.Region &&
		a.PostalCode == b.PostalCode && a.Country == b.Country
}

// address reads "street/street; dependent locality; city; region; postal code; country".
func address(s string) locale.Address {
	p := strings.Split(s, ";")
	for i := range p {
		p[i] = strings.TrimSpace(p[i])
	}
	return locale.Address{
		Street: strings.FieldsFunc(p[0], func(r rune) bool { return r == '/' }), DependentLocality: p[1], City: p[2], Region: p[3], PostalCode: p[4], Country: p[5],
	}
}

func TestCheckAddress(t *testing.T) {
	tests := map[string][]string{ // address -> path code: message
		// Complete addresses, as a customer would write them.
		"Invalidenstr. 1;; Berlin;; 10115; DE":                          nil,
		"1600 Amphitheatre Pkwy;; Mountain View; California; 94043; us": nil,
		"12 rue de Rivoli;; Paris;; 75001; FR":                          nil,
		"1-1 Chiyoda;; Chiyoda-ku; Tokyo; 100-8111; JP":                 nil,
		"千代田1-1;;; 東京都; 1008111; JP":                                    nil,
		"10 Downing Street;; London; Greater London; SW1A 2AA; GB":      nil,
		"1 Grafton Street;; Dublin;;; IE":                               nil,
		"1 Grafton Street; Southside; Dublin; Leinster; D02 AF30; IE":   nil,
		"1 Queen's Road;; Central; Hong Kong Island;; HK":               nil,
		"1 Sheikh Zayed Road;;; Dubai;; AE":                             nil,
		"Avenida Paulista 1; Bela Vista; São Paulo; SP; 01310-100; BR":  nil,
		"1 Chang'an Avenue; Dongcheng; Beijing; Beijing; 100000; CN":    nil,
		"1 MG Road;; Bengaluru; Karnataka; 560001; IN":                  nil,
		"Merdeka 1;; Sorong; Papua Barat Daya; 98414; ID":               nil,
		"1 Main Street;; Pago Pago;; 96799; AS":                         nil,
		"Base;; McMurdo;;; AQ":                                          nil,
		"1 Abai;; Almaty;; A05A1B2; KZ":                                 nil,

		// What is missing depends on the country, and all of it is told.
		";;;;; DE": {
			"street REQUIRED: an address in Germany needs a street",
			"city REQUIRED: an address in Germany needs a city",
			"postalCode REQUIRED: an address in Germany needs a postal code, like 10115",
		},
		";;;;; AE": {
			"street REQUIRED: an address in the United Arab Emirates needs a street",
			"region REQUIRED: an address in the United Arab Emirates needs an emirate: Abu Dhabi, Ajman, Dubai, Fujairah, Ras al Khaimah, Sharjah, Umm Al Quwain",
		},
		";;;;; IE":                    {"street REQUIRED: an address in Ireland needs a street", "city REQUIRED: an address in Ireland needs a city"},
		"1;; Springfield;; 62701; US": {"region REQUIRED: an address in the United States needs a state, like Alabama (AL)"},
		"1;; Springfield; Ilinois; 6270; US": {
			`region INVALID: unknown state "Ilinois": write IL for Illinois`,
			"postalCode INVALID: a postal code in the United States looks like 95014 or 95014-1234",
		},
		"1;; Dubai; Dubay;; AE":            {`region INVALID: unknown emirate "Dubay": write Dubai`},
		"1;;; Wan Chai;; HK":               {`region INVALID: unknown area "Wan Chai": write its name or code: Hong Kong Island, Kowloon, New Territories`},
		"1;; Girona; Catalonia; 17001; ES": {`region INVALID: unknown province "Catalonia": write its name or code, like Álava (VI)`},
		"1;; Berlin;; 1011; DE":            {"postalCode INVALID: a postal code in Germany looks like 10115"},
		"1;; London;; SW1; GB":             {"postalCode INVALID: a postal code in the United Kingdom looks like SW1A 1AA or EC1Y 8SY or M34 4AB or M2 5BQ"},

		// The country, without which nothing else can be asked for.
		"1;;;;; ":        {"country REQUIRED: an address needs a country: write its two letters, like DE or US (ISO 3166-1)"},
		"1;;;;; UK":      {`country INVALID: unknown country "UK": write GB for United Kingdom`},
		"1;;;;; Germny":  {`country INVALID: unknown country "Germny": write DE for Germany`},
		"1;;;;; Frnace":  {`country INVALID: unknown country "Frnace": write FR for France`},
		"1;;;;; usa":     {`country INVALID: unknown country "usa": write US for United States`},
		"1;;;;; Türkiye": {`country INVALID: unknown country "Türkiye": write TR for Türkiye`},
		"1;;;;; XK":      {`country INVALID: unknown country "XK": write its two letters, like DE or US (ISO 3166-1)`},

		// What no database or label takes.
		"a\x00b/c;; \xff; x\x1b; 1\x7f; FR": {
			"street.0 INVALID: there are control characters in the text, such as U+0000, which nobody sees: write it again without them",
			"city INVALID: the text is not UTF-8: save it as UTF-8",
			"region INVALID: there are control characters in the text, such as U+001B, which nobody sees: write it again without them",
			"postalCode INVALID: there are control characters in the text, such as U+007F, which nobody sees: write it again without them",
		},
		"1/2/3/4/5/6/7;; Ulm;; 89073; DE":                                  {"street TOO_LONG: 7 lines are too many: write at most 6"},
		"1/" + strings.Repeat("ä", 201) + ";; Ulm;; 89073; DE":             {"street.1 TOO_LONG: 201 characters are too many: write at most 200"},
		"1;; Ulm;; 890730000000000000000; DE":                              {"postalCode TOO_LONG: 21 characters are too many: write at most 20"},
		"1;;;;" + strings.Repeat("1", 21) + ";" + strings.Repeat("x", 201): {"country TOO_LONG: 201 characters are too many: write at most 200", "postalCode TOO_LONG: 21 characters are too many: write at most 20"},
	}
	for in, want := range tests {
		t.Run(strings.ToValidUTF8(in, "?"), func(t *testing.T) {
			var got []string
			for _, f := range address(in).Check() {
				got = append(got, strings.Join(f.Path, ".")+" "+f.Code+": "+f.Message)
			}
			if !slices.Equal(got, want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
			}
		})
	}
}

func TestFormatAddress(t *testing.T) {
	tests := map[string]string{ // address -> lines
		"Invalidenstr. 1/Hof 2;; Berlin;; 10115; DE":                    "Invalidenstr. 1/Hof 2/10115 Berlin/Germany",
		"1600 Amphitheatre Pkwy;; Mountain View; California; 94043; US": "1600 Amphitheatre Pkwy/Mountain View, CA 94043/United States",
		"12 rue de Rivoli;; Paris;; 75001; FR":                          "12 rue de Rivoli/75001 Paris/France",
		"1-1 Chiyoda;; Chiyoda-ku; Tokyo; 100-8111; JP":                 "1-1 Chiyoda/Chiyoda-ku, Tokyo/100-8111/Japan",
		"千代田1-1;; 千代田区; Tokyo; 100-8111; JP":                            "〒100-8111/東京都千代田区/千代田1-1/Japan",
		"10 Downing Street;; London;; SW1A 2AA; GB":                     "10 Downing Street/London/SW1A 2AA/United Kingdom",
		"1 Grafton Street; Southside; Dublin; Dublin; D02 AF30; IE":     "1 Grafton Street/Southside/Dublin/Co. Dublin/D02 AF30/Ireland",
		"1 Queen's Road;; Central; Hong Kong Island;; HK":               "1 Queen's Road/Central/Hong Kong Island/Hong Kong",
		"1 Sheikh Zayed Road;;; Dubai;; AE":                             "1 Sheikh Zayed Road/Dubai/United Arab Emirates",
		"Avenida Paulista 1; Bela Vista; São Paulo; SP; 01310-100; BR":  "Avenida Paulista 1/Bela Vista/São Paulo-SP/01310-100/Brazil",
		"1 Chang'an Avenue; Dongcheng; Beijing; Beijing; 100000; CN":    "1 Chang'an Avenue/Dongcheng/Beijing/Beijing, 100000/China",
		"长安街1号; 东城区; 北京市; 北京市; 100000; CN":                              "100000/北京市北京市东城区/长安街1号/China",
		"1 MG Road;; Bengaluru; Karnataka; 560001; IN":                  "1 MG Road/Bengaluru 560001/Karnataka/India",
		"A & B's <Store>;; Singapore;; 018956; SG":                      "A & B's <Store>/Singapore 018956/Singapore",

		// Imported addresses lack most parts; what stood between them goes.
		";; Roubaix;;; FR":           "Roubaix/France",
		";; Berkeley; CA;; US":       "Berkeley, CA/United States",
		";; Berkeley;; 94720; US":    "Berkeley 94720/United States",
		";;; California; 94720; US":  "CA 94720/United States",
		";; São Paulo;;; BR":         "São Paulo/Brazil",
		";;;;; PT":                   "Portugal",
		";; Istanbul; Istanbul;; TR": "Istanbul/İstanbul/Türkiye",

		// What the country's format has no place for is not lost.
		"10 Downing Street;; London; Greater London; SW1A 2AA; GB": "10 Downing Street/London/Greater London/SW1A 2AA/United Kingdom",
		"1; Kreuzberg; Berlin; Berlin State; 10999; DE":            "1/Kreuzberg/10999 Berlin/Berlin State/Germany",
		"1;; Dubai; Dubai; 00000; AE":                              "1/Dubai/00000/United Arab Emirates",
		"1; 2; 3; 4; 5; XY":                                        "1/2/3/4/5/XY",
		"a\x00b\xff;; Ulm;; 89073; DE":                             "ab\uFFFD/89073 Ulm/Germany",
	}
	for in, want := range tests {
		t.Run(strings.ToValidUTF8(in, "?"), func(t *testing.T) {
			if got := strings.Join(address(in).Format(), "/"); got != want {
				t.Errorf("got  %q\nwant %q", got, want)
			}
		})
	}
}

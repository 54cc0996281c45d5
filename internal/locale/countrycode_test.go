package locale_test

import (
	"testing"

	"canopy/internal/locale"
)

func TestCountryCode(t *testing.T) {
	for name, want := range map[string]string{
		"DE": "DE", "de": "DE", " Deu ": "DE", "Germany": "DE", "GERMANY": "DE", "Deutschland": "DE", "UK": "GB", "United Kingdom": "GB",
		"USA": "US", "U.S.A.": "US", "United States of America": "US", "Türkiye": "TR", "Turkey": "TR", "Côte d’Ivoire": "CI", "UAE": "AE", "GEO": "GE", "Georgia": "GE",
		"": "", "MI": "", "CT": "", "WV": "", "GER": "", "SUN": "", "Germny": "", "XX": "", "Europe": "", "XK": "", "Kosovo": "", "Yugoslavia": "",
	} {
		if code, ok := locale.CountryCode(name); ok != (want != "") || ok && code != want {
			t.Errorf("%q is %q, %t; want %q", name, code, ok, want)
		}
	}
	for _, c := range locale.Countries() {
		for _, name := range []string{c.Code, c.Name} {
			if code, ok := locale.CountryCode(name); !ok || code != c.Code {
				t.Errorf("%q is %q, %t; want %q", name, code, ok, c.Code)
			}
		}
	}
}

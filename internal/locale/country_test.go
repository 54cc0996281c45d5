package locale_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"canopy/internal/locale"
)

func country(t *testing.T, code string) locale.Country {
	t.Helper()
	all := locale.Countries()
	i := slices.IndexFunc(all, func(c locale.Country) bool { return c.Code == code })
	if i < 0 {
		t.Fatalf("no country %s", code)
	}
	return all[i]
}

func TestCountriesAreThoseOfISO3166(t *testing.T) {
	all := locale.Countries()
	if len(all) != 249 {
		t.Errorf("%d countries, ISO 3166-1 has 249", len(all))
	}
	if !slices.IsSortedFunc(all, func(a, b locale.Country) int { return strings.Compare(locale.Fold(a.Name), locale.Fold(b.Name)) }) {
		t.Error("not sorted by name")
	}
	names := []string{"street", "dependentLocality", "city", "region", "postalCode"}
	for _, c := range all {
		if !regexp.MustCompile(`^[A-Z]{2}$`).MatchString(c.Code) || c.Name == "" || len(c.AddressFields) == 0 {
			t.Errorf("incomplete: %+v", c)
		}
		if p := c.PostalCodePattern; p != nil && (!strings.HasPrefix(*p, "^") || !strings.HasSuffix(*p, "$")) {
			t.Errorf("%s: the pattern %s is not anchored", c.Code, *p)
		}
		for _, f := range c.AddressFields {
			if !slices.Contains(names, f.Name) {
				t.Errorf("%s: unknown field %s", c.Code, f.Name)
			}
			if f.Name == "postalCode" && c.PostalCodePattern == nil && f.Required {
				t.Errorf("%s: requires a postal code of no known form", c.Code)
			}
		}
	}
}

func TestCountryAddressFields(t *testing.T) {
	tests := map[string]string{ // required with "!"
		"DE": "street! city! postalCode!",
		"US": "street! city! region! postalCode!",
		"FR": "street! city! postalCode!",
		"JP": "street! region! postalCode!",
		"GB": "street! city! postalCode!",
		"IE": "street! dependentLocality city! region postalCode",
		"HK": "street! city region!",
		"AE": "street! region!",
		"BR": "street! dependentLocality city! region! postalCode!",
		"CN": "street! dependentLocality city! region! postalCode!",
		"IN": "street! city! region! postalCode!",
		"PR": "street! city! postalCode!",
		"VI": "street! city! region postalCode!",
		"AQ": "street! city!",
	}
	for code, want := range tests {
		t.Run(code, func(t *testing.T) {
			var got []string
			for _, f := range country(t, code).AddressFields {
				if f.Required {
					f.Name += "!"
				}
				got = append(got, f.Name)
			}
			if strings.Join(got, " ") != want {
				t.Errorf("got %v, want %s", got, want)
			}
		})
	}
}

func TestCountryNamesAreToday(t *testing.T) {
	for code, want := range map[string]string{
		"DE": "Germany", "TR": "Türkiye", "SZ": "Eswatini", "MK": "North Macedonia", "CZ": "Czechia", "HK": "Hong Kong", "CI": "Côte d’Ivoire", "AX": "Åland Islands",
	} {
		if got := country(t, code).Name; got != want {
			t.Errorf("%s is %s, want %s", code, got, want)
		}
	}
}

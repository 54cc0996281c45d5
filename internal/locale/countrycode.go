package locale

import (
	"slices"
	"unicode/utf8"

	"github.com/biter777/countries"
)

// CountryCode answers the code of a country by its name, or by its code of two or three letters: "Germany", "Deutschland" and "deu" are DE,
// "UK" is GB. Other short codes, of licence plates or sports, mean another country or a state to somebody else: they are no names.
func CountryCode(name string) (code string, ok bool) {
	code, name = knownCountry(name), upper(name)
	if code == "" {
		return "", false
	}
	short := utf8.RuneCountInString(name) <= 3
	return code, !short || slices.Contains([]string{code, countries.ByName(code).Alpha3(), "UK", "UAE"}, name)
}

package locale

import (
	"slices"
	"strings"
)

// Address is a postal address. Only Country is always required; what else is depends on it.
type Address struct {
	Street            []string // one element per line
	DependentLocality string   // a part of the city: bairro, suburb, townland
	City              string
	Region            string // state, province, prefecture, emirate, as posted: "CA", but "Dubai"
	PostalCode        string
	Country           string // ISO 3166-1 alpha-2
}

// Normalize answers the address as it is stored: blanks trimmed and collapsed, Unicode in NFC, empty street lines dropped and
// broken ones parted, the country in upper case, region and postal code as posted there ("california" is "CA", "sw1a1aa"
// is "SW1A 1AA"). What it does not know it keeps: faults are told by Check. It is idempotent.
func (a Address) Normalize() Address {
	n := Address{
		DependentLocality: tidy(a.DependentLocality),
		City:              tidy(a.City),
		Region:            tidy(a.Region),
		PostalCode:        tidy(a.PostalCode),
		Country:           upper(a.Country),
	}
	for _, s := range a.Street {
		for line := range strings.FieldsFuncSeq(s, isLineBreak) {
			if line = tidy(line); line != "" {
				n.Street = append(n.Street, line)
			}
		}
	}
	if c, ok := countryRules()[n.Country]; ok {
		n.PostalCode = c.postalCode(n.PostalCode)
		if r, ok := c.regions.find(n.Region); ok {
			n.Region = r.posted(n.isLatin())
		}
	}
	return n
}

func isLineBreak(r rune) bool { return r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029' }

// isLatin tells whether the address is written in Latin letters. The region does not count: it is translated to go with the rest.
func (a Address) isLatin() bool {
	return isLatin(a.DependentLocality) && isLatin(a.City) && !slices.ContainsFunc(a.Street, func(s string) bool { return !isLatin(s) })
}

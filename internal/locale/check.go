package locale

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Fault is one thing wrong with an input, and what to write instead.
type Fault struct {
	Path    []string // within the input: ["postalCode"], ["street", "1"]
	Code    string   // Required, Invalid or TooLong
	Message string
}

// The codes of a Fault.
const (
	Required = "REQUIRED"
	Invalid  = "INVALID"
	TooLong  = "TOO_LONG"
)

// The longest address that is taken: lines of the street, runes of a part, of the postal code.
const (
	maxLines      = 6
	maxPart       = 200
	maxPostalCode = 20
)

// Check answers every fault of the address at once, none when it can be stored and posted. It judges the normalized address.
//
// What is required, and how a postal code looks, is by country as in Google's address metadata. A region must be a listed one where the
// country's form requires it, and is kept as written elsewhere. A part that the form does not ask for is no fault. Whether the city exists, and the
// postal code lies in the region, is not judged: such data age, and nobody could overrule a wrong refusal.
func (a Address) Check() []Fault {
	written := tidy(a.Country)
	a = a.Normalize()
	var c checker
	country := c.country(a.Country, written)
	if len(a.Street) > maxLines {
		c.add(TooLong, fmt.Sprintf("%d lines are too many: write at most %d", len(a.Street), maxLines), "street")
	}
	for i, line := range a.Street {
		c.text(line, maxPart, "street", strconv.Itoa(i))
	}
	c.text(a.DependentLocality, maxPart, "dependentLocality")
	c.text(a.City, maxPart, "city")
	regionReads := c.text(a.Region, maxPart, "region")
	codeReads := c.text(a.PostalCode, maxPostalCode, "postalCode")
	if country == nil {
		return c.faults
	}
	given := map[string]bool{
		"street": len(a.Street) > 0, "dependentLocality": a.DependentLocality != "", "city": a.City != "", "region": a.Region != "", "postalCode": a.PostalCode != "",
	}
	for _, f := range country.AddressFields {
		if f.Required && !given[f.Name] {
			c.add(Required, country.wants(f.Name), f.Name)
		}
	}
	if _, known := country.regions.find(a.Region); regionReads && a.Region != "" && !known && country.requires("region") && len(country.regions.list) > 0 {
		c.add(Invalid, country.unknownRegion(a.Region), "region")
	}
	if codeReads && a.PostalCode != "" && country.postal != nil && !country.postal.MatchString(a.PostalCode) {
		c.add(Invalid, fmt.Sprintf("a postal code in %s looks like %s", country.inText(), strings.Join(postalExamples[country.Code], " or ")), "postalCode")
	}
	return c.faults
}

type checker struct{ faults []Fault }

func (c *checker) add(code, message string, path ...string) {
	c.faults = append(c.faults, Fault{Path: path, Code: code, Message: message})
}

// text tells whether value can be stored.
func (c *checker) text(value string, most int, path ...string) bool {
	if !isClean(value) {
		c.add(Invalid, Unprintable(value), path...)
		return false
	}
	if n := utf8.RuneCountInString(value); n > most {
		c.add(TooLong, fmt.Sprintf("%d characters are too many: write at most %d", n, most), path...)
		return false
	}
	return true
}

// country answers the rules of code, which was written so, nil when there is no such country.
func (c *checker) country(code, written string) *rules {
	r := countryRules()[code]
	if code == "" {
		c.add(Required, "an address needs a country: write its two letters, like DE or US (ISO 3166-1)", "country")
	} else if r == nil && c.text(code, maxPart, "country") {
		message := fmt.Sprintf("unknown country %q: write its two letters, like DE or US (ISO 3166-1)", written)
		if meant := countryRules()[suggestCountry(code)]; meant != nil {
			message = fmt.Sprintf("unknown country %q: write %s for %s", written, meant.Code, meant.Name)
		}
		c.add(Invalid, message, "country")
	}
	return r
}

// wants says that a required part is missing, and what it looks like.
func (c *rules) wants(field string) string {
	switch field {
	case "region":
		return fmt.Sprintf("an address in %s needs %s%s", c.inText(), withArticle(c.regionWord), c.regions.like())
	case "postalCode":
		return fmt.Sprintf("an address in %s needs a postal code, like %s", c.inText(), postalExamples[c.Code][0])
	}
	return fmt.Sprintf("an address in %s needs a %s", c.inText(), field)
}

func (c *rules) unknownRegion(name string) string {
	if r := c.regions.suggest(name); r != nil && r.coded {
		return fmt.Sprintf("unknown %s %q: write %s for %s", c.regionWord, name, r.code, r.local)
	} else if r != nil {
		return fmt.Sprintf("unknown %s %q: write %s", c.regionWord, name, r.latin)
	}
	return fmt.Sprintf("unknown %s %q: write its name or code%s", c.regionWord, name, c.regions.like())
}

// like lists the regions, or the first of them when they are many.
func (rs regions) like() string {
	var names []string
	for _, r := range rs.list {
		names = append(names, r.latin)
	}
	switch {
	case len(names) == 0:
		return ""
	case len(names) > 10:
		return fmt.Sprintf(", like %s (%s)", names[0], rs.list[0].code)
	}
	return ": " + strings.Join(names, ", ")
}

func withArticle(noun string) string {
	if strings.ContainsRune("aeiou", rune(noun[0])) {
		return "an " + noun
	}
	return "a " + noun
}

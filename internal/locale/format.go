package locale

import (
	"slices"
	"strings"
)

// Format answers the address in lines as it is posted in its country, and the country's English name as the last: the accounts of
// one tree live in several. An address in other than Latin letters gets the order of its own script ("〒100-8111" first).
//
// A part that is given though the country's format has no place for it is not lost: it gets a line of its own.
func (a Address) Format() []string {
	a = a.Normalize()
	format, country := "", a.Country
	if c, ok := countryRules()[a.Country]; ok {
		country = c.Name
		if format = c.format; c.latinFormat != "" && a.isLatin() {
			format = c.latinFormat
		}
	}
	lines := make([]string, 0, 8)
	for line := range strings.SplitSeq(a.fill(a.complete(format))+"\n"+country, "\n") {
		if !isPlain(line) {
			line = tidy(strings.Map(dropControl, strings.ToValidUTF8(line, "\uFFFD")))
		}
		if line != "" {
			lines = append(lines, line)
		}
	}
	return slices.Compact(lines) // Dubai in Dubai is posted once
}

// newerFormat replaces the library's where people fill in a city that it has no place for.
var newerFormat = map[string]struct{ format, latin string }{
	"JP": {"〒%Z%n%S%C%D%n%A", "%A%n%D%n%C, %S%n%Z"},
	"HK": {"%S%n%C%D%n%A", "%A%n%D%n%C%n%S"},
	"SG": {"%A%n%D%n%C %Z", ""},
	"TW": {"%Z%n%S%C%D%n%A", "%A%n%D%n%C, %S %Z"},
}

// part answers what stands for an element of a format; "" for the addressee (%N, %O) and sorting codes (%X), which an Address has not.
func (a Address) part(element string) string {
	switch element {
	case "%A":
		return strings.Join(a.Street, "\n")
	case "%D":
		return a.DependentLocality
	case "%C":
		return a.City
	case "%S":
		return a.Region
	case "%Z":
		return a.PostalCode
	}
	return ""
}

// order is the parts from the smallest place to the largest.
var order = []string{"%A", "%D", "%C", "%S", "%Z"}

// complete gives every part that the format lacks a line of its own, behind the line of the next smaller part that it has.
func (a Address) complete(format string) string {
	for i, part := range order {
		if a.part(part) == "" || strings.Contains(format, part) {
			continue
		}
		end := len(format)
		for _, smaller := range slices.Backward(order[:i]) {
			_, behind, found := strings.Cut(format, smaller)
			if !found {
				continue
			}
			if n := strings.Index(behind, "%n"); n >= 0 {
				end -= len(behind) - n
			}
			break
		}
		format = format[:end] + "%n" + part + format[end:]
	}
	return format
}

// fill writes the address into a format of Google's address metadata: %A street, %D dependent locality, %C city, %S region, %Z postal
// code, %n new line. What stands beside an empty part goes, so that "%C, %S %Z" never ends in a comma.
// Source: address_formatter.cc of https://github.com/google/libaddressinput, and its wiki page AddressValidationMetadata.
func (a Address) fill(format string) string {
	elements := elementsOf(format)
	isPart := func(i int) bool {
		return i >= 0 && i < len(elements) && elements[i][0] == '%' && elements[i] != "%n"
	}
	var b strings.Builder
	wrotePart := false
	for i, e := range elements {
		switch {
		case e == "%n":
			b.WriteByte('\n')
			wrotePart = false
		case isPart(i):
			p := a.part(e)
			b.WriteString(p)
			wrotePart = wrotePart || p != ""
		case (!isPart(i+1) || a.part(elements[i+1]) != "") && (!isPart(i-1) || wrotePart):
			b.WriteString(e)
			wrotePart = false
		}
	}
	return b.String()
}

// elementsOf parts a format into %X and what stands between.
func elementsOf(format string) []string {
	elements := make([]string, 0, 24)
	for format != "" {
		end := strings.IndexByte(format, '%')
		switch {
		case end == 0:
			end = 2
		case end < 0:
			end = len(format)
		}
		elements, format = append(elements, format[:end]), format[end:]
	}
	return elements
}

package importer

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"canopy/internal/locale"
	"canopy/internal/usercsv"
)

// maxText is the longest value, in runes.
const maxText = 200

// checker collects what is wrong with one row.
type checker struct {
	file string
	line int
	bad  []BadRow
}

func (c *checker) add(column, format string, args ...any) {
	c.bad = append(c.bad, BadRow{c.file, c.line, column, fmt.Sprintf(format, args...)})
}

// text is a value as stored: one line of at most maxText runes.
func (c *checker) text(column, value string) string {
	line, ok := locale.Line(value)
	if !ok {
		c.add(column, "write text without control characters, in UTF-8")
	} else if n := utf8.RuneCountInString(line); n > maxText {
		c.add(column, "%d characters are too many: write at most %d", n, maxText)
	}
	return line
}

// required is a text that must be there.
func (c *checker) required(column, value string) string {
	line := c.text(column, value)
	if line == "" {
		c.add(column, "it is missing")
	}
	return line
}

// one is one of the choices, in whatever case and joined however.
func (c *checker) one(column, value string, choices ...string) string {
	written := strings.NewReplacer(" ", "_", "-", "_").Replace(strings.ToUpper(value))
	if slices.Contains(choices, written) {
		return written
	}
	c.add(column, "unknown %s %.40q: write %s", column, value, strings.Join(choices, ", "))
	return ""
}

// country is an ISO code; "" where it is none.
func (c *checker) country(column, value string) string {
	a := locale.Address{Country: value}.Normalize()
	for _, fault := range a.Check() {
		if fault.Path[0] == "country" {
			c.add(column, "%s", fault.Message)
			return ""
		}
	}
	return a.Country
}

// phone is a number in E.164, read as dialled within country; "" where there is none.
func (c *checker) phone(value, country string) string {
	if value == "" {
		return ""
	}
	e164, ok := locale.Phone(value, country)
	if !ok && (country != "" || strings.HasPrefix(value, "+")) {
		c.add("phone", "there is no such number: write it with its country code, like +49 30 1234567")
	}
	return e164
}

func (c *checker) language(value string) string {
	tag, ok := locale.Language(value)
	if value == "" {
		c.add("language", "it is missing: write a BCP 47 tag, like en or pt-BR")
	} else if !ok {
		c.add("language", "unknown language %.40q: write a BCP 47 tag, like %s", value, cmp.Or(locale.SuggestLanguage(value), "en or pt-BR"))
	}
	return tag
}

func (c *checker) timeZone(value string) string {
	zone, ok := locale.TimeZone(value)
	if value == "" {
		c.add("timezone", "it is missing: write an IANA name, like Europe/Berlin")
	} else if !ok {
		c.add("timezone", "unknown time zone %.40q: write an IANA name, like %s", value, cmp.Or(locale.SuggestTimeZone(value), "Europe/Berlin"))
	}
	return zone
}

// unreadable adds what the reader of the file found.
func (c *checker) unreadable(faults []usercsv.Fault) {
	for _, f := range faults {
		c.bad = append(c.bad, BadRow{c.file, f.Line, columnName(f.Column), f.Message})
	}
}

// columnName is a field's name as a header writes it: "givenName" is "given_name".
func columnName(field string) string {
	var b strings.Builder
	for _, r := range field {
		if unicode.IsUpper(r) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

package importer

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"canopy/internal/locale"
	"canopy/internal/problem"
	"canopy/internal/reseller"
	"canopy/internal/usercsv"
)

// checker collects what is wrong with one row.
type checker struct {
	file string
	line int
	bad  []BadRow
}

func (c *checker) add(column, format string, args ...any) {
	c.bad = append(c.bad, BadRow{c.file, c.line, column, fmt.Sprintf(format, args...)})
}

// take adds what a rule of reseller found wrong with a column.
func (c *checker) take(column string, faults problem.Faults) {
	for _, f := range faults {
		if f.Code == problem.Required {
			f.Message = "it is missing"
		}
		c.add(column, "%s", f.Message)
	}
}

// text is a value as stored, "" where there is none.
func (c *checker) text(column, value string) string {
	var f problem.Faults
	line := reseller.CheckOptionalText(&f, column, &value)
	c.take(column, f)
	return line
}

// required is a text that must be there.
func (c *checker) required(column, value string) string {
	var f problem.Faults
	line := reseller.CheckText(&f, column, value)
	c.take(column, f)
	return line
}

// one is one of the choices, in whatever case and joined however.
func (c *checker) one(column, value string, choices ...string) string {
	written := reseller.EnumValue(value)
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
	var f problem.Faults
	e164 := reseller.CheckPhone(&f, "phone", &value, country)
	c.take("phone", f)
	return e164
}

// email is an address as stored and its key.
func (c *checker) email(value string) (normal, key string) {
	var f problem.Faults
	normal, key = reseller.CheckEmail(&f, "email", value)
	c.take("email", f)
	return normal, key
}

func (c *checker) language(value string) string {
	var f problem.Faults
	tag := reseller.CheckLanguage(&f, "language", &value)
	if value == "" {
		c.add("language", "it is missing: write a BCP 47 tag, like en or pt-BR")
	}
	c.take("language", f)
	return tag
}

func (c *checker) timeZone(value string) string {
	var f problem.Faults
	zone := reseller.CheckTimeZone(&f, "timezone", &value)
	if value == "" {
		c.add("timezone", "it is missing: write an IANA name, like Europe/Berlin")
	}
	c.take("timezone", f)
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

package reseller

import (
	"strings"
	"unicode/utf8"

	"canopy/internal/locale"
	"canopy/internal/problem"
)

// maxText is the longest text, in runes.
const maxText = 200

// CheckText is a line of text as stored; a fault INVALID or TOO_LONG at path, and REQUIRED when nothing is left of it.
func CheckText(f *problem.Faults, path, text string) string {
	line, ok := locale.Line(text)
	switch {
	case !ok:
		f.Add(path, problem.Invalid, "%s", locale.Unprintable(text))
	case line == "":
		f.Add(path, problem.Required, "write at least one character")
	case utf8.RuneCountInString(line) > maxText:
		f.Add(path, problem.TooLong, "%d characters are too many: write at most %d", utf8.RuneCountInString(line), maxText)
	}
	return line
}

// CheckOptionalText is CheckText where nothing, or blanks, is "".
func CheckOptionalText(f *problem.Faults, path string, text *string) string {
	if text == nil {
		return ""
	}
	if line, ok := locale.Line(*text); ok && line == "" {
		return ""
	}
	return CheckText(f, path, *text)
}

// CheckPhone is a number in E.164, read as dialled within country; "" where there is none, a fault INVALID at path. Without a country only what is wrong in every country is told.
func CheckPhone(f *problem.Faults, path string, number *string, country string) string {
	if number == nil || strings.TrimSpace(*number) == "" {
		return ""
	}
	e164, ok := locale.Phone(*number, country)
	if !ok {
		if reason := locale.UnknownPhone(*number, country); reason != "" {
			f.Add(path, problem.Invalid, "%s", reason)
		}
	}
	return e164
}

// CheckLanguage is a canonical language tag, "" where there is none; a fault INVALID at path.
func CheckLanguage(f *problem.Faults, path string, tag *string) string {
	if tag == nil || strings.TrimSpace(*tag) == "" {
		return ""
	}
	canonical, ok := locale.Language(*tag)
	if !ok {
		f.Add(path, problem.Invalid, "%s", locale.UnknownLanguage(*tag))
	}
	return canonical
}

// CheckTimeZone is a canonical time zone, "" where there is none; a fault INVALID at path.
func CheckTimeZone(f *problem.Faults, path string, name *string) string {
	if name == nil || strings.TrimSpace(*name) == "" {
		return ""
	}
	canonical, ok := locale.TimeZone(*name)
	if !ok {
		f.Add(path, problem.Invalid, "%s", locale.UnknownTimeZone(*name))
	}
	return canonical
}

// checkAddress is an address as it is stored; its faults stand below path.
func checkAddress(f *problem.Faults, path string, in AddressInput) locale.Address {
	a := in.address()
	for _, fault := range a.Check() {
		*f = append(*f, problem.Fault{
			Path: append([]string{path}, fault.Path...), Code: problem.FaultCode(fault.Code), Message: fault.Message,
		})
	}
	return a.Normalize()
}

// address is the address as written.
func (in AddressInput) address() locale.Address {
	return locale.Address{
		Street: in.Street, DependentLocality: text(in.DependentLocality), City: text(in.City), Region: text(in.Region),
		PostalCode: text(in.PostalCode), Country: in.Country,
	}
}

// text is an optional text; "" when absent.
func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

package reseller

import (
	"regexp"
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

// rounded is a long number as spreadsheets write it, such as 4.91712E+12.
var rounded = regexp.MustCompile(`^[0-9]+[.,]?[0-9]*[Ee]\+?[0-9]+$`)

// CheckPhone is a number in E.164, read as dialled within country; "" where there is none, a fault INVALID at path. Without a country only an international one is judged.
func CheckPhone(f *problem.Faults, path string, number *string, country string) string {
	if number == nil || strings.TrimSpace(*number) == "" {
		return ""
	}
	international := strings.HasPrefix(strings.TrimSpace(*number), "+")
	if rounded.MatchString(strings.TrimSpace(*number)) {
		f.Add(path, problem.Invalid, "a spreadsheet has rounded this number and lost its last digits: format the column as text, and write the number again")
		return ""
	}
	e164, ok := locale.Phone(*number, country)
	if !ok && (country != "" || international) {
		f.Add(path, problem.Invalid, "there is no such number: write it with its country code, like +49 30 1234567")
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

package locale

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"
)

// Phone answers the number in E.164 ("+493012345678"). A number without "+" is read as dialled within country (ISO 3166-1
// alpha-2); one with it may be of any country. ok is false for a number that cannot exist by libphonenumber's numbering plans, for
// one with letters or an extension, which E.164 cannot hold, and for one that a spreadsheet may have changed. UnknownPhone says why.
func Phone(number, country string) (e164 string, ok bool) {
	if !isClean(number) {
		return "", false
	}
	number, country = tidy(number), strings.ToUpper(country)
	if isPlainPhone(number) {
		return phoneSeparators.Replace(number), true
	}
	if strings.ContainsFunc(number, unicode.IsLetter) || asFloat.MatchString(number) {
		return "", false
	}
	if e164, ok = parsePhone(number, country); !ok || withPlus(number, country, e164) != "" {
		return "", false
	}
	return e164, true
}

var (
	asFloat   = regexp.MustCompile(`^[1-9][0-9]*[.,]0+$`)              // as programs write a number: 301234567.0
	rounded   = regexp.MustCompile(`^[0-9]+[.,]?[0-9]*[Ee]\+?[0-9]+$`) // as spreadsheets write a long one: 4.91712E+12
	extension = regexp.MustCompile(`(?i)\d[\s,;.(/-]*(x|#|ext|extn|extension|app|apparat|dw|durchwahl|nst|nebenstelle|poste)[.:=\s]*\d+\)?$`)
)

// UnknownPhone says why Phone does not take the number, and what to write instead; "" where a country would have to tell, and is "".
func UnknownPhone(number, country string) string {
	number, country = tidy(number), strings.ToUpper(country)
	switch e164, ok := parsePhone(number, country); {
	case rounded.MatchString(number):
		return "a spreadsheet has rounded this number and lost its last digits: format the column as text, and write the number again"
	case asFloat.MatchString(number):
		return "this number has a decimal place: format the column as text, and write the number again"
	case extension.MatchString(number):
		return "write the number without an extension"
	case strings.ContainsFunc(number, unicode.IsLetter):
		return "there are letters in this number: write it in digits, like +49 30 1234567"
	case ok:
		return fmt.Sprintf("this may be %s or %s: write the one that is meant, with its +; a spreadsheet drops the +, so format the column as text", withPlus(number, country, e164), e164)
	case country == "" && !strings.HasPrefix(number, "+"):
		return ""
	}
	return "there is no such number: write it with its country code, like +49 30 1234567"
}

// parsePhone answers the number in E.164, whatever a spreadsheet did to it.
func parsePhone(number, country string) (e164 string, ok bool) {
	n, err := phonenumbers.Parse(number, country)
	if err != nil || !phonenumbers.IsValidNumber(n) || n.GetExtension() != "" {
		return "", false
	}
	return phonenumbers.Format(n, phonenumbers.E164), true
}

// withPlus answers, of a number that was read as e164, the other one of the same country that it is when a spreadsheet dropped the "+"
// before it; "" when it is none.
func withPlus(number, country, e164 string) string {
	if first := phoneSeparators.Replace(number); strings.HasPrefix(first, "+") || strings.HasPrefix(first, "0") {
		return ""
	}
	other, ok := parsePhone("+"+number, country)
	code := strconv.Itoa(phonenumbers.GetCountryCodeForRegion(country))
	if !ok || other == e164 || !strings.HasPrefix(other, "+"+code) {
		return ""
	}
	return other
}

var phoneSeparators = strings.NewReplacer(" ", "", "-", "", ".", "", "/", "", "(", "", ")", "")

// isPlainPhone tells, of most international numbers, that nothing speaks against them: "+", a calling code and a number of its main
// country, without a zero between them. The library's parser takes ten times as long, mostly to look for an extension.
func isPlainPhone(number string) bool {
	digits, international := strings.CutPrefix(phoneSeparators.Replace(number), "+")
	if !international || len(digits) > 15 || strings.Trim(digits, "0123456789") != "" {
		return false
	}
	for n := 1; n <= 3 && n < len(digits); n++ {
		code, _ := strconv.ParseInt(digits[:n], 10, 32)
		region := phonenumbers.GetRegionCodeForCountryCode(int(code))
		if region == phonenumbers.UNKNOWN_REGION {
			continue
		}
		national, err := strconv.ParseUint(digits[n:], 10, 64)
		calling := int32(code)
		return err == nil && digits[n] != '0' && phonenumbers.IsValidNumberForRegion(&phonenumbers.PhoneNumber{CountryCode: &calling, NationalNumber: &national}, region)
	}
	return false
}

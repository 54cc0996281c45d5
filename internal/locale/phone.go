package locale

import (
	"strconv"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// Phone answers the number in E.164 ("+493012345678"). A number without "+" is read as dialled within country (ISO 3166-1
// alpha-2); one with it may be of any country. ok is false for a number that cannot exist by libphonenumber's numbering plans, and
// for one with an extension, which E.164 cannot hold.
func Phone(number, country string) (e164 string, ok bool) {
	if !isClean(number) {
		return "", false
	}
	number = tidy(number)
	if isPlainPhone(number) {
		return phoneSeparators.Replace(number), true
	}
	n, err := phonenumbers.Parse(number, strings.ToUpper(country))
	if err != nil || !phonenumbers.IsValidNumber(n) || n.GetExtension() != "" {
		return "", false
	}
	return phonenumbers.Format(n, phonenumbers.E164), true
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

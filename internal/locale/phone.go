package locale

import (
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
	n, err := phonenumbers.Parse(tidy(number), strings.ToUpper(country))
	if err != nil || !phonenumbers.IsValidNumber(n) || n.GetExtension() != "" {
		return "", false
	}
	return phonenumbers.Format(n, phonenumbers.E164), true
}

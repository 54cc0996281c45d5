package locale

import (
	"math/rand/v2"
	"net/mail"
	"strconv"
	"strings"
	"testing"

	"github.com/nyaruka/phonenumbers"
	"pgregory.net/rapid"
)

func TestPlainAddressesNeedNoMore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		local := rapid.StringMatching(`[a-cA-C0_+.-]{1,8}|[a.]{60,70}`).Draw(t, "local")
		domain := rapid.StringMatching(`([a-cx0-9-]{1,6}[.-]){0,4}[a-cn0-9-]{0,4}|[a.]{60,70}`).Draw(t, "domain")
		if !isPlainAddress(local, domain) {
			return
		}
		addr := local + "@" + domain
		parsed, err := mail.ParseAddress(addr)
		unicode, ascii, ok := domainNames(domain)
		if err != nil || parsed.Name != "" || parsed.Address != addr || !ok || unicode != domain || ascii != domain || len(addr) > MaxEmail || strings.ContainsFunc(addr, notInAddress) {
			t.Errorf("%s is not plain: %v, %q, %q", addr, err, unicode, ascii)
		}
	})
}

// TestPlainPhonesNeedNoMore: what isPlainPhone lets through is what the library would make of it, for every country's kinds of numbers and
// numbers like them.
func TestPlainPhonesNeedNoMore(t *testing.T) {
	random, plain := rand.New(rand.NewPCG(1, 1)), 0
	for region := range phonenumbers.GetSupportedRegions() {
		for kind := phonenumbers.FIXED_LINE; kind <= phonenumbers.VOICEMAIL; kind++ {
			example := phonenumbers.GetExampleNumberForType(region, kind)
			if example == nil {
				continue
			}
			number := phonenumbers.Format(example, phonenumbers.E164)
			for range 4 {
				if isPlainPhone(number) {
					plain++
					n, err := phonenumbers.Parse(number, "")
					if err != nil || !phonenumbers.IsValidNumber(n) || phonenumbers.Format(n, phonenumbers.E164) != number {
						t.Errorf("%s is not plain: %v, %v", number, n, err)
					}
				}
				digits := []byte(number)
				digits[2+random.IntN(len(digits)-2)] = byte('0' + random.IntN(10))
				if number = string(digits); random.IntN(3) == 0 {
					number = number[:3] + strconv.Itoa(random.IntN(100)) + number[3:]
				}
			}
		}
	}
	if plain < 1000 {
		t.Errorf("%d numbers are plain", plain)
	}
}

package locale

import (
	"strings"

	"golang.org/x/net/idna"
)

// domains reads what people type: any case and width, Unicode or ASCII form (UTS 46, non-transitional, IDNA 2008 labels).
var domains = idna.New(idna.MapForLookup(), idna.Transitional(false), idna.BidiRule(), idna.CheckHyphens(true),
	idna.CheckJoiners(true), idna.StrictDomainName(true), idna.VerifyDNSLength(true))

// domainNames answers a domain name in Unicode and in ASCII: lower case, every label valid, at least two of them, the last
// no number.
func domainNames(domain string) (unicode, ascii string, ok bool) {
	ascii, err := domains.ToASCII(domain)
	if err != nil {
		return "", "", false
	}
	unicode, err = domains.ToUnicode(ascii)
	top := ascii[strings.LastIndexByte(ascii, '.')+1:]
	return unicode, ascii, err == nil && strings.Contains(ascii, ".") && strings.Trim(top, "0123456789") != ""
}

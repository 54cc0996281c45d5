package locale

import (
	"net/mail"
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// MaxEmail is the length in bytes of the longest address that fits between the angle brackets of SMTP (RFC 5321, 4.5.3.1.3, and its erratum 1690).
const MaxEmail = 254

// Email reads one bare e-mail address: no display name, no comment, no quoted local part, a domain of at least two labels.
//
// normal is the address as stored and shown: the local part as written, in NFC; the domain in lower case and Unicode ("anna@münchen.de").
// key is equal for addresses that are taken for the same one: case-folded, in NFC, the domain in its ASCII form, so that
// "Anna@xn--mnchen-3ya.de" and "anna@MÜNCHEN.de" collide.
func Email(addr string) (normal, key string, ok bool) {
	addr = tidy(addr)
	local, domain, found := cutLast(addr, '@')
	if isPlainAddress(local, domain) {
		return addr, strings.ToLower(addr), true
	}
	if !found || len(addr) > 4*MaxEmail || len(local) > 64 || strings.ContainsFunc(addr, notInAddress) {
		return "", "", false
	}
	parsed, err := mail.ParseAddress(addr)
	if err != nil || parsed.Name != "" || parsed.Address != addr {
		return "", "", false
	}
	unicodeDomain, asciiDomain, ok := domainNames(domain)
	if normal = local + "@" + unicodeDomain; !ok || len(normal) > MaxEmail || len(local)+1+len(asciiDomain) > MaxEmail {
		return "", "", false
	}
	return normal, norm.NFC.String(cases.Fold().String(norm.NFD.String(local))) + "@" + asciiDomain, true
}

// UnknownEmail says of what is no bare address what to write instead.
func UnknownEmail(addr string) string {
	alone := tidy(addr)
	if scheme, rest, _ := strings.Cut(alone, ":"); strings.EqualFold(scheme, "mailto") {
		alone = rest
	}
	if parsed, err := mail.ParseAddress(alone); err == nil {
		if normal, _, ok := Email(parsed.Address); ok {
			return "write the address alone: " + normal
		}
	}
	return "this is no e-mail address: write one like ada@example.com"
}

// EmailASCII answers the address with its domain in ASCII form, for a mail server without SMTPUTF8; addr must come from Email.
func EmailASCII(addr string) string {
	local, domain, _ := cutLast(addr, '@')
	if _, ascii, ok := domainNames(domain); ok {
		return local + "@" + ascii
	}
	return addr
}

func cutLast(s string, sep byte) (before, after string, found bool) {
	if i := strings.LastIndexByte(s, sep); i >= 0 {
		return s[:i], s[i+1:], true
	}
	return s, "", false
}

// isPlainAddress tells, of most of what is written, that nothing speaks against it: ASCII words with a dot between two, those of the
// domain in lower case and with a hyphen too, short enough, and no number at the end.
func isPlainAddress(local, domain string) bool {
	const lower, upper = "abcdefghijklmnopqrstuvwxyz0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	dot := strings.LastIndexByte(domain, '.')
	return dot > 0 && len(local) <= 64 && len(domain) <= 63 && isWords(local, lower+upper+"_+-", ".") && isWords(domain, lower, ".-") &&
		strings.Trim(domain[dot+1:], "0123456789") != ""
}

// isWords tells whether s is words of the letters with one separator between two.
func isWords(s, letters, separators string) bool {
	inside := false
	for i := range len(s) {
		switch {
		case strings.IndexByte(letters, s[i]) >= 0:
			inside = true
		case inside && strings.IndexByte(separators, s[i]) >= 0:
			inside = false
		default:
			return false
		}
	}
	return inside
}

// notInAddress names what a bare address cannot hold: blanks, what is not printed, and what only quoting, comments and address lists need.
func notInAddress(r rune) bool {
	return !unicode.IsGraphic(r) || unicode.IsSpace(r) || strings.ContainsRune(`"(),:;<>[\]`, r) || r == unicode.ReplacementChar
}

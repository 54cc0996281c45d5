package locale

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// tidy trims and collapses blanks, composes (NFC) and drops the invisible marks that copying from a web page or an address
// book leaves behind. Control characters and broken UTF-8 stay, for the caller to refuse.
func tidy(s string) string {
	if isPlain(s) || !utf8.ValidString(s) {
		return s
	}
	return strings.Join(strings.Fields(norm.NFC.String(strings.Map(dropInvisible, s))), " ")
}

// isPlain tells, of most of what is written, that there is nothing to tidy: printable ASCII and single blanks inside.
func isPlain(s string) bool {
	blank := true
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' || s[i] == ' ' && blank {
			return false
		}
		blank = s[i] == ' '
	}
	return !blank || s == ""
}

// upper is tidy in upper case.
func upper(s string) string {
	if !utf8.ValidString(s) {
		return s // strings.ToUpper would hide the fault
	}
	return tidy(strings.ToUpper(tidy(s)))
}

// dropInvisible drops format characters (Unicode category Cf: soft hyphens, zero-width spaces, direction marks), except the two
// joiners, which Persian and Indic spelling needs.
func dropInvisible(r rune) rune {
	if r != '\u200c' && r != '\u200d' && unicode.Is(unicode.Cf, r) {
		return -1
	}
	return r
}

// isClean tells whether every database and every client takes s: valid UTF-8 without control characters.
func isClean(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, unicode.IsControl)
}

// isLatin tells whether s has no letter of another script.
func isLatin(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool {
		return unicode.IsLetter(r) && !unicode.In(r, unicode.Latin, unicode.Common)
	})
}

func dropControl(r rune) rune {
	if unicode.IsControl(r) && !unicode.IsSpace(r) {
		return -1
	}
	return r
}

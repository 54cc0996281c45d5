package locale

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// MaxKey is the length in runes at which a folded key is cut.
const MaxKey = 200

// Fold answers the key by which a name is ordered and searched: case folded, compatibility forms replaced (NFKC), accents
// removed, blanks collapsed, invisible characters dropped, cut after MaxKey runes. "  Ångström   GmbH" and "ANGSTROM gmbh" have one key.
// Letters of other scripts stay, with the marks that spell them: a vowel of Hindi or Thai is no accent.
// The key is always valid UTF-8 without control characters, and folding it again changes nothing.
func Fold(s string) string {
	if len(s) <= MaxKey && isPlain(s) {
		return strings.ToLower(s)
	}
	s = norm.NFKD.String(cases.Fold().String(norm.NFKD.String(strings.ToValidUTF8(s, ""))))
	s = norm.NFKC.String(plainLetters.Replace(strings.Map(dropAccent, s)))
	s = strings.Join(strings.Fields(s), " ")
	n := 0
	for i := range s {
		if n++; n > MaxKey {
			return strings.TrimSpace(s[:i])
		}
	}
	return s
}

// SearchKey answers the folded parts in one line, empty ones left out: what a search for Fold(words) looks into.
func SearchKey(parts ...string) string {
	var keys []string
	for _, p := range parts {
		if k := Fold(p); k != "" {
			keys = append(keys, k)
		}
	}
	return strings.Join(keys, " ")
}

// dropAccent drops control and format characters, and the marks that belong to no script of their own (Unicode script Inherited:
// accents, Arabic vowel signs) or to Hebrew (points); but not the two kana voicing marks, without which が would be か.
func dropAccent(r rune) rune {
	switch {
	case unicode.IsSpace(r):
		return ' '
	case unicode.In(r, unicode.Cc, unicode.Cf):
		return -1
	case r == '\u3099' || r == '\u309a':
		return r
	case unicode.Is(unicode.Mn, r) && unicode.In(r, unicode.Inherited, unicode.Hebrew):
		return -1
	}
	return r
}

// plainLetters are the Latin letters that Unicode does not decompose though readers do; as in the Default Unicode Collation Element Table.
var plainLetters = strings.NewReplacer(
	"ø", "o", "ł", "l", "đ", "d", "ħ", "h", "ŧ", "t", "ı", "i", "æ", "ae", "œ", "oe", "þ", "th", "ð", "d",
)

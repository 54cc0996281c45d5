package match

import (
	"strings"
	"unicode"

	"github.com/mozillazg/go-unidecode"
	"golang.org/x/text/unicode/norm"
)

// maxText bounds what is looked at, so that a huge input costs no more than a long name.
const maxText = 400

// Fold returns s as lower-case ASCII words, one space between them: accents dropped, other scripts transliterated,
// apostrophes closed up, other signs gone. It changes no word, so it also serves as a search text.
func Fold(s string) string { return strings.Join(split(s), " ") }

// split cuts a text into folded words. "&" and "+" become "and", but AT&T stays one word.
func split(s string) []string {
	words, word := make([]string, 0, 8), make([]byte, 0, 32)
	flush := func() {
		if len(word) > 0 {
			words = append(words, string(word))
			word = word[:0]
		}
	}
	s = cut(strings.ToValidUTF8(s, " "), maxText)
	if !isASCII(s) { // most are, and nothing of it changes those
		s = scriptTerms.Replace(norm.NFKC.String(s))
	}
	text := []rune(s)
	for i := 0; i < len(text); i++ {
		r := text[i]
		switch {
		case isCJK(r):
			flush()
			end := i + run(text[i:], isCJK)
			words = append(words, cjkWords(text[i:end])...)
			i = end - 1
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			word = append(word, ascii(r)...)
		case unicode.Is(unicode.M, r): // a mark belongs to its letter
		case isApostrophe(r):
			if elisions[string(word)] { // l'Institut, dell'Acqua: the article is a word of its own
				flush()
			}
		case r == '&' || r == '+':
			if after := run(text[i+1:], unicode.IsLetter); len(word) > 0 && len(word) <= 2 && after > 0 && after <= 2 {
				continue
			}
			flush()
			words = append(words, "and")
		default:
			flush()
		}
	}
	flush()
	return words
}

// run counts the leading runes that satisfy is.
func run(text []rune, is func(rune) bool) int {
	for i, r := range text {
		if !is(r) {
			return i
		}
	}
	return len(text)
}

// ascii folds one rune to lower-case letters and digits; "" when it has none.
func ascii(r rune) string {
	if r < unicode.MaxASCII {
		return string(unicode.ToLower(r))
	}
	return strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z' || '0' <= r && r <= '9':
			return r
		case 'A' <= r && r <= 'Z':
			return r + 'a' - 'A'
		}
		return -1
	}, unidecode.Unidecode(string(r)))
}

func isApostrophe(r rune) bool { return strings.ContainsRune("'’‘ʼʻ`´", r) }

func isCJK(r rune) bool {
	const first = 0x1100 // of Hangul
	return r >= first && (r == 'ー' || unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul))
}

func isASCII(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r > unicode.MaxASCII })
}

// cjkWords cuts a run without spaces. Short runs of sounds (kana, Hangul) are one word; all else becomes overlapping
// pairs of characters, which need no dictionary. Both are transliterated, so that 福州 meets Fuzhou.
func cjkWords(run []rune) []string {
	han := false
	for _, r := range run {
		han = han || unicode.Is(unicode.Han, r)
	}
	if len(run) <= 2 || !han && len(run) <= 6 {
		return nonEmpty(asciiAll(run))
	}
	var words []string
	for i := 0; i+1 < len(run); i++ {
		words = append(words, nonEmpty(asciiAll(run[i:i+2]))...)
	}
	return words
}

func asciiAll(run []rune) string {
	var b strings.Builder
	for _, r := range run {
		b.WriteString(ascii(r))
	}
	return b.String()
}

func nonEmpty(s string) []string {
	if s == "" {
		return nil
	}
	return []string{s}
}

// cutWords shortens words to n runes, with no space behind.
func cutWords(words string, n int) string { return strings.TrimRight(cut(words, n), " ") }

// cut shortens s to n runes; never within one.
func cut(s string, n int) string {
	for i := range s {
		if n == 0 {
			return s[:i]
		}
		n--
	}
	return s
}

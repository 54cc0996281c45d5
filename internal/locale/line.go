package locale

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Line answers a line of text as it is stored: blanks trimmed and collapsed, composed (NFC), invisible characters
// dropped. ok is false for control characters and broken UTF-8, which no database should be given.
func Line(s string) (line string, ok bool) {
	line = tidy(s)
	return line, isClean(s) && isClean(line)
}

// Unprintable says what keeps a text from being a Line; "" of one that is.
func Unprintable(s string) string {
	if !utf8.ValidString(s) {
		return "the text is not UTF-8: save it as UTF-8"
	}
	i := strings.IndexFunc(s, unicode.IsControl)
	if i < 0 {
		return ""
	}
	switch r, _ := utf8.DecodeRuneInString(s[i:]); r {
	case '\n', '\r':
		return "there is a line break in the text: write it in one line"
	case '\t':
		return "there is a tab in the text: write a space instead"
	default:
		return fmt.Sprintf("there are control characters in the text, such as U+%04X, which nobody sees: write it again without them", r)
	}
}

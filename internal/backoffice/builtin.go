package backoffice

import (
	"context"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Builtin is the Office of an installation without another: each account gets the next number of the sequence at once.
type Builtin struct{ Form *Form }

// Ask never refuses.
func (b Builtin) Ask(context.Context, Request) (*Form, error) { return b.Form, nil }

// Form is how account numbers are written.
type Form struct {
	parts []string // texts around the places
	width int      // of the number, with leading zeros
}

// Plain writes the number alone.
const Plain = "{number}"

const maxForm = 64

var place = regexp.MustCompile(`\{[^{}]*\}`)

// NewForm reads a form: any printable ASCII text with one {number}, or {number:7} for at least 7 digits, and at most one {check}, the check
// digit of the number by Luhn's algorithm (ISO/IEC 7812-1, annex B): it tells any one wrong digit, and any two neighbours that are exchanged but
// 09 and 90.
func NewForm(text string) (*Form, error) {
	f := &Form{}
	if len(text) > maxForm || strings.Trim(text, " ") != text || strings.IndexFunc(text, func(r rune) bool { return r < ' ' || r > '~' }) >= 0 {
		return nil, fmt.Errorf("backoffice: the form %q is not printable ASCII of at most %d characters without blanks around", text, maxForm)
	}
	seen, at := map[string]bool{}, 0
	for _, found := range place.FindAllStringIndex(text, -1) {
		name, width, wide := strings.Cut(text[found[0]+1:found[1]-1], ":")
		switch n, err := strconv.Atoi(width); {
		case name != "number" && name != "check", wide && name == "check", seen[name], wide && (err != nil || n < 1 || n > 18):
			return nil, fmt.Errorf("backoffice: the form %q has more than one {number} or {number:1} to {number:18} and one {check}", text)
		case wide:
			f.width = n
		}
		seen[name] = true
		f.parts = append(f.parts, text[at:found[0]], name)
		at = found[1]
	}
	f.parts = append(f.parts, text[at:])
	if !seen["number"] || strings.ContainsAny(place.ReplaceAllString(text, ""), "{}") {
		return nil, fmt.Errorf("backoffice: the form %q lacks a {number}, or has a brace too many", text)
	}
	return f, nil
}

// Write writes the nth number.
func (f *Form) Write(n int64) string {
	digits := fmt.Sprintf("%0*d", f.width, n)
	var b strings.Builder
	for i, part := range f.parts {
		switch {
		case i%2 == 0:
			b.WriteString(part)
		case part == "number":
			b.WriteString(digits)
		default:
			b.WriteByte(luhn(digits))
		}
	}
	return b.String()
}

// luhn is the check digit of digits: every other one, from the right, counts twice, and all with the check digit add up to a multiple of 10.
func luhn(digits string) byte {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 0 {
			d *= 2
		}
		sum += d/10 + d%10
	}
	return byte('0' + (10-sum%10)%10)
}

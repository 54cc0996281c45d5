package match

import (
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/language"
	"golang.org/x/text/language/display"
)

// maxWords bounds the words of a name that are looked at.
const maxWords = 24

// name is one name, normalised.
type name struct {
	written  []string // all words, initials joined
	words    []word   // in order, without legal forms and stop words
	key      string   // NameKey
	whole    string   // the key without spaces
	joined   string   // words without spaces
	spelled  []string // words before synonyms replaced them: what initials are taken of
	initials []string // with and without stop words
	numbers  []string // the words that are numbers
	sisters  []string // single letters, directions, and what else may be initials at either end
}

// NameKey returns the normal form by which names are the same name: words folded, initials joined, synonyms
// unified, legal forms, "the" and "and" dropped, and "of" between words. It is empty only when the name is blank.
func NameKey(s string) string { return parseName(s).key }

func parseName(s string) name {
	written := dropCountry(s)
	if before, ok := strings.CutSuffix(written, " SpA"); ok { // capitals alone tell it from a spa
		written = before + " S.p.A."
	}
	all, dotted := joinInitials(split(written))
	bare := dropForms(all, dotted, quoted.MatchString(written))
	var unified, words, spelled []string
	for i, w := range bare {
		last := i > 0 && i == len(bare)-1
		c := canonical(w, last)
		if n := romans[w]; n != "" && i > 0 && (last || counted[bare[i-1]]) {
			c = n
		}
		unified = append(unified, c)
		if !stops[c] || last && len(w) == 1 { // Vitamin D is not Vitamin E
			words, spelled = append(words, c), append(spelled, w)
		}
	}
	kept := untied(unified)
	if len(kept) == 0 { // nothing but forms and stop words: they are the name
		kept = all
	}
	if len(words) == 0 {
		words = all
	}
	kept, words = kept[:min(len(kept), maxWords)], words[:min(len(words), maxWords)]
	n := name{
		written: all, spelled: spelled, key: cutWords(strings.Join(kept, " "), 200), whole: strings.Join(kept, ""), joined: strings.Join(words, ""),
	}
	if n.key == "" { // signs only, or a script that nobody transliterates
		n.key = cut(strings.ToLower(strings.TrimSpace(strings.Map(printable, strings.ToValidUTF8(s, "")))), 200)
	}
	n.words = make([]word, 0, len(words))
	for _, w := range words {
		n.words = append(n.words, newWord(w))
		if isNumber(w) {
			n.numbers = append(n.numbers, w)
		}
	}
	n.sisters = sisters(kept)
	if slices.Contains(all, "se") { // dropped as a form
		n.sisters = append(n.sisters, sides["se"])
	}
	n.initials = initials(words, spelled, bare)
	return n
}

// untied leaves out what no name is told by: "the" and "and" anywhere, and between words what ties them. What may be initials stays: VA Hospital,
// A. Miller.
func untied(words []string) (kept []string) {
	words = slices.DeleteFunc(slices.Clone(words), func(w string) bool { return empty[w] })
	left := false // whether the word before was left out
	for i, w := range words {
		if left = i > 0 && i < len(words)-1 && (ties[w] || left && articles[w]); !left {
			kept = append(kept, w)
		}
	}
	return kept
}

// printable drops control characters; PostgreSQL refuses the zero byte.
func printable(r rune) rune {
	if unicode.IsControl(r) {
		return -1
	}
	return r
}

// canonical replaces a word by the one that stands for its synonyms. A last single letter may be a Roman number, and zeros
// before a number say nothing.
func canonical(w string, last bool) string {
	for isNumber(w) && len(w) > 1 && w[0] == '0' && w[1] >= '0' && w[1] <= '9' {
		w = w[1:]
	}
	if last {
		switch w {
		case "i":
			return "1"
		case "v":
			return "5"
		case "x":
			return "10"
		}
	}
	if len(w) == 1 { // n, s, e, w are directions in addresses only
		return w
	}
	if c, ok := synonyms[w]; ok {
		return c
	}
	return w
}

// romans are the Roman numbers of two letters or more up to XXXIX. They count as such behind what is counted and at the end of a name: XX Settembre
// is none.
var romans = func() map[string]string {
	m := map[string]string{}
	for t, tens := range []string{"", "x", "xx", "xxx"} {
		for o, ones := range []string{"", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"} {
			if len(tens+ones) > 1 {
				m[tens+ones] = strconv.Itoa(10*t + o)
			}
		}
	}
	return m
}()

// counted are words that a number follows.
var counted = set(`fund series class trust partners part phase unit portfolio`)

// joinInitials makes one word of two or more single letters in a row, also across "and": I.B.M., H & M, and AT & T. It tells which
// words it made.
func joinInitials(words []string) (out []string, made []bool) {
	single := func(i int) bool { return i < len(words) && len(words[i]) == 1 && !isNumber(words[i]) }
	pair := func(i int) bool {
		return len(words[i]) == 2 && words[i][0] > '9' && i+1 < len(words) && words[i+1] == "and" && single(i+2)
	}
	for i := 0; i < len(words); {
		joined, first := words[i], i
		letters := single(i) || pair(i)
		for i++; letters; i++ {
			if i < len(words) && words[i] == "and" && single(i+1) {
				i++
			}
			if !single(i) {
				break
			}
			joined += words[i]
		}
		out, made = append(out, joined), append(made, i > first+1)
	}
	return out, made
}

// initials returns the distinct initials of each list of two words or more.
func initials(lists ...[]string) []string {
	var out []string
	for _, words := range lists {
		if len(words) < 2 || len(words) > 12 {
			continue
		}
		var b strings.Builder
		for _, w := range words {
			b.WriteByte(w[0]) // folded words are ASCII
		}
		if !slices.Contains(out, b.String()) {
			out = append(out, b.String())
		}
	}
	return out
}

// isNumber reports whether a word is a number, cardinal or ordinal.
func isNumber(w string) bool {
	if w == "" || w[0] < '0' || w[0] > '9' {
		return false
	}
	digits := strings.TrimRight(w, "stndrh")
	return strings.Trim(digits, "0123456789") == "" && len(w)-len(digits) <= 2
}

// dropCountry takes away a country or state that a register adds behind a name, "Acme (Norway)" and "Acme /DE/", and what the SEC adds there.
func dropCountry(s string) string {
	t := strings.TrimRight(s, " .,")
	switch {
	case strings.HasSuffix(t, ")"):
		if i := strings.LastIndexByte(t, '('); i > 0 && countries()[Fold(t[i:])] {
			return t[:i]
		}
	case strings.HasSuffix(t, "/"):
		if i := strings.LastIndexByte(t[:len(t)-1], '/'); i > 0 {
			if between := Fold(t[i:]); countries()[between] || behindSlash[between] {
				return t[:i]
			}
		}
	}
	return s
}

// countries holds the folded English names and the codes of all countries.
var countries = sync.OnceValue(func() map[string]bool {
	m := map[string]bool{"uk": true, "usa": true}
	names := display.English.Regions()
	for a := 'A'; a <= 'Z'; a++ {
		for b := 'A'; b <= 'Z'; b++ {
			if r, err := language.ParseRegion(string([]rune{a, b})); err == nil && r.IsCountry() {
				m[Fold(names.Name(r))], m[Fold(r.String())] = true, true
			}
		}
	}
	return m
})

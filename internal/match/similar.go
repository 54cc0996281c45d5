package match

import (
	"cmp"
	"slices"
	"strings"
)

// stem drops the plural of a word.
func stem(w string) string {
	switch {
	case len(w) > 5 && strings.HasSuffix(w, "ies"):
		return w[:len(w)-3] + "y"
	case len(w) > 4 && strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss"):
		return w[:len(w)-1]
	}
	return w
}

// word is a folded word with the looser spellings by which it may be met.
type word struct{ text, stem, concept, cognate, skeleton, conceptSkeleton string }

func newWord(text string) word {
	loose := cognates.Replace(text)
	w := word{text: text, stem: stem(text), concept: concept(text), cognate: loose[:min(len(loose), 6)], skeleton: skeleton(loose)}
	if w.conceptSkeleton = w.skeleton; w.concept != text {
		w.conceptSkeleton = skeleton(cognates.Replace(w.concept))
	}
	return w
}

// cognates spells a word as its relatives in other languages are spelled: technology, tecnología, teknologi.
// A word.cognate is the beginning of it.
var cognates = strings.NewReplacer("ph", "f", "th", "t", "ck", "k", "ch", "k", "kh", "k", "c", "k", "qu", "k", "q", "k", "x", "ks", "y", "i",
	"j", "i", "w", "v", "z", "s", "ll", "l", "ss", "s", "tt", "t", "nn", "n", "mm", "m", "pp", "p", "rr", "r", "ff", "f", "ie", "i", "ae", "e",
	"oe", "o", "ue", "u", "h", "")

// skeleton leaves the consonants of a word, which survive scripts that write no vowels. A vowel in front counts as one.
func skeleton(loose string) string {
	var b []byte
	for i := range len(loose) {
		c := loose[i]
		if strings.IndexByte("aeiou", c) >= 0 {
			if i > 0 {
				continue
			}
			c = 'a'
		}
		if len(b) > 0 && b[len(b)-1] == c {
			continue
		}
		if b = append(b, c); len(b) == 6 {
			break
		}
	}
	return string(b)
}

// similarity is 1 for equal words, less for spellings of one word, else 0. It is symmetric.
func (w word) similarity(v word) float64 {
	if w.text == v.text {
		return 1
	}
	short, long := w.text, v.text
	if len(short) > len(long) {
		short, long = long, short
	}
	if len(short) < 3 || isNumber(short) || isNumber(long) {
		return 0
	}
	if w.stem == v.stem {
		return 0.97
	}
	if w.concept == v.concept {
		return 0.9
	}
	if d := distance(short, long); len(short) >= 4 && d == 1 || len(short) >= 7 && d == 2 {
		return 1 - 1.2*float64(d)/float64(len(long))
	}
	switch {
	case len(short) >= 5 && w.cognate == v.cognate:
		return 0.8
	case len(w.skeleton) >= 4 && w.skeleton == v.skeleton:
		return 0.7
	case strings.HasPrefix(long, short):
		return 0.5 + 0.3*float64(len(short))/float64(len(long))
	}
	return 0
}

// distance counts insertions, deletions, replacements and swaps of neighbours (optimal string alignment); 3 when
// the lengths alone differ by more than 2.
func distance(a, b string) int {
	if len(a)-len(b) > 2 || len(b)-len(a) > 2 {
		return 3
	}
	a, b = a[:min(len(a), 40)], b[:min(len(b), 40)]
	var rows [3][41]int
	for j := range len(b) + 1 {
		rows[0][j] = j
	}
	before, last, row := &rows[2], &rows[0], &rows[1]
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

// trigrams returns the three-letter pieces of a word framed by its ends, each as a number, sorted.
func trigrams(s string) []uint32 {
	if s == "" {
		return nil
	}
	s = "^" + s[:min(len(s), 80)] + "$"
	out := make([]uint32, len(s)-2)
	for i := range out {
		out[i] = uint32(s[i])<<16 | uint32(s[i+1])<<8 | uint32(s[i+2])
	}
	slices.Sort(out)
	return out
}

// overlap is the Dice coefficient of two sorted lists.
func overlap(a, b []uint32) float64 {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	shared := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch c := cmp.Compare(a[i], b[j]); {
		case c == 0:
			shared++
			i++
			j++
		case c < 0:
			i++
		default:
			j++
		}
	}
	return 2 * float64(shared) / float64(len(a)+len(b))
}

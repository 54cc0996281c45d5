package locale

import (
	"math/bits"
	"slices"
	"unicode/utf8"

	"github.com/agnivade/levenshtein"
)

// names finds the value behind a folded name, or behind the name that was probably meant.
type names struct {
	values  map[string]string // folded name -> value
	sorted  []string          // the folded names
	lengths []int             // of each, in runes
	letters []uint64          // of each, a set of its letters
}

func newNames(values map[string]string) names {
	n := names{values: values}
	for k := range values {
		n.sorted = append(n.sorted, k)
	}
	slices.Sort(n.sorted)
	for _, k := range n.sorted {
		n.lengths = append(n.lengths, utf8.RuneCountInString(k))
		n.letters = append(n.letters, letterSet(k))
	}
	return n
}

// meant answers the value of the name nearest to key: equal, or with the fewest typing slips, at most about one in four letters; ties go to
// the first name in order. It answers "" when none is near. Every row of a bad file may ask: what cannot be near is told by its length and letters, before it is measured.
func (n names) meant(key string) string {
	if v, ok := n.values[key]; ok || key == "" {
		return v
	}
	length := utf8.RuneCountInString(key)
	if length < 4 {
		return ""
	}
	best, least, set := "", min((length+2)/4, 4)+1, letterSet(key)
	for i, k := range n.sorted {
		if d := n.lengths[i] - length; d >= least || -d >= least {
			continue
		}
		if bits.OnesCount64(set&^n.letters[i]) >= least || bits.OnesCount64(n.letters[i]&^set) >= least {
			continue
		}
		if d := levenshtein.ComputeDistance(key, k); d < least {
			best, least = k, d
		}
	}
	return n.values[best]
}

// letterSet is a set of the letters of s, 64 baskets of them.
func letterSet(s string) (set uint64) {
	for _, r := range s {
		set |= 1 << (r % 64)
	}
	return set
}

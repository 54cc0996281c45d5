package match

import (
	"slices"
	"strings"
)

// directions tell parts of a town, and so sisters.
var directions = set(`north south east west northeast northwest southeast southwest upper lower`)

// setApart reports whether two names, however alike, are more likely of sisters or strangers than of one organization: by a number that
// only one has, by other letters or directions (Trust A and Trust B, LA Fitness and OC Fitness, North Side and South Side), or by a word that is a
// legal form elsewhere.
func setApart(a, b name, countries ...string) bool {
	differ, missing := numbersDiffer(a.numbers, b.numbers)
	return a.whole != b.whole && (differ+missing > 0 || lacks(a.sisters, b.sisters) && lacks(b.sisters, a.sisters) ||
		lacks(doubts(a, countries), b.written) || lacks(doubts(b, countries), a.written))
}

// sisters are the words of a name that tell it from one like it.
func sisters(words []string) (found []string) {
	for i, w := range words {
		side := strings.TrimSuffix(concept(w), "ern")
		initials := len(w) == 1 || len(w) == 2 && stops[w] && (i == 0 || i == len(words)-1)
		if !isNumber(w) && (initials || directions[side]) {
			found = append(found, side)
		}
	}
	return found
}

// doubts are the words at the ends of a name that may be taken for legal forms and are none in the countries.
func doubts(n name, countries []string) (words []string) {
	if len(n.words) < 2 {
		return nil
	}
	first, last := n.words[0].text, n.words[len(n.words)-1].text
	if country, ok := doubtfulInFront[first]; ok && !slices.Contains(countries, country) || behindOnly[first] {
		words = append(words, first)
	}
	if country, ok := doubtfulBehind[last]; ok && !slices.Contains(countries, country) {
		words = append(words, last)
	}
	return words
}

// lacks reports whether a word is not among the others.
func lacks(words, others []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return !slices.Contains(others, w) })
}

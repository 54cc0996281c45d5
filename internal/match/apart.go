package match

import (
	"cmp"
	"slices"
	"strings"
)

// sides tell parts of a town, and so sisters.
var sides = table(`
north: north nord norte
south: south sud sued sur
east: east ost est este
west: west ouest oeste ovest
northeast: northeast ne nordost nordest noreste nordeste
northwest: northwest nw nordwest noroeste
southeast: southeast se sudost sudest sureste sudeste
southwest: southwest sw sudwest sudouest suroeste sudoeste
upper: upper
lower: lower
`)

// setApart reports whether two names, however alike, are more likely of sisters or strangers than of one organization: by a number that
// only one has, by other letters or directions (Trust A and Trust B, LA Fitness and OC Fitness, North Side and South Side), or by a word that is a
// legal form elsewhere.
func setApart(a, b name, countries ...string) bool {
	return a.whole != b.whole && (lacks(a.numbers, b.numbers) || lacks(b.numbers, a.numbers) || lacks(a.sisters, b.sisters) && lacks(b.sisters, a.sisters) ||
		lacks(doubts(a, countries), b.written) || lacks(doubts(b, countries), a.written))
}

// sisters are the words of a name that tell it from one like it.
func sisters(words []string) (found []string) {
	for i, w := range words {
		initials := len(w) == 1 || len(w) == 2 && stops[w] && (i == 0 || i == len(words)-1)
		side := cmp.Or(sides[w], sides[strings.TrimSuffix(concept(w), "ern")])
		switch {
		case isNumber(w):
		case side != "":
			found = append(found, side)
		case initials || w[0] >= '0' && w[0] <= '9': // Unit 12A is not Unit 12B
			found = append(found, w)
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
	if country, ok := doubtfulInFront[first]; ok && !slices.Contains(countries, country) || (forms[first] || behindOnly[first]) && !frontForms[first] {
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

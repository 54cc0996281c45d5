package match

import "strings"

// A feature is one fact of a comparison, 0..1. The weights of those for are positive and of those against negative,
// so a field that starts to agree never lowers a score.
const (
	nameExact = iota
	nameJoined
	nameCovered   // the share of the weight of the words that both have, in the name that has more besides
	nameContained // and in the other
	nameGrams     // likeness by letters
	nameEvidence  // how much the shared words tell by their rarity
	acronym
	numberDiffers
	streetExact
	streetLike
	houseSame
	houseDiffers
	citySame
	cityDiffers
	postalSame
	postalNear
	postalDiffers
	countrySame
	countryDiffers
	phoneSame
	phoneDiffers
	featureCount
)

type features [featureCount]float64

// weighting holds the constant in front.
type weighting struct {
	base float64
	of   features
}

func (w weighting) dot(f features) float64 {
	sum := w.base
	for i, v := range f {
		sum += w.of[i] * v
	}
	return sum
}

// weights are log-odds, rounded from two fits, each on one half of a labelled register and measured on the other half.
// What that register could not teach (numbers and phones that differ) is set by hand, and what it overstates is damped.
var weights = weighting{base: -5.5, of: features{
	nameExact: 0.6, nameJoined: 0.6, nameCovered: 2, nameContained: 2.3, nameGrams: 2, nameEvidence: 1.3, acronym: 5.5, numberDiffers: -1.5,
	streetExact: 2, streetLike: 1.5, houseSame: 0.2, houseDiffers: -2.5, citySame: 1.1, cityDiffers: -2.8,
	postalSame: 0.9, postalNear: 0.1, postalDiffers: -0.2, countrySame: 0.3, countryDiffers: -2, phoneSame: 1.8, phoneDiffers: -0.3,
}}

func comparePlaces(f *features, a, b prepared) {
	if a.street.key != "" && b.street.key != "" {
		f[streetExact] = truth(a.street.key == b.street.key)
		f[streetLike] = likeness(a.street.words, b.street.words)
		if a.street.house != "" && b.street.house != "" {
			f[houseSame] = truth(a.street.house == b.street.house)
			f[houseDiffers] = 1 - f[houseSame]
		}
	}
	if a.city != "" && b.city != "" {
		near := misspelled(a.city, b.city) || within(a.city, b.city) || within(b.city, a.city)
		f[citySame], f[cityDiffers] = truth(near), truth(!near)
	}
	if a.postal != "" && b.postal != "" {
		f[postalSame] = truth(a.postal == b.postal)
		if near := cut(a.postal, 3) == cut(b.postal, 3) || misspelled(a.postal, b.postal); f[postalSame] == 0 {
			f[postalNear], f[postalDiffers] = truth(near), truth(!near)
		}
	}
	if a.country != "" && b.country != "" {
		f[countrySame], f[countryDiffers] = truth(a.country == b.country), truth(a.country != b.country)
	}
	if a.phone != "" && b.phone != "" {
		f[phoneSame] = truth(samePhone(a.phone, b.phone))
		f[phoneDiffers] = 1 - f[phoneSame]
	}
}

// misspelled reports whether two texts are the same but for a typing mistake, or for two in long ones.
func misspelled(a, b string) bool {
	switch n := min(len(a), len(b)); {
	case n > 7:
		return distance(a, b) <= 2
	case n > 4:
		return distance(a, b) <= 1
	}
	return a == b
}

// within reports whether all words of a city stand at either end of another: Ixtlahuaca, Ixtlahuaca de Rayón.
func within(a, b string) bool {
	return strings.HasPrefix(b, a+" ") || strings.HasSuffix(b, " "+a)
}

// reasons names the features that a person would name.
func reasons(f features) []Reason {
	var out []Reason
	say := func(r Reason, when bool) {
		if when {
			out = append(out, r)
		}
	}
	say(NameExact, f[nameExact] == 1)
	say(NameSimilar, f[nameExact] == 0 && (f[nameCovered] >= 0.4 || f[nameContained] >= 0.8 || f[nameGrams] >= 0.5 || f[nameJoined] == 1))
	say(Acronym, f[acronym] >= 0.5)
	say(AddressExact, f[streetExact] == 1)
	say(AddressSimilar, f[streetExact] == 0 && f[streetLike] >= 0.5)
	say(City, f[citySame] == 1)
	say(PostalCode, f[postalSame] == 1)
	say(Country, f[countrySame] == 1)
	say(Phone, f[phoneSame] == 1)
	say(DifferentCity, f[cityDiffers] == 1)
	say(DifferentCountry, f[countryDiffers] == 1)
	say(DifferentNumber, f[numberDiffers] == 1 || f[houseDiffers] == 1 && f[streetLike] >= 0.5)
	return out
}

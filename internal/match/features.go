package match

import "strings"

// A feature is one fact of a comparison, 0..1. The weights of those for are positive and of those against negative,
// so a field that starts to agree never lowers a score.
const (
	nameExact = iota
	nameJoined
	nameCovered     // the share of the weight of the words that both have, in the name that has more besides
	nameMostCovered // how far that is more than half
	nameContained   // the share in the other name
	nameGrams       // likeness by letters
	nameEvidence    // how much the shared words tell by their rarity
	nameRare        // how rare the rarest word is that both have
	nameLead        // how rare the first word is when both have it
	nameConflict    // how much either name says that the other does not
	kindDiffers     // a university and its hospital
	rareContained   // a name with a rare word that the other name holds whole
	aloneThere      // how few organizations of the city have the word that both have
	acronym
	acronymLoose  // made of the letters of the name, not of the first ones alone
	acronymRare   // how rare those initials are in that country
	acronymInCity // and in a city that is small
	numberDiffers
	numberMissing
	streetExact
	streetLike
	streetRare // how few have that house
	streetDiffers
	houseSame
	houseDiffers // in a street that is alike
	citySame
	cityRare // how small the city is
	cityDiffers
	commonElsewhere // another city or street, and no rare name that could have moved there
	postalSame
	postalRare
	postalNear
	postalDiffers
	countrySame
	countryDiffers
	phoneSame
	phoneDiffers
	featureCount
)

func (s *Scorer) comparePlaces(f *Features, a, b prepared) {
	if a.street.key != "" && b.street.key != "" {
		f[streetExact] = truth(a.street.key == b.street.key)
		f[streetLike] = max(truth(same(a.street.door, b.street.door)), likeness(a.street.words, b.street.words), overlap(a.streetGrams, b.streetGrams))
		f[streetRare] = max(f[streetExact], f[streetLike]) * s.freq.rarity(a.street.block(), b.street.block())
		f[streetDiffers] = max(0, 1-2*f[streetLike])
		if a.street.house != "" && b.street.house != "" {
			f[houseSame] = truth(a.street.house == b.street.house) * f[streetLike]
			f[houseDiffers] = truth(a.street.house != b.street.house) * f[streetLike]
		}
	}
	if a.city != "" && b.city != "" {
		near := misspelled(a.city, b.city) || a.town == b.town || within(a.city, b.city) || within(b.city, a.city)
		f[citySame], f[cityDiffers] = truth(near), truth(!near)
		f[cityRare] = f[citySame] * s.freq.rarity(placeKey(cityPlace(a.city)), placeKey(cityPlace(b.city)))
	}
	if a.postal != "" && b.postal != "" {
		f[postalSame] = truth(a.postal == b.postal)
		f[postalRare] = f[postalSame] * s.freq.rarity("o:"+a.postal, "o:"+b.postal)
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

// combine adds the features that take the name and the place together.
func combine(f *Features) {
	f[rareContained] = f[nameRare] * f[nameContained]
	f[commonElsewhere] = (1 - max(f[rareContained], f[nameLead])) * max(f[cityDiffers], f[streetDiffers])
	f[acronymInCity] = f[acronymRare] * f[cityRare]
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

// reasons names what a person would name.
func reasons(f Features, a, b prepared) []Reason {
	sameHouse := f[streetExact] == 1 || same(a.street.door, b.street.door)
	inStreet := f[streetLike] >= 0.5 && sameStreet(a.street, b.street)
	var out []Reason
	say := func(r Reason, when bool) {
		if when {
			out = append(out, r)
		}
	}
	say(NameExact, f[nameExact] == 1)
	say(NameSimilar, f[nameExact] == 0 && (f[nameCovered] >= 0.4 || f[nameContained] >= 0.8 || f[nameGrams] >= 0.5 || f[nameJoined] == 1))
	say(Acronym, f[acronym] >= 0.5 || f[acronymLoose] >= 0.5)
	say(AddressExact, sameHouse)
	say(AddressSimilar, inStreet && !sameHouse)
	say(City, f[citySame] == 1)
	say(PostalCode, f[postalSame] == 1)
	say(Country, f[countrySame] == 1)
	say(Phone, f[phoneSame] == 1)
	say(DifferentCity, f[cityDiffers] == 1)
	say(DifferentCountry, f[countryDiffers] == 1)
	say(DifferentNumber, f[numberDiffers] == 1 || f[houseDiffers] > 0 && inStreet)
	return out
}

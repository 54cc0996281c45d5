package match

import (
	"cmp"
	"slices"
	"strings"
)

// street is a street address, normalised: the words of all its lines, those with the house first, and the first number as the house
// number.
type street struct {
	words []string
	key   string
	house string
	door  string // the house number and the street without what kind of street it is, nor a unit in the house
}

func parseStreet(lines []string) street {
	var s street
	for _, w := range slices.Concat(streetLines(lines)...) {
		if c, ok := synonyms[w]; ok {
			w = c
		}
		w = streetWord(w)
		if w == "and" {
			continue
		}
		if s.house == "" && w[0] >= '0' && w[0] <= '9' {
			s.house = w
		}
		if len(s.words) < maxWords {
			s.words = append(s.words, w)
		}
	}
	s.key = strings.Join(s.words, " ")
	s.door = s.toDoor()
	return s
}

// streetLines are the words of each line, in an order that is not the one in which they were entered.
func streetLines(lines []string) [][]string {
	var out [][]string
	for _, line := range lines {
		if words := split(line); len(words) > 0 {
			out = append(out, words)
		}
	}
	slices.SortFunc(out, func(a, b []string) int { return cmp.Or(cmp.Compare(lineRank(a), lineRank(b)), slices.Compare(a, b)) })
	return out
}

// lineRank is 0 for a line with a house number, 1 for a unit in a house, a name or a building.
func lineRank(words []string) int {
	first := cmp.Or(synonyms[words[0]], words[0])
	if units[first] || !slices.ContainsFunc(words, func(w string) bool { return w[0] >= '0' && w[0] <= '9' }) {
		return 1
	}
	return 0
}

// streetWord unifies how the kind of a street is written at the end of its name: Lindenstraße and Lindenstr.
func streetWord(w string) string {
	for _, end := range []string{"strasse", "straat"} {
		if name, ok := strings.CutSuffix(w, end); ok && len(name) > 2 {
			return name + "str"
		}
	}
	return w
}

// sameStreet reports whether two addresses name one street, wherever in it.
func sameStreet(a, b street) bool {
	return likeness(a.naming(), b.naming()) > 0.5 || overlap(trigrams(strings.Join(a.naming(), "")), trigrams(strings.Join(b.naming(), ""))) >= 0.5
}

// naming are the words that a street is named by: all but the house number, the kind of street and units in the house.
func (s street) naming() []string {
	var out []string
	for i, w := range s.words {
		if i > 0 && s.unitAt(i) {
			break
		}
		if !commonInStreets[w] && (w != s.house || slices.Contains(s.words[:i], w)) {
			out = append(out, w)
		}
	}
	return out
}

// toDoor returns the door: what stands from the number on, up to a unit; "" without a number or a name.
func (s street) toDoor() string {
	at := slices.Index(s.words, s.house)
	if s.house == "" || at < 0 {
		return ""
	}
	door := s.house
	for i, w := range s.words[at+1:] {
		if s.unitAt(at + 1 + i) {
			break
		}
		if !commonInStreets[w] && len(w) > 1 {
			door += " " + w
		}
	}
	if door == s.house {
		return ""
	}
	return door
}

// unitAt reports whether a unit in the house begins there: Suite 4, or 17th Floor.
func (s street) unitAt(i int) bool {
	return units[s.words[i]] || isNumber(s.words[i]) && i+1 < len(s.words) && units[s.words[i+1]]
}

// anchor returns the first word of the street that names it: what a house number is blocked with.
func (s street) anchor() string {
	for _, w := range s.words {
		if len(w) > 2 && w != s.house && !commonInStreets[w] {
			return w
		}
	}
	return ""
}

// block is the key that a house number is blocked with: "" without a number or a name.
func (s street) block() string {
	anchor := s.anchor()
	if s.house == "" || anchor == "" {
		return ""
	}
	return cut("a:"+s.house+" "+cut(anchor, 5), MaxKeyLength)
}

// cityPlace is the place that keys name a city by, of its normal form.
func cityPlace(city string) string { return cut(strings.ReplaceAll(city, " ", ""), 8) }

// placeKey is the key of a town, or of the country where there is none.
func placeKey(place string) string { return cut("g:"+place, MaxKeyLength) }

var units = set("suite floor unit room apt building box level office")

var commonInStreets = set(`avenue building boulevard floor highway lane north parkway place plaza road room south square suite street east west
	unit box the no number apt rue via calle der`)

// CityKey returns the normal form of a city's name.
func CityKey(city string) string {
	var words []string
	for _, w := range split(city) {
		if c, ok := synonyms[w]; ok && len(w) > 1 {
			w = c
		}
		if !stops[w] && w != "city" && !isNumber(w) {
			words = append(words, w)
		}
	}
	if len(words) == 0 {
		return cutWords(Fold(city), 60)
	}
	return cutWords(strings.Join(words, " "), 60)
}

// town is a city in its normal form with words of other languages in English: Köln and Cologne are one town, and never exactly the same.
func town(city string) string {
	words := strings.Fields(city)
	for i, w := range words {
		words[i] = concept(w)
	}
	return strings.Join(words, " ")
}

// PostalKey returns the normal form of a postal code: letters and digits, without the four digits that an American one may add.
func PostalKey(code string) string {
	if base, more, ok := strings.Cut(strings.TrimSpace(code), "-"); ok && len(base) == 5 && len(more) == 4 {
		code = base
	}
	return cut(strings.Join(split(code), ""), 12)
}

// CountryKey returns the normal form of a country's code.
func CountryKey(country string) string { return cut(strings.Join(split(country), ""), 60) }

// phoneDigits returns the digits of a phone number, without zeros in front.
func phoneDigits(phone string) string {
	digits := strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, cut(phone, 40))
	if digits = strings.TrimLeft(digits, "0"); len(digits) < 7 {
		return ""
	}
	return digits
}

// samePhone allows for a country or area code that only one of them has. The beginning of a number is not that number: who may ask
// could read another's digit by digit.
func samePhone(a, b string) bool {
	return a != "" && b != "" && (strings.HasSuffix(a, b) || strings.HasSuffix(b, a))
}

// likeness of two lists of words, 0..1: twice what they share over what they have.
func likeness(a, b []string) float64 {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	rest, shared := slices.Clone(b), 0
	for _, w := range a {
		if i := slices.Index(rest, w); i >= 0 {
			rest = slices.Delete(rest, i, i+1)
			shared++
		}
	}
	return 2 * float64(shared) / float64(len(a)+len(b))
}

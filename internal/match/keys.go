package match

import (
	"cmp"
	"slices"
)

// KeysVersion is raised whenever Keys or NameKey gives a party others than before: organizations that are stored get theirs anew.
const KeysVersion = 3

// Bounds of what Keys returns, and what a search may take from it.
const (
	MaxKeys      = 64   // keys of one party
	MaxKeyLength = 40   // runes of one key
	MaxHits      = 4000 // rows of the key table that one search reads
	MaxShortlist = 200  // candidates that one search loads and scores
)

// Keys returns the blocking keys of a party, sorted and distinct: valid UTF-8, at most MaxKeys of at most MaxKeyLength
// runes. Two parties that are the same share some of them whatever is misspelled in the one place or the other:
//
//	n the whole name        h e its first and last letters      w a word          c a word in that city or country
//	i initials in a country a house number and street           z house and postal code
//	p phone                 y the start of a word in a postal code   s the first consonants
//	f the first letter there                g the city and o the postal code, which only a small one makes rare enough
//
// Stored and asked parties have the same keys; the count of "w" keys also tells how rare a word is (Frequencies).
func Keys(p Party) []string {
	var keys []string
	put := func(key string) {
		if len(keys) < 4*MaxKeys && key != "" {
			keys = append(keys, cut(key, MaxKeyLength))
		}
	}
	add := func(kind, rest string) {
		if rest != "" {
			put(kind + ":" + rest)
		}
	}
	country, postal := CountryKey(p.Country), PostalKey(p.PostalCode)
	place := cmp.Or(cityPlace(CityKey(p.City)), country)
	// Keys of places come first: they are few, and the bound must not cost them.
	s := parseStreet(p.Street)
	put(s.block())
	if s.house != "" && postal != "" {
		add("z", s.house+" "+postal)
	}
	if digits := phoneDigits(p.Phone); digits != "" {
		add("p", digits[len(digits)-7:])
	}
	add("o", postal)
	if place != "" {
		put(placeKey(place))
	}
	names := partyNames(p)
	for _, n := range names { // before the rest of any: each name finds the party as a whole
		add("n", cmp.Or(n.joined, n.key))
	}
	for _, n := range names {
		if len(n.words) == 0 { // signs only
			continue
		}
		if bones := skeleton(n.joined); len(bones) > 2 {
			add("s", bones)
		}
		if len(n.joined) > 6 {
			add("h", n.joined[:6])
			add("e", n.joined[len(n.joined)-6:])
		}
		for _, in := range n.initials {
			if len(in) > 2 {
				put(initialsKey(in, country))
			}
		}
		for _, w := range n.words {
			add("w", w.stem)
			if len(n.words) <= 3 && len(w.text) > 2 && len(w.text) <= 7 {
				put(initialsKey(w.text, country))
			}
			if place != "" {
				put(wordThere(w.skeleton, place))
				if w.concept != w.text {
					put(wordThere(w.conceptSkeleton, place))
				}
			}
			if postal != "" {
				add("y", cut(w.text, 4)+"@"+postal)
			}
		}
		if place != "" {
			add("f", n.words[0].text[:1]+"@"+place)
		}
	}
	keys = distinct(keys)
	keys = keys[:min(len(keys), MaxKeys)]
	slices.Sort(keys)
	return keys
}

// initialsKey is the key of initials in a country.
func initialsKey(initials, country string) string {
	return cut("i:"+initials+"@"+country, MaxKeyLength)
}

// wordThere is the key of a word in a place.
func wordThere(skeleton, place string) string {
	return cut("c:"+skeleton+"@"+place, MaxKeyLength)
}

// distinct drops repetitions, keeping the order.
func distinct(list []string) []string {
	seen := make(map[string]bool, len(list))
	return slices.DeleteFunc(list, func(s string) bool {
		defer func() { seen[s] = true }()
		return seen[s]
	})
}

// SelectKeys returns the keys to look up, rarest first, as long as the organizations behind them are at most limit
// rows together. Keys that nobody has are left out, and so are those too common to tell anything.
func SelectKeys(keys []string, counts map[string]int, limit int) []string {
	known := slices.DeleteFunc(slices.Clone(keys), func(k string) bool { return counts[k] <= 0 })
	slices.SortFunc(known, func(a, b string) int {
		return cmp.Or(cmp.Compare(counts[a], counts[b]), cmp.Compare(a, b))
	})
	rows := 0
	for i, k := range known {
		if rows += counts[k]; rows > limit {
			return known[:i]
		}
	}
	return known
}

// Hit is a row of the key table.
type Hit struct {
	Key          string
	Organization int64
}

// Shortlist returns the organizations that share most with the query, at most limit of them, in order of id. A key
// speaks the louder the fewer have it.
func Shortlist(hits []Hit, freq Frequencies, limit int) []int64 {
	hits = slices.Clone(hits)
	slices.SortFunc(hits, func(a, b Hit) int { return cmp.Compare(a.Key, b.Key) }) // sums of floats depend on their order
	weights, of := make(map[int64]float64), 0.0
	for i, h := range hits {
		if i == 0 || h.Key != hits[i-1].Key {
			of = freq.keyWeight(h.Key)
		}
		weights[h.Organization] += of
	}
	type weighted struct {
		id     int64
		weight float64
	}
	list := make([]weighted, 0, len(weights))
	for id, weight := range weights {
		list = append(list, weighted{id, weight})
	}
	slices.SortFunc(list, func(a, b weighted) int { return cmp.Or(cmp.Compare(b.weight, a.weight), cmp.Compare(a.id, b.id)) })
	ids := make([]int64, min(len(list), max(limit, 0)))
	for i := range ids {
		ids[i] = list[i].id
	}
	slices.Sort(ids)
	return ids
}

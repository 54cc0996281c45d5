package locale

import (
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/Boostport/address"
)

// region is a first-level part of a country: state, province, prefecture, emirate.
type region struct {
	code  string // ISO 3166-2 without the country
	local string // its name in the country's own language
	latin string // its name in Latin letters
	coded bool   // addresses there are posted with the code
}

// posted answers the region as an address writes it.
func (r *region) posted(latin bool) string {
	switch {
	case r.coded:
		return r.code
	case latin:
		return r.latin
	}
	return r.local
}

// regions are those of one country; empty when its addresses name none, or none is listed.
type regions struct {
	list []*region          // by name in Latin letters
	keys map[string]*region // by folded code and name, in every language there is, and by regionKey of the names
}

// codedIn are the countries that post the code instead of the name, by Google's keys of their regions.
var codedIn = []string{"AU", "BR", "CA", "IT", "US"}

func newRegions(country string, data address.CountryData) regions {
	rs := regions{keys: map[string]*region{}}
	called := map[*region][]string{}
	for _, area := range slices.Concat(data.AdministrativeAreas[data.DefaultLanguage], newerRegions[country]) {
		r := &region{code: area.ID, local: area.Name, latin: area.Name, coded: slices.Contains(codedIn, country)}
		for _, language := range slices.Sorted(maps.Keys(data.AdministrativeAreas)) {
			called[r] = append(called[r], areaName(data.AdministrativeAreas[language], r.code))
		}
		if !isLatin(r.latin) {
			r.latin = areaName(data.AdministrativeAreas["en"], r.code)
		}
		if name, ok := shorterName[country+"-"+r.code]; ok {
			r.latin = name
		}
		called[r] = append(called[r], r.local, r.latin)
		called[r] = append(called[r], otherNames[country+"-"+r.code]...)
		rs.list = append(rs.list, r)
	}
	slices.SortFunc(rs.list, func(a, b *region) int { return strings.Compare(Fold(a.latin), Fold(b.latin)) })
	for _, key := range []func(string) string{Fold, regionKey} { // "Moscow" is the city before it is short for Moscow Oblast
		for _, r := range rs.list {
			for _, name := range append(called[r], r.code, country+"-"+r.code) {
				if k := key(name); k != "" && rs.keys[k] == nil {
					rs.keys[k] = r
				}
			}
		}
	}
	return rs
}

func areaName(areas []address.AdministrativeAreaData, id string) string {
	for _, a := range areas {
		if a.ID == id {
			return a.Name
		}
	}
	return ""
}

// find answers the region by its code ("CA", "US-CA") or its name in a listed language.
func (rs regions) find(input string) (r *region, ok bool) {
	if len(rs.list) == 0 || input == "" {
		return nil, false
	}
	if r, ok = rs.keys[Fold(input)]; !ok {
		r, ok = rs.keys[regionKey(input)]
	}
	return r, ok
}

// suggest answers the region that was probably meant, or nil.
func (rs regions) suggest(input string) *region {
	values := map[string]string{}
	for k := range rs.keys {
		values[k] = k
	}
	return rs.keys[newNames(values).meant(regionKey(input))]
}

// regionKey folds a name and leaves out punctuation, blanks and the words that only say what kind of region it is.
func regionKey(name string) string {
	words := strings.FieldsFunc(Fold(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsMark(r) && !unicode.IsDigit(r) })
	kept := slices.DeleteFunc(slices.Clone(words), func(w string) bool { return slices.Contains(kindWords, w) })
	if len(kept) == 0 {
		kept = words
	}
	return strings.Join(kept, "")
}

var kindWords = strings.Fields(`
	and autonomous avtonomnaya avtonomnyy city co county department do emirate fu governorate ken krai kray metropolis metropolitan municipality
	obl oblast of okrug parish prefecture prov province region republic republits respublika shi sheng si special state the to zizhiqu`)

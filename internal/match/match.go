// Package match tells whether an organization that somebody enters is one that is already registered.
//
// It is pure: one normaliser for what is stored and what is asked, keys that find candidates, and a score that
// explains itself. A search over a table match_key(key, organization) with a plain B-tree takes three statements:
//
//  1. the counts of Keys(query), and the number of organizations: a Frequencies;
//  2. the organizations behind SelectKeys(keys, counts, MaxHits), as Hits, which Shortlist narrows;
//  3. the parties of the shortlist, each given to Scorer.Score; Best orders and cuts.
//
// Nothing here depends on the order in which a database answers, so every database gives the same candidates,
// order and scores.
package match

import (
	"cmp"
	"slices"
)

// Party is an organization as entered or as stored. Any field may be empty; an empty one says nothing.
type Party struct {
	Name       string
	Aliases    []string // further and former names
	Street     []string // lines of the street address
	City       string
	Region     string // not compared: registers spell it too differently
	PostalCode string
	Country    string // ISO 3166-1 alpha-2
	Phone      string
}

// Reason is a fact of one comparison, for or against; the values are those of the API's MatchReason.
type Reason string

// The reasons, in the order in which a Result lists them.
const (
	NameExact        Reason = "NAME_EXACT" // the same normalised name, or an alias's
	NameSimilar      Reason = "NAME_SIMILAR"
	Acronym          Reason = "ACRONYM"       // one name is the other's initials
	AddressExact     Reason = "ADDRESS_EXACT" // the same street and house number
	AddressSimilar   Reason = "ADDRESS_SIMILAR"
	City             Reason = "CITY"
	PostalCode       Reason = "POSTAL_CODE"
	Country          Reason = "COUNTRY"
	Phone            Reason = "PHONE"
	DifferentCity    Reason = "DIFFERENT_CITY"
	DifferentCountry Reason = "DIFFERENT_COUNTRY"
	DifferentNumber  Reason = "DIFFERENT_NUMBER" // in the name, or the house number in the same street
)

// Cut-offs of a score. What scores below PossibleScore is not shown: docs/matching.md tells how much of it is noise.
const (
	LikelyScore   = 0.90
	PossibleScore = 0.65
)

// Result is one comparison. The score grows with every field that agrees and falls with every one that differs.
type Result struct {
	Score      float64 // 0..1
	Exact      bool    // see Exact; then LikelySame too
	LikelySame bool    // Score >= LikelyScore, and nothing in the names that sets them apart: Store 12 is not Store 13
	Reasons    []Reason
}

// Candidate is a registered organization with what came of comparing it.
type Candidate struct {
	ID int64
	Result
}

// Best returns the candidates worth showing, best first, at most limit. It reorders its argument.
func Best(candidates []Candidate, limit int) []Candidate {
	return Rank(slices.DeleteFunc(candidates, func(c Candidate) bool { return c.Score < PossibleScore }), limit)
}

// Rank returns the candidates best first (score descending, then id), at most limit. It reorders its argument.
func Rank(candidates []Candidate, limit int) []Candidate {
	slices.SortFunc(candidates, func(a, b Candidate) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.ID, b.ID))
	})
	return candidates[:min(max(limit, 0), len(candidates))]
}

// Exact reports whether two parties are the same beyond a reviewer's doubt: the same normalised name and country, and
// the same postal code or else the same city. An empty part equals nothing. Aliases do not
// count. NameKey, CountryKey, PostalKey and CityKey are the parts, for who wants to look them up.
func Exact(a, b Party) bool {
	a.Aliases, b.Aliases = nil, nil
	return exact(prepare(a), prepare(b))
}

func exact(a, b prepared) bool {
	return same(a.names[0].key, b.names[0].key) && same(a.country, b.country) &&
		(same(a.postal, b.postal) || same(a.city, b.city))
}

func same(a, b string) bool { return a != "" && a == b }

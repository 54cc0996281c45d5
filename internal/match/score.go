package match

import (
	"math"
	"slices"
)

// Scorer compares one query with many candidates.
type Scorer struct {
	query prepared
	freq  Frequencies
}

// NewScorer prepares the query once.
func NewScorer(query Party, freq Frequencies) *Scorer {
	return &Scorer{query: prepare(query), freq: freq}
}

// Score compares two parties; see Scorer for one query and many candidates. It is symmetric for equal frequencies.
func Score(query, candidate Party, freq Frequencies) Result {
	return NewScorer(query, freq).Score(candidate)
}

// Score compares the query with one candidate.
func (s *Scorer) Score(candidate Party) Result {
	c := prepare(candidate)
	f := s.compare(c)
	sum := weights.dot(f)
	score := math.Round(1e6/(1+math.Exp(-sum))) / 1e6
	exact := exact(s.query, c)
	if exact {
		score = max(score, LikelyScore)
	}
	return Result{Score: score, Exact: exact, LikelySame: score >= LikelyScore, Reasons: reasons(f)}
}

// prepared is a party, normalised.
type prepared struct {
	names                 []name // the name, then the aliases
	grams                 [][]uint32
	street                street
	city, postal, country string
	phone                 string
}

// maxNames bounds the names of a party that are compared.
const maxNames = 16

func prepare(p Party) prepared {
	out := prepared{
		street: parseStreet(p.Street), city: CityKey(p.City), postal: PostalKey(p.PostalCode),
		country: CountryKey(p.Country), phone: phoneDigits(p.Phone),
	}
	for i, text := range append([]string{p.Name}, p.Aliases...) {
		if n := parseName(text); (n.key != "" || i == 0) && len(out.names) < maxNames {
			out.names = append(out.names, n)
			out.grams = append(out.grams, trigrams(n.joined))
		}
	}
	return out
}

// compare takes the pair of names that speaks most for the two being the same, and adds the rest.
func (s *Scorer) compare(c prepared) features {
	var best features
	found := math.Inf(-1)
	for i, a := range s.query.names {
		for j, b := range c.names {
			f := s.compareNames(a, b, overlap(s.query.grams[i], c.grams[j]))
			if sum := weights.dot(f); sum > found {
				best, found = f, sum
			}
		}
	}
	comparePlaces(&best, s.query, c)
	return best
}

func (s *Scorer) compareNames(a, b name, grams float64) features {
	var f features
	if a.key == "" || b.key == "" {
		return f
	}
	f[nameExact] = truth(a.key == b.key)
	f[nameJoined] = truth(same(a.joined, b.joined))
	f[nameGrams] = grams
	pairs := align(a.words, b.words)
	var matched float64
	for _, p := range pairs {
		matched += p.sim * min(s.freq.wordWeight(p.a), s.freq.wordWeight(p.b))
	}
	inA, inB := matched/max(s.total(a), matched, 1e-9), matched/max(s.total(b), matched, 1e-9)
	f[nameCovered], f[nameContained] = min(inA, inB), max(inA, inB)
	f[nameEvidence] = min(matched/20, 1)
	// What the words explain already is not told a second time, so no abbreviation outdoes the name itself.
	f[acronym] = max(abbreviates(a, b), abbreviates(b, a)) * (1 - f[nameCovered])
	f[numberDiffers] = numbersDiffer(a.numbers, b.numbers)
	return f
}

func (s *Scorer) total(n name) float64 {
	var sum float64
	for _, w := range n.words {
		sum += s.freq.wordWeight(w.text)
	}
	return sum
}

// numbersDiffer is 1 when both names have numbers and share none, 1/2 when only one has any.
func numbersDiffer(a, b []string) float64 {
	switch {
	case len(a) == 0 && len(b) == 0:
		return 0
	case len(a) == 0 || len(b) == 0:
		return 0.5
	case slices.ContainsFunc(a, func(n string) bool { return slices.Contains(b, n) }):
		return 0
	}
	return 1
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

package match

import (
	"math"
	"slices"
	"strings"
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
	f, apart := s.compare(c)
	score := math.Round(1e9/(1+math.Exp(-weights.Sum(f)))) / 1e9
	exact := exact(s.query, c)
	if exact {
		score = max(score, LikelyScore)
	}
	return Result{Score: score, Exact: exact, LikelySame: exact || score >= LikelyScore && !apart, Reasons: reasons(f, s.query, c)}
}

// Features compares the query with one candidate, for training.
func (s *Scorer) Features(candidate Party) Features {
	f, _ := s.compare(prepare(candidate))
	return f
}

// prepared is a party, normalised.
type prepared struct {
	names           []name // the name, then the aliases
	grams           [][]uint32
	street          street
	city, town      string // CityKey, and the same in English
	postal, country string
	phone           string
	streetGrams     []uint32
}

// maxNames bounds the names of a party that are compared and give keys.
const maxNames = 16

func prepare(p Party) prepared {
	out := prepared{
		street: parseStreet(p.Street), city: CityKey(p.City), postal: PostalKey(p.PostalCode),
		country: CountryKey(p.Country), phone: phoneDigits(p.Phone),
	}
	out.town = town(out.city)
	out.streetGrams = trigrams(strings.ReplaceAll(out.street.key, " ", ""))
	out.names = partyNames(p)
	for _, n := range out.names {
		out.grams = append(out.grams, trigrams(n.joined))
	}
	return out
}

// partyNames are the names of a party that count: its own, and the first further ones that are not blank.
func partyNames(p Party) (names []name) {
	for i, text := range append([]string{p.Name}, p.Aliases...) {
		if n := parseName(text); (n.key != "" || i == 0) && len(names) < maxNames {
			names = append(names, n)
		}
	}
	return names
}

// compare takes the pair of names that, with the places, speaks most for the two being the same. It also reports whether that pair sets the two
// apart.
func (s *Scorer) compare(c prepared) (best Features, apart bool) {
	var places Features
	s.comparePlaces(&places, s.query, c)
	found := math.Inf(-1)
	for i, a := range s.query.names {
		for j, b := range c.names {
			f := places
			s.compareNames(&f, a, b, overlap(s.query.grams[i], c.grams[j]), s.query, c)
			combine(&f)
			if sum := weights.Sum(f); sum > found {
				best, found = f, sum
				apart = setApart(a, b, s.query.country, c.country)
			} else if sum == found { // whichever comes first
				apart = apart && setApart(a, b, s.query.country, c.country)
			}
		}
	}
	return best, apart
}

func (s *Scorer) compareNames(f *Features, a, b name, grams float64, p, q prepared) {
	if a.key == "" || b.key == "" {
		return
	}
	f[nameExact] = truth(a.key == b.key)
	f[nameJoined] = truth(same(a.joined, b.joined))
	f[nameGrams] = grams
	var inA, inB, rare float64
	for _, r := range align(a, b) {
		wa, wb := s.total(a.words[r.a:r.aEnd]), s.total(b.words[r.b:r.bEnd])
		if r.words() == 2 {
			wa = min(wa, wb)
			wb = wa
			if p.city != "" && p.city == q.city {
				x, y, there := a.words[r.a], b.words[r.b], cityPlace(p.city)
				f[aloneThere] = max(f[aloneThere], r.sim*max(s.freq.alone(wordThere(x.skeleton, there), wordThere(y.skeleton, there)),
					s.freq.alone(wordThere(x.conceptSkeleton, there), wordThere(y.conceptSkeleton, there))))
			}
		}
		inA += r.sim * wa
		inB += r.sim * wb
		w := r.sim * min(wa, wb)
		rare = max(rare, w)
		if r.a == 0 && r.b == 0 {
			f[nameLead] = min(1, max(0, w-3)/8)
		}
	}
	f[nameRare] = min(1, max(0, rare-3)/8)
	f[nameEvidence] = min(min(inA, inB)/20, 1)
	totalA, totalB := max(s.total(a.words), inA, 1e-9), max(s.total(b.words), inB, 1e-9)
	f[nameConflict] = min(1, min(totalA-inA, totalB-inB)/12)
	f[nameCovered], f[nameContained] = min(inA/totalA, inB/totalB), max(inA/totalA, inB/totalB)
	f[nameMostCovered] = max(0, 2*f[nameCovered]-1)
	f[kindDiffers] = kindsDiffer(a.words, b.words)
	// What the words explain already is not told a second time, so no abbreviation outdoes the name itself: a name of one word is explained by
	// that word in the other, whatever its letters are there besides.
	explained := f[nameCovered]
	if min(len(a.words), len(b.words)) == 1 {
		explained = f[nameContained]
	}
	f[acronym] = max(abbreviates(a, b), abbreviates(b, a)) * (1 - explained)
	if f[acronym] == 0 && len(a.words) == 1 {
		f[acronymLoose] = letters(a.joined, b.spelled) * (1 - explained)
	} else if f[acronym] == 0 && len(b.words) == 1 {
		f[acronymLoose] = letters(b.joined, a.spelled) * (1 - explained)
	}
	f[acronymRare] = f[acronym] * s.freq.rarity(initialsKey(a.joined, p.country), initialsKey(b.joined, q.country))
	f[numberDiffers], f[numberMissing] = numbersDiffer(a.numbers, b.numbers)
}

func (s *Scorer) total(words []word) float64 {
	var sum float64
	for _, w := range words {
		sum += s.freq.wordWeight(w.text)
	}
	return sum
}

// numbersDiffer tells whether both names have a number that the other lacks, and whether only one has any.
func numbersDiffer(a, b []string) (differ, missing float64) {
	switch {
	case (len(a) == 0) != (len(b) == 0):
		return 0, 1
	case lacks(a, b) && lacks(b, a):
		return 1, 0
	}
	return 0, 0
}

// kindsDiffer tells whether two names say different things of what they are: 1 when both say something and nothing of
// it is the same, 1/2 when one says more.
func kindsDiffer(a, b []word) float64 {
	inA, inB := kindsOf(a), kindsOf(b)
	both := len(slices.DeleteFunc(slices.Clone(inA), func(kind string) bool { return !slices.Contains(inB, kind) }))
	switch {
	case len(inA) == 0 || len(inB) == 0:
		return 0
	case both == 0:
		return 1
	case len(inA) > both || len(inB) > both:
		return 0.5
	}
	return 0
}

// kindsOf are the different kinds that the words name.
func kindsOf(words []word) (found []string) {
	for _, w := range words {
		if kinds[w.concept] && !slices.Contains(found, w.concept) {
			found = append(found, w.concept)
		}
	}
	return found
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

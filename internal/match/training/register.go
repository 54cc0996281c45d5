// Package training teaches internal/match its weights from labelled queries, and measures what a search finds.
package training

import (
	"cmp"
	"math"
	"slices"

	"canopy/internal/match"
)

// Query is a party of which it is known which registered one it is.
type Query struct {
	ID      string
	Party   match.Party
	Truth   string // the id of the registered one; "" when there is none
	Stratum string // what kind of query it is, for the figures
}

// Register holds registered parties in memory, and finds candidates as a search on a database does.
type Register struct {
	ids     []string
	parties []match.Party
	having  map[string][]int64 // key -> places in parties
}

// NewRegister indexes parties that have the ids.
func NewRegister(ids []string, parties []match.Party) *Register {
	r := &Register{ids: ids, parties: parties, having: make(map[string][]int64)}
	for i, p := range parties {
		for _, k := range match.Keys(p) {
			r.having[k] = append(r.having[k], int64(i))
		}
	}
	return r
}

// maxExamples is how many candidates of a query are learned from: those that are nearest to being taken for it.
const maxExamples = 60

// Example is a query with its candidates, compared.
type Example struct {
	Query
	IDs      []string
	Features []match.Features
	true     int // the place of the true one; -1 when none is registered, or it is not found
}

// Example compares the candidates of a query.
func (r *Register) Example(q Query) Example {
	keys := match.Keys(q.Party)
	freq := match.Frequencies{Organizations: len(r.parties), Counts: make(map[string]int, len(keys))}
	for _, k := range keys {
		freq.Counts[k] = len(r.having[k])
	}
	var hits []match.Hit
	for _, k := range match.SelectKeys(keys, freq.Counts, match.MaxHits) {
		for _, at := range r.having[k] {
			hits = append(hits, match.Hit{Key: k, Organization: at})
		}
	}
	type compared struct {
		id  string
		f   match.Features
		sum float64
	}
	var list []compared
	scorer, weights := match.NewScorer(q.Party, freq), match.Default()
	for _, at := range match.Shortlist(hits, freq, match.MaxShortlist) {
		f := scorer.Features(r.parties[at])
		list = append(list, compared{r.ids[at], f, weights.Sum(f)})
	}
	slices.SortStableFunc(list, func(a, b compared) int { return cmp.Compare(b.sum, a.sum) })
	e := Example{Query: q, true: -1}
	for i, c := range list {
		isTrue := q.Truth != "" && c.id == q.Truth
		if i >= maxExamples && !isTrue {
			continue
		}
		if isTrue {
			e.true = len(e.IDs)
		}
		e.IDs, e.Features = append(e.IDs, c.id), append(e.Features, c.f)
	}
	return e
}

// Answer ranks the candidates of an example by weights, at most ten. Its scores are log-odds, and they alone tell what is likely the same:
// what sets names apart besides is not among an example's features.
func (e Example) Answer(w match.Weights) Answer {
	places := make([]int, len(e.IDs))
	sums := make([]float64, len(e.IDs))
	for i, f := range e.Features {
		places[i], sums[i] = i, w.Sum(f)
	}
	slices.SortStableFunc(places, func(a, b int) int { return cmp.Compare(sums[b], sums[a]) })
	a := Answer{QueryID: e.ID, Candidates: []string{}, Scores: []float64{}}
	for _, at := range places[:min(len(places), 10)] {
		a.Candidates, a.Scores = append(a.Candidates, e.IDs[at]), append(a.Scores, sums[at])
	}
	a.LikelySame = len(a.Scores) > 0 && a.Scores[0] >= math.Log(match.LikelyScore/(1-match.LikelyScore))
	return a
}

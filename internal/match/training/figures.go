package training

import (
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
)

// Answer is what a search found for one query, best first.
type Answer struct {
	QueryID    string    `json:"query_id"`
	Candidates []string  `json:"candidates"`
	Scores     []float64 `json:"scores"`
	MS         float64   `json:"ms"`

	LikelySame bool `json:"-"` // the first one is told as likely the same
}

// falseAlarms is the share of queries without a match that may show something, where the cut-off is set.
const falseAlarms = 0.10

// renames is the stratum of companies with another name altogether: figures are told without it too.
const renames = "sec_rename"

// Figures are recall and false alarms, by stratum and together.
type Figures struct {
	CutOff  float64 // the lowest at which no more than falseAlarms are shown
	strata  []*stratum
	all     *stratum
	without *stratum // without renames
}

type stratum struct {
	name                               string
	positive, first, five, shown       int
	reciprocal                         float64
	negative, shownWrong, likely, sure int
}

// Measure compares answers with the truth.
func Measure(queries []Query, answers []Answer) *Figures {
	f := &Figures{CutOff: cutOff(queries, answers), all: &stratum{name: "all"}, without: &stratum{name: "without " + renames}}
	byName := map[string]*stratum{}
	for i, q := range queries {
		s := byName[q.Stratum]
		if s == nil {
			s = &stratum{name: q.Stratum}
			byName[q.Stratum], f.strata = s, append(f.strata, s)
		}
		s.add(q, answers[i], f.CutOff)
		f.all.add(q, answers[i], f.CutOff)
		if q.Stratum != renames {
			f.without.add(q, answers[i], f.CutOff)
		}
	}
	slices.SortFunc(f.strata, func(a, b *stratum) int { return cmp.Compare(a.name, b.name) })
	return f
}

func cutOff(queries []Query, answers []Answer) float64 {
	var tops []float64
	negative := 0
	for i, q := range queries {
		if q.Truth != "" {
			continue
		}
		negative++
		if len(answers[i].Scores) > 0 {
			tops = append(tops, answers[i].Scores[0])
		}
	}
	slices.SortFunc(tops, func(a, b float64) int { return cmp.Compare(b, a) })
	if allowed := int(falseAlarms * float64(negative)); allowed < len(tops) {
		return math.Nextafter(tops[allowed], math.Inf(1))
	}
	return math.Inf(-1)
}

func (s *stratum) add(q Query, a Answer, cutOff float64) {
	top := math.Inf(-1)
	if len(a.Scores) > 0 {
		top = a.Scores[0]
	}
	if q.Truth == "" {
		s.negative++
		s.shownWrong += one(top >= cutOff)
		s.sure += one(a.LikelySame)
		return
	}
	s.positive++
	at := slices.Index(a.Candidates, q.Truth)
	if at < 0 {
		return
	}
	s.first += one(at == 0)
	s.five += one(at < 5)
	s.shown += one(at < 5 && a.Scores[at] >= cutOff)
	s.likely += one(at == 0 && a.LikelySame)
	s.reciprocal += 1 / float64(at+1)
}

func one(b bool) int {
	if b {
		return 1
	}
	return 0
}

// Print writes the figures as a table.
func (f *Figures) Print(to io.Writer) {
	_, _ = fmt.Fprintf(to, "%-32s %5s %8s %8s %6s %8s %8s\n", "", "n", "recall@1", "recall@5", "MRR", "shown@5", "likely")
	for _, s := range append(slices.Clone(f.strata), f.all, f.without) {
		if n := float64(s.positive); n > 0 {
			_, _ = fmt.Fprintf(to, "%-32s %5d %8.4f %8.4f %6.4f %8.4f %8.4f\n", s.name, s.positive,
				float64(s.first)/n, float64(s.five)/n, s.reciprocal/n, float64(s.shown)/n, float64(s.likely)/n)
		}
		if n := float64(s.negative); n > 0 && s != f.without {
			_, _ = fmt.Fprintf(to, "%-32s %5d false alarms %.4f, as likely the same %.4f\n", s.name, s.negative, float64(s.shownWrong)/n, float64(s.sure)/n)
		}
	}
	_, _ = fmt.Fprintf(to, "shown: from %.4f on, where false alarms are %.0f %%\n", f.CutOff, 100*falseAlarms)
}

package training_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"canopy/internal/match"
	"canopy/internal/match/training"
)

// register has firms of which the names say nothing: each name stands in two cities.
func register() (*training.Register, []training.Query) {
	var ids []string
	var parties []match.Party
	var queries []training.Query
	for i := range 40 {
		name := fmt.Sprintf("%s%s Works", []string{"Amber", "Birch", "Cobalt", "Dune", "Elm"}[i%5], []string{"field", "gate", "haven", "ington", "land", "mere", "ness", "point"}[i/5])
		for _, city := range []string{"Tulsa", "Boston"} {
			ids = append(ids, name+" "+city)
			parties = append(parties, match.Party{Name: name, City: city, Country: "US"})
		}
		q := training.Query{ID: fmt.Sprint("q", i), Party: match.Party{Name: name + " Inc", City: "Boston", Country: "US"}, Truth: name + " Boston", Stratum: "moved"}
		if i%4 == 0 {
			q.Party.City, q.Truth, q.Stratum = "Denver", "", "elsewhere"
		}
		queries = append(queries, q)
	}
	return training.NewRegister(ids, parties), queries
}

// From examples in which the city alone tells, Fit learns that it does.
func TestFit(t *testing.T) {
	r, queries := register()
	var examples []training.Example
	for _, q := range queries {
		examples = append(examples, r.Example(q))
	}
	w := training.Fit(examples)
	if w != training.Fit(examples) {
		t.Error("learned twice, the weights differ")
	}
	if w != w.Bounded() {
		t.Errorf("a weight is on the wrong side: %+v", w)
	}
	var answers []training.Answer
	for _, e := range examples {
		a := e.Answer(w)
		answers = append(answers, a)
		if e.Truth != "" && (a.Candidates[0] != e.Truth || a.Scores[0] <= 0 || a.Scores[1] > a.Scores[0]-2) {
			t.Errorf("%s: %+v", e.Truth, a)
		}
		if e.Truth == "" && a.Scores[0] >= 0 {
			t.Errorf("nothing is %s: %+v", e.Party.Name, a)
		}
	}
	var out bytes.Buffer
	training.Measure(queries, answers).Print(&out)
	for _, line := range []string{"all                                 30   1.0000   1.0000 1.0000   1.0000   1.0000\n", "elsewhere                           10 false alarms 0.0000, as likely the same 0.0000\n"} {
		if !strings.Contains(out.String(), line) {
			t.Errorf("%q is missing in\n%s", line, out.String())
		}
	}
}

// What is measured: the place of the true one, and what is shown where nothing is true.
func TestMeasure(t *testing.T) {
	truth := func(id string) training.Query { return training.Query{Truth: id, Stratum: "s"} }
	none := training.Query{Stratum: "none"}
	found := func(score float64, ids ...string) training.Answer {
		a := training.Answer{Candidates: ids, LikelySame: score >= 0.8}
		for range ids {
			a.Scores = append(a.Scores, score)
		}
		return a
	}
	f := training.Measure(
		[]training.Query{truth("a"), truth("b"), truth("c"), {Truth: "x", Stratum: "sec_rename"}, none, none},
		[]training.Answer{found(0.9, "a", "b"), found(0.4, "a", "b"), found(0.9, "1", "2", "3", "4", "5", "c"), found(0.9), found(0.5, "a"), found(0.3, "b")})
	var out bytes.Buffer
	f.Print(&out)
	for _, line := range []string{
		"s                                    3   0.3333   0.6667 0.5556   0.3333   0.3333\n",
		"none                                 2 false alarms 0.0000, as likely the same 0.0000\n",
		"all                                  4   0.2500   0.5000 0.4167   0.2500   0.2500\n",
		"without sec_rename                   3   0.3333 ",
	} {
		if !strings.Contains(out.String(), line) {
			t.Errorf("%q is missing in\n%s", line, out.String())
		}
	}
	if f.CutOff <= 0.5 || f.CutOff > 0.5001 {
		t.Errorf("shown from %v on", f.CutOff)
	}
}

// Both halves have queries of every kind, and a query never changes its half.
func TestHalf(t *testing.T) {
	var n [2]int
	for i := range 1000 {
		n[training.Half(fmt.Sprintf("qd%05d", i))]++
	}
	if n[0] < 400 || n[1] < 400 {
		t.Errorf("halves of %v", n)
	}
}

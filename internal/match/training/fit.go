package training

import (
	"hash/fnv"
	"math"

	"canopy/internal/match"
)

// How Fit descends. The penalty keeps weights small that few examples speak for.
const (
	rounds  = 200
	penalty = 1e-3
)

// Half tells in which half of the queries one is, 0 or 1: by its id, so every stratum is in both.
func Half(id string) int {
	h := fnv.New32a()
	_, _ = h.Write([]byte(id))
	return int(h.Sum32()>>7) & 1
}

// Fit returns the weights under which the examples are most likely, each a choice among its candidates and "none of
// them", whose log-odds are 0. It is deterministic: Adam over all examples, every weight kept on its side.
func Fit(examples []Example) match.Weights {
	w := match.Weights{Base: -5}.Bounded()
	var slope, square match.Weights
	for round := 1; round <= rounds; round++ {
		rate := 0.1
		if round > rounds/2 {
			rate = 0.03
		}
		g := gradient(w, examples)
		slopeBias, squareBias := 1-math.Pow(0.9, float64(round)), 1-math.Pow(0.99, float64(round))
		step := func(weight, slope, square *float64, g float64) {
			*slope = 0.9**slope + 0.1*g
			*square = 0.99**square + 0.01*g*g
			*weight -= rate * (*slope / slopeBias) / (math.Sqrt(*square/squareBias) + 1e-8)
		}
		step(&w.Base, &slope.Base, &square.Base, g.Base)
		for i := range w.Of {
			step(&w.Of[i], &slope.Of[i], &square.Of[i], g.Of[i]+penalty*w.Of[i])
		}
		w = w.Bounded()
	}
	w.Base = round3(w.Base)
	for i := range w.Of {
		w.Of[i] = round3(w.Of[i])
	}
	return w
}

func round3(x float64) float64 { return math.Round(x*1000) / 1000 }

// gradient of the mean of the negated log-likelihood. An example whose true candidate no key finds teaches nothing.
func gradient(w match.Weights, examples []Example) match.Weights {
	var g match.Weights
	n := 0
	sums := make([]float64, 0, maxExamples+1)
	for _, e := range examples {
		if e.Truth != "" && e.true < 0 {
			continue
		}
		n++
		most := 0.0
		sums = sums[:0]
		for _, f := range e.Features {
			sums = append(sums, w.Sum(f))
			most = max(most, sums[len(sums)-1])
		}
		total := math.Exp(-most)
		for _, s := range sums {
			total += math.Exp(s - most)
		}
		for c, f := range e.Features {
			p := math.Exp(sums[c]-most) / total
			if c == e.true {
				p--
			}
			if math.Abs(p) < 1e-6 {
				continue
			}
			g.Base += p
			for i, v := range f {
				g.Of[i] += p * v
			}
		}
	}
	g.Base /= float64(max(n, 1))
	for i := range g.Of {
		g.Of[i] /= float64(max(n, 1))
	}
	return g
}

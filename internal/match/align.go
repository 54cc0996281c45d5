package match

import (
	"cmp"
	"slices"
	"strings"
)

// pair is what two names have in common: a word in each, or one word that several of the other make.
type pair struct {
	a, aEnd, b, bEnd int
	sim              float64
}

// words counts the words of both sides.
func (p pair) words() int { return p.aEnd - p.a + p.bEnd - p.b }

// align pairs the words of two names, the most similar first. It is symmetric: ties go by the words.
func align(a, b name) []pair {
	var cells []pair
	for i, x := range a.words {
		for j, y := range b.words {
			if s := x.similarity(y); s > 0 {
				cells = append(cells, pair{i, i + 1, j, j + 1, s})
			}
		}
	}
	spans(a, b, func(i, j, end int, sim float64) { cells = append(cells, pair{i, i + 1, j, end, sim}) })
	spans(b, a, func(i, j, end int, sim float64) { cells = append(cells, pair{j, end, i, i + 1, sim}) })
	of := func(p pair) (string, string) {
		x, y := a.words[p.a].text, b.words[p.b].text
		return min(x, y), max(x, y)
	}
	slices.SortStableFunc(cells, func(p, q pair) int {
		if c := cmp.Or(cmp.Compare(q.sim, p.sim), cmp.Compare(q.words(), p.words())); c != 0 {
			return c
		}
		px, py := of(p)
		qx, qy := of(q)
		return cmp.Or(cmp.Compare(px, qx), cmp.Compare(py, qy))
	})
	var pairs []pair
	var usedA, usedB [maxWords]bool
	for _, c := range cells {
		if !slices.Contains(usedA[c.a:c.aEnd], true) && !slices.Contains(usedB[c.b:c.bEnd], true) {
			for i := c.a; i < c.aEnd; i++ {
				usedA[i] = true
			}
			for j := c.b; j < c.bEnd; j++ {
				usedB[j] = true
			}
			pairs = append(pairs, c)
		}
	}
	return pairs
}

// spans finds the words of one name that several in a row of the other make: joined (Half Moon, Halfmoon) or by their
// initials (IIT, Indian Institute of Technology).
func spans(one, other name, found func(i, j, end int, sim float64)) {
	for i, w := range one.words {
		if len(w.text) < 2 || isNumber(w.text) {
			continue
		}
		for j := range other.words {
			joined := len(other.words[j].text)
			for end := j + 1; end < min(len(other.words), j+7); end++ {
				joined += len(other.words[end].text)
				n := end + 1 - j
				switch {
				case joined == len(w.text) && joins(other.words[j:end+1], w.text):
					found(i, j, end+1, 0.95)
				case n == len(w.text) && len(one.words) > 1 && abbreviated(w.text, other, j):
					found(i, j, end+1, 0.6+0.05*float64(min(n, 5)))
				}
				if n >= len(w.text) && joined >= len(w.text) {
					break
				}
			}
		}
	}
}

// joins reports whether the words, put together, are the text.
func joins(words []word, text string) bool {
	for _, w := range words {
		rest, ok := strings.CutPrefix(text, w.text)
		if !ok {
			return false
		}
		text = rest
	}
	return text == ""
}

// abbreviated reports whether the letters of w are the initials of the words from j on, as they are spelled or in
// the common word for them.
func abbreviated(w string, n name, j int) bool {
	for k := range len(w) {
		if c := w[k]; n.words[j+k].text[0] != c && (j+k >= len(n.spelled) || n.spelled[j+k][0] != c) {
			return false
		}
	}
	return true
}

package match

import (
	"slices"
	"strings"
)

// abbreviates tells how far the first name is an abbreviation of the second, 0..1: its initials; its syllables
// (MinSaP, ChromSoc); or a name in which one word stands for several (UH System).
func abbreviates(short, long name) float64 {
	if len(long.words) < 2 || short.key == "" {
		return 0
	}
	if len(short.words) == 1 {
		if w := short.joined; len(w) >= 2 && slices.Contains(long.initials, w) {
			return 1
		} else if n := syllables(w, long.spelled); len(w) >= 3 && len(w) <= 10 && n >= 2 {
			return 0.4 + 0.5*float64(n)/float64(len(long.spelled))
		}
		return 0
	}
	for _, w := range short.words {
		if len(w.text) < 2 || len(w.text) > 6 || slices.Contains(long.words, w) {
			continue
		}
		for _, in := range long.initials {
			if len(w.text) < len(in) && strings.Contains(in, w.text) {
				return 0.5
			}
		}
	}
	return 0
}

// syllables returns how many of the words a short word takes its letters from, in order and from the first on, each
// giving its beginning; 0 when letters remain.
func syllables(short string, words []string) int {
	words = words[:min(len(words), 10)]
	if len(words) == 0 || short == "" || short[0] != words[0][0] {
		return 0
	}
	// used[i] is the most words that give short[:i], so far; words may be passed over.
	used := make([]int, len(short)+1)
	for i := range used[1:] {
		used[i+1] = -1
	}
	for k, w := range words {
		next := slices.Clone(used)
		for i := range short {
			if used[i] < 0 || k == 0 && i > 0 || k > 0 && i == 0 {
				continue
			}
			for n := 1; n <= min(len(w), 5) && i+n <= len(short) && w[n-1] == short[i+n-1]; n++ {
				next[i+n] = max(next[i+n], used[i]+1)
			}
		}
		used = next
	}
	return max(used[len(short)], 0)
}

// letters tells how far a short word is made of letters of a name in their order, 0..1: each word gives its first letter
// and any of the others (GLMU: GuiLin Medical University), and words may be passed over.
func letters(short string, words []string) float64 {
	if len(short) < 3 || len(short) > 8 || len(words) < 2 {
		return 0
	}
	words = words[:min(len(words), 10)]
	// given[i] is the most that short[:i] got from first letters, so far; -1 where it cannot be made.
	given := make([]int, len(short)+1)
	for i := range given[1:] {
		given[i+1] = -1
	}
	for _, w := range words {
		next := slices.Clone(given)
		for i := range short {
			if given[i] < 0 || w[0] != short[i] {
				continue
			}
			next[i+1] = max(next[i+1], given[i]+1)
			for n, at := 1, 1; i+n < len(short); n++ {
				found := strings.IndexByte(w[at:], short[i+n])
				if found < 0 {
					break
				}
				at += found + 1
				next[i+n+1] = max(next[i+n+1], given[i]+1)
			}
		}
		given = next
	}
	n := given[len(short)]
	if n < 2 {
		return 0
	}
	return float64(n) * float64(n) / float64(len(short)*max(len(words), n))
}

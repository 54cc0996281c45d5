package lifecycle_test

import (
	"flag"
	"math/rand/v2"
	"os"
	"testing"
)

var seed = flag.Uint64("seed", 0, "of the first forest of TestLife; random when CANOPY_SOAK is set, else 1")

const rounds = 60 // in one forest: later there is little left that is open

// TestLife lets several viewers change accounts, people and assets at once, at random. What they are told, and what is stored then, is as if
// they had come one after another in some order, by a naive model of the rules.
func TestLife(t *testing.T) {
	first, forests, more := uint64(1), 2, 6
	if os.Getenv("CANOPY_SOAK") != "" {
		first, forests = rand.Uint64(), 50
	}
	if *seed != 0 {
		first = *seed
	}
	each(t, func(t *testing.T, h *house) {
		met := map[string]int{}
		for i := 0; i < forests || i < forests+more && len(missing(met)) > 0; i++ {
			s := first + uint64(i)
			f := grow(t, h, s, met)
			before := f.snapshot(t)
			wantLines(t, before.lines, f.lines(before))
			for n := range rounds {
				before = f.play(t, before)
				if t.Failed() {
					t.Fatalf("round %d; to take the rounds of this forest again: -seed=%d", n, s)
				}
			}
			wantEvents(t, h)
		}
		t.Logf("to take the same rounds again: -seed=%d; %v", first, met)
		if never := missing(met); len(never) > 0 {
			t.Errorf("never came: %q", never)
		}
	})
}

const mattered = "the order mattered"

// missing is what is to be met at least once and was not: each kind of operation done, each code, and orders that mattered.
func missing(met map[string]int) (never []string) {
	for _, what := range append(append(sorted(codes), kinds...), mattered) {
		if met[what] == 0 {
			never = append(never, what)
		}
	}
	return never
}

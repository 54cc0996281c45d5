// Package oracle_test asks random questions three ways: of the API with its queries written directly, of the API with them written
// by the generated executor, and of an oracle that looks through all rows in memory. All three answer the same bytes.
package oracle_test

import (
	"flag"
	"log/slog"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"canopy/internal/canopytest"

	"pgregory.net/rapid"
)

// The same forest and the seed that rapid tells ask the same question again:
//
//	go test ./e2e/oracle -run TestThreeWays/sqlite -forest=7 -rapid.seed=42
var forestSeed = flag.Uint64("forest", 0, "seed of the forest; 0 is the test's own, and any where CANOPY_SOAK is set")

func TestThreeWays(t *testing.T) {
	slog.SetDefault(slog.New(slog.DiscardHandler)) // INTERNAL is compared, not told
	// So many questions about this forest meet all that there is.
	checks, forest, soak := 1700, uint64(34), os.Getenv("CANOPY_SOAK") != ""
	if soak {
		checks, forest = 10_000, rand.Uint64()
	}
	if *forestSeed != 0 {
		forest = *forestSeed
	}
	again := flag.Lookup("rapid.seed").Value.String() != "0"
	if again {
		checks = 1
	} else {
		set(t, "rapid.seed", strconv.FormatUint(forest, 10))
	}
	set(t, "rapid.checks", strconv.Itoa(checks))
	set(t, "rapid.nofailfile", "true") // it would be of another forest
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		t.Logf("to ask a question again: -forest=%d, with its -rapid.seed", forest)
		h := open(t, rig)
		f := grow(h, forest, 60)
		o := oracle{f.world(), rig.Clock.Now(), coverage{}}
		for i := range f.askers {
			f.askers[i].sees = visible(sight{o.world, f.askers[i]})
		}
		s := f.stock(o.world)
		rapid.Check(t, func(rt *rapid.T) {
			by := f.somebody(rt)
			asked := questions(s, by).Draw(rt, "question")
			compare(rt, h, o, asked, by)
			if rapid.Bool().Draw(rt, "again") { // the document is known now
				compare(rt, h, o, asked.turned(), f.somebody(rt))
			}
		})
		t.Logf("%d root fields were written directly", h.written.Load())
		if h.written.Load() == 0 || h.left.Load() > 0 {
			t.Errorf("%d root fields were left to the executor", h.left.Load())
		}
		if !again {
			o.met.check(t, soak)
		}
	})
}

func set(t *testing.T, name, value string) {
	t.Helper()
	if err := flag.Set(name, value); err != nil {
		t.Fatal(err)
	}
}

// somebody asks; nobody, who is the last, less than others.
func (f *forest) somebody(t *rapid.T) asker {
	n := 3*len(f.askers) - 2
	return f.askers[rapid.Custom(func(t *rapid.T) int { return (&question{T: t}).below(n) / 3 }).Draw(t, "asker")]
}

// turned is the same document with the opposite of each Boolean among its variables.
func (r request) turned() request {
	variables := maps.Clone(r.Variables)
	for name, value := range variables {
		if yes, ok := value.(bool); ok {
			variables[name] = !yes
		}
	}
	return request{r.Query, variables}
}

func compare(t rapid.TB, h *house, o oracle, asked request, by asker) {
	body := asked.String()
	answers := []string{h.ask(h.writer, by.token, body), h.ask(h.executor, by.token, body), o.answer(by, body)}
	if answers[0] == answers[1] && answers[1] == answers[2] {
		return
	}
	same := 0
	for !slices.ContainsFunc(answers, func(a string) bool { return same >= len(a) || a[same] != answers[0][same] }) {
		same++
	}
	for i, a := range answers { // around the first difference
		answers[i] = strings.ToValidUTF8(a[max(same-300, 0):min(same+300, len(a))], "")
	}
	t.Errorf("%s\n%v\nthe writer    %s\nthe executor  %s\nthe oracle    %s", asked.Query, asked.Variables, answers[0], answers[1], answers[2])
}

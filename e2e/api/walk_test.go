package api_test

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"canopy/internal/nodeid"
	"canopy/internal/reseller"
)

// walk is a long way of many people through the API, each in their own tree and with an eye on others'.
type walk struct {
	*forest
	seen state // as the last step left it; nil when something came in between
}

// TestWalk takes random steps through every question of the schema. Every second one is the asker's own business; the others
// name something of another reseller's: each argument of the schema in turn. Whatever happens, other trees stay as they are, nobody
// gains what they do not hold, and no answer holds anything of what the asker does not see.
func TestWalk(t *testing.T) {
	trees, steps := 8, 300
	if os.Getenv("CANOPY_SOAK") != "" {
		trees, steps = 50, 1000
	}
	eachAtOnce(t, func(t *testing.T, h *house) {
		w := &walk{forest: &forest{house: h, random: rand.New(rand.NewPCG(2026, 7)), keys: map[int64]string{}}}
		for range trees {
			w.plant(t)
		}
		forOperators := strings.Fields("createReseller completeProvisioning rejectProvisioning") // nobody here is one
		own := slices.DeleteFunc(questions(t), func(q question) bool { return slices.Contains(forOperators, q.name) })
		foreign := foreignArguments(t, own)
		if 2*len(foreign) > steps {
			t.Fatalf("%d steps are too few for %d arguments", steps, len(foreign))
		}
		total, succeeded, failed := 0, map[string]int{}, map[string]string{}
		take := func(q question, argument string) {
			s := w.step(t, false)
			s.question, s.foreign = q, argument
			switch a, well := s.take(); {
			case s.foreign != "":
			case !well:
				failed[s.name] = a.Body
			default:
				succeeded[s.name]++
				if public[s.name] == "" {
					total++
				}
			}
			h.Clock.Advance(time.Minute)
		}
		for i := range steps / 2 {
			take(own[i%len(own)], "")
			take(foreign[i%len(foreign)].question, foreign[i%len(foreign)].argument)
		}
		if 10*total < 3*steps {
			t.Errorf("%d of %d steps succeeded in their own tree, want 30 %%", total, steps)
		}
		for _, q := range own {
			for tries := 0; tries < 30 && succeeded[q.name] == 0; tries++ { // whoever was drawn might not
				take(q, "")
			}
			if succeeded[q.name] == 0 {
				t.Errorf("%s never succeeded; the last try answered %.500s", q.name, failed[q.name])
			}
		}
		t.Logf("%d steps, %d succeeded in their own tree; %d arguments named something foreign", steps, total, len(foreign))
	})
}

// take asks and tells whether that went well: without any fault, and with something in the answer.
func (s *step) take() (a *answer, well bool) {
	s.t.Helper()
	given := s.given()
	document := s.document(given)
	before, then := s.seen, s.access()
	if before == nil {
		before = s.state(s.t)
	}
	a = s.ask(s.t, s.token, document, given)
	sound := a.sound() || s.name == "UserImport.rejected" && len(a.Errors) == 0 // rejected rows are what it asks for
	well = sound && s.answered(a) != nil
	s.workImports(s.t)
	s.seen = s.state(s.t)
	s.unmoved(a, before.changed(s.seen))
	s.silent(a, given)
	s.bounded(a, then)
	if s.refusing() && well {
		s.errorf(a, given, "is not refused")
	}
	if id, ok := nodeid.Parse(a.text("approveReview.account.id")); ok && s.random.IntN(3) > 0 {
		if err := s.Provision(s.t.Context(), reseller.ProvisionAccount{AccountID: id.Key}, false); err != nil {
			s.t.Fatal(err)
		}
		s.seen = nil
	}
	return a, well
}

// unmoved fails when the step changed what it may not: of other trees nothing; where it is refused or only reads, of its own tree
// nothing but the event that says so.
func (s *step) unmoved(a *answer, changed []part) {
	s.t.Helper()
	writes := s.of.Name == "Mutation" && (a.sound() || a.some(s.name+".addedCount") || a.some(s.name+".changedCount") || a.some(s.name+".reviewCount"))
	stale := strings.Contains(a.Body, "REVIEW_STALE") // the review is matched again
	for _, p := range changed {
		switch {
		case p.root == s.top.RootID && (s.of == schema.Subscription && p.table == "event_person_values"): // what it is told
		case p.root == s.top.RootID && (writes || stale || p.table == "events" || p.table == "trees"):
		case p.root == 0 && (writes || p.table == "events" || p.table == "trees"): // counters, matching keys and jobs belong to no tree, nor what is refused on the installation
		default:
			s.errorf(a, nil, "changes %s of tree %d", p.table, p.root)
		}
	}
}

// some tells whether there is a number at a path, and not 0.
func (a *answer) some(path string) bool {
	n, _ := a.at(path).(float64)
	return n > 0
}

// silent fails when the answer holds what the asker does not see. Rejected rows are told as they were sent, addresses included, and so
// are the ids of single results.
func (s *step) silent(a *answer, given vars) {
	s.t.Helper()
	sent := ""
	if payload := schema.Types[s.field.Type.Name()].Fields; payload.ForName("rejected") != nil || payload.ForName("results") != nil {
		text, _ := json.Marshal(given)
		sent = string(text)
	}
	for _, secret := range s.world().secrets(s.who.viewer) {
		if strings.Contains(a.Body, secret) && !strings.Contains(sent, secret) {
			s.errorf(a, given, "tells %q", secret)
		}
	}
}

func (s *step) errorf(a *answer, given vars, format string, args ...any) {
	s.t.Helper()
	s.t.Errorf("%s as %s of account %d, naming %q of others, "+format+"\n%v\nanswers %.500s",
		append([]any{s.name, s.who.viewer.Role(s.top.Path), s.who.AccountID, s.foreign}, append(args, given, a.Body)...)...)
}

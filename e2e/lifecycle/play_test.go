package lifecycle_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// play tries the operations of one round at once and looks for an order in which the model is told the same, and is left as what is stored.
// It answers what is stored then.
func (f *forest) play(t *testing.T, before *snapshot) *snapshot {
	t.Helper()
	list := f.round()
	got, errs := make([]told, len(list)), make([]error, len(list))
	var wg sync.WaitGroup
	start := make(chan struct{})
	for i, o := range list {
		wg.Go(func() {
			<-start
			got[i], errs[i] = f.take(o, before)
		})
	}
	close(start)
	wg.Wait()
	for i, err := range errs {
		if err != nil {
			t.Errorf("%s: %v", list[i], err)
		}
	}
	f.Clock.Advance(10 * time.Second) // so that nobody is told too much
	now := f.snapshot(t)
	after, ordered := f.explain(list, got, now)
	if after == nil {
		t.Errorf("no order of these operations comes to what is stored:")
		for i, o := range list {
			t.Errorf("%s was told %q", o, got[i])
		}
		m := f.copy()
		for i, o := range list {
			if want := m.do(o); !slices.Equal(got[i], want) {
				t.Errorf("in this order, %s: want %q", o.kind, want)
			}
		}
		wantLines(t, now.lines, m.lines(now))
		return now
	}
	for i, o := range list {
		f.count(o, got[i])
	}
	if ordered {
		f.met[mattered]++
	}
	f.model = after
	f.wantNumbers(t, before, now)
	f.wantAnswers(t, now)
	return now
}

// explain is the model after the operations in an order that comes to what they were told and what is stored; nil when there is none. It
// also tells whether another order comes to something else.
func (f *forest) explain(list []operation, got []told, now *snapshot) (after *model, ordered bool) {
	for _, order := range permutations(len(list)) {
		m, same := f.copy(), true
		for _, i := range order {
			same = slices.Equal(m.do(list[i]), got[i]) && same
		}
		switch {
		case !same || !slices.Equal(m.lines(now), now.lines):
			ordered = true
		case after == nil:
			after = m
		}
	}
	return after, ordered
}

// permutations are the orders of n things.
func permutations(n int) (orders [][]int) {
	if n == 0 {
		return [][]int{nil}
	}
	for _, order := range permutations(n - 1) {
		for at := range n {
			orders = append(orders, slices.Insert(slices.Clone(order), at, n-1))
		}
	}
	return orders
}

// count notes the kind of an operation that was done, and the codes of one that was not.
func (f *forest) count(o operation, l told) {
	for _, line := range l {
		if !faulty(line) {
			continue
		}
		code := line[strings.LastIndex(line, " ")+1:]
		f.met[code]++
		if _, wanted := codes[o.kind+" "+code]; wanted && (code != "FORBIDDEN" || f.barely(o)) {
			f.met[o.kind+" "+code]++
		}
	}
	if l.sound() && !o.dry {
		f.met[o.kind]++
	}
}

// wantLines fails the test when two sorted lists differ.
func wantLines(t *testing.T, got, want []string) {
	t.Helper()
	missing := func(from, of []string, sign string) {
		for _, line := range of {
			if _, found := slices.BinarySearch(from, line); !found {
				t.Error(sign, line)
			}
		}
	}
	missing(want, got, "stored, but not in the model:")
	missing(got, want, "in the model, but not stored:")
	if !t.Failed() && !slices.Equal(got, want) {
		t.Error("a line is stored twice")
	}
}

// wantNumbers compares the account numbers with those before: each keeps its own, and no two have the same.
func (f *forest) wantNumbers(t *testing.T, before, now *snapshot) {
	t.Helper()
	for name, number := range before.numbers {
		if now.numbers[name] != number {
			t.Errorf("%s had the number %s and has %q", name, number, now.numbers[name])
		}
	}
	holders := map[string]string{}
	for name, number := range now.numbers {
		if holders[number] != "" {
			t.Errorf("%s and %s have the number %s", name, holders[number], number)
		}
		holders[number] = name
	}
}

// wantAnswers compares what the API tells an operator of the accounts with the model.
func (f *forest) wantAnswers(t *testing.T, s *snapshot) {
	t.Helper()
	const document = `query($id: ID!) { account(id: $id) { ...all descendants(first: 1000) { nodes { ...all } } } }
		fragment all on Account {
			name depth effectiveStatus parent { name } subAccounts(first: 1) { totalCount } users(first: 1) { totalCount } assets(first: 1) { totalCount }
			limits { kind max used }
		}`
	type total struct{ TotalCount int }
	type answered struct {
		Name, EffectiveStatus      string
		Depth                      int
		Parent                     struct{ Name string }
		SubAccounts, Users, Assets total
		Limits                     []struct {
			Kind string
			Max  *int
			Used int
		}
	}
	var got, want []string
	line := func(name, parent, effective string, depth int, totals [3]int, limits string) string {
		return fmt.Sprintf("%s below %q at depth %d: %s, has %v%s", name, parent, depth, effective, totals, limits)
	}
	for _, root := range f.roots {
		var data struct {
			Account struct {
				answered
				Descendants struct{ Nodes []answered }
			}
		}
		if err := f.ask(f.askers[0].token, document, vars{"id": s.id(root.Name)}, &data); err != nil {
			t.Error(err)
			return
		}
		for _, a := range append(data.Account.Descendants.Nodes, data.Account.answered) {
			limits := ""
			for _, l := range a.Limits {
				most := none
				if l.Max != nil {
					most = *l.Max
				}
				limits += fmt.Sprintf(" %s %d of %d", l.Kind, l.Used, most)
			}
			got = append(got, line(a.Name, a.Parent.Name, a.EffectiveStatus, a.Depth, [3]int{a.SubAccounts.TotalCount, a.Users.TotalCount, a.Assets.TotalCount}, limits))
		}
	}
	for name, a := range f.accounts {
		limits, totals := "", [3]int{}
		for kind, text := range limitKinds {
			limits += fmt.Sprintf(" %s %d of %d", text, f.used(kind, name), f.limit(kind, name))
		}
		for _, b := range f.accounts {
			if b.parent == name {
				totals[0]++
			}
		}
		for _, p := range f.people {
			if p.account == name {
				totals[1]++
			}
		}
		totals[2] = f.used(2, name)
		want = append(want, line(name, a.parent, f.effective(name), len(f.chain(name))-1, totals, limits))
	}
	slices.Sort(got)
	slices.Sort(want)
	wantLines(t, got, want)
}

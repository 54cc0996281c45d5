package api_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"canopy/internal/nodeid"

	"github.com/vektah/gqlparser/v2/ast"
	"pgregory.net/rapid"
)

// TestPagingThroughChanges reads random connections page by page, forwards or backwards, in both databases, while rows come, go
// and move between the pages. Whatever stood where it was all the time is on exactly one page, in order; each page, its
// pageInfo and its totalCount are what a naive reader finds at that moment; and both databases answer the same bytes.
func TestPagingThroughChanges(t *testing.T) {
	checks, size, seed := "50", 60, "2026"
	if os.Getenv("CANOPY_SOAK") != "" {
		checks, size, seed = "2000", 120, fmt.Sprint(rand.Uint64())
	}
	usual(t, "rapid.checks", "100", checks)
	usual(t, "rapid.seed", "0", seed)
	knowsAllConnections(t)
	g, done := newGrove(t), map[string]int{}
	rapid.Check(t, func(rt *rapid.T) {
		g.fell()
		accounts := rapid.IntRange(size/3, size).Draw(rt, "accounts")
		g.plant(rapid.Uint64().Draw(rt, "seed"), accounts, 2*accounts, 2*accounts)
		for range rapid.SampledFrom([]int{2, 3, 1}).Draw(rt, "readings") {
			g.visit(rt)
			r := g.reading(rt)
			r.toTheEnd(rt, done)
			done["readings of "+r.field]++
		}
	})
	t.Logf("seed %s: %v", flag.Lookup("rapid.seed").Value, done)
	for name := range changes {
		if done[name] == 0 {
			t.Errorf("it never came to %q", name)
		}
	}
	if done["stood"] < 5*done["pages"]/4 || done["went"] == 0 {
		t.Errorf("too little stood or went: %v", done)
	}
}

// usual sets a flag unless it was given.
func usual(t *testing.T, name, absent, value string) {
	t.Helper()
	if f := flag.Lookup(name); f.Value.String() == absent {
		if err := flag.Set(name, value); err != nil {
			t.Fatal(err)
		}
	}
}

// knowsAllConnections fails when the schema has one that is never drawn, or whose faults are not looked for.
func knowsAllConnections(t *testing.T) {
	t.Helper()
	for _, d := range []*ast.Definition{schema.Query, schema.Types["Account"]} {
		for _, f := range d.Fields {
			if f.Arguments.ForName("after") == nil {
				continue
			}
			if !slices.ContainsFunc(connections, func(c connection) bool { return c.field == f.Name }) {
				t.Errorf("connections lacks %s.%s", d.Name, f.Name)
			}
			if d != schema.Query && pagings()[f.Name] == "" {
				t.Errorf("pagings lacks %s.%s", d.Name, f.Name)
			}
		}
	}
}

// page is one page as it is answered.
type page struct {
	Edges []struct {
		Cursor *string
		Node   struct{ ID string }
	}
	Nodes    []struct{ ID string }
	PageInfo struct {
		HasNextPage, HasPreviousPage bool
		StartCursor, EndCursor       *string
	}
	TotalCount int
}

// toTheEnd reads all pages and counts what it came by.
func (r *reading) toTheEnd(t *rapid.T, done map[string]int) {
	read, stood, seen := listing{}, map[int64]spot{}, map[int64]bool{}
	for pages := 0; !r.ended; pages++ {
		if pages > 3*len(r.now.accounts)+3*len(r.now.users)+20 {
			t.Fatal("the pages do not end")
		}
		rows, ok := r.rows(r.places[0])
		stand(pages, rows, stood, seen)
		got := r.next(t)
		if done["pages"]++; !ok { // the place is gone from sight
			done["gone"]++
			return
		}
		if read = slices.Concat(read, got); r.backward {
			read = slices.Concat(got, read[:len(read)-len(got)])
		}
		for range rapid.SampledFrom([]int{2, 1, 3, 0}).Draw(t, "changes") {
			if r.ended || pages > 10 {
				break
			}
			name := rapid.SampledFrom(changeNames).Draw(t, "change")
			if what := changes[name](r.grove, t, keysOf(got)); what != "" {
				t.Logf("%s: %s", name, what)
				done[name]++
			}
		}
	}
	done["stood"] += len(stood)
	done["went"] += len(seen) - len(stood)
	kept := slices.DeleteFunc(read, func(s spot) bool { _, ok := stood[s.id]; return !ok })
	if len(kept) != len(stood) || !slices.IsSortedFunc(kept, r.compare) {
		t.Logf("stood %v\nread  %v", stood, kept)
		t.Fatal("what stood is not on exactly one page, in order")
	}
}

// stand keeps in stood what stands where it stood at every page so far.
func stand(pages int, rows listing, stood map[int64]spot, seen map[int64]bool) {
	now := map[int64]spot{}
	for _, s := range rows {
		now[s.id], seen[s.id] = s, true
		if pages == 0 {
			stood[s.id] = s
		}
	}
	for id, s := range stood {
		if at, ok := now[id]; !ok || at.compare(s) != 0 {
			delete(stood, id)
		}
	}
}

// next reads the next page at all places, compares each with the naive one, and answers the first place's.
func (r *reading) next(t *rapid.T) (first listing) {
	document, given := r.document()
	a := r.ask(t, r.who.tokens, document, given)
	t.Logf("%s\n%v\n%s", document, given, a.Body)
	for i, place := range slices.Backward(r.places) { // the first one tells where to go on from
		path := r.field
		if r.nested {
			path = fmt.Sprint("nodes.", i, ".page")
		}
		rows, ok := r.rows(place)
		switch answered := a.at(path); {
		case ok && len(a.Errors) == 0 && answered != nil:
			first = r.compareWith(t, rows, answered, i == 0)
		case ok || answered != nil || r.nested != (len(a.Errors) == 0):
			t.Fatal("a page is there, or is not, against what the reader sees")
		}
	}
	return first
}

// compareWith compares a page with the naive one, and goes on from there.
func (r *reading) compareWith(t *rapid.T, rows listing, answered any, on bool) listing {
	text, _ := json.Marshal(answered)
	var got page
	if err := json.Unmarshal(text, &got); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	want, next, previous := rows.cut(r.from, r.descending, r.backward, r.size)
	ids, nodes, edges := keysOf(want), []int64{}, []int64{}
	for _, n := range got.Nodes {
		nodes = append(nodes, keyOf(n.ID))
	}
	cursors := []*string{}
	for _, e := range got.Edges {
		edges, cursors = append(edges, keyOf(e.Node.ID)), append(cursors, e.Cursor)
	}
	info := got.PageInfo
	switch {
	case r.asks("nodes") && !slices.Equal(nodes, ids), r.asks("edges") && !slices.Equal(edges, ids):
		t.Logf("of %v from %v: wants %v", rows, r.from, want)
		t.Fatal("the page is another one")
	case info.HasNextPage != next || info.HasPreviousPage != previous:
		t.Fatalf("hasNextPage should be %t, hasPreviousPage %t", next, previous)
	case r.asks("totalCount") && got.TotalCount != len(rows):
		t.Fatal("totalCount is another one")
	case r.asks("endCursor") && ((info.StartCursor == nil) != (len(ids) == 0) || (info.EndCursor == nil) != (len(ids) == 0)):
		t.Fatal("startCursor and endCursor should be there when the page has rows, and only then")
	case r.asks("endCursor") && r.asks("edges") && len(ids) > 0 && (*info.StartCursor != *cursors[0] || *info.EndCursor != *cursors[len(ids)-1]):
		t.Fatal("startCursor and endCursor should be those of the first and last edge")
	}
	if !on {
		return want
	}
	if r.ended = !next; r.backward {
		r.ended = !previous
	}
	if r.ended {
		return want
	}
	end, cursor := len(ids)-1, info.EndCursor
	if r.backward {
		end, cursor = 0, info.StartCursor
	}
	if !r.asks("endCursor") {
		cursor = cursors[end]
	}
	r.from, r.cursor = &want[end], cursor
	return want
}

func (r *reading) asks(part string) bool { return strings.Contains(r.parts, part) }

func (r *reading) compare(a, b spot) int {
	if r.descending {
		return b.compare(a)
	}
	return a.compare(b)
}

func keysOf(l listing) []int64 {
	ids := []int64{}
	for _, s := range l {
		ids = append(ids, s.id)
	}
	return ids
}

func keyOf(id string) int64 {
	parsed, _ := nodeid.Parse(id)
	return parsed.Key
}

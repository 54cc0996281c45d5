package treepath_test

import (
	"slices"
	"strings"
	"testing"

	"canopy/internal/treepath"

	"pgregory.net/rapid"
)

func TestPathsSortInOrderOfCreation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := rapid.Int64Range(1, 1<<60).Draw(t, "a"), rapid.Int64Range(1, 1<<60).Draw(t, "b")
		parent := treepath.Child("", rapid.Int64Range(1, 1<<60).Draw(t, "parent"))
		if got, want := strings.Compare(treepath.Child(parent, a), treepath.Child(parent, b)), compare(a, b); got != want {
			t.Fatalf("paths of %d and %d compare %d, want %d", a, b, got, want)
		}
	})
}

func compare(a, b int64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

func TestRanges(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		chain := rapid.SliceOfN(rapid.Int64Range(1, 1<<40), 2, 8).Draw(t, "chain")
		paths := []string{""}
		for _, id := range chain {
			paths = append(paths, treepath.Child(paths[len(paths)-1], id))
		}
		leaf := paths[len(paths)-1]
		if !slices.Equal(treepath.IDs(leaf), chain) {
			t.Fatalf("ids of %q: %v, want %v", leaf, treepath.IDs(leaf), chain)
		}
		for depth, p := range paths[1:] {
			if treepath.Parent(p) != paths[depth] || treepath.Depth(p) != depth+1 {
				t.Fatalf("%q: parent %q, depth %d", p, treepath.Parent(p), treepath.Depth(p))
			}
			if !treepath.Subtree(p).Contains(leaf) || treepath.Self(p).Contains(leaf) != (p == leaf) || !treepath.All.Contains(p) {
				t.Fatalf("ranges of %q are wrong for %q", p, leaf)
			}
			if sibling := treepath.Child(paths[depth], chain[depth]+1); treepath.Subtree(sibling).Contains(leaf) {
				t.Fatalf("subtree of sibling %q holds %q", sibling, leaf)
			}
		}
	})
}

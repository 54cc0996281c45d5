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

func TestWithout(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var paths []string
		for id := int64(1); id <= 12; id++ {
			paths = append(paths, treepath.Child(rapid.SampledFrom(append([]string{""}, paths...)).Draw(t, "parent"), id))
		}
		whole := treepath.Subtree(rapid.SampledFrom(paths).Draw(t, "whole"))
		others := rapid.SliceOfN(rapid.SampledFrom(paths), 0, 6).Draw(t, "others")
		slices.Sort(others)
		var taken []treepath.Range
		for _, p := range others {
			if whole.Contains(p) {
				taken = append(taken, treepath.Subtree(p))
			}
		}
		left := whole.Without(taken)
		for _, p := range paths {
			holds := func(r treepath.Range) bool { return r.Contains(p) }
			if got, want := slices.ContainsFunc(left, holds), whole.Contains(p) && !slices.ContainsFunc(taken, holds); got != want {
				t.Fatalf("%q is left: %v, want %v", p, got, want)
			}
		}
	})
}

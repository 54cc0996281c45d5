package viewer_test

import (
	"slices"
	"testing"

	"canopy/internal/treepath"
	"canopy/internal/viewer"

	"pgregory.net/rapid"
)

// forest is a random one: paths in order of creation, parents first.
func forest(t *rapid.T) []string {
	paths := []string{treepath.Child("", 1)}
	for id := int64(2); id <= rapid.Int64Range(2, 40).Draw(t, "accounts"); id++ {
		parent := append([]string{""}, paths...)
		paths = append(paths, treepath.Child(rapid.SampledFrom(parent).Draw(t, "parent"), id))
	}
	return paths
}

func grants(t *rapid.T, paths []string) []viewer.Grant {
	roles := []viewer.Role{viewer.Admin, viewer.AccountManager, viewer.UserManager, viewer.Reader}
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) viewer.Grant {
		return viewer.Grant{
			Path: rapid.SampledFrom(paths).Draw(t, "path"),
			Role: rapid.SampledFrom(roles).Draw(t, "role"),
			Only: rapid.Bool().Draw(t, "only"),
		}
	}), 0, 6).Draw(t, "grants")
}

// holds is the rule itself: a grant holds on its account, and below it unless it is for that account only.
func holds(g viewer.Grant, path string) bool {
	for p := path; p != ""; p = treepath.Parent(p) {
		if p == g.Path {
			return p == path || !g.Only
		}
	}
	return false
}

func TestViewerAgainstTheRule(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		paths := forest(t)
		granted := grants(t, paths)
		v := viewer.New(1, false, granted)
		sees := func(path string) bool {
			return slices.ContainsFunc(granted, func(g viewer.Grant) bool { return holds(g, path) })
		}
		for _, path := range paths {
			if v.Sees(path) != sees(path) {
				t.Fatalf("sees %s: %v, want %v", path, v.Sees(path), sees(path))
			}
			if !sees(path) {
				continue
			}
			if want := chain(path, sees); !slices.Equal(v.Ancestors(path), want) {
				t.Fatalf("ancestors of %s: %v, want %v", path, v.Ancestors(path), want)
			}
			below := v.Below(path)
			for _, p := range paths {
				got := slices.ContainsFunc(below, func(r treepath.Range) bool { return r.Contains(p) })
				if want := unbroken(path, p, sees); got != want {
					t.Fatalf("%s below %s: %v, want %v", p, path, got, want)
				}
			}
			for _, permission := range viewer.Permissions {
				if holding := v.Holding(permission); holding.Sees(path) != v.May(permission, path) {
					t.Fatalf("holding %s it sees %s: %v", permission, path, !v.May(permission, path))
				}
				want := slices.ContainsFunc(granted, func(g viewer.Grant) bool { return holds(g, path) && g.Role.Holds(permission) })
				if v.May(permission, path) != want {
					t.Fatalf("may %s on %s: %v, want %v", permission, path, !want, want)
				}
			}
		}
	})
}

// chain is the ids of the visible accounts above, up to the first that is not.
func chain(path string, sees func(string) bool) []int64 {
	ids := []int64{}
	for p := treepath.Parent(path); p != "" && sees(p); p = treepath.Parent(p) {
		all := treepath.IDs(p)
		ids = append([]int64{all[len(all)-1]}, ids...)
	}
	return ids
}

// unbroken tells whether path is top or below it with every account from it up to top visible.
func unbroken(top, path string, sees func(string) bool) bool {
	for p := path; p != "" && sees(p); p = treepath.Parent(p) {
		if p == top {
			return true
		}
	}
	return false
}

func TestRolesNest(t *testing.T) {
	roles := []viewer.Role{viewer.Admin, viewer.AccountManager, viewer.UserManager, viewer.Reader}
	for i, strong := range roles {
		for j, weak := range roles {
			if strong.Covers(weak) != (i <= j) {
				t.Errorf("%s covers %s: %v", strong, weak, strong.Covers(weak))
			}
			for _, p := range viewer.Permissions {
				if i <= j && weak.Holds(p) && !strong.Holds(p) {
					t.Errorf("%s lacks %s, which %s holds", strong, p, weak)
				}
			}
		}
	}
	if nobody := viewer.Role(""); nobody.Covers(nobody) || nobody.Holds(viewer.View) {
		t.Error("no role holds something")
	}
}

func TestOperatorAndNobody(t *testing.T) {
	path := treepath.Child("", 7)
	operator, nobody := viewer.New(0, true, nil), viewer.FromContext(t.Context())
	if !operator.Sees(path) || !operator.May(viewer.CreateCustomer, path) || !operator.Known() {
		t.Error("an operator sees and may do everything")
	}
	if !operator.Holding(viewer.ViewEvents).Sees(path) || nobody.Holding(viewer.View).Sees(path) {
		t.Error("what an operator and nobody hold")
	}
	if nobody.Sees(path) || nobody.May(viewer.View, path) || nobody.Known() {
		t.Error("nobody sees and may do nothing")
	}
	if got := viewer.FromContext(viewer.NewContext(t.Context(), operator)); got != operator {
		t.Error("the context lost its viewer")
	}
}

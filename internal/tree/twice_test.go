package tree_test

import (
	"testing"

	"canopy/internal/canopytest"
	"canopy/internal/tree"
)

// TestReachedTwice: an account that hangs below several of a level is there several times at the next one. The people below it
// were found, and counted, as often.
func TestReachedTwice(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		top := rig.Account(nil)
		leaf := rig.Account(rig.Account(top))
		for range 3 {
			rig.User(leaf, "")
		}
		people := page(2, "users", &tree.Selection{Fields: map[string]bool{"email": true}})
		people.IncludeDescendants, people.TotalCount = true, true
		below := page(1, "descendants", &tree.Selection{Connections: []*tree.Connection{people}})
		all := page(0, "accounts", &tree.Selection{Connections: []*tree.Connection{below}})
		found, err := tree.New(tree.Config{Store: rig.Store}).Accounts(canopytest.Operator(), all)
		if err != nil {
			t.Fatal(err)
		}
		times := 0
		for _, a := range found.Nodes {
			for _, b := range a.Descendants.At(1).Nodes {
				times++
				if users := b.Users.At(2); len(users.Nodes) != 3 || users.TotalCount != 3 {
					t.Errorf("%d of %d people below account %d", len(users.Nodes), users.TotalCount, b.Key)
				}
			}
		}
		if times != 3 {
			t.Errorf("%d accounts hang below others, want one of them twice", times)
		}
	})
}

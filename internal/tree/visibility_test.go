package tree_test

import (
	"slices"
	"testing"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/internal/canopytest"
	"canopy/internal/nodeid"
	"canopy/internal/tree"
	"canopy/internal/viewer"

	"pgregory.net/rapid"
)

// TestVisibility compares everything that may lead out of what a viewer sees with viewer.Sees: scattered grants,
// holes in the tree, look-ups by every key.
func TestVisibility(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		f := grow(t, rig, 2, 80)
		rapid.Check(t, func(t *rapid.T) {
			v := f.someViewer(draws{t})
			f.lookups(t, v)
			page, err := f.reader.Accounts(as(v), &tree.Connection{Field: "accounts", Page: tree.Page{First: ptr(tree.MaxFirst)}, Nodes: true, Node: everyAccountField()})
			if err != nil {
				t.Fatal(err)
			}
			for _, a := range page.Nodes {
				f.compareAccount(t, v, a)
			}
			directory := rapid.SampledFrom(f.accounts).Draw(t, "directory")
			c := &tree.Connection{Field: "userDirectory", Page: tree.Page{First: ptr(tree.MaxFirst)}, Nodes: true, Node: &tree.Selection{}}
			people, err := f.reader.Directory(as(v), nodeid.New(nodeid.Account, directory.ID), c)
			if err != nil || (people != nil) != v.Sees(directory.Path) {
				t.Fatalf("directory of %s: %v, %v", directory.Path, people, err)
			}
			if people == nil {
				return
			}
			for _, u := range f.users {
				of := f.byID(u.AccountID)
				want := v.Sees(of.Path) && of.RootID == directory.RootID && u.Status != "DISABLED"
				if got := slices.ContainsFunc(people.Nodes, func(n *tree.User) bool { return n.Key == u.ID }); got != want {
					t.Fatalf("directory of %s has user %d of %s: %v, want %v", directory.Path, u.ID, of.Path, got, want)
				}
			}
		})
	})
}

func everyAccountField() *tree.Selection {
	plain := &tree.Selection{Fields: map[string]bool{"name": true}}
	return &tree.Selection{
		Fields: map[string]bool{
			"name": true, "status": true, "depth": true, "hasSubAccounts": true, "viewerPermissions": true,
			"effectiveStatus": true, "effectiveLanguage": true, "effectiveTimezone": true,
		},
		Objects: map[string]*tree.Selection{"parent": plain, "ancestors": plain},
	}
}

func (f *forest) compareAccount(t *rapid.T, v *viewer.Viewer, got *tree.Account) {
	row := f.byID(got.Key)
	if !v.Sees(row.Path) {
		t.Fatalf("%s is shown to %v", row.Path, v.Ranges())
	}
	var chain []int64 // the unbroken visible chain, from below
	status, language, timezone := row.Status, row.Language, row.Timezone
	broken := false
	for a := f.parent(row); a != nil; a = f.parent(a) {
		if broken = broken || !v.Sees(a.Path); !broken {
			chain = append(chain, a.ID)
		}
		if a.Status == account.StatusCLOSED || a.Status == account.StatusSUSPENDED && status != account.StatusCLOSED {
			status = a.Status
		}
		if language == "" {
			language = a.Language
		}
		if timezone == "" {
			timezone = a.Timezone
		}
	}
	slices.Reverse(chain)
	var ancestors []int64
	for _, a := range got.Ancestors {
		ancestors = append(ancestors, a.Key)
	}
	if !slices.Equal(ancestors, chain) || got.Depth != len(chain) {
		t.Fatalf("%s: ancestors %v, depth %d, want %v", row.Path, ancestors, got.Depth, chain)
	}
	if (got.Parent != nil) != (len(chain) > 0) || got.Parent != nil && got.Parent.Key != chain[len(chain)-1] {
		t.Fatalf("%s: parent %v, want the last of %v", row.Path, got.Parent, chain)
	}
	if has := len(f.children(v, row)) > 0; got.HasSubAccounts != has {
		t.Fatalf("%s: hasSubAccounts %v, want %v", row.Path, got.HasSubAccounts, has)
	}
	if got.EffectiveStatus != status || value(got.EffectiveLanguage) != language || value(got.EffectiveTimezone) != timezone {
		t.Fatalf("%s: effective %v %v %v, want %v %q %q", row.Path, got.EffectiveStatus, got.EffectiveLanguage, got.EffectiveTimezone, status, language, timezone)
	}
	for _, p := range viewer.Permissions {
		if slices.Contains(got.ViewerPermissions, p) != v.May(p, row.Path) {
			t.Fatalf("%s: permissions %v", row.Path, got.ViewerPermissions)
		}
	}
}

// lookups asks for one account and one user by every key.
func (f *forest) lookups(t *rapid.T, v *viewer.Viewer) {
	row := rapid.SampledFrom(f.accounts).Draw(t, "account")
	id := nodeid.New(nodeid.Account, row.ID)
	sel := &tree.Selection{Fields: map[string]bool{"name": true}}
	for _, by := range []tree.AccountKey{{ID: &id}, {Number: row.AccountNumber}, {Reference: row.ExternalReference}} {
		if by == (tree.AccountKey{}) {
			continue
		}
		got, err := f.reader.Account(as(v), by, sel)
		if err != nil || (got != nil) != v.Sees(row.Path) || got != nil && got.Key != row.ID {
			t.Fatalf("account %s by %v: %v, %v", row.Path, by, got, err)
		}
	}
	person := rapid.SampledFrom(f.users).Draw(t, "user")
	of := f.byID(person.AccountID)
	id = nodeid.New(nodeid.User, person.ID)
	for _, by := range []tree.UserKey{{ID: &id}, {Email: &person.Email}} {
		got, err := f.reader.User(as(v), by, sel)
		if err != nil || (got != nil) != v.Sees(of.Path) {
			t.Fatalf("user of %s by %v: %v, %v", of.Path, by, got, err)
		}
	}
	ids := []nodeid.ID{nodeid.New(nodeid.Account, row.ID), id, nodeid.New(nodeid.Account, person.ID+1_000_000), {}, id}
	nodes, err := f.reader.Nodes(as(v), ids, func(nodeid.Kind) *tree.Selection { return sel })
	if err != nil || len(nodes) != len(ids) {
		t.Fatal(nodes, err)
	}
	want := []bool{v.Sees(row.Path), v.Sees(of.Path), false, false, v.Sees(of.Path)}
	for i, n := range nodes {
		if (n != nil) != want[i] || n != nil && n.ID() != ids[i] {
			t.Fatalf("node %v is %v, want %v", ids[i], n, want[i])
		}
	}
	users, err := f.reader.Written(&tree.Selection{Objects: map[string]*tree.Selection{"account": sel}}).Users(as(v), []int64{person.ID, 1_000_000})
	if err != nil || len(users) > 1 || (len(users) == 1) != v.Sees(of.Path) || len(users) == 1 && users[0].Account.Key != of.ID {
		t.Fatalf("users %v, %v", users, err)
	}
}

func (f *forest) parent(of *ent.Account) *ent.Account {
	if of.ParentID == nil {
		return nil
	}
	return f.byID(*of.ParentID)
}

func value(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

package tree_test

import (
	"testing"

	"canopy/internal/canopytest"
	"canopy/internal/nodeid"
	"canopy/internal/tree"
	"canopy/internal/viewer"
)

// page is a connection with everything asked of it.
func page(key int, field string, node *tree.Selection) *tree.Connection {
	return &tree.Connection{Key: key, Field: field, Page: tree.Page{First: ptr(20)}, Nodes: true, Node: node}
}

// TestStatements holds the number of SQL statements of every shape; it is the same for one account and for many.
func TestStatements(t *testing.T) {
	one := leaves("name", "status")
	counted, whole := page(1, "users", one), page(1, "users", one)
	counted.Nodes, counted.TotalCount = false, true
	whole.TotalCount, whole.PageInfo, whole.HasPrevious, whole.Edges, whole.Cursors, whole.IncludeDescendants = true, true, true, true, true, true
	flat := page(1, "descendants", one)
	flat.TotalCount, flat.PageInfo, flat.Edges, flat.Cursors, flat.MaxDepth, flat.Accounts.Search = true, true, true, true, ptr(3), ptr("a")
	levels := leaves("name", "accountNumber")
	for range 3 {
		next := leaves("name", "accountNumber")
		next.Connections = []*tree.Connection{page(1, "users", leaves("email")), page(2, "subAccounts", levels)}
		levels = next
	}
	object := func(field string) *tree.Selection {
		return &tree.Selection{Objects: map[string]*tree.Selection{field: one}}
	}
	shapes := map[string]struct {
		sel  *tree.Selection
		want int // beside the one for the accounts themselves
	}{
		"leaves":                {leaves("name", "depth", "viewerPermissions", "createdAt"), 0},
		"parent":                {object("parent"), 1},
		"ancestors":             {object("ancestors"), 1},
		"effective":             {leaves("effectiveStatus", "effectiveLanguage", "effectiveTimezone"), 1},
		"has sub-accounts":      {leaves("hasSubAccounts"), 1},
		"notification contact":  {object("notificationContact"), 1},
		"organization":          {object("organization"), 1},
		"provisioning":          {object("provisioning"), 1},
		"page":                  {below(page(1, "subAccounts", one)), 1},
		"count":                 {below(counted), 1},
		"page, count and info":  {below(whole), 2},
		"two pages":             {&tree.Selection{Connections: []*tree.Connection{page(1, "users", one), page(2, "users", one)}}, 2},
		"descendants":           {below(page(1, "descendants", one)), 1},
		"descendants, counted":  {below(flat), 2},
		"two levels of them":    {below(page(1, "descendants", below(page(2, "descendants", one)))), 2},
		"reviews":               {below(page(1, "reviews", object("parent"))), 1},
		"users with account":    {below(page(1, "users", object("account"))), 2},
		"four levels and users": {levels, 6},
	}
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		f := grow(t, rig, 3, 60)
		operator := as(viewer.New(0, true, nil))
		root := nodeid.New(nodeid.Account, f.accounts[0].ID)
		for name, shape := range shapes {
			t.Run(name, func(t *testing.T) {
				many := rig.Statements(func() {
					c := &tree.Connection{Field: "accounts", Nodes: true, Node: shape.sel, Page: tree.Page{First: ptr(tree.MaxFirst)}}
					if _, err := f.reader.Accounts(operator, c); err != nil {
						t.Error(err)
					}
				})
				single := rig.Statements(func() {
					if _, err := f.reader.Account(operator, tree.AccountKey{ID: &root}, shape.sel); err != nil {
						t.Error(err)
					}
				})
				if many != 1+shape.want {
					t.Errorf("%d statements for %d accounts, want %d", many, len(f.accounts), 1+shape.want)
				}
				if single > many {
					t.Errorf("%d statements for one account, %d for many", single, many)
				}
			})
		}
	})
}

// TestFanOut: more ids than either database takes parameters.
func TestFanOut(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		f := grow(t, rig, 5, 10)
		ids := make([]int64, 70_000)
		for i := range ids {
			ids[i] = int64(len(ids) - i)
		}
		users, err := f.reader.Written(leaves("email")).Users(canopytest.Operator(), ids)
		if err != nil || len(users) != len(f.users) {
			t.Fatalf("%d users of %d, %v", len(users), len(f.users), err)
		}
		for i := range users[1:] {
			if users[i].Key < users[i+1].Key {
				t.Fatal("not in the given order")
			}
		}
	})
}

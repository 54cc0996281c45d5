package tree_test

import (
	"cmp"
	"context"
	"slices"
	"testing"

	"canopy/ent"
	entaccount "canopy/ent/account"
	"canopy/internal/canopytest"
	"canopy/internal/nodeid"
	"canopy/internal/store"
	"canopy/internal/tree"
	"canopy/internal/treepath"
	"canopy/internal/viewer"

	"pgregory.net/rapid"
)

// hanging are the accounts of the unbroken visible tree below an account, so many levels at most.
func (f *forest) hanging(v *viewer.Viewer, of *ent.Account, levels int) (rows []*ent.Account) {
	level := map[int64]int{of.ID: 0}
	for _, a := range f.accounts { // parents come before children
		if a.ParentID == nil || !v.Sees(a.Path) {
			continue
		}
		if above, ok := level[*a.ParentID]; ok && above < levels {
			level[a.ID] = above + 1
			rows = append(rows, a)
		}
	}
	return rows
}

// preorder is the order of descendants, told from parents and ids alone.
func (f *forest) preorder(a, b *ent.Account) int {
	return slices.Compare(f.lineage(a), f.lineage(b))
}

func (f *forest) lineage(a *ent.Account) (ids []int64) {
	for ; a != nil; a = f.parent(a) {
		ids = append(ids, a.ID)
	}
	slices.Reverse(ids)
	return ids
}

// walk is all pages of the descendants of one account, of so many each; it also compares what pages say of each other.
func (f *forest) walk(t *rapid.T, v *viewer.Viewer, of *ent.Account, c tree.Connection, size int) (rows []*ent.Account, cursors []string) {
	c.Key, c.Field, c.Page, c.Node = 7, "descendants", tree.Page{First: &size}, &tree.Selection{}
	c.Nodes, c.Edges, c.PageInfo, c.Cursors, c.HasNext, c.HasPrevious, c.TotalCount = true, true, true, true, true, true, true
	id := nodeid.New(nodeid.Account, of.ID)
	for {
		a, err := f.reader.Account(as(v), tree.AccountKey{ID: &id}, below(&c))
		if err != nil {
			t.Fatal(err)
		}
		page := a.Descendants.At(7)
		if page.PageInfo.HasPreviousPage != (len(rows) > 0) {
			t.Fatalf("hasPreviousPage is %v behind %d", page.PageInfo.HasPreviousPage, len(rows))
		}
		for _, e := range page.Edges {
			rows, cursors = append(rows, f.byID(e.Node.Key)), append(cursors, e.Cursor)
		}
		if !page.PageInfo.HasNextPage {
			if page.TotalCount != len(rows) {
				t.Fatalf("totalCount %d of %d", page.TotalCount, len(rows))
			}
			return rows, cursors
		}
		if len(page.Nodes) != size {
			t.Fatalf("a page of %d before the last, want %d", len(page.Nodes), size)
		}
		c.Page.After = page.PageInfo.EndCursor
	}
}

// TestDescendants compares descendants with a naive reader: random viewers with holes, levels, filters, places and page
// sizes, all visible accounts at once; and walks one account's to the end.
func TestDescendants(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		f := grow(t, rig, 8, 120)
		rapid.Check(t, func(t *rapid.T) {
			v := f.someViewer(draws{t})
			c := &tree.Connection{Key: 7, Field: "descendants"}
			a := &asked[*ent.Account]{Connection: c, id: func(a *ent.Account) int64 { return a.ID }, less: f.preorder}
			levels := rapid.IntRange(0, 6).Draw(t, "levels")
			if c.MaxDepth = &levels; levels == 0 {
				c.MaxDepth, levels = nil, treepath.MaxDepth
			}
			if rapid.Bool().Draw(t, "filtered") {
				c.Accounts = accountFilter(t, f)
			}
			a.matches = func(row *ent.Account) bool { return accountMatches(c.Accounts, row) }
			seen := f.seen(v)
			if len(seen) == 0 {
				return
			}
			of := rapid.SampledFrom(seen).Draw(t, "account")
			all, cursors := f.walk(t, v, of, tree.Connection{MaxDepth: c.MaxDepth}, rapid.SampledFrom([]int{1, 2, 7, 50}).Draw(t, "pages of"))
			listed := map[int64]bool{of.ID: true}
			for _, row := range all {
				if !listed[*row.ParentID] {
					t.Fatalf("%s is listed before what is above it", row.Path)
				}
				listed[row.ID] = true
			}
			if want := f.hanging(v, of, levels); len(want) != len(all) {
				t.Fatalf("%d below %s, want %d", len(all), of.Path, len(want))
			}

			// The same place at every visible account: a relative one, which elsewhere may lie anywhere.
			a.parts(t)
			c.Page.First = sizes(t)
			place := -1
			if len(all) > 0 && rapid.Bool().Draw(t, "after") {
				place = rapid.IntRange(0, len(all)-1).Draw(t, "place")
				c.Page.After = &cursors[place]
			}
			root := &tree.Connection{Field: "accounts", Page: tree.Page{First: ptr(tree.MaxFirst)}, Nodes: true, Node: below(c)}
			page, err := f.reader.Accounts(as(v), root)
			if err != nil {
				t.Fatal(err)
			}
			for _, at := range page.Nodes {
				here := f.byID(at.Key)
				a.after = nil
				if place >= 0 {
					stood := &ent.Account{ID: -1, Path: here.Path + all[place].Path[len(of.Path):]}
					a.after = &stood
				}
				a.less = func(x, y *ent.Account) int { return cmp.Compare(x.Path, y.Path) }
				if a.after == nil {
					a.less = f.preorder
				}
				a.compare(t, f.hanging(v, here, levels), shapeOfAccounts(at.Descendants.At(7)))
			}
		})
	})
}

// TestDescendantsMoved goes on at the same relative place after the account with all below it moved elsewhere, and behind
// an account that was moved away.
func TestDescendantsMoved(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		a := rig.Forest([]int{-1, 0, 1, 1, 2, 2, 3, -1, 7}) // 1 has 2 with 4 and 5, and 3 with 6
		f := &forest{Rig: rig, reader: tree.New(tree.Config{Store: rig.Store}), accounts: a}
		page := func(after *string) (keys []int64, end *string) {
			t.Helper()
			c := &tree.Connection{Key: 7, Field: "descendants", Nodes: true, PageInfo: true, Cursors: true, Page: tree.Page{First: ptr(2), After: after}, Node: &tree.Selection{}}
			id := nodeid.New(nodeid.Account, a[1].ID)
			got, err := f.reader.Account(canopytest.Operator(), tree.AccountKey{ID: &id}, below(c))
			if err != nil {
				t.Fatal(err)
			}
			s := shapeOfAccounts(got.Descendants.At(7))
			return s.nodes, s.info.EndCursor
		}
		move := func(account, under *ent.Account) {
			t.Helper()
			to := treepath.Child(under.Path, account.ID)
			r := treepath.Subtree(account.Path)
			rig.Tx(func(ctx context.Context, tx *store.Tx) error {
				for _, row := range tx.Account.Query().Where(entaccount.PathGTE(r.Lo), entaccount.PathLT(r.Hi)).AllX(ctx) {
					tx.Account.UpdateOneID(row.ID).SetPath(to + row.Path[len(account.Path):]).SetRootID(under.RootID).ExecX(ctx)
				}
				return tx.Account.UpdateOneID(account.ID).SetParentID(under.ID).Exec(ctx)
			})
			account.Path = to
		}
		first, end := page(nil)
		if want := []int64{a[2].ID, a[4].ID}; !slices.Equal(first, want) {
			t.Fatalf("the first page is %v, want %v", first, want)
		}
		move(a[1], a[8])
		if got, _ := page(end); !slices.Equal(got, []int64{a[5].ID, a[3].ID}) {
			t.Errorf("after a move of all: %v", got)
		}
		a[2].Path = treepath.Child(a[1].Path, a[2].ID)
		move(a[2], a[7])
		if got, _ := page(end); !slices.Equal(got, []int64{a[3].ID, a[6].ID}) {
			t.Errorf("after the place itself moved away: %v", got)
		}
	})
}

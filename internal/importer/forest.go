package importer

import (
	"slices"

	"canopy/ent/account"
	"canopy/internal/treepath"
)

// node is an account that rows refer to: a row of the accounts file, or an account that only the database has.
type node struct {
	line      int // in the file; 0: only in the database
	ref       string
	parentRef string // "" for a root
	number    string
	country   string
	print     uint64 // of its details
	at        span   // of its details, where its row is right

	parent *node // nil: a root, or its parent is not known
	tree   *tree // nil: its parents lead to no root

	bad      bool // its row is wrong
	waiting  bool // its row is right, but hangs below a bad one
	circular bool // it is above itself
	shared   bool // the first row of a ref that several trees have

	id     int64 // in the database; 0: not there yet
	path   string
	own    account.Status
	status account.Status // its effective one, with what it inherits
}

// lost tells that the account is not in the database and will not be.
func (n *node) lost() bool { return n.id == 0 && (n.bad || n.waiting) }

// under tells whether the account stands, or will stand, strictly below another that is not lost either.
func (n *node) under(top *node) bool {
	for n.id == 0 && n.parent != nil {
		if n = n.parent; n == top || n.id != 0 && n.id == top.id {
			return true
		}
	}
	return n.id != 0 && top.id != 0 && n.id != top.id && treepath.Subtree(top.path).Contains(n.path)
}

// isRoot tells that the account is the top of its tree.
func (n *node) isRoot() bool {
	return n.line > 0 && n.parentRef == "" || n.line == 0 && treepath.Depth(n.path) == 1
}

// tree is one reseller's tree.
type tree struct {
	id    int64  // of its root; 0: not in the database yet
	ref   string // of its root
	order int    // of appearance
}

// forest is what refs mean: the rows of the accounts file, and what the database has of the same refs.
type forest struct {
	rows   []*node            // of the file, in its order
	byRef  map[string]*node   // the first row of a ref
	twins  map[string][]*node // the rows behind the first
	unread map[string]*node   // rows that could not be read, by what seems to be their ref
	roots  map[string]*tree   // the trees of the file, by their root's ref
	trees  map[int64]*tree    // the trees of the database, by their root's id
	stored map[string][]*node
	meant  *tree // of Config.Root
}

func newForest() *forest {
	return &forest{
		byRef: map[string]*node{}, twins: map[string][]*node{}, unread: map[string]*node{},
		roots: map[string]*tree{}, trees: map[int64]*tree{}, stored: map[string][]*node{},
	}
}

// add takes a row of the file in.
func (f *forest) add(n *node) {
	f.rows = append(f.rows, n)
	if n.ref == "" {
		return
	}
	if f.byRef[n.ref] != nil {
		f.twins[n.ref] = append(f.twins[n.ref], n)
		return
	}
	f.byRef[n.ref] = n
}

// treeOf is the tree of a root in the database.
func (f *forest) treeOf(root int64) *tree {
	t := f.trees[root]
	if t == nil {
		t = &tree{id: root, order: len(f.trees) + len(f.roots)}
		f.trees[root] = t
	}
	return t
}

// plant finds the tree of a row without a parent: one of the database, or a new one.
func (f *forest) plant(n *node) *tree {
	if t := f.roots[n.ref]; t != nil {
		return t
	}
	t := &tree{ref: n.ref, order: len(f.trees) + len(f.roots)}
	for _, s := range f.stored[n.ref] {
		if s.isRoot() {
			t = s.tree
		}
	}
	f.roots[n.ref] = t
	return t
}

// inDatabase are the accounts of the database that a ref means.
func (f *forest) inDatabase(ref string) []*node { return f.ofMeant(f.stored[ref]) }

// ofMeant keeps those of the tree that Config.Root names.
func (f *forest) ofMeant(nodes []*node) []*node {
	if f.meant == nil {
		return nodes
	}
	var kept []*node
	for _, n := range nodes {
		if n.tree == f.meant {
			kept = append(kept, n)
		}
	}
	return kept
}

// within is the account of a ref in a tree, nil for none: of the accounts file, else of the database.
func (f *forest) within(t *tree, ref string) *node {
	for _, n := range slices.Concat([]*node{f.byRef[ref]}, f.twins[ref], f.stored[ref]) {
		if n != nil && n.tree == t {
			return n
		}
	}
	return nil
}

// homes are the accounts that a ref of the users or assets file means: of the accounts file, else of the database; one of each tree.
func (f *forest) homes(ref string) []*node {
	var found []*node
	seen := map[*tree]bool{}
	if first := f.byRef[ref]; first != nil {
		found, seen[first.tree] = append(found, first), true
	}
	for _, n := range f.twins[ref] {
		if !seen[n.tree] {
			seen[n.tree] = true
			found = append(found, n)
		}
	}
	if found = f.ofMeant(found); len(found) > 0 {
		return found
	}
	if found = f.inDatabase(ref); len(found) == 0 && f.unread[ref] != nil {
		return []*node{f.unread[ref]}
	}
	return found
}

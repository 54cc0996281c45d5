package importer

import (
	"cmp"
	"slices"

	"canopy/ent/account"
	"canopy/internal/treepath"
)

// resolve finds of every row its parent, wherever in the file it stands, its tree, and its account where the database has it; and
// what is wrong between rows.
func (r *run) resolve() {
	f := r.forest
	for _, n := range f.rows {
		r.link(n)
	}
	r.markCircles()
	for _, n := range f.rows {
		r.climb(n)
	}
	r.compareRefs()
	r.compareNumbers()
	for _, n := range f.rows {
		for _, s := range f.stored[n.ref] {
			if n.tree != nil && s.tree == n.tree {
				n.id, n.path, n.own, n.status = s.id, s.path, s.own, s.status
			}
		}
	}
}

// link points a row to its parent: a row of the file, else an account of the database.
func (r *run) link(n *node) {
	if n.parentRef == "" {
		n.tree = r.forest.plant(n)
		return
	}
	if n.parent = r.forest.byRef[n.parentRef]; n.parent != nil {
		return
	}
	switch found := r.forest.inDatabase(n.parentRef); {
	case len(found) == 1:
		n.parent = found[0]
	case len(found) > 1:
		r.reject(n, "parent_ref", "several trees have an account %.60q: name the reseller's ref with --root", n.parentRef)
	case r.forest.unread[n.parentRef] != nil:
		n.parent = r.forest.unread[n.parentRef]
	default:
		r.reject(n, "parent_ref", "no row of the file and no account has the ref %.60q", n.parentRef)
	}
}

// markCircles rejects the rows that are above themselves.
func (r *run) markCircles() {
	walks := map[*node]int{} // the walk on which a node was first met
	for i, n := range r.forest.rows {
		for ; n != nil && walks[n] == 0; n = n.parent {
			walks[n] = i + 1
		}
		if n == nil || walks[n] != i+1 {
			continue
		}
		for m := n; !m.circular; m = m.parent {
			m.circular = true
			r.reject(m, "parent_ref", "its parent %.60q is itself, or hangs below it", m.parentRef)
		}
	}
}

// climb finds a row's tree by the accounts above it.
func (r *run) climb(n *node) {
	top, depth := n, 1
	for ; !top.isRoot() && top.line > 0 && top.parent != nil && !top.circular; depth++ {
		top = top.parent
		if depth == treepath.MaxDepth {
			r.reject(n, "parent_ref", "it is more than %d accounts deep", treepath.MaxDepth)
			return
		}
	}
	if n.tree = top.tree; top.line == 0 && n.tree != nil && depth+treepath.Depth(top.path) > treepath.MaxDepth+1 {
		r.reject(n, "parent_ref", "it is more than %d accounts deep", treepath.MaxDepth)
	}
}

// compareRefs rejects a second row of the same ref in one tree, and the rows below a ref that several trees of the file have.
func (r *run) compareRefs() {
	type key struct {
		tree *tree
		ref  string
	}
	lines := map[key]int{}
	for _, n := range r.forest.rows {
		if n.tree == nil || r.forest.twins[n.ref] == nil {
			continue
		}
		if line := lines[key{n.tree, n.ref}]; line > 0 {
			r.reject(n, "ref", "line %d has the ref %.60q already", line, n.ref)
			continue
		}
		lines[key{n.tree, n.ref}] = n.line
		first := r.forest.byRef[n.ref]
		first.shared = first.shared || first.tree != n.tree
	}
	for _, n := range r.forest.rows {
		if above := r.forest.byRef[n.parentRef]; above != nil && above.shared && n.parentRef != "" {
			r.reject(n, "parent_ref", "several trees of the file have the ref %.60q: give each tree a file of its own", n.parentRef)
		}
	}
}

// compareNumbers rejects a second row of the same account number.
func (r *run) compareNumbers() {
	lines := map[string]int{}
	for _, n := range r.forest.rows {
		if n.number == "" {
			continue
		}
		if line := lines[n.number]; line > 0 {
			r.reject(n, "account_number", "line %d has the number %.60q already", line, n.number)
			continue
		}
		lines[n.number] = n.line
	}
}

// settle tells what becomes of every row: it is there already, or is to be added, or cannot be.
func (r *run) settle() {
	counts := &r.report.Accounts
	for _, n := range r.forest.rows {
		if n.id == 0 && !n.bad && n.parent != nil && n.parent.id != 0 && n.parent.status != account.StatusACTIVE {
			r.reject(n, "parent_ref", "the account above is %s: it must be ACTIVE", n.parent.state())
		}
	}
	for _, n := range r.forest.rows {
		switch {
		case n.bad:
		case n.id != 0 && r.same(n):
			counts.Unchanged++
		case n.id != 0:
			counts.Differing = append(counts.Differing, n.line)
		default:
			if above := n.lostAbove(); above != nil {
				n.waiting = true
				counts.Waiting++
				r.wait(n.line, "accounts", "parent_ref", above)
			}
		}
	}
}

// lostAbove is the nearest account above whose row is bad and which the database does not have either.
func (n *node) lostAbove() *node {
	for m := n.parent; m != nil && m.id == 0; m = m.parent {
		if m.bad {
			return m
		}
	}
	return nil
}

// toAdd are the rows to be written, tree by tree, parents before children, else in the file's order.
func (f *forest) toAdd() []*node {
	var rows []*node
	depth := map[*node]int{}
	for _, n := range f.rows {
		if n.id != 0 || n.bad || n.waiting {
			continue
		}
		rows = append(rows, n)
		for m := n; m != nil && m.id == 0; m = m.parent {
			depth[n]++
		}
	}
	slices.SortStableFunc(rows, func(a, b *node) int {
		return cmp.Or(cmp.Compare(a.tree.order, b.tree.order), cmp.Compare(depth[a], depth[b]))
	})
	return rows
}

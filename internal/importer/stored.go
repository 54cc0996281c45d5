package importer

import (
	"context"
	"fmt"
	"slices"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/internal/locale"
	"canopy/internal/treepath"
)

// lookUpRefs finds the accounts of the database that the refs of the file may mean, and the tree that Config.Root names.
func (r *run) lookUpRefs(ctx context.Context) error {
	f := r.forest
	var refs []string
	for _, n := range f.rows {
		refs = append(refs, n.ref)
		if f.byRef[n.parentRef] == nil {
			refs = append(refs, n.parentRef)
		}
	}
	root, _ := locale.Line(r.Root)
	if err := r.lookUp(ctx, append(refs, root)); err != nil || root == "" {
		return err
	}
	for _, n := range f.stored[root] {
		if n.isRoot() {
			f.meant = n.tree
		}
	}
	if n := f.byRef[root]; f.meant == nil && n != nil && n.isRoot() {
		f.meant = f.plant(n)
	}
	if f.meant == nil {
		return fmt.Errorf("no reseller has the ref %q, which --root names", root)
	}
	return nil
}

// lookUp loads the accounts of refs that were not looked up yet.
func (r *run) lookUp(ctx context.Context, refs []string) error {
	f := r.forest
	refs = slices.DeleteFunc(refs, func(ref string) bool { _, done := f.stored[ref]; return done || ref == "" })
	slices.Sort(refs)
	for part := range slices.Chunk(slices.Compact(refs), batch) {
		found, err := r.Store.Client().Account.Query().Where(account.ExternalReferenceIn(part...)).Order(ent.Asc(account.FieldID)).All(ctx)
		if err != nil {
			return fmt.Errorf("look accounts up by their refs: %w", err)
		}
		statuses, err := effective(ctx, r.Store.Client().Account, found)
		if err != nil {
			return err
		}
		for _, ref := range part {
			f.stored[ref] = nil
		}
		for _, a := range found {
			n := &node{
				ref: *a.ExternalReference, print: detailsOf(a).print(), country: a.Country, tree: f.treeOf(a.RootID), id: a.ID, path: a.Path,
				own: a.Status, status: statuses[a.ID],
			}
			f.stored[n.ref] = append(f.stored[n.ref], n)
		}
	}
	return nil
}

// lookUpNumbers rejects the new rows whose account number another account has.
func (r *run) lookUpNumbers(ctx context.Context) error {
	lines := map[string]*node{}
	var numbers []string
	for _, n := range r.forest.rows {
		if n.id == 0 && n.number != "" && lines[n.number] == nil {
			lines[n.number] = n
			numbers = append(numbers, n.number)
		}
	}
	for part := range slices.Chunk(numbers, batch) {
		found, err := r.Store.Client().Account.Query().Where(account.AccountNumberIn(part...)).Select(account.FieldAccountNumber).Strings(ctx)
		if err != nil {
			return fmt.Errorf("look account numbers up: %w", err)
		}
		for _, number := range found {
			r.reject(lines[number], "account_number", "another account has the number %.60q already", number)
		}
	}
	return nil
}

// same tells whether the database has the row's account as the row says.
func (r *run) same(n *node) bool {
	above := ""
	if n.parent != nil {
		above = n.parent.path
	}
	for _, s := range r.forest.stored[n.ref] {
		if s.id == n.id {
			return s.print == n.print && treepath.Parent(s.path) == above
		}
	}
	return false
}

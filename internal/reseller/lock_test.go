package reseller_test

import (
	"context"
	"runtime"
	"testing"

	"canopy/ent"
	"canopy/internal/canopytest"
	"canopy/internal/reseller"
	"canopy/internal/store"
	"canopy/internal/treepath"

	"entgo.io/ent/dialect"
)

// TestAddUsersToAnAccountThatMoves: while they wait for the account's tree, it moves to another, which is to be waited for too.
func TestAddUsersToAnAccountThatMoves(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		a, there := h.Account(h.root), h.Account(nil)
		postgres := h.Store.Dialect() == dialect.Postgres
		leaveHere, here := h.held(t, h.root, func(ctx context.Context, tx *store.Tx) error {
			return tx.Account.UpdateOneID(a.ID).SetParentID(there.ID).SetRootID(there.ID).SetPath(treepath.Child(there.Path, a.ID)).Exec(ctx)
		})
		leaveThere := func() {}
		if postgres { // SQLite has one lock
			leaveThere, _ = h.held(t, there, func(context.Context, *store.Tx) error { return nil })
		}
		added := make(chan reseller.AddedUsers, 1)
		go func() {
			result, err := h.AddUsers(canopytest.Operator(), adding(a, someones(1)...), nil)
			if err != nil {
				t.Error(err)
			}
			added <- result
		}()
		h.untilWaiting(t, h.root, added)
		leaveHere()
		if err := <-here; err != nil {
			t.Fatal(err)
		}
		if postgres {
			h.untilWaiting(t, there, added)
		}
		leaveThere()
		result := <-added
		if result.Count != 1 {
			t.Fatalf("answered %+v", result)
		}
		u := h.user(t, result.UserIDs[0])
		e := h.Store.Client().Event.Query().OnlyX(everything())
		if u.Path != treepath.Child(there.Path, a.ID) || e.RootID != there.ID || e.Seq != 1 {
			t.Errorf("stored %v with %v", u, e)
		}
	})
}

// held holds the tree of a root, exclusively, until the answered function is called; then it changes something and ends.
func (h *house) held(t *testing.T, root *ent.Account, change func(context.Context, *store.Tx) error) (leave func(), done <-chan error) {
	t.Helper()
	locked, release, ended := make(chan error, 1), make(chan struct{}), make(chan error, 1)
	go func() {
		ended <- h.Store.Tx(canopytest.Operator(), func(ctx context.Context, tx *store.Tx) error {
			err := tx.LockTree(ctx, root.ID, true)
			locked <- err
			<-release
			if err == nil {
				err = change(ctx, tx)
			}
			return err
		})
	}()
	if err := <-locked; err != nil {
		t.Fatal(err)
	}
	return func() { close(release) }, ended
}

// untilWaiting returns when somebody waits for the tree of the root, whose result is not to come before.
func (h *house) untilWaiting(t *testing.T, root *ent.Account, result <-chan reseller.AddedUsers) {
	t.Helper()
	for waiting := 0; waiting == 0; runtime.Gosched() {
		if len(result) > 0 {
			t.Fatal("nobody waited")
		}
		if h.Store.Dialect() == dialect.SQLite {
			waiting = int(h.Store.WriteDB().Stats().WaitCount)
			continue
		}
		err := h.Store.DB().QueryRow("SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database"+
			" WHERE datname = current_database() AND locktype = 'advisory' AND objid = $1 AND NOT granted", root.ID).Scan(&waiting)
		if err != nil {
			t.Fatal(err)
		}
	}
}

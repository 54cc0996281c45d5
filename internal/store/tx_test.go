package store_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"testing"

	"canopy/ent/counter"
	"canopy/internal/canopytest"
	"canopy/internal/store"
	"canopy/internal/store/scope"

	"entgo.io/ent/dialect"
)

func TestTx(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		ctx := scope.Everything(t.Context(), scope.Operator)
		write := func(ctx context.Context, tx *store.Tx, name string) {
			if _, err := tx.Count(ctx, name, 1); err != nil {
				t.Fatal(err)
			}
		}
		stored := func(name string) bool { return rig.Store.Client().Counter.Query().Where(counter.ID(name)).ExistX(ctx) }

		if err := rig.Store.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
			write(ctx, tx, "committed")
			return rig.Store.Tx(ctx, func(context.Context, *store.Tx) error { return nil })
		}); err == nil || stored("committed") {
			t.Errorf("nested: %v, stored %t", err, stored("committed"))
		}
		if err := rig.Store.Tx(ctx, func(ctx context.Context, tx *store.Tx) error { write(ctx, tx, "committed"); return nil }); err != nil || !stored("committed") {
			t.Errorf("commit: %v", err)
		}
		mine := errors.New("mine")
		if err := rig.Store.Tx(ctx, func(ctx context.Context, tx *store.Tx) error { write(ctx, tx, "failed"); return mine }); !errors.Is(err, mine) || stored("failed") {
			t.Errorf("error: %v", err)
		}
		func() {
			defer func() {
				if recover() != "mine" || stored("panicked") {
					t.Error("a panic is lost, or did not roll back")
				}
			}()
			_ = rig.Store.Tx(ctx, func(ctx context.Context, tx *store.Tx) error { write(ctx, tx, "panicked"); panic("mine") })
		}()
		rig.Tx(func(ctx context.Context, tx *store.Tx) error { write(ctx, tx, "after"); return nil }) // the writer is free
	})
}

func TestCount(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		atOnce(t, 8, func(i int) error {
			return rig.Store.Tx(context.Background(), func(ctx context.Context, tx *store.Tx) error {
				_, err := tx.Count(ctx, "numbers", int64(i))
				return err
			})
		})
		rig.Tx(func(ctx context.Context, tx *store.Tx) error {
			if last, err := tx.Count(ctx, "numbers", 0); err != nil || last != 0+1+2+3+4+5+6+7 {
				t.Errorf("counted %d: %v", last, err)
			}
			return nil
		})
	})
}

func TestNextIDs(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		var mu sync.Mutex
		drawn := map[int64]bool{}
		atOnce(t, 8, func(i int) error {
			for round := range 10 {
				if err := rig.Store.Tx(context.Background(), func(ctx context.Context, tx *store.Tx) error {
					ids, err := tx.NextIDs(ctx, "accounts", i*round)
					if err != nil || len(ids) != i*round || !slices.IsSorted(ids) {
						return fmt.Errorf("ids %v of %d: %w", ids, i*round, err)
					}
					mu.Lock()
					defer mu.Unlock()
					for _, id := range ids {
						if drawn[id] {
							return fmt.Errorf("%d is drawn twice", id)
						}
						drawn[id] = true
					}
					return nil
				}); err != nil {
					return err
				}
			}
			return nil
		})
		if a := rig.Account(nil); drawn[a.ID] {
			t.Errorf("%d is drawn again", a.ID)
		}
	})
}

func TestLocks(t *testing.T) {
	everybody := func(ctx context.Context, tx *store.Tx) error { return tx.LockTree(ctx, 7, true) }
	sharing := func(ctx context.Context, tx *store.Tx) error { return tx.LockTree(ctx, 7, false) }
	elsewhere := func(ctx context.Context, tx *store.Tx) error { return tx.LockTree(ctx, 8, true) }
	organizations := func(ctx context.Context, tx *store.Tx) error { return tx.LockOrganizations(ctx) }
	type lock = func(context.Context, *store.Tx) error
	for name, test := range map[string]struct {
		first, second lock
		waits         bool // on PostgreSQL; SQLite's one writer always waits
	}{
		"exclusive, exclusive":         {everybody, everybody, true},
		"exclusive, shared":            {everybody, sharing, true},
		"shared, exclusive":            {sharing, everybody, true},
		"shared, shared":               {sharing, sharing, false},
		"another tree":                 {everybody, elsewhere, false},
		"organizations":                {organizations, organizations, true},
		"organizations against a tree": {organizations, everybody, false},
	} {
		t.Run(name, func(t *testing.T) {
			canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
				waits := test.waits || rig.Store.Dialect() == dialect.SQLite
				held, release, locked := make(chan error, 1), make(chan struct{}), make(chan error, 1)
				go func() {
					held <- rig.Store.Tx(context.Background(), func(ctx context.Context, tx *store.Tx) error {
						held <- test.first(ctx, tx)
						<-release
						return nil
					})
				}()
				if err := <-held; err != nil {
					t.Fatal(err)
				}
				go func() { locked <- rig.Store.Tx(context.Background(), test.second) }()
				if waits {
					untilWaiting(t, rig, locked)
					close(release)
				}
				if err := <-locked; err != nil {
					t.Error(err)
				}
				if !waits {
					close(release)
				}
				if err := <-held; err != nil {
					t.Error(err)
				}
			})
		})
	}
}

// untilWaiting returns when the database shows somebody waiting for a lock.
func untilWaiting(t *testing.T, rig *canopytest.Rig, locked <-chan error) {
	t.Helper()
	for {
		select {
		case err := <-locked:
			t.Fatalf("the second did not wait: %v", err)
		default:
		}
		if rig.Store.Dialect() == dialect.SQLite {
			if rig.Store.WriteDB().Stats().WaitCount > 0 {
				return
			}
		} else if count(t, rig.Store, "SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database"+
			" WHERE datname = current_database() AND locktype = 'advisory' AND NOT granted") > 0 {
			return
		}
		runtime.Gosched()
	}
}

// atOnce runs f(0) to f(n-1) concurrently; an error fails the test.
func atOnce(t *testing.T, n int, f func(i int) error) {
	t.Helper()
	var wait sync.WaitGroup
	for i := range n {
		wait.Go(func() {
			if err := f(i); err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
}

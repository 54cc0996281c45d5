package store_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"canopy/ent"
	"canopy/internal/canopytest"
	"canopy/internal/store"
	"canopy/internal/store/scope"
	"canopy/internal/viewer"
)

// set and multiply change a counter.
func set(name string, value int) store.Statement {
	return store.Statement{Text: "INSERT INTO counters (name, value) VALUES ($1, $2)", Args: []any{name, value}}
}

func multiply(name string, by int) store.Statement {
	return store.Statement{Text: "UPDATE counters SET value = value * $1 WHERE name = $2", Args: []any{by, name}}
}

var broken = store.Statement{Text: "INSERT INTO counters (name, value) VALUES (NULL, 1)"}

// sum is of the counters that are stored.
func sum(t *testing.T, s *store.Store) int {
	t.Helper()
	return count(t, s, "SELECT "+scope.Operator.Marker()+" coalesce(sum(value), 0) FROM counters WHERE name IN ('a', 'b')")
}

func TestSend(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		var read []int64
		rig.Tx(func(ctx context.Context, tx *store.Tx) error {
			return tx.Send(ctx, set("a", 2), set("b", 3), store.Statement{
				Text: "SELECT " + scope.Operator.Marker() + " value FROM counters WHERE name IN ('a', 'b') ORDER BY value",
				Each: func(row *store.Row) { read = append(read, row.At(0).Int()) },
			}, multiply("a", 10))
		})
		if len(read) != 2 || read[0] != 2 || read[1] != 3 || sum(t, rig.Store) != 23 {
			t.Errorf("read %v, stored %d", read, sum(t, rig.Store))
		}
		for name, f := range map[string]func(ctx context.Context, tx *store.Tx) error{
			"the last fails":  func(ctx context.Context, tx *store.Tx) error { return tx.Send(ctx, multiply("a", 10), broken) },
			"the first fails": func(ctx context.Context, tx *store.Tx) error { return tx.Send(ctx, broken, multiply("a", 10)) },
			"more fails": func(ctx context.Context, tx *store.Tx) error {
				return errors.Join(tx.Send(ctx, multiply("a", 10)), errors.New("mine"))
			},
			"behind a prepared one": func(ctx context.Context, tx *store.Tx) error {
				prepared, err := tx.SQL.PrepareContext(ctx, "UPDATE counters SET value = 0")
				if err != nil {
					t.Error(err)
					return err
				}
				_, err = prepared.ExecContext(ctx)
				return errors.Join(err, prepared.Close(), tx.Send(ctx, broken))
			},
		} {
			if err := rig.Store.Tx(t.Context(), f); err == nil || sum(t, rig.Store) != 23 {
				t.Errorf("%s: %v, stored %d", name, err, sum(t, rig.Store))
			}
		}
	})
}

func TestLast(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		ctx := context.Background()
		statements := rig.Statements(func() {
			rig.Tx(func(ctx context.Context, tx *store.Tx) error {
				tx.Last(multiply("a", 10))
				tx.Last(set("b", 1), multiply("b", 7))
				return tx.Send(ctx, set("a", 2))
			})
		})
		if got := sum(t, rig.Store); got != 27 || statements != 4 {
			t.Errorf("stored %d by %d statements, want 27 by 4", got, statements)
		}
		mine := errors.New("mine")
		for name, f := range map[string]func(tx *store.Tx) error{
			"one of them fails": func(tx *store.Tx) error { tx.Last(multiply("a", 10), broken); return nil },
			"f fails":           func(tx *store.Tx) error { tx.Last(multiply("a", 10)); return mine },
		} {
			err := rig.Store.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
				return errors.Join(tx.Send(ctx, multiply("b", 5)), f(tx))
			})
			if err == nil || sum(t, rig.Store) != 27 {
				t.Errorf("%s: %v, stored %d", name, err, sum(t, rig.Store))
			}
		}
		ending, end := context.WithCancel(ctx)
		err := rig.Store.Tx(ending, func(ctx context.Context, tx *store.Tx) error {
			tx.Last(multiply("a", 10))
			defer end()
			return tx.Send(ctx, multiply("b", 5))
		})
		if !errors.Is(err, context.Canceled) || sum(t, rig.Store) != 27 {
			t.Errorf("in a context that ends: %v, stored %d", err, sum(t, rig.Store))
		}
		rig.Tx(func(context.Context, *store.Tx) error { return nil }) // nothing at all, which leaves nothing behind
		alone := multiply("a", 0)
		if _, err := rig.Store.WriteDB().Exec(alone.Text, alone.Args...); err != nil || sum(t, rig.Open()) != 7 {
			t.Errorf("stored %d afterwards, want 7: %v", sum(t, rig.Open()), err)
		}
	})
}

func TestAfter(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		var seen []int64
		read := store.Statement{Text: "SELECT " + scope.Operator.Marker() + " value FROM counters WHERE name = 'a'", Each: func(row *store.Row) { seen = append(seen, row.At(0).Int()) }}
		rig.Tx(func(ctx context.Context, tx *store.Tx) error {
			tx.After(read)
			tx.Last(multiply("a", 10))
			return tx.Send(ctx, set("a", 2))
		})
		rig.Tx(func(_ context.Context, tx *store.Tx) error { tx.After(read); return nil }) // behind nothing
		if !slices.Equal(seen, []int64{20, 20}) || sum(t, rig.Store) != 20 {
			t.Errorf("read %v, stored %d, want 20", seen, sum(t, rig.Store))
		}
	})
}

func TestDuplicate(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		root := rig.Account(nil)
		person := rig.User(root, viewer.Reader)
		update := func(f func(ctx context.Context, tx *store.Tx) error) error {
			return rig.Store.Tx(canopytest.Operator(), f)
		}
		other := rig.User(root, viewer.Reader)
		twice := update(func(ctx context.Context, tx *store.Tx) error {
			return tx.User.UpdateOneID(other.ID).SetEmailKey(person.EmailKey).Exec(ctx)
		})
		orphan := update(func(ctx context.Context, tx *store.Tx) error {
			return tx.User.UpdateOneID(other.ID).SetAccountID(12345).Exec(ctx)
		})
		if !ent.IsConstraintError(twice) || !store.Duplicate(twice, "users", "email_key") || store.Duplicate(twice, "users", "email") {
			t.Errorf("an e-mail twice: %v", twice)
		}
		if !ent.IsConstraintError(orphan) || store.Duplicate(orphan, "users", "email_key") || store.Duplicate(nil, "users", "email_key") {
			t.Errorf("a user of no account: %v", orphan)
		}
	})
}

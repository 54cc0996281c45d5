package store

import (
	"context"

	"entgo.io/ent/dialect"
)

// Keys of PostgreSQL's advisory locks: a tree's is its root's id, which is never negative.
const (
	organizationsLock int64 = -1
	migrationsLock    int64 = -2
)

// LockTree waits for the tree of a root account, shared or exclusive, until the end of the transaction. Root 0 is
// the installation. Several roots are locked in order of id. On SQLite the one writer is this lock already.
func (tx *Tx) LockTree(ctx context.Context, root int64, exclusive bool) error {
	if exclusive {
		return tx.lock(ctx, "SELECT pg_advisory_xact_lock($1)", root)
	}
	return tx.lock(ctx, "SELECT pg_advisory_xact_lock_shared($1)", root)
}

// LockOrganizations waits for every other change of an organization's name or address, until the end of the transaction.
func (tx *Tx) LockOrganizations(ctx context.Context) error {
	return tx.lock(ctx, "SELECT pg_advisory_xact_lock($1)", organizationsLock)
}

func (tx *Tx) lock(ctx context.Context, statement string, key int64) error {
	if tx.dialect == dialect.SQLite {
		return nil
	}
	_, err := tx.SQL.ExecContext(ctx, statement, key)
	return err
}

// NextIDs draws the next n ids of a table, ascending, so that a path is known before its insert. They are never drawn again.
func (tx *Tx) NextIDs(ctx context.Context, table string, n int) (ids []int64, err error) {
	return ids, tx.Send(ctx, tx.DrawIDs(table, n, &ids)...)
}

// DrawIDs are the statements of NextIDs, to be sent together with others: ids is filled when they run.
func (tx *Tx) DrawIDs(table string, n int, ids *[]int64) []Statement {
	if tx.dialect == dialect.SQLite {
		return []Statement{{
			Text: "INSERT INTO sqlite_sequence (name, seq) SELECT $1, 0 WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = $1)", // before its first row
			Args: []any{table},
		}, {
			Text: "UPDATE sqlite_sequence SET seq = seq + $1 WHERE name = $2 RETURNING seq", Args: []any{n, table},
			Each: func(row *Row) {
				for last := row.At(0).Int(); len(*ids) < n; {
					*ids = append(*ids, last-int64(n-1-len(*ids)))
				}
			},
		}}
	}
	return []Statement{{
		Text: "SELECT nextval('" + table + "_id_seq') FROM generate_series(1, (SELECT $1::int))", // n behind a SELECT, or each n is planned for
		Args: []any{n},
		Each: func(row *Row) { *ids = append(*ids, row.At(0).Int()) },
	}}
}

// Count adds n to a counter, which starts at 0, and answers its new value. Whoever counts on it next waits for this transaction.
func (tx *Tx) Count(ctx context.Context, counter string, n int64) (last int64, err error) {
	err = tx.SQL.QueryRowContext(ctx, "INSERT INTO counters (name, value) VALUES ($1, $2)"+
		" ON CONFLICT (name) DO UPDATE SET value = counters.value + excluded.value RETURNING value", counter, n).Scan(&last)
	return last, err
}

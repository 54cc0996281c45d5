package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"

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
func (tx *Tx) NextIDs(ctx context.Context, table string, n int) ([]int64, error) {
	ids := make([]int64, 0, n)
	if tx.dialect == dialect.SQLite {
		last, err := tx.lastID(ctx, table, n)
		for id := last - int64(n) + 1; id <= last; id++ {
			ids = append(ids, id)
		}
		return ids, err
	}
	rows, err := tx.SQL.QueryContext(ctx, "SELECT nextval(pg_get_serial_sequence($1, 'id')) FROM generate_series(1, $2::int)", table, n)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids, rows.Err()
}

// lastID advances SQLite's sequence of a table by n. A table that never held a row has none yet.
func (tx *Tx) lastID(ctx context.Context, table string, n int) (last int64, err error) {
	err = tx.SQL.QueryRowContext(ctx, "UPDATE sqlite_sequence SET seq = seq + ? WHERE name = ? RETURNING seq", n, table).Scan(&last)
	if !errors.Is(err, sql.ErrNoRows) {
		return last, err
	}
	_, err = tx.SQL.ExecContext(ctx, "INSERT INTO sqlite_sequence (name, seq) VALUES (?, ?)", table, n)
	return int64(n), err
}

// Count adds n to a counter, which starts at 0, and answers its new value. Whoever counts on it next waits for this transaction.
func (tx *Tx) Count(ctx context.Context, counter string, n int64) (last int64, err error) {
	err = tx.SQL.QueryRowContext(ctx, "INSERT INTO counters (name, value) VALUES ($1, $2)"+
		" ON CONFLICT (name) DO UPDATE SET value = counters.value + excluded.value RETURNING value", counter, n).Scan(&last)
	return last, err
}

package store

import (
	"context"
	"database/sql"
	"errors"

	"canopy/ent"
	"canopy/internal/store/scope"

	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"
)

// Tx is one write transaction: ent and plain SQL over the same connection.
type Tx struct {
	*ent.Client
	SQL *sql.Tx

	dialect string
}

// Dialect is dialect.SQLite or dialect.Postgres.
func (tx *Tx) Dialect() string { return tx.dialect }

type txKey struct{}

// Tx runs f in one write transaction and commits it; an error or a panic of f rolls back and goes on to the
// caller. On SQLite it waits for the one writer first. Transactions do not nest: the context given to f refuses another.
func (s *Store) Tx(ctx context.Context, f func(ctx context.Context, tx *Tx) error) (err error) {
	if ctx.Value(txKey{}) != nil {
		return errors.New("store: a transaction inside a transaction")
	}
	t, err := s.write.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	done := false
	defer func() {
		if !done {
			_ = t.Rollback() // f's error or panic tells more
		}
	}()
	d := txDriver{entsql.NewDriver(s.dialect, entsql.Conn{ExecQuerier: t})}
	if err := f(context.WithValue(ctx, txKey{}, true), &Tx{newClient(d), t, s.dialect}); err != nil {
		return err
	}
	done = true
	return t.Commit()
}

// txDriver is ent's driver over an open transaction; what ent would open inside it is the same transaction.
type txDriver struct{ *entsql.Driver }

func (d txDriver) Tx(context.Context) (dialect.Tx, error) { return dialect.NopTx(d), nil }

func (d txDriver) Close() error { return nil }

// Query marks ent's read-back of an updated row, which carries no scope of its own.
func (d txDriver) Query(ctx context.Context, query string, args, v any) error {
	return d.Driver.Query(ctx, scope.MarkReadBack(ctx, query), args, v)
}

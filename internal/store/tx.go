package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"slices"

	"canopy/ent"
	"canopy/internal/store/scope"

	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"
)

// Tx is one write transaction: ent and plain SQL over the same connection.
type Tx struct {
	*ent.Client
	SQL *sql.Tx

	conn    *sql.Conn
	dialect string
	last    []Statement
	after   []Statement
}

// Dialect is dialect.SQLite or dialect.Postgres.
func (tx *Tx) Dialect() string { return tx.dialect }

// Send runs statements in their order, on PostgreSQL in one round trip.
func (tx *Tx) Send(ctx context.Context, statements ...Statement) error {
	err := tx.conn.Raw(func(c any) error {
		if pg, ok := c.(*postgresConn); ok {
			return pg.send(ctx, statements)
		}
		for _, st := range statements {
			if err := querySQLite(ctx, c.(driver.QueryerContext), st); err != nil {
				return err
			}
		}
		return nil
	})
	if over := ctx.Err(); err != nil && over != nil {
		return over // whatever else came of it, such as a closed connection
	}
	return err
}

// Last keeps statements for the end of the transaction, when they run in their order: on PostgreSQL in one round trip with
// the commit.
func (tx *Tx) Last(statements ...Statement) { tx.last = append(tx.last, statements...) }

// After keeps statements that read what the transaction has written. They run behind those of Last: on PostgreSQL behind the
// commit, in its round trip, so that an error of theirs comes although what was written stays.
func (tx *Tx) After(statements ...Statement) { tx.after = append(tx.after, statements...) }

func (tx *Tx) commit(ctx context.Context) error {
	if len(tx.last) == 0 && len(tx.after) == 0 {
		return tx.SQL.Commit()
	}
	if tx.dialect == dialect.SQLite {
		if err := tx.Send(ctx, append(tx.last, tx.after...)...); err != nil {
			return err
		}
		return tx.SQL.Commit()
	}
	if err := tx.Send(ctx, slices.Concat(tx.last, []Statement{{Text: "commit"}}, tx.after)...); err != nil {
		return err
	}
	_ = tx.SQL.Commit() // gives the connection back; what it may say of a context that has ended meanwhile is no longer so
	return nil
}

type txKey struct{}

// Tx runs f in one write transaction and commits it; an error or a panic of f rolls back and goes on to the
// caller. On SQLite it waits for the one writer first. Transactions do not nest: the context given to f refuses another.
func (s *Store) Tx(ctx context.Context, f func(ctx context.Context, tx *Tx) error) (err error) {
	if ctx.Value(txKey{}) != nil {
		return errors.New("store: a transaction inside a transaction")
	}
	conn, err := s.write.Conn(ctx)
	if err != nil {
		return err
	}
	defer func() { _ = conn.Close() }() // back into the pool
	t, err := conn.BeginTx(context.WithValue(ctx, lateKey{}, true), nil)
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
	tx := &Tx{Client: newClient(d), SQL: t, conn: conn, dialect: s.dialect}
	if err := f(context.WithValue(ctx, txKey{}, true), tx); err != nil {
		return err
	}
	err = tx.commit(ctx)
	done = err == nil
	return err
}

// txDriver is ent's driver over an open transaction; what ent would open inside it is the same transaction.
type txDriver struct{ *entsql.Driver }

func (d txDriver) Tx(context.Context) (dialect.Tx, error) { return dialect.NopTx(d), nil }

func (d txDriver) Close() error { return nil }

// Query marks ent's read-back of an updated row, which carries no scope of its own.
func (d txDriver) Query(ctx context.Context, query string, args, v any) error {
	return d.Driver.Query(ctx, scope.MarkReadBack(ctx, query), args, v)
}

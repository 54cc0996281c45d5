package store

import (
	"context"
	"database/sql/driver"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

// postgresConn is a connection whose transactions, those of Store.Tx, begin with their first statement: in the same round
// trip where that is one of Tx.Send.
type postgresConn struct {
	*stdlib.Conn
	late bool // the transaction is to begin
}

type lateKey struct{}

// ResetSession refuses a connection that was lost meanwhile. The pool then takes another one, or tells its caller: who waits for one of few
// connections may get nothing but lost ones.
func (c *postgresConn) ResetSession(ctx context.Context) error {
	return lost(ctx, c.Conn.Conn(), c.Conn.ResetSession(ctx))
}

// BeginTx begins a transaction, late if the context says so.
func (c *postgresConn) BeginTx(ctx context.Context, opts driver.TxOptions) (driver.Tx, error) {
	if ctx.Value(lateKey{}) == nil {
		tx, err := c.Conn.BeginTx(ctx, opts)
		return tx, lost(ctx, c.Conn.Conn(), err)
	}
	c.late = true
	return lateTx{c, ctx}, nil
}

// ExecContext begins what is late, and executes.
func (c *postgresConn) ExecContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	if err := c.send(ctx, nil); err != nil {
		return nil, err
	}
	result, err := c.Conn.ExecContext(ctx, query, args)
	return result, lost(ctx, c.Conn.Conn(), err)
}

// QueryContext begins what is late, and queries.
func (c *postgresConn) QueryContext(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	if err := c.send(ctx, nil); err != nil {
		return nil, err
	}
	rows, err := c.Conn.QueryContext(ctx, query, args)
	if err != nil {
		return nil, lost(ctx, c.Conn.Conn(), err)
	}
	return postgresRows{rows.(*stdlib.Rows), ctx, c.Conn.Conn()}, nil
}

// PrepareContext begins what is late, and prepares.
func (c *postgresConn) PrepareContext(ctx context.Context, query string) (driver.Stmt, error) {
	if err := c.send(ctx, nil); err != nil {
		return nil, err
	}
	prepared, err := c.Conn.PrepareContext(ctx, query)
	return prepared, lost(ctx, c.Conn.Conn(), err)
}

// send begins what is late and runs the statements, in one round trip.
func (c *postgresConn) send(ctx context.Context, statements []Statement) error {
	var together pgx.Batch
	if c.late {
		c.late = false
		together.Queue("begin")
	}
	for _, st := range statements {
		together.Queue(st.Text, st.Args...).Query(func(rows pgx.Rows) error { return st.take(rows, new(bool)) })
	}
	if together.Len() == 0 {
		return nil
	}
	return lost(ctx, c.Conn.Conn(), c.Conn.Conn().SendBatch(ctx, &together).Close())
}

// lateTx is a transaction that may not have begun yet, or may have ended by a statement of its own.
type lateTx struct {
	*postgresConn
	ctx context.Context
}

// Commit commits unless it has ended.
func (tx lateTx) Commit() error { return tx.end("commit") }

// Rollback rolls back unless it has ended.
func (tx lateTx) Rollback() error { return tx.end("rollback") }

func (tx lateTx) end(how string) error {
	tx.late = false
	pg := tx.Conn.Conn()
	switch {
	case pg.IsClosed() && how == "commit":
		return lost(tx.ctx, pg, driver.ErrBadConn)
	case pg.IsClosed() || pg.PgConn().TxStatus() == 'I':
		return nil
	}
	tag, err := pg.Exec(tx.ctx, how)
	if err != nil {
		err = lost(tx.ctx, pg, err)
		_ = pg.Close(tx.ctx) // the transaction with it
		return err
	}
	if how == "commit" && tag.String() == "ROLLBACK" {
		return pgx.ErrTxCommitRollback
	}
	return nil
}

// postgresConnector opens such connections.
type postgresConnector struct {
	driver.Connector
	*outage
}

func (c postgresConnector) Connect(ctx context.Context) (driver.Conn, error) {
	opened, err := c.Connector.Connect(ctx)
	if err := c.connected(ctx, err); err != nil {
		return nil, err
	}
	return &postgresConn{Conn: opened.(*stdlib.Conn)}, nil
}

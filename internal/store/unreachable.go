package store

import (
	"context"
	"database/sql/driver"
	"log/slog"
	"sync"
	"time"

	"canopy/internal/problem"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
)

const (
	connectTimeout = 5 * time.Second // for a connection to PostgreSQL, unless the URL says connect_timeout
	retryAfter     = 2               // seconds: a PostgreSQL that starts again takes some
)

// unreachable is problem.Unavailable for the caller, and the cause for everybody else.
type unreachable struct{ cause error }

func (e *unreachable) Error() string { return e.cause.Error() }

func (e *unreachable) Unwrap() []error { return []error{errUnavailable, e.cause} }

var errUnavailable = &problem.Error{
	Code: problem.Unavailable, RetryAfter: retryAfter,
	Message: "The database cannot be reached at the moment. Try again: a change may be done or not, its idempotencyKey tells them apart.",
}

// lost makes the error of a statement whose connection is lost UNAVAILABLE. What ends with its context is not: it closes the connection itself.
func lost(ctx context.Context, conn *pgx.Conn, err error) error {
	if err == nil || ctx.Err() != nil || !conn.IsClosed() {
		return err
	}
	return &unreachable{err}
}

// postgresRows are rows behind which the connection may be lost.
type postgresRows struct {
	*stdlib.Rows
	ctx  context.Context
	conn *pgx.Conn
}

// Next is the next row, or io.EOF.
func (r postgresRows) Next(dest []driver.Value) error { return lost(r.ctx, r.conn, r.Rows.Next(dest)) }

// Close reads what is left of them: of a single row the end, where a connection may be lost too.
func (r postgresRows) Close() error { return lost(r.ctx, r.conn, r.Rows.Close()) }

// outage tells the log when the database goes out of reach, and when it is back: once each, however many ask meanwhile.
type outage struct {
	logger *slog.Logger

	mu    sync.Mutex
	since time.Time // zero while it is in reach
}

// connected notes what came of a try to connect.
func (o *outage) connected(ctx context.Context, err error) error {
	if err != nil && ctx.Err() != nil { // whoever asked has gone, or has no more time
		return err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	switch {
	case err != nil && o.since.IsZero():
		o.since = time.Now()
		o.logger.Warn("the database is out of reach", "error", err)
	case err == nil && !o.since.IsZero():
		o.logger.Info("the database is in reach again", "after", time.Since(o.since).Round(time.Millisecond))
		o.since = time.Time{}
	}
	if err != nil {
		return &unreachable{err}
	}
	return nil
}

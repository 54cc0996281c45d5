package store

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"

	"github.com/jackc/pgx/v5"
)

// Statement is one statement. Its rows go to Each, unless that is nil.
type Statement struct {
	Text string
	Args []any
	Each func(*Row)

	// Ranges is for what finds rows by ranges of paths, which may be nothing or everything: PostgreSQL plans for the
	// arguments given. Other statements keep a plan for any arguments.
	Ranges bool
}

// Query runs statements on one connection of the read pool, on PostgreSQL in one round trip as far as it can. It goes by
// database/sql for the connection only: scanning by reflection took a third of the time of a nested answer.
//
// A connection that the server has ended meanwhile is dropped, and another one asked, as long as there was no row.
func (s *Store) Query(ctx context.Context, statements ...Statement) error {
	for {
		answered, err := s.query(ctx, statements)
		if answered || ctx.Err() != nil || !errors.Is(err, driver.ErrBadConn) {
			return err
		}
	}
}

func (s *Store) query(ctx context.Context, statements []Statement) (answered bool, err error) {
	conn, err := s.read.Conn(ctx)
	if err != nil {
		return true, err
	}
	defer func() { _ = conn.Close() }() // back into the pool
	err = conn.Raw(func(c any) error {
		if pg, ok := c.(*postgresConn); ok {
			err := queryPostgres(ctx, pg.Conn.Conn(), statements, &answered)
			if err != nil && pg.Conn.Conn().IsClosed() {
				err = errors.Join(driver.ErrBadConn, lost(ctx, pg.Conn.Conn(), err)) // the pool drops it
			}
			return err
		}
		for _, st := range statements {
			if err := querySQLite(ctx, c.(driver.QueryerContext), st); err != nil {
				return err
			}
		}
		return nil
	})
	return answered, err
}

func queryPostgres(ctx context.Context, conn *pgx.Conn, statements []Statement, answered *bool) error {
	together := &pgx.Batch{}
	for _, st := range statements {
		switch {
		case st.Ranges:
			rows, err := conn.Query(ctx, st.Text, append([]any{pgx.QueryExecModeCacheDescribe}, st.Args...)...)
			if err == nil {
				err = st.take(rows, answered)
			}
			if err != nil {
				return err
			}
		case len(statements) == 1:
			rows, err := conn.Query(ctx, st.Text, st.Args...)
			if err != nil {
				return err
			}
			return st.take(rows, answered)
		default:
			together.Queue(st.Text, st.Args...).Query(func(rows pgx.Rows) error { return st.take(rows, answered) })
		}
	}
	if together.Len() == 0 {
		return nil
	}
	return conn.SendBatch(ctx, together).Close()
}

// take hands the rows on, and notes that there are any.
func (st Statement) take(rows pgx.Rows, answered *bool) error {
	defer rows.Close()
	var row Row
	for st.Each != nil && rows.Next() {
		*answered = true
		row.raw, row.joined = rows.RawValues(), false
		st.Each(&row)
	}
	rows.Close()
	return rows.Err()
}

func querySQLite(ctx context.Context, conn driver.QueryerContext, st Statement) error {
	named := make([]driver.NamedValue, len(st.Args))
	for i, arg := range st.Args {
		value, err := driver.DefaultParameterConverter.ConvertValue(arg)
		if err != nil {
			return err
		}
		named[i] = driver.NamedValue{Ordinal: i + 1, Value: value}
	}
	rows, err := conn.QueryContext(ctx, st.Text, named)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // Next tells what matters
	row := Row{values: make([]driver.Value, len(rows.Columns()))}
	for {
		switch err := rows.Next(row.values); {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case st.Each != nil:
			st.Each(&row)
		}
	}
}

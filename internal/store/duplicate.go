package store

import (
	"errors"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/mattn/go-sqlite3"
)

// Duplicate tells whether a statement failed because it would have stored a value twice in a unique column.
func Duplicate(err error, table, column string) bool {
	if refused, ok := errors.AsType[*pgconn.PgError](err); ok {
		return refused.Code == "23505" && refused.ConstraintName == table+"_"+column+"_key"
	}
	refused, ok := errors.AsType[sqlite3.Error](err)
	return ok && refused.ExtendedCode == sqlite3.ErrConstraintUnique && refused.Error() == "UNIQUE constraint failed: "+table+"."+column
}

// Violated tells whether PostgreSQL refused a row by a unique index: another transaction came between the look and the write. On SQLite,
// where one writes at a time, none does.
func Violated(err error, index string) bool {
	refused, ok := errors.AsType[*pgconn.PgError](err)
	return ok && refused.Code == "23505" && refused.ConstraintName == index
}

// Dangling tells whether PostgreSQL refused a row that refers to one which another transaction has deleted since the look. On SQLite, where one
// writes at a time, none does.
func Dangling(err error) bool {
	refused, ok := errors.AsType[*pgconn.PgError](err)
	return ok && refused.Code == "23503"
}

// Deadlocked tells whether PostgreSQL gave a transaction up because it and another waited for each other.
func Deadlocked(err error) bool {
	refused, ok := errors.AsType[*pgconn.PgError](err)
	return ok && refused.Code == "40P01"
}

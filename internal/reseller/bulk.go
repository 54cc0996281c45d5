package reseller

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"

	"canopy/internal/store"
	"canopy/internal/store/scope"

	"entgo.io/ent/dialect"
)

// A statement over many rows takes them as one JSON array in one parameter. So it meets no limit, and its text, which PostgreSQL
// keeps prepared, does not depend on how many there are.

// array is a list of texts and numbers as JSON.
func array[T any](list []T) string {
	text, _ := json.Marshal(list)
	return string(text)
}

// elements is the table of an array's elements: column value, JSON as "value ->> 'Name'" reads it.
func elements(tx *store.Tx, parameter string) string {
	if tx.Dialect() == dialect.Postgres {
		return "jsonb_array_elements(" + parameter + "::jsonb)"
	}
	return "json_each(" + parameter + ")"
}

// existing are those of the values that any row, of whomever, has in the column.
func existing(ctx context.Context, tx *store.Tx, table, column string, values []string) (map[string]bool, error) {
	texts := elements(tx, "$1")
	if tx.Dialect() == dialect.Postgres {
		texts = "jsonb_array_elements_text($1::jsonb)"
	}
	query := fmt.Sprintf("SELECT %s %s FROM %s WHERE %s IN (SELECT value FROM %s)", scope.Uniqueness.Marker(), column, table, column, texts)
	return answers[string](ctx, tx, query, array(values))
}

// answers are the values of a statement's one column.
func answers[T comparable](ctx context.Context, tx *store.Tx, query string, args ...any) (map[T]bool, error) {
	rows, err := tx.SQL.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // Err tells
	set := map[T]bool{}
	for rows.Next() {
		var v sql.Null[T]
		if err := rows.Scan(&v); err != nil {
			return nil, err
		}
		set[v.V] = true
	}
	return set, rows.Err()
}

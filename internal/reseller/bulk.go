package reseller

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"canopy/internal/store"
	"canopy/internal/store/scope"

	"entgo.io/ent/dialect"
)

// A statement over many rows takes them as one JSON array in one parameter. So it meets no limit, and its text, which PostgreSQL
// keeps prepared, does not depend on how many there are.

// chunk is how many rows one statement of ent inserts: 16 columns of them stay below SQLite's 32,766 parameters.
const chunk = 2000

// array is a list of texts, numbers or flat structures as JSON.
func array[T any](list []T) string {
	if len(list) == 0 {
		return "[]"
	}
	text, _ := json.Marshal(list)
	return string(text)
}

// database is a store or a transaction.
type database interface{ Dialect() string }

// records is the table r of an array's structures, with the columns "name type" of those names in JSON.
func records(db database, parameter string, columns ...string) string {
	if db.Dialect() == dialect.Postgres {
		return "json_to_recordset(" + parameter + "::json) AS r(" + strings.Join(columns, ", ") + ")"
	}
	fields := make([]string, len(columns))
	for i, column := range columns {
		name, _, _ := strings.Cut(column, " ")
		fields[i] = "value ->> '" + name + "' AS " + name
	}
	return "(SELECT " + strings.Join(fields, ", ") + " FROM jsonb_each(" + parameter + ")) AS r"
}

// texts is the table of an array of texts: its column is value.
func texts(db database, parameter string) string {
	if db.Dialect() == dialect.Postgres {
		return "json_array_elements_text(" + parameter + "::json)"
	}
	return "json_each(" + parameter + ")"
}

// existing are those of the values that any row, of whomever, has in the column, each with the path of the row's account.
func existing(ctx context.Context, tx *store.Tx, table, column string, values []string) (map[string]string, error) {
	found := map[string]string{}
	return found, tx.Send(ctx, store.Statement{
		Text: fmt.Sprintf("SELECT %s %s, path FROM %s WHERE %s IN (SELECT value FROM %s)", scope.Uniqueness.Marker(), column, table, column, texts(tx, "$1")),
		Args: []any{array(values)},
		Each: func(row *store.Row) { found[row.At(0).Text()] = row.At(1).Text() },
	})
}

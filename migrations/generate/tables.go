package main

import (
	"slices"

	"canopy/ent/migrate"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql/schema"
)

// bytewise are the columns that compare and sort as bytes: on PostgreSQL they collate "C", whatever the
// database does. SQLite compares bytes anyway.
var bytewise = map[string][]string{
	"accounts":         {"path", "account_number", "name_key", "search", "external_reference"},
	"users":            {"path", "email_key", "name_key", "search"},
	"assets":           {"external_reference", "kind_key", "name_key", "location_key", "search"},
	"organizations":    {"name_key"},
	"match_keys":       {"key"},
	"match_key_counts": {"key"},
}

// tables are ent's tables as the database is to have them.
func tables(dialectName string) ([]*schema.Table, error) {
	tables, err := schema.CopyTables(migrate.Tables)
	if err != nil || dialectName != dialect.Postgres {
		return tables, err
	}
	for _, table := range tables {
		for _, column := range table.Columns {
			if slices.Contains(bytewise[table.Name], column.Name) {
				column.Collation = "C"
			}
		}
	}
	return tables, nil
}

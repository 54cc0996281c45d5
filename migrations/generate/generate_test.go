package main

import (
	"database/sql"
	"os"
	"path/filepath"
	"testing"

	"canopy/internal/canopytest"

	"entgo.io/ent/dialect"
)

// TestNothingIsMissing replays the migrations and finds ent's schema in them: run generate when this fails.
func TestNothingIsMissing(t *testing.T) {
	copied := t.TempDir()
	if err := os.CopyFS(copied, os.DirFS("..")); err != nil {
		t.Fatal(err)
	}
	before := files(t, copied)
	if err := run(t.Context(), copied, "missing"); err != nil {
		t.Fatal(err)
	}
	for name, content := range files(t, copied) {
		if before[name] == "" {
			t.Errorf("ent's schema has no migration yet:\n%s", content)
		}
	}
}

func files(t *testing.T, directory string) map[string]string {
	t.Helper()
	found := map[string]string{}
	for _, database := range []string{"sqlite", "postgres"} {
		entries, err := os.ReadDir(filepath.Join(directory, database))
		if err != nil {
			t.Fatal(err)
		}
		for _, entry := range entries {
			content, err := os.ReadFile(filepath.Join(directory, database, entry.Name()))
			if err != nil {
				t.Fatal(err)
			}
			found[filepath.Join(database, entry.Name())] = string(content)
		}
	}
	return found
}

// TestCollations finds exactly the bytewise columns collated "C", which atlas does not compare.
func TestCollations(t *testing.T) {
	rig := canopytest.Postgres(t)
	got := collations(t, rig.Store.DB())
	desired, err := tables(dialect.Postgres)
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range desired {
		for _, column := range table.Columns {
			if name := table.Name + "." + column.Name; got[name] != column.Collation {
				t.Errorf("%s collates %q, want %q", name, got[name], column.Collation)
			}
		}
	}
	for table, columns := range bytewise {
		for _, column := range columns {
			if got[table+"."+column] != "C" {
				t.Errorf("there is no bytewise column %s.%s", table, column)
			}
		}
	}
}

// collations are the columns that do not collate as their database does.
func collations(t *testing.T, db *sql.DB) map[string]string {
	t.Helper()
	rows, err := db.Query("SELECT table_name || '.' || column_name, collation_name FROM information_schema.columns" +
		" WHERE table_schema = 'public' AND collation_name IS NOT NULL")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	found := map[string]string{}
	for rows.Next() {
		var column, collation string
		if err := rows.Scan(&column, &collation); err != nil {
			t.Fatal(err)
		}
		found[column] = collation
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return found
}

package e2e_test

import (
	"database/sql"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// A trigger keeps whoever makes an account ACTIVE inside its transaction: on PostgreSQL it waits for a lock of ours, on SQLite, where
// one writer would keep the queue itself waiting, it counts for hours.
var (
	holdStatements = map[string][]string{
		"sqlite3": {`CREATE TRIGGER hold BEFORE UPDATE ON accounts WHEN NEW.status = 'ACTIVE' BEGIN
			SELECT count(*) FROM (WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 1000000000000) SELECT i FROM n);
		END`},
		"pgx": {
			`SELECT pg_advisory_lock(0, 1)`, // of two numbers: canopy's own locks have one
			`CREATE FUNCTION hold() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_advisory_xact_lock(0, 1); RETURN NEW; END'`,
			`CREATE TRIGGER hold BEFORE UPDATE ON accounts FOR EACH ROW WHEN (NEW.status = 'ACTIVE') EXECUTE FUNCTION hold()`,
		},
	}
	releaseStatements = map[string][]string{
		"sqlite3": {`DROP TRIGGER hold`},
		"pgx":     {`SELECT pg_advisory_unlock(0, 1)`, `DROP TRIGGER hold ON accounts`, `DROP FUNCTION hold`},
	}
)

func hold(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg, args, 0, 0, "hold")
	execute(ts, holdStatements)
}

// release comes after a crash: until then a worker on SQLite that counts keeps everybody else from writing.
func release(ts *testscript.TestScript, neg bool, args []string) {
	usage(ts, neg, args, 0, 0, "release")
	execute(ts, releaseStatements)
}

func execute(ts *testscript.TestScript, statements map[string][]string) {
	db, driver := database(ts)
	for _, statement := range statements[driver] {
		_, err := db.Exec(statement)
		ts.Check(err)
	}
}

// database is the story's database, opened beside the server with one connection of its own.
func database(ts *testscript.TestScript) (db *sql.DB, driver string) {
	s := of(ts)
	driver, source := driverOf(s.url)
	if s.db == nil {
		var err error
		s.db, err = sql.Open(driver, source)
		ts.Check(err)
		s.db.SetMaxOpenConns(1)
		ts.Defer(func() { _ = s.db.Close() })
	}
	return s.db, driver
}

// driverOf is how database/sql opens a database of that URL.
func driverOf(url string) (driver, source string) {
	if path, ok := strings.CutPrefix(url, "sqlite://"); ok {
		return "sqlite3", "file:" + path + "?_busy_timeout=10000"
	}
	return "pgx", url
}

// openDatabase opens a database beside its servers until the test ends.
func openDatabase(t *testing.T, url string) *sql.DB {
	t.Helper()
	db, err := sql.Open(driverOf(url))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

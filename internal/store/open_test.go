package store_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"canopy/internal/canopytest"
	"canopy/internal/store"

	"entgo.io/ent/dialect"
)

func TestOpenSQLite(t *testing.T) {
	t.Chdir(t.TempDir())
	absolute := filepath.Join(t.TempDir(), "of a kind%20.db")
	for url, path := range map[string]string{"sqlite://" + absolute: absolute, "sqlite://canopy.db": "canopy.db"} {
		s, err := store.Open(t.Context(), store.Config{URL: url})
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = s.Close() }()
		if _, err := s.WriteDB().Exec("CREATE TABLE x (y)"); err != nil || s.Dialect() != dialect.SQLite {
			t.Errorf("%s: %s, %v", url, s.Dialect(), err)
		}
		if _, err := os.Stat(path); err != nil {
			t.Errorf("%s: %v", url, err)
		}
	}
}

func TestOpenRefuses(t *testing.T) {
	for url, want := range map[string]string{
		"":                                            "the database URL is",
		"canopy.db":                                   "the database URL is",
		"mysql://root:hunter2@localhost/x":            "the database URL is",
		"sqlite://":                                   "the path of a file",
		"sqlite:///tmp/x.db?mode=ro":                  "nothing behind it",
		"sqlite:///no/such/directory/x.db":            "/no/such/directory/x.db",
		"postgres://u:hunter2@localhost:x/db":         "invalid port",
		"postgres://u:hunter2%zz@localhost/x":         "parse",
		"postgres://u:hunter2@/x?host=/none":          "cannot reach the postgres database",
		"postgres://u@/x?host=/none&password=hunter2": "cannot reach the postgres database",
		"postgres://u:hunter2@[::1/db":                "parse",
		"postgres://u:hunter2@localhost/x?sslmode=no": "sslmode",
		"postgres://u@localhost/x?default_query_exec_mode=simple_protocol": "leave it out",
	} {
		_, err := store.Open(t.Context(), store.Config{URL: url})
		if err == nil || !strings.Contains(err.Error(), want) || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%s: %v, want %q and no password", url, err, want)
		}
	}
}

func TestReadPoolCannotWrite(t *testing.T) {
	rig := canopytest.SQLite(t)
	for range 20 { // whichever connection of the pool
		if _, err := rig.Store.DB().Exec("INSERT INTO counters (name, value) VALUES ('x', 1)"); err == nil || !strings.Contains(err.Error(), "readonly") {
			t.Fatalf("the read pool wrote: %v", err)
		}
	}
	if err := rig.Store.Client().Counter.Create().SetID("x").SetValue(1).Exec(context.Background()); err == nil {
		t.Error("ent wrote through the read pool")
	}
}

func TestPragmas(t *testing.T) {
	rig := canopytest.SQLite(t)
	for pragma, want := range map[string]string{"journal_mode": "wal", "foreign_keys": "1", "synchronous": "1", "busy_timeout": "10000"} {
		var read, write string
		if err := rig.Store.DB().QueryRow("PRAGMA " + pragma).Scan(&read); err != nil {
			t.Fatal(err)
		}
		if err := rig.Store.WriteDB().QueryRow("PRAGMA " + pragma).Scan(&write); err != nil {
			t.Fatal(err)
		}
		if read != want || write != want {
			t.Errorf("%s is %s to read and %s to write, want %s", pragma, read, write, want)
		}
	}
}

package store_test

import (
	"io/fs"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"

	"canopy/ent/event"
	"canopy/internal/canopytest"
	"canopy/internal/store"
	"canopy/internal/store/scope"
	"canopy/migrations"

	"entgo.io/ent/dialect"
	"github.com/pressly/goose/v3"
)

func TestMigrate(t *testing.T) {
	canopytest.EachEmpty(t, func(t *testing.T, url string) {
		s := open(t, url)
		if err := s.Ready(t.Context()); err == nil || !strings.Contains(err.Error(), "migrations are pending") {
			t.Errorf("an empty database is ready: %v", err)
		}
		for range 2 {
			if err := s.Migrate(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		other := open(t, url)
		for _, s := range []*store.Store{s, other} {
			if err := s.Ready(t.Context()); err != nil {
				t.Error(err)
			}
		}
		if applied := count(t, s, "SELECT count(*) FROM goose_db_version"); applied != count(t, s, "SELECT count(DISTINCT version_id) FROM goose_db_version") {
			t.Errorf("%d rows in goose's table: some version twice", applied)
		}
		if jobs := count(t, s, "SELECT count(*) FROM river_job"); jobs != 0 {
			t.Errorf("%d jobs of River", jobs)
		}
	})
}

func TestMigrateAtOnce(t *testing.T) {
	canopytest.EachEmpty(t, func(t *testing.T, url string) {
		const replicas = 4
		failed := make(chan error, replicas)
		for range replicas {
			s := open(t, url)
			go func() { failed <- s.Migrate(t.Context()) }()
		}
		for range replicas {
			if err := <-failed; err != nil {
				t.Error(err)
			}
		}
		s := open(t, url)
		if rows, versions := count(t, s, "SELECT count(*) FROM goose_db_version"), count(t, s, "SELECT count(DISTINCT version_id) FROM goose_db_version"); rows != versions {
			t.Errorf("%d versions in %d rows", versions, rows)
		}
	})
}

// TestMigrateFails: a migration of SQLite's that stops halfway, here in its own transaction with foreign keys off, leaves nothing behind.
func TestMigrateFails(t *testing.T) {
	t.Parallel()
	s := open(t, "sqlite://"+filepath.Join(t.TempDir(), "canopy.db"))
	files, err := fs.Sub(migrations.Files, "sqlite")
	if err != nil {
		t.Fatal(err)
	}
	before, err := goose.NewProvider(goose.DialectSQLite3, s.WriteDB(), files)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := before.UpTo(t.Context(), 20261129000002); err != nil {
		t.Fatal(err)
	}
	exec := func(statement string) {
		t.Helper()
		if _, err := s.WriteDB().Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
	exec("CREATE TABLE new_reviews (id integer)")
	for range 2 {
		if err := s.Migrate(t.Context()); err == nil || !strings.Contains(err.Error(), "new_reviews") {
			t.Errorf("migrates over a table that is in the way: %v", err)
		}
	}
	var watched bool
	if err := s.WriteDB().QueryRow("PRAGMA foreign_keys").Scan(&watched); err != nil || !watched {
		t.Errorf("foreign keys are watched: %t, %v", watched, err)
	}
	exec("DROP TABLE new_reviews")
	if err := s.Migrate(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestEventsAreAppendOnly(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		ctx := scope.Everything(t.Context(), scope.Operator)
		if _, err := rig.Store.WriteDB().Exec("INSERT INTO events (root_id, seq, action, outcome, at) VALUES (0, 1, 'TEST', 'DONE', '2026-03-02')"); err != nil {
			t.Fatal(err)
		}
		statements := []string{"UPDATE events SET action = 'OTHER'", "DELETE FROM events", "DELETE FROM events WHERE seq = 1"}
		if rig.Store.Dialect() == dialect.Postgres {
			statements = append(statements, "TRUNCATE events")
		} else {
			statements = append(statements, "INSERT OR REPLACE INTO events (root_id, seq, action, outcome, at) VALUES (0, 1, 'OTHER', 'DONE', '2026-03-02')",
				"REPLACE INTO events (id, root_id, seq, action, outcome, at) SELECT "+scope.Operator.Marker()+" id, 7, 7, 'OTHER', 'DONE', '2026-03-02' FROM events")
		}
		for _, statement := range statements {
			if _, err := rig.Store.WriteDB().Exec(statement); err == nil || !strings.Contains(err.Error(), "events are append-only") {
				t.Errorf("%s: %v", statement, err)
			}
		}
		if n := rig.Store.Client().Event.Query().Where(event.Action("TEST")).CountX(ctx); n != 1 {
			t.Errorf("%d events", n)
		}
	})
}

func open(t *testing.T, url string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Config{URL: url, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func count(t *testing.T, s *store.Store, query string) (n int) {
	t.Helper()
	if err := s.DB().QueryRow(query).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

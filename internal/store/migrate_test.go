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
	migrateUpTo(t, s, 20261129000002)
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

// TestMigrateImports: an import that is under way when its rows move into chunks is judged again; what others had rejected stays.
func TestMigrateImports(t *testing.T) {
	canopytest.EachEmpty(t, func(t *testing.T, url string) {
		s := open(t, url)
		migrateUpTo(t, s, 20261129000003)
		for _, statement := range []string{
			"INSERT INTO accounts (id, root_id, path, type, status, name, name_key, search, country, created_at, updated_at) VALUES (1, 1, '1', 'RESELLER', 'ACTIVE', 'A', 'a', 'a', 'DE', '2026-03-02', '2026-03-02')",
			`INSERT INTO user_imports (id, account_id, status, on_error, terms, total, processed, rejected_count, started_at, completed_at) VALUES
				(1, 1, 'RUNNING', 'REJECT_ALL', '["old"]', NULL, 2, 1, '2026-03-02', NULL), (2, 1, 'RUNNING', 'REJECT_ALL', '["old"]', 2, 2, 1, '2026-03-02', NULL),
				(3, 1, 'REJECTED', 'REJECT_ALL', '["old"]', 2, 2, 1, '2026-03-02', '2026-03-02')`,
			"INSERT INTO user_import_rows (import_id, n, line, email_key, person, faults) SELECT id, 0, 2, '', '', '[]' FROM user_imports",
			"INSERT INTO user_import_rows (import_id, n, line, email_key, person, faults) SELECT id, 1, 3, 'a@example.com', '{}', '' FROM user_imports",
		} {
			if _, err := s.WriteDB().Exec(strings.Replace(statement, "SELECT", "SELECT "+scope.Operator.Marker(), 1)); err != nil {
				t.Fatal(err)
			}
		}
		if err := s.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		for condition, want := range map[string]int{
			"user_imports WHERE completed_at IS NULL AND processed = 0 AND rejected_count = 0 AND terms = '' AND total IS NULL": 2,
			"user_imports WHERE processed = 2 AND rejected_count = 1 AND total = 2":                                             1,
			"user_import_rows WHERE import_id = 3 AND n = 0 AND line = 2 AND faults = '[]'":                                     1,
			"user_import_rows": 1,
		} {
			if n := count(t, s, "SELECT count(*) FROM "+condition); n != want {
				t.Errorf("%d of %s, want %d", n, condition, want)
			}
		}
	})
}

// TestMigrateWebhooks: what waited for a disabled webhook to be enabled again, without a time to be sent, has one; and no delivery gets the id,
// by which receivers know what they have seen, of one that was forgotten.
func TestMigrateWebhooks(t *testing.T) {
	canopytest.EachEmpty(t, func(t *testing.T, url string) {
		s := open(t, url)
		migrateUpTo(t, s, 20261130000004)
		exec := func(statement string) {
			t.Helper()
			if _, err := s.WriteDB().Exec(statement); err != nil {
				t.Fatal(err)
			}
		}
		exec("INSERT INTO accounts (id, root_id, path, type, status, name, name_key, search, country, created_at, updated_at) VALUES (1, 1, '1', 'RESELLER', 'ACTIVE', 'A', 'a', 'a', 'DE', '2026-03-02', '2026-03-02')")
		exec("INSERT INTO webhooks (id, account_id, url, secret, status, root_id, seq, created_at) VALUES (1, 1, 'https://example.com', 's', 'DISABLED', 1, 9, '2026-03-02')")
		for range 4 {
			exec("INSERT INTO webhook_deliveries (webhook_id, event_id, status, created_at) VALUES (1, (SELECT " + scope.Operator.Marker() + " count(*) FROM webhook_deliveries), 'PENDING', '2026-03-02')")
		}
		exec("UPDATE webhook_deliveries SET status = 'FAILED' WHERE id = 1")
		exec("UPDATE webhook_deliveries SET send_at = '2026-03-03' WHERE id = 2")
		exec("DELETE FROM webhook_deliveries WHERE id = 4")
		if err := s.Migrate(t.Context()); err != nil {
			t.Fatal(err)
		}
		exec("INSERT INTO webhook_deliveries (webhook_id, event_id, status, created_at) VALUES (1, 5, 'PENDING', '2026-03-02')")
		for condition, want := range map[string]int{
			"status = 'FAILED' AND send_at IS NULL":       1,
			"send_at = '2026-03-03'":                      1,
			"send_at = created_at AND status = 'PENDING'": 1,
			"event_id = 5 AND id = 5":                     1,
		} {
			if n := count(t, s, "SELECT count(*) FROM webhook_deliveries WHERE "+condition); n != want {
				t.Errorf("%d of %s, want %d", n, condition, want)
			}
		}
	})
}

// migrateUpTo brings an empty database to an earlier version.
func migrateUpTo(t *testing.T, s *store.Store, version int64) {
	t.Helper()
	dir, kind := "sqlite", goose.DialectSQLite3
	if s.Dialect() == dialect.Postgres {
		dir, kind = "postgres", goose.DialectPostgres
	}
	files, err := fs.Sub(migrations.Files, dir)
	if err != nil {
		t.Fatal(err)
	}
	before, err := goose.NewProvider(kind, s.WriteDB(), files)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := before.UpTo(t.Context(), version); err != nil {
		t.Fatal(err)
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

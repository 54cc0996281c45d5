package canopytest

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"io/fs"
	"log/slog"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"canopy/internal/canopytest/cluster"
	"canopy/internal/store"
	"canopy/migrations"

	_ "github.com/jackc/pgx/v5/stdlib" // "pgx"
)

// newSQLite copies the migrated template and answers the copy's URL.
func newSQLite(t testing.TB) string {
	t.Helper()
	template, err := sqliteTemplate()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "canopy.db")
	if err := os.WriteFile(path, template, 0o600); err != nil {
		t.Fatal(err)
	}
	return "sqlite://" + path
}

// sqliteTemplate is the file of a migrated database.
var sqliteTemplate = sync.OnceValues(func() ([]byte, error) {
	dir, err := os.MkdirTemp("", "canopytest")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(dir) }()
	path := filepath.Join(dir, "template.db")
	if err := migrateTo("sqlite://" + path); err != nil {
		return nil, err
	}
	return os.ReadFile(path)
})

// newPostgres copies the migrated template and answers the copy's URL.
func newPostgres(t testing.TB) string {
	t.Helper()
	server, err := postgres()
	if err != nil {
		t.Fatal(err)
	}
	return server.create(t, server.template)
}

// server is a PostgreSQL with a migrated template: TEST_DATABASE_URL, or a cluster that ends with the process.
type server struct {
	own      *cluster.Cluster // or nil; it ends when nobody refers to it
	db       *sql.DB
	url      func(database string) string
	template string
}

var postgres = sync.OnceValues(func() (*server, error) {
	s := &server{template: "canopy_template_" + migrationsHash()}
	address := os.Getenv("TEST_DATABASE_URL")
	if address == "" {
		var err error
		if s.own, err = cluster.Start(); err != nil {
			return nil, err
		}
		address = s.own.URL("postgres")
	}
	base, err := url.Parse(address)
	if err != nil {
		return nil, fmt.Errorf("TEST_DATABASE_URL: %w", err)
	}
	s.url = func(database string) string {
		u := *base
		u.Path = "/" + database
		return u.String()
	}
	if s.db, err = sql.Open("pgx", address); err != nil {
		return nil, err
	}
	return s, s.prepare()
})

// create makes a database as a copy of the template; it goes with the test.
func (s *server) create(t testing.TB, template string) string {
	t.Helper()
	name := "canopy_test_" + strings.ToLower(rand.Text())
	if _, err := s.db.Exec("CREATE DATABASE " + name + " TEMPLATE " + template); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := s.db.Exec("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			t.Error(err)
		}
	})
	return s.url(name)
}

// prepare makes the template unless it exists; test binaries that share a server take turns.
func (s *server) prepare() error {
	ctx := context.Background()
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }()
	if _, err := tx.Exec("SELECT pg_advisory_xact_lock(hashtext('canopytest'))"); err != nil {
		return err
	}
	var exists bool
	if err := tx.QueryRow("SELECT EXISTS (SELECT 1 FROM pg_database WHERE datname = $1)", s.template).Scan(&exists); err != nil || exists {
		return err
	}
	// Renamed when finished: a database with connections cannot be copied.
	draft := s.template + "_draft"
	for _, statement := range []string{"DROP DATABASE IF EXISTS " + draft + " WITH (FORCE)", "CREATE DATABASE " + draft} {
		if _, err := s.db.Exec(statement); err != nil {
			return err
		}
	}
	if err := migrateTo(s.url(draft)); err != nil {
		return err
	}
	_, err = s.db.Exec("ALTER DATABASE " + draft + " RENAME TO " + s.template)
	return err
}

func migrateTo(url string) error {
	s, err := store.Open(context.Background(), store.Config{URL: url, Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		return err
	}
	defer func() { _ = s.Close() }()
	return s.Migrate(context.Background())
}

// migrationsHash tells templates of different migrations apart.
func migrationsHash() string {
	hash := sha256.New()
	files, err := fs.Glob(migrations.Files, "postgres/*.sql")
	if err != nil {
		panic(err) // the pattern is ours
	}
	for _, name := range files {
		content, err := fs.ReadFile(migrations.Files, name)
		if err != nil {
			panic(err) // embedded
		}
		hash.Write(content)
	}
	return hex.EncodeToString(hash.Sum(nil)[:6])
}

// Package store opens SQLite or PostgreSQL: pools, transactions, locks, migrations. Both databases hold the
// same tables and answer the same SQL alike; scope keeps what is read to what the viewer may see.
package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"log/slog"
	"sync/atomic"
	"time"

	"canopy/ent"
	"canopy/internal/store/scope"

	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"
	"github.com/jackc/pgx/v5"
)

// Config is what to open.
type Config struct {
	URL    string                                  // sqlite:///absolute/path, sqlite://relative/path or postgres://...
	Wrap   func(driver.Connector) driver.Connector // nil, or what stands before SQLite's driver
	Tracer pgx.QueryTracer                         // nil, or who sees PostgreSQL's statements
	Logger *slog.Logger                            // of migrations; nil: slog.Default()
}

// Store is an open database. It is safe for concurrent use.
type Store struct {
	dialect string
	read    *sql.DB
	write   *sql.DB
	listen  *pgx.ConnConfig // of PostgreSQL, for a connection outside of the pools
	name    string          // the path of SQLite's file, or PostgreSQL's host and database
	client  *ent.Client
	logger  *slog.Logger

	migrated atomic.Bool // seen once; nothing goes back
}

// Open connects and finds the database reachable; it does not migrate it. Its errors never show a password.
func Open(ctx context.Context, cfg Config) (*Store, error) {
	if cfg.Wrap == nil {
		cfg.Wrap = func(c driver.Connector) driver.Connector { return c }
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.Default()
	}
	s, err := open(cfg)
	if err != nil {
		return nil, err
	}
	s.logger = cfg.Logger
	s.client = newClient(entsql.OpenDB(s.dialect, s.read))
	if err := s.ping(ctx); err != nil {
		_ = s.Close() // never used
		return nil, err
	}
	return s, nil
}

// newClient is ent over a driver, narrowed to the viewer of each context.
func newClient(d dialect.Driver) *ent.Client {
	client := ent.NewClient(ent.Driver(d))
	scope.Install(client)
	return client
}

// Close closes all connections, after the statements under way.
func (s *Store) Close() error {
	err := s.read.Close()
	if s.write != s.read {
		err = errors.Join(err, s.write.Close())
	}
	return err
}

// Dialect is dialect.SQLite or dialect.Postgres.
func (s *Store) Dialect() string { return s.dialect }

// DB is the pool to read from. On SQLite it refuses to write.
func (s *Store) DB() *sql.DB { return s.read }

// WriteDB is the pool to write to. On SQLite it is one connection: whoever asks it for a second one while
// holding the first waits for itself.
func (s *Store) WriteDB() *sql.DB { return s.write }

// Client is ent for reading, outside of any transaction.
func (s *Store) Client() *ent.Client { return s.client }

func (s *Store) ping(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 15*time.Second)
	defer cancel()
	if err := s.write.PingContext(ctx); err != nil {
		return fmt.Errorf("store: cannot reach the %s database %s: %w", s.dialect, s.name, err)
	}
	return nil
}

package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"strings"

	"canopy/migrations"

	"entgo.io/ent/dialect"
	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverdatabasesql"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
)

// Migrate brings our tables and River's up to date. Processes that do so at once take turns.
func (s *Store) Migrate(ctx context.Context) error {
	unlock, err := s.lockMigrations(ctx)
	if err != nil {
		return fmt.Errorf("store: waiting to migrate: %w", err)
	}
	defer unlock()
	ours, rivers, err := s.migrators()
	if err != nil {
		return err
	}
	if err := knows(ctx, ours); err != nil {
		return err
	}
	if _, err := ours.Up(ctx); err != nil {
		if s.dialect == dialect.SQLite {
			s.dropWriter(ctx)
		}
		return fmt.Errorf("store: migrating: %w", err)
	}
	if _, err := rivers.Migrate(ctx, rivermigrate.DirectionUp, nil); err != nil {
		return fmt.Errorf("store: migrating River's tables: %w", err)
	}
	s.migrated.Store(true)
	return nil
}

// dropWriter closes SQLite's connection that writes, and with it what a migration outside of goose's transactions left there when it failed:
// one of its own, and foreign keys that nobody watches. The pool opens another.
func (s *Store) dropWriter(ctx context.Context) {
	conn, err := s.write.Conn(context.WithoutCancel(ctx))
	if err != nil {
		return // there is none
	}
	_ = conn.Raw(func(any) error { return driver.ErrBadConn })
	_ = conn.Close()
}

// Ready tells, by an error, what keeps the database from serving: it is out of reach, or not fully migrated.
func (s *Store) Ready(ctx context.Context) error {
	if err := s.ping(ctx); err != nil || s.migrated.Load() {
		return err
	}
	ours, rivers, err := s.migrators()
	if err != nil {
		return err
	}
	if err := knows(ctx, ours); err != nil {
		return err
	}
	pending, err := ours.HasPending(ctx)
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	valid, err := rivers.Validate(ctx)
	if err != nil {
		return fmt.Errorf("store: %w", err)
	}
	if pending || !valid.OK {
		return errors.New("store: migrations are pending: " + strings.Join(append(valid.Messages, "run canopy migrate"), "; "))
	}
	s.migrated.Store(true)
	return nil
}

// knows refuses a database that a newer Canopy has migrated: this one does not know what it holds.
func knows(ctx context.Context, ours *goose.Provider) error {
	current, newest, err := ours.GetVersions(ctx)
	switch {
	case err != nil:
		return fmt.Errorf("store: %w", err)
	case current > newest:
		return fmt.Errorf("store: a newer Canopy has migrated this database to %d, this one knows %d: run the newer one", current, newest)
	}
	return nil
}

// migrators are goose over our files, and River's own.
func (s *Store) migrators() (*goose.Provider, *rivermigrate.Migrator[*sql.Tx], error) {
	directory, gooseDialect := "postgres", goose.DialectPostgres
	var driver riverdriver.Driver[*sql.Tx] = riverdatabasesql.New(s.write)
	if s.dialect == dialect.SQLite {
		directory, gooseDialect, driver = "sqlite", goose.DialectSQLite3, riversqlite.New(s.write)
	}
	files, err := fs.Sub(migrations.Files, directory)
	if err != nil {
		return nil, nil, err
	}
	ours, err := goose.NewProvider(gooseDialect, s.write, files, goose.WithSlog(s.logger), goose.WithDisableGlobalRegistry(true))
	if err != nil {
		return nil, nil, err
	}
	quiet := slog.New(slog.DiscardHandler) // its lines on a fresh database drown ours; what fails is returned
	rivers, err := rivermigrate.New(driver, &rivermigrate.Config{Logger: quiet})
	return ours, rivers, err
}

// Generate writes the next migration of each database: what lies between the files that exist and ent's schema.
//
//	go run ./migrations/generate NAME
package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"text/template"
	"time"

	"canopy/internal/canopytest/cluster"

	"ariga.io/atlas/sql/migrate"
	"ariga.io/atlas/sql/sqltool"
	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"
	"entgo.io/ent/dialect/sql/schema"
	_ "github.com/jackc/pgx/v5/stdlib"
	_ "github.com/mattn/go-sqlite3"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: go run ./migrations/generate NAME")
		os.Exit(2)
	}
	if err := run(context.Background(), "migrations", os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// run writes the files, if any are needed, into the subdirectories sqlite and postgres.
func run(ctx context.Context, directory, name string) error {
	server, err := cluster.Start()
	if err != nil {
		return err
	}
	name = time.Now().UTC().Format("20060102150405_") + name
	return errors.Join(
		diff(ctx, filepath.Join(directory, "sqlite"), name, dialect.SQLite, "sqlite3", "file:generate?mode=memory&_fk=1"),
		diff(ctx, filepath.Join(directory, "postgres"), name, dialect.Postgres, "pgx", server.URL("postgres")),
		server.Stop())
}

// format is goose's, going forward only.
var format = migrate.TemplateFormatter{{
	N: template.Must(template.New("name").Parse("{{.Name}}.sql")),
	C: template.Must(template.New("content").Parse("-- +goose Up\n{{range .Changes}}{{.Cmd}};\n{{end}}")),
}}

// diff replays the directory's files in an empty database and writes what is missing there.
func diff(ctx context.Context, directory, name, dialectName, driver, dsn string) error {
	dir, err := sqltool.NewGooseDir(directory)
	if err != nil {
		return err
	}
	sum, err := dir.Checksum() // atlas wants one; git keeps ours
	if err != nil {
		return err
	}
	if err := migrate.WriteSumFile(dir, sum); err != nil {
		return err
	}
	defer func() { _ = os.Remove(filepath.Join(directory, migrate.HashFileName)) }()
	db, err := sql.Open(driver, dsn)
	if err != nil {
		return err
	}
	defer func() { _ = db.Close() }()
	db.SetMaxOpenConns(1) // a database in memory is its connection
	m, err := schema.NewMigrate(entsql.OpenDB(dialectName, db),
		schema.WithDir(dir), schema.WithFormatter(format), schema.WithMigrationMode(schema.ModeReplay),
		schema.WithDropColumn(true), schema.WithDropIndex(true), schema.WithIndent("  "))
	if err != nil {
		return err
	}
	desired, err := tables(dialectName)
	if err != nil {
		return err
	}
	return m.NamedDiff(ctx, name, desired...)
}

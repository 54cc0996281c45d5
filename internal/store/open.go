package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"canopy/internal/store/scope"

	"entgo.io/ent/dialect"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/mattn/go-sqlite3"
)

// open makes the pools of the URL's database.
func open(cfg Config) (*Store, error) {
	scheme, rest, _ := strings.Cut(cfg.URL, "://")
	switch scheme {
	case "sqlite":
		return openSQLite(cfg, rest)
	case "postgres", "postgresql":
		return openPostgres(cfg)
	}
	return nil, errors.New("store: the database URL is sqlite:///absolute/path, sqlite://relative/path or postgres://user@host/database")
}

// openSQLite makes a pool that reads, which SQLite lets run beside a writer, and one connection that writes.
func openSQLite(cfg Config, path string) (*Store, error) {
	if path == "" || strings.ContainsAny(path, "?#") {
		return nil, errors.New("store: a SQLite URL is sqlite:// and the path of a file, with nothing behind it")
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600) // it holds hashes of passwords; SQLite itself would let everybody read
	if err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	if err := file.Close(); err != nil {
		return nil, fmt.Errorf("store: %w", err)
	}
	pool := func(option string, size int) *sql.DB {
		file := url.URL{Scheme: "file", Path: path, RawQuery: "_busy_timeout=10000&_foreign_keys=1&_journal_mode=WAL&_synchronous=NORMAL" +
			"&_stmt_cache_size=200&" + option}
		db := sql.OpenDB(cfg.Wrap(sqliteConnector(file.String())))
		db.SetMaxOpenConns(size)
		db.SetMaxIdleConns(size)
		return db
	}
	return &Store{
		dialect: dialect.SQLite,
		read:    pool("_query_only=1&_cache_size=-65536", max(4, 2*runtime.GOMAXPROCS(0))), // 64 MB a connection: with SQLite's own 2 MB a nested answer takes twice the time
		write:   pool("_txlock=immediate&_cache_size=-16384", 1),                           // 16 MB: a write of 100,000 people is no faster with more
		name:    path,
	}, nil
}

// openPostgres makes one pool. Statements are prepared once per connection; times come back in UTC.
func openPostgres(cfg Config) (*Store, error) {
	config, err := pgx.ParseConfig(cfg.URL)
	if err != nil {
		return nil, fmt.Errorf("store: %w", err) // pgx leaves the password out
	}
	if config.RuntimeParams["application_name"] == "" {
		config.RuntimeParams["application_name"] = "canopy"
	}
	// The index that has the order is the plan, also where a guess at a parent's children makes reading and sorting them look
	// cheaper; and no statement here is worth compiling.
	for name, value := range map[string]string{"random_page_cost": "1.1", "jit": "off"} {
		if config.RuntimeParams[name] == "" {
			config.RuntimeParams[name] = value
		}
	}
	if mode := config.DefaultQueryExecMode; mode == pgx.QueryExecModeExec || mode == pgx.QueryExecModeSimpleProtocol {
		return nil, fmt.Errorf("store: default_query_exec_mode=%s answers as text, which Query does not read: leave it out", mode)
	}
	if config.ConnectTimeout == 0 {
		config.ConnectTimeout = connectTimeout
	}
	listen := config.Copy()
	config.Tracer = cfg.Tracer
	db := sql.OpenDB(postgresConnector{stdlib.GetConnector(*config, stdlib.OptionAfterConnect(inUTC)), &outage{logger: cfg.Logger}})
	size := max(16, 4*runtime.GOMAXPROCS(0))
	db.SetMaxOpenConns(size)
	db.SetMaxIdleConns(size)
	db.SetConnMaxIdleTime(5 * time.Minute)
	return &Store{dialect: dialect.Postgres, read: db, write: db, listen: listen, name: config.Database + " at " + config.Host}, nil
}

func inUTC(_ context.Context, conn *pgx.Conn) error {
	codec := &pgtype.TimestamptzCodec{ScanLocation: time.UTC}
	conn.TypeMap().RegisterType(&pgtype.Type{Name: "timestamptz", OID: pgtype.TimestamptzOID, Codec: codec})
	return nil
}

// sqliteConnector opens connections to the file of a "file:" URL.
type sqliteConnector string

func (c sqliteConnector) Connect(ctx context.Context) (driver.Conn, error) {
	conn, err := c.Driver().Open(string(c))
	if err != nil {
		return nil, err
	}
	if _, err := conn.(driver.ExecerContext).ExecContext(ctx, mapped, nil); err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	for name, function := range scope.Functions() {
		if err := conn.(*sqlite3.SQLiteConn).RegisterFunc(name, function, true); err != nil {
			return nil, errors.Join(err, conn.Close())
		}
	}
	return conn, nil
}

// mapped lets SQLite read the file's first gigabyte where the kernel has it, without a call and a copy for each page that
// its own cache has lost. Where the memory cannot be mapped it reads as ever.
const mapped = "PRAGMA mmap_size = 1073741824"

func (c sqliteConnector) Driver() driver.Driver { return &sqlite3.SQLiteDriver{} }

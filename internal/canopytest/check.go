package canopytest

import (
	"context"
	"database/sql/driver"
	"regexp"
	"strconv"
	"strings"
	"sync/atomic"

	"canopy/ent/migrate"
	"canopy/internal/store/scope"

	"github.com/jackc/pgx/v5"
	"github.com/ngrok/sqlmw"
)

// checker stands before SQLite's driver and listens to PostgreSQL's: it counts statements and fails those that read a stored
// kind with neither a scope nor a reason for seeing everything, and those whose parameters SQLite takes for others.
type checker struct {
	sqlmw.NullInterceptor
	fail       func(format string, args ...any)
	statements atomic.Int64
	listen     atomic.Pointer[func(statement string)] // nil: nobody does
}

var (
	comment = regexp.MustCompile(`(?s)/\*.*?\*/|--[^\n]*`)
	reading = regexp.MustCompile(`(?i)\bselect\b`)
	stored  = func() *regexp.Regexp {
		var names []string
		for _, table := range migrate.Tables {
			names = append(names, table.Name)
		}
		return regexp.MustCompile(`(?i)(?:\bfrom\b|\bjoin\b|,)[\s(]*(?:only\s+)?["` + "`" + `]?(` + strings.Join(names, "|") + `)\b`)
	}()
	markers = func() *regexp.Regexp {
		names := []string{regexp.QuoteMeta(scope.Marker)}
		for _, reason := range scope.Reasons {
			names = append(names, regexp.QuoteMeta(reason.Marker()))
		}
		return regexp.MustCompile(strings.Join(names, "|"))
	}()
)

// see counts a statement and judges it. Sub-selects of writes count as reading; River's and goose's tables do not.
func (c *checker) see(statement string) {
	aside := strings.HasPrefix(statement, "-- name: PGNotifyMany") || // River wakes its workers at most once in 100 ms
		strings.HasPrefix(statement, "/*aside*/") // nobody waits for it
	if !aside {
		c.statements.Add(1)
		if listen := c.listen.Load(); listen != nil {
			(*listen)(statement)
		}
	}
	if !reading.MatchString(statement) || markers.MatchString(statement) {
		return
	}
	if table := stored.FindStringSubmatch(comment.ReplaceAllString(statement, " ")); table != nil {
		c.fail("a statement reads %s without a scope: %s", table[1], statement)
	}
}

var parameter = regexp.MustCompile(`\$(\d+)`)

// seeNumbered sees a statement to SQLite, which numbers parameters by where they stand first, whatever they are called.
func (c *checker) seeNumbered(statement string) {
	next := 1
	for _, p := range parameter.FindAllStringSubmatch(statement, -1) {
		if n, _ := strconv.Atoi(p[1]); n > next {
			c.fail("$%d stands before $%d, and is that for SQLite: %s", n, next, statement)
			break
		} else if n == next {
			next++
		}
	}
	c.see(statement)
}

func (c *checker) ConnQueryContext(ctx context.Context, conn driver.QueryerContext, query string, args []driver.NamedValue) (context.Context, driver.Rows, error) {
	c.seeNumbered(query)
	return c.NullInterceptor.ConnQueryContext(ctx, conn, query, args)
}

func (c *checker) ConnExecContext(ctx context.Context, conn driver.ExecerContext, query string, args []driver.NamedValue) (driver.Result, error) {
	c.seeNumbered(query)
	return c.NullInterceptor.ConnExecContext(ctx, conn, query, args)
}

func (c *checker) StmtQueryContext(ctx context.Context, stmt driver.StmtQueryContext, query string, args []driver.NamedValue) (context.Context, driver.Rows, error) {
	c.seeNumbered(query)
	return c.NullInterceptor.StmtQueryContext(ctx, stmt, query, args)
}

func (c *checker) StmtExecContext(ctx context.Context, stmt driver.StmtExecContext, query string, args []driver.NamedValue) (driver.Result, error) {
	c.seeNumbered(query)
	return c.NullInterceptor.StmtExecContext(ctx, stmt, query, args)
}

// transaction is what PostgreSQL is told around statements, which SQLite's driver is not told in words.
var transaction = regexp.MustCompile(`^(begin|commit|rollback|-- ping)`)

// TraceQueryStart sees a statement to PostgreSQL.
func (c *checker) TraceQueryStart(ctx context.Context, _ *pgx.Conn, data pgx.TraceQueryStartData) context.Context {
	c.hear(data.SQL)
	return ctx
}

// TraceQueryEnd has nothing to see.
func (c *checker) TraceQueryEnd(context.Context, *pgx.Conn, pgx.TraceQueryEndData) {}

// TraceBatchStart waits for the statements.
func (c *checker) TraceBatchStart(ctx context.Context, _ *pgx.Conn, _ pgx.TraceBatchStartData) context.Context {
	return ctx
}

// TraceBatchQuery sees one of several statements that go together.
func (c *checker) TraceBatchQuery(_ context.Context, _ *pgx.Conn, data pgx.TraceBatchQueryData) {
	c.hear(data.SQL)
}

func (c *checker) hear(statement string) {
	if !transaction.MatchString(statement) {
		c.see(statement)
	}
}

// TraceBatchEnd has nothing to see.
func (c *checker) TraceBatchEnd(context.Context, *pgx.Conn, pgx.TraceBatchEndData) {}

// wrap puts the checker before a connector.
func wrap(c driver.Connector, check *checker) driver.Connector {
	wrapped, err := sqlmw.Driver(oneConnector{c}, check).(driver.DriverContext).OpenConnector("")
	if err != nil {
		panic(err) // oneConnector has none
	}
	return wrapped
}

// oneConnector is the driver that sqlmw asks for.
type oneConnector struct{ driver.Connector }

func (d oneConnector) Open(string) (driver.Conn, error) { return d.Connect(context.Background()) }

func (d oneConnector) OpenConnector(string) (driver.Connector, error) { return d.Connector, nil }

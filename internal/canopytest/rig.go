// Package canopytest is the test rig: real databases, a fixed clock, one-line fixtures, and a driver that fails
// the test on a statement that forgot its scope.
package canopytest

import (
	"context"
	"database/sql/driver"
	"log/slog"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"canopy/internal/store"
	"canopy/internal/viewer"
)

// Rig is a migrated database of its own, empty, and what a test needs around it.
type Rig struct {
	Store *store.Store
	Clock *Clock
	URL   string // of the database, for a second Store or another process

	t     testing.TB
	check *checker
	names int // of builders, so far
}

// Each runs the test against a fresh database of each kind, as subtests "sqlite" and "postgres".
func Each(t *testing.T, f func(t *testing.T, rig *Rig)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { f(t, SQLite(t)) })
	t.Run("postgres", func(t *testing.T) { f(t, Postgres(t)) })
}

// EachAtOnce is Each for a long test that changes nothing outside of its rig: both databases at the same time.
func EachAtOnce(t *testing.T, f func(t *testing.T, rig *Rig)) {
	t.Helper()
	var both sync.WaitGroup
	both.Go(func() { t.Run("sqlite", func(t *testing.T) { f(t, SQLite(t)) }) })
	both.Go(func() { t.Run("postgres", func(t *testing.T) { f(t, Postgres(t)) }) })
	both.Wait()
}

// EachEmpty is Each for what migrates: it gives the URL of a database without a table.
func EachEmpty(t *testing.T, f func(t *testing.T, url string)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { f(t, "sqlite://"+filepath.Join(t.TempDir(), "canopy.db")) })
	t.Run("postgres", func(t *testing.T) {
		server, err := postgres()
		if err != nil {
			t.Fatal(err)
		}
		f(t, server.create(t, "template1"))
	})
}

// SQLite is a rig on a fresh SQLite file.
func SQLite(t testing.TB) *Rig {
	t.Helper()
	return newRig(t, newSQLite(t))
}

// Postgres is a rig on a fresh database of the test binary's PostgreSQL.
func Postgres(t testing.TB) *Rig {
	t.Helper()
	return newRig(t, newPostgres(t))
}

func newRig(t testing.TB, url string) *Rig {
	t.Helper()
	rig := &Rig{URL: url, Clock: &Clock{now: time.Date(2026, time.March, 2, 9, 30, 0, 0, time.UTC)}, t: t, check: &checker{fail: t.Errorf}}
	rig.Store = rig.Open()
	return rig
}

// Open opens one more Store on the rig's database, as another process would; it closes with the test.
func (r *Rig) Open() *store.Store {
	r.t.Helper()
	s, err := store.Open(context.Background(), store.Config{URL: r.URL, Logger: slog.New(slog.DiscardHandler),
		Wrap: func(c driver.Connector) driver.Connector { return wrap(c, r.check) }, Tracer: r.check})
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { _ = s.Close() })
	return s
}

// Statements is how many SQL statements f sends to the database.
func (r *Rig) Statements(f func()) int {
	before := r.check.statements.Load()
	f()
	return int(r.check.statements.Load() - before)
}

// Texts are the SQL statements that f sends to the database.
func (r *Rig) Texts(f func()) (texts []string) {
	var mu sync.Mutex
	r.Watch(f, func(statement string) {
		mu.Lock()
		defer mu.Unlock()
		texts = append(texts, statement)
	})
	mu.Lock()
	defer mu.Unlock()
	return texts
}

// Watch gives each SQL statement that f sends to the database to see, before the database has it.
func (r *Rig) Watch(f func(), see func(statement string)) {
	r.check.listen.Store(&see)
	f()
	r.check.listen.Store(nil)
}

// Operator is a context in which an operator asks.
func Operator() context.Context {
	return viewer.NewContext(context.Background(), viewer.New(0, true, nil))
}

// Clock is a clock that stands still until it is advanced. It starts on 2 March 2026, 9:30 UTC.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// Now is what the clock shows.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Advance moves the clock forward.
func (c *Clock) Advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

package store_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"canopy/internal/canopytest"
	"canopy/internal/store"

	"entgo.io/ent/dialect"
)

// TestQuery reads every kind of value, alike on both databases.
func TestQuery(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		db := rig.Store.WriteDB()
		at := time.Date(1999, time.December, 31, 23, 59, 59, 123456000, time.UTC)
		kinds := map[string]string{"i": "bigint", "n": "smallint", "w": "text", "b": "boolean", "f": "double precision", "at": "timestamptz"}
		if rig.Store.Dialect() == dialect.SQLite {
			kinds["at"] = "datetime"
		}
		if _, err := db.Exec(fmt.Sprintf("CREATE TABLE values_of_kinds (i %s, n %s, w %s, b %s, f %s, at %s)", kinds["i"], kinds["n"], kinds["w"], kinds["b"], kinds["f"], kinds["at"])); err != nil {
			t.Fatal(err)
		}
		insert := func(values ...any) {
			if _, err := db.Exec("INSERT INTO values_of_kinds VALUES ($1, $2, $3, $4, $5, $6)", values...); err != nil {
				t.Fatal(err)
			}
		}
		insert(int64(-1)<<62, -7, "Ødegård \x01 名", true, -0.125, at)
		insert(3, 0, "", false, 2.5, time.Unix(0, 0))
		insert(nil, nil, nil, nil, nil, nil)

		got := ""
		statement := store.Statement{Text: "SELECT i, n, w, b, f, at, 1, i IS NULL FROM values_of_kinds WHERE $1 = 'x' ORDER BY i IS NULL, i", Args: []any{"x"}, Each: func(row *store.Row) {
			got += fmt.Sprintln(row.At(0).Int(), row.At(1).Int(), row.At(2).Text(), row.At(3).Bool(), row.At(4).Float(), row.At(5).Time().Format(time.RFC3339Nano),
				row.At(6).Int(), row.At(7).Bool(), row.At(0).Null(), row.At(2).Null())
		}}
		want := "-4611686018427387904 -7 Ødegård \x01 名 true -0.125 1999-12-31T23:59:59.123456Z 1 false false false\n" +
			"3 0  false 2.5 1970-01-01T00:00:00Z 1 false false false\n" +
			"0 0  false 0 0001-01-01T00:00:00Z 1 true true true\n"
		ranged := statement
		ranged.Ranges = true
		for name, statements := range map[string][]store.Statement{"one": {statement}, "by ranges": {ranged}, "several": {statement, ranged, statement}} {
			got = ""
			if err := rig.Store.Query(t.Context(), statements...); err != nil {
				t.Fatal(err)
			}
			all := ""
			for range statements {
				all += want
			}
			if got != all {
				t.Errorf("%s:\n%swant\n%s", name, got, all)
			}
		}

		broken := store.Statement{Text: "SELECT 1 FROM nothing_of_this_name", Each: func(*store.Row) { t.Error("a row") }}
		for range 40 { // more often than there are connections
			if err := rig.Store.Query(t.Context(), statement, broken); err == nil {
				t.Fatal("a statement that fails, unnoticed")
			}
		}
		stopped, stop := context.WithCancel(t.Context())
		stop()
		if err := rig.Store.Query(stopped, statement); !errors.Is(err, context.Canceled) {
			t.Errorf("of a request that is over: %v", err)
		}
		if err := rig.Store.Query(t.Context(), statement); err != nil {
			t.Errorf("after faults: %v", err)
		}
	})
}

// TestQueryAfterTheServerEndedConnections: those of the pool are dropped, and whoever asks does not notice.
func TestQueryAfterTheServerEndedConnections(t *testing.T) {
	rig := canopytest.Postgres(t)
	one := store.Statement{Text: "SELECT 1", Each: func(*store.Row) {}}
	for range 3 {
		if err := rig.Store.Query(t.Context(), one, one); err != nil {
			t.Fatal(err)
		}
		other := open(t, rig.URL)
		if _, err := other.DB().Exec("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"); err != nil {
			t.Fatal(err)
		}
		if err := rig.Store.Query(t.Context(), one); err != nil {
			t.Errorf("after its connections were ended: %v", err)
		}
	}
}

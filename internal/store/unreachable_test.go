package store_test

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"strings"
	"testing"

	"canopy/internal/canopytest"
	"canopy/internal/problem"
	"canopy/internal/store"

	"github.com/jackc/pgx/v5/pgconn"
)

// TestUnreachable: a statement whose connection is lost is UNAVAILABLE, with the cause behind it; one that PostgreSQL refuses, or whose caller has left, is not.
func TestUnreachable(t *testing.T) {
	t.Parallel()
	rig := canopytest.Postgres(t)
	lose := store.Statement{Text: "SELECT pg_terminate_backend(pg_backend_pid())"}
	for name, f := range map[string]func(ctx context.Context, tx *store.Tx) error{
		"sent": func(ctx context.Context, tx *store.Tx) error { return tx.Send(ctx, lose) },
		"executed": func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.SQL.ExecContext(ctx, lose.Text)
			return err
		},
		"committed": func(_ context.Context, tx *store.Tx) error {
			tx.Last(lose)
			return nil
		},
		"ignored": func(ctx context.Context, tx *store.Tx) error {
			_, _ = tx.SQL.ExecContext(ctx, lose.Text)
			return nil
		},
		"read": func(ctx context.Context, tx *store.Tx) error {
			var n int
			return tx.SQL.QueryRowContext(ctx, "SELECT i FROM generate_series(1, 2) i WHERE i = 1 OR pg_terminate_backend(pg_backend_pid())").Scan(&n)
		},
		"reading": func(ctx context.Context, tx *store.Tx) error {
			rows, err := tx.SQL.QueryContext(ctx, "SELECT repeat('x', 10000), CASE WHEN i = 9999 THEN pg_terminate_backend(pg_backend_pid()) END FROM generate_series(1, 10000) i")
			if err != nil {
				return err
			}
			defer func() { _ = rows.Close() }()
			for rows.Next() {
				continue
			}
			return rows.Err()
		},
	} {
		err := rig.Store.Tx(t.Context(), f)
		if known, ok := errors.AsType[*problem.Error](err); !ok || known.Code != problem.Unavailable || known.RetryAfter == 0 {
			t.Errorf("%s: %v", name, err)
		}
		if refused, ok := errors.AsType[*pgconn.PgError](err); name != "ignored" && (!ok || refused.Code != "57P01") {
			t.Errorf("%s: the cause is %v", name, err)
		}
	}
	refused := rig.Store.Tx(t.Context(), func(ctx context.Context, tx *store.Tx) error { return tx.Send(ctx, broken) })
	gone, leave := context.WithCancel(t.Context())
	left := rig.Store.Tx(gone, func(ctx context.Context, tx *store.Tx) error {
		leave()
		return tx.Send(ctx, set("a", 1))
	})
	for _, err := range []error{refused, left} {
		if err == nil || problem.CodeOf(err) != problem.Internal {
			t.Errorf("%v is %s", err, problem.CodeOf(err))
		}
	}
}

// TestSilent: a host that takes connections and says nothing is given up.
func TestSilent(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	_, err = store.Open(t.Context(), store.Config{URL: "postgres://canopy:secret@" + listener.Addr().String() + "/canopy", Logger: slog.New(slog.DiscardHandler)})
	if problem.CodeOf(err) != problem.Unavailable || strings.Contains(err.Error(), "secret") {
		t.Errorf("%v", err)
	}
}

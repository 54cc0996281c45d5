package store_test

import (
	"context"
	"log/slog"
	"os"
	"runtime"
	"sync"
	"sync/atomic"
	"testing"

	"canopy/internal/canopytest/cluster"
	"canopy/internal/problem"
	"canopy/internal/store"
)

// TestCrowdInOutage: whoever waits for one of few connections when PostgreSQL ends is told UNAVAILABLE, however many of them were lost with it.
func TestCrowdInOutage(t *testing.T) {
	t.Parallel()
	outages := 3
	if os.Getenv("CANOPY_SOAK") != "" {
		outages = 100
	}
	postgres, err := cluster.Start()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = postgres.Stop() }()
	s, err := store.Open(t.Context(), store.Config{URL: postgres.URL("postgres"), Logger: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = s.Close() }()
	for range outages {
		var crowd sync.WaitGroup
		var over atomic.Bool
		var cut atomic.Int64
		for i := range 100 {
			crowd.Go(func() {
				for !over.Load() {
					if err := askSomehow(t.Context(), s, i); err != nil {
						cut.Add(1)
						if problem.CodeOf(err) != problem.Unavailable {
							t.Errorf("way %d: %T %v", i%4, err, err)
						}
					}
				}
			})
		}
		if err := postgres.Halt(); err != nil {
			t.Fatal(err)
		}
		for cut.Load() < 1000 {
			runtime.Gosched()
		}
		if err := postgres.Resume(); err != nil {
			t.Fatal(err)
		}
		over.Store(true)
		crowd.Wait()
	}
}

// askSomehow asks in one of the ways that Canopy does.
func askSomehow(ctx context.Context, s *store.Store, way int) error {
	one := store.Statement{Text: "SELECT 1"}
	var n int
	switch way % 4 {
	case 0:
		return s.Query(ctx, one)
	case 1:
		return s.DB().QueryRowContext(ctx, "SELECT 1").Scan(&n)
	case 2:
		return s.Tx(ctx, func(ctx context.Context, tx *store.Tx) error { return tx.SQL.QueryRowContext(ctx, "SELECT 1").Scan(&n) })
	default:
		return s.Tx(ctx, func(ctx context.Context, tx *store.Tx) error { return tx.Send(ctx, one) })
	}
}

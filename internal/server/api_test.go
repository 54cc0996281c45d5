package server_test

import (
	"context"
	"database/sql"
	"testing"
	"time"

	"canopy/graph"
	"canopy/internal/canopytest"
	"canopy/internal/reseller"
	"canopy/internal/server"
	"canopy/internal/tree"

	"github.com/99designs/gqlgen/graphql"
)

// newAPI is a rig over the real schema with its rules and limits instead of the echo.
func newAPI(t testing.TB, change ...func(*server.Config)) *rig {
	t.Helper()
	on := canopytest.SQLite(t)
	rules, err := reseller.New(reseller.Config{
		Store: on.Store, Now: on.Clock.Now,
		Enqueue: func(context.Context, *sql.Tx, reseller.JobArgs, time.Time) error { return nil },
		Forget:  func(context.Context, *sql.Tx, reseller.JobArgs) error { return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	return newRigOn(t, on, append([]func(*server.Config){func(c *server.Config) {
		c.Schema = graph.New(&graph.Resolver{Reseller: rules, Tree: tree.New(tree.Config{Store: on.Store, Now: on.Clock.Now}), Now: on.Clock.Now})
		c.Presenter, c.Recover, c.Introspection = graph.Present, graph.Recover, true
		c.Extensions = []graphql.HandlerExtension{graph.Access{}, graph.DefaultLimits()}
	}}, change...)...)
}

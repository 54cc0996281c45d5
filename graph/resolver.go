// Package graph is the door: resolvers of one call each, errors with codes, limits, and the look-ahead that
// turns a selection into what internal/tree loads. Objects come loaded, so all that is left is writing them:
// graph/direct does it for queries, the generated executor for everything else.
package graph

import (
	"time"

	"canopy/graph/direct"
	"canopy/internal/event"
	"canopy/internal/reseller"
	"canopy/internal/tree"

	"github.com/99designs/gqlgen/graphql"
)

//go:generate go tool gqlgen generate

// Resolver answers the fields of the schema: reads by Tree, changes by Reseller, subscriptions by Feed.
type Resolver struct {
	Reseller *reseller.Service
	Tree     *tree.Reader
	Feed     *event.Feed
	Now      func() time.Time
}

// New is the schema with its resolvers, queries written directly.
func New(r *Resolver) graphql.ExecutableSchema {
	return direct.Schema(NewExecutableSchema(Config{Resolvers: r}))
}

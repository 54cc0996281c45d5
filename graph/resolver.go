// Package graph is the door: resolvers of one call each, errors with codes, limits, and the look-ahead that
// turns a selection into what internal/tree loads. Objects come loaded, so the generated executor only writes.
package graph

import (
	"time"

	"canopy/internal/reseller"
	"canopy/internal/tree"

	"github.com/99designs/gqlgen/graphql"
)

//go:generate go tool gqlgen generate

// Resolver answers the fields of the schema: reads by Tree, changes by Reseller.
type Resolver struct {
	Reseller *reseller.Service
	Tree     *tree.Reader
	Now      func() time.Time
}

// New is the schema with its resolvers.
func New(r *Resolver) graphql.ExecutableSchema {
	return NewExecutableSchema(Config{Resolvers: r})
}

// Package migrations holds the versioned SQL of each database, as goose applies it: written by
// generate from ent's schema, finished by hand where ent has no word for it (triggers).
package migrations

import "embed"

// Files are sqlite/*.sql and postgres/*.sql.
//
//go:embed sqlite/*.sql postgres/*.sql
var Files embed.FS

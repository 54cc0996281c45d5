// Package schema is the shape of what is stored: fields, edges, indexes. It imports nothing of ours.
//
// Conventions: keys are int64 and never reused; an absent text is "" unless a unique index needs NULL;
// times are UTC, truncated to microseconds; *_key and search columns are folded in Go, so that both
// databases order and find alike; several lines (street, aliases) are joined by "\n".
package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
)

// key is the int64 primary key of a kind.
func key() ent.Field { return field.Int64("id").Immutable() }

// restrict keeps the database from deleting a row that another one refers to.
func restrict() entsql.Annotation { return entsql.Annotation{OnDelete: entsql.Restrict} }

// times are when a row was made and last changed.
func times() []ent.Field {
	return []ent.Field{
		field.Time("created_at").Immutable(),
		field.Time("updated_at"),
	}
}

// address is a postal address as columns.
func address() []ent.Field {
	return []ent.Field{
		field.Text("street").Default("").Comment("lines joined by \\n"),
		field.String("dependent_locality").Default(""),
		field.String("city").Default(""),
		field.String("region").Default(""),
		field.String("postal_code").Default(""),
		field.String("country").Comment("ISO 3166-1 alpha-2"),
	}
}

// one is a required edge to T by the column f.
func one(name string, t any, f string) ent.Edge {
	return edge.To(name, t).Unique().Required().Field(f).Annotations(restrict())
}

// maybe is an optional edge to T by the column f.
func maybe(name string, t any, f string) ent.Edge {
	return edge.To(name, t).Unique().Field(f).Annotations(restrict())
}

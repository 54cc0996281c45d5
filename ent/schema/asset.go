package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// Asset is a thing that one account owns, and that at most one account below the owner has.
type Asset struct{ ent.Schema }

// Fields of Asset.
func (Asset) Fields() []ent.Field {
	return []ent.Field{
		key(),
		field.Int64("root_id").Comment("of the owner's tree"),
		field.Int64("owner_id"),
		field.Int64("assigned_to_id").Optional().Nillable(),
		field.String("external_reference"),
		field.String("kind"),
		field.String("kind_key").Comment("folded kind"),
		field.String("name"),
		field.String("name_key").Comment("folded name: the order of an account's assets"),
		field.String("serial_number").Default(""),
		field.String("location").Default(""),
		field.String("location_key").Default("").Comment("folded location"),
		field.Text("search").Comment("folded name, kind, serial number, location and reference"),
		field.Time("created_at").Immutable(),
	}
}

// Edges of Asset.
func (Asset) Edges() []ent.Edge {
	return []ent.Edge{
		one("owner", Account.Type, "owner_id"),
		maybe("assigned_to", Account.Type, "assigned_to_id"),
	}
}

// Indexes of Asset: the two ways to an account, in each order of its assets, and what must be unique.
func (Asset) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("owner_id", "name_key", "id"),
		index.Fields("owner_id", "kind_key", "id"),
		index.Fields("owner_id", "created_at", "id"),
		index.Fields("assigned_to_id", "name_key", "id"),
		index.Fields("assigned_to_id", "kind_key", "id"),
		index.Fields("assigned_to_id", "created_at", "id"),
		index.Fields("root_id", "external_reference").Unique(),
	}
}

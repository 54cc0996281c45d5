package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// Organization is a registered legal entity; accounts of several resellers may stand for the same one.
type Organization struct{ ent.Schema }

// Fields of Organization.
func (Organization) Fields() []ent.Field {
	fields := []ent.Field{
		key(),
		field.Enum("source").Values("REGISTERED", "EXTERNAL"),
		field.String("name"),
		field.String("name_key").Comment("match.NameKey: equal names are exact candidates"),
		field.Text("aliases").Default("").Comment("lines joined by \\n"),
		field.String("phone").Default(""),
		field.Int64("revision").Comment("drawn under the organization lock; matching remembers the highest it saw"),
		field.Int("keys_version").Default(0).Comment("match.KeysVersion that wrote its matching keys"),
	}
	fields = append(fields, address()...)
	return append(fields, times()...)
}

// Edges of Organization.
func (Organization) Edges() []ent.Edge {
	return []ent.Edge{edge.From("accounts", Account.Type).Ref("organization")}
}

// Indexes of Organization.
func (Organization) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("name_key", "country"),
		index.Fields("revision").Unique(),
		index.Fields("keys_version"),
	}
}

// MatchKey is a blocking key of an organization, written in the organization's transaction.
type MatchKey struct{ ent.Schema }

// Fields of MatchKey.
func (MatchKey) Fields() []ent.Field {
	return []ent.Field{
		key(),
		field.String("key"),
		field.Int64("organization_id"),
	}
}

// Edges of MatchKey.
func (MatchKey) Edges() []ent.Edge {
	return []ent.Edge{one("organization", Organization.Type, "organization_id")}
}

// Indexes of MatchKey.
func (MatchKey) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("key", "organization_id").Unique(),
		index.Fields("organization_id"),
	}
}

// MatchKeyCount is how many organizations have a key.
type MatchKeyCount struct{ ent.Schema }

// Fields of MatchKeyCount.
func (MatchKeyCount) Fields() []ent.Field {
	return []ent.Field{
		field.String("id").StorageKey("key"),
		field.Int64("organizations"),
	}
}

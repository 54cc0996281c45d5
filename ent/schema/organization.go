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
		field.Enum("source").Values("REGISTERED", "EXTERNAL").Comment("where its name and address come from"),
		field.String("name"),
		field.String("name_key").Comment("match.NameKey: equal names are exact candidates"),
		field.Text("aliases").Default("").Comment("lines joined by \\n: names that registries have for it besides"),
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
		index.Fields("revision"), // not unique: on PostgreSQL a changed one would lock out who refers to the row
		index.Fields("keys_version"),
	}
}

// OrganizationRegistration is an organization as a reference registry knows it.
type OrganizationRegistration struct{ ent.Schema }

// Fields of OrganizationRegistration.
func (OrganizationRegistration) Fields() []ent.Field {
	return []ent.Field{
		key(),
		field.String("registry").Comment("as the operator names it: gleif"),
		field.String("external_id").Comment("its id there"),
		field.Int64("organization_id"),
		field.Bool("supplies").Comment("the organization's name and address come from here"),
		field.Text("names").Comment("all its names there, lines joined by \\n"),
		field.String("print").Comment("hash of what the registry says; empty: to be read again"),
	}
}

// Edges of OrganizationRegistration.
func (OrganizationRegistration) Edges() []ent.Edge {
	return []ent.Edge{one("organization", Organization.Type, "organization_id")}
}

// Indexes of OrganizationRegistration.
func (OrganizationRegistration) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("registry", "external_id").Unique(),
		index.Fields("organization_id", "registry").Unique(), // a registry tells its own apart
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

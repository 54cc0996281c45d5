package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// Account is a node of a reseller's tree.
type Account struct{ ent.Schema }

// Fields of Account. A path is "/11/1c/23k/": the segments of its chain from the root, itself included,
// each a length digit and the id in base 36, so that paths sort as bytes in order of creation.
func (Account) Fields() []ent.Field {
	fields := []ent.Field{
		key(),
		field.Int64("parent_id").Optional().Nillable(),
		field.Int64("root_id").Comment("the account at the top of the tree; its own id there"),
		field.String("path").MaxLen(512),
		field.Enum("type").Values("RESELLER", "END_CUSTOMER", "SUB_DIVISION"),
		field.Enum("status").Values("PENDING", "ACTIVE", "SUSPENDED", "CLOSED", "FAILED"),
		field.String("account_number").Optional().Nillable().Unique(),
		field.String("name"),
		field.String("name_key").Comment("folded name: the order of siblings"),
		field.Text("search").Comment("folded name, number and reference"),
	}
	fields = append(fields, address()...)
	fields = append(fields,
		field.String("phone").Default("").Comment("E.164"),
		field.String("language").Default("").Comment("BCP 47; empty inherits"),
		field.String("timezone").Default("").Comment("IANA; empty inherits"),
		field.String("external_reference").Optional().Nillable(),
		field.Int64("notification_contact_id").Optional().Nillable(),
		field.Int64("organization_id").Optional().Nillable(),
		field.Int("max_sub_accounts").Optional().Nillable().Comment("its own limit, which also holds for each account below; null: none"),
		field.Int("max_users").Optional().Nillable(),
		field.Int("max_assets").Optional().Nillable(),
	)
	return append(fields, times()...)
}

// Edges of Account.
func (Account) Edges() []ent.Edge {
	return []ent.Edge{
		edge.To("sub_accounts", Account.Type).Annotations(restrict()).
			From("parent").Unique().Field("parent_id"),
		maybe("notification_contact", User.Type, "notification_contact_id"),
		maybe("organization", Organization.Type, "organization_id"),
	}
}

// Indexes of Account: an order of siblings each, one of all, the subtree range, and what must be unique.
func (Account) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("path").Unique(),
		index.Fields("parent_id", "name_key", "id"),
		index.Fields("parent_id", "created_at", "id"),
		index.Fields("name_key", "id"),
		index.Fields("root_id", "external_reference").Unique(),
		index.Fields("external_reference").Unique().StorageKey("account_root_external_reference").
			Annotations(entsql.IndexWhere("parent_id IS NULL")),
		index.Fields("external_reference").StorageKey("account_external_reference"),
		index.Fields("organization_id"),
		index.Fields("notification_contact_id"),
	}
}

// Provisioning is the way of an account from PENDING to its number.
type Provisioning struct{ ent.Schema }

// Fields of Provisioning.
func (Provisioning) Fields() []ent.Field {
	return []ent.Field{
		key(),
		field.Int64("account_id").Unique(),
		field.Enum("status").Values("QUEUED", "RUNNING", "SUCCEEDED", "FAILED", "CANCELLED"),
		field.Time("requested_at"),
		field.Time("expected_by"),
		field.Int("attempts").Default(0),
		field.Time("acknowledged_at").Optional().Nillable().Comment("when a back office that answers later took the request"),
		field.Time("overdue_at").Optional().Nillable().Comment("when it was told that the request is overdue"),
		field.Time("completed_at").Optional().Nillable(),
		field.Enum("failure_code").Optional().Nillable().
			Values("REJECTED", "INVALID_DETAILS", "DUPLICATE", "LIMIT_REACHED", "BACK_OFFICE_UNAVAILABLE", "TIMED_OUT", "INTERNAL"),
		field.String("failure_message").Default(""),
		field.Bool("failure_retryable").Default(false),
	}
}

// Edges of Provisioning.
func (Provisioning) Edges() []ent.Edge {
	return []ent.Edge{one("account", Account.Type, "account_id")}
}

// Indexes of Provisioning: of those that are not done.
func (Provisioning) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("expected_by", "account_id").StorageKey("provisioning_open").Annotations(entsql.IndexWhere("completed_at IS NULL")),
	}
}

package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// Review holds a customer's details between the form and the approval.
type Review struct{ ent.Schema }

// Fields of Review.
func (Review) Fields() []ent.Field {
	fields := []ent.Field{
		key(),
		field.Int64("parent_id"),
		field.Enum("status").Values("OPEN", "APPROVED", "DISCARDED", "EXPIRED"),
		field.Int("version").Default(1),
		field.Enum("type").Values("END_CUSTOMER", "SUB_DIVISION"),
		field.String("name"),
	}
	fields = append(fields, address()...)
	fields = append(fields,
		field.String("phone").Default(""),
		field.String("language").Default(""),
		field.String("timezone").Default(""),
		field.String("external_reference").Default(""),
		field.Int64("notification_contact_id").Optional().Nillable().Comment("null: erased since"),
		field.String("details_hash").Comment("hash of the details: the same open ones are the same review"),
		field.Int64("matched_revision").Comment("the highest organization revision that matching saw"),
		field.Int64("account_id").Optional().Nillable(),
		field.Int64("created_by_id").Optional().Nillable(),
		field.Time("expires_at"),
	)
	return append(fields, times()...)
}

// Edges of Review.
func (Review) Edges() []ent.Edge {
	return []ent.Edge{
		one("parent", Account.Type, "parent_id"),
		maybe("notification_contact", User.Type, "notification_contact_id"),
		maybe("account", Account.Type, "account_id"),
		maybe("created_by", User.Type, "created_by_id"),
		edge.From("candidates", ReviewCandidate.Type).Ref("review"),
	}
}

// Indexes of Review.
func (Review) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("parent_id", "created_at", "id"),
		index.Fields("parent_id", "details_hash").Unique().StorageKey("review_open_details").
			Annotations(entsql.IndexWhere("status = 'OPEN'")),
		index.Fields("expires_at").StorageKey("review_open_expires_at").
			Annotations(entsql.IndexWhere("status = 'OPEN'")),
		index.Fields("account_id"),
		index.Fields("notification_contact_id"),
		index.Fields("created_by_id"),
	}
}

// ReviewCandidate is a similar account shown with the current version of a review.
type ReviewCandidate struct{ ent.Schema }

// Fields of ReviewCandidate.
func (ReviewCandidate) Fields() []ent.Field {
	return []ent.Field{
		key(),
		field.Int64("review_id"),
		field.Int64("organization_id"),
		field.Int("rank").Comment("from 0, best first"),
		field.Float("score"),
		field.Bool("likely_same"),
		field.Bool("exact"),
		field.String("reasons").Comment("joined by a blank"),
	}
}

// Edges of ReviewCandidate.
func (ReviewCandidate) Edges() []ent.Edge {
	return []ent.Edge{
		one("review", Review.Type, "review_id"),
		one("organization", Organization.Type, "organization_id"),
	}
}

// Indexes of ReviewCandidate.
func (ReviewCandidate) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("review_id", "rank").Unique(),
		index.Fields("organization_id"),
	}
}

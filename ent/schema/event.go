package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// Event is one entry of the append-only log: audit, subscriptions and webhooks in one.
// It has no foreign keys: what it names may be erased, the entry stays.
type Event struct{ ent.Schema }

// Fields of Event.
func (Event) Fields() []ent.Field {
	return []ent.Field{
		key(),
		field.Int64("root_id").Immutable().Comment("the tree; 0 is the installation"),
		field.Int64("seq").Immutable().Comment("gapless per tree"),
		field.String("action").Immutable(),
		field.Enum("outcome").Values("DONE", "REFUSED").Immutable(),
		field.Int64("actor_id").Optional().Nillable().Immutable().Comment("a user; null: an API key, an operator's token or a job"),
		field.Int64("api_key_id").Optional().Nillable().Immutable(),
		field.Int64("account_id").Optional().Nillable().Immutable(),
		field.String("subject").Default("").Immutable().Comment("wire id of what was changed"),
		field.Text("changes").Default("[]").Immutable().Comment("JSON [{field, before, after}]"),
		field.String("request_id").Default("").Immutable(),
		field.Time("at").Immutable(),
	}
}

// Indexes of Event.
func (Event) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("root_id", "seq").Unique(),
		index.Fields("root_id", "seq").StorageKey("event_moves").Annotations(entsql.IndexWhere("action = 'ACCOUNT_MOVED'")),
		index.Fields("account_id", "id"),
		index.Fields("actor_id"),
	}
}

// EventPersonValue is a value of a person's field in an event: the only part that can be erased.
type EventPersonValue struct{ ent.Schema }

// Fields of EventPersonValue.
func (EventPersonValue) Fields() []ent.Field {
	return []ent.Field{
		key(),
		field.Int64("event_id"),
		field.Int64("user_id"),
		field.String("field"),
		field.Text("before").Optional().Nillable(),
		field.Text("after").Optional().Nillable(),
	}
}

// Indexes of EventPersonValue.
func (EventPersonValue) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("event_id"),
		index.Fields("user_id"),
	}
}

// Tree is a tree of accounts as one feed of events; 0 is the installation.
type Tree struct{ ent.Schema }

// Fields of Tree.
func (Tree) Fields() []ent.Field {
	return []ent.Field{
		field.Int64("id").StorageKey("root_id").Immutable(),
		field.Int64("last_seq").Default(0),
	}
}

// IdempotencyKey remembers what a successful mutation made, for a client that lost the answer.
type IdempotencyKey struct{ ent.Schema }

// Fields of IdempotencyKey.
func (IdempotencyKey) Fields() []ent.Field {
	return []ent.Field{
		key(),
		field.Int64("viewer_id").Comment("user; for an operator's token its session, negative"),
		field.String("key"),
		field.Bytes("input_hash"),
		field.Text("result").Default("").Comment("JSON: ids and rejected rows, never values"),
		field.Time("created_at").Immutable(),
	}
}

// Indexes of IdempotencyKey.
func (IdempotencyKey) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("viewer_id", "key").Unique(),
		index.Fields("created_at"),
	}
}

// Counter is a number of the installation that only grows, such as the last account number.
type Counter struct{ ent.Schema }

// Fields of Counter.
func (Counter) Fields() []ent.Field {
	return []ent.Field{
		field.String("id").StorageKey("name"),
		field.Int64("value"),
	}
}

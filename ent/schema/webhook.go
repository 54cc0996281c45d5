package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// Webhook is an address that is told of the events on an account and on all below it. It has its own position in the log of the tree
// that the account stands in.
type Webhook struct{ ent.Schema }

// Fields of Webhook.
func (Webhook) Fields() []ent.Field {
	return []ent.Field{
		key(),
		field.Int64("account_id"),
		field.String("url"),
		field.String("secret").Sensitive().Comment("whsec_...: signing needs it as it is"),
		field.String("actions").Default("").Comment("joined by commas; empty: all"),
		field.Enum("status").Values("ACTIVE", "DISABLED"),
		field.Time("disabled_at").Optional().Nillable(),
		field.String("disabled_reason").Default(""),
		field.Int64("root_id").Comment("the tree of its account, and of seq"),
		field.Int64("seq").Comment("of the last event for which deliveries were made out"),
		field.Time("failing_since").Optional().Nillable().Comment("the first failure since the latest success"),
		field.Bool("slow").Default(false).Comment("its latest answer of success took long"),
		field.Int("round").Default(0).Comment("how often all that is pending began anew"),
		field.Int64("created_by_id").Optional().Nillable(),
		field.Time("created_at").Immutable(),
	}
}

// Edges of Webhook.
func (Webhook) Edges() []ent.Edge {
	return []ent.Edge{
		one("account", Account.Type, "account_id"),
		maybe("created_by", User.Type, "created_by_id"),
	}
}

// Indexes of Webhook.
func (Webhook) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("account_id", "id"),
		index.Fields("created_by_id"),
	}
}

// WebhookDelivery is an event on its way to a webhook. The pending ones have a time to send them: they are the queue of the job that does,
// while the webhook is active. Those of an earlier round than the webhook's are due, whatever their time is, and count as never tried. The
// database does not hold a delivery to its webhook: what a removed one leaves is seen by nobody, and swept with its age.
type WebhookDelivery struct{ ent.Schema }

// Fields of WebhookDelivery.
func (WebhookDelivery) Fields() []ent.Field {
	return []ent.Field{
		key(),
		field.Int64("webhook_id"),
		field.Int64("event_id").Immutable(),
		field.Enum("status").Values("PENDING", "DELIVERED", "FAILED"),
		field.Int("attempts").Default(0).Comment("since it was made out or replayed, or its round began"),
		field.Time("created_at").Immutable(),
		field.Time("send_at").Optional().Nillable().Comment("the next attempt; null: none"),
		field.Int("round").Default(0).Comment("the webhook's, when it was made out or tried last"),
		field.Time("completed_at").Optional().Nillable(),
		field.Int("response_status").Optional().Nillable().Comment("of the latest attempt that was answered"),
		field.String("error").Default("").Comment("why the latest attempt failed"),
	}
}

// Indexes of WebhookDelivery.
func (WebhookDelivery) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("webhook_id", "event_id").Unique(),
		index.Fields("webhook_id", "id"),
		index.Fields("webhook_id", "round", "send_at", "id").StorageKey("webhook_delivery_queue").Annotations(entsql.IndexWhere("send_at IS NOT NULL")),
		index.Fields("created_at"),
	}
}

package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// User is a person of one account.
type User struct{ ent.Schema }

// Fields of User.
func (User) Fields() []ent.Field {
	return append([]ent.Field{
		key(),
		field.Int64("account_id"),
		field.String("path").MaxLen(512).Default("").Comment("the account's; triggers keep it, and set it where it is left empty"),
		field.String("email"),
		field.String("email_key").Unique().Comment("case-folded, NFC"),
		field.String("given_name"),
		field.String("family_name"),
		field.String("name_key").Comment("folded display name"),
		field.Text("search").Comment("folded names and e-mail"),
		field.String("phone").Default(""),
		field.String("job_title").Default(""),
		field.String("language"),
		field.String("timezone"),
		field.Enum("status").Values("INVITED", "ACTIVE", "DISABLED"),
		field.String("new_email").Default("").Comment("an address that is to replace email once it is confirmed"),
		field.String("password_hash").Default("").Sensitive().Comment("argon2id; empty: cannot sign in by password"),
	}, times()...)
}

// Edges of User.
func (User) Edges() []ent.Edge {
	return []ent.Edge{
		one("account", Account.Type, "account_id"),
		edge.From("grants", Grant.Type).Ref("user"),
	}
}

// Indexes of User: what is unique, an order each of an account's users, and all that a search below an account looks at.
func (User) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("path", "search", "name_key", "email_key", "created_at", "id").StorageKey("user_path"),
		index.Fields("account_id", "name_key", "id"),
		index.Fields("account_id", "created_at", "id"),
		index.Fields("account_id", "email_key", "id"),
	}
}

// Grant gives a user a role on an account, or without one on the whole installation (an operator).
type Grant struct{ ent.Schema }

// Fields of Grant.
func (Grant) Fields() []ent.Field {
	return []ent.Field{
		key(),
		field.Int64("user_id"),
		field.Int64("account_id").Optional().Nillable(),
		field.Enum("role").Values("ADMIN", "ACCOUNT_MANAGER", "USER_MANAGER", "VIEWER"),
		field.Enum("scope").Values("SUBTREE", "ACCOUNT_ONLY").Default("SUBTREE"),
		field.Time("created_at").Immutable(),
	}
}

// Edges of Grant.
func (Grant) Edges() []ent.Edge {
	return []ent.Edge{
		one("user", User.Type, "user_id"),
		maybe("account", Account.Type, "account_id"),
	}
}

// Indexes of Grant.
func (Grant) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("user_id", "account_id", "role", "scope").Unique(),
		index.Fields("account_id"),
	}
}

// Session is a bearer token: a person's, an API key's, or an operator's without either.
type Session struct{ ent.Schema }

// Fields of Session.
func (Session) Fields() []ent.Field {
	return []ent.Field{
		key(),
		field.Int64("user_id").Optional().Nillable(),
		field.Int64("api_key_id").Optional().Nillable().Immutable(),
		field.Bytes("token_hash").Unique().Comment("SHA-256"),
		field.Time("created_at").Immutable(),
		field.Time("expires_at"),
		field.Time("last_used_at").Optional().Nillable().Comment("to about a minute"),
		field.String("remote_address").Default("").Immutable(),
	}
}

// Edges of Session.
func (Session) Edges() []ent.Edge {
	return []ent.Edge{
		maybe("user", User.Type, "user_id"),
		edge.To("api_key", APIKey.Type).Unique().Immutable().Field("api_key_id").Annotations(restrict()),
	}
}

// Indexes of Session.
func (Session) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("user_id"),
		index.Fields("api_key_id"),
		index.Fields("expires_at"),
	}
}

// APIKey is a role on an account, or without one on the whole installation, for a machine: its session is the bearer token.
// A revoked key has none; it stays, because events name it.
type APIKey struct{ ent.Schema }

// Fields of APIKey.
func (APIKey) Fields() []ent.Field {
	return []ent.Field{
		key(),
		field.Int64("account_id").Optional().Nillable(),
		field.String("name"),
		field.Enum("role").Values("ADMIN", "ACCOUNT_MANAGER", "USER_MANAGER", "VIEWER"),
		field.Enum("scope").Values("SUBTREE", "ACCOUNT_ONLY").Default("SUBTREE"),
		field.Int64("created_by_id").Optional().Nillable(),
		field.Time("created_at").Immutable(),
		field.Time("expires_at").Optional().Nillable(),
		field.Time("last_used_at").Optional().Nillable().Comment("its session's, kept beyond it"),
		field.Time("revoked_at").Optional().Nillable(),
	}
}

// Edges of APIKey.
func (APIKey) Edges() []ent.Edge {
	return []ent.Edge{
		maybe("account", Account.Type, "account_id"),
		maybe("created_by", User.Type, "created_by_id"),
	}
}

// Indexes of APIKey.
func (APIKey) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("account_id", "id"),
		index.Fields("created_by_id"),
	}
}

// Identity is a person at an identity provider: how OpenID Connect signs in.
type Identity struct{ ent.Schema }

// Fields of Identity.
func (Identity) Fields() []ent.Field {
	return []ent.Field{
		key(),
		field.Int64("user_id"),
		field.String("issuer"),
		field.String("subject"),
		field.Time("created_at").Immutable(),
	}
}

// Edges of Identity.
func (Identity) Edges() []ent.Edge {
	return []ent.Edge{one("user", User.Type, "user_id")}
}

// Indexes of Identity.
func (Identity) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("issuer", "subject").Unique(),
		index.Fields("user_id", "issuer").Unique(),
	}
}

// Link is what a mail carries to its reader: a token that is good once.
type Link struct{ ent.Schema }

// Fields of Link.
func (Link) Fields() []ent.Field {
	return []ent.Field{
		key(),
		field.Enum("purpose").Values("PASSWORD_RESET", "EMAIL_CHANGE").Immutable(),
		field.Int64("user_id"),
		field.Bytes("token_hash").Unique().Comment("SHA-256"),
		field.Time("created_at").Immutable(),
		field.Time("expires_at"),
	}
}

// Edges of Link.
func (Link) Edges() []ent.Edge {
	return []ent.Edge{one("user", User.Type, "user_id")}
}

// Indexes of Link.
func (Link) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("user_id", "purpose").Unique(),
		index.Fields("expires_at"),
	}
}

// Invitation is the mail by which a new user joins. A user who came by an import of the operator's has none. The queued ones are the
// queue of the job that sends them.
type Invitation struct{ ent.Schema }

// Fields of Invitation.
func (Invitation) Fields() []ent.Field {
	return []ent.Field{
		key(),
		field.Int64("user_id"),
		field.Enum("status").Values("QUEUED", "SENT", "ACCEPTED", "REVOKED", "FAILED"),
		field.Time("send_at").Comment("a queued one's next attempt"),
		field.Int("attempts").Default(0).Comment("to send the mail since it was queued"),
		field.String("failure").Default("").Comment("why the latest attempt failed"),
		field.Bytes("token_hash").Optional().Nillable().Unique().Comment("SHA-256, of the latest mail's link"),
		field.Time("sent_at").Optional().Nillable(),
		field.Time("expires_at").Optional().Nillable().Comment("the link's"),
	}
}

// Edges of Invitation.
func (Invitation) Edges() []ent.Edge {
	return []ent.Edge{one("user", User.Type, "user_id")}
}

// Indexes of Invitation.
func (Invitation) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("user_id").Unique(),
		index.Fields("send_at", "id").StorageKey("invitation_queue").Annotations(entsql.IndexWhere("status = 'QUEUED'")),
	}
}

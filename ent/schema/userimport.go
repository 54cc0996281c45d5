package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema/field"
	"entgo.io/ent/schema/index"
)

// UserImport is a file of people on its way into an account: its parts as they were sent, its rows as they were judged, in chunks,
// and, by one write at its end, the users.
type UserImport struct{ ent.Schema }

// Fields of UserImport.
func (UserImport) Fields() []ent.Field {
	return []ent.Field{
		key(),
		field.Int64("account_id"),
		field.Int64("created_by_id").Optional().Nillable(),
		field.Int64("api_key_id").Optional().Nillable().Comment("neither: an operator's token"),
		field.Enum("status").Values("QUEUED", "RUNNING", "SUCCEEDED", "REJECTED", "FAILED"),
		field.Enum("on_error").Values("REJECT_ALL", "REJECT_FAILED_ROWS").Immutable(),
		field.String("language").Default("").Immutable().Comment("of rows that name none"),
		field.String("timezone").Default("").Immutable(),
		field.String("terms").Default("").Comment("JSON of what the account and the sender meant for the rows that were judged"),
		field.String("encoding").Default("").Comment("of the file, once it is read"),
		field.Int("total").Optional().Nillable().Comment("rows of the file, once it is read"),
		field.Int("processed").Default(0).Comment("rows that were judged"),
		field.Int("added_count").Default(0),
		field.Int("rejected_count").Default(0),
		field.Text("faults").Default("[]").Comment("JSON of what stopped it as a whole"),
		field.String("request_id").Default("").Immutable(),
		field.Time("started_at").Immutable(),
		field.Time("completed_at").Optional().Nillable(),
	}
}

// Edges of UserImport.
func (UserImport) Edges() []ent.Edge {
	return []ent.Edge{
		one("account", Account.Type, "account_id"),
		maybe("created_by", User.Type, "created_by_id"),
		maybe("api_key", APIKey.Type, "api_key_id"),
	}
}

// Indexes of UserImport.
func (UserImport) Indexes() []ent.Index {
	return []ent.Index{
		index.Fields("account_id", "id"),
		index.Fields("created_by_id"),
		index.Fields("started_at").StorageKey("user_import_open").Annotations(entsql.IndexWhere("completed_at IS NULL")),
		index.Fields("completed_at"),
	}
}

// UserImportPart is a part of an import's file.
type UserImportPart struct{ ent.Schema }

// Fields of UserImportPart.
func (UserImportPart) Fields() []ent.Field {
	return []ent.Field{
		key(),
		field.Int64("import_id"),
		field.Int("n").Immutable().Comment("from 0"),
		field.Bytes("data").Immutable(),
	}
}

// Edges of UserImportPart.
func (UserImportPart) Edges() []ent.Edge {
	return []ent.Edge{one("import", UserImport.Type, "import_id")}
}

// Indexes of UserImportPart.
func (UserImportPart) Indexes() []ent.Index {
	return []ent.Index{index.Fields("import_id", "n").Unique()}
}

// UserImportChunk is who of some rows of an import, judged together, is to be added.
type UserImportChunk struct{ ent.Schema }

// Fields of UserImportChunk.
func (UserImportChunk) Fields() []ent.Field {
	return []ent.Field{
		key(),
		field.Int64("import_id"),
		field.Int("n").Immutable().Comment("of its first row, from 0"),
		field.Text("people").Immutable().Comment("JSON of the users to be stored, with their rows"),
	}
}

// Edges of UserImportChunk.
func (UserImportChunk) Edges() []ent.Edge {
	return []ent.Edge{one("import", UserImport.Type, "import_id")}
}

// Indexes of UserImportChunk.
func (UserImportChunk) Indexes() []ent.Index {
	return []ent.Index{index.Fields("import_id", "n").Unique()}
}

// UserImportRow is a row of an import that is rejected.
type UserImportRow struct{ ent.Schema }

// Fields of UserImportRow.
func (UserImportRow) Fields() []ent.Field {
	return []ent.Field{
		key(),
		field.Int64("import_id"),
		field.Int("n").Immutable().Comment("from 0"),
		field.Int("line").Immutable(),
		field.Text("faults").Immutable().Comment("JSON of why"),
	}
}

// Edges of UserImportRow.
func (UserImportRow) Edges() []ent.Edge {
	return []ent.Edge{one("import", UserImport.Type, "import_id")}
}

// Indexes of UserImportRow.
func (UserImportRow) Indexes() []ent.Index {
	return []ent.Index{index.Fields("import_id", "n").Unique()}
}

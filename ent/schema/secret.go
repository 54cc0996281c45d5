package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/schema/field"
)

// Secret is a key of the installation, drawn by the migration that brings it.
type Secret struct{ ent.Schema }

// Fields of Secret.
func (Secret) Fields() []ent.Field {
	return []ent.Field{
		field.String("id").StorageKey("name"),
		field.Bytes("value").Sensitive(),
	}
}

package direct

import (
	"slices"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// planner turns what an operation selects into writers, once for all objects that it meets.
type planner struct {
	op     *graphql.OperationContext
	schema *ast.Schema
	types  map[string]fields
}

// fields are those of one type.
type fields map[string]field

// field plans the writing of one selected field; nil when something below it is not plain.
type field func(p planner, selected graphql.CollectedField) writer

// writer writes the value of a field of an object.
type writer func(o *output, object any)

// plan is how an object is written.
type plan []step

type step struct {
	key   string // `"name":` or `,"name":`
	write writer
}

func (p plan) write(o *output, object any) {
	o.raw("{")
	for i := range p {
		o.raw(p[i].key)
		p[i].write(o, object)
	}
	o.raw("}")
}

// object plans what is selected of an object of the type, in the executor's order; ok is false when it is not plain.
func (p planner) object(typeName string, set ast.SelectionSet) (planned plan, ok bool) {
	satisfies := append([]string{typeName}, p.schema.Types[typeName].Interfaces...)
	planned = plan{}
	var keys []string
	for _, selected := range graphql.CollectFields(p.op, set, satisfies) {
		if slices.Contains(keys, selected.Alias) { // of an interface and of the type: the executor writes the first
			continue
		}
		keys = append(keys, selected.Alias)
		w := p.field(typeName, selected)
		if w == nil {
			return nil, false
		}
		key := &output{}
		if len(planned) > 0 {
			key.raw(",")
		}
		key.text(selected.Alias)
		key.raw(":")
		planned = append(planned, step{string(key.json), w})
	}
	return planned, true
}

// field plans a field of a type; nil when it is not plain.
func (p planner) field(typeName string, selected graphql.CollectedField) writer {
	if selected.Name == "__typename" {
		return func(o *output, _ any) { o.text(typeName) }
	}
	if known := p.types[typeName][selected.Name]; known != nil && len(selected.Deferrables) == 0 {
		return known(p, selected)
	}
	return nil
}

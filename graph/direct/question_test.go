package direct_test

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"pgregory.net/rapid"
)

// question is one random operation. Response keys never conflict: what has arguments has an alias of its own.
type question struct {
	*rapid.T
	schema    *ast.Schema
	texts     map[string][]string // what to give for String and ID arguments, by their name
	names     int
	declared  []string
	variables map[string]any
	fragments map[string][]string // type -> names
	bodies    []string
}

// below is an integer below n, all equally likely: rapid's own prefer small ones, and with them the same few fields.
func (q *question) below(n int) int {
	return rapid.Custom(func(t *rapid.T) (x int) {
		for range 12 {
			x *= 2
			if rapid.Bool().Draw(t, "bit") {
				x++
			}
		}
		return x * n >> 12
	}).Draw(q.T, "below")
}

func (q *question) chance(percent int) bool { return q.below(100) >= 100-percent }

func pick[V any](q *question, list []V) V { return list[q.below(len(list))] }

func (q *question) fresh(prefix string) string {
	q.names++
	return fmt.Sprint(prefix, q.names)
}

// ask is the document.
func (q *question) ask() string {
	q.variables, q.fragments = map[string]any{}, map[string][]string{}
	set := q.set(q.schema.Query, 5)
	head := "query"
	if len(q.declared) > 0 {
		head += "(" + strings.Join(q.declared, ", ") + ")"
	}
	return strings.Join(append([]string{head + " " + set}, q.bodies...), "\n")
}

// set is a selection set of a type.
func (q *question) set(of *ast.Definition, depth int) string {
	var b strings.Builder
	b.WriteString("{")
	last := ""
	for range 1 + q.below(6) {
		b.WriteString(" ")
		switch {
		case last != "" && q.chance(8): // merged with itself
			b.WriteString(last)
		case q.chance(10):
			b.WriteString(q.label() + "__typename" + q.directive())
		case depth > 1 && q.chance(20):
			b.WriteString(q.fragment(of, depth-1))
		case of.Kind == ast.Interface:
			b.WriteString("id" + q.directive())
		default:
			last = q.field(of, depth)
			b.WriteString(last)
		}
	}
	b.WriteString(" __typename }")
	return b.String()
}

func (q *question) label() string {
	if q.chance(30) {
		return q.fresh("a") + ": "
	}
	return ""
}

func (q *question) field(of *ast.Definition, depth int) string {
	var fields []*ast.FieldDefinition
	for _, f := range of.Fields {
		if !strings.HasPrefix(f.Name, "__") && (depth > 1 || q.schema.Types[f.Type.Name()].IsLeafType()) {
			fields = append(fields, f)
		}
	}
	if len(fields) == 0 {
		return "__typename"
	}
	if of == q.schema.Query && q.chance(50) {
		fields = ast.FieldList{of.Fields.ForName("account"), of.Fields.ForName("accounts"), of.Fields.ForName("nodes")}
	}
	f := pick(q, fields)
	text := q.label() + f.Name
	if len(f.Arguments) > 0 {
		text = q.fresh("a") + ": " + f.Name + q.arguments(f.Arguments)
	}
	text += q.directive()
	if below := q.schema.Types[f.Type.Name()]; below.IsCompositeType() {
		text += " " + q.set(below, depth-1)
	}
	return text
}

// fragment is a fragment on the type, on one behind it or on one before it: inline, new, or one met before.
func (q *question) fragment(of *ast.Definition, depth int) string {
	on := of
	if others := append(q.schema.GetPossibleTypes(of), q.schema.GetImplements(of)...); q.chance(60) {
		on = pick(q, others)
	}
	if known := q.fragments[on.Name]; len(known) > 0 && q.chance(50) {
		return "..." + pick(q, known) + q.directive()
	}
	if q.chance(50) {
		return "... on " + on.Name + q.directive() + " " + q.set(on, depth)
	}
	name := q.fresh("F")
	q.bodies = append(q.bodies, "fragment "+name+" on "+on.Name+" "+q.set(on, depth))
	q.fragments[on.Name] = append(q.fragments[on.Name], name) // after its body: no fragment spreads itself
	return "..." + name + q.directive()
}

func (q *question) directive() string {
	if !q.chance(12) {
		return ""
	}
	return fmt.Sprintf(" @%s(if: %s)", pick(q, []string{"skip", "include"}), q.value("", ast.NonNullNamedType("Boolean", nil), true))
}

func (q *question) arguments(list ast.ArgumentDefinitionList) string {
	var given []string
	for _, a := range list {
		required := a.Type.NonNull && a.DefaultValue == nil
		likely := map[string]int{"first": 70, "last": 10, "after": 20, "before": 10, "id": 80}[a.Name]
		if required || q.chance(max(likely, 15)) {
			given = append(given, a.Name+": "+q.value(a.Name, a.Type, true))
		}
	}
	if len(given) == 0 {
		return ""
	}
	return "(" + strings.Join(given, ", ") + ")"
}

// value is a value of the type as a literal, or where it may be as a variable.
func (q *question) value(name string, of *ast.Type, variable bool) string {
	value := q.draw(name, of)
	if variable && q.chance(30) {
		v := q.fresh("v")
		q.declared = append(q.declared, "$"+v+": "+of.String())
		q.variables[v] = value
		return "$" + v
	}
	return literal(q.schema, of, value)
}

// draw is a value of the type as JSON has it.
func (q *question) draw(name string, of *ast.Type) any {
	if !of.NonNull && q.chance(5) {
		return nil
	}
	if of.Elem != nil {
		list := []any{}
		for range q.below(5) {
			list = append(list, q.draw(name, of.Elem))
		}
		return list
	}
	switch definition := q.schema.Types[of.Name()]; {
	case definition.Kind == ast.Enum:
		return pick(q, definition.EnumValues).Name
	case definition.Kind == ast.InputObject:
		object := map[string]any{}
		for _, f := range definition.Fields {
			if f.Type.NonNull && f.DefaultValue == nil || q.chance(25) {
				object[f.Name] = q.draw(f.Name, f.Type)
			}
		}
		return object
	case of.Name() == "Int":
		return pick(q, []int{0, 1, 2, 3, 3, 5, 5, 5})
	case of.Name() == "Boolean":
		return q.chance(50)
	case of.Name() == "DateTime":
		return pick(q, []string{"2026-03-02T09:30:00Z", "2020-01-01T00:00:00+01:00", "2026-03-02T09:29:59.999998Z", "2026-03-02T09:29:59.999998Z", "soon"})
	}
	if texts := q.texts[name]; texts != nil {
		return pick(q, texts)
	}
	return pick(q, names)
}

// literal is a JSON value as GraphQL writes it.
func literal(schema *ast.Schema, of *ast.Type, value any) string {
	switch value := value.(type) {
	case []any:
		var parts []string
		for _, v := range value {
			parts = append(parts, literal(schema, of.Elem, v))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case map[string]any:
		var parts []string
		for _, f := range schema.Types[of.Name()].Fields {
			if v, ok := value[f.Name]; ok {
				parts = append(parts, f.Name+": "+literal(schema, f.Type, v))
			}
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case string:
		if schema.Types[of.Name()].Kind == ast.Enum {
			return value
		}
	}
	text, _ := json.Marshal(value)
	return string(text)
}

package oracle_test

import (
	"encoding/json"
	"math"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
)

// likely is how often an argument is given, in percent; the others 20.
var likely = map[string]int{"first": 80, "last": 15, "after": 30, "before": 15, "orderBy": 35, "includeDescendants": 60, "filter": 35, "search": 40, "action": 75, "invitation": 40}

// arguments are some of the field's.
func (q *question) arguments(f *ast.FieldDefinition) string {
	values := map[string]any{}
	for _, a := range f.Arguments {
		if a.Type.NonNull && a.DefaultValue == nil || q.chance(max(likely[a.Name], 20)) {
			values[a.Name] = q.draw(f.Name+"."+a.Name, a.Type)
		}
	}
	if !q.wild || q.chance(80) {
		q.tame(f, values)
	}
	for _, name := range []string{"after", "before"} { // known only when the order is
		if values[name] != nil && f.Arguments.ForName(name).Type.Name() == "String" {
			values[name] = q.cursor(orderOf(f, values["orderBy"]))
		}
	}
	var given []string
	for _, a := range f.Arguments {
		if value, ok := values[a.Name]; ok {
			given = append(given, a.Name+": "+q.text(a.Name, a.Type, a.DefaultValue != nil, value, true))
		}
	}
	if len(given) == 0 {
		return ""
	}
	return "(" + strings.Join(given, ", ") + ")"
}

// tame makes sense of arguments that make none together.
func (q *question) tame(f *ast.FieldDefinition, values map[string]any) {
	if values["last"] != nil {
		delete(values, "first")
	}
	if f.Name == "account" || f.Name == "user" { // by exactly one
		key := pick(q, append(f.Arguments, f.Arguments[0], f.Arguments[0]))
		clear(values)
		values[key.Name] = q.draw(f.Name+"."+key.Name, ast.NonNullNamedType(key.Type.Name(), nil))
	}
}

// cursor is a place in the order, if not in another one or none at all.
func (q *question) cursor(o order) string {
	if q.wild && q.chance(50) {
		return pick(q, q.strange)
	}
	return pick(q, q.cursors[o])
}

// draw is a value of the type as JSON has it, for an argument "field.argument" or a field of an input.
func (q *question) draw(name string, t *ast.Type) any {
	switch {
	case !t.NonNull && q.chance(5):
		return nil
	case t.Elem != nil && q.chance(10): // a value alone is a list
		return q.draw(name, ast.NonNullNamedType(t.Elem.Name(), nil))
	case t.Elem != nil:
		n := q.below(6 + len(schema.Types[t.Elem.Name()].EnumValues)) // of a long enum many, so that each is met
		if q.wild && q.chance(10) {
			n = 101
		}
		values := []any{}
		for range n {
			values = append(values, q.draw(name, t.Elem))
		}
		return values
	}
	switch of := schema.Types[t.Name()]; of.Kind {
	case ast.Enum:
		return pick(q, of.EnumValues).Name
	case ast.InputObject:
		object, often := map[string]any{}, 20 // few conditions hold together
		if strings.HasSuffix(of.Name, "Order") {
			often = 60
		}
		for _, f := range of.Fields {
			if f.Type.NonNull && f.DefaultValue == nil || q.chance(max(likely[f.Name], often)) {
				object[f.Name] = q.draw(f.Name, f.Type)
			}
		}
		return object
	}
	return q.leaf(name, t)
}

func (q *question) leaf(name string, t *ast.Type) any {
	if q.wild && q.chance(25) {
		return pick(q, wrong[t.Name()])
	}
	switch t.Name() {
	case "Int":
		return pick(q, map[bool][]int{true: {1, 1, 2, 3}, false: {0, 1, 2, 3, 5, 5, 10, 20}}[name == "descendants.maxDepth"])
	case "Boolean":
		return q.chance(70)
	case "DateTime":
		return pick(q, []string{"2026-03-02T09:30:00Z", "2020-01-01T00:00:00+01:00", "2026-03-02T09:29:59.999998Z", "2026-03-02T10:29:59.9999989+01:00"})
	}
	if seen := q.sees[name]; len(seen) > 0 && q.chance(80) {
		return pick(q, seen)
	}
	if texts := q.texts[name]; texts != nil {
		return pick(q, texts)
	}
	return pick(q, names)
}

// wrong are values that gqlparser takes for a type, though the field may not.
var wrong = map[string][]any{
	"Int": {-1, 0, 11, 1000, 1001, 1 << 40}, "String": {"a\x00b", ""}, "ID": {"x", "", 5, "acc_0000000000000"}, "DateTime": {"soon", true, "2026-03-02", "\x00"},
	"LanguageTag": {true, "\x00", "Deutsch", ""}, "TimeZone": {true, "x"}, "CountryCode": {true, "nowhere"}, "Boolean": {true, false},
}

// text writes a value at a place of the type, which may have a default, with variables where they are allowed.
func (q *question) text(name string, t *ast.Type, hasDefault bool, value any, variables bool) string {
	if n, isInt := value.(int); variables && q.chance(30) && (!isInt || n <= math.MaxInt32) {
		return "$" + q.variable(name, t, hasDefault, value)
	}
	of := schema.Types[t.Name()]
	switch value := value.(type) {
	case []any:
		var parts []string
		for _, v := range value {
			parts = append(parts, q.text(name, t.Elem, false, v, variables))
		}
		return "[" + strings.Join(parts, ", ") + "]"
	case map[string]any:
		var parts []string
		for _, f := range of.Fields {
			if v, ok := value[f.Name]; ok {
				parts = append(parts, f.Name+": "+q.text(f.Name, f.Type, f.DefaultValue != nil, v, variables))
			}
		}
		return "{" + strings.Join(parts, ", ") + "}"
	case string:
		if of.Kind == ast.Enum {
			return value
		}
	}
	return string(must(json.Marshal(value)))
}

// variable declares a variable that has the value, given or by default; or takes one met before, whatever it has.
func (q *question) variable(name string, t *ast.Type, hasDefault bool, value any) string {
	use := name + " " + t.String()
	if known := q.known[use]; len(known) > 0 && name != "after" && name != "before" && name != "orderBy" && q.chance(30) {
		return pick(q, known)
	}
	v, declared := q.fresh("v"), t.String()
	switch {
	case t.NonNull && hasDefault && q.chance(30):
		declared = strings.TrimSuffix(declared, "!")
		if q.wild && q.chance(30) {
			value = nil
		}
	case !t.NonNull && value != nil && q.chance(20):
		declared += "!"
	}
	given := value != nil || q.chance(50)
	if value != nil && q.chance(40) { // a default, which counts where no value is given
		other := value
		if given = q.chance(50); given {
			other = q.draw(name, &ast.Type{NamedType: t.NamedType, Elem: t.Elem, NonNull: true})
		}
		declared += " = " + q.text(name, t, false, other, false)
	}
	if given {
		q.variables[v] = value
	}
	q.declared = append(q.declared, "$"+v+": "+declared)
	q.known[use] = append(q.known[use], v)
	return v
}

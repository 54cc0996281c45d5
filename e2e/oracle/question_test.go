package oracle_test

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vektah/gqlparser/v2/ast"
	"pgregory.net/rapid"
)

// question is one random operation, made from the schema. Response keys never conflict: what has arguments has an alias of its own.
type question struct {
	*rapid.T
	stock
	sees      map[string][]string // by the asker
	wild      bool                // something may be wrong with it
	budget    int                 // of selections
	names     int
	declared  []string
	variables map[string]any
	known     map[string][]string // variables by what they may be used for
	heads     map[string][]string // fields with arguments by their type, to be selected again
	fragments map[string][]string // names by type
	bodies    []string
}

// below is an integer below n, all equally likely: rapid's own prefer small ones, and with them the same few fields.
func (q *question) below(n int) (x int) {
	for range 12 {
		x *= 2
		if rapid.Bool().Draw(q.T, "bit") {
			x++
		}
	}
	return x * n >> 12
}

func (q *question) chance(percent int) bool { return q.below(100) >= 100-percent }

func pick[V any](q *question, list []V) V { return list[q.below(len(list))] }

func (q *question) fresh(prefix string) string {
	q.names++
	return fmt.Sprint(prefix, q.names)
}

// questions are random requests of somebody.
func questions(s stock, by asker) *rapid.Generator[request] {
	return rapid.Custom(func(t *rapid.T) request {
		q := &question{T: t, stock: s, sees: by.sees, variables: map[string]any{}, known: map[string][]string{}, heads: map[string][]string{}, fragments: map[string][]string{}}
		return q.request()
	})
}

func (q *question) request() request {
	q.wild, q.budget = q.chance(25), 1+q.below(150)
	set := q.set(schema.Query, 5)
	head := "query"
	if len(q.declared) > 0 {
		head += "(" + strings.Join(q.declared, ", ") + ")"
	}
	return request{strings.Join(append([]string{head + " " + set}, q.bodies...), "\n"), q.variables}
}

// set is a selection set of a type.
func (q *question) set(of *ast.Definition, depth int) string {
	var b strings.Builder
	b.WriteString("{")
	last, n := "", 2+q.below(5)
	if of.IsAbstractType() {
		n += 6 // most fragments are on other kinds
	}
	share := q.budget / n
	for i := range n {
		if of == schema.Query {
			q.budget = share
		}
		if q.budget--; i > 0 && q.budget < 0 {
			break
		}
		b.WriteString(" ")
		switch {
		case last != "" && q.chance(5): // merged with itself
			b.WriteString(last)
		case q.chance(5):
			b.WriteString(q.label() + "__typename" + q.directive())
		case q.chance(12) || of.IsAbstractType() && q.chance(80):
			b.WriteString(q.fragment(of, depth))
		case of.IsAbstractType():
			b.WriteString("id" + q.directive())
		default:
			last = q.field(of, depth)
			b.WriteString(last)
		}
	}
	if q.chance(80) { // else @skip may leave nothing of it
		b.WriteString(" __typename")
	}
	return b.String() + " }"
}

func (q *question) label() string {
	if q.chance(30) {
		return q.fresh("a") + ": "
	}
	return ""
}

// clashing are fields of kinds of a Node that are of one name but not of one type: they never have their names as keys.
var clashing = func() (names []string) {
	types := map[string]string{}
	for _, kind := range schema.GetPossibleTypes(schema.Types["Node"]) {
		for _, f := range kind.Fields {
			if other := types[f.Name]; other != "" && other != f.Type.String() {
				names = append(names, f.Name)
			}
			types[f.Name] = f.Type.String()
		}
	}
	return names
}()

// choose chooses a field, more often one with fields itself, and a connection among them; nil where there is none so deep.
func (q *question) choose(of *ast.Definition, depth int) *ast.FieldDefinition {
	root := of == schema.Query
	likely := 40
	switch {
	case root:
		likely = 97
	case slices.ContainsFunc(of.Fields, func(f *ast.FieldDefinition) bool { return len(f.Arguments) > 0 }):
		likely = 60
	}
	deep := depth > 1 && q.chance(likely)
	var fields, others []*ast.FieldDefinition
	for _, f := range of.Fields {
		switch leaf := schema.Types[f.Type.Name()].IsLeafType(); {
		case strings.HasPrefix(f.Name, "__") || !leaf && depth == 1:
		case leaf == deep:
			others = append(others, f)
		case len(f.Arguments) > 0:
			fields = append(fields, f, f, f)
		default:
			fields = append(fields, f)
		}
	}
	if len(fields) == 0 {
		fields = others
	}
	if len(fields) == 0 {
		return nil
	}
	f := pick(q, fields)
	reference := f.Type.Elem != nil && len(f.Arguments) == 0 // long, and always the same
	forbidden := (f.Name == "similarAccounts" || f.Name == "userDirectory") && len(q.sees["userDirectory.accountId"]) == 0
	if root && (reference || forbidden) && q.chance(70) {
		return of.Fields.ForName("accounts")
	}
	return f
}

func (q *question) field(of *ast.Definition, depth int) string {
	f := q.choose(of, depth)
	if f == nil {
		return "__typename"
	}
	head, name := q.label()+f.Name, of.Name+"."+f.Name
	switch known := q.heads[name]; {
	case len(known) > 0 && q.chance(25): // merged with what is selected there already, or the same again elsewhere
		head = pick(q, known)
	case len(f.Arguments) > 0:
		head = q.fresh("a") + ": " + f.Name + q.arguments(f)
		q.heads[name] = append(known, head)
	case slices.Contains(clashing, f.Name):
		head = q.fresh("a") + ": " + f.Name
	}
	text, below := head+q.directive(), schema.Types[f.Type.Name()]
	if below.IsLeafType() {
		return text
	}
	if below.Fields.ForName("totalCount") != nil && q.chance(20) { // the count alone, which may be read in another way
		return text + " { " + q.label() + "totalCount }"
	}
	if !strings.HasSuffix(below.Name, "Connection") && !strings.HasSuffix(below.Name, "Edge") { // they are no level of their own
		depth--
	}
	return text + " " + q.set(below, depth)
}

// fragment is a fragment on the type, on one behind it or on one before it: inline, new, or one met before.
func (q *question) fragment(of *ast.Definition, depth int) string {
	on := of
	if others := append(schema.GetPossibleTypes(of), schema.GetImplements(of)...); of.IsAbstractType() || q.chance(20) {
		on = pick(q, others)
	}
	known := q.fragments[on.Name]
	switch {
	case len(known) > 0 && q.chance(50):
		return "..." + pick(q, known) + q.directive()
	case on == of && q.chance(20):
		return "..." + q.directive() + " " + q.set(on, depth)
	case q.chance(50):
		return "... on " + on.Name + q.directive() + " " + q.set(on, depth)
	}
	name := q.fresh("F")
	q.bodies = append(q.bodies, "fragment "+name+" on "+on.Name+" "+q.set(on, depth))
	q.fragments[on.Name] = append(q.fragments[on.Name], name) // after its body: no fragment spreads itself
	return "..." + name + q.directive()
}

// directive is @skip, @include, both in either order, or mostly none.
func (q *question) directive() (text string) {
	for _, name := range [][]string{{"skip", "include"}, {"include", "skip"}}[q.below(2)] {
		if q.chance(4) {
			leave := q.chance(30)
			text += fmt.Sprintf(" @%s(if: %s)", name, q.text("", ast.NonNullNamedType("Boolean", nil), false, leave == (name == "skip"), true))
		}
	}
	return text
}

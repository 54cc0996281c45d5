package oracle_test

import (
	"slices"

	"github.com/vektah/gqlparser/v2/ast"
)

// field is one response key of an object: what is selected under the same key is one field with all their selections.
type field struct {
	*ast.Field
	below ast.SelectionSet
}

func (f *field) of() *ast.Definition { return schema.Types[f.Definition.Type.Name()] }

// collect is the fields selected of an object of the type, in order of their first appearance (GraphQL, section 6.3.2).
func (a *operation) collect(of *ast.Definition, sets ...ast.SelectionSet) (fields []*field) {
	spread := map[string]bool{}
	applies := func(condition string) bool {
		return condition == "" || condition == of.Name || slices.Contains(of.Interfaces, condition)
	}
	var add func(ast.SelectionSet)
	add = func(set ast.SelectionSet) {
		for _, selected := range set {
			switch s := selected.(type) {
			case *ast.Field:
				if !a.included(s.Directives) {
					continue
				}
				f := find(fields, func(f *field) bool { return f.Alias == s.Alias })
				if f == nil {
					f = &field{Field: s}
					fields = append(fields, f)
				}
				f.below = append(f.below, s.SelectionSet...)
			case *ast.InlineFragment:
				if a.included(s.Directives) && applies(s.TypeCondition) {
					add(s.SelectionSet)
				}
			case *ast.FragmentSpread:
				if !a.included(s.Directives) || spread[s.Name] {
					continue
				}
				spread[s.Name] = true
				if named := a.document.Fragments.ForName(s.Name); applies(named.TypeCondition) {
					add(named.SelectionSet)
				}
			}
		}
	}
	for _, set := range sets {
		add(set)
	}
	return fields
}

// included tells whether neither @skip nor @include leaves it out.
func (a *operation) included(directives ast.DirectiveList) bool {
	for _, d := range directives {
		if d.ArgumentMap(a.variables)["if"] == (d.Name == "skip") {
			return false
		}
	}
	return true
}

package api_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
)

// question is one thing that can be asked: a field of Query, Mutation or Subscription, or a field with arguments of another object.
type question struct {
	name  string // "createCustomer", "Account.users"
	of    *ast.Definition
	field *ast.FieldDefinition
}

// reached is how an object other than the roots is found, by the id $at, under its type's name in small letters.
var reached = map[string]string{
	"Account": "account(id: $at) { %s }", "User": "user(id: $at) { %s }", "Viewer": "viewer { %s }",
	"UserImport": "userimport: node(id: $at) { ... on UserImport { %s } }", "Webhook": "webhook: node(id: $at) { ... on Webhook { %s } }",
}

// questions are all of the schema's. Fields with arguments on other objects need a way to reach them here first.
func questions(t *testing.T) (all []question) {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(schema.Types)) {
		d := schema.Types[name]
		root := isRoot(d)
		if d.BuiltIn || d.Kind != ast.Object {
			continue
		}
		for _, f := range d.Fields {
			switch {
			case strings.HasPrefix(f.Name, "__") || !root && len(f.Arguments) == 0:
			case root:
				all = append(all, question{f.Name, d, f})
			case reached[d.Name] != "":
				all = append(all, question{d.Name + "." + f.Name, d, f})
			default:
				t.Errorf("questions does not know how to reach %s.%s", d.Name, f.Name)
			}
		}
	}
	return all
}

func isRoot(d *ast.Definition) bool {
	return d == schema.Query || d == schema.Mutation || d == schema.Subscription
}

// argumentsBelow are the paths of an argument, or of the fields of the input that it is: "after", "input.address.city".
func argumentsBelow(path string, of *ast.Type) (paths []string) {
	d := schema.Types[of.Name()]
	if d.Kind != ast.InputObject {
		return []string{path}
	}
	for _, f := range d.Fields {
		paths = append(paths, argumentsBelow(path+"."+f.Name, f.Type)...)
	}
	return paths
}

// document asks the question with the given arguments as variables; a field of an account at the account $at. It asks
// for everything that can be told.
func (q question) document(given vars) string {
	var declared, passed []string
	for _, a := range q.field.Arguments {
		if _, ok := given[a.Name]; ok {
			declared = append(declared, "$"+a.Name+": "+a.Type.String())
			passed = append(passed, a.Name+": $"+a.Name)
		}
	}
	s := selection{}
	text := q.field.Name
	if len(passed) > 0 {
		text += "(" + strings.Join(passed, ", ") + ")"
	}
	text += s.of(schema.Types[q.field.Type.Name()], 2)
	operation := "query"
	switch q.of {
	case schema.Mutation:
		operation = "mutation"
	case schema.Subscription:
		operation = "subscription"
	case schema.Query:
	default:
		if given["at"] != nil {
			declared = append(declared, "$at: ID!")
		}
		text = fmt.Sprintf(reached[q.of.Name], text)
	}
	if len(declared) > 0 {
		operation += "(" + strings.Join(declared, ", ") + ")"
	}
	text = operation + " { " + text + " }"
	for _, name := range slices.Sorted(maps.Keys(s)) {
		text += "\n" + s[name]
	}
	return text
}

// answered is what an answer holds for the question.
func (q question) answered(a *answer) any {
	if isRoot(q.of) {
		return a.at(q.field.Name)
	}
	return a.at(strings.ToLower(q.of.Name) + "." + q.field.Name)
}

// selection selects everything, by fragments.
type selection map[string]string

// of selects all fields of a type, and of what has an id below it as many levels; of what may be of any kind one less.
func (s selection) of(d *ast.Definition, levels int) string {
	if d.IsLeafType() {
		return ""
	}
	name := fmt.Sprint(d.Name, levels)
	if s[name] == "" {
		text := "fragment " + name + " on " + d.Name + " { __typename"
		for _, possible := range schema.GetPossibleTypes(d) {
			if possible != d {
				text += " ... on " + possible.Name + s.of(possible, levels-1)
			}
		}
		for _, f := range d.Fields {
			text += s.field(d, f, levels)
		}
		s[name] = text + " }"
	}
	return " { ..." + name + " }"
}

func (s selection) field(of *ast.Definition, f *ast.FieldDefinition, levels int) string {
	d := schema.Types[f.Type.Name()]
	text := " " + f.Name
	if slices.Contains(of.Interfaces, "Node") && ambiguous(f.Name) {
		text = " " + of.Name + "_" + f.Name + ": " + f.Name
	}
	switch page := f.Arguments.ForName("after") != nil; {
	case strings.HasPrefix(f.Name, "__"), f.Arguments.ForName("accountId") != nil: // of which account is for the question to say
		return ""
	case page && levels == 0:
		return ""
	case page:
		text += "(first: 2)"
	case slices.Contains(d.Interfaces, "Node") && levels == 0:
		return ""
	case slices.Contains(d.Interfaces, "Node") && f.Type.Elem != nil && !strings.HasSuffix(of.Name, "Connection"):
		levels = 0 // a long list
	case f.Type.Elem != nil && strings.HasSuffix(of.Name, "Payload"):
		levels = min(levels, 1) // as well
	case slices.Contains(d.Interfaces, "Node"):
		levels--
	}
	return text + s.of(d, levels)
}

// ambiguous tells whether a field of that name has another type in another Node: they cannot stand side by side.
func ambiguous(field string) bool {
	types := map[string]bool{}
	for _, d := range schema.PossibleTypes["Node"] {
		if f := d.Fields.ForName(field); f != nil {
			types[f.Type.String()] = true
		}
	}
	return len(types) > 1
}

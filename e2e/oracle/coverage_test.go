package oracle_test

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2/ast"
)

// coverage is what questions met, in the objects that the oracle answered: each field, what it can answer, and each of its arguments.
// "Account.parent", "Account.parent is null", "Account.users(filter)", "UserFilter.search", "UserOrderField.EMAIL".
type coverage map[string]int

// unmet names what no question can meet, each with the reason.
var unmet = map[string]string{
	"Account.viewerPermissions is empty": "who sees an account may VIEW it",
	"Account.limits is empty":            "there are three kinds",
	"Asset.externalReference is null":    "each is taken in with one",
	"Address.formatted is empty":         "an address ends in its country",
	"Review.parent is null":              "a review shows where its parent does",
	"UserImport.account is null":         "who may add users to an account sees it",
	"Webhook.account is null":            "who may manage its webhooks sees an account",
	"RejectedRow.line is null":           "what is imported is a file",
	"RejectedRow.userErrors is empty":    "a row is rejected for something",
	"Query.languages is empty":           "the lists never change",
	"Query.timeZones is empty":           "the lists never change",
	"Query.countries is empty":           "the lists never change",
	"Country.addressFields is empty":     "the lists never change",
}

// field notes that a field was answered with a value.
func (c coverage) field(of string, f *field, value any, variables map[string]any) {
	name := of + "." + f.Name
	c[name]++
	for _, outcome := range outcomes(f.Definition.Type) {
		if is[outcome](value) {
			c[name+" is "+outcome]++
		}
	}
	args := f.ArgumentMap(variables)
	for _, a := range f.Definition.Arguments {
		if args[a.Name] != nil {
			c[name+"("+a.Name+")"]++
			c.input(a.Type, args[a.Name])
		}
	}
}

// input notes what a value of an argument holds.
func (c coverage) input(t *ast.Type, value any) {
	switch of := schema.Types[t.Name()]; {
	case value == nil:
	case t.Elem != nil:
		for _, each := range list(value) {
			c.input(t.Elem, each)
		}
	case of.Kind == ast.Enum:
		c[of.Name+"."+value.(string)]++
	case of.Kind == ast.InputObject:
		for _, f := range of.Fields {
			if each := value.(map[string]any)[f.Name]; each != nil {
				c[of.Name+"."+f.Name]++
				c.input(f.Type, each)
			}
		}
	}
}

// is tells of each outcome whether a value is it.
var is = map[string]func(any) bool{
	"null":  func(v any) bool { return v == nil },
	"set":   func(v any) bool { return v != nil },
	"empty": func(v any) bool { return v != nil && reflect.ValueOf(v).Len() == 0 },
	"full":  func(v any) bool { return v != nil && reflect.ValueOf(v).Len() > 0 },
	"true":  func(v any) bool { return v == true },
	"false": func(v any) bool { return v == false },
}

// outcomes are the different things that a field of the type can answer.
func outcomes(t *ast.Type) (names []string) {
	if !t.NonNull {
		names = append(names, "null", "set")
	}
	if t.Elem != nil {
		names = append(names, "empty", "full")
	}
	if t.Name() == "Boolean" {
		names = append(names, "true", "false")
	}
	return names
}

// possible is all that a query can meet, by the schema.
func possible() coverage {
	all := coverage{}
	var input, output func(*ast.Definition)
	input = func(of *ast.Definition) {
		for _, value := range of.EnumValues {
			all[of.Name+"."+value.Name]++
		}
		for _, f := range of.Fields {
			all[of.Name+"."+f.Name]++
			input(schema.Types[f.Type.Name()])
		}
	}
	output = func(of *ast.Definition) {
		for _, possible := range schema.GetPossibleTypes(of) {
			for _, f := range possible.Fields {
				name := possible.Name + "." + f.Name
				if all[name] > 0 || strings.HasPrefix(f.Name, "__") {
					continue
				}
				all[name]++
				for _, outcome := range outcomes(f.Type) {
					all[name+" is "+outcome]++
				}
				for _, a := range f.Arguments {
					all[name+"("+a.Name+")"]++
					input(schema.Types[a.Type.Name()])
				}
				output(schema.Types[f.Type.Name()])
			}
		}
	}
	output(schema.Query)
	return all
}

// check fails the test where something possible was not met, or met although it stands in the list. What fields can answer is
// looked at with outcomes: it takes more questions.
func (c coverage) check(t *testing.T, outcomes bool) {
	t.Helper()
	for _, name := range slices.Sorted(maps.Keys(possible())) {
		_, excused := unmet[name]
		if outcome := strings.Contains(name, " is "); (outcomes || !outcome) && (c[name] > 0) == excused {
			t.Errorf("%s: met %d times, in the list of what is not: %t", name, c[name], excused)
		}
	}
}

package server

import (
	"context"

	"canopy/internal/problem"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// maxIntrospection is how many objects introspection may answer, by estimate; all that tools ask comes to 3,500.
const maxIntrospection = 20_000

// introspection lets __schema and __type be asked where it is on, and refuses to multiply them: anybody may ask,
// without signing in.
type introspection struct {
	on     bool
	schema *ast.Schema
	sizes  map[string]float64 // of the lists, on average: "__Type.fields"
}

func (*introspection) ExtensionName() string { return "Introspection" }

// Validate counts the schema.
func (i *introspection) Validate(es graphql.ExecutableSchema) error {
	i.schema = es.Schema()
	types, fields := float64(len(i.schema.Types)), 0.0
	i.sizes = map[string]float64{"__Schema.types": types, "__Schema.directives": float64(len(i.schema.Directives))}
	for _, def := range i.schema.Types {
		fields += float64(len(def.Fields))
		i.sizes["__Type.enumValues"] += float64(len(def.EnumValues)) / types
		i.sizes["__Type.interfaces"] += float64(len(def.Interfaces)) / types
		i.sizes["__Type.possibleTypes"] += float64(len(i.schema.PossibleTypes[def.Name])) / types
		if def.Kind == ast.InputObject {
			i.sizes["__Type.inputFields"] += float64(len(def.Fields)) / types
		} else {
			i.sizes["__Type.fields"] += float64(len(def.Fields)) / types
		}
		for _, field := range def.Fields {
			i.sizes["__Field.args"] += float64(len(field.Arguments))
		}
	}
	i.sizes["__Field.args"] /= fields
	return nil
}

// MutateOperationContext judges the operation.
func (i *introspection) MutateOperationContext(_ context.Context, op *graphql.OperationContext) *gqlerror.Error {
	op.DisableIntrospection = !i.on
	total := 0.0
	for _, field := range graphql.CollectFields(op, op.Operation.SelectionSet, nil) {
		if field.Name == "__schema" || field.Name == "__type" {
			i.add(&total, op, field, 1)
		}
	}
	switch {
	case total > 0 && !i.on:
		return judged(problem.Forbidden, "introspection is switched off here; the schema is at /schema.graphqls")
	case total > maxIntrospection:
		return judged(problem.CostLimit, "this operation asks too much of the schema at once")
	}
	return nil
}

// judged is an extension's error about an operation.
func judged(code problem.Code, format string, args ...any) *gqlerror.Error {
	err := gqlerror.Errorf(format, args...)
	err.Extensions = map[string]any{"code": code}
	return err
}

// add adds n objects of the field and what is asked of each. It ends soon after the limit.
func (i *introspection) add(total *float64, op *graphql.OperationContext, field graphql.CollectedField, n float64) {
	*total += n
	name := field.Definition.Type.Name()
	for _, below := range graphql.CollectFields(op, field.Selections, []string{name}) {
		if len(below.Selections) == 0 || *total > maxIntrospection {
			continue
		}
		size, list := i.sizes[name+"."+below.Name]
		if !list {
			size = 1
		}
		i.add(total, op, below, n*size)
	}
}

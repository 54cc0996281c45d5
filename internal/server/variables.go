package server

import (
	"context"
	"encoding/json"
	"math"
	"reflect"

	"canopy/internal/problem"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// strictVariables refuses what gqlparser lets through although the schema does not: the Int "1", the String 1,
// enum values in another case, numbers beyond 32 bits inside of objects, @oneOf objects with two fields.
// Custom scalars judge for themselves.
type strictVariables struct{ schema *ast.Schema }

func (*strictVariables) ExtensionName() string { return "StrictVariables" }

func (s *strictVariables) Validate(es graphql.ExecutableSchema) error {
	s.schema = es.Schema()
	return nil
}

func (s *strictVariables) MutateOperationContext(_ context.Context, op *graphql.OperationContext) *gqlerror.Error {
	for _, v := range op.Operation.VariableDefinitions {
		value, given := op.Variables[v.Variable]
		if !given {
			continue
		}
		if err := s.check(ast.Path{ast.PathName("variable"), ast.PathName(v.Variable)}, v.Type, value); err != nil {
			return err
		}
	}
	return nil
}

func (s *strictVariables) check(at ast.Path, t *ast.Type, value any) *gqlerror.Error {
	if value == nil { // gqlparser has refused it where it may not be
		return nil
	}
	if t.Elem != nil {
		list := reflect.ValueOf(value) // []any, or a slice that gqlparser made of a single value
		if list.Kind() != reflect.Slice {
			return s.check(at, t.Elem, value)
		}
		for i := range list.Len() {
			if err := s.check(append(at, ast.PathIndex(i)), t.Elem, list.Index(i).Interface()); err != nil {
				return err
			}
		}
		return nil
	}
	def := s.schema.Types[t.NamedType]
	switch def.Kind {
	case ast.Enum:
		name, ok := value.(string)
		if !ok || def.EnumValues.ForName(name) == nil {
			return badVariable(at, "is no %s", def.Name)
		}
	case ast.InputObject:
		return s.checkObject(at, def, value)
	case ast.Scalar:
		if !fits(def.Name, value) {
			return badVariable(at, "is no %s", def.Name)
		}
	}
	return nil
}

func (s *strictVariables) checkObject(at ast.Path, def *ast.Definition, value any) *gqlerror.Error {
	object, ok := value.(map[string]any)
	if !ok {
		return badVariable(at, "is no %s", def.Name)
	}
	given := 0
	for _, field := range def.Fields { // in the schema's order: the same fault is told each time
		each, ok := object[field.Name]
		if !ok {
			continue
		}
		given++
		if def.Directives.ForName("oneOf") != nil && each == nil {
			return badVariable(append(at, ast.PathName(field.Name)), "must not be null")
		}
		if err := s.check(append(at, ast.PathName(field.Name)), field.Type, each); err != nil {
			return err
		}
	}
	if def.Directives.ForName("oneOf") != nil && given != 1 {
		return badVariable(at, "must have exactly one field")
	}
	return nil
}

// fits tells whether a JSON value is one of the built-in scalar.
func fits(scalar string, value any) bool {
	number, isNumber := value.(json.Number)
	if n, ok := value.(int64); ok { // as which gqlparser leaves an Int or an ID
		return scalar == "ID" || scalar == "Float" || scalar == "Int" && n >= math.MinInt32 && n <= math.MaxInt32
	}
	_, isString := value.(string)
	_, isBoolean := value.(bool)
	_, isFloat := value.(float64)
	switch scalar {
	case "Int":
		n, err := number.Int64()
		return isNumber && err == nil && n >= math.MinInt32 && n <= math.MaxInt32
	case "Float":
		_, err := number.Float64()
		return isFloat || isNumber && err == nil
	case "String":
		return isString
	case "Boolean":
		return isBoolean
	case "ID":
		_, err := number.Int64()
		return isString || isNumber && err == nil
	}
	return true
}

// badVariable does not repeat the value: it may be long.
func badVariable(at ast.Path, format string, args ...any) *gqlerror.Error {
	err := judged(problem.BadUserInput, "the value "+format, args...)
	err.Path = at
	return err
}

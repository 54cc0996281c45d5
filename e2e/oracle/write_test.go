package oracle_test

import (
	"bytes"
	"fmt"
	"reflect"
	"time"

	"canopy/internal/nodeid"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// root is the operation's data: "null" when a field failed that may not be null.
func (a *operation) root(fields []*field) string {
	out, failed := bytes.NewBufferString("{"), false
	for i, f := range fields {
		key(out, i, f)
		value, err := a.query(f)
		if err != nil {
			a.errors = append(a.errors, err)
			failed = failed || f.Definition.Type.NonNull
		}
		if err != nil && f.Definition.Type.NonNull {
			continue
		}
		a.value(out, f, f.Definition.Type, value)
	}
	if failed {
		return "null"
	}
	return out.String() + "}"
}

// key writes the i-th key of an object.
func key(out *bytes.Buffer, i int, f *field) {
	if i > 0 {
		out.WriteString(",")
	}
	graphql.MarshalString(f.Alias).MarshalGQL(out)
	out.WriteString(":")
}

// object writes what is selected of an object.
func (a *operation) object(out *bytes.Buffer, f *field, of *ast.Definition, object any) {
	if of.Fields.ForName("edges") == nil && of.Fields.ForName("cursor") == nil && of.Name != "UserError" {
		a.objects++
	}
	out.WriteString("{")
	for i, f := range a.collect(of, f.below) {
		key(out, i, f)
		if f.Name == "__typename" {
			a.value(out, f, f.Definition.Type, of.Name)
			continue
		}
		value := a.resolve(object, f)
		a.met.field(of.Name, f, value, a.variables)
		a.value(out, f, f.Definition.Type, value)
	}
	out.WriteString("}")
}

// value writes the value of a field.
func (a *operation) value(out *bytes.Buffer, f *field, t *ast.Type, value any) {
	switch value := value.(type) {
	case nil:
		if t.NonNull {
			panic("a null where none may be: " + f.ObjectDefinition.Name + "." + f.Name)
		}
		out.WriteString("null")
		return
	case time.Time:
		fmt.Fprintf(out, `"%s"`, value.UTC().Format("2006-01-02T15:04:05.000000Z"))
		return
	case nodeid.ID:
		fmt.Fprintf(out, `"%s"`, value)
		return
	}
	switch v := reflect.ValueOf(value); v.Kind() {
	case reflect.Slice:
		out.WriteString("[")
		for i := range v.Len() {
			if i > 0 {
				out.WriteString(",")
			}
			a.value(out, f, t.Elem, v.Index(i).Interface())
		}
		out.WriteString("]")
	case reflect.String: // the library's own escapes
		graphql.MarshalString(v.String()).MarshalGQL(out)
	case reflect.Int, reflect.Bool, reflect.Float64:
		fmt.Fprint(out, value)
	default:
		a.object(out, f, kindOf(value, f.of()), value)
	}
}

package direct

import (
	"math"
	"os"
	"strings"
	"testing"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"pgregory.net/rapid"
)

// TestKnowsTheSchema names the fields that a query can reach and that are left to the slow way: a new one is
// added to the table, or here.
func TestKnowsTheSchema(t *testing.T) {
	left := map[string]bool{"Query.userCsvTemplate": true, "Query.customerCsvTemplate": true}
	text, err := os.ReadFile("../../schema.graphqls")
	if err != nil {
		t.Fatal(err)
	}
	schema := gqlparser.MustLoadSchema(&ast.Source{Name: "schema.graphqls", Input: string(text)})
	seen := map[string]bool{}
	var reach func(of *ast.Definition)
	reach = func(of *ast.Definition) {
		if seen[of.Name] || of.IsLeafType() {
			return
		}
		seen[of.Name] = true
		for _, possible := range schema.GetPossibleTypes(of) {
			reach(possible)
		}
		for _, f := range of.Fields {
			if strings.HasPrefix(f.Name, "__") {
				continue
			}
			if known := types[of.Name][f.Name] != nil || roots[of.Name][f.Name] != nil; of.Kind == ast.Object && known == left[of.Name+"."+f.Name] {
				t.Errorf("%s.%s: in the table %t", of.Name, f.Name, known)
			}
			reach(schema.Types[f.Type.Name()])
		}
	}
	reach(schema.Query)
	for _, table := range []map[string]fields{types, roots} {
		for name, fields := range table {
			for field := range fields {
				if schema.Types[name] == nil || schema.Types[name].Fields.ForName(field) == nil {
					t.Errorf("the schema has no %s.%s", name, field)
				}
			}
		}
	}
}

func marshaled(m graphql.Marshaler) string {
	var b strings.Builder
	m.MarshalGQL(&b)
	return b.String()
}

func TestScalars(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := string(rapid.SliceOf(rapid.Byte()).Draw(t, "bytes"))
		o := &output{}
		if o.text(s); string(o.json) != marshaled(graphql.MarshalString(s)) {
			t.Errorf("%q is written %s", s, o.json)
		}
		f := rapid.Float64().Draw(t, "float")
		o = &output{}
		if o.float(f); !math.IsInf(f, 0) && !math.IsNaN(f) && string(o.json) != marshaled(graphql.MarshalFloat(f)) {
			t.Errorf("%v is written %s", f, o.json)
		}
	})
}

// TestPanics: the generated executor meets the fault again, and tells it.
func TestPanics(t *testing.T) {
	roots["Broken"] = fields{"broken": func(planner, graphql.CollectedField) writer { return func(*output, any) { panic("broken") } }}
	defer delete(roots, "Broken")
	broken := &graphql.FieldContext{Object: "Broken", Field: graphql.CollectedField{Field: &ast.Field{Name: "broken"}}}
	if got := write(planner{}, broken, 1); got != nil {
		t.Errorf("written %v", got)
	}
}

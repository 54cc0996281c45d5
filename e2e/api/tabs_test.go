package api_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

// TestTabs holds the playground's tabs to the schema: each validates, and its variables are those that it declares.
func TestTabs(t *testing.T) {
	tabs, err := filepath.Glob("../../web/playground/tabs/*.graphql")
	if err != nil || len(tabs) == 0 {
		t.Fatal("there are no tabs", err)
	}
	for _, tab := range tabs {
		text, err := os.ReadFile(tab)
		if err != nil {
			t.Fatal(err)
		}
		document, errs := gqlparser.LoadQueryWithRules(schema, string(text), rules.NewDefaultRules())
		if errs != nil {
			t.Errorf("%s: %v", tab, errs)
			continue
		}
		if len(document.Operations) != 1 || document.Operations[0].Name == "" {
			t.Errorf("%s: want one operation with a name", tab)
			continue
		}
		given := map[string]any{}
		if text, err := os.ReadFile(strings.TrimSuffix(tab, ".graphql") + ".json"); err == nil {
			if err := json.Unmarshal(text, &given); err != nil {
				t.Errorf("%s: %v", tab, err)
			}
		}
		for _, v := range document.Operations[0].VariableDefinitions {
			if _, ok := given[v.Variable]; !ok {
				t.Errorf("%s: no value for $%s", tab, v.Variable)
			}
			delete(given, v.Variable)
		}
		for name := range given {
			t.Errorf("%s: there is no variable $%s", tab, name)
		}
	}
}

// TestDescriptions finds every element of the schema described, as a sentence.
func TestDescriptions(t *testing.T) {
	described := func(name, text string) {
		if text == "" {
			t.Errorf("%s has no description", name)
		} else if !strings.HasSuffix(text, ".") && !strings.HasSuffix(text, ".`") {
			t.Errorf("the description of %s is no sentence: %q", name, text)
		}
	}
	for _, d := range schema.Types {
		if d.BuiltIn {
			continue
		}
		described(d.Name, d.Description)
		for _, f := range d.Fields {
			if strings.HasPrefix(f.Name, "__") {
				continue
			}
			described(d.Name+"."+f.Name, f.Description)
			for _, a := range f.Arguments {
				described(d.Name+"."+f.Name+"."+a.Name, a.Description)
			}
		}
		for _, v := range d.EnumValues {
			described(d.Name+"."+v.Name, v.Description)
		}
	}
	for _, d := range schema.Directives {
		if d.Position.Src != nil && !d.Position.Src.BuiltIn {
			described("@"+d.Name, d.Description)
		}
	}
}

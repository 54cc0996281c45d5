package oracle_test

import (
	"encoding/json"
	"strings"
	"time"

	"canopy/internal/nodeid"
	"canopy/internal/problem"

	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// misread is the error of the first argument that its type does not take, with the path below the field. gqlparser has
// judged the rest.
func (a *operation) misread(f *field) *gqlerror.Error {
	args := f.ArgumentMap(a.variables)
	for _, argument := range f.Definition.Arguments {
		if value, given := args[argument.Name]; given {
			if err := misreadValue(argument.Type, value, ast.Path{ast.PathName(argument.Name)}); err != nil {
				return err
			}
		}
	}
	return nil
}

func misreadValue(t *ast.Type, value any, at ast.Path) *gqlerror.Error {
	if value == nil && !t.NonNull {
		return nil
	}
	if t.Elem != nil {
		for i, each := range list(value) {
			if err := misreadValue(t.Elem, each, append(at[:len(at):len(at)], ast.PathIndex(i))); err != nil {
				return err
			}
		}
		return nil
	}
	of := schema.Types[t.Name()]
	if object, ok := value.(map[string]any); ok {
		for _, f := range of.Fields {
			if each, given := object[f.Name]; given {
				if err := misreadValue(f.Type, each, append(at[:len(at):len(at)], ast.PathName(f.Name))); err != nil {
					return err
				}
			}
		}
		return nil
	}
	if message := unlike(of, value); message != "" {
		err := told(problem.BadUserInput, "%s", message)
		err.Path = at
		return err
	}
	return nil
}

// unlike tells why a value is none of a scalar or enum.
func unlike(of *ast.Definition, value any) string {
	s, isString := value.(string)
	switch of.Name {
	case "ID":
		return ""
	case "Int":
		number, _ := value.(json.Number)
		n, isInt := value.(int64)
		if given, err := number.Int64(); err == nil {
			n, isInt = given, true
		}
		switch {
		case !isInt:
			return "this is no Int: write a whole number without quotes"
		case n != int64(int32(n)):
			return gqlerror.Errorf("%d does not fit into an Int", n).Message
		}
		return ""
	case "Boolean":
		if _, ok := value.(bool); !ok {
			return "this is no Boolean: write true or false"
		}
		return ""
	}
	switch {
	case !isString:
		return "this is no String: write text in quotes"
	case strings.Contains(s, "\x00"):
		return "a String holds no NUL"
	case of.Name == "DateTime":
		if _, err := time.Parse(time.RFC3339, s); err != nil {
			return gqlerror.Errorf("%q is no DateTime; write it as 2026-01-31T09:30:00Z", s).Message
		}
	}
	return ""
}

// kindOfID is the type that an id is of; "" where it is none.
func kindOfID(text string) string {
	id, _ := nodeid.Parse(text)
	return map[nodeid.Kind]string{
		nodeid.Account: "Account", nodeid.User: "User", nodeid.Review: "Review", nodeid.Organization: "Organization",
		nodeid.Asset: "Asset", nodeid.Grant: "Grant", nodeid.APIKey: "ApiKey", nodeid.Event: "Event", nodeid.UserImport: "UserImport",
		nodeid.Webhook: "Webhook", nodeid.WebhookDelivery: "WebhookDelivery",
	}[id.Kind]
}

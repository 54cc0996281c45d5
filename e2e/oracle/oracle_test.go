package oracle_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"canopy/internal/problem"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
	"github.com/vektah/gqlparser/v2/validator"
	"github.com/vektah/gqlparser/v2/validator/rules"
)

// oracle answers operations by looking through all rows in memory for each field of each object. It shares gqlparser with
// the API, and its leaves (folding, formats of addresses, scores of matching): none of what reads, pages, scopes or writes.
type oracle struct {
	*world
	now time.Time
	met coverage
}

// operation is one operation being answered.
type operation struct {
	sight
	now       time.Time
	met       coverage
	document  *ast.QueryDocument
	variables map[string]any
	errors    gqlerror.List
	objects   int // answered so far, as the cost counts them
}

// request is what is posted.
type request struct {
	Query     string         `json:"query"`
	Variables map[string]any `json:"variables,omitempty"`
}

func (r request) String() string { return string(must(json.Marshal(r))) }

// answer is the body of the response to a posted one.
func (o oracle) answer(by asker, body string) string {
	var posted request
	decoder := json.NewDecoder(strings.NewReader(body))
	decoder.UseNumber()
	if err := decoder.Decode(&posted); err != nil {
		panic(err)
	}
	document, errs := gqlparser.LoadQueryWithRules(schema, posted.Query, rules.NewDefaultRules())
	if errs != nil {
		return refusal(errs...)
	}
	variables, err := validator.VariableValues(schema, document.Operations[0], posted.Variables)
	if err, ok := errors.AsType[*gqlerror.Error](err); ok {
		return refusal(err)
	}
	a := &operation{sight: sight{o.world, by}, now: o.now, met: o.met, document: document, variables: variables}
	root := a.collect(schema.Query, document.Operations[0].SelectionSet)
	if err := a.admit(root); err != nil {
		return refusal(err)
	}
	if err := a.outsized(root); err != nil {
		return refusal(err)
	}
	cost := a.cost(root, 0)
	if cost > maxCost {
		err := told(problem.CostLimit, "this operation can return %d objects; the limit is %d: ask for smaller pages or fewer levels", cost, maxCost)
		err.Extensions["cost"], err.Extensions["limit"] = cost, maxCost
		return refusal(err)
	}
	data := a.root(root)
	if a.objects > cost {
		panic("the answer has more objects than its cost")
	}
	return response(a.errors, data, map[string]any{"cost": map[string]any{"cost": cost, "limit": maxCost}})
}

// told is an error with its code and the request id.
func told(code problem.Code, format string, args ...any) *gqlerror.Error {
	err := gqlerror.Errorf(format, args...)
	err.Extensions = map[string]any{"code": code, "requestId": requestID}
	return err
}

// refusal is the response that tells why nothing ran.
func refusal(errs ...*gqlerror.Error) string {
	for _, err := range errs {
		if err.Extensions["requestId"] == nil { // gqlparser's own
			err.Extensions = told(problem.BadUserInput, "").Extensions
		}
	}
	return response(errs, "", nil)
}

func response(errs gqlerror.List, data string, extensions map[string]any) string {
	var parts []string
	if len(errs) > 0 {
		slices.SortFunc(errs, func(a, b *gqlerror.Error) int { return bytes.Compare(must(json.Marshal(a)), must(json.Marshal(b))) })
		parts = append(parts, `"errors":`+string(must(json.Marshal(errs))))
	}
	if data != "" {
		parts = append(parts, `"data":`+data, `"extensions":`+string(must(json.Marshal(extensions))))
	}
	return "{" + strings.Join(parts, ",") + "}"
}

// public are the root fields that anybody may ask.
var public = []string{"languages", "timeZones", "countries", "userCsvTemplate", "customerCsvTemplate", "__typename"}

// admit refuses nobody what is not public.
func (a *operation) admit(root []*field) *gqlerror.Error {
	for _, f := range root {
		if a.by.token == "" && !slices.Contains(public, f.Name) {
			err := told(problem.Unauthenticated, "sign in first: send a bearer token in the Authorization header, or a session cookie")
			err.Path = ast.Path{ast.PathName(f.Alias)}
			return err
		}
	}
	return nil
}

package oracle_test

import (
	"encoding/json"
	"reflect"

	"canopy/internal/problem"

	"github.com/vektah/gqlparser/v2/gqlerror"
)

// The limits of the contract.
const (
	maxCost     = 50_000
	maxPage     = 1000
	defaultPage = 50
)

// longest is how many a list has at most that is no page.
var longest = map[string]int{
	"Account.ancestors": 32, "Account.limits": 3, "Query.languages": 250, "Query.timeZones": 600, "Query.countries": 250, "Country.addressFields": 5,
	"Review.similarAccounts": 10, "Query.similarAccounts": 10,
	"User.grants": 200, "User.effectivePermissions": 140, "Viewer.sessions": 100, "Event.changes": 100,
}

// work is what a field costs beside its objects, because it takes as long when it finds nothing.
var work = map[string]int{"Account.descendants": 10, "Query.similarAccounts": 500}

// cost is how many objects the fields of one object can answer (docs/decisions/0004); rows is how many of them a page has
// that they are fields of.
func (a *operation) cost(fields []*field, rows int) (total int) {
	for _, f := range fields {
		name, args := f.ObjectDefinition.Name+"."+f.Name, f.ArgumentMap(a.variables)
		total += work[name]
		if args["includeDescendants"] == true {
			total += 10
		}
		switch {
		case f.Name == "totalCount":
			total++
		case f.of().IsLeafType(), f.of().Name == "UserError":
		case name == "UserImport.rejected":
			total += size(args) * (1 + a.dearest(f))
		case f.Definition.Arguments.ForName("after") != nil:
			total += a.cost(a.collect(f.of(), f.below), size(args))
		case f.Name == "edges":
			total += rows * a.cost(a.collect(f.of(), f.below), 0)
		case name == "Query.nodes":
			total += len(list(args["ids"])) * (1 + a.dearest(f))
		case f.Name == "nodes":
			total += rows * (1 + a.dearest(f))
		case f.Definition.Type.Elem != nil:
			total += longest[name] * (1 + a.dearest(f))
		default:
			total += 1 + a.dearest(f)
		}
	}
	return total
}

// dearest is the cost of the field's object, of the dearest kind where it may be of several.
func (a *operation) dearest(f *field) (most int) {
	for _, possible := range schema.GetPossibleTypes(f.of()) {
		most = max(most, a.cost(a.collect(possible, f.below), 0))
	}
	return most
}

// outsized is the error of the first page of no possible size.
func (a *operation) outsized(fields []*field) *gqlerror.Error {
	for _, f := range fields {
		args := f.ArgumentMap(a.variables)
		for _, name := range []string{"first", "last"} {
			if n := args[name]; n != nil && f.Definition.Arguments.ForName("after") != nil && (integer(n) < 0 || integer(n) > maxPage) {
				err := told(problem.BadUserInput, "%s of %s must be between 0 and %d", name, f.Alias, maxPage)
				err.Locations = []gqlerror.Location{{Line: f.Position.Line, Column: f.Position.Column}}
				return err
			}
		}
		for _, possible := range schema.GetPossibleTypes(f.of()) {
			if err := a.outsized(a.collect(possible, f.below)); err != nil {
				return err
			}
		}
	}
	return nil
}

// size is how many rows a page has at most.
func size(args map[string]any) int {
	for _, name := range []string{"last", "first"} {
		if args[name] != nil {
			return integer(args[name])
		}
	}
	return defaultPage
}

// integer is an Int of a literal or of a variable.
func integer(value any) int {
	if number, ok := value.(json.Number); ok {
		return int(must(number.Int64()))
	}
	return int(value.(int64))
}

// list is the values of a list; a value alone is a list of it.
func list(value any) (values []any) {
	if reflect.ValueOf(value).Kind() != reflect.Slice {
		return []any{value}
	}
	for _, v := range reflect.ValueOf(value).Seq2() {
		values = append(values, v.Interface())
	}
	return values
}

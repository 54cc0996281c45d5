package oracle_test

import (
	"fmt"
	"maps"
	"slices"

	"canopy/internal/nodeid"

	"github.com/vektah/gqlparser/v2/ast"
)

// fault is what is wrong with the first page of those that a root field asks for, itself included, whatever the data are: what is
// said of any page before what is said of those below it. "" is nothing.
func (a *operation) fault(f *field) string {
	if isPage(f) {
		return a.faultOfPages(f)
	}
	if args := f.ArgumentMap(a.variables); f.Name == "node" || f.Name == "nodes" { // only of the kinds that are asked for
		for _, kind := range []string{"Account", "User", "Review", "Organization", "Asset", "Grant", "ApiKey", "Event", "UserImport", "Webhook", "WebhookDelivery"} {
			asked := slices.ContainsFunc(append(list(args["ids"]), args["id"]), func(id any) bool { return kindOfID(str(id)) == kind })
			if fault := a.faultBelow(schema.Types[kind], f.below); asked && fault != "" {
				return fault
			}
		}
		return ""
	}
	return a.faultBelow(f.of(), f.below)
}

func isPage(f *field) bool { return f.Definition.Arguments.ForName("after") != nil }

// isAbout tells whether it is a field below the root that is asked about one account.
func isAbout(f *field) bool {
	return f.ObjectDefinition != schema.Query && !isPage(f) && f.Definition.Arguments.ForName("accountId") != nil
}

const noID = "this is no id of Canopy: an id is three letters for its kind, an underscore and thirteen characters, as answers have it"

// malformed tells whether a value is given as an id that is none.
func (a *operation) malformed(id any) bool {
	_, ok := nodeid.Parse(str(id))
	return id != nil && !ok
}

// faultBelow is the first fault among the pages of an object: those of objects come first, by the names of their fields, each
// field looked at once for all its aliases; then the object's own, each once for all its appearances; then what is asked about
// accounts.
func (a *operation) faultBelow(of *ast.Definition, sets ...ast.SelectionSet) string {
	objects, pages, about := map[string][]*field{}, [][]*field{}, [][]*field{}
	for _, set := range sets { // apart: they may use the same alias for different fields
		for _, f := range a.collect(of, set) {
			at := func(list [][]*field) int {
				return slices.IndexFunc(list, func(same []*field) bool { return same[0].Position == f.Position })
			}
			switch i := at(pages); {
			case f.Name != "__typename" && isAbout(f):
				if i := at(about); i >= 0 {
					about[i] = append(about[i], f)
				} else {
					about = append(about, []*field{f})
				}
			case f.Name == "__typename" || f.of().IsLeafType():
			case !isPage(f):
				objects[f.Name] = append(objects[f.Name], f)
			case i < 0:
				pages = append(pages, []*field{f})
			default:
				pages[i] = append(pages[i], f)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(objects)) {
		if fault := a.faultBelow(objects[name][0].of(), selections(objects[name])...); fault != "" {
			return fault
		}
	}
	for _, same := range pages {
		if fault := a.faultOfPages(same...); fault != "" {
			return fault
		}
	}
	for _, same := range about {
		if a.malformed(same[0].ArgumentMap(a.variables)["accountId"]) {
			return noID
		}
		if fault := a.faultBelow(same[0].of(), selections(same)...); fault != "" {
			return fault
		}
	}
	return ""
}

func selections(fields []*field) (sets []ast.SelectionSet) {
	for _, f := range fields {
		sets = append(sets, f.below)
	}
	return sets
}

// faultOfPages is what is wrong with a page's arguments, or else below its nodes.
func (a *operation) faultOfPages(same ...*field) string {
	f := same[0]
	args := f.ArgumentMap(a.variables)
	if err := a.misread(f); err != nil {
		path := err.Path.String()
		return fmt.Sprintf("%s: %s %s", f.Name, path, err.Message)
	}
	if args["maxDepth"] != nil && integer(args["maxDepth"]) < 1 {
		return "maxDepth of " + f.Name + " must be at least 1"
	}
	if args["first"] != nil && args["last"] != nil {
		return f.Name + " takes first or last, not both"
	}
	for _, name := range []string{"after", "before"} {
		if cursor, given := args[name].(string); given {
			if _, fault := a.order(f).parse(cursor); fault == otherOrder {
				return fmt.Sprintf("%s of %s %s %s answered in the same order", name, f.Name, fault, f.Name)
			} else if fault != "" {
				return fmt.Sprintf("%s of %s %s", name, f.Name, fault)
			}
		}
	}
	if f.Name == "events" && a.malformed(filter(args["filter"])["actorId"]) {
		return noID
	}
	if f.Name == "users" {
		if fault := filter(args["filter"]).unread(); fault != "" {
			return fault
		}
	}
	var nodes []ast.SelectionSet
	var of *ast.Definition
	for _, f := range same {
		for _, part := range a.collect(f.of(), f.below) {
			switch part.Name {
			case "nodes":
				nodes, of = append(nodes, part.below), part.of()
			case "edges":
				for _, e := range a.collect(part.of(), part.below) {
					if e.Name == "node" {
						nodes, of = append(nodes, e.below), e.of()
					}
				}
			}
		}
	}
	if of == nil {
		return ""
	}
	return a.faultBelow(of, nodes...)
}

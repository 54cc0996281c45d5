package graph

import (
	"context"
	"reflect"

	"canopy/graph/scalar"
	"canopy/internal/problem"
	"canopy/internal/reseller"
	"canopy/internal/tree"
	"canopy/internal/treepath"
	"canopy/internal/viewer"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// Limits refuses an operation before it runs when it nests too deep, asks too many fields, or could answer
// too many objects. The cost and its limit are told in extensions.cost of every answer.
type Limits struct {
	Cost   int // objects that can be returned
	Depth  int // nested fields, leaves included
	Fields int // fields after fragments are expanded

	schema *ast.Schema
}

// DefaultLimits are those of the contract.
func DefaultLimits() *Limits { return &Limits{Cost: 50_000, Depth: 30, Fields: 10_000} }

// ExtensionName names the extension.
func (l *Limits) ExtensionName() string { return "Limits" }

// Validate takes the schema.
func (l *Limits) Validate(schema graphql.ExecutableSchema) error {
	l.schema = schema.Schema()
	return nil
}

// MutateOperationContext measures the operation.
func (l *Limits) MutateOperationContext(_ context.Context, op *graphql.OperationContext) *gqlerror.Error {
	m := &measure{Limits: l, op: op}
	cost := m.cost(op.Operation.SelectionSet, m.root(), 1, 0)
	switch {
	case m.err != nil:
		return m.err
	case cost > l.Cost:
		err := refuse(problem.CostLimit, "this operation can return %d objects; the limit is %d: ask for smaller pages or fewer levels", cost, l.Cost)
		err.Extensions["cost"], err.Extensions["limit"] = cost, l.Cost
		return err
	}
	op.Stats.SetExtension(l.ExtensionName(), cost)
	return nil
}

// Cost is what Limits measured of an operation; false where it did not come to it.
func Cost(op *graphql.OperationContext) (cost int, ok bool) {
	cost, ok = op.Stats.GetExtension((*Limits)(nil).ExtensionName()).(int)
	return cost, ok
}

// InterceptResponse tells the cost.
func (l *Limits) InterceptResponse(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
	if graphql.HasOperationContext(ctx) {
		if cost, ok := Cost(graphql.GetOperationContext(ctx)); ok {
			graphql.RegisterExtension(ctx, "cost", map[string]int{"cost": cost, "limit": l.Cost})
		}
	}
	return next(ctx)
}

func refuse(code problem.Code, format string, args ...any) *gqlerror.Error {
	err := gqlerror.Errorf(format, args...)
	err.Extensions = map[string]any{"code": code}
	return err
}

// measure walks one operation as the executor would, merged fields once.
type measure struct {
	*Limits
	op     *graphql.OperationContext
	fields int
	rows   int // of a mutation that answers as many things as it is given, or of an event
	err    *gqlerror.Error
}

func (m *measure) root() *ast.Definition {
	switch m.op.Operation.Operation {
	case ast.Mutation:
		return m.schema.Mutation
	case ast.Subscription:
		return m.schema.Subscription
	default:
		return m.schema.Query
	}
}

// tooMany is where counting stops: beyond any limit, far from overflow.
const tooMany = 1 << 40

// cost is how many objects one object of the type can bring with this selection; where that is a connection or an
// edge, page is how many nodes it has.
func (m *measure) cost(set ast.SelectionSet, of *ast.Definition, depth, page int) int {
	if of.IsAbstractType() {
		most := 0
		for _, possible := range m.schema.GetPossibleTypes(of) {
			most = max(most, m.cost(set, possible, depth, page))
		}
		return most
	}
	satisfies := []string{of.Name}
	for _, i := range m.schema.GetImplements(of) {
		satisfies = append(satisfies, i.Name)
	}
	total := 0
	for _, field := range graphql.CollectFields(m.op, set, satisfies) {
		if m.fields++; m.err == nil && m.fields > m.Fields {
			m.err = refuse(problem.CostLimit, "this operation expands to more than %d fields", m.Fields)
		}
		if m.err == nil && depth > m.Depth {
			m.err = refuse(problem.CostLimit, "this operation nests deeper than %d fields", m.Depth)
		}
		if m.err != nil {
			return 0
		}
		of := m.schema.Types[field.Definition.Type.Name()]
		switch field.ObjectDefinition {
		case m.schema.Mutation:
			m.rows = rows(field.Name, field.ArgumentMap(m.op.Variables))
		case m.schema.Subscription:
			m.rows = reseller.MaxRows // of one event
		}
		if field.Name == "totalCount" { // a statement, however small the page
			total++
		}
		if len(field.Selections) == 0 || of == nil || of.BuiltIn { // introspection has a validation rule of its own
			continue
		}
		objects, each, page := m.size(field, page)
		below := m.cost(field.Selections, of, depth+1, page)
		total = min(total+objects*(each+below)+m.work(field), tooMany)
	}
	return total
}

// lists are how many objects a list that is no connection brings at most; elsewhere 10.
var lists = map[string]int{
	"ancestors": treepath.MaxDepth, "languages": 250, "timeZones": 600, "countries": 250,
	"grants": tree.MaxGrants, "effectivePermissions": len(viewer.Permissions) * tree.MaxReasons, "sessions": tree.MaxSessions, "changes": tree.MaxChanges,
	"limits": 3, "closed": maxClosed, "gains": reseller.MaxAccessChanges, "losses": reseller.MaxAccessChanges,
}

// size is how often a field's object comes, what each costs beside its fields, and how many nodes the page has that
// it is or belongs to. A connection and an edge cost nothing: their nodes do.
func (m *measure) size(field graphql.CollectedField, page int) (objects, each, nodes int) {
	args := field.ArgumentMap(m.op.Variables)
	ids, byID := args["ids"]
	of := field.ObjectDefinition.Name
	rows := of == "AddUsersPayload" || of == "DisableUsersPayload" || of == "EnableUsersPayload" || of == "MoveAccountsPayload" && field.Name == "accounts" ||
		of == "AssignAssetsPayload" || of == "UnassignAssetsPayload" || of == "CreateCustomersPayload" || of == "ApproveReviewsPayload" ||
		of == "UsersAddedPayload" || of == "UpdateUsersPayload" || of == "MoveUsersPayload" || of == "ResendInvitationsPayload" || of == "RevokeInvitationsPayload"
	switch name := field.Definition.Type.Name(); {
	case name == "RejectedRow" && of == "UserImport":
		return m.page(field, args), 1, 0
	case field.Definition.Arguments.ForName("after") != nil:
		return 1, 0, m.page(field, args)
	case field.Definition.Type.Elem == nil: // an edge's node is one
		return 1, 1, 0
	case name == "UserError": // as many as the input has faults: its size is limited already
		return 1, 0, 0
	case field.Name == "edges":
		return page, 0, 0
	case byID:
		return length(ids), 1, 0
	case field.Name == "nodes":
		return page, 1, 0
	case rows:
		return m.rows, 1, 0
	case name == "AddressField":
		return 5, 1, 0
	}
	if n, ok := lists[field.Name]; ok {
		return n, 1, 0
	}
	return 10, 1, 0
}

// length is how many values a list argument has: one alone is a list of it.
func length(argument any) int {
	if list := reflect.ValueOf(argument); list.Kind() == reflect.Slice { // []any, or what gqlparser made of one value
		return list.Len()
	}
	return 1
}

// rows is how many things a mutation brings at most: those of its list, or as many as a file may hold.
func rows(mutation string, args map[string]any) int {
	most := reseller.MaxRows
	switch mutation {
	case "createCustomers":
		most = reseller.MaxCustomers
	case "approveReviews":
		most = reseller.MaxApprovals
	}
	input, _ := args["input"].(map[string]any)
	for _, list := range []string{"userIds", "accountIds", "assetIds", "users", "customers", "reviews"} {
		if given := input[list]; given != nil {
			return min(length(given), most)
		}
	}
	return most
}

// work is what a field costs beside the objects that it returns: a search through a subtree or through all
// organizations takes as long when it finds nothing.
func (m *measure) work(field graphql.CollectedField) int {
	if field.Name == "similarAccounts" && len(field.Definition.Arguments) > 0 {
		return 500
	}
	if field.Name == "descendants" {
		return 10
	}
	if below, _ := field.ArgumentMap(m.op.Variables)["includeDescendants"].(bool); below {
		return 10
	}
	return 0
}

// page is the size of a page, refused when it is none: before any statement runs.
func (m *measure) page(field graphql.CollectedField, args map[string]any) int {
	size := tree.DefaultFirst
	for _, name := range []string{"first", "last"} {
		if args[name] == nil {
			continue
		}
		n, err := scalar.UnmarshalInt(args[name])
		if err != nil || n < 0 || n > tree.MaxFirst {
			m.err = refuse(problem.BadUserInput, "%s of %s must be between 0 and %d", name, field.Alias, tree.MaxFirst)
			m.err.Locations = []gqlerror.Location{{Line: field.Position.Line, Column: field.Position.Column}}
			return 0
		}
		size = n
	}
	return size
}

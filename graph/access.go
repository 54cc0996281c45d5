package graph

import (
	"context"

	"canopy/internal/problem"
	"canopy/internal/viewer"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// public are the root fields that anybody may ask.
var public = map[string]bool{
	"signIn": true, "languages": true, "timeZones": true, "countries": true, "userCsvTemplate": true,
	"__schema": true, "__type": true, "__typename": true,
}

// Access refuses every root field that is not public while nobody is signed in, and a second signIn in one
// operation, which would be a way around the throttle.
type Access struct{}

// ExtensionName names the extension.
func (Access) ExtensionName() string { return "Access" }

// Validate takes any schema.
func (Access) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationContext counts signIn.
func (Access) MutateOperationContext(_ context.Context, op *graphql.OperationContext) *gqlerror.Error {
	if op.Operation.Operation != ast.Mutation {
		return nil
	}
	signIns := 0
	for _, field := range graphql.CollectFields(op, op.Operation.SelectionSet, []string{"Mutation"}) {
		if field.Name == "signIn" {
			signIns++
		}
	}
	if signIns > 1 {
		return refuse(problem.BadUserInput, "one signIn in one operation")
	}
	return nil
}

// InterceptRootField refuses or goes on.
func (Access) InterceptRootField(ctx context.Context, next graphql.RootResolver) graphql.Marshaler {
	field := graphql.GetRootFieldContext(ctx).Field
	if !public[field.Name] && !viewer.FromContext(ctx).Known() {
		err := problem.New(problem.Unauthenticated, "sign in first: send a bearer token in the Authorization header, or a session cookie")
		graphql.AddError(ctx, gqlerror.WrapPath(ast.Path{ast.PathName(field.Alias)}, err))
		return graphql.Null
	}
	return next(ctx)
}

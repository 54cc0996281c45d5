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
	"signIn": true, "acceptInvitation": true, "confirmEmail": true, "requestPasswordReset": true, "resetPassword": true,
	"languages": true, "timeZones": true, "countries": true, "userCsvTemplate": true, "customerCsvTemplate": true,
	"__schema": true, "__type": true, "__typename": true,
}

// rereading are the root fields whose first statement finds out by itself when a remembered viewer is out of date.
var rereading = map[string]bool{"account": true, "user": true, "review": true, "addUsers": true}

// Access renews a remembered viewer, unless the operation begins with such a statement. It refuses an operation with
// a root field that is not public while nobody is signed in, one with a second signIn, which would be a way around the
// throttle, and a mutation whose payload cannot be read.
type Access struct{}

// ExtensionName names the extension.
func (Access) ExtensionName() string { return "Access" }

// Validate takes any schema.
func (Access) Validate(graphql.ExecutableSchema) error { return nil }

// MutateOperationContext refuses the operation as a whole, before anything runs.
func (Access) MutateOperationContext(ctx context.Context, op *graphql.OperationContext) *gqlerror.Error {
	v, signIns := viewer.FromContext(ctx), 0
	root := map[ast.Operation]string{ast.Query: "Query", ast.Mutation: "Mutation", ast.Subscription: "Subscription"}[op.Operation.Operation]
	for _, field := range graphql.CollectFields(op, op.Operation.SelectionSet, []string{root}) {
		if v.Provisional() && !rereading[field.Name] {
			if _, err := v.Renewed(ctx); err != nil {
				return gqlerror.Wrap(err)
			}
		}
		if !v.Known() && !public[field.Name] {
			err := refuse(problem.Unauthenticated, "sign in first: send a bearer token in the Authorization header, or a session cookie")
			err.Path = ast.Path{ast.PathName(field.Alias)}
			return err
		}
		if field.Name == "signIn" {
			signIns++
		}
	}
	if signIns > 1 {
		return refuse(problem.BadUserInput, "one signIn in one operation")
	}
	return nil
}

// InterceptRootField refuses a mutation before it changes anything when its payload cannot be read. A viewer whom no statement
// of the field has confirmed, as where the input alone is at fault, is renewed: the server refuses whom it finds lost.
func (Access) InterceptRootField(ctx context.Context, next graphql.RootResolver) graphql.Marshaler {
	field, answer := graphql.GetRootFieldContext(ctx).Field, graphql.Marshaler(graphql.Null)
	if err := checkPayload(ctx, field); err != nil {
		graphql.AddError(ctx, gqlerror.WrapPath(ast.Path{ast.PathName(field.Alias)}, err))
	} else {
		answer = next(ctx)
	}
	if v := viewer.FromContext(ctx); v.Provisional() && ctx.Err() == nil {
		_, _ = v.Renewed(ctx) // Lost tells
	}
	return answer
}

package graph

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime/debug"

	"canopy/internal/problem"
	"canopy/internal/viewer"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// Present gives every top-level error its code and the request id. A document that does not parse or
// validate is BAD_USER_INPUT; what has no code is logged and masked. What is UNAVAILABLE is masked, and logged by the store.
func Present(ctx context.Context, err error) *gqlerror.Error {
	requestID := viewer.FromContext(ctx).RequestID
	presented := graphql.DefaultErrorPresenter(ctx, err)
	answer := &gqlerror.Error{Message: presented.Message, Path: presented.Path, Locations: presented.Locations}
	if answer.Path == nil {
		answer.Path = graphql.GetPath(ctx)
	}
	code := codeOf(err, presented)
	if code == problem.Internal {
		if !errors.Is(err, context.Canceled) {
			slog.ErrorContext(ctx, "request failed", "request_id", requestID, "path", answer.Path.String(), "error", err)
		}
		answer.Message = "Something went wrong on our side. Try again, and name the request id if it stays."
	}
	answer.Extensions = map[string]any{"code": code, "requestId": requestID}
	if known, ok := errors.AsType[*problem.Error](err); ok {
		if code == problem.Unavailable { // the chain tells what is out of reach, which is for the log
			answer.Message = known.Message
		}
		if known.RetryAfter > 0 {
			answer.Extensions["retryAfter"] = known.RetryAfter
		}
	}
	for _, detail := range []string{"cost", "limit"} {
		if value, ok := presented.Extensions[detail]; ok {
			answer.Extensions[detail] = value
		}
	}
	return answer
}

func codeOf(err error, presented *gqlerror.Error) problem.Code {
	if known, ok := errors.AsType[*problem.Error](err); ok {
		return known.Code
	}
	switch code := presented.Extensions["code"].(type) {
	case problem.Code:
		return code
	case string: // gqlgen's and gqlparser's own: GRAPHQL_PARSE_FAILED, PERSISTED_QUERY_NOT_FOUND, ...
		if code == persistedQueryNotFound {
			return problem.Code(code)
		}
		return problem.BadUserInput
	}
	if presented.Rule != "" { // a validation rule
		return problem.BadUserInput
	}
	return problem.Internal
}

// persistedQueryNotFound is what clients of automatic persisted queries wait for.
const persistedQueryNotFound = "PERSISTED_QUERY_NOT_FOUND"

// Recover turns a panic into an error; Present logs and masks it.
func Recover(_ context.Context, panicked any) error {
	return fmt.Errorf("panic: %v\n%s", panicked, debug.Stack())
}

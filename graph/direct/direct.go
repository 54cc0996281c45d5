// Package direct writes the answers of queries as bytes, straight from the loaded nodes: the generated executor
// makes contexts, paths and maps for each of them, which costs several times what loading them does.
//
// It does the plain case only. Whatever is not plain (a field that the table does not know, a null where none may be,
// a deferred fragment, a panic) is left to the generated executor over the same nodes, so that errors and their
// effects have one home. Everything around a root field is the generated executor's too: arguments, access,
// concurrency. Field interceptors of extensions see root fields only.
package direct

import (
	"context"
	"io"
	"sync"

	"github.com/99designs/gqlgen/graphql"
)

// Schema is the generated schema with its queries written directly.
func Schema(generated graphql.ExecutableSchema) graphql.ExecutableSchema { return schema{generated} }

type schema struct{ graphql.ExecutableSchema }

// Exec runs an operation. A root field of a query that resolved, or what a mutation's payload holds, is written before it
// is handed to the generated executor, which takes a written value as it is.
func (s schema) Exec(ctx context.Context) graphql.ResponseHandler {
	op := graphql.GetOperationContext(ctx)
	resolve := op.ResolverMiddleware
	op.ResolverMiddleware = func(ctx context.Context, next graphql.Resolver) (any, error) {
		value, err := resolve(ctx, next)
		if field := graphql.GetFieldContext(ctx); err == nil && value != nil && roots[field.Object] != nil {
			if answer := write(planner{op, s.Schema(), types}, field, value); answer != nil {
				return answer, nil
			}
		}
		return value, err
	}
	return s.ExecutableSchema.Exec(ctx)
}

// write is the value of a resolved field as JSON; nil when it is not plain.
func write(p planner, field *graphql.FieldContext, value any) (answer graphql.Marshaler) {
	defer func() {
		if recover() != nil { // the generated executor meets it again and tells it
			answer = nil
		}
	}()
	known := roots[field.Object][field.Field.Name]
	if known == nil {
		return nil
	}
	writer := known(p, field.Field)
	if writer == nil {
		return nil
	}
	o := outputs.Get().(*output)
	o.json, o.failed = o.json[:0], false
	if writer(o, value); o.failed {
		return nil
	}
	return &written{o}
}

// outputs are kept for the next answer: growing one from nothing costs as much as writing it.
var outputs = sync.Pool{New: func() any { return &output{} }}

// kept is the most bytes of an output that is kept.
const kept = 4 << 20

// written is a value that is JSON already.
type written struct{ *output }

// MarshalGQL writes it, once.
func (w *written) MarshalGQL(to io.Writer) {
	_, _ = to.Write(w.json) // gqlgen's writers are buffers
	if cap(w.json) <= kept {
		outputs.Put(w.output)
	}
	w.output = nil
}

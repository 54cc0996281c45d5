package server_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"

	"canopy/internal/problem"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// echo is a schema whose fields say what reached them: what the transports do is seen without any rules.
type echo struct{ schema *ast.Schema }

func newEcho() *echo {
	return &echo{gqlparser.MustLoadSchema(&ast.Source{Input: `
		scalar Upload
		type Query {
			say(text: String): String
			"does not end before its caller or its time"
			wait: String
			panic: String
			forbidden: String
			take(i: Int, f: Float, s: String, b: Boolean, id: ID, e: Color, o: One, l: [Int!], u: Upload): Boolean
		}
		enum Color { RED GREEN }
		input One @oneOf { a: String, b: [Int!], c: One }
		type Mutation {
			say(text: String): String
			read(file: Upload, files: [Upload], deep: Deep): String
		}
		type Subscription {
			"from 1 on; without an end where to is not given"
			count(to: Int): Int
			forever: Int
			"an answer, or the beginning, that fails at its end"
			torn(begun: Boolean!): Int
			forbidden: Int
		}
		input Deep { files: [Upload] note: String }
	`})}
}

func (e *echo) Schema() *ast.Schema { return e.schema }

func (e *echo) Complexity(context.Context, string, string, int, map[string]any) (int, bool) {
	return 0, false
}

func (e *echo) Exec(ctx context.Context) graphql.ResponseHandler {
	op := graphql.GetOperationContext(ctx)
	if op.Operation.Operation == ast.Subscription {
		return stream(ctx, op.Operation.SelectionSet[0].(*ast.Field))
	}
	answer := map[string]any{}
	for _, field := range graphql.CollectFields(op, op.Operation.SelectionSet, nil) {
		args := field.ArgumentMap(op.Variables)
		switch field.Name {
		case "__typename":
			answer[field.Alias] = "Query"
		case "say":
			answer[field.Alias] = args["text"]
		case "take":
			answer[field.Alias] = true
		case "wait":
			<-ctx.Done()
		case "panic":
			panic("on purpose")
		case "forbidden":
			graphql.AddError(ctx, problem.New(problem.Forbidden, "refused before anything ran"))
		case "read":
			answer[field.Alias] = read(args)
		}
	}
	data, err := json.Marshal(answer)
	if err != nil {
		panic(err)
	}
	return graphql.OneShot(&graphql.Response{Data: data})
}

// stream answers a subscription.
func stream(ctx context.Context, field *ast.Field) graphql.ResponseHandler {
	op, n := graphql.GetOperationContext(ctx), int64(0)
	if field.Name == "forbidden" {
		graphql.AddError(ctx, problem.New(problem.Forbidden, "refused before anything ran"))
	}
	return func(ctx context.Context) *graphql.Response {
		args := field.ArgumentMap(op.Variables)
		if field.Name == "torn" {
			<-ctx.Done()
			resp := &graphql.Response{Errors: gqlerror.List{gqlerror.Wrap(ctx.Err())}}
			if args["begun"] == true {
				resp.Data = []byte(`{"torn":null}`)
			}
			return resp
		}
		to, ends := args["to"].(int64)
		if field.Name != "count" || ends && n == to {
			if field.Name == "forever" {
				<-ctx.Done()
			}
			return nil
		}
		n++
		return &graphql.Response{Data: fmt.Appendf(nil, `{"%s":%d}`, field.Alias, n)}
	}
}

// read is what the files below v hold, in the order of their JSON.
func read(v any) string {
	switch v := v.(type) {
	case graphql.Upload:
		text, err := io.ReadAll(v.File)
		if err != nil || int64(len(text)) != v.Size {
			return "unreadable"
		}
		return v.Filename + ":" + string(text) + ";"
	case []any:
		all := ""
		for _, each := range v {
			all += read(each)
		}
		return all
	case map[string]any:
		return read(v["file"]) + read(v["files"]) + read(v["deep"])
	}
	return ""
}

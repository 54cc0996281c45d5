package server

import (
	"net/http"
	"net/url"
	"unicode/utf8"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
)

// get carries queries in the URL.
type get struct{ *Server }

func (get) Supports(r *http.Request) bool {
	return r.Method == http.MethodGet || r.Method == http.MethodHead
}

func (t get) Do(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor) {
	exchangeOf(r.Context()).transport = "get"
	start := graphql.Now()
	params, err := urlParams(r.URL.RawQuery)
	if err != nil {
		t.refuse(w, r, err)
		return
	}
	params.Headers = r.Header
	params.ReadTime = graphql.TraceTiming{Start: start, End: graphql.Now()}
	t.execute(w, r, exec, params, ast.Query)
}

func urlParams(raw string) (*graphql.RawParams, error) {
	values, err := url.ParseQuery(raw)
	if err != nil {
		return nil, malformed("The URL's parameters are not well-formed.")
	}
	params := &graphql.RawParams{Query: values.Get("query"), OperationName: values.Get("operationName")}
	if !utf8.ValidString(params.Query) || !utf8.ValidString(params.OperationName) {
		return nil, errUTF8
	}
	for name, into := range map[string]*map[string]any{"variables": &params.Variables, "extensions": &params.Extensions} {
		if text := values.Get(name); text != "" {
			if err := readJSON([]byte(text), into, name); err != nil {
				return nil, err
			}
		}
	}
	return params, checkParams(params)
}

// post carries any operation as JSON.
type post struct{ *Server }

func (post) Supports(r *http.Request) bool { return hasBody(r, "application/json") }

func (t post) Do(w http.ResponseWriter, r *http.Request, exec graphql.GraphExecutor) {
	exchangeOf(r.Context()).transport = "post"
	start := graphql.Now()
	body, err := readBody(w, r, t.cfg.MaxBody)
	if err != nil {
		t.refuse(w, r, err)
		return
	}
	params, err := readParams(body)
	if err != nil {
		t.refuse(w, r, err)
		return
	}
	params.Headers = r.Header
	params.ReadTime = graphql.TraceTiming{Start: start, End: graphql.Now()}
	t.execute(w, r, exec, params)
}

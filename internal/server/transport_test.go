package server_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"
)

const (
	plainJSON   = "application/json; charset=utf-8"
	graphqlJSON = "application/graphql-response+json; charset=utf-8"
)

func TestMediaType(t *testing.T) {
	r := newRig(t)
	for accept, want := range map[string]string{
		"":                                  plainJSON,
		"*/*":                               plainJSON,
		"application/*":                     plainJSON,
		"application/json":                  plainJSON,
		"APPLICATION/JSON; charset=UTF-8":   plainJSON,
		"application/graphql-response+json": graphqlJSON,
		"application/graphql-response+json; charset=utf-8, application/json; charset=utf-8": graphqlJSON,
		"application/json, application/graphql-response+json":                               graphqlJSON,
		"application/graphql-response+json;q=0.5, application/json":                         plainJSON,
		"application/json;q=0.9, application/graphql-response+json":                         graphqlJSON,
		"application/graphql-response+json, application/graphql+json, text/event-stream":    graphqlJSON,
		"application/json;q=0, */*":                                                         graphqlJSON,
		"application/graphql-response+json;q=0, */*;q=0.1":                                  plainJSON,
		"text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8":        plainJSON,
		"text/html":                "",
		"application/json;q=0":     "",
		"multipart/mixed":          "",
		"application/json;q=a lot": "",
	} {
		t.Run(accept, func(t *testing.T) {
			a := r.query(t, `{ say(text: "é") }`, "Accept: "+accept)
			if want == "" {
				if a.Code != http.StatusNotAcceptable || a.code() != "BAD_USER_INPUT" || a.Header().Get("Content-Type") != plainJSON {
					t.Errorf("%d %s", a.Code, a.Body)
				}
				return
			}
			if a.Code != http.StatusOK || a.Header().Get("Content-Type") != want || a.Data["say"] != "é" {
				t.Errorf("%d %s %s", a.Code, a.Header().Get("Content-Type"), a.Body)
			}
		})
	}
}

func TestRequestErrors(t *testing.T) {
	r := newRig(t)
	for document, want := range map[string]struct {
		code           string
		plain, graphql int
	}{
		`{`:                               {"BAD_USER_INPUT", 200, 400},
		`{ nothing }`:                     {"BAD_USER_INPUT", 200, 400},
		`query($n: Int!) { say }`:         {"BAD_USER_INPUT", 200, 400},
		`query A { say } query B { say }`: {"BAD_USER_INPUT", 200, 400},
		`{ forbidden }`:                   {"FORBIDDEN", 403, 403},
		`{ panic }`:                       {"INTERNAL", 500, 500},
	} {
		t.Run(document, func(t *testing.T) {
			for accept, status := range map[string]int{"application/json": want.plain, "application/graphql-response+json": want.graphql} {
				a := r.query(t, document, "Accept: "+accept)
				if a.Code != status || a.code() != want.code || a.HasData || !strings.HasPrefix(a.Header().Get("Content-Type"), accept) {
					t.Errorf("%s: %d %s", accept, a.Code, a.Body)
				}
				if id := a.Header().Get("X-Request-Id"); id == "" || a.Errors[0].Extensions["requestId"] != id {
					t.Errorf("request id %q in %s", id, a.Body)
				}
			}
		})
	}
}

func TestPostRefuses(t *testing.T) {
	r := newRig(t)
	for name, c := range map[string]struct {
		body, contentType string
		status            int
	}{
		"no body":                   {"", "application/json", 400},
		"no JSON":                   {"{ \"not a JSON", "application/json", 400},
		"no object":                 {"5", "application/json", 400},
		"null":                      {"null", "application/json", 400},
		"no query":                  {`{"qeury": "{ say }"}`, "application/json", 400},
		"a query that is a number":  {`{"query": 5}`, "application/json", 400},
		"variables as a list":       {`{"query": "{ say }", "variables": []}`, "application/json", 400},
		"variables as a text":       {`{"query": "{ say }", "variables": "{}"}`, "application/json", 400},
		"extensions as a number":    {`{"query": "{ say }", "extensions": 1}`, "application/json", 400},
		"a name that is an object":  {`{"query": "{ say }", "operationName": {}}`, "application/json", 400},
		"a batch":                   {` [{"query": "{ say }"}]`, "application/json", 400},
		"two values":                {`{"query": "{ say }"} {"query": "{ say }"}`, "application/json", 400},
		"Latin-1":                   {"{\"query\": \"{ say(text: \\\"\xe9\\\") }\"}", "application/json", 400},
		"no content type":           {`{"query": "{ say }"}`, "", 415},
		"text":                      {`{"query": "{ say }"}`, "text/plain", 415},
		"a plain form":              {`query=%7Bsay%7D`, "application/x-www-form-urlencoded", 415},
		"another charset":           {`{"query": "{ say }"}`, "application/json; charset=latin1", 415},
		"a media type that is none": {`{"query": "{ say }"}`, "application/json; charset", 415},
		"a body beyond the limit":   {`{"query": "{ say }", "operationName": "` + strings.Repeat("x", 4<<20) + `"}`, "application/json", 413},
	} {
		t.Run(name, func(t *testing.T) {
			a := r.send(t, http.MethodPost, "/graphql", c.body, "Content-Type: "+c.contentType)
			if a.Code != c.status || a.code() != "BAD_USER_INPUT" || a.HasData {
				t.Errorf("%d %s", a.Code, a.Body)
			}
		})
	}
	t.Run("compressed", func(t *testing.T) {
		a := r.send(t, http.MethodPost, "/graphql", "\x1f\x8b", jsonBody, "Content-Encoding: gzip")
		if a.Code != http.StatusUnsupportedMediaType || a.code() != "BAD_USER_INPUT" {
			t.Errorf("%d %s", a.Code, a.Body)
		}
	})
}

func TestGet(t *testing.T) {
	r := newRig(t)
	target := func(values ...string) string {
		q := url.Values{}
		for i := 0; i < len(values); i += 2 {
			q.Set(values[i], values[i+1])
		}
		return "/graphql?" + q.Encode()
	}
	const withText = `query A($t: String) { say(text: $t) } query B { __typename }`
	a := r.send(t, http.MethodGet, target("query", withText, "operationName", "A", "variables", `{"t": "hé"}`), "")
	if a.Code != http.StatusOK || a.Data["say"] != "hé" {
		t.Errorf("%d %s", a.Code, a.Body)
	}
	if a := r.send(t, http.MethodHead, target("query", "{ say }"), ""); a.Code != http.StatusOK {
		t.Errorf("HEAD: %d", a.Code)
	}
	for name, c := range map[string]struct {
		target string
		status int
		allow  string
	}{
		"a mutation":            {target("query", `mutation { say(text: "x") }`), 405, "POST"},
		"no query":              {"/graphql", 400, ""},
		"bad variables":         {target("query", withText, "variables", "{"), 400, ""},
		"variables as a list":   {target("query", withText, "variables", "[]"), 400, ""},
		"extensions as a text":  {target("query", withText, "extensions", `"x"`), 400, ""},
		"a bad escape":          {"/graphql?query=%zz", 400, ""},
		"a query that is bytes": {"/graphql?query=%ff", 400, ""},
	} {
		t.Run(name, func(t *testing.T) {
			a := r.send(t, http.MethodGet, c.target, "")
			if a.Code != c.status || a.code() != "BAD_USER_INPUT" || a.HasData || a.Header().Get("Allow") != c.allow {
				t.Errorf("%d %s", a.Code, a.Body)
			}
		})
	}
}

func TestMethods(t *testing.T) {
	r := newRig(t)
	for target, allow := range map[string]string{"/graphql": "GET, POST", "/session": "POST, DELETE", "/healthz": "GET", "/metrics": "GET"} {
		a := r.send(t, http.MethodPut, target, "{}", jsonBody)
		if a.Code != http.StatusMethodNotAllowed || a.code() != "BAD_USER_INPUT" || a.Header().Get("Allow") != allow {
			t.Errorf("PUT %s: %d %v %s", target, a.Code, a.Header(), a.Body)
		}
		if a := r.send(t, http.MethodOptions, target, ""); a.Code != http.StatusNoContent || a.Header().Get("Allow") != allow {
			t.Errorf("OPTIONS %s: %d %v", target, a.Code, a.Header())
		}
	}
}

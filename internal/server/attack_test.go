package server_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"canopy/internal/server"

	"github.com/99designs/gqlgen/graphql/introspection"
)

// What one hostile request may take of the server: bytes allocated in all, so that no peak is higher, and time.
const (
	attackBytes = 96 << 20
	attackTime  = 5 * time.Second
)

// bounded fails the test when f takes more than an attack may.
func bounded(t *testing.T, f func()) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	start := time.Now()
	f()
	took := time.Since(start)
	runtime.ReadMemStats(&after)
	if allocated := after.TotalAlloc - before.TotalAlloc; allocated > attackBytes || took > attackTime {
		t.Errorf("took %d MiB and %v", allocated>>20, took)
	}
}

// doubling is a chain of fragments each of which spreads the next one twice.
func doubling(levels int, spread string) string {
	document := `{ viewer { user { account { ...F0 } } } }`
	for i := range levels {
		document += fmt.Sprintf(" fragment F%d on Account { "+spread+" }", i, i+1)
	}
	return document + fmt.Sprintf(" fragment F%d on Account { id }", levels)
}

// times joins n texts made of their number.
func times(n int, format string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(strings.ReplaceAll(format, "#", strconv.Itoa(i)))
	}
	return b.String()
}

// TestHostileDocuments: each is refused by its caller's fault, in bounded time and memory.
func TestHostileDocuments(t *testing.T) {
	r := newAPI(t)
	nested := func(levels int) string {
		return "{ viewer { user { account {" + strings.Repeat("parent {", levels) + "id" + strings.Repeat("}", levels) + "}}}}"
	}
	for name, c := range map[string]struct{ document, code string }{
		"10,000 equal fields":             {"{" + strings.Repeat("__typename ", 10000) + "}", "BAD_USER_INPUT"},
		"equal fields up to the limit":    {"{" + strings.Repeat("zzz ", 1990) + "}", "BAD_USER_INPUT"},
		"equal objects up to the limit":   {"{" + strings.Repeat("viewer{user{account{id}}} ", 180) + "}", ""},
		"doubling fragments":              {doubling(80, "a: parent { ...F%[2]d } b: parent { ...F%[2]d }"), "COST_LIMIT"},
		"doubling fragments that merge":   {doubling(80, "parent { ...F%[2]d } parent { ...F%[2]d }"), "COST_LIMIT"},
		"doubling fragments of one level": {doubling(100, "...F%[2]d ...F%[2]d"), ""},
		"fragments in a circle":           {"{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }", "BAD_USER_INPUT"},
		"31 levels":                       {nested(31), "COST_LIMIT"},
		"500 levels":                      {nested(500), "COST_LIMIT"},
		"10,000 levels":                   {nested(10000), "BAD_USER_INPUT"},
		"10,000 brackets":                 {"{ viewer(x: " + strings.Repeat("[", 10000), "BAD_USER_INPUT"},
		"a million brackets":              {strings.Repeat("{", 1000000), "BAD_USER_INPUT"},
		"a document of 900 KB":            {"{ __typename }" + strings.Repeat(" ", 900000), "BAD_USER_INPUT"},
		"a comment of 60 KB":              {"{ __typename } #" + strings.Repeat("x", 60000), ""},
		"a token of 60 KB":                {"{ " + strings.Repeat("x", 60000) + " }", "BAD_USER_INPUT"},
		"60,000 tokens":                   {strings.Repeat("{", 60000), "BAD_USER_INPUT"},
		"pages of pages of pages":         {"{ accounts(first: 1000) { nodes { subAccounts(first: 1000) { nodes { users(first: 1000) { nodes { id } } } } } } }", "COST_LIMIT"},
		"many aliases of a large page":    {"{" + times(60, "a#: accounts(first: 1000) { nodes { id } } ") + "}", "COST_LIMIT"},
		"many aliases of a list":          {"{" + times(200, "t#: timeZones { name } ") + "}", "COST_LIMIT"},
		"many aliases of one account":     {"{" + times(150, `a#: account(id: "acc_9wdvsq7gqt1dc") { id } `) + "}", ""},
		"introspection in circles":        {"{ __schema { types {" + strings.Repeat("fields { type { ", 10) + "name" + strings.Repeat("}}", 10) + "}}}", "BAD_USER_INPUT"},
		"all that tools introspect":       {introspection.Query, ""},
		"many aliases of introspection":   {"{" + times(100, "s#: __schema { types { fields { type { name } } } } ") + "}", "COST_LIMIT"},
		"many unknown fields":             {"{" + times(1900, "x# ") + "}", "BAD_USER_INPUT"},
		"many operations":                 {times(400, "query Q# { __typename } "), "BAD_USER_INPUT"},
		"many fragments":                  {"{ " + times(200, "...F# ") + "}" + times(200, " fragment F# on Query { __typename }"), ""},
		"many directives":                 {"{ __typename " + strings.Repeat("@skip(if: false) ", 300) + "}", "BAD_USER_INPUT"},
		"many signIns":                    {"mutation {" + times(50, `s#: signIn(input: {email: "a", password: "b"}) { token } `) + "}", "BAD_USER_INPUT"},
		"a page of a million":             {"{ accounts(first: 1000000) { totalCount } }", "BAD_USER_INPUT"},
		"a page of less than none":        {"{ accounts(first: -1) { totalCount } }", "BAD_USER_INPUT"},
		"an Int that is a text":           {`{ accounts(first: "1") { totalCount } }`, "BAD_USER_INPUT"},
		"an Int beyond 32 bits":           {`{ accounts(first: 99999999999) { totalCount } }`, "BAD_USER_INPUT"},
		"an Int beyond all":               {`{ accounts(first: 1e999999999) { totalCount } }`, "BAD_USER_INPUT"},
		"a cursor that is none":           {`{ accounts(after: "\u0000") { totalCount } }`, "BAD_USER_INPUT"},
		"a subscription":                  {`subscription { __typename }`, "BAD_USER_INPUT"},
	} {
		t.Run(name, func(t *testing.T) {
			bounded(t, func() {
				a := r.query(t, c.document, "Authorization: Bearer "+r.token)
				if a.Code != http.StatusOK || a.code() != c.code || len(a.Errors) > 100 {
					t.Errorf("%d %.300s", a.Code, a.Body)
				}
			})
		})
	}
}

// TestHostileVariables: the same for what stands beside the document.
func TestHostileVariables(t *testing.T) {
	r := newAPI(t)
	const document = `query($n: Int, $s: String, $f: AccountFilter) { accounts(first: $n, after: $s, filter: $f) { totalCount } }`
	for name, variables := range map[string]string{
		"an Int that is a text":    `{"n": "1"}`,
		"an Int with a fraction":   `{"n": 1.5}`,
		"an Int beyond 32 bits":    `{"n": 99999999999}`,
		"an enum in another case":  `{"f": {"status": ["active"]}}`,
		"an enum value alone, bad": `{"f": {"status": "ACTIVE "}}`,
		"a text with a NUL":        `{"f": {"search": "\u0000"}}`,
		"a time that is none":      `{"f": {"updatedSince": "yesterday"}}`,
		"an Int of 500,000 digits": `{"n": ` + strings.Repeat("9", 500000) + `}`,
		"a text that is a number":  `{"s": 1}`,
		"a text that is a list":    `{"s": ["x"]}`,
		"a filter that is a text":  `{"f": "x"}`,
		"a filter of other fields": `{"f": {"everything": true}}`,
		"5,000 nested lists":       `{"f": ` + strings.Repeat("[", 5000) + strings.Repeat("]", 5000) + `}`,
		"500,000 brackets":         `{"f": ` + strings.Repeat("[", 500000),
		"300,000 empty objects":    `{"f": {"type": [` + strings.Repeat("{},", 300000) + `{}]}}`,
		"300,000 wrong types":      `{"f": {"type": [` + strings.Repeat(`"",`, 300000) + `""]}}`,
	} {
		t.Run(name, func(t *testing.T) {
			text, err := json.Marshal(document)
			if err != nil {
				t.Fatal(err)
			}
			bounded(t, func() {
				a := r.send(t, http.MethodPost, "/graphql", fmt.Sprintf(`{"query": %s, "variables": %s}`, text, variables), jsonBody, "Authorization: Bearer "+r.token)
				if a.Code >= http.StatusInternalServerError || a.code() != "BAD_USER_INPUT" || a.Body.Len() > 1<<20 {
					t.Errorf("%d %.300s", a.Code, a.Body)
				}
			})
		})
	}
}

// TestPersistedQueries: what clients of automatic persisted queries send, well and badly.
func TestPersistedQueries(t *testing.T) {
	r := newAPI(t)
	const hash = "ecf4edb46db40b5132295c0291d62fb65d6759a9eedfa4d5d612dd5ec54a6b38" // of {__typename}
	for _, c := range []struct {
		body, code string
		status     int
	}{
		{`{"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "` + hash + `"}}}`, "PERSISTED_QUERY_NOT_FOUND", 200},
		{`{"query": "{__typename}", "extensions": {"persistedQuery": {"version": 1, "sha256Hash": "` + hash + `"}}}`, "", 200},
		{`{"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "` + hash + `"}}}`, "", 200},
		{`{"query": "{ __typename }", "extensions": {"persistedQuery": {"version": 1, "sha256Hash": "` + hash + `"}}}`, "BAD_USER_INPUT", 200},
		{`{"extensions": {"persistedQuery": {"version": 2, "sha256Hash": "` + hash + `"}}}`, "BAD_USER_INPUT", 200},
		{`{"extensions": {"persistedQuery": "x"}}`, "BAD_USER_INPUT", 200},
	} {
		if a := r.send(t, http.MethodPost, "/graphql", c.body, jsonBody); a.Code != c.status || a.code() != c.code {
			t.Errorf("%s: %d %s", c.body, a.Code, a.Body)
		}
	}
}

func TestIntrospectionSwitchedOff(t *testing.T) {
	r := newAPI(t, func(c *server.Config) { c.Introspection = false })
	for _, document := range []string{"{ __schema { types { name } } }", `{ a: __type(name: "Query") { name } }`, introspection.Query} {
		if a := r.query(t, document); a.Code != http.StatusForbidden || a.code() != "FORBIDDEN" || a.HasData {
			t.Errorf("%d %s", a.Code, a.Body)
		}
	}
	if a := r.query(t, "{ __typename }"); a.Code != http.StatusOK || a.Data["__typename"] != "Query" {
		t.Errorf("%d %s", a.Code, a.Body)
	}
}

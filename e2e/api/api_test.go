// Package api_test tests the whole API in process, over both databases: what it promises, whoever asks.
package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"canopy/ent"
	"canopy/graph"
	"canopy/internal/auth"
	"canopy/internal/canopytest"
	"canopy/internal/event"
	"canopy/internal/jobs"
	"canopy/internal/nodeid"
	"canopy/internal/reseller"
	"canopy/internal/server"
	"canopy/internal/tree"

	"github.com/99designs/gqlgen/graphql"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"pgregory.net/rapid"
)

// house is the whole API in process over one database, wired as serve does, without background work.
type house struct {
	*canopytest.Rig
	*reseller.Service
	auth    *auth.Authenticator
	feed    *event.Feed
	follow  func()               // has the feed follow the log until the test ends
	metrics *prometheus.Registry // of the feed
	api     http.Handler
}

// forever is how long sessions hold: the rules go by the rig's clock, the server by the real one.
const forever = 100 * 365 * 24 * time.Hour

// each runs the test in a house on each database.
func each(t *testing.T, f func(t *testing.T, h *house)) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) { f(t, newHouse(t, rig, graph.DefaultLimits())) })
}

// eachAtOnce is each, on both databases at the same time.
func eachAtOnce(t *testing.T, f func(t *testing.T, h *house)) {
	canopytest.EachAtOnce(t, func(t *testing.T, rig *canopytest.Rig) { f(t, newHouse(t, rig, graph.DefaultLimits())) })
}

// newHouse is a house over the rig's database, with queries written directly.
func newHouse(t *testing.T, rig *canopytest.Rig, limits *graph.Limits) *house {
	t.Helper()
	return wire(t, rig, limits, graph.New)
}

// generated is the executor that direct writing replaces.
func generated(r *graph.Resolver) graphql.ExecutableSchema {
	return graph.NewExecutableSchema(graph.Config{Resolvers: r})
}

// wire is a house with an executor of the schema.
func wire(t *testing.T, rig *canopytest.Rig, limits *graph.Limits, executor func(*graph.Resolver) graphql.ExecutableSchema, change ...func(*server.Config)) *house {
	t.Helper()
	slog.SetDefault(slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})))
	queue, err := jobs.New(rig.Store, slog.Default())
	if err != nil {
		t.Fatal(err)
	}
	metrics, ofFeed := prometheus.NewRegistry(), prometheus.NewRegistry() // apart, as looking at the rules' asks the database
	feed, err := event.New(event.Config{Store: rig.Store, Metrics: ofFeed})
	if err != nil {
		t.Fatal(err)
	}
	rules, err := reseller.New(reseller.Config{Store: rig.Store, Enqueue: queue.Enqueue, Forget: queue.Forget, Committed: feed.Committed, Now: rig.Clock.Now, SessionTTL: forever, Metrics: metrics})
	if err != nil {
		t.Fatal(err)
	}
	authenticator := auth.New(rig.Store, time.Now)
	t.Cleanup(authenticator.Flush)
	config := server.Config{
		Schema:     executor(&graph.Resolver{Reseller: rules, Tree: tree.New(tree.Config{Store: rig.Store, Told: rules.ToldContacts}), Feed: feed, Now: time.Now}),
		SchemaText: schemaText, Presenter: graph.Present, Recover: graph.Recover,
		Extensions: []graphql.HandlerExtension{graph.Access{}, limits}, Introspection: true,
		Auth: authenticator, Metrics: metrics, Portal: http.NotFoundHandler(), Playground: http.NotFoundHandler(), Ready: rig.Store.Ready, SignOut: rules.SignOut,
		SignIn: func(ctx context.Context, email, password string) (server.Session, error) {
			session, err := rules.SignIn(ctx, reseller.SignInInput{Email: email, Password: password})
			return server.Session{Token: session.Token, ExpiresAt: session.ExpiresAt}, err
		},
	}
	for _, f := range change {
		f(&config)
	}
	api, err := server.New(config)
	if err != nil {
		t.Fatal(err)
	}
	follow := sync.OnceFunc(func() {
		ctx, cancel := context.WithCancel(context.Background())
		followed := make(chan struct{})
		go func() {
			defer close(followed)
			feed.Run(ctx)
		}()
		t.Cleanup(func() {
			cancel()
			<-followed
		})
	})
	return &house{rig, rules, authenticator, feed, follow, ofFeed, api}
}

// schemaText is schema.graphqls, schema is what it says.
var schemaText = func() string {
	text, err := os.ReadFile("../../schema.graphqls")
	if err != nil {
		panic(err)
	}
	return string(text)
}()

var schema = gqlparser.MustLoadSchema(&ast.Source{Name: "schema.graphqls", Input: schemaText})

// token is a bearer token of the person, of an operator for nil.
func (h *house) token(t rapid.TB, of *ent.User) string {
	t.Helper()
	issue := func() (reseller.Session, error) { return h.IssueOperatorToken(context.Background(), forever) }
	if of != nil {
		issue = func() (reseller.Session, error) { return h.IssueToken(context.Background(), of.Email, forever) }
	}
	session, err := issue()
	if err != nil {
		t.Fatal(err)
	}
	return session.Token
}

// vars are variables of an operation; a file among them is sent along.
type vars = map[string]any

type file string

// answer is what came back.
type answer struct {
	Status int
	Body   string
	Data   map[string]any
	Errors []struct {
		Message    string
		Path       []any
		Extensions map[string]any
	}
	Extensions map[string]any
}

// ask sends an operation; "" is nobody's token. All requests have the same id, so that answers compare as bytes. A subscription answers
// what it is told first of what happens to the account once it runs. INTERNAL fails the test.
func (h *house) ask(t rapid.TB, token, document string, given vars) *answer {
	t.Helper()
	if strings.HasPrefix(document, "subscription") {
		return h.listen(t, token, document, given, 1, func() { h.happens(keyOf(fmt.Sprint(given["accountId"]))) })[0]
	}
	recorder := h.send(t, token, document, given)
	return read(t, document, given, recorder.Code, recorder.Body.String())
}

// read is an answer. INTERNAL fails the test.
func read(t rapid.TB, document string, given vars, status int, body string) *answer {
	t.Helper()
	a := &answer{Status: status, Body: body}
	if err := json.Unmarshal([]byte(body), a); err != nil {
		t.Fatalf("%v in %s", err, a.Body)
	}
	if slices.Contains(a.codes(), "INTERNAL") {
		t.Fatalf("%s\n%v\nanswers %s", document, given, a.Body)
	}
	return a
}

// send sends an operation and leaves the answer as it comes.
func (h *house) send(t rapid.TB, token, document string, given vars) *httptest.ResponseRecorder {
	t.Helper()
	request := post(t, document, given)
	identify(request, token)
	recorder := httptest.NewRecorder()
	h.api.ServeHTTP(recorder, request)
	return recorder
}

func identify(request *http.Request, token string) {
	request.Header.Set("X-Request-Id", "test")
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
}

// post is the request of an operation: multipart when a file is among the variables.
func post(t rapid.TB, document string, given vars) *http.Request {
	t.Helper()
	var files []file
	places := map[string][]string{}
	operations, err := json.Marshal(map[string]any{"query": document, "variables": withoutFiles(given, "variables", func(path string, f file) {
		places[strconv.Itoa(len(files))] = []string{path}
		files = append(files, f)
	})})
	if err != nil {
		t.Fatal(err)
	}
	if len(files) == 0 {
		request := httptest.NewRequest(http.MethodPost, "/graphql", bytes.NewReader(operations))
		request.Header.Set("Content-Type", "application/json")
		return request
	}
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	mapping, _ := json.Marshal(places)
	_ = form.WriteField("operations", string(operations))
	_ = form.WriteField("map", string(mapping))
	for i, f := range files {
		part, _ := form.CreateFormFile(strconv.Itoa(i), "users.csv")
		_, _ = io.WriteString(part, string(f))
	}
	_ = form.Close() // a Buffer takes all
	request := httptest.NewRequest(http.MethodPost, "/graphql", &body)
	request.Header.Set("Content-Type", form.FormDataContentType())
	request.Header.Set("X-Canopy-Upload", "1")
	return request
}

// withoutFiles is the variables with null where a file is.
func withoutFiles(given vars, path string, found func(string, file)) vars {
	plain := vars{}
	for name, value := range given {
		switch value := value.(type) {
		case file:
			found(path+"."+name, value)
			plain[name] = nil
		case vars:
			plain[name] = withoutFiles(value, path+"."+name, found)
		default:
			plain[name] = value
		}
	}
	return plain
}

// must is ask where neither errors nor userErrors may come.
func (h *house) must(t rapid.TB, token, document string, given vars) *answer {
	t.Helper()
	a := h.ask(t, token, document, given)
	if !a.sound() {
		t.Fatalf("%s\n%v\nanswers %s", document, given, a.Body)
	}
	return a
}

// sound tells whether the answer has neither errors, nor userErrors, also of single results, nor rejected rows.
func (a *answer) sound() bool {
	for name, payload := range a.Data {
		if payload, ok := payload.(map[string]any); ok {
			if len(list(payload["rejected"])) > 0 || len(a.faults(name)) > 0 {
				return false
			}
		}
	}
	return len(a.Errors) == 0
}

func list(value any) []any {
	l, _ := value.([]any)
	return l
}

// codes are those of the top-level errors.
func (a *answer) codes() []string {
	codes := []string{}
	for _, err := range a.Errors {
		codes = append(codes, fmt.Sprint(err.Extensions["code"]))
	}
	return codes
}

// at is the value at a path of fields and indexes, "account.users.nodes.0"; nil where there is none.
func (a *answer) at(path string) any {
	var value any = a.Data
	for step := range strings.SplitSeq(path, ".") {
		switch in := value.(type) {
		case map[string]any:
			value = in[step]
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i >= len(in) {
				return nil
			}
			value = in[i]
		default:
			return nil
		}
	}
	return value
}

// text is the value at a path as text, "<nil>" where there is none.
func (a *answer) text(path string) string { return fmt.Sprint(a.at(path)) }

// userErrors are those of a payload and of its results.
func userErrors(payload any) []any {
	of, _ := payload.(map[string]any)
	all := slices.Clone(list(of["userErrors"]))
	for _, result := range list(of["results"]) {
		all = append(all, userErrors(result)...)
	}
	return all
}

// faults are the userErrors at a path, also of single results, sorted, each as "path.of.input CODE".
func (a *answer) faults(path string) []string {
	faults := []string{}
	for _, f := range userErrors(a.at(path)) {
		f := f.(map[string]any)
		var steps []string
		for _, step := range list(f["path"]) {
			steps = append(steps, step.(string))
		}
		faults = append(faults, strings.Join(steps, ".")+" "+f["code"].(string))
	}
	slices.Sort(faults)
	return faults
}

func accountID(a *ent.Account) string { return nodeid.New(nodeid.Account, a.ID).String() }

func assetID(a *ent.Asset) string { return nodeid.New(nodeid.Asset, a.ID).String() }

func importID(i *ent.UserImport) string { return nodeid.New(nodeid.UserImport, i.ID).String() }

func userID(u *ent.User) string { return nodeid.New(nodeid.User, u.ID).String() }

// same fails the test when two lists differ.
func same(t *testing.T, what string, got, want []string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("%s: got\n  %s\nwant\n  %s", what, strings.Join(got, "\n  "), strings.Join(want, "\n  "))
	}
}

package server_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/apikey"
	"canopy/internal/canopytest"
	"canopy/internal/nodeid"
	"canopy/internal/secret"
	"canopy/internal/server"
	"canopy/internal/store"
)

// lines are what was logged since the last call.
func (r *rig) lines(t *testing.T) []map[string]any {
	t.Helper()
	var lines []map[string]any
	for text := range strings.Lines(r.log.String()) {
		line := map[string]any{}
		if err := json.Unmarshal([]byte(text), &line); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, line)
	}
	r.log.Reset()
	return lines
}

func TestRequestID(t *testing.T) {
	r := newRig(t)
	for sent, kept := range map[string]bool{
		"trace-1.a_b:c": true, "": false, "two words": false, "<script>": false, strings.Repeat("x", 65): false,
	} {
		a := r.query(t, "{", "X-Request-Id: "+sent)
		id := a.Header().Get("X-Request-Id")
		if id == "" || (id == sent) != kept || a.Errors[0].Extensions["requestId"] != id || r.lines(t)[0]["request_id"] != id {
			t.Errorf("sent %q, got %q, %s", sent, id, a.Body)
		}
	}
}

func TestLog(t *testing.T) {
	r := newRig(t)
	a := r.query(t, `query Greeting { say(text: "secret words") }`, "Authorization: Bearer "+r.token)
	lines := r.lines(t)
	if len(lines) != 1 {
		t.Fatalf("%v", lines)
	}
	line := lines[0]
	for key, want := range map[string]any{
		"level": "INFO", "msg": "request", "method": "POST", "path": "/graphql", "status": 200.0, "bytes": float64(a.Body.Len()),
		"viewer": nodeid.New(nodeid.User, r.person.ID).String(), "type": "query", "operation": "Greeting",
	} {
		if line[key] != want {
			t.Errorf("%s is %v, want %v", key, line[key], want)
		}
	}
	if text, _ := json.Marshal(line); strings.Contains(string(text), "secret") || strings.Contains(string(text), r.token) {
		t.Errorf("%s", text)
	}
	r.query(t, `{`)
	if line := r.lines(t)[0]; line["code"] != "BAD_USER_INPUT" || line["type"] != "unknown" || line["viewer"] != nil {
		t.Errorf("%v", line)
	}
	r.send(t, http.MethodGet, "/healthz", "")
	if line := r.lines(t)[0]; line["level"] != "DEBUG" {
		t.Errorf("%v", line)
	}
}

// TestLogNamesAPIKeys by their id, and their use is written.
func TestLogNamesAPIKeys(t *testing.T) {
	r := newRig(t)
	token, hash := secret.NewToken()
	var key *ent.APIKey
	r.Tx(func(ctx context.Context, tx *store.Tx) (err error) {
		key, err = tx.APIKey.Create().SetAccountID(r.person.AccountID).SetName("Nightly sync").SetRole(apikey.RoleVIEWER).SetCreatedAt(r.Clock.Now()).Save(ctx)
		if err != nil {
			return err
		}
		return tx.Session.Create().SetAPIKeyID(key.ID).SetTokenHash(hash).SetCreatedAt(r.Clock.Now()).SetExpiresAt(r.Clock.Now().Add(time.Hour)).Exec(ctx)
	})
	r.query(t, `{ say }`, "Authorization: Bearer "+token)
	if line, want := r.lines(t)[0], nodeid.New(nodeid.APIKey, key.ID).String(); line["viewer"] != want {
		t.Errorf("the viewer is %v, want %s", line["viewer"], want)
	}
	r.auth.Flush()
	if used := r.Store.Client().APIKey.GetX(canopytest.Operator(), key.ID).LastUsedAt; used == nil || !used.Equal(r.Clock.Now()) {
		t.Errorf("last used %v", used)
	}
}

func TestPanic(t *testing.T) {
	r := newRig(t)
	a := r.query(t, "{ panic }")
	lines := r.lines(t)
	if a.Code != http.StatusInternalServerError || a.code() != "INTERNAL" || a.HasData || len(lines) != 2 {
		t.Fatalf("%d %s, %v", a.Code, a.Body, lines)
	}
	if stack, _ := lines[0]["stack"].(string); lines[0]["panic"] != "on purpose" || !strings.Contains(stack, "echo_test.go") || lines[0]["request_id"] != lines[1]["request_id"] {
		t.Errorf("%v", lines)
	}
	if a := r.query(t, "{ say }"); a.Code != http.StatusOK {
		t.Errorf("afterwards: %d", a.Code)
	}
}

func TestHealth(t *testing.T) {
	missing := errors.New("migration 3 is missing")
	var ready error
	r := newRig(t, func(c *server.Config) { c.Ready = func(context.Context) error { return ready } })
	for range 2 {
		a := r.send(t, http.MethodGet, "/readyz", "")
		if ready == nil && (a.Code != http.StatusOK || a.Body.String() != "{\"ready\":true}\n") ||
			ready != nil && (a.Code != http.StatusServiceUnavailable || a.Body.String() != "{\"ready\":false,\"missing\":\"migration 3 is missing\"}\n") {
			t.Errorf("%v: %d %s", ready, a.Code, a.Body)
		}
		if a := r.send(t, http.MethodGet, "/healthz", ""); a.Code != http.StatusOK {
			t.Errorf("%v: %d", ready, a.Code)
		}
		ready = missing
	}
}

func TestMetrics(t *testing.T) {
	r := newRig(t)
	stats := newRig(t, func(c *server.Config) { c.Pools = map[string]*sql.DB{"read": r.Store.DB(), "write": r.Store.WriteDB()} })
	stats.query(t, "{ say }")
	stats.query(t, "{ forbidden }")
	stats.query(t, `mutation { say }`)
	stats.query(t, "{")
	stats.send(t, http.MethodGet, "/graphql?query={say}", "")
	stats.send(t, http.MethodGet, "/nowhere/"+strings.Repeat("x", 50), "")
	text := stats.send(t, http.MethodGet, "/metrics", "").Body.String()
	for _, want := range []string{
		`canopy_http_requests_total{status="200",transport="post"} 3`,
		`canopy_http_requests_total{status="403",transport="post"} 1`,
		`canopy_http_requests_total{status="200",transport="get"} 1`,
		`canopy_http_requests_total{status="404",transport="/"} 1`,
		`canopy_http_request_duration_seconds_count{transport="post"} 4`,
		`canopy_graphql_operations_total{code="OK",type="query"} 2`,
		`canopy_graphql_operations_total{code="FORBIDDEN",type="query"} 1`,
		`canopy_graphql_operations_total{code="OK",type="mutation"} 1`,
		`canopy_graphql_operations_total{code="BAD_USER_INPUT",type="unknown"} 1`,
		`go_sql_open_connections{db_name="read"}`, `go_sql_open_connections{db_name="write"}`,
		`go_goroutines`, `process_open_fds`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %s", want)
		}
	}
}

func TestPages(t *testing.T) {
	r := newRig(t)
	for _, target := range []string{"/", "/assets/x.js", "/config.json"} {
		if a := r.send(t, http.MethodGet, target, ""); a.Body.String() != "portal "+target {
			t.Errorf("%s: %s", target, a.Body)
		}
	}
	for method, want := range map[string]int{http.MethodGet: http.StatusOK, http.MethodHead: http.StatusOK, http.MethodPost: http.StatusNotFound} {
		if a := r.send(t, method, "/accounts/acc_1", "", "Accept: text/html,application/xhtml+xml"); a.Code != want {
			t.Errorf("%s of a page of the portal: %d %s", method, a.Code, a.Body)
		}
	}
	for _, target := range []string{"/playground", "/playground/assets/x.js"} {
		if a := r.send(t, http.MethodGet, target, ""); a.Body.String() != "playground "+target {
			t.Errorf("%s: %s", target, a.Body)
		}
	}
	if a := r.send(t, http.MethodGet, "/schema.graphqls", ""); a.Body.String() != "type Query" {
		t.Errorf("schema: %s", a.Body)
	}
	a := r.send(t, http.MethodGet, "/nowhere", "")
	if a.Code != http.StatusNotFound || a.code() != "NOT_FOUND" || a.Header().Get("X-Content-Type-Options") != "nosniff" || a.Header().Get("Content-Security-Policy") == "" {
		t.Errorf("nowhere: %d %v %s", a.Code, a.Header(), a.Body)
	}
}

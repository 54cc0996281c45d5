package server_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"canopy/ent"
	"canopy/internal/auth"
	"canopy/internal/canopytest"
	"canopy/internal/problem"
	"canopy/internal/secret"
	"canopy/internal/server"
	"canopy/internal/store"
	"canopy/internal/viewer"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// rig is a server over the echo schema, with people who can sign in.
type rig struct {
	*canopytest.Rig
	*server.Server
	auth   *auth.Authenticator
	log    *bytes.Buffer
	person *ent.User
	token  string
}

// newRig is a rig whose configuration was changed.
func newRig(t testing.TB, change ...func(*server.Config)) *rig {
	t.Helper()
	return newRigOn(t, canopytest.SQLite(t), change...)
}

func newRigOn(t testing.TB, on *canopytest.Rig, change ...func(*server.Config)) *rig {
	t.Helper()
	r := &rig{Rig: on, log: &bytes.Buffer{}}
	r.person = r.User(r.Account(nil), viewer.Admin)
	r.token = r.open()
	cfg := r.config()
	for _, f := range change {
		f(&cfg)
	}
	r.auth = cfg.Auth
	t.Cleanup(r.auth.Flush)
	s, err := server.New(cfg)
	if err != nil {
		t.Fatal(err)
	}
	r.Server = s
	return r
}

// config is that of the rig's server as long as nothing changes it.
func (r *rig) config() server.Config {
	return server.Config{
		Schema: newEcho(), SchemaText: "type Query", Presenter: present,
		Recover: func(_ context.Context, panicked any) error { return fmt.Errorf("%v", panicked) },
		Auth:    auth.New(r.Store, r.Clock.Now),
		Now:     r.Clock.Now,
		SignIn: func(_ context.Context, _, password string) (server.Session, error) {
			if password != "right" {
				return server.Session{}, problem.Faults{{Path: []string{"password"}, Code: problem.Invalid, Message: "E-mail or password is wrong."}}
			}
			return server.Session{Token: r.open(), ExpiresAt: r.Clock.Now().Add(time.Hour)}, nil
		},
		SignOut: func(ctx context.Context) error {
			return r.Store.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
				return tx.Session.DeleteOneID(viewer.FromContext(ctx).SessionID).Exec(ctx)
			})
		},
		Playground: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, "playground "+r.URL.Path) }),
		Portal:     http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.WriteString(w, "portal "+r.URL.Path) }),
		Ready:      r.Store.Ready,
		Logger:     slog.New(slog.NewJSONHandler(r.log, &slog.HandlerOptions{Level: slog.LevelDebug})),
	}
}

// open opens a session of the rig's person and answers its token.
func (r *rig) open() string {
	token, hash := secret.NewToken()
	r.Tx(func(ctx context.Context, tx *store.Tx) error {
		return tx.Session.Create().SetUserID(r.person.ID).SetTokenHash(hash).
			SetCreatedAt(r.Clock.Now()).SetExpiresAt(r.Clock.Now().Add(time.Hour)).Exec(ctx)
	})
	return token
}

// present is the presenter's contract without its logging: a code and the request id.
func present(ctx context.Context, err error) *gqlerror.Error {
	presented := graphql.DefaultErrorPresenter(ctx, err)
	var code any = problem.BadUserInput
	if own, ok := presented.Extensions["code"].(problem.Code); ok {
		code = own
	} else if known, ok := errors.AsType[*problem.Error](err); ok {
		code = known.Code
	} else if presented.Extensions["code"] == nil {
		code = problem.Internal
	}
	return &gqlerror.Error{Message: presented.Message, Extensions: map[string]any{"code": code, "requestId": viewer.FromContext(ctx).RequestID}}
}

// answer is what came back.
type answer struct {
	*httptest.ResponseRecorder
	Data    map[string]any
	HasData bool
	Errors  []struct {
		Message    string
		Extensions map[string]any
	}
	Extensions map[string]any
}

// code is that of the first error; "" without one.
func (a *answer) code() string {
	if len(a.Errors) == 0 {
		return ""
	}
	return fmt.Sprint(a.Errors[0].Extensions["code"])
}

// send sends a request and reads the JSON that comes back. Headers are "Name: value".
func (r *rig) send(t testing.TB, method, target, body string, headers ...string) *answer {
	t.Helper()
	request := httptest.NewRequest(method, target, strings.NewReader(body))
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		request.Header.Add(name, value)
	}
	return r.do(t, request)
}

func (r *rig) do(t testing.TB, request *http.Request) *answer {
	t.Helper()
	a := &answer{ResponseRecorder: httptest.NewRecorder()}
	r.ServeHTTP(a.ResponseRecorder, request)
	if !strings.Contains(a.Header().Get("Content-Type"), "json") {
		return a
	}
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(a.Body.Bytes(), &raw); err != nil {
		t.Fatalf("%v in %s", err, a.Body)
	}
	_, a.HasData = raw["data"]
	if err := json.Unmarshal(a.Body.Bytes(), a); err != nil {
		t.Fatalf("%v in %s", err, a.Body)
	}
	return a
}

const jsonBody = "Content-Type: application/json"

// query posts a document.
func (r *rig) query(t testing.TB, document string, headers ...string) *answer {
	t.Helper()
	body, err := json.Marshal(map[string]any{"query": document})
	if err != nil {
		t.Fatal(err)
	}
	return r.send(t, http.MethodPost, "/graphql", string(body), append(headers, jsonBody)...)
}

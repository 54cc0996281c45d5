// Package oidctest is an OpenID Connect provider for tests: zitadel/oidc's, with its example's storage, on a port of its own.
package oidctest

import (
	"cmp"
	"context"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/zitadel/oidc/v3/example/server/storage"
	"github.com/zitadel/oidc/v3/pkg/op"
)

// Whom the provider lets ask.
const (
	ClientID     = "canopy"
	ClientSecret = "correct horse"
)

// Person is somebody whom the provider knows.
type Person struct {
	Subject, Email string
	EmailVerified  bool
}

// Provider is a running provider. Browsers are signed in without a question, as the person of SignedIn. Its methods may be called
// at the same time.
type Provider struct {
	Issuer string

	mu    sync.Mutex
	state state
}

// state is what a provider is like.
type state struct {
	person    Person
	key       *key
	forged    *key // nil: key signs
	down      bool
	alter     func(claims map[string]any)
	emailInID bool
}

// New starts a provider that sends browsers back to the URL; it ends with the test.
func New(t testing.TB, redirectURL string) *Provider {
	t.Helper()
	p := &Provider{state: state{key: newKey(t)}}
	inner := http.NewServeMux()
	server := httptest.NewServer(p.upOrNot(p.altering(inner)))
	t.Cleanup(server.Close)
	p.Issuer = server.URL
	stored := storage.NewStorageWithClients(people{p}, map[string]*storage.Client{ClientID: storage.WebClient(ClientID, ClientSecret, redirectURL)})
	provider, err := op.NewProvider(&op.Config{CodeMethodS256: true}, &keeping{stored, p}, op.StaticIssuer(p.Issuer),
		op.WithAllowInsecure(), op.WithLogger(slog.New(slog.DiscardHandler)))
	if err != nil {
		t.Fatal(err)
	}
	inner.Handle("/", provider)
	interceptor := op.NewIssuerInterceptor(provider.IssuerFromRequest)
	inner.Handle("/login/username", interceptor.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { // where storage.WebClient sends browsers
		id := r.FormValue("authRequestID")
		if err := stored.CheckUsernamePassword("anybody", "", id); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		http.Redirect(w, r, op.AuthCallbackURL(provider)(r.Context(), id), http.StatusFound)
	}))
	return p
}

// SignedIn is who signs in from now on.
func (p *Provider) SignedIn(person Person) { p.set(func(s *state) { s.person = person }) }

// Rotate signs with a new key from now on, and forgets the one before.
func (p *Provider) Rotate(t testing.TB) {
	t.Helper()
	next := newKey(t)
	p.set(func(s *state) { s.key = next })
}

// Down drops connections from now on, or no longer.
func (p *Provider) Down(down bool) { p.set(func(s *state) { s.down = down }) }

// Alter changes the claims of ID tokens before they are signed; nil changes none.
func (p *Provider) Alter(alter func(claims map[string]any)) {
	p.set(func(s *state) { s.alter = alter })
}

// Forge signs ID tokens with a key that is not the provider's, under the name of the one that is.
func (p *Provider) Forge(t testing.TB) {
	t.Helper()
	forged := newKey(t)
	forged.id = p.now().key.id
	p.set(func(s *state) { s.forged, s.alter = forged, func(map[string]any) {} })
}

// EmailInIDToken tells the e-mail address in ID tokens too, not by userinfo alone.
func (p *Provider) EmailInIDToken() { p.set(func(s *state) { s.emailInID = true }) }

func (p *Provider) set(change func(*state)) {
	p.mu.Lock()
	defer p.mu.Unlock()
	change(&p.state)
}

func (p *Provider) now() state {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.state
}

func (p *Provider) upOrNot(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if p.now().down {
			panic(http.ErrAbortHandler)
		}
		next.ServeHTTP(w, r)
	})
}

// altering signs the ID token of an answer anew, where its claims are to be others.
func (p *Provider) altering(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		now := p.now()
		if now.alter == nil || r.URL.Path != "/oauth/token" {
			next.ServeHTTP(w, r)
			return
		}
		recorder := httptest.NewRecorder()
		next.ServeHTTP(recorder, r)
		var answer map[string]any
		if err := json.Unmarshal(recorder.Body.Bytes(), &answer); err != nil {
			panic(err) // the provider's own
		}
		if token, ok := answer["id_token"].(string); ok {
			answer["id_token"] = cmp.Or(now.forged, now.key).resign(token, now.alter)
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(recorder.Code)
		_ = json.NewEncoder(w).Encode(answer) // or the caller is gone
	})
}

// keeping is the example's storage with the provider's keys and clients.
type keeping struct {
	*storage.Storage
	p *Provider
}

func (k *keeping) SigningKey(context.Context) (op.SigningKey, error) { return k.p.now().key, nil }

func (k *keeping) KeySet(context.Context) ([]op.Key, error) {
	return []op.Key{published{k.p.now().key}}, nil
}

func (k *keeping) GetClientByClientID(ctx context.Context, id string) (op.Client, error) {
	client, err := k.Storage.GetClientByClientID(ctx, id)
	return asserting{client, k.p.now().emailInID}, err
}

// asserting is a client that may get the claims of scopes in its ID tokens.
type asserting struct {
	op.Client
	claims bool
}

func (a asserting) IDTokenUserinfoClaimsAssertion() bool { return a.claims }

// people is the one person who signs in.
type people struct{ p *Provider }

func (u people) user() *storage.User {
	person := u.p.now().person
	return &storage.User{ID: person.Subject, Email: person.Email, EmailVerified: person.EmailVerified}
}

func (u people) GetUserByID(string) *storage.User       { return u.user() }
func (u people) GetUserByUsername(string) *storage.User { return u.user() }
func (people) ExampleClientID() string                  { return storage.ServiceUserID }

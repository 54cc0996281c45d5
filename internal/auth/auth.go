// Package auth turns a credential into a viewer. Sign-in, sessions and passwords are rules of reseller.
package auth

import (
	"context"
	"time"

	lru "github.com/hashicorp/golang-lru/v2"

	"canopy/internal/problem"
	"canopy/internal/secret"
	"canopy/internal/store"
	"canopy/internal/viewer"
)

// sessions is how many viewers are remembered.
const sessions = 10_000

// Authenticator looks credentials up. What it remembers is provisional: the first statement that a request runs with it
// finds nothing when access changed since, so that what was revoked is refused by the next request.
type Authenticator struct {
	store    *store.Store
	now      func() time.Time
	sessions *lru.Cache[string, *viewer.Viewer] // by the hash of the token
}

// New is an Authenticator over the store's sessions and grants.
func New(s *store.Store, now func() time.Time) *Authenticator {
	remembered, err := lru.New[string, *viewer.Viewer](sessions)
	if err != nil {
		panic(err) // of a size below 1
	}
	return &Authenticator{s, now, remembered}
}

// Authenticate is the viewer that a bearer token stands for, in one statement. A token that is unknown or over,
// or whose user is disabled, is UNAUTHENTICATED.
func (a *Authenticator) Authenticate(ctx context.Context, token string) (*viewer.Viewer, error) {
	return a.lookUp(ctx, secret.HashToken(token))
}

func (a *Authenticator) lookUp(ctx context.Context, hash []byte) (*viewer.Viewer, error) {
	v, err := a.store.Viewer(ctx, hash, a.now())
	if err == nil && v == nil {
		a.sessions.Remove(string(hash))
		err = problem.New(problem.Unauthenticated, "The token is unknown, expired or revoked. Sign in again.")
	}
	if err != nil {
		return nil, err
	}
	known := *v
	a.sessions.Add(string(hash), &known)
	return v, nil
}

// Recall is the viewer that the token stood for when it was last looked up, provisionally; else Authenticate's.
func (a *Authenticator) Recall(ctx context.Context, token string) (*viewer.Viewer, error) {
	hash := secret.HashToken(token)
	if v, ok := a.sessions.Get(string(hash)); ok && a.now().Before(v.Expires) {
		return v.Remembered(func(ctx context.Context) (*viewer.Viewer, error) { return a.lookUp(ctx, hash) }), nil
	}
	return a.lookUp(ctx, hash)
}

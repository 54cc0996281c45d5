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

// sessions is how many are remembered.
const sessions = 10_000

// Authenticator looks credentials up. What it remembers is provisional: the first statement that a request runs with it
// finds nothing when access changed since, so that what was revoked is refused by the next request.
type Authenticator struct {
	store    *store.Store
	now      func() time.Time
	sessions *lru.Cache[string, *viewer.Viewer] // by the hash of the token
	uses     lastUses
}

// New is an Authenticator over the store's sessions and grants.
func New(s *store.Store, now func() time.Time) *Authenticator {
	a := &Authenticator{store: s, now: now, sessions: remember[string, *viewer.Viewer]()}
	a.uses.store, a.uses.noted, a.uses.idle.L = s, remember[int64, time.Time](), &a.uses.mu
	return a
}

func remember[K comparable, V any]() *lru.Cache[K, V] {
	cache, err := lru.New[K, V](sessions)
	if err != nil {
		panic(err) // of a size below 1
	}
	return cache
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

// Remembers tells whether Recall answers without a statement.
func (a *Authenticator) Remembers(token string) bool {
	v, ok := a.sessions.Peek(string(secret.HashToken(token)))
	return ok && a.now().Before(v.Expires)
}

// Recall is the viewer that the token stood for when it was last looked up, provisionally; else Authenticate's.
func (a *Authenticator) Recall(ctx context.Context, token string) (*viewer.Viewer, error) {
	hash := secret.HashToken(token)
	if v, ok := a.sessions.Get(string(hash)); ok && a.now().Before(v.Expires) {
		return v.Remembered(func(ctx context.Context) (*viewer.Viewer, error) { return a.renew(ctx, hash, v) }), nil
	}
	return a.lookUp(ctx, hash)
}

// renew is the viewer as it was, if access has not changed since: grants may be thousands.
func (a *Authenticator) renew(ctx context.Context, hash []byte, v *viewer.Viewer) (*viewer.Viewer, error) {
	revision, err := a.store.AccessRevision(ctx)
	if err != nil || revision != v.Revision {
		return a.lookUp(ctx, hash)
	}
	known := *v
	return &known, nil
}

// Again is the viewer of a request that goes on for long, provisionally like Recall's, for what it does next.
func (a *Authenticator) Again(v *viewer.Viewer) *viewer.Viewer {
	return v.Remembered(func(ctx context.Context) (*viewer.Viewer, error) {
		now, err := a.store.ViewerOf(ctx, v.SessionID, a.now())
		if err == nil && now == nil {
			err = problem.New(problem.Unauthenticated, "The session has ended meanwhile. Sign in again.")
		}
		return now, err
	})
}

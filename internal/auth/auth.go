// Package auth turns a credential into a viewer. Sign-in, sessions and passwords are rules of reseller.
package auth

import (
	"context"
	"time"

	"canopy/internal/problem"
	"canopy/internal/secret"
	"canopy/internal/store"
	"canopy/internal/viewer"
)

// Authenticator looks credentials up. It keeps nothing, so that what was revoked is refused by the next request.
type Authenticator struct {
	store *store.Store
	now   func() time.Time
}

// New is an Authenticator over the store's sessions and grants.
func New(s *store.Store, now func() time.Time) *Authenticator { return &Authenticator{s, now} }

// Authenticate is the viewer that a bearer token stands for, in one statement. A token that is unknown or over,
// or whose user is disabled, is UNAUTHENTICATED.
func (a *Authenticator) Authenticate(ctx context.Context, token string) (*viewer.Viewer, error) {
	v, err := a.store.Viewer(ctx, secret.HashToken(token), a.now())
	if err == nil && v == nil {
		err = problem.New(problem.Unauthenticated, "The token is unknown, expired or revoked. Sign in again.")
	}
	return v, err
}

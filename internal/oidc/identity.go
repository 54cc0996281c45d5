package oidc

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// Identity is who somebody is at the provider, verified.
type Identity struct {
	Issuer        string
	Subject       string // never another person's at the same issuer
	Email         string // "" when the provider tells none
	EmailVerified bool   // by the provider
}

// Finish exchanges the code that the browser brought back, and verifies what the provider says: signature, issuer, audience,
// time and nonce. It returns ErrUnavailable, or another error for what does not hold.
func (p *Provider) Finish(ctx context.Context, flow Flow, code string) (Identity, error) {
	d, err := p.discover(ctx)
	if err != nil {
		return Identity{}, err
	}
	ctx = oidc.ClientContext(ctx, p.http)
	token, err := d.oauth.Exchange(ctx, code, oauth2.VerifierOption(flow.Verifier))
	if err != nil {
		return Identity{}, exchangeFault(err)
	}
	raw, ok := token.Extra("id_token").(string)
	if !ok {
		return Identity{}, errors.New("oidc: the provider sent no ID token")
	}
	verified, err := d.verifier.Verify(ctx, raw)
	if err != nil {
		return Identity{}, err
	}
	if verified.Nonce != flow.Nonce {
		return Identity{}, errors.New("oidc: the ID token has another nonce")
	}
	if n := len(verified.Subject); n == 0 || n > 255 || strings.ContainsRune(verified.Subject, 0) {
		return Identity{}, errors.New("oidc: the ID token's subject is empty or too long")
	}
	var claims struct {
		Email         string `json:"email"`
		EmailVerified any    `json:"email_verified"` // some providers send a string
	}
	if err := verified.Claims(&claims); err != nil {
		return Identity{}, fmt.Errorf("oidc: read the ID token's claims: %w", err)
	}
	id := Identity{Issuer: p.cfg.Issuer, Subject: verified.Subject, Email: claims.Email, EmailVerified: claims.EmailVerified == true || claims.EmailVerified == "true"}
	if id.Email != "" || d.UserInfoEndpoint() == "" {
		return id, nil
	}
	// Claims of scopes may come by userinfo alone (OpenID Connect Core, 5.4).
	info, err := d.UserInfo(ctx, oauth2.StaticTokenSource(token))
	if err != nil {
		return Identity{}, fmt.Errorf("%w: userinfo: %w", ErrUnavailable, err)
	}
	if info.Subject != id.Subject {
		return Identity{}, errors.New("oidc: userinfo is of another subject")
	}
	id.Email, id.EmailVerified = info.Email, info.EmailVerified
	return id, nil
}

// exchangeFault tells a provider that does not work from a code that it does not take.
func exchangeFault(err error) error {
	if refused, ok := errors.AsType[*oauth2.RetrieveError](err); ok && refused.Response.StatusCode < http.StatusInternalServerError {
		return fmt.Errorf("oidc: exchange the code: %w", err)
	}
	return fmt.Errorf("%w: exchange the code: %w", ErrUnavailable, err)
}

package main

import (
	"context"
	"errors"
	"net/url"
	"strings"

	"canopy/internal/oidc"
	"canopy/internal/reseller"
	"canopy/internal/server"
)

// oidcFlags are the identity provider at which people may sign in.
type oidcFlags struct {
	Issuer       string `placeholder:"URL" help:"Sign people in at this OpenID Connect provider too, which sends them back to /oidc/callback below --public-url."`
	ClientID     string `name:"client-id" placeholder:"ID" help:"What the provider knows this server as."`
	ClientSecret string `placeholder:"SECRET" help:"What proves this server to the provider; as CANOPY_OIDC_CLIENT_SECRET it is in no list of processes."`
}

// signIn is nil when there is no provider.
func (f oidcFlags) signIn(publicURL string, rules *reseller.Service) (*server.OIDC, error) {
	switch {
	case f.Issuer == "" && f.ClientID == "" && f.ClientSecret == "":
		return nil, nil
	case f.Issuer == "" || f.ClientID == "" || publicURL == "":
		return nil, errors.New("signing in by OpenID Connect needs --oidc-issuer, --oidc-client-id and --public-url")
	}
	provider, err := oidc.New(oidc.Config{
		Issuer: f.Issuer, ClientID: f.ClientID, ClientSecret: f.ClientSecret, RedirectURL: strings.TrimSuffix(publicURL, "/") + "/oidc/callback",
	})
	if err != nil {
		return nil, err
	}
	return &server.OIDC{Provider: provider, SignIn: func(ctx context.Context, id oidc.Identity) (server.Session, error) {
		session, err := rules.SignInByIdentity(ctx, reseller.ProviderIdentity(id))
		return server.Session{Token: session.Token, ExpiresAt: session.ExpiresAt}, err
	}}, nil
}

// host is what the playground calls the provider.
func (f oidcFlags) host() string {
	issuer, err := url.Parse(f.Issuer)
	if err != nil {
		return "" // signIn tells
	}
	return issuer.Host
}

// Package oidc asks an OpenID Connect provider who somebody is: the authorization code flow with PKCE, up to a verified
// identity. It keeps nothing of a flow, so that any replica may finish what another began.
package oidc

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync/atomic"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

// ErrUnavailable is of a provider that cannot be reached, or does not work. Trying again may help.
var ErrUnavailable = errors.New("oidc: the provider cannot be used now")

const (
	// patience is how long the provider may take for one answer.
	patience = 5 * time.Second
	// clockSkew is how far the provider's clock may be behind ours.
	clockSkew = time.Minute
)

// Config is what a Provider needs. Fields without a default are required.
type Config struct {
	// Issuer is the provider's URL, exactly as it names itself.
	Issuer string
	// ClientID is what the provider knows us as: the audience of its tokens.
	ClientID string
	// ClientSecret proves us to the provider. Default: none, a public client.
	ClientSecret string
	// RedirectURL is where the provider sends browsers back to, as registered there.
	RedirectURL string
	// Now is the clock. Default: time.Now.
	Now func() time.Time
}

// Provider is an identity provider. Nothing is asked of it before the first sign-in, so it may be down until then.
// Its methods may be called at the same time.
type Provider struct {
	cfg        Config
	http       *http.Client
	discovered atomic.Pointer[discovered]
}

// discovered is what the provider says of itself.
type discovered struct {
	*oidc.Provider
	verifier *oidc.IDTokenVerifier // fetches the keys anew when it meets one that it does not know
	oauth    oauth2.Config
}

// New is a Provider; it fails when something required is missing or makes no sense.
func New(cfg Config) (*Provider, error) {
	issuer, err := url.Parse(cfg.Issuer)
	if err != nil || issuer.Scheme != "https" && issuer.Scheme != "http" || issuer.Host == "" {
		return nil, fmt.Errorf("oidc: the issuer is a URL such as https://login.example.com, not %q", cfg.Issuer)
	}
	if cfg.ClientID == "" || cfg.RedirectURL == "" {
		return nil, errors.New("oidc: Config.ClientID and Config.RedirectURL are required")
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	return &Provider{cfg: cfg, http: &http.Client{Timeout: patience}}, nil
}

// Flow is one sign-in under way: what the browser keeps to itself until it comes back.
type Flow struct {
	State    string `json:"state"`    // comes back with the browser
	Nonce    string `json:"nonce"`    // comes back in the ID token
	Verifier string `json:"verifier"` // of PKCE: goes with the code
}

// Begin opens a flow and answers where the browser is to go. It returns ErrUnavailable.
func (p *Provider) Begin(ctx context.Context) (to string, flow Flow, err error) {
	d, err := p.discover(ctx)
	if err != nil {
		return "", Flow{}, err
	}
	flow = Flow{State: rand.Text(), Nonce: rand.Text(), Verifier: oauth2.GenerateVerifier()}
	return d.oauth.AuthCodeURL(flow.State, oidc.Nonce(flow.Nonce), oauth2.S256ChallengeOption(flow.Verifier)), flow, nil
}

// discover asks the provider about itself, until it has answered once.
func (p *Provider) discover(ctx context.Context) (*discovered, error) {
	if d := p.discovered.Load(); d != nil {
		return d, nil
	}
	found, err := oidc.NewProvider(oidc.ClientContext(ctx, p.http), p.cfg.Issuer)
	if err != nil {
		return nil, fmt.Errorf("%w: discovery: %w", ErrUnavailable, err)
	}
	lenient := func() time.Time { return p.cfg.Now().Add(-clockSkew) }
	d := &discovered{
		Provider: found,
		verifier: found.Verifier(&oidc.Config{ClientID: p.cfg.ClientID, Now: lenient}),
		oauth: oauth2.Config{
			ClientID: p.cfg.ClientID, ClientSecret: p.cfg.ClientSecret, RedirectURL: p.cfg.RedirectURL,
			Endpoint: found.Endpoint(), Scopes: []string{oidc.ScopeOpenID, oidc.ScopeEmail},
		},
	}
	p.discovered.Store(d)
	return d, nil
}

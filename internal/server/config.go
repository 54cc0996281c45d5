package server

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"time"

	"canopy/internal/auth"
	"canopy/internal/tree"

	"github.com/99designs/gqlgen/graphql"
	"github.com/prometheus/client_golang/prometheus"
)

// Config is what the server needs. Fields without a default are required.
type Config struct {
	// Schema executes operations: graph.New.
	Schema graphql.ExecutableSchema
	// SchemaText is served as /schema.graphqls.
	SchemaText string
	// Presenter gives an error its code and the request id: graph.Present.
	Presenter graphql.ErrorPresenterFunc
	// Recover turns a panic into an error: graph.Recover.
	Recover graphql.RecoverFunc
	// Extensions judge operations before they run: graph's access and limits. Default: none.
	Extensions []graphql.HandlerExtension
	// Introspection answers __schema and __type. Default: false.
	Introspection bool

	// Auth turns credentials into viewers.
	Auth *auth.Authenticator
	// SignIn opens a session for the cookie; faults and UNAUTHENTICATED are answered with 401.
	SignIn func(ctx context.Context, email, password string) (Session, error)
	// SignOut ends the session of the context's viewer.
	SignOut func(ctx context.Context) error
	// OIDC signs in by an identity provider too, at /oidc/login. Default: none.
	OIDC *OIDC
	// PasswordReset serves the page /reset-password. Default: none.
	PasswordReset *PasswordReset
	// Invitation serves the page /invitation. Default: none.
	Invitation *Invitation
	// ConfirmEmail serves the page /confirm-email. Default: none.
	ConfirmEmail ConfirmEmail
	// Tree reads what is served below /files: tree.New. Default: nothing is.
	Tree *tree.Reader
	// RejectedFile serves /files/rejected.csv. Default: none.
	RejectedFile RejectedFile
	// Outbox serves the page /outbox. Default: none.
	Outbox *Outbox
	// Playground serves /playground and everything below it: web.Playground.
	Playground http.Handler
	// Portal serves /assets/, /config.json, and a page wherever nothing else is: web.Portal.
	Portal http.Handler

	// Ready is nil when requests can be served, else what is missing, in words for everybody.
	Ready func(ctx context.Context) error
	// Pools are the database pools that /metrics shows, by name. Default: none.
	Pools map[string]*sql.DB
	// Metrics is what /metrics shows; the server adds its own. Default: a new one.
	Metrics *prometheus.Registry
	// Logger gets one line for each request. Default: slog.Default().
	Logger *slog.Logger

	// PublicURL is where browsers reach this server, scheme://host; https makes the cookie Secure.
	// Default: none; the cookie is Secure when the connection is.
	PublicURL string
	// TrustedProxies are whose X-Forwarded-For is believed: limits count, and logs name, whom they forward. Default: none.
	TrustedProxies []netip.Prefix
	// AllowedOrigins, scheme://host each, may call from a browser beside our own. Default: none.
	AllowedOrigins []string

	// MaxBody is the most bytes of a JSON body. Default: 4 MiB, room for an addUsers of 5,000 by list.
	MaxBody int64
	// MaxUpload is the most bytes of a multipart body. Default: 33 MiB, room for an importUsers.
	MaxUpload int64
	// MaxDocument is the most bytes of a GraphQL document. Default: 64 KiB.
	MaxDocument int
	// MaxTokens is the most tokens of a GraphQL document; validation grows with their square. Default: 2,000.
	MaxTokens int

	// RateLimit is how many requests a second one viewer may send, ten seconds' worth of them at once: a user or an API key, all their
	// sessions together, and for nobody and unknown tokens their network. Operators are not limited. Default: 0, nobody is.
	RateLimit int
	// Now is the clock that RateLimit goes by. Default: time.Now.
	Now func() time.Time

	// RequestTimeout is how long an operation may run. Default: 30 s.
	RequestTimeout time.Duration
	// ReadHeaderTimeout is how long a request's header may take to arrive. Default: 5 s.
	ReadHeaderTimeout time.Duration
	// ReadTimeout is how long a whole request may take to arrive, ten times as long one of a viewer with files. Default: 30 s.
	ReadTimeout time.Duration
	// WriteTimeout is how long request and answer may take together. Default: 90 s.
	WriteTimeout time.Duration
	// IdleTimeout is how long a connection may wait for its next request. Default: 2 min.
	IdleTimeout time.Duration
	// SendTimeout is how long a subscriber may take to take an answer, before the connection is cut. Default: 10 s.
	SendTimeout time.Duration
	// KeepAlive is how often a connection with subscriptions is written to when there is nothing to tell. Default: 15 s.
	KeepAlive time.Duration
	// InitTimeout is how long a websocket may take to send connection_init. Default: 10 s.
	InitTimeout time.Duration
	// ShutdownDelay is how long /readyz says no while requests are still taken, for load balancers to see. Default: 0.
	ShutdownDelay time.Duration
	// ShutdownGrace is how long requests under way may go on after that. Default: 20 s.
	ShutdownGrace time.Duration
}

// Session is an open session: what the cookie carries.
type Session struct {
	Token     string
	ExpiresAt time.Time
}

// complete checks what is required and fills in the defaults.
func (c *Config) complete() error {
	for name, missing := range map[string]bool{
		"Schema": c.Schema == nil, "Presenter": c.Presenter == nil, "Recover": c.Recover == nil, "Auth": c.Auth == nil,
		"SignIn": c.SignIn == nil, "SignOut": c.SignOut == nil, "Playground": c.Playground == nil, "Portal": c.Portal == nil, "Ready": c.Ready == nil,
	} {
		if missing {
			return errors.New("server: Config." + name + " is required")
		}
	}
	c.PublicURL = strings.TrimSuffix(c.PublicURL, "/")
	if u, err := url.Parse(c.PublicURL); c.PublicURL != "" && (err != nil || c.PublicURL != u.Scheme+"://"+strings.ToLower(u.Host) || u.Scheme != "http" && u.Scheme != "https" || u.Host == "") {
		return fmt.Errorf("server: the public URL is http(s)://host in lower case and without a path, not %q", c.PublicURL)
	}
	if c.RateLimit < 0 {
		return fmt.Errorf("server: the rate limit is a number of requests a second or 0, not %d", c.RateLimit)
	}
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Metrics == nil {
		c.Metrics = prometheus.NewRegistry()
	}
	c.Logger = cmp.Or(c.Logger, slog.Default())
	c.MaxBody = cmp.Or(c.MaxBody, 4<<20)
	c.MaxUpload = cmp.Or(c.MaxUpload, 33<<20)
	c.MaxDocument = cmp.Or(c.MaxDocument, 64<<10)
	c.MaxTokens = cmp.Or(c.MaxTokens, 2000)
	c.RequestTimeout = cmp.Or(c.RequestTimeout, 30*time.Second)
	c.ReadHeaderTimeout = cmp.Or(c.ReadHeaderTimeout, 5*time.Second)
	c.ReadTimeout = cmp.Or(c.ReadTimeout, 30*time.Second)
	c.WriteTimeout = cmp.Or(c.WriteTimeout, 90*time.Second)
	c.IdleTimeout = cmp.Or(c.IdleTimeout, 2*time.Minute)
	c.SendTimeout = cmp.Or(c.SendTimeout, 10*time.Second)
	c.KeepAlive = cmp.Or(c.KeepAlive, 15*time.Second)
	c.InitTimeout = cmp.Or(c.InitTimeout, 10*time.Second)
	c.ShutdownGrace = cmp.Or(c.ShutdownGrace, 20*time.Second)
	return nil
}

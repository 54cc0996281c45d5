package main

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"runtime/debug"
	"time"

	"canopy/graph"
	"canopy/internal/auth"
	"canopy/internal/event"
	"canopy/internal/importer"
	"canopy/internal/jobs"
	"canopy/internal/reseller"
	"canopy/internal/server"
	"canopy/internal/store"
	"canopy/internal/tree"
	"canopy/web"

	_ "embed"

	"github.com/99designs/gqlgen/graphql"
	"github.com/prometheus/client_golang/prometheus"
)

//go:embed schema.graphqls
var schemaText string

// serve is the command that serves the API.
type serve struct {
	Addr                 string         `default:":8080" help:"Where to listen (default: ${default})."`
	Demo                 bool           `help:"When the database is empty, load a small reseller with people to sign in as."`
	PublicURL            string         `placeholder:"URL" help:"Where browsers reach this server, as scheme://host; https makes cookies Secure."`
	TrustedProxies       []netip.Prefix `placeholder:"CIDR,..." help:"Proxies whose X-Forwarded-For is believed: behind one, limits by network need it."`
	AllowedOrigins       []string       `placeholder:"URL,..." help:"Other origins whose pages may call the API."`
	ProvisioningDelay    time.Duration  `default:"0s" help:"How long an approved account stays PENDING, exact to about 6s (default: ${default})."`
	PromisedWithin       time.Duration  `default:"1h" help:"What resellers are told to allow for an account number (default: ${default})."`
	SessionTTL           time.Duration  `default:"12h" name:"session-ttl" help:"How long a sign-in holds (default: ${default})."`
	WebhooksAllowPrivate bool           `help:"Let webhooks have addresses with http and in private networks, for closed networks and tests."`
	OIDC                 oidcFlags      `embed:"" prefix:"oidc-"`
	Introspection        bool           `default:"true" negatable:"" help:"Answer __schema, which the playground needs (default: ${default})."`
	DirectWriter         bool           `default:"true" negatable:"" help:"Write answers of queries directly, not by the generated executor: several times faster (default: ${default})."`
	RateLimit            int            `default:"200" help:"The most requests a second of one viewer, ten seconds' worth at once; 0 is no limit (default: ${default})."`
	MaxCost              int            `default:"50000" help:"The most objects that one operation may return (default: ${default})."`
	MaxBody              int64          `default:"4194304" help:"The most bytes of a request's body (default: ${default})."`
	MaxUpload            int64          `default:"34603008" help:"The most bytes of a request with files (default: ${default})."`

	backOfficeFlags
	mailFlags
}

// Run serves until the process is told to end.
func (s *serve) Run(p *process) (err error) {
	if os.Getenv("GOGC") == "" {
		debug.SetGCPercent(400) // little is alive beside the answers under way: collecting at each doubling took a quarter of a nested answer's time
	}
	listener, err := net.Listen("tcp", s.Addr)
	if err != nil {
		return fmt.Errorf("%w; another address can be given: --addr :8081", err)
	}
	defer func() { _ = listener.Close() }() // the server has closed it, unless it was not reached
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	office, err := s.office()
	if err != nil {
		return err
	}
	mails, outbox, err := s.sender()
	if err != nil {
		return err
	}
	db, err := openStore(p)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	queue, err := jobs.New(db, slog.New(handler(p.LogFormat, p.stderr, slog.LevelWarn)))
	if err != nil {
		return err
	}
	registry := prometheus.NewRegistry()
	feed, err := event.New(event.Config{Store: db, Metrics: registry})
	if err != nil {
		return err
	}
	rules, err := reseller.New(reseller.Config{
		Store: db, Enqueue: queue.Enqueue, Forget: queue.Forget, Committed: feed.Committed, Metrics: registry,
		Mail: mails, PublicURL: cmp.Or(s.PublicURL, "http://localhost:"+port),
		BackOffice: office, BackOfficeDeadline: s.BackOfficeDeadline, ProvisioningDelay: s.ProvisioningDelay, PromisedWithin: s.PromisedWithin, SessionTTL: s.SessionTTL,
		WebhooksAllowPrivate: s.WebhooksAllowPrivate,
	})
	if err != nil {
		return err
	}
	pages := web.Config{Endpoint: "/graphql", OIDC: s.OIDC.host()}
	if s.Demo {
		there, err := importer.Demo(p, db, rules)
		if err != nil {
			return err
		}
		if there {
			pages.Demo = &web.SignIn{Email: importer.DemoAdmin, Password: importer.DemoPassword}
		}
	}
	authenticator := auth.New(db, time.Now)
	defer authenticator.Flush()
	shown := outboxPage(outbox, pages.Demo != nil)
	http, err := s.handler(db, rules, feed, authenticator, registry, pages, shown)
	if err != nil {
		return err
	}
	if err := queue.Start(p, rules); err != nil {
		return err
	}
	following, stopFollowing := context.WithCancel(context.WithoutCancel(p)) // until the subscribers have gone
	defer stopFollowing()
	followed := make(chan struct{})
	go func() {
		defer close(followed)
		feed.Run(following)
	}()
	greet(p, listener.Addr(), pages.Demo)
	greetOutbox(p.stdout, shown, port)
	err = http.Run(p, listener)
	stopFollowing()
	<-followed
	stopping, cancel := context.WithTimeout(context.WithoutCancel(p), 20*time.Second)
	defer cancel()
	return errors.Join(err, queue.Stop(stopping))
}

func (s *serve) handler(db *store.Store, rules *reseller.Service, feed *event.Feed, authenticator *auth.Authenticator, registry *prometheus.Registry, pages web.Config, outbox *server.Outbox) (*server.Server, error) {
	limits := graph.DefaultLimits()
	limits.Cost = s.MaxCost
	reads := tree.New(tree.Config{Store: db, Now: time.Now, Told: rules.ToldContacts})
	resolver := &graph.Resolver{Reseller: rules, Tree: reads, Feed: feed, Now: time.Now}
	schema := graph.New(resolver)
	if !s.DirectWriter {
		schema = graph.NewExecutableSchema(graph.Config{Resolvers: resolver})
	}
	oidc, err := s.OIDC.signIn(s.PublicURL, rules)
	if err != nil {
		return nil, err
	}
	return server.New(server.Config{
		Schema: schema, SchemaText: schemaText, Presenter: graph.Present, Recover: graph.Recover,
		Extensions:    []graphql.HandlerExtension{graph.Access{}, limits},
		Introspection: s.Introspection,
		Auth:          authenticator,
		SignIn: func(ctx context.Context, email, password string) (server.Session, error) {
			session, err := rules.SignIn(ctx, reseller.SignInInput{Email: email, Password: password})
			return server.Session{Token: session.Token, ExpiresAt: session.ExpiresAt}, err
		},
		SignOut: rules.SignOut,
		OIDC:    oidc,
		PasswordReset: &server.PasswordReset{
			Request: func(ctx context.Context, email string) error {
				return rules.RequestPasswordReset(ctx, reseller.RequestPasswordResetInput{Email: email})
			},
			Reset: func(ctx context.Context, token, password string) error {
				return rules.ResetPassword(ctx, reseller.ResetPasswordInput{Token: token, Password: password})
			},
		},
		Invitation: &server.Invitation{
			Invited: rules.Invited,
			Accept: func(ctx context.Context, token, password string) error {
				return rules.AcceptInvitation(ctx, reseller.AcceptInvitationInput{Token: token, Password: password})
			},
		},
		ConfirmEmail: func(ctx context.Context, token string) error {
			return rules.ConfirmEmail(ctx, reseller.ConfirmEmailInput{Token: token})
		},
		Tree:         reads,
		RejectedFile: rules.RejectedFile,
		Outbox:       outbox,
		Playground:   web.Playground(pages),
		Portal:       web.Portal(pages),
		Ready:        db.Ready,
		Metrics:      registry,
		Pools:        map[string]*sql.DB{"read": db.DB(), "write": db.WriteDB()},
		PublicURL:    s.PublicURL, TrustedProxies: s.TrustedProxies, AllowedOrigins: s.AllowedOrigins,
		MaxBody: s.MaxBody, MaxUpload: s.MaxUpload, RateLimit: s.RateLimit,
	})
}

// greet says where to look and how to sign in.
func greet(p *process, addr net.Addr, demo *web.SignIn) {
	_, port, _ := net.SplitHostPort(addr.String())
	_, _ = fmt.Fprintf(p.stdout, "canopy serves on %[1]s\n  portal      http://localhost:%[2]s/\n  playground  http://localhost:%[2]s/playground\n  API         http://localhost:%[2]s/graphql\n", addr, port)
	if demo != nil {
		_, _ = fmt.Fprintf(p.stdout, "  sign in as  %s with password %s (the playground already has)\n", demo.Email, demo.Password)
	}
}

// openStore opens the database of the flags and brings its schema up to date.
func openStore(p *process) (*store.Store, error) {
	db, err := store.Open(p, store.Config{URL: p.DatabaseURL, Logger: slog.Default()})
	if err != nil {
		return nil, err
	}
	if err := db.Migrate(p); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

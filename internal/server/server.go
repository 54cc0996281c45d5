// Package server is the http.Handler: transports and their limits, sessions for browsers, health, metrics,
// the pages of web. Every refusal is JSON with a code and the request id, written by one hand (answer.go).
package server

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/rs/cors"
)

// Server answers HTTP requests.
type Server struct {
	cfg      Config
	handler  http.Handler
	metrics  *metrics
	limiter  *limiter // nil: nobody is limited
	origins  *http.CrossOriginProtection
	draining atomic.Bool

	stopping context.Context // ends before the server does: subscriptions end with it
	stop     context.CancelFunc
	requests sync.WaitGroup // under way until they are logged, websockets among them, for which http.Server.Shutdown does not wait
}

// New is a Server; it fails when something required is missing or makes no sense.
func New(cfg Config) (*Server, error) {
	if err := cfg.complete(); err != nil {
		return nil, err
	}
	s := &Server{cfg: cfg, origins: http.NewCrossOriginProtection()}
	s.stopping, s.stop = context.WithCancel(context.Background())
	origins := cfg.AllowedOrigins
	if cfg.PublicURL != "" {
		origins = append([]string{cfg.PublicURL}, origins...)
	}
	for _, origin := range origins {
		if err := s.origins.AddTrustedOrigin(origin); err != nil {
			return nil, fmt.Errorf("server: a public URL or allowed origin is scheme://host: %w", err)
		}
	}
	var err error
	if s.metrics, err = newMetrics(cfg.Metrics, cfg.Pools); err != nil {
		return nil, err
	}
	if cfg.RateLimit > 0 {
		s.limiter = newLimiter(cfg.RateLimit)
	}
	s.handler = s.observe(s.secured(s.crossOrigin(s.routes())))
	return s, nil
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.Handle("/graphql", s.sameOriginCookie(s.signedIn(s.recall, s.limited(viewerOf, s.graphql()), s.refuse)))
	mux.Handle("/session", s.limited(networkOf, s.methods(methods{"POST": s.signIn, "DELETE": s.signOut})))
	if s.cfg.Tree != nil {
		mux.Handle("/files/assets.csv", s.file(s.assetFile))
		mux.Handle("/files/users.csv", s.file(s.userFile))
	}
	if s.cfg.RejectedFile != nil {
		mux.Handle("/files/rejected.csv", s.file(s.rejectedFile))
	}
	if s.cfg.OIDC != nil {
		mux.Handle("/oidc/login", s.oidc(s.beginOIDC))
		mux.Handle("/oidc/callback", s.oidc(s.finishOIDC))
	}
	mux.Handle("/playground", s.cfg.Playground)
	mux.Handle("/playground/", s.cfg.Playground)
	if s.cfg.PasswordReset != nil {
		mux.Handle("/reset-password", s.limited(networkOf, s.methods(methods{"GET": s.showReset, "POST": s.postReset})))
	}
	if s.cfg.Invitation != nil {
		mux.Handle("/invitation", s.limited(networkOf, s.methods(methods{"GET": s.showInvitation, "POST": s.postInvitation})))
	}
	if s.cfg.ConfirmEmail != nil {
		mux.Handle("/confirm-email", s.limited(networkOf, s.methods(methods{"GET": s.showConfirmEmail, "POST": s.postConfirmEmail})))
	}
	if s.cfg.Outbox != nil {
		mux.Handle("/outbox", s.limited(networkOf, s.outbox()))
	}
	mux.Handle("/schema.graphqls", s.methods(methods{"GET": s.schema}))
	mux.Handle("/healthz", s.methods(methods{"GET": s.health}))
	mux.Handle("/readyz", s.methods(methods{"GET": s.ready}))
	mux.Handle("/metrics", s.methods(methods{"GET": s.metrics.handler.ServeHTTP}))
	mux.Handle("/{$}", s.cfg.Portal)
	mux.Handle("/assets/", s.cfg.Portal)
	mux.Handle("/config.json", s.cfg.Portal)
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		if wantsPage(r) {
			s.cfg.Portal.ServeHTTP(w, r)
			return
		}
		s.refuse(w, r, errNoPage)
	})
	return mux
}

// wantsPage tells whether a browser goes to a page, which the portal's script finds or does not: programs are told that there is nothing.
func wantsPage(r *http.Request) bool {
	return (r.Method == http.MethodGet || r.Method == http.MethodHead) && strings.Contains(r.Header.Get("Accept"), "text/html")
}

// methods are the handlers of one path by method; HEAD is answered as GET.
type methods map[string]http.HandlerFunc

func (s *Server) methods(by methods) http.Handler {
	allow := []string{}
	for _, method := range []string{"GET", "POST", "DELETE"} {
		if by[method] != nil {
			allow = append(allow, method)
		}
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		method := r.Method
		if method == http.MethodHead {
			method = http.MethodGet
		}
		if handle, ok := by[method]; ok {
			handle(w, r)
			return
		}
		s.refuseMethod(w, r, allow...)
	})
}

// secured says on every answer that it is no page; a page says otherwise itself.
func (s *Server) secured(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "no-referrer")
		h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
		next.ServeHTTP(w, r)
	})
}

// crossOrigin lets the pages of the allowed origins call. rs/cors takes an empty list for everybody.
func (s *Server) crossOrigin(next http.Handler) http.Handler {
	if len(s.cfg.AllowedOrigins) == 0 {
		return next
	}
	return cors.New(cors.Options{
		AllowedOrigins:   s.cfg.AllowedOrigins,
		AllowedMethods:   []string{http.MethodGet, http.MethodPost, http.MethodDelete},
		AllowedHeaders:   append([]string{"Authorization", "Content-Type", requestIDHeader}, preflightHeaders...),
		ExposedHeaders:   []string{requestIDHeader, "Retry-After"},
		AllowCredentials: true,
		MaxAge:           600,
	}).Handler(next)
}

func (s *Server) schema(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte(s.cfg.SchemaText))
}

package server

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"regexp"
	"runtime/debug"
	"slices"
	"strings"

	"canopy/internal/nodeid"
	"canopy/internal/viewer"

	"github.com/99designs/gqlgen/graphql"
	"github.com/felixge/httpsnoop"
)

const requestIDHeader = "X-Request-Id"

var saneRequestID = regexp.MustCompile(`^[A-Za-z0-9._:-]{1,64}$`)

// exchange is what the log and the metrics tell of a request; the inner handlers fill it in.
type exchange struct {
	transport string // "get", "post", "multipart"; elsewhere the route
	viewer    *viewer.Viewer
	operation string // its name
	kind      string // "query", "mutation", "unknown"; "" when no operation came of it
	code      string // of the first error
}

type exchangeKey struct{}

func exchangeOf(ctx context.Context) *exchange { return ctx.Value(exchangeKey{}).(*exchange) }

// maxOperationName is how much of an operation's name is logged.
const maxOperationName = 100

func (x *exchange) note(op *graphql.OperationContext) {
	x.kind = "unknown"
	if op.Operation != nil {
		x.kind = string(op.Operation.Operation)
		x.operation = op.Operation.Name[:min(len(op.Operation.Name), maxOperationName)] // names are ASCII
	}
}

// observe gives every request an id, survives its panics, counts it and writes one line about it.
func (s *Server) observe(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.requests.Add(1)
		defer s.requests.Done()
		id := r.Header.Get(requestIDHeader)
		if !saneRequestID.MatchString(id) {
			id = rand.Text()
		}
		w.Header().Set(requestIDHeader, id)
		x := &exchange{viewer: &viewer.Viewer{RequestID: id, RemoteAddr: s.remote(r)}}
		ctx := context.WithValue(viewer.NewContext(r.Context(), x.viewer), exchangeKey{}, x)
		r = r.WithContext(ctx)
		seen := httpsnoop.CaptureMetrics(s.recovered(next), w, r)
		if x.transport == "" {
			x.transport = r.Pattern // the mux writes it
		}
		s.metrics.count(x, seen)
		s.log(r, x, seen)
	})
}

// remote is the host that the request came from: the nearest one that is no trusted proxy.
func (s *Server) remote(r *http.Request) string {
	host, _, _ := net.SplitHostPort(r.RemoteAddr)
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for _, hop := range slices.Backward(hops) {
		addr, err := netip.ParseAddr(host)
		if err != nil || !slices.ContainsFunc(s.cfg.TrustedProxies, func(p netip.Prefix) bool { return p.Contains(addr.Unmap()) }) {
			return host
		}
		if addr, err = netip.ParseAddr(strings.TrimSpace(hop)); err != nil {
			return host
		}
		host = addr.Unmap().String()
	}
	return host
}

func (s *Server) log(r *http.Request, x *exchange, seen httpsnoop.Metrics) {
	level := slog.LevelInfo
	switch {
	case x.transport == "/healthz" || x.transport == "/readyz" || x.transport == "/metrics" || strings.HasPrefix(r.URL.Path, "/playground/") || strings.HasPrefix(r.URL.Path, "/assets/"):
		level = slog.LevelDebug
	case seen.Code >= http.StatusInternalServerError:
		level = slog.LevelError
	}
	attrs := []slog.Attr{
		slog.String("request_id", x.viewer.RequestID),
		slog.String("method", r.Method), slog.String("path", r.URL.Path), slog.Int("status", seen.Code),
		slog.Float64("ms", float64(seen.Duration.Microseconds())/1000), slog.Int64("bytes", seen.Written),
	}
	s.cfg.Logger.LogAttrs(r.Context(), level, "request", append(attrs, x.attrs()...)...)
}

// attrs tell who asked for what.
func (x *exchange) attrs() (attrs []slog.Attr) {
	switch {
	case x.viewer.KeyID != 0:
		attrs = append(attrs, slog.String("viewer", nodeid.New(nodeid.APIKey, x.viewer.KeyID).String()))
	case x.viewer.UserID != 0:
		attrs = append(attrs, slog.String("viewer", nodeid.New(nodeid.User, x.viewer.UserID).String()))
	case x.viewer.Operator:
		attrs = append(attrs, slog.String("viewer", "operator"))
	}
	if x.kind != "" {
		attrs = append(attrs, slog.String("type", x.kind), slog.String("operation", x.operation))
	}
	if x.code != "" && x.code != "OK" {
		attrs = append(attrs, slog.String("code", x.code))
	}
	return attrs
}

// recovered answers INTERNAL for a panic, which goes to the log with its stack.
func (s *Server) recovered(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			switch panicked := recover(); panicked {
			case nil:
			case http.ErrAbortHandler:
				panic(panicked)
			default:
				s.cfg.Logger.ErrorContext(r.Context(), "panic", "request_id", exchangeOf(r.Context()).viewer.RequestID,
					"panic", fmt.Sprint(panicked), "stack", string(debug.Stack()))
				s.refuse(w, r, fmt.Errorf("panic: %v", panicked))
			}
		}()
		next.ServeHTTP(w, r)
	})
}

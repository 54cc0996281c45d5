package server

import (
	"context"
	"net/http"
	"time"

	"canopy/graph"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/throttle"
	"canopy/internal/viewer"

	"github.com/99designs/gqlgen/graphql"
)

// objectsPerRequest is how many objects an answer may have for each request that it counts as, beside the one that it is.
const objectsPerRequest = 1000

// limiter bounds the requests of each viewer: enough for any use, too few for a program that runs away.
type limiter struct {
	viewers  *throttle.Buckets
	networks *throttle.Buckets // of nobody, and of tokens not seen before
}

func newLimiter(perSecond int) *limiter {
	const seconds = 10 // that a bucket holds
	each := time.Second / time.Duration(perSecond)
	return &limiter{throttle.New(seconds*perSecond, each), throttle.New(seconds*perSecond, each)}
}

// sender is who requests are counted for, as the metrics name it, and their bucket.
type sender struct {
	by      string
	buckets *throttle.Buckets
	key     string
}

func networkOf(l *limiter, v *viewer.Viewer) sender {
	return sender{"network", l.networks, throttle.Network(v.RemoteAddr)}
}

func viewerOf(l *limiter, v *viewer.Viewer) sender {
	switch {
	case v.Operator:
		return sender{}
	case v.KeyID != 0:
		return sender{"api_key", l.viewers, nodeid.New(nodeid.APIKey, v.KeyID).String()}
	case v.UserID != 0:
		return sender{"user", l.viewers, nodeid.New(nodeid.User, v.UserID).String()}
	}
	return networkOf(l, v)
}

// limited refuses what a sender sends beyond their rate, before any of it is read.
func (s *Server) limited(of func(*limiter, *viewer.Viewer) sender, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := s.count(r.Context(), of); err != nil {
			s.refuse(w, r, err)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// count takes one request, or answers RATE_LIMITED.
func (s *Server) count(ctx context.Context, of func(*limiter, *viewer.Viewer) sender) error {
	if s.limiter == nil {
		return nil
	}
	from := of(s.limiter, viewer.FromContext(ctx))
	if from.buckets == nil {
		return nil
	}
	wait := from.buckets.Take(from.key, s.cfg.Now())
	if wait == 0 {
		return nil
	}
	s.metrics.limited.WithLabelValues(from.by).Inc()
	return problem.Limited(wait, "Too many requests")
}

// charge counts an operation for what its answer may hold.
func (s *Server) charge(ctx context.Context, op *graphql.OperationContext) {
	cost, _ := graph.Cost(op)
	s.owe(ctx, cost)
}

// owe counts so many objects of an answer. What goes beyond the rate is owed.
func (s *Server) owe(ctx context.Context, objects int) {
	if s.limiter == nil || objects < objectsPerRequest {
		return
	}
	if from := viewerOf(s.limiter, viewer.FromContext(ctx)); from.buckets != nil {
		from.buckets.Owe(from.key, objects/objectsPerRequest, s.cfg.Now())
	}
}

// recall answers whom a token stands for. One that has to be looked up counts as a request of the network that it comes from.
func (s *Server) recall(ctx context.Context, token string) (*viewer.Viewer, error) {
	if s.limiter != nil && !s.cfg.Auth.Remembers(token) {
		if err := s.count(ctx, networkOf); err != nil {
			return nil, err
		}
	}
	return s.cfg.Auth.Recall(ctx, token)
}

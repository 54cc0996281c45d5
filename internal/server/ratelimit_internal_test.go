package server

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"canopy/internal/auth"
	"canopy/internal/viewer"
)

// BenchmarkRateLimit is what counting a request adds to it, its token's part too: compare with bench/.
func BenchmarkRateLimit(b *testing.B) {
	s := &Server{cfg: Config{Now: time.Now, Auth: auth.New(nil, time.Now)}, limiter: newLimiter(1_000_000)}
	limited := s.limited(viewerOf, http.HandlerFunc(func(http.ResponseWriter, *http.Request) {}))
	b.RunParallel(func(pb *testing.PB) {
		r := httptest.NewRequest(http.MethodPost, "/graphql", nil)
		r = r.WithContext(viewer.NewContext(r.Context(), viewer.New(7, false, nil)))
		w := httptest.NewRecorder()
		for pb.Next() {
			_ = s.cfg.Auth.Remembers("canopy_0123456789012345678901234567890123456789012")
			limited.ServeHTTP(w, r)
		}
	})
}

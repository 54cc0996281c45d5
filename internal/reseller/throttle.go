package reseller

import (
	"maps"
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// signInThrottle bounds the attempts to sign in, by e-mail address and by host. It is kept in memory, by each process for itself.
type signInThrottle struct {
	mu     sync.Mutex
	emails limiters
	hosts  limiters
}

// allow takes one attempt; "" is not bounded.
func (t *signInThrottle) allow(host, email string, at time.Time) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.hosts.allow(network(host), 60, 2*time.Second, at) && t.emails.allow(email, 10, 30*time.Second, at)
}

// limiters are token buckets by key.
type limiters struct {
	byKey map[string]*rate.Limiter
	full  int // how many to hold before those that have recovered are dropped
}

func (l *limiters) allow(key string, burst int, every time.Duration, at time.Time) bool {
	if key == "" {
		return true
	}
	limiter := l.byKey[key]
	if limiter == nil {
		if len(l.byKey) >= l.full {
			maps.DeleteFunc(l.byKey, func(_ string, r *rate.Limiter) bool { return r.TokensAt(at) >= float64(burst) })
			l.full = max(1024, 2*len(l.byKey))
		}
		if l.byKey == nil {
			l.byKey = map[string]*rate.Limiter{}
		}
		limiter = rate.NewLimiter(rate.Every(every), burst)
		l.byKey[key] = limiter
	}
	return limiter.AllowN(at, 1)
}

// network is the part of an IPv6 address that one customer of a provider has, else the host as it is.
func network(host string) string {
	addr, err := netip.ParseAddr(host)
	if err != nil || addr.Unmap().Is4() {
		return host
	}
	prefix, _ := addr.Prefix(64) // 64 is always within
	return prefix.String()
}

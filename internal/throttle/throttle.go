// Package throttle is how often somebody may do something: token buckets by key, in bounded memory.
package throttle

import (
	"math"
	"net/netip"
	"sync"
	"time"

	"github.com/hashicorp/golang-lru/v2/simplelru"
	"golang.org/x/time/rate"
)

// keys is how many buckets of one kind are kept: about 10 MB of them. Those that were not asked longest are forgotten, which
// fills them again; whoever wants that has to fill all the others first.
const keys = 32_768

// Buckets are token buckets of one kind, one for each key, in the memory of this process. They may be asked at the same time.
type Buckets struct {
	limit rate.Limit
	burst int

	mu    sync.Mutex
	byKey *simplelru.LRU[string, *rate.Limiter]
}

// New is full buckets of so many tokens, to which one comes back every so often.
func New(burst int, every time.Duration) *Buckets {
	byKey, err := simplelru.NewLRU[string, *rate.Limiter](keys, nil)
	if err != nil {
		panic(err) // of a size below 1
	}
	return &Buckets{limit: rate.Every(every), burst: burst, byKey: byKey}
}

// Take takes one token; without one it takes nothing and answers how long it is until there is one. "" has no bucket.
func (b *Buckets) Take(key string, at time.Time) (wait time.Duration) {
	if key == "" {
		return 0
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	bucket := b.bucket(key)
	if bucket.AllowN(at, 1) {
		return 0
	}
	return b.wait(bucket, at)
}

// Wait is how long it is until there is a token; it takes none.
func (b *Buckets) Wait(key string, at time.Time) time.Duration {
	if key == "" {
		return 0
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.wait(b.bucket(key), at)
}

// Owe takes n tokens; those that are missing have to come back first.
func (b *Buckets) Owe(key string, n int, at time.Time) {
	if key == "" {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for bucket := b.bucket(key); n > 0; n -= b.burst {
		bucket.ReserveN(at, min(n, b.burst))
	}
}

func (b *Buckets) bucket(key string) *rate.Limiter {
	bucket, ok := b.byKey.Get(key)
	if !ok {
		bucket = rate.NewLimiter(b.limit, b.burst)
		b.byKey.Add(key, bucket)
	}
	return bucket
}

// wait is in microseconds, rounded up; what floating point adds, far less than a hundredth of one, does not count.
func (b *Buckets) wait(bucket *rate.Limiter, at time.Time) time.Duration {
	missing := max(0, 1-bucket.TokensAt(at))
	return time.Duration(math.Ceil(missing/float64(b.limit)*1e6-0.01)) * time.Microsecond
}

// Network is the key of an address: of an IPv6 address the part that one customer of a provider has, else the host as it is.
func Network(host string) string {
	addr, err := netip.ParseAddr(host)
	if err != nil {
		return host
	}
	if addr = addr.Unmap(); addr.Is4() {
		return addr.String()
	}
	prefix, _ := addr.Prefix(64) // 64 is always within
	return prefix.String()
}

package reseller

import (
	"time"

	"canopy/internal/throttle"

	lru "github.com/hashicorp/golang-lru/v2"
)

// attempts bound how often somebody who is not signed in may try something with an e-mail address, whether anybody has it or not.
// They are kept in memory, by each process for itself. An address alone is bounded too, so that many networks together do not
// guess faster, but far wider, and not from the networks that it succeeded from: failing with an address from elsewhere does
// not lock its owner out.
type attempts struct {
	networks *throttle.Buckets // from one network, whatever the address
	pairs    *throttle.Buckets // with one address from one network
	emails   *throttle.Buckets // with one address from all networks that it has not succeeded from
	known    *lru.Cache[string, struct{}]
}

func newSignIns() *attempts {
	return newAttempts(throttle.New(10, 30*time.Second), throttle.New(100, 36*time.Second))
}

// newResets bound the mails that somebody else can have sent to a person.
func newResets() *attempts {
	return newAttempts(throttle.New(3, 5*time.Minute), throttle.New(10, 6*time.Minute))
}

func newAttempts(pairs, emails *throttle.Buckets) *attempts {
	known, err := lru.New[string, struct{}](32_768)
	if err != nil {
		panic(err) // of a size below 1
	}
	return &attempts{throttle.New(60, 2*time.Second), pairs, emails, known}
}

// allow takes an attempt from a host with the key of an e-mail address (locale.Email), "" where it is none: 0, or how long to wait.
func (a *attempts) allow(host, email string, at time.Time) (wait time.Duration) {
	if wait = a.networks.Take(throttle.Network(host), at); wait > 0 || email == "" {
		return wait
	}
	pair := pairOf(host, email)
	if wait = a.pairs.Take(pair, at); wait > 0 || a.known.Contains(pair) {
		return wait
	}
	return a.emails.Take(email, at)
}

// succeeded says that the owner of the address came from there.
func (a *attempts) succeeded(host, email string) { a.known.Add(pairOf(host, email), struct{}{}) }

func pairOf(host, email string) string { return throttle.Network(host) + " " + email }

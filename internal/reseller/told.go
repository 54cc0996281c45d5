package reseller

import (
	"context"
	"time"

	"canopy/internal/problem"
	"canopy/internal/throttle"
	"canopy/internal/viewer"

	"github.com/prometheus/client_golang/prometheus"
)

// telling is something that is told about what lies outside of the viewer's tree, as the log and the metrics name it.
type telling string

// The tellings; docs/permissions.md says who is told.
const (
	takenAddresses       telling = "taken_addresses"
	takenReferences      telling = "taken_references"
	sameOrganization     telling = "same_organization" // as another account of the tree
	similarOrganizations telling = "similar_organizations"
	contacts             telling = "notification_contacts"
)

// tellings bound and count what each viewer is told, in memory, by each process for itself. Operators see everything already.
type tellings struct {
	addresses *throttle.Buckets // a token for each address
	lookUps   *throttle.Buckets // a token for each look-up that tells something
	count     *prometheus.CounterVec
}

func newTellings(metrics prometheus.Registerer) (*tellings, error) {
	t := &tellings{
		addresses: throttle.New(MaxRows, time.Hour/MaxRows),
		lookUps:   throttle.New(120, time.Second),
		count: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "canopy_told_total", Help: "What viewers were told about what lies outside of their tree, operators aside.",
		}, []string{"what"}),
	}
	if metrics == nil {
		return t, nil
	}
	return t, metrics.Register(t.count)
}

// of are the buckets of what is told; nil where it is not bounded.
func (t *tellings) of(what telling) *throttle.Buckets {
	switch what {
	case takenAddresses:
		return t.addresses
	case contacts: // who chose them did see them, and nobody can ask for others
		return nil
	}
	return t.lookUps
}

// mayTell asks whether the viewer may be told more, before anything is looked up: afterwards the refusal itself would tell. It takes
// nothing. It returns problem.RateLimited.
func (s *Service) mayTell(ctx context.Context, what telling) error {
	v := viewer.FromContext(ctx)
	if v.Operator || !v.Known() {
		return nil
	}
	if wait := s.tellings.of(what).Wait(asker(v), s.Now()); wait > 0 {
		return problem.Limited(wait, "you asked for too much of what lies outside of what you see")
	}
	return nil
}

// told notes that the viewer was told n things that may lie outside of their tree, by one look-up. What goes beyond the bucket is owed.
func (s *Service) told(ctx context.Context, what telling, n int) { s.toldOften(ctx, what, 1, n) }

// toldOften is told by so many look-ups that found something.
func (s *Service) toldOften(ctx context.Context, what telling, lookUps, n int) {
	v := viewer.FromContext(ctx)
	if v.Operator || n == 0 {
		return
	}
	switch buckets := s.tellings.of(what); buckets {
	case nil:
	case s.tellings.addresses:
		buckets.Owe(asker(v), n, s.Now())
	default:
		buckets.Owe(asker(v), lookUps, s.Now())
	}
	s.tellings.count.WithLabelValues(string(what)).Add(float64(n))
	s.Logger.InfoContext(ctx, "told of what lies outside", "what", string(what), "number", n, "viewer", asker(v), "request_id", v.RequestID)
}

// ToldContacts notes that the viewer was shown so many notification contacts whose own account they do not see.
func (s *Service) ToldContacts(ctx context.Context, n int) { s.told(ctx, contacts, n) }

package reseller_test

import (
	"context"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/event"
	"canopy/ent/review"
	"canopy/ent/reviewcandidate"
	"canopy/internal/canopytest"
	"canopy/internal/jobs"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/reseller"
	"canopy/internal/store"
	"canopy/internal/store/scope"
	"canopy/internal/viewer"
)

// house is the rules over a fresh database with one reseller in it.
type house struct {
	*canopytest.Rig
	*reseller.Service
	root    *ent.Account
	manager *ent.User // ACCOUNT_MANAGER there
}

// each runs the test in a house on each database.
func each(t *testing.T, f func(t *testing.T, h *house)) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) { f(t, newHouse(t, rig)) })
}

// onPostgres is a house on PostgreSQL, for what only several who write at once can meet; SQLite has one writer.
func onPostgres(t *testing.T) *house { return newHouse(t, canopytest.Postgres(t)) }

func newHouse(t *testing.T, rig *canopytest.Rig) *house {
	t.Helper()
	queue, err := jobs.New(rig.Store, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	rules, err := reseller.New(reseller.Config{
		Store: rig.Store, Enqueue: queue.Enqueue, Forget: queue.Forget, Now: rig.Clock.Now, ProvisioningDelay: time.Minute, Logger: slog.New(slog.DiscardHandler),
		WebhooksAllowPrivate: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	h := &house{Rig: rig, Service: rules}
	h.root = rig.Account(nil)
	h.manager = rig.User(h.root, viewer.AccountManager)
	return h
}

// everything sees all rows.
func everything() context.Context { return scope.Everything(context.Background(), scope.Operator) }

func id(a *ent.Account) nodeid.ID { return nodeid.New(nodeid.Account, a.ID) }

func userID(u *ent.User) nodeid.ID { return nodeid.New(nodeid.User, u.ID) }

func reviewID(key int64) nodeid.ID { return nodeid.New(nodeid.Review, key) }

func ptr[T any](v T) *T { return &v }

// form is a customer in Berlin below the account, with the contact; change alters it.
func form(parent *ent.Account, contact *ent.User, change ...func(*reseller.CreateCustomerInput)) reseller.CreateCustomerInput {
	in := reseller.CreateCustomerInput{
		ParentID: id(parent), Type: "END_CUSTOMER", Name: "Spree Logistik GmbH", NotificationContactID: userID(contact),
		Address: reseller.AddressInput{Street: []string{"Chausseestraße 8"}, City: ptr("Berlin"), PostalCode: ptr("10115"), Country: "DE"},
	}
	for _, f := range change {
		f(&in)
	}
	return in
}

func named(name string) func(*reseller.CreateCustomerInput) {
	return func(in *reseller.CreateCustomerInput) { in.Name = name }
}

// opened opens a review as the user and returns it.
func (h *house) opened(t *testing.T, as *ent.User, in reseller.CreateCustomerInput) *ent.Review {
	t.Helper()
	key, err := h.CreateCustomer(h.As(as), in)
	if err != nil {
		t.Fatal(err)
	}
	return h.review(t, key)
}

func (h *house) review(t *testing.T, key int64) *ent.Review {
	t.Helper()
	r, err := h.Store.Client().Review.Query().Where(review.ID(key)).
		WithCandidates(func(q *ent.ReviewCandidateQuery) { q.Order(ent.Asc(reviewcandidate.FieldRank)) }).Only(everything())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// registered registers organizations and returns their ids.
func (h *house) registered(list ...reseller.NewOrganization) (ids []int64) {
	h.Tx(func(ctx context.Context, tx *store.Tx) (err error) {
		ids, err = h.RegisterOrganizations(ctx, tx, list)
		return err
	})
	return ids
}

// account loads an account.
func (h *house) account(t *testing.T, key int64) *ent.Account {
	t.Helper()
	a, err := h.Store.Client().Account.Get(everything(), key)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// asset loads an asset.
func (h *house) asset(t *testing.T, key int64) *ent.Asset {
	t.Helper()
	a, err := h.Store.Client().Asset.Get(everything(), key)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// log is the events, oldest first, each as "ACTION OUTCOME subject".
func (h *house) log(t *testing.T) []string {
	t.Helper()
	events, err := h.Store.Client().Event.Query().Order(ent.Asc(event.FieldID)).All(everything())
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	seqs := map[int64]int64{}
	for _, e := range events {
		lines = append(lines, e.Action+" "+string(e.Outcome)+" "+e.Subject)
		if seqs[e.RootID]++; e.Seq != seqs[e.RootID] {
			t.Errorf("event %d of tree %d has the number %d, want %d", e.ID, e.RootID, e.Seq, seqs[e.RootID])
		}
	}
	return lines
}

// rows counts the rows of all tables that a mutation of a customer writes, events aside.
func (h *house) rows(t *testing.T) (n int) {
	t.Helper()
	err := h.Store.DB().QueryRow("SELECT " + scope.Operator.Marker() + ` (SELECT count(*) FROM accounts) + (SELECT count(*) FROM reviews) +
		(SELECT count(*) FROM organizations) + (SELECT count(*) FROM match_keys) + (SELECT count(*) FROM provisionings) +
		(SELECT count(*) FROM review_candidates) + (SELECT count(*) FROM idempotency_keys) + (SELECT count(*) FROM river_job)`).Scan(&n)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// jobsQueued counts the queued jobs of a kind.
func (h *house) jobsQueued(t *testing.T, kind string) (n int) {
	t.Helper()
	if err := h.Store.DB().QueryRow("SELECT count(*) FROM river_job WHERE kind = $1", kind).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// wantFaults compares an error's faults with "path CODE" each, in any order.
func wantFaults(t *testing.T, err error, want ...string) {
	t.Helper()
	faults, other := problem.FaultsOf(err)
	if other != nil {
		t.Fatalf("not a fault: %v", other)
	}
	got := []string{}
	for _, f := range faults {
		got = append(got, strings.Join(f.Path, ".")+" "+string(f.Code))
	}
	slices.Sort(got)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Errorf("faults are\n%q, want\n%q (%v)", got, want, err)
	}
}

// wantInOrder is wantFaults, in the order given.
func wantInOrder(t *testing.T, err error, want ...string) {
	t.Helper()
	faults, _ := problem.FaultsOf(err)
	var got []string
	for _, f := range faults {
		got = append(got, strings.Join(f.Path, ".")+" "+string(f.Code))
	}
	if !slices.Equal(got, want) {
		t.Errorf("faults are\n%q, want\n%q (%v)", got, want, err)
	}
}

// atOnce runs n goroutines that start together and waits for all of them.
func atOnce(n int, f func(i int)) {
	var wg sync.WaitGroup
	start := make(chan struct{})
	for i := range n {
		wg.Go(func() {
			<-start
			f(i)
		})
	}
	close(start)
	wg.Wait()
}

package subscription_test

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"canopy/ent/grant"
	"canopy/internal/canopytest"
	"canopy/internal/event"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/viewer"
)

// TestAccessTakenAway ends or narrows what runs, though nothing happens to the account; and tells how soon.
func TestAccessTakenAway(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		r := start(t, rig)
		operator := r.token(t, nil)
		top, other := rig.Account(nil), rig.Account(nil)
		rig.User(top, viewer.Admin)
		rig.User(other, viewer.Admin)
		var delays []time.Duration
		ended := func(s *subscriber, code string, take func()) {
			t.Helper()
			before := time.Now()
			take()
			s.wantCode(t, code)
			delays = append(delays, time.Since(before))
			r.awaitRunning(t, 0) // the next one that runs is the next one
		}
		for range size(50, 5) {
			place := rig.Account(top)
			person := rig.User(place, viewer.Reader)
			on := map[string]any{"id": id(place)}

			token := r.token(t, person)
			s := r.subscribe(t, token, changed, on)
			r.awaitRunning(t, 1)
			ended(s, "UNAUTHENTICATED", func() { r.signOut(t, token) })

			s = r.subscribe(t, r.token(t, person), changed, on)
			r.awaitRunning(t, 1)
			ended(s, "UNAUTHENTICATED", func() { r.change(t, operator, "disableUsers", `userIds: ["%s"]`, userID(person)) })
			r.change(t, operator, "enableUsers", `userIds: ["%s"]`, userID(person))

			g := rig.Store.Client().Grant.Query().Where(grant.UserID(person.ID)).OnlyX(canopytest.Operator())
			s = r.subscribe(t, r.token(t, person), changed, on)
			r.awaitRunning(t, 1)
			ended(s, "NOT_FOUND", func() { r.change(t, operator, "revokeGrant", `grantId: "%s"`, nodeid.New(nodeid.Grant, g.ID)) })

			above := rig.User(top, viewer.Admin) // sees the place from above, until it hangs elsewhere
			s = r.subscribe(t, r.token(t, above), changed, on)
			r.awaitRunning(t, 1)
			ended(s, "NOT_FOUND", func() {
				r.change(t, operator, "moveAccounts", `accountIds: ["%s"], parentId: "%s"`, id(place), id(other))
			})
		}
		slices.Sort(delays)
		t.Logf("from the request to the end: median %v, p99 %v of %d", delays[len(delays)/2], delays[len(delays)*99/100], len(delays))
	})
}

// TestTakenAwayMeanwhile ends what began while a look was under way, by which everybody else is looked up again.
func TestTakenAwayMeanwhile(t *testing.T) {
	rig := canopytest.SQLite(t)
	r := start(t, rig, following(time.Now))
	a := rig.Account(nil)
	token := r.token(t, rig.User(a, viewer.Reader))
	r.subscribe(t, r.token(t, nil), changed, map[string]any{"id": id(a)}) // so that there is something to look for
	r.awaitRunning(t, 1)
	looking, taken := make(chan struct{}), make(chan struct{})
	var once sync.Once
	var s *subscriber
	rig.Watch(func() {
		<-looking
		s = r.subscribe(t, token, changed, map[string]any{"id": id(a)})
		r.awaitRunning(t, 2)
		r.signOut(t, token)
		close(taken)
		s.wantCode(t, "UNAUTHENTICATED")
	}, func(statement string) {
		if strings.Contains(statement, "last_seq FROM trees WHERE root_id IN") {
			once.Do(func() { close(looking); <-taken })
		}
	})
}

// TestNarrowed goes on telling of what is still visible.
func TestNarrowed(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		r := start(t, rig)
		operator := r.token(t, nil)
		top := rig.Account(nil)
		shown, hidden := rig.Account(top), rig.Account(top)
		person := rig.User(rig.Account(nil), "")
		rig.Grant(person, top, viewer.Reader, grant.ScopeACCOUNT_ONLY)
		rig.Grant(person, shown, viewer.Reader, grant.ScopeSUBTREE)
		taken := rig.Grant(person, hidden, viewer.Reader, grant.ScopeSUBTREE)
		s := r.subscribe(t, r.token(t, person), changed, map[string]any{"id": id(top)})
		r.awaitRunning(t, 1)
		name := func(wanted string) {
			t.Helper()
			if got := s.next(t); got.Account == nil || got.Account.Name != wanted {
				t.Fatalf("told %+v, want %s", got, wanted)
			}
		}
		r.rename(t, operator, hidden, "one")
		name("one")
		r.change(t, operator, "revokeGrant", `grantId: "%s"`, nodeid.New(nodeid.Grant, taken.ID))
		r.rename(t, operator, hidden, "two")
		r.rename(t, operator, shown, "three")
		name("three")
	})
}

// TestSessionExpires ends what runs when the session does.
func TestSessionExpires(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		r := start(t, rig, following(rig.Clock.Now))
		a := rig.Account(nil)
		s := r.subscribe(t, r.token(t, rig.User(a, viewer.Reader)), changed, map[string]any{"id": id(a)})
		r.awaitRunning(t, 1)
		rig.Clock.Advance(forever)
		s.wantCode(t, "UNAUTHENTICATED")
	})
}

// TestTooMany refuses a viewer's subscriptions beyond the limit.
func TestTooMany(t *testing.T) {
	rig := canopytest.SQLite(t)
	r := start(t, rig)
	a := rig.Account(nil)
	ctx := rig.As(rig.User(a, viewer.Reader))
	var running []*event.Subscription
	for i := range 500 {
		s, err := r.feed.Subscribe(ctx, request(a))
		if err != nil {
			t.Fatalf("subscription %d: %v", i, err)
		}
		defer s.Close()
		running = append(running, s)
	}
	if _, err := r.feed.Subscribe(ctx, request(a)); problem.CodeOf(err) != problem.RateLimited {
		t.Error("one more:", err)
	}
	running[0].Close()
	s, err := r.feed.Subscribe(ctx, request(a))
	if err != nil {
		t.Fatal("in place of one that has ended:", err)
	}
	s.Close()
}

package subscription_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"canopy/ent"
	entevent "canopy/ent/event"
	"canopy/internal/canopytest"
	"canopy/internal/event"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/reseller"
	"canopy/internal/server"
	"canopy/internal/viewer"
)

func request(a *ent.Account) event.Request {
	return event.Request{Account: nodeid.New(nodeid.Account, a.ID), Descendants: true, Actions: reseller.AccountChanges}
}

// following is a feed with a clock of its own, which looks often.
func following(now func() time.Time) func(*event.Config) {
	return func(c *event.Config) { c.Now, c.Poll = now, 20*time.Millisecond }
}

// onlyWoken is a feed that looks at the log when it is woken, not by itself.
func onlyWoken(c *event.Config) { c.Poll = time.Hour }

// TestReverseCommits holds the transaction that writes first until the one that wrote second is committed: their events are
// numbered as they are committed.
func TestReverseCommits(t *testing.T) {
	rig := canopytest.Postgres(t) // SQLite writes one after the other
	r := start(t, rig)
	top := rig.Account(nil)
	first, second := rig.Account(top), rig.Account(top)
	token := r.token(t, nil)
	s := r.subscribe(t, token, changed, map[string]any{"id": id(top)})
	r.awaitRunning(t, 1)
	written, release := make(chan struct{}), make(chan struct{})
	var once sync.Once
	rig.Watch(func() {
		var all sync.WaitGroup
		all.Go(func() { r.rename(t, token, first, "inserted first") })
		<-written
		r.rename(t, token, second, "committed first")
		s.want(t, "committed first")
		close(release)
		all.Wait()
	}, func(statement string) {
		if strings.HasPrefix(statement, `SELECT "id", "parent_id"`) { // what the update has written is read back
			mine := false
			once.Do(func() { mine = true })
			if mine {
				close(written)
				<-release
			}
		}
	})
	s.want(t, "inserted first")
}

// TestResume writes by several while a subscriber comes and goes, each time to a process that has just begun: what they are told is
// the log, whole and in order, but for what they were told twice.
func TestResume(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		writer := start(t, rig)
		top := rig.Account(nil)
		var places []*ent.Account
		for range 4 {
			places = append(places, rig.Account(top))
		}
		token := writer.token(t, nil)
		writes := size(2000, 60)
		r := start(t, rig)
		s := r.subscribe(t, token, changed, map[string]any{"id": id(top)})
		r.awaitRunning(t, 1)
		var all sync.WaitGroup
		for i, place := range places {
			all.Go(func() {
				for n := range writes {
					writer.rename(t, token, place, fmt.Sprintf("name %d of %d", n, i))
				}
			})
		}
		var ids []string
		last := ""
		for len(ids) < writes*len(places) {
			for range rand.IntN(40) + 1 {
				if len(ids) == writes*len(places) {
					break
				}
				got := s.next(t)
				if got.code != "" || got.complete {
					t.Fatalf("told %+v", got)
				}
				ids, last = append(ids, got.Event.ID), got.Cursor
			}
			s.leave()
			r.stop()
			r = start(t, rig)
			variables := map[string]any{"id": id(top)}
			if last != "" {
				variables["after"] = last
			}
			s = r.subscribe(t, token, changed, variables)
		}
		all.Wait()
		var want []string
		events := rig.Store.Client().Event.Query().Where(entevent.RootID(top.ID), entevent.OutcomeEQ(entevent.OutcomeDONE)).
			Order(ent.Asc(entevent.FieldSeq)).AllX(canopytest.Operator())
		for _, e := range events {
			want = append(want, nodeid.New(nodeid.Event, e.ID).String())
		}
		if !slices.Equal(ids, want) {
			t.Errorf("told %d events, want the %d of the log in its order", len(ids), len(want))
		}
	})
}

// TestReplicas is told by a process what another one wrote: woken at once, and again after its listening connection was lost.
func TestReplicas(t *testing.T) {
	rig := canopytest.Postgres(t)
	writer, r := start(t, rig, onlyWoken), start(t, rig, onlyWoken)
	a := rig.Account(nil)
	token := writer.token(t, nil)
	s := r.subscribe(t, token, changed, map[string]any{"id": id(a)})
	r.awaitRunning(t, 1)
	writer.rename(t, token, a, "one")
	s.want(t, "one")
	var ended int
	err := rig.Store.WriteDB().QueryRow("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'").Scan(&ended)
	if err != nil || ended < 2 {
		t.Fatal(ended, err)
	}
	writer.rename(t, token, a, "two") // meanwhile nobody is woken; whoever listens again looks first
	s.want(t, "two")
	writer.rename(t, token, a, "three")
	s.want(t, "three")
}

// TestPolled is told without being woken at all.
func TestPolled(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		r := start(t, rig, following(time.Now))
		a := rig.Account(nil)
		s := r.subscribe(t, r.token(t, nil), changed, map[string]any{"id": id(a)})
		r.awaitRunning(t, 1)
		silent := *r.Service // as an import by another command would
		silent.Committed = func() {}
		ctx := viewer.NewContext(t.Context(), viewer.New(0, true, nil))
		if _, err := silent.SuspendAccount(ctx, reseller.SuspendAccountInput{AccountID: nodeid.New(nodeid.Account, a.ID)}); err != nil {
			t.Fatal(err)
		}
		if got := s.next(t); got.Event.Action != "ACCOUNT_SUSPENDED" || got.Account.Status != "SUSPENDED" {
			t.Errorf("told %+v", got)
		}
	})
}

// TestFellBehind ends what takes its events slower than they happen, once it was up to date. Who begins far behind reads on.
func TestFellBehind(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		r := start(t, rig, func(c *event.Config) { c.MaxBehind = 20 })
		a := rig.Account(nil)
		token := r.token(t, nil)
		ctx, cancel := context.WithTimeout(canopytest.Operator(), patience)
		defer cancel()
		slow, err := r.feed.Subscribe(ctx, request(a))
		if err != nil {
			t.Fatal(err)
		}
		defer slow.Close()
		waiting, stop := context.WithTimeout(ctx, 10*time.Millisecond) // it is up to date
		if _, err := slow.Next(waiting); !errors.Is(err, context.DeadlineExceeded) {
			t.Fatal(err)
		}
		stop()
		fast := r.subscribe(t, token, changed, map[string]any{"id": id(a)})
		r.awaitRunning(t, 2)
		var cursor string
		for i := range 30 {
			r.rename(t, token, a, fmt.Sprint("name ", i))
			fast.want(t, fmt.Sprint("name ", i))
			if i == 0 {
				told, err := slow.Next(ctx)
				if err != nil {
					t.Fatal(err)
				}
				cursor = told.Cursor
			}
		}
		if _, err := slow.Next(ctx); problem.CodeOf(err) != problem.RateLimited {
			t.Errorf("a slow one is told %v", err)
		}
		late := r.subscribe(t, token, changed, map[string]any{"id": id(a), "after": cursor})
		for i := 1; i < 30; i++ {
			late.want(t, fmt.Sprint("name ", i))
		}
	})
}

// TestStuck cuts a connection whose other side reads nothing.
func TestStuck(t *testing.T) {
	rig := canopytest.SQLite(t)
	r := start(t, rig, func(c *server.Config) { c.SendTimeout = 200 * time.Millisecond })
	a := rig.Account(nil)
	token := r.token(t, nil)
	conn, err := net.Dial("tcp", strings.TrimPrefix(r.url, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	_ = conn.(*net.TCPConn).SetReadBuffer(4096)
	var many strings.Builder // of the same, so that an answer is large
	for i := range 150 {
		fmt.Fprintf(&many, " a%d: account { name address { formatted } }", i)
	}
	request := r.request(t.Context(), token, `subscription { accountChanged(accountId: "`+id(a)+`") { cursor`+many.String()+` } }`, nil)
	request.Header.Set("Accept", "text/event-stream")
	if err := request.Write(conn); err != nil {
		t.Fatal(err)
	}
	r.awaitRunning(t, 1)
	for i := 0; canopytest.Running(r.metrics) > 0; i++ {
		if i > 2000 {
			t.Fatal("it still runs")
		}
		r.rename(t, token, a, fmt.Sprint("name ", i))
	}
}

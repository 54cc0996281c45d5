package subscription_test

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"canopy/ent"
	"canopy/internal/canopytest"
	"canopy/internal/event"
	"canopy/internal/nodeid"
	"canopy/internal/store/scope"
)

// TestMovedSince tells of what happened below an account also when it stands elsewhere by now, and nobody of what happened before it came:
// the same to who was there and to who comes back, to a process that has just begun.
func TestMovedSince(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		r := start(t, rig)
		operator := r.token(t, nil)
		top, other := rig.Account(nil), rig.Account(nil)
		x, y := rig.Account(top), rig.Account(top)
		between := rig.Account(x)
		b := rig.Account(between)
		move := func(a, to *ent.Account) {
			t.Helper()
			r.change(t, operator, "moveAccounts", `accountIds: ["%s"], parentId: "%s"`, id(a), id(to))
		}
		live := map[*ent.Account]*subscriber{}
		for _, a := range []*ent.Account{x, y} {
			live[a] = r.subscribe(t, operator, changed, map[string]any{"id": id(a)})
		}
		r.awaitRunning(t, 2)
		cursors := map[*ent.Account]string{}
		for a, s := range live {
			r.rename(t, operator, a, "start")
			cursors[a] = s.want(t, "start").Cursor
		}
		r.rename(t, operator, b, "below x")
		move(b, y) // from y on by itself
		r.rename(t, operator, b, "below y")
		move(b, between)
		r.rename(t, operator, b, "below x again")
		move(between, other) // and along with what is above it, into another tree
		move(b, other)
		r.rename(t, operator, b, "elsewhere")
		for _, a := range []*ent.Account{x, y} {
			r.rename(t, operator, a, "end")
		}
		want := map[*ent.Account][]string{
			x: {"below x", "", "", "below x again", "", "end"},
			y: {"", "below y", "", "end"},
		}
		follow := func(s *subscriber, a *ent.Account) (ids []string) {
			t.Helper()
			for _, name := range want[a] {
				got := s.want(t, name)
				if name == "" && got.Event.Action != "ACCOUNT_MOVED" {
					t.Fatalf("told %+v of a move", got)
				}
				ids = append(ids, got.Event.ID)
			}
			return ids
		}
		first := map[*ent.Account]string{}
		for a, s := range live {
			first[a] = fmt.Sprint(follow(s, a))
		}
		r.stop()
		r = start(t, rig)
		for a, cursor := range cursors {
			again := r.subscribe(t, operator, changed, map[string]any{"id": id(a), "after": cursor})
			if got := fmt.Sprint(follow(again, a)); got != first[a] {
				t.Errorf("told again %s, first %s", got, first[a])
			}
		}
	})
}

// TestDepartures asks nothing for subscribers whom a departure does not concern, however many they are.
func TestDepartures(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		r := start(t, rig)
		operator := r.token(t, nil)
		top, other := rig.Account(nil), rig.Account(nil)
		place := top
		for range 4 {
			place = rig.Account(place)
		}
		var leave []string
		for range 10 {
			leave = append(leave, `"`+id(rig.Account(top))+`"`)
		}
		var all []*subscriber
		for range 20 {
			all = append(all, r.subscribe(t, operator, changed, map[string]any{"id": id(place)}))
		}
		r.awaitRunning(t, len(all))
		var statements atomic.Int64
		rig.Watch(func() {
			r.change(t, operator, "moveAccounts", `accountIds: [%s], parentId: "%s"`, strings.Join(leave, ","), id(other))
			r.rename(t, operator, place, "behind")
			for _, s := range all {
				s.want(t, "behind")
			}
		}, func(string) { statements.Add(1) })
		if n := statements.Load(); n > 300 { // the move, and ten for each who is told of what came behind
			t.Errorf("%d statements for 10 departures and 20 subscribers whom none concerns", n)
		}
	})
}

// TestBurst reads many events that come at once for all subscribers together, and ends none of them, though they are far behind for a moment.
func TestBurst(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		r := start(t, rig, func(c *event.Config) { c.MaxBehind = 100 })
		operator := r.token(t, nil)
		top := rig.Account(nil)
		below := rig.Account(top)
		r.rename(t, operator, top, "start")
		var all []*subscriber
		for range 20 {
			all = append(all, r.subscribe(t, operator, changed, map[string]any{"id": id(top), "below": false}))
		}
		r.awaitRunning(t, len(all))
		r.rename(t, operator, top, "before")
		for _, s := range all {
			s.want(t, "before")
		}
		const burst = 2000
		tx, err := rig.Store.WriteDB().Begin()
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = tx.Rollback() }() // unless it is committed
		var last int64
		if err := tx.QueryRow("UPDATE trees SET last_seq = last_seq + $1 WHERE root_id = $2 RETURNING "+scope.Events.Marker()+" last_seq", burst, top.ID).Scan(&last); err != nil {
			t.Fatal(err)
		}
		_, err = tx.Exec(`INSERT INTO events (root_id, seq, action, outcome, account_id, subject, at)
			WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < $1 - 1)
			SELECT $2, $3 - i, 'ACCOUNT_CLOSED', 'DONE', $4, $5, '2026-01-01 00:00:00+00:00' FROM n`,
			burst, top.ID, last, below.ID, nodeid.New(nodeid.Account, below.ID).String())
		if err != nil {
			t.Fatal(err)
		}
		var pages atomic.Int64
		rig.Watch(func() {
			if err := tx.Commit(); err != nil {
				t.Fatal(err)
			}
			r.rename(t, operator, top, "behind")
			for _, s := range all {
				s.want(t, "behind")
			}
		}, func(statement string) {
			if strings.Contains(statement, "ORDER BY e.seq") {
				pages.Add(1)
			}
		})
		if n := pages.Load(); n > 20 {
			t.Errorf("%d pages read by %d subscribers for %d events", n, len(all), burst)
		}
	})
}

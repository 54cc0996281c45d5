package lifecycle_test

import (
	"fmt"
	"os"
	"slices"
	"testing"
	"time"

	"canopy/ent"
	"canopy/internal/nodeid"
	"canopy/internal/viewer"

	"entgo.io/ent/dialect"
)

// TestReadsBesideMoves moves a subtree of accounts of five people each, within its tree and to another and back, 10,000 accounts of 100,000
// when CANOPY_SOAK is set, while others read. It tells how long moves take, and reads beside them; none is to wait for a move.
func TestReadsBesideMoves(t *testing.T) {
	const (
		wait = 50 * time.Millisecond  // that a move may add to what nearly all reads take
		most = 500 * time.Millisecond // to the longest: the machine may be busy with other things
	)
	size, rest, soak := 300, 700, os.Getenv("CANOPY_SOAK") != ""
	if soak {
		size, rest = 10_000, 90_000
	}
	each(t, func(t *testing.T, h *house) {
		parents := append([]int{-1, 0, 0, 1, 2}, make([]int, size-1+rest)...) // a reseller, two places, the top of what moves, and one that stays
		for i := range size - 1 {
			parents[5+i] = tenfold(3, 5, i)
		}
		for i := range rest {
			parents[4+size+i] = tenfold(4, 4+size, i)
		}
		forest := h.Forest(append(parents, -1))
		root, left, right, top, stays, there := forest[0], forest[1], forest[2], forest[3], forest[4], forest[len(forest)-1]
		settle(t, h, top.Path)
		if _, err := h.Store.WriteDB().Exec("ANALYZE"); err != nil {
			t.Fatal(err)
		}
		waiting := h.watchLocks(t)
		reader := h.User(root, viewer.Admin)
		h.Grant(reader, there, viewer.Admin, "SUBTREE")
		for _, a := range forest[5:25] {
			h.Grant(reader, a, viewer.Reader, "SUBTREE")
		}
		r := &reads{house: h, known: h.token(t, reader), pages: []string{nodeid.New(nodeid.Account, top.ID).String(), nodeid.New(nodeid.Account, stays.ID).String()}}
		for range 400 {
			r.fresh = append(r.fresh, h.token(t, reader))
		}
		operator := h.token(t, nil)
		for _, to := range []*ent.Account{right, stays} { // what a connection keeps of plans for one account is to do for many
			h.move(t, operator, forest[len(forest)-2], to)
		}
		var alone, beside latencies
		for _, to := range []*ent.Account{right, left, there, left} {
			second := make(chan struct{})
			time.AfterFunc(time.Second, func() { close(second) })
			took, torn := r.until(t, second)
			if alone = append(alone, took...); torn > 0 {
				t.Errorf("%d answers are torn although nothing moves", torn)
			}
			moved, began := make(chan struct{}), time.Now()
			go func() {
				defer close(moved)
				h.move(t, operator, top, to)
				t.Logf("a move of %d accounts took %v", size, time.Since(began))
			}()
			took, torn = r.until(t, moved)
			if beside = append(beside, took...); torn > 1 { // one read at a time: only that at the moment of the commit can be
				t.Errorf("%d answers are torn by one move", torn)
			}
		}
		t.Logf("alone:  %v", alone)
		t.Logf("beside: %v", beside)
		if soak && (beside.at(95) > alone.at(95)+wait || beside.at(100) > alone.at(100)+most) {
			t.Error("reads wait for moves")
		}
		if n := waiting(); n > 0 {
			t.Errorf("%d times a read was seen waiting for a lock", n)
		}
		wantPlaces(t, h, nil, forest)
		wantEvents(t, h)
	})
}

// tenfold is the parent of account i of those from first on, of whom ten hang below each, and the first ten below top.
func tenfold(top, first, i int) int {
	if i < 10 {
		return top
	}
	return first + i/10 - 1
}

// move moves an account, or fails the test.
func (h *house) move(t *testing.T, token string, a, parent *ent.Account) {
	var data struct{ MoveAccounts struct{ UserErrors []fault } }
	err := h.ask(token, "mutation($input: MoveAccountsInput!) { moveAccounts(input: $input) { userErrors { path code } } }", vars{"input": vars{
		"accountIds": []string{nodeid.New(nodeid.Account, a.ID).String()}, "parentId": nodeid.New(nodeid.Account, parent.ID).String(),
	}}, &data)
	if err != nil || len(data.MoveAccounts.UserErrors) > 0 {
		t.Errorf("a move: %v, %v", err, data.MoveAccounts.UserErrors)
	}
}

// reads are somebody's queries of pages, by turns with a token that the process knows and one that it has to look up.
type reads struct {
	*house
	known string
	fresh []string
	pages []string // ids of accounts
	n     int
}

// latencies are how long requests took.
type latencies []time.Duration

// at is a percentile.
func (l latencies) at(percent int) time.Duration {
	slices.Sort(l)
	return l[min(len(l)-1, len(l)*percent/100)]
}

func (l latencies) String() string {
	return fmt.Sprintf("%d reads, p50 %v, p95 %v, p99 %v, max %v", len(l), l.at(50), l.at(95), l.at(99), l.at(100))
}

// until reads until the end, at least once. Torn are the answers that miss something: their statements saw the forest before a move and after.
func (r *reads) until(t *testing.T, end <-chan struct{}) (took latencies, torn int) {
	for {
		token := r.known
		if r.n++; r.n%4 < 2 && len(r.fresh) > 0 {
			token, r.fresh = r.fresh[0], r.fresh[1:]
		}
		var data struct {
			Account *struct {
				Descendants struct{ Nodes []struct{ ID string } }
			}
		}
		began := time.Now()
		err := r.ask(token, "query($id: ID!) { account(id: $id) { name descendants(first: 50) { nodes { id name depth status } } users(includeDescendants: true, first: 20) { nodes { email } } } }",
			vars{"id": r.pages[r.n%len(r.pages)]}, &data)
		took = append(took, time.Since(began))
		switch {
		case err != nil:
			t.Error(err)
		case data.Account == nil || len(data.Account.Descendants.Nodes) != 50:
			torn++
		}
		select {
		case <-end:
			return took, torn
		default:
		}
	}
}

// watchLocks looks every few milliseconds, until its answer is asked for, how many reads wait for a lock of PostgreSQL.
func (h *house) watchLocks(t *testing.T) (waiting func() int) {
	if h.Store.Dialect() != dialect.Postgres {
		return func() int { return 0 }
	}
	n, stop, stopped := 0, make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		ticks := time.NewTicker(5 * time.Millisecond)
		defer ticks.Stop()
		for {
			select {
			case <-stop:
				return
			case <-ticks.C:
			}
			var now int
			err := h.Store.DB().QueryRow(`SELECT count(*) FROM pg_stat_activity
				WHERE datname = current_database() AND wait_event_type = 'Lock' AND query NOT ILIKE '%update%'`).Scan(&now)
			if err != nil {
				t.Error(err)
			}
			n += now
		}
	}()
	return func() int {
		close(stop)
		<-stopped
		return n
	}
}

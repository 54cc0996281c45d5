package event

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"canopy/internal/nodeid"
	"canopy/internal/store"
	"canopy/internal/store/scope"
	"canopy/internal/treepath"

	"entgo.io/ent/dialect"
)

// entry is an event that was done, as far as telling it needs it. All subscribers share it.
type entry struct {
	seq, id  int64
	action   string
	subject  nodeid.ID
	account  spot  // that it happened to; of 0: the installation
	left     spot  // from below which the subject moved within the tree, or of 0
	revision int64 // of all access before the log was read
}

// spot is an account with its paths: right behind the event, and when the log was read.
type spot struct {
	of        int64
	then, now string
}

// place is where an account stands, "" where there is none, and how far its tree's log goes by then.
type place struct {
	path string
	end  position
}

// departs tells whether the event is that of a tree which an account has left: it happened to the account above.
func (e *entry) departs() bool {
	return e.action == moved && e.subject.Of(nodeid.Account) != e.account.of
}

// moved is the action of an account that stands somewhere else since.
const moved = "ACCOUNT_MOVED"

var marker = scope.Events.Marker()

// The statements of the log. %s is the table of an array of ids, its column is value.
var (
	readLog = `SELECT ` + marker + ` e.seq, e.id, e.action, e.account_id, e.subject, a.path, CASE WHEN e.action = '` + moved + `' THEN e.changes ELSE '' END
FROM events e LEFT JOIN accounts a ON a.id = e.account_id
WHERE e.root_id = $1 AND e.seq > $2 AND e.seq <= $3 AND e.outcome = 'DONE' ORDER BY e.seq`

	readEnds     = `SELECT ` + marker + ` root_id, last_seq FROM trees WHERE root_id IN (SELECT value FROM %s)`
	readRevision = `SELECT ` + marker + ` value FROM counters WHERE name = 'access'`
	readPlaces   = `SELECT ` + marker + ` a.id, a.path, a.root_id, coalesce(t.last_seq, 0) FROM accounts a LEFT JOIN trees t ON t.root_id = a.root_id
WHERE a.id IN (SELECT value FROM %s)`

	// what moved within a tree, into it or out of it behind a number
	readMoves = `SELECT ` + marker + ` account_id, subject, seq FROM events WHERE root_id = $1 AND seq > $2 AND action = '` + moved + `' AND outcome = 'DONE'`

	// from where accounts moved behind an event, in any tree
	readMovesOf = `SELECT ` + marker + ` account_id, subject, id, changes FROM events
WHERE account_id IN (SELECT value FROM %s) AND id > $2 AND action = '` + moved + `' AND outcome = 'DONE' ORDER BY id`

	// the event of the same move in the tree that the account came into
	readTwin = `SELECT ` + marker + ` t.root_id, t.seq FROM events e JOIN events t ON t.account_id = $1
	AND t.subject = e.subject AND t.action = e.action AND t.outcome = e.outcome AND t.at = e.at AND t.changes = e.changes AND t.root_id <> e.root_id
WHERE e.id = $2 ORDER BY abs(t.id - e.id) LIMIT 1`
)

// log reads what is stored, for all subscribers: what of it somebody is told is decided behind it.
type log struct{ store *store.Store }

// array is ids as one parameter.
func array(ids []int64) string {
	text, _ := json.Marshal(ids)
	return string(text)
}

// values puts the table of the array $1 into a statement.
func (l log) values(text string) string {
	if l.store.Dialect() == dialect.Postgres {
		return fmt.Sprintf(text, "(SELECT value::bigint FROM json_array_elements_text($1::json)) AS ids")
	}
	return fmt.Sprintf(text, "json_each($1)")
}

// ends are how far the logs of the trees go, and the revision of all access, which is no older.
func (l log) ends(ctx context.Context, roots []int64) (ends map[int64]int64, revision int64, err error) {
	ends = map[int64]int64{}
	err = l.store.Query(ctx,
		store.Statement{Text: l.values(readEnds), Args: []any{array(roots)}, Each: func(row *store.Row) { ends[row.At(0).Int()] = row.At(1).Int() }},
		store.Statement{Text: readRevision, Each: func(row *store.Row) { revision = row.At(0).Int() }})
	return ends, revision, err
}

// read is the events of a tree behind one and up to another, and what has moved there since.
func (l log) read(ctx context.Context, root, behind, upTo int64) ([]*entry, moves, error) {
	var entries []*entry
	var revision int64
	since := moves{}
	err := l.store.Query(ctx,
		store.Statement{Text: readRevision, Each: func(row *store.Row) { revision = row.At(0).Int() }},
		store.Statement{Text: readLog, Args: []any{root, behind, upTo}, Each: func(row *store.Row) {
			e := &entry{seq: row.At(0).Int(), id: row.At(1).Int(), action: row.At(2).Text(), account: spot{of: row.At(3).Int(), now: row.At(5).Text()}, revision: revision}
			e.subject, _ = nodeid.Parse(row.At(4).Text())
			if changes := row.At(6).Text(); changes != "" && !e.departs() {
				e.left.of = parentBefore(changes)
			}
			entries = append(entries, e)
		}},
		since.read(root, behind))
	if err != nil {
		return nil, nil, err
	}
	return entries, since, l.place(ctx, root, entries, since)
}

// place tells of each event where its accounts stood then: where they do by now, unless they have moved.
func (l log) place(ctx context.Context, root int64, entries []*entry, since moves) error {
	var elsewhere []int64
	for _, e := range entries {
		e.account.then = e.account.now
		if !strings.HasPrefix(e.account.now, treepath.Child("", root)) || since.behind(e.account.now, e.seq) {
			e.account.then = ""
			elsewhere = append(elsewhere, e.account.of)
		}
		if e.left.of != 0 {
			elsewhere = append(elsewhere, e.left.of)
		}
	}
	if elsewhere == nil {
		return nil
	}
	h, err := l.history(ctx, elsewhere, entries[0].id)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.account.then == "" {
			e.account.then = h.path(e.account.of, e.id)
		}
		e.left.then, e.left.now = h.path(e.left.of, e.id), h.now[e.left.of].path
	}
	return nil
}

// places are where accounts stand.
func (l log) places(ctx context.Context, accounts []int64) (map[int64]place, error) {
	places := map[int64]place{}
	return places, l.store.Query(ctx, store.Statement{Text: l.values(readPlaces), Args: []any{array(accounts)}, Each: func(row *store.Row) {
		places[row.At(0).Int()] = place{row.At(1).Text(), position{row.At(2).Int(), row.At(3).Int()}}
	}})
}

// moves are the accounts that moved within a tree or into it, and the number of the last time. Whatever chain of accounts stands in the tree
// stood there so before, unless one of them is among these.
type moves map[int64]int64

// read is the statement that adds those behind a number.
func (m moves) read(root, behind int64) store.Statement {
	return store.Statement{Text: readMoves, Args: []any{root, behind}, Each: func(row *store.Row) {
		account := row.At(0).Int()
		if subject, _ := nodeid.Parse(row.At(1).Text()); subject.Of(nodeid.Account) == account { // not a departure
			m[account] = max(m[account], row.At(2).Int())
		}
	}}
}

// behind tells whether anything in the chain of the path has moved behind the number.
func (m moves) behind(path string, seq int64) bool {
	return len(m) > 0 && slices.ContainsFunc(treepath.IDs(path), func(id int64) bool { return m[id] > seq })
}

// parentBefore is the account that a move's changes name as the parent before.
func parentBefore(changes string) int64 {
	var list []struct{ Field, Before string }
	_ = json.Unmarshal([]byte(changes), &list) // written by the rules
	for _, c := range list {
		if strings.EqualFold(c.Field, "parent") {
			id, _ := nodeid.Parse(c.Before)
			return id.Of(nodeid.Account)
		}
	}
	return 0
}

// history tells where accounts stood since an event.
type history struct {
	now     map[int64]place
	parents map[int64]int64 // by now
	moves   map[int64][]move
}

// move is one of an account: the event, and the account below which it stood before.
type move struct{ event, from int64 }

// history is that of the accounts behind an event.
func (l log) history(ctx context.Context, accounts []int64, behind int64) (*history, error) {
	h := &history{now: map[int64]place{}, parents: map[int64]int64{}, moves: map[int64][]move{}}
	for len(accounts) > 0 {
		places, err := l.places(ctx, accounts)
		if err != nil {
			return nil, err
		}
		maps.Copy(h.now, places)
		var chains, before []int64
		for _, p := range places {
			above := int64(0)
			for _, id := range treepath.IDs(p.path) {
				if _, known := h.parents[id]; !known {
					h.parents[id] = above
					chains = append(chains, id)
				}
				above = id
			}
		}
		err = l.store.Query(ctx, store.Statement{Text: l.values(readMovesOf), Args: []any{array(chains), behind}, Each: func(row *store.Row) {
			account := row.At(0).Int()
			if subject, _ := nodeid.Parse(row.At(1).Text()); subject.Of(nodeid.Account) != account { // what left from below it
				return
			}
			from := parentBefore(row.At(3).Text())
			h.moves[account] = append(h.moves[account], move{row.At(2).Int(), from})
			if _, known := h.parents[from]; !known {
				before = append(before, from)
			}
		}})
		if err != nil {
			return nil, err
		}
		accounts = before
	}
	return h, nil
}

// path is where an account stood right behind an event.
func (h *history) path(account, event int64) string {
	var chain []int64
	for account != 0 {
		chain = append(chain, account)
		account = h.above(account, event)
	}
	path := ""
	for _, id := range slices.Backward(chain) {
		path = treepath.Child(path, id)
	}
	return path
}

func (h *history) above(account, event int64) int64 {
	for _, m := range h.moves[account] {
		if m.event > event {
			return m.from
		}
	}
	return h.parents[account]
}

// follows tells where the feed of an account goes on behind a departure: before the event of the same move in the other tree, if it
// went along, that is, stood at or below what left.
func (l log) follows(ctx context.Context, account int64, e *entry) (to position, went bool, err error) {
	h, err := l.history(ctx, []int64{account}, e.id)
	if err != nil || !strings.Contains(h.path(account, e.id), e.departed()) {
		return position{}, false, err
	}
	err = l.store.Query(ctx, store.Statement{Text: readTwin, Args: []any{e.subject.Of(nodeid.Account), e.id}, Each: func(row *store.Row) {
		to, went = position{row.At(0).Int(), row.At(1).Int() - 1}, true
	}})
	return to, went, err
}

// departed is the segment in paths of what left the tree.
func (e *entry) departed() string { return treepath.Child("", e.subject.Of(nodeid.Account)) }

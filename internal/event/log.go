package event

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"canopy/internal/nodeid"
	"canopy/internal/store"
	"canopy/internal/store/scope"

	"entgo.io/ent/dialect"
)

// entry is an event that was done, as far as telling it needs it. All subscribers share it.
type entry struct {
	seq, id  int64
	action   string
	account  int64  // that it happened to; 0: the installation
	path     string // of the account, when the log was read
	subject  nodeid.ID
	left     int64 // the account from below which the subject moved within the tree, or 0
	leftPath string
	revision int64 // of all access before the log was read
}

// departs tells whether the event is that of a tree which an account has left: it happened to the account above.
func (e *entry) departs() bool {
	return e.action == moved && e.subject.Of(nodeid.Account) != e.account
}

// moved is the action of an account that stands somewhere else since.
const moved = "ACCOUNT_MOVED"

var marker = scope.Events.Marker()

// The statements of the log. %s is the table of an array of ids, its column is value.
var (
	readLog = `SELECT ` + marker + ` e.seq, e.id, e.action, e.account_id, e.subject, a.path, CASE WHEN e.action = '` + moved + `' THEN e.changes ELSE '' END
FROM events e LEFT JOIN accounts a ON a.id = e.account_id
WHERE e.root_id = $1 AND e.seq > $2 AND e.seq <= $3 AND e.outcome = 'DONE' ORDER BY e.seq LIMIT $4`

	readEnds     = `SELECT ` + marker + ` root_id, last_seq FROM trees WHERE root_id IN (SELECT value FROM %s)`
	readRevision = `SELECT ` + marker + ` value FROM counters WHERE name = 'access'`
	readPaths    = `SELECT ` + marker + ` id, path FROM accounts WHERE id IN (SELECT value FROM %s)`

	// where an account stands and how far its tree's log goes, together
	readPlace = `SELECT ` + marker + ` a.path, a.root_id, coalesce(t.last_seq, 0) FROM accounts a LEFT JOIN trees t ON t.root_id = a.root_id WHERE a.id = $1`

	// from where an account moved the first time behind an event, and below which it stands by now
	readMoveAfter = `SELECT ` + marker + ` changes FROM events
WHERE account_id = $1 AND id > $2 AND subject = $3 AND action = '` + moved + `' AND outcome = 'DONE' ORDER BY id LIMIT 1`
	readParent = `SELECT ` + marker + ` parent_id FROM accounts WHERE id = $1`

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

// read is the first events of a tree behind one and up to another, at most so many, and up to where they are all.
func (l log) read(ctx context.Context, root, behind, upTo int64, most int, revision int64) (entries []*entry, through int64, err error) {
	var left []int64
	through = upTo
	err = l.store.Query(ctx, store.Statement{Text: readLog, Args: []any{root, behind, upTo, most}, Each: func(row *store.Row) {
		e := &entry{seq: row.At(0).Int(), id: row.At(1).Int(), action: row.At(2).Text(), account: row.At(3).Int(), path: row.At(5).Text(), revision: revision}
		e.subject, _ = nodeid.Parse(row.At(4).Text())
		if changes := row.At(6).Text(); changes != "" && !e.departs() {
			e.left = parentBefore(changes)
			left = append(left, e.left)
		}
		entries = append(entries, e)
	}})
	if err != nil {
		return nil, 0, err
	}
	if len(entries) == most {
		through = entries[most-1].seq
	}
	if left == nil {
		return entries, through, nil
	}
	paths, err := l.paths(ctx, left)
	for _, e := range entries {
		e.leftPath = paths[e.left]
	}
	return entries, through, err
}

// paths are where accounts stand.
func (l log) paths(ctx context.Context, accounts []int64) (map[int64]string, error) {
	paths := map[int64]string{}
	return paths, l.store.Query(ctx, store.Statement{Text: l.values(readPaths), Args: []any{array(accounts)}, Each: func(row *store.Row) {
		paths[row.At(0).Int()] = row.At(1).Text()
	}})
}

// place is where an account stands, "" where there is none, and the end of its tree's log.
func (l log) place(ctx context.Context, account int64) (path string, end position, err error) {
	err = l.store.Query(ctx, store.Statement{Text: readPlace, Args: []any{account}, Each: func(row *store.Row) {
		path, end = row.At(0).Text(), position{row.At(1).Int(), row.At(2).Int()}
	}})
	return path, end, err
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

// follows tells where the feed of an account goes on behind a departure: before the event of the same move in the other tree, if it
// went along, that is, stood at or below what left.
func (l log) follows(ctx context.Context, account int64, e *entry) (to position, went bool, err error) {
	top := e.subject.Of(nodeid.Account)
	for at := account; at != top; {
		if at, err = l.parentAt(ctx, at, e.id); at == 0 || err != nil {
			return position{}, false, err
		}
	}
	err = l.store.Query(ctx, store.Statement{Text: readTwin, Args: []any{top, e.id}, Each: func(row *store.Row) {
		to, went = position{row.At(0).Int(), row.At(1).Int() - 1}, true
	}})
	return to, went, err
}

// parentAt is below which account another one stood at the time of an event; 0 at the top.
func (l log) parentAt(ctx context.Context, account, event int64) (parent int64, err error) {
	err = l.store.Query(ctx, store.Statement{
		Text: readMoveAfter, Args: []any{account, event, nodeid.New(nodeid.Account, account).String()},
		Each: func(row *store.Row) { parent = parentBefore(row.At(0).Text()) },
	})
	if parent != 0 || err != nil {
		return parent, err
	}
	err = l.store.Query(ctx, store.Statement{Text: readParent, Args: []any{account}, Each: func(row *store.Row) { parent = row.At(0).Int() }})
	return parent, err
}

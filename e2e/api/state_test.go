package api_test

import (
	"cmp"
	"fmt"
	"hash/maphash"
	"slices"
	"testing"

	stored "canopy/ent/migrate"
	"canopy/internal/store/scope"
)

// part is the rows of one table that belong to one tree; root 0 is what belongs to none.
type part struct {
	table string
	root  int64
}

// state is the whole database: a hash of the rows of each part.
type state map[part]uint64

var seed = maphash.MakeSeed()

// rootOf is how each table's rows t find the root of their tree. A new table has to say so too.
var rootOf = map[string]string{
	"accounts":                   "t.root_id",
	"users":                      below("a.id = t.account_id"),
	"grants":                     below("a.id = t.account_id"),
	"assets":                     "t.root_id",
	"provisionings":              below("a.id = t.account_id"),
	"reviews":                    below("a.id = t.parent_id"),
	"review_candidates":          below("a.id = (SELECT parent_id FROM reviews r WHERE r.id = t.review_id)"),
	"organizations":              below("a.organization_id = t.id"),
	"match_keys":                 below("a.organization_id = t.organization_id"),
	"organization_registrations": below("a.organization_id = t.organization_id"),
	"sessions":                   below("a.id = (SELECT account_id FROM users u WHERE u.id = t.user_id)"),
	"api_keys":                   below("a.id = t.account_id"),
	"identities":                 below("a.id = (SELECT account_id FROM users u WHERE u.id = t.user_id)"),
	"links":                      below("a.id = (SELECT account_id FROM users u WHERE u.id = t.user_id)"),
	"invitations":                below("a.id = (SELECT account_id FROM users u WHERE u.id = t.user_id)"),
	"user_imports":               below("a.id = t.account_id"),
	"user_import_parts":          below("a.id = (SELECT account_id FROM user_imports i WHERE i.id = t.import_id)"),
	"user_import_chunks":         below("a.id = (SELECT account_id FROM user_imports i WHERE i.id = t.import_id)"),
	"user_import_rows":           below("a.id = (SELECT account_id FROM user_imports i WHERE i.id = t.import_id)"),
	"webhooks":                   below("a.id = t.account_id"),
	"webhook_deliveries":         below("a.id = (SELECT account_id FROM webhooks w WHERE w.id = t.webhook_id)"),
	"idempotency_keys":           below("a.id = (SELECT account_id FROM users u WHERE u.id = t.viewer_id)"),
	"events":                     "t.root_id",
	"event_person_values":        "(SELECT e.root_id FROM events e WHERE e.id = t.event_id)",
	"trees":                      "t.root_id",
	"match_key_counts":           "0",
	"counters":                   "0",
	"secrets":                    "0",
}

func below(condition string) string {
	return "coalesce((SELECT min(a.root_id) FROM accounts a WHERE " + condition + "), 0)"
}

// state reads the database as it is now.
func (h *house) state(t *testing.T) state {
	t.Helper()
	now := state{}
	h.read(t, now, "river_job", "SELECT 0, id, kind, args FROM river_job")
	for _, table := range stored.Tables {
		root := rootOf[table.Name]
		if root == "" {
			t.Fatalf("rootOf lacks the table %s", table.Name)
		}
		h.read(t, now, table.Name, fmt.Sprintf("SELECT %s %s, t.* FROM %s t", scope.Operator.Marker(), root, table.Name))
	}
	return now
}

// read adds the rows of a query, whose first column is the root.
func (h *house) read(t *testing.T, into state, table, query string) {
	t.Helper()
	rows, err := h.Store.DB().Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }() // Err tells
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var root int64
	var text []byte
	values, targets := make([]any, len(columns)-1), []any{&root}
	for i := range values {
		targets = append(targets, &values[i])
	}
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			t.Fatal(err)
		}
		for i, name := range columns[1:] {
			if name == "last_used_at" { // written beside the requests
				values[i] = nil
			}
		}
		text = fmt.Appendf(text[:0], "%v", values)
		into[part{table, root}] += maphash.Bytes(seed, text) // in whatever order they come
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
}

// changed are the parts that differ between two states.
func (before state) changed(after state) (parts []part) {
	for p, hash := range after {
		if before[p] != hash {
			parts = append(parts, p)
		}
	}
	for p := range before {
		if _, ok := after[p]; !ok {
			parts = append(parts, p)
		}
	}
	slices.SortFunc(parts, func(a, b part) int { return cmp.Or(cmp.Compare(a.table, b.table), cmp.Compare(a.root, b.root)) })
	return parts
}

// unchanged fails the test when f changes a row of any table but those named.
func (h *house) unchanged(t *testing.T, f func(), but ...string) {
	t.Helper()
	before := h.state(t)
	f()
	for _, p := range before.changed(h.state(t)) {
		if !slices.Contains(but, p.table) {
			t.Errorf("%s of tree %d changed", p.table, p.root)
		}
	}
}

// events are the log, oldest first, each as "ACTION OUTCOME".
func (h *house) events(t *testing.T) (log []string) {
	t.Helper()
	rows, err := h.Store.DB().Query("SELECT " + scope.Operator.Marker() + " action, outcome FROM events ORDER BY id")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }() // Err tells
	for rows.Next() {
		var action, outcome string
		if err := rows.Scan(&action, &outcome); err != nil {
			t.Fatal(err)
		}
		log = append(log, action+" "+outcome)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return log
}

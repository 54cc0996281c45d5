package lifecycle_test

import (
	"fmt"
	"strconv"
	"testing"

	"canopy/ent"
	"canopy/internal/store/scope"
	"canopy/internal/treepath"
)

// settle makes five people of each account of the subtree at the path.
func settle(t *testing.T, h *house, path string) {
	t.Helper()
	r := treepath.Subtree(path)
	_, err := h.Store.WriteDB().Exec("INSERT INTO users (account_id, path, email, email_key, given_name, family_name, name_key, search, language, timezone, status, created_at, updated_at) "+
		"SELECT "+scope.Operator.Marker()+" a.id, a.path, a.id || '.' || n, a.id || '.' || n, 'Ada', 'Ada', 'ada', 'ada', 'en', 'Etc/UTC', 'ACTIVE', a.created_at, a.created_at "+
		"FROM accounts a CROSS JOIN (SELECT 1 AS n UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5) AS five WHERE a.path >= $1 AND a.path < $2", r.Lo, r.Hi)
	if err != nil {
		t.Fatal(err)
	}
}

// place is where an account says that it is.
type place struct {
	parent, root int64 // no parent: 0
	path         string
}

// wantPlaces finds all accounts that were there or were acknowledged, each chain ending at a root, and every path and root as the parents say;
// people are where their account is.
func wantPlaces(t *testing.T, h *house, created []int64, planted []*ent.Account) {
	t.Helper()
	places := map[int64]place{}
	rows, err := h.Store.DB().Query("SELECT " + scope.Operator.Marker() + " id, coalesce(parent_id, 0), root_id, path FROM accounts")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var id int64
		var p place
		if err := rows.Scan(&id, &p.parent, &p.root, &p.path); err != nil {
			t.Fatal(err)
		}
		places[id] = p
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	if len(places) != len(created)+len(planted) {
		t.Errorf("%d accounts, want %d", len(places), len(created)+len(planted))
	}
	for _, id := range created {
		if _, ok := places[id]; !ok {
			t.Errorf("account %d was acknowledged, and is lost", id)
		}
	}
	for _, a := range planted {
		if _, ok := places[a.ID]; !ok {
			t.Errorf("account %d is lost", a.ID)
		}
	}
	wrong := 0
	for id, p := range places {
		path, at := "", id
		for n := 0; ; n++ {
			key := strconv.FormatInt(at, 36)
			path = fmt.Sprint(len(key)) + key + "/" + path
			if places[at].parent == 0 || n == treepath.MaxDepth {
				break
			}
			at = places[at].parent
		}
		if places[at].parent != 0 || p.root != at || p.path != "/"+path {
			if wrong++; wrong < 10 {
				t.Errorf("account %d is at %s of %d, want /%s of %d", id, p.path, p.root, path, at)
			}
		}
	}
	var astray int
	err = h.Store.DB().QueryRow("SELECT " + scope.Operator.Marker() + " count(*) FROM users u JOIN accounts a ON a.id = u.account_id WHERE u.path <> a.path").Scan(&astray)
	if err != nil || wrong > 0 || astray > 0 {
		t.Errorf("%d accounts have a wrong place, and %d people another than their account: %v", wrong, astray, err)
	}
}

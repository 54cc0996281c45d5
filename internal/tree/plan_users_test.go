package tree

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"canopy/ent"
	"canopy/internal/canopytest"
	"canopy/internal/store"
	"canopy/internal/viewer"

	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"
)

// crowd makes people of all accounts in turn: each holds a role on their own account, one in a hundred ADMIN and the others VIEWER, and one
// in fifty a role on the first account too. All are invited: one in a hundred in vain, and one in fifty with a link that works no more.
func crowd(t *testing.T, rig *canopytest.Rig, size int) {
	t.Helper()
	rig.Tx(func(ctx context.Context, tx *store.Tx) error {
		for _, statement := range []string{
			`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d)
			INSERT INTO users (account_id, path, email, email_key, given_name, family_name, name_key, search, language, timezone, status, password_hash, created_at, updated_at)
			SELECT /*everything:operator*/ a.id, a.path, 'u' || i || '@example.com', 'u' || i || '@example.com', 'U', 'N' || i, 'u n' || i * 7919 %% 100003, 'u n' || i, 'en', 'Etc/UTC', 'ACTIVE', '', $1, $1
			FROM n JOIN accounts AS a ON a.id = (SELECT min(id) + n.i %% count(*) FROM accounts)`,
			`INSERT INTO grants (user_id, account_id, role, scope, created_at)
			SELECT /*everything:operator*/ id, account_id, CASE id %% 100 WHEN 0 THEN 'ADMIN' ELSE 'VIEWER' END, 'SUBTREE', $1 FROM users WHERE id <= %d`,
			`INSERT INTO grants (user_id, account_id, role, scope, created_at)
			SELECT /*everything:operator*/ id, (SELECT min(id) FROM accounts), 'USER_MANAGER', 'SUBTREE', $1 FROM users WHERE id <= %d AND id %% 50 = 1`,
			`INSERT INTO invitations (user_id, status, send_at, attempts, failure, sent_at, expires_at)
			SELECT /*everything:operator*/ id, CASE WHEN id %% 100 = 0 THEN 'FAILED' WHEN id %% 50 = 1 THEN 'SENT' ELSE 'ACCEPTED' END, $1, 1, '', $1, $1 FROM users WHERE id <= %d`,
		} {
			if _, err := tx.SQL.ExecContext(ctx, fmt.Sprintf(statement, size), rig.Clock.Now()); err != nil {
				return err
			}
		}
		return nil
	})
	if rig.Store.Dialect() == dialect.Postgres {
		if _, err := rig.Store.WriteDB().Exec("ANALYZE"); err != nil {
			t.Fatal(err)
		}
	}
}

// forEach is a look for a whole page at each person of the database.
const forEach = "Join Filter: (SubPlan"

// TestPlanOfFilters: people are filtered by role and by invitation among 6,000 (100,000 in soak) with a look at an index for each, or with one at
// all grants or invitations; at one account and at all, and with all that are below them.
func TestPlanOfFilters(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		size, accounts, parents := 6_000, 300, []int{-1}
		if os.Getenv("CANOPY_SOAK") != "" {
			size, accounts = 100_000, 1000
		}
		for i := range accounts {
			parents = append(parents, i/10)
		}
		forest := rig.Forest(parents)
		crowd(t, rig, size)
		holes := []viewer.Grant{{Path: forest[0].Path, Role: viewer.Reader, Only: true}}
		for _, a := range forest[3:11] {
			holes = append(holes, viewer.Grant{Path: a.Path, Role: viewer.Reader})
		}
		for name, v := range map[string]*viewer.Viewer{
			"an operator's":     viewer.New(0, true, nil),
			"with holes in it":  viewer.New(1, false, holes),
			"seen from the top": viewer.New(1, false, []viewer.Grant{{Path: forest[0].Path, Role: viewer.Reader}}),
		} {
			l := New(Config{Store: rig.Store}).loader(viewer.NewContext(t.Context(), v))
			for filtered, f := range map[string]UserFilter{
				"ADMIN": {Role: []viewer.Role{viewer.Admin}}, "VIEWER": {Role: []viewer.Role{viewer.Reader}},
				"to be invited again": {Invitation: []InvitationStatus{"FAILED", InvitationExpired}},
			} {
				for _, at := range [][]*ent.Account{forest[:1], forest} {
					for _, below := range []bool{false, true} {
						t.Run(fmt.Sprintf("%s %d %s %t", name, len(at), filtered, below), func(t *testing.T) {
							l.filters(t, at, f, below)
						})
					}
				}
			}
		}
	})
}

// filters reads a page and the number of those whom a filter lets through, at each account, and looks at the plans.
func (l *loader) filters(t *testing.T, at []*ent.Account, filter UserFilter, below bool) {
	c := &Connection{
		Field: "users", Users: filter, IncludeDescendants: below,
		Nodes: true, TotalCount: true, Node: &Selection{Fields: map[string]bool{"email": true}},
	}
	if err := c.check(); err != nil {
		t.Fatal(err)
	}
	var list []*Account
	for _, a := range at {
		if l.viewer.Sees(a.Path) {
			list = append(list, &Account{Key: a.ID, Path: a.Path})
		}
	}
	s, direct := l.directly(c, source{places: accountIDs(list), guard: l.guard()}, "p.id")
	if !direct {
		s = l.below(c, list)
	}
	page, count := l.statement(), l.statement()
	paged(page, s, users, users.pick(c.Node), users.orders["NAME"], false, c.window, l.totals(nil))
	s.each(count, "(SELECT count(*)")
	for _, b := range []*entsql.Builder{page, count} {
		text, args := b.Query()
		explain, want := "EXPLAIN QUERY PLAN ", "SEARCH held EXISTS USING COVERING INDEX grant_user_id_account_id_role_scope (user_id=?)"
		if l.store.Dialect() == dialect.Postgres {
			explain, want = "EXPLAIN ", "Index Cond: ((user_id = u.id)"
		}
		if filter.Invitation != nil {
			want = map[string]string{dialect.SQLite: "SEARCH n EXISTS USING INDEX invitation_user_id (user_id=?)", dialect.Postgres: "Index Cond: (user_id = u.id)"}[l.store.Dialect()]
		}
		plan := explained(t, func() (*sql.Rows, error) { return l.store.DB().Query(explain+text, args...) })
		if !(l.store.Dialect() == dialect.Postgres && s.alone()) && !strings.Contains(plan, want) || strings.Contains(plan, forEach) {
			t.Fatalf("the plan is\n%s", plan)
		}
	}
	began := time.Now()
	if _, err := load[UserConnection](t.Context(), l, users, c, s, l.users); err != nil {
		t.Fatal(err)
	}
	t.Logf("%v", time.Since(began))
}

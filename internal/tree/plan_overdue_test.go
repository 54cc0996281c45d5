package tree

import (
	"context"
	"database/sql"
	"strings"
	"testing"
	"time"

	"canopy/internal/canopytest"
	"canopy/internal/store"
	"canopy/internal/viewer"

	"entgo.io/ent/dialect"
)

// TestPlanOfOverdue: the few accounts that are late among 5,000 that have their number come from the index of what is not done, whoever asks.
func TestPlanOfOverdue(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		parents := []int{-1}
		for range 5000 {
			parents = append(parents, len(parents)/20)
		}
		forest := rig.Forest(parents)
		rig.Tx(func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.SQL.ExecContext(ctx, `INSERT INTO provisionings (account_id, status, requested_at, expected_by, completed_at)
				SELECT /*everything:operator*/ id, CASE id % 500 WHEN 7 THEN 'QUEUED' ELSE 'SUCCEEDED' END, created_at, created_at, CASE id % 500 WHEN 7 THEN NULL ELSE created_at END FROM accounts`)
			return err
		})
		if rig.Store.Dialect() == dialect.Postgres {
			if _, err := rig.Store.WriteDB().Exec("ANALYZE"); err != nil {
				t.Fatal(err)
			}
		}
		late := true
		var grants []viewer.Grant
		for i := range 50 {
			grants = append(grants, viewer.Grant{Path: forest[100+i*90].Path, Role: viewer.Reader})
		}
		for name, v := range map[string]*viewer.Viewer{"operator": viewer.New(0, true, nil), "many": viewer.New(1, false, grants)} {
			l := New(Config{Store: rig.Store, Now: func() time.Time { return rig.Clock.Now().Add(time.Hour) }}).loader(viewer.NewContext(t.Context(), v))
			page := &Connection{Field: "accounts", Accounts: AccountFilter{Overdue: &late}, Nodes: true, Node: &Selection{}}
			if err := page.check(); err != nil {
				t.Fatal(err)
			}
			b := l.statement()
			paged(b, l.everywhere(page), accounts, accounts.pick(page.Node), accounts.orders["NAME"], false, page.window, l.totals(nil))
			text, args := b.Query()
			explain, looks := "EXPLAIN ", []string{"provisioning_open", "accounts_pkey"}
			if rig.Store.Dialect() == dialect.SQLite {
				explain, looks = "EXPLAIN QUERY PLAN ", []string{"USING INDEX provisioning_open (expected_by<?)", "SEARCH a USING INTEGER PRIMARY KEY (rowid=?)"}
			}
			plan := explained(t, func() (*sql.Rows, error) { return l.store.DB().Query(explain+text, args...) })
			for _, look := range looks {
				if !strings.Contains(plan, look) {
					t.Errorf("%s: no %s in the plan\n%s", name, look, plan)
				}
			}
		}
	})
}

package tree

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"testing"

	"canopy/ent"
	"canopy/internal/canopytest"
	"canopy/internal/store"
	"canopy/internal/viewer"

	"entgo.io/ent/dialect"
)

// TestPlanOfAssets: a page of the assets that an account owns and has, in order of name, is merged from the two indexes and ends with the
// page: no database reads all of them, or sorts.
func TestPlanOfAssets(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		root := rig.Account(nil)
		holder := rig.Account(root)
		rig.Tx(func(ctx context.Context, tx *store.Tx) error {
			for part := range 5 {
				var creates []*ent.AssetCreate
				for i := range 1000 {
					n := fmt.Sprint(i*7919%1000, part)
					create := tx.Asset.Create().SetOwnerID(root.ID).SetRootID(root.ID).SetExternalReference(n).SetKind("K").SetKindKey("k").
						SetName(n).SetNameKey(n).SetSearch(n).SetCreatedAt(rig.Clock.Now())
					if i%2 == 0 {
						create.SetAssignedToID(holder.ID)
					}
					creates = append(creates, create)
				}
				if err := tx.Asset.CreateBulk(creates...).Exec(ctx); err != nil {
					return err
				}
			}
			return nil
		})
		explain := "EXPLAIN QUERY PLAN "
		if rig.Store.Dialect() == dialect.Postgres {
			explain = "EXPLAIN "
			if _, err := rig.Store.WriteDB().Exec("ANALYZE assets"); err != nil {
				t.Fatal(err)
			}
		}
		l := New(Config{Store: rig.Store}).loader(viewer.NewContext(t.Context(), viewer.New(1, true, nil)))
		page := &Connection{Field: "assets", Nodes: true, Node: &Selection{Fields: map[string]bool{"name": true}}}
		if err := page.check(); err != nil {
			t.Fatal(err)
		}
		s, _ := l.directly(page, source{places: []int64{root.ID, holder.ID}, guard: l.guard()}, "p.id")
		b := l.statement()
		paged(b, s, assets, assets.pick(page.Node), assets.orders["NAME"], false, page.window, l.totals(nil))
		text, args := b.Query()
		plan := explained(t, func() (*sql.Rows, error) { return l.store.DB().Query(explain+text, args...) })
		for _, index := range []string{"asset_owner_id_name_key_id", "asset_assigned_to_id_name_key_id"} {
			if !strings.Contains(plan, index) || strings.Contains(plan, "Seq Scan on assets") {
				t.Errorf("no %s in the plan\n%s", index, plan)
			}
		}
		if sorts := strings.Count(plan, "TEMP B-TREE") + strings.Count(plan, "Sort Key"); sorts > 2 { // of the two ways' rows, and of the places
			t.Errorf("it sorts %d times\n%s", sorts, plan)
		}
	})
}

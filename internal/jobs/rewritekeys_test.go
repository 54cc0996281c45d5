package jobs

import (
	"context"
	"testing"

	"canopy/ent/organization"
	"canopy/internal/canopytest"
	"canopy/internal/match"
	"canopy/internal/reseller"
	"canopy/internal/store"

	"github.com/riverqueue/river"
)

// TestMatchKeysAreRewritten: a process that starts sees to organizations of an older version.
func TestMatchKeysAreRewritten(t *testing.T) {
	t.Parallel()
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		q, rules := newQueue(t, rig, func(insert enqueue) enqueue { return insert })
		rig.Tx(func(ctx context.Context, tx *store.Tx) error {
			_, err := rules.RegisterOrganizations(ctx, tx, []reseller.NewOrganization{{Source: organization.SourceEXTERNAL, Name: "Spree Logistik"}})
			return err
		})
		if _, err := rig.Store.WriteDB().Exec("UPDATE organizations SET keys_version = 0"); err != nil {
			t.Fatal(err)
		}
		if err := q.Start(t.Context(), rules); err != nil {
			t.Fatal(err)
		}
		done, cancel := q.client.Subscribe(river.EventKindJobCompleted)
		defer cancel()
		for e := range done {
			if e.Job.Kind == (reseller.RewriteMatchKeys{}).Kind() {
				break
			}
		}
		if err := q.Stop(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
		if o := rig.Store.Client().Organization.Query().OnlyX(canopytest.Operator()); o.KeysVersion != match.KeysVersion {
			t.Errorf("%+v", o)
		}
	})
}

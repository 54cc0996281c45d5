package jobs

import (
	"context"
	"slices"
	"testing"
	"time"

	"canopy/internal/canopytest"
	"canopy/internal/reseller"
	"canopy/internal/store"
)

// TestForget takes work out by its arguments, waiting or done, but not what is being done, and nothing else.
func TestForget(t *testing.T) {
	t.Parallel()
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		q, _ := newQueue(t, rig, func(insert enqueue) enqueue { return insert })
		set := func(state, where string) {
			t.Helper()
			if _, err := rig.Store.WriteDB().Exec("UPDATE river_job SET state = '" + state + "', finalized_at = CASE '" + state + "' WHEN 'completed' THEN scheduled_at END WHERE " + where); err != nil {
				t.Fatal(err)
			}
		}
		put := func(list ...reseller.JobArgs) {
			rig.Tx(func(ctx context.Context, tx *store.Tx) error {
				for _, args := range list {
					if err := q.Enqueue(ctx, tx.SQL, args, time.Time{}); err != nil {
						return err
					}
				}
				return nil
			})
		}
		put(reseller.MailPasswordReset{EmailKey: "ada@example.com"})
		set("completed", "true")
		put(reseller.MailPasswordReset{EmailKey: "ada@example.com"}, reseller.MailPasswordReset{EmailKey: "o'hara@example.com"}, reseller.MailPasswordReset{EmailKey: "ada@example.org"},
			reseller.MailAddressChanged{UserID: 12345678, Email: "old@example.com"}, reseller.MailAddressChanged{UserID: 12345678, Email: "older@example.com"},
			reseller.MailAddressChanged{UserID: 1, Email: "ada@example.com"})
		left := func() (left []string) {
			rows, err := rig.Store.DB().Query("SELECT state || ' ' || coalesce(args ->> 'email_key', args ->> 'email') FROM river_job ORDER BY id")
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = rows.Close() }()
			for rows.Next() {
				var line string
				if err := rows.Scan(&line); err != nil {
					t.Fatal(err)
				}
				left = append(left, line)
			}
			if err := rows.Err(); err != nil {
				t.Fatal(err)
			}
			return left
		}
		forget := func(args reseller.JobArgs) {
			rig.Tx(func(ctx context.Context, tx *store.Tx) error { return q.Forget(ctx, tx.SQL, args) })
		}
		set("running", "args ->> 'email' = 'older@example.com'")
		for _, args := range []reseller.JobArgs{
			reseller.MailPasswordReset{EmailKey: "ada@example.com"}, reseller.MailPasswordReset{EmailKey: "o'hara@example.com"}, reseller.MailPasswordReset{EmailKey: "nobody@example.com"},
			reseller.MailAddressChanged{UserID: 12345678},
		} {
			forget(args)
		}
		if got, want := left(), []string{"available ada@example.org", "running older@example.com", "available ada@example.com"}; !slices.Equal(got, want) {
			t.Errorf("left are %q, want %q", got, want)
		}
	})
}

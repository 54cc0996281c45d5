package subscription_test

import (
	"context"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/provisioning"
	"canopy/internal/canopytest"
	"canopy/internal/store"
	"canopy/internal/viewer"
)

// TestProvisioning tells each step on the way to an account's number, those that nobody asked for too.
func TestProvisioning(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		r := start(t, rig)
		top := rig.Account(nil)
		waiting := rig.Account(top, func(c *ent.AccountCreate) { c.SetStatus(account.StatusPENDING) })
		rig.Tx(func(ctx context.Context, tx *store.Tx) error {
			now := rig.Clock.Now()
			return tx.Provisioning.Create().SetAccountID(waiting.ID).SetStatus(provisioning.StatusQUEUED).SetRequestedAt(now).SetExpectedBy(now.Add(time.Hour)).Exec(ctx)
		})
		operator, admin := r.token(t, nil), r.token(t, rig.User(top, viewer.Admin))
		s := r.subscribe(t, admin, changed, map[string]any{"id": id(top)})
		r.awaitRunning(t, 1)
		want := func(action, status string) {
			t.Helper()
			got := s.next(t)
			if got.Event.Action != action || got.Event.SubjectID != id(waiting) || got.Account == nil || got.Account.ID != id(waiting) || got.Account.Status != status {
				t.Errorf("told %+v, want %s", got, action)
			}
		}
		late := func() {
			t.Helper()
			rig.Clock.Advance(25 * time.Hour)
			for range 2 { // once for each time that the number is asked for
				if err := r.TellOverdue(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			want("ACCOUNT_OVERDUE", "PENDING")
		}
		late()
		r.change(t, operator, "rejectProvisioning", `accountId: "%s", code: REJECTED, message: "No.", retryable: true`, id(waiting))
		want("PROVISIONING_FAILED", "FAILED")
		r.change(t, admin, "retryProvisioning", `accountId: "%s"`, id(waiting))
		want("PROVISIONING_RETRIED", "PENDING")
		late()
		r.change(t, operator, "completeProvisioning", `accountId: "%s", accountNumber: "4711"`, id(waiting))
		want("ACCOUNT_ACTIVATED", "ACTIVE")
	})
}

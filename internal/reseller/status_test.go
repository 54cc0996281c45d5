package reseller_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/provisioning"
	"canopy/internal/reseller"
	"canopy/internal/viewer"
)

func (h *house) suspend(ctx context.Context, a *ent.Account) error {
	_, err := h.SuspendAccount(ctx, reseller.SuspendAccountInput{AccountID: id(a)})
	return err
}

func (h *house) resume(ctx context.Context, a *ent.Account) error {
	_, err := h.ResumeAccount(ctx, reseller.ResumeAccountInput{AccountID: id(a)})
	return err
}

func (h *house) cancel(ctx context.Context, a *ent.Account) error {
	_, err := h.CancelProvisioning(ctx, reseller.CancelProvisioningInput{AccountID: id(a)})
	return err
}

func status(s account.Status) func(*ent.AccountCreate) {
	return func(c *ent.AccountCreate) { c.SetStatus(s) }
}

func TestSuspendAndResume(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		admin := h.As(h.User(h.root, viewer.Admin))
		a := h.Account(h.root)
		below := h.Account(a)
		own := h.As(h.User(a, viewer.Admin))
		h.Clock.Advance(time.Hour)
		for range 2 { // again, for whoever lost the answer
			if err := h.suspend(own, a); err != nil {
				t.Fatal(err)
			}
		}
		if got := h.account(t, a.ID); got.Status != account.StatusSUSPENDED || !got.UpdatedAt.Equal(h.Clock.Now()) {
			t.Errorf("suspended it is %v", got)
		}
		if got := h.account(t, below.ID); got.Status != account.StatusACTIVE || got.UpdatedAt.Equal(h.Clock.Now()) {
			t.Errorf("below it is %v", got)
		}
		_, err := h.CreateCustomer(admin, form(below, h.manager))
		wantFaults(t, err, "parentId NOT_ACTIVE")
		_, err = h.AddUsers(admin, adding(a, someones(1)...), nil)
		wantFaults(t, err, "accountId NOT_ACTIVE")
		wantFaults(t, h.resume(own, a), "accountId FORBIDDEN")
		for range 2 {
			if err := h.resume(admin, a); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := h.CreateCustomer(admin, form(below, h.manager)); err != nil {
			t.Errorf("after resuming: %v", err)
		}
		want := []string{"ACCOUNT_SUSPENDED DONE " + id(a).String(), "ACCOUNT_RESUMED REFUSED " + id(a).String(), "ACCOUNT_RESUMED DONE " + id(a).String()}
		if log := h.log(t); !slices.Equal(log[:3], want) {
			t.Errorf("left %q, want %q", log, want)
		}
	})
}

func TestStatusFaults(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		admin, manager := h.As(h.User(h.root, viewer.Admin)), h.As(h.manager)
		a := map[account.Status]*ent.Account{}
		for _, s := range []account.Status{account.StatusPENDING, account.StatusACTIVE, account.StatusSUSPENDED, account.StatusCLOSED, account.StatusFAILED} {
			a[s] = h.Account(h.root, status(s))
		}
		foreign := h.Account(nil)
		for name, err := range map[string]error{
			"suspend PENDING": h.suspend(admin, a[account.StatusPENDING]),
			"suspend CLOSED":  h.suspend(admin, a[account.StatusCLOSED]),
			"suspend FAILED":  h.suspend(admin, a[account.StatusFAILED]),
			"resume PENDING":  h.resume(admin, a[account.StatusPENDING]),
			"resume CLOSED":   h.resume(admin, a[account.StatusCLOSED]),
			"cancel ACTIVE":   h.cancel(admin, a[account.StatusACTIVE]),
			"cancel CLOSED":   h.cancel(admin, a[account.StatusCLOSED]),
		} {
			t.Run(name, func(t *testing.T) { wantFaults(t, err, "accountId NOT_ACTIVE") })
		}
		for _, do := range []func(context.Context, *ent.Account) error{h.suspend, h.resume, h.cancel} {
			wantFaults(t, do(admin, foreign), "accountId NOT_FOUND")
			wantFaults(t, do(manager, a[account.StatusACTIVE]), "accountId FORBIDDEN")
		}
		wantFaults(t, h.resume(admin, h.root), "accountId FORBIDDEN") // up to operators
	})
}

// TestCancelProvisioning calls an account off before the worker comes, and as it comes: it never has a number, or keeps it.
func TestCancelProvisioning(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		admin := h.As(h.User(h.root, viewer.Admin))
		pending := func(name string) *ent.Account {
			r := h.opened(t, h.manager, form(h.root, h.manager, named(name)))
			done, err := h.ApproveReview(admin, reseller.ApproveReviewInput{ReviewID: reviewID(r.ID), ReviewVersion: 1, AcknowledgeDuplicate: true})
			if err != nil {
				t.Fatal(err)
			}
			return h.account(t, done.AccountID)
		}
		a := pending("Havel Logistik GmbH")
		if _, err := h.UpdateAccount(admin, reseller.UpdateAccountInput{AccountID: id(a), ExternalReference: set("CRM-1")}); err != nil {
			t.Fatal(err)
		}
		for range 2 {
			if err := h.cancel(admin, a); err != nil {
				t.Fatal(err)
			}
		}
		if err := h.Provision(t.Context(), reseller.ProvisionAccount{AccountID: a.ID}, false); err != nil {
			t.Fatal(err)
		}
		got := h.account(t, a.ID)
		p := h.Store.Client().Provisioning.Query().Where(provisioning.AccountID(a.ID)).OnlyX(everything())
		if got.Status != account.StatusCLOSED || got.AccountNumber != nil || p.Status != provisioning.StatusCANCELLED || p.CompletedAt == nil || p.Attempts != 0 ||
			got.ExternalReference != nil || got.Search != "havel logistik gmbh" {
			t.Errorf("called off: %v, %v", got, p)
		}
		if log := h.log(t); log[len(log)-1] != "PROVISIONING_CANCELLED DONE "+id(a).String() {
			t.Errorf("left %q", log)
		}
		if e := h.lastEvent(t); !strings.Contains(e.Changes, `{"field":"externalReference","before":"CRM-1","after":null}`) {
			t.Errorf("left %v", e)
		}
		for i := range 5 {
			a := pending([]string{"Oder", "Elbe", "Weser", "Ems", "Rhein"}[i] + " Logistik GmbH")
			var cancelled error
			atOnce(2, func(i int) {
				if i == 0 {
					cancelled = h.cancel(admin, a)
				} else if err := h.Provision(context.Background(), reseller.ProvisionAccount{AccountID: a.ID}, false); err != nil {
					t.Error(err)
				}
			})
			got := h.account(t, a.ID)
			if cancelled == nil != (got.Status == account.StatusCLOSED && got.AccountNumber == nil) {
				t.Errorf("called off: %v; it is %v", cancelled, got)
			}
			if cancelled != nil {
				wantFaults(t, cancelled, "accountId NOT_ACTIVE")
				if got.Status != account.StatusACTIVE || got.AccountNumber == nil {
					t.Errorf("not called off it is %v", got)
				}
			}
		}
	})
}

package reseller_test

import (
	"context"
	"strings"
	"testing"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/provisioning"
	"canopy/internal/canopytest"
	"canopy/internal/problem"
	"canopy/internal/reseller"
	"canopy/internal/store"
)

// number is of accounts that have one already.
const number = "N-1"

func (h *house) retry(ctx context.Context, a *ent.Account) error {
	_, err := h.RetryProvisioning(ctx, reseller.RetryProvisioningInput{AccountID: id(a)})
	return err
}

func (h *house) complete(a *ent.Account, number string) error {
	_, err := h.CompleteProvisioning(canopytest.Operator(), reseller.CompleteProvisioningInput{AccountID: id(a), AccountNumber: number})
	return err
}

func (h *house) reject(a *ent.Account, code provisioning.FailureCode, message string, retryable bool) error {
	_, err := h.RejectProvisioning(canopytest.Operator(), reseller.RejectProvisioningInput{AccountID: id(a), Code: code, Message: message, Retryable: retryable})
	return err
}

// inStatus is an account in a status, with the provisioning that belongs to it; one that was called off where it is CLOSED.
func (h *house) inStatus(t *testing.T, s account.Status) *ent.Account {
	t.Helper()
	a := h.pending(t)
	h.Tx(func(ctx context.Context, tx *store.Tx) error {
		update := tx.Provisioning.Update().Where(provisioning.AccountID(a.ID)).SetCompletedAt(h.Clock.Now())
		set := tx.Account.UpdateOneID(a.ID).SetStatus(s)
		switch s {
		case account.StatusPENDING:
			return nil
		case account.StatusFAILED:
			update.SetStatus(provisioning.StatusFAILED).SetFailureCode(provisioning.FailureCodeINTERNAL).SetFailureMessage("Broken.").SetFailureRetryable(true)
		case account.StatusCLOSED:
			update.SetStatus(provisioning.StatusCANCELLED)
		default:
			update.SetStatus(provisioning.StatusSUCCEEDED)
			set.SetAccountNumber(number)
		}
		if err := update.Exec(ctx); err != nil {
			return err
		}
		return set.Exec(ctx)
	})
	return a
}

// TestTransitions does everything that changes a status to an account in each status: it becomes what the diagram of docs/account-states.md
// shows, with one event, stays what it is already, without one, or is refused. Only so does its provisioning change.
func TestTransitions(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		operator := canopytest.Operator()
		const same, refused = "stays", "refused"
		statuses := []account.Status{account.StatusPENDING, account.StatusACTIVE, account.StatusSUSPENDED, account.StatusCLOSED, account.StatusFAILED}
		for name, c := range map[string]struct {
			do   func(a *ent.Account) error
			want string // what becomes of each
		}{
			"provision": {func(a *ent.Account) error {
				return h.Provision(operator, reseller.ProvisionAccount{AccountID: a.ID}, true)
			}, "ACTIVE stays stays stays stays"},
			"timeOut": {func(a *ent.Account) error { // nothing was acknowledged
				return h.TimeOutProvisioning(operator, reseller.TimeOutProvisioning{AccountID: a.ID})
			}, "stays stays stays stays stays"},
			"retryProvisioning":  {func(a *ent.Account) error { return h.retry(operator, a) }, "stays refused refused refused PENDING"},
			"cancelProvisioning": {func(a *ent.Account) error { return h.cancel(operator, a) }, "CLOSED refused refused stays refused"},
			"completeProvisioning": {func(a *ent.Account) error {
				if held := h.account(t, a.ID).AccountNumber; held != nil {
					return h.complete(a, *held)
				}
				return h.complete(a, "N-2")
			}, "ACTIVE stays stays refused refused"},
			"completeProvisioning with another number": {func(a *ent.Account) error { return h.complete(a, "N-3") }, "ACTIVE refused refused refused refused"},
			"rejectProvisioning": {func(a *ent.Account) error {
				return h.reject(a, provisioning.FailureCodeINTERNAL, "Broken.", true)
			}, "FAILED refused refused refused stays"},
			"rejectProvisioning for another reason": {func(a *ent.Account) error {
				return h.reject(a, provisioning.FailureCodeREJECTED, "No.", true)
			}, "FAILED refused refused refused refused"},
			"suspendAccount": {func(a *ent.Account) error { return h.suspend(operator, a) }, "refused SUSPENDED stays refused refused"},
			"resumeAccount":  {func(a *ent.Account) error { return h.resume(operator, a) }, "refused stays ACTIVE refused refused"},
			"closeAccount": {func(a *ent.Account) error {
				_, err := h.CloseAccount(operator, reseller.CloseAccountInput{AccountID: id(a)})
				return err
			}, "refused CLOSED CLOSED stays CLOSED"},
		} {
			for i, want := range strings.Fields(c.want) {
				from := statuses[i]
				a := h.inStatus(t, from)
				before, events := h.provisioning(t, a), len(h.log(t))
				err := c.do(a)
				if _, other := problem.FaultsOf(err); other != nil || (err != nil) != (want == refused) {
					t.Errorf("%s of one that is %s: %v, want %s", name, from, err, want)
				}
				got, after := h.account(t, a.ID), h.provisioning(t, a)
				events = len(h.log(t)) - events
				if want == same || want == refused {
					if got.Status != from || events != 0 || before.String() != after.String() {
						t.Errorf("%s of one that is %s leaves %d events, %v and %v", name, from, events, got, after)
					}
				} else if got.Status != account.Status(want) || events != 1 {
					t.Errorf("%s of one that is %s makes it %s with %d events, want %s", name, from, got.Status, events, want)
				}
				wantWhole(t, got, after)
				h.Tx(func(ctx context.Context, tx *store.Tx) error {
					return tx.Account.UpdateOneID(a.ID).ClearAccountNumber().Exec(ctx)
				})
			}
		}
	})
}

// wantWhole holds what is true of an account and its provisioning at any moment.
func wantWhole(t *testing.T, a *ent.Account, p *ent.Provisioning) {
	t.Helper()
	want := map[account.Status][]provisioning.Status{
		account.StatusPENDING:   {provisioning.StatusQUEUED, provisioning.StatusRUNNING},
		account.StatusACTIVE:    {provisioning.StatusSUCCEEDED},
		account.StatusSUSPENDED: {provisioning.StatusSUCCEEDED},
		account.StatusFAILED:    {provisioning.StatusFAILED},
		account.StatusCLOSED:    {provisioning.StatusSUCCEEDED, provisioning.StatusFAILED, provisioning.StatusCANCELLED},
	}[a.Status]
	fits := false
	for _, s := range want {
		fits = fits || s == p.Status
	}
	open, failed := a.Status == account.StatusPENDING, p.Status == provisioning.StatusFAILED
	if !fits || open != (p.CompletedAt == nil) || failed != (p.FailureCode != nil) || failed != (p.FailureMessage != "") ||
		(a.AccountNumber != nil) != (p.Status == provisioning.StatusSUCCEEDED) {
		t.Errorf("torn apart: %v, %v", a, p)
	}
}

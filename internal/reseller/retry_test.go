package reseller_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"canopy/ent/account"
	"canopy/ent/provisioning"
	"canopy/internal/canopytest"
	"canopy/internal/problem"
	"canopy/internal/reseller"
	"canopy/internal/viewer"
)

// TestRetryProvisioning: a FAILED account waits for its number once more, as if it had just been approved, and gets it. What failed for good is
// for operators.
func TestRetryProvisioning(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		manager := h.As(h.manager)
		a := h.pending(t)
		if err := h.Provision(t.Context(), reseller.ProvisionAccount{AccountID: a.ID}, false); err != nil {
			t.Fatal(err)
		}
		wantFaults(t, h.retry(manager, a), "accountId NOT_ACTIVE")
		a = h.inStatus(t, account.StatusFAILED)
		first := h.provisioning(t, a)
		before := h.jobsQueued(t, "provision_account")
		h.Clock.Advance(time.Hour)
		for range 2 {
			if err := h.retry(manager, a); err != nil {
				t.Fatal(err)
			}
		}
		p, now := h.provisioning(t, a), h.Clock.Now()
		if p.Status != provisioning.StatusQUEUED || !p.RequestedAt.Equal(now) || !p.ExpectedBy.Equal(now.Add(h.PromisedWithin)) || p.CompletedAt != nil ||
			p.FailureCode != nil || p.FailureMessage != "" || p.FailureRetryable || p.Attempts != first.Attempts {
			t.Errorf("provisioning is %v", p)
		}
		if log, n := h.log(t), h.jobsQueued(t, "provision_account")-before; log[len(log)-1] != "PROVISIONING_RETRIED DONE "+id(a).String() || n != 1 {
			t.Errorf("the log is %q, %d jobs", log, n)
		}
		if e := h.lastEvent(t); *e.ActorID != h.manager.ID || e.Changes != `[{"field":"status","before":"FAILED","after":"PENDING"}]` {
			t.Errorf("the event is %v", e)
		}
		if err := h.Provision(t.Context(), reseller.ProvisionAccount{AccountID: a.ID, Requested: first.RequestedAt}, true); err != nil || h.account(t, a.ID).Status != account.StatusPENDING {
			t.Errorf("what is left of the first request: %v, %v", err, h.account(t, a.ID))
		}
		if err := h.Provision(t.Context(), reseller.ProvisionAccount{AccountID: a.ID, Requested: now}, false); err != nil || h.account(t, a.ID).AccountNumber == nil {
			t.Errorf("tried again: %v, %v", err, h.account(t, a.ID))
		}
		if p := h.provisioning(t, a); p.Attempts != first.Attempts+1 {
			t.Errorf("provisioning is %v", p)
		}

		b := h.pending(t)
		if err := h.reject(b, provisioning.FailureCodeREJECTED, "Blacklisted.", false); err != nil {
			t.Fatal(err)
		}
		err := h.retry(manager, b)
		wantFaults(t, err, "accountId NOT_ACTIVE")
		if faults, _ := problem.FaultsOf(err); !strings.Contains(faults[0].Message, "Blacklisted.") {
			t.Errorf("it says %v", faults)
		}
		wantFaults(t, h.retry(h.As(h.User(h.root, viewer.UserManager)), b), "accountId FORBIDDEN")
		wantFaults(t, h.retry(h.As(h.User(h.Account(nil), viewer.Admin)), b), "accountId NOT_FOUND")
		if err := h.retry(canopytest.Operator(), b); err != nil || h.account(t, b.ID).Status != account.StatusPENDING {
			t.Errorf("by an operator: %v", err)
		}
	})
}

// TestRetryBehindALastAttempt: the job whose last attempt failed is still at it when somebody asks for another try: that gets a job of its own.
func TestRetryBehindALastAttempt(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		a := h.inStatus(t, account.StatusFAILED)
		h.Clock.Advance(time.Second)
		if err := h.retry(h.As(h.manager), a); err != nil {
			t.Fatal(err)
		}
		h.setJobs(t, "state = 'running'")
		if err := h.rejectRequest(a, h.request(t, a)); err != nil {
			t.Fatal(err)
		}
		for want := range 3 {
			if err := h.retry(h.As(h.manager), a); err != nil {
				t.Fatal(err)
			}
			if n := h.jobsQueued(t, "provision_account"); n != 2 {
				t.Errorf("%d: %d jobs", want, n)
			}
		}
	})
}

// TestAllAtOnce does everything that ends or begins a wait to one account at the same time: whatever comes first holds, each refusal says a state
// that was, and nothing is torn apart. The events tell one way through the diagram.
func TestAllAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		operator := canopytest.Operator()
		for round := range 6 {
			a := h.inStatus(t, []account.Status{account.StatusPENDING, account.StatusFAILED}[round%2])
			events := len(h.log(t))
			acts := []func() error{
				func() error {
					return h.Provision(context.Background(), reseller.ProvisionAccount{AccountID: a.ID}, true)
				},
				func() error {
					return h.Provision(context.Background(), reseller.ProvisionAccount{AccountID: a.ID}, false)
				},
				func() error { return h.complete(a, "C-1-"+id(a).String()) },
				func() error { return h.complete(a, "C-2-"+id(a).String()) },
				func() error { return h.reject(a, provisioning.FailureCodeREJECTED, "No.", true) },
				func() error { return h.retry(h.As(h.manager), a) },
				func() error { return h.cancel(operator, a) },
				func() error {
					_, err := h.CloseAccount(operator, reseller.CloseAccountInput{AccountID: id(a)})
					return err
				},
			}
			errs := make([]error, len(acts))
			atOnce(len(acts), func(i int) { errs[i] = acts[i]() })
			for i, err := range errs {
				if faults, other := problem.FaultsOf(err); other != nil {
					t.Errorf("%d: %v", i, err)
				} else if slices.ContainsFunc(faults, func(f problem.Fault) bool {
					return f.Code != problem.NotActive && f.Code != problem.Conflict && f.Code != problem.Required
				}) {
					t.Errorf("%d: %v", i, faults)
				}
			}
			got := h.account(t, a.ID)
			if got.Status == account.StatusCLOSED && got.AccountNumber != nil { // it was ACTIVE before
				if p := h.provisioning(t, a); p.Status != provisioning.StatusSUCCEEDED {
					t.Errorf("torn apart: %v, %v", got, p)
				}
			} else {
				wantWhole(t, got, h.provisioning(t, a))
			}
			if log := h.log(t)[events:]; len(slices.DeleteFunc(log, func(line string) bool { return !strings.HasPrefix(line, "ACCOUNT_ACTIVATED") })) > 1 {
				t.Errorf("activated twice: %q", log)
			}
		}
	})
}

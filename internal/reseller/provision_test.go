package reseller_test

import (
	"context"
	"slices"
	"strconv"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/provisioning"
	"canopy/internal/reseller"
	"canopy/internal/store"
)

// pending is an account that waits for its number.
func (h *house) pending(t *testing.T, change ...func(*ent.AccountCreate)) *ent.Account {
	t.Helper()
	a := h.Account(h.root, append(change, func(c *ent.AccountCreate) { c.SetStatus(account.StatusPENDING) })...)
	h.Tx(func(ctx context.Context, tx *store.Tx) error {
		return tx.Provisioning.Create().SetAccountID(a.ID).SetStatus(provisioning.StatusQUEUED).SetRequestedAt(h.Clock.Now()).SetExpectedBy(h.Clock.Now()).Exec(ctx)
	})
	return a
}

func (h *house) provisioning(t *testing.T, of *ent.Account) *ent.Provisioning {
	t.Helper()
	p, err := h.Store.Client().Provisioning.Query().Where(provisioning.AccountID(of.ID)).Only(everything())
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestProvision(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		a := h.pending(t, func(c *ent.AccountCreate) { c.SetName("Å").SetExternalReference("CRM 7") })
		for range 2 { // the second run finds nothing to do
			if err := h.Provision(context.Background(), reseller.ProvisionAccount{AccountID: a.ID}, false); err != nil {
				t.Fatal(err)
			}
		}
		got := h.account(t, a.ID)
		if got.Status != account.StatusACTIVE || *got.AccountNumber != "100001" || got.Search != "a 100001 crm 7" {
			t.Errorf("the account is %v", got)
		}
		p := h.provisioning(t, a)
		if p.Status != provisioning.StatusSUCCEEDED || p.Attempts != 1 || !p.CompletedAt.Equal(h.Clock.Now()) {
			t.Errorf("its provisioning is %v", p)
		}
		if log := h.log(t); !slices.Equal(log, []string{"ACCOUNT_ACTIVATED DONE " + id(a).String()}) {
			t.Errorf("the log is %q", log)
		}
		want := `[{"field":"status","before":"PENDING","after":"ACTIVE"},{"field":"accountNumber","before":null,"after":"100001"}]`
		if e := h.Store.Client().Event.Query().OnlyX(everything()); e.Changes != want || e.ActorID != nil {
			t.Errorf("the event is %v", e)
		}
		if err := h.Provision(context.Background(), reseller.ProvisionAccount{AccountID: h.root.ID}, false); err != nil || h.account(t, h.root.ID).AccountNumber != nil {
			t.Errorf("an account that was never queued: %v", err)
		}
	})
}

func TestProvisionOneAccountAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for i := range 8 {
			a := h.pending(t)
			atOnce(8, func(int) {
				if err := h.Provision(context.Background(), reseller.ProvisionAccount{AccountID: a.ID}, false); err != nil {
					t.Error(err)
				}
			})
			if got := h.account(t, a.ID); *got.AccountNumber != strconv.Itoa(100001+i) || len(h.log(t)) != i+1 {
				t.Errorf("the account is %v, the log %q", got, h.log(t))
			}
		}
	})
}

func TestProvisionManyAccountsAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var waiting []*ent.Account
		for range 50 {
			waiting = append(waiting, h.pending(t))
		}
		atOnce(len(waiting), func(i int) {
			if err := h.Provision(context.Background(), reseller.ProvisionAccount{AccountID: waiting[i].ID}, false); err != nil {
				t.Error(err)
			}
		})
		numbers := map[string]bool{}
		for _, a := range waiting {
			numbers[*h.account(t, a.ID).AccountNumber] = true
		}
		if len(numbers) != 50 || len(h.log(t)) != 50 {
			t.Errorf("%d numbers, %d events", len(numbers), len(h.log(t)))
		}
	})
}

func TestAccountNumbersPassOverImportedOnes(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.Tx(func(ctx context.Context, tx *store.Tx) error { // imported: 100002 to 115000 without 100005, and 115002
			source := "(WITH RECURSIVE n(v) AS (SELECT 100002 UNION ALL SELECT v + 1 FROM n WHERE v < 115002) SELECT v FROM n WHERE v NOT IN (100005, 115001)) AS n"
			_, err := tx.SQL.ExecContext(ctx, `INSERT INTO accounts (root_id, path, type, status, account_number, name, name_key, search, country, created_at, updated_at)
				SELECT /*everything:operator*/ $1, 'imported' || v, 'RESELLER', 'ACTIVE', CAST(v AS text), 'A', 'a', 'a', 'US', $2, $2 FROM `+source, h.root.ID, h.Clock.Now())
			return err
		})
		for _, want := range []string{"100001", "100005", "115001", "115003"} {
			a := h.pending(t)
			statements := h.Statements(func() {
				if err := h.Provision(context.Background(), reseller.ProvisionAccount{AccountID: a.ID}, false); err != nil {
					t.Fatal(err)
				}
			})
			if got := *h.account(t, a.ID).AccountNumber; got != want || statements > 30 {
				t.Errorf("the number is %s after %d statements, want %s", got, statements, want)
			}
		}
	})
}

func TestProvisionFailsAfterTheLastAttempt(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		a := h.pending(t)
		rename := func(from, to string) {
			h.Tx(func(ctx context.Context, tx *store.Tx) error {
				_, err := tx.SQL.ExecContext(ctx, "ALTER TABLE "+from+" RENAME TO "+to)
				return err
			})
		}
		rename("counters", "hidden") // nothing can be drawn
		if err := h.Provision(context.Background(), reseller.ProvisionAccount{AccountID: a.ID}, false); err == nil {
			t.Error("the first attempt succeeds")
		}
		if p := h.provisioning(t, a); p.Status != provisioning.StatusQUEUED || p.Attempts != 1 || h.account(t, a.ID).Status != account.StatusPENDING || len(h.log(t)) != 0 {
			t.Errorf("after the first attempt: %v", p)
		}
		if err := h.Provision(context.Background(), reseller.ProvisionAccount{AccountID: a.ID}, true); err == nil {
			t.Error("the last attempt succeeds")
		}
		p := h.provisioning(t, a)
		if p.Status != provisioning.StatusFAILED || p.Attempts != 2 || *p.FailureCode != provisioning.FailureCodeINTERNAL || p.FailureMessage == "" || !p.FailureRetryable ||
			h.account(t, a.ID).Status != account.StatusFAILED {
			t.Errorf("after the last attempt: %v", p)
		}
		if log := h.log(t); !slices.Equal(log, []string{"PROVISIONING_FAILED DONE " + id(a).String()}) {
			t.Errorf("the log is %q", log)
		}
		rename("hidden", "counters")
		if err := h.Provision(context.Background(), reseller.ProvisionAccount{AccountID: a.ID}, false); err != nil || h.account(t, a.ID).Status != account.StatusFAILED {
			t.Errorf("FAILED comes to life again: %v", err)
		}
	})
}

// TestProvisionFailsWhenTheLastAttemptIsCutOff: a job whose time is over ends with its context, and is not tried again.
func TestProvisionFailsWhenTheLastAttemptIsCutOff(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		a := h.pending(t)
		ctx, cancel := context.WithCancel(context.Background())
		cancel()
		if err := h.Provision(ctx, reseller.ProvisionAccount{AccountID: a.ID}, false); err == nil || h.account(t, a.ID).Status != account.StatusPENDING {
			t.Errorf("an attempt that is cut off: %v", err)
		}
		if err := h.Provision(ctx, reseller.ProvisionAccount{AccountID: a.ID}, true); err == nil || h.account(t, a.ID).Status != account.StatusFAILED {
			t.Errorf("the last attempt is cut off: %v", err)
		}
		if p := h.provisioning(t, a); p.Status != provisioning.StatusFAILED {
			t.Errorf("its provisioning is %v", p)
		}
	})
}

// TestResumeProvisioning: an account whose job is gone gets another one, and one whose job is alive none.
func TestResumeProvisioning(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		const kind = "provision_account"
		resume := func(want int) {
			t.Helper()
			if err := h.ResumeProvisioning(t.Context()); err != nil {
				t.Fatal(err)
			}
			if n := h.jobsQueued(t, kind); n != want {
				t.Errorf("%d jobs, want %d", n, want)
			}
		}
		h.pending(t)
		h.Account(h.root)
		h.Clock.Advance(h.ProvisioningDelay + 5*time.Minute - time.Microsecond)
		young := h.pending(t)
		resume(0)
		h.Clock.Advance(time.Microsecond)
		resume(1)
		resume(1)
		for _, state := range []string{"scheduled", "running", "retryable"} {
			h.setJobs(t, "state = '"+state+"'")
			resume(1)
		}
		h.setJobs(t, "state = 'discarded', finalized_at = created_at")
		resume(2)
		h.setJobs(t, "state = 'completed', finalized_at = created_at")
		if err := h.Provision(t.Context(), reseller.ProvisionAccount{AccountID: young.ID}, false); err != nil {
			t.Fatal(err)
		}
		h.Clock.Advance(time.Hour)
		resume(3)
	})
}

// setJobs changes all jobs.
func (h *house) setJobs(t *testing.T, set string) {
	t.Helper()
	if _, err := h.Store.WriteDB().Exec("UPDATE river_job SET " + set); err != nil {
		t.Fatal(err)
	}
}

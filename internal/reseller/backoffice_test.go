package reseller_test

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/provisioning"
	"canopy/internal/backoffice"
	"canopy/internal/canopytest"
	"canopy/internal/problem"
	"canopy/internal/reseller"
)

// ask has accounts of the house go to a back office that answers as the handler does.
func (h *house) ask(t *testing.T, answer http.HandlerFunc) {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	office, err := backoffice.NewExternal(server.URL, "whsec_"+strings.Repeat("A", 32))
	if err != nil {
		t.Fatal(err)
	}
	h.BackOffice = office
}

// job is the work on an account's number as it is asked for now.
func (h *house) job(t *testing.T, a *ent.Account) reseller.ProvisionAccount {
	t.Helper()
	return reseller.ProvisionAccount{AccountID: a.ID, Requested: h.provisioning(t, a).RequestedAt}
}

// TestNumberForm: the built-in back office writes numbers in the form, and passes over those that accounts have.
func TestNumberForm(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		form, err := backoffice.NewForm("NL-{number:7}-{check}")
		if err != nil {
			t.Fatal(err)
		}
		h.BackOffice = backoffice.Builtin{Form: form}
		h.Account(h.root, func(c *ent.AccountCreate) { c.SetAccountNumber("NL-0100002-5") })
		h.Account(h.root, func(c *ent.AccountCreate) { c.SetAccountNumber("100003") })
		for _, want := range []string{"NL-0100001-7", "NL-0100003-3"} {
			a := h.pending(t)
			if err := h.Provision(t.Context(), h.job(t, a), false); err != nil || *h.account(t, a.ID).AccountNumber != want {
				t.Errorf("%v, %v, want %s", err, h.account(t, a.ID), want)
			}
		}
	})
}

// TestExternalBackOffice: what it takes waits for its answer, and is asked for no more; what it refuses is FAILED at once.
func TestExternalBackOffice(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var asked atomic.Int32
		var code atomic.Int32
		var last atomic.Value
		h.ask(t, func(w http.ResponseWriter, r *http.Request) {
			asked.Add(1)
			var body struct{ Data backoffice.Request }
			if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
				t.Error(err)
			}
			last.Store(body.Data)
			w.Header().Set("Content-Type", "text/plain")
			w.WriteHeader(int(code.Load()))
			_, _ = w.Write([]byte("because"))
		})
		code.Store(http.StatusAccepted)
		a := h.pending(t, func(c *ent.AccountCreate) { c.SetExternalReference("CRM 7").SetPhone("+49301234567") })
		for range 2 { // a job that ran, and runs once more
			if err := h.Provision(t.Context(), h.job(t, a), true); err != nil {
				t.Fatal(err)
			}
		}
		p := h.provisioning(t, a)
		if p.Status != provisioning.StatusRUNNING || p.Attempts != 1 || !p.AcknowledgedAt.Equal(h.Clock.Now()) || h.account(t, a.ID).Status != account.StatusPENDING || asked.Load() != 1 {
			t.Errorf("taken it is %v, asked %d times", p, asked.Load())
		}
		r, _ := last.Load().(backoffice.Request)
		if r.AccountID != id(a).String() || *r.ParentID != id(h.root).String() || *r.ExternalReference != "CRM 7" || *r.Phone != "+49301234567" || r.Attempt != 1 || r.Name != a.Name {
			t.Errorf("asked for %+v", r)
		}
		if n := h.jobsQueued(t, "time_out_provisioning"); n != 1 {
			t.Errorf("%d jobs wait for the end", n)
		}
		for range 2 {
			if err := h.complete(a, "  X-1 "); err != nil {
				t.Fatal(err)
			}
		}
		if got := h.account(t, a.ID); got.Status != account.StatusACTIVE || *got.AccountNumber != "X-1" || !strings.Contains(got.Search, "x-1") {
			t.Errorf("completed it is %v", got)
		}
		if err := h.TimeOutProvisioning(t.Context(), reseller.TimeOutProvisioning(h.job(t, a))); err != nil || h.account(t, a.ID).Status != account.StatusACTIVE {
			t.Errorf("the end of the wait behind the answer: %v", err)
		}
		if log := h.log(t); !slices.Equal(log, []string{"ACCOUNT_ACTIVATED DONE " + id(a).String()}) {
			t.Errorf("the log is %q", log)
		}

		for status, want := range map[int]provisioning.FailureCode{400: provisioning.FailureCodeINVALID_DETAILS, 403: provisioning.FailureCodeREJECTED} {
			code.Store(int32(status))
			b := h.pending(t)
			if err := h.Provision(t.Context(), h.job(t, b), false); err != nil {
				t.Fatal(err)
			}
			p := h.provisioning(t, b)
			if p.Status != provisioning.StatusFAILED || *p.FailureCode != want || p.FailureMessage != "because" || p.FailureRetryable != (status == 400) {
				t.Errorf("%d: %v", status, p)
			}
		}
		code.Store(http.StatusServiceUnavailable)
		c := h.pending(t)
		if err := h.Provision(t.Context(), h.job(t, c), false); err == nil {
			t.Error("an answer that is none")
		}
		if p := h.provisioning(t, c); p.Status != provisioning.StatusQUEUED || p.Attempts != 1 {
			t.Errorf("to be tried again it is %v", p)
		}
		if err := h.Provision(t.Context(), h.job(t, c), true); err == nil {
			t.Error("an answer that is none")
		}
		if p := h.provisioning(t, c); p.Status != provisioning.StatusFAILED || *p.FailureCode != provisioning.FailureCodeBACK_OFFICE_UNAVAILABLE || !p.FailureRetryable || p.Attempts != 2 {
			t.Errorf("behind the last attempt it is %v", p)
		}
	})
}

// TestAnswerBeforeAcknowledgement: the back office answers while it still takes the request, and the answer wins; so does a cancellation.
func TestAnswerBeforeAcknowledgement(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for name, c := range map[string]struct {
			meanwhile func(a *ent.Account) error
			answer    int
			want      account.Status
		}{
			"completed, and taken":    {func(a *ent.Account) error { return h.complete(a, "B-1") }, 202, account.StatusACTIVE},
			"completed, and refused":  {func(a *ent.Account) error { return h.complete(a, "B-2") }, 400, account.StatusACTIVE},
			"completed, and broken":   {func(a *ent.Account) error { return h.complete(a, "B-3") }, 500, account.StatusACTIVE},
			"rejected, and taken":     {func(a *ent.Account) error { return h.reject(a, "LIMIT_REACHED", "Full.", false) }, 202, account.StatusFAILED},
			"called off, and taken":   {func(a *ent.Account) error { return h.cancel(canopytest.Operator(), a) }, 202, account.StatusCLOSED},
			"called off, and refused": {func(a *ent.Account) error { return h.cancel(canopytest.Operator(), a) }, 403, account.StatusCLOSED},
		} {
			a := h.pending(t)
			h.ask(t, func(w http.ResponseWriter, _ *http.Request) {
				if err := c.meanwhile(a); err != nil {
					t.Errorf("%s: %v", name, err)
				}
				w.WriteHeader(c.answer)
			})
			events := len(h.log(t))
			_ = h.Provision(t.Context(), h.job(t, a), true) // broken is an error
			got, p := h.account(t, a.ID), h.provisioning(t, a)
			if got.Status != c.want || len(h.log(t)) != events+1 || p.AcknowledgedAt != nil {
				t.Errorf("%s: %v, %v, %q", name, got, p, h.log(t)[events:])
			}
			wantWhole(t, got, p)
		}
	})
}

// TestTwoWorkersAsk: two ask at once and one is told that it is taken, the other one something else: what was taken stays so.
func TestTwoWorkersAsk(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var asked atomic.Int32
		both := make(chan struct{})
		h.ask(t, func(w http.ResponseWriter, r *http.Request) {
			if asked.Add(1) == 1 {
				<-both // answers when the other one is done
				w.WriteHeader(http.StatusServiceUnavailable)
			}
		})
		a := h.pending(t)
		job := h.job(t, a)
		late := make(chan error)
		go func() { late <- h.Provision(context.Background(), job, true) }()
		if !canopytest.Await(10*time.Second, func() bool { return asked.Load() > 0 }) {
			t.Fatal("nobody asks")
		}
		if err := h.Provision(t.Context(), job, false); err != nil {
			t.Fatal(err)
		}
		close(both)
		if err := <-late; err == nil {
			t.Error("the late one has an answer")
		}
		if p := h.provisioning(t, a); p.Status != provisioning.StatusRUNNING || p.AcknowledgedAt == nil || h.account(t, a.ID).Status != account.StatusPENDING {
			t.Errorf("it is %v", p)
		}
	})
}

// TestTimeOutProvisioning: without an answer it ends, may be tried again, and the answer to the first request is still good for the second.
func TestTimeOutProvisioning(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.ask(t, func(http.ResponseWriter, *http.Request) {})
		a := h.pending(t)
		first := h.job(t, a)
		if err := h.Provision(t.Context(), first, false); err != nil {
			t.Fatal(err)
		}
		h.setJobs(t, "state = 'discarded', finalized_at = created_at") // the job is lost
		resume := func(want int) {
			t.Helper()
			if err := h.ResumeProvisioning(t.Context()); err != nil {
				t.Fatal(err)
			}
			if n := h.jobsQueued(t, "time_out_provisioning"); n != want || h.jobsQueued(t, "provision_account") != 0 {
				t.Errorf("%d jobs, want %d", n, want)
			}
		}
		h.Clock.Advance(h.BackOfficeDeadline + 5*time.Minute - time.Microsecond)
		resume(1)
		h.Clock.Advance(time.Microsecond)
		resume(2)
		resume(2)
		for range 2 {
			if err := h.TimeOutProvisioning(t.Context(), reseller.TimeOutProvisioning(first)); err != nil {
				t.Fatal(err)
			}
		}
		p := h.provisioning(t, a)
		if p.Status != provisioning.StatusFAILED || *p.FailureCode != provisioning.FailureCodeTIMED_OUT || !p.FailureRetryable || len(h.log(t)) != 1 {
			t.Errorf("it is %v, the log %q", p, h.log(t))
		}
		wantFaults(t, h.complete(a, "T-1"), "accountId NOT_ACTIVE")
		if err := h.retry(h.As(h.manager), a); err != nil {
			t.Fatal(err)
		}
		if err := h.Provision(t.Context(), h.job(t, a), false); err != nil {
			t.Fatal(err)
		}
		if err := h.TimeOutProvisioning(t.Context(), reseller.TimeOutProvisioning(first)); err != nil || h.account(t, a.ID).Status != account.StatusPENDING {
			t.Errorf("the end of the first wait ends the second: %v", err)
		}
		if err := h.complete(a, "T-1"); err != nil || h.account(t, a.ID).Status != account.StatusACTIVE {
			t.Errorf("late: %v", err)
		}
	})
}

// TestBackOfficeFaults: what the back office says twice, late or wrongly tells what is, and changes nothing.
func TestBackOfficeFaults(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		a, b := h.pending(t), h.pending(t)
		if err := h.complete(a, "F-1"); err != nil {
			t.Fatal(err)
		}
		says := func(err error, words string, faults ...string) {
			t.Helper()
			wantFaults(t, err, faults...)
			if told, _ := problem.FaultsOf(err); len(told) == 0 || !strings.Contains(told[0].Message, words) {
				t.Errorf("it says %v, want %q", told, words)
			}
		}
		says(h.complete(a, "F-2"), "F-1", "accountNumber CONFLICT")
		says(h.complete(b, "F-1"), "another account", "accountNumber TAKEN")
		says(h.reject(a, "REJECTED", "No.", false), "ACTIVE", "accountId NOT_ACTIVE")
		if err := h.reject(b, "DUPLICATE", "Known as 7.", false); err != nil {
			t.Fatal(err)
		}
		says(h.complete(b, "F-2"), "DUPLICATE", "accountId NOT_ACTIVE")
		says(h.reject(b, "DUPLICATE", "Known as 8.", false), "DUPLICATE", "accountId NOT_ACTIVE")
		gone := &ent.Account{ID: 1 << 40}
		says(h.complete(gone, " "), "write", "accountId NOT_FOUND", "accountNumber REQUIRED")
		says(h.complete(b, strings.Repeat("9", 201)+"\n"), "line break", "accountId NOT_ACTIVE", "accountNumber INVALID")
		says(h.reject(gone, "REJECTED", "", true), "write", "accountId NOT_FOUND", "message REQUIRED")
		says(h.reject(h.pending(t), "REJECTED", strings.Repeat("ä", 501), true), "501", "message TOO_LONG")
		if err := h.reject(h.pending(t), "REJECTED", strings.Repeat("ä", 500), true); err != nil {
			t.Error(err)
		}
		_, err := h.CompleteProvisioning(h.As(h.manager), reseller.CompleteProvisioningInput{AccountID: id(h.pending(t)), AccountNumber: "F-9"})
		says(err, "operators", " FORBIDDEN")
		_, err = h.RejectProvisioning(h.As(h.manager), reseller.RejectProvisioningInput{AccountID: id(gone), Code: "REJECTED", Message: "No."})
		says(err, "operators", " FORBIDDEN")
	})
}

// TestOneNumberForTwo: two accounts are given one number at once: one has it, the other is told that it is taken.
func TestOneNumberForTwo(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for round := range 5 {
			number := "O-" + string(rune('a'+round))
			both := []*ent.Account{h.pending(t), h.pending(t)}
			errs := make([]error, 2)
			atOnce(2, func(i int) { errs[i] = h.complete(both[i], number) })
			refused := slices.IndexFunc(errs, func(err error) bool { return err != nil })
			if refused < 0 {
				t.Fatal("both have it")
			}
			wantFaults(t, errs[refused], "accountNumber TAKEN")
			if a, b := h.account(t, both[refused].ID), h.account(t, both[1-refused].ID); a.Status != account.StatusPENDING || text(b.AccountNumber) != number {
				t.Errorf("%v, %v", a, b)
			}
		}
	})
}

func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

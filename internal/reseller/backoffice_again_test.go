package reseller_test

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/provisioning"
	"canopy/internal/backoffice"
	"canopy/internal/canopytest"
	"canopy/internal/reseller"
)

// request is the id of the request for an account's number as it is asked for now.
func (h *house) request(t *testing.T, a *ent.Account) *string {
	t.Helper()
	return ptr(backoffice.Request{AccountID: id(a).String(), Asked: h.provisioning(t, a).RequestedAt}.ID())
}

func (h *house) rejectRequest(a *ent.Account, request *string) error {
	_, err := h.RejectProvisioning(canopytest.Operator(), reseller.RejectProvisioningInput{
		AccountID: id(a), RequestID: request, Code: provisioning.FailureCodeINVALID_DETAILS, Message: "No such street.", Retryable: true,
	})
	return err
}

func (h *house) completeRequest(a *ent.Account, request *string, number string) error {
	_, err := h.CompleteProvisioning(canopytest.Operator(), reseller.CompleteProvisioningInput{AccountID: id(a), RequestID: request, AccountNumber: number})
	return err
}

// TestRejectedTwice: a rejection that is said again because its answer was lost does not end the request that somebody made meanwhile, and the log
// tells of it.
func TestRejectedTwice(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var log strings.Builder
		h.Logger = slog.New(slog.NewTextHandler(&log, nil))
		h.ask(t, accepting)
		a := h.pending(t)
		first := h.request(t, a)
		for range 2 {
			if err := h.rejectRequest(a, first); err != nil || h.account(t, a.ID).Status != account.StatusFAILED {
				t.Fatalf("%v, %v", err, h.account(t, a.ID))
			}
		}
		h.Clock.Advance(time.Second)
		if err := h.retry(h.As(h.manager), a); err != nil {
			t.Fatal(err)
		}
		if err := h.Provision(t.Context(), h.job(t, a), false); err != nil {
			t.Fatal(err)
		}
		second, events := h.request(t, a), len(h.log(t))
		if *second == *first {
			t.Fatalf("both requests are %s", *first)
		}
		stays := func(want account.Status) {
			t.Helper()
			if err := h.rejectRequest(a, first); err != nil {
				t.Errorf("of the first request: %v", err)
			}
			if got := h.account(t, a.ID); got.Status != want || len(h.log(t)) != events {
				t.Errorf("it is %v, the log %q", got, h.log(t)[events:])
			}
		}
		stays(account.StatusPENDING)
		if !strings.Contains(log.String(), lateLine(*first)) {
			t.Errorf("logged %s", log.String())
		}
		wantFaults(t, h.rejectRequest(a, nil), "requestId REQUIRED")
		stays(account.StatusPENDING)
		if err := h.completeRequest(a, second, "R-1"); err != nil {
			t.Fatal(err)
		}
		events++
		stays(account.StatusACTIVE)
		wantFaults(t, h.rejectRequest(a, second), "accountId NOT_ACTIVE")
		wantFaults(t, h.rejectRequest(a, nil), "accountId NOT_ACTIVE")
		if !strings.Contains(log.String(), lateLine(*second)) {
			t.Errorf("logged %s", log.String())
		}
	})
}

// lateLine is how a line of the log ends that tells of an answer which came too late.
func lateLine(request string) string {
	return " request=" + request + " request_id="
}

// TestAnswersOfRequests: the latest request is rejected by its id, and a number for an earlier one is as good; what names no request of the account is
// wrong.
func TestAnswersOfRequests(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		a, b := h.pending(t), h.pending(t)
		first := h.request(t, a)
		for _, request := range []*string{h.request(t, b), ptr(""), ptr(id(a).String()), ptr(*first + "0"), ptr(strings.ToUpper(*first)), ptr(id(a).String() + "_+1")} {
			wantFaults(t, h.rejectRequest(a, request), "requestId INVALID")
			wantFaults(t, h.completeRequest(a, request, "Q-1"), "requestId INVALID")
		}
		for range 2 {
			if err := h.rejectRequest(a, h.request(t, a)); err != nil || h.account(t, a.ID).Status != account.StatusFAILED {
				t.Fatalf("%v, %v", err, h.account(t, a.ID))
			}
			h.Clock.Advance(time.Second)
			if err := h.retry(h.As(h.manager), a); err != nil {
				t.Fatal(err)
			}
		}
		for range 2 {
			if err := h.completeRequest(a, first, "Q-1"); err != nil || h.account(t, a.ID).Status != account.StatusACTIVE {
				t.Errorf("a number for the first request: %v", err)
			}
		}
		imported := h.Account(h.root)
		wantFaults(t, h.completeRequest(imported, first, "Q-2"), "accountId NOT_ACTIVE", "requestId INVALID")
	})
}

package reseller_test

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"canopy/ent/account"
	"canopy/ent/provisioning"
	"canopy/internal/backoffice"
	"canopy/internal/reseller"
)

// trying is how long the back office is asked about an account, from when its number was to be asked for.
const trying = 50 * time.Minute

// accepting is a back office that takes all requests.
func accepting(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusAccepted) }

// dying is an office in whose question the worker ends, as by kill -9: nothing behind it happens.
type dying struct{}

func (dying) Ask(context.Context, backoffice.Request) (*backoffice.Form, error) {
	runtime.Goexit()
	return nil, nil
}

// die makes an attempt whose process does not outlive it, or has nothing to ask.
func (h *house) die(job reseller.ProvisionAccount) {
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = h.Provision(context.Background(), job, false) // it does not come back
	}()
	<-done
}

// TestEachAttemptCutOff: an account whose worker dies at each attempt is FAILED by the first one behind its time, which asks nothing.
func TestEachAttemptCutOff(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		a := h.pending(t)
		job := h.job(t, a)
		h.BackOffice = dying{}
		h.Clock.Advance(h.ProvisioningDelay)
		for range 5 {
			h.die(job)
			if p := h.provisioning(t, a); p.Status != provisioning.StatusRUNNING || h.account(t, a.ID).Status != account.StatusPENDING {
				t.Fatalf("cut off it is %v", p)
			}
			h.Clock.Advance(trying / 5)
		}
		h.die(job)
		p := h.provisioning(t, a)
		if p.Status != provisioning.StatusFAILED || *p.FailureCode != provisioning.FailureCodeINTERNAL || !p.FailureRetryable || p.Attempts != 5 || h.account(t, a.ID).Status != account.StatusFAILED {
			t.Errorf("behind its time it is %v", p)
		}
	})
}

// TestLastAttemptInTime: what waits for its turn when the time is over is asked for once more, and ends by whatever comes of it.
func TestLastAttemptInTime(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.ask(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) })
		a, b := h.pending(t), h.pending(t)
		h.Clock.Advance(h.ProvisioningDelay + trying - time.Microsecond)
		if err := h.Provision(t.Context(), h.job(t, a), false); err == nil || h.account(t, a.ID).Status != account.StatusPENDING {
			t.Errorf("in time: %v, %v", err, h.account(t, a.ID))
		}
		h.Clock.Advance(time.Microsecond)
		if err := h.Provision(t.Context(), h.job(t, a), false); err == nil {
			t.Error("the answer is one")
		}
		if p := h.provisioning(t, a); p.Attempts != 2 || p.FailureCode == nil || *p.FailureCode != provisioning.FailureCodeBACK_OFFICE_UNAVAILABLE {
			t.Errorf("behind its time it is %v", p)
		}
		h.ask(t, accepting)
		if err := h.Provision(t.Context(), h.job(t, b), false); err != nil || h.provisioning(t, b).AcknowledgedAt == nil {
			t.Errorf("never asked for before: %v, %v", err, h.provisioning(t, b))
		}
	})
}

// TestBackOfficeWantsAPause: the wait that it asks for is kept, counts as no attempt, and does not lead behind the account's time.
func TestBackOfficeWantsAPause(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var pause atomic.Value
		h.ask(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Retry-After", pause.Load().(string))
			w.WriteHeader(http.StatusTooManyRequests)
		})
		a := h.pending(t)
		h.Clock.Advance(h.ProvisioningDelay)
		for _, c := range []struct {
			header      string
			least, most time.Duration
		}{{"120", 2 * time.Minute, 132 * time.Second}, {"1", 10 * time.Second, 11 * time.Second}, {"7200", trying, trying}} {
			pause.Store(c.header)
			err := h.Provision(t.Context(), h.job(t, a), true)
			later, ok := errors.AsType[*reseller.Postponed](err)
			if !ok || later.For < c.least || later.For > c.most {
				t.Errorf("%s: %v", c.header, err)
			}
			if p := h.provisioning(t, a); p.Status != provisioning.StatusQUEUED || h.account(t, a.ID).Status != account.StatusPENDING {
				t.Errorf("%s: %v", c.header, p)
			}
		}
		h.Clock.Advance(trying)
		if err := h.Provision(t.Context(), h.job(t, a), false); err == nil || h.account(t, a.ID).Status != account.StatusFAILED {
			t.Errorf("behind its time: %v", err)
		}
		if p := h.provisioning(t, a); *p.FailureCode != provisioning.FailureCodeBACK_OFFICE_UNAVAILABLE || p.Attempts != 4 {
			t.Errorf("behind its time it is %v", p)
		}
	})
}

// TestLateAcknowledgement: the log names the request whose acknowledgement comes when the account waits no more, and the one that failed.
func TestLateAcknowledgement(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var log strings.Builder
		h.Logger = slog.New(slog.NewTextHandler(&log, nil))
		a, b := h.pending(t), h.pending(t)
		h.ask(t, func(http.ResponseWriter, *http.Request) {
			if err := h.complete(a, "L-1"); err != nil {
				t.Error(err)
			}
		})
		if err := h.Provision(t.Context(), h.job(t, a), false); err != nil || !strings.Contains(log.String(), "request="+*h.request(t, a)) {
			t.Errorf("%v, logged %s", err, log.String())
		}
		h.ask(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) })
		if err := h.Provision(t.Context(), h.job(t, b), false); err == nil || !strings.Contains(err.Error(), *h.request(t, b)) {
			t.Errorf("it fails as %v", err)
		}
	})
}

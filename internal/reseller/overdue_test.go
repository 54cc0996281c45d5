package reseller_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/provisioning"
	"canopy/internal/reseller"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/testutil"
)

// TestTellOverdue tells of an account that waits for too long, once for each time that its number is asked for, however many look at once.
func TestTellOverdue(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		a, done := h.pending(t), h.pending(t) // promised for this moment
		tell := func() {
			t.Helper()
			atOnce(4, func(int) {
				if err := h.TellOverdue(t.Context()); err != nil {
					t.Error(err)
				}
			})
		}
		tell()
		if err := h.complete(done, "D-1"); err != nil {
			t.Fatal(err)
		}
		h.Clock.Advance(time.Microsecond)
		want := []string{"ACCOUNT_ACTIVATED DONE " + id(done).String()}
		if log := h.log(t); !slices.Equal(log, want) {
			t.Errorf("in time the log is %q", log)
		}
		overdue := "ACCOUNT_OVERDUE DONE " + id(a).String()
		want = append(want, overdue)
		for range 2 {
			tell()
			if log := h.log(t); !slices.Equal(log, want) {
				t.Errorf("the log is %q, want %q", log, want)
			}
		}
		if err := h.reject(a, provisioning.FailureCodeINTERNAL, "Broken.", true); err != nil {
			t.Fatal(err)
		}
		h.Clock.Advance(time.Hour)
		tell()
		if err := h.retry(h.As(h.manager), a); err != nil {
			t.Fatal(err)
		}
		tell()
		want = append(want, "PROVISIONING_FAILED DONE "+id(a).String(), "PROVISIONING_RETRIED DONE "+id(a).String())
		h.Clock.Advance(h.PromisedWithin)
		tell()
		if log := h.log(t); !slices.Equal(log, want) {
			t.Errorf("tried again the log is %q, want %q", log, want)
		}
		h.Clock.Advance(time.Microsecond)
		tell()
		if log := h.log(t); !slices.Equal(log, append(want, overdue)) {
			t.Errorf("late again the log is %q", log)
		}
	})
}

// TestWaitingGauges shows what waits at the moment of the scrape.
func TestWaitingGauges(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		registry := prometheus.NewRegistry()
		config := h.Config
		config.Metrics = registry
		if _, err := reseller.New(config); err != nil {
			t.Fatal(err)
		}
		want := func(pending, overdue string) {
			t.Helper()
			text := `# HELP canopy_accounts_overdue Accounts that wait for their number for longer than was promised, in the whole installation.
# TYPE canopy_accounts_overdue gauge
canopy_accounts_overdue ` + overdue + `
# HELP canopy_accounts_pending Accounts that wait for their number, in the whole installation.
# TYPE canopy_accounts_pending gauge
canopy_accounts_pending ` + pending + "\n"
			if err := testutil.GatherAndCompare(registry, strings.NewReader(text), "canopy_accounts_overdue", "canopy_accounts_pending"); err != nil {
				t.Error(err)
			}
		}
		want("0", "0")
		all := []*ent.Account{h.pending(t), h.pending(t)}
		want("2", "0")
		h.Clock.Advance(time.Microsecond)
		h.pending(t)
		want("3", "2")
		if err := h.complete(all[0], "D-1"); err != nil {
			t.Fatal(err)
		}
		want("2", "1")
	})
}

package e2e_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"canopy/internal/canopytest"
	"canopy/internal/importer"
)

// TestPortalCustomer creates customers in the portal, with the keyboard alone: the faults at their fields, a lost answer that is asked for
// again, the review that one leaves and comes back to, changes, finds stale and decides, and the number that arrives by itself. On SQLite, and
// on both databases with CANOPY_SOAK=1, which looks at more of the pages. $CANOPY_SCREENSHOTS is a folder to keep the screenshots in.
func TestPortalCustomer(t *testing.T) {
	t.Parallel()
	browser := chromium(t)
	play := func(t *testing.T, database string) {
		t.Parallel()
		s, err := startServer(t.TempDir(), append(os.Environ(), "CANOPY_DATABASE_URL="+database), "--demo", "--provisioning-delay", "5s")
		if err != nil {
			t.Fatal(err)
		}
		defer s.crash()
		seen := visitPortal(t, s, "customer.mjs", browser, importer.DemoAdmin, importer.DemoPassword)
		for path, want := range map[string]string{
			"wrong":     `["Name","Street and house number","City","Postal code","Reseller Notification Contact"]`,
			"homeless":  "0",
			"focus":     "Name",
			"american":  `["Country","Street and house number","City","State","ZIP code"]`,
			"german":    `["Country","Street and house number","City","Postal code"]`,
			"kept":      `["Steinbach Maschinenbau","Germany","Jonas Weber"]`,
			"open":      "1",
			"similar":   "Steinbach Maschinenbau GmbH Likely the same",
			"emptied":   "",
			"back":      "true",
			"wrongEdit": "Postal code",
			"fresh":     "Steinbach Anlagenbau AG Likely the same New",
			"way":       "true",
			"mended":    "false",
			"pending":   "Steinbach Maschinenbau GmbH",
			"number":    "Quokka Observatory Sub Division",
		} {
			if got := seen.Get(path); !got.Exists() || !strings.HasPrefix(got.String(), want) && got.Get("@ugly").Raw != want {
				t.Errorf("%s: %s, want %s", path, got, want)
			}
		}
		for path, part := range map[string]string{
			"similar": "Same phone In your tree: Steinbach Maschinenbau GmbH (100110)", "edited": "Steinbach Anlagenbau GmbH", "pending": "Pending", "contact": "Mira Halvorsen",
		} {
			if got := seen.Get(path).Str; !strings.Contains(got, part) {
				t.Errorf("%s: %s, want %s in it", path, got, part)
			}
		}
	}
	if os.Getenv("CANOPY_SOAK") != "" {
		canopytest.EachEmpty(t, play)
		return
	}
	t.Run("sqlite", func(t *testing.T) { play(t, "sqlite://"+filepath.Join(t.TempDir(), "canopy.db")) })
}

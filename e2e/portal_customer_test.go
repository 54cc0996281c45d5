package e2e_test

import (
	"strings"
	"testing"

	"canopy/internal/importer"
)

// TestPortalCustomer creates customers in the portal, with the keyboard alone: the faults at their fields, a lost answer that is asked for
// again, the review that one leaves and comes back to, changes, finds stale and decides, and the number that arrives by itself. On SQLite, and
// on both databases with CANOPY_SOAK=1, which looks at more of the pages. $CANOPY_SCREENSHOTS is a folder to keep the screenshots in.
func TestPortalCustomer(t *testing.T) {
	t.Parallel()
	browser := chromium(t)
	eachSoaked(t, func(t *testing.T, database string) {
		_, flags := newBackOffice(t, "1h")
		s := startDemo(t, database, flags...)
		seen := visitPortal(t, s, "customer.mjs", browser, importer.DemoAdmin, importer.DemoPassword, tokenFor(t, database, "--operator"))
		wantSeen(t, seen, map[string]string{
			"wrong":     `["Name","Street and house number","City","Postal code","Reseller Notification Contact"]`,
			"homeless":  "0",
			"told":      "Create a New Customer Account",
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
			"deutsch":   "true",
			"way":       "true",
			"mended":    "false",
			"pending":   "Steinbach Maschinenbau GmbH",
			"duplicate": "This organization has the account Steinbach Maschinenbau GmbH (100110) already. Tick “Register it nevertheless” to have it twice",
			"waits":     "It waits at “Create a Customer” of Northlight Networks AS.",
			"asked":     "0",
			"number":    "Quokka Observatory Sub Division",
		})
		for path, part := range map[string]string{
			"similar": "Same phone It has an account in your tree already: Steinbach Maschinenbau GmbH (100110)", "edited": "Steinbach Anlagenbau GmbH", "pending": "Pending", "contact": "Mira Halvorsen",
		} {
			if got := seen.Get(path).Str; !strings.Contains(got, part) {
				t.Errorf("%s: %s, want %s in it", path, got, part)
			}
		}
	})
}

package e2e_test

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"canopy/internal/canopytest"
	"canopy/internal/importer"

	"github.com/tidwall/gjson"
)

// eachSoaked runs f on both databases under $CANOPY_SOAK, else on SQLite alone: what a browser sees is the same on both.
func eachSoaked(t *testing.T, f func(t *testing.T, database string)) {
	t.Helper()
	if os.Getenv("CANOPY_SOAK") != "" {
		canopytest.EachEmpty(t, f)
		return
	}
	f(t, "sqlite://"+t.TempDir()+"/canopy.db")
}

// startDemo starts a server with the demo's accounts.
func startDemo(t *testing.T, database string, flags ...string) *server {
	t.Helper()
	s, err := startServer(t.TempDir(), append(os.Environ(), "CANOPY_DATABASE_URL="+database), append([]string{"--demo"}, flags...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.crash)
	return s
}

// wantSeen compares what a script saw with what is wanted at each path: the beginning of a text, an empty one, or JSON.
func wantSeen(t *testing.T, seen gjson.Result, want map[string]string) {
	t.Helper()
	for path, want := range want {
		got := seen.Get(path)
		begins := strings.HasPrefix(got.String(), want) && (want == "") == (got.String() == "")
		if !got.Exists() || !begins && got.Get("@ugly").Raw != want {
			t.Errorf("%s: %s, want %s", path, got, want)
		}
	}
}

// TestPortalAccount edits an account in the portal, with faults at their fields and somebody who is quicker, moves it, and gives it assets.
func TestPortalAccount(t *testing.T) {
	t.Parallel()
	browser := chromium(t)
	eachSoaked(t, func(t *testing.T, database string) {
		s := startDemo(t, database)
		seen := visitPortal(t, s, "account.mjs", browser, importer.DemoAdmin, importer.DemoPassword, "noor.haddad@northlight.example")
		wantSeen(t, seen, map[string]string{
			"fields": `["Country","Street and house number","City","State","ZIP code"]`, "invalid": `["Name","State","ZIP code"]`, "focus": "Name",
			"conflict": "Somebody changed the account at ",
			"saved":    `{"name":"Fjordheim Bakeries","language":"sv","notificationContact":{"email":"jonas.weber@northlight.example"},"externalReference":"CRM-77"}`,
			"tried":    "2 people can do more there than before Harriet Cole harriet.cole@northlight.example no role → Account manager", "moved": "Northlight UK Ltd",
			"held":    `["Edge router er1.osl1","OSL1 Cabinet 0412","OSL1 Cabinet 0413"]`,
			"topmost": "No account above can give Northlight Networks AS assets", "given": "Its own, assigned to Fjordheim Bakeries", "wrapped": "0", "counted": "0",
			"closed":  `{"create-customer":"Fjordheim videregående skole is not in use: no customer can be registered below it.","edit":"Fjordheim videregående skole is closed for good.","move":"Fjordheim videregående skole is closed for good."}`,
			"refused": `{"edit":"You may not edit Fjordheim Bakeries.","move":"You cannot move Fjordheim Bakeries.","assign-assets":"There is nobody to take assets from"}`,
		})
	})
}

// TestPortalProvisioning: what waits for its number says so, also when it is overdue or failed and why, is tried again, and has its number without
// a reload. An operator is told of any of many topmost accounts.
func TestPortalProvisioning(t *testing.T) {
	t.Parallel()
	browser := chromium(t)
	eachSoaked(t, func(t *testing.T, database string) {
		_, flags := newBackOffice(t, "1h")
		s := startDemo(t, database, append(flags, "--promised-within", "1s")...)
		var topmost strings.Builder
		topmost.WriteString("ref,parent_ref,type,name,account_number,street,city,region,postal_code,country,phone\n")
		for i := range 80 {
			fmt.Fprintf(&topmost, "topmost-%d,,RESELLER,Topmost %02d,TOP%d,1 Quay Road,Bergen,,5003,NO,\n", i, i, i)
		}
		importAccounts(t, database, topmost.String())
		seen := visitPortal(t, s, "provisioning.mjs", browser, importer.DemoAdmin, importer.DemoPassword, importer.DemoOperator, tokenFor(t, database, "--operator"))
		wantSeen(t, seen, map[string]string{
			"overdue": "Overdue: The number was promised by ", "late": "0", "why": "There is no such street in Bergen.",
			"options":         `["Users","Edit","Close account"]`,
			"operatorOptions": `["Users","Edit","Resume","Close account"]`,
		})
	})
}

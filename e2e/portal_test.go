package e2e_test

import (
	"bytes"
	"cmp"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"canopy/internal/canopytest"
	"canopy/internal/importer"

	"github.com/tidwall/gjson"
)

// TestPortalTree manages customers in the portal, with the keyboard alone: a deep link, 2,000 children, the search, what the menu offers, a
// number that arrives by itself. axe looks at each page in light and dark, on a wide screen and on a phone. $CANOPY_SCREENSHOTS is a folder to
// keep the screenshots in.
func TestPortalTree(t *testing.T) {
	t.Parallel()
	browser := chromium(t)
	canopytest.EachEmpty(t, func(t *testing.T, database string) {
		t.Parallel()
		_, flags := newBackOffice(t, "1h")
		s := startDemo(t, database, flags...)
		wide := s.wide(t, database, 2000)
		seen := visitPortal(t, s, "tree.mjs", browser, importer.DemoAdmin, importer.DemoPassword, wide, tokenFor(t, database, "--operator"))
		wantSeen(t, seen, map[string]string{
			"arrived": "Wide Fjord Group", "siblings": "2000", "below": "Child 0000", "next": "Child 0000", "hit": "Child 1234", "found": "Child 1234",
			"number": "Aalesund Fjord Supplies End Customer", "history": "0", "german": "Kundenverwaltung",
			"options": `["Create a Customer","Add User","Assign Assets","Users","Edit","Move","Suspend","Close account"]`,
		})
		if path := seen.Get("hit").Str; !strings.Contains(path, "Wide Fjord Group") {
			t.Errorf("the hit does not say where it sits: %s", path)
		}
		if rows := seen.Get("mostRows").Int(); rows < 10 || rows > 60 {
			t.Errorf("%d rows in the page, want at most 60", rows)
		}
		if scripts := seen.Get("scripts").Int(); scripts < 50_000 || scripts > 250_000 {
			t.Errorf("the signed-in tree loads %d bytes of script, want at most 250 KB", scripts)
		}
	})
}

// visitPortal runs a script of the portal folder, which gets the server's URL, the browser, a folder for screenshots and args. It fails the
// test for each of the faults that the script tells of.
func visitPortal(t *testing.T, s *server, script, browser string, args ...string) gjson.Result {
	t.Helper()
	visit := exec.Command("node", append([]string{"portal/" + script, s.url, browser, cmp.Or(os.Getenv("CANOPY_SCREENSHOTS"), s.dir)}, args...)...)
	var stderr bytes.Buffer
	visit.Stderr = &stderr
	printed, err := visit.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s\n%s", script, err, stderr.Bytes(), s.log())
	}
	seen := gjson.ParseBytes(printed)
	for _, fault := range seen.Get("faults").Array() {
		t.Error(fault)
	}
	return seen
}

// wide imports a reseller with so many children, of whom the demo's administrator is one too, and answers its id.
func (s *server) wide(t *testing.T, database string, children int) string {
	t.Helper()
	var file strings.Builder
	file.WriteString("ref,parent_ref,type,name,account_number,street,city,region,postal_code,country,phone\nwide,,RESELLER,Wide Fjord Group,WIDE,1 Quay Road,Bergen,,5003,NO,\n")
	for i := range children {
		fmt.Fprintf(&file, "wide-%d,wide,END_CUSTOMER,Child %04d,WIDE%04d,1 Quay Road,Bergen,,5003,NO,\n", i, i, i)
	}
	importAccounts(t, database, file.String())
	token := tokenFor(t, database, "--operator")
	id := s.post(t, token, `{ account(externalReference: "wide") { id } }`).Get("data.account.id").Str
	user := s.post(t, token, fmt.Sprintf(`{ user(email: %q) { id } }`, importer.DemoAdmin)).Get("data.user.id").Str
	granted := s.post(t, token, fmt.Sprintf(`mutation { grantRole(input: {userId: %q, accountId: %q, role: ADMIN}) { grant { id } userErrors { message } } }`, user, id))
	if !granted.Get("data.grantRole.grant.id").Exists() {
		t.Fatal(granted)
	}
	return id
}

// importAccounts imports the rows of a file.
func importAccounts(t *testing.T, database, file string) {
	t.Helper()
	accounts := filepath.Join(t.TempDir(), "accounts.csv")
	if err := os.WriteFile(accounts, []byte(file), 0o600); err != nil {
		t.Fatal(err)
	}
	load := exec.Command(filepath.Join(bin, "canopy"), "import", "--accounts", accounts)
	load.Env = append(os.Environ(), "CANOPY_DATABASE_URL="+database)
	if out, err := load.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
}

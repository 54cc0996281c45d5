package e2e_test

import (
	"strings"
	"testing"

	"canopy/internal/importer"

	"github.com/tidwall/gjson"
)

// TestPortalUsers adds people in the portal, one, several and by a file with bad rows, and manages them in the list below their account; who may
// only look is offered nothing. CANOPY_SOAK=1 does it on both databases, with a file that is imported in the background and more looks of axe.
func TestPortalUsers(t *testing.T) {
	t.Parallel()
	browser := chromium(t)
	eachSoaked(t, func(t *testing.T, database string) {
		s := startDemo(t, database)
		seen := visitPortal(t, s, "users.mjs", browser, importer.DemoAdmin, importer.DemoPassword, "noor.haddad@northlight.example")
		for path, want := range wantUsers {
			if got := seen.Get(path); got.String() != want && got.Get("@ugly").Raw != want {
				t.Errorf("%s: %s, want %s", path, got, want)
			}
		}
		wantFiles(t, seen)
		token := tokenFor(t, database, "--operator")
		for _, email := range []string{"ada", "grace", "p0", "p59"} { // once each: an address is one person's, and the file's good rows are 58
			if user := s.post(t, token, `{ user(email: "`+email+`@northlight.example") { id } }`); !user.Get("data.user.id").Exists() {
				t.Error(user)
			}
		}
		if gone := s.post(t, token, `{ user(email: "annie@northlight.example") { id } }`); gone.Get("data.user").Type != gjson.Null {
			t.Error(gone)
		}
	})
}

// wantUsers is what users.mjs sees in the demo, by path.
var wantUsers = map[string]string{
	"before": "Northlight Networks AS · 3 people of its own", "language": "British English", "timezone": "Europe/Oslo", "inherited": "America/New York",
	"formFaults.0": `["E-mail address: This is no e-mail address: write one like ada@example.com"]`, "formFaults.1.#": "2", "focused": "grace@northlight",
	"typed": "Annie", "kept": "Gracious", "emptied": "1", "roles": "Account manager on Northlight Networks AS and everything below it Remove", "badRows.#": "2", "pages": "1–50 of 60", "exported": "59", "editFault": "Write at least one character",
	"address": "?search=number+1&standing=ACTIVE&own=1", "viewerSees": `{"rows":50,"ticks":0,"options":0,"add":0}`,
}

// wantFiles checks the texts that are long, or contain what the server says of a file.
func wantFiles(t *testing.T, seen gjson.Result) {
	t.Helper()
	for path, parts := range map[string][]string{
		"manager":    {"Annie Easley", "User manager", "America/New York", "Invited"},
		"formFaults": {"Somebody has this address already", "There is no such number"},
		"template":   {"\uFEFFemail,given_name,family_name", "timezone,role"},
		"header":     {"Colour"},
		"badRows.0":  {"5 nobody Quentin J. Quill Clerk E-mail address: This is no e-mail address"},
		"badRows.1":  {"61 ada@northlight.example Byron Clerk", "Given name:", "Somebody has this address already"},
		"rejected":   {"Mail;Vorname;Surname;Position;reason", "nobody", "ada@northlight.example;;Byron;Clerk"},
		"refused":    {"Nobody was changed", "Person Number 20", "less than a minute ago"},
		"edited":     {"Person Number 20 of Reykjavík", "Icelandic"},
		"moved":      {"Annie Easley", "Fjordheim kommune", "Account manager"},
		"counts":     {"All", "Disabled 0"},
	} {
		for _, part := range parts {
			if got := seen.Get(path).String(); !strings.Contains(got, part) {
				t.Errorf("%s: %q, want %q in it", path, got, part)
			}
		}
	}
}

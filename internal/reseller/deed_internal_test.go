package reseller

import (
	"flag"
	"os"
	"slices"
	"strings"
	"testing"

	"canopy/ent/account"
)

var update = flag.Bool("update", false, "write the table into docs/account-states.md")

// deeds are all of them that are done on an account, but for those that its own status decides: endAccount, resumeAccount and retryAccount.
var deeds = []deed{
	editAccount, moveAccount, receiveAccount, releaseAccount, openReview, approveReview, decideReview, addUsers, editUsers, assignAssets, parcelAssets,
	setLimits, manageGrants, manageKeys, manageWebhooks,
}

// TestDeedsTable: the table of docs/account-states.md is what the code says, of all deeds.
func TestDeedsTable(t *testing.T) {
	source, err := os.ReadFile("deed.go")
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(source), "= deed{") - 5; n != len(deeds) { // createReseller and answerAccount are for operators alone
		t.Errorf("deed.go has %d deeds on an account, the table %d", n, len(deeds))
	}
	const path = "../../docs/account-states.md"
	const begin, end = "<!-- written by go test ./internal/reseller -run TestDeedsTable -update -->\n", "<!-- end -->\n"
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(content), begin)
	_, after, ended := strings.Cut(rest, end)
	if !found || !ended {
		t.Fatalf("%s lacks the lines %q and %q", path, begin, end)
	}
	want := before + begin + deedsTable() + end + after
	if string(content) == want {
		return
	}
	if !*update {
		t.Fatalf("%s is stale: go test ./internal/reseller -run TestDeedsTable -update", path)
	}
	if err := os.WriteFile(path, []byte(want), 0o600); err != nil {
		t.Fatal(err)
	}
}

// deedsTable has a row for each deed and a column for each status.
func deedsTable() string {
	statuses := []account.Status{account.StatusPENDING, account.StatusACTIVE, account.StatusSUSPENDED, account.StatusCLOSED, account.StatusFAILED}
	var b strings.Builder
	b.WriteString("| on an account | needs |")
	for _, s := range statuses {
		b.WriteString(" " + string(s) + " |")
	}
	b.WriteString("\n|---|---|" + strings.Repeat("---|", len(statuses)) + "\n")
	for _, d := range deeds {
		b.WriteString("| " + d.does + " | " + string(d.permission))
		if d.fromAbove {
			b.WriteString(", from above")
		}
		b.WriteString(" |")
		for _, s := range statuses {
			switch {
			case d.while == nil || slices.Contains(d.while, s):
				b.WriteString(" yes |")
			case d.below && s == account.StatusCLOSED:
				b.WriteString(" PARENT_CLOSED |")
			default:
				b.WriteString(" NOT_ACTIVE |")
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

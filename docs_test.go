package main

import (
	"flag"
	"os"
	"strings"
	"testing"

	"canopy/internal/viewer"
)

var update = flag.Bool("update", false, "write the table into docs/permissions.md")

// TestPermissionsTable: the table of docs/permissions.md is what the code says.
func TestPermissionsTable(t *testing.T) {
	const path = "docs/permissions.md"
	const begin, end = "<!-- written by go test -run TestPermissionsTable . -update -->\n", "<!-- end -->\n"
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(content), begin)
	_, after, ended := strings.Cut(rest, end)
	if !found || !ended {
		t.Fatalf("%s lacks the lines %q and %q", path, begin, end)
	}
	want := before + begin + permissionsTable() + end + after
	if string(content) == want {
		return
	}
	if !*update {
		t.Fatalf("%s is stale: go test -run TestPermissionsTable . -update", path)
	}
	if err := os.WriteFile(path, []byte(want), 0o600); err != nil {
		t.Fatal(err)
	}
}

// permissionsTable has a row for each permission and a column for each role.
func permissionsTable() string {
	var b strings.Builder
	b.WriteString("| permission | ADMIN | ACCOUNT_MANAGER | USER_MANAGER | VIEWER |\n|---|---|---|---|---|\n")
	for _, p := range viewer.Permissions {
		b.WriteString("| " + string(p) + " |")
		for _, role := range []viewer.Role{viewer.Admin, viewer.AccountManager, viewer.UserManager, viewer.Reader} {
			if role.Holds(p) {
				b.WriteString(" yes")
			}
			b.WriteString(" |")
		}
		b.WriteByte('\n')
	}
	return b.String()
}

package main

import (
	"os"
	"strings"
	"testing"

	"canopy/internal/viewer"
)

// TestPermissionsTable holds the table of docs/permissions.md to the code.
func TestPermissionsTable(t *testing.T) {
	page, err := os.ReadFile("docs/permissions.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range viewer.Permissions {
		row := "| " + string(p) + " |"
		for _, role := range []viewer.Role{viewer.Admin, viewer.AccountManager, viewer.UserManager, viewer.Reader} {
			if role.Holds(p) {
				row += " yes |"
			} else {
				row += " |"
			}
		}
		if !strings.Contains(string(page), row+"\n") {
			t.Errorf("docs/permissions.md lacks the row %q", row)
		}
	}
}

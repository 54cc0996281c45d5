package main

import (
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// open is what every room may import.
var open = strings.Fields("ent internal/viewer internal/problem internal/secret internal/nodeid internal/treepath")

// leaves import no room of ours.
var leaves = strings.Fields("ent/schema internal/backoffice internal/locale internal/mail internal/match internal/oidc internal/usercsv internal/webhook internal/problem internal/secret internal/throttle internal/nodeid internal/treepath graph/scalar migrations web")

// arrows are the imports between rooms, docs/architecture.md draws them. A room's subfolders belong to it.
var arrows = map[string]string{
	"internal/viewer":     "internal/treepath",
	"ent":                 "ent/schema",
	"internal/store":      "ent internal/viewer migrations internal/locale internal/match",
	"internal/tree":       "internal/store internal/locale",
	"internal/reseller":   "internal/store internal/match internal/usercsv internal/locale internal/throttle internal/mail internal/backoffice internal/webhook",
	"internal/auth":       "internal/store",
	"internal/event":      "internal/store",
	"internal/jobs":       "internal/store internal/reseller",
	"internal/importer":   "internal/store internal/reseller internal/usercsv internal/locale internal/match",
	"graph":               "graph/scalar internal/event internal/reseller internal/tree internal/locale internal/usercsv",
	"internal/server":     "internal/auth internal/throttle internal/tree internal/usercsv graph web internal/mail internal/oidc",
	"internal/canopytest": "internal/store internal/locale internal/match migrations",
	"migrations":          "",
}

// TestArrows holds the direction of imports: rules never reach for the door, leaves for nobody.
func TestArrows(t *testing.T) {
	out, err := exec.Command("go", "list", "-f", "{{.ImportPath}} {{join .Imports \" \"}}", "./...").Output()
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		from := strings.TrimPrefix(words[0], "canopy/")
		if from == "canopy" { // server.go may reach all
			continue
		}
		for _, to := range words[1:] {
			to, ours := strings.CutPrefix(to, "canopy/")
			if ours && !allowed(from, to) {
				t.Errorf("%s imports %s", from, to)
			}
		}
	}
}

func allowed(from, to string) bool {
	source, target := room(from), room(to)
	switch {
	case source == target:
		return true
	case source == "bench" || source == "e2e" || strings.HasSuffix(from, "/generate"):
		return true
	case slices.Contains(leaves, source), slices.Contains(leaves, from):
		return false
	}
	return slices.Contains(open, target) && source != "ent" && source != "internal/viewer" ||
		slices.Contains(strings.Fields(arrows[source]), target)
}

// room is the room that a package belongs to.
func room(pkg string) string {
	if slices.Contains(leaves, pkg) {
		return pkg
	}
	parts := strings.Split(pkg, "/")
	if parts[0] == "internal" && len(parts) > 2 {
		return strings.Join(parts[:2], "/")
	}
	if parts[0] != "internal" {
		return parts[0]
	}
	return pkg
}

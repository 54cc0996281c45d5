package server_test

import (
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// TestGraphQLOverHTTP runs the audits of npm's graphql-http: no MUST and no SHOULD fails.
func TestGraphQLOverHTTP(t *testing.T) {
	const source = "../../e2e/graphql-http"
	dir := t.TempDir() // node_modules stays out of the source
	for _, name := range []string{"package.json", "package-lock.json", ".npmrc", "audit.mjs"} {
		text, err := os.ReadFile(filepath.Join(source, name))
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, name), text, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	served := httptest.NewServer(newAPI(t))
	defer served.Close()
	for _, command := range [][]string{{"npm", "ci", "--prefer-offline"}, {"node", "audit.mjs", served.URL + "/graphql"}} {
		step := exec.CommandContext(t.Context(), command[0], command[1:]...)
		step.Dir = dir
		output, err := step.CombinedOutput()
		t.Logf("%s", output)
		if err != nil {
			t.Fatalf("%v: %v", command, err)
		}
	}
}

package e2e_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"canopy/internal/importer"

	"github.com/tidwall/gjson"
)

// useOfSamples is what somebody does with the samples of docs/frontend.md.
const useOfSamples = `
const rows = await everythingBelow(top.id);
const people = ['email,given_name,family_name,language,timezone', 'ada.berg@northlight.example,Ada,Berg,en,Europe/Oslo', 'no address,Bo,Dahl,en,Europe/Oslo'].join('\n');
const tried = await addUsers(top.id, new Blob([people]), true);
const added = await addUsers(top.id, new Blob([people.replace('no address', 'bo.dahl@northlight.example')]), false);
let stop;
const told = await new Promise((resolve) => {
  stop = watch(rows[0].id, resolve);
  awaitRunning(server, 1).then(() => ask('mutation ($id: ID!) { updateAccount(input: { accountId: $id, externalReference: "CRM-1" }) { userErrors { message } } }', { id: rows[0].id }));
});
stop();
await client.dispose();
console.log(JSON.stringify({ top, rows, tried, added, told }));
`

// TestFrontendSamples runs the samples of docs/frontend.md, one behind the other.
func TestFrontendSamples(t *testing.T) {
	t.Parallel()
	if err := installSubscribers(); err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile("../docs/frontend.md")
	if err != nil {
		t.Fatal(err)
	}
	samples := regexp.MustCompile("(?s)```js\n(.*?)```\n").FindAllSubmatch(page, -1)
	if len(samples) != 5 {
		t.Fatalf("docs/frontend.md has %d samples", len(samples))
	}
	customer, err := filepath.Abs("subscribers/customer.mjs")
	if err != nil {
		t.Fatal(err)
	}
	script := "import { awaitRunning } from '" + customer + "';\nimport WebSocket from 'ws';\nglobalThis.WebSocket ??= WebSocket; // a browser has one\nconst [server, token] = process.argv.slice(2);\n"
	for _, sample := range samples {
		script += string(sample[1])
	}
	eachSoaked(t, func(t *testing.T, database string) {
		s := startDemo(t, database)
		dir := t.TempDir()
		if err := os.Symlink(filepath.Join(filepath.Dir(customer), "node_modules"), filepath.Join(dir, "node_modules")); err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(dir, "samples.mjs")
		if err := os.WriteFile(file, []byte(script+useOfSamples), 0o600); err != nil {
			t.Fatal(err)
		}
		run := exec.CommandContext(t.Context(), "node", file, s.url, tokenFor(t, database, "--user", importer.DemoAdmin))
		printed, err := run.CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s\n%s", err, printed, s.log())
		}
		seen := gjson.ParseBytes(printed)
		wantSeen(t, seen, map[string]string{
			"top.name": "Northlight Networks AS", "top.subAccounts.totalCount": "7", "top.subAccounts.nodes.0.hasSubAccounts": "true",
			"tried.addedCount": "0", "tried.rejected.0.userErrors.0.path": `["email"]`, "added": `{"addedCount":2,"rejected":[],"userErrors":[]}`, "told.event.action": "ACCOUNT_UPDATED",
		})
		if got := seen.Get("rows.#").Int(); got < 20 || seen.Get("rows.0.depth").Int() != 1 {
			t.Errorf("%d accounts are below: %s", got, seen.Get("rows"))
		}
	})
}

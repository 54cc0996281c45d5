package e2e_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"canopy/internal/canopytest"
)

// waiter runs a script of docs/waiting.md against a door.
type waiter struct {
	*uploader
	door    *door
	dir     string         // of the script
	town    map[string]any // of its customers
	contact string
}

// waitingScripts are those of docs/waiting.md: the one that polls, and the one that is told.
func waitingScripts(t *testing.T) map[string]string {
	t.Helper()
	page, err := os.ReadFile("../docs/waiting.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)```sh\n(.*?)```\n").FindAllStringSubmatch(string(page), -1)
	const line = "# rest SECONDS waits.\nrest() { sleep \"$1\"; }\n"
	if len(blocks) != 2 || strings.Count(blocks[0][1], line) != 1 {
		t.Fatalf("docs/waiting.md has %d scripts, and %q is to be in the first one", len(blocks), line)
	}
	return map[string]string{"polls": blocks[0][1], "told": strings.Replace(blocks[0][1], line, blocks[1][1], 1)}
}

// TestWaitingScripts: the scripts of docs/waiting.md print the account's number though both answers of the mutations are lost, and do nothing twice; they
// leave similar accounts to people, tell what failed, and wait for what is overdue, also while the server is killed (-9).
func TestWaitingScripts(t *testing.T) {
	t.Parallel()
	scripts := waitingScripts(t)
	canopytest.EachEmpty(t, func(t *testing.T, database string) {
		t.Parallel()
		office, flags := newBackOffice(t, "1h")
		flags = append(flags, "--promised-within", "1s")
		w := &waiter{uploader: newUploader(t, database, flags...)}
		defer func() { w.server.crash() }()
		w.door = newDoor(t, w.server)
		w.contact = w.server.post(t, w.token, `{ viewer { user { id } } }`).Get("data.viewer.user.id").Str
		operator := tokenFor(t, database, "--operator")
		for kind, script := range scripts {
			office.reaches(w.server, operator)
			w.dir, w.town = t.TempDir(), towns[kind]
			if err := os.WriteFile(filepath.Join(w.dir, "register.sh"), []byte(script), 0o600); err != nil {
				t.Fatal(err)
			}
			w.registers(t, "Early "+names[kind][0])
			if end := w.run(t, "failing "+kind, "Wrong "+names[kind][1]); end.status != 3 || !strings.Contains(end.faults, "FAILED INVALID_DETAILS no such street") {
				t.Errorf("%s: %+v", kind, end)
			}
			w.waits(t, "Silent "+names[kind][2], func(id string) {
				if kind == "told" {
					w.subscribes(t)
				}
				w.server.crash()
				w.start(t, flags...)
				w.door.leads(w.server)
				office.reaches(w.server, operator)
				office.complete(id)
			})
		}
	})
}

// names are of customers that nobody takes for each other, in those towns.
var (
	names = map[string][3]string{
		"polls": {"Quittenhof Mahlsdorf", "Nordlicht Werft", "Kanzlei Veilchental"}, "told": {"Fjordkontor Bryggen", "Ullvarefabrikk Nygård", "Skipsverft Damsgård"},
	}
	towns = map[string]map[string]any{
		"polls": {"postalCode": "20457", "city": "Hamburg", "country": "DE"}, "told": {"postalCode": "5003", "city": "Bergen", "country": "NO"},
	}
)

// registers has the script register a customer whose number comes at once, and again, and others that it leaves alone.
func (w *waiter) registers(t *testing.T, name string) {
	t.Helper()
	w.door.loseNext("createCustomer", func() {})
	w.door.loseNext("approveReview", func() {})
	first := w.run(t, name, name)
	if first.status != 0 || !strings.HasPrefix(first.printed, "ERP-acc_") || strings.Contains(first.faults, "overdue") {
		t.Errorf("%s: %+v", name, first)
	}
	if again := w.run(t, name, name); again.status != 0 || again.printed != first.printed {
		t.Errorf("%s again: %+v, was %+v", name, again, first)
	}
	if similar := w.run(t, "similar to "+name, name+" GmbH & Co. KG"); similar.status != 2 || !strings.Contains(similar.faults, name) {
		t.Errorf("one like %s: %+v", name, similar)
	}
	if nameless := w.run(t, "not "+name, ""); nameless.status != 1 || !strings.Contains(nameless.faults, "name: ") {
		t.Errorf("one without a name: %+v", nameless)
	}
}

// waits has the script wait for a customer that the back office is late with, until its number comes.
func (w *waiter) waits(t *testing.T, name string, comes func(id string)) {
	t.Helper()
	if err := os.Remove(filepath.Join(w.dir, "faults")); err != nil { // of the run before, which may have been overdue too
		t.Fatal(err)
	}
	ended := make(chan ran, 1)
	go func() { ended <- w.run(t, name, name) }()
	for deadline := time.Now().Add(patience); !strings.Contains(w.faults(), "overdue: "); <-time.After(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s is not registered, or not overdue: %s", name, w.faults())
		}
	}
	id := w.server.post(t, w.token, fmt.Sprintf(`{ accounts(filter: {search: %q, overdue: true}) { nodes { id } } }`, name)).Get("data.accounts.nodes.0.id").Str
	if id == "" {
		t.Fatalf("%s is not overdue", name)
	}
	comes(id)
	if end := <-ended; end.status != 0 || end.printed != "ERP-"+id || strings.Count(end.faults, "overdue: ") != 1 {
		t.Errorf("%s: %+v", name, end)
	}
}

// subscribes waits until the script listens.
func (w *waiter) subscribes(t *testing.T) {
	t.Helper()
	for deadline := time.Now().Add(patience); w.server.metric(t, "canopy_subscriptions") < 1; <-time.After(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the script does not listen")
		}
	}
}

// ran is how a script ended.
type ran struct {
	status          int
	printed, faults string
}

// run registers a customer by the script.
func (w *waiter) run(t *testing.T, key, name string) ran {
	words := strings.Fields("Nobody " + name)
	address := maps.Clone(w.town)
	address["street"] = []string{words[len(words)-1] + "gate 7"}
	input, err := json.Marshal(map[string]any{
		"parentId": w.account, "type": "END_CUSTOMER", "name": name, "notificationContactId": w.contact,
		"address": address,
	})
	details := filepath.Join(w.dir, "details.json")
	if err = errors.Join(err, os.WriteFile(details, input, 0o600)); err != nil {
		t.Error(err)
	}
	script := exec.CommandContext(t.Context(), "sh", filepath.Join(w.dir, "register.sh"), key, details)
	script.Env = append(os.Environ(), "CANOPY="+w.door.url, "TOKEN="+w.token)
	faults, err := os.Create(filepath.Join(w.dir, "faults"))
	if err != nil {
		t.Error(err)
		return ran{}
	}
	defer func() { _ = faults.Close() }()
	var out bytes.Buffer
	script.Stdout, script.Stderr = &out, faults
	if err := script.Run(); script.ProcessState == nil {
		t.Error(err)
		return ran{}
	}
	return ran{script.ProcessState.ExitCode(), strings.TrimSpace(out.String()), w.faults()}
}

// faults are what the script says on standard error.
func (w *waiter) faults() string {
	text, _ := os.ReadFile(filepath.Join(w.dir, "faults")) // or it does not run yet
	return string(text)
}

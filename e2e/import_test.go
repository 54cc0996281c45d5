package e2e_test

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"os"
	"strings"
	"testing"
	"time"

	"canopy/internal/canopytest"

	"github.com/tidwall/gjson"
)

// TestImportIsKilled kills the server (-9) in the middle of an import: it goes on after the start, and adds everybody once. A dead process's job
// is given to another within a minute and a half.
func TestImportIsKilled(t *testing.T) {
	t.Parallel()
	people, moments := 6000, 1
	if os.Getenv("CANOPY_SOAK") != "" {
		people, moments = 50_000, 4
	}
	canopytest.EachEmpty(t, func(t *testing.T, database string) {
		t.Parallel()
		u := newUploader(t, database)
		defer func() { u.server.crash() }()
		random := rand.New(rand.NewPCG(6, 2))
		for i := range moments {
			name := fmt.Sprint("killed", i)
			id := u.imports(t, name, people)
			judged := min(1+random.IntN(people*5/4), people+2) // all of them: in the last write, or behind it
			seen := u.importUntil(t, id, func(now gjson.Result) bool { return now.Get("processed").Int() >= int64(judged) })
			u.server.crash()
			u.start(t)
			before := u.stored(t, name)
			t.Logf("killed when it was %s with %d of %d judged: %d were stored", seen.Get("status"), seen.Get("processed").Int(), people, before.users)
			if all := (stored{people, people, people, people / 1000}); before != (stored{}) && before != all {
				t.Errorf("%s: %+v are stored by halves", name, before)
			}
			got := u.importUntil(t, id, func(now gjson.Result) bool { return now.Get("completedAt").Str != "" })
			want := fmt.Sprintf(`{"status":"SUCCEEDED","total":%d,"processed":%d,"addedCount":%d,"rejectedCount":2}`, people+2, people+2, people)
			if text, _, _ := strings.Cut(got.Raw, `,"rejected":`); text+"}" != want {
				t.Errorf("%s, want %s", got.Raw, want)
			}
			if now, want := u.stored(t, name), (stored{people, people, people, people / 1000}); now != want {
				t.Errorf("%s: stored are %+v, want %+v", name, now, want)
			}
			if again := u.imports(t, name, people); again != id {
				t.Errorf("the key answers %s, want %s", again, id)
			}
			if lines := got.Get("rejected.#.line").Raw; lines != fmt.Sprintf("[%d,%d]", people+2, people+3) {
				t.Errorf("rejected are the lines %s", lines)
			}
			if file := u.download(t, got.Get("rejectedCsvUrl").Str); strings.Count(file, "\r\n") != 3 || !strings.Contains(file, "line 3 has the same address") {
				t.Errorf("the file of the rejected rows is %q", file)
			}
		}
	})
}

// imports sends a file of so many people of the name's domain, and two bad rows behind them, with the name as the idempotency key, and answers the import's id.
func (u *uploader) imports(t *testing.T, name string, people int) string {
	t.Helper()
	var file strings.Builder
	file.WriteString("email,given_name,family_name,language,timezone\n")
	for i := range people {
		fmt.Fprintf(&file, "person%d@%s.example,Søren,Müller,de,Europe/Berlin\n", i, name)
	}
	fmt.Fprintf(&file, "person1@%s.example,Søren,Müller,de,Europe/Berlin\nnobody,,,,\n", name)
	answer := u.answer(t, u.request(t, fmt.Sprintf(`{"query": "mutation ($csv: Upload!, $account: ID!, $key: String) { importUsers(input: {accountId: $account, csv: $csv, onError: REJECT_FAILED_ROWS, idempotencyKey: $key}) {
		import { id } userErrors { path code message } } }", "variables": {"csv": null, "account": %q, "key": %q}}`, u.account, name), file.String()))
	id := answer.Get("data.importUsers.import.id").Str
	if id == "" {
		t.Fatalf("%s", answer.Raw)
	}
	return id
}

// importUntil waits until the import is so, and answers it.
func (u *uploader) importUntil(t *testing.T, id string, so func(now gjson.Result) bool) gjson.Result {
	t.Helper()
	again := time.NewTicker(10 * time.Millisecond)
	defer again.Stop()
	for over := time.After(3 * time.Minute); ; {
		now := u.importOf(t, id)
		if so(now) {
			return now
		}
		select {
		case <-again.C:
		case <-over:
			t.Fatalf("the import does not go on: %s", now.Raw)
		}
	}
}

// importOf is the import as it is now.
func (u *uploader) importOf(t *testing.T, id string) gjson.Result {
	t.Helper()
	answer := u.answer(t, u.request(t, fmt.Sprintf(`{"query": "query ($id: ID!) { node(id: $id) { ... on UserImport {
		status total processed addedCount rejectedCount rejected(first: 10) { line } rejectedCsvUrl completedAt } } }", "variables": {"id": %q}}`, id), ""))
	if !answer.Get("data.node.status").Exists() {
		t.Fatalf("%s", answer.Raw)
	}
	return answer.Get("data.node")
}

// download is a file of the server.
func (u *uploader) download(t *testing.T, path string) string {
	t.Helper()
	request, err := http.NewRequest(http.MethodGet, u.server.url+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+u.token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = response.Body.Close() }()
	text, err := io.ReadAll(response.Body)
	if err != nil || response.StatusCode != http.StatusOK {
		t.Fatalf("%s: %v %s", response.Status, err, text)
	}
	return string(text)
}

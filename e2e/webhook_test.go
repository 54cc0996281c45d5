package e2e_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"canopy/internal/canopytest"

	"github.com/tidwall/gjson"
)

// hooked is a request that a receiver took.
type hooked struct {
	Headers map[string]string `json:"headers"`
	Body    string            `json:"body"`
}

// TestWebhooks: what a webhook is told arrives although the server is killed (-9) when it has answered the mutation, and while it sends. npm's
// standardwebhooks verifies it.
func TestWebhooks(t *testing.T) {
	t.Parallel()
	canopytest.EachEmpty(t, func(t *testing.T, database string) {
		t.Parallel()
		took, holding := make(chan hooked, 100), make(chan bool, 1)
		receiver := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			body, err := io.ReadAll(r.Body)
			if err != nil {
				return
			}
			request := hooked{map[string]string{}, string(body)}
			for name := range r.Header {
				request.Headers[strings.ToLower(name)] = r.Header.Get(name)
			}
			took <- request
			select {
			case <-holding: // the one that is not answered
				<-r.Context().Done()
			default:
			}
		}))
		defer receiver.Close()
		u := newUploader(t, database, "--webhooks-allow-private")
		defer func() { u.server.crash() }()
		again := func() {
			u.server.crash()
			u.start(t, "--webhooks-allow-private")
		}
		next := func() hooked {
			select {
			case request := <-took:
				return request
			case <-time.After(patience):
				t.Fatalf("nothing comes\n%s", u.server.log())
				return hooked{}
			}
		}
		registered := u.answer(t, u.request(t, fmt.Sprintf(`{"query": "mutation { registerWebhook(input: {accountId: \"%s\", url: \"%s\", actions: [WEBHOOK_CHANGED, USERS_ADDED]}) { secret webhook { id } userErrors { path code message } } }"}`, u.account, receiver.URL), ""))
		secret, id := registered.Get("data.registerWebhook.secret").Str, registered.Get("data.registerWebhook.webhook.id").Str
		holding <- true
		again() // the answer was there, and nothing else
		first := next()
		again() // it was being sent
		if second := next(); second.Headers["webhook-id"] != first.Headers["webhook-id"] || second.Body != first.Body {
			t.Errorf("it comes again as %+v, was %+v", second, first)
		}
		added := u.answer(t, u.request(t, fmt.Sprintf(`{"query": "mutation { addUsers(input: {accountId: \"%s\", users: [{email: \"new@hooks.example\", givenName: \"New\", familyName: \"Person\", language: \"en\", timezone: \"Etc/UTC\"}]}) { addedCount } }"}`, u.account), ""))
		if added.Get("data.addUsers.addedCount").Int() != 1 {
			t.Fatal(added)
		}
		last := next()
		event := verified(t, secret, last)
		if event.Get("type").Str != "USERS_ADDED" || event.Get("data.accountId").Str != u.account || strings.Contains(last.Body, "hooks.example") {
			t.Errorf("told %s", event)
		}
		await(t, patience, "it is noted", func() bool {
			list := u.answer(t, u.request(t, fmt.Sprintf(`{"query": "{ node(id: \"%s\") { ... on Webhook { deliveries(status: DELIVERED) { totalCount } } } }"}`, id), ""))
			return list.Get("data.node.deliveries.totalCount").Int() == 2
		})
	})
}

// verified is the event of a request, as npm's standardwebhooks reads it.
func verified(t *testing.T, secret string, request hooked) gjson.Result {
	t.Helper()
	const source = "standardwebhooks"
	dir := t.TempDir() // node_modules stays out of the source
	for _, name := range []string{"package.json", "package-lock.json", ".npmrc", "verify.mjs"} {
		text, err := os.ReadFile(filepath.Join(source, name))
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, name), text, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	input, err := json.Marshal(request)
	if err != nil {
		t.Fatal(err)
	}
	var output []byte
	for _, command := range [][]string{{"npm", "ci", "--prefer-offline"}, {"node", "verify.mjs", secret}} {
		step := exec.CommandContext(t.Context(), command[0], command[1:]...)
		step.Dir, step.Stdin = dir, strings.NewReader(string(input))
		if output, err = step.CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", command, err, output)
		}
	}
	return gjson.ParseBytes(output)
}

package e2e_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"slices"
	"sync"
	"testing"

	"canopy/internal/canopytest"

	"github.com/tidwall/gjson"
)

// TestKilledWithSubscribers kills the server (-9) while an account is changed and subscribers are told of it. They go on at the next server behind
// the last cursor that they have: each is told the whole log, in order, with nothing between missing, and what comes twice has the same cursor.
func TestKilledWithSubscribers(t *testing.T) {
	t.Parallel()
	kills := 3
	if os.Getenv("CANOPY_SOAK") != "" {
		kills = 30
	}
	canopytest.EachEmpty(t, func(t *testing.T, database string) {
		t.Parallel()
		u := newUploader(t, database)
		defer func() { u.server.crash() }()
		listeners := []*listener{{}, {}, {}}
		for i := range kills {
			if i > 0 {
				u.start(t)
				u.server.post(t, u.token, u.renaming(fmt.Sprint("Away ", i))) // before they are back
			}
			var all sync.WaitGroup
			for _, l := range listeners {
				all.Go(func() { l.listen(t, u) })
			}
			await(t, patience, "all run", func() bool { return int(u.server.metric(t, "canopy_subscriptions")) >= len(listeners) })
			for n := range 10 { // the first of them before it is killed, so that there is a cursor
				u.server.post(t, u.token, u.renaming(fmt.Sprintf("Name %d of %d", n, i)))
				if n == 0 {
					for _, l := range listeners {
						l.await(t, fmt.Sprintf("Name %d of %d", n, i))
					}
				}
			}
			cut := u.request(t, fmt.Sprintf(`{"query": %q}`, u.renaming(fmt.Sprint("Cut short ", i))), "")
			all.Go(func() {
				if response, err := http.DefaultClient.Do(cut); err == nil {
					_ = response.Body.Close()
				}
			})
			u.server.crash()
			all.Wait()
		}
		u.start(t)
		var all sync.WaitGroup
		for _, l := range listeners {
			all.Go(func() { l.listen(t, u) })
		}
		u.server.post(t, u.token, u.renaming("The last name"))
		log := u.server.post(t, u.token, fmt.Sprintf(`{ account(id: %q) { events(last: 1000, filter: {action: [ACCOUNT_UPDATED]}) { nodes { id } } } }`, u.account)).Get("data.account.events.nodes.#.id")
		var want []string
		for _, id := range log.Array() {
			want = append(want, id.Str)
		}
		for i, l := range listeners {
			l.await(t, "The last name")
			if l.mu.Lock(); !slices.Equal(l.events, want) || len(want) < 11*kills {
				t.Errorf("subscriber %d is told %d events of %d", i, len(l.events), len(want))
			}
			t.Logf("subscriber %d: %d events, %d of them twice", i, len(l.events), l.twice)
			l.mu.Unlock()
		}
		u.server.crash()
		all.Wait()
	})
}

// renaming gives the account a name.
func (u *uploader) renaming(name string) string {
	return fmt.Sprintf(`mutation { updateAccount(input: {accountId: %q, name: %q}) { userErrors { message } } }`, u.account, name)
}

// listener is a subscriber who comes back.
type listener struct {
	mu                     sync.Mutex
	events, cursors, names []string // in the order that they were told first
	twice                  int
}

// listen subscribes behind the last cursor until the server ends.
func (l *listener) listen(t *testing.T, u *uploader) {
	variables := map[string]any{"id": u.account}
	if l.cursors != nil {
		variables["after"] = l.cursors[len(l.cursors)-1]
	}
	body, err := json.Marshal(map[string]any{
		"query": `subscription ($id: ID!, $after: String) { accountChanged(accountId: $id, after: $after) { cursor event { id changes { after } } } }`, "variables": variables,
	})
	if err != nil {
		t.Error(err)
		return
	}
	request, err := http.NewRequest(http.MethodPost, u.server.url+"/graphql", bytes.NewReader(body))
	if err != nil {
		t.Error(err)
		return
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Accept", "text/event-stream")
	request.Header.Set("Authorization", "Bearer "+u.token)
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Error(err)
		return
	}
	defer func() { _ = response.Body.Close() }()
	for event, data := range canopytest.Events(response.Body) {
		if event != "next" {
			continue
		}
		told := gjson.Get(data, "data.accountChanged")
		l.take(t, told.Get("event.id").Str, told.Get("cursor").Str, told.Get("event.changes.0.after").Str)
		if told.Get("cursor").Str == "" {
			t.Errorf("told %s", data)
		}
	}
}

func (l *listener) take(t *testing.T, event, cursor, name string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch i := slices.Index(l.events, event); {
	case i < 0:
		l.events, l.cursors, l.names = append(l.events, event), append(l.cursors, cursor), append(l.names, name)
	case l.cursors[i] != cursor:
		t.Errorf("event %s has two cursors", event)
	default:
		l.twice++
	}
}

// await waits until it is told of the name.
func (l *listener) await(t *testing.T, name string) {
	t.Helper()
	await(t, patience, "told of "+name, func() bool {
		l.mu.Lock()
		defer l.mu.Unlock()
		return slices.Contains(l.names, name)
	})
}

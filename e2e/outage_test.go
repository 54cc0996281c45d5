package e2e_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"canopy/internal/canopytest"
	"canopy/internal/canopytest/cluster"

	"github.com/coder/websocket"
	"github.com/tidwall/gjson"
)

// TestOutage stops PostgreSQL at once while clients read and write, and starts it again. Meanwhile everything is answered UNAVAILABLE. Then all goes on by
// itself: nothing that was acknowledged is missing, and what was cut off and tried again with its key is there once.
func TestOutage(t *testing.T) {
	t.Parallel()
	clients, during := 4, 2*time.Second
	if os.Getenv("CANOPY_SOAK") != "" {
		clients, during = 8, 20*time.Second
	}
	postgres, err := cluster.Start()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = postgres.Stop() }()
	o := newOutage(t, postgres.URL("postgres"))
	defer func() { o.server.crash() }()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var load, following sync.WaitGroup
	following.Go(func() { o.follow(ctx) })
	working, stop := context.WithCancel(ctx)
	for range clients {
		load.Go(func() { o.work(working) })
	}
	o.until("customers are registered", func() bool { return len(o.registered()) >= 2*clients })

	if err := postgres.Halt(); err != nil {
		t.Fatal(err)
	}
	over := time.After(during)
	o.until("each client is cut off, and readiness tells", func() bool { return o.cutOff() >= clients && o.status("/readyz") == http.StatusServiceUnavailable })
	<-over
	if alive, ready := o.status("/healthz"), o.status("/readyz"); alive != http.StatusOK || ready != http.StatusServiceUnavailable {
		t.Errorf("without a database /healthz answers %d, /readyz %d", alive, ready)
	}
	if code := o.refusedSocket(); code != websocket.StatusTryAgainLater {
		t.Errorf("a websocket is closed by %d", code)
	}
	cut, before := o.cutOff(), len(o.registered())
	if err := postgres.Resume(); err != nil {
		t.Fatal(err)
	}
	resumed := time.Now()
	o.until("readiness tells", func() bool { return o.status("/readyz") == http.StatusOK })
	ready := time.Since(resumed)
	o.until("all clients go on", func() bool { return len(o.registered()) >= before+2*clients })
	writes := time.Since(resumed)
	stop()
	load.Wait()
	o.compare()
	t.Logf("%d requests were cut off, the longest answer took %v; %v after the start it was ready, %v after it %d more customers were registered, of %d; all was told after %v; the stream ended by %v",
		cut, o.longest, ready, writes, len(o.registered())-before, len(o.registered()), time.Since(resumed), o.ends)
	cancel()
	following.Wait()
	o.readLog()
}

// outage is what clients of a server saw and did.
type outage struct {
	*uploader
	t       *testing.T
	contact string

	mu        sync.Mutex
	customers []customer                // acknowledged
	cut       int                       // requests that were answered UNAVAILABLE
	longest   time.Duration             // of an answer
	told      map[string][]string       // actions by account, as the stream told
	ends      map[string]int            // of streams, by the code
	delivered map[string]map[string]int // actions by account, as the webhook told
}

type customer struct{ name, account, email string }

// newOutage starts a server on a database that keeps what it acknowledges, with a webhook to what it returns.
func newOutage(t *testing.T, database string) *outage {
	t.Helper()
	db, err := sql.Open("pgx", database)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	if _, err := db.Exec("ALTER DATABASE postgres SET synchronous_commit = on"); err != nil {
		t.Fatal(err)
	}
	o := &outage{uploader: newUploader(t, database, "--webhooks-allow-private"), t: t, told: map[string][]string{}, ends: map[string]int{}, delivered: map[string]map[string]int{}}
	o.contact = o.server.post(t, o.token, `{ viewer { user { id } } }`).Get("data.viewer.user.id").Str
	receiver := httptest.NewServer(http.HandlerFunc(o.deliver))
	t.Cleanup(receiver.Close)
	o.server.post(t, o.token, fmt.Sprintf(`mutation { registerWebhook(input: {accountId: %q, url: %q, actions: [ACCOUNT_ACTIVATED]}) { userErrors { message } } }`, o.account, receiver.URL))
	return o
}

// deliver takes what the webhook tells.
func (o *outage) deliver(_ http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // it comes again
	}
	account, action := gjson.GetBytes(body, "data.accountId").Str, gjson.GetBytes(body, "type").Str
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.delivered[account] == nil {
		o.delivered[account] = map[string]int{}
	}
	o.delivered[account][action]++
}

// work registers customers and adds people, one after the other: each second customer with idempotency keys, and what is cut off again until it is
// done; the others without, where what is cut off is given up.
func (o *outage) work(ctx context.Context) {
	for i := 0; ctx.Err() == nil; i++ {
		name, person, keyed := rand.Text()[:12]+" "+rand.Text()[:12], strings.ToLower(rand.Text())+"@outage.example", i%2 == 0
		opened := o.change("createCustomer", "review { id version }", keyed, map[string]any{
			"parentId": o.account, "type": "END_CUSTOMER", "name": name, "notificationContactId": o.contact,
			"address": map[string]any{"street": []string{rand.Text()[:12] + " 7"}, "postalCode": "10115", "city": rand.Text()[:12], "country": "DE"},
		})
		if !opened.Exists() {
			continue
		}
		approved := o.change("approveReview", "account { id }", keyed, map[string]any{"reviewId": opened.Get("review.id").Str, "reviewVersion": opened.Get("review.version").Int()})
		if !approved.Exists() {
			continue
		}
		id := approved.Get("account.id").Str
		if added := o.change("addUsers", "addedCount", keyed, map[string]any{"accountId": o.account, "users": []map[string]any{
			{"email": person, "givenName": "Ada", "familyName": "Okafor", "language": "en", "timezone": "Etc/UTC"},
		}}); !added.Exists() {
			person = ""
		}
		o.mu.Lock()
		o.customers = append(o.customers, customer{name, id, person})
		o.mu.Unlock()
		if read := o.ask(true, `query ($id: ID!) { account(id: $id) { name } }`, map[string]any{"id": id}); read.Get("data.account.name").Str != name {
			o.t.Errorf("%s is acknowledged, and read as %s", name, read.Raw)
		}
	}
}

// change is what a mutation answers; nothing where it was cut off and has no key.
func (o *outage) change(mutation, fields string, keyed bool, input map[string]any) gjson.Result {
	if keyed {
		input["idempotencyKey"] = mutation + " " + rand.Text()
	}
	kind := strings.ToUpper(mutation[:1]) + mutation[1:] + "Input"
	answer := o.ask(keyed, fmt.Sprintf("mutation ($input: %s!) { %s(input: $input) { %s userErrors { path code message } } }", kind, mutation, fields), map[string]any{"input": input})
	made := answer.Get("data." + mutation)
	if answer.Raw != "" && (!made.IsObject() || made.Get("userErrors.#").Int() != 0) {
		o.t.Errorf("%s %v answers %s", mutation, input, answer.Raw)
	}
	return made
}

// ask is the answer to an operation. What is cut off is asked again, or is nothing.
func (o *outage) ask(again bool, query string, variables map[string]any) gjson.Result {
	for {
		begin := time.Now()
		answer, err := o.server.ask(o.token, query, variables)
		took := time.Since(begin)
		if err != nil {
			o.t.Errorf("%s is not answered: %v", query, err)
			return gjson.Result{}
		}
		o.mu.Lock()
		o.longest = max(o.longest, took)
		failed := answer.Get("errors.0")
		if failed.Exists() {
			o.cut++
		}
		o.mu.Unlock()
		if !failed.Exists() {
			return answer.Result
		}
		if code := failed.Get("extensions.code").Str; code != "UNAVAILABLE" || answer.header.Get("Retry-After") != failed.Get("extensions.retryAfter").Raw ||
			!strings.HasPrefix(failed.Get("message").Str, "The database cannot be reached") || answer.status != http.StatusOK && answer.status != http.StatusServiceUnavailable {
			o.t.Errorf("%s is answered %d %v %s", query, answer.status, answer.header, answer.Raw)
			return gjson.Result{}
		}
		if !again {
			return gjson.Result{}
		}
		<-time.After(100 * time.Millisecond)
	}
}

// follow notes what a subscription tells, which goes on behind the last cursor whenever it ends.
func (o *outage) follow(ctx context.Context) {
	var cursor *string
	for ctx.Err() == nil {
		body, err := json.Marshal(map[string]any{
			"query":     `subscription ($id: ID!, $after: String) { accountChanged(accountId: $id, after: $after) { cursor event { action } account { id } } }`,
			"variables": map[string]any{"id": o.account, "after": cursor},
		})
		if err != nil {
			o.t.Error(err)
			return
		}
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, o.server.url+"/graphql", bytes.NewReader(body))
		if err != nil {
			o.t.Error(err)
			return
		}
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Accept", "text/event-stream")
		request.Header.Set("Authorization", "Bearer "+o.token)
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			continue // it is over
		}
		for lines := bufio.NewScanner(response.Body); lines.Scan(); {
			if data, ok := strings.CutPrefix(lines.Text(), "data: {"); ok {
				cursor = o.hear(gjson.Parse("{"+data), cursor)
			}
		}
		_ = response.Body.Close()
		select {
		case <-ctx.Done():
		case <-time.After(50 * time.Millisecond):
		}
	}
}

// hear notes what a subscription tells, and answers the cursor to go on behind.
func (o *outage) hear(answer gjson.Result, cursor *string) *string {
	o.mu.Lock()
	defer o.mu.Unlock()
	if failed := answer.Get("errors.0.extensions.code"); failed.Exists() {
		o.ends[failed.Str]++
		return cursor
	}
	told := answer.Get("data.accountChanged")
	account := told.Get("account.id").Str
	o.told[account] = append(o.told[account], told.Get("event.action").Str)
	next := told.Get("cursor").Str
	return &next
}

func (o *outage) registered() []customer {
	o.mu.Lock()
	defer o.mu.Unlock()
	return slices.Clone(o.customers)
}

func (o *outage) cutOff() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.cut
}

// status is how a path answers; it always does.
func (o *outage) status(path string) int {
	response, err := patient.Get(o.server.url + path)
	if err != nil {
		o.t.Fatal(err)
	}
	_ = response.Body.Close()
	return response.StatusCode
}

// refusedSocket is how a websocket is closed that cannot find out who asks.
func (o *outage) refusedSocket() websocket.StatusCode {
	conn, _, err := websocket.Dial(o.t.Context(), o.server.url+"/graphql", &websocket.DialOptions{Subprotocols: []string{"graphql-transport-ws"}}) //nolint:bodyclose // Dial has closed it
	if err != nil {
		o.t.Fatal(err)
	}
	defer func() { _ = conn.CloseNow() }()
	if err := conn.Write(o.t.Context(), websocket.MessageText, fmt.Appendf(nil, `{"type": "connection_init", "payload": {"Authorization": "Bearer %s"}}`, o.token)); err != nil {
		o.t.Fatal(err)
	}
	_, _, err = conn.Read(o.t.Context())
	return websocket.CloseStatus(err)
}

// until waits until something is so. What a lost connection left with River is given to another worker within a minute and a half.
func (o *outage) until(what string, so func() bool) {
	o.t.Helper()
	await(o.t, 2*patience, what, so)
}

// compare finds all that was acknowledged, once: stored, ACTIVE with a number of its own, told by the stream in order, and by the webhook.
func (o *outage) compare() {
	customers, numbers := o.registered(), map[string]bool{}
	db, err := sql.Open("pgx", o.database)
	if err != nil {
		o.t.Fatal(err)
	}
	defer func() { _ = db.Close() }()
	for _, c := range customers {
		var accounts, people int
		if err := db.QueryRow("SELECT (SELECT count(*) FROM accounts WHERE name = $1), (SELECT count(*) FROM users WHERE email = $2)", c.name, c.email).Scan(&accounts, &people); err != nil {
			o.t.Fatal(err)
		}
		if accounts != 1 || c.email != "" && people != 1 {
			o.t.Fatalf("%+v: %d accounts and %d people are stored", c, accounts, people)
		}
	}
	for _, c := range customers {
		var now gjson.Result
		ended := canopytest.Await(2*patience, func() bool {
			now = o.ask(true, `query ($id: ID!) { account(id: $id) { name status accountNumber provisioning { status attempts } } }`, map[string]any{"id": c.account}).Get("data.account")
			return now.Get("status").Str != "PENDING" && o.heard(c.account)
		})
		if !ended {
			o.mu.Lock()
			defer o.mu.Unlock()
			o.t.Fatalf("%s is %s, the stream told %q, the webhook %v\n%s", c.account, now.Raw, o.told[c.account], o.delivered[c.account], o.server.log())
		}
		number := now.Get("accountNumber").Str
		if now.Get("name").Str != c.name || now.Get("status").Str != "ACTIVE" || number == "" || numbers[number] {
			o.t.Errorf("%+v is %s", c, now.Raw)
		}
		numbers[number] = true
	}
}

// heard tells whether an account's life was told to its end; each event came once, though the stream and the webhook may say more often.
func (o *outage) heard(account string) bool {
	o.mu.Lock()
	defer o.mu.Unlock()
	told := slices.Compact(slices.Clone(o.told[account]))
	if len(told) > 1 && !slices.Equal(told, []string{"ACCOUNT_CREATED", "ACCOUNT_ACTIVATED"}) {
		o.t.Fatalf("%s is told %q", account, told)
	}
	return len(told) == 2 && o.delivered[account]["ACCOUNT_ACTIVATED"] > 0
}

// readLog finds no panic, and no more lines about the outage than somebody reads, besides the one of each request.
func (o *outage) readLog() {
	const most = 100
	var about []string
	for line := range strings.Lines(string(o.server.log())) {
		if strings.Contains(line, "panic") {
			o.t.Errorf("%s", line)
		}
		if !strings.Contains(line, "level=INFO") && !strings.Contains(line, "msg=request ") {
			about = append(about, line[:min(len(line), 200)])
		}
	}
	if len(about) > most {
		o.t.Errorf("the log has %d lines about it:\n%s", len(about), strings.Join(about, "\n"))
	}
	o.t.Logf("the log has %d lines about it", len(about))
}

package e2e_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"canopy/internal/canopytest"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
	"github.com/tidwall/gjson"
)

// backOffice is another system that gives accounts their numbers, as the name of each account says.
type backOffice struct {
	t        *testing.T
	verifier *standardwebhooks.Webhook
	slow     chan struct{} // tells that a request of a slow account came in, which it answers when the caller is gone

	mu     sync.Mutex
	server *server // of the API
	token  string
	asked  map[string][]string // the webhook-ids for each name, in order
}

// ServeHTTP takes a request, or does not.
func (b *backOffice) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err == nil {
		err = b.verifier.Verify(body, r.Header)
	}
	if err != nil {
		b.t.Errorf("%s %v: %v", body, r.Header, err)
	}
	data := gjson.GetBytes(body, "data")
	name, id := data.Get("name").Str, data.Get("accountId").Str
	b.mu.Lock()
	b.asked[name] = append(b.asked[name], r.Header.Get("webhook-id"))
	times := len(b.asked[name])
	b.mu.Unlock()
	switch strings.Fields(name)[0] {
	case "Early": // and twice
		b.complete(id)
		b.complete(id)
	case "Broken":
		if times == 1 {
			w.WriteHeader(http.StatusBadGateway)
			_, _ = io.WriteString(w, "<html>")
			return
		}
		b.complete(id)
	case "Wrong":
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(http.StatusUnprocessableEntity)
		_, _ = io.WriteString(w, `{"message": "no such street"}`)
	case "Slow":
		if times == 1 {
			b.slow <- struct{}{}
			<-r.Context().Done()
			return
		}
		b.complete(id)
	}
}

// newBackOffice starts one, and has the flags for a server that asks it and waits so long.
func newBackOffice(t *testing.T, deadline string) (office *backOffice, flags []string) {
	t.Helper()
	const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" //nolint:gosec // of these tests alone
	verifier, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		t.Fatal(err)
	}
	office = &backOffice{t: t, verifier: verifier, slow: make(chan struct{}, 1), asked: map[string][]string{}}
	server := httptest.NewServer(office)
	t.Cleanup(server.Close)
	return office, []string{"--back-office", "external", "--back-office-url", server.URL, "--back-office-secret", secret, "--back-office-deadline", deadline}
}

// reaches says where the API is, and the operator's token; nil where it is no more.
func (b *backOffice) reaches(s *server, token string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.server, b.token = s, token
}

// complete gives an account its number, over again while nobody answers.
func (b *backOffice) complete(id string) {
	const mutation = `mutation ($id: ID!, $number: String!) { completeProvisioning(input: {accountId: $id, accountNumber: $number}) { account { status } userErrors { code message } } }`
	answered := canopytest.Await(patience, func() bool {
		b.mu.Lock()
		server, token := b.server, b.token
		b.mu.Unlock()
		if server == nil {
			return true // the account's end was seen already, by who ended the server
		}
		answer, err := server.ask(token, mutation, map[string]any{"id": id, "number": "ERP-" + id})
		if err == nil && answer.Get("data.completeProvisioning.account.status").Str != "ACTIVE" {
			b.t.Errorf("%s", answer.Raw)
		}
		return err == nil
	})
	if !answered {
		b.t.Error("nobody answers")
	}
}

// TestExternalBackOffice: whatever an external back office does, and although the server is killed (-9) while a request is under way, every account
// ends ACTIVE with its number, or FAILED with the reason; attempts at one request bear the same id.
func TestExternalBackOffice(t *testing.T) {
	t.Parallel()
	canopytest.EachEmpty(t, func(t *testing.T, database string) {
		t.Parallel()
		office, args := newBackOffice(t, "5s")
		u := newUploader(t, database, args...)
		defer func() {
			office.reaches(nil, "")
			u.server.crash()
		}()
		u.token = tokenFor(t, database, "--operator")
		office.reaches(u.server, u.token)

		accounts := map[string]string{} // by their names
		for i, kind := range []string{"Early", "Broken", "Wrong", "Silent", "Slow"} {
			name := fmt.Sprintf("%s Quast%c Handel", kind, 'a'+i)
			answer := u.answer(t, u.request(t, fmt.Sprintf(`{"query": "mutation ($name: String!) { createReseller(input: {name: $name, acknowledgeDuplicate: true, address: {street: [\"Chausseestraße %d\"],
				city: \"Berlin\", postalCode: \"10115\", country: \"DE\"}}) { account { id } userErrors { path message } } }", "variables": {"name": %q}}`, i+1, name), ""))
			if accounts[name] = answer.Get("data.createReseller.account.id").Str; accounts[name] == "" {
				t.Fatalf("%s", answer.Raw)
			}
		}
		select {
		case <-office.slow:
		case <-time.After(patience):
			t.Fatal("the slow one is not asked for")
		}
		u.server.crash()
		u.start(t, args...)
		office.reaches(u.server, u.token)
		want := map[string]string{
			"Early": "ACTIVE ", "Broken": "ACTIVE ", "Wrong": "FAILED INVALID_DETAILS no such street", "Silent": "FAILED TIMED_OUT The back office did not answer in time.", "Slow": "ACTIVE ",
		}
		deadline := time.Now().Add(3 * time.Minute)
		for name, id := range accounts {
			kind := strings.Fields(name)[0]
			var now gjson.Result
			await(t, time.Until(deadline), name+" ends", func() bool {
				now = u.answer(t, u.request(t, fmt.Sprintf(`{"query": "{ account(id: \"%s\") { status accountNumber provisioning { failure { code message } } } }"}`, id), "")).Get("data.account")
				return now.Get("status").Str != "PENDING"
			})
			got := strings.TrimSuffix(now.Get("status").Str+" "+now.Get("provisioning.failure.code").Str+" "+now.Get("provisioning.failure.message").Str, " ")
			if got != want[kind] || (now.Get("accountNumber").Str == "ERP-"+id) != (want[kind] == "ACTIVE ") {
				t.Errorf("%s: %s, want %q", name, now.Raw, want[kind])
			}
		}
		office.mu.Lock()
		defer office.mu.Unlock()
		for name, ids := range office.asked {
			for _, id := range ids {
				if id != ids[0] || !strings.HasPrefix(id, accounts[name]) {
					t.Errorf("%s of %s is asked for as %q", name, accounts[name], ids)
				}
			}
		}
	})
}

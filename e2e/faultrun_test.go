package e2e_test

import (
	"context"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"canopy/internal/canopytest"
	"canopy/internal/importer"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
	"github.com/tidwall/gjson"
)

// ending bounds how long accounts may take to end when nobody is killed any more: what a killed process was at is rescued after about a minute,
// and again later what was hit twice.
const ending = 5 * time.Minute

// outcomes are the events that tell what becomes of an account.
var outcomes = []string{"ACCOUNT_CREATED", "ACCOUNT_ACTIVATED", "PROVISIONING_FAILED", "PROVISIONING_RETRIED"}

// referencePrefix and a customer's number are the external reference.
const referencePrefix = "FAULT-"

// faultRun is a reseller's customers on processes that die.
type faultRun struct {
	*fleet
	reseller, contact string // ids
	token             string // of the reseller's administrator

	ticks chan struct{} // what goes on waits here for disturb to see it
	calm  chan struct{} // closed when nobody is killed any more
	ended chan struct{} // closed when nothing goes on any more
	kills int
}

// TestFaultRun has 8 clients register customers with processes that are killed (-9) and started again at random, three on PostgreSQL and one on SQLite,
// and with a back office of many manners. Every approval is one account, which ends as the back office has said it, or FAILED with the reason; those
// who follow are told the whole log in its order; in the end trying again, with a back office that is well, leaves none FAILED that can be helped.
// CANOPY_SOAK=1 go test ./e2e -run TestFaultRun -v
func TestFaultRun(t *testing.T) {
	t.Parallel()
	customers, kills, followers := 30, 4, 4
	if os.Getenv("CANOPY_SOAK") != "" {
		customers, kills, followers = 500, 40, 8
	}
	canopytest.EachEmpty(t, func(t *testing.T, database string) {
		t.Parallel()
		begin, replicas := time.Now(), 3
		if strings.HasPrefix(database, "sqlite") {
			replicas = 1
		}
		r := &faultRun{fleet: newFleet(t, database, replicas, rand.New(rand.NewPCG(7, 0))), ticks: make(chan struct{}), calm: make(chan struct{}), ended: make(chan struct{})}
		office := newFaultOffice(r)
		hooks := newHooks(r)
		var reading sync.WaitGroup
		defer reading.Wait()
		following, leave := context.WithCancel(t.Context())
		defer leave()
		var all []*follower
		for i := range followers {
			f := &follower{faultRun: r, random: rand.New(rand.NewPCG(7, uint64(i)))}
			if f.transport = f.bySSE; i%2 == 0 {
				f.transport = f.byWebsocket
			}
			all = append(all, f)
			reading.Go(func() { f.follow(following) })
		}
		await(t, patience, "all follow", func() bool { return r.subscriptions() == followers })
		r.ask(r.token, `mutation ($id: ID!) { updateAccount(input: {accountId: $id, phone: "+47 22 123456"}) { userErrors { message } } }`, map[string]any{"id": r.reseller})
		await(t, patience, "all have a cursor", func() bool { return !slices.ContainsFunc(all, func(f *follower) bool { return f.has() == 0 }) })
		from := all[0].begin()

		var disturbing sync.WaitGroup
		defer disturbing.Wait()
		defer sync.OnceFunc(func() { close(r.ended) })()
		disturbing.Go(func() { r.disturb(kills, 5*customers/(2*kills)) })
		accounts := r.registerAll(customers)
		approved := time.Since(begin)
		states, longest := r.awaitAll(t, accounts)
		office.rest()
		if r.kills != kills {
			t.Errorf("%d kills, want %d", r.kills, kills)
		}
		for i, account := range accounts {
			if want := office.want(account); states[account] != want {
				t.Errorf("%s, answered %s, is %s, want %s", account, manners[i%len(manners)].name, states[account], want)
			}
		}
		t.Logf("%d customers, %d kills, %d answers lost: all approved after %v; an account was PENDING for at most %v\n%s", customers, r.kills, r.lost.Load(), approved, longest, count(states))

		office.well.Store(true)
		r.args = slices.DeleteFunc(slices.Clone(r.args), func(arg string) bool { return strings.HasPrefix(arg, "--back-office-deadline") })
		r.shutdown()
		r.startAll()
		for account, want := range states {
			if strings.HasSuffix(want, retryable) {
				r.ask(r.token, `mutation ($id: ID!) { retryProvisioning(input: {accountId: $id}) { userErrors { message } } }`, map[string]any{"id": account})
				states[account] = "ACTIVE " + ownNumber(account)
			}
		}
		if now, _ := r.awaitAll(t, accounts); !maps.Equal(now, states) {
			t.Errorf("in the end the accounts are %v, want %v", now, states)
		}
		r.wantOnce(t, accounts)
		log := r.log(t, from)
		for _, f := range all {
			await(t, patience, "a follower is told all", func() bool { return f.has() >= len(log) })
		}
		r.wantEffectsOnce(accounts, log)
		told := map[string]bool{} // by webhooks
		await(t, ending, "webhooks are told all", func() bool {
			hooks.mu.Lock()
			defer hooks.mu.Unlock()
			for _, event := range hooks.events {
				told[event] = true
			}
			return len(told) >= len(outcomesOf(log))
		})
		leave()
		reading.Wait()
		for i, f := range all {
			f.wantLog(i, log)
		}
		if want := outcomesOf(log); !maps.Equal(told, want) || len(hooks.events) != len(want) {
			t.Errorf("webhooks are told of %d events in %d deliveries, want %d", len(told), len(hooks.events), len(want))
		}
		t.Logf("%d events, %d deliveries came twice; the whole took %v", len(log), hooks.again, time.Since(begin))
		r.shutdown()
	})
}

// newFaultOffice starts the processes with a back office that they ask, and makes it a key to answer by.
func newFaultOffice(r *faultRun) *faultOffice {
	const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" //nolint:gosec // of this test alone
	verifier, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		r.t.Fatal(err)
	}
	o := &faultOffice{faultRun: r, verifier: verifier, asked: map[string]int{}, said: map[string][]string{}}
	server := httptest.NewServer(o)
	r.t.Cleanup(func() {
		server.Close()
		o.rest()
	})
	r.args = []string{"--demo", "--webhooks-allow-private", "--back-office", "external", "--back-office-url", server.URL, "--back-office-secret", secret, "--back-office-deadline=5s"}
	r.startAll()
	r.token = tokenFor(r.t, r.database, "--user", importer.DemoAdmin)
	viewer := r.ask(r.token, `{ viewer { user { id account { id } } } }`, nil).Get("data.viewer.user")
	r.contact, r.reseller = viewer.Get("id").Str, viewer.Get("account.id").Str
	made := r.ask(tokenFor(r.t, r.database, "--operator"), `mutation { createApiKey(input: {name: "Back office", role: ADMIN}) { token userErrors { message } } }`, nil)
	if o.key = made.Get("data.createApiKey.token").Str; o.key == "" {
		r.t.Fatal(made.Raw)
	}
	return o
}

// tick waits until disturb has seen that something goes on.
func (r *faultRun) tick() {
	select {
	case r.ticks <- struct{}{}:
	case <-r.calm:
	}
}

// disturb kills processes, and starts each again in a while: both after as many ticks as it draws, up to every. The last that lives is killed only where
// there is no other.
func (r *faultRun) disturb(kills, every int) {
	defer close(r.calm)
	random := rand.New(rand.NewPCG(7, uint64(kills)))
	pass := func() (more bool) {
		for range random.IntN(every) + 1 {
			select {
			case <-r.ticks:
			case <-r.ended:
				return false
			}
		}
		return true
	}
	var starting sync.WaitGroup
	defer starting.Wait()
	for r.kills < kills && pass() {
		if len(r.alive()) < 2 {
			starting.Wait()
		}
		alive := r.alive()
		if len(alive) == 0 {
			return // what does not start has said why
		}
		i := alive[random.IntN(len(alive))]
		r.crash(i)
		r.kills++
		if len(alive) > 1 && !pass() {
			return
		}
		starting.Go(func() { r.start(i) })
	}
}

// registerAll has 8 clients register the customers.
func (r *faultRun) registerAll(customers int) (accounts []string) {
	accounts = make([]string, customers)
	var clients sync.WaitGroup
	waiting := make(chan int)
	for range 8 {
		clients.Go(func() {
			for i := range waiting {
				accounts[i] = r.register(i)
			}
		})
	}
	for i := range customers {
		waiting <- i
	}
	close(waiting)
	clients.Wait()
	return accounts
}

// register creates a customer and approves it, and sometimes does all of that again, as a script does that has forgotten how far it was.
func (r *faultRun) register(i int) (account string) {
	random := rand.New(rand.NewPCG(70, uint64(i)))
	customer := map[string]any{
		"parentId": r.reseller, "type": "END_CUSTOMER", "name": word(random) + " " + word(random), "notificationContactId": r.contact,
		"address":           map[string]any{"street": []string{fmt.Sprint(word(random), " ", i)}, "city": "Berlin", "postalCode": "10115", "country": "DE"},
		"externalReference": fmt.Sprint(referencePrefix, i), "idempotencyKey": fmt.Sprint("create ", i),
	}
	account = r.approve(random, i, customer)
	if random.IntN(4) == 0 {
		if again := r.approve(random, i, customer); again != account {
			r.t.Errorf("customer %d is %s, and %s", i, account, again)
		}
	}
	return account
}

// approve creates a customer and approves the review as it is by then.
func (r *faultRun) approve(random *rand.Rand, i int, customer map[string]any) (account string) {
	answer := r.insist(random, `mutation ($input: CreateCustomerInput!) { made: createCustomer(input: $input) { review { id version } userErrors { path code message } } }`, customer, "review.id")
	for answer.Get("review.id").Str != "" {
		version := answer.Get("review.version").Int()
		answer = r.insist(random, `mutation ($input: ApproveReviewInput!) { made: approveReview(input: $input) { review { id version } account { id } userErrors { path code message } } }`, map[string]any{
			"reviewId": answer.Get("review.id").Str, "reviewVersion": version, "idempotencyKey": fmt.Sprintf("approve %d, version %d", i, version),
		}, "account.id")
		if account = answer.Get("account.id").Str; account != "" {
			return account
		}
		if answer.Get("userErrors.#.code").Raw != `["REVIEW_STALE"]` {
			break
		}
	}
	r.t.Errorf("customer %d is answered %s", i, answer.Raw)
	return ""
}

// insist sends a mutation until it is answered, and sometimes once more, at once or later. Both answers have to name the same at the path.
func (r *faultRun) insist(random *rand.Rand, mutation string, input map[string]any, path string) gjson.Result {
	r.tick()
	var again gjson.Result
	var beside sync.WaitGroup
	ask := func() gjson.Result { return r.ask(r.token, mutation, map[string]any{"input": input}).Get("data.made") }
	draw := random.IntN(4)
	if draw == 0 {
		beside.Go(func() { again = ask() })
	}
	answer := ask()
	beside.Wait()
	r.tick()
	if draw == 1 {
		again = ask()
	}
	if draw < 2 && again.Get(path).Raw != answer.Get(path).Raw {
		r.t.Errorf("%v is answered %s, and %s", input, answer.Raw, again.Raw)
	}
	return answer
}

// word is a word that is like no other.
func word(random *rand.Rand) string {
	var b strings.Builder
	for range 4 {
		b.WriteByte("bdfgklmnprstvz"[random.IntN(14)])
		b.WriteByte("aeiou"[random.IntN(5)])
	}
	return strings.ToUpper(b.String()[:1]) + b.String()[1:]
}

// state is an account as it is.
func (r *faultRun) state(account string) gjson.Result {
	return r.ask(r.token, `query ($id: ID!) { account(id: $id) { status accountNumber provisioning { requestedAt completedAt failure { code message retryable } } } }`, map[string]any{"id": account}).Get("data.account")
}

// awaitAll is how the accounts ended, and the longest time that it took one of them.
func (r *faultRun) awaitAll(t *testing.T, accounts []string) (states map[string]string, longest time.Duration) {
	t.Helper()
	states = map[string]string{}
	for _, account := range accounts {
		var state gjson.Result
		await(t, ending, account+" ends", func() bool {
			state = r.state(account)
			return state.Get("status").Str != "PENDING"
		})
		longest = max(longest, state.Get("provisioning.completedAt").Time().Sub(state.Get("provisioning.requestedAt").Time()))
		failed := state.Get("provisioning.failure")
		switch status := state.Get("status").Str; status {
		case "ACTIVE":
			states[account] = "ACTIVE " + state.Get("accountNumber").Str
		default:
			states[account] = strings.Replace(failure(failed.Get("code").Str, failed.Get("message").Str, failed.Get("retryable").Bool()), "FAILED", status, 1)
		}
	}
	return states, longest
}

// count counts accounts by their state.
func count(states map[string]string) string {
	n := map[string]int{}
	for _, state := range states {
		words := strings.Fields(state)
		if words[0] == "ACTIVE" {
			words = words[:1]
		}
		n[strings.Join(words[:min(len(words), 2)], " ")]++
	}
	return fmt.Sprint(n)
}

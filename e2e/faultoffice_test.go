package e2e_test

import (
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"canopy/internal/canopytest"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"
	"github.com/tidwall/gjson"
)

// faultOffice is a back office that answers each customer in one of its manners, and keeps what it was told that it has decided.
type faultOffice struct {
	*faultRun
	verifier *standardwebhooks.Webhook
	key      string      // the API key that it tells outcomes by
	well     atomic.Bool // it answers all at once and well by now
	open     sync.WaitGroup
	asking   sync.RWMutex // held while a request is answered

	mu    sync.Mutex
	asked map[string]int      // how often, by webhook-id
	said  map[string][]string // what counts by the answers to it, each once, by account
}

// question is a request about an account.
type question struct {
	account  string
	customer int // as the external reference says
	turn     int // among the customers of its manner
	first    bool
	w        http.ResponseWriter
	r        *http.Request
}

// manners are what the customers get, one after the other.
var manners = []struct {
	name   string
	answer func(*faultOffice, *question)
}{
	{"at once", (*faultOffice).prompt},
	{"slowly", (*faultOffice).slow},
	{"twice", (*faultOffice).twice},
	{"before it is taken", (*faultOffice).early},
	{"broken at first", (*faultOffice).broken},
	{"not at first", (*faultOffice).hanging},
	{"refused", (*faultOffice).refusing},
	{"never", (*faultOffice).silent},
	{"too late", (*faultOffice).late},
	{"the number of another", (*faultOffice).sharing},
	{"completed, then rejected", (*faultOffice).completing},
	{"rejected, then completed", (*faultOffice).rejecting},
	{"completed and rejected at once", (*faultOffice).contradicting},
}

// ServeHTTP takes a request, or does not.
func (o *faultOffice) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	o.asking.RLock()
	defer o.asking.RUnlock()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return // who asks has died
	}
	if err := o.verifier.Verify(body, r.Header); err != nil {
		o.t.Errorf("%s %v: %v", body, r.Header, err)
	}
	o.tick()
	data := gjson.GetBytes(body, "data")
	id := r.Header.Get(standardwebhooks.HeaderWebhookID)
	q := &question{account: data.Get("accountId").Str, w: w, r: r}
	if q.customer, err = strconv.Atoi(strings.TrimPrefix(data.Get("externalReference").Str, referencePrefix)); err != nil || !strings.HasPrefix(id, q.account) {
		o.t.Errorf("asked %s for %s", id, body)
	}
	q.turn = q.customer / len(manners)
	o.mu.Lock()
	o.asked[id]++
	q.first = o.asked[id] == 1
	o.mu.Unlock()
	if o.well.Load() {
		o.prompt(q)
		return
	}
	manners[q.customer%len(manners)].answer(o, q)
}

// rest waits until it has said all that it has to say.
func (o *faultOffice) rest() {
	o.asking.Lock()
	defer o.asking.Unlock()
	o.open.Wait()
}

// later does something beside the answer, once for a request.
func (o *faultOffice) later(q *question, do func()) {
	if q.first {
		o.open.Go(do)
	}
}

func (o *faultOffice) prompt(q *question) {
	o.later(q, func() { o.complete(q.account, ownNumber(q.account)) })
}

// silent takes the request, and that is all.
func (o *faultOffice) silent(*question) {}

func (o *faultOffice) slow(q *question) {
	o.prompt(q)
	const slow = 2 * time.Second // of the 10 that it has
	select {
	case <-time.After(slow):
	case <-q.r.Context().Done():
	}
}

// twice says it twice at once, or with two numbers.
func (o *faultOffice) twice(q *question) {
	o.later(q, func() {
		if q.turn%2 == 0 {
			o.open.Go(func() { o.complete(q.account, ownNumber(q.account)) })
			o.complete(q.account, ownNumber(q.account))
			return
		}
		o.complete(q.account, ownNumber(q.account))
		o.complete(q.account, "other "+ownNumber(q.account))
	})
}

func (o *faultOffice) early(q *question) { o.complete(q.account, ownNumber(q.account)) }

// broken answers the first time what is no answer.
func (o *faultOffice) broken(q *question) {
	if !q.first {
		o.complete(q.account, ownNumber(q.account))
		return
	}
	switch q.turn % 3 {
	case 0:
		q.w.WriteHeader(http.StatusInternalServerError)
	case 1:
		q.w.WriteHeader(http.StatusTooManyRequests)
	case 2:
		conn, _, err := http.NewResponseController(q.w).Hijack()
		if err != nil {
			o.t.Error(err)
			return
		}
		_, _ = io.WriteString(conn, "\x00garbage\r\n\r\n")
		_ = conn.Close()
	}
}

// hanging answers when the first who asked is gone.
func (o *faultOffice) hanging(q *question) {
	if q.first {
		<-q.r.Context().Done()
		return
	}
	o.complete(q.account, ownNumber(q.account))
}

func (o *faultOffice) refusing(q *question) {
	status := []int{http.StatusBadRequest, http.StatusForbidden, http.StatusUnprocessableEntity, http.StatusConflict}[q.turn%4]
	code, retryable := "INVALID_DETAILS", true
	if q.turn%2 == 1 {
		code, retryable = "REJECTED", false
	}
	message := fmt.Sprint("no to customer ", q.customer)
	o.decided(q.account, failure(code, message, retryable))
	q.w.Header().Set("Content-Type", "text/plain")
	q.w.WriteHeader(status)
	_, _ = io.WriteString(q.w, message)
}

// late tells a number when the account has FAILED meanwhile.
func (o *faultOffice) late(q *question) {
	o.later(q, func() {
		if !canopytest.Await(ending, func() bool { return o.state(q.account).Get("status").Str == "FAILED" }) {
			o.t.Errorf("%s does not end", q.account)
		}
		o.complete(q.account, ownNumber(q.account))
	})
}

// sharing gives two accounts one number. The one that does not get it gets its own, or is rejected.
func (o *faultOffice) sharing(q *question) {
	o.later(q, func() {
		pair := q.turn / 2
		switch {
		case o.complete(q.account, fmt.Sprint("ERP pair ", pair)) != "TAKEN":
		case pair%2 == 0:
			o.complete(q.account, ownNumber(q.account))
		default:
			o.reject(q.account, "DUPLICATE", "Known already.", false)
		}
	})
}

func (o *faultOffice) completing(q *question) {
	o.later(q, func() {
		o.complete(q.account, ownNumber(q.account))
		o.reject(q.account, "REJECTED", "On second thoughts.", true)
	})
}

func (o *faultOffice) rejecting(q *question) {
	o.later(q, func() {
		o.reject(q.account, "LIMIT_REACHED", "Not this month.", q.turn%2 == 0)
		o.complete(q.account, ownNumber(q.account))
	})
}

func (o *faultOffice) contradicting(q *question) {
	o.later(q, func() {
		o.open.Go(func() { o.complete(q.account, ownNumber(q.account)) })
		o.reject(q.account, "REJECTED", "By another department.", true)
	})
}

// complete tells a number until it is answered; fault is the code where it does not count.
func (o *faultOffice) complete(account, number string) (fault string) {
	return o.tell(account, "ACTIVE "+number, `mutation ($id: ID!, $number: String!) { told: completeProvisioning(input: {accountId: $id, accountNumber: $number}) {
		account { status } userErrors { code message } } }`, map[string]any{"id": account, "number": number})
}

// reject tells a reason until it is answered.
func (o *faultOffice) reject(account, code, message string, retryable bool) {
	o.tell(account, failure(code, message, retryable), `mutation ($id: ID!, $code: ProvisioningFailureCode!, $message: String!, $retryable: Boolean!) {
		told: rejectProvisioning(input: {accountId: $id, code: $code, message: $message, retryable: $retryable}) { account { status } userErrors { code message } } }`,
		map[string]any{"id": account, "code": code, "message": message, "retryable": retryable})
}

func (o *faultOffice) tell(account, outcome, mutation string, variables map[string]any) (fault string) {
	answer := o.ask(o.key, mutation, variables).Get("data.told")
	o.tick()
	switch fault = answer.Get("userErrors.0.code").Str; fault {
	case "":
		if !strings.HasPrefix(outcome, answer.Get("account.status").Str) {
			o.t.Errorf("%s of %s is answered %s", outcome, account, answer.Raw)
		}
		o.decided(account, outcome)
	case "NOT_ACTIVE", "TAKEN", "CONFLICT":
	default:
		o.t.Errorf("%s of %s is answered %s", outcome, account, answer.Raw)
	}
	return fault
}

// decided notes that an outcome counts.
func (o *faultOffice) decided(account, outcome string) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !slices.Contains(o.said[account], outcome) {
		o.said[account] = append(o.said[account], outcome)
	}
}

// want is how an account has to have ended: as the office has said, else for the lack of an answer.
func (o *faultOffice) want(account string) string {
	o.mu.Lock()
	defer o.mu.Unlock()
	if said := o.said[account]; len(said) > 0 {
		return strings.Join(said, " and ")
	}
	return failure("TIMED_OUT", "The back office did not answer in time.", true)
}

func ownNumber(account string) string { return "ERP " + account }

// retryable is the end of a failure that trying again can help.
const retryable = " true"

func failure(code, message string, retryable bool) string {
	return fmt.Sprintf("FAILED %s %q %t", code, message, retryable)
}

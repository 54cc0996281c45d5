package reseller_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"

	"canopy/ent"
	"canopy/ent/grant"
	"canopy/ent/webhookdelivery"
	"canopy/internal/canopytest"
	"canopy/internal/nodeid"
	"canopy/internal/reseller"
	"canopy/internal/store"
	"canopy/internal/store/scope"
	"canopy/internal/viewer"

	"github.com/99designs/gqlgen/graphql"
	standard "github.com/standard-webhooks/standard-webhooks/libraries/go"
)

// receiver is another system that is told of events. answer is a status, 200 by default.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	answer int
	got    []notice
}

// notice is one request that it took.
type notice struct {
	header http.Header
	body   []byte
	Type   string
	Data   struct {
		EventID, AccountID, AccountNumber, SubjectID, ActorID string
		ChangedFields                                         []string
	}
}

func newReceiver(t *testing.T) *receiver {
	r := &receiver{answer: 200}
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, request *http.Request) {
		body, err := io.ReadAll(request.Body)
		n := notice{header: request.Header, body: body}
		if err != nil || json.Unmarshal(body, &n) != nil {
			t.Errorf("the body is %q: %v", body, err)
		}
		r.mu.Lock()
		defer r.mu.Unlock()
		r.got = append(r.got, n)
		w.WriteHeader(r.answer)
	}))
	t.Cleanup(r.Close)
	return r
}

func (r *receiver) becomes(status int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.answer = status
}

// told is what it was told since the last time, each as "ACTION account", sorted: the order is not promised.
func (r *receiver) told() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	told := []string{}
	for _, n := range r.got {
		told = append(told, n.Type+" "+n.Data.AccountID)
	}
	r.got = nil
	slices.Sort(told)
	return told
}

// register registers a webhook of an account as an ADMIN of its own, and has the registration told.
func (h *house) register(t *testing.T, on *ent.Account, address string, actions ...string) reseller.RegisteredWebhook {
	t.Helper()
	registered, err := h.RegisterWebhook(h.As(h.User(on, viewer.Admin)), reseller.RegisterWebhookInput{AccountID: id(on), URL: address, Actions: actions})
	if err != nil {
		t.Fatal(err)
	}
	h.deliver(t, registered.WebhookID)
	return registered
}

// deliver does what the jobs do for webhooks.
func (h *house) deliver(t *testing.T, webhooks ...int64) {
	t.Helper()
	if more, err := h.MakeDeliveries(t.Context()); more || err != nil {
		t.Fatal(more, err)
	}
	for _, key := range webhooks {
		if more, err := h.SendDeliveries(t.Context(), reseller.SendDeliveries{WebhookID: key}); more || err != nil {
			t.Fatal(more, err)
		}
	}
}

// happen is an event on an account.
func (h *house) happen(t *testing.T, on *ent.Account) {
	t.Helper()
	if err := h.update(on); err != nil {
		t.Fatal(err)
	}
}

// update gives an account another language.
func (h *house) update(on *ent.Account) error {
	language := "de"
	if h.Store.Client().Account.GetX(everything(), on.ID).Language == language {
		language = "en"
	}
	_, err := h.UpdateAccount(canopytest.Operator(), reseller.UpdateAccountInput{AccountID: id(on), Language: graphql.OmittableOf(&language)})
	return err
}

// write writes as an operator's hand.
func (h *house) write(f func(ctx context.Context, tx *store.Tx) error) {
	h.Tx(func(ctx context.Context, tx *store.Tx) error { return f(scope.Everything(ctx, scope.Operator), tx) })
}

func (h *house) hook(key int64) *ent.Webhook { return h.Store.Client().Webhook.GetX(everything(), key) }

// deliveries are a webhook's, oldest first.
func (h *house) deliveries(key int64) []*ent.WebhookDelivery {
	return h.Store.Client().WebhookDelivery.Query().Where(webhookdelivery.WebhookID(key)).Order(ent.Asc("id")).AllX(everything())
}

// TestWebhookIsTold of what happens on its account and below, by signed requests with ids and no person's values.
func TestWebhookIsTold(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		r := newReceiver(t)
		part := h.Account(h.root)
		below, beside := h.Account(part, func(c *ent.AccountCreate) { c.SetAccountNumber("4711") }), h.Account(h.root)
		h.happen(t, part) // before there was a webhook
		w := h.register(t, part, r.URL+"/hook")
		if got := r.told(); !slices.Equal(got, []string{"WEBHOOK_CHANGED " + id(part).String()}) {
			t.Errorf("at first it is told %q", got)
		}
		h.happen(t, below)
		h.happen(t, beside)
		_, err := h.UpdateAccount(h.As(h.User(part, viewer.Reader)), reseller.UpdateAccountInput{AccountID: id(part)})
		wantFaults(t, err, "accountId FORBIDDEN")
		h.deliver(t, w.WebhookID)
		if len(r.got) != 1 {
			t.Fatalf("it is told %q", r.told())
		}
		n := r.got[0]
		e := h.lastEventOf(t, below)
		if n.Type != "ACCOUNT_UPDATED" || n.Data.EventID != nodeid.New(nodeid.Event, e.ID).String() || n.Data.AccountID != id(below).String() ||
			n.Data.SubjectID != id(below).String() || n.Data.AccountNumber != "4711" || n.Data.ActorID != "" || !slices.Equal(n.Data.ChangedFields, []string{"language"}) {
			t.Errorf("it is told %s", n.body)
		}
		signer, err := standard.NewWebhook(w.Secret)
		if err != nil {
			t.Fatal(err)
		}
		if err := signer.VerifyIgnoringTimestamp(n.body, n.header); err != nil {
			t.Errorf("the signature: %v", err)
		}
		if stamp := n.header.Get("webhook-timestamp"); stamp != fmt.Sprint(h.Clock.Now().Unix()) || n.header.Get("Content-Type") != "application/json" {
			t.Errorf("headers %v", n.header)
		}
		d := h.deliveries(w.WebhookID)[1]
		if d.Status != webhookdelivery.StatusDELIVERED || d.Attempts != 1 || *d.ResponseStatus != 200 || d.SendAt != nil || n.header.Get("webhook-id") != nodeid.New(nodeid.WebhookDelivery, d.ID).String() {
			t.Errorf("the delivery is %+v", d)
		}
		h.deliver(t, w.WebhookID)
		if got := r.told(); len(got) != 1 {
			t.Errorf("in the end it is told %q", got)
		}
		if due, err := h.WebhooksDue(t.Context()); due || err != nil {
			t.Error("more is due", err)
		}
	})
}

func (h *house) lastEventOf(t *testing.T, on *ent.Account) *ent.Event {
	t.Helper()
	events := h.Store.Client().Event.Query().Order(ent.Desc("id")).AllX(everything())
	i := slices.IndexFunc(events, func(e *ent.Event) bool { return e.AccountID != nil && *e.AccountID == on.ID })
	if i < 0 {
		t.Fatal("nothing happened there")
	}
	return events[i]
}

// TestWebhookNamesNobody: a person's values are not in what is told, and whoever did it is named only where they belong below.
func TestWebhookNamesNobody(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		r := newReceiver(t)
		part := h.Account(h.root)
		w := h.register(t, part, r.URL, "USER_UPDATED")
		u, own, above := h.User(part, viewer.Reader), h.User(part, viewer.Admin), h.User(h.root, viewer.Admin)
		for i, by := range []*ent.User{own, above} {
			_, err := h.UpdateUser(h.As(by), reseller.UpdateUserInput{UserID: userID(u), Phone: graphql.OmittableOf(ptr(fmt.Sprint("+493012345", 60+i))), JobTitle: graphql.OmittableOf(ptr(fmt.Sprint("Chief ", i)))})
			if err != nil {
				t.Fatal(err)
			}
		}
		h.deliver(t, w.WebhookID)
		if len(r.got) != 2 {
			t.Fatalf("it is told %q", r.told())
		}
		for _, n := range r.got {
			slices.Sort(n.Data.ChangedFields)
			if !slices.Equal(n.Data.ChangedFields, []string{"jobTitle", "phone"}) || n.Data.SubjectID != userID(u).String() || strings.Contains(string(n.body), "Chief") || strings.Contains(string(n.body), "+49") {
				t.Errorf("it is told %s", n.body)
			}
		}
		actors := []string{r.got[0].Data.ActorID, r.got[1].Data.ActorID}
		slices.Sort(actors)
		if !slices.Equal(actors, []string{"", userID(own).String()}) {
			t.Errorf("by %q", actors)
		}
	})
}

// TestWebhookFaults are all told at once.
func TestWebhookFaults(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		part := h.Account(h.root)
		admin := h.As(h.User(part, viewer.Admin))
		only := h.User(h.root, "")
		h.Grant(only, part, viewer.Admin, grant.ScopeACCOUNT_ONLY)
		in := reseller.RegisterWebhookInput{AccountID: id(part), URL: "https://user:secret@example.com/"}
		register := func(ctx context.Context, in reseller.RegisterWebhookInput) error {
			_, err := h.RegisterWebhook(ctx, in)
			return err
		}
		wantFaults(t, register(admin, in), "url INVALID")
		wantFaults(t, register(admin, reseller.RegisterWebhookInput{AccountID: id(h.root)}), "accountId NOT_FOUND", "url REQUIRED")
		in.URL = "https://example.com/"
		wantFaults(t, register(h.As(only), in), "accountId CANNOT_GRANT")
		wantFaults(t, register(h.As(h.User(part, viewer.AccountManager)), in), "accountId FORBIDDEN")
		errs := make([]error, 12)
		atOnce(len(errs), func(i int) { errs[i] = register(admin, in) })
		refused := 0
		for _, err := range errs {
			if err != nil {
				wantFaults(t, err, "accountId LIMIT_EXCEEDED")
				refused++
			}
		}
		all := h.Store.Client().Webhook.Query().AllX(everything())
		if refused != 2 || len(all) != 10 {
			t.Fatalf("%d are refused, %d there", refused, len(all))
		}
		key := nodeid.New(nodeid.Webhook, all[0].ID)
		update := func(ctx context.Context, in reseller.UpdateWebhookInput) error {
			_, err := h.UpdateWebhook(ctx, in)
			return err
		}
		wantFaults(t, update(admin, reseller.UpdateWebhookInput{WebhookID: key, URL: graphql.OmittableOf[*string](nil), Enabled: graphql.OmittableOf[*bool](nil)}), "url REQUIRED", "enabled REQUIRED")
		wantFaults(t, update(h.As(only), reseller.UpdateWebhookInput{WebhookID: key}), "webhookId CANNOT_GRANT")
		wantFaults(t, update(h.As(h.User(h.Account(nil), viewer.Admin)), reseller.UpdateWebhookInput{WebhookID: key}), "webhookId NOT_FOUND")
		before := len(h.log(t))
		if err := update(admin, reseller.UpdateWebhookInput{WebhookID: key, URL: graphql.OmittableOf(&in.URL), Enabled: graphql.OmittableOf(ptr(true))}); err != nil || len(h.log(t)) != before {
			t.Error("what changes nothing leaves an event", err)
		}
		if err := h.RemoveWebhook(admin, reseller.RemoveWebhookInput{WebhookID: key}); err != nil {
			t.Error(err)
		}
		wantFaults(t, h.RemoveWebhook(admin, reseller.RemoveWebhookInput{WebhookID: key}), "webhookId NOT_FOUND")
		if err := register(admin, in); err != nil {
			t.Error(err)
		}
	})
}

// TestWebhookFollowsMoves: it is told of what happened in the old tree before it moves, of the move, and of what happens in the new one,
// each once, also when it moves back, and when nobody looked meanwhile.
func TestWebhookFollowsMoves(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for _, looks := range []bool{true, false} {
			t.Run(fmt.Sprint("looks ", looks), func(t *testing.T) {
				r := newReceiver(t)
				top, there := h.Account(h.root), h.Account(nil)
				part := h.Account(top)
				w := h.register(t, part, r.URL, "ACCOUNT_UPDATED", "ACCOUNT_MOVED")
				want := []string{}
				happen := func(on *ent.Account, told bool) {
					h.happen(t, on)
					if told {
						want = append(want, "ACCOUNT_UPDATED "+id(on).String())
					}
					if looks {
						h.deliver(t, w.WebhookID)
					}
				}
				move := func(a, to *ent.Account) {
					if err := h.move(a, to); err != nil {
						t.Fatal(err)
					}
					if a == part {
						want = append(want, "ACCOUNT_MOVED "+id(part).String())
					}
					if looks {
						h.deliver(t, w.WebhookID)
					}
				}
				happen(part, true)
				happen(top, false)
				move(top, there) // with what is below
				happen(part, true)
				happen(h.root, false)
				move(part, h.root) // back, alone
				happen(part, true)
				happen(there, false)
				move(part, there)
				happen(part, true)
				h.deliver(t, w.WebhookID)
				slices.Sort(want)
				if got := r.told(); !slices.Equal(got, want) {
					t.Errorf("it is told\n%q, want\n%q", got, want)
				}
			})
		}
	})
}

// TestWebhookMissesNothing: accounts change by several at once, and several make deliveries out and send them at the same time: each event is
// made out once, and arrives.
func TestWebhookMissesNothing(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		r := newReceiver(t)
		w := h.register(t, h.root, r.URL, "ACCOUNT_UPDATED")
		var parts []*ent.Account
		for range 4 {
			parts = append(parts, h.Account(h.root))
		}
		const each = 6
		errs := make([]error, 8)
		atOnce(8, func(i int) {
			for range each {
				if errs[i] != nil {
					return
				}
				if i < 4 {
					errs[i] = h.update(parts[i])
					continue
				}
				if _, errs[i] = h.MakeDeliveries(t.Context()); errs[i] == nil {
					_, errs[i] = h.SendDeliveries(t.Context(), reseller.SendDeliveries{WebhookID: w.WebhookID})
				}
			}
		})
		for _, err := range errs {
			if err != nil {
				t.Fatal(err)
			}
		}
		h.deliver(t, w.WebhookID)
		want := []string{}
		for _, p := range parts {
			want = append(want, slices.Repeat([]string{"ACCOUNT_UPDATED " + id(p).String()}, each)...)
		}
		slices.Sort(want)
		ids := map[string]bool{}
		for _, n := range r.got {
			ids[n.Data.EventID] = true
		}
		if got := r.told(); !slices.Equal(got, want) || len(ids) != len(want) {
			t.Errorf("it is told %d times of %d events, want %d", len(got), len(ids), len(want))
		}
	})
}

// TestWebhookOfAnErasedPerson stays.
func TestWebhookOfAnErasedPerson(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		r := newReceiver(t)
		maker := h.User(h.root, viewer.Admin)
		registered, err := h.RegisterWebhook(h.As(maker), reseller.RegisterWebhookInput{AccountID: id(h.root), URL: r.URL})
		if err != nil {
			t.Fatal(err)
		}
		if err := h.EraseUser(h.As(h.User(h.root, viewer.Admin)), reseller.EraseUserInput{UserID: userID(maker)}); err != nil {
			t.Fatal(err)
		}
		h.deliver(t, registered.WebhookID)
		if hook := h.hook(registered.WebhookID); hook.CreatedByID != nil || len(r.got) != 2 {
			t.Errorf("the webhook is %+v, told %q", hook, r.told())
		}
	})
}

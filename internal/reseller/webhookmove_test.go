package reseller_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"canopy/ent"
	"canopy/internal/canopytest"
	"canopy/internal/nodeid"
	"canopy/internal/reseller"

	"github.com/99designs/gqlgen/graphql"
)

// TestWebhookIsToldOfDepartures: what an account did is told where it hung then, and its move where it left and where it came to, each once: also
// when nobody looked meanwhile, or the webhooks are disabled, which know the number of no account that has left.
func TestWebhookIsToldOfDepartures(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for i, meanwhile := range []string{"looks", "nobody looks", "disabled"} {
			t.Run(meanwhile, func(t *testing.T) {
				top, elsewhere := h.Account(nil), h.Account(nil)
				one, two := h.Account(top), h.Account(top)
				a := h.Account(one, func(c *ent.AccountCreate) { c.SetAccountNumber(fmt.Sprint("471", i)) })
				below := h.Account(a)
				places := []*ent.Account{top, one, two, elsewhere}
				var receivers []*receiver
				var hooks []int64
				for _, on := range places {
					r := newReceiver(t)
					receivers, hooks = append(receivers, r), append(hooks, h.register(t, on, r.URL, "ACCOUNT_UPDATED", "ACCOUNT_MOVED").WebhookID)
				}
				enable := func(enabled bool) {
					for _, key := range hooks {
						h.hookUpdated(t, reseller.UpdateWebhookInput{WebhookID: nodeid.New(nodeid.Webhook, key), Enabled: graphql.OmittableOf(&enabled)})
					}
				}
				look := func() {
					if meanwhile == "looks" {
						h.deliver(t, hooks...)
					}
				}
				if meanwhile == "disabled" {
					enable(false)
				}
				happen := func() { h.happen(t, a); look(); h.happen(t, below); look() }
				move := func(to *ent.Account) {
					if err := h.move(a, to); err != nil {
						t.Fatal(err)
					}
					look()
				}
				happen()
				move(two)
				happen()
				move(elsewhere)
				happen()
				if meanwhile == "disabled" {
					enable(true)
				}
				h.deliver(t, hooks...)
				did := []string{"ACCOUNT_UPDATED " + id(a).String(), "ACCOUNT_UPDATED " + id(below).String()}
				moved := func(at *ent.Account) string { return "ACCOUNT_MOVED " + id(at).String() }
				for i, want := range [][]string{
					slices.Concat(did, did, []string{moved(a), moved(two)}), // the move into another tree is told of the parent left
					slices.Concat(did, []string{moved(a)}),
					slices.Concat(did, []string{moved(a), moved(two)}),
					slices.Concat(did, []string{moved(a)}),
				} {
					for _, n := range receivers[i].got {
						number := n.Data.AccountNumber
						if places[i] == one && n.Type == "ACCOUNT_MOVED" && number != "" || places[i] == elsewhere && n.Data.AccountID == id(a).String() && number == "" {
							t.Errorf("%d is told %s of the number %q", i, n.Type, number)
						}
					}
					slices.Sort(want)
					if got := receivers[i].told(); !slices.Equal(got, want) {
						t.Errorf("%d is told\n%q, want\n%q", i, got, want)
					}
				}
			})
		}
	})
}

// TestWebhookKeepsNoNumberOfWhatLeft: neither the next attempt nor a replay tells the number of an account that is another tree's by then.
func TestWebhookKeepsNoNumberOfWhatLeft(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		r := newReceiver(t)
		w := h.register(t, h.root, r.URL, "ACCOUNT_UPDATED")
		a := h.Account(h.root, func(c *ent.AccountCreate) { c.SetAccountNumber("4711") })
		r.becomes(500)
		h.happen(t, a)
		h.deliver(t, w.WebhookID)
		if err := h.move(a, h.Account(nil)); err != nil {
			t.Fatal(err)
		}
		r.becomes(200)
		h.Clock.Advance(time.Minute)
		h.deliver(t, w.WebhookID)
		replay := reseller.ReplayDeliveryInput{DeliveryID: nodeid.New(nodeid.WebhookDelivery, h.deliveries(w.WebhookID)[0].ID)}
		if _, err := h.ReplayDelivery(canopytest.Operator(), replay); err != nil {
			t.Fatal(err)
		}
		h.deliver(t, w.WebhookID)
		var numbers []string
		for _, n := range r.got {
			numbers = append(numbers, n.Data.AccountNumber)
		}
		if !slices.Equal(numbers, []string{"4711", "", ""}) {
			t.Errorf("it is told of the numbers %q", numbers)
		}
	})
}

package api_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"canopy/ent"
	"canopy/ent/webhook"
	"canopy/ent/webhookdelivery"
	"canopy/internal/canopytest"
	"canopy/internal/nodeid"
	"canopy/internal/store"
	"canopy/internal/viewer"
)

func webhookID(w *ent.Webhook) string { return nodeid.New(nodeid.Webhook, w.ID).String() }

func deliveryID(d *ent.WebhookDelivery) string {
	return nodeid.New(nodeid.WebhookDelivery, d.ID).String()
}

// hook is an ACTIVE webhook of an account, by a person.
func (h *house) hook(at *ent.Account, by *ent.User) *ent.Webhook {
	var made *ent.Webhook
	h.Tx(func(ctx context.Context, tx *store.Tx) (err error) {
		made, err = tx.Webhook.Create().SetAccountID(at.ID).SetURL("https://example.com/hook-of-" + accountID(at)).SetSecret("whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3").
			SetActions("ACCOUNT_CREATED,USERS_ADDED").SetStatus(webhook.StatusACTIVE).SetRootID(at.RootID).SetSeq(0).SetCreatedByID(by.ID).SetCreatedAt(h.Clock.Now()).Save(ctx)
		return err
	})
	return made
}

// delivery is one of a webhook that FAILED, of an event.
func (h *house) delivery(of *ent.Webhook, event int64) *ent.WebhookDelivery {
	var made *ent.WebhookDelivery
	h.Tx(func(ctx context.Context, tx *store.Tx) (err error) {
		now := h.Clock.Now()
		made, err = tx.WebhookDelivery.Create().SetWebhookID(of.ID).SetEventID(event).SetStatus(webhookdelivery.StatusFAILED).SetAttempts(10).SetCreatedAt(now).
			SetCompletedAt(now).SetSendAt(now).SetResponseStatus(500).SetError("It answered 500.").Save(ctx)
		return err
	})
	return made
}

// TestWebhook is registered, with a secret that is shown once, and changed; its deliveries come in pages, and are replayed.
func TestWebhook(t *testing.T) {
	const (
		fields   = "webhook { id url actions status disabledAt disabledReason createdBy { email } account { id } } userErrors { path code message }"
		register = "mutation($input: RegisterWebhookInput!) { registerWebhook(input: $input) { secret " + fields + " } }"
		update   = "mutation($input: UpdateWebhookInput!) { updateWebhook(input: $input) { " + fields + " } }"
		replay   = "mutation($input: ReplayDeliveryInput!) { replayDelivery(input: $input) { delivery { status attempts completedAt responseStatus error nextAttemptAt event { action } } userErrors { path code } } }"
		list     = `query($id: ID!, $after: String, $status: DeliveryStatus) { account(id: $id) { webhooks { totalCount nodes {
			deliveries(first: 2, after: $after, status: $status) { totalCount nodes { id event { action } } pageInfo { hasNextPage endCursor } } } } } }`
	)
	each(t, func(t *testing.T, h *house) {
		root := h.Account(nil)
		admin := h.User(root, viewer.Admin)
		token := h.token(t, admin)
		a := h.must(t, token, register, vars{"input": vars{"accountId": accountID(root), "url": "https://example.com/canopy?x=1", "actions": []string{"USERS_ADDED", "ACCOUNT_CREATED", "USERS_ADDED"}}})
		at, id := "registerWebhook.", a.text("registerWebhook.webhook.id")
		if !strings.HasPrefix(a.text(at+"secret"), "whsec_") || a.text(at+"webhook.url") != "https://example.com/canopy?x=1" || a.text(at+"webhook.status") != "ACTIVE" ||
			a.text(at+"webhook.createdBy.email") != admin.Email || a.text(at+"webhook.account.id") != accountID(root) || fmt.Sprint(a.at(at+"webhook.actions")) != "[ACCOUNT_CREATED USERS_ADDED]" {
			t.Errorf("registered %s", a.Body)
		}
		a = h.must(t, token, update, vars{"input": vars{"webhookId": id, "actions": nil, "enabled": false}})
		if a.text("updateWebhook.webhook.status") != "DISABLED" || a.at("updateWebhook.webhook.disabledAt") == nil || a.at("updateWebhook.webhook.disabledReason") != nil || fmt.Sprint(a.at("updateWebhook.webhook.actions")) != "[]" {
			t.Errorf("switched off: %s", a.Body)
		}
		same(t, "faults", h.ask(t, token, update, vars{"input": vars{"webhookId": id, "url": "http://example.com", "enabled": nil}}).faults("updateWebhook"), []string{"enabled REQUIRED", "url INVALID"})
		h.must(t, token, update, vars{"input": vars{"webhookId": id, "enabled": true}})

		w := h.Store.Client().Webhook.Query().OnlyX(canopytest.Operator())
		var last *ent.WebhookDelivery
		for _, e := range h.Store.Client().Event.Query().Order(ent.Asc("id")).AllX(canopytest.Operator()) {
			last = h.delivery(w, e.ID)
		}
		page := "account.webhooks.nodes.0.deliveries."
		a = h.must(t, token, list, vars{"id": accountID(root)})
		if a.text(page+"totalCount") != "3" || a.text(page+"nodes.0.id") != deliveryID(last) || a.text(page+"nodes.0.event.action") != "WEBHOOK_CHANGED" || a.at(page+"pageInfo.hasNextPage") != true {
			t.Errorf("listed %s", a.Body)
		}
		a = h.must(t, token, list, vars{"id": accountID(root), "after": a.text(page + "pageInfo.endCursor")})
		if len(a.of(page+"nodes", "id")) != 1 || a.at(page+"pageInfo.hasNextPage") != false {
			t.Errorf("listed %s", a.Body)
		}
		a = h.must(t, token, replay, vars{"input": vars{"deliveryId": deliveryID(last)}})
		d := "replayDelivery.delivery."
		if a.text(d+"status") != "PENDING" || a.text(d+"attempts") != "0" || a.at(d+"completedAt") != nil || a.at(d+"nextAttemptAt") == nil || a.text(d+"event.action") != "WEBHOOK_CHANGED" {
			t.Errorf("replayed %s", a.Body)
		}
		if a = h.must(t, token, list, vars{"id": accountID(root), "status": "FAILED"}); a.text(page+"totalCount") != "2" {
			t.Errorf("listed %s", a.Body)
		}
		a = h.must(t, token, "mutation($input: RemoveWebhookInput!) { removeWebhook(input: $input) { removedWebhookId userErrors { code } } }", vars{"input": vars{"webhookId": id}})
		if a.text("removeWebhook.removedWebhookId") != id {
			t.Errorf("removed %s", a.Body)
		}
		for _, gone := range []string{id, deliveryID(last)} {
			if a = h.must(t, token, "query($id: ID!) { node(id: $id) { id } }", vars{"id": gone}); a.at("node") != nil {
				t.Errorf("removed, %s", a.Body)
			}
		}
	})
}

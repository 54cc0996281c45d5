package oracle_test

import (
	"context"
	"slices"
	"strings"

	"canopy/ent"
	"canopy/ent/grant"
	"canopy/ent/webhook"
	"canopy/ent/webhookdelivery"
	"canopy/internal/nodeid"
	"canopy/internal/store"
	"canopy/internal/viewer"
)

// hooks registers webhooks of accounts, with deliveries in every status, of what happened there and of what happened anywhere.
func (f *forest) hooks(ctx context.Context, tx *store.Tx) error {
	events, err := tx.Event.Query().Order(ent.Asc("id")).All(ctx)
	if err != nil {
		return err
	}
	statuses := []webhookdelivery.Status{webhookdelivery.StatusPENDING, webhookdelivery.StatusDELIVERED, webhookdelivery.StatusFAILED}
	for i := range 2 * len(f.accounts) {
		of := f.accounts[min(f.IntN(len(f.accounts)), f.IntN(len(f.accounts)))]
		create := tx.Webhook.Create().SetAccountID(of.ID).SetURL("https://example.com/" + f.name()).SetSecret("x").SetActions(one(f, []string{"", "USERS_ADDED", "ACCOUNT_MOVED,USERS_ADDED"})).
			SetStatus(webhook.StatusACTIVE).SetRootID(of.RootID).SetSeq(0).SetNillableCreatedByID(often(f, one(f, f.people).ID)).SetCreatedAt(f.moment())
		if i%3 == 0 {
			create.SetStatus(webhook.StatusDISABLED).SetDisabledAt(f.moment()).SetDisabledReason(f.note())
		}
		made, err := create.Save(ctx)
		if err != nil {
			return err
		}
		told := map[int64]bool{}
		for n := range f.IntN(6) {
			e := one(f, events)
			for range 20 { // one of the account, if there are any
				if n%2 == 0 && !refers(e.AccountID, of.ID) {
					e = one(f, events)
				}
			}
			if told[e.ID] {
				continue
			}
			told[e.ID] = true
			err := tx.WebhookDelivery.Create().SetWebhookID(made.ID).SetEventID(e.ID).SetStatus(statuses[(i+n)%len(statuses)]).SetAttempts(f.IntN(11)).SetCreatedAt(f.moment()).
				SetNillableSendAt(often(f, f.moment())).SetNillableCompletedAt(often(f, f.moment())).SetNillableResponseStatus(often(f, 200+f.IntN(400))).SetError(f.note()).Exec(ctx)
			if err != nil {
				return err
			}
		}
	}
	return nil
}

func (a *operation) ofWebhook(w *ent.Webhook, f *field) any {
	switch f.Name {
	case "id":
		return nodeid.New(nodeid.Webhook, w.ID)
	case "account":
		return row(a.seen(a.account(&w.AccountID)))
	case "url":
		return w.URL
	case "actions":
		if w.Actions == "" {
			return []string{}
		}
		return strings.Split(w.Actions, ",")
	case "status":
		return w.Status
	case "disabledAt":
		return optional(w.DisabledAt)
	case "disabledReason":
		return text(w.DisabledReason)
	case "createdBy":
		return a.visibleUser(a.user(w.CreatedByID))
	case "createdAt":
		return w.CreatedAt
	case "deliveries":
		var rows []placeable
		for _, d := range where(a.deliveries, func(d *ent.WebhookDelivery) bool { return d.WebhookID == w.ID && a.managedBelow(w) }) {
			if holds(f.ArgumentMap(a.variables)).is("status", string(d.Status)) {
				rows = append(rows, placeable{d, place{id: d.ID}})
			}
		}
		return a.page(f, rows)
	}
	panic(f.Name)
}

func (a *operation) ofDelivery(d *ent.WebhookDelivery, f *field) any {
	switch f.Name {
	case "id":
		return nodeid.New(nodeid.WebhookDelivery, d.ID)
	case "event":
		return a.node(nodeid.New(nodeid.Event, d.EventID).String())
	case "status":
		return d.Status
	case "attempts":
		return d.Attempts
	case "createdAt":
		return d.CreatedAt
	case "nextAttemptAt":
		return optional(d.SendAt)
	case "completedAt":
		return optional(d.CompletedAt)
	case "responseStatus":
		return optional(d.ResponseStatus)
	case "error":
		return text(d.Error)
	}
	panic(f.Name)
}

// managed is the webhook where the asker may manage it.
func (s sight) managed(w *ent.Webhook) bool {
	return w != nil && s.mayOn(viewer.ManageWebhooks, &w.AccountID)
}

// managedBelow is the same where the asker may manage webhooks also below: then its deliveries show.
func (s sight) managedBelow(w *ent.Webhook) bool {
	return s.managed(w) && (s.by.operator || slices.ContainsFunc(s.held(s.by.person, s.account(&w.AccountID)), func(g *ent.Grant) bool {
		return g.Scope == grant.ScopeSUBTREE && slices.Contains(permissions[g.Role], viewer.ManageWebhooks)
	}))
}

func (w *world) hookOf(d *ent.WebhookDelivery) *ent.Webhook {
	return find(w.hooks, func(hook *ent.Webhook) bool { return hook.ID == d.WebhookID })
}

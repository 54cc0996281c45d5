package reseller

import (
	"context"
	"net/url"
	"slices"
	"strings"
	"time"

	"canopy/ent"
	"canopy/ent/grant"
	"canopy/ent/webhook"
	"canopy/ent/webhookdelivery"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/store"
	"canopy/internal/store/scope"
	"canopy/internal/viewer"
	hook "canopy/internal/webhook"

	"entgo.io/ent/dialect"
)

// A webhook is told of events in three steps. It has a position in the log of its account's tree; MakeDeliveries, in the background, reads
// what lies behind it, and writes the deliveries and the new position in one transaction. SendDeliveries sends those whose time has come,
// at least once each. See docs/decisions/0021-webhooks.md.

// maxWebhooks is how many webhooks an account may have.
const maxWebhooks = 10

// RegisteredWebhook is a new webhook. Nobody is told its secret again.
type RegisteredWebhook struct {
	WebhookID int64
	Secret    string
}

// RegisterWebhook has an address told of what happens on an account and below it from now on, the registration first. It needs
// MANAGE_WEBHOOKS on the account and on all below it, and returns the secret that signs.
func (s *Service) RegisterWebhook(ctx context.Context, in RegisterWebhookInput) (registered RegisteredWebhook, err error) {
	err = s.change(ctx, WebhookChanged, func(ctx context.Context, c *change) error {
		a, err := c.lock(ctx, "accountId", in.AccountID)
		if err != nil {
			return err
		}
		if err := c.checkAccess(ctx); err != nil {
			return err
		}
		if a == nil {
			c.checkURL("url", in.URL)
			return c.faults
		}
		if !c.allowWebhooks("accountId", a) {
			return c.faults
		}
		c.checkURL("url", in.URL)
		if err := c.checkWebhookCount(ctx, a); err != nil {
			return err
		}
		if err := c.faults.Err(); err != nil {
			return err
		}
		registered, err = c.registerWebhook(ctx, a, in)
		return err
	})
	return registered, err
}

// allowWebhooks asks for MANAGE_WEBHOOKS on the account and, since a webhook is told of all below it too, of that.
func (c *change) allowWebhooks(path string, a *ent.Account) bool {
	if !c.allow(path, manageWebhooks, a) {
		return false
	}
	if c.holdsRole(a, viewer.Admin, grant.ScopeSUBTREE) {
		return true
	}
	c.deny(a)
	c.faults.Add(path, problem.CannotGrant, "a webhook is told of everything below the account, where you do not hold ADMIN: somebody who does has to do it")
	return false
}

func (c *change) checkURL(path, text string) {
	if text == "" {
		c.faults.Add(path, problem.Required, "write an address like https://example.com/canopy")
	} else if err := hook.CheckURL(text, c.WebhooksAllowPrivate); err != nil {
		c.faults.Add(path, problem.Invalid, "%s", err)
	}
}

// checkWebhookCount bounds the webhooks of an account, of which nobody registers another until the end.
func (c *change) checkWebhookCount(ctx context.Context, a *ent.Account) error {
	if err := c.holdRow(ctx, a.ID); err != nil {
		return err
	}
	n, err := c.tx.Webhook.Query().Where(webhook.AccountID(a.ID)).Count(ctx)
	if n >= maxWebhooks {
		c.faults.Add("accountId", problem.LimitExceeded, "the account has %d webhooks already: remove one first", n)
	}
	return err
}

func (c *change) registerWebhook(ctx context.Context, a *ent.Account, in RegisterWebhookInput) (RegisteredWebhook, error) {
	seq, err := c.lastSeq(ctx, a.RootID)
	if err != nil {
		return RegisteredWebhook{}, err
	}
	w, err := c.tx.Webhook.Create().SetAccountID(a.ID).SetURL(in.URL).SetSecret(hook.NewSecret()).SetActions(actionList(in.Actions)).
		SetStatus(webhook.StatusACTIVE).SetRootID(a.RootID).SetSeq(seq).SetNillableCreatedByID(nullable(c.viewer.UserID)).SetCreatedAt(c.at).Save(ctx)
	if err != nil {
		return RegisteredWebhook{}, err
	}
	changes := []FieldChange{{Field: "url", After: origin(w.URL)}, {Field: "status", After: value(string(w.Status))}}
	if w.Actions != "" {
		changes = append(changes, FieldChange{Field: "actions", After: &w.Actions})
	}
	c.record(WebhookChanged, a, nodeid.New(nodeid.Webhook, w.ID), changes)
	return RegisteredWebhook{w.ID, w.Secret}, nil
}

// lastSeq is the number of a tree's last event. What is under way gets a higher one.
func (c *change) lastSeq(ctx context.Context, root int64) (seq int64, err error) {
	return seq, c.tx.Send(ctx, store.Statement{
		Text: "SELECT " + scope.Events.Marker() + " last_seq FROM trees WHERE root_id = $1", Args: []any{root}, Each: func(row *store.Row) { seq = row.At(0).Int() },
	})
}

// actionList is actions as they are stored: each once, in order.
func actionList(actions []string) string {
	actions = slices.Clone(actions)
	slices.Sort(actions)
	return strings.Join(slices.Compact(actions), ",")
}

// origin is what events tell of an address, whose path may be a secret.
func origin(address string) *string {
	u, err := url.Parse(address)
	if err != nil {
		return nil
	}
	return value(u.Scheme + "://" + u.Host)
}

// lockWebhook locks the tree of a webhook and the webhook until the end and loads it, with its account. One that the viewer does not see is a
// fault NOT_FOUND at path, one that they may not manage FORBIDDEN or CANNOT_GRANT; the webhook is nil then.
func (c *change) lockWebhook(ctx context.Context, path string, key int64) (*ent.Webhook, *ent.Account, error) {
	missing := func() (*ent.Webhook, *ent.Account, error) {
		c.faults.Add(path, problem.Missing, "there is no such thing")
		return nil, nil, c.faults
	}
	w, err := c.tx.Webhook.Query().Where(webhook.ID(key)).Only(ctx)
	if ent.IsNotFound(err) {
		return missing()
	}
	if err != nil {
		return nil, nil, err
	}
	a, err := c.lock(ctx, path, nodeid.New(nodeid.Account, w.AccountID))
	if err != nil {
		return nil, nil, err
	}
	if err := c.checkAccess(ctx); err != nil {
		return nil, nil, err
	}
	if a == nil || !c.allowWebhooks(path, a) { // it may move out of sight meanwhile
		return nil, nil, c.faults
	}
	w, err = holdWebhook(scope.Everything(ctx, scope.Inheritance), c.tx, key) // it was found in the viewer's scope
	if w == nil && err == nil {
		return missing()
	}
	return w, a, err
}

// holdWebhook locks a webhook until the end and loads it; nil when there is none. Whoever writes to deliveries of a webhook and to itself holds
// it first.
func holdWebhook(ctx context.Context, tx *store.Tx, key int64) (*ent.Webhook, error) {
	query := tx.Webhook.Query().Where(webhook.ID(key))
	if tx.Dialect() == dialect.Postgres { // on SQLite the one writer is the lock
		query.ForUpdate()
	}
	w, err := query.Only(ctx)
	return w, ent.MaskNotFound(err)
}

// UpdateWebhook changes a webhook, and returns its key: absent stays, null for its actions is all of them. When it is enabled again, or gets
// another address, its pending deliveries are tried anew. It needs what RegisterWebhook needs.
func (s *Service) UpdateWebhook(ctx context.Context, in UpdateWebhookInput) (webhookID int64, err error) {
	err = s.change(ctx, WebhookChanged, func(ctx context.Context, c *change) error {
		w, a, err := c.lockWebhook(ctx, "webhookId", in.WebhookID.Of(nodeid.Webhook))
		if err != nil {
			return err
		}
		webhookID = w.ID
		address, changed := in.URL.ValueOK()
		if changed {
			c.checkURL("url", text(address))
		}
		enabled, switched := in.Enabled.ValueOK()
		if switched && enabled == nil {
			c.faults.Add("enabled", problem.Required, "write true or false, or leave it out")
		}
		if err := c.faults.Err(); err != nil {
			return err
		}
		return c.updateWebhook(ctx, a, w, in)
	})
	return webhookID, err
}

// updateWebhook writes what differs.
func (c *change) updateWebhook(ctx context.Context, a *ent.Account, w *ent.Webhook, in UpdateWebhookInput) error {
	update := c.tx.Webhook.UpdateOneID(w.ID)
	var changes []FieldChange
	anew := false
	if address, ok := in.URL.ValueOK(); ok && *address != w.URL {
		anew = true
		update.SetURL(*address)
		changes = append(changes, FieldChange{Field: "url", Before: origin(w.URL), After: origin(*address)})
	}
	if actions, ok := in.Actions.ValueOK(); ok && actionList(actions) != w.Actions {
		update.SetActions(actionList(actions))
		changes = append(changes, FieldChange{Field: "actions", Before: filled(w.Actions), After: filled(actionList(actions))})
	}
	enabled, ok := in.Enabled.ValueOK()
	if ok && *enabled != (w.Status == webhook.StatusACTIVE) {
		to := webhook.StatusDISABLED
		if *enabled {
			to, anew = webhook.StatusACTIVE, true
			update.ClearDisabledAt().SetDisabledReason("")
		} else {
			update.SetDisabledAt(c.at)
		}
		update.SetStatus(to)
		changes = append(changes, FieldChange{Field: "status", Before: value(string(w.Status)), After: value(string(to))})
	}
	if changes == nil {
		return nil
	}
	if anew {
		update.AddRound(1).ClearFailingSince().SetSlow(false)
		if err := c.enqueue(ctx, MakeDeliveries{}, time.Time{}); err != nil {
			return err
		}
	}
	c.record(WebhookChanged, a, nodeid.New(nodeid.Webhook, w.ID), changes)
	return update.Exec(ctx)
}

// filled is a text as events have it; nil when it is empty.
func filled(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}

// RemoveWebhook forgets a webhook, with which its deliveries are out of sight, until the sweep forgets those by their age; what is under way may still
// arrive. It needs what RegisterWebhook needs.
func (s *Service) RemoveWebhook(ctx context.Context, in RemoveWebhookInput) error {
	return s.change(ctx, WebhookChanged, func(ctx context.Context, c *change) error {
		w, a, err := c.lockWebhook(ctx, "webhookId", in.WebhookID.Of(nodeid.Webhook))
		if err != nil {
			return err
		}
		c.record(WebhookChanged, a, nodeid.New(nodeid.Webhook, w.ID),
			[]FieldChange{{Field: "url", Before: origin(w.URL)}, {Field: "status", Before: value(string(w.Status))}})
		return c.tx.Webhook.DeleteOneID(w.ID).Exec(scope.Everything(ctx, scope.Jobs))
	})
}

// ReplayDelivery sends a delivery again, whatever became of it, with the id that it had, and returns its key: all attempts are before it. It
// needs what RegisterWebhook needs. While the webhook is DISABLED it is a fault NOT_ACTIVE.
func (s *Service) ReplayDelivery(ctx context.Context, in ReplayDeliveryInput) (deliveryID int64, err error) {
	err = s.change(ctx, WebhookChanged, func(ctx context.Context, c *change) error {
		d, err := c.tx.WebhookDelivery.Query().Where(webhookdelivery.ID(in.DeliveryID.Of(nodeid.WebhookDelivery))).Only(ctx)
		if ent.IsNotFound(err) {
			c.faults.Add("deliveryId", problem.Missing, "there is no such thing")
			return c.faults
		}
		if err != nil {
			return err
		}
		w, a, err := c.lockWebhook(ctx, "deliveryId", d.WebhookID)
		if err != nil {
			return err
		}
		if w.Status != webhook.StatusACTIVE {
			c.faults.Add("deliveryId", problem.NotActive, "the webhook is DISABLED: enable it first")
			return c.faults
		}
		err = c.tx.WebhookDelivery.UpdateOneID(d.ID).SetStatus(webhookdelivery.StatusPENDING).SetAttempts(0).SetSendAt(c.at).
			ClearCompletedAt().Exec(scope.Everything(ctx, scope.Jobs))
		if ent.IsNotFound(err) { // swept meanwhile
			c.faults.Add("deliveryId", problem.Missing, "there is no such thing")
			return c.faults
		}
		if err != nil {
			return err
		}
		deliveryID = d.ID
		c.record(WebhookChanged, a, nodeid.New(nodeid.Webhook, w.ID), []FieldChange{{Field: "delivery", After: value(in.DeliveryID.String())}})
		return c.enqueue(ctx, SendDeliveries{WebhookID: w.ID, Failing: w.Slow || w.FailingSince != nil}, time.Time{})
	})
	return deliveryID, err
}

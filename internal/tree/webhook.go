package tree

import (
	"context"
	"strings"
	"time"

	"canopy/ent/webhook"
	"canopy/ent/webhookdelivery"
	"canopy/internal/nodeid"
	"canopy/internal/store"
	"canopy/internal/viewer"

	"entgo.io/ent/dialect/sql"
)

// Webhook is an address that is told of events.
type Webhook struct {
	Key int64

	Account        *Account
	URL            string
	Actions        []string
	Status         webhook.Status
	DisabledAt     *time.Time
	DisabledReason *string
	CreatedBy      *User
	CreatedAt      time.Time
	Deliveries     Pages[WebhookDeliveryConnection]

	accountID, createdByID int64
}

// ID is the webhook's id on the wire.
func (w *Webhook) ID() nodeid.ID { return nodeid.New(nodeid.Webhook, w.Key) }

// IsNode marks a Node.
func (*Webhook) IsNode() {}

// WebhookConnection is a page of webhooks.
type WebhookConnection struct {
	Edges      []*WebhookEdge
	Nodes      []*Webhook
	PageInfo   *PageInfo
	TotalCount int
}

// WebhookEdge is a webhook on a page.
type WebhookEdge struct {
	Cursor string
	Node   *Webhook
}

// WebhookDelivery is an event on its way to a webhook.
type WebhookDelivery struct {
	Key int64

	Event          *Event
	Status         webhookdelivery.Status
	Attempts       int
	CreatedAt      time.Time
	NextAttemptAt  *time.Time
	CompletedAt    *time.Time
	ResponseStatus *int
	Error          *string

	eventID int64
}

// ID is the delivery's id on the wire.
func (d *WebhookDelivery) ID() nodeid.ID { return nodeid.New(nodeid.WebhookDelivery, d.Key) }

// IsNode marks a Node.
func (*WebhookDelivery) IsNode() {}

// WebhookDeliveryConnection is a page of deliveries.
type WebhookDeliveryConnection struct {
	Edges      []*WebhookDeliveryEdge
	Nodes      []*WebhookDelivery
	PageInfo   *PageInfo
	TotalCount int
}

// WebhookDeliveryEdge is a delivery on a page.
type WebhookDeliveryEdge struct {
	Cursor string
	Node   *WebhookDelivery
}

type webhookRow struct {
	Webhook

	actions, disabledReason string
	disabledAt              time.Time
}

var webhooks = &kind[webhookRow, Webhook]{
	table: "webhooks", alias: "w",
	columns: []column[webhookRow]{
		{"id", func(r *webhookRow, v store.Value) { r.Key = v.Int() }},
		{"account_id", func(r *webhookRow, v store.Value) { r.accountID = v.Int() }},
		{"url", func(r *webhookRow, v store.Value) { r.URL = v.Text() }},
		{"actions", func(r *webhookRow, v store.Value) { r.actions = v.Text() }},
		{"status", func(r *webhookRow, v store.Value) { r.Status = webhook.Status(v.Text()) }},
		{"disabled_at", func(r *webhookRow, v store.Value) { r.disabledAt = v.Time() }},
		{"disabled_reason", func(r *webhookRow, v store.Value) { r.disabledReason = v.Text() }},
		{"created_by_id", func(r *webhookRow, v store.Value) { r.createdByID = v.Int() }},
		{"created_at", func(r *webhookRow, v store.Value) { r.CreatedAt = v.Time() }},
	},
	fields: map[string]string{
		"account": "account_id", "url": "url", "actions": "actions", "status": "status", "disabledAt": "disabled_at",
		"disabledReason": "disabled_reason", "createdBy": "created_by_id", "createdAt": "created_at",
	},
	orders: ids[webhookRow]("wi"),
	row:    func(*Selection) *webhookRow { return &webhookRow{} },
	key:    func(r *webhookRow) int64 { return r.Key },
	node: func(r *webhookRow) *Webhook {
		w := r.Webhook
		w.Actions, w.DisabledAt, w.DisabledReason = []string{}, maybeMoment(r.disabledAt), optional(r.disabledReason)
		if r.actions != "" {
			w.Actions = strings.Split(r.actions, ",")
		}
		return &w
	},
}

type webhookDeliveryRow struct {
	WebhookDelivery

	sendAt, completedAt time.Time
	failure             string
}

var webhookDeliveries = &kind[webhookDeliveryRow, WebhookDelivery]{
	table: "webhook_deliveries", alias: "d",
	columns: []column[webhookDeliveryRow]{
		{"id", func(r *webhookDeliveryRow, v store.Value) { r.Key = v.Int() }},
		{"event_id", func(r *webhookDeliveryRow, v store.Value) { r.eventID = v.Int() }},
		{"status", func(r *webhookDeliveryRow, v store.Value) { r.Status = webhookdelivery.Status(v.Text()) }},
		{"attempts", func(r *webhookDeliveryRow, v store.Value) { r.Attempts = int(v.Int()) }},
		{"created_at", func(r *webhookDeliveryRow, v store.Value) { r.CreatedAt = v.Time() }},
		{"send_at", func(r *webhookDeliveryRow, v store.Value) { r.sendAt = v.Time() }},
		{"completed_at", func(r *webhookDeliveryRow, v store.Value) { r.completedAt = v.Time() }},
		{"response_status", func(r *webhookDeliveryRow, v store.Value) { r.ResponseStatus = maybeInt(v) }},
		{"error", func(r *webhookDeliveryRow, v store.Value) { r.failure = v.Text() }},
	},
	fields: map[string]string{
		"event": "event_id", "status": "status", "attempts": "attempts", "createdAt": "created_at", "nextAttemptAt": "send_at",
		"completedAt": "completed_at", "responseStatus": "response_status", "error": "error",
	},
	orders: ids[webhookDeliveryRow]("di"),
	row:    func(*Selection) *webhookDeliveryRow { return &webhookDeliveryRow{} },
	key:    func(r *webhookDeliveryRow) int64 { return r.Key },
	node: func(r *webhookDeliveryRow) *WebhookDelivery {
		d := r.WebhookDelivery
		d.NextAttemptAt, d.CompletedAt, d.Error = maybeMoment(r.sendAt), maybeMoment(r.completedAt), optional(r.failure)
		return &d
	},
}

// webhooks loads what else is asked of webhooks.
func (l *loader) webhooks(ctx context.Context, list []*Webhook, sel *Selection) error {
	if len(list) == 0 || sel == nil {
		return nil
	}
	err := refer(ctx, list, sel.object("account"), l.accountsByID, func(w *Webhook) int64 { return w.accountID }, func(w *Webhook, a *Account) { w.Account = a })
	if err != nil {
		return err
	}
	err = refer(ctx, list, sel.object("createdBy"), l.usersByID, func(w *Webhook) int64 { return w.createdByID }, func(w *Webhook, u *User) { w.CreatedBy = u })
	if err != nil {
		return err
	}
	for _, c := range sel.Connections {
		if err := l.deliveries(ctx, list, c); err != nil {
			return err
		}
	}
	return nil
}

// deliveries loads a page of the deliveries of each webhook, where the viewer may manage webhooks also below its account: they tell of what happens there.
func (l *loader) deliveries(ctx context.Context, list []*Webhook, c *Connection) error {
	s := source{
		places: make([]int64, len(list)), tables: from("webhook_deliveries AS d JOIN webhooks AS w ON w.id = d.webhook_id"),
		where: []condition{plain("d.webhook_id = p.id"), permitted(l.viewer.HoldingBelow(viewer.ManageWebhooks), "w")},
	}
	for i, w := range list {
		s.places[i] = w.Key
	}
	if c.DeliveryStatus != nil {
		s.where = append(s.where, equals("d.status", string(*c.DeliveryStatus)))
	}
	loaded, err := load[WebhookDeliveryConnection](ctx, l, webhookDeliveries, c, s, l.webhookDeliveries)
	if err != nil {
		return err
	}
	for i, w := range list {
		w.Deliveries = append(w.Deliveries, keyed[WebhookDeliveryConnection]{c.Key, &loaded[i]})
	}
	return nil
}

// webhookDeliveries loads what else is asked of deliveries.
func (l *loader) webhookDeliveries(ctx context.Context, list []*WebhookDelivery, sel *Selection) error {
	return refer(ctx, list, sel.object("event"), l.eventsByID, func(d *WebhookDelivery) int64 { return d.eventID }, func(d *WebhookDelivery, e *Event) { d.Event = e })
}

// webhooksByID loads those of the webhooks on whose account the viewer may manage them.
func (l *loader) webhooksByID(ctx context.Context, ids []int64, sel *Selection) (map[int64]*Webhook, error) {
	found, err := byID(ctx, l, webhooks, ids, sel, permitted(l.viewer.Holding(viewer.ManageWebhooks), "w"))
	if err != nil {
		return nil, err
	}
	return found, l.webhooks(ctx, values(found, ids), sel)
}

// webhookDeliveriesByID loads those of the deliveries on whose webhook's account, and below it, the viewer may manage webhooks.
func (l *loader) webhookDeliveriesByID(ctx context.Context, ids []int64, sel *Selection) (map[int64]*WebhookDelivery, error) {
	found, err := byID(ctx, l, webhookDeliveries, ids, sel, func(b *sql.Builder) {
		b.WriteString("EXISTS (SELECT 1 FROM webhooks AS w WHERE w.id = d.webhook_id AND ")
		permitted(l.viewer.HoldingBelow(viewer.ManageWebhooks), "w")(b)
		b.WriteString(")")
	})
	if err != nil {
		return nil, err
	}
	return found, l.webhookDeliveries(ctx, values(found, ids), sel)
}

// Webhook answers one webhook.
func (r *Reader) Webhook(ctx context.Context, id nodeid.ID, sel *Selection) (*Webhook, error) {
	return single(ctx, id.Of(nodeid.Webhook), sel, r.loader(ctx).webhooksByID)
}

// WebhookDelivery answers one delivery.
func (r *Reader) WebhookDelivery(ctx context.Context, id nodeid.ID, sel *Selection) (*WebhookDelivery, error) {
	return single(ctx, id.Of(nodeid.WebhookDelivery), sel, r.loader(ctx).webhookDeliveriesByID)
}

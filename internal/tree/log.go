package tree

import (
	"context"
	"strings"

	"canopy/ent/event"
	"canopy/internal/nodeid"
	"canopy/internal/store"
	"canopy/internal/store/scope"
	"canopy/internal/treepath"
	"canopy/internal/viewer"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
)

type eventRow struct {
	Event

	subject, requestID string
	cursors            bool // whether to tell where it stands
}

const eventOrder = "ei"

var events = &kind[eventRow, Event]{
	table: "events", alias: "e",
	columns: []column[eventRow]{
		{"id", func(r *eventRow, v store.Value) { r.Key = v.Int() }},
		{"action", func(r *eventRow, v store.Value) { r.Action = v.Text() }},
		{"outcome", func(r *eventRow, v store.Value) { r.Outcome = event.Outcome(v.Text()) }},
		{"actor_id", func(r *eventRow, v store.Value) { r.actorID = v.Int() }},
		{"api_key_id", func(r *eventRow, v store.Value) { r.apiKeyID = v.Int() }},
		{"account_id", func(r *eventRow, v store.Value) { r.accountID = v.Int() }},
		{"subject", func(r *eventRow, v store.Value) { r.subject = v.Text() }},
		{"changes", func(r *eventRow, v store.Value) { r.changes = v.Text() }},
		{"request_id", func(r *eventRow, v store.Value) { r.requestID = v.Text() }},
		{"at", func(r *eventRow, v store.Value) { r.At = v.Time() }},
	},
	fields: map[string]string{
		"action": "action", "outcome": "outcome", "actor": "actor_id", "apiKey": "api_key_id", "account": "account_id",
		"subjectId": "subject", "changes": "changes", "requestId": "request_id", "at": "at",
	},
	orders: ids[eventRow](eventOrder),
	row:    func(sel *Selection) *eventRow { return &eventRow{cursors: sel != nil && sel.Fields["cursor"]} },
	key:    func(r *eventRow) int64 { return r.Key },
	node: func(r *eventRow) *Event {
		e := r.Event
		if r.cursors {
			e.Cursor = cursor{order: order[eventRow]{mark: eventOrder}.marked(false), id: e.Key}.String()
		}
		if subject, ok := nodeid.Parse(r.subject); ok {
			e.SubjectID = &subject
		}
		e.RequestID = optional(r.requestID)
		return &e
	},
}

// events loads what else is asked of a level's events.
func (l *loader) events(ctx context.Context, list []*Event, sel *Selection) error {
	if len(list) == 0 || sel == nil {
		return nil
	}
	err := refer(ctx, list, sel.object("actor"), l.usersByID, func(e *Event) int64 { return e.actorID }, func(e *Event, u *User) { e.Actor = u })
	if err != nil {
		return err
	}
	err = refer(ctx, list, sel.object("apiKey"), l.apiKeysByID, func(e *Event) int64 { return e.apiKeyID }, func(e *Event, k *APIKey) { e.APIKey = k })
	if err != nil {
		return err
	}
	err = refer(ctx, list, sel.object("account"), l.accountsByID, func(e *Event) int64 { return e.accountID }, func(e *Event, a *Account) { e.Account = a })
	if err != nil || sel.object("changes") == nil {
		return err
	}
	return l.changes(ctx, list)
}

// eventsByID loads those of the events on whose account the viewer may; operators also those of the whole installation.
func (l *loader) eventsByID(ctx context.Context, ids []int64, sel *Selection) (map[int64]*Event, error) {
	found, err := byID(ctx, l, events, ids, sel, permitted(l.viewer.Holding(viewer.ViewEvents), "e"))
	if err != nil {
		return nil, err
	}
	return found, l.events(ctx, values(found, ids), sel)
}

// eventsBelow is the events of each account of the list and of those in its unbroken visible tree on which the viewer
// holds the permission.
func (l *loader) eventsBelow(c *Connection, list []*Account, holding *viewer.Viewer) source {
	s := source{
		places: accountIDs(list),
		path:   "a.path",
		tables: func(b *sql.Builder) {
			if b.Dialect() == dialect.Postgres && len(list) > 1 { // else it may read the whole log in order, for each account
				b.WriteString("accounts AS a CROSS JOIN LATERAL (SELECT * FROM events WHERE account_id = a.id OFFSET 0) AS e")
				return
			}
			b.WriteString("events AS e JOIN accounts AS a ON a.id = e.account_id")
		},
		where: append(l.eventConditions(c.Events), func(b *sql.Builder) { scope.Accounts(b, holding, "a") }),
	}
	return s.belowRanges(func(place int) []treepath.Range { return overlap(l.viewer.Below(list[place].Path), holding.Ranges()) })
}

// overlap is what lies in both of two lists of ranges, each sorted and disjoint.
func overlap(a, b []treepath.Range) (both []treepath.Range) {
	for len(a) > 0 && len(b) > 0 {
		both = append(both, clip(a[:1], b[0].Lo, b[0].Hi)...)
		if strings.Compare(a[0].Hi, b[0].Hi) < 0 {
			a = a[1:]
		} else {
			b = b[1:]
		}
	}
	return both
}

// eventConditions are what a filter asks of events e. Nothing is by a person whom the viewer does not see.
func (l *loader) eventConditions(f EventFilter) (all []condition) {
	if f.Action != nil {
		all = append(all, anyOf("e.action", f.Action))
	}
	if f.ActorID != nil {
		all = append(all, func(b *sql.Builder) {
			b.WriteString("e.actor_id = (SELECT u.id FROM users AS u WHERE ")
			key("u", *f.ActorID, nodeid.User)(b)
			b.WriteString(" AND ")
			scope.Users(b, l.viewer, "u")
			b.WriteString(")")
		})
	}
	if f.Since != nil {
		since := f.Since.UTC()
		all = append(all, func(b *sql.Builder) { b.WriteString("e.at >= ").Arg(since) })
	}
	if f.Outcome != nil {
		all = append(all, equals("e.outcome", string(*f.Outcome)))
	}
	return all
}

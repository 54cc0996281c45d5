package tree

import (
	"context"
	"encoding/json"
	"fmt"

	"canopy/internal/nodeid"
	"canopy/internal/store"
	"canopy/internal/viewer"
)

// MaxChanges is how many changes an event shows; one that adds people has two for each.
const MaxChanges = 100

type personValueRow struct {
	id            int64
	field         string
	before, after *string
}

// personValues are the changes of people's fields, which are kept apart from the events.
var personValues = &kind[personValueRow, FieldChange]{
	table: "event_person_values", alias: "v",
	columns: []column[personValueRow]{
		{"id", func(r *personValueRow, v store.Value) { r.id = v.Int() }},
		{"field", func(r *personValueRow, v store.Value) { r.field = v.Text() }},
		{"before", func(r *personValueRow, v store.Value) { r.before = maybeText(v) }},
		{"after", func(r *personValueRow, v store.Value) { r.after = maybeText(v) }},
	},
	orders: ids[personValueRow](""),
	row:    func(*Selection) *personValueRow { return &personValueRow{} },
}

func maybeText(v store.Value) *string {
	if v.Null() {
		return nil
	}
	text := v.Text()
	return &text
}

// changes loads what changed by the events, each event's first. A value that names what the viewer does not see is null.
func (l *loader) changes(ctx context.Context, list []*Event) error {
	s := source{
		tables: from("event_person_values AS v JOIN events AS e ON e.id = v.event_id"),
		where:  []condition{plain("v.event_id = p.id"), permitted(l.viewer.Holding(viewer.ViewEvents), "e")},
	}
	for _, e := range list {
		s.places = append(s.places, e.Key)
		if err := json.Unmarshal([]byte(e.changes), &e.Changes); err != nil {
			return fmt.Errorf("tree: changes of event %d: %w", e.Key, err)
		}
	}
	b := l.statement()
	paged(b, s, personValues, personValues.columns, personValues.orders["ID"], false, window{limit: MaxChanges}, l.totals(nil))
	err := l.store.Query(ctx, rows(b, s, personValues, personValues.columns, nil, func(place int, r *personValueRow, _ *store.Row) {
		list[place].Changes = append(list[place].Changes, FieldChange{r.field, r.before, r.after})
	}))
	if err != nil {
		return err
	}
	for _, e := range list {
		e.Changes = e.Changes[:min(len(e.Changes), MaxChanges)]
	}
	return l.hideUnseen(ctx, list)
}

// naming are the fields whose values are ids of others. A text that somebody wrote is none, whatever it looks like.
var naming = map[string]bool{"user": true, "parent": true, "organization": true, "notificationContact": true, "asset": true, "account": true, "delivery": true}

// hideUnseen takes away the values that are ids of what the viewer does not see.
func (l *loader) hideUnseen(ctx context.Context, list []*Event) error {
	named := map[**string]nodeid.ID{}
	var ids []nodeid.ID
	for _, e := range list {
		for i := range e.Changes {
			if !naming[e.Changes[i].Field] {
				continue
			}
			for _, value := range []**string{&e.Changes[i].Before, &e.Changes[i].After} {
				if *value == nil {
					continue
				}
				if id, ok := nodeid.Parse(**value); ok {
					named[value], ids = id, append(ids, id)
				}
			}
		}
	}
	found, err := l.nodes(ctx, ids, func(nodeid.Kind) *Selection { return &Selection{} })
	for value, id := range named {
		if found[id] == nil {
			*value = nil
		}
	}
	return err
}

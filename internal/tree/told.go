package tree

import (
	"context"
	"maps"

	"canopy/internal/store"
	"canopy/internal/store/scope"
	"canopy/internal/viewer"

	"entgo.io/ent/dialect/sql"
)

// Told answers an event as a subscription tells it, by an account that the viewer sees: the one that it happened to, or from below
// which that one has moved away. Nil when they do not see that account any more. Who may not view events there sees neither who
// did it nor what changed.
func (r *Reader) Told(ctx context.Context, event, by int64, sel *Selection) (*Event, error) {
	if sel == nil {
		sel = &Selection{}
	}
	l := r.loader(ctx)
	seen := func(v *viewer.Viewer) condition {
		return func(b *sql.Builder) {
			b.WriteString("EXISTS (SELECT 1 FROM accounts AS s WHERE s.id = ").Arg(by).WriteString(" AND ")
			scope.Accounts(b, v, "s")
			b.WriteString(")")
		}
	}
	found, err := byID(ctx, l, events, []int64{event}, sel, seen(l.viewer.Holding(viewer.ViewEvents)))
	if err != nil {
		return nil, err
	}
	if found[event] == nil {
		sel = sel.withoutAudit()
		if found, err = byID(ctx, l, events, []int64{event}, sel, seen(l.viewer)); err != nil {
			return nil, err
		}
	}
	return found[event], l.events(ctx, values(found, []int64{event}), sel)
}

// withoutAudit is what is selected of an event for who may see that it happened, but not who did it and how.
func (s *Selection) withoutAudit() *Selection {
	public := &Selection{Fields: maps.Clone(s.Fields), Objects: maps.Clone(s.Objects)}
	delete(public.Fields, "requestId")
	for _, object := range []string{"actor", "apiKey", "changes"} {
		delete(public.Objects, object)
	}
	return public
}

// Added answers the people whom an event names, in order of id: the visible ones.
func (r *Reader) Added(ctx context.Context, event int64, sel *Selection) ([]*User, error) {
	if err := sel.Check(); err != nil || sel == nil {
		return nil, err
	}
	var ids []int64
	err := r.store.Query(ctx, store.Statement{
		Text: "SELECT DISTINCT " + scope.Events.Marker() + " user_id FROM event_person_values WHERE event_id = $1 ORDER BY user_id",
		Args: []any{event}, Each: func(row *store.Row) { ids = append(ids, row.At(0).Int()) },
	})
	if err != nil {
		return nil, err
	}
	return several(ctx, ids, sel, r.loader(ctx).usersByID)
}

package tree

import (
	"context"
	"slices"
	"time"

	"canopy/internal/store"
	"canopy/internal/store/scope"
	"canopy/internal/viewer"

	entsql "entgo.io/ent/dialect/sql"
)

// loader loads one selection for one viewer.
type loader struct {
	store  *store.Store
	viewer *viewer.Viewer
	now    time.Time
	told   func(ctx context.Context, contacts int)
}

// statement is an empty statement.
func (l *loader) statement() *entsql.Builder {
	b := &entsql.Builder{}
	b.SetDialect(l.store.Dialect())
	return b
}

// scoped is the condition that the row of the alias is visible.
func (l *loader) scoped(predicate func(*entsql.Builder, *viewer.Viewer, string), alias string) condition {
	return func(b *entsql.Builder) { predicate(b, l.viewer, alias) }
}

// visible is the condition that the account of the alias is.
func (l *loader) visible(alias string) condition { return l.scoped(scope.Accounts, alias) }

// guard is the condition that the account at place p is visible: one look per place, none per row.
func (l *loader) guard() condition { return guarding(l.viewer) }

func guarding(v *viewer.Viewer) condition {
	return func(b *entsql.Builder) {
		if v.Operator {
			scope.Accounts(b, v, "p")
			return
		}
		b.WriteString("EXISTS (SELECT 1 FROM accounts s WHERE s.id = p.id AND ")
		scope.Accounts(b, v, "s")
		b.WriteString(")")
	}
}

// query is a statement whose rows go to each, with their place; their other columns start at 1.
func query(b *entsql.Builder, s source, each func(place int, row *store.Row)) store.Statement {
	text, args := b.Query()
	return store.Statement{Text: text, Args: args, Ranges: s.ranges(), Each: func(row *store.Row) { each(int(row.At(0).Int()), row) }}
}

// rows is a statement over columns of a kind. Each row is read over the one before.
func rows[R, N any](b *entsql.Builder, s source, k *kind[R, N], columns []column[R], sel *Selection, each func(place int, row *R, more *store.Row)) store.Statement {
	into := k.row(sel)
	return query(b, s, func(place int, row *store.Row) {
		read(row, 1, columns, into)
		each(place, into, row)
	})
}

// read reads columns of a kind, which start at from.
func read[R any](row *store.Row, from int, columns []column[R], into *R) {
	for i, c := range columns {
		c.set(into, row.At(from+i))
	}
}

// tell is the statement whether a place has a row for which one more condition holds, maybe for its parts.
func (l *loader) tell(s source, one condition, each func(place int, yes bool)) store.Statement {
	if s.anywhere != nil {
		b := l.statement()
		s.near(b, "name_key")
		b.WriteString("SELECT 0, ")
		s.ways(b, []condition{one}, "EXISTS (SELECT 1 FROM ", "", 1, ")", " OR ")
		return query(b, s, func(place int, row *store.Row) { each(place, row.At(1).Bool()) })
	}
	s.where = append(s.where[:len(s.where):len(s.where)], one)
	b := l.statement()
	s.each(b, "EXISTS (SELECT 1")
	return query(b, s, func(place int, row *store.Row) { each(place, row.At(1).Bool()) })
}

// count is the statement how many rows a place has, maybe for its parts.
func (l *loader) count(s source, each func(place, n int)) store.Statement {
	b := l.statement()
	s.each(b, "(SELECT count(*)")
	return query(b, s, func(place int, row *store.Row) { each(place, int(row.At(1).Int())) })
}

// byID answers the nodes of the ids that the condition lets through.
func byID[R, N any](ctx context.Context, l *loader, k *kind[R, N], ids []int64, sel *Selection, visible condition, also ...string) (map[int64]*N, error) {
	found := make(map[int64]*N, len(ids))
	if len(ids) == 0 {
		return found, nil
	}
	return found, l.store.Query(ctx, find(l, k, ids, sel, visible, found, also...))
}

// find is byID's statement.
func find[R, N any](l *loader, k *kind[R, N], ids []int64, sel *Selection, visible condition, found map[int64]*N, also ...string) store.Statement {
	s := source{
		places: ids,
		tables: from(k.table + " AS " + k.alias),
		where:  []condition{plain(k.alias + ".id = p.id"), visible},
	}
	columns := k.pick(sel, also...)
	b := l.statement()
	s.joined(b, names(k.alias, columns))
	return rows(b, s, k, columns, sel, func(place int, row *R, _ *store.Row) { found[ids[place]] = k.node(row) })
}

// keys are the distinct ids, without 0, of what a level refers to.
func keys[N any](list []*N, id func(*N) int64) []int64 {
	ids := make([]int64, 0, len(list))
	for _, n := range list {
		if id := id(n); id != 0 {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// values are a map's nodes in order of their ids.
func values[N any](byID map[int64]*N, ids []int64) []*N {
	list := make([]*N, 0, len(byID))
	for _, id := range ids {
		if n := byID[id]; n != nil {
			list = append(list, n)
		}
	}
	return list
}

package tree

import (
	"context"
	"database/sql"
	"slices"
	"time"

	"canopy/internal/store/scope"
	"canopy/internal/viewer"

	entsql "entgo.io/ent/dialect/sql"
)

// loader loads one selection for one viewer.
type loader struct {
	db      *sql.DB
	dialect string
	viewer  *viewer.Viewer
	now     time.Time
}

// statement is an empty statement.
func (l *loader) statement() *entsql.Builder {
	b := &entsql.Builder{}
	b.SetDialect(l.dialect)
	return b
}

// scoped is the condition that the row of the alias is visible.
func (l *loader) scoped(predicate func(*entsql.Builder, *viewer.Viewer, string), alias string) condition {
	return func(b *entsql.Builder) { predicate(b, l.viewer, alias) }
}

// visible is the condition that the account of the alias is.
func (l *loader) visible(alias string) condition { return l.scoped(scope.Accounts, alias) }

// guard is the condition that the account at place p is visible: one look per place, none per row.
func (l *loader) guard() condition {
	if l.viewer.Operator {
		return l.visible("p")
	}
	return func(b *entsql.Builder) {
		b.WriteString("EXISTS (SELECT 1 FROM accounts s WHERE s.id = p.id AND ")
		scope.Accounts(b, l.viewer, "s")
		b.WriteString(")")
	}
}

// read runs a statement and calls each with a row's place after scanning the rest into targets.
func (l *loader) read(ctx context.Context, b *entsql.Builder, targets []any, each func(place int)) error {
	statement, args := b.Query()
	rows, err := l.db.QueryContext(ctx, statement, args...)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // rows.Err tells what matters
	var place integer
	targets = append([]any{&place}, targets...)
	for rows.Next() {
		if err := rows.Scan(targets...); err != nil {
			return err
		}
		each(int(place))
	}
	return rows.Err()
}

// read runs a statement over columns of a kind and calls each with every row, which it scans over for the next.
func read[R, N any](ctx context.Context, l *loader, b *entsql.Builder, k *kind[R, N], columns []column[R], sel *Selection, each func(place int, row *R)) error {
	row := k.row(sel)
	targets := make([]any, len(columns))
	for i, c := range columns {
		targets[i] = c.to(row)
	}
	return l.read(ctx, b, targets, func(place int) { each(place, row) })
}

// tell calls each with whether a place has a row for which one more condition holds, maybe for its parts.
func (l *loader) tell(ctx context.Context, s source, one condition, each func(place int, yes bool)) error {
	s.where = append(s.where[:len(s.where):len(s.where)], one)
	b := l.statement()
	s.each(b, "EXISTS (SELECT 1", ")")
	var yes bool
	return l.read(ctx, b, []any{&yes}, func(place int) { each(place, yes) })
}

// count calls each with how many rows a place has, maybe for its parts.
func (l *loader) count(ctx context.Context, s source, each func(place, n int)) error {
	b := l.statement()
	s.each(b, "(SELECT count(*)", ")")
	var n integer
	return l.read(ctx, b, []any{&n}, func(place int) { each(place, int(n)) })
}

// byID answers the nodes of the ids that the condition lets through.
func byID[R, N any](ctx context.Context, l *loader, k *kind[R, N], ids []int64, sel *Selection, visible condition, also ...string) (map[int64]*N, error) {
	found := make(map[int64]*N, len(ids))
	if len(ids) == 0 {
		return found, nil
	}
	s := source{
		places: ids,
		tables: from(k.table + " AS " + k.alias),
		where:  []condition{plain(k.alias + ".id = p.id"), visible},
	}
	columns := k.pick(sel, also...)
	b := l.statement()
	s.joined(b, names(k.alias, columns))
	err := read(ctx, l, b, k, columns, sel, func(place int, row *R) { found[ids[place]] = k.node(row) })
	return found, err
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

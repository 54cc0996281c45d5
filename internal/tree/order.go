package tree

import (
	"slices"

	"entgo.io/ent/dialect/sql"
)

// order is a total order of rows: by a column that sorts as bytes or as a moment, ties by id.
type order[R any] struct {
	mark     string // in cursors
	column   string
	nullable bool // NULL sorts as ""
	moment   bool
	path     bool            // a path: no ties, and in cursors from the account on that the rows are below
	byID     bool            // the id itself, which grows with time
	value    func(*R) string // of a row, in cursors
}

// marked is what the cursors of this order and direction start with.
func (o order[R]) marked(desc bool) string {
	if desc {
		return o.mark + "-"
	}
	return o.mark + "+"
}

// ids is the order of creation.
func ids[R any](mark string) map[string]order[R] {
	return map[string]order[R]{"ID": {mark: mark, column: "id", byID: true, value: func(*R) string { return "" }}}
}

// bound is a cursor's place; ok is false when its value is none of this order.
func (o order[R]) bound(at cursor) (_ *bound, ok bool) {
	var value any = at.value
	switch {
	case o.moment:
		value, ok = parseMoment(at.value)
	case o.path:
		value, ok = parseChain(at.value, at.id)
	case o.byID:
		ok = at.value == ""
	default:
		ok = true
	}
	return &bound{value, at.id}, ok
}

// write writes what rows named alias are ordered by. The columns sort as bytes on both databases: collation "C".
func (o order[R]) write(b *sql.Builder, alias string) {
	if o.nullable {
		b.WriteString("coalesce(" + alias + "." + o.column + ", '')")
	} else {
		b.WriteString(alias + "." + o.column)
	}
}

// sort writes the order as ORDER BY wants it.
func (o order[R]) sort(b *sql.Builder, alias string, desc bool) {
	direction := ""
	if desc {
		direction = " DESC"
	}
	o.write(b, alias)
	b.WriteString(direction)
	if !o.path && !o.byID {
		b.WriteString(", " + alias + ".id" + direction)
	}
}

// also is the order's column behind the others of a sub-select, unless it is among them.
func (o order[R]) also(alias string, columns []column[R]) string {
	if slices.ContainsFunc(columns, func(c column[R]) bool { return c.name == o.column }) {
		return ""
	}
	return ", " + alias + "." + o.column
}

// between holds for the rows of alias that lie strictly between the window's places, in the order's direction.
func (o order[R]) between(alias string, desc bool, w window) (all []condition) {
	if w.after != nil {
		all = append(all, o.compare(alias, comparison(!desc), w.after))
	}
	if w.before != nil {
		all = append(all, o.compare(alias, comparison(desc), w.before))
	}
	return all
}

func comparison(larger bool) string {
	if larger {
		return ">"
	}
	return "<"
}

// compare holds for the rows of alias whose place compares so with another. Of a path's order the source is cut there.
func (o order[R]) compare(alias, comparison string, at *bound) condition {
	if o.path {
		return plain("1=1")
	}
	if o.byID {
		return func(b *sql.Builder) { b.WriteString(alias + ".id " + comparison + " ").Arg(at.id) }
	}
	return func(b *sql.Builder) {
		b.WriteString("(")
		o.write(b, alias)
		b.WriteString(", " + alias + ".id) " + comparison + " (").Arg(at.value).WriteString(", ").Arg(at.id).WriteString(")")
	}
}

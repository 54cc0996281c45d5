package tree

import (
	"slices"
	"strconv"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
)

// source is where the rows of a level hang: at each of many places p(ord, id), or nowhere in particular.
type source struct {
	places   []int64            // the parents' ids, in one parameter however many they are; nil: rows that hang nowhere
	named    condition          // or of the one parent a: p(id) is the account for which this holds
	subtrees []subtree          // where the rows of each place lie, if below it; p has a row for each range
	preorder bool               // the rows are the accounts of the subtrees, in order of path
	guard    condition          // holds for a place whose rows are visible; nil where the rows carry the scope themselves
	tables   func(*sql.Builder) // FROM: the rows' table under its kind's alias, and what leads to it
	where    []condition        // hold for a row; at least one, or subtrees
	below    bool               // the rows are found by ranges of paths other than subtrees
	path     string             // the column that lies in the ranges of subtrees, unless preorder
	covered  bool               // an index has all that decides about a row
	either   []condition        // of which one holds for each row, with an index in the usual order for each: a page begins where either does
	anywhere *anywhere          // nowhere in particular, by name: found in two ways; or nil
}

// placed tells whether the rows hang at places.
func (s source) placed() bool { return s.places != nil || s.named != nil }

// alone tells whether the rows hang at one place.
func (s source) alone() bool { return s.named != nil || len(s.places) == 1 }

// ranges tells whether rows are found by ranges of paths.
func (s source) ranges() bool { return s.below || s.subtrees != nil }

// from is a source's tables as a fixed text.
func from(tables string) func(*sql.Builder) {
	return func(b *sql.Builder) { b.WriteString(tables) }
}

// Every statement answers first, for each row, which of the places it hangs at, from 0.

// joined writes the statement of all rows of each place, in no order.
func (s source) joined(b *sql.Builder, columns string) {
	s.head(b, plain(columns), " CROSS JOIN ")
	s.tables(b)
	where(b, s.guarded(s.where...))
}

// each writes the statement of one value for each row of p, told from the rows there by what opens a sub-select: "(SELECT count(*)".
func (s source) each(b *sql.Builder, open string) {
	b.WriteString("SELECT ")
	s.place(b)
	b.WriteString(", " + open + " FROM ")
	s.tables(b)
	where(b, s.conditions())
	b.WriteString(")")
	if s.placed() {
		b.WriteString(" FROM ")
		s.list(b)
		if s.guard != nil {
			where(b, []condition{s.guard})
		}
	}
}

// paged writes the statement of one page at each place, in order, with one row more than the page has:
// PostgreSQL looks into each place by a lateral join, SQLite by the ids of a correlated subquery. Where an index has what
// decides PostgreSQL too looks for ids first: rows found by ranges are mostly found for nothing.
// Behind the columns it tells what more writes of a row named page.
func paged[R, N any](b *sql.Builder, s source, k *kind[R, N], columns []column[R], o order[R], desc bool, w window, more func(*sql.Builder)) {
	first := func() {
		b.WriteString(" ORDER BY ")
		o.sort(b, k.alias, desc != w.backward)
		b.WriteString(" LIMIT " + strconv.Itoa(w.limit+1))
	}
	page := func(columns string) {
		b.WriteString(columns + " FROM ")
		if s.either == nil {
			s.tables(b)
			where(b, slices.Concat(s.conditions(), o.between(k.alias, desc, w)))
			first()
			return
		}
		for i, way := range s.either {
			b.WriteString([]string{"(", " UNION ALL "}[i] + "SELECT * FROM (SELECT * FROM " + k.table + " AS " + k.alias)
			where(b, slices.Concat([]condition{way}, s.conditions(), o.between(k.alias, desc, w)))
			first()
			b.WriteString(") AS way")
		}
		b.WriteString(") AS " + k.alias)
		first()
	}
	if s.anywhere != nil {
		s.near(b, o.column)
		b.WriteString("SELECT 0, " + names("page", columns) + " FROM (")
		sorted := &sql.Builder{}
		sorted.WriteString(" ORDER BY ")
		o.sort(sorted, k.alias, desc != w.backward)
		s.ways(b, o.between(k.alias, desc, w), "SELECT id FROM (SELECT a.id FROM ", sorted.String(), w.limit+1, ") AS way", " UNION ALL ")
		b.WriteString(") AS found CROSS JOIN accounts AS page WHERE page.id = found.id ORDER BY ")
		o.sort(b, "page", desc != w.backward)
		return
	}
	if !s.placed() {
		b.WriteString("SELECT 0, ")
		page(names(k.alias, columns))
		return
	}
	s.head(b, func(b *sql.Builder) {
		b.WriteString(names("page", columns))
		more(b)
	}, " CROSS JOIN ")
	switch {
	case b.Dialect() == dialect.Postgres && s.covered:
		b.WriteString("LATERAL (SELECT ")
		page(k.alias + ".id")
		b.WriteString(") AS found CROSS JOIN " + k.table + " AS page")
		where(b, s.guarded(plain("page.id = found.id")))
	case b.Dialect() == dialect.Postgres:
		b.WriteString("LATERAL (SELECT ")
		page(names(k.alias, columns) + o.also(k.alias, columns))
		b.WriteString(") AS page")
		if s.guard != nil {
			where(b, []condition{s.guard})
		}
	default:
		b.WriteString(k.table + " AS page")
		where(b, s.guarded(func(b *sql.Builder) {
			b.WriteString("page.id IN (SELECT ")
			page(k.alias + ".id")
			b.WriteString(")")
		}))
	}
	b.WriteString(" ORDER BY ")
	if s.preorder {
		b.WriteString("p.part, ")
	} else {
		b.WriteString("p.ord, ")
	}
	o.sort(b, "page", desc != w.backward)
	if len(s.subtrees) == 1 { // its ranges are many where the viewer's tree has holes
		b.WriteString(" LIMIT " + strconv.Itoa(w.limit+1))
	}
}

// head writes SELECT with the columns and FROM with the places, if any, joined by join to what follows.
func (s source) head(b *sql.Builder, columns func(*sql.Builder), join string) {
	b.WriteString("SELECT ")
	s.place(b)
	b.WriteString(", ")
	columns(b)
	b.WriteString(" FROM ")
	if s.placed() {
		s.list(b)
		b.WriteString(join)
	}
}

// place writes which place a row hangs at.
func (s source) place(b *sql.Builder) {
	switch {
	case s.places == nil:
		b.WriteString("0")
	case b.Dialect() == dialect.Postgres && s.subtrees == nil: // WITH ORDINALITY counts from 1
		b.WriteString("p.ord - 1")
	default:
		b.WriteString("p.ord")
	}
}

// list writes the places as a table p(id, ord).
func (s source) list(b *sql.Builder) {
	if s.subtrees != nil {
		s.listRanges(b)
		return
	}
	if s.named != nil {
		b.WriteString("(SELECT a.id, 0 AS ord FROM accounts AS a")
		where(b, []condition{s.named})
		b.WriteString(" LIMIT 1) AS p")
		return
	}
	if b.Dialect() == dialect.Postgres {
		// Behind a SELECT their number is not planned for: a plan for a few ids looks better than that for any, and would be made each time.
		b.WriteString("unnest((SELECT ").Arg(array('{', s.places, '}')).WriteString("::bigint[])) WITH ORDINALITY AS p(id, ord)")
		return
	}
	b.WriteString("(SELECT value AS id, key AS ord FROM json_each(").Arg(array('[', s.places, ']')).WriteString(")) AS p")
}

func (s source) guarded(conditions ...condition) []condition {
	if s.guard == nil {
		return conditions
	}
	return append([]condition{s.guard}, conditions...)
}

// array is numbers as a text that the database reads as one parameter.
func array(open byte, ids []int64, closed byte) string {
	b := append(make([]byte, 0, 8*len(ids)+2), open)
	for i, id := range ids {
		if i > 0 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, id, 10)
	}
	return string(append(b, closed))
}

package tree

import (
	"slices"
	"strconv"

	"canopy/internal/store/scope"
	"canopy/internal/treepath"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
)

// lying is the rows of a table, under the alias, whose paths lie in the ranges: read range by range from the index of paths,
// which PostgreSQL would not do by itself, since it cannot tell how many rows that is.
func lying(table, alias string, ranges []treepath.Range) func(*sql.Builder) {
	in := alias + ".path >= r.lo AND " + alias + ".path < r.hi"
	rows := table + " AS " + alias
	return func(b *sql.Builder) {
		scope.Table(b, ranges, "r")
		if b.Dialect() == dialect.Postgres {
			b.WriteString(" CROSS JOIN LATERAL (SELECT * FROM " + rows + " WHERE " + in + " OFFSET 0) AS " + alias)
		} else {
			b.WriteString(" CROSS JOIN " + rows + " ON " + in)
		}
	}
}

// most is up to how many visible rows a page of all is read from, and sorted. Where there are more, one in thirty of 100,000, a
// page is found sooner along the order, looking at each row whether it is visible.
var most = 3000

// anywhere is a source's rows among all accounts, which is read in one of two ways, as their number tells the database.
type anywhere struct {
	ranges []treepath.Range // that the viewer sees
	along  []condition      // hold for a row that is met along the order
}

// near writes WITH near: what is visible in no order, one row more than most. PostgreSQL has to look at the row itself, and
// takes what is asked of it along; SQLite's index of paths has the id.
func (s source) near(b *sql.Builder, column string) {
	b.WriteString("WITH near AS MATERIALIZED (SELECT a.id")
	if b.Dialect() == dialect.Postgres {
		b.WriteString(", a." + column + ", (")
		and(b, s.where)
		b.WriteString(") AS hit")
	}
	b.WriteString(" FROM ")
	scope.Table(b, s.anywhere.ranges, "r")
	b.WriteString(" CROSS JOIN accounts AS a WHERE a.path >= r.lo AND a.path < r.hi LIMIT " + strconv.Itoa(most+1) + ") ")
}

// ways writes two selects of up to limit rows a that lie between and have an order, joined by or: of those near, or if they
// are more than most of those along the order. The other has no rows, which SQLite sees by its limit, PostgreSQL by a
// condition.
func (s source) ways(b *sql.Builder, between []condition, open, order string, limit int, closed, or string) {
	few, many := "count(*) <= "+strconv.Itoa(most), "count(*) > "+strconv.Itoa(most)
	if b.Dialect() == dialect.Postgres {
		closed = order + " LIMIT " + strconv.Itoa(limit) + closed
		b.WriteString(open + "near AS a")
		where(b, slices.Concat([]condition{plain("(SELECT " + few + " FROM near) AND a.hit")}, between))
		b.WriteString(closed + or + open + "accounts AS a")
		where(b, slices.Concat([]condition{plain("(SELECT " + many + " FROM near)")}, s.anywhere.along, between))
		b.WriteString(closed)
		return
	}
	limited := func(when string) string {
		return order + " LIMIT (SELECT " + strconv.Itoa(limit) + " * (" + when + ") FROM near)" + closed
	}
	b.WriteString(open + "near CROSS JOIN accounts AS a")
	where(b, slices.Concat([]condition{plain("a.id = near.id")}, s.where, between))
	b.WriteString(limited(few) + or + open + "accounts AS a")
	where(b, slices.Concat(s.anywhere.along, between))
	b.WriteString(limited(many))
}

package scope

import (
	"errors"
	"slices"
	"strings"

	"canopy/internal/treepath"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
)

// Few is up to how many ranges a condition compares one by one: for those PostgreSQL can tell how many rows they hold. Among
// more the row's is looked up by its path.
const Few = 8

// Within writes the condition that the path of the alias lies in one of the ranges: sorted, disjoint, at least one.
func Within(b *sql.Builder, ranges []treepath.Range, alias string) {
	if len(ranges) > Few {
		lookUp(b, ranges, alias)
		return
	}
	compare(b, ranges, func() { name(b, alias, "path") })
}

func compare(b *sql.Builder, ranges []treepath.Range, path func()) {
	b.WriteString("(")
	for i, r := range ranges {
		if i > 0 {
			b.WriteString(" OR ")
		}
		path()
		b.WriteString(" >= ").Arg(r.Lo).WriteString(" AND ")
		path()
		b.WriteString(" < ").Arg(r.Hi)
	}
	b.WriteString(")")
}

// lookUp is a binary search among any number of ranges, which are one parameter. PostgreSQL counts the bounds up to the path:
// between a range's own two it is an odd number.
func lookUp(b *sql.Builder, ranges []treepath.Range, alias string) {
	if b.Dialect() == dialect.Postgres {
		bounds := make([]string, 0, 2*len(ranges))
		for _, r := range ranges {
			bounds = append(bounds, r.Lo, r.Hi)
		}
		b.WriteString("(width_bucket(")
		name(b, alias, "path").WriteString(", ").Arg(array(bounds)).WriteString("::text[]) & 1 > 0)") // not "% 2 = 1": a plan would expect few rows of that
		return
	}
	b.WriteString(inRanges + "(")
	name(b, alias, "path").WriteString(", (SELECT " + pathRanges + "(").Arg(object(ranges)).WriteString(")))")
}

// Table writes the ranges as a table alias(lo, hi), for what reads an index of paths range by range.
func Table(b *sql.Builder, ranges []treepath.Range, alias string) {
	if b.Dialect() == dialect.Postgres {
		lo, hi := make([]string, len(ranges)), make([]string, len(ranges))
		for i, r := range ranges {
			lo[i], hi[i] = r.Lo, r.Hi
		}
		b.WriteString("unnest(").Arg(array(lo)).WriteString("::text[], ").Arg(array(hi)).WriteString("::text[]) AS " + alias + "(lo, hi)")
		return
	}
	b.WriteString("(SELECT key AS lo, value AS hi FROM json_each(").Arg(object(ranges)).WriteString(")) AS " + alias)
}

// array is bounds as the text of a PostgreSQL array. Paths hold nothing that an array or JSON would quote.
func array(bounds []string) string { return "{" + strings.Join(bounds, ",") + "}" }

// object is the ranges as JSON: {"/11/":"/110"}.
func object(ranges []treepath.Range) string {
	b := append(make([]byte, 0, 48*len(ranges)+2), '{')
	for i, r := range ranges {
		if i > 0 {
			b = append(b, ',')
		}
		b = append(append(append(append(append(b, '"'), r.Lo...), `":"`...), r.Hi...), '"')
	}
	return string(append(b, '}'))
}

// parseObject reads what object wrote.
func parseObject(text string) []treepath.Range {
	parts := strings.Split(text, `"`) // {, lo, :, hi, ",", lo, :, hi, }
	ranges := make([]treepath.Range, 0, len(parts)/4)
	for i := 3; i < len(parts); i += 4 {
		ranges = append(ranges, treepath.Range{Lo: parts[i-2], Hi: parts[i]})
	}
	return ranges
}

// The functions of SQLite's connections that lookUp calls: path_ranges(ranges) answers a number, which a statement asks for
// once, and in_ranges(path, number) whether the path lies in one of them.
const (
	pathRanges = "path_ranges"
	inRanges   = "in_ranges"
)

// Functions are what a connection to SQLite must know for the conditions of this package, by name. They belong to one connection.
func Functions() map[string]any {
	known := &lists{}
	return map[string]any{pathRanges: known.number, inRanges: known.contain}
}

// lists are the ranges of the latest statements of a connection, which run one after the other or few at a time.
type lists struct {
	latest [8]struct {
		text   string
		ranges []treepath.Range
	}
	last int64
}

// number is the number of the ranges, the same as before while they are remembered.
func (l *lists) number(text string) int64 {
	for n := l.last; n > max(0, l.last-int64(len(l.latest))); n-- {
		if l.latest[n%int64(len(l.latest))].text == text {
			return n
		}
	}
	l.last++
	at := &l.latest[l.last%int64(len(l.latest))]
	at.text, at.ranges = text, parseObject(text)
	return l.last
}

var errForgotten = errors.New("scope: too many statements with ranges at a time on one connection")

// contain tells whether a path lies in one of the numbered ranges; NULL lies in none.
func (l *lists) contain(path any, number int64) (bool, error) {
	if number > l.last || number <= l.last-int64(len(l.latest)) {
		return false, errForgotten
	}
	text, _ := path.(string)
	ranges := l.latest[number%int64(len(l.latest))].ranges
	i, found := slices.BinarySearchFunc(ranges, text, func(r treepath.Range, path string) int { return strings.Compare(r.Lo, path) })
	return found || i > 0 && ranges[i-1].Contains(text), nil
}

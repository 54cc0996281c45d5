package tree

import (
	"encoding/json"
	"strconv"
	"strings"

	"canopy/internal/nodeid"
	"canopy/internal/treepath"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
)

// subtree is where the accounts below another lie: its unbroken visible tree, itself excluded.
type subtree struct {
	path   string // of the account above
	ranges []treepath.Range
}

// descendants is the accounts below each of the list.
func (l *loader) descendants(list []*Account, c *Connection) source {
	s := source{places: accountIDs(list), preorder: true, guard: l.guard(), tables: from("accounts AS a"), where: l.accountConditions(c.Accounts)}
	if c.MaxDepth != nil {
		deepest := strconv.Itoa(*c.MaxDepth)
		s.where = append(s.where, plain("length(a.path) - length(replace(a.path, '/', '')) - p.depth <= "+deepest))
	}
	s.subtrees = make([]subtree, len(list))
	for i, a := range list {
		s.subtrees[i] = subtree{a.Path, clip(l.viewer.Below(a.Path), behind(a.Path), treepath.All.Hi)}
	}
	return s
}

// behind is the lower bound of all paths behind this one.
func behind(path string) string { return treepath.Self(path).Hi }

// clip is the part of sorted ranges between two bounds.
func clip(ranges []treepath.Range, lo, hi string) (kept []treepath.Range) {
	for _, r := range ranges {
		if r.Lo, r.Hi = max(r.Lo, lo), min(r.Hi, hi); r.Lo < r.Hi {
			kept = append(kept, r)
		}
	}
	return kept
}

// cut is the source with the rows of subtrees on one side of a place only, so that a page reads none before it.
func (s source) cut(at *bound, clip func(ranges []treepath.Range, bound string) []treepath.Range) source {
	if !s.preorder || at == nil {
		return s
	}
	parts := make([]subtree, len(s.subtrees))
	for i, t := range s.subtrees {
		parts[i] = subtree{t.path, clip(t.ranges, behind(t.path+at.value.(string)))}
	}
	s.subtrees = parts
	return s
}

func (s source) behind(at *bound) source {
	return s.cut(at, func(r []treepath.Range, bound string) []treepath.Range { return clip(r, bound, treepath.All.Hi) })
}

func (s source) upTo(at *bound) source {
	return s.cut(at, func(r []treepath.Range, bound string) []treepath.Range { return clip(r, treepath.All.Lo, bound) })
}

// conditions hold for a row of the source. A single range is written as it is, since databases plan better for what
// they know. Its end is compared as a row: PostgreSQL takes any range between two unknown bounds for a few rows, and
// would sort a whole subtree for one page.
func (s source) conditions() []condition {
	if s.subtrees == nil {
		return s.where
	}
	if !s.preorder {
		return append([]condition{plain(s.path + " >= p.lo AND " + s.path + " < p.hi")}, s.where...)
	}
	within := plain("a.path >= p.lo AND (a.path, '') < (p.hi, '')")
	if len(s.subtrees) == 1 && len(s.subtrees[0].ranges) == 1 {
		r := s.subtrees[0].ranges[0]
		within = func(b *sql.Builder) {
			b.WriteString("a.path >= ").Arg(r.Lo).WriteString(" AND (a.path, '') < (").Arg(r.Hi).WriteString(", '')")
		}
	}
	return append([]condition{within}, s.where...)
}

// listRanges writes the ranges of all places as a table p(ord, id, lo, hi, depth, part), the depth that of the place
// and the parts in the order of what lies in them.
func (s source) listRanges(b *sql.Builder) {
	var ords, ids, depths []int64
	var low, high []string
	rows := [][5]any{}
	for i, t := range s.subtrees {
		depth := strings.Count(t.path, "/")
		for _, r := range t.ranges {
			ords, ids, depths = append(ords, int64(i)), append(ids, s.places[i]), append(depths, int64(depth))
			low, high = append(low, r.Lo), append(high, r.Hi)
			rows = append(rows, [5]any{i, s.places[i], r.Lo, r.Hi, depth})
		}
	}
	if b.Dialect() == dialect.Postgres {
		b.WriteString("unnest(").Arg(array('{', ords, '}')).WriteString("::bigint[], ").Arg(array('{', ids, '}')).WriteString("::bigint[], ").
			Arg(paths(low)).WriteString("::text[], ").Arg(paths(high)).WriteString("::text[], ").
			Arg(array('{', depths, '}')).WriteString("::bigint[]) WITH ORDINALITY AS p(ord, id, lo, hi, depth, part)")
		return
	}
	text, _ := json.Marshal(rows) // numbers and paths
	b.WriteString("(SELECT value ->> 0 AS ord, value ->> 1 AS id, value ->> 2 AS lo, value ->> 3 AS hi, value ->> 4 AS depth, key AS part FROM json_each(").
		Arg(string(text)).WriteString(")) AS p")
}

// chain is where an account stands below another, as a cursor has it: the ids of the accounts between, all of which
// whoever sees it sees. Nothing tells what is above, and a move of the whole changes nothing.
func chain(above, path string) string {
	var b []byte
	ids := treepath.IDs(path[len(above)-1:])
	for i, id := range ids[:len(ids)-1] {
		if i > 0 {
			b = append(b, ' ')
		}
		b = nodeid.New(nodeid.Account, id).Append(b)
	}
	return string(b)
}

// parseChain reads a cursor's chain and its row as the part of a path below an account.
func parseChain(text string, row int64) (relative string, ok bool) {
	path := ""
	for id := range strings.FieldsSeq(text) {
		above, ok := nodeid.Parse(id)
		if !ok {
			return "", false
		}
		path = treepath.Child(path, above.Key)
	}
	path = treepath.Child(path, row)
	return path[1:], treepath.Depth(path) < treepath.MaxDepth && chain("/", path) == text
}

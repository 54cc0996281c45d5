package tree

import (
	"context"
	"encoding/json"
	"strings"

	"canopy/internal/treepath"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
)

// connections loads the pages that are asked of a level's accounts.
func (l *loader) connections(ctx context.Context, list []*Account, sel *Selection) (err error) {
	ids := accountIDs(list)
	for _, c := range sel.Connections {
		switch c.Field {
		case "subAccounts":
			s := source{places: ids, tables: from("accounts AS a"), where: []condition{plain("a.parent_id = p.id"), l.visible("a")}}
			s.where = append(s.where, c.Accounts.conditions()...)
			err = pages(ctx, l, accounts, c, s, list, l.accounts, func(a *Account) *Pages[AccountConnection] { return &a.SubAccounts })
		case "descendants":
			err = pages(ctx, l, accounts, c, l.descendants(list, c), list, l.accounts, func(a *Account) *Pages[AccountConnection] { return &a.Descendants })
		case "users":
			s := source{places: ids, guard: l.guard(), tables: from("users AS u"), where: []condition{plain("u.account_id = p.id")}}
			if c.IncludeDescendants {
				s = l.usersBelow(ids, func(place int) []treepath.Range { return l.viewer.Below(list[place].Path) })
			}
			s.where = append(s.where, c.Users.conditions()...)
			err = pages(ctx, l, users, c, s, list, l.users, func(a *Account) *Pages[UserConnection] { return &a.Users })
		case "reviews":
			s := source{places: ids, guard: l.guard(), tables: from("reviews AS r"), where: []condition{plain("r.parent_id = p.id")}}
			if c.ReviewStatus != nil {
				s.where = append(s.where, equals("r.status", string(*c.ReviewStatus)))
			}
			err = pages(ctx, l, reviews, c, s, list, l.reviews, func(a *Account) *Pages[ReviewConnection] { return &a.Reviews })
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// pages loads a connection at every account of the list and hangs the pages there.
func pages[C connectionOf[E, N], E edgeOf[N], R, N any](ctx context.Context, l *loader, k *kind[R, N], c *Connection, s source,
	list []*Account, below func(context.Context, []*N, *Selection) error, of func(*Account) *Pages[C],
) error {
	loaded, err := load[C](ctx, l, k, c, s, below)
	if err != nil {
		return err
	}
	first := make(Pages[C], len(list)) // room for one page of each, in one piece
	for i, a := range list {
		if *of(a) == nil {
			*of(a) = first[i : i : i+1]
		}
		*of(a) = append(*of(a), keyed[C]{c.Key, &loaded[i]})
	}
	return nil
}

// usersBelow is the users of all visible accounts in the ranges of each place. One place has its ranges in the
// condition itself, where PostgreSQL can tell how many accounts that will be.
func (l *loader) usersBelow(ids []int64, ranges func(place int) []treepath.Range) source {
	if len(ids) == 1 {
		return source{
			places: ids,
			tables: from("accounts AS s CROSS JOIN users AS u"),
			where:  []condition{within("s.path", ranges(0)), plain("u.account_id = s.id"), l.visible("s")},
		}
	}
	var places []int64
	var low, high []string
	for place, id := range ids {
		for _, r := range ranges(place) {
			places, low, high = append(places, id), append(low, r.Lo), append(high, r.Hi)
		}
	}
	return source{
		places: ids,
		tables: func(b *sql.Builder) {
			writeRanges(b, places, low, high)
			b.WriteString(" CROSS JOIN accounts AS s CROSS JOIN users AS u")
		},
		where: []condition{plain("g.id = p.id AND s.path >= g.lo AND s.path < g.hi AND u.account_id = s.id"), l.visible("s")},
	}
}

// within holds where the path lies in one of the ranges.
func within(column string, ranges []treepath.Range) condition {
	if len(ranges) == 0 {
		return plain("1=0")
	}
	return func(b *sql.Builder) {
		b.WriteString("(")
		for i, r := range ranges {
			if i > 0 {
				b.WriteString(" OR ")
			}
			b.WriteString(column + " >= ").Arg(r.Lo).WriteString(" AND " + column + " < ").Arg(r.Hi)
		}
		b.WriteString(")")
	}
}

// writeRanges writes ranges of paths as a table g(id, lo, hi).
func writeRanges(b *sql.Builder, ids []int64, low, high []string) {
	if b.Dialect() == dialect.Postgres {
		b.WriteString("unnest(").Arg(array('{', ids, '}')).WriteString("::bigint[], ").
			Arg(paths(low)).WriteString("::text[], ").Arg(paths(high)).WriteString("::text[]) AS g(id, lo, hi)")
		return
	}
	rows := make([][3]any, len(ids))
	for i := range ids {
		rows[i] = [3]any{ids[i], low[i], high[i]}
	}
	text, _ := json.Marshal(rows) // numbers and paths
	b.WriteString("(SELECT value ->> 0 AS id, value ->> 1 AS lo, value ->> 2 AS hi FROM json_each(").Arg(string(text)).WriteString(")) AS g")
}

// paths are paths as one parameter; they hold nothing that an array's text would quote.
func paths(list []string) string { return "{" + strings.Join(list, ",") + "}" }

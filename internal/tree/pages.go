package tree

import (
	"context"
	"strings"

	"canopy/internal/store"
	"canopy/internal/store/scope"
	"canopy/internal/treepath"
	"canopy/internal/viewer"

	"entgo.io/ent/dialect/sql"
)

// connections loads the pages that are asked of a level's accounts.
func (l *loader) connections(ctx context.Context, list []*Account, sel *Selection) error {
	if len(sel.Connections) == 0 {
		return nil
	}
	at := source{places: accountIDs(list), guard: l.guard()}
	var all []hanging
	for _, c := range sel.Connections {
		if s, ok := l.directly(c, at, "p.id"); ok {
			all = append(all, l.hang(c, s))
		} else if needs := c.permission(); needs != "" {
			all = append(all, l.permitted(c, list, l.viewer.Holding(needs)))
		} else {
			all = append(all, l.hang(c, l.below(c, list)))
		}
	}
	return l.hangAll(ctx, list, all)
}

// atAccount tells whether the connection's rows name the account that they hang at, and show wherever it does.
func (c *Connection) atAccount() bool {
	return !c.IncludeDescendants && c.Field != "descendants" && c.permission() == ""
}

// permission is what an account's page needs beside that the account is visible.
func (c *Connection) permission() viewer.Permission {
	switch c.Field {
	case "events":
		return viewer.ViewEvents
	case "apiKeys":
		return viewer.ManageAPIKeys
	case "webhooks":
		return viewer.ManageWebhooks
	case "userImports":
		return viewer.AddUsers
	}
	return ""
}

// permitted prepares a connection that needs a permission, at those accounts where the viewer holds it. Elsewhere is no page.
func (l *loader) permitted(c *Connection, list []*Account, holding *viewer.Viewer) hanging {
	at := make([]*Account, 0, len(list))
	for _, a := range list {
		if holding.Sees(a.Path) {
			at = append(at, a)
		}
	}
	if len(at) == 0 {
		return hanging{finish: func(context.Context, []*Account) error { return nil }}
	}
	s := source{places: accountIDs(at), guard: guarding(holding)}
	switch {
	case c.Field == "apiKeys":
		s.tables, s.where = from("api_keys AS k"), []condition{plain("k.account_id = p.id")}
	case c.Field == "webhooks":
		s.tables, s.where = from("webhooks AS w"), []condition{plain("w.account_id = p.id")}
	case c.Field == "userImports":
		s.tables, s.where = from("user_imports AS i"), []condition{plain("i.account_id = p.id")}
		if c.ImportStatus != nil {
			s.where = append(s.where, equals("i.status", string(*c.ImportStatus)))
		}
	case c.IncludeDescendants:
		s = l.eventsBelow(c, at, holding)
	default:
		s.tables, s.where = from("events AS e"), append(l.eventConditions(c.Events), plain("e.account_id = p.id"))
	}
	h := l.hang(c, s)
	return hanging{h.statements, func(ctx context.Context, _ []*Account) error { return h.finish(ctx, at) }}
}

// hanging is a connection on its way to the accounts that it hangs at.
type hanging struct {
	statements []store.Statement
	finish     func(context.Context, []*Account) error
}

// hangAll reads connections, those that it can in one round trip, and hangs their pages at the accounts.
func (l *loader) hangAll(ctx context.Context, list []*Account, all []hanging) error {
	var statements []store.Statement
	for _, h := range all {
		statements = append(statements, h.statements...)
	}
	if len(statements) > 0 {
		if err := l.store.Query(ctx, statements...); err != nil {
			return err
		}
	}
	for _, h := range all {
		if err := h.finish(ctx, list); err != nil {
			return err
		}
	}
	return nil
}

// directly is the source of a connection whose rows name the account that they hang at, given its id.
func (l *loader) directly(c *Connection, at source, id string) (s source, ok bool) {
	s = at
	switch {
	case c.Field == "subAccounts":
		s.guard = nil
		s.tables, s.where = from("accounts AS a"), append(l.accountConditions(c.Accounts), plain("a.parent_id = "+id), l.scoped(scope.Found, "a"))
	case c.Field == "users" && !c.IncludeDescendants:
		s.tables, s.where = from("users AS u"), append(l.userConditions(c.Users, at.alone()), plain("u.account_id = "+id))
	case c.Field == "assets":
		s.tables, s.either, s.where = assetsAt(id), []condition{plain("t.owner_id = " + id), plain("t.assigned_to_id = " + id)}, append(c.Assets.conditions(), plain("1=1"))
	case c.Field == "grants":
		s.tables, s.where = from("grants AS g"), []condition{plain("g.account_id = " + id)}
	case c.Field == "reviews":
		s.tables, s.where = from("reviews AS r"), []condition{plain("r.parent_id = " + id)}
		if c.ReviewStatus != nil {
			s.where = append(s.where, equals("r.status", string(*c.ReviewStatus)))
		}
		if c.Similar != nil {
			s.where = append(s.where, similar(*c.Similar))
		}
	default:
		return s, false
	}
	return s, true
}

// below is the source of a connection whose rows lie anywhere below each account.
func (l *loader) below(c *Connection, list []*Account) source {
	if c.Field == "descendants" {
		return l.descendants(list, c)
	}
	s := l.usersBelow(accountIDs(list), func(place int) []treepath.Range { return l.viewer.Below(list[place].Path) })
	s.where = append(s.where, l.userConditions(c.Users, len(list) == 1)...)
	return s
}

// hang prepares a connection of accounts.
func (l *loader) hang(c *Connection, s source) hanging {
	switch c.Field {
	case "subAccounts":
		return pages(c, prepare[AccountConnection](l, accounts, c, s, l.accounts), func(a *Account) *Pages[AccountConnection] { return &a.SubAccounts })
	case "descendants":
		return pages(c, prepare[AccountConnection](l, accounts, c, s, l.accounts), func(a *Account) *Pages[AccountConnection] { return &a.Descendants })
	case "users":
		return pages(c, prepare[UserConnection](l, users, c, s, l.users), func(a *Account) *Pages[UserConnection] { return &a.Users })
	case "assets":
		return pages(c, prepare[AssetConnection](l, assets, c, s, l.assets), func(a *Account) *Pages[AssetConnection] { return &a.Assets })
	case "grants":
		return pages(c, prepare[GrantConnection](l, grants, c, s, l.grants), func(a *Account) *Pages[GrantConnection] { return &a.Grants })
	case "apiKeys":
		return pages(c, prepare[APIKeyConnection](l, apiKeys, c, s, l.apiKeys), func(a *Account) *Pages[APIKeyConnection] { return &a.APIKeys })
	case "webhooks":
		return pages(c, prepare[WebhookConnection](l, webhooks, c, s, l.webhooks), func(a *Account) *Pages[WebhookConnection] { return &a.Webhooks })
	case "userImports":
		return pages(c, prepare[UserImportConnection](l, userImports, c, s, l.userImports), func(a *Account) *Pages[UserImportConnection] { return &a.UserImports })
	case "events":
		return pages(c, prepare[EventConnection](l, events, c, s, l.events), func(a *Account) *Pages[EventConnection] { return &a.Events })
	default:
		return pages(c, prepare[ReviewConnection](l, reviews, c, s, l.reviews), func(a *Account) *Pages[ReviewConnection] { return &a.Reviews })
	}
}

// pages hangs a connection's pages at every account of the list.
func pages[C any](c *Connection, p loading[C], of func(*Account) *Pages[C]) hanging {
	return hanging{p.statements, func(ctx context.Context, list []*Account) error {
		loaded, err := p.finish(ctx)
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
	}}
}

// counts parts what is asked of accounts into the connections of which only the count is, by rows that name the account
// itself, and the rest.
func (s *Selection) counts() (counts []*Connection, rest *Selection) {
	if s == nil {
		return nil, nil
	}
	others := *s
	others.Connections = nil
	for _, c := range s.Connections {
		if c.TotalCount && !c.Edges && !c.Nodes && !c.PageInfo && c.atAccount() {
			counts = append(counts, c)
		} else {
			others.Connections = append(others.Connections, c)
		}
	}
	return counts, &others
}

// totals writes the counts of the account of a row named page.
func (l *loader) totals(counts []*Connection) func(*sql.Builder) {
	return func(b *sql.Builder) {
		for _, c := range counts {
			s, _ := l.directly(c, source{}, "page.id")
			b.WriteString(", (SELECT count(*) FROM ")
			s.tables(b)
			where(b, s.where)
			b.WriteString(")")
		}
	}
}

// hangCount hangs a count at an account, as a page with nothing else.
func hangCount(a *Account, c *Connection, total int) {
	switch c.Field {
	case "subAccounts":
		a.SubAccounts = append(a.SubAccounts, keyed[AccountConnection]{c.Key, &AccountConnection{TotalCount: total}})
	case "users":
		a.Users = append(a.Users, keyed[UserConnection]{c.Key, &UserConnection{TotalCount: total}})
	case "assets":
		a.Assets = append(a.Assets, keyed[AssetConnection]{c.Key, &AssetConnection{TotalCount: total}})
	case "grants":
		a.Grants = append(a.Grants, keyed[GrantConnection]{c.Key, &GrantConnection{TotalCount: total}})
	case "reviews":
		a.Reviews = append(a.Reviews, keyed[ReviewConnection]{c.Key, &ReviewConnection{TotalCount: total}})
	}
}

// usersBelow is the users of all accounts in the ranges of each place, all of which the viewer sees.
func (l *loader) usersBelow(ids []int64, visible func(place int) []treepath.Range) source {
	s := source{places: ids, path: "u.path", covered: true, tables: from("users AS u"), where: []condition{plain(scope.Marker + " 1=1")}}
	if len(ids) == 1 {
		if ranges := visible(0); len(ranges) > scope.Few {
			s.tables = lying("users", "u", ranges)
			return s
		}
	}
	return s.belowRanges(visible)
}

// belowRanges is the source with only those rows whose path lies in the ranges of each place. One place has its ranges in
// the condition itself, where PostgreSQL can tell how many accounts that will be.
func (s source) belowRanges(ranges func(place int) []treepath.Range) source {
	s.below = true
	ids := s.places
	if len(ids) == 1 {
		s.where = append([]condition{within(s.path, ranges(0))}, s.where...)
		return s
	}
	s.subtrees = make([]subtree, len(ids))
	for place := range ids {
		s.subtrees[place].ranges = ranges(place)
	}
	return s
}

// within holds where the path lies in one of the ranges.
func within(column string, ranges []treepath.Range) condition {
	if len(ranges) == 0 {
		return plain("1=0")
	}
	return func(b *sql.Builder) { scope.Within(b, ranges, strings.TrimSuffix(column, ".path")) }
}

// paths are paths as one parameter; they hold nothing that an array's text would quote.
func paths(list []string) string { return "{" + strings.Join(list, ",") + "}" }

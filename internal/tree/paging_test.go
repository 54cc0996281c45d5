package tree_test

import (
	"slices"
	"testing"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/user"
	"canopy/internal/canopytest"
	"canopy/internal/tree"
	"canopy/internal/viewer"

	"pgregory.net/rapid"
)

// TestPages compares pages of every connection, many parents at once, with a naive reader: random orders, filters,
// places, sizes and viewers, forwards and backwards.
func TestPages(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		f := grow(t, rig, 1, 150)
		defer func(most int) { *tree.Most = most }(*tree.Most)
		rapid.Check(t, func(t *rapid.T) {
			v := f.someViewer(draws{t})
			*tree.Most = rapid.SampledFrom([]int{0, 10, 3000}).Draw(t, "most")
			if rapid.Bool().Draw(t, "users") {
				c := userConnection(t, f, v)
				root := &tree.Connection{Field: "accounts", Page: tree.Page{First: ptr(tree.MaxFirst)}, Nodes: true, Node: below(c.Connection)}
				page, err := f.reader.Accounts(as(v), root)
				if err != nil {
					t.Fatal(err)
				}
				for _, a := range page.Nodes {
					of := f.byID(a.Key)
					c.compare(t, f.people(v, of, c.IncludeDescendants), shapeOfUsers(a.Users.At(7)))
				}
				return
			}
			c := accountConnection(t, f)
			c.Field = "accounts"
			page, err := f.reader.Accounts(as(v), c.Connection)
			if err != nil {
				t.Fatal(err)
			}
			c.compare(t, f.seen(v), shapeOfAccounts(page))
			c.Field = "subAccounts"
			root := &tree.Connection{Field: "accounts", Page: tree.Page{First: ptr(tree.MaxFirst)}, Nodes: true, Node: below(c.Connection)}
			if page, err = f.reader.Accounts(as(v), root); err != nil {
				t.Fatal(err)
			}
			for _, a := range page.Nodes {
				c.compare(t, f.children(v, f.byID(a.Key)), shapeOfAccounts(a.SubAccounts.At(7)))
			}
		})
	})
}

// asked is a connection and what a naive reader needs of it.
type asked[R any] struct {
	*tree.Connection
	id            func(R) int64
	matches       func(R) bool
	less          func(a, b R) int
	after, before *R
}

// shape is a page in a form common to all kinds.
type shape struct {
	nodes, edges []int64
	cursors      []string
	info         *tree.PageInfo
	total        int
}

func (c *asked[R]) compare(t *rapid.T, rows []R, got shape) {
	t.Helper()
	rows = slices.DeleteFunc(slices.Clone(rows), func(r R) bool { return !c.matches(r) })
	slices.SortFunc(rows, c.less)
	total := len(rows)
	previous := c.after != nil && slices.ContainsFunc(rows, func(r R) bool { return c.less(r, *c.after) <= 0 })
	next := c.before != nil && slices.ContainsFunc(rows, func(r R) bool { return c.less(r, *c.before) >= 0 })
	rows = slices.DeleteFunc(rows, func(r R) bool {
		return c.after != nil && c.less(r, *c.after) <= 0 || c.before != nil && c.less(r, *c.before) >= 0
	})
	switch {
	case c.Page.Last != nil && len(rows) > *c.Page.Last:
		rows, previous = rows[len(rows)-*c.Page.Last:], true
	case c.Page.Last == nil && c.Page.First != nil && len(rows) > *c.Page.First:
		rows, next = rows[:*c.Page.First], true
	case c.Page.Last == nil && c.Page.First == nil && len(rows) > tree.DefaultFirst:
		rows, next = rows[:tree.DefaultFirst], true
	}
	want := make([]int64, len(rows))
	for i, r := range rows {
		want[i] = c.id(r)
	}
	if c.Nodes && !slices.Equal(got.nodes, want) {
		t.Fatalf("nodes %v, want %v", got.nodes, want)
	}
	if c.Edges && !slices.Equal(got.edges, want) {
		t.Fatalf("edges %v, want %v", got.edges, want)
	}
	if c.TotalCount && got.total != total {
		t.Fatalf("totalCount %d, want %d", got.total, total)
	}
	if !c.PageInfo {
		return
	}
	if c.HasNext && got.info.HasNextPage != next || c.HasPrevious && got.info.HasPreviousPage != previous {
		t.Fatalf("page %v: hasNextPage %v, want %v; hasPreviousPage %v, want %v", want, got.info.HasNextPage, next, got.info.HasPreviousPage, previous)
	}
	if c.Cursors && len(want) == 0 && (got.info.StartCursor != nil || got.info.EndCursor != nil) {
		t.Fatal("an empty page has cursors")
	}
	if c.Cursors && c.Edges && len(want) > 0 && (*got.info.StartCursor != got.cursors[0] || *got.info.EndCursor != got.cursors[len(want)-1]) {
		t.Fatalf("start %s and end %s, of cursors %v", *got.info.StartCursor, *got.info.EndCursor, got.cursors)
	}
}

func accountConnection(t *rapid.T, f *forest) *asked[*ent.Account] {
	field := rapid.SampledFrom([]string{"NAME", "CREATED_AT", "UPDATED_AT", "ACCOUNT_NUMBER"}).Draw(t, "order")
	direction := rapid.SampledFrom([]tree.OrderDirection{"ASC", "DESC"}).Draw(t, "direction")
	c := &tree.Connection{Key: 7, Field: "subAccounts", AccountOrder: tree.AccountOrder{Field: tree.AccountOrderField(field), Direction: direction}}
	a := &asked[*ent.Account]{Connection: c, id: func(a *ent.Account) int64 { return a.ID }, less: directed(accountLess[field], direction)}
	if rapid.Bool().Draw(t, "filtered") {
		c.Accounts = accountFilter(t, f)
	}
	a.matches = func(row *ent.Account) bool { return accountMatches(c.Accounts, row) }
	cursors := f.accountCursors(t, c.AccountOrder)
	a.place(t, f.accounts, func(row *ent.Account) string { return cursors[row.ID] })
	return a
}

func userConnection(t *rapid.T, f *forest, v *viewer.Viewer) *asked[*ent.User] {
	field := rapid.SampledFrom([]string{"NAME", "EMAIL", "CREATED_AT"}).Draw(t, "order")
	direction := rapid.SampledFrom([]tree.OrderDirection{"ASC", "DESC"}).Draw(t, "direction")
	c := &tree.Connection{Key: 7, Field: "users", UserOrder: tree.UserOrder{Field: tree.UserOrderField(field), Direction: direction}}
	c.IncludeDescendants = rapid.Bool().Draw(t, "descendants")
	a := &asked[*ent.User]{Connection: c, id: func(u *ent.User) int64 { return u.ID }, less: directed(userLess[field], direction)}
	if rapid.Bool().Draw(t, "filtered") {
		c.Users = userFilter(t)
	}
	a.matches = func(row *ent.User) bool { return f.userMatches(c.Users, v, row) }
	cursors := f.userCursors(t, c.UserOrder)
	a.place(t, f.users, func(row *ent.User) string { return cursors[row.ID] })
	return a
}

// place draws which part of the connection is asked, and what of it.
func (c *asked[R]) place(t *rapid.T, rows []R, cursor func(R) string) {
	for _, side := range []struct {
		name string
		row  **R
		text **string
	}{{"after", &c.after, &c.Page.After}, {"before", &c.before, &c.Page.Before}} {
		if rapid.Bool().Draw(t, side.name) {
			row := rapid.SampledFrom(rows).Draw(t, side.name+" row")
			*side.row, *side.text = &row, ptr(cursor(row))
		}
	}
	size := sizes(t)
	switch rapid.IntRange(0, 2).Draw(t, "reading") {
	case 0:
		c.Page.First = size
	case 1:
		c.Page.Last = size
	}
	c.parts(t)
}

func sizes(t *rapid.T) *int {
	return ptr(rapid.SampledFrom([]int{0, 1, 2, 3, 5, 20, tree.MaxFirst}).Draw(t, "size"))
}

// parts draws what is asked of the connection.
func (c *asked[R]) parts(t *rapid.T) {
	flags := []*bool{&c.Nodes, &c.Edges, &c.PageInfo, &c.TotalCount, &c.Cursors, &c.HasNext, &c.HasPrevious}
	for i, flag := range rapid.SliceOfN(rapid.Bool(), len(flags), len(flags)).Draw(t, "asked") {
		*flags[i] = flag
	}
	c.PageInfo = c.PageInfo || c.HasNext || c.HasPrevious
	c.Node = &tree.Selection{}
}

func accountFilter(t *rapid.T, f *forest) (filter tree.AccountFilter) {
	switch rapid.IntRange(0, 5).Draw(t, "filter") {
	case 0:
		filter.Search = ptr(rapid.SampledFrom(append([]string{"", "crm-1", "%", "_", "\x00", "´"}, names...)).Draw(t, "search"))
	case 1:
		filter.Type = rapid.SliceOfN(rapid.SampledFrom([]account.Type{account.TypeRESELLER, account.TypeEND_CUSTOMER}), 0, 3).Draw(t, "type")
	case 2:
		filter.Status = rapid.SliceOfN(rapid.SampledFrom([]account.Status{account.StatusACTIVE, account.StatusPENDING, account.StatusCLOSED}), 0, 3).Draw(t, "status")
	case 3:
		filter.AccountNumber = ptr(number(rapid.SampledFrom(f.accounts).Draw(t, "numbered")) + rapid.SampledFrom([]string{"", "\x00"}).Draw(t, "tail"))
	case 4:
		filter.ExternalReference = ptr(rapid.SampledFrom([]string{"crm-3", "CRM-3", "nothing"}).Draw(t, "reference"))
	case 5:
		filter.UpdatedSince = ptr(rapid.SampledFrom(f.accounts).Draw(t, "since").UpdatedAt)
	}
	// An absent number or reference is stored as NULL, which equals nothing.
	if filter.AccountNumber != nil && *filter.AccountNumber == "" {
		filter.AccountNumber = nil
	}
	return filter
}

func userFilter(t *rapid.T) (filter tree.UserFilter) {
	switch rapid.IntRange(0, 5).Draw(t, "filter") {
	case 0:
		filter.Search = ptr(rapid.SampledFrom(append([]string{"", "@example", "%", "b1"}, names...)).Draw(t, "search"))
	case 1:
		filter.Status = rapid.SliceOfN(rapid.SampledFrom([]user.Status{user.StatusACTIVE, user.StatusDISABLED}), 0, 2).Draw(t, "status")
	case 2:
		filter.Language = ptr(rapid.SampledFrom([]string{"de", "fr"}).Draw(t, "language"))
	case 3:
		filter.Timezone = ptr("Europe/Berlin")
	case 4, 5:
		filter.Role = rapid.SliceOfN(rapid.SampledFrom([]viewer.Role{viewer.Admin, viewer.UserManager, viewer.AccountManager}), 0, 2).Draw(t, "role")
	}
	return filter
}

// accountCursors are the cursors of all accounts in an order.
func (f *forest) accountCursors(t *rapid.T, o tree.AccountOrder) map[int64]string {
	page, err := f.reader.Accounts(canopytest.Operator(), &tree.Connection{Field: "accounts", AccountOrder: o, Edges: true, Cursors: true, Page: tree.Page{First: ptr(tree.MaxFirst)}})
	if err != nil {
		t.Fatal(err)
	}
	cursors := map[int64]string{}
	for _, e := range page.Edges {
		cursors[e.Node.Key] = e.Cursor
	}
	return cursors
}

// userCursors are the cursors of all users in an order.
func (f *forest) userCursors(t *rapid.T, o tree.UserOrder) map[int64]string {
	c := &tree.Connection{Key: 7, Field: "users", UserOrder: o, Edges: true, Cursors: true, Page: tree.Page{First: ptr(tree.MaxFirst)}}
	page, err := f.reader.Accounts(canopytest.Operator(), &tree.Connection{Field: "accounts", Nodes: true, Page: tree.Page{First: ptr(tree.MaxFirst)}, Node: below(c)})
	if err != nil {
		t.Fatal(err)
	}
	cursors := map[int64]string{}
	for _, a := range page.Nodes {
		for _, e := range a.Users.At(7).Edges {
			cursors[e.Node.Key] = e.Cursor
		}
	}
	return cursors
}

func shapeOfAccounts(p *tree.AccountConnection) (s shape) {
	s.info, s.total = p.PageInfo, p.TotalCount
	for _, n := range p.Nodes {
		s.nodes = append(s.nodes, n.Key)
	}
	for _, e := range p.Edges {
		s.edges, s.cursors = append(s.edges, e.Node.Key), append(s.cursors, e.Cursor)
	}
	return s
}

func shapeOfUsers(p *tree.UserConnection) (s shape) {
	s.info, s.total = p.PageInfo, p.TotalCount
	for _, n := range p.Nodes {
		s.nodes = append(s.nodes, n.Key)
	}
	for _, e := range p.Edges {
		s.edges, s.cursors = append(s.edges, e.Node.Key), append(s.cursors, e.Cursor)
	}
	return s
}

// seen are all visible accounts.
func (f *forest) seen(v *viewer.Viewer) (rows []*ent.Account) {
	for _, a := range f.accounts {
		if v.Sees(a.Path) {
			rows = append(rows, a)
		}
	}
	return rows
}

func (f *forest) byID(id int64) *ent.Account {
	return f.accounts[slices.IndexFunc(f.accounts, func(a *ent.Account) bool { return a.ID == id })]
}

func directed[R any](less func(a, b R) int, direction tree.OrderDirection) func(a, b R) int {
	if direction == "DESC" {
		return func(a, b R) int { return less(b, a) }
	}
	return less
}

// below is a selection of one connection.
func below(c *tree.Connection) *tree.Selection {
	return &tree.Selection{Connections: []*tree.Connection{c}}
}

// draws is a source of random numbers that rapid can shrink.
type draws struct{ t *rapid.T }

func (d draws) IntN(n int) int { return rapid.IntRange(0, n-1).Draw(d.t, "n") }

func ptr[T any](v T) *T { return &v }

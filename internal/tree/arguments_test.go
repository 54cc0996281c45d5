package tree_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"canopy/ent"
	"canopy/internal/canopytest"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/tree"
)

// TestArguments refuses what is no page, at any depth, before any statement.
func TestArguments(t *testing.T) {
	rig := canopytest.SQLite(t)
	f := grow(t, rig, 4, 10)
	ctx := canopytest.Operator()
	first, err := f.reader.Accounts(ctx, &tree.Connection{Field: "accounts", PageInfo: true, Cursors: true, Page: tree.Page{First: ptr(1)}})
	if err != nil {
		t.Fatal(err)
	}
	byName := *first.PageInfo.EndCursor
	raw, _ := base64.RawURLEncoding.DecodeString(byName)
	text := base64.RawURLEncoding.EncodeToString
	one := nodeid.New(nodeid.Account, 1).String()
	for name, c := range map[string]struct {
		connection tree.Connection
		says       string
	}{
		"too many":              {tree.Connection{Page: tree.Page{First: ptr(1001)}}, "between 0 and 1000"},
		"negative":              {tree.Connection{Page: tree.Page{Last: ptr(-1)}}, "last of accounts must be between 0 and 1000"},
		"both":                  {tree.Connection{Page: tree.Page{First: ptr(1), Last: ptr(1)}}, "not both"},
		"no cursor":             {tree.Connection{Page: tree.Page{After: ptr("x")}}, "is no cursor"},
		"empty":                 {tree.Connection{Page: tree.Page{Before: ptr("")}}, "is no cursor"},
		"padded":                {tree.Connection{Page: tree.Page{After: ptr(byName + "=")}}, "is no cursor"},
		"long":                  {tree.Connection{Page: tree.Page{After: ptr(strings.Repeat("A", 1<<20))}}, "is no cursor"},
		"zero byte":             {tree.Connection{Page: tree.Page{After: ptr(text(append(raw, 0)))}}, "is no cursor"},
		"invalid UTF-8":         {tree.Connection{Page: tree.Page{After: ptr(text(append(raw, 0xff)))}}, "is no cursor"},
		"other order":           {tree.Connection{Page: tree.Page{After: &byName}, AccountOrder: tree.AccountOrder{Field: "CREATED_AT"}}, "of another order"},
		"other direction":       {tree.Connection{Page: tree.Page{After: &byName}, AccountOrder: tree.AccountOrder{Direction: "DESC"}}, "of another order"},
		"a moment that is none": {tree.Connection{Page: tree.Page{After: ptr(text([]byte("ac+ " + one + " x")))}, AccountOrder: tree.AccountOrder{Field: "CREATED_AT"}}, "of another order"},
		"the end of time":       {tree.Connection{Page: tree.Page{After: ptr(text([]byte("ac+ " + one + " 9223372036854775807")))}, AccountOrder: tree.AccountOrder{Field: "CREATED_AT"}}, "of another order"},
	} {
		t.Run(name, func(t *testing.T) {
			c.connection.Field, c.connection.Nodes, c.connection.Node = "accounts", true, &tree.Selection{}
			nested := c.connection
			nested.Field = "subAccounts"
			n := rig.Statements(func() {
				for _, c := range []*tree.Connection{&c.connection, {Field: "accounts", Nodes: true, Node: below(&nested)}} {
					page, err := f.reader.Accounts(ctx, c)
					if problem.CodeOf(err) != problem.BadUserInput || page != nil {
						t.Errorf("%v, %v", page, err)
					}
				}
				if _, err := f.reader.Accounts(ctx, &c.connection); !strings.Contains(err.Error(), c.says) {
					t.Errorf("it says %q, want %q", err, c.says)
				}
			})
			if n != 0 {
				t.Errorf("%d statements", n)
			}
		})
	}
}

// TestKeys refuses a look-up by none or several keys, and answers several hits with the way out.
func TestKeys(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		h := build(rig)
		sel := leaves("name")
		for _, by := range []tree.AccountKey{{}, {Number: ptr("1"), Reference: ptr("1")}} {
			if _, err := h.reader.Account(canopytest.Operator(), by, sel); problem.CodeOf(err) != problem.BadUserInput {
				t.Errorf("account by %v: %v", by, err)
			}
		}
		if _, err := h.reader.User(canopytest.Operator(), tree.UserKey{}, sel); problem.CodeOf(err) != problem.BadUserInput {
			t.Errorf("user by nothing: %v", err)
		}
		if u, err := h.reader.User(canopytest.Operator(), tree.UserKey{Email: ptr("no address\x00")}, sel); u != nil || err != nil {
			t.Errorf("user by no address: %v, %v", u, err)
		}
		if a, err := h.reader.Account(canopytest.Operator(), tree.AccountKey{Reference: ptr("\x00\xff")}, sel); a != nil || err != nil {
			t.Errorf("account by what cannot be stored: %v, %v", a, err)
		}
		for _, above := range []*ent.Account{h.reseller, h.other} {
			rig.Account(above, func(c *ent.AccountCreate) { c.SetExternalReference("crm-1") })
		}
		_, err := h.reader.Account(canopytest.Operator(), tree.AccountKey{Reference: ptr("crm-1")}, sel)
		if problem.CodeOf(err) != problem.BadUserInput || !strings.Contains(err.Error(), "ask by id") {
			t.Errorf("two visible hits: %v", err)
		}
		if a, err := h.reader.Account(h.As(h.boss), tree.AccountKey{Reference: ptr("crm-1")}, sel); a == nil || err != nil {
			t.Errorf("one visible hit: %v, %v", a, err)
		}
		_, err = h.reader.Nodes(canopytest.Operator(), make([]nodeid.ID, 101), func(nodeid.Kind) *tree.Selection { return sel })
		if problem.CodeOf(err) != problem.BadUserInput {
			t.Errorf("101 ids: %v", err)
		}
	})
}

// TestDescendantsArguments refuses what is no page of descendants, and cursors of other pages where they are none.
func TestDescendantsArguments(t *testing.T) {
	rig := canopytest.SQLite(t)
	f := grow(t, rig, 4, 10)
	ctx := canopytest.Operator()
	root := nodeid.New(nodeid.Account, f.accounts[0].ID)
	cursor := func(c *tree.Connection) string {
		c.Key, c.PageInfo, c.Cursors, c.Page.First = 7, true, true, ptr(1)
		a, err := f.reader.Account(ctx, tree.AccountKey{ID: &root}, below(c))
		if err != nil {
			t.Fatal(err)
		}
		return *append(a.SubAccounts, a.Descendants...).At(7).PageInfo.EndCursor
	}
	byName, byTime := cursor(&tree.Connection{Field: "subAccounts"}), cursor(&tree.Connection{Field: "subAccounts", AccountOrder: tree.AccountOrder{Field: "CREATED_AT"}})
	below1 := cursor(&tree.Connection{Field: "descendants"})
	text := func(s string) *string { return ptr(base64.RawURLEncoding.EncodeToString([]byte(s))) }
	one := nodeid.New(nodeid.Account, 1).String()
	for name, c := range map[string]struct {
		connection tree.Connection
		says       string
	}{
		"too many":           {tree.Connection{Page: tree.Page{First: ptr(1001)}}, "first of descendants must be between 0 and 1000"},
		"no level":           {tree.Connection{MaxDepth: ptr(0)}, "maxDepth of descendants must be at least 1"},
		"negative level":     {tree.Connection{MaxDepth: ptr(-1)}, "at least 1"},
		"no cursor":          {tree.Connection{Page: tree.Page{After: ptr("x")}}, "is no cursor"},
		"by name":            {tree.Connection{Page: tree.Page{After: &byName}}, "of another order"},
		"by time":            {tree.Connection{Page: tree.Page{After: &byTime}}, "of another order"},
		"a user in between":  {tree.Connection{Page: tree.Page{After: text("ap+ " + one + " " + nodeid.New(nodeid.User, 2).String())}}, "of another order"},
		"a path":             {tree.Connection{Page: tree.Page{After: text("ap+ " + one + " /11/12/")}}, "of another order"},
		"blanks":             {tree.Connection{Page: tree.Page{After: text("ap+ " + one + " " + one + " ")}}, "of another order"},
		"deeper than a tree": {tree.Connection{Page: tree.Page{After: text("ap+ " + one + strings.Repeat(" "+one, 32))}}, "of another order"},
		"backwards":          {tree.Connection{Page: tree.Page{After: text("ap- " + one + " ")}}, "of another order"},
		"of accounts below":  {tree.Connection{Field: "subAccounts", Page: tree.Page{After: &below1}}, "of another order"},
	} {
		t.Run(name, func(t *testing.T) {
			c.connection.Nodes, c.connection.Node = true, &tree.Selection{}
			if c.connection.Field == "" {
				c.connection.Field = "descendants"
			}
			n := rig.Statements(func() {
				_, err := f.reader.Account(ctx, tree.AccountKey{ID: &root}, below(&c.connection))
				if problem.CodeOf(err) != problem.BadUserInput || !strings.Contains(err.Error(), c.says) {
					t.Errorf("it says %v, want %q", err, c.says)
				}
			})
			if n != 0 {
				t.Errorf("%d statements", n)
			}
		})
	}
}

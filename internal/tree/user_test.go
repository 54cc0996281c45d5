package tree_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/grant"
	"canopy/ent/invitation"
	"canopy/ent/user"
	"canopy/ent/userimport"
	"canopy/internal/canopytest"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/store"
	"canopy/internal/tree"
	"canopy/internal/viewer"
)

// TestUsersByRole: people are found by those of their grants that the viewer sees, wherever these were given.
func TestUsersByRole(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		h := build(rig)
		hidden := rig.User(h.customer, "")
		rig.Grant(hidden, h.reseller, viewer.Admin, grant.ScopeSUBTREE)
		several := rig.User(h.customer, viewer.Reader)
		rig.Grant(several, h.part, viewer.UserManager, grant.ScopeACCOUNT_ONLY)
		operator := rig.User(h.part, "")
		rig.Tx(func(ctx context.Context, tx *store.Tx) error {
			return tx.Grant.Create().SetUserID(operator.ID).SetRole(grant.RoleADMIN).SetCreatedAt(rig.Clock.Now()).Exec(ctx)
		})
		rig.User(h.customer, "")
		for name, c := range map[string]struct {
			by    context.Context
			below bool
			roles []viewer.Role
			want  []*ent.User
		}{
			"their own role":                      {rig.As(h.clerk), false, []viewer.Role{viewer.AccountManager}, []*ent.User{h.clerk}},
			"one of several":                      {rig.As(h.clerk), false, []viewer.Role{viewer.UserManager}, []*ent.User{several}},
			"either":                              {rig.As(h.clerk), false, []viewer.Role{viewer.Reader, viewer.AccountManager, viewer.Reader}, []*ent.User{h.clerk, several}},
			"none given":                          {rig.As(h.clerk), false, []viewer.Role{}, nil},
			"given above what is seen":            {rig.As(h.clerk), true, []viewer.Role{viewer.Admin}, nil},
			"given above, seen":                   {rig.As(h.boss), false, []viewer.Role{viewer.Admin}, []*ent.User{hidden}},
			"on the installation, to an operator": {canopytest.Operator(), true, []viewer.Role{viewer.Admin}, []*ent.User{hidden, operator}},
			"on the installation, to others":      {rig.As(h.boss), true, []viewer.Role{viewer.Admin}, []*ent.User{hidden}},
		} {
			page := page(1, "users", leaves("email"))
			page.TotalCount, page.IncludeDescendants, page.Users.Role, page.UserOrder.Field = true, c.below, c.roles, "CREATED_AT"
			got := h.account(t, c.by, h.customer, below(page)).Users.At(1)
			var ids, want []int64
			for _, u := range got.Nodes {
				ids = append(ids, u.Key)
			}
			for _, u := range c.want {
				want = append(want, u.ID)
			}
			if !slices.Equal(ids, want) || got.TotalCount != len(want) {
				t.Errorf("%s: %v of %d, want %v", name, ids, got.TotalCount, want)
			}
		}
	})
}

// TestUnconfirmedEmail: a new address shows where the person does, but not on a notification contact outside of what the viewer sees.
func TestUnconfirmedEmail(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		h := build(rig)
		rig.Tx(func(ctx context.Context, tx *store.Tx) error {
			return tx.User.Update().Where(user.IDIn(h.boss.ID, h.clerk.ID)).SetNewEmail("new@example.com").Exec(ctx)
		})
		sel := &tree.Selection{Objects: map[string]*tree.Selection{"notificationContact": leaves("email", "unconfirmedEmail")}}
		for name, c := range map[string]struct {
			by   context.Context
			of   *ent.Account
			want string
		}{
			"outside": {rig.As(h.clerk), h.customer, ""},
			"inside":  {rig.As(h.clerk), h.part, "new@example.com"},
			"above":   {rig.As(h.boss), h.customer, "new@example.com"},
		} {
			if got := h.account(t, c.by, c.of, sel).NotificationContact; got == nil || value(got.UnconfirmedEmail) != c.want {
				t.Errorf("%s: %+v, want %q", name, got, c.want)
			}
		}
		person := rig.User(h.customer, "")
		id := nodeid.New(nodeid.User, person.ID)
		if u, err := h.reader.User(rig.As(h.clerk), tree.UserKey{ID: &id}, leaves("unconfirmedEmail")); err != nil || u.UnconfirmedEmail != nil {
			t.Errorf("who changes nothing has %v, %v", u, err)
		}
	})
}

// TestInvitations: an invitation is as it is stored, but one whose link works no more is EXPIRED; to be sent once more it is QUEUED again.
func TestInvitations(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		h := build(rig)
		now := rig.Clock.Now()
		until := now.Add(48 * time.Hour)
		statuses := []invitation.Status{invitation.StatusQUEUED, invitation.StatusSENT, invitation.StatusACCEPTED, invitation.StatusREVOKED, invitation.StatusFAILED}
		invited := map[int64]invitation.Status{}
		for _, status := range statuses {
			person := rig.User(h.customer, "")
			invited[person.ID] = status
			rig.Tx(func(ctx context.Context, tx *store.Tx) error {
				create := tx.Invitation.Create().SetUserID(person.ID).SetStatus(status).SetSendAt(now)
				switch status {
				case invitation.StatusQUEUED: // sent before, and to be sent once more
					create.SetSentAt(now.Add(-time.Hour)).SetExpiresAt(now.Add(-time.Minute)).SetFailure("The mail server does not answer.")
				case invitation.StatusFAILED:
					create.SetFailure("The address does not exist.")
				default:
					create.SetSentAt(now).SetExpiresAt(until)
				}
				return create.Exec(ctx)
			})
		}
		node := leaves("email")
		node.Objects = map[string]*tree.Selection{"invitation": leaves("status", "sentAt", "expiresAt", "failure")}
		read := func() map[int64]*tree.Invitation {
			t.Helper()
			found := map[int64]*tree.Invitation{}
			for _, u := range h.account(t, rig.As(h.clerk), h.customer, below(page(1, "users", node))).Users.At(1).Nodes {
				found[u.Key] = u.Invitation
			}
			return found
		}
		for _, expired := range []bool{false, true} {
			got := read()
			if len(got) != len(statuses)+1 || got[h.clerk.ID] != nil {
				t.Fatalf("%d people, %v of who was never invited", len(got), got[h.clerk.ID])
			}
			for id, status := range invited {
				want := tree.InvitationStatus(status)
				if expired && status == invitation.StatusSENT {
					want = "EXPIRED"
				}
				i := got[id]
				if i == nil || i.Status != want || (i.Failure != nil) != (status == invitation.StatusQUEUED || status == invitation.StatusFAILED) {
					t.Fatalf("%s is %+v, want %s", status, i, want)
				}
				if sent := status != invitation.StatusFAILED; (i.SentAt != nil) != sent || (i.ExpiresAt != nil) != sent || status == invitation.StatusSENT && !i.ExpiresAt.Equal(until) {
					t.Errorf("%s was sent at %v, its link works until %v", status, i.SentAt, i.ExpiresAt)
				}
			}
			rig.Clock.Advance(until.Sub(rig.Clock.Now())) // the link works strictly before
		}
		by := rig.As(h.clerk)
		for want, sel := range map[int]*tree.Selection{3: node, 2: leaves("email")} {
			if n := rig.Statements(func() { h.account(t, by, h.customer, below(page(1, "users", sel))) }); n != want {
				t.Errorf("%d statements, want %d", n, want)
			}
		}
	})
}

// importing makes an import of the account: with rows, of which every third is rejected, or one that waits.
func (h *house) importing(of *ent.Account, rows int, change ...func(*ent.UserImportCreate)) (id nodeid.ID) {
	h.Tx(func(ctx context.Context, tx *store.Tx) error {
		create := tx.UserImport.Create().SetAccountID(of.ID).SetStatus(userimport.StatusQUEUED).SetOnError(userimport.OnErrorREJECT_ALL).SetStartedAt(h.Clock.Now())
		if rows > 0 {
			create.SetCreatedByID(h.boss.ID).SetStatus(userimport.StatusREJECTED).SetEncoding("UTF-8").SetTotal(rows).SetProcessed(rows).
				SetRejectedCount((rows + 2) / 3).SetCompletedAt(h.Clock.Now().Add(time.Second))
		}
		for _, f := range change {
			f(create)
		}
		made, err := create.Save(ctx)
		if err != nil {
			return err
		}
		id = nodeid.New(nodeid.UserImport, made.ID)
		for n := range rows {
			if n%3 != 0 {
				continue
			}
			faults, _ := json.Marshal(problem.Faults{{Path: []string{"email"}, Code: problem.Invalid, Message: fmt.Sprint("row ", n)}})
			if err := tx.UserImportRow.Create().SetImportID(made.ID).SetN(n).SetLine(n + 2).SetFaults(string(faults)).Exec(ctx); err != nil {
				return err
			}
		}
		return nil
	})
	return id
}

// everyImportField selects all of an import, with two pages of its rejected rows.
func everyImportField(first, after *int) *tree.Selection {
	sel := leaves("status", "encoding", "total", "processed", "addedCount", "rejectedCount", "rejectedCsvUrl", "userErrors", "startedAt", "completedAt")
	sel.Objects = map[string]*tree.Selection{"account": leaves("name"), "createdBy": leaves("email")}
	sel.Connections = []*tree.Connection{
		{Key: 1, Field: "rejected", Node: &tree.Selection{}},
		{Key: 2, Field: "rejected", Page: tree.Page{First: first}, AfterIndex: after, Node: &tree.Selection{}},
	}
	return sel
}

// TestUserImports: an import shows to who may add users to its account, by its id, with its rejected rows in the file's order.
func TestUserImports(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		h := build(rig)
		id := h.importing(h.customer, 10)
		manager, only := rig.User(h.customer, viewer.UserManager), rig.User(h.other, "")
		rig.Grant(only, h.customer, viewer.UserManager, grant.ScopeACCOUNT_ONLY)
		beside := rig.User(h.customer, "")
		rig.Grant(beside, h.part, viewer.Admin, grant.ScopeSUBTREE)
		for name, c := range map[string]struct {
			by   *ent.User
			seen bool
		}{
			"a USER_MANAGER there":    {manager, true},
			"one of that account":     {only, true},
			"an ADMIN above":          {h.boss, true},
			"a VIEWER there":          {rig.User(h.customer, viewer.Reader), false},
			"an ADMIN below":          {beside, false},
			"an ADMIN of other trees": {rig.User(h.other, viewer.Admin), false},
		} {
			i, err := h.reader.UserImport(rig.As(c.by), id, everyImportField(nil, nil))
			if err != nil || (i != nil) != c.seen {
				t.Errorf("%s: %+v, %v", name, i, err)
			}
		}
		i, err := h.reader.UserImport(rig.As(manager), id, everyImportField(ptr(2), ptr(0)))
		if err != nil {
			t.Fatal(err)
		}
		if i.ID() != id || i.Account.Key != h.customer.ID || i.CreatedBy != nil || i.Status != userimport.StatusREJECTED || value(i.Encoding) != "UTF-8" || *i.Total != 10 ||
			i.Processed != 10 || i.RejectedCount != 4 || value(i.RejectedCSVURL) != "/files/rejected.csv?importId="+id.String() || len(i.UserErrors) != 0 || !i.CompletedAt.After(i.StartedAt) {
			t.Errorf("%+v", i)
		}
		if got := rejected(*i.Rejected.At(1)); got != "0:2 3:5 6:8 9:11" {
			t.Errorf("all that are rejected: %s", got)
		}
		if got := rejected(*i.Rejected.At(2)); got != "3:5 6:8" {
			t.Errorf("two behind the first: %s", got)
		}
		if fault := (*i.Rejected.At(1))[1].UserErrors[0]; fault.Code != problem.Invalid || fault.Message != "row 3" || !slices.Equal(fault.Path, []string{"email"}) {
			t.Errorf("a fault: %+v", fault)
		}
		if i, err := h.reader.UserImport(rig.As(h.boss), id, everyImportField(ptr(0), ptr(-5))); err != nil || i.CreatedBy.Key != h.boss.ID || rejected(*i.Rejected.At(2)) != "" {
			t.Errorf("the boss sees %+v, %v", i, err)
		}
		fresh := h.importing(h.part, 0)
		stopped := h.importing(h.part, 0, func(c *ent.UserImportCreate) { c.SetFaults(`[{"Path":["csv"],"Code":"INVALID","Message":"no file"}]`) })
		of := func(nodeid.Kind) *tree.Selection { return everyImportField(ptr(1), ptr(5)) }
		var nodes []tree.Node
		statements := rig.Statements(func() {
			if nodes, err = h.reader.Nodes(canopytest.Operator(), []nodeid.ID{stopped, id, fresh}, of); err != nil {
				t.Fatal(err)
			}
		})
		if statements != 5 { // imports, accounts, people, two pages
			t.Errorf("%d statements for three imports", statements)
		}
		queued, faulty, among := nodes[2].(*tree.UserImport), nodes[0].(*tree.UserImport), nodes[1].(*tree.UserImport)
		if queued.Encoding != nil || queued.Total != nil || queued.CompletedAt != nil || queued.CreatedBy != nil || queued.RejectedCSVURL != nil || len(*queued.Rejected.At(1)) != 0 {
			t.Errorf("one that waits: %+v", queued)
		}
		if len(faulty.UserErrors) != 1 || faulty.UserErrors[0].Message != "no file" || rejected(*among.Rejected.At(2)) != "6:8" {
			t.Errorf("%+v, %+v", faulty.UserErrors, *among.Rejected.At(2))
		}
		for _, first := range []int{-1, 1001} {
			if _, err := h.reader.UserImport(canopytest.Operator(), id, everyImportField(&first, nil)); problem.CodeOf(err) != problem.BadUserInput {
				t.Errorf("%d rows: %v", first, err)
			}
		}
		rig.Tx(func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.SQL.ExecContext(ctx, "UPDATE user_import_rows SET faults = '{'")
			return err
		})
		if _, err := h.reader.UserImport(canopytest.Operator(), id, everyImportField(nil, nil)); err == nil || !strings.Contains(err.Error(), "faults of row") {
			t.Errorf("faults that cannot be read: %v", err)
		}
		rig.Tx(func(ctx context.Context, tx *store.Tx) error {
			return tx.UserImport.Update().SetFaults("{").Exec(ctx)
		})
		if _, err := h.reader.UserImport(canopytest.Operator(), id, leaves("userErrors")); err == nil || !strings.Contains(err.Error(), "faults of import") {
			t.Errorf("faults that cannot be read: %v", err)
		}
		if _, err := h.reader.UserImport(canopytest.Operator(), id, leaves("status")); err != nil {
			t.Errorf("faults that nobody asks for: %v", err)
		}
	})
}

// rejected is rows as "index:line".
func rejected(rows []problem.RejectedRow) string {
	var told []string
	for _, r := range rows {
		told = append(told, fmt.Sprintf("%d:%d", r.Index, *r.Line))
	}
	return strings.Join(told, " ")
}

// TestPagesOfUserImports: an account's own imports, the newest first, show to who may add users to it, and no page to others.
func TestPagesOfUserImports(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		h := build(rig)
		var ids []int64
		for i := range 5 {
			ended := []userimport.Status{userimport.StatusSUCCEEDED, userimport.StatusREJECTED}[i%2]
			ids = append(ids, h.importing(h.customer, 4, func(c *ent.UserImportCreate) { c.SetStatus(ended) }).Key)
		}
		h.importing(h.part, 1)
		slices.Reverse(ids)
		manager := rig.User(h.customer, viewer.UserManager)
		read := func(by context.Context, of *ent.Account, change ...func(*tree.Connection)) *tree.UserImportConnection {
			t.Helper()
			c := page(1, "userImports", everyImportField(ptr(1), ptr(0)))
			c.TotalCount, c.PageInfo, c.HasNext, c.Cursors = true, true, true, true
			for _, f := range change {
				f(c)
			}
			return h.account(t, by, of, below(c)).UserImports.At(1)
		}
		keys := func(p *tree.UserImportConnection) (keys []int64) {
			for _, i := range p.Nodes {
				keys = append(keys, i.Key)
			}
			return keys
		}
		all := read(rig.As(manager), h.customer)
		if !slices.Equal(keys(all), ids) || all.TotalCount != 5 || rejected(*all.Nodes[4].Rejected.At(2)) != "3:5" || all.Nodes[0].Account.Key != h.customer.ID {
			t.Errorf("%v of %d, want %v; %+v", keys(all), all.TotalCount, ids, all.Nodes[4])
		}
		some := userimport.StatusREJECTED
		if got := read(rig.As(manager), h.customer, func(c *tree.Connection) { c.ImportStatus = &some }); !slices.Equal(keys(got), []int64{ids[1], ids[3]}) || got.TotalCount != 2 {
			t.Errorf("those that were rejected: %v of %d", keys(got), got.TotalCount)
		}
		first := read(rig.As(manager), h.customer, func(c *tree.Connection) { c.Page.First = ptr(2) })
		h.importing(h.customer, 1) // it stands before them
		rest := read(rig.As(manager), h.customer, func(c *tree.Connection) { c.Page.After = first.PageInfo.EndCursor })
		if !slices.Equal(slices.Concat(keys(first), keys(rest)), ids) || !first.PageInfo.HasNextPage || rest.PageInfo.HasNextPage || rest.TotalCount != 6 {
			t.Errorf("%v, then %v of %d", keys(first), keys(rest), rest.TotalCount)
		}
		reader := rig.User(h.customer, viewer.Reader)
		rig.Grant(reader, h.part, viewer.UserManager, grant.ScopeSUBTREE)
		for name, c := range map[string]struct {
			by   context.Context
			of   *ent.Account
			want int
		}{
			"above":                      {rig.As(h.boss), h.customer, 6},
			"operator":                   {canopytest.Operator(), h.customer, 6},
			"a USER_MANAGER above":       {rig.As(manager), h.part, 1},
			"a VIEWER":                   {rig.As(reader), h.customer, -1},
			"USER_MANAGER below of them": {rig.As(reader), h.part, 1},
		} {
			got := read(c.by, c.of)
			if (got == nil) != (c.want < 0) || got != nil && got.TotalCount != c.want {
				t.Errorf("%s: %+v, want %d", name, got, c.want)
			}
		}
		by, nodes := rig.As(h.boss), func(nodeid.Kind) *tree.Selection { return below(page(1, "userImports", everyImportField(nil, nil))) }
		accounts := []nodeid.ID{nodeid.New(nodeid.Account, h.customer.ID), nodeid.New(nodeid.Account, h.part.ID)}
		for n := 1; n <= 2; n++ {
			// The accounts, their imports, whose these are and who sent them, and two pages of rejected rows.
			if took := rig.Statements(func() {
				if _, err := h.reader.Nodes(by, accounts[:n], nodes); err != nil {
					t.Error(err)
				}
			}); took != 6 {
				t.Errorf("%d statements for the imports of %d accounts", took, n)
			}
		}
	})
}

package reseller_test

import (
	"math/rand/v2"
	"os"
	"slices"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/event"
	"canopy/ent/user"
	"canopy/internal/canopytest"
	"canopy/internal/nodeid"
	"canopy/internal/reseller"
	"canopy/internal/store/scope"
	"canopy/internal/treepath"
	"canopy/internal/viewer"
)

func (h *house) move(a, parent *ent.Account) error {
	_, err := h.MoveAccounts(canopytest.Operator(), reseller.MoveAccountsInput{AccountIDs: []nodeid.ID{id(a)}, ParentID: id(parent)})
	return err
}

func TestMoveAccounts(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		one, two, there := h.Account(h.root), h.Account(h.root), h.Account(nil)
		a := h.Account(one)
		below := h.Account(a)
		person := h.User(below, viewer.Reader)
		h.Clock.Advance(time.Hour)
		t.Run("within a tree", func(t *testing.T) {
			if err := h.move(a, two); err != nil {
				t.Fatal(err)
			}
			moved, child := h.account(t, a.ID), h.account(t, below.ID)
			if *moved.ParentID != two.ID || moved.Path != treepath.Child(two.Path, a.ID) || moved.RootID != h.root.ID || !moved.UpdatedAt.Equal(h.Clock.Now()) {
				t.Errorf("moved %v", moved)
			}
			if *child.ParentID != a.ID || child.Path != treepath.Child(moved.Path, below.ID) || h.user(t, person.ID).Path != child.Path || child.UpdatedAt.Equal(h.Clock.Now()) {
				t.Errorf("with %v", child)
			}
			e := h.lastEvent(t)
			want := `[{"field":"parent","before":"` + id(one).String() + `","after":"` + id(two).String() + `"}]`
			if e.Action != "ACCOUNT_MOVED" || e.RootID != h.root.ID || *e.AccountID != a.ID || e.Subject != id(a).String() || e.Changes != want {
				t.Errorf("left %v", e)
			}
			if err := h.move(a, two); err != nil || len(h.log(t)) != 1 {
				t.Errorf("again: %v, %q", err, h.log(t))
			}
		})
		t.Run("to another tree", func(t *testing.T) {
			if err := h.move(a, there); err != nil {
				t.Fatal(err)
			}
			moved, child := h.account(t, a.ID), h.account(t, below.ID)
			if moved.RootID != there.ID || child.RootID != there.ID || child.Path != treepath.Child(treepath.Child(there.Path, a.ID), below.ID) || h.user(t, person.ID).Path != child.Path {
				t.Errorf("moved %v with %v", moved, child)
			}
			events := h.Store.Client().Event.Query().Order(ent.Asc(event.FieldID)).AllX(everything())[1:]
			if len(events) != 2 || events[0].RootID != h.root.ID || *events[0].AccountID != two.ID || events[1].RootID != there.ID || *events[1].AccountID != a.ID ||
				events[0].Subject != events[1].Subject || events[0].Changes != events[1].Changes {
				t.Errorf("left %v", events)
			}
			h.log(t) // numbered without a gap
		})
	})
}

func TestMoveFaults(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		a := h.Account(h.root, func(c *ent.AccountCreate) { c.SetExternalReference("CRM-1") })
		below := h.Account(a)
		there := h.Account(nil)
		h.Account(there, func(c *ent.AccountCreate) { c.SetExternalReference("CRM-1") })
		closed := h.Account(h.Account(there, func(c *ent.AccountCreate) { c.SetStatus(account.StatusCLOSED) }))
		gone := &ent.Account{ID: 4711}
		chain := h.Account(nil)
		for range treepath.MaxDepth - 2 {
			chain = h.Account(chain)
		}
		for _, c := range []struct {
			a, parent *ent.Account
			want      []string
		}{
			{gone, gone, []string{"accountIds.0 NOT_FOUND", "parentId NOT_FOUND"}},
			{h.root, there, []string{"accountIds.0 TYPE_NOT_ALLOWED"}},
			{a, a, []string{"accountIds.0 CYCLE"}},
			{a, below, []string{"accountIds.0 CYCLE"}},
			{below, closed, []string{"parentId PARENT_CLOSED"}},
			{a, there, []string{"accountIds.0 TAKEN"}},
			{a, chain, []string{"accountIds.0 LIMIT_EXCEEDED"}},
			{h.root, closed, []string{"accountIds.0 TYPE_NOT_ALLOWED", "parentId PARENT_CLOSED"}},
		} {
			wantFaults(t, h.move(c.a, c.parent), c.want...)
		}
		_, err := h.MoveAccounts(h.As(h.User(h.root, viewer.UserManager)), reseller.MoveAccountsInput{AccountIDs: []nodeid.ID{id(below)}, ParentID: id(h.root)})
		wantFaults(t, err, "accountIds.0 FORBIDDEN", "parentId FORBIDDEN")
		if log := h.log(t); !slices.Equal(log, []string{"ACCOUNT_MOVED REFUSED " + id(below).String(), "ACCOUNT_MOVED REFUSED " + id(h.root).String()}) {
			t.Errorf("left %q", log)
		}
		if err := h.move(below, chain); err != nil || treepath.Depth(h.account(t, below.ID).Path) != treepath.MaxDepth {
			t.Errorf("as deep as a tree may be: %v", err)
		}
	})
}

// TestMoveAndAdmins: people who had an ADMIN have one where they arrive.
func TestMoveAndAdmins(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ruled, unruled := h.Account(nil), h.Account(nil)
		h.User(ruled, viewer.Admin)
		a := h.Account(ruled)
		inside := h.Account(a)
		person := h.User(inside, viewer.Reader)
		wantFaults(t, h.move(a, unruled), "accountIds.0 LAST_ADMIN")
		h.User(inside, viewer.Admin)
		if err := h.move(a, unruled); err != nil {
			t.Errorf("with an admin inside: %v", err)
		}
		h.User(a, viewer.Reader)
		if err := h.move(a, h.Account(unruled)); err != nil {
			t.Errorf("people who had none: %v", err)
		}
		if err := h.move(inside, ruled); err != nil {
			t.Errorf("below another: %v", err)
		}
		if ctx := h.As(person); !viewer.FromContext(ctx).Sees(h.account(t, inside.ID).Path) {
			t.Error("the person's own grant did not come along")
		}
	})
}

// TestMovesAtOnce: moves against each other, across two trees, wait rather than hang, and leave trees.
func TestMovesAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var accounts []*ent.Account
		random := rand.New(rand.NewPCG(4, 11))
		for i := range 12 {
			if i < 2 {
				accounts = append(accounts, h.Account(nil))
				continue
			}
			accounts = append(accounts, h.Account(accounts[random.IntN(i)]))
			h.User(accounts[i], "")
		}
		var moves [8][2]*ent.Account
		for i := range moves {
			moves[i] = [2]*ent.Account{accounts[2+random.IntN(10)], accounts[random.IntN(12)]}
		}
		atOnce(len(moves), func(i int) {
			if err := h.move(moves[i][0], moves[i][1]); err != nil {
				wantFaults(t, err, "accountIds.0 CYCLE")
			}
		})
		h.wantPlaces(t)
	})
}

// wantPlaces compares the places of all accounts and people with what their parents and accounts say.
func (h *house) wantPlaces(t *testing.T) {
	t.Helper()
	all := h.Store.Client().Account.Query().Order(ent.Asc(account.FieldID)).AllX(everything())
	byID := map[int64]*ent.Account{}
	for _, a := range all {
		byID[a.ID] = a
	}
	var place func(a *ent.Account) (int64, string)
	place = func(a *ent.Account) (int64, string) {
		if a.ParentID == nil {
			return a.ID, treepath.Child("", a.ID)
		}
		root, path := place(byID[*a.ParentID])
		return root, treepath.Child(path, a.ID)
	}
	for _, a := range all {
		if root, path := place(a); a.RootID != root || a.Path != path {
			t.Errorf("account %d is at %s of %d, want %s of %d", a.ID, a.Path, a.RootID, path, root)
		}
	}
	for _, u := range h.Store.Client().User.Query().Order(ent.Asc(user.FieldID)).AllX(everything()) {
		if u.Path != byID[u.AccountID].Path {
			t.Errorf("user %d is at %s", u.ID, u.Path)
		}
	}
}

// TestMoveLargeSubtree moves accounts of five people each, 10,000 of them when CANOPY_SOAK is set, and tells how long it took.
func TestMoveLargeSubtree(t *testing.T) {
	accounts := 200
	if os.Getenv("CANOPY_SOAK") != "" {
		accounts = 10_000
	}
	each(t, func(t *testing.T, h *house) {
		parents := []int{-1, 0}
		for i := 2; i < accounts+2; i++ {
			parents = append(parents, max(1, i/10))
		}
		forest := h.Forest(parents)
		fivePeople := "INSERT INTO users (account_id, path, email, email_key, given_name, family_name, name_key, search, language, timezone, status, created_at, updated_at) " +
			"SELECT " + scope.Operator.Marker() + " a.id, a.path, a.id || '.' || n, a.id || '.' || n, 'Ada', 'Ada', 'ada', 'ada', 'en', 'Etc/UTC', 'ACTIVE', a.created_at, a.created_at " +
			"FROM accounts a CROSS JOIN (SELECT 1 AS n UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5) AS five"
		if _, err := h.Store.WriteDB().Exec(fivePeople); err != nil {
			t.Fatal(err)
		}
		there := h.Account(nil)
		began := time.Now()
		if err := h.move(forest[1], there); err != nil {
			t.Fatal(err)
		}
		t.Logf("%d accounts in %v", accounts, time.Since(began))
		h.wantPlaces(t)
	})
}

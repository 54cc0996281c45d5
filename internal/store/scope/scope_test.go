package scope_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"canopy/ent"
	"canopy/ent/event"
	"canopy/ent/grant"
	"canopy/ent/provisioning"
	"canopy/ent/review"
	"canopy/ent/session"
	"canopy/internal/canopytest"
	"canopy/internal/store"
	"canopy/internal/store/scope"
	"canopy/internal/treepath"
	"canopy/internal/viewer"

	"entgo.io/ent/dialect/sql"
	"pgregory.net/rapid"
)

// world is a random forest with one thing of every kind at each account.
type world struct {
	accounts      []*ent.Account
	path          map[int64]string   // by account
	places        map[string][]place // by kind
	organizations map[int64][]string // the paths of what shows each
}

// place is a row and the account by which it is seen.
type place struct {
	id   int64
	path string
}

func build(rig *canopytest.Rig, rt *rapid.T) *world {
	var parents []int
	for i := range rapid.IntRange(1, 25).Draw(rt, "accounts") {
		parents = append(parents, rapid.IntRange(-1, i-1).Draw(rt, "parent"))
	}
	w := &world{accounts: rig.Forest(parents), path: map[int64]string{}, places: map[string][]place{}, organizations: map[int64][]string{}}
	var registered []*ent.Organization
	for range 3 {
		registered = append(registered, rig.Organization("Acme"))
	}
	now := rig.Clock.Now()
	rig.Tx(func(ctx context.Context, tx *store.Tx) error {
		for i, a := range w.accounts {
			put := func(kind string, id int64) { w.places[kind] = append(w.places[kind], place{id, a.Path}) }
			shows := func(o *ent.Organization) { w.organizations[o.ID] = append(w.organizations[o.ID], a.Path) }
			w.path[a.ID] = a.Path
			put("account", a.ID)
			u := tx.User.Create().SetAccountID(a.ID).SetEmail("x").SetEmailKey(fmt.Sprint("x", a.ID)).SetGivenName("x").SetFamilyName("x").SetNameKey("x").
				SetSearch("x").SetLanguage("en").SetTimezone("Etc/UTC").SetStatus("ACTIVE").SetCreatedAt(now).SetUpdatedAt(now).SaveX(ctx)
			put("user", u.ID)
			put("grant", tx.Grant.Create().SetUserID(u.ID).SetAccountID(a.ID).SetRole(grant.RoleVIEWER).SetCreatedAt(now).SaveX(ctx).ID)
			put("provisioning", tx.Provisioning.Create().SetAccountID(a.ID).SetStatus(provisioning.StatusQUEUED).SetRequestedAt(now).SetExpectedBy(now).SaveX(ctx).ID)
			e := tx.Event.Create().SetRootID(a.RootID).SetSeq(a.ID).SetAction("X").SetOutcome(event.OutcomeDONE).SetAccountID(a.ID).SetAt(now).SaveX(ctx)
			put("event", e.ID)
			put("event value", tx.EventPersonValue.Create().SetEventID(e.ID).SetUserID(u.ID).SetField("x").SaveX(ctx).ID)
			r := tx.Review.Create().SetParentID(a.ID).SetStatus(review.StatusOPEN).SetType(review.TypeEND_CUSTOMER).SetName("x").SetCountry("US").
				SetNotificationContactID(u.ID).SetDetailsHash("x").SetMatchedRevision(0).SetExpiresAt(now).SetCreatedAt(now).SetUpdatedAt(now).SaveX(ctx)
			put("review", r.ID)
			if o := rapid.SampledFrom(registered).Draw(rt, "similar"); i%3 == 0 {
				put("candidate", tx.ReviewCandidate.Create().SetReviewID(r.ID).SetOrganizationID(o.ID).SetRank(0).SetScore(1).SetLikelySame(true).
					SetExact(true).SetReasons("").SaveX(ctx).ID)
				shows(o)
			}
			if o := rapid.SampledFrom(registered).Draw(rt, "organization"); i%4 == 0 {
				tx.Account.UpdateOneID(a.ID).SetOrganizationID(o.ID).ExecX(ctx)
				shows(o)
			}
		}
		return nil
	})
	return w
}

// viewers draws whom to ask for.
func (w *world) viewer(rt *rapid.T) *viewer.Viewer {
	if rapid.IntRange(0, 9).Draw(rt, "operator") == 0 {
		return viewer.New(0, true, nil)
	}
	grants := rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) viewer.Grant {
		a := rapid.SampledFrom(w.accounts).Draw(rt, "account")
		return viewer.Grant{Path: a.Path, Role: viewer.Reader, Only: rapid.Bool().Draw(rt, "only")}
	}), 0, 4).Draw(rt, "grants")
	more := rapid.SampledFrom([]int{0, 0, 0, 5, 20, 300}).Draw(rt, "more")
	return viewer.New(1, false, append(grants, beside(w.accounts, more, rapid.Uint64().Draw(rt, "seed"))...))
}

// beside are grants on accounts that are not there: roots and below those that are.
func beside(accounts []*ent.Account, n int, seed uint64) (grants []viewer.Grant) {
	r := rand.New(rand.NewPCG(seed, 0))
	for range n {
		parent := ""
		if at := r.IntN(len(accounts) + 1); at > 0 {
			parent = accounts[at-1].Path
		}
		grants = append(grants, viewer.Grant{Path: treepath.Child(parent, 1_000_000_000+r.Int64N(1_000_000)), Role: viewer.Reader, Only: r.IntN(2) == 0})
	}
	return grants
}

// TestTruth compares what each kind's predicate lets through with viewer.Sees.
func TestTruth(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		client := rig.Store.Client()
		rapid.Check(t, func(rt *rapid.T) {
			w := build(rig, rt)
			for range 3 {
				v := w.viewer(rt)
				ctx := viewer.NewContext(context.Background(), v)
				for kind, ids := range map[string][]int64{
					"account":      client.Account.Query().IDsX(ctx),
					"user":         client.User.Query().IDsX(ctx),
					"grant":        client.Grant.Query().IDsX(ctx),
					"provisioning": client.Provisioning.Query().IDsX(ctx),
					"event":        client.Event.Query().IDsX(ctx),
					"event value":  client.EventPersonValue.Query().IDsX(ctx),
					"review":       client.Review.Query().IDsX(ctx),
					"candidate":    client.ReviewCandidate.Query().IDsX(ctx),
				} {
					for _, p := range w.places[kind] {
						if seen := slices.Contains(ids, p.id); seen != v.Sees(p.path) {
							rt.Fatalf("%s at %s: seen %t by %v", kind, p.path, seen, v.Ranges())
						}
					}
				}
				ids := client.Organization.Query().IDsX(ctx)
				for id, paths := range w.organizations {
					if seen := slices.Contains(ids, id); seen != slices.ContainsFunc(paths, v.Sees) {
						rt.Fatalf("organization at %v: seen %t by %v", paths, seen, v.Ranges())
					}
				}
			}
		})
	})
}

// TestRaw writes the predicates into a statement of its own, behind other parameters and under another alias.
func TestRaw(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		a := rig.Forest([]int{-1, 0, 1, 0})
		u := rig.User(a[2], "")
		v := viewer.New(1, false, []viewer.Grant{{Path: a[1].Path, Role: viewer.Reader}, {Path: a[0].Path, Role: viewer.Reader, Only: true}})
		b := (&sql.Builder{})
		b.SetDialect(rig.Store.Dialect())
		b.WriteString("SELECT a.id, u.id FROM accounts a LEFT JOIN users u ON u.account_id = a.id AND u.id > ").Arg(0).WriteString(" AND ")
		scope.Users(b, v, "u")
		b.WriteString(" WHERE ")
		scope.Accounts(b, v, "a")
		b.WriteString(" ORDER BY a.path")
		query, args := b.Query()
		rows, err := rig.Store.DB().Query(query, args...)
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = rows.Close() }()
		var got []string
		for rows.Next() {
			var account int64
			var person *int64
			if err := rows.Scan(&account, &person); err != nil {
				t.Fatal(err)
			}
			got = append(got, fmt.Sprint(account, person != nil && *person == u.ID))
		}
		if want := []string{fmt.Sprint(a[0].ID, false), fmt.Sprint(a[1].ID, false), fmt.Sprint(a[2].ID, true)}; !slices.Equal(got, want) {
			t.Errorf("got %v, want %v", got, want)
		}
	})
}

func TestEdges(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		a := rig.Forest([]int{-1, 0, 1, 0})
		ctx := rig.As(rig.User(a[1], viewer.Reader))
		mine := rig.Store.Client().Account.Query().WithSubAccounts().WithParent().OnlyX(viewer.NewContext(ctx,
			viewer.New(1, false, []viewer.Grant{{Path: a[1].Path, Only: true}})))
		if mine.ID != a[1].ID || len(mine.Edges.SubAccounts) != 0 || mine.Edges.Parent != nil {
			t.Errorf("eager loading shows %v", mine.Edges)
		}
		if seen := mine.QuerySubAccounts().CountX(ctx); seen != 1 {
			t.Errorf("%d sub-accounts, want 1", seen)
		}
		if mine.QueryParent().ExistX(ctx) {
			t.Error("the parent shows")
		}
		if seen := mine.QueryParent().QuerySubAccounts().CountX(ctx); seen != 0 {
			t.Errorf("%d siblings through an invisible parent", seen)
		}
		if _, err := rig.Store.Client().Account.Get(ctx, a[0].ID); !ent.IsNotFound(err) {
			t.Errorf("an invisible account: %v", err)
		}
	})
}

// TestWrites narrows updates and deletes as queries are.
func TestWrites(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		a := rig.Forest([]int{-1, 0, 1, 0})
		top, mine, below, foreign := a[0], a[1], a[2], a[3]
		ctx := rig.As(rig.User(mine, viewer.Admin))
		jobs := scope.Everything(context.Background(), scope.Jobs)
		if err := rig.Store.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
			if n := tx.Account.Update().SetPhone("+1").SaveX(ctx); n != 2 {
				t.Errorf("updated %d accounts, want 2", n)
			}
			if got := tx.Account.UpdateOneID(below.ID).SetPhone("+2").SaveX(ctx); got.Phone != "+2" {
				t.Errorf("updated to %q", got.Phone)
			}
			if err := tx.Account.UpdateOneID(foreign.ID).SetPhone("+3").Exec(ctx); !ent.IsNotFound(err) {
				t.Errorf("an invisible account is updated: %v", err)
			}
			if _, err := tx.Account.UpdateOneID(foreign.ID).Save(ctx); err == nil {
				t.Error("an invisible account is read by an update of nothing")
			}
			if err := tx.Account.DeleteOneID(foreign.ID).Exec(ctx); !ent.IsNotFound(err) {
				t.Errorf("an invisible account is deleted: %v", err)
			}
			if n := tx.Account.Update().SetPhone("+4").SaveX(context.Background()); n != 0 {
				t.Errorf("nobody updated %d accounts", n)
			}
			if got := tx.Account.UpdateOneID(top.ID).SetPhone("+5").SaveX(jobs); got.Phone != "+5" {
				t.Errorf("a job updated to %q", got.Phone)
			}
			if n := tx.Account.Update().SetPhone("+6").SaveX(jobs); n != 4 {
				t.Errorf("a job updated %d accounts, want 4", n)
			}
			return tx.Account.DeleteOneID(below.ID).Exec(ctx)
		}); err != nil {
			t.Error(err)
		}
	})
}

// TestOwn shows sessions to their user only, and machinery to nobody without a reason.
func TestOwn(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		a := rig.Account(nil)
		mine, theirs := rig.User(a, viewer.Admin), rig.User(a, viewer.Admin)
		rig.Tx(func(ctx context.Context, tx *store.Tx) error {
			for _, u := range []*ent.User{mine, theirs} {
				tx.Session.Create().SetUserID(u.ID).SetTokenHash([]byte{byte(u.ID)}).SetCreatedAt(rig.Clock.Now()).SetExpiresAt(rig.Clock.Now()).ExecX(ctx)
			}
			return nil
		})
		sessions := rig.Store.Client().Session
		if seen := sessions.Query().AllX(rig.As(mine)); len(seen) != 1 || *seen[0].UserID != mine.ID {
			t.Errorf("sessions %v", seen)
		}
		if n := sessions.Query().CountX(scope.Everything(t.Context(), scope.Authentication)); n != 2 {
			t.Errorf("%d sessions, want 2", n)
		}
		if sessions.Query().Where(session.UserID(mine.ID)).ExistX(t.Context()) {
			t.Error("nobody sees a session")
		}
		if _, err := rig.Store.Client().Tree.Query().All(canopytest.Operator()); err == nil {
			t.Error("machinery shows without a reason")
		}
	})
}

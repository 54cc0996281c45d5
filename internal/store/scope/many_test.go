package scope_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"canopy/ent"
	"canopy/internal/canopytest"
	"canopy/internal/store"
	"canopy/internal/store/scope"
	"canopy/internal/viewer"

	"entgo.io/ent/dialect/sql"
)

// TestManyGrants: however many ranges a viewer has, queries, updates, deletes and statements see what viewer.Sees tells.
func TestManyGrants(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		r := rand.New(rand.NewPCG(4, 0))
		parents := []int{-1}
		for i := range 499 {
			parents = append(parents, r.IntN(i+2)-1)
		}
		accounts := rig.Forest(parents)
		people := map[int64]string{} // the paths of their accounts
		for range 20 {
			a := accounts[r.IntN(len(accounts))]
			people[rig.User(a, "").ID] = a.Path
		}
		for _, n := range []int{scope.Few, scope.Few + 1, 300, 5000, 20_000} {
			t.Run(fmt.Sprint(n), func(t *testing.T) {
				grants := beside(accounts, max(0, n-100), uint64(n))
				for range min(n, 100) {
					grants = append(grants, viewer.Grant{Path: accounts[r.IntN(len(accounts))].Path, Role: viewer.Reader, Only: r.IntN(2) == 0})
				}
				sees(t, rig, viewer.New(1, false, grants), accounts, people)
			})
		}
	})
}

func sees(t *testing.T, rig *canopytest.Rig, v *viewer.Viewer, accounts []*ent.Account, people map[int64]string) {
	t.Helper()
	var want []int64
	hidden := slices.IndexFunc(accounts, func(a *ent.Account) bool { return !v.Sees(a.Path) })
	for _, a := range accounts {
		if v.Sees(a.Path) {
			want = append(want, a.ID)
		}
	}
	wantPeople := 0
	for _, path := range people {
		if v.Sees(path) {
			wantPeople++
		}
	}
	for name, predicate := range map[string]func(*sql.Builder, *viewer.Viewer, string){"Accounts": scope.Accounts, "Found": scope.Found} {
		b := &sql.Builder{}
		b.SetDialect(rig.Store.Dialect())
		b.WriteString("SELECT x.id FROM accounts x LEFT JOIN accounts y ON y.id = -x.id WHERE x.id > ").Arg(0).WriteString(" AND ")
		predicate(b, v, "x")
		b.WriteString(" AND (")
		predicate(b, v, "y") // of no row
		b.WriteString(") IS NOT TRUE ORDER BY x.id")
		var got []int64
		text, args := b.Query()
		if err := rig.Store.Query(t.Context(), store.Statement{Text: text, Args: args, Each: func(row *store.Row) { got = append(got, row.At(0).Int()) }}); err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%s lets %d rows through, want %d", name, len(got), len(want))
		}
	}
	undo := errors.New("undo")
	err := rig.Store.Tx(viewer.NewContext(t.Context(), v), func(ctx context.Context, tx *store.Tx) error {
		if got := tx.Account.Query().Order(ent.Asc("id")).IDsX(ctx); !slices.Equal(got, want) {
			t.Errorf("%d accounts, want %d", len(got), len(want))
		}
		if _, err := tx.Account.Get(ctx, accounts[hidden].ID); !ent.IsNotFound(err) {
			t.Errorf("an invisible account: %v", err)
		}
		if err := tx.Account.UpdateOneID(accounts[hidden].ID).SetPhone("+1").Exec(ctx); !ent.IsNotFound(err) {
			t.Errorf("an invisible account is updated: %v", err)
		}
		if n := tx.Account.Update().SetPhone("+1").SaveX(ctx); n != len(want) {
			t.Errorf("updated %d accounts, want %d", n, len(want))
		}
		if n := tx.User.Delete().ExecX(ctx); n != wantPeople {
			t.Errorf("deleted %d people, want %d", n, wantPeople)
		}
		return undo
	})
	if !errors.Is(err, undo) {
		t.Error(err)
	}
}

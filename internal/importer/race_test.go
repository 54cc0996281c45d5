package importer

import (
	"context"
	"database/sql"
	"log/slog"
	"strings"
	"testing"
	"time"

	"canopy/ent"
	"canopy/internal/canopytest"
	"canopy/internal/reseller"
	"canopy/internal/store/scope"
)

// TestMeanwhile: what somebody else does between judging and writing stops the import with an error, and another run goes on.
func TestMeanwhile(t *testing.T) {
	t.Parallel()
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		rules, err := reseller.New(reseller.Config{
			Store: rig.Store, Now: rig.Clock.Now, Logger: slog.New(slog.DiscardHandler),
			Enqueue: func(context.Context, *sql.Tx, reseller.JobArgs, time.Time) error { return nil },
		})
		if err != nil {
			t.Fatal(err)
		}
		ctx := scope.Everything(t.Context(), scope.Operator)
		run := func(accounts, users string, meanwhile func()) error {
			r := &run{forest: newForest(), Config: Config{
				Store: rig.Store, Rules: rules, Users: strings.NewReader("account_ref,email,given_name,family_name,language,timezone\n" + users),
				Accounts: strings.NewReader("ref,parent_ref,type,name,account_number,country\n" + accounts),
			}}
			if err := r.read(ctx); err != nil {
				t.Fatal(err, r.report.Bad)
			}
			meanwhile()
			return r.write(ctx)
		}
		other := rig.Account(nil)

		err = run("a,,RESELLER,A,1,NO\n", "", func() { rig.Account(other, func(a *ent.AccountCreate) { a.SetAccountNumber("1") }) })
		wantError(t, err, "write accounts, line 2 and others")

		err = run("a,,RESELLER,A,2,NO\n", "a,ann@a.example,Ann,Lee,en,UTC\n", func() {
			rig.User(other, "", func(u *ent.UserCreate) { u.SetEmail("ann@a.example").SetEmailKey("ann@a.example") })
		})
		wantError(t, err, "stopped after 1 accounts and 0 users", "line 2: somebody has had the e-mail address")

		err = run("b,a,END_CUSTOMER,B,3,NO\n", "", func() {
			if _, err := rig.Store.WriteDB().Exec("UPDATE accounts SET path = '/1zz/' WHERE external_reference = 'a'"); err != nil {
				t.Fatal(err)
			}
		})
		wantError(t, err, errMoved.Error())
		if n := rig.Store.Client().Account.Query().CountX(ctx); n != 3 {
			t.Errorf("%d accounts, want 3", n)
		}
	})
}

func wantError(t *testing.T, err error, words ...string) {
	t.Helper()
	for _, w := range words {
		if err == nil || !strings.Contains(err.Error(), w) {
			t.Errorf("the error is %v, want %q", err, w)
		}
	}
}

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
	"canopy/internal/nodeid"
	"canopy/internal/reseller"
	"canopy/internal/store/scope"
	"canopy/internal/viewer"
)

// importing runs imports with something happening between judging and writing.
type importing struct {
	t     *testing.T
	rig   *canopytest.Rig
	rules *reseller.Service
	ctx   context.Context // of an operator who sees everything
}

func newImporting(t *testing.T, rig *canopytest.Rig) *importing {
	t.Helper()
	rules, err := reseller.New(reseller.Config{
		Store: rig.Store, Now: rig.Clock.Now, Logger: slog.New(slog.DiscardHandler),
		Enqueue: func(context.Context, *sql.Tx, reseller.JobArgs, time.Time) error { return nil },
		Forget:  func(context.Context, *sql.Tx, reseller.JobArgs) error { return nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	return &importing{t, rig, rules, viewer.NewContext(scope.Everything(t.Context(), scope.Operator), viewer.New(0, true, nil))}
}

// run imports the lines, and does what happens meanwhile.
func (i *importing) run(accounts, users, assets string, meanwhile func()) error {
	i.t.Helper()
	r := &run{forest: newForest(), Config: Config{
		Store: i.rig.Store, Rules: i.rules, Users: strings.NewReader("account_ref,email,given_name,family_name,language,timezone\n" + users),
		Accounts: strings.NewReader("ref,parent_ref,type,name,account_number,country\n" + accounts),
		Assets:   strings.NewReader("ref,owner_ref,kind,name,assigned_ref\n" + assets),
	}}
	if err := r.read(i.ctx); err != nil {
		i.t.Fatal(err, r.report.Bad)
	}
	meanwhile()
	return r.write(i.ctx)
}

// TestMeanwhile: what somebody else does between judging and writing stops the import with an error, and another run goes on.
func TestMeanwhile(t *testing.T) {
	t.Parallel()
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		importing := newImporting(t, rig)
		ctx, run := importing.ctx, importing.run
		other := rig.Account(nil)

		err := run("a,,RESELLER,A,1,NO\n", "", "", func() { rig.Account(other, func(a *ent.AccountCreate) { a.SetAccountNumber("1") }) })
		wantError(t, err, "write accounts, line 2 and others")

		err = run("a,,RESELLER,A,2,NO\n", "a,ann@a.example,Ann,Lee,en,UTC\n", "", func() {
			rig.User(other, "", func(u *ent.UserCreate) { u.SetEmail("ann@a.example").SetEmailKey("ann@a.example") })
		})
		wantError(t, err, "stopped after 1 accounts, 0 users and 0 assets", "line 2: somebody has had the e-mail address")

		err = run("b,a,END_CUSTOMER,B,3,NO\n", "", "", func() {
			if _, err := rig.Store.WriteDB().Exec("UPDATE accounts SET path = '/1zz/' WHERE external_reference = 'a'"); err != nil {
				t.Fatal(err)
			}
		})
		wantError(t, err, `"a" was moved, suspended or closed meanwhile`)
		if n := rig.Store.Client().Account.Query().CountX(ctx); n != 3 {
			t.Errorf("%d accounts, want 3", n)
		}
	})
}

// TestStoppedMeanwhile: an account that is suspended or closed between judging and writing, or one above it, gets nothing any more.
func TestStoppedMeanwhile(t *testing.T) {
	t.Parallel()
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		importing := newImporting(t, rig)
		named := func(ref string) func(*ent.AccountCreate) {
			return func(a *ent.AccountCreate) { a.SetExternalReference(ref) }
		}
		top := rig.Account(nil, named("top"))
		middle := rig.Account(top, named("middle"))
		rig.Account(middle, named("low"))
		id := nodeid.New(nodeid.Account, middle.ID)
		must := func(_ any, err error) {
			if err != nil {
				t.Fatal(err)
			}
		}
		suspend := func() {
			must(importing.rules.SuspendAccount(importing.ctx, reseller.SuspendAccountInput{AccountID: id}))
		}
		resume := func() { must(importing.rules.ResumeAccount(importing.ctx, reseller.ResumeAccountInput{AccountID: id})) }
		shut := func() {
			must(importing.rules.CloseAccount(importing.ctx, reseller.CloseAccountInput{AccountID: id, Cascade: true}))
		}

		err := importing.run("", "", "1,low,Cabinet,One,\n", suspend)
		if resume(); err != nil {
			t.Errorf("a suspended account takes assets in: %v", err)
		}
		for _, files := range [][3]string{
			{"x,low,SUB_DIVISION,X,1,NO\n", "", ""},
			{"", "low,ann@a.example,Ann,Lee,en,UTC\n", ""},
			{"", "", "2,top,Cabinet,Two,low\n"},
		} {
			wantError(t, importing.run(files[0], files[1], files[2], suspend), `"low" was moved, suspended or closed meanwhile`)
			resume()
		}
		wantError(t, importing.run("", "", "3,low,Cabinet,Three,\n", shut), `"low" was moved, suspended or closed meanwhile`)
		client := rig.Store.Client()
		stored := [3]int{client.Account.Query().CountX(importing.ctx), client.User.Query().CountX(importing.ctx), client.Asset.Query().CountX(importing.ctx)}
		if stored != [3]int{3, 0, 1} {
			t.Errorf("accounts, users and assets are %v, want 3, 0, 1", stored)
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

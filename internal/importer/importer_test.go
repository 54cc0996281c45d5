package importer_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/event"
	"canopy/ent/grant"
	"canopy/ent/user"
	"canopy/internal/canopytest"
	"canopy/internal/importer"
	"canopy/internal/treepath"
)

func TestRun(t *testing.T) {
	t.Parallel()
	accounts, users := generated(1, 2000, 3000)
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		report := mustImport(t, rig, file(accountHead, accounts...), file(userHead, users...))
		wantCounts(t, "accounts", report.Accounts, 2000, 0, 0, 0, 0)
		wantCounts(t, "users", report.Users, 3000, 0, 0, 0, 0)
		wantTree(t, rig, accounts)
		wantNumbers(t, rig, `SELECT (SELECT count(*) FROM accounts WHERE status <> 'ACTIVE' OR organization_id IS NULL),
			(SELECT count(*) FROM users WHERE status <> 'ACTIVE' OR password_hash <> '' OR language <> 'pt-BR' OR timezone <> 'Europe/Lisbon'),
			(SELECT count(*) FROM users u WHERE EXISTS (SELECT 1 FROM grants g WHERE g.user_id = u.id AND g.account_id = u.account_id AND g.scope = 'SUBTREE')),
			(SELECT count(*) FROM provisionings), (SELECT count(*) FROM reviews)`, 0, 0, 3000, 0, 0)
		wantNumbers(t, rig, `SELECT (SELECT count(DISTINCT root_id) FROM events WHERE action = 'ACCOUNTS_IMPORTED'), (SELECT count(DISTINCT root_id) FROM events WHERE action = 'USERS_IMPORTED'),
			(SELECT count(*) FROM accounts WHERE parent_id IS NULL), (SELECT count(*) FROM trees t WHERE last_seq <> (SELECT count(*) FROM events e WHERE e.root_id = t.root_id))`,
			50, 50, 50, 0)
		wantRecorded(t, rig, "accounts", 2000)
		wantRecorded(t, rig, "users", 3000)
		before := numbers(t, rig, stored)

		report = mustImport(t, rig, file(accountHead, accounts...), file(userHead, users...))
		wantCounts(t, "accounts", report.Accounts, 0, 2000, 0, 0, 0)
		wantCounts(t, "users", report.Users, 0, 3000, 0, 0, 0)
		wantNumbers(t, rig, stored, before...)
	})
}

// wantTree checks that every account of the lines hangs where they say.
func wantTree(t *testing.T, rig *canopytest.Rig, lines []string) {
	t.Helper()
	all, err := rig.Store.Client().Account.Query().All(everything())
	if err != nil {
		t.Fatal(err)
	}
	byID, byRef := map[int64]*ent.Account{}, map[string]*ent.Account{}
	for _, a := range all {
		byID[a.ID], byRef[*a.ExternalReference] = a, a
	}
	if len(byRef) != len(lines) {
		t.Errorf("%d accounts, want %d", len(byRef), len(lines))
	}
	for _, line := range lines {
		cells := strings.Split(line, ",")
		a, parent := byRef[cells[0]], byRef[cells[1]]
		path, above := "", ""
		if parent != nil {
			path, above = parent.Path, *parent.ExternalReference
		}
		ids := treepath.IDs(a.Path)
		if a.Path != treepath.Child(path, a.ID) || a.RootID != ids[0] || above != cells[1] || *a.AccountNumber != cells[4] || a.Name != cells[3] {
			t.Fatalf("%s is stored as %+v", line, a)
		}
	}
}

// wantRecorded checks that the events tell of every account or user that came.
func wantRecorded(t *testing.T, rig *canopytest.Rig, field string, want int) {
	t.Helper()
	sum := 0
	for _, e := range rig.Store.Client().Event.Query().Where(event.Action(strings.ToUpper(field) + "_IMPORTED")).AllX(everything()) {
		var changes []struct{ Field, After string }
		if err := json.Unmarshal([]byte(e.Changes), &changes); err != nil || len(changes) != 1 || changes[0].Field != field {
			t.Fatalf("the event keeps %s: %v", e.Changes, err)
		}
		n, err := strconv.Atoi(changes[0].After)
		if err != nil {
			t.Fatal(err)
		}
		sum += n
	}
	if sum != want {
		t.Errorf("events tell of %d %s, want %d", sum, field, want)
	}
}

// TestRunStopped: an import that is stopped between batches is finished by the next one, and what was written before has its events.
func TestRunStopped(t *testing.T) {
	t.Parallel()
	accounts, users := generated(2, 2500, 2500)
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		calls := 0
		clock := func() time.Time {
			if calls++; calls > 8 {
				cancel()
			}
			return rig.Clock.Now()
		}
		report, err := importer.Run(ctx, importer.Config{
			Store: rig.Store, Rules: rulesOf(t, rig, clock),
			Accounts: strings.NewReader(file(accountHead, accounts...)), Users: strings.NewReader(file(userHead, users...)),
		})
		if !errors.Is(err, context.Canceled) || report.Accounts.Added == 0 || report.Accounts.Added == 2500 {
			t.Fatalf("stopped after %d accounts: %v", report.Accounts.Added, err)
		}
		wantNumbers(t, rig, "SELECT count(*) FROM accounts", int64(report.Accounts.Added))
		wantRecorded(t, rig, "accounts", report.Accounts.Added)
		again := mustImport(t, rig, file(accountHead, accounts...), file(userHead, users...))
		wantCounts(t, "accounts", again.Accounts, 2500-report.Accounts.Added, report.Accounts.Added, 0, 0, 0)
		wantCounts(t, "users", again.Users, 2500, 0, 0, 0, 0)
		wantTree(t, rig, accounts)
		wantRecorded(t, rig, "accounts", 2500)
		wantRecorded(t, rig, "users", 2500)
	})
}

func TestRunOrganizations(t *testing.T) {
	t.Parallel()
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		mustImport(t, rig, file(accountHead,
			"a,,RESELLER,Alder,1,,Oslo,,,NO,",
			"a1,a,END_CUSTOMER,Birch Ltd,2,1 High Street,York,,YO1 9TX,GB,",
			"b,,RESELLER,Beech,3,,Oslo,,,NO,",
			"b1,b,END_CUSTOMER,BIRCH LIMITED,4,,York,,,GB,",     // the same city
			"b2,b,END_CUSTOMER,Birch Ltd,5,,Leeds,,YO1 9TX,GB,", // the same postal code, before the city
			"b3,b,END_CUSTOMER,Birch Ltd,6,,Leeds,,LS1 1AA,GB,",
		), "")
		byRef := map[string]int64{}
		for _, a := range rig.Store.Client().Account.Query().AllX(everything()) {
			byRef[*a.ExternalReference] = *a.OrganizationID
		}
		if byRef["a1"] != byRef["b1"] || byRef["a1"] != byRef["b2"] || byRef["a1"] == byRef["b3"] || byRef["a"] == byRef["b"] {
			t.Errorf("organizations are %v", byRef)
		}
		b1 := rig.Store.Client().Account.Query().Where(account.ExternalReference("b1")).OnlyX(everything())
		if b1.Name != "BIRCH LIMITED" {
			t.Errorf("the account's name is %q", b1.Name)
		}
		wantNumbers(t, rig, "SELECT count(DISTINCT organization_id) FROM match_keys", 4)

		// Also what an older version normalised otherwise.
		if _, err := rig.Store.WriteDB().Exec("UPDATE organizations SET keys_version = 0, name_key = 'older'"); err != nil {
			t.Fatal(err)
		}
		mustImport(t, rig, file(accountHead, "c,,RESELLER,Birch Ltd,7,,York,,,GB,"), "")
		c := rig.Store.Client().Account.Query().Where(account.ExternalReference("c")).OnlyX(everything())
		if *c.OrganizationID != byRef["a1"] {
			t.Errorf("one more is %d, want %d", *c.OrganizationID, byRef["a1"])
		}
	})
}

// TestRunSpreadsheet: accounts come as spreadsheets write them, too.
func TestRunSpreadsheet(t *testing.T) {
	t.Parallel()
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		mustImport(t, rig, "\uFEFFAccount Number;Country;Ref;Parent Ref;Type;Name;Street;Phone\r\n"+
			"1;no;a;;reseller;\"Alder; Ash\";\"Storgata 1\n\n c/o Elm \";22 12 34 56\r\n\r\n", "")
		a := rig.Store.Client().Account.Query().OnlyX(everything())
		if a.Name != "Alder; Ash" || a.Country != "NO" || a.Street != "Storgata 1\nc/o Elm" || a.Phone != "+4722123456" || a.Type != account.TypeRESELLER {
			t.Errorf("%+v", a)
		}
	})
}

func TestRunTwoTrees(t *testing.T) {
	t.Parallel()
	tree := func(root string, number int) string {
		return file(accountHead, fmt.Sprintf("%s,,RESELLER,Root %s,%d,,Oslo,,,NO,", root, root, number),
			fmt.Sprintf("c-2,c-1,SUB_DIVISION,Two %s,%d,,Oslo,,,NO,", root, number+2),
			fmt.Sprintf("c-1,%s,END_CUSTOMER,One %s,%d,,Oslo,,,NO,", root, root, number+1))
	}
	person := func(email string) string { return file(userHead, "c-2,"+email+",Ann,Lee,,,en,UTC,") }
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		mustImport(t, rig, tree("a", 10), person("ann@a.example"))
		// The refs of the accounts file come before those of the database.
		report := mustImport(t, rig, tree("b", 20), person("ann@b.example"))
		wantCounts(t, "accounts", report.Accounts, 3, 0, 0, 0, 0)
		wantCounts(t, "accounts", mustImport(t, rig, tree("a", 10), "").Accounts, 0, 3, 0, 0, 0)

		report, err := imports(t, rig, "", person("bo@b.example"))
		wantBad(t, report, err, "users 2 account_ref --root")
		report, err = imports(t, rig, file(accountHead, "c-3,c-2,SUB_DIVISION,Three,30,,Oslo,,,NO,"), "")
		wantBad(t, report, err, "accounts 2 parent_ref --root")
		root := func(cfg *importer.Config) { cfg.Root = "b" }
		mustImport(t, rig, file(accountHead, "c-3,c-2,SUB_DIVISION,Three,30,,Oslo,,,NO,"), person("bo@b.example"), root)
		report, err = imports(t, rig, "", file(userHead, "a,al@a.example,Al,Lee,,,en,UTC,"), root)
		wantBad(t, report, err, `users 2 account_ref tree "b"`)
		if _, err = imports(t, rig, "", person("x@b.example"), func(cfg *importer.Config) { cfg.Root = "c-1" }); err == nil || !strings.Contains(err.Error(), "--root") {
			t.Errorf("a root that is none: %v", err)
		}

		top := rig.Store.Client().Account.Query().Where(account.ExternalReference("b")).OnlyX(everything())
		inB := rig.Store.Client().User.Query().Where(user.HasAccountWith(account.RootID(top.ID))).Order(ent.Asc(user.FieldEmail)).Select(user.FieldEmail).StringsX(everything())
		if !slices.Equal(inB, []string{"ann@b.example", "bo@b.example"}) {
			t.Errorf("in tree b are %v", inB)
		}

		// Both in one file.
		both := file(accountHead, "x,,RESELLER,X,40,,Oslo,,,NO,", "y,,RESELLER,Y,41,,Oslo,,,NO,", "k,x,END_CUSTOMER,K,42,,Oslo,,,NO,", "k,y,END_CUSTOMER,K,43,,Oslo,,,NO,")
		report, err = imports(t, rig, both+"z,k,SUB_DIVISION,Z,44,,Oslo,,,NO,\n", file(userHead, "k,k@k.example,Kay,Lee,,,en,UTC,"))
		wantBad(t, report, err, "accounts 6 parent_ref several trees", "users 2 account_ref --root")
		mustImport(t, rig, both, file(userHead, "k,k@k.example,Kay,Lee,,,en,UTC,"), func(cfg *importer.Config) { cfg.Root = "y" })
	})
}

func TestRunDiffering(t *testing.T) {
	t.Parallel()
	accounts := []string{"a,,RESELLER,Alder,1,,Oslo,,,NO,", "b,a,END_CUSTOMER,Birch,2,,Oslo,,,NO,", "c,b,SUB_DIVISION,Cedar,3,,Oslo,,,NO,"}
	users := []string{"a,ann@a.example,Ann,Lee,,,en,UTC,ADMIN", "b,bo@a.example,Bo,Lee,,,en,UTC,"}
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		mustImport(t, rig, file(accountHead, accounts...), file(userHead, users...))
		accounts, users := slices.Clone(accounts), slices.Clone(users)
		accounts[1] = strings.Replace(accounts[1], "Oslo", "Bergen", 1)
		accounts[2] = strings.Replace(accounts[2], "c,b,", "c,a,", 1)
		users[0] = strings.Replace(users[0], "ADMIN", "VIEWER", 1)
		report := mustImport(t, rig, file(accountHead, accounts...), file(userHead, users...))
		wantCounts(t, "accounts", report.Accounts, 0, 1, 2, 0, 0)
		wantCounts(t, "users", report.Users, 0, 1, 1, 0, 0)
		var out strings.Builder
		report.Took = 1500 * time.Millisecond
		report.Print(&out)
		want := "accounts  3 rows: 0 added, 1 unchanged, 2 differing, 0 bad\n          differing rows are left as they are in the database: lines 3, 4\n" +
			"users     2 rows: 0 added, 1 unchanged, 1 differing, 0 bad\n          differing rows are left as they are in the database: line 2\nin 1.5 s\n"
		if out.String() != want {
			t.Errorf("the report is\n%s", out.String())
		}
		b := rig.Store.Client().Account.Query().Where(account.ExternalReference("b")).OnlyX(everything())
		ann := rig.Store.Client().Grant.Query().Where(grant.HasUserWith(user.Email("ann@a.example"))).OnlyX(everything())
		if b.City != "Oslo" || ann.Role != grant.RoleADMIN {
			t.Errorf("%s, %s: overwritten", b.City, ann.Role)
		}
	})
}

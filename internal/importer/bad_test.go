package importer_test

import (
	"fmt"
	"strings"
	"testing"

	"canopy/ent"
	"canopy/internal/canopytest"
	"canopy/internal/importer"
)

// wantBad compares what is wrong, in order, with "file line column words": the words stand in the reason.
func wantBad(t *testing.T, report importer.Report, err error, want ...string) {
	t.Helper()
	if err == nil {
		t.Error("no error")
	}
	if len(report.Bad) != len(want) {
		t.Fatalf("wrong are %d things, want %d:\n%v", len(report.Bad), len(want), report.Bad)
	}
	for i, bad := range report.Bad {
		place := strings.Join(strings.Fields(fmt.Sprint(bad.File, " ", bad.Line, " ", bad.Column)), " ") + " "
		words, ok := strings.CutPrefix(want[i]+" ", place)
		if !ok || !strings.Contains(bad.Reason, strings.TrimSpace(words)) {
			t.Errorf("wrong is %v, want %s", bad, want[i])
		}
	}
}

// TestTenBadRows: of a file with ten broken rows, which have sound ones below them, the ten lines are named and nothing is written.
func TestTenBadRows(t *testing.T) {
	t.Parallel()
	lines := []string{
		"r,,RESELLER,Root,1,,Oslo,,,NO,",             // 2
		"1,r,END_CUSTOMER,,2,,Oslo,,,NO,",            // 3: no name
		"2,r,END_CUSTOMER,Two,3,,Oslo,,,XX,",         // 4: no such country
		"3,r,END_CUSTOMER,Three,,,Oslo,,,NO,",        // 5: no number
		"4,r,END_CUSTOMER,Four,1,,Oslo,,,NO,",        // 6: the number of line 2
		"5,gone,END_CUSTOMER,Five,6,,Oslo,,,NO,",     // 7: an unknown parent
		"6,r,RESELLER,Six,7,,Oslo,,,NO,",             // 8: a reseller below another
		"7,r,PARTNER,Seven,8,,Oslo,,,NO,",            // 9: no such type
		"8,,SUB_DIVISION,Eight,9,,Oslo,,,NO,",        // 10: a division at the top
		"1,r,END_CUSTOMER,Nine,10,,Oslo,,,NO,",       // 11: the ref of line 3
		"10,r,END_CUSTOMER,\"Ten\" x,11,,Oslo,,,NO,", // 12: a quotation mark inside
		"c1,1,SUB_DIVISION,Below,20,,Oslo,,,NO,",
		"c5,5,SUB_DIVISION,Below,21,,Oslo,,,NO,",
		"c8,8,SUB_DIVISION,Below,22,,Oslo,,,NO,",
		"c10,10,SUB_DIVISION,Below,23,,Oslo,,,NO,",
		"c11,c10,SUB_DIVISION,Below,24,,Oslo,,,NO,",
		"ok,r,END_CUSTOMER,Fine,25,,Oslo,,,NO,",
	}
	people := file(userHead, "ok,ann@a.example,Ann,Lee,,,en,UTC,ADMIN", "c11,bo@a.example,Bo,Lee,,,en,UTC,", "10,cy@a.example,Cy,Lee,,,en,UTC,")
	want := []string{
		"accounts 3 name missing", "accounts 4 country unknown country", "accounts 5 account_number missing", "accounts 6 account_number line 2",
		"accounts 7 parent_ref \"gone\"", "accounts 8 parent_ref RESELLER", "accounts 9 type PARTNER", "accounts 10 parent_ref only a RESELLER",
		"accounts 11 ref line 3", "accounts 12 quotation mark",
	}
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		report, err := imports(t, rig, file(accountHead, lines...), people)
		wantBad(t, report, err, want...)
		wantCounts(t, "accounts", report.Accounts, 0, 0, 0, 10, 5)
		wantCounts(t, "users", report.Users, 0, 0, 0, 0, 2)
		wantNumbers(t, rig, stored, 0, 0, 0, 0)

		report = mustImport(t, rig, file(accountHead, lines...), people, func(cfg *importer.Config) { cfg.SkipBadRows = true })
		wantCounts(t, "accounts", report.Accounts, 2, 0, 0, 10, 5)
		wantCounts(t, "users", report.Users, 1, 0, 0, 0, 2)
		wantNumbers(t, rig, stored, 2, 1, 1, 2)
		var out strings.Builder
		report.Print(&out)
		for _, line := range []string{
			"accounts  17 rows: 2 added, 0 unchanged, 0 differing, 10 bad, 5 below bad ones\n",
			"accounts line 13, parent_ref: the account of line 3, which it needs, is not imported\n",
			"accounts line 17, parent_ref: the account of line 12, which it needs, is not imported\n",
			"users line 3, account_ref: the account of line 17, which it needs, is not imported\n",
			"users line 4, account_ref: the account of line 12, which it needs, is not imported\n",
		} {
			if !strings.Contains(out.String(), line) {
				t.Errorf("the report lacks %q:\n%s", line, out.String())
			}
		}
	})
}

func TestBadAccounts(t *testing.T) {
	t.Parallel()
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		rig.Account(nil, func(a *ent.AccountCreate) { a.SetAccountNumber("900") })
		mustImport(t, rig, file(accountHead, "held,,RESELLER,Held,1,,Oslo,,,NO,", "low,held,END_CUSTOMER,Low,2,,Oslo,,,NO,"), "")
		if _, err := rig.Store.WriteDB().Exec("UPDATE accounts SET status = 'PENDING' WHERE external_reference = 'low'"); err != nil {
			t.Fatal(err)
		}
		deep := []string{"d1,,RESELLER,Deep,1001,,Oslo,,,NO,"}
		for i := 2; i <= 34; i++ {
			deep = append(deep, fmt.Sprintf("d%d,d%d,SUB_DIVISION,Deep,%d,,Oslo,,,NO,", i, i-1, 1000+i))
		}
		for name, c := range map[string]struct{ lines, want []string }{
			"circle": {
				[]string{"a,c,SUB_DIVISION,A,11,,Oslo,,,NO,", "b,a,SUB_DIVISION,B,12,,Oslo,,,NO,", "c,b,SUB_DIVISION,C,13,,Oslo,,,NO,", "d,c,SUB_DIVISION,D,14,,Oslo,,,NO,", "e,e,SUB_DIVISION,E,15,,Oslo,,,NO,"},
				[]string{"accounts 2 parent_ref hangs below it", "accounts 3 parent_ref hangs below it", "accounts 4 parent_ref hangs below it", "accounts 6 parent_ref hangs below it"},
			},
			"too deep":                  {deep, []string{"accounts 34 parent_ref more than 32", "accounts 35 parent_ref more than 32"}},
			"number of another account": {[]string{"a,,RESELLER,A,900,,Oslo,,,NO,"}, []string{"accounts 2 account_number another account"}},
			"parent that is not active": {[]string{"a,low,SUB_DIVISION,A,11,,Oslo,,,NO,"}, []string{"accounts 2 parent_ref PENDING"}},
			"phone":                     {[]string{"a,,RESELLER,A,11,,Oslo,,,NO,12"}, []string{"accounts 2 phone no such number"}},
			"everything at once": {
				[]string{",,,,,,,,,,x", "a,,RESELLER,A\x01,11," + strings.Repeat("x", 201) + ",Oslo,,,Norway,"},
				[]string{"accounts 2 ref missing", "accounts 2 type unknown type", "accounts 2 name missing", "accounts 2 account_number missing",
					"accounts 2 country needs a country", "accounts 2 phone letters in this number", "accounts 3 name control characters", "accounts 3 country NO", "accounts 3 street at most 200"},
			},
			"short row": {[]string{"a,,RESELLER"}, []string{"accounts 2 stops after 3"}},
		} {
			t.Run(name, func(t *testing.T) {
				report, err := imports(t, rig, file(accountHead, c.lines...), "")
				wantBad(t, report, err, c.want...)
				wantNumbers(t, rig, "SELECT count(*) FROM accounts", 3)
			})
		}
	})
}

func TestBadUsers(t *testing.T) {
	t.Parallel()
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		mustImport(t, rig, file(accountHead, "a,,RESELLER,A,1,,Oslo,,,NO,", "b,a,END_CUSTOMER,B,2,,Oslo,,,NO,"), file(userHead, "a,ann@a.example,Ann,Lee,22 12 34 56,,en,UTC,"))
		report, err := imports(t, rig, "", file(userHead,
			"b,ANN@a.example,Ann,Lee,,,en,UTC,",
			"a,bo@a.example,Bo,Lee,,,en,UTC,",
			"b,Bo@a.example,Bo,Lee,,,en,UTC,",
			"x,cy@a.example,Cy,Lee,,,en,UTC,",
			",no address,,,123,,klingonese,Mars/Base,KING",
			"a,,Dee,Lee,,,,,"))
		wantBad(t, report, err, "users 2 email another account", "users 4 email line 3", "users 5 account_ref \"x\"",
			"users 6 account_ref missing", "users 6 email no e-mail", "users 6 given_name missing", "users 6 family_name missing", "users 6 language unknown",
			"users 6 timezone unknown", "users 6 role KING", "users 7 email missing", "users 7 language missing", "users 7 timezone missing")
		wantCounts(t, "users", report.Users, 0, 0, 0, 5, 0)
		phone := rig.Store.Client().User.Query().OnlyX(everything()).Phone
		if phone != "+4722123456" {
			t.Errorf("the phone is %q", phone)
		}
	})
}

// TestNoRows: a file without rows is reported too, and one that was not given is not.
func TestNoRows(t *testing.T) {
	t.Parallel()
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		for name, files := range map[string][2]string{"accounts": {file(accountHead), ""}, "users": {"", file(userHead)}} {
			var out strings.Builder
			mustImport(t, rig, files[0], files[1]).Print(&out)
			want := fmt.Sprintf("%-9s 0 rows: 0 added, 0 unchanged, 0 differing, 0 bad\nin 0.", name)
			if !strings.HasPrefix(out.String(), want) {
				t.Errorf("the report is %q", out.String())
			}
		}
	})
}

func TestRefusedFile(t *testing.T) {
	t.Parallel()
	rig := canopytest.SQLite(t)
	for name, c := range map[string]struct{ accounts, users, want string }{
		"columns": {accounts: "ref,parent,name,colour\na,b,c,d\n", want: `"colour" is unknown`},
		"empty":   {users: "\n", want: "The file is empty"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := imports(t, rig, c.accounts, c.users, func(cfg *importer.Config) { cfg.SkipBadRows = true })
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v", err)
			}
		})
	}
}

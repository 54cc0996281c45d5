package importer_test

import (
	"fmt"
	"strings"
	"testing"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/asset"
	"canopy/internal/canopytest"
	"canopy/internal/importer"
)

const assetHead = "ref,owner_ref,kind,name,serial_number,location,assigned_ref\n"

// withAssets has an import read a file of assets.
func withAssets(text string) func(*importer.Config) {
	return func(cfg *importer.Config) { cfg.Assets = strings.NewReader(text) }
}

const storedAssets = "SELECT count(*), count(assigned_to_id), count(DISTINCT root_id), count(DISTINCT owner_id) FROM assets"

// TestRunAssets: assets come after the accounts of the same run, and again nothing changes.
func TestRunAssets(t *testing.T) {
	t.Parallel()
	accounts := file(accountHead, "a,,RESELLER,A,1,,Oslo,,,NO,", "a1,a,END_CUSTOMER,A1,2,,Oslo,,,NO,", "a2,a1,SUB_DIVISION,A2,3,,Oslo,,,NO,", "b,,RESELLER,B,4,,Oslo,,,NO,")
	var lines []string
	for i := range 2500 {
		lines = append(lines, fmt.Sprintf("x%d,%s,Cabinet,Cabinet %d,,,%s", i, []string{"a", "a1"}[i%2], i, []string{"a2", ""}[i%3%2]))
	}
	lines = append(lines, "x1,b,Device,Of another tree,,,", "s,a, Cross-connect ,Ø  Straße,SN-1,\"Hall 2, row B\",a1")
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		report := mustImport(t, rig, accounts, "", withAssets(file(assetHead, lines...)))
		wantCounts(t, "assets", report.Assets, 2502, 0, 0, 0, 0)
		wantNumbers(t, rig, storedAssets, 2502, 1668, 2, 3)
		wantRecorded(t, rig, "assets", 2502)
		before := numbers(t, rig, stored)
		s := rig.Store.Client().Asset.Query().Where(asset.ExternalReference("s")).OnlyX(everything())
		if s.Kind != "Cross-connect" || s.KindKey != "cross-connect" || s.Name != "Ø Straße" || s.NameKey != "o strasse" || s.SerialNumber != "SN-1" ||
			s.Location != "Hall 2, row B" || s.LocationKey != "hall 2, row b" || s.Search != "o strasse cross-connect sn-1 hall 2, row b s" || !s.CreatedAt.Equal(rig.Clock.Now()) {
			t.Errorf("%+v", s)
		}
		firsts := rig.Store.Client().Asset.Query().Order(ent.Asc(asset.FieldID)).Limit(3).Select(asset.FieldExternalReference).StringsX(everything())
		if fmt.Sprint(firsts) != "[x0 x1 x2]" {
			t.Errorf("the first are %v: not in the file's order", firsts)
		}

		report = mustImport(t, rig, accounts, "", withAssets(file(assetHead, lines...)))
		wantCounts(t, "assets", report.Assets, 0, 2502, 0, 0, 0)
		report = mustImport(t, rig, "", "", withAssets(file(assetHead, lines...)))
		wantCounts(t, "assets", report.Assets, 0, 2502, 0, 0, 0)
		wantNumbers(t, rig, stored, before...)

		// Columns in any order and some not at all; those of an export are not read.
		report = mustImport(t, rig, "", "", withAssets("\uFEFFName;Kind;Owner Ref;Ref;owner_number;assigned_number;assigned_name\r\nSwitch;Device;a;t;1;9;Nobody\r\n"))
		wantCounts(t, "assets", report.Assets, 1, 0, 0, 0, 0)
	})
}

// TestAssetsDiffer: a row that is there with other values is named and left alone.
func TestAssetsDiffer(t *testing.T) {
	t.Parallel()
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		a := rig.Account(nil, ref("a"))
		low := rig.Account(rig.Account(a, ref("b")), ref("c"))
		mustImport(t, rig, "", "", withAssets(file(assetHead, "1,a,Cabinet,One,SN,Oslo,c", "2,a,Cabinet,Two,,,", "3,a,Cabinet,Three,,,c")))
		if _, err := rig.Store.WriteDB().Exec("UPDATE accounts SET status = 'SUSPENDED' WHERE external_reference = 'c'"); err != nil {
			t.Fatal(err)
		}
		report := mustImport(t, rig, "", "", withAssets(file(assetHead,
			"1,a,Cabinet,One,SN,Oslo,b", "2,a,Cabinet,Two,,Oslo,c", "3,a,Cabinet,Three,,,c")))
		wantCounts(t, "assets", report.Assets, 0, 1, 2, 0, 0)
		var out strings.Builder
		report.Print(&out)
		if !strings.HasPrefix(out.String(), "assets    3 rows: 0 added, 1 unchanged, 2 differing, 0 bad\n          differing rows are left as they are in the database: lines 2, 3\n") {
			t.Errorf("the report is\n%s", out.String())
		}
		for _, line := range []string{"1,b,Cabinet,One,SN,Oslo,c", "1,a,Cabinet,One,SN,Oslo,", "1,a,cabinet,One,SN,Oslo,c", "1,a,Cabinet,1,SN,Oslo,c", "1,a,Cabinet,One,,Oslo,c"} {
			wantCounts(t, line, mustImport(t, rig, "", "", withAssets(file(assetHead, line))).Assets, 0, 0, 1, 0, 0)
		}
		one := rig.Store.Client().Asset.Query().Where(asset.ExternalReference("1")).OnlyX(everything())
		if one.OwnerID != a.ID || *one.AssignedToID != low.ID || one.Name != "One" {
			t.Errorf("overwritten: %+v", one)
		}
	})
}

// ref gives an account a reference.
func ref(ref string) func(*ent.AccountCreate) {
	return func(a *ent.AccountCreate) { a.SetExternalReference(ref) }
}

func status(s account.Status) func(*ent.AccountCreate) {
	return func(a *ent.AccountCreate) { a.SetStatus(s) }
}

func TestBadAssets(t *testing.T) {
	t.Parallel()
	accounts := []string{
		"n,top,END_CUSTOMER,N,51,,Oslo,,,NO,", "n1,n,SUB_DIVISION,N1,52,,Oslo,,,NO,", // 2, 3
		"w,top,END_CUSTOMER,,53,,Oslo,,,NO,", "w1,w,SUB_DIVISION,W1,54,,Oslo,,,NO,", // 4 is bad
	}
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		top := rig.Account(nil, ref("top"))
		active := rig.Account(top, ref("active"))
		rig.Account(active, ref("below"))
		rig.Account(top, ref("pending"), status(account.StatusPENDING))
		rig.Account(rig.Account(top, ref("suspended"), status(account.StatusSUSPENDED)), ref("under"))
		rig.Account(top, ref("closed"), status(account.StatusCLOSED))
		rig.Account(nil, ref("other"))
		lines := []string{
			"1,top,Cabinet,One,,,active",       // 2: fine
			",,,,,,",                           // blank
			"2,,,,,,",                          // 4
			"1,active,Cabinet,One,,,",          // 5: the ref of line 2
			"3,gone,Cabinet,Three,,,lost",      // 6
			"4,active,Cabinet,Four,,,active",   // 7: its owner
			"5,below,Cabinet,Five,,,active",    // 8: above
			"6,active,Cabinet,Six,,,pending",   // 9: beside, and PENDING
			"7,top,Cabinet,Seven,,,other",      // 10: of another tree
			"8,top,Cabinet,Eight,,,suspended",  // 11
			"9,top,Cabinet,Nine,,,under",       // 12: below a suspended one
			"10,closed,Cabinet,Ten,,,",         // 13
			"11,suspended,Cabinet,Eleven,,,",   // 14: fine
			"12,n,Cabinet,Twelve,,,n1",         // 15: fine, both of the accounts file
			"13,n1,Cabinet,Thirteen,,,n",       // 16: above, both of the accounts file
			"14,top,Cabinet,\"Four\"teen,,,n1", // 17: a quotation mark
			"15,w,Cabinet,Fifteen,,,w1",        // 18: waits
			"16,top,Cabinet,Sixteen,,,w1",      // 19: waits
			"17,w,,,,,",                        // 20: bad itself
			"18,n1,Cabinet,Eighteen,,,active",  // 21: beside
			"19,top,Cab\x01inet," + strings.Repeat("x", 201) + ",\x02,,",
			"20,top,Cabinet",                                   // 23: stops
			"other,other,Cabinet,Of another tree,,,",           // 24: fine
			"1,other,Cabinet,The ref of line 2 elsewhere,,,",   // 25: fine
			"11,suspended,Cabinet,The ref of line 14 again,,,", // 26
		}
		want := []string{
			"accounts 4 name missing",
			"assets 4 owner_ref missing", "assets 4 kind missing", "assets 4 name missing", "assets 5 ref line 2 has the ref \"1\"",
			"assets 6 owner_ref no account has the ref \"gone\"", "assets 6 assigned_ref no account has the ref \"lost\"",
			"assets 7 assigned_ref below", "assets 8 assigned_ref below", "assets 9 assigned_ref below", "assets 9 assigned_ref PENDING", "assets 10 assigned_ref below",
			"assets 11 assigned_ref the account is SUSPENDED", "assets 12 assigned_ref ACTIVE, but below one that is SUSPENDED", "assets 13 owner_ref CLOSED",
			"assets 16 assigned_ref below", "assets 17 quotation mark", "assets 20 kind missing", "assets 20 name missing", "assets 21 assigned_ref below",
			"assets 22 kind control", "assets 22 name at most 200", "assets 22 serial_number control", "assets 23 stops after 3", "assets 26 ref line 14 has the ref",
		}
		report, err := imports(t, rig, file(accountHead, accounts...), "", withAssets(file(assetHead, lines...)))
		wantBad(t, report, err, want...)
		wantCounts(t, "assets", report.Assets, 0, 0, 0, 17, 2)
		wantNumbers(t, rig, storedAssets, 0, 0, 0, 0)

		report = mustImport(t, rig, file(accountHead, accounts...), "", withAssets(file(assetHead, lines...)), func(cfg *importer.Config) { cfg.SkipBadRows = true })
		wantCounts(t, "assets", report.Assets, 5, 0, 0, 17, 2)
		wantNumbers(t, rig, storedAssets, 5, 2, 2, 4)
		var out strings.Builder
		report.Print(&out)
		for _, line := range []string{
			"assets line 18, owner_ref: the account of line 4, which it needs, is not imported\n",
			"assets line 19, assigned_ref: the account of line 5, which it needs, is not imported\n",
		} {
			if !strings.Contains(out.String(), line) {
				t.Errorf("the report lacks %q:\n%s", line, out.String())
			}
		}
	})
}

// TestAssetsOfTwoTrees: where two trees use the same refs, --root names the one that is meant; a holder is looked for in the owner's tree.
func TestAssetsOfTwoTrees(t *testing.T) {
	t.Parallel()
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		a, b := rig.Account(nil, ref("a")), rig.Account(nil, ref("b"))
		rig.Account(a, ref("c"))
		inB := rig.Account(b, ref("c"))
		report, err := imports(t, rig, "", "", withAssets(file(assetHead, "1,c,Cabinet,One,,,")))
		wantBad(t, report, err, "assets 2 owner_ref --root")
		mustImport(t, rig, "", "", withAssets(file(assetHead, "1,b,Cabinet,One,,,c")))
		root := func(cfg *importer.Config) { cfg.Root = "b" }
		mustImport(t, rig, "", "", withAssets(file(assetHead, "2,c,Cabinet,Two,,,")), root)
		report, err = imports(t, rig, "", "", withAssets(file(assetHead, "3,a,Cabinet,Three,,,")), root)
		wantBad(t, report, err, `assets 2 owner_ref no account of the tree "b" has the ref "a"`)
		one := rig.Store.Client().Asset.Query().Where(asset.ExternalReference("1")).OnlyX(everything())
		two := rig.Store.Client().Asset.Query().Where(asset.ExternalReference("2")).OnlyX(everything())
		if *one.AssignedToID != inB.ID || two.OwnerID != inB.ID || two.RootID != b.ID {
			t.Errorf("%+v %+v", one, two)
		}
	})
}

// TestStopped: what is SUSPENDED or CLOSED above an account counts for it too.
func TestStopped(t *testing.T) {
	t.Parallel()
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		rig.Account(rig.Account(nil, ref("a"), status(account.StatusSUSPENDED)), ref("b"))
		report, err := imports(t, rig, file(accountHead, "c,b,SUB_DIVISION,C,1,,Oslo,,,NO,"), file(userHead, "b,ann@a.example,Ann,Lee,,,en,UTC,"))
		wantBad(t, report, err, "accounts 2 parent_ref ACTIVE, but below one that is SUSPENDED", "users 2 account_ref ACTIVE, but below one that is SUSPENDED")
	})
}

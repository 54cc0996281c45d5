package reseller_test

import (
	"slices"
	"strings"
	"testing"

	"canopy/ent"
	"canopy/ent/user"
	"canopy/internal/problem"
	"canopy/internal/reseller"
	"canopy/internal/viewer"
)

// words are the faults of the rows as "path: message".
func words(rejected []problem.RejectedRow) (list []string) {
	for _, row := range rejected {
		for _, f := range row.UserErrors {
			list = append(list, strings.Join(f.Path, ".")+": "+f.Message)
		}
	}
	return list
}

// wantReasons compares the last cells of a file of rejected rows, parted by tabs.
func wantReasons(t *testing.T, file *string, want ...string) {
	t.Helper()
	var got []string
	if file != nil {
		for line := range strings.Lines(*file) {
			got = append(got, strings.TrimRight(line[strings.LastIndex(line, "\t")+1:], "\r\n"))
		}
	}
	if want = append([]string{"reason"}, want...); !slices.Equal(got, want) {
		t.Errorf("the reasons are\n%q, want\n%q", got, want)
	}
}

const (
	noneGiven  = "write one here, or give the account one: neither it nor the request has one for all rows"
	roundedOff = "a spreadsheet has rounded this number and lost its last digits: format the column as text, and write the number again"
	invisible  = "there are control characters in the text, such as U+0007, which nobody sees: write it again without them"
)

// TestCellsAreOneLine: what is wrapped within a cell of a file is read as one line; a list is told of it.
func TestCellsAreOneLine(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx, file := h.As(h.manager), "Mail\tVorname\tNachname\tFunktion\t\"Tele-\nfon\"\r\n"+
			"ada@a.example\t\"Ada\r\nAugusta\"\t\"King \tNoel\"\t\"Head of\r\nSales,\n\n\tEurope\"\t\"+49 30\n901820\"\r\n"
		added, err := h.AddUsers(ctx, addingFile(h.root, file), nil)
		if err != nil || added.Count != 1 {
			t.Fatalf("answered %+v, %v", added, err)
		}
		im := h.imported(t, ctx, importing(h.root, strings.Replace(file, "ada@", "bo@", 1)))
		bo := h.Store.Client().User.Query().Where(user.EmailKey("bo@a.example")).OnlyX(everything())
		if im.AddedCount != 1 {
			t.Errorf("imported %+v", im)
		}
		cy := h.User(h.root, viewer.Reader)
		updated, err := h.UpdateUsers(ctx, updating(strings.NewReplacer("Mail", "id", "ada@a.example", userID(cy).String()).Replace(file)))
		if err != nil || updated.Changed != 1 {
			t.Fatalf("answered %+v, %v", updated, err)
		}
		for _, u := range []*ent.User{h.user(t, added.UserIDs[0]), bo, h.user(t, cy.ID)} {
			if u.GivenName != "Ada Augusta" || u.FamilyName != "King Noel" || u.JobTitle != "Head of Sales, Europe" || u.Phone != "+4930901820" {
				t.Errorf("stored %v", u)
			}
		}

		list := adding(h.root, someone("di@a.example"), someone("ed@a.example"))
		list.Users[0].GivenName, list.Users[0].JobTitle, list.Users[1].FamilyName = "D\nI", ptr("A\tB"), "E\aD"
		told, err := h.AddUsers(ctx, list, nil)
		if err != nil {
			t.Fatal(err)
		}
		want := []string{"givenName: there is a line break in the text: write it in one line", "jobTitle: there is a tab in the text: write a space instead", "familyName: " + invisible}
		if got := words(told.Rejected); !slices.Equal(got, want) {
			t.Errorf("a list is told\n%q, want\n%q", got, want)
		}

		customers := h.registering(h.root)
		customers.CSV = csvFile("Typ,Firma,Straße,PLZ,Ort,Land\nEndkunde,\"Acme\nGmbH\",\"Hof 1\nHaus 2\",10115,\"Berlin\n\tMitte\",\"Deutsch-\nland\"\n")
		opened, err := h.CreateCustomers(ctx, customers)
		if err != nil || opened.Count != 1 {
			t.Fatalf("answered %+v, %v", opened, err)
		}
		if r := h.review(t, opened.ReviewIDs[0]); r.Name != "Acme GmbH" || r.City != "Berlin Mitte" || r.Street != "Hof 1\nHaus 2" {
			t.Errorf("opened %v", r)
		}
	})
}

// TestReasonsNameTheColumns: a reason names the column as the file's header does, and a field without one as the template does.
func TestReasonsNameTheColumns(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := h.As(h.manager)
		in := addingFile(h.root, "Mail\tVorname\tNachname\tTZ\t\"Tele-\nfon\"\tSprache\nbo@a.example\tB\ao\tLi\t\t4.917E+12\tde\ncy@a.example\tCy\tLi\t\t4,91712E12\t\n")
		in.Language, in.Timezone = nil, nil
		added, err := h.AddUsers(ctx, in, nil)
		if err != nil || added.RejectedCSV == nil {
			t.Fatalf("answered %+v, %v", added, err)
		}
		bo := "Vorname: " + invisible + "; Tele- fon: " + roundedOff + "; TZ: " + noneGiven
		cy := "Tele- fon: " + roundedOff + "; Sprache: " + noneGiven + "; TZ: " + noneGiven
		_, file, _ := strings.Cut(*added.RejectedCSV, "\n") // the header has two lines
		file = strings.NewReplacer("\"", "").Replace(file)
		wantReasons(t, &file, bo, cy)
		wantRejected(t, added.Rejected, "0:3 givenName INVALID, phone INVALID, timezone REQUIRED", "1:4 phone INVALID, language REQUIRED, timezone REQUIRED")

		updated, err := h.UpdateUsers(h.As(h.User(h.root, viewer.Admin)), updating("ID\tRufnummer\tRolle", userID(h.manager).String()+"\t1E+9\tVIEWER", "x\t\t"))
		if err != nil {
			t.Fatal(err)
		}
		wantReasons(t, updated.RejectedCSV, "\"Rolle: the role on their account is ACCOUNT_MANAGER: leave it so here, grantRole and revokeGrant change it; Rufnummer: "+roundedOff+"\"", "ID: there is no such person")
	})
}

// TestFilesWithoutTerms: a file that has no column of the language or time zone which nothing else names is a fault of the request, told once.
func TestFilesWithoutTerms(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx, file := h.As(h.manager), "email,given_name,family_name,language\nada@a.example,Ada,King,\nbo,Bo,Li,de\n"
		adding, imports := addingFile(h.root, file), importing(h.root, file)
		adding.Language, adding.Timezone, imports.Language, imports.Timezone = nil, nil, nil, nil
		const want = "the file has no column timezone, and neither the request nor the account names one: add the column, send timezone for all rows, or give the account one"
		tellsOnce := func(err error) {
			t.Helper()
			faults, _ := problem.FaultsOf(err)
			if len(faults) != 1 || faults[0].Path[0] != "timezone" || faults[0].Code != problem.Required || faults[0].Message != want {
				t.Errorf("answered %v", err)
			}
		}
		added, err := h.AddUsers(ctx, adding, nil)
		tellsOnce(err)
		wantRejected(t, added.Rejected, "0:2 language REQUIRED", "1:3 email INVALID")
		_, err = h.ImportUsers(ctx, imports)
		tellsOnce(err)

		a := h.Account(h.root, func(c *ent.AccountCreate) { c.SetTimezone("Europe/Berlin") })
		adding.AccountID, imports.AccountID = id(a), id(a)
		adding.OnError, imports.OnError = reseller.RejectFailedRows, reseller.RejectFailedRows
		if added, err = h.AddUsers(ctx, adding, nil); err != nil || added.Count != 0 || len(added.Rejected) != 2 {
			t.Errorf("with the account's, answered %+v, %v", added, err)
		}
		if im := h.imported(t, ctx, imports); im.RejectedCount != 2 {
			t.Errorf("with the account's, imported %v", im)
		}
	})
}

// TestFormulaErrors: what a spreadsheet saves for a formula that failed is refused in every file, and taken from a list.
func TestFormulaErrors(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := h.As(h.manager)
		added, err := h.AddUsers(ctx, addingFile(h.root, "email,given_name,family_name\nada@a.example,#NAME?,#NV\nbo@a.example,TRUE,7\n"), nil)
		if err != nil {
			t.Fatal(err)
		}
		wantRejected(t, added.Rejected, "0:2 givenName INVALID, familyName INVALID")
		if im := h.imported(t, ctx, importing(h.root, "email,given_name,family_name\nada@a.example,#WERT!,Li\ndi@a.example,WAHR,7\n")); im.RejectedCount != 1 {
			t.Errorf("imported %v", im)
		}
		updated, err := h.UpdateUsers(ctx, updating("id,job_title", userID(h.manager).String()+",#REF!"))
		if err != nil {
			t.Fatal(err)
		}
		wantRejected(t, updated.Rejected, "0:2 jobTitle INVALID")
		customers := h.registering(h.root)
		customers.CSV = csvFile("type,name,country,city\nEND_CUSTOMER,Acme,DE,#DIV/0!\n")
		opened, err := h.CreateCustomers(ctx, customers)
		if err != nil {
			t.Fatal(err)
		}
		wantRejected(t, opened.Rejected, "0:2 address.city INVALID")

		list := adding(h.root, someone("cy@a.example"))
		list.Users[0].GivenName = "#NAME?"
		if added, err = h.AddUsers(ctx, list, nil); err != nil || added.Count != 1 {
			t.Errorf("of a list, answered %+v, %v", added, err)
		}
	})
}

// TestFilesWithoutRows are told of in the same words, whatever they are for.
func TestFilesWithoutRows(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx, want := h.As(h.manager), "csv REQUIRED the file has no rows: write one for each below the header"
		_, added := h.AddUsers(ctx, addingFile(h.root, "email,given_name,family_name\n\n"), nil)
		_, updated := h.UpdateUsers(ctx, updating("id"))
		customers := h.registering(h.root)
		customers.CSV = csvFile("type,name,country\n,,\n")
		_, opened := h.CreateCustomers(ctx, customers)
		_, imported := h.ImportUsers(ctx, importing(h.root, "email,given_name,family_name\n"))
		for name, err := range map[string]error{"addUsers": added, "updateUsers": updated, "createCustomers": opened, "importUsers": imported} {
			faults, _ := problem.FaultsOf(err)
			if len(faults) != 1 || faults[0].Path[0]+" "+string(faults[0].Code)+" "+faults[0].Message != want {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// TestCustomerTypesAsPeopleWriteThem in English, German and French.
func TestCustomerTypesAsPeopleWriteThem(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		file, want := "Type;Name;Street;City;Zip;Country\n", []string{}
		for written, kind := range map[string]string{
			"end customer": "END_CUSTOMER", "Endkunde": "END_CUSTOMER", "Client final": "END_CUSTOMER",
			"Sub-Division": "SUB_DIVISION", "subdivision": "SUB_DIVISION", "Untergliederung": "SUB_DIVISION", "Abteilung": "SUB_DIVISION", "Sous-division": "SUB_DIVISION",
		} {
			file += written + ";" + written + ";Hauptstr. 1;Ulm;89073;DE\n"
			want = append(want, kind)
		}
		in := h.registering(h.root)
		in.CSV = csvFile(file + "Kunde;Bad;Hauptstr. 1;Ulm;89073;Germny\n")
		in.OnError = reseller.RejectFailedRows
		opened, err := h.CreateCustomers(h.As(h.manager), in)
		if err != nil || opened.Count != len(want) {
			t.Fatalf("answered %+v, %v", opened, err)
		}
		for i, kind := range want {
			if r := h.review(t, opened.ReviewIDs[i]); string(r.Type) != kind {
				t.Errorf("%s is a %s", r.Name, r.Type)
			}
		}
		if got, want := words(opened.Rejected), []string{`type: unknown type "Kunde": write END_CUSTOMER or SUB_DIVISION`, `address.country: unknown country "Germny": write DE for Germany`}; !slices.Equal(got, want) {
			t.Errorf("told %q, want %q", got, want)
		}
	})
}

package reseller_test

import (
	"encoding/csv"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"canopy/ent"
	"canopy/internal/problem"
	"canopy/internal/reseller"

	"golang.org/x/text/encoding/charmap"
)

// windows1252 is a text as German Excel saves it.
func windows1252(t *testing.T, text string) string {
	t.Helper()
	encoded, err := charmap.Windows1252.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return encoded
}

func utf16le(text string) string {
	var b strings.Builder
	for _, unit := range utf16.Encode([]rune(text)) {
		b.WriteByte(byte(unit))
		b.WriteByte(byte(unit >> 8))
	}
	return b.String()
}

// addingFile is a request to add the people of the file to the account, going on without the bad rows.
func addingFile(to *ent.Account, text string) reseller.AddUsersInput {
	in := adding(to)
	in.Users, in.CSV, in.OnError = nil, csvFile(text), reseller.RejectFailedRows
	return in
}

// TestAddUsersRejectedFileComesBack: what is rejected comes as a file that a spreadsheet opens as it opened the one that was sent, with the
// reasons behind it; mended, it is taken.
func TestAddUsersRejectedFileComesBack(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := h.As(h.manager)
		sent := "Vorname;Name;E-Mail;Telefon;Sprache;Zeitzone;Rolle\r\n" +
			"Jürgen;Groß;jürgen@a.example;;;;\r\n" +
			"=cmd();Müller;müller@a.example;+49 30 901820;Deutsch;W. Europe Standard Time;Chefin\r\n" +
			"\r\n" +
			"Bo;\"Li; Xu\";jürgen@a.example;12;;;Admin\r\n" +
			"Cy;Lee\x07Lee;cy@a.example\r\n" +
			"Di;Ax;di@a.example;;;;;zu viel\r\n"
		first, err := h.AddUsers(ctx, addingFile(h.root, windows1252(t, sent)), nil)
		if err != nil || first.Count != 1 || first.Encoding == nil || *first.Encoding != "Windows-1252" {
			t.Fatalf("answered %+v, %v", first, err)
		}
		wantRejected(t, first.Rejected, "1:3 language INVALID, timezone INVALID, role INVALID", "2:5 phone INVALID, role CANNOT_GRANT, email DUPLICATE_IN_REQUEST",
			"3:6 familyName INVALID", "4:7  INVALID")
		want := "\ufeffVorname;Name;E-Mail;Telefon;Sprache;Zeitzone;Rolle;reason\r\n" +
			"'=cmd();Müller;müller@a.example;'+49 30 901820;Deutsch;W. Europe Standard Time;Chefin;" +
			`"Sprache: unknown language ""Deutsch"": write a BCP 47 tag, like de; Zeitzone: unknown time zone ""W. Europe Standard Time"": write an IANA name, like Europe/Berlin; ` +
			`Rolle: unknown role ""Chefin"": write ADMIN, ACCOUNT_MANAGER, USER_MANAGER or VIEWER"` + "\r\n"
		if !strings.HasPrefix(*first.RejectedCSV, want) {
			t.Errorf("the file to mend is\n%s, want\n%s", *first.RejectedCSV, want)
		}
		read := csv.NewReader(strings.NewReader(*first.RejectedCSV))
		read.Comma, read.FieldsPerRecord = ';', -1
		cells, err := read.ReadAll()
		if err != nil || len(cells) != 5 || cells[2][1] != "Li; Xu" || cells[4][8] != "zu viel" || !strings.Contains(cells[2][7], "line 2 has the same address") {
			t.Errorf("a spreadsheet reads %q, %v", cells, err)
		}
		again, err := h.AddUsers(ctx, addingFile(h.root, *first.RejectedCSV), nil)
		if err != nil || again.Count != 0 || *again.Encoding != "UTF-8" {
			t.Fatalf("unmended it answers %+v, %v", again, err)
		}
		wantRejected(t, again.Rejected, "0:2 language INVALID, timezone INVALID, role INVALID", "1:3 phone INVALID, role CANNOT_GRANT, email TAKEN", "2:4 familyName INVALID", "3:5  INVALID")
		mended := strings.NewReplacer("Deutsch;W. Europe Standard Time;Chefin", "de;Europe/Berlin;viewer", "jürgen@", "bo@", ";12;", ";;", ";Admin;", ";Account Manager;", "Lee\x07Lee", "Lee Lee", ";zu viel", "").
			Replace(*first.RejectedCSV)
		last, err := h.AddUsers(ctx, addingFile(h.root, mended), nil)
		if err != nil || last.Count != 4 || last.RejectedCSV != nil {
			t.Fatalf("mended it answers %+v, %v", last, err)
		}
		if u := h.user(t, last.UserIDs[0]); u.GivenName != "=cmd()" || u.FamilyName != "Müller" || u.Phone != "+4930901820" || u.Language != "de" || u.Timezone != "Europe/Berlin" {
			t.Errorf("stored %v", u)
		}
	})
}

func TestAddUsersTellsTheEncoding(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		const text = "email,given_name,family_name\r\nzoe%d@a.example,Zoé,Lee\r\n"
		for i, c := range []struct{ file, want string }{
			{text, "UTF-8"},
			{"\ufeff" + text, "UTF-8"},
			{windows1252(t, text), "Windows-1252"},
			{utf16le("\ufeff" + text), "UTF-16LE"},
			{utf16le(text), "UTF-16LE"},
		} {
			file := strings.Replace(c.file, "%d", string(rune('0'+i)), 1)
			if strings.HasPrefix(c.want, "UTF-16") {
				file = strings.Replace(c.file, "%\x00d", string(rune('0'+i)), 1)
			}
			added, err := h.AddUsers(h.As(h.manager), addingFile(h.root, file), nil)
			if err != nil || added.Count != 1 || added.Encoding == nil || *added.Encoding != c.want {
				t.Errorf("%s answers %+v, %v", c.want, added, err)
				continue
			}
			if u := h.user(t, added.UserIDs[0]); u.GivenName != "Zoé" {
				t.Errorf("%s is stored as %q", c.want, u.GivenName)
			}
		}
		if list, err := h.AddUsers(h.As(h.manager), adding(h.root, someones(1)...), nil); err != nil || list.Encoding != nil {
			t.Errorf("a list answers %+v, %v", list, err)
		}
	})
}

// TestAddUsersOfOneAddressInManySpellings: an address is one person's whatever its case, Unicode form and form of the domain.
func TestAddUsersOfOneAddressInManySpellings(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := h.As(h.manager)
		spellings := []string{
			"Jörg@münchen.example", "JÖRG@MÜNCHEN.EXAMPLE", "jo\u0308rg@münchen.example", "jörg@mu\u0308nchen.example", "jörg@xn--mnchen-3ya.example", "JO\u0308RG@XN--MNCHEN-3YA.example",
			"jörg@ｍünchen.example", " jörg@münchen.example ",
		}
		var people []*reseller.NewUserInput
		var twice, taken []string
		for i, s := range spellings {
			people = append(people, someone(s))
			taken = append(taken, fmt.Sprintf("%d:0 email TAKEN", i))
			if i > 0 {
				twice = append(twice, fmt.Sprintf("%d:0 email DUPLICATE_IN_REQUEST", i))
			}
		}
		in := adding(h.root, people...)
		in.OnError = reseller.RejectFailedRows
		first, err := h.AddUsers(ctx, in, nil)
		if err != nil || first.Count != 1 || h.user(t, first.UserIDs[0]).Email != "Jörg@münchen.example" {
			t.Fatalf("answered %+v, %v", first, err)
		}
		wantRejected(t, first.Rejected, twice...)
		for i, s := range spellings {
			again, err := h.AddUsers(ctx, adding(h.root, someone(s)), nil)
			if err != nil {
				t.Fatal(err)
			}
			wantRejected(t, again.Rejected, strings.Replace(taken[i], fmt.Sprint(i), "0", 1))
		}
	})
}

// TestAddUsersTakesLanguageAndZoneFromTheNearest: the row's, else the request's, else the account's.
func TestAddUsersTakesLanguageAndZoneFromTheNearest(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		a := h.Account(h.root, func(c *ent.AccountCreate) { c.SetLanguage("fr").SetTimezone("Europe/Paris") })
		const text = "email,given_name,family_name,language,timezone\na%[1]d@a.example,A,A,pt-br,\nb%[1]d@a.example,B,B,,america/sao_paulo\nc%[1]d@a.example,C,C,,\n"
		for i, c := range []struct {
			language, timezone *string
			want               [3]string
		}{
			{nil, nil, [3]string{"pt-BR Europe/Paris", "fr America/Sao_Paulo", "fr Europe/Paris"}},
			{ptr("de"), nil, [3]string{"pt-BR Europe/Paris", "de America/Sao_Paulo", "de Europe/Paris"}},
			{ptr(" "), ptr("UTC"), [3]string{"pt-BR UTC", "fr America/Sao_Paulo", "fr UTC"}},
			{ptr("en"), ptr("UTC"), [3]string{"pt-BR UTC", "en America/Sao_Paulo", "en UTC"}},
		} {
			in := addingFile(a, fmt.Sprintf(text, i))
			in.Language, in.Timezone = c.language, c.timezone
			added, err := h.AddUsers(h.As(h.manager), in, nil)
			if err != nil || added.Count != 3 {
				t.Fatalf("answered %+v, %v", added, err)
			}
			for row, want := range c.want {
				if u := h.user(t, added.UserIDs[row]); u.Language+" "+u.Timezone != want {
					t.Errorf("request %d, row %d: %s %s, want %s", i, row, u.Language, u.Timezone, want)
				}
			}
		}
	})
}

// TestAddUsersSuggests: what cannot be a language or a time zone is told with the one that was probably meant.
func TestAddUsersSuggests(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		languages := [][2]string{{"Deutsch", "de"}, {"German", "de"}, {"Französisch", "fr"}, {"English (US)", "en-US"}, {"pt_BR", "pt-BR"}, {"qqqqqq", "en or pt-BR"}}
		zones := [][2]string{
			{"Berlin", "Europe/Berlin"}, {"GMT+1", "Europe/Berlin"}, {"Eastern Time", "America/New_York"}, {"W. Europe Standard Time", "Europe/Berlin"}, {"Europe/Berln", "Europe/Berlin"},
			{"(UTC-05:00) Eastern Time (US & Canada)", "America/New_York"},
		}
		in := adding(h.root)
		var want []string
		for i := range languages {
			p := someone(fmt.Sprintf("a%d@a.example", i))
			p.Language, p.Timezone = ptr(languages[i][0]), ptr(zones[i][0])
			in.Users = append(in.Users, p)
			want = append(want, "language: write a BCP 47 tag, like "+languages[i][1], "timezone: write an IANA name, like "+zones[i][1])
		}
		added, err := h.AddUsers(h.As(h.manager), in, nil)
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, row := range added.Rejected {
			for _, f := range row.UserErrors {
				_, advice, _ := strings.Cut(f.Message, `": `)
				got = append(got, f.Path[0]+": "+advice)
			}
		}
		if !slices.Equal(got, want) {
			t.Errorf("told\n%q, want\n%q", got, want)
		}
	})
}

// TestAddUsersNamesImportUsers: who sends too much is told where it can be sent.
func TestAddUsersNamesImportUsers(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		const header = "email,given_name,family_name\n"
		for name, in := range map[string]reseller.AddUsersInput{
			"list":  adding(h.root, someones(5001)...),
			"rows":  addingFile(h.root, header+strings.Repeat("a@example.org,A,A\n", 5001)),
			"bytes": addingFile(h.root, header+strings.Repeat("\n", 8<<20)),
		} {
			_, err := h.AddUsers(h.As(h.manager), in, nil)
			faults, _ := problem.FaultsOf(err)
			if len(faults) != 1 || faults[0].Code != problem.LimitExceeded || !strings.Contains(faults[0].Message, "importUsers") {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// endless is a file of rows that never ends, and counts what was read of it.
type endless struct{ read int }

func (e *endless) Seek(int64, int) (int64, error) { return 0, nil }

func (e *endless) Read(p []byte) (int, error) {
	const row = "a@example.org,A,A\n"
	for i := range p {
		p[i] = row[(e.read+i)%len(row)]
	}
	e.read += len(p)
	return len(p), nil
}

// TestAddUsersOfAnEndlessFile: it is refused by its size, and read no further.
func TestAddUsersOfAnEndlessFile(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		file := &endless{}
		in := addingFile(h.root, "")
		in.CSV.File = file
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := h.AddUsers(h.As(h.manager), in, nil)
		runtime.ReadMemStats(&after)
		wantFaults(t, err, "csv LIMIT_EXCEEDED")
		if allocated := after.TotalAlloc - before.TotalAlloc; file.read > 16<<20 || allocated > 96<<20 {
			t.Errorf("%d MiB were read and %d MiB allocated", file.read>>20, allocated>>20)
		}
	})
}

package reseller_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/event"
	"canopy/ent/eventpersonvalue"
	"canopy/ent/grant"
	"canopy/ent/user"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/reseller"
	"canopy/internal/viewer"

	"github.com/99designs/gqlgen/graphql"
)

func csvFile(text string) *graphql.Upload { return &graphql.Upload{File: strings.NewReader(text)} }

// adding is a request to add the people to the account, in English and UTC.
func adding(to *ent.Account, people ...*reseller.NewUserInput) reseller.AddUsersInput {
	return reseller.AddUsersInput{AccountID: id(to), Users: people, Language: ptr("en"), Timezone: ptr("UTC"), OnError: reseller.RejectAll}
}

func someone(email string) *reseller.NewUserInput {
	return &reseller.NewUserInput{Email: email, GivenName: "Grace", FamilyName: "Hopper"}
}

func someones(n int) (list []*reseller.NewUserInput) {
	for i := range n {
		list = append(list, someone(fmt.Sprintf("grace%d@example.org", i)))
	}
	return list
}

func (h *house) user(t *testing.T, key int64) *ent.User {
	t.Helper()
	u, err := h.Store.Client().User.Query().Where(user.ID(key)).WithGrants().Only(everything())
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func (h *house) users(t *testing.T, of *ent.Account) int {
	t.Helper()
	n, err := h.Store.Client().User.Query().Where(user.AccountID(of.ID)).Count(everything())
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// told is a rejected row as "index:line path CODE, ...", line 0 for a list.
func told(row problem.RejectedRow) string {
	line := 0
	if row.Line != nil {
		line = *row.Line
	}
	var faults []string
	for _, f := range row.UserErrors {
		faults = append(faults, strings.Join(f.Path, ".")+" "+string(f.Code))
	}
	return fmt.Sprintf("%d:%d %s", row.Index, line, strings.Join(faults, ", "))
}

func wantRejected(t *testing.T, got []problem.RejectedRow, want ...string) {
	t.Helper()
	var lines []string
	for _, row := range got {
		lines = append(lines, told(row))
	}
	if !slices.Equal(lines, want) {
		t.Errorf("rejected are\n%q, want\n%q", lines, want)
	}
}

func TestAddUsers(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		in := adding(h.root,
			&reseller.NewUserInput{Email: " Zoë@Example.ORG", GivenName: " Zoë ", FamilyName: "Ångström", Phone: ptr("(217) 555-0142"), JobTitle: ptr("Buyer"),
				Language: ptr("pt-br"), Timezone: ptr("europe/lisbon"), Role: ptr(viewer.UserManager)},
			someone("ada@example.org"))
		added, err := h.AddUsers(h.As(h.manager), in, nil)
		if err != nil || added.Count != 2 || len(added.UserIDs) != 2 || len(added.Rejected) != 0 || added.RejectedCSV != nil {
			t.Fatalf("answered %+v, %v", added, err)
		}
		zoe, ada := h.user(t, added.UserIDs[0]), h.user(t, added.UserIDs[1])
		want := ent.User{
			ID: zoe.ID, AccountID: h.root.ID, Path: h.root.Path, Email: "Zoë@example.org", EmailKey: "zoë@example.org", GivenName: "Zoë", FamilyName: "Ångström",
			NameKey: "zoe angstrom", Search: "zoe angstrom zoe@example.org", Phone: "+12175550142", JobTitle: "Buyer", Language: "pt-BR",
			Timezone: "Europe/Lisbon", Status: user.StatusINVITED, CreatedAt: h.Clock.Now(), UpdatedAt: h.Clock.Now(),
		}
		if fmt.Sprint(&want) != fmt.Sprint(zoe) || zoe.PasswordHash != "" {
			t.Errorf("stored\n%v, want\n%v", zoe, &want)
		}
		if g := zoe.Edges.Grants; len(g) != 1 || *g[0].AccountID != h.root.ID || g[0].Role != grant.RoleUSER_MANAGER || g[0].Scope != grant.ScopeSUBTREE {
			t.Errorf("granted %v", g)
		}
		if g := ada.Edges.Grants; len(g) != 1 || g[0].Role != grant.RoleVIEWER || ada.Language != "en" || ada.Timezone != "UTC" {
			t.Errorf("stored %v with %v", ada, g)
		}
		if log := h.log(t); !slices.Equal(log, []string{"USERS_ADDED DONE " + id(h.root).String()}) {
			t.Errorf("the log is %q", log)
		}
		wantPersonValues(t, h, fmt.Sprint(zoe.ID, " email Zoë@example.org"), fmt.Sprint(zoe.ID, " role USER_MANAGER"), fmt.Sprint(ada.ID, " email ada@example.org"))
	})
}

// wantPersonValues compares what the only event keeps of people; the event itself keeps nothing.
func wantPersonValues(t *testing.T, h *house, want ...string) {
	t.Helper()
	e := h.Store.Client().Event.Query().OnlyX(everything())
	var got []string
	for _, v := range h.Store.Client().EventPersonValue.Query().Where(eventpersonvalue.EventID(e.ID)).Order(ent.Asc(eventpersonvalue.FieldID)).AllX(everything()) {
		got = append(got, fmt.Sprint(v.UserID, " ", v.Field, " ", *v.After))
	}
	if !slices.Equal(got, want) || e.Changes != "[]" || *e.ActorID != h.manager.ID {
		t.Errorf("the event %v keeps %q, want %q", e, got, want)
	}
}

// rowCases are rows and what is wrong with each; the account is in the US, and nobody names a language or time zone.
var rowCases = []struct {
	name string
	row  reseller.NewUserInput
	want string // "" when nothing is
}{
	{"all is well", reseller.NewUserInput{Email: "w@example.org", GivenName: "W", FamilyName: "W"}, ""},
	{"nothing", reseller.NewUserInput{}, "email REQUIRED, givenName REQUIRED, familyName REQUIRED"},
	{"no address", reseller.NewUserInput{Email: "Grace Hopper <g@example.org>", GivenName: "G", FamilyName: "H"}, "email INVALID"},
	{"long address", reseller.NewUserInput{Email: strings.Repeat("e", 250) + "@example.org", GivenName: "G", FamilyName: "H"}, "email TOO_LONG"},
	{"long names", reseller.NewUserInput{Email: "l@example.org", GivenName: strings.Repeat("é", 201), FamilyName: strings.Repeat("é", 200)}, "givenName TOO_LONG"},
	{"control character", reseller.NewUserInput{Email: "c@example.org", GivenName: "G\x07", FamilyName: "H", JobTitle: ptr("a\x1bb")}, "givenName INVALID, jobTitle INVALID"},
	{"phone", reseller.NewUserInput{Email: "p@example.org", GivenName: "G", FamilyName: "H", Phone: ptr("12")}, "phone INVALID"},
	{"phone of the country", reseller.NewUserInput{Email: "n@example.org", GivenName: "G", FamilyName: "H", Phone: ptr("217 555 0142")}, ""},
	{"language and zone", reseller.NewUserInput{Email: "z@example.org", GivenName: "G", FamilyName: "H", Language: ptr("english"), Timezone: ptr("berlin")}, "language INVALID, timezone INVALID"},
	{"taken", reseller.NewUserInput{Email: "TAKEN@example.org", GivenName: "G", FamilyName: "H"}, "email TAKEN"},
	{"taken and more", reseller.NewUserInput{Email: "taken2@example.org", GivenName: "", FamilyName: "H"}, "givenName REQUIRED, email TAKEN"},
	{"twice", reseller.NewUserInput{Email: "W@EXAMPLE.org", GivenName: "G", FamilyName: "H"}, "email DUPLICATE_IN_REQUEST"},
	{"twice taken", reseller.NewUserInput{Email: "taken@example.org", GivenName: "G", FamilyName: "H"}, "email DUPLICATE_IN_REQUEST"},
	{"role above", reseller.NewUserInput{Email: "r@example.org", GivenName: "G", FamilyName: "H", Role: ptr(viewer.Admin)}, "role CANNOT_GRANT"},
	{"own role", reseller.NewUserInput{Email: "o@example.org", GivenName: "G", FamilyName: "H", Role: ptr(viewer.AccountManager)}, ""},
	{"no role", reseller.NewUserInput{Email: "q@example.org", GivenName: "G", FamilyName: "H", Role: ptr(viewer.Role("BOSS"))}, "role INVALID"},
}

// asCSV writes the people as a file.
func asCSV(people []*reseller.NewUserInput) string {
	opt := func(s *string) string {
		if s == nil {
			return ""
		}
		return *s
	}
	b := "email,given_name,family_name,phone,job_title,language,timezone,role\n"
	for _, p := range people {
		role := ""
		if p.Role != nil {
			role = string(*p.Role)
		}
		b += strings.Join([]string{p.Email, p.GivenName, p.FamilyName, opt(p.Phone), opt(p.JobTitle), opt(p.Language), opt(p.Timezone), role}, ",") + "\n"
	}
	return b
}

func TestAddUsersJudgesRows(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for _, email := range []string{"taken@example.org", "taken2@example.org"} {
			h.User(h.Account(nil), "", func(c *ent.UserCreate) { c.SetEmail(email).SetEmailKey(email) })
		}
		in := adding(h.root)
		var wantList, wantFile []string
		good := 0
		for i, c := range rowCases {
			row := c.row
			if row.Email == "" { // a blank row of a file does not count
				row.JobTitle = ptr("Buyer")
			}
			in.Users = append(in.Users, &row)
			if c.want == "" {
				good++
				continue
			}
			wantList = append(wantList, fmt.Sprintf("%d:0 %s", i, c.want))
			wantFile = append(wantFile, fmt.Sprintf("%d:%d %s", i, i+2, c.want))
		}
		file := in
		file.Users, file.CSV = nil, csvFile(asCSV(in.Users))
		ctx := h.As(h.manager)
		for _, policy := range []reseller.BulkErrorPolicy{reseller.RejectAll, reseller.RejectFailedRows} {
			in.OnError, file.OnError = policy, policy
			in.DryRun, file.DryRun = true, true
			want := 0
			if policy == reseller.RejectFailedRows {
				want = good
			}
			list, err := h.AddUsers(ctx, in, nil)
			if err != nil || list.Count != want || list.UserIDs != nil {
				t.Errorf("%s of a list answers %+v, %v", policy, list, err)
			}
			wantRejected(t, list.Rejected, wantList...)
			fromFile, err := h.AddUsers(ctx, file, nil)
			if err != nil || fromFile.Count != want || fromFile.UserIDs != nil {
				t.Errorf("%s of a file answers %+v, %v", policy, fromFile, err)
			}
			wantRejected(t, fromFile.Rejected, wantFile...)
			for i := range min(len(list.Rejected), len(fromFile.Rejected)) {
				for j, f := range list.Rejected[i].UserErrors {
					if g := fromFile.Rejected[i].UserErrors[j]; f.Message != g.Message && f.Code != problem.DuplicateInRequest {
						t.Errorf("a list is told %q, a file %q", f.Message, g.Message)
					}
				}
			}
		}
		if h.users(t, h.root) != 1 || len(h.log(t)) != 0 {
			t.Error("a dry run wrote something")
		}
		wantMessages(t, h, in)
	})
}

// wantMessages looks for the words that help.
func wantMessages(t *testing.T, h *house, in reseller.AddUsersInput) {
	t.Helper()
	added, _ := h.AddUsers(h.As(h.manager), in, nil)
	var all strings.Builder
	for _, row := range added.Rejected {
		all.WriteString(problem.Faults(row.UserErrors).Error() + "\n")
	}
	for _, words := range []string{"like en", "Europe/Berlin", "the row with index 0 has the same address", "your own role on this account is ACCOUNT_MANAGER"} {
		if !strings.Contains(all.String(), words) {
			t.Errorf("nobody is told %q:\n%s", words, &all)
		}
	}
}

func TestAddUsersPolicies(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := h.As(h.manager)
		in := adding(h.root)
		in.Users = nil
		text := "E-Mail;First Name;Last Name\n\na@example.org;A;A\nbad;B;B\nc@example.org;C;C\na@example.org;=D;D\n"
		in.CSV = csvFile(text)
		none, err := h.AddUsers(ctx, in, nil)
		if err != nil || none.Count != 0 || h.users(t, h.root) != 1 || len(h.log(t)) != 0 {
			t.Fatalf("REJECT_ALL answered %+v, %v, log %q", none, err, h.log(t))
		}
		wantRejected(t, none.Rejected, "1:4 email INVALID", "3:6 email DUPLICATE_IN_REQUEST")
		in.OnError = reseller.RejectFailedRows
		some, err := h.AddUsers(ctx, in, nil)
		if err != nil || some.Count != 2 || h.users(t, h.root) != 3 || len(h.log(t)) != 1 {
			t.Fatalf("REJECT_FAILED_ROWS answered %+v, %v", some, err)
		}
		wantRejected(t, some.Rejected, "1:4 email INVALID", "3:6 email DUPLICATE_IN_REQUEST")
		want := "\ufeffE-Mail;First Name;Last Name;reason\r\n" +
			"bad;B;B;E-Mail: this is no e-mail address: write one like ada@example.com\r\n" +
			"a@example.org;'=D;D;E-Mail: line 3 has the same address: write another one or leave this row out\r\n"
		if *some.RejectedCSV != want {
			t.Errorf("the file to mend is\n%q, want\n%q", *some.RejectedCSV, want)
		}
		in.CSV = csvFile(strings.NewReplacer("bad", "b@example.org", "a@example.org", "d@example.org").Replace(*some.RejectedCSV))
		mended, err := h.AddUsers(ctx, in, nil)
		if err != nil || mended.Count != 2 || h.user(t, mended.UserIDs[1]).GivenName != "=D" {
			t.Errorf("the mended file answers %+v, %v", mended, err)
		}
		in.CSV = csvFile("email,given_name,family_name\nbad,B,B\n")
		if nobody, err := h.AddUsers(ctx, in, nil); err != nil || nobody.Count != 0 || len(nobody.Rejected) != 1 || len(h.log(t)) != 2 {
			t.Errorf("bad rows alone answer %+v, %v, log %q", nobody, err, h.log(t))
		}
	})
}

func TestAddUsersInherits(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		top := h.Account(nil, func(c *ent.AccountCreate) { c.SetLanguage("fr").SetTimezone("Europe/Paris") })
		middle := h.Account(top, func(c *ent.AccountCreate) { c.SetLanguage("de") })
		leaf := h.Account(middle, func(c *ent.AccountCreate) { c.SetStatus(account.StatusPENDING) })
		admin := h.As(h.User(leaf, viewer.Admin)) // who does not see what lies above
		in := reseller.AddUsersInput{AccountID: id(leaf), Users: []*reseller.NewUserInput{someone("a@example.org")}}
		added, err := h.AddUsers(admin, in, nil)
		if err != nil || added.Count != 1 {
			t.Fatalf("answered %+v, %v", added, err)
		}
		if u := h.user(t, added.UserIDs[0]); u.Language != "de" || u.Timezone != "Europe/Paris" {
			t.Errorf("inherited %s and %s", u.Language, u.Timezone)
		}
		in = reseller.AddUsersInput{AccountID: id(h.root), Users: []*reseller.NewUserInput{someone("b@example.org")}}
		added, err = h.AddUsers(h.As(h.manager), in, nil)
		if err != nil {
			t.Fatal(err)
		}
		wantRejected(t, added.Rejected, "0:0 language REQUIRED, timezone REQUIRED")
	})
}

func TestAddUsersRequest(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		foreign := h.Account(nil)
		closed := h.Account(h.root, func(c *ent.AccountCreate) { c.SetStatus(account.StatusCLOSED) })
		below := h.Account(closed)
		looker := h.User(h.root, viewer.Reader)
		people := someones(1)
		const header = "email,given_name,family_name\n"
		file := func(text string) func(*reseller.AddUsersInput) {
			return func(in *reseller.AddUsersInput) { in.Users, in.CSV = nil, csvFile(text) }
		}
		cases := []struct {
			name   string
			as     *ent.User
			change func(*reseller.AddUsersInput)
			want   []string
		}{
			{"both", h.manager, func(in *reseller.AddUsersInput) { in.CSV = csvFile(header) }, []string{"csv INVALID"}},
			{"neither", h.manager, func(in *reseller.AddUsersInput) { in.Users = nil }, []string{"users REQUIRED"}},
			{"empty list", h.manager, func(in *reseller.AddUsersInput) { in.Users = []*reseller.NewUserInput{} }, []string{"users REQUIRED"}},
			{"long list", h.manager, func(in *reseller.AddUsersInput) { in.Users = someones(5001) }, []string{"users LIMIT_EXCEEDED"}},
			{"no account", h.manager, func(in *reseller.AddUsersInput) { in.AccountID = nodeid.ID{} }, []string{"accountId NOT_FOUND"}},
			{"foreign account", h.manager, func(in *reseller.AddUsersInput) { in.AccountID = id(foreign); in.Users = nil }, []string{"accountId NOT_FOUND", "users REQUIRED"}},
			{"closed account", h.manager, func(in *reseller.AddUsersInput) { in.AccountID = id(closed) }, []string{"accountId NOT_ACTIVE"}},
			{"below a closed account", h.manager, func(in *reseller.AddUsersInput) { in.AccountID = id(below); in.Users = nil }, []string{"accountId NOT_ACTIVE", "users REQUIRED"}},
			{"language and time zone", h.manager, func(in *reseller.AddUsersInput) { in.Language, in.Timezone = ptr("english"), ptr("berlin") }, []string{"language INVALID", "timezone INVALID"}},
			{"key", h.manager, func(in *reseller.AddUsersInput) { in.IdempotencyKey = ptr(" ") }, []string{"idempotencyKey REQUIRED"}},
			{"no permission", looker, func(in *reseller.AddUsersInput) { in.Language = ptr("english") }, []string{"accountId FORBIDDEN"}},
			{"empty file", h.manager, file(""), []string{"csv REQUIRED"}},
			{"header alone", h.manager, file(header + "\n\n"), []string{"csv REQUIRED"}},
			{"columns", h.manager, file("email,salary\na@example.org,1\n"), []string{"csv INVALID", "csv REQUIRED", "csv REQUIRED"}},
			{"workbook", h.manager, file("PK\x03\x04 and more"), []string{"csv INVALID"}},
			{"image", h.manager, file("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00"), []string{"csv REQUIRED"}},
			{"rows", h.manager, file(header + strings.Repeat("a@example.org,A,A\n", 5001)), []string{"csv LIMIT_EXCEEDED"}},
			{"bytes", h.manager, file(header + strings.Repeat("\n", 8<<20)), []string{"csv LIMIT_EXCEEDED"}},
		}
		for _, c := range cases {
			in := adding(h.root, people...)
			c.change(&in)
			added, err := h.AddUsers(h.As(c.as), in, nil)
			t.Log(c.name)
			wantFaults(t, err, c.want...)
			if added.Count != 0 || added.UserIDs != nil || added.Rejected != nil {
				t.Errorf("answered %+v", added)
			}
		}
		if got := h.log(t); !slices.Equal(got, []string{"USERS_ADDED REFUSED " + id(h.root).String()}) {
			t.Errorf("the log is %q", got)
		}
		if e := h.Store.Client().Event.Query().OnlyX(everything()); e.Outcome != event.OutcomeREFUSED || *e.ActorID != looker.ID {
			t.Errorf("the refusal is %v", e)
		}
		if _, err := h.AddUsers(context.Background(), adding(h.root, people...), nil); problem.CodeOf(err) != problem.Unauthenticated {
			t.Errorf("nobody is answered %v", err)
		}
	})
}

func TestAddUsersOfAnAccountOnlyHolder(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		holder := h.User(h.root, "")
		h.Grant(holder, h.root, viewer.Admin, grant.ScopeACCOUNT_ONLY)
		h.Grant(holder, h.root, viewer.Reader, grant.ScopeSUBTREE)
		admin := someone("a@example.org")
		admin.Role = ptr(viewer.Admin)
		added, err := h.AddUsers(h.As(holder), adding(h.root, admin), nil)
		if err != nil || added.Count != 1 {
			t.Fatalf("answered %+v, %v", added, err)
		}
		if g := h.user(t, added.UserIDs[0]).Edges.Grants; g[0].Scope != grant.ScopeACCOUNT_ONLY || g[0].Role != grant.RoleADMIN {
			t.Errorf("granted %v", g)
		}
	})
}

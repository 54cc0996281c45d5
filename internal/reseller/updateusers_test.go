package reseller_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/grant"
	"canopy/ent/user"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/reseller"
	"canopy/internal/store"
	"canopy/internal/usercsv"
	"canopy/internal/viewer"

	"entgo.io/ent/dialect"
)

// updating is a file of the header and the rows.
func updating(rows ...string) reseller.UpdateUsersInput {
	return reseller.UpdateUsersInput{CSV: *csvFile(strings.Join(rows, "\n") + "\n"), OnError: reseller.RejectAll}
}

// exported is the file that /files/users.csv gives of the people.
func (h *house) exported(t *testing.T, people ...int64) string {
	t.Helper()
	var b bytes.Buffer
	w := usercsv.NewWriter(&b, "id", "email", "given_name", "family_name", "phone", "job_title", "language", "timezone", "role", "status")
	for _, key := range people {
		u, role := h.user(t, key), ""
		for _, g := range u.Edges.Grants {
			if g.AccountID != nil && *g.AccountID == u.AccountID {
				role = string(g.Role)
			}
		}
		_ = w.Write(userID(u).String(), u.Email, u.GivenName, u.FamilyName, u.Phone, u.JobTitle, u.Language, u.Timezone, role, string(u.Status))
	}
	_ = w.Flush()
	return b.String()
}

func TestUpdateUsers(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		german := h.Account(h.root, func(c *ent.AccountCreate) { c.SetCountry("DE") })
		a, b, c := h.User(h.root, viewer.Reader, func(c *ent.UserCreate) { c.SetPhone("+12175550142").SetJobTitle("Buyer") }), h.User(german, ""), h.User(h.root, viewer.UserManager)
		d := h.User(h.root, viewer.Reader, func(c *ent.UserCreate) { c.SetStatus(user.StatusINVITED) })
		h.Clock.Advance(time.Hour)
		in := updating("id,E-Mail,First Name,last_name,phone,job_title,language,tz,role,status,account_name",
			userID(a).String()+","+a.Email+",Zoë,Ångström,,,pt-br,europe/lisbon,viewer,Active,whatever",
			","+strings.ToUpper(b.Email)+",Ada,"+b.FamilyName+",030 5550199,,en,Etc/UTC,,ACTIVE,",
			userID(c).String()+","+c.Email+",Ada,"+c.FamilyName+",,,en,Etc/UTC,USER_MANAGER,ACTIVE,",
			userID(d).String()+",New@Example.org,Ada,"+d.FamilyName+",,,en,Etc/UTC,VIEWER,INVITED,")
		updated, err := h.UpdateUsers(h.As(h.manager), in)
		if err != nil || updated.Changed != 3 || updated.Unchanged != 1 || !slices.Equal(updated.UserIDs, []int64{a.ID, b.ID, d.ID}) || updated.Rejected != nil || updated.RejectedCSV != nil || *updated.Encoding != "UTF-8" {
			t.Fatalf("answered %+v, %v", updated, err)
		}
		wantA, wantB, wantD := *h.user(t, a.ID), *h.user(t, b.ID), *h.user(t, d.ID)
		wantA.GivenName, wantA.FamilyName, wantA.NameKey, wantA.Search = "Zoë", "Ångström", "zoe angstrom", "zoe angstrom "+a.Email
		wantA.Phone, wantA.JobTitle, wantA.Language, wantA.Timezone = "", "", "pt-BR", "Europe/Lisbon"
		wantB.Email, wantB.Phone = b.Email, "+49305550199"
		wantD.Email, wantD.EmailKey = "New@example.org", "new@example.org"
		for _, want := range []*ent.User{&wantA, &wantB, &wantD} {
			want.UpdatedAt = h.Clock.Now()
			if got := h.user(t, want.ID); fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("stored\n%v, want\n%v", got, want)
			}
		}
		if got := h.user(t, c.ID); !got.UpdatedAt.Equal(c.UpdatedAt) {
			t.Errorf("stored %v", got)
		}
		want := []string{"USER_UPDATED DONE " + userID(a).String(), "USER_UPDATED DONE " + userID(b).String(), "USER_UPDATED DONE " + userID(d).String()}
		if log := h.log(t); !slices.Equal(log, want) {
			t.Errorf("the log is %q", log)
		}
		wantChanges(t, h, d, "email "+d.Email+" -> New@example.org")
	})
}

// TestUpdateUsersColumns: what a file leaves out stays.
func TestUpdateUsersColumns(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		a := h.User(h.root, viewer.Reader, func(c *ent.UserCreate) { c.SetPhone("+12175550142").SetJobTitle("Buyer") })
		ctx := h.As(h.manager)
		for _, c := range []struct {
			rows    []string
			changed int
			want    func(u *ent.User)
		}{
			{[]string{"id", userID(a).String()}, 0, func(*ent.User) {}},
			{[]string{"email,job_title", a.Email + ",Boss"}, 1, func(u *ent.User) { u.JobTitle = "Boss" }},
			{[]string{"phone;id", ";" + userID(a).String()}, 1, func(u *ent.User) { u.Phone = "" }},
			{[]string{"id,job_title,language", userID(a).String() + ",,de"}, 1, func(u *ent.User) { u.JobTitle, u.Language = "", "de" }},
		} {
			want := h.user(t, a.ID)
			updated, err := h.UpdateUsers(ctx, updating(c.rows...))
			if err != nil || updated.Changed != c.changed || updated.Changed+updated.Unchanged != 1 {
				t.Fatalf("%q: answered %+v, %v", c.rows, updated, err)
			}
			got := h.user(t, a.ID)
			c.want(want)
			want.UpdatedAt = got.UpdatedAt
			if fmt.Sprint(got) != fmt.Sprint(want) {
				t.Errorf("%q: stored\n%v, want\n%v", c.rows, got, want)
			}
		}
	})
}

// TestUpdateUsersByTheirExport: a file that was exported and is sent back changes nothing, whatever stands in it, and whatever rules it came by.
func TestUpdateUsersByTheirExport(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var people []int64
		for i, name := range []string{"=cmd()", "+49", "-x", "@y", "'=z", "''q", "'s Gravenhage", `"quoted"`, "semi;colon", "com,ma", "Zoë", "漢字", "x"} {
			u := h.User(h.root, viewer.Reader, func(c *ent.UserCreate) {
				c.SetGivenName(name).SetFamilyName(name).SetJobTitle(name).SetPhone([]string{"+49305550199", ""}[i%2]).SetTimezone("US/Old " + fmt.Sprint(i))
			})
			people = append(people, u.ID)
		}
		both := h.User(h.root, viewer.Reader, disabled)
		h.Grant(both, h.root, viewer.Admin, grant.ScopeACCOUNT_ONLY)
		pending := h.wanting(t, "new@example.org")
		people = append(people, h.manager.ID, both.ID, pending.ID, h.User(h.root, "", func(c *ent.UserCreate) {
			c.SetEmail("jürgen@münchen.example").SetEmailKey("jürgen@xn--mnchen-3ya.example")
		}).ID)
		file := strings.Replace(h.exported(t, people...), ",VIEWER,DISABLED", ",ADMIN,DISABLED", 1)
		before := fmt.Sprint(h.Store.Client().User.Query().Order(user.ByID()).AllX(everything()))
		events, jobs := len(h.log(t)), h.jobsQueued(t, "mail_email_changes")
		for range 2 {
			updated, err := h.UpdateUsers(h.As(h.User(h.root, viewer.Admin)), reseller.UpdateUsersInput{CSV: *csvFile(file), OnError: reseller.RejectAll})
			if err != nil || updated.Changed != 0 || updated.Unchanged != len(people) || updated.Rejected != nil {
				t.Fatalf("answered %+v, %v", updated, err)
			}
		}
		after := fmt.Sprint(h.Store.Client().User.Query().Where(user.IDLTE(people[len(people)-1])).Order(user.ByID()).AllX(everything()))
		if after != before || len(h.log(t)) != events || h.jobsQueued(t, "mail_email_changes") != jobs {
			t.Errorf("stored\n%s, before\n%s, left %q", after, before, h.log(t)[events:])
		}
	})
}

// rejects are rows of people a, b and i, who is INVITED, and what is wrong with each.
func TestUpdateUsersRejects(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		a, b, i := h.User(h.root, viewer.Reader), h.User(h.root, viewer.Reader), h.User(h.root, viewer.Reader, func(c *ent.UserCreate) { c.SetStatus(user.StatusINVITED) })
		foreign, above := h.User(h.Account(nil), ""), h.User(h.root, viewer.Admin)
		ctx := h.As(h.manager)
		const header = "id,email,given_name,family_name,phone,language,timezone,role,status"
		row := func(who nodeid.ID, email, rest string) string { return who.String() + "," + email + "," + rest }
		const fine = "Ada,Lovelace,,en,UTC,VIEWER,ACTIVE"
		for name, c := range map[string]struct {
			rows []string
			want []string
		}{
			"nobody named":            {[]string{",," + fine}, []string{"0:2 id REQUIRED"}},
			"no id":                   {[]string{"x,a@example.org," + fine, id(h.root).String() + ",a@example.org," + fine}, []string{"0:2 id NOT_FOUND", "1:3 id NOT_FOUND"}},
			"no address":              {[]string{",ada," + fine}, []string{"0:2 email INVALID"}},
			"unknown":                 {[]string{",nobody@example.org," + fine, "," + foreign.Email + "," + fine, row(userID(foreign), "x@example.org", fine)}, []string{"0:2 email NOT_FOUND", "1:3 email NOT_FOUND", "2:4 id NOT_FOUND"}},
			"twice":                   {[]string{row(userID(a), a.Email, fine), "," + b.Email + "," + fine, "," + strings.ToUpper(a.Email) + "," + fine, row(userID(b), b.Email, "")}, []string{"2:4 email DUPLICATE_IN_REQUEST", "3:5 id DUPLICATE_IN_REQUEST"}},
			"who holds more":          {[]string{row(userID(above), "", ",,x,x,x,x,x")}, []string{"0:2 id FORBIDDEN"}},
			"empty":                   {[]string{row(userID(a), "", ",,,,,VIEWER,ACTIVE")}, []string{"0:2 email REQUIRED, givenName REQUIRED, familyName REQUIRED, language REQUIRED, timezone REQUIRED"}},
			"everything wrong":        {[]string{row(userID(a), "x", "A\x07,"+strings.Repeat("é", 201)+",12,xx-,Mars,Boss,GONE")}, []string{"0:2 role INVALID, status INVALID, email INVALID, givenName INVALID, familyName TOO_LONG, phone INVALID, language INVALID, timezone INVALID"}},
			"role and status":         {[]string{row(userID(a), a.Email, "Ada,L,,en,UTC,,DISABLED"), row(userID(b), b.Email, "Ada,L,,en,UTC,ADMIN,")}, []string{"0:2 role INVALID, status INVALID", "1:3 role INVALID, status INVALID"}},
			"taken":                   {[]string{row(userID(a), foreign.Email, fine), row(userID(i), strings.ToUpper(a.Email), "Ada,L,,en,UTC,VIEWER,INVITED")}, []string{"0:2 email TAKEN", "1:3 email TAKEN"}},
			"the same for two":        {[]string{row(userID(a), "new@example.org", fine), row(userID(i), "New@example.org", "Ada,L,,en,UTC,VIEWER,INVITED")}, []string{"1:3 email DUPLICATE_IN_REQUEST"}},
			"one another's":           {[]string{row(userID(a), b.Email, fine), row(userID(b), a.Email, fine)}, []string{"0:2 email TAKEN", "1:3 email TAKEN"}},
			"what cannot be read too": {[]string{row(userID(a), a.Email, `Ada,"L"x,,en,UTC,VIEWER,ACTIVE`), "," + foreign.Email + "," + fine}, []string{"0:2  INVALID", "1:3 email NOT_FOUND"}},
		} {
			t.Run(name, func(t *testing.T) {
				before, refusals := h.eventsOf(t, "USER_UPDATED DONE"), h.eventsOf(t, "USER_UPDATED REFUSED")
				updated, err := h.UpdateUsers(ctx, updating(append([]string{header}, c.rows...)...))
				if err != nil || updated.Changed+updated.Unchanged+len(updated.UserIDs) != 0 || updated.RejectedCSV == nil {
					t.Fatalf("answered %+v, %v", updated, err)
				}
				wantRejected(t, updated.Rejected, c.want...)
				if h.eventsOf(t, "USER_UPDATED DONE") != before || h.user(t, a.ID).FamilyName != a.FamilyName {
					t.Error("something changed")
				}
				if n := h.eventsOf(t, "USER_UPDATED REFUSED") - refusals; (n == 1) != strings.Contains(fmt.Sprint(c.want), "FORBIDDEN") || n > 1 {
					t.Errorf("%d refusals are in the log", n)
				}
			})
		}
	})
}

// TestUpdateUsersOfTheRequest tells what is wrong with the file itself.
func TestUpdateUsersOfTheRequest(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := h.As(h.manager)
		for name, c := range map[string]struct {
			rows []string
			want []string
		}{
			"no one named":   {[]string{"given_name,family_name", "A,B"}, []string{"csv REQUIRED"}},
			"unknown column": {[]string{"id,shoe size", "x,y"}, []string{"csv INVALID"}},
			"no rows":        {[]string{"id,phone"}, []string{"csv REQUIRED"}},
			"too many":       {append([]string{"id"}, slices.Repeat([]string{"x"}, 5001)...), []string{"csv LIMIT_EXCEEDED"}},
			"a spreadsheet":  {[]string{"PK\x03\x04"}, []string{"csv INVALID"}},
		} {
			t.Run(name, func(t *testing.T) {
				updated, err := h.UpdateUsers(ctx, updating(c.rows...))
				wantFaults(t, err, c.want...)
				if updated.Rejected != nil {
					t.Errorf("rejected %v", updated.Rejected)
				}
			})
		}
		in := updating("id", "x")
		in.IdempotencyKey = ptr(" ")
		updated, err := h.UpdateUsers(ctx, in)
		wantFaults(t, err, "idempotencyKey REQUIRED")
		wantRejected(t, updated.Rejected, "0:2 id NOT_FOUND")
		if _, err := h.UpdateUsers(context.Background(), updating("id", "x")); problem.CodeOf(err) != problem.Unauthenticated {
			t.Errorf("nobody may: %v", err)
		}
	})
}

// TestUpdateUsersGoesOn: the good rows beside the bad ones, which come back as a file that is mended and sent again; refusals stand in the log
// once for an account.
func TestUpdateUsersGoesOn(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		closed := h.Account(h.root, status(account.StatusCLOSED))
		a, b, x, y := h.User(closed, viewer.Reader), h.User(h.root, viewer.Reader), h.User(h.root, viewer.Admin), h.User(h.root, viewer.Admin)
		ctx := h.As(h.manager)
		in := updating("id;email;job_title", userID(a).String()+";"+a.Email+";Boss", userID(b).String()+";nonsense;Boss", userID(x).String()+";;Boss", userID(y).String()+";;Boss")
		in.OnError, in.DryRun = reseller.RejectFailedRows, true
		wantRows := []string{"1:3 email INVALID", "2:4 id FORBIDDEN", "3:5 id FORBIDDEN"}
		dry, err := h.UpdateUsers(ctx, in)
		if err != nil || dry.Changed != 1 || dry.UserIDs != nil || len(h.log(t)) != 0 {
			t.Fatalf("a dry run answered %+v, %v, and left %q", dry, err, h.log(t))
		}
		wantRejected(t, dry.Rejected, wantRows...)
		in.DryRun = false
		updated, err := h.UpdateUsers(ctx, in)
		if err != nil || updated.Changed != 1 || !slices.Equal(updated.UserIDs, []int64{a.ID}) || h.user(t, a.ID).JobTitle != "Boss" || h.user(t, b.ID).JobTitle != "" {
			t.Fatalf("answered %+v, %v", updated, err)
		}
		wantRejected(t, updated.Rejected, wantRows...)
		want := []string{"USER_UPDATED DONE " + userID(a).String(), "USER_UPDATED REFUSED " + id(h.root).String()}
		if log := h.log(t); !slices.Equal(log, want) {
			t.Errorf("the log is %q", log)
		}
		lines := strings.Split(*updated.RejectedCSV, "\r\n")
		if !strings.HasPrefix(lines[0], "\ufeffid;email;job_title;reason") || len(lines) != 5 {
			t.Fatalf("the file is %q", *updated.RejectedCSV)
		}
		mended := strings.Replace(strings.Join(lines[:2], "\n"), "nonsense", b.Email, 1)
		if again, err := h.UpdateUsers(ctx, updating(mended)); err != nil || again.Changed != 1 || h.user(t, b.ID).JobTitle != "Boss" {
			t.Errorf("mended it answers %+v, %v", again, err)
		}
	})
}

// TestUpdateUsersEmails: the addresses of those who joined wait for their confirmation, and sent again they are not mailed again.
func TestUpdateUsersEmails(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := h.As(h.manager)
		var rows []string
		var people []*ent.User
		for i := range 501 {
			u := h.User(h.root, viewer.Reader)
			people, rows = append(people, u), append(rows, fmt.Sprintf("%s,new%d@example.org", userID(u), i))
		}
		file := strings.Join(append([]string{"id,email"}, rows...), "\n")
		for _, changed := range []int{501, 0} {
			updated, err := h.UpdateUsers(ctx, updating(file))
			if err != nil || updated.Changed != changed || updated.Unchanged != 501-changed {
				t.Fatalf("answered %+v, %v", updated, err)
			}
			if n := h.jobsQueued(t, "mail_email_changes"); n != 2 {
				t.Errorf("%d jobs are queued", n)
			}
		}
		if got := h.user(t, people[7].ID); got.Email != people[7].Email || got.NewEmail != "new7@example.org" {
			t.Errorf("stored %v", got)
		}
		for range 9 {
			if _, err := h.UpdateUser(ctx, reseller.UpdateUserInput{UserID: userID(people[0]), Email: set("new0@example.org")}); err != nil {
				t.Fatal(err)
			}
		}
		updated, err := h.UpdateUsers(ctx, updating("id,email", userID(people[1]).String()+",new0@example.org"))
		if err != nil {
			t.Fatal(err)
		}
		wantRejected(t, updated.Rejected, "0:2 email LIMIT_EXCEEDED")
	})
}

func TestUpdateUsersAgainWithTheSameKey(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		a, b := h.User(h.root, viewer.Reader), h.User(h.root, viewer.Reader)
		ctx := h.As(h.manager)
		send := func(more ...string) (reseller.UpdatedUsers, error) {
			in := updating(append([]string{"id,email,job_title", userID(a).String() + "," + a.Email + ",Boss", userID(b).String() + "," + b.Email + ",", ",nobody@example.org,"}, more...)...)
			in.OnError, in.IdempotencyKey = reseller.RejectFailedRows, ptr("upload 7")
			return h.UpdateUsers(ctx, in)
		}
		first, err := send()
		if err != nil || first.Changed != 1 || first.Unchanged != 1 {
			t.Fatalf("answered %+v, %v", first, err)
		}
		again, err := send()
		if err != nil || again.Changed != 1 || again.Unchanged != 1 || !slices.Equal(again.UserIDs, first.UserIDs) || again.RejectedCSV == nil {
			t.Errorf("again answers %+v, %v", again, err)
		}
		wantRejected(t, again.Rejected, told(first.Rejected[0]))
		if again.Rejected[0].UserErrors[0].Message == "" || len(h.log(t)) != 1 {
			t.Errorf("again leaves %q, and tells %v", h.log(t), again.Rejected)
		}
		if kept := h.Store.Client().IdempotencyKey.Query().OnlyX(everything()).Result; strings.Contains(kept, "@") || !strings.Contains(kept, "NOT_FOUND") {
			t.Errorf("kept is %s", kept)
		}
		_, err = send(",x@example.org,")
		wantFaults(t, err, "idempotencyKey IDEMPOTENCY_KEY_REUSED")
	})
}

// TestUpdateUsersTells counts addresses of people whom the viewer does not see.
func TestUpdateUsersTells(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		mid := h.Account(h.root)
		local, a, b := h.User(mid, viewer.Admin), h.User(mid, viewer.Reader), h.User(mid, viewer.Reader)
		var rows []string
		for _, u := range []*ent.User{a, b} {
			rows = append(rows, userID(u).String()+","+h.User(h.root, "").Email)
		}
		ask := func() error {
			_, err := h.UpdateUsers(h.As(local), updating(append([]string{"id,email"}, rows...)...))
			return err
		}
		for range 2500 / 100 { // of 5,000 addresses
			for range 100 {
				if err := ask(); err != nil {
					t.Fatal(err)
				}
			}
		}
		if err := ask(); problem.CodeOf(err) != problem.RateLimited {
			t.Errorf("answers %v", err)
		}
		if _, err := h.UpdateUsers(h.As(local), updating("id,email,job_title", userID(a).String()+","+a.Email+",Boss")); err != nil {
			t.Errorf("what asks for no address: %v", err)
		}
	})
}

func TestStatementsOfUpdateUsersDoNotGrow(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := h.As(h.manager)
		added, err := h.AddUsers(ctx, adding(h.root, someones(1600)...), nil)
		if err != nil {
			t.Fatal(err)
		}
		n := 0
		statements := func(people []int64) int {
			n++
			rows := []string{"id,email,given_name"}
			for i, key := range people {
				rows = append(rows, fmt.Sprintf("%s,grace%d.%d@example.net,Grace %d", nodeid.New(nodeid.User, key), n, i, n))
			}
			return h.Statements(func() {
				if updated, err := h.UpdateUsers(ctx, updating(rows...)); err != nil || updated.Changed != len(people) {
					t.Fatalf("answered %+v, %v", updated.Changed, err)
				}
			})
		}
		if few, many := statements(added.UserIDs[:3]), statements(added.UserIDs[3:]); few != many || few > 25 {
			t.Errorf("3 people take %d statements, 1,597 take %d", few, many)
		}
	})
}

// withoutWayOut has PostgreSQL leave transactions that wait for each other in a circle to wait, until the answered context is over.
func (h *house) withoutWayOut(t *testing.T, ctx context.Context) context.Context {
	t.Helper()
	if h.Store.Dialect() == dialect.Postgres {
		var name string
		if err := h.Store.WriteDB().QueryRow("SELECT current_database()").Scan(&name); err != nil {
			t.Fatal(err)
		}
		if _, err := h.Store.WriteDB().Exec("ALTER DATABASE " + name + " SET deadlock_timeout = '1h'"); err != nil {
			t.Fatal(err)
		}
		h.Store.WriteDB().SetMaxIdleConns(0) // new connections take it
		h.Store.WriteDB().SetMaxIdleConns(16)
	}
	ctx, cancel := context.WithTimeout(ctx, time.Minute)
	t.Cleanup(cancel)
	return ctx
}

// crossing writes rows of the people in an order of their own.
func crossing(people []*ent.User, backwards bool, row func(i int, u *ent.User) string) reseller.UpdateUsersInput {
	rows := make([]string, len(people))
	for i, u := range people {
		rows[i] = row(i, u)
	}
	if backwards {
		slices.Reverse(rows)
	}
	in := updating(append([]string{"id,email,job_title"}, rows...)...)
	in.OnError = reseller.RejectFailedRows
	return in
}

// TestUpdateUsersOfTheSamePeopleAtOnce: each person is as the last of the files has them, whatever their orders.
func TestUpdateUsersOfTheSamePeopleAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := h.withoutWayOut(t, h.As(h.manager))
		people := h.invitedPeople(t, ctx, "grace", 500)
		var answers [4]reseller.UpdatedUsers
		atOnce(len(answers), func(i int) {
			var err error
			answers[i], err = h.UpdateUsers(ctx, crossing(people, i%2 == 1, func(j int, u *ent.User) string {
				return fmt.Sprintf("%s,grace%d.%d@example.net,Title %d", userID(u), j, i, i)
			}))
			if err != nil || answers[i].Changed != len(people) {
				t.Errorf("answered %d changed, %v", answers[i].Changed, err)
			}
		})
		last := h.user(t, people[0].ID).JobTitle
		for j, u := range people {
			got := h.user(t, u.ID)
			if got.JobTitle != last || got.Email != fmt.Sprintf("grace%d.%s@example.net", j, strings.TrimPrefix(last, "Title ")) {
				t.Errorf("stored %v, where others are %s", got, last)
			}
		}
		if n := h.eventsOf(t, "USER_UPDATED DONE"); n != len(answers)*len(people) {
			t.Errorf("%d events", n)
		}
	})
}

// invitedPeople are n people who have not joined.
func (h *house) invitedPeople(t *testing.T, ctx context.Context, name string, n int) (people []*ent.User) {
	t.Helper()
	in := adding(h.root)
	for i := range n {
		in.Users = append(in.Users, someone(fmt.Sprintf("%s%d@example.org", name, i)))
	}
	added, err := h.AddUsers(ctx, in, nil)
	if err != nil || added.Count != n {
		t.Fatal(added.Count, err)
	}
	for _, key := range added.UserIDs {
		people = append(people, &ent.User{ID: key})
	}
	return people
}

// TestUpdateUsersToTheSameAddressesAtOnce: files of several people, and one that adds people, all with the same addresses in different orders:
// each address becomes one person's, whoever does not get it is told TAKEN, and nobody waits in a circle.
func TestUpdateUsersToTheSameAddressesAtOnce(t *testing.T) {
	const n = 500
	wanted := func(j int) string { return fmt.Sprintf("wanted%d@example.net", j) }
	for name, files := range map[string]int{"files": 3, "a file and newcomers": 1} {
		t.Run(name, func(t *testing.T) {
			each(t, func(t *testing.T, h *house) {
				ctx := h.withoutWayOut(t, h.As(h.manager))
				groups := make([][]*ent.User, files)
				for i := range groups {
					groups[i] = h.invitedPeople(t, ctx, fmt.Sprintf("group%d.", i), n)
				}
				got := make([]int, max(files, 2))
				atOnce(len(got), func(i int) {
					var err error
					var rejected []problem.RejectedRow
					if i == files {
						in := adding(h.root)
						for j := range n {
							in.Users = append(in.Users, someone(wanted(j)))
						}
						in.OnError = reseller.RejectFailedRows
						var added reseller.AddedUsers
						added, err = h.AddUsers(ctx, in, nil)
						got[i], rejected = added.Count, added.Rejected
					} else {
						var updated reseller.UpdatedUsers
						updated, err = h.UpdateUsers(ctx, crossing(groups[i], i == 1, func(j int, u *ent.User) string {
							return userID(u).String() + "," + wanted((j*7+i*100)%n) + ","
						}))
						got[i], rejected = updated.Changed, updated.Rejected
					}
					if err != nil || got[i]+len(rejected) != n {
						t.Errorf("%d: %d have their address, %d are rejected, %v", i, got[i], len(rejected), err)
					}
					for _, row := range rejected {
						if len(row.UserErrors) != 1 || row.UserErrors[0].Code != problem.Taken {
							t.Errorf("%d: rejected %v", i, row)
						}
					}
				})
				all := 0
				for _, some := range got {
					all += some
				}
				if stored := h.Store.Client().User.Query().Where(user.EmailHasPrefix("wanted")).CountX(everything()); stored != n || all != n {
					t.Errorf("%d addresses are stored, %v told", stored, got)
				}
			})
		})
	}
}

// TestUpdateUsersBesideOthers: files beside disabling, moving and erasing the same people: whoever is there at the end is as the file has them,
// or as they were, and nobody waits in a circle.
func TestUpdateUsersBesideOthers(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		admin, there := h.User(h.root, viewer.Admin), h.Account(h.root)
		ctx := h.withoutWayOut(t, h.As(admin))
		for round := range 3 {
			var people []*ent.User
			for range 40 {
				people = append(people, h.User(h.root, viewer.Reader))
			}
			ids := reseller.DisableUsersInput{}
			for _, u := range people[10:] {
				ids.UserIDs = append(ids.UserIDs, userID(u))
			}
			var updated [2]reseller.UpdatedUsers
			atOnce(5, func(i int) {
				var err error
				switch i {
				case 0, 1:
					updated[i], err = h.UpdateUsers(ctx, crossing(people, i == 1, func(j int, u *ent.User) string { return userID(u).String() + "," + u.Email + ",Boss" }))
				case 2:
					_, err = h.DisableUsers(ctx, ids)
				case 3:
					_, err = h.MoveUsers(ctx, reseller.MoveUsersInput{UserIDs: ids.UserIDs, AccountID: id(there)})
				case 4:
					for _, u := range people[:10] {
						if err := h.EraseUser(ctx, reseller.EraseUserInput{UserID: userID(u)}); err != nil {
							t.Error(err)
						}
					}
				}
				if err != nil {
					t.Error(err)
				}
			})
			for i, a := range updated {
				for _, row := range a.Rejected {
					if got := told(row); !strings.HasSuffix(got, " id NOT_FOUND") {
						t.Errorf("round %d, %d: rejected %s", round, i, got)
					}
				}
			}
			for i, u := range people {
				got, err := h.Store.Client().User.Get(everything(), u.ID)
				if i < 10 {
					if !ent.IsNotFound(err) {
						t.Errorf("the erased one is %v", got)
					}
					continue
				}
				if err != nil || got.JobTitle != "Boss" || got.Status != user.StatusDISABLED || got.AccountID != there.ID || got.Path != there.Path {
					t.Errorf("stored %v, %v", got, err)
				}
			}
		}
	})
}

// TestUpdateUsersAfterAMove: while the file waits for the people's tree, they move to another, which is to be waited for too.
func TestUpdateUsersAfterAMove(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		there, a := h.Account(nil), h.User(h.root, "")
		leave, left := h.held(t, h.root, func(ctx context.Context, tx *store.Tx) error {
			return tx.User.UpdateOneID(a.ID).SetAccountID(there.ID).Exec(ctx)
		})
		operator := viewer.NewContext(context.Background(), viewer.New(0, true, nil))
		answer := make(chan reseller.UpdatedUsers, 1)
		waiting := make(chan reseller.AddedUsers) // never comes
		go func() {
			updated, err := h.UpdateUsers(operator, updating("id,job_title", userID(a).String()+",Boss"))
			if err != nil {
				t.Error(err)
			}
			answer <- updated
		}()
		h.untilWaiting(t, h.root, waiting)
		leave()
		if err := <-left; err != nil {
			t.Fatal(err)
		}
		if updated := <-answer; updated.Changed != 1 {
			t.Errorf("answered %+v", updated)
		}
		if e := h.lastEvent(t); e.RootID != there.ID || *e.AccountID != there.ID {
			t.Errorf("recorded %v", e)
		}
	})
}

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
	"canopy/internal/usercsv"
	"canopy/internal/viewer"
)

// updating is a file of the header and the rows.
func updating(rows ...string) reseller.UpdateUsersInput {
	return reseller.UpdateUsersInput{CSV: *csvFile(strings.Join(rows, "\n") + "\n"), OnError: reseller.RejectAll}
}

// exported is the file that /files/users.csv gives of the people.
func (h *house) exported(t *testing.T, people ...int64) string {
	t.Helper()
	var b bytes.Buffer
	w := usercsv.NewWriter(&b, ',', "id", "email", "given_name", "family_name", "phone", "job_title", "language", "timezone", "role", "status")
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

// TestUpdateUsersRejects tells all that is wrong with each row, and changes nobody: a, b, or i, who is INVITED.
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
		local := h.User(mid, viewer.Admin)
		var rows []string
		for range 125 {
			rows = append(rows, userID(h.User(mid, viewer.Reader)).String()+","+h.User(h.root, "").Email)
		}
		ask := func() error {
			_, err := h.UpdateUsers(h.As(local), updating(append([]string{"id,email"}, rows...)...))
			return err
		}
		for range 5000 / len(rows) { // addresses at once
			if err := ask(); err != nil {
				t.Fatal(err)
			}
		}
		if err := ask(); problem.CodeOf(err) != problem.RateLimited {
			t.Errorf("answers %v", err)
		}
		if _, err := h.UpdateUsers(h.As(local), updating("id,email,job_title", userID(local).String()+","+local.Email+",Boss")); err != nil {
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

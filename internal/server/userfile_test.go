package server_test

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/grant"
	"canopy/ent/invitation"
	"canopy/ent/user"
	"canopy/internal/locale"
	"canopy/internal/nodeid"
	"canopy/internal/reseller"
	"canopy/internal/store"
	"canopy/internal/viewer"

	"github.com/99designs/gqlgen/graphql"
)

// users asks for the file of an account's people, as the rig's person; the parameters begin with "&".
func (r *rig) users(t *testing.T, of *ent.Account, parameters string) *answer {
	t.Helper()
	return r.send(t, http.MethodGet, usersOf(of, parameters), "", "Authorization: Bearer "+r.token)
}

func usersOf(of *ent.Account, parameters string) string {
	return "/files/users.csv?accountId=" + nodeid.New(nodeid.Account, of.ID).String() + parameters
}

// called gives a person their values.
func called(email, given, family string, change ...func(*ent.UserCreate)) func(*ent.UserCreate) {
	return func(u *ent.UserCreate) {
		u.SetEmail(email).SetEmailKey(email).SetGivenName(given).SetFamilyName(family).SetNameKey(locale.Fold(given + " " + family)).
			SetSearch(locale.SearchKey(given, family, email))
		for _, f := range change {
			f(u)
		}
	}
}

const userHeader = "\uFEFFid,email,given_name,family_name,phone,job_title,language,timezone,role,status"

func TestUserFile(t *testing.T) {
	eachFiles(t, func(t *testing.T, r *rig) {
		top := r.Account(nil, reference("T", "100", "Top"))
		low := r.Account(top, reference("L", "200", "=Low; Ltd"))
		r.Grant(r.person, top, viewer.Reader, grant.ScopeSUBTREE)
		zoe := r.User(top, viewer.Reader, called("zoe@example.com", "Zoë", "=1+1", func(u *ent.UserCreate) {
			u.SetPhone("+4930123456").SetJobTitle("-").SetStatus(user.StatusINVITED)
		}))
		r.Grant(zoe, top, viewer.Admin, grant.ScopeACCOUNT_ONLY)
		r.Clock.Advance(time.Second)
		ben := r.User(top, "", called("adam@example.com", "Ben", `"Big", the`, func(u *ent.UserCreate) { u.SetLanguage("de").SetTimezone("Europe/Berlin") }))
		r.Grant(ben, low, viewer.Admin, grant.ScopeSUBTREE)
		r.Clock.Advance(time.Second)
		cem := r.User(low, viewer.UserManager, called("cem@example.com", "Cem", "Çelik", func(u *ent.UserCreate) { u.SetStatus(user.StatusDISABLED) }))
		r.Grant(cem, top, viewer.Admin, grant.ScopeSUBTREE)
		r.Tx(func(ctx context.Context, tx *store.Tx) error { // the link of the one works just no more
			now := r.Clock.Now()
			return errors.Join(tx.Invitation.Create().SetUserID(zoe.ID).SetStatus(invitation.StatusSENT).SetSendAt(now).SetSentAt(now).SetExpiresAt(now).Exec(ctx),
				tx.Invitation.Create().SetUserID(ben.ID).SetStatus(invitation.StatusACCEPTED).SetSendAt(now).SetSentAt(now).SetExpiresAt(now).Exec(ctx),
				tx.Invitation.Create().SetUserID(cem.ID).SetStatus(invitation.StatusFAILED).SetSendAt(now).Exec(ctx))
		})
		id := func(u *ent.User) string { return nodeid.New(nodeid.User, u.ID).String() }
		z := id(zoe) + ",zoe@example.com,Zoë,'=1+1,'+4930123456,'-,en,Etc/UTC,ADMIN,INVITED"
		b := id(ben) + `,adam@example.com,Ben,"""Big"", the",,,de,Europe/Berlin,,ACTIVE`
		c := id(cem) + ",cem@example.com,Cem,Çelik,,,en,Etc/UTC,USER_MANAGER,DISABLED"
		whose := map[string]string{z: ",100,Top", b: ",100,Top", c: `,200,"'=Low; Ltd"`}
		for parameters, want := range map[string][]string{
			"":                                            {b, z},
			"&includeDescendants=false":                   {b, z},
			"&direction=DESC":                             {z, b},
			"&orderBy=EMAIL":                              {b, z},
			"&orderBy=CREATED_AT":                         {z, b},
			"&search=ZOE":                                 {z},
			"&status=INVITED":                             {z},
			"&status=INVITED,DISABLED":                    {z},
			"&role=ADMIN":                                 {b, z},
			"&role=VIEWER,USER_MANAGER":                   {z},
			"&role=ACCOUNT_MANAGER":                       {},
			"&language=de":                                {b},
			"&timezone=Europe/Berlin&language=en":         {},
			"&timezone=europe/berlin&language=DE":         {b},
			"&invitation=FAILED,EXPIRED":                  {z},
			"&invitation=SENT":                            {},
			"&includeDescendants=true":                    {b, c, z},
			"&includeDescendants=true&orderBy=CREATED_AT": {z, b, c},
			"&includeDescendants=true&role=USER_MANAGER":  {c},
			"&includeDescendants=true&status=DISABLED":    {c},
			"&includeDescendants=true&search=%C3%A7EL&role=ADMIN": {c},
			"&includeDescendants=true&invitation=FAILED,EXPIRED":  {c, z},
		} {
			wanted := userHeader
			below := strings.Contains(parameters, "includeDescendants=true")
			if below {
				wanted += ",account_number,account_name"
			}
			wanted += "\r\n"
			for _, row := range want {
				if wanted += row; below {
					wanted += whose[row]
				}
				wanted += "\r\n"
			}
			if a := r.users(t, top, parameters); a.Code != http.StatusOK || a.Body.String() != wanted {
				t.Errorf("%q: %d\n%s\nwant\n%s", parameters, a.Code, a.Body, wanted)
			}
		}
		for name, part := range map[string]string{"comma": ",", "semicolon": ";", "tab": "\t"} {
			want := strings.ReplaceAll(userHeader+"\r\n"+z+"\r\n", ",", part)
			if a := r.users(t, top, "&search=zoe&delimiter="+name); a.Body.String() != want {
				t.Errorf("%s: %q, want %q", name, a.Body, want)
			}
		}
		a := r.users(t, top, "")
		for name, want := range map[string]string{
			"Content-Type": "text/csv; charset=utf-8", "Content-Disposition": `attachment; filename="users-` + nodeid.New(nodeid.Account, top.ID).String() + `.csv"`, "Cache-Control": "no-store",
		} {
			if got := a.Header().Get(name); got != want {
				t.Errorf("%s is %q", name, got)
			}
		}
		inside := r.tokenOf(low)
		if a := r.send(t, http.MethodGet, usersOf(low, "&role=ADMIN"), "", "Authorization: Bearer "+inside); a.Body.String() != userHeader+"\r\n" {
			t.Errorf("whom a role above is found by: %d %s", a.Code, a.Body)
		}
		if a := r.send(t, http.MethodGet, usersOf(low, "&role=USER_MANAGER"), "", "Authorization: Bearer "+inside); a.Body.String() != userHeader+"\r\n"+c+"\r\n" {
			t.Errorf("the role on the own account: %d %s", a.Code, a.Body)
		}
	})
}

func TestUserFileRefuses(t *testing.T) {
	eachFiles(t, func(t *testing.T, r *rig) {
		top := r.Account(nil)
		low := r.Account(top)
		below := r.tokenOf(low)
		for name, c := range map[string]struct {
			token, parameters string
			of                *ent.Account
			status            int
			words             string
		}{
			"nobody":         {"", "", top, 401, "sign in first"},
			"above":          {below, "", top, 404, "no such account"},
			"another tree":   {r.token, "", low, 404, "no such account"},
			"an order":       {below, "&orderBy=PHONE", low, 400, `orderBy is NAME or EMAIL or CREATED_AT, not "PHONE"`},
			"no status":      {below, "&status=", low, 400, `status is INVITED or ACTIVE or DISABLED, not ""`},
			"no delimiter":   {below, "&delimiter=pipe", low, 400, `delimiter is comma or semicolon or tab, not "pipe"`},
			"a semicolon":    {below, "&delimiter=;", low, 400, "a delimiter is one of the words comma, semicolon and tab, and elsewhere ; is written %3B."},
			"one bad status": {below, "&status=ACTIVE,active", low, 400, `not "active"`},
			"a role":         {below, "&role=VIEWER,%20ADMIN", low, 400, `role is VIEWER or USER_MANAGER or ACCOUNT_MANAGER or ADMIN, not " ADMIN"`},
			"one twice":      {below, "&role=VIEWER&role=ADMIN", low, 400, `"role" once`},
			"an invitation":  {below, "&invitation=PENDING", low, 400, `invitation is QUEUED or SENT or ACCEPTED or EXPIRED or REVOKED or FAILED, not "PENDING"`},
			"no language":    {below, "&language=Deutsch", low, 400, `language of users: unknown language "Deutsch": write a BCP 47 tag, like de`},
			"no time zone":   {below, "&language=de&timezone=Berlin", low, 400, `timezone of users: unknown time zone "Berlin": write an IANA name, like Europe/Berlin`},
			"below":          {below, "&includeDescendants=1", low, 400, "includeDescendants is true or false"},
			"an unknown one": {below, "&kind=x", low, 400, `"kind" is unknown: known are accountId, includeDescendants, search, status, role, language, timezone, invitation, orderBy, direction and delimiter`},
		} {
			a := r.send(t, http.MethodGet, usersOf(c.of, c.parameters), "", slices.DeleteFunc([]string{"Authorization: Bearer " + c.token}, func(string) bool { return c.token == "" })...)
			if a.Code != c.status || len(a.Errors) != 1 || !strings.Contains(a.Errors[0].Message, c.words) {
				t.Errorf("%s: %d %s", name, a.Code, a.Body)
			}
		}
	})
}

// crowd makes so many people of two accounts, one below the other, with names and values that a spreadsheet would run or take for others;
// the rig's person is ADMIN of both.
func (r *rig) crowd(t *testing.T, size int) (top, low *ent.Account) {
	t.Helper()
	top = r.Account(nil, reference("T", "100", "Top"))
	low = r.Account(top, reference("L", "+200", "-Low"))
	r.Grant(r.person, top, viewer.Admin, grant.ScopeSUBTREE)
	rules := r.rules(t)
	for from := 0; from < size; from += 10_000 {
		list := make([]reseller.NewUser, min(10_000, size-from))
		for i := range list {
			n, of := from+i, []*ent.Account{top, low}[i%2]
			email := fmt.Sprintf("n%d@example.com", n)
			list[i] = reseller.NewUser{
				AccountID: of.ID, Path: of.Path, Email: email, EmailKey: email, GivenName: []string{"=Ann", "Bob", "'Cid"}[n%3], FamilyName: fmt.Sprint("O'Neill ", n%7),
				Phone: []string{"+4930123456", ""}[n%2], JobTitle: []string{"", "@home", "\"x\", y;z"}[n%3], Language: "de", Timezone: "Europe/Berlin",
				Status: user.StatusACTIVE, Role: []viewer.Role{viewer.Reader, viewer.UserManager}[n%2], Scope: grant.ScopeSUBTREE,
			}
		}
		r.Tx(func(ctx context.Context, tx *store.Tx) error {
			ids, err := tx.NextIDs(ctx, user.Table, len(list))
			if err == nil {
				rules.InsertUsers(tx, ids, list)
			}
			return err
		})
	}
	return top, low
}

// TestUserFileOfManyPages: everybody comes once and in order, by few statements a page, and the file sent back to updateUsers changes nothing.
func TestUserFileOfManyPages(t *testing.T) {
	eachFiles(t, func(t *testing.T, r *rig) {
		top, _ := r.crowd(t, 4600)
		byName := func(a, b []string) int {
			key := func(row []string) string { return locale.Fold(strings.Replace(row[2], "'=", "=", 1) + " " + row[3]) }
			return strings.Compare(key(a), key(b))
		}
		byEmail := func(a, b []string) int { return strings.Compare(a[1], b[1]) }
		for parameters, c := range map[string]struct {
			rows, statements int // statements of a page: its account, the people, their roles, and whose they are
			before           func(a, b []string) int
		}{
			"":                           {2300, 3, byName},
			"&orderBy=EMAIL&role=VIEWER": {2300, 3, byEmail},
			"&includeDescendants=true":   {4600, 4, byName},
			"&includeDescendants=true&orderBy=EMAIL&direction=DESC": {4600, 4, func(a, b []string) int { return byEmail(b, a) }},
		} {
			r.users(t, top, "&search=nobody") // the token is known then
			var a *answer
			if n := r.Statements(func() { a = r.users(t, top, parameters) }); n != c.statements*(1+(c.rows-1)/1000) {
				t.Errorf("%q: %d statements", parameters, n)
			}
			file := a.Body.String()
			rows, err := csv.NewReader(strings.NewReader(file)).ReadAll()
			if err != nil || len(rows) != 1+c.rows {
				t.Fatalf("%q: %d rows, %v", parameters, len(rows), err)
			}
			seen := map[string]bool{}
			for _, row := range rows[1:] {
				seen[row[0]] = true
			}
			if len(seen) != c.rows || !slices.IsSortedFunc(rows[1:], c.before) {
				t.Errorf("%q: %d different people, or not in order", parameters, len(seen))
			}
			updated, err := r.rules(t).UpdateUsers(r.As(r.person), reseller.UpdateUsersInput{
				CSV: graphql.Upload{File: strings.NewReader(file), Size: int64(len(file))}, OnError: "REJECT_ALL",
			})
			if err != nil || updated.Changed != 0 || updated.Unchanged != c.rows || len(updated.Rejected) > 0 {
				t.Errorf("%q sent back: %d changed, %d unchanged, %+v, %v", parameters, updated.Changed, updated.Unchanged, updated.Rejected[:min(3, len(updated.Rejected))], err)
			}
		}
	})
}

// TestUserFileNarrowed: whoever comes to see less is sent no more than that on further pages.
func TestUserFileNarrowed(t *testing.T) {
	eachFiles(t, func(t *testing.T, r *rig) {
		top, low := r.crowd(t, 4600)
		request := httptest.NewRequest(http.MethodGet, usersOf(top, "&includeDescendants=true"), nil)
		request.Header.Set("Authorization", "Bearer "+r.token)
		w := &meanwhile{httptest.NewRecorder(), func() {
			r.Tx(func(ctx context.Context, tx *store.Tx) error {
				return tx.Grant.Update().Where(grant.AccountID(top.ID), grant.UserID(r.person.ID)).SetScope(grant.ScopeACCOUNT_ONLY).Exec(ctx)
			})
		}}
		r.ServeHTTP(w, request)
		rows, err := csv.NewReader(w.Body).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		whose := map[string]int{}
		for _, row := range rows[1001:] {
			whose[row[10]]++
		}
		if first := len(rows[1:1001]); first != 1000 || whose["100"] < 1000 || whose["100"] > 2300 || len(whose) != 1 {
			t.Errorf("behind the first page there are %v, beside %d of account %d", whose, first, low.ID)
		}
	})
}

// sink is an answer of which nothing is kept.
type sink struct {
	header http.Header
	lines  int
	most   uint64 // bytes of the heap
}

func (s *sink) Header() http.Header { return s.header }

func (s *sink) WriteHeader(int) {}

func (s *sink) Write(b []byte) (int, error) {
	s.lines += strings.Count(string(b), "\r") // of line breaks in cells there are only \n
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	s.most = max(s.most, m.HeapAlloc)
	return len(b), nil
}

// TestUserFileInBoundedMemory: the people of a whole tree, 10,000 or in soak 100,000, take no more memory than a few pages.
func TestUserFileInBoundedMemory(t *testing.T) {
	eachFiles(t, func(t *testing.T, r *rig) {
		size := 10_000
		if os.Getenv("CANOPY_SOAK") != "" {
			size = 100_000
		}
		top, _ := r.crowd(t, size)
		runtime.GC()
		request := httptest.NewRequest(http.MethodGet, usersOf(top, "&includeDescendants=true"), nil)
		request.Header.Set("Authorization", "Bearer "+r.token)
		out, began := &sink{header: http.Header{}}, time.Now()
		r.ServeHTTP(out, request)
		t.Logf("%d people in %.1f s, a heap of at most %d MB", size, time.Since(began).Seconds(), out.most>>20)
		if out.lines != 1+size || out.most > 64<<20 {
			t.Errorf("%d lines, a heap of %d MB", out.lines, out.most>>20)
		}
	})
}

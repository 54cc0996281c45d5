package reseller_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/event"
	"canopy/ent/eventpersonvalue"
	"canopy/ent/grant"
	"canopy/ent/invitation"
	"canopy/ent/user"
	"canopy/ent/userimport"
	"canopy/ent/userimportrow"
	"canopy/internal/canopytest"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/reseller"
	"canopy/internal/secret"
	"canopy/internal/usercsv"
	"canopy/internal/viewer"
)

func importing(to *ent.Account, text string) reseller.ImportUsersInput {
	return reseller.ImportUsersInput{AccountID: id(to), CSV: *csvFile(text), Language: ptr("en"), Timezone: ptr("UTC"), OnError: reseller.RejectAll}
}

// peopleFile is a file of n people.
func peopleFile(n int) string {
	var b strings.Builder
	b.WriteString("email,given_name,family_name,role\n")
	for i := range n {
		fmt.Fprintf(&b, "grace%d@example.org,Grace,Hopper %d,\n", i, i)
	}
	return b.String()
}

// work works an import to its end.
func (h *house) work(t *testing.T, importID int64) *ent.UserImport {
	t.Helper()
	for more := true; more; {
		var err error
		if more, err = h.WorkImport(context.Background(), importID, false); err != nil {
			t.Fatal(err)
		}
	}
	return h.Store.Client().UserImport.GetX(everything(), importID)
}

func (h *house) imported(t *testing.T, ctx context.Context, in reseller.ImportUsersInput) *ent.UserImport {
	t.Helper()
	key, err := h.ImportUsers(ctx, in)
	if err != nil {
		t.Fatal(err)
	}
	return h.work(t, key)
}

// rejectedFile is the file of an import's rejected rows.
func (h *house) rejectedFile(t *testing.T, ctx context.Context, im *ent.UserImport) string {
	t.Helper()
	form, next, err := h.RejectedFile(ctx, nodeid.New(nodeid.UserImport, im.ID))
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	w := usercsv.NewWriter(&b, form.Delimiter, form.Titles...)
	for more := true; more; {
		var rows [][]string
		if rows, more, err = next(ctx); err != nil {
			t.Fatal(err)
		}
		for _, cells := range rows {
			_ = w.Write(cells...) // a Builder takes all
		}
	}
	_ = w.Flush()
	return b.String()
}

// TestImportUsers adds all people of a file as addUsers does, with an event for each thousand.
func TestImportUsers(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		ctx := h.As(h.manager)
		text := peopleFile(4500) + "=ada@example.org,Ada,Lovelace,Account Manager\n"
		text = strings.Replace(text, "=ada", "ada", 1)
		im := h.imported(t, ctx, importing(h.root, text))
		if im.Status != userimport.StatusSUCCEEDED || *im.Total != 4501 || im.AddedCount != 4501 || im.RejectedCount != 0 || im.Encoding != "UTF-8" || im.CompletedAt == nil {
			t.Fatalf("%+v", im)
		}
		db := h.Store.Client()
		ada := db.User.Query().Where(user.EmailKey("ada@example.org")).WithGrants().OnlyX(everything())
		if g := ada.Edges.Grants; len(g) != 1 || g[0].Role != grant.RoleACCOUNT_MANAGER || *g[0].AccountID != h.root.ID || g[0].Scope != grant.ScopeSUBTREE {
			t.Errorf("%+v", g)
		}
		if ada.Status != user.StatusINVITED || ada.Path != h.root.Path || ada.NameKey != "ada lovelace" || ada.Language != "en" || ada.Timezone != "UTC" || ada.AccountID != h.root.ID {
			t.Errorf("%+v", ada)
		}
		if n := db.Invitation.Query().Where(invitation.StatusEQ(invitation.StatusQUEUED)).CountX(everything()); n != 4501 {
			t.Errorf("%d invitations", n)
		}
		events := db.Event.Query().Where(event.Action("USERS_ADDED")).Order(ent.Asc(event.FieldSeq)).AllX(everything())
		if len(events) != 5 {
			t.Fatalf("%d events", len(events))
		}
		values := 0
		for i, e := range events {
			n := db.EventPersonValue.Query().Where(eventpersonvalue.EventID(e.ID)).CountX(everything())
			if values += n; i < 4 && n != 1000 || *e.ActorID != h.manager.ID || e.Subject != nodeid.New(nodeid.UserImport, im.ID).String() || e.RootID != h.root.ID {
				t.Errorf("event %d tells %d values: %+v", i, n, e)
			}
		}
		if role := db.EventPersonValue.Query().Where(eventpersonvalue.UserID(ada.ID), eventpersonvalue.Field("role")).OnlyX(everything()); values != 4502 || *role.After != "ACCOUNT_MANAGER" || role.Before != nil {
			t.Errorf("%d values, %+v", values, role)
		}
		if n := db.UserImportChunk.Query().CountX(everything()) + db.UserImportRow.Query().CountX(everything()); n != 0 {
			t.Errorf("%d chunks and rows are left", n)
		}
	})
}

// TestImportRejects tells of every bad row, wherever in the file its fault is, and adds what the policy says.
func TestImportRejects(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		ctx := h.As(h.manager)
		other := h.User(h.Account(nil), "")
		text := peopleFile(4100) + "grace7@example.org,Again,Grace,\nbroken,,Hopper,OWNER\n" + other.Email + ",Other,One,\n=1+1@example.org,Boss,One,ADMIN\n"
		all := importing(h.root, text)
		im := h.imported(t, ctx, all)
		if im.Status != userimport.StatusREJECTED || im.AddedCount != 0 || im.RejectedCount != 4 || *im.Total != 4104 || h.users(t, h.root) != 1 {
			t.Errorf("%+v", im)
		}
		want := "\uFEFFemail,given_name,family_name,role,reason\r\n" +
			"grace7@example.org,Again,Grace,,email: line 9 has the same address: write another one or leave this row out\r\n" +
			"broken,,Hopper,OWNER,\"email: this is no e-mail address: write one like ada@example.com; given_name: write at least one character; role: unknown role \"\"OWNER\"\": write ADMIN, ACCOUNT_MANAGER, USER_MANAGER or VIEWER\"\r\n" +
			other.Email + ",Other,One,,email: somebody has this address already: write another one or leave the row out\r\n" +
			"'=1+1@example.org,Boss,One,ADMIN,role: your own role on this account is ACCOUNT_MANAGER: write that or a weaker one\r\n"
		if got := h.rejectedFile(t, ctx, im); got != want {
			t.Errorf("got %s\nwant %s", got, want)
		}
		all.CSV, all.OnError = *csvFile(text), reseller.RejectFailedRows
		im = h.imported(t, ctx, all)
		if im.Status != userimport.StatusSUCCEEDED || im.AddedCount != 4100 || im.RejectedCount != 4 || h.users(t, h.root) != 4101 {
			t.Errorf("%+v", im)
		}
		rows := h.Store.Client().UserImportRow.Query().Where(userimportrow.ImportID(im.ID)).Order(ent.Asc(userimportrow.FieldN)).AllX(everything())
		if len(rows) != 4 || rows[0].N != 4100 || rows[0].Line != 4102 || rows[3].N != 4103 {
			t.Errorf("%+v", rows)
		}
		// All taken by now: nobody is left to add.
		all.CSV = *csvFile(text)
		if im = h.imported(t, ctx, all); im.Status != userimport.StatusREJECTED || im.RejectedCount != 4104 {
			t.Errorf("%+v", im)
		}
	})
}

// TestImportRefused: what is wrong with the request is told at once, and nothing is kept.
func TestImportRefused(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		in := importing(h.root, "emial,given_name,family_name,x\n")
		in.Language, in.Timezone = ptr("Klingon"), ptr("Berlin")
		_, err := h.ImportUsers(h.As(h.manager), in)
		faults, err := problem.FaultsOf(err)
		if err != nil || len(faults) < 4 {
			t.Fatal(faults, err)
		}
		for i, path := range []string{"csv", "csv"} {
			if faults[i].Path[0] != path {
				t.Errorf("%v", faults[i])
			}
		}
		in = importing(h.root, strings.Repeat("x", 33<<20))
		if _, err := h.ImportUsers(h.As(h.manager), in); codeAt(err, "csv") == "" {
			t.Error(err)
		}
		in = importing(h.root, peopleFile(1))
		in.AccountID = nodeid.ID{} // malformed
		_, err = h.ImportUsers(h.As(h.manager), in)
		wantFaults(t, err, "accountId NOT_FOUND")
		for _, as := range []*ent.User{h.User(h.root, viewer.Reader), h.User(h.Account(nil), viewer.Admin)} {
			_, err := h.ImportUsers(h.As(as), importing(h.root, peopleFile(1)))
			if codeAt(err, "accountId") == "" {
				t.Error(err)
			}
		}
		if n := h.Store.Client().UserImport.Query().CountX(everything()); n != 0 {
			t.Errorf("%d imports", n)
		}
	})
}

// TestImportOnce: the same key answers the same import, whoever sends it again; another file with it is refused.
func TestImportOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		in := importing(h.root, peopleFile(3))
		in.IdempotencyKey = ptr("k")
		first, err := h.ImportUsers(h.As(h.manager), in)
		if err != nil {
			t.Fatal(err)
		}
		h.work(t, first)
		in.CSV = *csvFile(peopleFile(3))
		if again, err := h.ImportUsers(h.As(h.manager), in); err != nil || again != first {
			t.Error(again, err)
		}
		in.CSV = *csvFile(peopleFile(4))
		if _, err := h.ImportUsers(h.As(h.manager), in); codeAt(err, "idempotencyKey") != problem.IdempotencyKeyReused {
			t.Error(err)
		}
	})
}

// TestImportSenders: an API key and an operator's token import too, the key for as long as it holds.
func TestImportSenders(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		admin := h.User(h.root, viewer.Admin)
		issued, err := h.CreateAPIKey(h.As(admin), reseller.CreateAPIKeyInput{AccountID: ptr(id(h.root)), Name: "n", Role: viewer.UserManager, Scope: grant.ScopeSUBTREE})
		if err != nil {
			t.Fatal(err)
		}
		v, err := h.Store.Viewer(context.Background(), secret.HashToken(issued.Token), h.Clock.Now())
		if err != nil || v == nil {
			t.Fatal(v, err)
		}
		for name, ctx := range map[string]context.Context{"key": viewer.NewContext(context.Background(), v), "operator": canopytest.Operator()} {
			account := h.Account(h.root)
			im := h.imported(t, ctx, importing(account, strings.ReplaceAll(peopleFile(2), "@", name+"@")))
			if im.Status != userimport.StatusSUCCEEDED || h.users(t, account) != 2 || im.CreatedByID != nil {
				t.Errorf("%s: %+v", name, im)
			}
		}
		key, err := h.ImportUsers(viewer.NewContext(context.Background(), v), importing(h.root, strings.ReplaceAll(peopleFile(2), "@", "revoked@")))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.RevokeAPIKey(h.As(admin), reseller.RevokeAPIKeyInput{APIKeyID: nodeid.New(nodeid.APIKey, issued.KeyID)}); err != nil {
			t.Fatal(err)
		}
		if im := h.work(t, key); im.Status != userimport.StatusREJECTED || !strings.Contains(im.Faults, "FORBIDDEN") {
			t.Errorf("%+v", im)
		}
	})
}

// TestImportsAreForgotten a week after their end, and taken up again when nothing is left of their job.
func TestImportsAreForgotten(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		db := h.Store.Client()
		in := importing(h.root, peopleFile(3)+"x,,,\n")
		done := h.imported(t, h.As(h.manager), in)
		open, err := h.ImportUsers(h.As(h.manager), importing(h.root, peopleFile(3)))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.Store.WriteDB().Exec("DELETE FROM river_job"); err != nil {
			t.Fatal(err)
		}
		h.Clock.Advance(7*24*time.Hour - time.Second)
		if err := h.Sweep(context.Background()); err != nil {
			t.Fatal(err)
		}
		var jobs int
		if err := h.Store.DB().QueryRow("SELECT count(*) FROM river_job WHERE kind = 'work_import'").Scan(&jobs); err != nil || jobs != 1 {
			t.Error(jobs, err)
		}
		h.rejectedFile(t, h.As(h.manager), done)
		h.Clock.Advance(time.Second)
		if err := h.Sweep(context.Background()); err != nil {
			t.Fatal(err)
		}
		_, _, err = h.RejectedFile(h.As(h.manager), nodeid.New(nodeid.UserImport, done.ID))
		if coded, ok := errors.AsType[*problem.Error](err); !ok || coded.Code != problem.NotFound {
			t.Error(err)
		}
		if ids := db.UserImport.Query().IDsX(everything()); len(ids) != 1 || ids[0] != open {
			t.Errorf("%v are left", ids)
		}
		if n := db.UserImportChunk.Query().CountX(everything()) + db.UserImportRow.Query().CountX(everything()) + db.UserImportPart.Query().CountX(everything()); n != 1 {
			t.Errorf("%d chunks, rows and parts are left", n)
		}
	})
}

// TestRejectedFile is for whoever may add users there.
func TestRejectedFile(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		bad := h.imported(t, h.As(h.manager), importing(h.root, "email,given_name,family_name\nx,,\n"))
		good := h.imported(t, h.As(h.manager), importing(h.root, peopleFile(1)))
		for name, c := range map[string]struct {
			as   context.Context
			key  int64
			want problem.Code
		}{
			"who may":            {h.As(h.User(h.root, viewer.UserManager)), bad.ID, ""},
			"who may look":       {h.As(h.User(h.root, viewer.Reader)), bad.ID, problem.NotFound},
			"who is elsewhere":   {h.As(h.User(h.Account(nil), viewer.Admin)), bad.ID, problem.NotFound},
			"nobody":             {context.Background(), bad.ID, problem.Unauthenticated},
			"none of it is bad":  {h.As(h.manager), good.ID, problem.NotFound},
			"there is no import": {h.As(h.manager), 1 << 40, problem.NotFound},
		} {
			_, _, err := h.RejectedFile(c.as, nodeid.New(nodeid.UserImport, c.key))
			coded, _ := errors.AsType[*problem.Error](err)
			if c.want == "" && err != nil || c.want != "" && (coded == nil || coded.Code != c.want) {
				t.Errorf("%s: %v", name, err)
			}
		}
		ended := viewer.FromContext(h.As(h.manager)).Remembered(func(context.Context) (*viewer.Viewer, error) {
			return nil, problem.New(problem.Unauthenticated, "the session has ended")
		})
		if _, _, err := h.RejectedFile(viewer.NewContext(context.Background(), ended), nodeid.New(nodeid.UserImport, bad.ID)); problem.CodeOf(err) != problem.Unauthenticated {
			t.Errorf("by a token that is remembered, but has ended: %v", err)
		}
	})
}

// TestImportsTellInMeasure: an import that told of more addresses outside than its sender may be told of at once waits, and goes on later. How
// busy an account is that one does not see is not told.
func TestImportsTellInMeasure(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		elsewhere := h.Account(nil)
		h.imported(t, canopytest.Operator(), importing(elsewhere, peopleFile(6001)))
		for range 10 {
			if _, err := h.ImportUsers(canopytest.Operator(), importing(elsewhere, peopleFile(1))); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := h.ImportUsers(canopytest.Operator(), importing(elsewhere, peopleFile(1))); codeAt(err, "accountId") != problem.LimitExceeded {
			t.Error(err)
		}
		_, err := h.ImportUsers(h.As(h.manager), importing(elsewhere, peopleFile(1)))
		if faults, _ := problem.FaultsOf(err); len(faults) != 1 || faults[0].Code != problem.Missing {
			t.Error(err)
		}

		key, err := h.ImportUsers(h.As(h.manager), importing(h.root, peopleFile(6001)))
		if err != nil {
			t.Fatal(err)
		}
		for last, processed := range map[bool]int{false: 6000, true: 6000} {
			_, err = h.WorkImport(context.Background(), key, last)
			im := h.Store.Client().UserImport.GetX(everything(), key)
			if problem.CodeOf(err) != problem.RateLimited || im.Processed != processed || im.CompletedAt != nil {
				t.Errorf("%v, %+v", err, im)
			}
		}
		h.Clock.Advance(2 * time.Hour)
		if im := h.work(t, key); im.Status != userimport.StatusREJECTED || im.RejectedCount != 6001 {
			t.Errorf("%+v", im)
		}
	})
}

// codeAt is the code of the fault at a path; "" for none.
func codeAt(err error, path string) problem.FaultCode {
	faults, _ := problem.FaultsOf(err)
	for _, f := range faults {
		if strings.Join(f.Path, ".") == path {
			return f.Code
		}
	}
	return ""
}

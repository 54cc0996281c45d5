package reseller_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/event"
	"canopy/ent/eventpersonvalue"
	"canopy/ent/link"
	"canopy/ent/review"
	"canopy/ent/user"
	"canopy/ent/userimport"
	"canopy/internal/canopytest"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/reseller"
	"canopy/internal/store"
	"canopy/internal/store/scope"
	"canopy/internal/viewer"

	"entgo.io/ent/dialect"
)

func (h *house) erase(ctx context.Context, u *ent.User) error {
	return h.EraseUser(ctx, reseller.EraseUserInput{UserID: userID(u)})
}

// columns are those of all tables, each as SQL that is its text.
func (h *house) columns(t *testing.T) map[string][]string {
	t.Helper()
	text := `SELECT table_name, CASE data_type WHEN 'bytea' THEN 'encode("' || column_name || '", ''escape'')' ELSE '"' || column_name || '"::text' END
		FROM information_schema.columns WHERE table_schema = 'public' ORDER BY table_name, ordinal_position`
	if h.Store.Dialect() == dialect.SQLite {
		text = "SELECT m.name, 'CAST(\"' || c.name || '\" AS text)' FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c WHERE m.type = 'table' ORDER BY m.name, c.cid"
	}
	rows, err := h.Store.DB().Query(text)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	found := map[string][]string{}
	for rows.Next() {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			t.Fatal(err)
		}
		found[table] = append(found[table], column)
	}
	if err := rows.Err(); err != nil || len(found["users"]) == 0 {
		t.Fatal(found, err)
	}
	return found
}

// traces are the tables of the whole database that tell one of the words, in whatever case.
func (h *house) traces(t *testing.T, words ...string) (tables []string) {
	t.Helper()
	for table, columns := range h.columns(t) {
		var likes []string
		for _, column := range columns {
			for _, word := range words {
				likes = append(likes, fmt.Sprintf("lower(%s) LIKE '%%%s%%'", column, strings.ToLower(word)))
			}
		}
		var n int
		err := h.Store.DB().QueryRow(fmt.Sprintf("SELECT %s count(*) FROM %q WHERE %s", scope.Operator.Marker(), table, strings.Join(likes, " OR "))).Scan(&n)
		if err != nil {
			t.Fatalf("%s: %v", table, err)
		}
		if n > 0 {
			tables = append(tables, table)
		}
	}
	slices.Sort(tables)
	return tables
}

// referring are all columns that refer to users, and those that name one without a foreign key.
func (h *house) referring(t *testing.T) map[string]string {
	t.Helper()
	text := `SELECT k.relname || '.' || a.attname, k.relname, a.attname FROM pg_constraint AS c JOIN pg_class AS k ON k.oid = c.conrelid
		JOIN pg_attribute AS a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1] WHERE c.contype = 'f' AND c.confrelid = 'users'::regclass`
	if h.Store.Dialect() == dialect.SQLite {
		text = `SELECT m.name || '.' || f."from", m.name, f."from" FROM sqlite_master AS m JOIN pragma_foreign_key_list(m.name) AS f WHERE m.type = 'table' AND f."table" = 'users'`
	}
	rows, err := h.Store.DB().Query(text)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	counts := map[string]string{}
	add := func(column, table, name string) {
		counts[column] = fmt.Sprintf("SELECT %s count(*) FROM %s WHERE %s = $1", scope.Operator.Marker(), table, name)
	}
	for rows.Next() {
		var column, table, name string
		if err := rows.Scan(&column, &table, &name); err != nil {
			t.Fatal(err)
		}
		add(column, table, name)
	}
	if err := rows.Err(); err != nil || len(counts) < 10 {
		t.Fatal(counts, err)
	}
	add("idempotency_keys.viewer_id", "idempotency_keys", "viewer_id")
	return counts
}

// told is all that the log tells: every event, and the values of people's fields, those of one person aside.
func (h *house) told(without *ent.User) (all []string) {
	for _, e := range h.Store.Client().Event.Query().Order(ent.Asc(event.FieldID)).AllX(everything()) {
		all = append(all, e.String())
	}
	for _, v := range h.Store.Client().EventPersonValue.Query().Order(ent.Asc(eventpersonvalue.FieldID)).AllX(everything()) {
		if v.UserID == without.ID {
			v.Before, v.After = nil, nil
		}
		all = append(all, v.String())
	}
	return all
}

// TestErasure erases somebody whom everything in the database tells of: nothing is left of them, and the log tells the same as before.
func TestErasure(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		a := h.Account(h.root)
		admin := h.User(h.root, viewer.Admin)
		asAdmin := h.As(admin)
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		added, err := h.AddUsers(asAdmin, adding(a,
			&reseller.NewUserInput{
				Email: "Zenobia.Quux@Elsewhere.example", GivenName: "Zenobia", FamilyName: "Quuxworth", Phone: ptr("+49 30 1234567"), JobTitle: ptr("Vizier"), Role: ptr(viewer.AccountManager),
				Language: ptr("de"), Timezone: ptr("Europe/Berlin"),
			}, someone("other@example.com")), nil)
		must(err)
		u, other := h.user(t, added.UserIDs[0]), h.user(t, added.UserIDs[1])
		words := []string{"zenobia", "quux", "elsewhere.example", "1234567", "vizier", "192.0.2.77", "subject-4711", "palmyra"}

		_, err = h.SignInByIdentity(fromHost("192.0.2.77"), reseller.ProviderIdentity{Issuer: issuer, Subject: "subject-4711", Email: u.Email, EmailVerified: true})
		must(err)
		must(h.SetPassword(context.Background(), u.Email, password))
		must(h.RequestPasswordReset(context.Background(), reseller.RequestPasswordResetInput{Email: u.Email}))
		h.mailed(t, u)
		_, err = h.UpdateUser(h.As(u), reseller.UpdateUserInput{UserID: userID(u), JobTitle: set("Queen"), Email: set("queen@palmyra.example")})
		must(err)
		must(h.ConfirmEmail(context.Background(), reseller.ConfirmEmailInput{Token: h.mailedChange(t, u)})) // the old address is told
		_, err = h.UpdateUser(h.As(u), reseller.UpdateUserInput{UserID: userID(u), Email: set("empress@palmyra.example")})
		must(err)
		u = h.user(t, u.ID)
		must(h.RequestPasswordReset(context.Background(), reseller.RequestPasswordResetInput{Email: u.Email}))
		h.mailed(t, u)
		_, err = h.UpdateUser(asAdmin, reseller.UpdateUserInput{UserID: userID(other), JobTitle: set("Kept")})
		must(err)
		_, err = h.GrantRole(asAdmin, granting(u, h.root, viewer.Admin, subtree))
		must(err)
		as := h.As(u)
		_, err = h.CreateAPIKey(as, reseller.CreateAPIKeyInput{AccountID: ptr(id(a)), Name: "Key", Role: viewer.Reader, Scope: subtree})
		must(err)
		withKey := func(in *reseller.CreateCustomerInput) { in.IdempotencyKey = ptr("once") }
		open := h.opened(t, u, form(a, u, named("Havel Kontor GmbH"), withKey))
		approved := h.opened(t, u, form(a, u))
		done, err := h.approve(approved)
		must(err)
		imports, err := h.ImportUsers(as, importing(a, "email,given_name,family_name\nzenobia@palmyra.example,Zenobia,Quuxworth\nqueen@palmyra.example,Zenobia,Quuxworth\n"))
		must(err)
		if h.work(t, imports).Status != userimport.StatusREJECTED { // she is there already
			t.Fatal("imported")
		}
		waiting, err := h.ImportUsers(as, importing(a, "email,given_name,family_name\nnobody@example.com,No,Body\n"))
		must(err)
		_, err = h.MoveUsers(asAdmin, movingTo(h.root, u))
		must(err)
		_, err = h.SetAccountLimits(as, reseller.SetAccountLimitsInput{AccountID: id(h.root), Limits: []*reseller.AccountLimitInput{most(reseller.LimitUsers, 5)}})
		wantFaults(t, err, "accountId FORBIDDEN") // her refusal is told of

		for column, count := range h.referring(t) {
			var n int
			if err := h.Store.DB().QueryRow(count, u.ID).Scan(&n); err != nil || n == 0 {
				t.Errorf("nothing of the person in %s: the test does not see it go (%v)", column, err)
			}
		}
		want := []string{"event_person_values", "identities", "river_job", "sessions", "user_import_parts", "users"}
		if got := h.traces(t, words...); !slices.Equal(got, want) {
			t.Errorf("before, %q tell of the person, want %q", got, want)
		}
		before := h.told(u)
		values := h.Store.Client().EventPersonValue.Query().Where(eventpersonvalue.UserID(u.ID), eventpersonvalue.AfterNotNil()).CountX(everything())
		acts := h.Store.Client().Event.Query().Where(event.ActorID(u.ID)).CountX(everything())
		if values < 4 || acts < 5 {
			t.Errorf("the log tells %d values and %d acts of the person", values, acts)
		}
		h.Clock.Advance(time.Hour)
		must(h.erase(asAdmin, u))

		for column, count := range h.referring(t) {
			var n int
			if err := h.Store.DB().QueryRow(count, u.ID).Scan(&n); err != nil || n != 0 {
				t.Errorf("%d of the person in %s: %v", n, column, err)
			}
		}
		if got := h.traces(t, words...); !slices.Equal(got, []string{"user_import_parts"}) { // the file, for a week
			t.Errorf("%q tell of the person", got)
		}
		after := h.told(u)
		var news []string
		for _, line := range after {
			if !slices.Contains(before, line) {
				news = append(news, line)
			}
		}
		if kept := slices.DeleteFunc(slices.Clone(after), func(line string) bool { return slices.Contains(news, line) }); !slices.Equal(kept, before) {
			t.Errorf("the log told\n%q, and now\n%q", before, kept)
		}
		made := done.AccountID
		log := h.log(t) // numbered without a gap
		wantNews := []string{
			"USER_ERASED DONE " + userID(u).String(), "ACCOUNT_UPDATED DONE " + nodeid.New(nodeid.Account, made).String(), "REVIEW_UPDATED DONE " + reviewID(open.ID).String(),
		}
		if got := log[len(log)-len(news):]; !slices.Equal(slices.Sorted(slices.Values(got)), slices.Sorted(slices.Values(wantNews))) {
			t.Errorf("erasing left %q, want %q", got, wantNews)
		}
		e := h.Store.Client().Event.Query().Where(event.Action("USER_ERASED")).OnlyX(everything())
		if *e.AccountID != h.root.ID || *e.ActorID != admin.ID || e.Changes != "[]" {
			t.Errorf("left %v", e)
		}

		if made := h.account(t, made); made.NotificationContactID != nil || made.Status != account.StatusPENDING || !made.UpdatedAt.Equal(h.Clock.Now()) {
			t.Errorf("the customer is %v", made)
		}
		if got := h.review(t, approved.ID); got.NotificationContactID != nil || got.CreatedByID != nil || !got.UpdatedAt.Before(h.Clock.Now()) {
			t.Errorf("the decided review is %v", got)
		}
		if h.Store.Client().APIKey.Query().OnlyX(everything()).RevokedAt != nil || h.Store.Client().Session.Query().CountX(everything()) != 1 {
			t.Error("the key of the account went with the person")
		}
		if got := h.work(t, waiting); got.Status != userimport.StatusREJECTED || !strings.Contains(got.Faults, "FORBIDDEN") || h.users(t, a) != 1 {
			t.Errorf("the import of who is gone is %v", got)
		}
		h.Clock.Advance(8 * 24 * time.Hour)
		must(h.Sweep(context.Background()))
		if got := h.traces(t, words...); got != nil {
			t.Errorf("a week later %q tell of the person", got)
		}
	})
}

func TestEraseFaults(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		mid, elsewhere := h.Account(h.root), h.Account(nil)
		asking := h.User(mid, viewer.UserManager)
		ctx := h.As(asking)
		for _, id := range []nodeid.ID{{}, id(mid), nodeid.New(nodeid.User, 4711), userID(h.User(h.root, "")), userID(h.User(elsewhere, ""))} {
			wantFaults(t, h.EraseUser(ctx, reseller.EraseUserInput{UserID: id}), "userId NOT_FOUND")
		}
		stronger, abroad := h.User(mid, viewer.AccountManager), h.User(mid, viewer.Reader)
		h.Grant(abroad, elsewhere, viewer.Reader, only)
		before := len(h.log(t))
		for _, u := range []*ent.User{stronger, abroad, asking} {
			wantFaults(t, h.erase(ctx, u), "userId FORBIDDEN")
		}
		wantFaults(t, h.erase(h.As(h.User(mid, viewer.Reader)), abroad), "userId FORBIDDEN")
		if log := h.log(t)[before:]; !slices.Equal(log, slices.Repeat([]string{"USER_ERASED REFUSED " + id(mid).String()}, 4)) {
			t.Errorf("the refusals left %q", log)
		}
		last := h.User(h.root, viewer.Admin)
		wantFaults(t, h.erase(canopytest.Operator(), last), "userId LAST_ADMIN")
		only := h.User(elsewhere, viewer.Admin)
		wantFaults(t, h.erase(canopytest.Operator(), only), "userId LAST_ADMIN")
		for _, u := range h.Store.Client().User.Query().Where(user.AccountID(elsewhere.ID), user.IDNEQ(only.ID)).AllX(everything()) {
			if err := h.erase(canopytest.Operator(), u); err != nil {
				t.Fatal(err)
			}
		}
		if err := h.erase(canopytest.Operator(), only); err != nil { // the account has no people then
			t.Error(err)
		}
		out := h.User(mid, viewer.UserManager, disabled)
		if err := h.erase(ctx, out); err != nil {
			t.Errorf("somebody disabled: %v", err)
		}
		wantFaults(t, h.erase(ctx, out), "userId NOT_FOUND")
	})
}

// TestErasedContact: a review that is open without its contact takes another one before it is approved, and can be changed meanwhile.
func TestErasedContact(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		u := h.User(h.root, "")
		r := h.opened(t, h.manager, form(h.root, u))
		if err := h.erase(canopytest.Operator(), u); err != nil {
			t.Fatal(err)
		}
		_, err := h.approve(h.review(t, r.ID))
		wantFaults(t, err, "reviewId INVALID")
		if faults, _ := problem.FaultsOf(err); !strings.Contains(faults[0].Message, "updateReview") {
			t.Errorf("told %q", faults[0].Message)
		}
		manager := h.As(h.manager)
		for _, in := range []reseller.UpdateReviewInput{{Name: set("Havel Kontor GmbH")}, {NotificationContactID: set(userID(h.manager))}} {
			in.ReviewID = reviewID(r.ID)
			if _, err := h.UpdateReview(manager, in); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := h.approve(h.review(t, r.ID)); err != nil {
			t.Error(err)
		}
	})
}

// TestErasedAddress is free at once, for who asks at the same moment too.
func TestErasedAddress(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for range 8 {
			u := h.User(h.root, viewer.Reader)
			var errs [2]error
			var added reseller.AddedUsers
			atOnce(2, func(i int) {
				if i == 0 {
					errs[0] = h.erase(canopytest.Operator(), u)
				} else {
					added, errs[1] = h.AddUsers(canopytest.Operator(), adding(h.root, someone(u.Email)), nil)
				}
			})
			if errs != [2]error{} {
				t.Fatal(errs)
			}
			if added.Count == 0 {
				wantRejected(t, added.Rejected, "0:0 email TAKEN")
				if added, errs[1] = h.AddUsers(canopytest.Operator(), adding(h.root, someone(u.Email)), nil); added.Count != 1 {
					t.Errorf("the address is not free: %+v, %v", added, errs[1])
				}
			}
		}
	})
}

// TestEraseBeside erases people at the same moment as something else happens to them or by them: that is done before, or there is nobody any
// more. Nothing fails otherwise, and nothing of them is left.
func TestEraseBeside(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		operator := canopytest.Operator()
		h.User(h.root, viewer.Admin) // nobody is the last
		other := h.Account(h.root)
		own := func(u *ent.User) context.Context {
			session, err := h.IssueToken(context.Background(), u.Email, time.Hour)
			if err != nil {
				t.Fatal(err)
			}
			return viewer.NewContext(t.Context(), session.Viewer)
		}
		n := 0
		for _, c := range []struct {
			name     string
			beside   func(u *ent.User) func() error
			gone     string // a fault
			refusals []problem.Code
		}{
			{"erase", func(u *ent.User) func() error {
				return func() error { return h.erase(operator, u) }
			}, "userId NOT_FOUND", nil},
			{"grant", func(u *ent.User) func() error {
				return func() error {
					_, err := h.GrantRole(operator, granting(u, other, viewer.Reader, subtree))
					return err
				}
			}, "userId NOT_FOUND", nil},
			{"move", func(u *ent.User) func() error {
				return func() error { _, err := h.MoveUsers(operator, movingTo(other, u)); return err }
			}, "userIds.0 NOT_FOUND", nil},
			{"disable", func(u *ent.User) func() error {
				return func() error { _, err := h.DisableUsers(operator, disabling(u)); return err }
			}, "userIds.0 NOT_FOUND", nil},
			{"update", func(u *ent.User) func() error {
				return func() error {
					_, err := h.UpdateUser(operator, reseller.UpdateUserInput{UserID: userID(u), JobTitle: set("Quuxer")})
					return err
				}
			}, "userId NOT_FOUND", nil},
			{"their own update", func(u *ent.User) func() error {
				ctx := own(u)
				return func() error {
					_, err := h.UpdateUser(ctx, reseller.UpdateUserInput{UserID: userID(u), JobTitle: set("Quuxer")})
					return err
				}
			}, "", []problem.Code{problem.Unauthenticated}},
			{"a customer of theirs", func(u *ent.User) func() error {
				ctx := own(u)
				return func() error {
					_, err := h.CreateCustomer(ctx, form(h.root, u, named(u.Email), func(in *reseller.CreateCustomerInput) { in.IdempotencyKey = ptr("once") }))
					return err
				}
			}, "", []problem.Code{problem.Unauthenticated}},
			{"a customer by somebody else", func(u *ent.User) func() error {
				return func() error { _, err := h.CreateCustomer(operator, form(h.root, u)); return err }
			}, "notificationContactId NOT_FOUND", nil},
			{"an import of theirs", func(u *ent.User) func() error {
				ctx := own(u)
				return func() error {
					_, err := h.ImportUsers(ctx, importing(other, "email,given_name,family_name\n"+"x"+u.Email+",X,Y\n"))
					return err
				}
			}, "", []problem.Code{problem.Unauthenticated}},
			{"sign-in", func(u *ent.User) func() error {
				if err := h.SetPassword(context.Background(), u.Email, password); err != nil {
					t.Fatal(err)
				}
				return func() error {
					_, err := h.SignIn(context.Background(), reseller.SignInInput{Email: u.Email, Password: password})
					return err
				}
			}, " INVALID", []problem.Code{problem.Unauthenticated}},
			{"sign-in by a provider", func(u *ent.User) func() error {
				return func() error { _, err := h.SignInByIdentity(context.Background(), at(u.Email, u.Email)); return err }
			}, "", []problem.Code{problem.Unauthenticated, problem.Forbidden}},
			{"a mail", func(u *ent.User) func() error {
				return func() error { return h.SendPasswordReset(context.Background(), u.EmailKey) }
			}, "", nil},
			{"sign-out", func(u *ent.User) func() error {
				ctx := own(u)
				return func() error { return h.SignOut(ctx) }
			}, "", nil},
			{"the sweep", func(u *ent.User) func() error {
				own(u)
				return func() error { return h.Sweep(context.Background()) }
			}, "", nil},
		} {
			t.Run(c.name, func(t *testing.T) {
				for range 6 {
					n++
					u := h.User(h.root, viewer.AccountManager, func(u *ent.UserCreate) {
						email := fmt.Sprintf("quux%d@example.com", n)
						u.SetEmail(email).SetEmailKey(email)
					})
					beside := c.beside(u)
					var errs [2]error
					atOnce(2, func(i int) {
						if i == 0 {
							errs[0] = h.erase(operator, u)
						} else {
							errs[1] = beside()
						}
					})
					if c.name == "erase" && errs[0] != nil {
						errs[0], errs[1] = errs[1], errs[0]
					}
					if errs[0] != nil {
						t.Fatal(errs[0])
					}
					if c.name == "erase" && errs[1] == nil {
						t.Error("it was done twice")
					}
					if errs[1] != nil && !slices.Contains(c.refusals, problem.CodeOf(errs[1])) {
						if c.gone == "" {
							t.Error(errs[1])
						} else {
							wantFaults(t, errs[1], c.gone)
						}
					}
					h.wantErased(t, u)
				}
				h.log(t) // numbered without a gap
			})
		}
	})
}

// wantErased looks for what refers to the person, and what tells of them.
func (h *house) wantErased(t *testing.T, u *ent.User) {
	t.Helper()
	for column, count := range h.referring(t) {
		var n int
		if err := h.Store.DB().QueryRow(count, u.ID).Scan(&n); err != nil || n != 0 {
			t.Errorf("%d of the person in %s: %v", n, column, err)
		}
	}
	left := h.Store.Client().EventPersonValue.Query().
		Where(eventpersonvalue.UserID(u.ID), eventpersonvalue.Or(eventpersonvalue.BeforeNotNil(), eventpersonvalue.AfterNotNil())).CountX(everything())
	if left > 0 {
		t.Errorf("the log tells %d values of the person", left)
	}
}

// untilLocked returns when n transactions wait for another, the last of which has the result that is not to come before. It is for PostgreSQL.
func (h *house) untilLocked(t *testing.T, n int, result <-chan error) {
	t.Helper()
	for waiting := 0; waiting < n; runtime.Gosched() {
		if len(result) > 0 {
			t.Fatalf("nobody waited: %v", <-result)
		}
		if err := h.Store.DB().QueryRow("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'").Scan(&waiting); err != nil {
			t.Fatal(err)
		}
	}
}

// TestEraseBesideAnOperatorsWrite: an operator writes into any tree, also into those that are not locked while they are erased. What refers to
// them is waited for when it comes first; when it comes behind, it is refused, and they are found to be gone.
func TestEraseBesideAnOperatorsWrite(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		if h.Store.Dialect() == dialect.SQLite {
			t.Skip("one writes at a time")
		}
		elsewhere := h.Account(nil)
		contact := h.User(elsewhere, viewer.AccountManager)
		operator := func() (*ent.User, context.Context) {
			u := h.User(h.root, "")
			if _, err := h.GrantRole(canopytest.Operator(), granting(u, nil, viewer.Admin, subtree)); err != nil {
				t.Fatal(err)
			}
			session, err := h.IssueToken(context.Background(), u.Email, time.Hour)
			if err != nil {
				t.Fatal(err)
			}
			return u, viewer.NewContext(t.Context(), session.Viewer)
		}
		t.Run("first", func(t *testing.T) {
			u, ctx := operator()
			inside, release := make(chan struct{}), make(chan struct{})
			enqueue := h.Enqueue
			h.Enqueue = func(ctx context.Context, tx *sql.Tx, args reseller.JobArgs, at time.Time) error { // behind the row that refers to them
				close(inside)
				<-release
				return enqueue(ctx, tx, args, at)
			}
			sent, erased := make(chan error, 1), make(chan error, 1)
			go func() {
				_, err := h.ImportUsers(ctx, importing(elsewhere, "email,given_name,family_name\nnobody@example.com,No,Body\n"))
				sent <- err
			}()
			<-inside
			texts := h.Texts(func() {
				go func() { erased <- h.erase(canopytest.Operator(), u) }()
				h.untilLocked(t, 1, erased)
				close(release)
				if err := errors.Join(<-sent, <-erased); err != nil {
					t.Error(err)
				}
			})
			h.Enqueue = enqueue
			wantOneTry(t, texts)
			h.wantErased(t, u)
		})
		t.Run("behind", func(t *testing.T) {
			u, ctx := operator()
			same := h.opened(t, contact, form(elsewhere, contact))
			if _, err := h.DiscardReview(h.As(contact), reseller.DiscardReviewInput{ReviewID: reviewID(same.ID)}); err != nil {
				t.Fatal(err)
			}
			holding, release, undo := make(chan struct{}), make(chan struct{}), errors.New("undo")
			held, created := make(chan error, 1), make(chan error, 1)
			go func() { // a review with the same details is open, for a moment
				held <- h.Store.Tx(everything(), func(ctx context.Context, tx *store.Tx) error {
					err := tx.Review.UpdateOneID(same.ID).SetStatus(review.StatusOPEN).Exec(ctx)
					close(holding)
					<-release
					return errors.Join(err, undo)
				})
			}()
			<-holding
			go func() {
				_, err := h.CreateCustomer(ctx, form(elsewhere, contact))
				created <- err
			}()
			h.untilLocked(t, 1, created)
			if err := h.erase(canopytest.Operator(), u); err != nil {
				t.Fatal(err)
			}
			close(release)
			if err := <-held; !errors.Is(err, undo) {
				t.Fatal(err)
			}
			if err := <-created; problem.CodeOf(err) != problem.Unauthenticated {
				t.Errorf("answered %v", err)
			}
			h.wantErased(t, u)
		})
	})
}

// wantOneTry looks among the statements of an erasure for another try, behind a deadlock or a row that came in between.
func wantOneTry(t *testing.T, texts []string) {
	t.Helper()
	tries := 0
	for _, text := range texts {
		if strings.HasPrefix(text, "UPDATE event_person_values ") { // the first of those that come last
			tries++
		}
	}
	if tries != 1 {
		t.Errorf("erased in %d tries", tries)
	}
}

// TestEraseBesideAMail: a mail whose link is being made is waited for, though no tree is locked for it.
func TestEraseBesideAMail(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		if h.Store.Dialect() == dialect.SQLite {
			t.Skip("one writes at a time")
		}
		u := h.User(h.root, viewer.Reader)
		h.mailed(t, u)
		mine, undo := link.UserID(u.ID), errors.New("undo")
		holding, release, held := make(chan struct{}), make(chan struct{}), make(chan error, 1)
		go func() { // the link before, which is to be replaced
			held <- h.Store.Tx(everything(), func(ctx context.Context, tx *store.Tx) error {
				_, err := tx.Link.Query().Where(mine).ForUpdate().Only(ctx)
				close(holding)
				<-release
				return errors.Join(err, undo)
			})
		}()
		<-holding
		mailed, erased := make(chan error, 1), make(chan error, 1)
		go func() { mailed <- h.SendPasswordReset(context.Background(), u.EmailKey) }()
		h.untilLocked(t, 1, mailed)
		wantOneTry(t, h.Texts(func() {
			go func() { erased <- h.erase(canopytest.Operator(), u) }()
			h.untilLocked(t, 2, erased)
			close(release)
			if err := errors.Join(<-mailed, <-erased); err != nil {
				t.Error(err)
			}
		}))
		if err := <-held; !errors.Is(err, undo) {
			t.Error(err)
		}
		h.wantErased(t, u)
	})
}

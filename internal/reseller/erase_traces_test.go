package reseller_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/event"
	"canopy/ent/eventpersonvalue"
	"canopy/ent/userimport"
	"canopy/internal/nodeid"
	"canopy/internal/reseller"
	"canopy/internal/store/scope"
	"canopy/internal/viewer"

	"entgo.io/ent/dialect"
)

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
		_, err = h.RegisterWebhook(as, reseller.RegisterWebhookInput{AccountID: id(a), URL: "https://example.com/"})
		must(err)
		_, err = h.MakeDeliveries(t.Context())
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

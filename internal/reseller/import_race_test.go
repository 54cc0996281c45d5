package reseller_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/grant"
	"canopy/ent/invitation"
	"canopy/ent/user"
	"canopy/ent/userimport"
	"canopy/internal/canopytest"
	"canopy/internal/reseller"
	"canopy/internal/store"
	"canopy/internal/viewer"

	"entgo.io/ent/dialect"
)

// TestImportBesideItsSendersEnd: whoever loses their access between the look-up of a sender and the rows that are judged as them, is told of in the
// import; it is no failure that is tried again.
func TestImportBesideItsSendersEnd(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		h.User(h.root, viewer.Admin) // nobody is the last
		elsewhere := h.Account(nil)
		for name, end := range map[string]func(u *ent.User) error{
			"disabled": func(u *ent.User) error { return second(h.DisableUsers(canopytest.Operator(), disabling(u))) },
			"erased":   func(u *ent.User) error { return h.erase(canopytest.Operator(), u) },
			"moved":    func(u *ent.User) error { return second(h.MoveUsers(canopytest.Operator(), movingTo(elsewhere, u))) },
		} {
			sender := h.User(h.root, viewer.UserManager)
			key, err := h.ImportUsers(h.As(sender), importing(h.root, "email,given_name,family_name\n"+name+"@example.org,X,Y\n"))
			if err != nil {
				t.Fatal(err)
			}
			calls := 0
			err = h.WorkImportWhile(context.Background(), key, func() bool {
				if calls++; calls == 2 {
					if err := end(sender); err != nil {
						t.Error(err)
					}
				}
				return calls < 10
			})
			im := h.Store.Client().UserImport.GetX(everything(), key)
			if err != nil || calls < 2 || im.Status != userimport.StatusREJECTED || !strings.Contains(im.Faults, "FORBIDDEN") || im.AddedCount != 0 {
				t.Errorf("%s: %v, %+v", name, err, im)
			}
		}
	})
}

// TestImportIsCutOff: the worker is ended at each statement of an import, also in its last attempt, and the next one goes on: everybody is added
// once, with all that belongs to them, or nobody.
func TestImportIsCutOff(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		db := h.Store.Client()
		for _, last := range []bool{false, true} {
			for at, statements := 1, 2; at < statements; at++ {
				to := h.Account(h.root)
				sender := h.User(to, viewer.Admin)
				file := strings.ReplaceAll("email,given_name,family_name,role\na@,A,A,\nb@,B,B,ADMIN\nc@,C,C,\nbad,D,D,\n", "@", fmt.Sprint("@", to.ID, ".example"))
				in := importing(to, file)
				in.OnError = reseller.RejectFailedRows
				key, err := h.ImportUsers(h.As(sender), in)
				if err != nil {
					t.Fatal(err)
				}
				if err := h.WorkImportFor(context.Background(), key, 2); err != nil { // judged
					t.Fatal(err)
				}
				taken := fmt.Sprint("a@", to.ID, ".example")
				h.User(h.root, "", func(c *ent.UserCreate) { c.SetEmail(taken).SetEmailKey(taken) })
				ctx, cut := context.WithCancel(context.Background())
				statements = 0
				h.Watch(func() {
					for more := true; more && err == nil; {
						more, err = h.WorkImport(ctx, key, last)
					}
				}, func(string) {
					if statements++; statements == at {
						cut()
					}
				})
				cut()
				im, want := h.work(t, key), 2
				if im.Status == userimport.StatusFAILED && last {
					want = 0
				}
				people := user.HasAccountWith(account.ID(to.ID))
				others := user.IDNEQ(sender.ID)
				got := []int{
					im.AddedCount, db.User.Query().Where(people, others).CountX(everything()), db.Grant.Query().Where(grant.AccountID(to.ID), grant.UserIDNEQ(sender.ID)).CountX(everything()),
					db.Invitation.Query().Where(invitation.HasUserWith(people)).CountX(everything()), db.UserImportChunk.Query().CountX(everything()),
				}
				if !slices.Equal(got, []int{want, want, want, want, 0}) || want > 0 && im.RejectedCount != 2 {
					t.Errorf("cut off at statement %d, last attempt %t: %v, %+v", at, last, got, im)
				}
			}
		}
	})
}

// TestImportWhoseEndIsNotWritten: an import that fails, and of which not even that can be written, is not told to have added people whom it forgot.
func TestImportWhoseEndIsNotWritten(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		key, err := h.ImportUsers(h.As(h.manager), importing(h.root, peopleFile(5)))
		if err != nil {
			t.Fatal(err)
		}
		if err := h.WorkImportFor(context.Background(), key, 3); err != nil {
			t.Fatal(err)
		}
		trouble, over := []string{"CREATE TRIGGER trouble BEFORE UPDATE ON user_imports BEGIN SELECT RAISE(ABORT, 'trouble'); END"}, "DROP TRIGGER trouble"
		if h.Store.Dialect() == dialect.Postgres {
			trouble = []string{"CREATE FUNCTION trouble() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'trouble'; END $$", "CREATE TRIGGER trouble BEFORE UPDATE ON user_imports FOR EACH ROW EXECUTE FUNCTION trouble()"}
			over += " ON user_imports"
		}
		h.exec(t, trouble...)
		if more, err := h.WorkImport(context.Background(), key, true); more || err == nil {
			t.Errorf("more: %t, %v", more, err)
		}
		h.exec(t, over)
		if im := h.work(t, key); im.Status != userimport.StatusSUCCEEDED || im.AddedCount != 5 || h.users(t, h.root) != 6 {
			t.Errorf("%+v, %d people", im, h.users(t, h.root))
		}
		// Whatever makes the staged people fewer than were judged, nobody is told of.
		if key, err = h.ImportUsers(h.As(h.manager), importing(h.root, strings.ReplaceAll(peopleFile(5), "@", "@lost."))); err != nil {
			t.Fatal(err)
		}
		if err := h.WorkImportFor(context.Background(), key, 3); err != nil {
			t.Fatal(err)
		}
		h.exec(t, "DELETE FROM user_import_chunks")
		if more, err := h.WorkImport(context.Background(), key, true); more || err == nil || !strings.Contains(err.Error(), "is to add 5 people, and 0 are staged") {
			t.Errorf("more: %t, %v", more, err)
		}
		if im := h.Store.Client().UserImport.GetX(everything(), key); im.Status != userimport.StatusFAILED || im.AddedCount != 0 {
			t.Errorf("%+v", im)
		}
	})
}

// TestImportDies: a worker that dies leaves off behind a chunk; the next one goes on, and knows the rows before.
func TestImportDies(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		ctx := h.As(h.manager)
		text := peopleFile(5000) + "grace1@example.org,Again,Grace,\n"
		in := importing(h.root, text)
		in.OnError = reseller.RejectFailedRows
		key, err := h.ImportUsers(ctx, in)
		if err != nil {
			t.Fatal(err)
		}
		for steps := 2; ; steps++ { // the first of each is to see what there is to do
			if err := h.WorkImportFor(context.Background(), key, steps); err != nil {
				t.Fatal(err)
			}
			im := h.Store.Client().UserImport.GetX(everything(), key)
			if im.CompletedAt != nil {
				break
			}
			if im.Status != userimport.StatusRUNNING || im.Processed == 0 || h.users(t, h.root) != 1 {
				t.Errorf("behind %d steps %+v", steps, im)
			}
		}
		im := h.work(t, key)
		if im.Status != userimport.StatusSUCCEEDED || im.AddedCount != 5000 || im.RejectedCount != 1 || h.users(t, h.root) != 5001 {
			t.Errorf("%+v", im)
		}
		if got := h.rejectedFile(t, ctx, im); strings.Count(got, "\r\n") != 2 || !strings.Contains(got, "email: line 3 has the same address") {
			t.Error(got)
		}
		// Called once more, as by a job that was queued twice, it does nothing.
		if more, err := h.WorkImport(context.Background(), key, false); more || err != nil || h.users(t, h.root) != 5001 {
			t.Error(more, err)
		}
	})
}

// TestImportMeanwhile: what changes between the first chunk and the last write is what counts.
func TestImportMeanwhile(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		sets := func(f func(ctx context.Context, tx *store.Tx, account *ent.Account, sender *ent.User) error) func(*ent.Account, *ent.User) {
			return func(account *ent.Account, sender *ent.User) {
				h.Tx(func(ctx context.Context, tx *store.Tx) error { return f(ctx, tx, account, sender) })
			}
		}
		for name, c := range map[string]struct {
			meanwhile func(account *ent.Account, sender *ent.User)
			status    userimport.Status
			faults    string
			phone     string // of the first, when all are added
		}{
			"the sender is disabled": {sets(func(ctx context.Context, tx *store.Tx, _ *ent.Account, sender *ent.User) error {
				return tx.User.UpdateOne(sender).SetStatus(user.StatusDISABLED).Exec(ctx)
			}), userimport.StatusREJECTED, "FORBIDDEN", ""},
			"the role is gone": {sets(func(ctx context.Context, tx *store.Tx, _ *ent.Account, sender *ent.User) error {
				_, err := tx.Grant.Delete().Where(grant.UserID(sender.ID)).Exec(ctx)
				return err
			}), userimport.StatusREJECTED, "FORBIDDEN", ""},
			"the role is a weaker one": {sets(func(ctx context.Context, tx *store.Tx, _ *ent.Account, sender *ent.User) error {
				return tx.Grant.Update().Where(grant.UserID(sender.ID)).SetRole(grant.RoleUSER_MANAGER).Exec(ctx)
			}), userimport.StatusREJECTED, "[]", ""},
			"the account is closed": {sets(func(ctx context.Context, tx *store.Tx, a *ent.Account, _ *ent.User) error {
				return tx.Account.UpdateOne(a).SetStatus(account.StatusCLOSED).Exec(ctx)
			}), userimport.StatusREJECTED, "NOT_ACTIVE", ""},
			"the account has a limit": {sets(func(ctx context.Context, tx *store.Tx, a *ent.Account, _ *ent.User) error {
				return tx.Account.UpdateOne(a).SetMaxUsers(100).Exec(ctx)
			}), userimport.StatusREJECTED, "LIMIT_EXCEEDED", ""},
			"the account has another country": {sets(func(ctx context.Context, tx *store.Tx, a *ent.Account, _ *ent.User) error {
				return tx.Account.UpdateOne(a).SetCountry("US").Exec(ctx)
			}), userimport.StatusSUCCEEDED, "[]", "+12015550123"},
			"nothing": {func(*ent.Account, *ent.User) {}, userimport.StatusSUCCEEDED, "[]", "+492015550123"},
		} {
			t.Run(name, func(t *testing.T) {
				to := h.Account(h.root, func(c *ent.AccountCreate) { c.SetCountry("DE") })
				sender := h.User(to, viewer.Admin)
				text := strings.ReplaceAll("email,given_name,family_name,role,phone\nboss@example.org,The,Boss,ADMIN,(201) 555-0123\n"+
					strings.ReplaceAll(strings.TrimPrefix(peopleFile(2100), "email,given_name,family_name,role\n"), ",\n", ",,\n"), "@", fmt.Sprint(to.ID)+"@")
				key, err := h.ImportUsers(h.As(sender), importing(to, text))
				if err != nil {
					t.Fatal(err)
				}
				if err := h.WorkImportFor(context.Background(), key, 2); err != nil {
					t.Fatal(err)
				}
				if im := h.Store.Client().UserImport.GetX(everything(), key); im.Processed != 2000 {
					t.Fatalf("%+v", im)
				}
				c.meanwhile(to, sender)
				im := h.work(t, key)
				added := 0
				if c.phone != "" {
					added = 2101
					boss := h.Store.Client().User.Query().Where(user.EmailKey(fmt.Sprintf("boss%d@example.org", to.ID))).OnlyX(everything())
					if boss.Phone != c.phone {
						t.Errorf("the telephone number is %s", boss.Phone)
					}
				}
				if im.Status != c.status || !strings.Contains(im.Faults, c.faults) || im.AddedCount != added || h.users(t, to) != 1+added {
					t.Errorf("%+v", im)
				}
			})
		}
	})
}

// TestImportTaken: an address that somebody takes between the last chunk and the last write is told as TAKEN.
func TestImportTaken(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		for _, policy := range []reseller.BulkErrorPolicy{reseller.RejectAll, reseller.RejectFailedRows} {
			account, other := h.Account(h.root), h.Account(nil)
			text := strings.ReplaceAll(peopleFile(10), "@", fmt.Sprint(account.ID)+"@")
			in := importing(account, text)
			in.OnError = policy
			key, err := h.ImportUsers(h.As(h.manager), in)
			if err != nil {
				t.Fatal(err)
			}
			if err := h.WorkImportFor(context.Background(), key, 3); err != nil {
				t.Fatal(err)
			}
			if im := h.Store.Client().UserImport.GetX(everything(), key); im.Total == nil || im.CompletedAt != nil {
				t.Fatalf("%+v", im)
			}
			h.User(other, "", func(c *ent.UserCreate) {
				c.SetEmail(fmt.Sprintf("grace4%d@example.org", account.ID)).SetEmailKey(fmt.Sprintf("grace4%d@example.org", account.ID))
			})
			im := h.work(t, key)
			want, added := userimport.StatusREJECTED, 0
			if policy == reseller.RejectFailedRows {
				want, added = userimport.StatusSUCCEEDED, 9
			}
			if im.Status != want || im.AddedCount != added || im.RejectedCount != 1 || h.users(t, account) != added {
				t.Errorf("%s: %+v", policy, im)
			}
			if got := h.rejectedFile(t, h.As(h.manager), im); !strings.Contains(got, "email: somebody has this address already") || strings.Count(got, "\r\n") != 2 {
				t.Error(got)
			}
		}
	})
}

// TestImportClashes: an import that meets a taken address while nobody has it fails, it does not try for ever.
func TestImportClashes(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		key, err := h.ImportUsers(h.As(h.manager), importing(h.root, peopleFile(3)))
		if err != nil {
			t.Fatal(err)
		}
		if err := h.WorkImportFor(context.Background(), key, 3); err != nil {
			t.Fatal(err)
		}
		h.Tx(func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.SQL.ExecContext(ctx, "UPDATE user_import_chunks SET people = replace(people, 'grace1@', 'grace0@')")
			return err
		})
		for _, last := range []bool{false, true} {
			if more, err := h.WorkImport(context.Background(), key, last); more || err == nil || !strings.Contains(err.Error(), "no row has it") {
				t.Errorf("more: %t, %v", more, err)
			}
		}
		if im := h.Store.Client().UserImport.GetX(everything(), key); im.Status != userimport.StatusFAILED || im.CompletedAt == nil || im.RejectedCount != 0 {
			t.Errorf("%+v", im)
		}
	})
}

// TestImportsAtOnce: of the same people in two imports at once each is added once, and rejected once.
func TestImportsAtOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		people := 200
		if os.Getenv("CANOPY_SOAK") != "" {
			people = 5000
		}
		for _, policy := range []reseller.BulkErrorPolicy{reseller.RejectAll, reseller.RejectFailedRows} {
			account := h.Account(h.root)
			text := strings.ReplaceAll(peopleFile(people), "@", fmt.Sprint(account.ID)+"@")
			ended := make(chan *ent.UserImport)
			for range 2 {
				in := importing(account, text)
				in.OnError = policy
				key, err := h.ImportUsers(h.As(h.manager), in)
				if err != nil {
					t.Fatal(err)
				}
				go func() {
					for more, err := true, error(nil); more; {
						if more, err = h.WorkImport(context.Background(), key, false); err != nil {
							t.Error(err)
						}
					}
					ended <- h.Store.Client().UserImport.GetX(everything(), key)
				}()
			}
			a, b := <-ended, <-ended
			if a.AddedCount+b.AddedCount != people || a.RejectedCount+b.RejectedCount != people || h.users(t, account) != people {
				t.Errorf("%s: %+v and %+v", policy, a, b)
			}
		}
	})
}

// exec runs statements by hand.
func (h *house) exec(t *testing.T, statements ...string) {
	t.Helper()
	for _, statement := range statements {
		if _, err := h.Store.WriteDB().Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
}

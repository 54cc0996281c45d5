package reseller_test

import (
	"context"
	"fmt"
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

// exec runs statements by hand.
func (h *house) exec(t *testing.T, statements ...string) {
	t.Helper()
	for _, statement := range statements {
		if _, err := h.Store.WriteDB().Exec(statement); err != nil {
			t.Fatal(err)
		}
	}
}

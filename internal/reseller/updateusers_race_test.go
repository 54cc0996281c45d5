package reseller_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/user"
	"canopy/internal/problem"
	"canopy/internal/reseller"
	"canopy/internal/store"
	"canopy/internal/viewer"

	"entgo.io/ent/dialect"
)

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

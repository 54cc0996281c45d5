package subscription_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"canopy/ent"
	"canopy/ent/user"
	"canopy/internal/canopytest"
	"canopy/internal/nodeid"
	"canopy/internal/reseller"
	"canopy/internal/viewer"

	"github.com/99designs/gqlgen/graphql"
)

// TestAdded tells of people from a list and from a file, whose events name 1,000 each. Who was erased or moved out of sight before it is told is left out.
func TestAdded(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		r := start(t, rig)
		top, elsewhere := rig.Account(nil), rig.Account(nil)
		place := rig.Account(top)
		operator, admin := r.token(t, nil), r.token(t, rig.User(top, viewer.Admin))
		add := func(names ...string) {
			t.Helper()
			var rows []string
			for _, name := range names {
				rows = append(rows, fmt.Sprintf(`{email: "%s@canopy.example", givenName: "A", familyName: "A"}`, name))
			}
			r.change(t, admin, "addUsers", `accountId: "%s", language: "en", timezone: "Europe/Berlin", users: [%s]`, id(place), strings.Join(rows, ", "))
		}
		live := r.subscribe(t, admin, added, map[string]any{"id": id(top)})
		r.awaitRunning(t, 1)
		add("first")
		first := live.next(t)

		people := size(4500, 1200)
		r.importPeople(t, place, people)
		add("second", "third", "fourth")
		for from := 0; from < people; from += 1000 {
			if got := live.next(t); len(got.Users) != min(1000, people-from) || got.Users[0].Email != fmt.Sprintf("person%d@canopy.example", from) || got.Event.Action != "USERS_ADDED" {
				t.Errorf("told %s of %d people, want those from %d", got.Event.Action, len(got.Users), from)
			}
		}

		gone := []string{"person0", "person1", "person1100", "third", "fourth"}
		for i, name := range gone {
			u := rig.Store.Client().User.Query().Where(user.Email(name + "@canopy.example")).OnlyX(canopytest.Operator())
			if i%2 == 0 {
				r.change(t, operator, "eraseUser", `userId: "%s"`, userID(u))
			} else {
				r.change(t, operator, "moveUsers", `userIds: ["%s"], accountId: "%s"`, userID(u), id(elsewhere))
			}
		}
		var want []string
		for i := range people {
			want = append(want, fmt.Sprint("person", i))
		}
		want = append(want, "second", "third", "fourth")
		var all, visible []string
		for _, name := range want {
			i := slices.Index(gone, name)
			if i < 0 {
				visible = append(visible, name)
			}
			if i < 0 || i%2 == 1 {
				all = append(all, name)
			}
		}
		for token, want := range map[string][]string{admin: visible, operator: all} {
			again := r.subscribe(t, token, added, map[string]any{"id": id(top), "after": first.Cursor})
			var got []string
			for range (people+999)/1000 + 1 {
				for _, u := range again.next(t).Users {
					got = append(got, strings.TrimSuffix(u.Email, "@canopy.example"))
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("told of %d people behind the cursor, want %d", len(got), len(want))
			}
			again.leave()
		}
	})
}

// importPeople imports so many people to an account, as the queue's workers would.
func (r *replica) importPeople(t *testing.T, to *ent.Account, n int) {
	t.Helper()
	var text strings.Builder
	text.WriteString("email,given_name,family_name\n")
	for i := range n {
		fmt.Fprintf(&text, "person%d@canopy.example,Ada,Lovelace\n", i)
	}
	language, zone := "en", "Etc/UTC"
	key, err := r.ImportUsers(canopytest.Operator(), reseller.ImportUsersInput{
		AccountID: nodeid.New(nodeid.Account, to.ID), CSV: graphql.Upload{File: strings.NewReader(text.String())}, Language: &language, Timezone: &zone, OnError: reseller.RejectAll,
	})
	for more := true; more && err == nil; {
		more, err = r.WorkImport(t.Context(), key, true)
	}
	if err != nil {
		t.Fatal(err)
	}
}

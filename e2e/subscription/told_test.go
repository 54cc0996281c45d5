package subscription_test

import (
	"slices"
	"testing"

	"canopy/ent"
	"canopy/internal/canopytest"
	"canopy/internal/viewer"
)

func TestTold(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		r := start(t, rig)
		top := rig.Account(nil)
		below := rig.Account(top)
		beside, other := rig.Account(top), rig.Account(nil)
		operator := r.token(t, nil)
		admin := rig.User(top, viewer.Admin)
		token := r.token(t, admin)

		wide := r.subscribe(t, token, changed, map[string]any{"id": id(top)})
		narrow := r.subscribe(t, token, changed, map[string]any{"id": id(top), "below": false})
		person := rig.User(below, viewer.Reader)
		reader := r.subscribe(t, r.token(t, person), changed, map[string]any{"id": id(below)})
		people := r.subscribe(t, token, added, map[string]any{"id": id(top)})
		r.awaitRunning(t, 4)

		r.rename(t, operator, other, "elsewhere")
		r.rename(t, token, below, "one")
		r.rename(t, operator, top, "two")
		r.change(t, token, "addUsers", `accountId: "%s", language: "en", timezone: "Europe/Berlin", users: [{email: "a@canopy.example", givenName: "A", familyName: "A"}, {email: "b@canopy.example", givenName: "B", familyName: "B"}]`, id(beside))
		r.rename(t, token, beside, "three")

		one := wide.want(t, "one")
		if one.Account == nil || one.Account.ID != id(below) || one.Event.Action != "ACCOUNT_UPDATED" || one.Event.Actor == nil || one.Event.Actor.ID != userID(admin) || one.Event.RequestID == nil {
			t.Errorf("told %+v", one)
		}
		two := wide.want(t, "two")
		three := wide.want(t, "three")
		if got := narrow.want(t, "two"); got.Cursor != two.Cursor {
			t.Error("one place of one account has two cursors")
		}
		weak := reader.next(t)
		if weak.Account == nil || weak.Account.Name != "one" || weak.Event.ID != one.Event.ID || weak.Event.Actor != nil || weak.Event.RequestID != nil || len(weak.Event.Changes) > 0 {
			t.Errorf("a VIEWER is told %+v", weak)
		}
		if got := people.next(t); got.Event.Action != "USERS_ADDED" || len(got.Users) != 2 || got.Users[0].Email != "a@canopy.example" {
			t.Errorf("told %+v", got)
		}

		again := r.subscribe(t, token, changed, map[string]any{"id": id(top), "after": one.Cursor})
		again.want(t, "two")
		if got := again.want(t, "three"); got.Cursor != three.Cursor {
			t.Error("the same event has another cursor")
		}
		refused := func(code, token string, variables map[string]any) {
			t.Helper()
			r.subscribe(t, token, changed, variables).wantCode(t, code)
		}
		refused("BAD_USER_INPUT", token, map[string]any{"id": id(below), "after": one.Cursor})
		refused("BAD_USER_INPUT", token, map[string]any{"id": id(top), "after": ""})
		refused("BAD_USER_INPUT", token, map[string]any{"id": id(top), "after": one.Cursor[:len(one.Cursor)-1] + "_"})
		refused("NOT_FOUND", token, map[string]any{"id": id(other)})
		refused("NOT_FOUND", token, map[string]any{"id": "acc_0000000000000"})
	})
}

// TestMoved follows an account into another tree and back, and an account above it; as well from a cursor that is older than all that.
func TestMoved(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		r := start(t, rig)
		trees := []*ent.Account{rig.Account(nil), rig.Account(nil)}
		middle := rig.Account(trees[0])
		place := rig.Account(middle)
		leaf := rig.Account(place)
		operator := r.token(t, nil)
		admin := r.subscribe(t, r.token(t, rig.User(trees[0], viewer.Admin)), changed, map[string]any{"id": id(trees[0])})
		live := r.subscribe(t, operator, changed, map[string]any{"id": id(place)})
		r.awaitRunning(t, 2)

		move := func(a, to *ent.Account) {
			t.Helper()
			r.change(t, operator, "moveAccounts", `accountIds: ["%s"], parentId: "%s"`, id(a), id(to))
		}
		r.rename(t, operator, place, "first")
		admin.want(t, "first") // before it leaves
		move(middle, trees[1]) // the place goes along
		r.rename(t, operator, leaf, "second")
		move(place, trees[0])
		r.rename(t, operator, leaf, "third")
		move(place, trees[1])
		move(place, trees[0])
		move(place, middle)
		r.rename(t, operator, place, "fourth")

		follow := func(s *subscriber, from int) (cursors []string) {
			t.Helper()
			for _, name := range []string{"first", "second", "", "third", "", "", "", "fourth"}[from:] {
				got := s.next(t)
				if name == "" && got.Event.Action != "ACCOUNT_MOVED" || name != "" && (got.Event.Action != "ACCOUNT_UPDATED" || got.Event.Changes[0].After != name) {
					t.Fatalf("told %+v, want %q", got, name)
				}
				cursors = append(cursors, got.Cursor)
			}
			return cursors
		}
		cursors := follow(live, 0)
		for i, cursor := range cursors {
			again := r.subscribe(t, operator, changed, map[string]any{"id": id(place), "after": cursor})
			if got := follow(again, i+1); !slices.Equal(got, cursors[i+1:]) {
				t.Errorf("behind cursor %d come others", i)
			}
			again.leave()
		}

		left := admin.next(t)
		if left.Event.Action != "ACCOUNT_MOVED" || left.Account != nil || left.Event.SubjectID != id(middle) {
			t.Errorf("told %+v of what has left", left)
		}
	})
}

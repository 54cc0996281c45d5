package graph

import (
	"testing"

	"canopy/internal/canopytest"
	"canopy/internal/viewer"
)

// TestFaultsBelow: a page's fault is told whatever is found above it, and of several always the same.
func TestFaultsBelow(t *testing.T) {
	rig := canopytest.SQLite(t)
	person := rig.As(rig.User(rig.Account(nil), viewer.Admin))
	const want = `BAD_USER_INPUT: after of users is no cursor: give one that an earlier page answered`
	for range 20 {
		if got := answer(t, canopytest.Operator(), rig, `{ viewer { user { account { users(after: "x") { totalCount } } } } }`); got != want {
			t.Errorf("an operator, who is no user, is answered %s", got)
		}
		if got := answer(t, person, rig, `{ user(email: "none") { account { users(after: "x") { totalCount } } } }`); got != want {
			t.Errorf("a user by what is no e-mail address is answered %s", got)
		}
		if got := answer(t, person, rig, `{ accounts { nodes { organization { id } parent { subAccounts(after: "x") { totalCount } } notificationContact { account { users(after: "x") { totalCount } } } } } }`); got != want {
			t.Errorf("two faults are answered %s", got)
		}
	}
}

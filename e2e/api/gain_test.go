package api_test

import (
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/grant"
	"canopy/internal/canopytest"
	"canopy/internal/viewer"
)

// gaining are the mutations by which somebody might come by what they do not hold, each with how it refuses that.
var gaining = []string{
	"addUsers CANNOT_GRANT", "importUsers FORBIDDEN", "updateUser FORBIDDEN", "updateUsers FORBIDDEN", "moveUsers FORBIDDEN", "moveUsers CANNOT_GRANT", "eraseUser FORBIDDEN",
	"resendInvitations FORBIDDEN", "revokeInvitations FORBIDDEN", "disableUsers FORBIDDEN", "enableUsers FORBIDDEN", "grantRole FORBIDDEN", "grantRole CANNOT_GRANT",
	"revokeGrant FORBIDDEN", "createApiKey FORBIDDEN", "revokeApiKey FORBIDDEN", "moveAccounts FORBIDDEN",
}

// TestNobodyGains lets people of every role change others of any role, and themselves, by whatever changes people: each is done by some and
// refused to others, and nobody comes by what they do not hold, nor changes who holds more.
func TestNobodyGains(t *testing.T) {
	steps := 20 * len(gaining)
	if os.Getenv("CANOPY_SOAK") != "" {
		steps = 100 * len(gaining)
	}
	eachAtOnce(t, func(t *testing.T, h *house) {
		w := &walk{forest: &forest{house: h, random: rand.New(rand.NewPCG(2026, 6)), keys: map[int64]string{}}}
		for range 2 {
			w.plant(t)
			w.mix(t, w.trees[len(w.trees)-1])
		}
		all := questions(t)
		done, refused := map[string]int{}, map[string]int{}
		for _, how := range gaining {
			refused[how] = 0
		}
		for i := range steps {
			s := w.step(t, true)
			name, _, _ := strings.Cut(gaining[i%len(gaining)], " ")
			s.question = all[slices.IndexFunc(all, func(q question) bool { return q.name == name })]
			given := s.given()
			then := s.access()
			a := s.ask(t, s.token, faultsOf(name), given)
			s.workImports(t)
			s.bounded(a, then)
			if a.sound() {
				done[name]++
			}
			for _, code := range []string{"FORBIDDEN", "CANNOT_GRANT"} {
				if strings.Contains(a.Body, code) {
					refused[name+" "+code]++
				}
			}
			h.Clock.Advance(time.Minute)
		}
		for how, times := range refused {
			if name, _, _ := strings.Cut(how, " "); times == 0 || done[name] == 0 {
				t.Errorf("%s came %d times, and %d times it was done", how, times, done[name])
			}
		}
		t.Logf("done %v, refused %v", done, refused)
	})
}

// mix adds people to a tree who hold much in some places of it and little in others.
func (w *walk) mix(t *testing.T, tree *business) {
	t.Helper()
	var below []*ent.Account
	for _, a := range w.world().accounts {
		if a.ParentID != nil && a.RootID == tree.root.ID {
			below = append(below, a)
		}
	}
	for i := range below {
		u := w.person(tree.root, []viewer.Role{viewer.UserManager, viewer.AccountManager}[i%2])
		w.Grant(u, below[i], viewer.Admin, grant.ScopeSUBTREE)
		w.Grant(u, below[len(below)-1-i], viewer.Admin, grant.ScopeACCOUNT_ONLY)
		tree.askers = append(tree.askers, &asker{User: u, token: w.token(t, u)})
	}
}

var ranks = map[string]int{"VIEWER": 1, "USER_MANAGER": 2, "ACCOUNT_MANAGER": 3, "ADMIN": 4}

// access is the accounts, the people, and what they and keys hold.
func (h *house) access() *world {
	all, db := canopytest.Operator(), h.Store.Client()
	w := &world{
		accounts: db.Account.Query().AllX(all), users: db.User.Query().AllX(all), grants: db.Grant.Query().AllX(all), keys: db.APIKey.Query().AllX(all), byID: map[int64]*ent.Account{},
	}
	for _, a := range w.accounts {
		w.byID[a.ID] = a
	}
	return w
}

// reach is how strong the person's strongest role is on an account; wide, on all below it as well.
func (w *world) reach(userID int64, on *ent.Account, wide bool) (strongest int) {
	for _, g := range w.grants {
		if g.UserID != userID || g.AccountID == nil {
			continue
		}
		at := w.byID[*g.AccountID]
		if g.Scope == grant.ScopeSUBTREE && strings.HasPrefix(on.Path, at.Path) || !wide && at.ID == on.ID {
			strongest = max(strongest, ranks[string(g.Role)])
		}
	}
	return strongest
}

// holds tells whether the person holds all that the other holds by their roles.
func (w *world) holds(userID, other int64) bool {
	return !slices.ContainsFunc(w.grants, func(g *ent.Grant) bool {
		return g.UserID == other && w.reach(userID, w.byID[*g.AccountID], g.Scope == grant.ScopeSUBTREE) < ranks[string(g.Role)]
	})
}

// details are all of a person that a mutation changes; where their account stands is not.
func details(u *ent.User) []any {
	return []any{
		u.AccountID, u.Email, u.EmailKey, u.NewEmail, u.GivenName, u.FamilyName, u.NameKey, u.Search, u.Phone, u.JobTitle, u.Language, u.Timezone, u.Status, u.PasswordHash,
	}
}

// bounded fails when by the step, before which all was as it was then, a role or key was given, or a role taken, that the asker did not
// hold, when it changed a person whom the asker may not, or when the asker holds more than before.
func (s *step) bounded(a *answer, then *world) {
	s.t.Helper()
	now, me := s.access(), s.who.ID
	roles, keys, people := map[int64]*ent.Grant{}, map[int64]bool{}, map[int64]*ent.User{}
	for _, g := range now.grants {
		roles[g.ID] = g
	}
	for _, u := range now.users {
		people[u.ID] = u
	}
	for _, g := range then.grants {
		if roles[g.ID] == nil && then.reach(me, then.byID[*g.AccountID], g.Scope == grant.ScopeSUBTREE) < ranks[string(g.Role)] {
			s.errorf(a, nil, "takes %v", g)
		}
		delete(roles, g.ID)
	}
	for _, g := range roles {
		if then.reach(me, then.byID[*g.AccountID], g.Scope == grant.ScopeSUBTREE) < ranks[string(g.Role)] {
			s.errorf(a, nil, "gives %v", g)
		}
	}
	for _, k := range then.keys {
		keys[k.ID] = true
	}
	for _, k := range now.keys {
		if !keys[k.ID] && then.reach(me, then.byID[*k.AccountID], string(k.Scope) == "SUBTREE") < ranks[string(k.Role)] {
			s.errorf(a, nil, "makes %v", k)
		}
	}
	for _, u := range then.users {
		after := people[u.ID]
		if u.ID == me && after != nil || public[s.name] != "" || after != nil && slices.Equal(details(u), details(after)) {
			continue
		}
		if then.reach(me, then.byID[u.AccountID], false) < ranks["USER_MANAGER"] || !then.holds(me, u.ID) {
			s.errorf(a, nil, "changes %v", u)
		}
	}
	for id, was := range then.byID {
		if is := now.byID[id]; now.reach(me, is, false) > then.reach(me, was, false) {
			s.errorf(a, nil, "makes the asker stronger on %v", was)
		}
	}
}

package lifecycle_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"canopy/ent"
	entaccount "canopy/ent/account"
	entgrant "canopy/ent/grant"
	"canopy/ent/provisioning"
	"canopy/internal/store"
	"canopy/internal/viewer"
)

// forest is a few trees of a house and what the model knows of them; nobody else changes them.
type forest struct {
	*rand.Rand
	*house
	*model
	roots  []*ent.Account
	stored map[string]*ent.Account
	users  map[string]*ent.User
	askers []asker
	all    []string       // the accounts, as a round begins
	racing []operation    // of the next round, unless nil
	met    map[string]int // how often kinds of operations succeeded, and codes came
}

var references = []string{"", "", "", "C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8"}

// grow plants three trees, the second one with a chain nearly as deep as may be, and in the third nobody rules at the top.
func grow(t *testing.T, h *house, seed uint64, met map[string]int) *forest {
	f := &forest{
		Rand: rand.New(rand.NewPCG(seed, 32)), house: h, met: met, stored: map[string]*ent.Account{}, users: map[string]*ent.User{},
		model: &model{map[string]account{}, map[string]person{}, map[string]asset{}, map[string]review{}, nil},
	}
	for tree, size := range []int{18, 44, 8} {
		var names []string
		for i := range size {
			parent := ""
			if i > 0 {
				for parent = one(f, names); !f.accounts[parent].number; { // it was never ACTIVE
					parent = one(f, names)
				}
			}
			if tree == 1 && i > 0 && i < maxDepth-1 {
				parent = names[i-1]
			}
			names = append(names, f.account(parent, tree == 1 && i < maxDepth-1))
		}
		f.roots = append(f.roots, f.stored[names[0]])
		for range size / 2 {
			f.contact(one(f, names), f.person(one(f, names)))
		}
		if tree < 2 {
			f.grant(f.person(names[0]), names[0], admin, false)
		}
		for range size / 4 {
			home := one(f, names[1:])
			f.grant(f.person(home), home, 1+f.IntN(admin), f.IntN(4) == 0)
		}
		for range 8 {
			f.asset(names[f.IntN(1+size/4)], f.roots[tree].ID)
		}
	}
	f.askers = []asker{{operator: true, token: h.token(t, nil)}}
	for i := range 10 {
		email := f.person(one(f, sorted(f.accounts)))
		for range 1 + f.IntN(3) {
			f.grant(email, one(f, sorted(f.accounts)), max(1, admin-f.IntN(6)), f.IntN(4) == 0)
		}
		if i%3 == 1 { // whoever moves something below the account where they are ADMIN would gain by it
			f.grant(email, f.roots[i%2].Name, accountManager, false)
			f.grant(email, one(f, f.subtree(f.roots[i%2].Name)), admin, false)
		}
		if i == 0 {
			f.Tx(func(ctx context.Context, tx *store.Tx) error {
				return tx.Grant.Create().SetUserID(f.users[email].ID).SetRole(entgrant.RoleADMIN).SetCreatedAt(h.Clock.Now()).Exec(ctx)
			})
			f.grants = append(f.grants, grant{person: email, role: admin})
		}
		f.askers = append(f.askers, asker{person: email, operator: i == 0, token: h.token(t, f.users[email])})
	}
	return f
}

// account plants one; a sturdy one is ACTIVE without limits or anything that hinders.
func (f *forest) account(parent string, sturdy bool) string {
	a := account{parent: parent, status: "ACTIVE", limits: [3]int{none, none, none}, number: true}
	if !sturdy && parent != "" && f.accounts[parent].status == "ACTIVE" {
		a.status = one(f, []string{"ACTIVE", "ACTIVE", "ACTIVE", "ACTIVE", "SUSPENDED", "PENDING", "FAILED"})
		a.reference = one(f, references)
		if f.taken(a.reference, f.root(parent), "") {
			a.reference = ""
		}
	}
	if a.status == "PENDING" || a.status == "FAILED" {
		a.number, a.provisioning = false, map[string]string{"PENDING": "QUEUED", "FAILED": "FAILED"}[a.status]
	}
	a.hopeless = a.status == "FAILED" && f.IntN(2) == 0
	if !sturdy && f.IntN(3) == 0 {
		a.limits[f.IntN(3)] = 1 + f.IntN(4)
	}
	made := f.Account(f.stored[parent], func(c *ent.AccountCreate) {
		c.SetStatus(entaccount.Status(a.status))
		if a.reference != "" {
			c.SetExternalReference(a.reference)
		}
		name, _ := c.Mutation().Name()
		if a.number {
			c.SetAccountNumber(name)
		}
		for kind, set := range []func(int) *ent.AccountCreate{c.SetMaxSubAccounts, c.SetMaxUsers, c.SetMaxAssets} {
			if a.limits[kind] != none {
				set(a.limits[kind])
			}
		}
	})
	if a.provisioning != "" {
		f.Tx(func(ctx context.Context, tx *store.Tx) error {
			create := tx.Provisioning.Create().SetAccountID(made.ID).SetStatus(provisioning.Status(a.provisioning)).
				SetRequestedAt(f.Clock.Now()).SetExpectedBy(f.Clock.Now())
			if a.status == "FAILED" {
				create.SetCompletedAt(f.Clock.Now()).SetFailureCode(provisioning.FailureCodeREJECTED).SetFailureMessage("No.").SetFailureRetryable(!a.hopeless)
			}
			return create.Exec(ctx)
		})
	}
	f.accounts[made.Name], f.stored[made.Name] = a, made
	return made.Name
}

func (f *forest) person(of string) string {
	u := f.User(f.stored[of], "")
	f.people[u.Email], f.users[u.Email] = person{of, "ACTIVE"}, u
	return u.Email
}

// contact makes somebody the notification contact of an account.
func (f *forest) contact(of, who string) {
	f.Tx(func(ctx context.Context, tx *store.Tx) error {
		return tx.Account.UpdateOneID(f.stored[of].ID).SetNotificationContactID(f.users[who].ID).Exec(ctx)
	})
	a := f.accounts[of]
	a.contact = who
	f.accounts[of] = a
}

func (f *forest) grant(to, on string, role int, only bool) {
	g := grant{to, on, role, only}
	for _, held := range f.grants {
		if held == g {
			return
		}
	}
	reach := entgrant.ScopeSUBTREE
	if only {
		reach = entgrant.ScopeACCOUNT_ONLY
	}
	f.Grant(f.users[to], f.stored[on], viewer.Role(roles[role]), reach)
	f.grants = append(f.grants, g)
}

// asset plants one with a reference that other trees may have too.
func (f *forest) asset(owner string, root int64) {
	a := asset{reference: fmt.Sprint("R", f.IntN(40)), owner: owner}
	for _, b := range f.assets {
		if b.reference == a.reference && f.root(b.owner) == f.root(owner) {
			return
		}
	}
	name := fmt.Sprint("Asset ", len(f.assets), " of tree ", root)
	f.Tx(func(ctx context.Context, tx *store.Tx) error {
		return tx.Asset.Create().SetRootID(root).SetOwnerID(f.stored[owner].ID).SetExternalReference(a.reference).SetName(name).SetNameKey(name).
			SetKind("Cabinet").SetKindKey("cabinet").SetSearch(name).SetCreatedAt(f.Clock.Now()).Exec(ctx)
	})
	f.assets[name] = a
}

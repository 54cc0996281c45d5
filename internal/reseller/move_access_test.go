package reseller_test

import (
	"context"
	"fmt"
	"slices"
	"testing"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/grant"
	"canopy/ent/user"
	"canopy/internal/nodeid"
	"canopy/internal/reseller"
	"canopy/internal/store"
	"canopy/internal/viewer"
)

func moving(parent *ent.Account, accounts ...*ent.Account) reseller.MoveAccountsInput {
	in := reseller.MoveAccountsInput{ParentID: id(parent)}
	for _, a := range accounts {
		in.AccountIDs = append(in.AccountIDs, id(a))
	}
	return in
}

// TestMoveNeedsThePermissionEverywhere: on what moves, on what it leaves, and on where it goes; and nobody gains by their own move.
func TestMoveNeedsThePermissionEverywhere(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		from, to := h.Account(h.root), h.Account(h.root)
		a, b := h.Account(from), h.Account(from)
		for _, c := range []struct {
			name string
			on   map[*ent.Account]viewer.Role
			want []string
		}{
			{"on what moves and where it goes", map[*ent.Account]viewer.Role{a: viewer.AccountManager, to: viewer.AccountManager}, []string{"accountIds.0 FORBIDDEN"}},
			{"on what it leaves", map[*ent.Account]viewer.Role{from: viewer.AccountManager, to: viewer.UserManager}, []string{"parentId FORBIDDEN"}},
			{"more than before", map[*ent.Account]viewer.Role{from: viewer.AccountManager, to: viewer.Admin}, []string{"accountIds.0 CANNOT_GRANT"}},
			{"more from above", map[*ent.Account]viewer.Role{from: viewer.AccountManager, a: viewer.Admin, to: viewer.Admin}, []string{"accountIds.0 CANNOT_GRANT"}},
			{"enough", map[*ent.Account]viewer.Role{from: viewer.AccountManager, to: viewer.AccountManager}, []string{}},
		} {
			t.Run(c.name, func(t *testing.T) {
				u := h.User(h.root, "")
				for on, role := range c.on {
					h.Grant(u, on, role, grant.ScopeSUBTREE)
				}
				before := h.rows(t)
				_, err := h.MoveAccounts(h.As(u), moving(to, a))
				wantFaults(t, err, c.want...)
				if len(c.want) > 0 && (*h.account(t, a.ID).ParentID != from.ID || h.rows(t) != before) {
					t.Error("it moved")
				}
			})
		}
		looking := h.User(h.root, "")
		for on, role := range map[*ent.Account]viewer.Role{from: viewer.Reader, b: viewer.AccountManager, to: viewer.AccountManager} {
			h.Grant(looking, on, role, grant.ScopeSUBTREE)
		}
		_, err := h.MoveAccounts(h.As(looking), moving(to, h.Account(from), b)) // each is judged by itself
		wantFaults(t, err, "accountIds.0 FORBIDDEN", "accountIds.1 FORBIDDEN")
		other := h.Account(nil)
		both := h.User(h.root, viewer.Admin)
		h.Grant(both, other, viewer.Admin, grant.ScopeSUBTREE)
		_, err = h.MoveAccounts(h.As(both), moving(other, b))
		wantFaults(t, err, "accountIds.0 FORBIDDEN")
	})
}

// TestMoveOutOfSuspension: a move takes nobody out of a suspension but those who may end it.
func TestMoveOutOfSuspension(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		suspended, to := h.Account(h.root, status(account.StatusSUSPENDED)), h.Account(h.root)
		a := h.Account(h.Account(suspended))
		own := h.User(suspended, viewer.Admin)
		h.Grant(own, to, viewer.Admin, grant.ScopeSUBTREE)
		for _, u := range []*ent.User{own, h.manager} { // its own ADMIN, and who may not change a status
			_, err := h.MoveAccounts(h.As(u), moving(to, a))
			wantFaults(t, err, "accountIds.0 FORBIDDEN")
		}
		admin := h.As(h.User(h.root, viewer.Admin))
		if _, err := h.MoveAccounts(admin, moving(to, a)); err != nil {
			t.Errorf("by who may resume it: %v", err)
		}
		inside, other := h.Account(to), h.Account(to)
		if err := h.suspend(admin, h.root); err != nil {
			t.Fatal(err)
		}
		_, err := h.MoveAccounts(admin, moving(other, inside))
		wantFaults(t, err, "parentId NOT_ACTIVE") // what is suspended stays so
	})
}

// access tells changes as "who before after".
func access(list reseller.AccessChanges) (lines []string) {
	for _, c := range list.First {
		lines = append(lines, fmt.Sprintf("%d/%d on %d: %s to %s", c.UserID, c.KeyID, c.AccountID, c.Before, c.After))
	}
	slices.Sort(lines)
	return lines
}

func TestMoveTellsWhoseAccessChanges(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		admin := h.User(h.root, viewer.Admin)
		from, to := h.Account(h.root), h.Account(h.root)
		deep := h.Account(to)
		a := h.Account(from)
		inside := h.Account(a)
		loses, gains, weaker, kept := h.User(from, viewer.Admin), h.User(deep, viewer.UserManager), h.User(from, viewer.AccountManager), h.User(from, viewer.Reader)
		h.Grant(weaker, to, viewer.Reader, grant.ScopeSUBTREE)
		h.Grant(kept, a, viewer.Admin, grant.ScopeSUBTREE)
		h.User(inside, viewer.Admin)
		h.Grant(h.User(from, ""), from, viewer.Admin, grant.ScopeACCOUNT_ONLY)
		h.User(from, viewer.Admin, func(c *ent.UserCreate) { c.SetStatus(user.StatusDISABLED) })
		key, err := h.CreateAPIKey(h.As(admin), reseller.CreateAPIKeyInput{AccountID: ptr(id(to)), Name: "Key", Role: viewer.Reader, Scope: grant.ScopeSUBTREE})
		if err != nil {
			t.Fatal(err)
		}
		in := moving(deep, a)
		in.DryRun = true
		before := len(h.log(t))
		for _, dry := range []bool{true, false} {
			in.DryRun = dry
			done, err := h.MoveAccounts(h.As(admin), in)
			if err != nil {
				t.Fatal(err)
			}
			wantGains := []string{fmt.Sprintf("%d/0 on %d:  to USER_MANAGER", gains.ID, a.ID), fmt.Sprintf("0/%d on %d:  to VIEWER", key.KeyID, a.ID)}
			wantLosses := []string{fmt.Sprintf("%d/0 on %d: ADMIN to ", loses.ID, a.ID), fmt.Sprintf("%d/0 on %d: ACCOUNT_MANAGER to VIEWER", weaker.ID, a.ID)}
			slices.Sort(wantGains)
			slices.Sort(wantLosses)
			if !slices.Equal(access(done.Gains), wantGains) || !slices.Equal(access(done.Losses), wantLosses) || done.Gains.Count != 2 || done.Losses.Count != 2 {
				t.Errorf("dry run %t: gains %q, losses %q; want %q, %q", dry, access(done.Gains), access(done.Losses), wantGains, wantLosses)
			}
			if moved := *h.account(t, a.ID).ParentID == deep.ID; moved == dry || (len(h.log(t)) == before) != dry {
				t.Errorf("dry run %t: moved %t", dry, moved)
			}
		}
	})
}

// TestMoveSeveral moves two subtrees with people and assets, one of which is there already; and refuses what does not go together.
func TestMoveSeveral(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		admin := h.As(h.User(h.root, viewer.Admin))
		from, to := h.Account(h.root), h.Account(h.root)
		a, b, there := h.Account(from), h.Account(from), h.Account(to)
		below := h.Account(a)
		closed := h.Account(h.root, status(account.StatusCLOSED))
		for _, c := range []struct {
			in   reseller.MoveAccountsInput
			want []string
		}{
			{moving(to), []string{"accountIds REQUIRED"}},
			{moving(to, a, a), []string{"accountIds.1 DUPLICATE_IN_REQUEST"}},
			{moving(to, a, below), []string{"accountIds.1 INVALID"}},
			{moving(to, a, closed), []string{"accountIds.1 NOT_ACTIVE"}},
			{moving(below, b, a, from), []string{"accountIds.0 INVALID", "accountIds.1 CYCLE", "accountIds.2 CYCLE"}},
			{moving(h.Account(h.root, status(account.StatusPENDING)), a), []string{"parentId NOT_ACTIVE"}},
		} {
			_, err := h.MoveAccounts(admin, c.in)
			wantFaults(t, err, c.want...)
		}
		done, err := h.MoveAccounts(admin, moving(to, a, there, b))
		if err != nil || !slices.Equal(done.AccountIDs, []int64{a.ID, there.ID, b.ID}) {
			t.Errorf("moved %v, %v", done, err)
		}
		if log := h.log(t); !slices.Equal(log, []string{"ACCOUNT_MOVED DONE " + id(a).String(), "ACCOUNT_MOVED DONE " + id(b).String()}) {
			t.Errorf("left %q", log)
		}
		h.wantPlaces(t)
	})
}

// TestMoveLeavesNoAssetBehind: what is assigned stays below its owner.
func TestMoveLeavesNoAssetBehind(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		division, to, other := h.Account(h.root), h.Account(h.root), h.Account(nil)
		a := h.Account(division)
		below := h.Account(a)
		ofRoot, ofDivision, ofA := h.Asset(h.root, below), h.Asset(division, below), h.Asset(a, below)
		wantFaults(t, h.move(a, to), "accountIds.0 ALREADY_ASSIGNED")
		wantFaults(t, h.move(a, other), "accountIds.0 ALREADY_ASSIGNED")
		operator := h.User(h.root, "")
		h.Tx(func(ctx context.Context, tx *store.Tx) error {
			return tx.Grant.Create().SetUserID(operator.ID).SetRole(grant.RoleADMIN).SetCreatedAt(h.Clock.Now()).Exec(ctx)
		})
		unassign := func(a *ent.Asset) {
			if _, err := h.UnassignAssets(h.As(operator), reseller.UnassignAssetsInput{AssetIDs: []nodeid.ID{assetID(a)}}); err != nil {
				t.Fatal(err)
			}
		}
		unassign(ofDivision)
		if err := h.move(a, to); err != nil {
			t.Errorf("below the owners of all: %v", err)
		}
		unassign(ofRoot)
		h.Asset(other, nil, func(c *ent.AssetCreate) { c.SetExternalReference(ofA.ExternalReference) })
		wantFaults(t, h.move(a, other), "accountIds.0 TAKEN")
		third := h.Account(nil)
		if err := h.move(a, third); err != nil || h.asset(t, ofA.ID).RootID != third.ID || h.holder(t, ofA) != below.ID || h.asset(t, ofDivision.ID).RootID != h.root.ID {
			t.Errorf("into another tree: %v, %v", h.asset(t, ofA.ID), err)
		}
	})
}

// TestMoveLeavesContactsBehind: who belongs to the old tree is no longer told about what went to another.
func TestMoveLeavesContactsBehind(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		a := h.Account(h.root, func(c *ent.AccountCreate) { c.SetNotificationContactID(h.manager.ID) })
		inside := h.User(a, "")
		below := h.Account(a, func(c *ent.AccountCreate) { c.SetNotificationContactID(inside.ID) })
		if err := h.move(a, h.Account(h.root)); err != nil || h.account(t, a.ID).NotificationContactID == nil {
			t.Errorf("within the tree: %v", err)
		}
		stays := h.Account(h.root, func(c *ent.AccountCreate) { c.SetNotificationContactID(inside.ID) })
		before := len(h.log(t))
		other := h.Account(nil)
		if err := h.move(a, other); err != nil {
			t.Fatal(err)
		}
		if left, kept := h.account(t, a.ID), h.account(t, below.ID); left.NotificationContactID != nil || *kept.NotificationContactID != inside.ID {
			t.Errorf("contacts of %v and %v", left, kept)
		}
		if got := h.account(t, stays.ID); got.NotificationContactID != nil || !got.UpdatedAt.After(stays.UpdatedAt) {
			t.Errorf("what stays is told to who went: %v", got)
		}
		want := []string{
			"ACCOUNT_MOVED DONE " + id(a).String(), "ACCOUNT_UPDATED DONE " + id(a).String(), "ACCOUNT_UPDATED DONE " + id(stays).String(), "ACCOUNT_MOVED DONE " + id(a).String(),
		}
		log := h.log(t)[before:]
		slices.Sort(log)
		slices.Sort(want)
		if !slices.Equal(log, want) {
			t.Errorf("left %q, want %q", log, want)
		}
	})
}

package reseller_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/grant"
	"canopy/internal/nodeid"
	"canopy/internal/reseller"
	"canopy/internal/store"
	"canopy/internal/viewer"
)

func assetID(a *ent.Asset) nodeid.ID { return nodeid.New(nodeid.Asset, a.ID) }

func assetIDs(assets ...*ent.Asset) (ids []nodeid.ID) {
	for _, a := range assets {
		ids = append(ids, assetID(a))
	}
	return ids
}

func (h *house) assign(ctx context.Context, to *ent.Account, assets ...*ent.Asset) ([]reseller.AssetResult, error) {
	return h.AssignAssets(ctx, reseller.AssignAssetsInput{AccountID: id(to), AssetIDs: assetIDs(assets...)})
}

// wrong are the faults of the results, "path CODE" each.
func wrong(results []reseller.AssetResult) []string {
	list := []string{}
	for _, r := range results {
		for _, f := range r.UserErrors {
			list = append(list, strings.Join(f.Path, ".")+" "+string(f.Code))
		}
	}
	return list
}

func (h *house) holder(t *testing.T, a *ent.Asset) int64 {
	t.Helper()
	if got := h.asset(t, a.ID); got.AssignedToID != nil {
		return *got.AssignedToID
	}
	return 0
}

func TestAssignAssets(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		manager := h.As(h.manager)
		division := h.Account(h.root)
		to, beside := h.Account(division), h.Account(h.root)
		free, own, of, taken, foreign := h.Asset(h.root, nil), h.Asset(to, nil), h.Asset(beside, nil), h.Asset(h.root, beside), h.Asset(h.Account(nil), nil)
		results, err := h.assign(manager, to, free, own, of, taken, foreign, free, h.Asset(division, nil))
		want := []string{"assetIds.1 INVALID", "assetIds.2 INVALID", "assetIds.3 ALREADY_ASSIGNED", "assetIds.4 NOT_FOUND", "assetIds.5 DUPLICATE_IN_REQUEST"}
		if err != nil || !slices.Equal(wrong(results), want) || len(results) != 7 {
			t.Errorf("answers %q, %v, want %q", wrong(results), err, want)
		}
		if !strings.Contains(results[3].UserErrors[0].Message, beside.Name) {
			t.Errorf("does not name the holder: %v", results[3])
		}
		if h.holder(t, free) != to.ID || h.holder(t, own) != 0 || h.holder(t, taken) != beside.ID {
			t.Error("assigned otherwise")
		}
		e := h.lastEvent(t)
		if e.Action != "ASSETS_ASSIGNED" || *e.AccountID != to.ID || strings.Count(e.Changes, `"asset"`) != 2 || !strings.Contains(e.Changes, `"after":"`+assetID(free).String()) {
			t.Errorf("left %v", e)
		}
		nothing := []nodeid.ID{{}, {}, id(to), nodeid.New(nodeid.Asset, 4711)}
		results, err = h.AssignAssets(manager, reseller.AssignAssetsInput{AccountID: id(to), AssetIDs: nothing})
		if want := []string{"assetIds.0 NOT_FOUND", "assetIds.1 NOT_FOUND", "assetIds.2 NOT_FOUND", "assetIds.3 NOT_FOUND"}; err != nil || !slices.Equal(wrong(results), want) {
			t.Errorf("of no assets it answers %q, %v", wrong(results), err)
		}
		results, err = h.assign(manager, to, free)
		if err != nil || !slices.Equal(wrong(results), []string{"assetIds.0 ALREADY_ASSIGNED"}) || !strings.Contains(results[0].UserErrors[0].Message, "this account") {
			t.Errorf("again: %v, %v", results, err)
		}
		if log := h.log(t); len(log) != 1 {
			t.Errorf("left %q", log)
		}
	})
}

func TestAssignAssetsFaults(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		manager := h.As(h.manager)
		to := h.Account(h.root)
		asset := h.Asset(h.root, nil)
		for s, want := range map[account.Status]string{
			account.StatusPENDING: "accountId NOT_ACTIVE", account.StatusFAILED: "accountId NOT_ACTIVE", account.StatusSUSPENDED: "accountId NOT_ACTIVE", account.StatusCLOSED: "accountId NOT_ACTIVE",
		} {
			_, err := h.assign(manager, h.Account(h.root, status(s)), asset)
			wantFaults(t, err, want)
		}
		_, err := h.assign(manager, h.Account(h.Account(h.root, status(account.StatusSUSPENDED))), asset)
		wantFaults(t, err, "accountId NOT_ACTIVE")
		_, err = h.assign(manager, to)
		wantFaults(t, err, "assetIds REQUIRED")
		_, err = h.assign(manager, h.Account(nil))
		wantFaults(t, err, "accountId NOT_FOUND", "assetIds REQUIRED")
		_, err = h.AssignAssets(manager, reseller.AssignAssetsInput{AccountID: id(to), AssetIDs: slices.Repeat(assetIDs(asset), 1001)})
		wantFaults(t, err, "assetIds LIMIT_EXCEEDED")
		_, err = h.assign(h.As(h.User(h.root, viewer.UserManager)), to, asset)
		wantFaults(t, err, "accountId FORBIDDEN")
	})
}

// TestAssetsOfInvisibleOwners: who has the asset sees it, but it is up to the owner; whoever does not see the holder is not told its name.
func TestAssetsOfInvisibleOwners(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		holder := h.Account(h.root)
		below, hidden := h.Account(holder), h.Account(h.root)
		asset, secret := h.Asset(h.root, holder), h.Asset(h.root, hidden)
		theirs := h.As(h.User(holder, viewer.Admin))
		results, err := h.assign(theirs, below, asset)
		if err != nil || !slices.Equal(wrong(results), []string{"assetIds.0 FORBIDDEN"}) {
			t.Errorf("assigned by the holder: %v, %v", results, err)
		}
		results, err = h.UnassignAssets(theirs, reseller.UnassignAssetsInput{AssetIDs: assetIDs(asset, secret)})
		if err != nil || !slices.Equal(wrong(results), []string{"assetIds.0 FORBIDDEN", "assetIds.1 NOT_FOUND"}) || h.holder(t, asset) != holder.ID {
			t.Errorf("given back by the holder: %v, %v", results, err)
		}
		if log := h.log(t); !slices.Equal(log, []string{"ASSETS_ASSIGNED REFUSED " + id(h.root).String(), "ASSETS_UNASSIGNED REFUSED " + id(h.root).String()}) {
			t.Errorf("left %q", log)
		}
		only := h.User(h.root, "")
		h.Grant(only, h.root, viewer.Admin, grant.ScopeACCOUNT_ONLY)
		h.Grant(only, holder, viewer.Admin, grant.ScopeACCOUNT_ONLY)
		results, err = h.assign(h.As(only), holder, secret)
		if err != nil || !slices.Equal(wrong(results), []string{"assetIds.0 ALREADY_ASSIGNED"}) || strings.Contains(results[0].UserErrors[0].Message, hidden.Name) {
			t.Errorf("of a holder who does not show: %v, %v", results, err)
		}
	})
}

func TestUnassignAssets(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		operator := h.User(h.root, "")
		h.Tx(func(ctx context.Context, tx *store.Tx) error {
			return tx.Grant.Create().SetUserID(operator.ID).SetRole(grant.RoleADMIN).SetCreatedAt(h.Clock.Now()).Exec(ctx)
		})
		other := h.Account(nil)
		one, two, there := h.Account(h.root, status(account.StatusSUSPENDED)), h.Account(h.root), h.Account(other)
		a, b, c, free, d := h.Asset(h.root, one), h.Asset(h.root, two), h.Asset(h.root, one), h.Asset(h.root, nil), h.Asset(other, there)
		results, err := h.UnassignAssets(h.As(operator), reseller.UnassignAssetsInput{AssetIDs: append(assetIDs(a, b, c, free, d), nodeid.ID{})})
		if err != nil || !slices.Equal(wrong(results), []string{"assetIds.5 NOT_FOUND"}) || h.holder(t, a)+h.holder(t, b)+h.holder(t, c)+h.holder(t, d) != 0 {
			t.Errorf("answers %v, %v", results, err)
		}
		want := []string{"ASSETS_UNASSIGNED DONE " + id(one).String(), "ASSETS_UNASSIGNED DONE " + id(two).String(), "ASSETS_UNASSIGNED DONE " + id(there).String()}
		if log := h.log(t); !slices.Equal(log, want) {
			t.Errorf("left %q, want %q", log, want)
		}
		_, err = h.UnassignAssets(h.As(operator), reseller.UnassignAssetsInput{})
		wantFaults(t, err, "assetIds REQUIRED")
	})
}

// TestAssignAtOnce: two admins of the owning account give the same assets away, to the same account or to two: each asset has one holder, and
// the other admin is told so.
func TestAssignAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		admins := []context.Context{h.As(h.User(h.root, viewer.Admin)), h.As(h.User(h.root, viewer.Admin))}
		for _, to := range [][]*ent.Account{{h.Account(h.root), h.Account(h.root)}, slices.Repeat([]*ent.Account{h.Account(h.root)}, 2)} {
			var assets []*ent.Asset
			for range 20 {
				assets = append(assets, h.Asset(h.root, nil))
			}
			var results [2][]reseller.AssetResult
			atOnce(2, func(i int) {
				mine := slices.Clone(assets)
				if i == 1 {
					slices.Reverse(mine)
				}
				var err error
				if results[i], err = h.assign(admins[i], to[i], mine...); err != nil {
					t.Error(err)
				}
			})
			slices.Reverse(results[1])
			for i, a := range assets {
				one, two := results[0][i].UserErrors, results[1][i].UserErrors
				winner := to[0]
				if one != nil {
					one, two, winner = two, one, to[1]
				}
				if one != nil || len(two) != 1 || two[0].Code != "ALREADY_ASSIGNED" || h.holder(t, a) != winner.ID {
					t.Errorf("asset %d is at %d: %v and %v", i, h.holder(t, a), results[0][i], results[1][i])
				}
			}
		}
	})
}

// TestAssignBesideClosing: whichever is first, nothing stays with what is closed.
func TestAssignBesideClosing(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		admin := h.As(h.User(h.root, viewer.Admin))
		for range 8 {
			to, asset := h.Account(h.root), h.Asset(h.root, nil)
			var assigned error
			atOnce(2, func(i int) {
				if i == 0 {
					_, assigned = h.assign(admin, to, asset)
				} else if _, err := h.CloseAccount(admin, reseller.CloseAccountInput{AccountID: id(to)}); err != nil {
					t.Error(err)
				}
			})
			if assigned != nil {
				wantFaults(t, assigned, "accountId NOT_ACTIVE")
			}
			if h.holder(t, asset) != 0 {
				t.Error("a closed account has an asset")
			}
		}
	})
}

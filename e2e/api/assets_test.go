package api_test

import (
	"strings"
	"testing"

	"canopy/ent"
	"canopy/ent/grant"
	"canopy/internal/viewer"
)

const (
	assignAssets   = `mutation($input: AssignAssetsInput!) { assignAssets(input: $input) { results { assetId asset { id name owner { id } assignedTo { id } } userErrors { path code message } } userErrors { path code message } } }`
	unassignAssets = `mutation($input: UnassignAssetsInput!) { unassignAssets(input: $input) { results { assetId asset { id name owner { id } assignedTo { id } } userErrors { path code message } } userErrors { path code message } } }`
)

// TestAssetsByTheAPI: each asset is judged by itself, and whoever has one sees it, but not who owns it above.
func TestAssetsByTheAPI(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		root := h.Account(nil, func(c *ent.AccountCreate) { c.SetMaxAssets(3) })
		mid := h.Account(root)
		leaf, beside := h.Account(mid), h.Account(mid)
		first, second, ofMid := h.Asset(root, nil), h.Asset(root, nil), h.Asset(mid, nil)
		admin, below := h.token(t, h.User(root, viewer.Admin)), h.token(t, h.User(leaf, viewer.Admin))
		give := func(token string, to *ent.Account, assets ...*ent.Asset) *answer {
			t.Helper()
			ids := []string{}
			for _, a := range assets {
				ids = append(ids, assetID(a))
			}
			return h.ask(t, token, assignAssets, vars{"input": vars{"accountId": accountID(to), "assetIds": ids}})
		}
		a := give(admin, leaf, first, first, ofMid)
		same(t, "a batch", a.faults("assignAssets"), []string{"assetIds.1 DUPLICATE_IN_REQUEST"})
		if a.text("assignAssets.results.0.asset.assignedTo.id") != accountID(leaf) || a.text("assignAssets.results.2.asset.owner.id") != accountID(mid) {
			t.Error(a.Body)
		}
		same(t, "again", give(admin, beside, first, second).faults("assignAssets"), []string{"assetIds.0 ALREADY_ASSIGNED"})

		const look = `query($id: ID!) { account(id: $id) { assets(orderBy: {field: CREATED_AT}) { totalCount nodes { id owner { id } assignedTo { id } } } limits { kind max used } } }`
		a = h.must(t, below, look, vars{"id": accountID(leaf)})
		if a.text("account.assets.totalCount") != "2" || a.text("account.assets.nodes.0.id") != assetID(first) || a.at("account.assets.nodes.0.owner") != nil ||
			a.text("account.assets.nodes.0.assignedTo.id") != accountID(leaf) || a.text("account.limits.2") != "map[kind:ASSETS max:3 used:2]" {
			t.Errorf("whoever has assets sees %s", a.Body)
		}
		same(t, "by who has it", h.ask(t, below, unassignAssets, vars{"input": vars{"assetIds": []string{assetID(first)}}}).faults("unassignAssets"), []string{"assetIds.0 FORBIDDEN"})
		a = h.must(t, admin, unassignAssets, vars{"input": vars{"assetIds": []string{assetID(first), assetID(ofMid)}}})
		if a.at("unassignAssets.results.0.asset.assignedTo") != nil || a.text("unassignAssets.results.1.assetId") != assetID(ofMid) {
			t.Error(a.Body)
		}
		if a := h.must(t, below, look, vars{"id": accountID(leaf)}); a.text("account.assets.totalCount") != "0" {
			t.Errorf("what was taken is still seen: %s", a.Body)
		}
	})
}

// TestHoldersNotTold: that an asset is assigned already does not tell to whom, where the viewer does not see that account.
func TestHoldersNotTold(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		root := h.Account(nil)
		seen, unseen := h.Account(root), h.Account(root, named("Somewhere else"))
		somebody := h.User(root, "")
		h.Grant(somebody, root, viewer.AccountManager, grant.ScopeACCOUNT_ONLY)
		h.Grant(somebody, seen, viewer.AccountManager, grant.ScopeSUBTREE)
		token := h.token(t, somebody)
		a := h.ask(t, token, assignAssets, vars{"input": vars{"accountId": accountID(seen), "assetIds": []string{assetID(h.Asset(root, unseen))}}})
		same(t, "held elsewhere", a.faults("assignAssets"), []string{"assetIds.0 ALREADY_ASSIGNED"})
		if strings.Contains(a.Body, accountID(unseen)) || strings.Contains(a.Body, unseen.Name) {
			t.Errorf("it tells who has it: %s", a.Body)
		}
		a = h.ask(t, token, assignAssets, vars{"input": vars{"accountId": accountID(seen), "assetIds": []string{assetID(h.Asset(root, seen))}}})
		if same(t, "held here", a.faults("assignAssets"), []string{"assetIds.0 ALREADY_ASSIGNED"}); a.text("assignAssets.results.0.asset.assignedTo.id") != accountID(seen) {
			t.Error(a.Body)
		}
	})
}

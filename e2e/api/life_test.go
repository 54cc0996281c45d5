package api_test

import (
	"slices"
	"testing"

	"canopy/ent"
	"canopy/internal/viewer"
)

// TestLifeByTheAPI: what is suspended and closed is read so at once, below it too, and nothing new is registered there.
func TestLifeByTheAPI(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		root := h.Account(nil)
		mid := h.Account(root, func(c *ent.AccountCreate) { c.SetAccountNumber("4711") })
		leaf, waiting := h.Account(mid), h.pending(mid)
		admin, held := h.User(root, viewer.Admin), h.Asset(root, leaf)
		token := h.token(t, admin)
		on := vars{"input": vars{"accountId": accountID(mid)}}
		statuses := func(when, want string) {
			t.Helper()
			a := h.must(t, token, `query($ids: [ID!]!) { nodes(ids: $ids) { ... on Account { status effectiveStatus accountNumber } } }`, vars{"ids": []string{accountID(mid), accountID(leaf)}})
			if got := a.text("nodes.0.status") + " " + a.text("nodes.1.status") + " " + a.text("nodes.1.effectiveStatus"); got != want || a.text("nodes.0.accountNumber") != "4711" {
				t.Errorf("%s: %s, want %s", when, a.Body, want)
			}
		}
		adding := vars{"input": vars{"accountId": accountID(leaf), "users": []vars{person("new@example.com")}}}
		h.must(t, token, changing("suspendAccount"), on)
		statuses("suspended", "SUSPENDED ACTIVE SUSPENDED")
		same(t, "a customer below", h.ask(t, token, createCustomer, vars{"input": customer(leaf, admin, nil)}).faults("createCustomer"), []string{"parentId NOT_ACTIVE"})
		same(t, "users below", h.ask(t, token, addUsers, adding).faults("addUsers"), []string{"accountId NOT_ACTIVE"})
		h.must(t, token, changing("resumeAccount"), on)
		statuses("resumed", "ACTIVE ACTIVE ACTIVE")

		const closing = `mutation($input: CloseAccountInput!) { closeAccount(input: $input) { account { status } closed { id status provisioning { status } } closedCount unassignedAssetCount userErrors { path code message } } }`
		same(t, "with accounts below", h.ask(t, token, closing, on).faults("closeAccount"), []string{"cascade HAS_OPEN_CHILDREN"})
		whole := vars{"accountId": accountID(mid), "cascade": true, "dryRun": true}
		a := h.must(t, token, closing, vars{"input": whole})
		if a.text("closeAccount.account.status") != "ACTIVE" || a.text("closeAccount.closedCount") != "3" || a.text("closeAccount.unassignedAssetCount") != "1" {
			t.Errorf("a dry run: %s", a.Body)
		}
		statuses("after a dry run", "ACTIVE ACTIVE ACTIVE")
		whole["dryRun"] = false
		a = h.must(t, token, closing, vars{"input": whole})
		same(t, "closed", a.of("closeAccount.closed", "id", "status", "provisioning.status"),
			[]string{accountID(mid) + " CLOSED <nil>", accountID(leaf) + " CLOSED <nil>", accountID(waiting) + " CLOSED CANCELLED"})
		statuses("closed", "CLOSED CLOSED CLOSED")
		if a := h.must(t, token, `query($id: ID!) { node(id: $id) { ... on Asset { assignedTo { id } owner { id } } } }`, vars{"id": assetID(held)}); a.at("node.assignedTo") != nil || a.text("node.owner.id") != accountID(root) {
			t.Errorf("the asset did not come back: %s", a.Body)
		}
		same(t, "a customer below", h.ask(t, token, createCustomer, vars{"input": customer(leaf, admin, nil)}).faults("createCustomer"), []string{"parentId PARENT_CLOSED"})
		same(t, "resuming", h.ask(t, token, changing("resumeAccount"), on).faults("resumeAccount"), []string{"accountId NOT_ACTIVE"})
	})
}

// TestUpdateOfWhatWasSeen: updatedAt, sent back as it was answered, lets a change through once.
func TestUpdateOfWhatWasSeen(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		root := h.Account(nil)
		a := h.Account(root)
		token := h.token(t, h.User(root, viewer.Admin))
		seen := h.must(t, token, `query($id: ID!) { account(id: $id) { updatedAt } }`, vars{"id": accountID(a)}).text("account.updatedAt")
		given := vars{"input": vars{"accountId": accountID(a), "name": "Neuer Name", "expectedUpdatedAt": seen}}
		if a := h.must(t, token, changing("updateAccount"), given); a.text("updateAccount.account.name") != "Neuer Name" {
			t.Error(a.Body)
		}
		same(t, "what somebody changed since", h.ask(t, token, changing("updateAccount"), given).faults("updateAccount"), []string{"expectedUpdatedAt CONFLICT"})
	})
}

// TestAccessByAMove: whose role changes is told, but neither people nor keys that the viewer may not see; a dry run tells the same.
func TestAccessByAMove(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		root, elsewhere := h.Account(nil), h.Account(nil)
		from, to := h.Account(root), h.Account(root)
		moved := h.Account(from)
		loser, gainer, stranger := h.User(from, viewer.UserManager), h.User(to, viewer.Reader), h.User(elsewhere, "")
		h.Grant(stranger, to, viewer.Admin, "SUBTREE")
		key := h.must(t, h.token(t, nil), createAPIKey, keyFor(to, vars{"role": "VIEWER"})).text("createApiKey.apiKey.id")
		admin, manager := h.token(t, h.User(root, viewer.Admin)), h.token(t, h.User(root, viewer.AccountManager))
		input := vars{"accountIds": []string{accountID(moved)}, "parentId": accountID(to), "dryRun": true}
		const document = `mutation($input: MoveAccountsInput!) { moveAccounts(input: $input) { accounts { parent { id } } gainCount lossCount
			gains { account { id } user { id } apiKey { id } before after } losses { account { id } user { id } apiKey { id } before after } userErrors { path code message } } }`
		told := func(token, parent, key string) {
			t.Helper()
			a := h.must(t, token, document, vars{"input": input})
			fields := []string{"account.id", "user.id", "apiKey.id", "before", "after"}
			gains := a.of("moveAccounts.gains", fields...)
			same(t, "gains", slices.Sorted(slices.Values(gains)), slices.Sorted(slices.Values([]string{
				accountID(moved) + " " + userID(gainer) + " <nil> <nil> VIEWER", accountID(moved) + " <nil> <nil> <nil> ADMIN", accountID(moved) + " <nil> " + key + " <nil> VIEWER",
			})))
			same(t, "losses", a.of("moveAccounts.losses", fields...), []string{accountID(moved) + " " + userID(loser) + " <nil> USER_MANAGER <nil>"})
			if a.text("moveAccounts.gainCount") != "3" || a.text("moveAccounts.lossCount") != "1" || a.text("moveAccounts.accounts.0.parent.id") != parent {
				t.Error(a.Body)
			}
		}
		told(admin, accountID(from), key)
		told(manager, accountID(from), "<nil>")
		input["dryRun"] = false
		told(manager, accountID(to), "<nil>")
	})
}

// TestMovesTogether: several subtrees move into another tree at once, each with its people and assets; a contact who comes along stays one, and
// one who stays behind does not.
func TestMovesTogether(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		from, to := h.Account(nil), h.Account(nil)
		mid, there := h.Account(from), h.Account(to)
		left, comes := h.User(from, ""), h.User(mid, "")
		second := h.Account(from, func(c *ent.AccountCreate) { c.SetNotificationContactID(comes.ID) })
		below := h.Account(second, func(c *ent.AccountCreate) { c.SetNotificationContactID(left.ID) })
		h.User(below, "")
		h.Asset(mid, nil)
		h.Asset(second, below)
		input := vars{"accountIds": []string{accountID(second), accountID(mid)}, "parentId": accountID(there)}
		before := len(h.events(t))
		a := h.must(t, h.token(t, nil), moveAccounts, vars{"input": input})
		same(t, "moved", a.of("moveAccounts.accounts", "id"), []string{accountID(second), accountID(mid)})
		same(t, "log", slices.Sorted(slices.Values(h.events(t)[before:])),
			[]string{"ACCOUNT_MOVED DONE", "ACCOUNT_MOVED DONE", "ACCOUNT_MOVED DONE", "ACCOUNT_MOVED DONE", "ACCOUNT_UPDATED DONE"})
		a = h.must(t, h.token(t, h.User(to, viewer.Admin)), `query($id: ID!) { account(id: $id) { descendants { nodes { id parent { id } notificationContact { id } } } users(includeDescendants: true) { totalCount } } }`,
			vars{"id": accountID(there)})
		same(t, "below the new parent", a.of("account.descendants.nodes", "id", "parent.id", "notificationContact.id"), []string{
			accountID(mid) + " " + accountID(there) + " <nil>", accountID(second) + " " + accountID(there) + " " + userID(comes), accountID(below) + " " + accountID(second) + " <nil>",
		})
		if a.text("account.users.totalCount") != "2" {
			t.Error(a.Body)
		}
		for _, asset := range h.world().assets {
			if asset.RootID != to.ID {
				t.Errorf("an asset is of tree %d, want %d", asset.RootID, to.ID)
			}
		}
	})
}

package api_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"canopy/ent"
	"canopy/internal/nodeid"
	"canopy/internal/store"
	"canopy/internal/viewer"
)

// TestUnknownAndForeignAlike asks for what there is not and for what is another reseller's: the answers are the same
// bytes. The third id is malformed, which a query may say, the last one of another kind.
func TestUnknownAndForeignAlike(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		mine, theirs := h.Account(nil), h.Account(nil, func(c *ent.AccountCreate) { c.SetAccountNumber("4711").SetExternalReference("theirs") })
		admin, stranger := h.User(mine, viewer.Admin), h.User(theirs, viewer.Admin)
		token := h.token(t, admin)
		registered := h.Organization("Registered by them")
		h.stand(theirs, registered)
		open := func(token string, in vars) string {
			return h.must(t, token, createCustomer, vars{"input": in}).text("createCustomer.review.id")
		}
		theirReview := open(h.token(t, stranger), customer(theirs, stranger, vars{"name": "Kundin der anderen"}))
		myReview := open(token, customer(mine, admin, nil))

		ids := func(kind nodeid.Kind, foreign string) []string {
			return []string{nodeid.New(kind, 1<<40).String(), foreign, "nonsense", nodeid.New(nodeid.Event, 7).String()}
		}
		accounts, users := ids(nodeid.Account, accountID(theirs)), ids(nodeid.User, userID(stranger))
		reviews := ids(nodeid.Review, theirReview)
		organizations := ids(nodeid.Organization, nodeid.New(nodeid.Organization, registered.ID).String())
		theirAsset, myAsset := h.Asset(theirs, h.Account(theirs)), h.Asset(mine, nil)
		myAccount := h.Account(mine)
		assets := ids(nodeid.Asset, assetID(theirAsset))
		imports := ids(nodeid.UserImport, importID(h.importInto(theirs, stranger)))
		hook := h.hook(theirs, stranger)
		hooks, sent := ids(nodeid.Webhook, webhookID(hook)), ids(nodeid.WebhookDelivery, deliveryID(h.delivery(hook, 1)))
		everything := slices.Concat(accounts, users, reviews, organizations, assets, imports, hooks, sent)
		row := vars{"type": "END_CUSTOMER", "name": "New", "address": vars{"street": []string{"Chausseestraße 8"}, "city": "Berlin", "postalCode": "10115", "country": "DE"}}
		ada := h.User(mine, "")
		theirCursor := h.must(t, h.token(t, stranger), `subscription($accountId: ID!) { accountChanged(accountId: $accountId) { cursor } }`, vars{"accountId": accountID(theirs)}).
			text("accountChanged.cursor")

		for _, c := range []struct {
			document string
			values   []string // of $v
		}{
			{`query($v: ID!) { node(id: $v) { id __typename } }`, everything},
			{`query($v: ID!) { nodes(ids: [$v, $v]) { id } }`, everything},
			{`query($v: ID!) { node(id: $v) { ... on UserImport { rejected { line } rejectedCsvUrl } } }`, imports},
			{`query($v: ID!) { node(id: $v) { ... on Webhook { url deliveries { totalCount } } ... on WebhookDelivery { error } } }`, slices.Concat(hooks, sent)},
			{`mutation($v: ID!) { updateWebhook(input: {webhookId: $v, enabled: false}) { webhook { url } userErrors { path code message } } }`, hooks},
			{`mutation($v: ID!) { removeWebhook(input: {webhookId: $v}) { removedWebhookId userErrors { path code message } } }`, hooks},
			{`mutation($v: ID!) { replayDelivery(input: {deliveryId: $v}) { delivery { status } userErrors { path code message } } }`, sent},
			{`subscription($v: ID!) { accountChanged(accountId: $v) { cursor } }`, accounts},
			{`subscription($v: ID!) { usersAdded(accountId: $v) { cursor } }`, accounts},
			{`subscription($v: String!, $id: ID!) { accountChanged(accountId: $id, after: $v) { cursor } }`, []string{"nobody's", theirCursor}},
			{`subscription($v: String!, $id: ID!) { usersAdded(accountId: $id, after: $v) { cursor } }`, []string{"nobody's", theirCursor}},
			{`query($v: ID!) { account(id: $v) { name } }`, accounts},
			{`query($v: String!) { account(accountNumber: $v) { name } }`, []string{"0815", "4711"}},
			{`query($v: String!) { account(externalReference: $v) { name } }`, []string{"nobody's", "theirs"}},
			{`query($v: String!) { accounts(filter: {accountNumber: $v}) { nodes { name } totalCount pageInfo { endCursor } } }`, []string{"0815", "4711"}},
			{`query($v: String!) { accounts(filter: {externalReference: $v}) { nodes { name } totalCount } }`, []string{"nobody's", "theirs"}},
			{`query($v: String!) { accounts(filter: {search: $v}) { nodes { name } totalCount } }`, []string{"nobody's", "theirs", "4711", theirs.Name}},
			{`query($v: ID!) { review(id: $v) { version } }`, reviews},
			{`query($v: ID!) { user(id: $v) { email } }`, users},
			{`query($v: String!) { user(email: $v) { email } }`, []string{"nobody@example.com", stranger.Email, "nonsense"}},
			{`query($v: ID!) { userDirectory(accountId: $v) { nodes { email } } }`, accounts},
			{`query($v: ID!) { similarAccounts(parentId: $v, name: "Registered by them", address: {country: "US"}) { score } }`, accounts},
			{`query($v: String!, $id: ID!) { userDirectory(accountId: $id, search: $v) { nodes { email } totalCount } }`, []string{"nobody", stranger.Email}},
			{`query($v: String!, $id: ID!) { account(id: $id) { assets(filter: {search: $v}) { nodes { name } totalCount } } }`, []string{"nobody's", theirAsset.Name, theirAsset.ExternalReference}},
			{`query($v: String!, $id: ID!) { account(id: $id) { users(includeDescendants: true, filter: {search: $v}) { nodes { email } totalCount } } }`, []string{"nobody", stranger.Email}},
		} {
			h.alike(t, token, c.document, c.values, func(v string) vars {
				if strings.Contains(c.document, "$id") {
					return vars{"v": v, "id": accountID(mine)}
				}
				return vars{"v": v}
			})
		}
		for _, c := range []struct {
			document string
			input    func(v string) vars
			values   []string
		}{
			{createCustomer, func(v string) vars { return customer(mine, admin, vars{"parentId": v}) }, accounts},
			{createCustomer, func(v string) vars { return customer(mine, admin, vars{"notificationContactId": v}) }, users},
			{updateReview, func(v string) vars { return vars{"reviewId": v, "name": "Other"} }, reviews},
			{updateReview, func(v string) vars { return vars{"reviewId": myReview, "notificationContactId": v} }, users},
			{approveReview, func(v string) vars { return vars{"reviewId": v, "reviewVersion": 1} }, reviews},
			{approveReview, func(v string) vars { return vars{"reviewId": myReview, "reviewVersion": 1, "organizationId": v} }, organizations},
			{discardReview, func(v string) vars { return vars{"reviewId": v} }, reviews},
			{addUsers, func(v string) vars { return vars{"accountId": v, "users": []vars{person("new@example.com")}} }, accounts},
			{addUsers, func(v string) vars {
				return vars{"accountId": v, "csv": file("email,given_name,family_name\nn@example.com,N,N\n")}
			}, accounts},
			{faultsOf("importUsers"), func(v string) vars {
				return vars{"accountId": v, "csv": file("email,given_name,family_name\nn@example.com,N,N\n")}
			}, accounts},
			{faultsOf("createCustomers"), func(v string) vars {
				return vars{"parentId": v, "customers": []vars{row}, "notificationContactId": userID(admin)}
			}, accounts},
			{faultsOf("createCustomers"), func(v string) vars {
				return vars{"parentId": accountID(mine), "customers": []vars{row}, "notificationContactId": v}
			}, users},
			{faultsOf("createCustomers"), func(v string) vars {
				return vars{"parentId": accountID(mine), "csv": file("type,name,street,city,postal_code,country,notification_contact\nEND_CUSTOMER,New,X 8,Berlin,10115,DE," + v + "\n")}
			}, append(users, stranger.Email)},
			{faultsOf("approveReviews"), func(v string) vars { return vars{"reviews": []vars{{"reviewId": v, "reviewVersion": 1}}} }, reviews},
			{faultsOf("approveReviews"), func(v string) vars {
				return vars{"reviews": []vars{{"reviewId": myReview, "reviewVersion": 1, "organizationId": v}}}
			}, organizations},
			{faultsOf("updateUser"), func(v string) vars { return vars{"userId": v, "email": admin.Email, "phone": "+4930123456"} }, users},
			{faultsOf("updateUsers"), func(v string) vars { return vars{"csv": file("id,phone\n" + v + ",+4930123456\n")} }, users},
			{faultsOf("updateUsers"), func(v string) vars { return vars{"csv": file("email,phone\n" + v + ",+4930123456\n")} }, []string{"nobody@example.com", stranger.Email}},
			{faultsOf("moveUsers"), func(v string) vars { return vars{"userIds": []string{v}, "accountId": accountID(myAccount)} }, users},
			{faultsOf("moveUsers"), func(v string) vars { return vars{"userIds": []string{userID(ada)}, "accountId": v} }, accounts},
			{faultsOf("eraseUser"), func(v string) vars { return vars{"userId": v} }, users},
			{faultsOf("disableUsers"), func(v string) vars { return vars{"userIds": []string{v}} }, users},
			{faultsOf("resendInvitations"), func(v string) vars { return vars{"userIds": []string{v}} }, users},
			{faultsOf("revokeInvitations"), func(v string) vars { return vars{"userIds": []string{v}} }, users},
			{changing("updateAccount"), func(v string) vars { return vars{"accountId": v, "name": "Other"} }, accounts},
			{changing("updateAccount"), func(v string) vars { return vars{"accountId": accountID(myAccount), "notificationContactId": v} }, users},
			{changing("moveAccounts"), func(v string) vars { return vars{"accountIds": []string{v}, "parentId": accountID(mine)} }, accounts},
			{changing("moveAccounts"), func(v string) vars { return vars{"accountIds": []string{accountID(myAccount)}, "parentId": v} }, accounts},
			{changing("suspendAccount"), func(v string) vars { return vars{"accountId": v} }, accounts},
			{changing("resumeAccount"), func(v string) vars { return vars{"accountId": v} }, accounts},
			{changing("closeAccount"), func(v string) vars { return vars{"accountId": v} }, accounts},
			{changing("cancelProvisioning"), func(v string) vars { return vars{"accountId": v} }, accounts},
			{changing("retryProvisioning"), func(v string) vars { return vars{"accountId": v} }, accounts},
			{changing("setAccountLimits"), func(v string) vars { return vars{"accountId": v, "limits": []vars{{"kind": "USERS", "max": 1}}} }, accounts},
			{changing("assignAssets"), func(v string) vars { return vars{"accountId": v, "assetIds": []string{assetID(myAsset)}} }, accounts},
			{changing("assignAssets"), func(v string) vars { return vars{"accountId": accountID(myAccount), "assetIds": []string{v}} }, assets},
			{changing("unassignAssets"), func(v string) vars { return vars{"assetIds": []string{v}} }, assets},
			{`mutation($input: SignInInput!) { signIn(input: $input) { token userErrors { path code message } } }`,
				func(v string) vars { return vars{"email": v, "password": "nobody's password"} }, []string{"nobody@example.com", stranger.Email, "nonsense"}},
		} {
			h.alike(t, token, c.document, c.values, func(v string) vars { return vars{"input": c.input(v)} })
		}
	})
}

// changing is a mutation that answers an account, or what became of each asset, without the id that was sent.
func changing(mutation string) string {
	selected := ""
	switch mutation {
	case "assignAssets", "unassignAssets":
		selected = "results { asset { id } userErrors { path code message } }"
	case "moveAccounts":
		selected = "accounts { id } gainCount lossCount"
	default:
		selected = "account { id name status }"
	}
	return fmt.Sprintf("mutation($input: %s!) { %s(input: $input) { %s userErrors { path code message } } }", inputOf(mutation).Name, mutation, selected)
}

// alike asks once for each value, and every answer is the same as the first. Nothing is written.
func (h *house) alike(t *testing.T, token, document string, values []string, given func(string) vars) {
	t.Helper()
	first := ""
	h.unchanged(t, func() {
		for i, v := range values {
			a := h.ask(t, token, document, given(v))
			if i == 0 {
				first = a.Body
			}
			malformed := v == "nonsense" && !strings.HasPrefix(document, "mutation") && slices.Equal(a.codes(), []string{"BAD_USER_INPUT"})
			if a.Body != first && !malformed {
				t.Errorf("%s\n%q answers %s\n%q answers %s", document, values[0], first, v, a.Body)
			}
		}
	})
}

// stand makes the account stand for the organization.
func (h *house) stand(a *ent.Account, o *ent.Organization) {
	h.Tx(func(ctx context.Context, tx *store.Tx) error {
		return tx.Account.UpdateOneID(a.ID).SetOrganizationID(o.ID).Exec(ctx)
	})
}

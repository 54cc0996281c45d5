package api_test

import (
	"context"
	"fmt"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/webhook"
	"canopy/internal/store"
	"canopy/internal/store/scope"
)

// lives are the mutations of an account's life and of its assets.
func (c *counting) lives() []deed {
	document := func(name, of string) string {
		return fmt.Sprintf("mutation($input: %s!) { %s(input: $input) { userErrors { code } } }", of, name)
	}
	fresh := func(status account.Status) string {
		return accountID(c.Account(c.root, func(a *ent.AccountCreate) { a.SetStatus(status) }))
	}
	one := func(status account.Status, more vars) func(int) vars {
		return func(int) vars {
			input := vars{"accountId": fresh(status)}
			for name, value := range more {
				input[name] = value
			}
			return vars{"input": input}
		}
	}
	closing := func(dry bool) func(n int) vars {
		return func(n int) vars {
			top := c.Account(c.root)
			for range n {
				c.Asset(c.root, c.Account(top))
			}
			return vars{"input": vars{"accountId": accountID(top), "cascade": true, "dryRun": dry}}
		}
	}
	moving := func(dry bool) func(n int) vars {
		return func(n int) vars {
			to, ids := c.Account(c.root), []string{}
			for range n {
				ids = append(ids, accountID(c.Account(c.root)))
			}
			c.User(to, "VIEWER") // gains
			return vars{"input": vars{"accountIds": ids, "parentId": accountID(to), "dryRun": dry}}
		}
	}
	assets := func(n int, to *ent.Account) (ids []string) {
		for range n {
			ids = append(ids, assetID(c.Asset(c.root, to)))
		}
		return ids
	}
	const here, above = "account { id }", "account { parent { " + around + " } }"
	const changes = " gains { account { name } user { email } apiKey { name } } losses { account { name } user { email } apiKey { name } }"
	return []deed{
		{"`updateAccount`", document("updateAccount", "UpdateAccountInput"), here, above, one(account.StatusACTIVE, vars{"name": "Renamed", "notificationContactId": userID(c.admin), "externalReference": nil})},
		{"`moveAccounts`, 2 or 100 accounts", document("moveAccounts", "MoveAccountsInput"), "accounts { id }", "accounts { parent { " + around + " } }" + changes, moving(false)},
		{"`moveAccounts` with dryRun", document("moveAccounts", "MoveAccountsInput"), "accounts { id }", "accounts { parent { " + around + " } }" + changes, moving(true)},
		{"`suspendAccount`", document("suspendAccount", "SuspendAccountInput"), here, above, one(account.StatusACTIVE, nil)},
		{"`resumeAccount`", document("resumeAccount", "ResumeAccountInput"), here, above, func(int) vars {
			return vars{"input": vars{"accountId": accountID(c.Account(c.Account(c.root), func(a *ent.AccountCreate) { a.SetStatus(account.StatusSUSPENDED) }))}}
		}},
		{"`closeAccount` with cascade, 2 or 100 below", document("closeAccount", "CloseAccountInput"), here, "closed { parent { " + around + " } }", closing(false)},
		{"`closeAccount` with dryRun", document("closeAccount", "CloseAccountInput"), here, "closed { parent { " + around + " } }", closing(true)},
		{"`cancelProvisioning`", document("cancelProvisioning", "CancelProvisioningInput"), here, above, func(int) vars {
			return vars{"input": vars{"accountId": accountID(c.pending(c.root))}}
		}},
		{"`retryProvisioning`", document("retryProvisioning", "RetryProvisioningInput"), here, above, func(int) vars {
			return vars{"input": vars{"accountId": accountID(c.failed(c.root))}}
		}},
		{"`setAccountLimits`", document("setAccountLimits", "SetAccountLimitsInput"), here, above, one(account.StatusACTIVE, vars{"limits": []vars{{"kind": "USERS", "max": 7}, {"kind": "ASSETS", "max": 7}}})},
		{"`assignAssets`, 2 or 100", document("assignAssets", "AssignAssetsInput"), "results { asset { id } }", "results { asset { owner { " + around + " } } }", func(n int) vars {
			return vars{"input": vars{"accountId": accountID(c.Account(c.root)), "assetIds": assets(n, nil)}}
		}},
		{"`unassignAssets`, 2 or 100", document("unassignAssets", "UnassignAssetsInput"), "results { asset { id } }", "results { asset { owner { " + around + " } } }", func(n int) vars {
			return vars{"input": vars{"assetIds": assets(n, c.Account(c.root))}}
		}},
	}
}

// telling are the mutations of webhooks.
func (c *counting) telling() []deed {
	const here, above = "webhook { id }", "webhook { account { " + around + " } a: deliveries(first: 1) { nodes { id } } }"
	hook := func() *ent.Webhook { return c.house.hook(c.Account(c.root), c.admin) }
	return []deed{
		{"`registerWebhook`", faultsOf("registerWebhook"), here, above, func(int) vars {
			return vars{"input": vars{"accountId": accountID(c.Account(c.root)), "url": "https://example.com/"}}
		}},
		{"`updateWebhook`, enabled", faultsOf("updateWebhook"), here, above, func(int) vars {
			w := hook()
			c.Tx(func(ctx context.Context, tx *store.Tx) error {
				return tx.Webhook.UpdateOneID(w.ID).SetStatus(webhook.StatusDISABLED).Exec(scope.Everything(ctx, scope.Operator))
			})
			return vars{"input": vars{"webhookId": webhookID(w), "url": "https://example.org/", "enabled": true}}
		}},
		{"`removeWebhook`", faultsOf("removeWebhook"), "removedWebhookId", "removedWebhookId", func(int) vars {
			return vars{"input": vars{"webhookId": webhookID(hook())}}
		}},
		{"`replayDelivery`", faultsOf("replayDelivery"), "delivery { id }", "delivery { event { account { " + around + " } } }", func(int) vars {
			return vars{"input": vars{"deliveryId": deliveryID(c.delivery(hook(), c.world().events[0].ID))}}
		}},
	}
}

package api_test

import (
	"testing"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/user"
	"canopy/internal/canopytest"
	"canopy/internal/nodeid"
	"canopy/internal/viewer"
)

// silent are the mutations that leave no event, and how they are done.
var silent = map[string]func(w *auditing) []vars{
	"signIn": func(w *auditing) []vars {
		return []vars{{"email": w.admin.Email, "password": auditPassword}, {"email": w.admin.Email, "password": "wrong"}}
	},
	"signOut": func(*auditing) []vars { return []vars{nil} },
	"requestPasswordReset": func(w *auditing) []vars {
		return []vars{{"email": w.admin.Email}, {"email": "nobody@example.com"}}
	},
}

const auditPassword = "correct horse battery"

// audit is how the walk does a mutation.
type audit struct {
	given    func(t *testing.T, w *auditing) vars // what succeeds, and is made ready for it
	faulty   vars                                 // what of it is changed to be wrong
	later    func(t *testing.T, w *auditing)      // what follows in the background
	want     []string                             // the events of success: "ACTION at the account: what changed", + to something, - from something, ~ both
	besides  int                                  // how many refusals there are more than accounts with such events
	operator bool                                 // up to operators
	personal bool                                 // a person's own: an API key has none
	public   bool                                 // nobody has to sign in
}

// audits are all mutations but the silent ones.
var audits = map[string]audit{
	"createCustomer": {
		given:  func(_ *testing.T, w *auditing) vars { return w.customer() },
		faulty: vars{"name": ""},
		want:   []string{"REVIEW_OPENED at root: +address +name +notificationContact +type"},
	},
	"createCustomers": {
		given: func(_ *testing.T, w *auditing) vars {
			row := func() vars { return vars{"type": "END_CUSTOMER", "name": w.fresh(), "address": w.address()} }
			return vars{"parentId": accountID(w.root), "customers": []vars{row(), row()}, "notificationContactId": userID(w.admin)}
		},
		faulty: vars{"notificationContactId": "usr_nothing"},
		want: []string{
			"REVIEW_OPENED at root: +address +name +notificationContact +type", "REVIEW_OPENED at root: +address +name +notificationContact +type",
		},
	},
	"updateReview": {
		given: func(t *testing.T, w *auditing) vars {
			return vars{"reviewId": w.review(t), "name": w.fresh(), "phone": "+4930123456"}
		},
		faulty: vars{"name": ""},
		want:   []string{"REVIEW_UPDATED at root: +phone ~name ~version"},
	},
	"approveReview": {
		given:  func(t *testing.T, w *auditing) vars { return vars{"reviewId": w.review(t), "reviewVersion": 1} },
		faulty: vars{"organizationId": "org_nothing"},
		want:   []string{"ACCOUNT_CREATED at new: +address +name +notificationContact +organization +parent +type"},
	},
	"approveReviews": {
		given: func(t *testing.T, w *auditing) vars {
			return vars{"reviews": []vars{{"reviewId": w.review(t), "reviewVersion": 1}, {"reviewId": w.review(t), "reviewVersion": 1}}}
		},
		faulty: vars{"reviews": []vars{}},
		want: []string{
			"ACCOUNT_CREATED at new: +address +name +notificationContact +organization +parent +type",
			"ACCOUNT_CREATED at new: +address +name +notificationContact +organization +parent +type",
		},
		besides: 1, // each decision is for itself
	},
	"discardReview": {
		given:  func(t *testing.T, w *auditing) vars { return vars{"reviewId": w.review(t)} },
		faulty: vars{"reviewId": "rev_nothing"},
		want:   []string{"REVIEW_DISCARDED at root: "},
	},
	"addUsers": {
		given: func(_ *testing.T, w *auditing) vars {
			manager := person(w.email())
			manager["role"] = "USER_MANAGER"
			return vars{"accountId": accountID(w.root), "users": []vars{person(w.email()), manager}}
		},
		faulty: vars{"language": "nonsense"},
		want:   []string{"USERS_ADDED at root: +email +email +role"},
	},
	"importUsers": {
		given: func(_ *testing.T, w *auditing) vars {
			return vars{"accountId": accountID(w.child), "csv": file("email,given_name,family_name,language,timezone,role\n" +
				w.email() + ",New,Person,de,Europe/Berlin,USER_MANAGER\n" + w.email() + ",New,Person,de,Europe/Berlin,\n")}
		},
		faulty: vars{"csv": file("nonsense\n")},
		later:  func(t *testing.T, w *auditing) { w.workImports(t) },
		want:   []string{"USERS_ADDED at child: +email +email +role"},
	},
	"updateUser": {
		given: func(_ *testing.T, w *auditing) vars {
			return vars{"userId": userID(w.User(w.child, "")), "email": w.email(), "givenName": "Zoë", "phone": "+4930123456"}
		},
		faulty: vars{"phone": "1"},
		want:   []string{"USER_UPDATED at child: +phone +unconfirmedEmail ~givenName"},
	},
	"updateUsers": {
		given: func(_ *testing.T, w *auditing) vars {
			same := w.User(w.child, "")
			return vars{"csv": file("id,family_name,timezone\n" + userID(w.User(w.child, "")) + ",New,Europe/Berlin\n" + userID(w.User(w.root, "")) + ",New,Etc/UTC\n" +
				userID(same) + "," + same.FamilyName + ",Etc/UTC\n")}
		},
		faulty: vars{"csv": file("nonsense\n")},
		want:   []string{"USER_UPDATED at child: ~familyName ~timezone", "USER_UPDATED at root: ~familyName"},
	},
	"moveUsers": {
		given: func(_ *testing.T, w *auditing) vars {
			return vars{"userIds": []string{userID(w.User(w.root, viewer.Reader)), userID(w.User(w.root, "")), userID(w.User(w.child, ""))}, "accountId": accountID(w.child)}
		},
		faulty: vars{"accountId": "acc_nothing"},
		want: []string{
			"GRANT_ADDED at child: +role +scope +user", "GRANT_REVOKED at root: -role -scope -user",
			"USERS_MOVED at child: ~account", "USERS_MOVED at child: ~account", "USERS_MOVED at root: ~account", "USERS_MOVED at root: ~account",
		},
	},
	"eraseUser": {
		given:  func(_ *testing.T, w *auditing) vars { return vars{"userId": userID(w.User(w.child, viewer.Reader))} },
		faulty: vars{"userId": "usr_nothing"},
		want:   []string{"USER_ERASED at child: "},
	},
	"resendInvitations": {
		given: func(_ *testing.T, w *auditing) vars {
			invited, never := w.User(w.child, ""), w.User(w.root, "", func(c *ent.UserCreate) { c.SetStatus(user.StatusINVITED) })
			w.invite(invited)
			return vars{"userIds": []string{userID(invited), userID(never)}}
		},
		faulty: vars{"userIds": []string{"usr_nothing"}},
		want:   []string{"USER_INVITED at child: ~invitation", "USER_INVITED at root: +invitation"},
	},
	"revokeInvitations": {
		given: func(_ *testing.T, w *auditing) vars {
			invited := w.User(w.child, "")
			w.invite(invited)
			return vars{"userIds": []string{userID(invited)}}
		},
		faulty: vars{"userIds": []string{"usr_nothing"}},
		want:   []string{"INVITATION_REVOKED at child: ~invitation"},
	},
	"grantRole": {
		given: func(_ *testing.T, w *auditing) vars {
			return vars{"userId": userID(w.User(w.root, "")), "accountId": accountID(w.child), "role": "USER_MANAGER"}
		},
		faulty: vars{"userId": "usr_nothing"},
		want:   []string{"GRANT_ADDED at child: +role +scope +user"},
	},
	"revokeGrant": {
		given: func(_ *testing.T, w *auditing) vars {
			return vars{"grantId": nodeid.New(nodeid.Grant, w.Grant(w.User(w.root, ""), w.child, viewer.Reader, "SUBTREE").ID).String()}
		},
		faulty: vars{"grantId": "grt_nothing"},
		want:   []string{"GRANT_REVOKED at child: -role -scope -user"},
	},
	"disableUsers": {
		given: func(_ *testing.T, w *auditing) vars {
			return vars{"userIds": []string{userID(w.User(w.root, "")), userID(w.User(w.child, "")), userID(w.User(w.root, ""))}}
		},
		faulty: vars{"userIds": []string{"usr_nothing"}},
		want:   []string{"USERS_DISABLED at child: ~status", "USERS_DISABLED at root: ~status", "USERS_DISABLED at root: ~status"},
	},
	"enableUsers": {
		given: func(_ *testing.T, w *auditing) vars {
			disabled := func(c *ent.UserCreate) { c.SetStatus(user.StatusDISABLED) }
			return vars{"userIds": []string{userID(w.User(w.root, "", disabled)), userID(w.User(w.child, "", disabled))}}
		},
		faulty: vars{"userIds": []string{"usr_nothing"}},
		want:   []string{"USERS_ENABLED at child: ~status", "USERS_ENABLED at root: ~status"},
	},
	"createApiKey": {
		given: func(_ *testing.T, w *auditing) vars {
			return vars{"accountId": accountID(w.child), "name": w.fresh(), "role": "VIEWER", "expiresAt": "2100-01-01T00:00:00Z"}
		},
		faulty: vars{"name": ""},
		want:   []string{"API_KEY_CREATED at child: +expiresAt +name +role +scope"},
	},
	"revokeApiKey": {
		given: func(_ *testing.T, w *auditing) vars {
			return vars{"apiKeyId": nodeid.New(nodeid.APIKey, w.key(w.child, w.admin).ID).String()}
		},
		faulty: vars{"apiKeyId": "key_nothing"},
		want:   []string{"API_KEY_REVOKED at child: +revokedAt -name -role -scope"},
	},
	"registerWebhook": {
		given: func(_ *testing.T, w *auditing) vars {
			return vars{"accountId": accountID(w.Account(w.child)), "url": "https://example.com/canopy", "actions": []string{"USERS_ADDED"}}
		},
		faulty: vars{"url": ""},
		want:   []string{"WEBHOOK_CHANGED at new: +actions +status +url"},
	},
	"updateWebhook": {
		given: func(_ *testing.T, w *auditing) vars {
			return vars{"webhookId": webhookID(w.hook(w.child, w.admin)), "url": "https://example.org/", "actions": nil, "enabled": false}
		},
		faulty: vars{"url": ""},
		want:   []string{"WEBHOOK_CHANGED at child: -actions ~status ~url"},
	},
	"removeWebhook": {
		given:  func(_ *testing.T, w *auditing) vars { return vars{"webhookId": webhookID(w.hook(w.child, w.admin))} },
		faulty: vars{"webhookId": "whk_nothing"},
		want:   []string{"WEBHOOK_CHANGED at child: -status -url"},
	},
	"replayDelivery": {
		given: func(_ *testing.T, w *auditing) vars {
			return vars{"deliveryId": deliveryID(w.delivery(w.hook(w.child, w.admin), 1))}
		},
		faulty: vars{"deliveryId": "dlv_nothing"},
		want:   []string{"WEBHOOK_CHANGED at child: +delivery"},
	},
	"updateAccount": {
		given: func(_ *testing.T, w *auditing) vars {
			return vars{"accountId": accountID(w.Account(w.child)), "name": w.fresh(), "phone": "+4930123456"}
		},
		faulty: vars{"name": ""},
		want:   []string{"ACCOUNT_UPDATED at new: +phone ~name"},
	},
	"moveAccounts": {
		given: func(_ *testing.T, w *auditing) vars {
			return vars{"accountIds": []string{accountID(w.Account(w.root)), accountID(w.child)}, "parentId": accountID(w.Account(w.root))}
		},
		faulty:  vars{"parentId": "acc_nothing"},
		want:    []string{"ACCOUNT_MOVED at child: ~parent", "ACCOUNT_MOVED at new: ~parent"},
		besides: 1, // the new parent
	},
	"suspendAccount": {
		given:  func(_ *testing.T, w *auditing) vars { return vars{"accountId": accountID(w.Account(w.child))} },
		faulty: vars{"accountId": "acc_nothing"},
		want:   []string{"ACCOUNT_SUSPENDED at new: ~status"},
	},
	"resumeAccount": {
		given: func(_ *testing.T, w *auditing) vars {
			return vars{"accountId": accountID(w.Account(w.child, func(c *ent.AccountCreate) { c.SetStatus(account.StatusSUSPENDED) }))}
		},
		faulty: vars{"accountId": "acc_nothing"},
		want:   []string{"ACCOUNT_RESUMED at new: ~status"},
	},
	"closeAccount": {
		given: func(_ *testing.T, w *auditing) vars {
			closed := w.Account(w.child)
			w.Asset(w.root, w.Account(closed))
			return vars{"accountId": accountID(closed), "cascade": true}
		},
		faulty: vars{"cascade": false},
		want:   []string{"ACCOUNT_CLOSED at new: ~status", "ACCOUNT_CLOSED at new: ~status", "ASSETS_UNASSIGNED at new: -asset"},
	},
	"cancelProvisioning": {
		given:  func(_ *testing.T, w *auditing) vars { return vars{"accountId": accountID(w.pending(w.child))} },
		faulty: vars{"accountId": "acc_nothing"},
		want:   []string{"PROVISIONING_CANCELLED at new: ~status"},
	},
	"retryProvisioning": {
		given:  func(_ *testing.T, w *auditing) vars { return vars{"accountId": accountID(w.failed(w.child))} },
		faulty: vars{"accountId": "acc_nothing"},
		want:   []string{"PROVISIONING_RETRIED at new: ~status"},
	},
	"completeProvisioning": {
		given: func(_ *testing.T, w *auditing) vars {
			return vars{"accountId": accountID(w.pending(w.child)), "accountNumber": w.fresh()}
		},
		faulty:   vars{"accountNumber": ""},
		want:     []string{"ACCOUNT_ACTIVATED at new: +accountNumber ~status"},
		operator: true,
	},
	"rejectProvisioning": {
		given: func(_ *testing.T, w *auditing) vars {
			return vars{"accountId": accountID(w.pending(w.child)), "code": "REJECTED", "message": "No.", "retryable": false}
		},
		faulty:   vars{"message": ""},
		want:     []string{"PROVISIONING_FAILED at new: ~status"},
		operator: true,
	},
	"setAccountLimits": {
		given: func(_ *testing.T, w *auditing) vars {
			return vars{"accountId": accountID(w.Account(w.child)), "limits": []vars{{"kind": "USERS", "max": 7}, {"kind": "ASSETS"}}}
		},
		faulty: vars{"limits": []vars{}},
		want:   []string{"LIMITS_CHANGED at new: +maxUsers"},
	},
	"assignAssets": {
		given: func(_ *testing.T, w *auditing) vars {
			return vars{"accountId": accountID(w.child), "assetIds": []string{assetID(w.Asset(w.root, nil)), assetID(w.Asset(w.root, nil))}}
		},
		faulty: vars{"assetIds": []string{"ast_nothing"}},
		want:   []string{"ASSETS_ASSIGNED at child: +asset +asset"},
	},
	"unassignAssets": {
		given: func(_ *testing.T, w *auditing) vars {
			return vars{"assetIds": []string{assetID(w.Asset(w.root, w.child)), assetID(w.Asset(w.root, nil))}}
		},
		faulty: vars{"assetIds": []string{"ast_nothing"}},
		want:   []string{"ASSETS_UNASSIGNED at child: -asset"},
	},
	"createReseller": {
		given:    func(_ *testing.T, w *auditing) vars { return vars{"name": w.fresh(), "address": w.address()} },
		faulty:   vars{"name": ""},
		want:     []string{"ACCOUNT_CREATED at new: +address +name +organization +type"},
		operator: true,
	},
	"revokeSession": {
		given: func(t *testing.T, w *auditing) vars {
			w.token(t, w.admin)
			latest := w.Store.Client().Session.Query().Order(ent.Desc("id")).FirstX(canopytest.Operator())
			return vars{"sessionId": nodeid.New(nodeid.Session, latest.ID).String()}
		},
		faulty:   vars{"sessionId": "ses_nothing"},
		want:     []string{"SESSION_REVOKED at root: -session"},
		personal: true,
	},
	"changePassword": {
		given: func(t *testing.T, w *auditing) vars {
			if err := w.SetPassword(t.Context(), w.admin.Email, "correct horse"); err != nil {
				t.Fatal(err)
			}
			return vars{"currentPassword": "correct horse", "newPassword": auditPassword}
		},
		faulty:   vars{"currentPassword": "wrong"},
		want:     []string{"PASSWORD_CHANGED at root: "},
		personal: true,
	},
	"confirmEmail": {
		given: func(_ *testing.T, w *auditing) vars {
			w.reader = w.User(w.child, "")
			return vars{"token": w.confirmToken(w.reader, w.email())}
		},
		faulty: vars{"token": "nonsense"},
		want:   []string{"USER_UPDATED at child: -unconfirmedEmail ~email"},
		public: true,
	},
	"acceptInvitation": {
		given: func(_ *testing.T, w *auditing) vars {
			w.reader = w.User(w.child, "")
			return vars{"token": w.invite(w.reader), "password": auditPassword}
		},
		faulty: vars{"password": "short"},
		want:   []string{"USER_JOINED at child: ~status"},
		public: true,
	},
	"resetPassword": {
		given: func(_ *testing.T, w *auditing) vars {
			w.reader = w.User(w.child, "")
			return vars{"token": w.resetToken(w.reader), "password": auditPassword}
		},
		faulty: vars{"password": "short"},
		want:   []string{"PASSWORD_CHANGED at child: "},
		public: true,
	},
}

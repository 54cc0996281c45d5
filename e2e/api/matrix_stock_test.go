package api_test

import (
	"context"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/apikey"
	"canopy/ent/event"
	"canopy/ent/grant"
	"canopy/ent/organization"
	"canopy/ent/provisioning"
	"canopy/ent/review"
	"canopy/ent/user"
	"canopy/ent/webhook"
	"canopy/internal/locale"
	"canopy/internal/nodeid"
	"canopy/internal/secret"
	"canopy/internal/store"
	"canopy/internal/treepath"
	"canopy/internal/viewer"
)

// stock is one thing of every kind at an account, with every field set.
type stock struct {
	account *ent.Account
	email   string
	ids     map[string][]string // by kind; of a kind's things each field is set in one
}

// account makes an account with every field set; its texts hold the name of its place.
func (m *table) account(parent *ent.Account, place string) *ent.Account {
	number, reference := "N-"+place, "R-"+place
	return m.Account(parent, named("Account "+place+" GmbH"), func(c *ent.AccountCreate) {
		c.SetAccountNumber(number).SetExternalReference(reference).SetSearch(locale.SearchKey(place, number, reference)).SetStreet("Street " + place).
			SetPhone("+4930123456").SetLanguage("de").SetTimezone("Europe/Berlin")
	})
}

// person is somebody at an account, with a role there alone; "" for none.
func (m *table) person(at *ent.Account, role viewer.Role, change ...func(*ent.UserCreate)) *ent.User {
	family := m.words.word()
	u := m.User(at, "", append(change, func(c *ent.UserCreate) { c.SetFamilyName(family) })...)
	if role != "" {
		m.Grant(u, at, role, grant.ScopeACCOUNT_ONLY)
	}
	return u
}

// review is one at an account, of a customer that nothing is similar to.
func (m *table) review(at *ent.Account, contact *ent.User, change ...func(*ent.ReviewCreate)) *ent.Review {
	var made *ent.Review
	name, street, city, code, now := m.words.fresh(), m.words.word()+" 8", m.words.word(), m.words.postalCode(), m.Clock.Now()
	m.Tx(func(ctx context.Context, tx *store.Tx) (err error) {
		create := tx.Review.Create().SetParentID(at.ID).SetStatus(review.StatusOPEN).SetType(review.TypeEND_CUSTOMER).SetName(name).
			SetStreet(street).SetCity(city).SetPostalCode(code).SetCountry("DE").SetNotificationContactID(contact.ID).
			SetDetailsHash(name).SetMatchedRevision(1 << 40).SetExpiresAt(now.Add(time.Hour)).SetCreatedAt(now).SetUpdatedAt(now)
		for _, f := range change {
			f(create)
		}
		made, err = create.Save(ctx)
		return err
	})
	return made
}

// key is an API key that may look at an account, and its session.
func (h *house) key(at *ent.Account, by *ent.User) *ent.APIKey {
	var made *ent.APIKey
	now := h.Clock.Now()
	h.Tx(func(ctx context.Context, tx *store.Tx) (err error) {
		made, err = tx.APIKey.Create().SetAccountID(at.ID).SetName("Key of " + at.Name).SetRole(apikey.RoleVIEWER).SetScope(apikey.ScopeACCOUNT_ONLY).
			SetCreatedByID(by.ID).SetCreatedAt(now).SetExpiresAt(now.Add(time.Hour)).Save(ctx)
		if err != nil {
			return err
		}
		_, hash := secret.NewToken()
		return tx.Session.Create().SetAPIKeyID(made.ID).SetTokenHash(hash).SetCreatedAt(now).SetExpiresAt(now.Add(time.Hour)).Exec(ctx)
	})
	return made
}

// operate makes a person an operator.
func (m *table) operate(u *ent.User) {
	m.Tx(func(ctx context.Context, tx *store.Tx) error {
		return tx.Grant.Create().SetUserID(u.ID).SetRole(grant.RoleADMIN).SetCreatedAt(m.Clock.Now()).Exec(ctx)
	})
}

// stock lays one thing of every kind at the account of a place; what somebody above gave to it, too.
func (m *table) stock(t *testing.T, place string, at *ent.Account) *stock {
	t.Helper()
	s := &stock{account: at, ids: map[string][]string{"Account": {accountID(at)}}}
	put := func(kind string, wire nodeid.Kind, id int64) {
		s.ids[kind] = append(s.ids[kind], nodeid.New(wire, id).String())
	}
	u := m.person(at, "", func(c *ent.UserCreate) {
		c.SetPhone("+4930123456").SetJobTitle("Works at " + at.Name).SetNewEmail("new." + place + "@example.com")
	})
	m.invite(u)
	s.email = u.Email
	put("User", nodeid.User, u.ID)
	put("Grant", nodeid.Grant, m.Grant(u, at, viewer.Reader, grant.ScopeACCOUNT_ONLY).ID)
	registered := m.Organization("Organization of "+at.Name, func(c *ent.OrganizationCreate) { c.SetSource(organization.SourceREGISTERED) })
	put("Organization", nodeid.Organization, registered.ID)
	r := m.review(at, u, func(c *ent.ReviewCreate) {
		c.SetStatus(review.StatusAPPROVED).SetAccountID(at.ID).SetCreatedByID(u.ID).SetPhone("+4930123456").SetLanguage("de").SetTimezone("Europe/Berlin").SetExternalReference("x")
	})
	put("Review", nodeid.Review, r.ID)
	key, now := m.key(at, u), m.Clock.Now()
	put("ApiKey", nodeid.APIKey, key.ID)
	put("UserImport", nodeid.UserImport, m.importInto(at, u).ID)
	hook := m.hook(at, u)
	put("Webhook", nodeid.Webhook, hook.ID)
	m.Tx(func(ctx context.Context, tx *store.Tx) error {
		tx.Webhook.UpdateOneID(hook.ID).SetStatus(webhook.StatusDISABLED).SetDisabledAt(now).SetDisabledReason("It answered 500.").ExecX(ctx)
		tx.Account.UpdateOneID(at.ID).SetOrganizationID(registered.ID).SetNotificationContactID(u.ID).ExecX(ctx)
		tx.APIKey.UpdateOneID(key.ID).SetLastUsedAt(now).SetRevokedAt(now).ExecX(ctx)
		tx.Provisioning.Create().SetAccountID(at.ID).SetStatus(provisioning.StatusSUCCEEDED).SetRequestedAt(now).SetExpectedBy(now).SetCompletedAt(now).ExecX(ctx)
		for i := range 2 {
			create := tx.Event.Create().SetRootID(at.RootID).SetSeq(1<<40 + 2*at.ID + int64(i)).SetAction("ACCOUNT_CREATED").SetOutcome(event.OutcomeDONE).SetAccountID(at.ID).
				SetSubject(accountID(at)).SetChanges(`[{"field":"name","before":null,"after":"` + at.Name + `"}]`).SetRequestID("request").SetAt(now)
			if i == 0 {
				create.SetActorID(u.ID)
			} else {
				create.SetAPIKeyID(key.ID)
			}
			put("Event", nodeid.Event, create.SaveX(ctx).ID)
		}
		return nil
	})
	put("WebhookDelivery", nodeid.WebhookDelivery, m.delivery(hook, keyOf(s.ids["Event"][0])).ID)
	put("Asset", nodeid.Asset, m.words.asset(at, m.Account(at)).ID)
	if at.ParentID != nil {
		m.held[place] = m.words.asset(m.world().byID[at.RootID], at)
		put("Asset", nodeid.Asset, m.held[place].ID)
	}
	s.account = m.world().byID[at.ID]
	return s
}

// invited names somebody at an account who is INVITED.
func invited(_ *testing.T, m *table, _ *seat, at *ent.Account) vars {
	u := m.person(at, viewer.Reader)
	m.invite(u)
	return vars{"userIds": []string{userID(u)}}
}

// inputs prepare what each mutation is asked about at an account; nil for a mutation without input.
var inputs = map[string]func(t *testing.T, m *table, s *seat, at *ent.Account) vars{
	"signIn": func(t *testing.T, m *table, _ *seat, at *ent.Account) vars {
		u := m.person(at, "")
		if err := m.SetPassword(t.Context(), u.Email, "correct horse"); err != nil {
			t.Fatal(err)
		}
		return vars{"email": u.Email, "password": "correct horse"}
	},
	"signOut": func(*testing.T, *table, *seat, *ent.Account) vars { return nil },
	"revokeSession": func(t *testing.T, m *table, s *seat, _ *ent.Account) vars {
		m.token(t, s.User)
		a := m.must(t, s.token, `{ viewer { sessions { id current } } }`, nil)
		return vars{"sessionId": a.text("viewer.sessions.0.id")} // the latest
	},
	"requestPasswordReset": func(_ *testing.T, _ *table, s *seat, _ *ent.Account) vars { return vars{"email": s.Email} },
	"resetPassword": func(_ *testing.T, m *table, _ *seat, at *ent.Account) vars {
		return vars{"token": m.resetToken(m.person(at, "")), "password": "correct horse battery"}
	},
	"changePassword": func(t *testing.T, m *table, s *seat, _ *ent.Account) vars {
		if err := m.SetPassword(t.Context(), s.Email, "correct horse"); err != nil {
			t.Fatal(err)
		}
		return vars{"currentPassword": "correct horse", "newPassword": "correct horse battery"}
	},
	"confirmEmail": func(_ *testing.T, m *table, _ *seat, at *ent.Account) vars {
		return vars{"token": m.confirmToken(m.person(at, ""), m.words.email())}
	},
	"acceptInvitation": func(_ *testing.T, m *table, _ *seat, at *ent.Account) vars {
		return vars{"token": m.invite(m.person(at, "")), "password": "correct horse battery"}
	},
	"createCustomer": func(_ *testing.T, m *table, _ *seat, at *ent.Account) vars {
		return customer(at, m.contacts[at.RootID], vars{"name": m.words.fresh(), "address": m.words.address()})
	},
	"updateReview": func(_ *testing.T, m *table, _ *seat, at *ent.Account) vars {
		return vars{"reviewId": reviewID(m.review(at, m.contacts[at.RootID])), "phone": "+4930123456"}
	},
	"approveReview": func(_ *testing.T, m *table, _ *seat, at *ent.Account) vars {
		return vars{"reviewId": reviewID(m.review(at, m.contacts[at.RootID])), "reviewVersion": 1}
	},
	"discardReview": func(_ *testing.T, m *table, _ *seat, at *ent.Account) vars {
		return vars{"reviewId": reviewID(m.review(at, m.contacts[at.RootID]))}
	},
	"createCustomers": func(_ *testing.T, m *table, _ *seat, at *ent.Account) vars {
		row := vars{"type": "END_CUSTOMER", "name": m.words.fresh(), "address": m.words.address()}
		return vars{"parentId": accountID(at), "customers": []vars{row}, "notificationContactId": userID(m.contacts[at.RootID])}
	},
	"approveReviews": func(_ *testing.T, m *table, _ *seat, at *ent.Account) vars {
		return vars{"reviews": []vars{{"reviewId": reviewID(m.review(at, m.contacts[at.RootID])), "reviewVersion": 1}}}
	},
	"addUsers": func(_ *testing.T, m *table, _ *seat, at *ent.Account) vars {
		row := person(m.words.email())
		row["givenName"], row["familyName"] = m.words.fresh(), m.words.fresh()
		return vars{"accountId": accountID(at), "users": []vars{row}}
	},
	"importUsers": func(_ *testing.T, m *table, _ *seat, at *ent.Account) vars {
		return vars{"accountId": accountID(at), "csv": file("email,given_name,family_name\n" + m.words.email() + ",New,Person\n")}
	},
	"updateUser": func(_ *testing.T, m *table, _ *seat, at *ent.Account) vars {
		return vars{"userId": userID(m.person(at, viewer.Reader)), "email": m.words.email(), "phone": "+4930123456"}
	},
	"updateUsers": func(_ *testing.T, m *table, _ *seat, at *ent.Account) vars {
		return vars{"csv": file("id,email\n" + userID(m.person(at, viewer.Reader)) + "," + m.words.email() + "\n")}
	},
	"moveUsers": func(_ *testing.T, m *table, s *seat, at *ent.Account) vars {
		own, below, to := m.accounts["own"], m.accounts["below"], at // who does not see the one does not see the other
		switch {
		case at == own && s.sees("below"):
			to = below
		case at == below && s.sees("below"), s.role == operator:
			to = own
		}
		return vars{"userIds": []string{userID(m.person(at, viewer.Reader))}, "accountId": accountID(to)}
	},
	"eraseUser": func(_ *testing.T, m *table, _ *seat, at *ent.Account) vars {
		return vars{"userId": userID(m.person(at, viewer.Reader))}
	},
	"resendInvitations": invited,
	"revokeInvitations": invited,
	"disableUsers": func(_ *testing.T, m *table, _ *seat, at *ent.Account) vars {
		return vars{"userIds": []string{userID(m.person(at, viewer.Reader))}}
	},
	"enableUsers": func(_ *testing.T, m *table, _ *seat, at *ent.Account) vars {
		return vars{"userIds": []string{userID(m.person(at, viewer.Reader, func(c *ent.UserCreate) { c.SetStatus(user.StatusDISABLED) }))}}
	},
	"grantRole": func(_ *testing.T, m *table, _ *seat, at *ent.Account) vars {
		return vars{"userId": userID(m.person(m.accounts["own"], "")), "accountId": accountID(at), "role": "VIEWER", "scope": "ACCOUNT_ONLY"}
	},
	"revokeGrant": func(_ *testing.T, m *table, _ *seat, at *ent.Account) vars {
		g := m.Grant(m.person(at, ""), at, viewer.Reader, grant.ScopeACCOUNT_ONLY)
		return vars{"grantId": nodeid.New(nodeid.Grant, g.ID).String()}
	},
	"createApiKey": func(_ *testing.T, m *table, _ *seat, at *ent.Account) vars {
		return vars{"accountId": accountID(at), "name": m.words.fresh(), "role": "VIEWER", "scope": "ACCOUNT_ONLY"}
	},
	"revokeApiKey": func(_ *testing.T, m *table, s *seat, at *ent.Account) vars {
		return vars{"apiKeyId": nodeid.New(nodeid.APIKey, m.key(at, s.User).ID).String()}
	},
	"registerWebhook": func(_ *testing.T, m *table, _ *seat, at *ent.Account) vars {
		m.Tx(func(ctx context.Context, tx *store.Tx) error { // of so many that others made there is room for no more
			tx.Webhook.Delete().Where(webhook.AccountID(at.ID), webhook.StatusEQ(webhook.StatusACTIVE)).ExecX(ctx)
			return nil
		})
		return vars{"accountId": accountID(at), "url": "https://example.com/canopy-of-" + accountID(at)}
	},
	"updateWebhook": func(_ *testing.T, m *table, s *seat, at *ent.Account) vars {
		return vars{"webhookId": webhookID(m.hook(at, s.User)), "enabled": false}
	},
	"removeWebhook": func(_ *testing.T, m *table, s *seat, at *ent.Account) vars {
		return vars{"webhookId": webhookID(m.hook(at, s.User))}
	},
	"replayDelivery": func(_ *testing.T, m *table, s *seat, at *ent.Account) vars {
		return vars{"deliveryId": deliveryID(m.delivery(m.hook(at, s.User), 1))}
	},
	"updateAccount": func(_ *testing.T, m *table, _ *seat, at *ent.Account) vars {
		return vars{"accountId": accountID(at), "language": "de"}
	},
	"moveAccounts": func(_ *testing.T, m *table, s *seat, at *ent.Account) vars {
		moved, to := at, at // own, where nobody but the operator sees another place for it
		switch {
		case at.ParentID == nil:
			moved, to = m.Account(at), m.Account(at)
		case at != m.accounts["own"] || s.role == operator:
			to = m.Account(m.above(at))
		}
		return vars{"accountIds": []string{accountID(moved)}, "parentId": accountID(to)}
	},
	"suspendAccount": func(_ *testing.T, _ *table, _ *seat, at *ent.Account) vars { return vars{"accountId": accountID(at)} },
	"resumeAccount": func(_ *testing.T, m *table, _ *seat, at *ent.Account) vars {
		m.become(account.StatusSUSPENDED, account.ID(at.ID))
		return vars{"accountId": accountID(at)}
	},
	"closeAccount": func(_ *testing.T, m *table, _ *seat, at *ent.Account) vars {
		r := treepath.Subtree(at.Path)
		m.become(account.StatusCLOSED, account.PathGT(at.Path), account.PathLT(r.Hi)) // not everybody who may close it sees them
		return vars{"accountId": accountID(at)}
	},
	"cancelProvisioning": func(_ *testing.T, m *table, _ *seat, at *ent.Account) vars {
		m.become(account.StatusPENDING, account.ID(at.ID))
		return vars{"accountId": accountID(at)}
	},
	"retryProvisioning": func(_ *testing.T, m *table, _ *seat, at *ent.Account) vars {
		m.become(account.StatusPENDING, account.ID(at.ID))
		return vars{"accountId": accountID(at)}
	},
	"completeProvisioning": func(_ *testing.T, m *table, _ *seat, at *ent.Account) vars {
		return vars{"accountId": accountID(m.pending(at)), "accountNumber": m.words.fresh()}
	},
	"rejectProvisioning": func(_ *testing.T, m *table, _ *seat, at *ent.Account) vars {
		return vars{"accountId": accountID(m.pending(at)), "code": "REJECTED", "message": "No.", "retryable": true}
	},
	"setAccountLimits": func(_ *testing.T, _ *table, _ *seat, at *ent.Account) vars {
		return vars{"accountId": accountID(at), "limits": []vars{{"kind": "USERS", "max": 1_000_000}}}
	},
	"assignAssets": func(_ *testing.T, m *table, _ *seat, at *ent.Account) vars {
		owner, to := m.above(at), at
		if at.ParentID == nil {
			owner, to = at, m.Account(at)
		}
		return vars{"accountId": accountID(to), "assetIds": []string{assetID(m.words.asset(owner, nil))}}
	},
	"unassignAssets": func(_ *testing.T, m *table, _ *seat, at *ent.Account) vars {
		return vars{"assetIds": []string{assetID(m.words.asset(at, m.Account(at)))}}
	},
	"createReseller": func(_ *testing.T, m *table, _ *seat, _ *ent.Account) vars {
		return vars{"name": m.words.fresh(), "address": m.words.address()}
	},
}

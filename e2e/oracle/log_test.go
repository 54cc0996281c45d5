package oracle_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"canopy/ent/apikey"
	"canopy/ent/event"
	"canopy/ent/grant"
	"canopy/internal/nodeid"
	"canopy/internal/store"
)

var roles = []grant.Role{grant.RoleADMIN, grant.RoleACCOUNT_MANAGER, grant.RoleUSER_MANAGER, grant.RoleVIEWER}

// fields are what events tell changes of: texts, and what has ids as values.
var fields = slices.Concat(names, []string{"user", "parent", "organization", "notificationContact", "asset", "account", "delivery"})

var reaches = []grant.Scope{grant.ScopeSUBTREE, grant.ScopeACCOUNT_ONLY}

// permissions gives people roles, some on the whole installation, and makes API keys.
func (f *forest) permissions(ctx context.Context, tx *store.Tx) error {
	given := map[string]bool{}
	for range 2 * len(f.people) {
		person, on := one(f, f.people), one(f, f.accounts).ID
		if f.IntN(2) == 0 { // on the own account or near the top: several hold
			on = []int64{person.AccountID, f.accounts[f.IntN(6)].ID}[f.IntN(2)]
		}
		role, reach := one(f, roles), one(f, reaches)
		if key := fmt.Sprint(person.ID, on, role, reach); !given[key] {
			given[key] = true
			if err := tx.Grant.Create().SetUserID(person.ID).SetAccountID(on).SetRole(role).SetScope(reach).SetCreatedAt(f.moment()).Exec(ctx); err != nil {
				return err
			}
		}
	}
	for range 5 {
		if err := tx.Grant.Create().SetUserID(one(f, f.people).ID).SetRole(grant.RoleADMIN).SetCreatedAt(f.moment()).Exec(ctx); err != nil {
			return err
		}
	}
	for i := range 2 * len(f.accounts) {
		create := tx.APIKey.Create().SetName(f.name()).SetRole(apikey.Role(one(f, roles))).SetScope(apikey.Scope(one(f, reaches))).SetCreatedAt(f.moment()).
			SetNillableCreatedByID(often(f, one(f, f.people).ID)).SetNillableExpiresAt(often(f, f.moment())).SetNillableLastUsedAt(often(f, f.moment()))
		if i%10 > 0 {
			create.SetAccountID(one(f, f.accounts).ID)
		}
		if i%3 == 0 {
			create.SetRevokedAt(f.moment())
		}
		if err := create.Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

// log is what happened: to any account and to the installation, by anybody, with values that are texts or ids of anything; and
// what the askers signed in at.
func (f *forest) log(ctx context.Context, tx *store.Tx) error {
	keys, err := tx.APIKey.Query().IDs(ctx)
	if err != nil {
		return err
	}
	ids := func() string {
		kind := one(f, []nodeid.Kind{nodeid.Account, nodeid.User, nodeid.Review, nodeid.Organization, nodeid.Asset, nodeid.Grant, nodeid.APIKey, nodeid.Event, nodeid.Session, nodeid.UserImport, nodeid.Webhook, nodeid.WebhookDelivery})
		return nodeid.New(kind, 1+f.Int64N(60)).String()
	}
	actions := schema.Types["EventAction"].EnumValues
	for i := range 8 * len(f.accounts) {
		public := []change{}
		for range f.IntN(4) {
			public = append(public, change{one(f, fields), often(f, f.name()), often(f, ids())})
		}
		create := tx.Event.Create().SetRootID(0).SetSeq(int64(i)).SetAction(actions[i%len(actions)].Name).SetOutcome(one(f, []event.Outcome{"DONE", "DONE", "REFUSED"})).
			SetAt(f.moment()).SetChanges(string(must(json.Marshal(public)))).SetRequestID(f.note())
		if i%20 > 0 {
			create.SetAccountID(f.accounts[min(f.IntN(len(f.accounts)), f.IntN(len(f.accounts)))].ID)
		}
		switch f.IntN(4) {
		case 0:
			create.SetAPIKeyID(one(f, keys))
		case 1, 2:
			create.SetActorID(one(f, f.people).ID)
		}
		if f.IntN(4) > 0 {
			create.SetSubject(ids())
		}
		made, err := create.Save(ctx)
		if err != nil {
			return err
		}
		values := f.IntN(3)
		if i%50 == 1 {
			values = 110 // more than are shown
		}
		for range values { // nil is also what was erased
			err := tx.EventPersonValue.Create().SetEventID(made.ID).SetUserID(one(f, f.people).ID).SetField("email").
				SetNillableBefore(often(f, f.name())).SetNillableAfter(often(f, f.name())).Exec(ctx)
			if err != nil {
				return err
			}
		}
	}
	return f.signedIn(ctx, tx)
}

// signedIn gives the askers more sessions. Those they ask with were last used in times to come, so that asking changes nothing.
func (f *forest) signedIn(ctx context.Context, tx *store.Tx) error {
	if err := tx.Session.Update().SetLastUsedAt(f.Clock.Now().Add(forever)).Exec(ctx); err != nil {
		return err
	}
	for i, by := range f.askers {
		if by.person == nil {
			continue
		}
		for n := range i % 4 {
			err := tx.Session.Create().SetUserID(by.person.ID).SetTokenHash(fmt.Append(nil, i, n)).SetCreatedAt(f.moment()).
				SetExpiresAt(f.Clock.Now().Add(time.Duration(n-1)*time.Hour + time.Microsecond*time.Duration(f.IntN(2)))).
				SetNillableLastUsedAt(often(f, f.moment())).SetRemoteAddress(one(f, []string{"", "192.0.2.1", "2001:db8::1"})).Exec(ctx)
			if err != nil {
				return err
			}
		}
	}
	return nil
}

package oracle_test

import (
	"context"
	"encoding/json"
	"slices"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/grant"
	"canopy/internal/store/scope"
	"canopy/internal/viewer"
)

// world is all rows, in order of their ids, which is the order of creation.
type world struct {
	accounts      []*ent.Account
	users         []*ent.User
	reviews       []*ent.Review // with candidates
	organizations []*ent.Organization
	provisionings []*ent.Provisioning
	assets        []*ent.Asset
	grants        []*ent.Grant
	apiKeys       []*ent.APIKey
	sessions      []*ent.Session
	events        []*ent.Event
	personValues  []*ent.EventPersonValue
	invitations   []*ent.Invitation
	imports       []*ent.UserImport
	importRows    []*ent.UserImportRow
	hooks         []*ent.Webhook
	deliveries    []*ent.WebhookDelivery
}

func (f *forest) world() *world {
	all, db := scope.Everything(context.Background(), scope.Operator), f.Store.Client()
	return &world{
		accounts: db.Account.Query().Order(ent.Asc("id")).AllX(all), users: db.User.Query().Order(ent.Asc("id")).AllX(all),
		reviews: db.Review.Query().Order(ent.Asc("id")).WithCandidates().AllX(all), organizations: db.Organization.Query().Order(ent.Asc("id")).AllX(all),
		provisionings: db.Provisioning.Query().AllX(all), grants: db.Grant.Query().Order(ent.Asc("id")).AllX(all),
		assets:  db.Asset.Query().Order(ent.Asc("id")).AllX(all),
		apiKeys: db.APIKey.Query().Order(ent.Asc("id")).AllX(all), sessions: db.Session.Query().Order(ent.Asc("id")).AllX(all),
		events: db.Event.Query().Order(ent.Asc("id")).AllX(all), personValues: db.EventPersonValue.Query().Order(ent.Asc("id")).AllX(all),
		invitations: db.Invitation.Query().Order(ent.Asc("id")).AllX(all), imports: db.UserImport.Query().Order(ent.Asc("id")).AllX(all),
		importRows: db.UserImportRow.Query().Order(ent.Asc("id")).AllX(all), hooks: db.Webhook.Query().Order(ent.Asc("id")).AllX(all),
		deliveries: db.WebhookDelivery.Query().Order(ent.Asc("id")).AllX(all),
	}
}

// text tells all of it, so that two worlds can be compared.
func (w *world) text() string {
	return string(must(json.Marshal([]any{
		w.accounts, w.users, w.reviews, w.organizations, w.provisionings, w.assets, w.grants, w.apiKeys, w.sessions, w.events, w.personValues,
		w.invitations, w.imports, w.importRows, w.hooks, w.deliveries,
	})))
}

// copied is a world with rows of its own of what steps change.
func (w *world) copied() *world {
	c := *w
	c.accounts, c.users, c.assets, c.grants = copies(w.accounts), copies(w.users), copies(w.assets), slices.Clone(w.grants)
	return &c
}

func copies[R any](rows []*R) []*R {
	list := make([]*R, len(rows))
	for i, r := range rows {
		row := *r
		list[i] = &row
	}
	return list
}

// find is the first row for which something holds; nil where it holds for none.
func find[R any](rows []*R, holds func(*R) bool) *R {
	if i := slices.IndexFunc(rows, holds); i >= 0 {
		return rows[i]
	}
	return nil
}

// where are the rows for which something holds.
func where[R any](rows []*R, holds func(*R) bool) (found []*R) {
	for _, r := range rows {
		if holds(r) {
			found = append(found, r)
		}
	}
	return found
}

func (w *world) account(id *int64) *ent.Account {
	return find(w.accounts, func(a *ent.Account) bool { return id != nil && a.ID == *id })
}

func (w *world) user(id *int64) *ent.User {
	return find(w.users, func(u *ent.User) bool { return id != nil && u.ID == *id })
}

func (w *world) organization(id *int64) *ent.Organization {
	return find(w.organizations, func(o *ent.Organization) bool { return id != nil && o.ID == *id })
}

// chain is the account and all above it, seen or not, the topmost last.
func (w *world) chain(a *ent.Account) (chain []*ent.Account) {
	for ; a != nil; a = w.account(a.ParentID) {
		chain = append(chain, a)
	}
	return chain
}

// effectiveStatus is CLOSED below anything closed, else SUSPENDED below anything suspended.
func (w *world) effectiveStatus(a *ent.Account) account.Status {
	for _, status := range []account.Status{account.StatusCLOSED, account.StatusSUSPENDED} {
		if slices.ContainsFunc(w.chain(a), func(a *ent.Account) bool { return a.Status == status }) {
			return status
		}
	}
	return a.Status
}

// nearest is the first text along the chain that is not empty.
func (w *world) nearest(a *ent.Account, text func(*ent.Account) string) any {
	for _, a := range w.chain(a) {
		if text(a) != "" {
			return text(a)
		}
	}
	return nil
}

// held are the grants by which the person holds something on the account: those on it, and those on the subtree of one above.
func (w *world) held(by *ent.User, a *ent.Account) []*ent.Grant {
	return where(w.grants, func(g *ent.Grant) bool {
		return by != nil && g.UserID == by.ID && g.AccountID != nil && slices.ContainsFunc(w.chain(a), func(above *ent.Account) bool {
			return above.ID == *g.AccountID && (above.ID == a.ID || g.Scope == grant.ScopeSUBTREE)
		})
	})
}

// permissions are what each role may do, as docs/permissions.md has it.
var permissions = map[grant.Role][]viewer.Permission{
	grant.RoleADMIN: {
		"VIEW", "CREATE_CUSTOMER", "APPROVE_REVIEW", "EDIT_ACCOUNT", "MOVE_ACCOUNT", "CHANGE_STATUS", "RETRY_PROVISIONING", "ADD_USERS", "EDIT_USERS", "ASSIGN_ASSETS",
		"MANAGE_GRANTS", "MANAGE_API_KEYS", "MANAGE_WEBHOOKS", "VIEW_EVENTS",
	},
	grant.RoleACCOUNT_MANAGER: {"VIEW", "CREATE_CUSTOMER", "APPROVE_REVIEW", "EDIT_ACCOUNT", "MOVE_ACCOUNT", "RETRY_PROVISIONING", "ADD_USERS", "EDIT_USERS", "ASSIGN_ASSETS", "VIEW_EVENTS"},
	grant.RoleUSER_MANAGER:    {"VIEW", "ADD_USERS", "EDIT_USERS"},
	grant.RoleVIEWER:          {"VIEW"},
}

// may tells what the asker may do on the account.
func (w *world) may(by asker, p viewer.Permission, a *ent.Account) bool {
	return by.operator || slices.ContainsFunc(w.held(by.person, a), func(g *ent.Grant) bool { return slices.Contains(permissions[g.Role], p) })
}

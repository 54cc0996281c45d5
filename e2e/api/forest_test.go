package api_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/organization"
	"canopy/ent/provisioning"
	"canopy/internal/locale"
	"canopy/internal/nodeid"
	"canopy/internal/reseller"
	"canopy/internal/store"
	"canopy/internal/store/scope"
	"canopy/internal/viewer"
)

// forest is trees of several resellers. Whatever has a name has one of its own, unlike any other.
type forest struct {
	*house
	random *rand.Rand
	trees  []*business
	keys   map[int64]string // an idempotency key that was used in a tree, by root
}

// business is one reseller's tree with the people who ask in it.
type business struct {
	root   *ent.Account
	askers []*asker // the first is ADMIN at the root
}

type asker struct {
	*ent.User
	viewer *viewer.Viewer
	token  string
}

// passwordOf is that of the first asker below a root.
func passwordOf(root *ent.Account) string { return "correct horse " + accountID(root) }

// word is a word that nobody used before, and that resembles no other.
func (f *forest) word() string {
	var b strings.Builder
	for range 4 {
		b.WriteByte("bdfghjklmnprstvwz"[f.random.IntN(17)])
		b.WriteByte("aeiou"[f.random.IntN(5)])
	}
	return strings.ToUpper(b.String()[:1]) + b.String()[1:]
}

func (f *forest) fresh() string { return f.word() + " " + f.word() }

func (f *forest) postalCode() string { return fmt.Sprint(10000 + f.random.IntN(80000)) }

func (f *forest) address() vars {
	return vars{"street": []string{f.word() + " 3"}, "city": f.word(), "postalCode": f.postalCode(), "country": "DE"}
}

func (f *forest) email() string { return strings.ToLower(f.word()+"@"+f.word()) + ".example" }

// plant makes one tree: a reseller with two accounts below it and two below each of these, and people who ask at the
// root and in the middle; and assets at these. External references are the same in every tree, but for the roots'.
func (f *forest) plant(t *testing.T) {
	t.Helper()
	tree := &business{}
	var accounts []*ent.Account
	for i, above := range []int{-1, 0, 0, 1, 1, 2, 2} {
		var parent *ent.Account
		if above >= 0 {
			parent = accounts[above]
		}
		reference := fmt.Sprint("R-", i)
		if parent == nil {
			reference = fmt.Sprint("Root-", len(f.trees))
		}
		accounts = append(accounts, f.account(t, parent, reference))
		f.person(accounts[i], "")
	}
	tree.root = accounts[0]
	f.asset(tree.root, accounts[1])
	f.asset(accounts[1], accounts[3])
	f.asset(accounts[1], nil)
	for i, role := range []viewer.Role{viewer.Admin, viewer.AccountManager, viewer.UserManager, viewer.Reader, viewer.Admin} {
		at := accounts[0]
		if i == 1 || i == 4 {
			at = accounts[1]
		}
		u := f.person(at, role)
		a := &asker{User: u, viewer: viewer.FromContext(f.As(u)), token: f.token(t, u)}
		tree.askers = append(tree.askers, a)
	}
	if err := f.SetPassword(t.Context(), tree.askers[0].Email, passwordOf(tree.root)); err != nil {
		t.Fatal(err)
	}
	f.importInto(accounts[3], tree.askers[1].User)
	f.delivery(f.hook(accounts[3], tree.askers[0].User), 1)
	f.trees = append(f.trees, tree)
	f.must(t, tree.askers[0].token, createCustomer, vars{"input": customer(tree.root, tree.askers[0].User, vars{
		"name": f.fresh(), "idempotencyKey": "the same in every tree", "address": f.address(),
	})})
	f.keys[tree.root.ID] = "the same in every tree"
}

func (f *forest) account(t *testing.T, parent *ent.Account, reference string) *ent.Account {
	t.Helper()
	name, city, street := f.fresh(), f.word(), f.word()+" 7"
	number := fmt.Sprint("N", 1_000_000+f.random.IntN(9_000_000))
	a := f.Account(parent, named(name), func(c *ent.AccountCreate) {
		c.SetAccountNumber(number).SetExternalReference(reference).SetSearch(locale.SearchKey(name, number, reference)).
			SetStreet(street).SetCity(city).SetRegion("").SetPostalCode(f.postalCode()).SetCountry("DE").
			SetLanguage("de").SetTimezone("Europe/Berlin")
	})
	f.Tx(func(ctx context.Context, tx *store.Tx) error {
		ids, err := f.RegisterOrganizations(ctx, tx, []reseller.NewOrganization{{
			Source: organization.SourceREGISTERED, Name: name, Address: locale.Address{Street: []string{street}, City: city, PostalCode: a.PostalCode, Country: "DE"},
		}})
		if err != nil {
			return err
		}
		return tx.Account.UpdateOneID(a.ID).SetOrganizationID(ids[0]).Exec(ctx)
	})
	return a
}

func (f *forest) person(of *ent.Account, role viewer.Role) *ent.User {
	given, family, email := f.word(), f.word(), f.email()
	return f.User(of, role, func(c *ent.UserCreate) {
		c.SetGivenName(given).SetFamilyName(family).SetEmail(email).SetEmailKey(email).
			SetNameKey(locale.Fold(given + " " + family)).SetSearch(locale.SearchKey(given, family, email))
	})
}

// pending is an account below parent that waits for its number.
func (h *house) pending(parent *ent.Account) *ent.Account {
	a, now := h.Account(parent, func(c *ent.AccountCreate) { c.SetStatus(account.StatusPENDING) }), h.Clock.Now()
	h.Tx(func(ctx context.Context, tx *store.Tx) error {
		return tx.Provisioning.Create().SetAccountID(a.ID).SetStatus(provisioning.StatusQUEUED).SetRequestedAt(now).SetExpectedBy(now).Exec(ctx)
	})
	return a
}

// failed is an account that got no number, and may be tried again.
func (h *house) failed(parent *ent.Account) *ent.Account {
	a := h.pending(parent)
	h.Tx(func(ctx context.Context, tx *store.Tx) error {
		err := tx.Provisioning.Update().Where(provisioning.AccountID(a.ID)).SetStatus(provisioning.StatusFAILED).SetCompletedAt(h.Clock.Now()).
			SetFailureCode(provisioning.FailureCodeINTERNAL).SetFailureMessage("Broken.").SetFailureRetryable(true).Exec(ctx)
		if err != nil {
			return err
		}
		return tx.Account.UpdateOneID(a.ID).SetStatus(account.StatusFAILED).Exec(ctx)
	})
	return a
}

// asset is one with every field set.
func (f *forest) asset(owner, to *ent.Account) *ent.Asset {
	name, reference, serial, location := f.fresh(), f.word(), f.word(), f.word()
	return f.Asset(owner, to, func(c *ent.AssetCreate) {
		c.SetExternalReference(reference).SetName(name).SetNameKey(locale.Fold(name)).SetSerialNumber(serial).SetLocation(location).SetLocationKey(locale.Fold(location)).
			SetSearch(locale.SearchKey(name, "Cabinet", serial, location, reference))
	})
}

// world is all that there is now.
type world struct {
	accounts      []*ent.Account
	users         []*ent.User
	reviews       []*ent.Review // with candidates
	organizations []*ent.Organization
	grants        []*ent.Grant
	keys          []*ent.APIKey
	events        []*ent.Event
	assets        []*ent.Asset
	imports       []*ent.UserImport
	invitations   []*ent.Invitation
	webhooks      []*ent.Webhook

	byID map[int64]*ent.Account
}

func (h *house) world() *world {
	all, db := scope.Everything(context.Background(), scope.Operator), h.Store.Client()
	w := &world{
		accounts: db.Account.Query().Order(ent.Asc("id")).AllX(all), users: db.User.Query().Order(ent.Asc("id")).AllX(all),
		reviews:       db.Review.Query().Order(ent.Asc("id")).WithCandidates().AllX(all),
		organizations: db.Organization.Query().Order(ent.Asc("id")).AllX(all), grants: db.Grant.Query().Order(ent.Asc("id")).AllX(all),
		events: db.Event.Query().Order(ent.Asc("id")).AllX(all),
		keys:   db.APIKey.Query().Order(ent.Asc("id")).AllX(all), assets: db.Asset.Query().Order(ent.Asc("id")).AllX(all), imports: db.UserImport.Query().Order(ent.Asc("id")).AllX(all),
		invitations: db.Invitation.Query().Order(ent.Asc("id")).AllX(all), webhooks: db.Webhook.Query().Order(ent.Asc("id")).AllX(all),
		byID: map[int64]*ent.Account{},
	}
	for _, a := range w.accounts {
		w.byID[a.ID] = a
	}
	return w
}

// secrets are what no answer to the viewer may hold: ids, numbers, names and e-mail addresses of all that is invisible, but for
// the notification contacts of visible accounts.
func (w *world) secrets(v *viewer.Viewer) (secrets []string) {
	sees := func(account int64) bool { return v.Sees(w.byID[account].Path) }
	contact, standing, shared := map[int64]bool{}, map[int64]bool{}, map[string]bool{} // shared: a chosen organization's name is copied
	for _, a := range w.accounts {
		if !sees(a.ID) {
			secrets = append(secrets, accountID(a), a.Name)
			if a.AccountNumber != nil {
				secrets = append(secrets, *a.AccountNumber)
			}
			continue
		}
		shared[a.Name] = true
		if a.NotificationContactID != nil {
			contact[*a.NotificationContactID] = true
		}
		if a.OrganizationID != nil {
			standing[*a.OrganizationID] = true
		}
	}
	for _, r := range w.reviews {
		if !sees(r.ParentID) {
			secrets = append(secrets, nodeid.New(nodeid.Review, r.ID).String(), r.Name)
			continue
		}
		shared[r.Name] = true // with the account that it became
		for _, c := range r.Edges.Candidates {
			standing[c.OrganizationID] = true
		}
	}
	for _, u := range w.users {
		if !sees(u.AccountID) && !contact[u.ID] {
			secrets = append(secrets, userID(u), u.Email, u.GivenName, u.FamilyName)
		}
		if !sees(u.AccountID) && u.NewEmail != "" {
			secrets = append(secrets, u.NewEmail)
		}
	}
	for _, i := range w.imports {
		if !sees(i.AccountID) {
			secrets = append(secrets, importID(i))
		}
	}
	for _, hook := range w.webhooks {
		if !sees(hook.AccountID) {
			secrets = append(secrets, webhookID(hook), hook.URL)
		}
	}
	for _, g := range w.grants {
		if g.AccountID != nil && !sees(*g.AccountID) {
			secrets = append(secrets, nodeid.New(nodeid.Grant, g.ID).String())
		}
	}
	for _, k := range w.keys {
		if k.AccountID != nil && !sees(*k.AccountID) {
			secrets = append(secrets, nodeid.New(nodeid.APIKey, k.ID).String(), k.Name)
		}
	}
	for _, a := range w.assets {
		if !sees(a.OwnerID) && (a.AssignedToID == nil || !sees(*a.AssignedToID)) {
			secrets = append(secrets, assetID(a), a.Name, a.ExternalReference, a.SerialNumber, a.Location)
		}
	}
	for _, o := range w.organizations {
		if !standing[o.ID] {
			secrets = append(secrets, nodeid.New(nodeid.Organization, o.ID).String(), o.Name)
		}
	}
	return slices.DeleteFunc(secrets, func(s string) bool { return shared[s] })
}

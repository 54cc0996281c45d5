package tree_test

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/grant"
	"canopy/ent/user"
	"canopy/internal/canopytest"
	"canopy/internal/locale"
	"canopy/internal/store"
	"canopy/internal/tree"
	"canopy/internal/treepath"
	"canopy/internal/viewer"
)

// forest is a random forest in the database and, as the same rows, in memory: what a naive reader looks at.
type forest struct {
	*canopytest.Rig
	reader   *tree.Reader
	accounts []*ent.Account
	users    []*ent.User
	grants   []*ent.Grant
}

// names hold equal ones, ones equal but for case and accents, and several scripts, some beyond the BMP.
var names = []string{
	"Acme", "ACME", "Ácme", "acme gmbh", "Zebra", "Ärzte", "Arzt", "Øre", "Ore", "Київ", "КИЇВ", "東京", "東京電力", "か", "が",
	"ﬁsh", "fish", "ſtraße", "strasse", "𝒜cme", "😀", "😀😀", "ا", "A_B", "A%B", "it's", `a"b\c`, "Ω", "Ω",
}

// grow makes a random forest. Moments are few, so that many are equal.
func grow(t *testing.T, rig *canopytest.Rig, seed uint64, size int) *forest {
	t.Helper()
	t.Logf("forest of seed %d", seed)
	r := rand.New(rand.NewPCG(seed, 0))
	f := &forest{Rig: rig, reader: tree.New(tree.Config{Store: rig.Store, Now: rig.Clock.Now})}
	moment := func() time.Time {
		return rig.Clock.Now().Add(time.Duration(r.IntN(5)) * time.Microsecond).Add(-time.Duration(r.IntN(3)) * time.Hour)
	}
	pick := func(list []string) string { return list[r.IntN(len(list))] }
	types := []account.Type{account.TypeEND_CUSTOMER, account.TypeSUB_DIVISION}
	statuses := []account.Status{account.StatusPENDING, account.StatusACTIVE, account.StatusSUSPENDED, account.StatusCLOSED, account.StatusFAILED}
	organization := rig.Organization("Acme")
	rig.Tx(func(ctx context.Context, tx *store.Tx) error {
		ids, err := tx.NextIDs(ctx, account.Table, size)
		if err != nil {
			return err
		}
		for i, id := range ids {
			name := pick(names)
			create := tx.Account.Create().SetID(id).SetName(name).SetNameKey(locale.Fold(name)).
				SetStatus(statuses[r.IntN(len(statuses))]).SetCountry("DE").SetCity("Köln").SetStreet("Weg 1\nHof").
				SetLanguage(pick([]string{"", "", "de", "pt-BR"})).SetTimezone(pick([]string{"", "Europe/Berlin"})).
				SetCreatedAt(moment()).SetUpdatedAt(moment())
			number, reference := "", ""
			if r.IntN(3) > 0 {
				number = fmt.Sprintf("%s-%d", pick([]string{"", "1", "a", "Ä", "ä"}), id)
				create.SetAccountNumber(number)
			}
			if r.IntN(2) > 0 {
				reference = fmt.Sprintf("crm-%d", i)
				create.SetExternalReference(reference)
			}
			create.SetSearch(locale.SearchKey(name, number, reference))
			if i == 0 || r.IntN(12) == 0 {
				create.SetType(account.TypeRESELLER).SetRootID(id).SetPath(treepath.Child("", id))
			} else {
				parent := f.accounts[r.IntN(i)]
				if treepath.Depth(parent.Path) > 20 {
					parent = f.accounts[0]
				}
				create.SetType(types[r.IntN(2)]).SetParentID(parent.ID).SetRootID(parent.RootID).SetPath(treepath.Child(parent.Path, id))
			}
			row, err := create.Save(ctx)
			if err != nil {
				return err
			}
			f.accounts = append(f.accounts, row)
		}
		for i := range 2 * size {
			of := f.accounts[r.IntN(len(f.accounts)/2+1)]
			given, family := pick(names), pick(names)
			email := fmt.Sprintf("%s%d@example.com", pick([]string{"a", "B", "ä", "z"}), ids[0]+int64(i))
			row, err := tx.User.Create().SetAccountID(of.ID).SetEmail(email).SetEmailKey(strings.ToLower(email)).
				SetGivenName(given).SetFamilyName(family).SetNameKey(locale.Fold(given + " " + family)).
				SetSearch(locale.SearchKey(given, family, email)).
				SetLanguage(pick([]string{"de", "en"})).SetTimezone(pick([]string{"Etc/UTC", "Europe/Berlin"})).
				SetStatus([]user.Status{user.StatusACTIVE, user.StatusINVITED, user.StatusDISABLED}[r.IntN(3)]).
				SetCreatedAt(moment()).SetUpdatedAt(moment()).Save(ctx)
			if err != nil {
				return err
			}
			f.users = append(f.users, row)
		}
		if err := f.give(ctx, tx, r); err != nil {
			return err
		}
		for _, a := range f.accounts[:size/2] {
			contact := f.users[r.IntN(len(f.users))]
			if err := tx.Account.UpdateOneID(a.ID).SetNotificationContactID(contact.ID).SetOrganizationID(organization.ID).Exec(ctx); err != nil {
				return err
			}
		}
		return nil
	})
	return f
}

// give gives people roles: on their own account, on any other and on the whole installation.
func (f *forest) give(ctx context.Context, tx *store.Tx, r *rand.Rand) error {
	roles := []grant.Role{grant.RoleADMIN, grant.RoleUSER_MANAGER, grant.RoleVIEWER}
	for i, u := range f.users {
		create := tx.Grant.Create().SetUserID(u.ID).SetRole(roles[r.IntN(3)]).SetCreatedAt(u.CreatedAt)
		switch i % 5 {
		case 0, 1:
			create.SetAccountID(u.AccountID)
		case 2, 3:
			create.SetAccountID(f.accounts[r.IntN(len(f.accounts))].ID)
		case 4:
			if r.IntN(2) == 0 {
				continue
			}
		}
		row, err := create.Save(ctx)
		if err != nil {
			return err
		}
		f.grants = append(f.grants, row)
	}
	return nil
}

// someViewer is an operator, or somebody with scattered grants.
func (f *forest) someViewer(r interface{ IntN(int) int }) *viewer.Viewer {
	if r.IntN(4) == 0 {
		return viewer.New(0, true, nil)
	}
	var grants []viewer.Grant
	for range []int{0, 1, 3, 5, 12, 60}[r.IntN(6)] {
		grants = append(grants, viewer.Grant{Path: f.accounts[r.IntN(len(f.accounts))].Path, Role: viewer.Reader, Only: r.IntN(2) == 0})
	}
	return viewer.New(1, false, grants)
}

func as(v *viewer.Viewer) context.Context { return viewer.NewContext(context.Background(), v) }

// children are the visible accounts directly below.
func (f *forest) children(v *viewer.Viewer, of *ent.Account) (rows []*ent.Account) {
	for _, a := range f.accounts {
		if a.ParentID != nil && *a.ParentID == of.ID && v.Sees(a.Path) {
			rows = append(rows, a)
		}
	}
	return rows
}

// people are the users of an account, and of those that hang below it in the unbroken visible tree.
func (f *forest) people(v *viewer.Viewer, of *ent.Account, below bool) (rows []*ent.User) {
	reached := map[int64]bool{of.ID: true}
	if below {
		for _, a := range f.accounts { // parents come before children
			if a.ParentID != nil && reached[*a.ParentID] && v.Sees(a.Path) {
				reached[a.ID] = true
			}
		}
	}
	for _, u := range f.users {
		if reached[u.AccountID] {
			rows = append(rows, u)
		}
	}
	return rows
}

// accountLess and userLess are the orders of the API, ascending.
var accountLess = map[string]func(a, b *ent.Account) int{
	"NAME":           func(a, b *ent.Account) int { return cmp.Or(cmp.Compare(a.NameKey, b.NameKey), cmp.Compare(a.ID, b.ID)) },
	"CREATED_AT":     func(a, b *ent.Account) int { return cmp.Or(a.CreatedAt.Compare(b.CreatedAt), cmp.Compare(a.ID, b.ID)) },
	"UPDATED_AT":     func(a, b *ent.Account) int { return cmp.Or(a.UpdatedAt.Compare(b.UpdatedAt), cmp.Compare(a.ID, b.ID)) },
	"ACCOUNT_NUMBER": func(a, b *ent.Account) int { return cmp.Or(cmp.Compare(number(a), number(b)), cmp.Compare(a.ID, b.ID)) },
}

var userLess = map[string]func(a, b *ent.User) int{
	"NAME":       func(a, b *ent.User) int { return cmp.Or(cmp.Compare(a.NameKey, b.NameKey), cmp.Compare(a.ID, b.ID)) },
	"EMAIL":      func(a, b *ent.User) int { return cmp.Or(cmp.Compare(a.EmailKey, b.EmailKey), cmp.Compare(a.ID, b.ID)) },
	"CREATED_AT": func(a, b *ent.User) int { return cmp.Or(a.CreatedAt.Compare(b.CreatedAt), cmp.Compare(a.ID, b.ID)) },
}

func number(a *ent.Account) string {
	if a.AccountNumber == nil {
		return ""
	}
	return *a.AccountNumber
}

// accountMatches and userMatches are the filters of the API.
func accountMatches(f tree.AccountFilter, a *ent.Account) bool {
	reference := ""
	if a.ExternalReference != nil {
		reference = *a.ExternalReference
	}
	return (f.Search == nil || strings.Contains(a.Search, locale.Fold(*f.Search))) &&
		(f.Type == nil || slices.Contains(f.Type, a.Type)) &&
		(f.Status == nil || slices.Contains(f.Status, a.Status)) &&
		(f.AccountNumber == nil || number(a) == *f.AccountNumber) &&
		(f.ExternalReference == nil || reference == *f.ExternalReference) &&
		(f.UpdatedSince == nil || !a.UpdatedAt.Before(*f.UpdatedSince))
}

func (f *forest) userMatches(asked tree.UserFilter, v *viewer.Viewer, u *ent.User) bool {
	return (asked.Search == nil || strings.Contains(u.Search, locale.Fold(*asked.Search))) &&
		(asked.Status == nil || slices.Contains(asked.Status, u.Status)) &&
		(asked.Role == nil || f.holdsAny(asked.Role, v, u)) &&
		(asked.Language == nil || u.Language == *asked.Language) &&
		(asked.Timezone == nil || u.Timezone == *asked.Timezone)
}

// holdsAny tells whether somebody has one of the roles by a grant that the viewer sees.
func (f *forest) holdsAny(roles []viewer.Role, v *viewer.Viewer, u *ent.User) bool {
	return slices.ContainsFunc(f.grants, func(g *ent.Grant) bool {
		seen := v.Operator || g.AccountID != nil && v.Sees(f.byID(*g.AccountID).Path)
		return seen && g.UserID == u.ID && slices.Contains(roles, viewer.Role(g.Role))
	})
}

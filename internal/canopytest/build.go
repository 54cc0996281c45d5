package canopytest

import (
	"context"
	"fmt"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/grant"
	"canopy/ent/organization"
	"canopy/ent/user"
	"canopy/internal/locale"
	"canopy/internal/match"
	"canopy/internal/store"
	"canopy/internal/store/scope"
	"canopy/internal/treepath"
	"canopy/internal/viewer"
)

// everything is the context in which builders write.
func everything() context.Context { return scope.Everything(context.Background(), scope.Operator) }

// Tx runs f in one transaction that sees everything; an error fails the test.
func (r *Rig) Tx(f func(ctx context.Context, tx *store.Tx) error) {
	r.t.Helper()
	if err := r.Store.Tx(everything(), f); err != nil {
		r.t.Fatal(err)
	}
}

// name is a name that no builder used before, and no part of one.
func (r *Rig) name(kind string) string {
	r.names++
	return fmt.Sprintf("%s %05d", kind, r.names)
}

// Account makes an ACTIVE account below parent: an END_CUSTOMER, or without a parent a RESELLER.
func (r *Rig) Account(parent *ent.Account, change ...func(*ent.AccountCreate)) *ent.Account {
	r.t.Helper()
	var made *ent.Account
	r.Tx(func(ctx context.Context, tx *store.Tx) error {
		ids, err := tx.NextIDs(ctx, account.Table, 1)
		if err != nil {
			return err
		}
		create := r.newAccount(tx, ids[0], parent)
		for _, f := range change {
			f(create)
		}
		if parent == nil {
			if err := tx.Tree.Create().SetID(ids[0]).Exec(ctx); err != nil {
				return err
			}
		}
		made, err = create.Save(ctx)
		return err
	})
	return made
}

// Forest makes accounts in bulk: account i below account parents[i], which comes before it, or -1 for a reseller of its own.
func (r *Rig) Forest(parents []int) []*ent.Account {
	r.t.Helper()
	const chunk = 500 // x 24 columns: below SQLite's limit of parameters
	accounts := make([]*ent.Account, len(parents))
	r.Tx(func(ctx context.Context, tx *store.Tx) error {
		ids, err := tx.NextIDs(ctx, account.Table, len(parents))
		if err != nil {
			return err
		}
		var creates []*ent.AccountCreate
		var trees []*ent.TreeCreate
		for i, above := range parents {
			var parent *ent.Account
			if above >= 0 {
				parent = accounts[above]
			} else {
				trees = append(trees, tx.Tree.Create().SetID(ids[i]))
			}
			create := r.newAccount(tx, ids[i], parent)
			path, _ := create.Mutation().Path()
			root, _ := create.Mutation().RootID()
			accounts[i] = &ent.Account{ID: ids[i], Path: path, RootID: root}
			creates = append(creates, create)
		}
		if err := tx.Tree.CreateBulk(trees...).Exec(ctx); err != nil {
			return err
		}
		for from := 0; from < len(creates); from += chunk {
			to := min(from+chunk, len(creates))
			made, err := tx.Account.CreateBulk(creates[from:to]...).Save(ctx)
			if err != nil {
				return err
			}
			copy(accounts[from:], made)
		}
		return nil
	})
	return accounts
}

func (r *Rig) newAccount(tx *store.Tx, id int64, parent *ent.Account) *ent.AccountCreate {
	name, now := r.name("Account"), r.Clock.Now()
	create := tx.Account.Create().SetID(id).SetStatus(account.StatusACTIVE).
		SetName(name).SetNameKey(locale.Fold(name)).SetSearch(locale.SearchKey(name)).
		SetStreet("1 Main Street").SetCity("Springfield").SetRegion("IL").SetPostalCode("62701").SetCountry("US").
		SetCreatedAt(now).SetUpdatedAt(now)
	if parent == nil {
		return create.SetType(account.TypeRESELLER).SetRootID(id).SetPath(treepath.Child("", id))
	}
	return create.SetType(account.TypeEND_CUSTOMER).SetParentID(parent.ID).SetRootID(parent.RootID).SetPath(treepath.Child(parent.Path, id))
}

// User makes an ACTIVE user of the account, with the role on its subtree; "" grants nothing.
func (r *Rig) User(of *ent.Account, role viewer.Role, change ...func(*ent.UserCreate)) *ent.User {
	r.t.Helper()
	var made *ent.User
	r.Tx(func(ctx context.Context, tx *store.Tx) (err error) {
		family, now := r.name("User"), r.Clock.Now()
		email := fmt.Sprintf("user%d@example.com", r.names)
		create := tx.User.Create().SetAccountID(of.ID).SetStatus(user.StatusACTIVE).SetEmail(email).SetEmailKey(email).
			SetGivenName("Ada").SetFamilyName(family).SetNameKey(locale.Fold("Ada " + family)).SetSearch(locale.SearchKey("Ada", family, email)).
			SetLanguage("en").SetTimezone("Etc/UTC").SetCreatedAt(now).SetUpdatedAt(now)
		for _, f := range change {
			f(create)
		}
		made, err = create.Save(ctx)
		return err
	})
	if role != "" {
		r.Grant(made, of, role, grant.ScopeSUBTREE)
	}
	return made
}

// Grant gives a user a role on an account.
func (r *Rig) Grant(to *ent.User, on *ent.Account, role viewer.Role, reach grant.Scope) *ent.Grant {
	r.t.Helper()
	var made *ent.Grant
	r.Tx(func(ctx context.Context, tx *store.Tx) (err error) {
		made, err = tx.Grant.Create().SetUserID(to.ID).SetAccountID(on.ID).SetRole(grant.Role(role)).SetScope(reach).
			SetCreatedAt(r.Clock.Now()).Save(ctx)
		return err
	})
	return made
}

// Organization registers a legal entity with the next revision, but without the keys by which matching finds it.
func (r *Rig) Organization(name string, change ...func(*ent.OrganizationCreate)) *ent.Organization {
	r.t.Helper()
	var made *ent.Organization
	r.Tx(func(ctx context.Context, tx *store.Tx) error {
		if err := tx.LockOrganizations(ctx); err != nil {
			return err
		}
		revision, err := tx.Count(ctx, "organization_revision", 1)
		if err != nil {
			return err
		}
		now := r.Clock.Now()
		create := tx.Organization.Create().SetSource(organization.SourceREGISTERED).SetName(name).SetNameKey(match.NameKey(name)).
			SetStreet("1 Main Street").SetCity("Springfield").SetRegion("IL").SetPostalCode("62701").SetCountry("US").
			SetRevision(revision).SetCreatedAt(now).SetUpdatedAt(now)
		for _, f := range change {
			f(create)
		}
		made, err = create.Save(ctx)
		return err
	})
	return made
}

// As is a context in which the user asks, with the grants they hold now.
func (r *Rig) As(u *ent.User) context.Context {
	r.t.Helper()
	held, err := r.Store.Client().Grant.Query().Where(grant.UserID(u.ID)).WithAccount().All(everything())
	if err != nil {
		r.t.Fatal(err)
	}
	var grants []viewer.Grant
	operator := false
	for _, g := range held {
		if g.Edges.Account == nil {
			operator = true
			continue
		}
		grants = append(grants, viewer.Grant{Path: g.Edges.Account.Path, Role: viewer.Role(g.Role), Only: g.Scope == grant.ScopeACCOUNT_ONLY})
	}
	return viewer.NewContext(context.Background(), viewer.New(u.ID, operator, grants))
}

package reseller

import (
	"context"
	"fmt"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/internal/locale"
	"canopy/internal/problem"
	"canopy/internal/store"
	"canopy/internal/store/scope"

	"entgo.io/ent/dialect"
)

// UpdateAccount changes an account's details; the organization that it stands for stays as it is registered. What somebody else
// changed since ExpectedUpdatedAt is not overwritten: CONFLICT. It needs EDIT_ACCOUNT there, and returns the account's key.
func (s *Service) UpdateAccount(ctx context.Context, in UpdateAccountInput) (accountID int64, err error) {
	err = s.change(ctx, AccountUpdated, func(ctx context.Context, c *change) error {
		locked, err := c.lock(ctx, "accountId", in.AccountID)
		if err != nil {
			return err
		}
		if locked == nil || !c.allow("accountId", editAccount, locked) {
			return c.faults
		}
		accountID = locked.ID
		a, err := c.lockRow(ctx, locked.ID)
		if err != nil {
			return err
		}
		before := detailsOfAccount(a)
		d, err := c.checkUpdate(ctx, in, a, before)
		if err != nil {
			return err
		}
		changes := d.changes(before)
		if len(changes) == 0 {
			return nil
		}
		c.recordOn(AccountUpdated, a, changes)
		update := c.tx.Account.UpdateOneID(a.ID).SetUpdatedAt(c.later(a.UpdatedAt))
		d.setAccount(update.Mutation(), text(a.AccountNumber))
		return update.Exec(ctx)
	})
	return accountID, err
}

// lockRow loads the whole account and keeps others from changing it until the end.
func (c *change) lockRow(ctx context.Context, key int64) (*ent.Account, error) {
	if err := c.holdRow(ctx, key); err != nil {
		return nil, err
	}
	return c.tx.Account.Query().Where(account.ID(key)).Only(scope.Everything(ctx, scope.Inheritance)) // it was found in the viewer's scope
}

// holdRow keeps others from changing an account's row, and from counting for its limits, until the end. Rows that refer to it do not wait.
func (c *change) holdRow(ctx context.Context, key int64) error {
	if c.tx.Dialect() == dialect.SQLite { // the one writer holds it
		return nil
	}
	err := c.tx.Send(ctx, store.Statement{Text: "SELECT " + scope.Inheritance.Marker() + " id FROM accounts WHERE id = $1 FOR NO KEY UPDATE", Args: []any{key}})
	if err != nil {
		return fmt.Errorf("reseller: lock an account: %w", err)
	}
	return nil
}

// checkUpdate is the account's details after the update, or all that is wrong with it.
func (c *change) checkUpdate(ctx context.Context, in UpdateAccountInput, a *ent.Account, before details) (details, error) {
	if at := in.ExpectedUpdatedAt; at != nil && !at.Equal(a.UpdatedAt) {
		c.faults.Add("expectedUpdatedAt", problem.Conflict, "somebody changed the account at %s: look at it again", *moment(a.UpdatedAt))
	}
	form := UpdateReviewInput{
		Type: in.Type, Name: in.Name, Address: in.Address, Phone: in.Phone, Language: in.Language, Timezone: in.Timezone, ExternalReference: in.ExternalReference,
	}
	contact, chosen := in.NotificationContactID.ValueOK()
	top := a.ParentID == nil
	if !top || contact != nil { // a reseller does without
		form.NotificationContactID = in.NotificationContactID
	}
	d := form.apply(&c.faults, before)
	switch {
	case chosen && contact == nil && top:
		d.ContactID = 0
	case chosen && contact != nil && (d.ContactID != before.ContactID || d.ContactID == 0): // 0: of no user
		if err := c.checkContact(ctx, "notificationContactId", d.ContactID, a.RootID); err != nil {
			return d, err
		}
	}
	if top && in.Type.IsSet() {
		c.faults.Add("type", problem.TypeNotAllowed, "the top of a tree is a RESELLER and stays one")
	}
	if d.ExternalReference != before.ExternalReference {
		if err := c.checkOwnReference(ctx, a, d.ExternalReference); err != nil {
			return d, err
		}
	}
	return d, c.faults.Err()
}

// checkOwnReference faults when another account has the external reference that this one is to have: of the tree, at the top also of all
// resellers.
func (c *change) checkOwnReference(ctx context.Context, a *ent.Account, reference string) error {
	if a.ParentID == nil {
		before := len(c.faults)
		if err := c.checkResellerReference(ctx, reference); err != nil || len(c.faults) > before {
			return err
		}
	}
	return c.checkReference(ctx, "externalReference", reference, a.RootID)
}

func detailsOfAccount(a *ent.Account) details {
	d := details{
		Type: a.Type, Name: a.Name, Phone: a.Phone, Language: a.Language, Timezone: a.Timezone, ExternalReference: text(a.ExternalReference),
		Address: locale.Address{
			Street: lines(a.Street), DependentLocality: a.DependentLocality, City: a.City, Region: a.Region, PostalCode: a.PostalCode, Country: a.Country,
		},
	}
	if a.NotificationContactID != nil {
		d.ContactID = *a.NotificationContactID
	}
	return d
}

// setAccount writes the details into an account that has the number, "" for none.
func (d details) setAccount(m *ent.AccountMutation, number string) {
	m.SetType(d.Type)
	m.SetName(d.Name)
	m.SetNameKey(locale.Fold(d.Name))
	m.SetSearch(locale.SearchKey(d.Name, number, d.ExternalReference))
	setAddress(m, d.Address)
	m.SetPhone(d.Phone)
	m.SetLanguage(d.Language)
	m.SetTimezone(d.Timezone)
	if d.ContactID == 0 {
		m.ClearNotificationContactID()
	} else {
		m.SetNotificationContactID(d.ContactID)
	}
	if d.ExternalReference == "" {
		m.ClearExternalReference()
	} else {
		m.SetExternalReference(d.ExternalReference)
	}
}

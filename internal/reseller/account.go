package reseller

import (
	"context"
	"fmt"
	"time"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/organization"
	"canopy/ent/provisioning"
	"canopy/internal/nodeid"
	"canopy/internal/treepath"
)

// createAccount makes an account below parent, or without one a reseller at the top of a new tree, PENDING, with its provisioning
// queued. It stands for the chosen organization, whose name and address it takes, or for a new one where none was chosen. A telephone number
// is taken from a reference registry only: what another reseller entered is theirs.
func (c *change) createAccount(ctx context.Context, d details, parent *ent.Account, chosen *ent.Organization) (int64, error) {
	var organizationID int64
	if chosen != nil {
		organizationID, d.Name, d.Address = chosen.ID, chosen.Name, addressOf(chosen)
		if d.Phone == "" && chosen.Source == organization.SourceEXTERNAL {
			d.Phone = chosen.Phone
		}
	} else {
		ids, err := c.RegisterOrganizations(ctx, c.tx, []NewOrganization{{
			Source: organization.SourceREGISTERED, Name: d.Name, Address: d.Address, Phone: d.Phone,
		}})
		if err != nil {
			return 0, err
		}
		organizationID = ids[0]
	}
	ids, err := c.tx.NextIDs(ctx, account.Table, 1)
	if err != nil {
		return 0, fmt.Errorf("reseller: draw an account's id: %w", err)
	}
	create := c.tx.Account.Create().SetID(ids[0]).SetStatus(account.StatusPENDING).SetOrganizationID(organizationID).SetCreatedAt(c.at).SetUpdatedAt(c.at)
	d.setAccount(create.Mutation(), "")
	changes := d.changes(details{})
	if parent == nil {
		create.SetRootID(ids[0]).SetPath(treepath.Child("", ids[0]))
	} else {
		create.SetParentID(parent.ID).SetRootID(parent.RootID).SetPath(treepath.Child(parent.Path, ids[0]))
		changes = append(changes, FieldChange{Field: "parent", After: value(nodeid.New(nodeid.Account, parent.ID).String())})
	}
	a, err := create.Save(ctx)
	if err != nil {
		return 0, err
	}
	c.record(AccountCreated, a, nodeid.New(nodeid.Account, a.ID),
		append(changes, FieldChange{Field: "organization", After: value(nodeid.New(nodeid.Organization, organizationID).String())}))
	return a.ID, c.provision(ctx, a)
}

// provision queues the account's way to its number.
func (c *change) provision(ctx context.Context, a *ent.Account) error {
	err := c.tx.Provisioning.Create().SetAccountID(a.ID).SetStatus(provisioning.StatusQUEUED).
		SetRequestedAt(c.at).SetExpectedBy(c.at.Add(c.PromisedWithin)).Exec(ctx)
	if err != nil {
		return err
	}
	return c.queueProvisioning(ctx, a.ID, c.at)
}

// queueProvisioning queues the work on an account's number, asked for at a time.
func (c *change) queueProvisioning(ctx context.Context, accountID int64, requested time.Time) error {
	var at time.Time
	if c.ProvisioningDelay > 0 {
		at = requested.Add(c.ProvisioningDelay)
	}
	return c.enqueue(ctx, ProvisionAccount{AccountID: accountID, Requested: requested}, at)
}

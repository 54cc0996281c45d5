package reseller

import (
	"context"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/organization"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
)

// CreateReseller registers a reseller at the top of a new tree, PENDING and its provisioning queued, and returns the account's key. With an
// organization its name and address are copied, as ApproveReview does; as entered it is a new organization. For operators.
func (s *Service) CreateReseller(ctx context.Context, in CreateResellerInput) (accountID int64, err error) {
	err = s.change(ctx, AccountCreated, func(ctx context.Context, c *change) error {
		if done, err := c.repeated(ctx, in.IdempotencyKey, in, &accountID); done || err != nil {
			return err
		}
		if !c.allow("", createReseller, nil) {
			return c.faults
		}
		if err := c.tx.LockOrganizations(ctx); err != nil { // also: nobody takes the external reference meanwhile
			return err
		}
		if err := c.checkAccess(ctx); err != nil {
			return err
		}
		d := in.details(&c.faults)
		chosen, err := c.checkReseller(ctx, in, d)
		if err != nil {
			return err
		}
		accountID, err = c.createAccount(ctx, d, nil, chosen)
		return err
	})
	if err != nil {
		return 0, err
	}
	return accountID, nil
}

func (in CreateResellerInput) details(f *problem.Faults) details {
	d := CreateCustomerInput{
		Name: in.Name, Address: in.Address, Phone: in.Phone, Language: in.Language, Timezone: in.Timezone, ExternalReference: in.ExternalReference,
	}.details(f)
	d.Type = account.TypeRESELLER
	return d
}

// checkReseller returns the organization that was chosen, nil to register as entered, or all that is wrong with the new reseller.
func (c *change) checkReseller(ctx context.Context, in CreateResellerInput, d details) (chosen *ent.Organization, err error) {
	if err := c.checkResellerReference(ctx, d.ExternalReference); err != nil {
		return nil, err
	}
	if in.OrganizationID != nil {
		chosen, err = c.tx.Organization.Query().Where(organization.ID(in.OrganizationID.Of(nodeid.Organization))).Only(ctx)
		if ent.IsNotFound(err) {
			c.faults.Add("organizationId", problem.Missing, "there is no such organization")
		} else if err != nil {
			return nil, err
		}
	}
	if !in.AcknowledgeDuplicate && (chosen != nil || in.OrganizationID == nil) {
		if err := c.checkDuplicate(ctx, d, nil, chosen, account.ParentIDIsNil()); err != nil {
			return nil, err
		}
	}
	return chosen, c.faults.Err()
}

// checkResellerReference faults when another reseller has the external reference.
func (c *change) checkResellerReference(ctx context.Context, reference string) error {
	if reference == "" {
		return nil
	}
	taken, err := c.anywhere(ctx, takenReferences, account.ParentIDIsNil(), account.ExternalReference(reference))
	if err == nil && taken {
		c.faults.Add("externalReference", problem.Taken, "another reseller has the external reference %q", reference)
	}
	return err
}

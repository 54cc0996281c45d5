package reseller

import (
	"context"
	"errors"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/provisioning"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/store/scope"
)

// SuspendAccount pauses an ACTIVE account and, as they inherit it, all below it; one that is SUSPENDED already stays so. It needs
// CHANGE_STATUS there, and returns the account's key.
func (s *Service) SuspendAccount(ctx context.Context, in SuspendAccountInput) (accountID int64, err error) {
	return s.changeStatus(ctx, AccountSuspended, endAccount, in.AccountID, account.StatusACTIVE, account.StatusSUSPENDED)
}

// ResumeAccount makes a SUSPENDED account ACTIVE again; one that is ACTIVE already stays so. It needs CHANGE_STATUS by a role given
// strictly above the account, so that nobody lifts their own suspension, and returns the account's key.
func (s *Service) ResumeAccount(ctx context.Context, in ResumeAccountInput) (accountID int64, err error) {
	return s.changeStatus(ctx, AccountResumed, resumeAccount, in.AccountID, account.StatusSUSPENDED, account.StatusACTIVE)
}

func (s *Service) changeStatus(ctx context.Context, action Action, d deed, id nodeid.ID, from, to account.Status) (accountID int64, err error) {
	err = s.change(ctx, action, func(ctx context.Context, c *change) error {
		a, err := c.lockAccount(ctx, id)
		if err != nil {
			return err
		}
		if !c.allow("accountId", d, a) {
			return c.faults
		}
		accountID = a.ID
		switch a.Status {
		case to:
			return nil
		case from:
			c.recordOn(action, a, []FieldChange{statusChange(from, to)})
			return c.setAccount(ctx, a, to, func(*ent.AccountMutation) {})
		}
		c.faults.Add("accountId", problem.NotActive, "the account is %s: this takes one that is %s", a.Status, from)
		return c.faults
	})
	return accountID, err
}

// CancelProvisioning calls a PENDING account off: it is CLOSED without ever having had a number, and its external reference is free again. One that was called off already stays so. It
// needs CHANGE_STATUS there, and returns the account's key.
func (s *Service) CancelProvisioning(ctx context.Context, in CancelProvisioningInput) (accountID int64, err error) {
	err = s.change(ctx, ProvisioningCancelled, func(ctx context.Context, c *change) error {
		a, err := c.lockAccount(ctx, in.AccountID)
		if err != nil {
			return err
		}
		if !c.allow("accountId", endAccount, a) {
			return c.faults
		}
		accountID = a.ID
		p, err := c.tx.Provisioning.Query().Where(provisioning.AccountID(a.ID)).Only(scope.Everything(ctx, scope.Inheritance))
		switch {
		case err != nil && !ent.IsNotFound(err):
			return err
		case a.Status == account.StatusCLOSED && p != nil && p.Status == provisioning.StatusCANCELLED:
			return nil
		case a.Status != account.StatusPENDING:
			c.faults.Add("accountId", problem.NotActive, "the account is %s: only a PENDING one can be called off", a.Status)
			return c.faults
		case p == nil:
			return errors.New("reseller: a PENDING account without provisioning")
		}
		_, err = c.close(ctx, a)
		return err
	})
	return accountID, err
}

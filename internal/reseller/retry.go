package reseller

import (
	"context"
	"errors"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/provisioning"
	"canopy/internal/problem"
)

// RetryProvisioning asks for a FAILED account's number once more: PENDING, its provisioning queued as if it had just been approved, with a time
// promised anew; the attempts go on counting. One that is PENDING already stays so. It needs RETRY_PROVISIONING there, and a failure that trying
// again can help; operators may try again whatever failed. It returns the account's key.
func (s *Service) RetryProvisioning(ctx context.Context, in RetryProvisioningInput) (accountID int64, err error) {
	err = s.change(ctx, ProvisioningRetried, func(ctx context.Context, c *change) error {
		a, err := c.lock(ctx, "accountId", in.AccountID)
		if err != nil {
			return err
		}
		if a == nil || !c.allow("accountId", retryAccount, a) {
			return c.faults
		}
		accountID = a.ID
		a, p, err := c.holdProvisioning(ctx, a.ID)
		switch {
		case err != nil || a.Status == account.StatusPENDING:
			return err
		case a.Status != account.StatusFAILED:
			c.faults.Add("accountId", problem.NotActive, "the account is %s: only a FAILED one can be tried again", a.Status)
			return c.faults
		case p == nil:
			return errors.New("reseller: a FAILED account without provisioning")
		case !p.FailureRetryable && !c.viewer.Operator:
			c.faults.Add("accountId", problem.NotActive, "trying again cannot help, and only an operator may: %s", p.FailureMessage)
			return c.faults
		}
		return c.retry(ctx, p)
	})
	return accountID, err
}

// retry takes a FAILED account back to PENDING.
func (c *change) retry(ctx context.Context, p *ent.Provisioning) error {
	a, requested := p.Edges.Account, c.later(p.RequestedAt)
	if err := c.setAccount(ctx, a, account.StatusPENDING, func(*ent.AccountMutation) {}); err != nil {
		return err
	}
	c.recordOn(ProvisioningRetried, a, []FieldChange{statusChange(a.Status, account.StatusPENDING)})
	err := c.setProvisioning(ctx, p, provisioning.StatusQUEUED, func(m *ent.ProvisioningMutation) {
		m.SetRequestedAt(requested)
		m.SetExpectedBy(requested.Add(c.PromisedWithin))
		m.ClearCompletedAt()
		m.ClearAcknowledgedAt()
		m.ClearOverdueAt()
		m.ClearFailureCode()
		m.SetFailureMessage("")
		m.SetFailureRetryable(false)
	})
	if err != nil {
		return err
	}
	return c.queueProvisioning(ctx, a.ID, requested)
}

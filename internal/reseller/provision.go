package reseller

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"time"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/provisioning"
	"canopy/internal/locale"
	"canopy/internal/nodeid"
	"canopy/internal/store"
	"canopy/internal/store/scope"

	"entgo.io/ent/dialect"
)

// Provision makes a PENDING account ACTIVE with an account number of its own; any other it leaves alone, so that it may run again
// or twice at once. An error asks for another attempt: the account waits for it QUEUED, or when that was the last, it is FAILED.
func (s *Service) Provision(ctx context.Context, accountID int64, last bool) error {
	err := s.attempt(ctx, accountID)
	if err == nil {
		return nil
	}
	const most = 5 * time.Second // jobs ends an attempt after 20 s, and takes the job for lost after 30 s
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), most)
	defer cancel()
	return errors.Join(err, s.work(ctx, ProvisioningFailed, func(ctx context.Context, c *change) error {
		p, err := c.pending(ctx, accountID)
		switch {
		case err != nil || p == nil:
			return err
		case last:
			return c.giveUp(ctx, p)
		case p.Status == provisioning.StatusRUNNING:
			return c.setProvisioning(ctx, p, provisioning.StatusQUEUED, func(*ent.ProvisioningMutation) {})
		}
		return nil
	}))
}

// ResumeProvisioning queues the accounts again whose number is late: the last attempt of a job may have died, and the job with it.
// While a job still waits or works, a second one is not queued (Config.Enqueue).
func (s *Service) ResumeProvisioning(ctx context.Context) error {
	const (
		late = 5 * time.Minute // behind when it was to begin
		most = 1000            // at a time, the oldest first
	)
	accounts, err := s.Store.Client().Provisioning.Query().
		Where(provisioning.StatusIn(provisioning.StatusQUEUED, provisioning.StatusRUNNING),
			provisioning.RequestedAtLTE(s.Now().Add(-s.ProvisioningDelay-late)), provisioning.HasAccountWith(account.StatusEQ(account.StatusPENDING))).
		Order(ent.Asc(provisioning.FieldRequestedAt, provisioning.FieldID)).Limit(most).Select(provisioning.FieldAccountID).
		Ints(scope.Everything(ctx, scope.Jobs))
	if err != nil {
		return err
	}
	for _, id := range accounts { // each in a transaction of its own: the queue locks its rows in an order of its own
		err := s.Store.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
			return s.Enqueue(ctx, tx.SQL, ProvisionAccount{AccountID: int64(id)}, time.Time{})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// attempt notes that it runs, in a transaction of its own that lasts when the process dies, and activates.
func (s *Service) attempt(ctx context.Context, accountID int64) error {
	var p *ent.Provisioning
	err := s.work(ctx, AccountActivated, func(ctx context.Context, c *change) (err error) {
		p, err = c.pending(ctx, accountID)
		if err != nil || p == nil {
			return err
		}
		return c.setProvisioning(ctx, p, provisioning.StatusRUNNING, func(m *ent.ProvisioningMutation) { m.AddAttempts(1) })
	})
	if err != nil || p == nil {
		return err
	}
	return s.work(ctx, AccountActivated, func(ctx context.Context, c *change) error {
		p, err := c.pending(ctx, accountID)
		if err != nil || p == nil {
			return err
		}
		return c.activate(ctx, p)
	})
}

// pending loads the provisioning of an account that waits for it, with the account, and keeps other workers out until the end; nil
// for any other account.
func (c *change) pending(ctx context.Context, accountID int64) (*ent.Provisioning, error) {
	if _, err := c.lockKey(ctx, accountID); err != nil {
		return nil, err
	}
	query := c.tx.Provisioning.Query().Where(provisioning.AccountID(accountID)) // loaded behind the lock
	if c.tx.Dialect() == dialect.Postgres {
		query.ForUpdate()
	}
	p, err := query.Only(ctx)
	if err != nil {
		return nil, ent.MaskNotFound(err)
	}
	p.Edges.Account, err = c.lockRow(ctx, accountID)
	if err != nil || p.Edges.Account.Status != account.StatusPENDING {
		return nil, err
	}
	return p, nil
}

func (c *change) activate(ctx context.Context, p *ent.Provisioning) error {
	number, err := c.drawAccountNumber(ctx)
	if err != nil {
		return err
	}
	a := p.Edges.Account
	reference := text(a.ExternalReference)
	err = c.setAccount(ctx, a, account.StatusACTIVE, func(m *ent.AccountMutation) {
		m.SetAccountNumber(number)
		m.SetSearch(locale.SearchKey(a.Name, number, reference))
	})
	if err != nil {
		return err
	}
	c.record(AccountActivated, a, nodeid.New(nodeid.Account, a.ID), []FieldChange{
		statusChange(a.Status, account.StatusACTIVE), {Field: "accountNumber", After: &number},
	})
	return c.setProvisioning(ctx, p, provisioning.StatusSUCCEEDED, func(m *ent.ProvisioningMutation) { m.SetCompletedAt(c.at) })
}

// giveUp ends a provisioning that no attempt could finish.
func (c *change) giveUp(ctx context.Context, p *ent.Provisioning) error {
	a := p.Edges.Account
	if err := c.setAccount(ctx, a, account.StatusFAILED, func(*ent.AccountMutation) {}); err != nil {
		return err
	}
	c.record(ProvisioningFailed, a, nodeid.New(nodeid.Account, a.ID), []FieldChange{statusChange(a.Status, account.StatusFAILED)})
	return c.setProvisioning(ctx, p, provisioning.StatusFAILED, func(m *ent.ProvisioningMutation) {
		m.SetCompletedAt(c.at)
		m.SetFailureCode(provisioning.FailureCodeINTERNAL)
		m.SetFailureMessage("Something went wrong on our side, at each attempt.")
		m.SetFailureRetryable(true)
	})
}

// setAccount takes an account to another status, as long as it still has the one that it was loaded with.
func (c *change) setAccount(ctx context.Context, a *ent.Account, to account.Status, also func(*ent.AccountMutation)) error {
	if err := step(accountSteps, a.Status, to); err != nil {
		return err
	}
	update := c.tx.Account.Update().Where(account.ID(a.ID), account.StatusEQ(a.Status)).SetStatus(to).SetUpdatedAt(c.later(a.UpdatedAt))
	also(update.Mutation())
	n, err := update.Save(ctx)
	if err == nil && n == 0 {
		err = fmt.Errorf("reseller: account %d is no longer %s", a.ID, a.Status)
	}
	return err
}

func (c *change) setProvisioning(ctx context.Context, p *ent.Provisioning, to provisioning.Status, also func(*ent.ProvisioningMutation)) error {
	if err := step(provisioningSteps, p.Status, to); err != nil {
		return err
	}
	update := c.tx.Provisioning.UpdateOneID(p.ID).SetStatus(to)
	also(update.Mutation())
	return update.Exec(ctx)
}

func statusChange(from, to account.Status) FieldChange {
	return FieldChange{Field: "status", Before: value(string(from)), After: value(string(to))}
}

const (
	accountNumbers     = "account_number" // the counter of those drawn or passed over
	firstAccountNumber = 100001
)

// drawAccountNumber takes the next number that no account has. Those of imported accounts are passed over, more at a time the more
// of them stand in a row.
func (c *change) drawAccountNumber(ctx context.Context) (string, error) {
	drawn, err := c.tx.Count(ctx, accountNumbers, 1)
	if err != nil {
		return "", fmt.Errorf("reseller: draw an account number: %w", err)
	}
	next := firstAccountNumber - 1 + drawn
	for n := 1; ; n = min(16*n, 10_000) {
		candidates := make([]string, n)
		for i := range candidates {
			candidates[i] = strconv.FormatInt(next+int64(i), 10)
		}
		held, err := existing(ctx, c.tx, account.Table, account.FieldAccountNumber, candidates)
		if err != nil {
			return "", fmt.Errorf("reseller: look for held account numbers: %w", err)
		}
		for i, number := range candidates {
			if _, ok := held[number]; ok {
				continue
			}
			if passed := next + int64(i) - firstAccountNumber + 1 - drawn; passed > 0 {
				_, err = c.tx.Count(ctx, accountNumbers, passed)
			}
			return number, err
		}
		next += int64(n)
	}
}

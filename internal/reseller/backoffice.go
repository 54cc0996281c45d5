package reseller

import (
	"context"
	"unicode/utf8"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/provisioning"
	"canopy/internal/locale"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
)

// CompleteProvisioning gives a PENDING account the number that the back office says: ACTIVE. The answer may come before it is noted that the
// back office took the request. Said twice it is the same; an account that has another number keeps it (CONFLICT), and a number that another
// account has is TAKEN. For operators. It returns the account's key.
func (s *Service) CompleteProvisioning(ctx context.Context, in CompleteProvisioningInput) (accountID int64, err error) {
	err = s.change(ctx, AccountActivated, func(ctx context.Context, c *change) error {
		if !c.allow("", answerAccount, nil) {
			return c.faults
		}
		number := CheckText(&c.faults, "accountNumber", in.AccountNumber)
		a, p, err := c.answered(ctx, in.AccountID)
		if err != nil {
			return err
		}
		accountID = a.ID
		switch held := text(a.AccountNumber); {
		case held != "" && held == number:
			return nil
		case held != "":
			c.faults.Add("accountNumber", problem.Conflict, "the account has the number %s already", held)
		case a.Status != account.StatusPENDING:
			c.notPending(a, p)
		default:
			taken, err := existing(ctx, c.tx, account.Table, account.FieldAccountNumber, []string{number})
			if err != nil {
				return err
			}
			if _, ok := taken[number]; ok {
				c.faults.Add("accountNumber", problem.Taken, "another account has the number %s", number)
			}
		}
		if err := c.faults.Err(); err != nil {
			return err
		}
		return c.activate(ctx, p, number)
	})
	return accountID, err
}

// RejectProvisioning ends a PENDING account's way to its number for the reason that the back office says: FAILED. Said twice it is the same. For
// operators. It returns the account's key.
func (s *Service) RejectProvisioning(ctx context.Context, in RejectProvisioningInput) (accountID int64, err error) {
	err = s.change(ctx, ProvisioningFailed, func(ctx context.Context, c *change) error {
		if !c.allow("", answerAccount, nil) {
			return c.faults
		}
		message := c.checkReason(in.Message)
		a, p, err := c.answered(ctx, in.AccountID)
		if err != nil {
			return err
		}
		accountID = a.ID
		if a.Status != account.StatusPENDING {
			if c.faults == nil && failedFor(p, in.Code, message, in.Retryable) && a.Status == account.StatusFAILED {
				return nil
			}
			c.notPending(a, p)
		}
		if err := c.faults.Err(); err != nil {
			return err
		}
		return c.fail(ctx, p, in.Code, message, in.Retryable)
	})
	return accountID, err
}

// answered loads the account that the back office tells of, and its provisioning, nil for an imported one. Without such an account it returns all
// faults so far.
func (c *change) answered(ctx context.Context, id nodeid.ID) (*ent.Account, *ent.Provisioning, error) {
	a, err := c.lock(ctx, "accountId", id)
	if err != nil {
		return nil, nil, err
	}
	if a == nil {
		return nil, nil, c.faults
	}
	return c.holdProvisioning(ctx, a.ID)
}

// checkReason is the reason of a rejection as stored.
func (c *change) checkReason(message string) string {
	const most = 500
	line, ok := locale.Line(message)
	switch n := utf8.RuneCountInString(line); {
	case !ok:
		c.faults.Add("message", problem.Invalid, "%s", locale.Unprintable(message))
	case n == 0:
		c.faults.Add("message", problem.Required, "write at least one character")
	case n > most:
		c.faults.Add("message", problem.TooLong, "%d characters are too many: write at most %d", n, most)
	}
	return line
}

func failedFor(p *ent.Provisioning, code provisioning.FailureCode, message string, retryable bool) bool {
	return p != nil && p.FailureCode != nil && *p.FailureCode == code && p.FailureMessage == message && p.FailureRetryable == retryable
}

// notPending faults at accountId: the back office's answer comes too late, and why.
func (c *change) notPending(a *ent.Account, p *ent.Provisioning) {
	switch {
	case a.Status == account.StatusFAILED && p != nil && p.FailureCode != nil:
		c.faults.Add("accountId", problem.NotActive, "the account is FAILED (%s): it no longer waits for a number, until it is tried again by retryProvisioning", *p.FailureCode)
	case a.AccountNumber != nil:
		c.faults.Add("accountId", problem.NotActive, "the account is %s and has the number %s: it no longer waits for one", a.Status, *a.AccountNumber)
	default:
		c.faults.Add("accountId", problem.NotActive, "the account is %s: it no longer waits for a number", a.Status)
	}
}

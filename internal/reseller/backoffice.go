package reseller

import (
	"context"
	"unicode/utf8"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/provisioning"
	"canopy/internal/backoffice"
	"canopy/internal/locale"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
)

// CompleteProvisioning gives a PENDING account the number that the back office says: ACTIVE. The answer may come before it is noted that the
// back office took the request, and one to an earlier request is as good. Said twice it is the same; an account that has another number keeps it
// (CONFLICT), and a number that another account has is TAKEN. For operators. It returns the account's key.
func (s *Service) CompleteProvisioning(ctx context.Context, in CompleteProvisioningInput) (accountID int64, err error) {
	err = s.change(ctx, AccountActivated, func(ctx context.Context, c *change) error {
		if !c.allow("", answerAccount, nil) {
			return c.faults
		}
		number := CheckText(&c.faults, "accountNumber", in.AccountNumber)
		a, p, _, err := c.answered(ctx, in.AccountID, in.RequestID)
		if err != nil {
			return err
		}
		accountID = a.ID
		switch held := text(a.AccountNumber); {
		case held != "" && held == number:
			return c.faults.Err()
		case held != "":
			c.late(ctx, a, in.RequestID)
			c.faults.Add("accountNumber", problem.Conflict, "the account has the number %s already", held)
		case a.Status != account.StatusPENDING:
			c.late(ctx, a, in.RequestID)
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

// RejectProvisioning ends a PENDING account's way to its number for the reason that the back office says: FAILED. Said twice it is the same. Said of
// an earlier request than the latest it changes nothing; behind RetryProvisioning it has to say of which it is. For operators. It returns the
// account's key.
func (s *Service) RejectProvisioning(ctx context.Context, in RejectProvisioningInput) (accountID int64, err error) {
	err = s.change(ctx, ProvisioningFailed, func(ctx context.Context, c *change) error {
		if !c.allow("", answerAccount, nil) {
			return c.faults
		}
		message := c.checkReason(in.Message)
		a, p, earlier, err := c.answered(ctx, in.AccountID, in.RequestID)
		if err != nil {
			return err
		}
		accountID = a.ID
		switch {
		case earlier:
			c.late(ctx, a, in.RequestID)
			return c.faults.Err()
		case a.Status == account.StatusFAILED && failedFor(p, in.Code, message, in.Retryable):
			return c.faults.Err()
		case a.Status != account.StatusPENDING:
			c.late(ctx, a, in.RequestID)
			c.notPending(a, p)
		case in.RequestID == nil && !p.RequestedAt.Equal(a.CreatedAt): // the first request is made with the account
			c.faults.Add("requestId", problem.Required, "the account was tried again: say by its webhook-id which request is rejected")
		}
		if err := c.faults.Err(); err != nil {
			return err
		}
		return c.fail(ctx, p, in.Code, message, in.Retryable)
	})
	return accountID, err
}

// answered loads the account that the back office tells of, and its provisioning, nil for an imported one, and tells whether it is about an earlier
// request than the latest. Without such an account it returns all faults so far.
func (c *change) answered(ctx context.Context, id nodeid.ID, requestID *string) (a *ent.Account, p *ent.Provisioning, earlier bool, err error) {
	a, err = c.lock(ctx, "accountId", id)
	if err != nil {
		return nil, nil, false, err
	}
	if a == nil {
		return nil, nil, false, c.faults
	}
	a, p, err = c.holdProvisioning(ctx, a.ID)
	if err != nil || requestID == nil {
		return a, p, false, err
	}
	asked, ok := backoffice.AskedAt(*requestID, nodeid.New(nodeid.Account, a.ID).String())
	if !ok || p == nil || asked.After(p.RequestedAt) {
		c.faults.Add("requestId", problem.Invalid, "this names no request of the account: send back its webhook-id")
		return a, p, false, nil
	}
	return a, p, asked.Before(p.RequestedAt), nil
}

// late logs that an answer of the back office, about the request where it says which, came when it could no longer count.
func (c *change) late(ctx context.Context, a *ent.Account, requestID *string) {
	c.Logger.InfoContext(ctx, lateAnswer, "account", nodeid.New(nodeid.Account, a.ID).String(), "status", a.Status, "request", text(requestID), "request_id", c.viewer.RequestID)
}

// lateAnswer is in the log.
const lateAnswer = "the back office answered too late"

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

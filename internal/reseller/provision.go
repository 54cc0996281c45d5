package reseller

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/provisioning"
	"canopy/internal/backoffice"
	"canopy/internal/locale"
	"canopy/internal/nodeid"
	"canopy/internal/store"
	"canopy/internal/store/scope"

	"entgo.io/ent/dialect"
)

// askingTime is how long an account waits, from when its number was to be asked for, until the back office takes the request or it is FAILED. The
// attempts of jobs take up to 45 minutes, and leave time for those that processes died in: with them it ends within the hour.
const askingTime = 50 * time.Minute

// Postponed is of an attempt that is to be made anew later, since the back office wants a pause. It is no failure.
type Postponed struct{ For time.Duration }

// Error says for how long.
func (p *Postponed) Error() string { return "reseller: postponed for " + p.For.String() }

// AskingLeft is how long an account whose number was requested then may still be asked for; an attempt that fails behind it is the last.
func (s *Service) AskingLeft(requested time.Time) time.Duration {
	return requested.Add(s.ProvisioningDelay + askingTime).Sub(s.Now())
}

// Provision takes a PENDING account on towards its number: the back office gives it one at once, or takes the request and answers by
// CompleteProvisioning or RejectProvisioning. Any other account it leaves alone, and one that was asked for anew since: so it may run again or
// twice at once. An error asks for another attempt: the account waits for it QUEUED, or when that was the last, or its time is over, it is FAILED. A
// *Postponed asks for the same attempt later.
func (s *Service) Provision(ctx context.Context, job ProvisionAccount, last bool) error {
	failed := s.attempt(ctx, job)
	if failed == nil {
		return nil
	}
	const most = 5 * time.Second // jobs ends an attempt after 20 s, and takes the job for lost after 30 s
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), most)
	defer cancel()
	var later *Postponed
	err := s.work(ctx, ProvisioningFailed, func(ctx context.Context, c *change) error {
		later = nil
		p, err := c.pending(ctx, job.AccountID, job.Requested)
		if err != nil || p == nil || p.AcknowledgedAt != nil { // another worker's request was taken
			return err
		}
		left := s.AskingLeft(p.RequestedAt)
		busy, pause := errors.AsType[*backoffice.Busy](failed)
		switch end := last || left <= 0; {
		case pause && left > 0:
			later = &Postponed{min(pauseOf(busy), left)}
		case end && errors.Is(failed, backoffice.ErrUnavailable):
			return c.fail(ctx, p, provisioning.FailureCodeBACK_OFFICE_UNAVAILABLE, "The back office could not be reached, at each attempt.", true)
		case end:
			return c.fail(ctx, p, provisioning.FailureCodeINTERNAL, "Something went wrong on our side, at each attempt.", true)
		}
		if p.Status == provisioning.StatusRUNNING {
			return c.setProvisioning(ctx, p, provisioning.StatusQUEUED, func(*ent.ProvisioningMutation) {})
		}
		return nil
	})
	if err == nil && later != nil {
		s.Logger.WarnContext(ctx, "the back office wants a pause", "for", later.For, "error", failed)
		return later
	}
	return errors.Join(failed, err)
}

// pauseOf is how long a back office that wants a pause is not asked again: not for less than a while, whatever it says, and up to a tenth longer,
// so that what it put off together does not come again together.
func pauseOf(busy *backoffice.Busy) time.Duration {
	const least = 10 * time.Second
	pause := max(busy.Pause, least)
	return pause + rand.N(pause/10)
}

// TimeOutProvisioning ends the wait for a back office that took a request and did not answer in time: FAILED, to be tried again.
func (s *Service) TimeOutProvisioning(ctx context.Context, job TimeOutProvisioning) error {
	return s.work(ctx, ProvisioningFailed, func(ctx context.Context, c *change) error {
		p, err := c.pending(ctx, job.AccountID, job.Requested)
		if err != nil || p == nil || p.AcknowledgedAt == nil {
			return err
		}
		return c.fail(ctx, p, provisioning.FailureCodeTIMED_OUT, "The back office did not answer in time.", true)
	})
}

// ResumeProvisioning queues the work again of accounts whose number, or whose end of the wait for an answer, is late: the last attempt of a job
// may have died, and the job with it. While a job still waits or works, a second one is not queued (Config.Enqueue).
func (s *Service) ResumeProvisioning(ctx context.Context) error {
	const (
		late = 5 * time.Minute // behind when it was to begin
		most = 1000            // at a time, the oldest first
	)
	now := s.Now()
	waiting, err := s.Store.Client().Provisioning.Query().
		Where(provisioning.StatusIn(provisioning.StatusQUEUED, provisioning.StatusRUNNING), provisioning.CompletedAtIsNil(),
			provisioning.Or(
				provisioning.And(provisioning.AcknowledgedAtIsNil(), provisioning.RequestedAtLTE(now.Add(-s.ProvisioningDelay-late))),
				provisioning.AcknowledgedAtLTE(now.Add(-s.BackOfficeDeadline-late))),
			provisioning.HasAccountWith(account.StatusEQ(account.StatusPENDING))).
		Order(ent.Asc(provisioning.FieldRequestedAt, provisioning.FieldID)).Limit(most).
		All(scope.Everything(ctx, scope.Jobs))
	if err != nil {
		return err
	}
	for _, p := range waiting { // each in a transaction of its own: the queue locks its rows in an order of its own
		var job JobArgs = ProvisionAccount{AccountID: p.AccountID, Requested: p.RequestedAt}
		if p.AcknowledgedAt != nil {
			job = TimeOutProvisioning{AccountID: p.AccountID, Requested: p.RequestedAt}
		}
		err := s.Store.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
			return s.Enqueue(ctx, tx.SQL, job, time.Time{})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// attempt notes that it runs, in a transaction of its own that lasts when the process dies, asks the back office, and notes what it said. Whoever
// dies in between asks again, the request is the same; but not when its time is over by then, so that it ends even if each attempt is cut off.
func (s *Service) attempt(ctx context.Context, job ProvisionAccount) error {
	var request *backoffice.Request
	err := s.work(ctx, AccountActivated, func(ctx context.Context, c *change) error {
		request = nil
		p, err := c.pending(ctx, job.AccountID, job.Requested)
		if err != nil || p == nil || p.AcknowledgedAt != nil {
			return err
		}
		if p.Status == provisioning.StatusRUNNING && s.AskingLeft(p.RequestedAt) <= 0 {
			return c.fail(ctx, p, provisioning.FailureCodeINTERNAL, "Something went wrong on our side: the last attempt was cut off.", true)
		}
		if request, err = c.request(ctx, p); err != nil {
			return err
		}
		return c.setProvisioning(ctx, p, provisioning.StatusRUNNING, func(m *ent.ProvisioningMutation) { m.AddAttempts(1) })
	})
	if err != nil || request == nil {
		return err
	}
	form, err := s.BackOffice.Ask(ctx, *request)
	refusal, refused := errors.AsType[*backoffice.Refusal](err)
	if err != nil && !refused {
		return fmt.Errorf("reseller: request %s: %w", request.ID(), err)
	}
	return s.work(ctx, AccountActivated, func(ctx context.Context, c *change) error {
		p, err := c.pending(ctx, job.AccountID, request.Asked)
		switch {
		case err != nil:
			return err
		case p == nil || p.AcknowledgedAt != nil:
			c.Logger.InfoContext(ctx, lateAnswer, "account", request.AccountID, "request", request.ID())
			return nil
		case refused:
			return c.fail(ctx, p, provisioning.FailureCode(refusal.Code), refusal.Message, refusal.Retryable)
		case form == nil:
			return c.acknowledge(ctx, p)
		}
		number, err := c.drawAccountNumber(ctx, form)
		if err != nil {
			return err
		}
		return c.activate(ctx, p, number)
	})
}

// request is what the back office is asked for a PENDING account.
func (c *change) request(ctx context.Context, p *ent.Provisioning) (*backoffice.Request, error) {
	a := p.Edges.Account
	r := &backoffice.Request{
		Asked: p.RequestedAt, AccountID: nodeid.New(nodeid.Account, a.ID).String(), Attempt: p.Attempts + 1,
		Type: string(a.Type), Name: a.Name, Phone: value(a.Phone), ExternalReference: a.ExternalReference,
		Address: backoffice.Address{
			Street: lines(a.Street), DependentLocality: a.DependentLocality, City: a.City, Region: a.Region, PostalCode: a.PostalCode, Country: a.Country,
		},
	}
	if a.ParentID == nil {
		return r, nil
	}
	parent, err := c.tx.Account.Query().Where(account.ID(*a.ParentID)).Only(scope.Everything(ctx, scope.Jobs))
	if err == nil {
		r.ParentID, r.ParentNumber = value(nodeid.New(nodeid.Account, parent.ID).String()), parent.AccountNumber
	}
	return r, err
}

// pending loads the provisioning of an account that waits for it, with the account, and keeps other workers out until the end; nil
// for any other account, and when it was asked for at another time. The zero time is any.
func (c *change) pending(ctx context.Context, accountID int64, requested time.Time) (*ent.Provisioning, error) {
	if _, err := c.lockKey(ctx, accountID); err != nil {
		return nil, err
	}
	a, p, err := c.holdProvisioning(ctx, accountID)
	if err != nil || p == nil || a.Status != account.StatusPENDING || !requested.IsZero() && !p.RequestedAt.Equal(requested) {
		return nil, err
	}
	return p, nil
}

// holdProvisioning loads an account behind its tree's lock, and its provisioning with the account, nil for an imported one; others wait for both
// until the end.
func (c *change) holdProvisioning(ctx context.Context, accountID int64) (*ent.Account, *ent.Provisioning, error) {
	ctx = scope.Everything(ctx, scope.Inheritance)                              // the account was found in the viewer's scope
	query := c.tx.Provisioning.Query().Where(provisioning.AccountID(accountID)) // loaded behind the lock
	if c.tx.Dialect() == dialect.Postgres {
		query.ForUpdate()
	}
	p, err := query.Only(ctx)
	if ent.MaskNotFound(err) != nil {
		return nil, nil, err
	}
	a, err := c.lockRow(ctx, accountID)
	if p != nil {
		p.Edges.Account = a
	}
	return a, p, err
}

// acknowledge notes that the back office took the request, and until when it has to answer.
func (c *change) acknowledge(ctx context.Context, p *ent.Provisioning) error {
	err := c.setProvisioning(ctx, p, provisioning.StatusRUNNING, func(m *ent.ProvisioningMutation) { m.SetAcknowledgedAt(c.at) })
	if err != nil {
		return err
	}
	return c.enqueue(ctx, TimeOutProvisioning{AccountID: p.AccountID, Requested: p.RequestedAt}, c.at.Add(c.BackOfficeDeadline))
}

// activate gives a PENDING account its number.
func (c *change) activate(ctx context.Context, p *ent.Provisioning, number string) error {
	a := p.Edges.Account
	reference := text(a.ExternalReference)
	err := c.setAccount(ctx, a, account.StatusACTIVE, func(m *ent.AccountMutation) {
		m.SetAccountNumber(number)
		m.SetSearch(locale.SearchKey(a.Name, number, reference))
	})
	if err != nil {
		return err
	}
	c.recordOn(AccountActivated, a, []FieldChange{statusChange(a.Status, account.StatusACTIVE), {Field: "accountNumber", After: &number}})
	if err := c.mailOutcome(ctx, a, AccountActivated); err != nil {
		return err
	}
	return c.setProvisioning(ctx, p, provisioning.StatusSUCCEEDED, func(m *ent.ProvisioningMutation) { m.SetCompletedAt(c.at) })
}

// fail ends the provisioning of a PENDING account that gets no number, and says why.
func (c *change) fail(ctx context.Context, p *ent.Provisioning, code provisioning.FailureCode, message string, retryable bool) error {
	a := p.Edges.Account
	if err := c.setAccount(ctx, a, account.StatusFAILED, func(*ent.AccountMutation) {}); err != nil {
		return err
	}
	c.recordOn(ProvisioningFailed, a, []FieldChange{statusChange(a.Status, account.StatusFAILED)})
	if err := c.mailOutcome(ctx, a, ProvisioningFailed); err != nil {
		return err
	}
	return c.setProvisioning(ctx, p, provisioning.StatusFAILED, func(m *ent.ProvisioningMutation) {
		m.SetCompletedAt(c.at)
		m.SetFailureCode(code)
		m.SetFailureMessage(message)
		m.SetFailureRetryable(retryable)
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

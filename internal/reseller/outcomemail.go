package reseller

import (
	"context"
	"time"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/event"
	"canopy/ent/provisioning"
	"canopy/ent/review"
	"canopy/ent/user"
	"canopy/internal/mail"
	"canopy/internal/nodeid"
	"canopy/internal/store/scope"
)

// mailOutcome queues the mails that tell what became of an account: to its notification contact, to whoever asked for it by createCustomer, and to
// whoever approved it, or created it without a review, as ACCOUNT_CREATED tells; one to each person. API keys and operators' tokens are nobody.
func (c *change) mailOutcome(ctx context.Context, a *ent.Account, outcome Action) error {
	ctx = scope.Everything(ctx, scope.Contact)
	asked, err := c.tx.Review.Query().Where(review.AccountID(a.ID)).Only(ctx)
	if ent.MaskNotFound(err) != nil {
		return err
	}
	created, err := c.tx.Event.Query().
		Where(event.AccountID(a.ID), event.Action(string(AccountCreated)), event.Subject(nodeid.New(nodeid.Account, a.ID).String()), event.OutcomeEQ(event.OutcomeDONE)).
		First(ctx)
	if ent.MaskNotFound(err) != nil {
		return err
	}
	people := []*int64{a.NotificationContactID}
	if asked != nil {
		people = append(people, asked.CreatedByID)
	}
	if created != nil {
		people = append(people, created.ActorID)
	}
	for _, key := range people {
		if key == nil {
			continue
		}
		err := c.enqueue(ctx, MailOutcome{UserID: *key, AccountID: a.ID, Outcome: outcome, At: c.at}, time.Time{}) // the same is queued once
		if err != nil {
			return err
		}
	}
	return nil
}

// SendOutcome mails a person what became of an account that was to get its number, unless it is no longer so, they have not joined or are
// disabled, or they are no longer its notification contact and do not see it any more. An error asks for another attempt.
func (s *Service) SendOutcome(ctx context.Context, job MailOutcome) error {
	ctx = scope.Everything(ctx, scope.Jobs)
	u, err := s.Store.Client().User.Query().Where(user.ID(job.UserID), user.StatusEQ(user.StatusACTIVE)).Only(ctx)
	if err != nil {
		return ent.MaskNotFound(err)
	}
	a, err := s.Store.Client().Account.Query().Where(account.ID(job.AccountID)).Only(ctx)
	if err != nil {
		return ent.MaskNotFound(err)
	}
	if a.NotificationContactID == nil || *a.NotificationContactID != u.ID {
		reader, err := s.Store.ViewerWithout(ctx, u.ID, 0, s.Now())
		if err != nil || reader == nil || !reader.Sees(a.Path) {
			return err
		}
	}
	p, err := s.Store.Client().Provisioning.Query().Where(provisioning.AccountID(a.ID)).Only(ctx)
	if err != nil {
		return ent.MaskNotFound(err)
	}
	message := outcomeOf(job, a, p)
	if message == nil {
		return nil
	}
	_, err = s.mailTo(ctx, u, u.Email, string(job.Outcome), message)
	return err
}

// outcomeOf is what the mail tells; nil when it is no longer so.
func outcomeOf(job MailOutcome, a *ent.Account, p *ent.Provisioning) mail.Message {
	switch {
	case job.Outcome == AccountActivated && a.Status == account.StatusACTIVE && a.AccountNumber != nil:
		return mail.AccountActive{Account: a.Name, Number: *a.AccountNumber}
	case job.Outcome == ProvisioningFailed && p.FailureCode != nil && p.CompletedAt.Equal(job.At):
		failed := mail.AccountFailed{Account: a.Name, Code: string(*p.FailureCode), Reason: p.FailureMessage, Retryable: p.FailureRetryable}
		switch *p.FailureCode {
		case provisioning.FailureCodeINTERNAL, provisioning.FailureCodeBACK_OFFICE_UNAVAILABLE, provisioning.FailureCodeTIMED_OUT:
			failed.Reason = "" // our own words, which the mail has in its language
		}
		return failed
	case job.Outcome == AccountOverdue && p.OverdueAt != nil && p.OverdueAt.Equal(job.At) && p.CompletedAt == nil:
		return mail.AccountOverdue{Account: a.Name}
	}
	return nil
}

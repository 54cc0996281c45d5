package reseller

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"canopy/ent"
	"canopy/ent/webhook"
	"canopy/ent/webhookdelivery"
	"canopy/internal/nodeid"
	"canopy/internal/store"
	"canopy/internal/store/scope"
	hook "canopy/internal/webhook"

	"entgo.io/ent/dialect"
)

const (
	// sendingTime is how long one call of SendDeliveries begins new attempts: with one of hook.Timeout the job's time is not over.
	sendingTime = 3 * time.Second

	// attemptTime is how long nobody else takes a delivery that is being sent. It is longer than any attempt takes with what is written
	// then: what a process that died was sending comes back by itself.
	attemptTime = 30 * time.Second

	// senders are how many attempts one call has under way at a time, to one receiver.
	senders = 4
)

// deliveryWaits are how long a delivery waits behind each attempt that failed, three days in all; there is one attempt more. They are
// those that Standard Webhooks recommends. Each is longer by up to a tenth, so that what failed together does not come again together.
var deliveryWaits = []time.Duration{
	5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour,
}

// SendDeliveries sends those deliveries of a webhook whose time has come, and tells whether it left some because its own time was over:
// then it is to be called again. It stops at the first that fails, and to a receiver that fails sends one at a time. Others may do the same at the
// same time. A delivery arrives at least once, in no order.
func (s *Service) SendDeliveries(ctx context.Context, work SendDeliveries) (more bool, err error) {
	until := s.Now().Add(sendingTime)
	together := senders
	if work.Failing {
		together = 1
	}
	var all sync.WaitGroup
	left, errs := make([]bool, together), make([]error, together)
	for i := range together {
		all.Go(func() {
			for left[i] = true; left[i] && errs[i] == nil && s.Now().Before(until) && ctx.Err() == nil; {
				left[i], errs[i] = s.sendDelivery(ctx, work.WebhookID)
			}
		})
	}
	all.Wait()
	for _, one := range left {
		more = more || one
	}
	return more, errors.Join(errs...)
}

// sendDelivery makes one attempt, and tells whether to go on: there was one, and it succeeded.
func (s *Service) sendDelivery(ctx context.Context, webhookID int64) (goOn bool, err error) {
	claimed, err := s.claimDelivery(ctx, webhookID)
	if err != nil || claimed == nil {
		return false, err
	}
	status, err := s.webhooks.Send(ctx, claimed.message)
	failure, failed := errors.AsType[*hook.Failure](err)
	if err != nil && !failed {
		return false, err
	}
	if failed {
		s.Logger.WarnContext(ctx, "a webhook failed", "webhook", nodeid.New(nodeid.Webhook, webhookID).String(), "delivery", claimed.message.ID,
			"attempt", claimed.attempts, "reason", failure.Reason)
	}
	return !failed, s.settleDelivery(ctx, claimed, status, failure)
}

// claimedDelivery is a delivery that nobody else takes for a while.
type claimedDelivery struct {
	id, eventID, webhookID int64
	attempts               int
	until                  time.Time // from when on others may take it
	message                hook.Message
}

// claimNext takes the first delivery of a webhook, $2, whose time, $3, has come: $1 is when the claim is over; a word for PostgreSQL follows.
var claimNext = `UPDATE webhook_deliveries SET send_at = $1, attempts = attempts + 1
WHERE id = (SELECT ` + scope.Jobs.Marker() + ` id FROM webhook_deliveries WHERE webhook_id = $2 AND send_at <= $3 ORDER BY send_at, id LIMIT 1%s)
RETURNING id, event_id, attempts`

// claimDelivery takes the next delivery to send, with what is to be sent; nil when there is none.
func (s *Service) claimDelivery(ctx context.Context, webhookID int64) (claimed *claimedDelivery, err error) {
	err = s.Store.Tx(scope.Everything(ctx, scope.Jobs), func(ctx context.Context, tx *store.Tx) error {
		claimed = nil
		skip := ""
		if tx.Dialect() == dialect.Postgres {
			skip = " FOR UPDATE SKIP LOCKED"
		}
		at := s.Now()
		err := tx.Send(ctx, store.Statement{
			Text: fmt.Sprintf(claimNext, skip), Args: []any{at.Add(attemptTime), webhookID, at},
			Each: func(row *store.Row) {
				claimed = &claimedDelivery{id: row.At(0).Int(), eventID: row.At(1).Int(), webhookID: webhookID, attempts: int(row.At(2).Int()), until: at.Add(attemptTime)}
			},
		})
		if err != nil || claimed == nil {
			return err
		}
		w, err := tx.Webhook.Query().Where(webhook.ID(webhookID)).WithAccount().Only(ctx)
		if err != nil {
			return err
		}
		body, err := notice(ctx, tx, w.Edges.Account, claimed.eventID)
		if err != nil {
			return err
		}
		claimed.message = hook.Message{URL: w.URL, Secret: w.Secret, ID: nodeid.New(nodeid.WebhookDelivery, claimed.id).String(), At: at, Body: body}
		return nil
	})
	return claimed, err
}

// settleDelivery notes what became of an attempt, also when the caller has no time left. What somebody did meanwhile stays: a delivery that
// was replayed, or whose webhook was disabled or removed, is not put off.
func (s *Service) settleDelivery(ctx context.Context, claimed *claimedDelivery, status int, failed *hook.Failure) error {
	const most = 3 * time.Second
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), most)
	defer cancel()
	gone := failed != nil && status == http.StatusGone
	if gone || failed != nil && claimed.attempts > len(deliveryWaits) {
		return s.endDelivery(ctx, claimed, status, failed, gone)
	}
	return s.Store.Tx(scope.Everything(ctx, scope.Jobs), func(ctx context.Context, tx *store.Tx) error {
		update := tx.WebhookDelivery.Update().Where(webhookdelivery.ID(claimed.id), webhookdelivery.StatusEQ(webhookdelivery.StatusPENDING))
		answered(update.Mutation(), status, failed)
		at := s.Now()
		if failed == nil {
			update.SetStatus(webhookdelivery.StatusDELIVERED).SetCompletedAt(at).ClearSendAt().ClearFailingSince()
			if _, err := update.Save(ctx); err != nil {
				return err
			}
			return tx.Webhook.Update().Where(webhook.ID(claimed.webhookID), webhook.FailingSinceNotNil()).ClearFailingSince().Exec(ctx)
		}
		wait := deliveryWaits[claimed.attempts-1]
		mine, err := update.Where(webhookdelivery.SendAt(claimed.until)).SetSendAt(at.Add(wait + rand.N(wait/10).Truncate(time.Microsecond))).Save(ctx)
		if err != nil || mine == 0 {
			return err
		}
		err = tx.WebhookDelivery.Update().Where(webhookdelivery.ID(claimed.id), webhookdelivery.FailingSinceIsNil()).SetFailingSince(at).Exec(ctx)
		if err != nil {
			return err
		}
		return tx.Webhook.Update().Where(webhook.ID(claimed.webhookID), webhook.FailingSinceIsNil()).SetFailingSince(at).Exec(ctx)
	})
}

// answered notes an attempt's answer.
func answered(m *ent.WebhookDeliveryMutation, status int, failed *hook.Failure) {
	if status != 0 {
		m.SetResponseStatus(status)
	} else {
		m.ClearResponseStatus()
	}
	m.SetError("")
	if failed != nil {
		m.SetError(failed.Reason)
	}
}

// endDelivery gives a delivery up. Where the receiver is gone for good, or took nothing since this delivery failed first, its webhook is
// DISABLED: what is pending stays until it is enabled again.
func (s *Service) endDelivery(ctx context.Context, claimed *claimedDelivery, status int, failed *hook.Failure, gone bool) error {
	return s.work(ctx, WebhookDisabled, func(ctx context.Context, c *change) error {
		w, err := c.tx.Webhook.Query().Where(webhook.ID(claimed.webhookID)).Only(ctx)
		if err != nil {
			return ent.MaskNotFound(err)
		}
		a, err := c.lockKey(ctx, w.AccountID)
		if err != nil {
			return err
		}
		query := c.tx.Webhook.Query().Where(webhook.ID(claimed.webhookID))
		if c.tx.Dialect() == dialect.Postgres {
			query.ForUpdate()
		}
		if w, err = query.Only(ctx); err != nil {
			return ent.MaskNotFound(err)
		}
		d, err := c.tx.WebhookDelivery.Query().Where(webhookdelivery.ID(claimed.id), webhookdelivery.SendAt(claimed.until)).Only(ctx)
		if err != nil { // not as it was claimed
			return ent.MaskNotFound(err)
		}
		update := c.tx.WebhookDelivery.UpdateOneID(d.ID).SetStatus(webhookdelivery.StatusFAILED).SetCompletedAt(c.at).ClearSendAt()
		answered(update.Mutation(), status, failed)
		if err := update.Exec(ctx); err != nil {
			return err
		}
		dead := gone || w.FailingSince != nil && d.FailingSince != nil && !w.FailingSince.After(*d.FailingSince)
		if !dead || w.Status != webhook.StatusACTIVE {
			return nil
		}
		return c.disableWebhook(ctx, a, w, failed.Reason)
	})
}

func (c *change) disableWebhook(ctx context.Context, a *ent.Account, w *ent.Webhook, reason string) error {
	c.record(WebhookDisabled, a, nodeid.New(nodeid.Webhook, w.ID), []FieldChange{
		{Field: "status", Before: value(string(w.Status)), After: value(string(webhook.StatusDISABLED))}, {Field: "disabledReason", After: &reason},
	})
	if err := c.schedule(ctx, w.ID, false); err != nil {
		return err
	}
	return c.tx.Webhook.UpdateOneID(w.ID).SetStatus(webhook.StatusDISABLED).SetDisabledAt(c.at).SetDisabledReason(reason).Exec(ctx)
}

// sweepDeliveries forgets old deliveries.
func (s *Service) sweepDeliveries(ctx context.Context) error {
	return s.Store.Tx(scope.Everything(ctx, scope.Jobs), func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.WebhookDelivery.Delete().Where(webhookdelivery.CreatedAtLTE(s.Now().Add(-deliveryTTL))).Exec(ctx)
		return err
	})
}

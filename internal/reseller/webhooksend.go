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

	// sweepingTime is how long one sweep begins to forget a page of deliveries.
	sweepingTime = 10 * time.Second
	sweepingPage = 1000

	// slowAnswer is from when on an answer took so long that its receiver is sent to beside those that fail.
	slowAnswer = 2 * time.Second

	// senders are how many attempts one call has under way at a time, to one receiver.
	senders = 4
)

// deliveryWaits are how long a delivery waits behind each attempt that failed, three days in all; there is one attempt more. They are
// those that Standard Webhooks recommends. Each is longer by up to a tenth, so that what failed together does not come again together.
var deliveryWaits = []time.Duration{
	5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour,
}

// persistently is how long a receiver fails, and takes nothing, until its webhook is disabled: as long as all waits of a delivery. It is judged by
// the webhook, because a long backlog puts the attempts of each delivery further apart.
var persistently = func() (all time.Duration) {
	for _, wait := range deliveryWaits {
		all += wait
	}
	return all
}()

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
	began := s.Now()
	status, err := s.webhooks.Send(ctx, claimed.message)
	claimed.slow = s.Now().Sub(began) > slowAnswer
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
	attempts, round        int
	until                  time.Time  // from when on others may take it
	slow                   bool       // its answer took long
	failingSince           *time.Time // of the webhook
	message                hook.Message
}

// claimNext takes the first delivery of a webhook, $3, in its round, $2, whose time, $4, has come: $1 is when the claim is over; a word for
// PostgreSQL follows.
var claimNext = `UPDATE webhook_deliveries SET send_at = $1, attempts = CASE WHEN round < $2 THEN 1 ELSE attempts + 1 END, round = $2
WHERE id = (SELECT ` + scope.Jobs.Marker() + ` id FROM webhook_deliveries WHERE webhook_id = $3 AND send_at IS NOT NULL AND (round, send_at) <= ($2, $4)
	ORDER BY round, send_at, id LIMIT 1%s)
RETURNING id, event_id, attempts`

// claimDelivery takes the next delivery to send, with what is to be sent; nil when there is none, or the webhook is not ACTIVE.
func (s *Service) claimDelivery(ctx context.Context, webhookID int64) (claimed *claimedDelivery, err error) {
	err = s.Store.Tx(scope.Everything(ctx, scope.Jobs), func(ctx context.Context, tx *store.Tx) error {
		claimed = nil
		w, err := tx.Webhook.Query().Where(webhook.ID(webhookID), webhook.StatusEQ(webhook.StatusACTIVE)).WithAccount().Only(ctx)
		if err != nil {
			return ent.MaskNotFound(err)
		}
		skip := ""
		if tx.Dialect() == dialect.Postgres {
			skip = " FOR UPDATE SKIP LOCKED"
		}
		at := s.Now()
		err = tx.Send(ctx, store.Statement{
			Text: fmt.Sprintf(claimNext, skip), Args: []any{at.Add(attemptTime), int64(w.Round), webhookID, at},
			Each: func(row *store.Row) {
				claimed = &claimedDelivery{
					id: row.At(0).Int(), eventID: row.At(1).Int(), webhookID: webhookID, attempts: int(row.At(2).Int()), round: w.Round, until: at.Add(attemptTime),
					failingSince: w.FailingSince,
				}
			},
		})
		if err != nil || claimed == nil {
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
// was replayed, or whose webhook was removed, disabled or had it begin anew, is not put off.
func (s *Service) settleDelivery(ctx context.Context, claimed *claimedDelivery, status int, failed *hook.Failure) error {
	const (
		most  = 3 * time.Second
		tries = 5
	)
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), most)
	defer cancel()
	if failed != nil && (status == http.StatusGone || claimed.spent() || s.persistent(claimed.failingSince)) {
		return s.giveUp(ctx, claimed, status, failed)
	}
	for n := 1; ; n++ {
		if err := s.noteAnswer(ctx, claimed, status, failed); !store.Deadlocked(err) || n == tries {
			return err
		}
	}
}

// spent tells whether this was the last attempt.
func (c *claimedDelivery) spent() bool { return c.attempts > len(deliveryWaits) }

// persistent tells whether a webhook that fails since then is to be disabled.
func (s *Service) persistent(failingSince *time.Time) bool {
	return failingSince != nil && s.Now().Sub(*failingSince) >= persistently
}

// noteAnswer settles a delivery that arrived or is tried again.
func (s *Service) noteAnswer(ctx context.Context, claimed *claimedDelivery, status int, failed *hook.Failure) error {
	return s.Store.Tx(scope.Everything(ctx, scope.Jobs), func(ctx context.Context, tx *store.Tx) error {
		w, err := holdWebhook(ctx, tx, claimed.webhookID)
		if err != nil || w == nil {
			return err
		}
		update := tx.WebhookDelivery.Update().Where(webhookdelivery.ID(claimed.id), webhookdelivery.StatusEQ(webhookdelivery.StatusPENDING))
		answered(update.Mutation(), status, failed)
		if failed == nil {
			if err := update.SetStatus(webhookdelivery.StatusDELIVERED).SetCompletedAt(s.Now()).ClearSendAt().Exec(ctx); err != nil {
				return err
			}
			if w.Round != claimed.round || w.FailingSince == nil && w.Slow == claimed.slow {
				return nil
			}
			return tx.Webhook.UpdateOneID(w.ID).ClearFailingSince().SetSlow(claimed.slow).Exec(ctx)
		}
		if w.Round != claimed.round {
			return nil
		}
		at, wait := s.Now(), deliveryWaits[claimed.attempts-1]
		mine, err := update.Where(webhookdelivery.SendAt(claimed.until)).SetSendAt(at.Add(wait + rand.N(wait/10).Truncate(time.Microsecond))).Save(ctx)
		if err != nil || mine == 0 || w.FailingSince != nil {
			return err
		}
		return tx.Webhook.UpdateOneID(w.ID).SetFailingSince(at).Exec(ctx)
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

// giveUp ends a delivery that has used its attempts up, or whose receiver is gone for good. In that case, and where the receiver fails
// persistently, its webhook is DISABLED: what is pending stays until it is enabled again.
func (s *Service) giveUp(ctx context.Context, claimed *claimedDelivery, status int, failed *hook.Failure) error {
	return s.work(ctx, WebhookDisabled, func(ctx context.Context, c *change) error {
		w, err := c.tx.Webhook.Query().Where(webhook.ID(claimed.webhookID)).Only(ctx)
		if err != nil {
			return ent.MaskNotFound(err)
		}
		a, err := c.lockKey(ctx, w.AccountID)
		if err != nil {
			return err
		}
		if w, err = holdWebhook(ctx, c.tx, claimed.webhookID); err != nil || w == nil || w.Status != webhook.StatusACTIVE || w.Round != claimed.round {
			return err
		}
		d, err := c.tx.WebhookDelivery.Query().Where(webhookdelivery.ID(claimed.id), webhookdelivery.SendAt(claimed.until)).Only(ctx)
		if err != nil { // not as it was claimed
			return ent.MaskNotFound(err)
		}
		gone, update := status == http.StatusGone, c.tx.WebhookDelivery.UpdateOneID(d.ID)
		if gone || claimed.spent() {
			update.SetStatus(webhookdelivery.StatusFAILED).SetCompletedAt(c.at).ClearSendAt()
		}
		answered(update.Mutation(), status, failed)
		if err := update.Exec(ctx); err != nil {
			return err
		}
		if !gone && !s.persistent(w.FailingSince) {
			return nil
		}
		return c.disableWebhook(ctx, a, w, failed.Reason)
	})
}

func (c *change) disableWebhook(ctx context.Context, a *ent.Account, w *ent.Webhook, reason string) error {
	c.record(WebhookDisabled, a, nodeid.New(nodeid.Webhook, w.ID), []FieldChange{
		{Field: "status", Before: value(string(w.Status)), After: value(string(webhook.StatusDISABLED))}, {Field: "disabledReason", After: &reason},
	})
	return c.tx.Webhook.UpdateOneID(w.ID).SetStatus(webhook.StatusDISABLED).SetDisabledAt(c.at).SetDisabledReason(reason).Exec(ctx)
}

// sweepDeliveries forgets old deliveries, a page of them at a time, so that others write in between. What its time does not suffice for the next
// sweep forgets.
func (s *Service) sweepDeliveries(ctx context.Context) error {
	until := s.Now().Add(sweepingTime)
	for n := sweepingPage; n == sweepingPage && s.Now().Before(until); {
		err := s.Store.Tx(scope.Everything(ctx, scope.Jobs), func(ctx context.Context, tx *store.Tx) error {
			old, err := tx.WebhookDelivery.Query().Where(webhookdelivery.CreatedAtLTE(s.Now().Add(-deliveryTTL))).
				Order(ent.Asc(webhookdelivery.FieldCreatedAt)).Limit(sweepingPage).IDs(ctx)
			if err != nil {
				return err
			}
			n, err = tx.WebhookDelivery.Delete().Where(webhookdelivery.IDIn(old...)).Exec(ctx)
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

package reseller

import (
	"context"
	"fmt"
	"time"

	"canopy/internal/store"
	"canopy/internal/store/scope"

	"entgo.io/ent/dialect"
)

const (
	// deliveryTTL is how long deliveries are kept, and how old an event may be for which one is made out.
	deliveryTTL = 30 * 24 * time.Hour

	// makingTime is how long one call of MakeDeliveries begins new pages.
	makingTime = 5 * time.Second

	makingPage = 1000 // events that one transaction reads for a webhook
)

// makeOut writes deliveries of events to webhooks w on accounts at: $1 is the time, as the word before says it, $4 how old an event may be. What
// gets none is passed by for good: what was refused, or did not happen on the account or below it as the tree stands now, or is not asked
// for. Which webhooks these are, by $2 and $3, follows, and up to which event.
var makeOut = `INSERT INTO webhook_deliveries (webhook_id, event_id, status, attempts, created_at, send_at)
SELECT ` + scope.Jobs.Marker() + ` w.id, e.id, 'PENDING', 0, %[1]s, CASE w.status WHEN 'ACTIVE' THEN %[1]s END
FROM %[2]s JOIN events e ON e.root_id = w.root_id AND e.seq > w.seq JOIN accounts a ON a.id = e.account_id
WHERE e.outcome = 'DONE' AND e.at > $4 AND substr(a.path, 1, length(at.path)) = at.path
	AND (w.actions = '' OR ',' || w.actions || ',' LIKE '%%,' || e.action || ',%%') AND %[3]s
ORDER BY w.id, e.seq ON CONFLICT (webhook_id, event_id) DO NOTHING`

// time1 is the parameter $1 where PostgreSQL does not find out by itself that it is a time.
func time1(db database) string {
	if db.Dialect() == dialect.Postgres {
		return "$1::timestamptz"
	}
	return "$1"
}

// WebhooksDue tells whether MakeDeliveries has anything to do: it is asked every few seconds, also where there are no webhooks.
func (s *Service) WebhooksDue(ctx context.Context) (due bool, err error) {
	return due, s.Store.Query(ctx, store.Statement{
		Text: "SELECT " + scope.Jobs.Marker() + " EXISTS (" + webhooksBehind + ") OR EXISTS (" + webhooksQueued + ")", Args: []any{s.Now()},
		Each: func(row *store.Row) { due = row.At(0).Bool() },
	})
}

// The webhooks that are to be told of events for which nothing is made out yet, and those with deliveries whose time, $1, has come.
const (
	webhooksBehind = `SELECT w.id FROM webhooks w JOIN trees t ON t.root_id = w.root_id WHERE w.status = 'ACTIVE' AND t.last_seq > w.seq`
	webhooksQueued = `SELECT w.id, w.failing_since IS NOT NULL FROM webhooks w
		WHERE EXISTS (SELECT 1 FROM webhook_deliveries d WHERE d.webhook_id = w.id AND d.send_at <= $1)`
)

// MakeDeliveries makes out what active webhooks are to be told, and queues the sending of all whose time has come. It tells whether it
// left some because its own time was over: then it is to be called again. Others may do the same at the same time.
func (s *Service) MakeDeliveries(ctx context.Context) (more bool, err error) {
	until := s.Now().Add(makingTime)
	var behind []int64
	err = s.Store.Query(ctx, store.Statement{
		Text: "SELECT " + scope.Jobs.Marker() + " id FROM (" + webhooksBehind + ") AS behind ORDER BY id",
		Each: func(row *store.Row) { behind = append(behind, row.At(0).Int()) },
	})
	for _, id := range behind {
		for left := true; left && err == nil && ctx.Err() == nil; {
			if s.Now().After(until) {
				more = true
				break
			}
			left, err = s.makeDeliveries(ctx, id)
		}
	}
	if err != nil {
		return false, err
	}
	return more, s.queueSending(ctx)
}

// makeDeliveries makes out the deliveries of a webhook's next events, and tells whether there are more. The webhook's row is its lock: of two
// that do so at once the second goes on where the first ended.
func (s *Service) makeDeliveries(ctx context.Context, webhookID int64) (more bool, err error) {
	return more, s.Store.Tx(scope.Everything(ctx, scope.Jobs), func(ctx context.Context, tx *store.Tx) error {
		var seq, last int64
		lock := "SELECT " + scope.Jobs.Marker() + " id FROM webhooks WHERE id = $1 AND status = 'ACTIVE'"
		if tx.Dialect() == dialect.Postgres {
			lock += " FOR UPDATE"
		}
		var locked bool
		err := tx.Send(ctx,
			store.Statement{Text: lock, Args: []any{webhookID}, Each: func(*store.Row) { locked = true }},
			store.Statement{
				Text: "SELECT " + scope.Jobs.Marker() + " w.seq, t.last_seq FROM webhooks w JOIN trees t ON t.root_id = w.root_id WHERE w.id = $1",
				Args: []any{webhookID}, Each: func(row *store.Row) { seq, last = row.At(0).Int(), row.At(1).Int() },
			})
		if err != nil || !locked || last <= seq {
			return err
		}
		page := min(last, seq+makingPage)
		more = page < last
		at := s.Now()
		return tx.Send(ctx,
			store.Statement{
				Text: fmt.Sprintf(makeOut, time1(tx), "webhooks w JOIN accounts at ON at.id = w.account_id AND w.id = $2 AND w.seq < $3", "e.seq <= $3"),
				Args: []any{at, webhookID, page, at.Add(-deliveryTTL)},
			},
			store.Statement{Text: "UPDATE webhooks SET seq = $1 WHERE id = $2", Args: []any{page, webhookID}})
	})
}

// queueSending queues the work of all webhooks with deliveries whose time has come. Each is in a transaction of its own: the queue locks its
// rows in an order of its own.
func (s *Service) queueSending(ctx context.Context) error {
	var queued []SendDeliveries
	err := s.Store.Query(ctx, store.Statement{
		Text: "SELECT " + scope.Jobs.Marker() + " * FROM (" + webhooksQueued + ") AS queued", Args: []any{s.Now()},
		Each: func(row *store.Row) {
			queued = append(queued, SendDeliveries{WebhookID: row.At(0).Int(), Failing: row.At(1).Bool()})
		},
	})
	if err != nil {
		return err
	}
	for _, work := range queued {
		err := s.Store.Tx(ctx, func(ctx context.Context, tx *store.Tx) error { return s.Enqueue(ctx, tx.SQL, work, time.Time{}) })
		if err != nil {
			return err
		}
	}
	return nil
}

// moveWebhooks is for subtrees on their way into the tree of another root, behind the locks of both: what their webhooks are to be told of
// the old tree is made out, and they go on in the new one, behind what is there. The event of the move itself comes after that.
func (c *change) moveWebhooks(root int64, subtrees []uprooted) []store.Statement {
	below := "JOIN accounts at ON at.path >= r.lo AND at.path < r.hi JOIN webhooks w ON w.account_id = at.id AND w.root_id <> "
	lock := ""
	if c.tx.Dialect() == dialect.Postgres {
		lock = " FOR UPDATE OF w"
	}
	return []store.Statement{
		{
			Text: "SELECT " + scope.Jobs.Marker() + " w.id FROM " + records(c.tx, "$1", uprootedColumns...) + " " + below + "$2 ORDER BY w.id" + lock,
			Args: []any{array(subtrees), root},
		},
		{
			Text: fmt.Sprintf(makeOut, time1(c.tx), records(c.tx, "$2", uprootedColumns...)+" "+below+"$3", "1 = 1"),
			Args: []any{c.at, array(subtrees), root, c.at.Add(-deliveryTTL)},
		},
		{
			Text: `UPDATE webhooks SET root_id = $1, seq = COALESCE((SELECT last_seq FROM trees WHERE root_id = $1), 0)
				WHERE id IN (SELECT ` + scope.Jobs.Marker() + " w.id FROM " + records(c.tx, "$2", uprootedColumns...) + " " + below + "$1)",
			Args: []any{root, array(subtrees)},
		},
	}
}

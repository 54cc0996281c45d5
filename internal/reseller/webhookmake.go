package reseller

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"canopy/ent"
	"canopy/internal/nodeid"
	"canopy/internal/store"
	"canopy/internal/store/scope"
	"canopy/internal/treepath"

	"entgo.io/ent/dialect"
)

const (
	// deliveryTTL is how long deliveries are kept, and how old an event may be for which one is made out.
	deliveryTTL = 30 * 24 * time.Hour

	// makingTime is how long one call of MakeDeliveries begins new pages.
	makingTime = 5 * time.Second

	makingPage = 1000 // events that one transaction reads for a webhook
)

// makeOut writes deliveries of events to webhook $3 and those before it, up to event $2: $1 is the time, as the word before says it, $4 how old an
// event may be, and $5 are the departures among them. What gets none is passed by for good: what was refused, or is not asked for, or did
// not happen on the account or below it as the tree stands now, nor left it.
var makeOut = `INSERT INTO webhook_deliveries (webhook_id, event_id, status, attempts, created_at, send_at, round)
SELECT ` + scope.Jobs.Marker() + ` w.id, e.id, 'PENDING', 0, %[1]s, %[1]s, w.round
FROM webhooks w JOIN accounts at ON at.id = w.account_id
	JOIN events e ON e.root_id = w.root_id AND e.seq > w.seq AND e.seq <= $2 JOIN accounts a ON a.id = e.account_id
WHERE w.id = $3 AND e.outcome = 'DONE' AND e.at > $4 AND (w.actions = '' OR ',' || w.actions || ',' LIKE '%%,' || e.action || ',%%')
	AND (substr(a.path, 1, length(at.path)) = at.path
		OR EXISTS (SELECT 1 FROM %[2]s JOIN accounts b ON b.id = r.parent WHERE r.event = e.id AND substr(b.path, 1, length(at.path)) = at.path))
ORDER BY e.seq ON CONFLICT (webhook_id, event_id) DO NOTHING`

// leaving is an event of a move, and the account that what moved hung below before.
type leaving struct {
	Event  int64 `json:"event"`
	Parent int64 `json:"parent"`
}

var leavingColumns = []string{"event bigint", "parent bigint"}

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
	webhooksBehind = `SELECT w.id FROM webhooks w JOIN trees t ON t.root_id = w.root_id WHERE t.last_seq > w.seq`
	webhooksQueued = `SELECT w.id, w.slow OR w.failing_since IS NOT NULL FROM webhooks w WHERE w.status = 'ACTIVE'
		AND (SELECT (d.round, d.send_at) <= (w.round, $1) FROM webhook_deliveries d
			WHERE d.webhook_id = w.id AND d.send_at IS NOT NULL ORDER BY d.round, d.send_at LIMIT 1)`
)

// MakeDeliveries makes out what webhooks are to be told, also DISABLED ones, and queues the sending of all whose time has come. It tells whether
// it left some because its own time was over: then it is to be called again. Others may do the same at the same time. The webhooks take turns, and
// it goes on behind one where it fails.
func (s *Service) MakeDeliveries(ctx context.Context) (more bool, err error) {
	until := s.Now().Add(makingTime)
	var behind []int64
	err = s.Store.Query(ctx, store.Statement{
		Text: "SELECT " + scope.Jobs.Marker() + " id FROM (" + webhooksBehind + ") AS behind",
		Each: func(row *store.Row) { behind = append(behind, row.At(0).Int()) },
	})
	rand.Shuffle(len(behind), func(i, j int) { behind[i], behind[j] = behind[j], behind[i] }) // so that the last of a call are not always the same
	for len(behind) > 0 && !more {
		id := behind[0]
		behind = behind[1:]
		left, failed := s.makeDeliveries(ctx, id)
		if err = errors.Join(err, failed); left {
			behind = append(behind, id)
		}
		more = len(behind) > 0 && (s.Now().After(until) || ctx.Err() != nil)
	}
	return more, errors.Join(err, s.queueSending(ctx))
}

// makeDeliveries is makePage in a transaction of its own.
func (s *Service) makeDeliveries(ctx context.Context, webhookID int64) (more bool, err error) {
	err = s.Store.Tx(scope.Everything(ctx, scope.Jobs), func(ctx context.Context, tx *store.Tx) (err error) {
		more, err = makePage(ctx, tx, s.Now(), webhookID)
		return err
	})
	return more && err == nil, err
}

// makePage makes out the deliveries of a webhook's next events, and tells whether there are more. The webhook's row is its lock: of two
// that do so at once the second goes on where the first ended.
func makePage(ctx context.Context, tx *store.Tx, at time.Time, webhookID int64) (more bool, err error) {
	lock := "SELECT " + scope.Jobs.Marker() + " id FROM webhooks WHERE id = $1"
	if tx.Dialect() == dialect.Postgres {
		lock += " FOR UPDATE"
	}
	var seq, last int64
	var departures []leaving
	err = tx.Send(ctx,
		store.Statement{Text: lock, Args: []any{webhookID}},
		store.Statement{
			Text: "SELECT " + scope.Jobs.Marker() + " w.seq, t.last_seq FROM webhooks w JOIN trees t ON t.root_id = w.root_id WHERE w.id = $1",
			Args: []any{webhookID}, Each: func(row *store.Row) { seq, last = row.At(0).Int(), row.At(1).Int() },
		},
		store.Statement{
			Text: "SELECT " + scope.Jobs.Marker() + ` e.id, e.changes FROM webhooks w JOIN events e ON e.root_id = w.root_id AND e.seq > w.seq AND e.seq <= w.seq + $1
				WHERE w.id = $2 AND e.action = $3`,
			Args: []any{int64(makingPage), webhookID, string(AccountMoved)},
			Each: func(row *store.Row) {
				departures = append(departures, leaving{row.At(0).Int(), parentBefore(row.At(1).Text())})
			},
		})
	if err != nil || last <= seq {
		return false, err
	}
	page := min(last, seq+makingPage)
	return page < last, tx.Send(ctx,
		store.Statement{
			Text: fmt.Sprintf(makeOut, time1(tx), records(tx, "$5", leavingColumns...)),
			Args: []any{at, page, webhookID, at.Add(-deliveryTTL), array(departures)},
		},
		store.Statement{Text: "UPDATE webhooks SET seq = $1 WHERE id = $2", Args: []any{page, webhookID}})
}

// parentBefore is the account that a move's changes name as the parent before.
func parentBefore(changes string) int64 {
	var list []FieldChange
	_ = json.Unmarshal([]byte(changes), &list) // move wrote them
	for _, change := range list {
		if change.Field == "parent" {
			id, _ := nodeid.Parse(text(change.Before))
			return id.Of(nodeid.Account)
		}
	}
	return 0
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
		err = errors.Join(err, s.Store.Tx(ctx, func(ctx context.Context, tx *store.Tx) error { return s.Enqueue(ctx, tx.SQL, work, time.Time{}) }))
	}
	return err
}

// moveWebhooks is for accounts on their way to another parent, behind the exclusive locks of their trees, with the subtrees that come along. What
// webhooks are to be told so far is made out while the tree stands as it did: those of accounts that what moves no longer hangs below then, or did
// not yet, and those in it on their way into another tree. The latter go on there behind what is there; the event of the move itself comes
// after that.
func (c *change) moveWebhooks(ctx context.Context, moving []*ent.Account, parent *ent.Account, subtrees []uprooted) error {
	var above, inside, all []int64
	there := treepath.IDs(parent.Path)
	for _, a := range moving {
		here := treepath.IDs(treepath.Parent(a.Path))
		above = append(above, slices.DeleteFunc(slices.Concat(here, there), func(id int64) bool { return slices.Contains(here, id) && slices.Contains(there, id) })...)
	}
	statements := []store.Statement{{
		Text: "SELECT " + scope.Jobs.Marker() + " id FROM webhooks WHERE account_id IN (SELECT id FROM " + ids(c.tx, "$1") + ")", Args: []any{array(distinct(above))},
		Each: func(row *store.Row) { all = append(all, row.At(0).Int()) },
	}}
	if moving[0].RootID != parent.RootID { // all of them stand in one tree
		statements = append(statements, store.Statement{
			Text: "SELECT " + scope.Jobs.Marker() + " w.id FROM " + records(c.tx, "$1", uprootedColumns...) +
				" JOIN accounts a ON a.path >= r.lo AND a.path < r.hi JOIN webhooks w ON w.account_id = a.id",
			Args: []any{array(subtrees)}, Each: func(row *store.Row) { inside = append(inside, row.At(0).Int()) },
		})
	}
	if err := c.tx.Send(ctx, statements...); err != nil {
		return fmt.Errorf("reseller: look for the webhooks of what moves: %w", err)
	}
	all = append(all, inside...)
	slices.Sort(all)
	for _, id := range all {
		for more := true; more; {
			var err error
			if more, err = makePage(ctx, c.tx, c.at, id); err != nil {
				return fmt.Errorf("reseller: make out deliveries before a move: %w", err)
			}
		}
	}
	if inside == nil {
		return nil
	}
	return c.tx.Send(ctx, store.Statement{
		Text: "UPDATE webhooks SET root_id = $1, seq = COALESCE((SELECT " + scope.Jobs.Marker() + " last_seq FROM trees WHERE root_id = $1), 0) WHERE id IN (SELECT id FROM " + ids(c.tx, "$2") + ")",
		Args: []any{parent.RootID, array(inside)},
	})
}

package reseller

import (
	"context"
	"errors"
	"time"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/provisioning"
	"canopy/internal/store"
	"canopy/internal/store/scope"

	"github.com/prometheus/client_golang/prometheus"
)

// TellOverdue tells, once for each time that a number is asked for, of the accounts that wait for it behind the time promised: by an event and by
// mail. It goes on behind an account where that fails.
func (s *Service) TellOverdue(ctx context.Context) error {
	const most = 1000 // at a time, the oldest promises first
	now := s.Now()
	late, err := s.Store.Client().Provisioning.Query().
		Where(provisioning.CompletedAtIsNil(), provisioning.ExpectedByLT(now), provisioning.OverdueAtIsNil(),
			provisioning.HasAccountWith(account.StatusEQ(account.StatusPENDING))).
		Order(ent.Asc(provisioning.FieldExpectedBy, provisioning.FieldID)).Limit(most).
		All(scope.Everything(ctx, scope.Jobs))
	for _, found := range late {
		if ctx.Err() != nil {
			return errors.Join(err, ctx.Err())
		}
		err = errors.Join(err, s.work(ctx, AccountOverdue, func(ctx context.Context, c *change) error {
			p, err := c.pending(ctx, found.AccountID, found.RequestedAt)
			if err != nil || p == nil || p.OverdueAt != nil {
				return err
			}
			c.recordOn(AccountOverdue, p.Edges.Account, nil)
			if err := c.mailOutcome(ctx, p.Edges.Account, AccountOverdue); err != nil {
				return err
			}
			return c.tx.Provisioning.UpdateOneID(p.ID).SetOverdueAt(c.at).Exec(ctx)
		}))
	}
	return err
}

// countWaiting counts the accounts that wait for their number, and those of them whose time is over.
var countWaiting = `SELECT ` + scope.Jobs.Marker() + ` count(*), coalesce(sum(CASE WHEN expected_by < $1 THEN 1 ELSE 0 END), 0) FROM provisionings WHERE completed_at IS NULL`

// waitingGauges shows how many accounts wait for their number, as the database has them when it is asked: each process shows the same.
type waitingGauges struct {
	*Service
	pending, overdue *prometheus.Desc
}

func newWaitingGauges(s *Service) waitingGauges {
	return waitingGauges{
		s, prometheus.NewDesc("canopy_accounts_pending", "Accounts that wait for their number, in the whole installation.", nil, nil),
		prometheus.NewDesc("canopy_accounts_overdue", "Accounts that wait for their number for longer than was promised, in the whole installation.", nil, nil),
	}
}

// Describe tells what is shown.
func (w waitingGauges) Describe(to chan<- *prometheus.Desc) {
	to <- w.pending
	to <- w.overdue
}

// Collect asks the database, for no longer than a scrape can wait; where it does not answer nothing is shown, and the log tells.
func (w waitingGauges) Collect(to chan<- prometheus.Metric) {
	const most = 2 * time.Second
	ctx, cancel := context.WithTimeout(context.Background(), most)
	defer cancel()
	var pending, overdue int64
	err := w.Store.Query(ctx, store.Statement{
		Text: countWaiting, Args: []any{w.Now()},
		Each: func(row *store.Row) { pending, overdue = row.At(0).Int(), row.At(1).Int() },
	})
	if err != nil {
		w.Logger.WarnContext(ctx, "cannot count the accounts that wait", "error", err)
		return
	}
	to <- prometheus.MustNewConstMetric(w.pending, prometheus.GaugeValue, float64(pending))
	to <- prometheus.MustNewConstMetric(w.overdue, prometheus.GaugeValue, float64(overdue))
}

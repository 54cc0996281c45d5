package reseller

import (
	"context"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/review"
	"canopy/internal/nodeid"

	"entgo.io/ent/dialect"
)

// ExpireReviews closes the reviews that nobody decided in time and returns how many.
func (s *Service) ExpireReviews(ctx context.Context) (n int, err error) {
	for {
		var expired []*ent.Review
		err := s.work(ctx, ReviewExpired, func(ctx context.Context, c *change) (err error) {
			expired, err = c.overdue(ctx)
			if err != nil || len(expired) == 0 {
				return err
			}
			return c.expire(ctx, expired...)
		})
		if err != nil || len(expired) == 0 {
			return n, err
		}
		n += len(expired)
	}
}

// overdue locks reviews of one tree that are past their time; none when there are no more in any tree.
func (c *change) overdue(ctx context.Context) ([]*ent.Review, error) {
	const most = 500 // in one transaction
	late := review.And(review.StatusEQ(review.StatusOPEN), review.ExpiresAtLTE(c.at))
	first, err := c.tx.Review.Query().Where(late).Order(ent.Asc(review.FieldExpiresAt, review.FieldID)).First(ctx)
	if err != nil {
		return nil, ent.MaskNotFound(err)
	}
	parent, err := c.lockKey(ctx, first.ParentID)
	if err != nil {
		return nil, err
	}
	query := c.tx.Review.Query().Where(late, review.HasParentWith(account.RootID(parent.RootID))).WithParent().
		Order(ent.Asc(review.FieldExpiresAt, review.FieldID)).Limit(most)
	if c.tx.Dialect() == dialect.Postgres {
		query.ForUpdate()
	}
	return query.All(ctx)
}

// expire closes locked reviews, whose parents are loaded.
func (c *change) expire(ctx context.Context, list ...*ent.Review) error {
	keys := make([]int64, len(list))
	for i, r := range list {
		keys[i] = r.ID
		c.record(ReviewExpired, r.Edges.Parent, nodeid.New(nodeid.Review, r.ID), nil)
	}
	return c.tx.Review.Update().Where(review.IDIn(keys...)).SetStatus(review.StatusEXPIRED).SetUpdatedAt(c.at).Exec(ctx)
}

package reseller

import (
	"context"
	"database/sql"
	"errors"

	"canopy/ent"
	"canopy/ent/review"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/viewer"

	entsql "entgo.io/ent/dialect/sql"
)

// CreateCustomer opens a review of the customer with the similar accounts that are registered already, and returns its key.
// The same details still under review below the same parent answer the same review. Needs CREATE_CUSTOMER on the parent.
func (s *Service) CreateCustomer(ctx context.Context, in CreateCustomerInput) (reviewID int64, err error) {
	var wrong problem.Faults
	d := in.details(&wrong)
	var found matched
	if wrong == nil && viewer.FromContext(ctx).Known() {
		if err := s.mayTell(ctx, similarOrganizations); err != nil {
			return 0, err
		}
		if found, err = s.search(ctx, d.party(), MaxCandidates); err != nil {
			return 0, err
		}
	}
	err = s.change(ctx, ReviewOpened, func(ctx context.Context, c *change) error {
		if done, err := c.repeated(ctx, in.IdempotencyKey, in, &reviewID); done || err != nil {
			return err
		}
		parent, err := c.lock(ctx, "parentId", in.ParentID)
		if err != nil {
			return err
		}
		if parent != nil && !c.allow("parentId", openReview, parent) {
			return c.faults.Err()
		}
		if err := c.checkCustomer(ctx, d, wrong, parent); err != nil {
			return err
		}
		reviewID, err = c.openReview(ctx, parent, d, found)
		return err
	})
	if err != nil {
		return 0, err
	}
	s.told(ctx, similarOrganizations, len(found.candidates))
	return reviewID, nil
}

// checkCustomer is all that is wrong with a new customer; parent is nil where there is no such account.
func (c *change) checkCustomer(ctx context.Context, d details, wrong problem.Faults, parent *ent.Account) error {
	var root int64
	if parent != nil {
		root = parent.RootID
		if err := c.checkPlace(ctx, "parentId", parent, 1, c.roomNow); err != nil {
			return err
		}
	}
	c.faults = append(c.faults, wrong...)
	if err := c.checkContact(ctx, "notificationContactId", d.ContactID, root); err != nil {
		return err
	}
	if err := c.checkReference(ctx, "externalReference", d.ExternalReference, root); err != nil {
		return err
	}
	return c.faults.Err()
}

// openReview inserts the review, or answers the open one of the same details, also when both come at once.
func (c *change) openReview(ctx context.Context, parent *ent.Account, d details, found matched) (int64, error) {
	for {
		create := c.tx.Review.Create().SetParentID(parent.ID).SetStatus(review.StatusOPEN).SetMatchedRevision(found.revision).
			SetExpiresAt(c.at.Add(c.ReviewTTL)).SetCreatedAt(c.at).SetUpdatedAt(c.at)
		d.set(create.Mutation())
		if c.viewer.UserID != 0 {
			create.SetCreatedByID(c.viewer.UserID)
		}
		// A literal: with a parameter the databases do not see that the partial index is meant.
		key, err := create.OnConflict(entsql.ConflictColumns(review.FieldParentID, review.FieldDetailsHash),
			entsql.ConflictWhere(entsql.ExprP("status = 'OPEN'")), entsql.DoNothing()).ID(ctx)
		if err == nil {
			c.record(ReviewOpened, parent, nodeid.New(nodeid.Review, key), d.changes(details{}))
			return key, c.saveCandidates(ctx, key, found.candidates)
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return 0, err
		}
		same, err := c.lockReview(ctx, review.ParentID(parent.ID), review.DetailsHash(d.hash()), review.StatusEQ(review.StatusOPEN))
		switch {
		case ent.IsNotFound(err): // decided meanwhile
			continue
		case err != nil:
			return 0, err
		case undecided(same, c.at):
			return same.ID, nil
		}
		same.Edges.Parent = parent
		if err := c.expire(ctx, same); err != nil {
			return 0, err
		}
	}
}

// set writes the details into a review.
func (d details) set(m *ent.ReviewMutation) {
	m.SetType(review.Type(d.Type))
	m.SetName(d.Name)
	setAddress(m, d.Address)
	m.SetPhone(d.Phone)
	m.SetLanguage(d.Language)
	m.SetTimezone(d.Timezone)
	if d.ContactID == 0 { // erased since
		m.ClearNotificationContactID()
	} else {
		m.SetNotificationContactID(d.ContactID)
	}
	m.SetExternalReference(d.ExternalReference)
	m.SetDetailsHash(d.hash())
}

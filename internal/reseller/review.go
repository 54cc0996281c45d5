package reseller

import (
	"context"
	"errors"
	"strconv"
	"strings"
	"time"

	"canopy/ent"
	"canopy/ent/predicate"
	"canopy/ent/review"
	"canopy/ent/reviewcandidate"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/store"
	"canopy/internal/store/scope"

	"entgo.io/ent/dialect"
)

// UpdateReview changes the details of an open review and matches it again; its version grows when the details or the similar
// accounts differ. Needs APPROVE_REVIEW on the parent.
func (s *Service) UpdateReview(ctx context.Context, in UpdateReviewInput) (reviewID int64, err error) {
	for {
		expected, found, err := s.foresee(ctx, in)
		if err != nil {
			return 0, err
		}
		err = s.change(ctx, ReviewUpdated, func(ctx context.Context, c *change) error {
			r, parent, err := c.review(ctx, in.ReviewID)
			if err != nil {
				return err
			}
			d, err := c.updated(ctx, in, r, parent)
			if err != nil {
				return err
			}
			if d.hash() != expected {
				return errChanged
			}
			reviewID = r.ID
			return c.update(ctx, r, parent, d, found)
		})
		switch {
		case errors.Is(err, errChanged):
			continue
		case err != nil:
			return 0, err
		}
		s.told(ctx, similarOrganizations, len(found.candidates))
		return reviewID, nil
	}
}

// errChanged starts an update over: the review is not the one that was matched.
var errChanged = errors.New("reseller: the review changed meanwhile")

// foresee matches what the update would make of the review, before its transaction. What is wrong is told there.
func (s *Service) foresee(ctx context.Context, in UpdateReviewInput) (hash string, found matched, err error) {
	r, err := s.Store.Client().Review.Query().Where(review.ID(in.ReviewID.Of(nodeid.Review))).Only(ctx)
	if err != nil {
		return "", found, ent.MaskNotFound(err)
	}
	var wrong problem.Faults
	d := in.apply(&wrong, detailsOf(r))
	if wrong == nil {
		if err := s.mayTell(ctx, similarOrganizations); err != nil {
			return "", found, err
		}
		found, err = s.search(ctx, d.party(), MaxCandidates)
	}
	return d.hash(), found, err
}

// updated is the details after the update, or all that is wrong with it.
func (c *change) updated(ctx context.Context, in UpdateReviewInput, r *ent.Review, parent *ent.Account) (details, error) {
	d := in.apply(&c.faults, detailsOf(r))
	if v, given := in.NotificationContactID.ValueOK(); given && v != nil {
		if err := c.checkContact(ctx, "notificationContactId", d.ContactID, parent.RootID); err != nil {
			return d, err
		}
	}
	if in.ExternalReference.IsSet() {
		if err := c.checkReference(ctx, "externalReference", d.ExternalReference, parent.RootID); err != nil {
			return d, err
		}
	}
	return d, c.faults.Err()
}

// update writes the details and what was found, and counts the version when something differs.
func (c *change) update(ctx context.Context, r *ent.Review, parent *ent.Account, d details, found matched) error {
	before, err := r.QueryCandidates().Order(ent.Asc(reviewcandidate.FieldRank)).All(ctx)
	if err != nil {
		return err
	}
	changes := d.changes(detailsOf(r))
	update := c.tx.Review.UpdateOneID(r.ID).SetMatchedRevision(found.revision).SetUpdatedAt(c.at)
	if len(changes) > 0 || !sameCandidates(before, found.candidates, r.MatchedRevision) {
		update.SetVersion(r.Version + 1)
		d.set(update.Mutation())
		c.record(ReviewUpdated, parent, nodeid.New(nodeid.Review, r.ID), append(changes, versionChange(r.Version)))
	}
	if err := update.Exec(ctx); ent.IsConstraintError(err) { // the only constraint in reach
		c.faults.Add("", problem.Taken, "another open review below this account has the same details")
		return c.faults.Err()
	} else if err != nil {
		return err
	}
	return c.saveCandidates(ctx, r.ID, found.candidates)
}

func versionChange(before int) FieldChange {
	return FieldChange{Field: "version", Before: value(strconv.Itoa(before)), After: value(strconv.Itoa(before + 1))}
}

// DiscardReview gives an open review up and returns its key. Needs APPROVE_REVIEW on the parent.
func (s *Service) DiscardReview(ctx context.Context, in DiscardReviewInput) (reviewID int64, err error) {
	err = s.change(ctx, ReviewDiscarded, func(ctx context.Context, c *change) error {
		r, parent, err := c.review(ctx, in.ReviewID)
		if err != nil {
			return err
		}
		reviewID = r.ID
		c.record(ReviewDiscarded, parent, nodeid.New(nodeid.Review, r.ID), nil)
		return c.tx.Review.UpdateOneID(r.ID).SetStatus(review.StatusDISCARDED).SetUpdatedAt(c.at).Exec(ctx)
	})
	if err != nil {
		return 0, err
	}
	return reviewID, nil
}

// review loads and locks an undecided review, or returns the faults at reviewId.
func (c *change) review(ctx context.Context, id nodeid.ID) (*ent.Review, *ent.Account, error) {
	parent, err := c.parentOf(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	r, err := c.lockReview(ctx, review.ID(id.Key))
	if err != nil {
		return nil, nil, err
	}
	return r, parent, c.checkUndecided(r)
}

// parentOf locks the tree of a review's parent account and asks for APPROVE_REVIEW there.
func (c *change) parentOf(ctx context.Context, id nodeid.ID) (*ent.Account, error) {
	r, err := c.tx.Review.Query().Where(review.ID(id.Of(nodeid.Review))).Only(ctx)
	if ent.IsNotFound(err) {
		c.faults.Add("reviewId", problem.Missing, "there is no such review")
		return nil, c.faults.Err()
	}
	if err != nil {
		return nil, err
	}
	parent, err := c.lockKey(ctx, r.ParentID)
	if err != nil {
		return nil, err
	}
	if !c.allow("reviewId", decideReview, parent) {
		return nil, c.faults.Err()
	}
	return parent, nil
}

// lockReview loads the one review and keeps others from changing it until the end.
func (c *change) lockReview(ctx context.Context, where ...predicate.Review) (*ent.Review, error) {
	query := c.tx.Review.Query().Where(where...)
	if c.tx.Dialect() == dialect.Postgres {
		query.ForUpdate()
	}
	return query.Only(ctx)
}

// undecided tells whether a review can still be decided.
func undecided(r *ent.Review, at time.Time) bool {
	return r.Status == review.StatusOPEN && at.Before(r.ExpiresAt)
}

func (c *change) checkUndecided(r *ent.Review) error {
	switch {
	case undecided(r, c.at):
		return nil
	case r.Status == review.StatusOPEN:
		c.faults.Add("reviewId", problem.ReviewNotOpen, "the review has expired: create the customer again")
	default:
		c.faults.Add("reviewId", problem.ReviewNotOpen, "the review is %s", r.Status)
	}
	return c.faults.Err()
}

// saveCandidates makes the list the similar accounts of the review's version.
func (c *change) saveCandidates(ctx context.Context, key int64, list []Candidate) error {
	if _, err := c.tx.ReviewCandidate.Delete().Where(reviewcandidate.ReviewID(key)).Exec(ctx); err != nil {
		return err
	}
	if len(list) == 0 {
		return nil
	}
	return c.tx.Send(ctx, c.insertCandidates(candidateRows(key, list)))
}

func candidateRows(review int64, list []Candidate) []candidateRow {
	rows := make([]candidateRow, len(list))
	for rank, s := range list {
		rows[rank] = candidateRow{review, s.OrganizationID, rank, s.Score, s.LikelySame, s.Exact, strings.Join(s.Reasons, " ")}
	}
	return rows
}

// insertCandidates inserts candidates but for those that a registry has taken back since they were found; others cannot be from then on.
func (c *change) insertCandidates(list []candidateRow) store.Statement {
	text := "INSERT INTO review_candidates (" + candidateFields + ") SELECT " + scope.Matching.Marker() + " " + candidateFields +
		" FROM " + records(c.tx, "$1", candidateColumns...) + " JOIN organizations o ON o.id = r.organization_id"
	if c.tx.Dialect() == dialect.Postgres {
		text += " FOR KEY SHARE OF o"
	}
	return store.Statement{Text: text, Args: []any{array(list)}}
}

// sameCandidates tells whether a version that was matched up to the revision shows what is shown now: also names and addresses as they are.
func sameCandidates(before []*ent.ReviewCandidate, now []Candidate, revision int64) bool {
	if len(before) != len(now) {
		return false
	}
	for i, b := range before {
		n := now[i]
		if b.OrganizationID != n.OrganizationID || b.LikelySame != n.LikelySame || b.Exact != n.Exact || n.revision > revision {
			return false
		}
	}
	return true
}

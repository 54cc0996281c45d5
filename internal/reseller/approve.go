package reseller

import (
	"context"
	"errors"
	"slices"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/organization"
	"canopy/ent/predicate"
	"canopy/ent/review"
	"canopy/ent/reviewcandidate"
	"canopy/ent/user"
	"canopy/internal/match"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/store/scope"
)

// Approval is what an approval made. AccountID is 0 where it made none; ReviewID is given also with faults, when the viewer may
// approve there, so that a stale review can be looked at again.
type Approval struct {
	ReviewID  int64
	AccountID int64
}

// ApproveReview registers the customer of a review: as the chosen similar account, whose organization is linked and whose name and
// address are copied (the entered telephone number stays; where none was entered, that of a reference registry serves), or as entered, as a
// new organization. The account is PENDING and its provisioning queued. Approving again answers the same account.
// Needs APPROVE_REVIEW on the parent.
func (s *Service) ApproveReview(ctx context.Context, in ApproveReviewInput) (Approval, error) {
	var out Approval
	var seen int64
	if err := s.mayTell(ctx, similarOrganizations); err != nil {
		return out, err
	}
	for {
		err := s.change(ctx, AccountCreated, func(ctx context.Context, c *change) error {
			out = Approval{}
			if done, err := c.repeated(ctx, in.IdempotencyKey, in, &out); done || err != nil {
				return err
			}
			return c.approve(ctx, in, seen, &out)
		})
		fresh, ok := errors.AsType[*newcomers](err)
		if !ok {
			return out, err
		}
		stale := false
		if seen, stale, err = s.matchAgain(ctx, in.ReviewID, fresh); err != nil {
			return out, err
		}
		if stale {
			fresh.faults.Add("reviewVersion", problem.ReviewStale, "a similar account was registered or changed meanwhile: look at the review again")
			return out, fresh.faults
		}
	}
}

// approve decides one review. It returns *newcomers when organizations came since it was matched that nobody has looked at; those up to the
// revision seen have been.
func (c *change) approve(ctx context.Context, in ApproveReviewInput, seen int64, out *Approval) error {
	parent, err := c.parentOf(ctx, in.ReviewID)
	if err != nil {
		return err
	}
	if err := c.tx.LockOrganizations(ctx); err != nil { // before the row, as everywhere
		return err
	}
	r, err := c.lockReview(ctx, review.ID(in.ReviewID.Key))
	if err != nil {
		return err
	}
	out.ReviewID = r.ID
	if r.Status == review.StatusAPPROVED {
		if c.faults == nil {
			out.AccountID = *r.AccountID
		}
		return c.faults.Err()
	}
	if err := c.checkUndecided(r); err != nil {
		return err
	}
	if r.Version != in.ReviewVersion {
		c.faults.Add("reviewVersion", problem.ReviewStale, "the review is at version %d: look at it again", r.Version)
		n, err := r.QueryCandidates().Count(ctx)
		if err != nil {
			return err
		}
		c.told(ctx, similarOrganizations, n)
		return c.faults.Err()
	}
	chosen, err := c.checkApproval(ctx, in, seen, r, parent)
	if err != nil {
		return err
	}
	key, err := c.createAccount(ctx, detailsOf(r), parent, chosen)
	if err != nil {
		return err
	}
	out.AccountID = key
	return c.tx.Review.UpdateOneID(r.ID).SetStatus(review.StatusAPPROVED).SetAccountID(key).SetUpdatedAt(c.at).Exec(ctx)
}

// checkApproval returns the organization that was chosen, nil to approve as entered, or all that is against it. What was right when
// the review was opened is judged again; its faults stand at reviewId and are mended by updateReview.
func (c *change) checkApproval(
	ctx context.Context, in ApproveReviewInput, seen int64, r *ent.Review, parent *ent.Account,
) (*ent.Organization, error) {
	c.allow("reviewId", approveReview, parent) // asked before, but for the status
	if err := c.checkPlace(ctx, "reviewId", parent, 1, c.room); err != nil {
		return nil, err
	}
	usable, err := c.tx.User.Query().Where(user.ID(detailsOf(r).ContactID), Contacts(parent.RootID)).Exist(scope.Everything(ctx, scope.Contact))
	if err != nil {
		return nil, err
	}
	if !usable {
		c.faults.Add("reviewId", problem.Invalid, "its notification contact can no longer be one: choose another with updateReview")
	}
	if err := c.checkReference(ctx, "reviewId", r.ExternalReference, parent.RootID); err != nil {
		return nil, err
	}
	chosen, err := c.chosen(ctx, in, r)
	if err != nil {
		return nil, err
	}
	if err := c.checkNewcomers(ctx, r, chosen, seen); err != nil {
		return nil, err
	}
	if !in.AcknowledgeDuplicate && (chosen != nil || in.OrganizationID == nil) {
		if err := c.checkDuplicate(ctx, detailsOf(r), r, chosen, account.RootID(parent.RootID)); err != nil {
			return nil, err
		}
	}
	return chosen, c.faults.Err()
}

// chosen is the similar account of the input; it has to be one of those that the review's version shows.
func (c *change) chosen(ctx context.Context, in ApproveReviewInput, r *ent.Review) (*ent.Organization, error) {
	if in.OrganizationID == nil {
		return nil, nil
	}
	key := in.OrganizationID.Of(nodeid.Organization)
	shown, err := c.tx.ReviewCandidate.Query().Where(reviewcandidate.ReviewID(r.ID), reviewcandidate.OrganizationID(key)).Exist(ctx)
	if err != nil {
		return nil, err
	}
	if !shown {
		c.faults.Add("organizationId", problem.Missing, "this review shows no such similar account")
		return nil, nil
	}
	return c.tx.Organization.Query().Where(organization.ID(key)).Only(scope.Everything(ctx, scope.Matching))
}

// checkDuplicate faults when the same organization is registered already: exactly, where the details are taken as entered, or by
// another one of the accounts, where it was chosen. A review also knows one that is found by the keys of an older version alone.
func (c *change) checkDuplicate(ctx context.Context, d details, r *ent.Review, chosen *ent.Organization, among predicate.Account) error {
	if chosen == nil {
		exact, err := isRegistered(ctx, c.tx, d.party())
		if err != nil {
			return err
		}
		if !exact && r != nil {
			shown, err := r.QueryCandidates().QueryOrganization().All(scope.Everything(ctx, scope.Matching))
			if err != nil {
				return err
			}
			exact = slices.ContainsFunc(shown, func(o *ent.Organization) bool { return match.Exact(d.party(), partyOfOrganization(o)) })
		}
		if exact {
			c.faults.Add("acknowledgeDuplicate", problem.ExactDuplicateExists, "exactly this organization is registered already: choose it, or acknowledge the duplicate")
		}
		return nil
	}
	twice, err := c.anywhere(ctx, sameOrganization, among, account.OrganizationID(chosen.ID), account.StatusNEQ(account.StatusCLOSED))
	if err == nil && twice {
		c.faults.Add("acknowledgeDuplicate", problem.ExactDuplicateExists, "another account stands for this organization: acknowledge the duplicate to have it twice")
	}
	return err
}

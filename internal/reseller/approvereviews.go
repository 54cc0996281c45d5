package reseller

import (
	"context"

	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/viewer"
)

// MaxApprovals is how many decisions one approveReviews takes.
const MaxApprovals = 200

// ReviewApproval is what became of one decision among many.
type ReviewApproval struct {
	ReviewID nodeid.ID // as it was given
	Approval
	UserErrors problem.Faults
	Err        error // nothing was decided, and the decision is not at fault
}

// ApproveReviews decides each review as ApproveReview does, in the order given and each in a transaction of its own: what was decided stays,
// whatever becomes of the others. An answer that was lost is asked for again: the reviews answer the same accounts. It returns
// faults of the request, problem.Unauthenticated and problem.RateLimited before anything is decided.
func (s *Service) ApproveReviews(ctx context.Context, in ApproveReviewsInput) ([]ReviewApproval, error) {
	if !viewer.FromContext(ctx).Known() {
		return nil, problem.New(problem.Unauthenticated, "sign in first")
	}
	var f problem.Faults
	if len(in.Reviews) == 0 {
		f.Add("reviews", problem.Required, "the list is empty: name at least one review")
	}
	if len(in.Reviews) > MaxApprovals {
		f.Add("reviews", problem.LimitExceeded, "%d decisions are too many at once: send at most %d", len(in.Reviews), MaxApprovals)
	}
	if f != nil {
		return nil, f
	}
	if err := s.mayTell(ctx, similarOrganizations); err != nil {
		return nil, err
	}
	decided, first := make([]ReviewApproval, len(in.Reviews)), map[nodeid.ID]int{}
	for i, d := range in.Reviews {
		decided[i].ReviewID = d.ReviewID
		if before, twice := first[d.ReviewID]; twice {
			decided[i].UserErrors.Add("reviewId", problem.DuplicateInRequest, "the decision with index %d is about the same review", before)
			continue
		}
		if d.ReviewID != (nodeid.ID{}) { // malformed
			first[d.ReviewID] = i
		}
		decided[i].decide(s.ApproveReview(ctx, ApproveReviewInput{
			ReviewID: d.ReviewID, ReviewVersion: d.ReviewVersion, OrganizationID: d.OrganizationID, AcknowledgeDuplicate: d.AcknowledgeDuplicate,
		}))
	}
	return decided, nil
}

func (r *ReviewApproval) decide(done Approval, err error) {
	if r.UserErrors, r.Err = problem.FaultsOf(err); r.Err == nil {
		r.Approval = done
	}
}

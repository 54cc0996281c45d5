package graph

import (
	"context"

	"canopy/graph/model"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/reseller"
	"canopy/internal/tree"
	"canopy/internal/viewer"
)

// A payload is re-read through internal/tree behind the commit, with the selection below its field.

func (r *Resolver) reviewPayload(ctx context.Context) func(int64, error) (*model.ReviewPayload, error) {
	return func(key int64, err error) (*model.ReviewPayload, error) {
		faults, err := problem.FaultsOf(err)
		if err != nil || faults != nil {
			return &model.ReviewPayload{UserErrors: faults}, err
		}
		review, err := r.Tree.Review(ctx, nodeid.New(nodeid.Review, key), selection(ctx, "review"))
		return &model.ReviewPayload{Review: review}, err
	}
}

// approvalPayload tells the fresh review also beside REVIEW_STALE.
func (r *Resolver) approvalPayload(ctx context.Context) func(reseller.Approval, error) (*model.ApproveReviewPayload, error) {
	return func(done reseller.Approval, err error) (*model.ApproveReviewPayload, error) {
		faults, err := problem.FaultsOf(err)
		payload := &model.ApproveReviewPayload{UserErrors: faults}
		if err == nil && done.ReviewID != 0 {
			payload.Review, err = r.Tree.Review(ctx, nodeid.New(nodeid.Review, done.ReviewID), selection(ctx, "review"))
		}
		if err == nil && done.AccountID != 0 {
			id := nodeid.New(nodeid.Account, done.AccountID)
			payload.Account, err = r.Tree.Account(ctx, tree.AccountKey{ID: &id}, selection(ctx, "account"))
		}
		return payload, err
	}
}

// addUsers reads the users in the round trip that adds them.
func (r *Resolver) addUsers(ctx context.Context, input reseller.AddUsersInput) (*model.AddUsersPayload, error) {
	users := r.Tree.Written(selection(ctx, "users"))
	added, err := r.Reseller.AddUsers(ctx, input, users.Reading)
	faults, err := problem.FaultsOf(err)
	payload := &model.AddUsersPayload{AddedCount: added.Count, Rejected: added.Rejected, RejectedCSV: added.RejectedCSV, UserErrors: faults}
	if err == nil {
		payload.Users, err = users.Users(ctx, added.UserIDs)
	}
	return payload, err
}

// directory answers the people whom the rules let the viewer choose from.
func (r *Resolver) directory(ctx context.Context, account nodeid.ID) func(error) (*tree.UserConnection, error) {
	return func(err error) (*tree.UserConnection, error) {
		if err != nil {
			return nil, err
		}
		return r.Tree.Directory(ctx, account, connection(ctx))
	}
}

// similar turns candidates of the rules into objects of the tree.
func (r *Resolver) similar(ctx context.Context, parent nodeid.ID) func([]reseller.Candidate, error) ([]tree.SimilarAccount, error) {
	return func(candidates []reseller.Candidate, err error) ([]tree.SimilarAccount, error) {
		if err != nil {
			return nil, err
		}
		similar := make([]tree.Similar, len(candidates))
		for i, c := range candidates {
			similar[i] = tree.Similar{OrganizationID: c.OrganizationID, Score: c.Score, LikelySame: c.LikelySame, Reasons: c.Reasons}
		}
		return r.Tree.SimilarOrganizations(ctx, similar, parent, selection(ctx))
	}
}

func (r *Resolver) signedIn(ctx context.Context, input reseller.SignInInput) (*model.SignInPayload, error) {
	session, err := r.Reseller.SignIn(ctx, input)
	faults, err := problem.FaultsOf(err)
	if err != nil || faults != nil {
		return &model.SignInPayload{UserErrors: faults}, err
	}
	signedIn, err := r.viewer(viewer.NewContext(ctx, session.Viewer), selection(ctx, "viewer", "user"))
	return &model.SignInPayload{Token: &session.Token, ExpiresAt: &session.ExpiresAt, Viewer: signedIn}, err
}

func signedOut(err error) (*model.SignOutPayload, error) {
	faults, err := problem.FaultsOf(err)
	return &model.SignOutPayload{UserErrors: faults}, err
}

func (r *Resolver) viewer(ctx context.Context, sel *tree.Selection) (*model.Viewer, error) {
	key := viewer.FromContext(ctx).UserID
	if key == 0 || sel == nil {
		return &model.Viewer{}, sel.Check()
	}
	id := nodeid.New(nodeid.User, key)
	user, err := r.Tree.User(ctx, tree.UserKey{ID: &id}, sel)
	return &model.Viewer{User: user}, err
}

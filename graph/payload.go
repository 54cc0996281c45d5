package graph

import (
	"context"

	"canopy/graph/model"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/reseller"
	"canopy/internal/tree"
	"canopy/internal/viewer"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"
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
	payload := &model.AddUsersPayload{AddedCount: added.Count, Rejects: added.Rejects, UserErrors: faults}
	if err == nil {
		payload.Users, err = users.Users(ctx, added.UserIDs)
	}
	return payload, err
}

func (r *Resolver) grantPayload(ctx context.Context) func(int64, error) (*model.GrantRolePayload, error) {
	return func(key int64, err error) (*model.GrantRolePayload, error) {
		faults, err := problem.FaultsOf(err)
		if err != nil || faults != nil {
			return &model.GrantRolePayload{UserErrors: faults}, err
		}
		grant, err := r.Tree.Grant(ctx, nodeid.New(nodeid.Grant, key), selection(ctx, "grant"))
		return &model.GrantRolePayload{Grant: grant}, err
	}
}

func revokedGrant(id nodeid.ID, err error) (*model.RevokeGrantPayload, error) {
	faults, err := problem.FaultsOf(err)
	if err != nil || faults != nil {
		return &model.RevokeGrantPayload{UserErrors: faults}, err
	}
	return &model.RevokeGrantPayload{RevokedGrantID: &id}, nil
}

func (r *Resolver) changedUsers(ctx context.Context) func([]int64, error) (*model.ChangedUsersPayload, error) {
	return func(keys []int64, err error) (*model.ChangedUsersPayload, error) {
		faults, err := problem.FaultsOf(err)
		payload := &model.ChangedUsersPayload{UserErrors: faults}
		if err == nil {
			payload.Users, err = r.Tree.Written(selection(ctx, "users")).Users(ctx, keys)
		}
		return payload, err
	}
}

func (r *Resolver) accountPayload(ctx context.Context) func(int64, error) (*model.AccountPayload, error) {
	return func(key int64, err error) (*model.AccountPayload, error) {
		faults, err := problem.FaultsOf(err)
		if err != nil || faults != nil {
			return &model.AccountPayload{UserErrors: faults}, err
		}
		account, err := r.account(ctx, key)
		return &model.AccountPayload{Account: account}, err
	}
}

// account re-reads an account for the field account of a payload.
func (r *Resolver) account(ctx context.Context, key int64) (*tree.Account, error) {
	id := nodeid.New(nodeid.Account, key)
	return r.Tree.Account(ctx, tree.AccountKey{ID: &id}, selection(ctx, "account"))
}

// maxClosed is how many accounts closeAccount lists.
const maxClosed = 1000

func (r *Resolver) closedAccount(ctx context.Context) func(reseller.Closing, error) (*model.CloseAccountPayload, error) {
	return func(done reseller.Closing, err error) (*model.CloseAccountPayload, error) {
		faults, err := problem.FaultsOf(err)
		if err != nil || faults != nil {
			return &model.CloseAccountPayload{UserErrors: faults}, err
		}
		payload := &model.CloseAccountPayload{ClosedCount: len(done.Closed), UnassignedAssetCount: done.Unassigned}
		if payload.Account, err = r.account(ctx, done.AccountID); err != nil {
			return nil, err
		}
		payload.Closed, err = r.Tree.AccountsOf(ctx, done.Closed[:min(len(done.Closed), maxClosed)], selection(ctx, "closed"))
		return payload, err
	}
}

// movedAccounts reads the accounts as the viewer sees them where they are now.
func (r *Resolver) movedAccounts(ctx context.Context) func(reseller.Moved, error) (*model.MoveAccountsPayload, error) {
	return func(done reseller.Moved, err error) (*model.MoveAccountsPayload, error) {
		faults, err := problem.FaultsOf(err)
		if err != nil || faults != nil {
			return &model.MoveAccountsPayload{UserErrors: faults}, err
		}
		if ctx, err = r.Reseller.Refreshed(ctx); err != nil {
			return nil, err
		}
		payload := &model.MoveAccountsPayload{GainCount: done.Gains.Count, LossCount: done.Losses.Count}
		if payload.Accounts, err = r.Tree.AccountsOf(ctx, done.AccountIDs, selection(ctx, "accounts")); err != nil {
			return nil, err
		}
		if payload.Gains, err = r.Tree.AccessChanges(ctx, accessChanges(done.Gains), selection(ctx, "gains")); err != nil {
			return nil, err
		}
		payload.Losses, err = r.Tree.AccessChanges(ctx, accessChanges(done.Losses), selection(ctx, "losses"))
		return payload, err
	}
}

// accessChanges turns what the rules found into objects of the tree.
func accessChanges(found reseller.AccessChanges) []*tree.AccessChange {
	list := make([]*tree.AccessChange, len(found.First))
	for i, c := range found.First {
		list[i] = &tree.AccessChange{Changed: tree.Changed{AccountID: c.AccountID, UserID: c.UserID, KeyID: c.KeyID}}
		if c.Before != "" {
			list[i].Before = &c.Before
		}
		if c.After != "" {
			list[i].After = &c.After
		}
	}
	return list
}

func (r *Resolver) assetResults(ctx context.Context) func([]reseller.AssetResult, error) (*model.AssetsPayload, error) {
	return func(results []reseller.AssetResult, err error) (*model.AssetsPayload, error) {
		faults, err := problem.FaultsOf(err)
		if err != nil || faults != nil {
			return &model.AssetsPayload{UserErrors: faults}, err
		}
		ids := make([]nodeid.ID, len(results))
		for i, result := range results {
			ids[i] = result.AssetID
		}
		assets, err := r.Tree.Assets(ctx, ids, selection(ctx, "results", "asset"))
		payload := &model.AssetsPayload{Results: make([]model.AssetResult, len(results))}
		for i, result := range results {
			payload.Results[i] = model.AssetResult{AssetID: result.AssetID, Asset: assets[result.AssetID], UserErrors: result.UserErrors}
		}
		return payload, err
	}
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
	signedIn, err := r.Tree.Viewer(viewer.NewContext(ctx, session.Viewer), selection(ctx, "viewer"))
	return &model.SignInPayload{Token: &session.Token, ExpiresAt: &session.ExpiresAt, Viewer: signedIn}, err
}

func (r *Resolver) createdKey(ctx context.Context) func(reseller.IssuedKey, error) (*model.CreateAPIKeyPayload, error) {
	return func(issued reseller.IssuedKey, err error) (*model.CreateAPIKeyPayload, error) {
		faults, err := problem.FaultsOf(err)
		if err != nil || faults != nil {
			return &model.CreateAPIKeyPayload{UserErrors: faults}, err
		}
		key, err := r.apiKey(ctx, issued.KeyID)
		return &model.CreateAPIKeyPayload{APIKey: key, Token: &issued.Token}, err
	}
}

func (r *Resolver) revokedKey(ctx context.Context) func(int64, error) (*model.RevokeAPIKeyPayload, error) {
	return func(keyID int64, err error) (*model.RevokeAPIKeyPayload, error) {
		faults, err := problem.FaultsOf(err)
		if err != nil || faults != nil {
			return &model.RevokeAPIKeyPayload{UserErrors: faults}, err
		}
		key, err := r.apiKey(ctx, keyID)
		return &model.RevokeAPIKeyPayload{APIKey: key}, err
	}
}

// apiKey re-reads a key for the field apiKey of a payload.
func (r *Resolver) apiKey(ctx context.Context, keyID int64) (*tree.APIKey, error) {
	sel := selection(ctx, "apiKey")
	if sel == nil {
		return nil, nil
	}
	node, err := r.Tree.Node(ctx, nodeid.New(nodeid.APIKey, keyID), func(nodeid.Kind) *tree.Selection { return sel })
	key, _ := node.(*tree.APIKey)
	return key, err
}

func (r *Resolver) registeredWebhook(ctx context.Context) func(reseller.RegisteredWebhook, error) (*model.RegisterWebhookPayload, error) {
	return func(registered reseller.RegisteredWebhook, err error) (*model.RegisterWebhookPayload, error) {
		faults, err := problem.FaultsOf(err)
		if err != nil || faults != nil {
			return &model.RegisterWebhookPayload{UserErrors: faults}, err
		}
		webhook, err := r.Tree.Webhook(ctx, nodeid.New(nodeid.Webhook, registered.WebhookID), selection(ctx, "webhook"))
		return &model.RegisterWebhookPayload{Webhook: webhook, Secret: &registered.Secret}, err
	}
}

func (r *Resolver) updatedWebhook(ctx context.Context) func(int64, error) (*model.UpdateWebhookPayload, error) {
	return func(key int64, err error) (*model.UpdateWebhookPayload, error) {
		faults, err := problem.FaultsOf(err)
		if err != nil || faults != nil {
			return &model.UpdateWebhookPayload{UserErrors: faults}, err
		}
		webhook, err := r.Tree.Webhook(ctx, nodeid.New(nodeid.Webhook, key), selection(ctx, "webhook"))
		return &model.UpdateWebhookPayload{Webhook: webhook}, err
	}
}

func removedWebhook(id nodeid.ID, err error) (*model.RemoveWebhookPayload, error) {
	faults, err := problem.FaultsOf(err)
	if err != nil || faults != nil {
		return &model.RemoveWebhookPayload{UserErrors: faults}, err
	}
	return &model.RemoveWebhookPayload{RemovedWebhookID: &id}, nil
}

func (r *Resolver) replayedDelivery(ctx context.Context) func(int64, error) (*model.ReplayDeliveryPayload, error) {
	return func(key int64, err error) (*model.ReplayDeliveryPayload, error) {
		faults, err := problem.FaultsOf(err)
		if err != nil || faults != nil {
			return &model.ReplayDeliveryPayload{UserErrors: faults}, err
		}
		delivery, err := r.Tree.WebhookDelivery(ctx, nodeid.New(nodeid.WebhookDelivery, key), selection(ctx, "delivery"))
		return &model.ReplayDeliveryPayload{Delivery: delivery}, err
	}
}

func revokedSession(id nodeid.ID, err error) (*model.RevokeSessionPayload, error) {
	faults, err := problem.FaultsOf(err)
	if err != nil || faults != nil {
		return &model.RevokeSessionPayload{UserErrors: faults}, err
	}
	return &model.RevokeSessionPayload{RevokedSessionID: &id}, nil
}

func done(err error) (*model.DonePayload, error) {
	faults, err := problem.FaultsOf(err)
	return &model.DonePayload{UserErrors: faults}, err
}

func (r *Resolver) importPayload(ctx context.Context) func(int64, error) (*model.ImportUsersPayload, error) {
	return func(key int64, err error) (*model.ImportUsersPayload, error) {
		faults, err := problem.FaultsOf(err)
		if err != nil || faults != nil {
			return &model.ImportUsersPayload{UserErrors: faults}, err
		}
		started, err := r.Tree.UserImport(ctx, nodeid.New(nodeid.UserImport, key), selection(ctx, "import"))
		return &model.ImportUsersPayload{Import: started}, err
	}
}

func (r *Resolver) userPayload(ctx context.Context) func(int64, error) (*model.UpdateUserPayload, error) {
	return func(key int64, err error) (*model.UpdateUserPayload, error) {
		faults, err := problem.FaultsOf(err)
		if err != nil || faults != nil {
			return &model.UpdateUserPayload{UserErrors: faults}, err
		}
		id := nodeid.New(nodeid.User, key)
		user, err := r.Tree.User(ctx, tree.UserKey{ID: &id}, selection(ctx, "user"))
		return &model.UpdateUserPayload{User: user}, err
	}
}

func (r *Resolver) updatedUsers(ctx context.Context) func(reseller.UpdatedUsers, error) (*model.UpdateUsersPayload, error) {
	return func(updated reseller.UpdatedUsers, err error) (*model.UpdateUsersPayload, error) {
		faults, err := problem.FaultsOf(err)
		payload := &model.UpdateUsersPayload{
			ChangedCount: updated.Changed, UnchangedCount: updated.Unchanged, Rejects: updated.Rejects, UserErrors: faults,
		}
		if err == nil {
			payload.Users, err = r.Tree.Written(selection(ctx, "users")).Users(ctx, updated.UserIDs)
		}
		return payload, err
	}
}

func erasedUser(id nodeid.ID, err error) (*model.EraseUserPayload, error) {
	faults, err := problem.FaultsOf(err)
	if err != nil || faults != nil {
		return &model.EraseUserPayload{UserErrors: faults}, err
	}
	return &model.EraseUserPayload{ErasedUserID: &id}, nil
}

func (r *Resolver) openedReviews(ctx context.Context) func(reseller.OpenedReviews, error) (*model.CreateCustomersPayload, error) {
	return func(opened reseller.OpenedReviews, err error) (*model.CreateCustomersPayload, error) {
		faults, err := problem.FaultsOf(err)
		payload := &model.CreateCustomersPayload{ReviewCount: opened.Count, Rejects: opened.Rejects, UserErrors: faults}
		if err == nil {
			payload.Reviews, err = r.Tree.ReviewsOf(ctx, opened.ReviewIDs, selection(ctx, "reviews"))
		}
		return payload, err
	}
}

func (r *Resolver) reviewApprovals(ctx context.Context) func([]reseller.ReviewApproval, error) (*model.ApproveReviewsPayload, error) {
	return func(decided []reseller.ReviewApproval, err error) (*model.ApproveReviewsPayload, error) {
		faults, err := problem.FaultsOf(err)
		if err != nil || faults != nil {
			return &model.ApproveReviewsPayload{UserErrors: faults}, err
		}
		reviewIDs, accountIDs := make([]int64, len(decided)), make([]int64, len(decided))
		for i, d := range decided {
			reviewIDs[i], accountIDs[i] = d.Approval.ReviewID, d.AccountID
		}
		reviews, err := r.Tree.ReviewsOf(ctx, reviewIDs, selection(ctx, "results", "review"))
		if err != nil {
			return nil, err
		}
		accounts, err := r.Tree.AccountsOf(ctx, accountIDs, selection(ctx, "results", "account"))
		payload := &model.ApproveReviewsPayload{Results: make([]model.ReviewApproval, len(decided))}
		for i, d := range decided {
			if d.Err != nil { // told beside what is done, at the account that there is not
				graphql.AddError(ctx, gqlerror.WrapPath(elementPath(ctx, "results", i, "account"), d.Err))
			}
			payload.Results[i] = model.ReviewApproval{
				ReviewID: d.ReviewID, Review: of(reviews, d.Approval.ReviewID, func(r *tree.Review) int64 { return r.Key }),
				Account: of(accounts, d.AccountID, func(a *tree.Account) int64 { return a.Key }), UserErrors: d.UserErrors,
			}
		}
		return payload, err
	}
}

// elementPath is the path of a field of an element of a list below the resolved field, by the names that the answer gives them. It ends where
// nothing is selected.
func elementPath(ctx context.Context, list string, i int, name string) ast.Path {
	path, l := graphql.GetPath(ctx), newLookahead(ctx)
	field, ok := l.field(graphql.GetFieldContext(ctx).Field, list)
	if !ok {
		return path
	}
	path = append(path, ast.PathName(field.Alias), ast.PathIndex(i))
	if field, ok = l.field(field, name); ok {
		path = append(path, ast.PathName(field.Alias))
	}
	return path
}

// of is the one of the nodes with the key; nil when there is none.
func of[N any](nodes []*N, key int64, keyOf func(*N) int64) *N {
	for _, n := range nodes {
		if keyOf(n) == key {
			return n
		}
	}
	return nil
}

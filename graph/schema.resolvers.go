package graph

import (
	"canopy/ent/review"
	"canopy/ent/userimport"
	"canopy/ent/webhookdelivery"
	"canopy/graph/model"
	"canopy/internal/locale"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/reseller"
	"canopy/internal/tree"
	"canopy/internal/usercsv"
	"canopy/internal/viewer"
	"context"
)

// SubAccounts is the resolver for the subAccounts field.
func (r *accountResolver) SubAccounts(ctx context.Context, obj *tree.Account, first *int, after *string, last *int, before *string, filter *tree.AccountFilter, orderBy *tree.AccountOrder) (*tree.AccountConnection, error) {
	return page(ctx, obj.SubAccounts), nil
}

// Descendants is the resolver for the descendants field.
func (r *accountResolver) Descendants(ctx context.Context, obj *tree.Account, first *int, after *string, maxDepth *int, filter *tree.AccountFilter) (*tree.AccountConnection, error) {
	return page(ctx, obj.Descendants), nil
}

// Users is the resolver for the users field.
func (r *accountResolver) Users(ctx context.Context, obj *tree.Account, first *int, after *string, last *int, before *string, includeDescendants bool, filter *tree.UserFilter, orderBy *tree.UserOrder) (*tree.UserConnection, error) {
	return page(ctx, obj.Users), nil
}

// Reviews is the resolver for the reviews field.
func (r *accountResolver) Reviews(ctx context.Context, obj *tree.Account, first *int, after *string, status *review.Status, similar *bool) (*tree.ReviewConnection, error) {
	return page(ctx, obj.Reviews), nil
}

// Assets is the resolver for the assets field.
func (r *accountResolver) Assets(ctx context.Context, obj *tree.Account, first *int, after *string, last *int, before *string, filter *tree.AssetFilter, orderBy *tree.AssetOrder) (*tree.AssetConnection, error) {
	return page(ctx, obj.Assets), nil
}

// Grants is the resolver for the grants field.
func (r *accountResolver) Grants(ctx context.Context, obj *tree.Account, first *int, after *string) (*tree.GrantConnection, error) {
	return page(ctx, obj.Grants), nil
}

// Events is the resolver for the events field.
func (r *accountResolver) Events(ctx context.Context, obj *tree.Account, first *int, after *string, last *int, before *string, includeDescendants bool, filter *tree.EventFilter) (*tree.EventConnection, error) {
	return page(ctx, obj.Events), nil
}

// APIKeys is the resolver for the apiKeys field.
func (r *accountResolver) APIKeys(ctx context.Context, obj *tree.Account, first *int, after *string) (*tree.APIKeyConnection, error) {
	return page(ctx, obj.APIKeys), nil
}

// Webhooks is the resolver for the webhooks field.
func (r *accountResolver) Webhooks(ctx context.Context, obj *tree.Account, first *int, after *string) (*tree.WebhookConnection, error) {
	return page(ctx, obj.Webhooks), nil
}

// UserImports is the resolver for the userImports field.
func (r *accountResolver) UserImports(ctx context.Context, obj *tree.Account, first *int, after *string, status *userimport.Status) (*tree.UserImportConnection, error) {
	return page(ctx, obj.UserImports), nil
}

// SignIn is the resolver for the signIn field.
func (r *mutationResolver) SignIn(ctx context.Context, input reseller.SignInInput) (*model.SignInPayload, error) {
	return r.signedIn(ctx, input)
}

// SignOut is the resolver for the signOut field.
func (r *mutationResolver) SignOut(ctx context.Context) (*model.DonePayload, error) {
	return done(r.Reseller.SignOut(ctx))
}

// CreateCustomer is the resolver for the createCustomer field.
func (r *mutationResolver) CreateCustomer(ctx context.Context, input reseller.CreateCustomerInput) (*model.ReviewPayload, error) {
	return r.reviewPayload(ctx)(r.Reseller.CreateCustomer(ctx, input))
}

// UpdateReview is the resolver for the updateReview field.
func (r *mutationResolver) UpdateReview(ctx context.Context, input reseller.UpdateReviewInput) (*model.ReviewPayload, error) {
	return r.reviewPayload(ctx)(r.Reseller.UpdateReview(ctx, input))
}

// ApproveReview is the resolver for the approveReview field.
func (r *mutationResolver) ApproveReview(ctx context.Context, input reseller.ApproveReviewInput) (*model.ApproveReviewPayload, error) {
	return r.approvalPayload(ctx)(r.Reseller.ApproveReview(ctx, input))
}

// DiscardReview is the resolver for the discardReview field.
func (r *mutationResolver) DiscardReview(ctx context.Context, input reseller.DiscardReviewInput) (*model.ReviewPayload, error) {
	return r.reviewPayload(ctx)(r.Reseller.DiscardReview(ctx, input))
}

// AddUsers is the resolver for the addUsers field.
func (r *mutationResolver) AddUsers(ctx context.Context, input reseller.AddUsersInput) (*model.AddUsersPayload, error) {
	return r.addUsers(ctx, input)
}

// ImportUsers is the resolver for the importUsers field.
func (r *mutationResolver) ImportUsers(ctx context.Context, input reseller.ImportUsersInput) (*model.ImportUsersPayload, error) {
	return r.importPayload(ctx)(r.Reseller.ImportUsers(ctx, input))
}

// CreateCustomers is the resolver for the createCustomers field.
func (r *mutationResolver) CreateCustomers(ctx context.Context, input reseller.CreateCustomersInput) (*model.CreateCustomersPayload, error) {
	return r.openedReviews(ctx)(r.Reseller.CreateCustomers(ctx, input))
}

// ApproveReviews is the resolver for the approveReviews field.
func (r *mutationResolver) ApproveReviews(ctx context.Context, input reseller.ApproveReviewsInput) (*model.ApproveReviewsPayload, error) {
	return r.reviewApprovals(ctx)(r.Reseller.ApproveReviews(ctx, input))
}

// UpdateUser is the resolver for the updateUser field.
func (r *mutationResolver) UpdateUser(ctx context.Context, input reseller.UpdateUserInput) (*model.UpdateUserPayload, error) {
	return r.userPayload(ctx)(r.Reseller.UpdateUser(ctx, input))
}

// UpdateUsers is the resolver for the updateUsers field.
func (r *mutationResolver) UpdateUsers(ctx context.Context, input reseller.UpdateUsersInput) (*model.UpdateUsersPayload, error) {
	return r.updatedUsers(ctx)(r.Reseller.UpdateUsers(ctx, input))
}

// MoveUsers is the resolver for the moveUsers field.
func (r *mutationResolver) MoveUsers(ctx context.Context, input reseller.MoveUsersInput) (*model.ChangedUsersPayload, error) {
	return r.changedUsers(ctx)(r.Reseller.MoveUsers(ctx, input))
}

// EraseUser is the resolver for the eraseUser field.
func (r *mutationResolver) EraseUser(ctx context.Context, input reseller.EraseUserInput) (*model.EraseUserPayload, error) {
	return erasedUser(input.UserID, r.Reseller.EraseUser(ctx, input))
}

// ResendInvitations is the resolver for the resendInvitations field.
func (r *mutationResolver) ResendInvitations(ctx context.Context, input reseller.ResendInvitationsInput) (*model.ChangedUsersPayload, error) {
	return r.changedUsers(ctx)(r.Reseller.ResendInvitations(ctx, input))
}

// RevokeInvitations is the resolver for the revokeInvitations field.
func (r *mutationResolver) RevokeInvitations(ctx context.Context, input reseller.RevokeInvitationsInput) (*model.ChangedUsersPayload, error) {
	return r.changedUsers(ctx)(r.Reseller.RevokeInvitations(ctx, input))
}

// AcceptInvitation is the resolver for the acceptInvitation field.
func (r *mutationResolver) AcceptInvitation(ctx context.Context, input reseller.AcceptInvitationInput) (*model.DonePayload, error) {
	return done(r.Reseller.AcceptInvitation(ctx, input))
}

// ChangePassword is the resolver for the changePassword field.
func (r *mutationResolver) ChangePassword(ctx context.Context, input reseller.ChangePasswordInput) (*model.DonePayload, error) {
	return done(r.Reseller.ChangePassword(ctx, input))
}

// ConfirmEmail is the resolver for the confirmEmail field.
func (r *mutationResolver) ConfirmEmail(ctx context.Context, input reseller.ConfirmEmailInput) (*model.DonePayload, error) {
	return done(r.Reseller.ConfirmEmail(ctx, input))
}

// GrantRole is the resolver for the grantRole field.
func (r *mutationResolver) GrantRole(ctx context.Context, input reseller.GrantRoleInput) (*model.GrantRolePayload, error) {
	return r.grantPayload(ctx)(r.Reseller.GrantRole(ctx, input))
}

// RevokeGrant is the resolver for the revokeGrant field.
func (r *mutationResolver) RevokeGrant(ctx context.Context, input reseller.RevokeGrantInput) (*model.RevokeGrantPayload, error) {
	return revokedGrant(input.GrantID, r.Reseller.RevokeGrant(ctx, input))
}

// DisableUsers is the resolver for the disableUsers field.
func (r *mutationResolver) DisableUsers(ctx context.Context, input reseller.DisableUsersInput) (*model.ChangedUsersPayload, error) {
	return r.changedUsers(ctx)(r.Reseller.DisableUsers(ctx, input))
}

// EnableUsers is the resolver for the enableUsers field.
func (r *mutationResolver) EnableUsers(ctx context.Context, input reseller.EnableUsersInput) (*model.ChangedUsersPayload, error) {
	return r.changedUsers(ctx)(r.Reseller.EnableUsers(ctx, input))
}

// CreateAPIKey is the resolver for the createApiKey field.
func (r *mutationResolver) CreateAPIKey(ctx context.Context, input reseller.CreateAPIKeyInput) (*model.CreateAPIKeyPayload, error) {
	return r.createdKey(ctx)(r.Reseller.CreateAPIKey(ctx, input))
}

// RevokeAPIKey is the resolver for the revokeApiKey field.
func (r *mutationResolver) RevokeAPIKey(ctx context.Context, input reseller.RevokeAPIKeyInput) (*model.RevokeAPIKeyPayload, error) {
	return r.revokedKey(ctx)(r.Reseller.RevokeAPIKey(ctx, input))
}

// RegisterWebhook is the resolver for the registerWebhook field.
func (r *mutationResolver) RegisterWebhook(ctx context.Context, input reseller.RegisterWebhookInput) (*model.RegisterWebhookPayload, error) {
	return r.registeredWebhook(ctx)(r.Reseller.RegisterWebhook(ctx, input))
}

// UpdateWebhook is the resolver for the updateWebhook field.
func (r *mutationResolver) UpdateWebhook(ctx context.Context, input reseller.UpdateWebhookInput) (*model.UpdateWebhookPayload, error) {
	return r.updatedWebhook(ctx)(r.Reseller.UpdateWebhook(ctx, input))
}

// RemoveWebhook is the resolver for the removeWebhook field.
func (r *mutationResolver) RemoveWebhook(ctx context.Context, input reseller.RemoveWebhookInput) (*model.RemoveWebhookPayload, error) {
	return removedWebhook(input.WebhookID, r.Reseller.RemoveWebhook(ctx, input))
}

// ReplayDelivery is the resolver for the replayDelivery field.
func (r *mutationResolver) ReplayDelivery(ctx context.Context, input reseller.ReplayDeliveryInput) (*model.ReplayDeliveryPayload, error) {
	return r.replayedDelivery(ctx)(r.Reseller.ReplayDelivery(ctx, input))
}

// UpdateAccount is the resolver for the updateAccount field.
func (r *mutationResolver) UpdateAccount(ctx context.Context, input reseller.UpdateAccountInput) (*model.AccountPayload, error) {
	return r.accountPayload(ctx)(r.Reseller.UpdateAccount(ctx, input))
}

// MoveAccounts is the resolver for the moveAccounts field.
func (r *mutationResolver) MoveAccounts(ctx context.Context, input reseller.MoveAccountsInput) (*model.MoveAccountsPayload, error) {
	return r.movedAccounts(ctx)(r.Reseller.MoveAccounts(ctx, input))
}

// SuspendAccount is the resolver for the suspendAccount field.
func (r *mutationResolver) SuspendAccount(ctx context.Context, input reseller.SuspendAccountInput) (*model.AccountPayload, error) {
	return r.accountPayload(ctx)(r.Reseller.SuspendAccount(ctx, input))
}

// ResumeAccount is the resolver for the resumeAccount field.
func (r *mutationResolver) ResumeAccount(ctx context.Context, input reseller.ResumeAccountInput) (*model.AccountPayload, error) {
	return r.accountPayload(ctx)(r.Reseller.ResumeAccount(ctx, input))
}

// CloseAccount is the resolver for the closeAccount field.
func (r *mutationResolver) CloseAccount(ctx context.Context, input reseller.CloseAccountInput) (*model.CloseAccountPayload, error) {
	return r.closedAccount(ctx)(r.Reseller.CloseAccount(ctx, input))
}

// CancelProvisioning is the resolver for the cancelProvisioning field.
func (r *mutationResolver) CancelProvisioning(ctx context.Context, input reseller.CancelProvisioningInput) (*model.AccountPayload, error) {
	return r.accountPayload(ctx)(r.Reseller.CancelProvisioning(ctx, input))
}

// RetryProvisioning is the resolver for the retryProvisioning field.
func (r *mutationResolver) RetryProvisioning(ctx context.Context, input reseller.RetryProvisioningInput) (*model.AccountPayload, error) {
	return r.accountPayload(ctx)(r.Reseller.RetryProvisioning(ctx, input))
}

// CompleteProvisioning is the resolver for the completeProvisioning field.
func (r *mutationResolver) CompleteProvisioning(ctx context.Context, input reseller.CompleteProvisioningInput) (*model.AccountPayload, error) {
	return r.accountPayload(ctx)(r.Reseller.CompleteProvisioning(ctx, input))
}

// RejectProvisioning is the resolver for the rejectProvisioning field.
func (r *mutationResolver) RejectProvisioning(ctx context.Context, input reseller.RejectProvisioningInput) (*model.AccountPayload, error) {
	return r.accountPayload(ctx)(r.Reseller.RejectProvisioning(ctx, input))
}

// SetAccountLimits is the resolver for the setAccountLimits field.
func (r *mutationResolver) SetAccountLimits(ctx context.Context, input reseller.SetAccountLimitsInput) (*model.AccountPayload, error) {
	return r.accountPayload(ctx)(r.Reseller.SetAccountLimits(ctx, input))
}

// AssignAssets is the resolver for the assignAssets field.
func (r *mutationResolver) AssignAssets(ctx context.Context, input reseller.AssignAssetsInput) (*model.AssetsPayload, error) {
	return r.assetResults(ctx)(r.Reseller.AssignAssets(ctx, input))
}

// UnassignAssets is the resolver for the unassignAssets field.
func (r *mutationResolver) UnassignAssets(ctx context.Context, input reseller.UnassignAssetsInput) (*model.AssetsPayload, error) {
	return r.assetResults(ctx)(r.Reseller.UnassignAssets(ctx, input))
}

// CreateReseller is the resolver for the createReseller field.
func (r *mutationResolver) CreateReseller(ctx context.Context, input reseller.CreateResellerInput) (*model.AccountPayload, error) {
	return r.accountPayload(ctx)(r.Reseller.CreateReseller(ctx, input))
}

// RevokeSession is the resolver for the revokeSession field.
func (r *mutationResolver) RevokeSession(ctx context.Context, input reseller.RevokeSessionInput) (*model.RevokeSessionPayload, error) {
	return revokedSession(input.SessionID, r.Reseller.RevokeSession(ctx, input))
}

// RequestPasswordReset is the resolver for the requestPasswordReset field.
func (r *mutationResolver) RequestPasswordReset(ctx context.Context, input reseller.RequestPasswordResetInput) (*model.DonePayload, error) {
	return done(r.Reseller.RequestPasswordReset(ctx, input))
}

// ResetPassword is the resolver for the resetPassword field.
func (r *mutationResolver) ResetPassword(ctx context.Context, input reseller.ResetPasswordInput) (*model.DonePayload, error) {
	return done(r.Reseller.ResetPassword(ctx, input))
}

// Viewer is the resolver for the viewer field.
func (r *queryResolver) Viewer(ctx context.Context) (*tree.Viewer, error) {
	return r.Tree.Viewer(ctx, selection(ctx))
}

// Node is the resolver for the node field.
func (r *queryResolver) Node(ctx context.Context, id nodeid.ID) (tree.Node, error) {
	return r.Tree.Node(ctx, id, nodeSelection(ctx))
}

// Nodes is the resolver for the nodes field.
func (r *queryResolver) Nodes(ctx context.Context, ids []nodeid.ID) ([]tree.Node, error) {
	return r.Tree.Nodes(ctx, ids, nodeSelection(ctx))
}

// Account is the resolver for the account field.
func (r *queryResolver) Account(ctx context.Context, id *nodeid.ID, accountNumber *string, externalReference *string) (*tree.Account, error) {
	return r.Tree.Account(ctx, tree.AccountKey{ID: id, Number: accountNumber, Reference: externalReference}, selection(ctx))
}

// Accounts is the resolver for the accounts field.
func (r *queryResolver) Accounts(ctx context.Context, first *int, after *string, last *int, before *string, filter *tree.AccountFilter, orderBy *tree.AccountOrder) (*tree.AccountConnection, error) {
	return r.Tree.Accounts(ctx, connection(ctx))
}

// Review is the resolver for the review field.
func (r *queryResolver) Review(ctx context.Context, id nodeid.ID) (*tree.Review, error) {
	return r.Tree.Review(ctx, id, selection(ctx))
}

// SimilarAccounts is the resolver for the similarAccounts field.
func (r *queryResolver) SimilarAccounts(ctx context.Context, parentID nodeid.ID, name string, address reseller.AddressInput, phone *string, first int) ([]tree.SimilarAccount, error) {
	return r.similar(ctx, parentID)(r.Reseller.Similar(ctx, parentID, name, address, phone, first))
}

// UserDirectory is the resolver for the userDirectory field.
func (r *queryResolver) UserDirectory(ctx context.Context, accountID nodeid.ID, search *string, first *int, after *string) (*tree.UserConnection, error) {
	return r.directory(ctx, accountID)(r.Reseller.MayCreateCustomer(ctx, accountID))
}

// User is the resolver for the user field.
func (r *queryResolver) User(ctx context.Context, id *nodeid.ID, email *string) (*tree.User, error) {
	return r.Tree.User(ctx, tree.UserKey{ID: id, Email: email}, selection(ctx))
}

// Languages is the resolver for the languages field.
func (r *queryResolver) Languages(ctx context.Context) ([]locale.LanguageInfo, error) {
	return locale.Languages(), nil
}

// TimeZones is the resolver for the timeZones field.
func (r *queryResolver) TimeZones(ctx context.Context) ([]locale.TimeZoneInfo, error) {
	return locale.TimeZones(r.Now()), nil
}

// Countries is the resolver for the countries field.
func (r *queryResolver) Countries(ctx context.Context) ([]locale.Country, error) {
	return locale.Countries(), nil
}

// UserCSVTemplate is the resolver for the userCsvTemplate field.
func (r *queryResolver) UserCSVTemplate(ctx context.Context) (string, error) {
	return usercsv.Template(), nil
}

// CustomerCSVTemplate is the resolver for the customerCsvTemplate field.
func (r *queryResolver) CustomerCSVTemplate(ctx context.Context) (string, error) {
	return usercsv.CustomerTemplate(), nil
}

// AccountChanged is the resolver for the accountChanged field.
func (r *subscriptionResolver) AccountChanged(ctx context.Context, accountID nodeid.ID, includeDescendants bool, after *string) (<-chan *model.AccountChangedPayload, error) {
	return r.accountChanged(ctx, accountID, includeDescendants, after)
}

// UsersAdded is the resolver for the usersAdded field.
func (r *subscriptionResolver) UsersAdded(ctx context.Context, accountID nodeid.ID, includeDescendants bool, after *string) (<-chan *model.UsersAddedPayload, error) {
	return r.usersAdded(ctx, accountID, includeDescendants, after)
}

// EffectivePermissions is the resolver for the effectivePermissions field.
func (r *userResolver) EffectivePermissions(ctx context.Context, obj *tree.User, accountID nodeid.ID) ([]tree.EffectivePermission, error) {
	return listed(ctx, obj.Effective), nil
}

// Rejected is the resolver for the rejected field.
func (r *userImportResolver) Rejected(ctx context.Context, obj *tree.UserImport, first *int, after *int) ([]problem.RejectedRow, error) {
	return listed(ctx, obj.Rejected), nil
}

// TopAccounts is the resolver for the topAccounts field.
func (r *viewerResolver) TopAccounts(ctx context.Context, obj *tree.Viewer, first *int, after *string) (*tree.AccountConnection, error) {
	return page(ctx, obj.TopAccounts), nil
}

// PermissionsOn is the resolver for the permissionsOn field.
func (r *viewerResolver) PermissionsOn(ctx context.Context, obj *tree.Viewer, accountID nodeid.ID) ([]viewer.Permission, error) {
	return listed(ctx, obj.Permissions), nil
}

// Deliveries is the resolver for the deliveries field.
func (r *webhookResolver) Deliveries(ctx context.Context, obj *tree.Webhook, first *int, after *string, status *webhookdelivery.Status) (*tree.WebhookDeliveryConnection, error) {
	return page(ctx, obj.Deliveries), nil
}

// Account returns AccountResolver implementation.
func (r *Resolver) Account() AccountResolver { return &accountResolver{r} }

// Mutation returns MutationResolver implementation.
func (r *Resolver) Mutation() MutationResolver { return &mutationResolver{r} }

// Query returns QueryResolver implementation.
func (r *Resolver) Query() QueryResolver { return &queryResolver{r} }

// Subscription returns SubscriptionResolver implementation.
func (r *Resolver) Subscription() SubscriptionResolver { return &subscriptionResolver{r} }

// User returns UserResolver implementation.
func (r *Resolver) User() UserResolver { return &userResolver{r} }

// UserImport returns UserImportResolver implementation.
func (r *Resolver) UserImport() UserImportResolver { return &userImportResolver{r} }

// Viewer returns ViewerResolver implementation.
func (r *Resolver) Viewer() ViewerResolver { return &viewerResolver{r} }

// Webhook returns WebhookResolver implementation.
func (r *Resolver) Webhook() WebhookResolver { return &webhookResolver{r} }

type (
	accountResolver      struct{ *Resolver }
	mutationResolver     struct{ *Resolver }
	queryResolver        struct{ *Resolver }
	subscriptionResolver struct{ *Resolver }
	userResolver         struct{ *Resolver }
	userImportResolver   struct{ *Resolver }
	viewerResolver       struct{ *Resolver }
	webhookResolver      struct{ *Resolver }
)

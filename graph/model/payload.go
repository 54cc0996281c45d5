// Package model is the answers of mutations: what was made, re-read through internal/tree, and the faults.
package model

import (
	"time"

	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/reseller"
	"canopy/internal/tree"
)

// ReviewPayload answers createCustomer, updateReview and discardReview.
type ReviewPayload struct {
	Review     *tree.Review
	UserErrors []problem.Fault
}

// ApproveReviewPayload answers approveReview.
type ApproveReviewPayload struct {
	Review     *tree.Review
	Account    *tree.Account
	UserErrors []problem.Fault
}

// AddUsersPayload answers addUsers.
type AddUsersPayload struct {
	Users      []*tree.User
	AddedCount int
	reseller.Rejects
	UserErrors []problem.Fault
}

// ImportUsersPayload answers importUsers.
type ImportUsersPayload struct {
	Import     *tree.UserImport
	UserErrors []problem.Fault
}

// UpdateUserPayload answers updateUser.
type UpdateUserPayload struct {
	User       *tree.User
	UserErrors []problem.Fault
}

// UpdateUsersPayload answers updateUsers.
type UpdateUsersPayload struct {
	Users          []*tree.User
	ChangedCount   int
	UnchangedCount int
	reseller.Rejects
	UserErrors []problem.Fault
}

// EraseUserPayload answers eraseUser.
type EraseUserPayload struct {
	ErasedUserID *nodeid.ID
	UserErrors   []problem.Fault
}

// CreateCustomersPayload answers createCustomers.
type CreateCustomersPayload struct {
	Reviews     []*tree.Review
	ReviewCount int
	reseller.Rejects
	UserErrors []problem.Fault
}

// ApproveReviewsPayload answers approveReviews.
type ApproveReviewsPayload struct {
	Results    []ReviewApproval
	UserErrors []problem.Fault
}

// ReviewApproval is what became of one decision.
type ReviewApproval struct {
	ReviewID   nodeid.ID
	Review     *tree.Review
	Account    *tree.Account
	UserErrors []problem.Fault
}

// DonePayload answers what has nothing to tell but faults.
type DonePayload struct {
	UserErrors []problem.Fault
}

// SignInPayload answers signIn.
type SignInPayload struct {
	Token      *string
	ExpiresAt  *time.Time
	Viewer     *tree.Viewer
	UserErrors []problem.Fault
}

// GrantRolePayload answers grantRole.
type GrantRolePayload struct {
	Grant      *tree.Grant
	UserErrors []problem.Fault
}

// RevokeGrantPayload answers revokeGrant.
type RevokeGrantPayload struct {
	RevokedGrantID *nodeid.ID
	UserErrors     []problem.Fault
}

// ChangedUsersPayload answers disableUsers, enableUsers, moveUsers, resendInvitations and revokeInvitations.
type ChangedUsersPayload struct {
	Users      []*tree.User
	UserErrors []problem.Fault
}

// CreateAPIKeyPayload answers createApiKey.
type CreateAPIKeyPayload struct {
	APIKey     *tree.APIKey
	Token      *string
	UserErrors []problem.Fault
}

// RevokeAPIKeyPayload answers revokeApiKey.
type RevokeAPIKeyPayload struct {
	APIKey     *tree.APIKey
	UserErrors []problem.Fault
}

// RegisterWebhookPayload answers registerWebhook.
type RegisterWebhookPayload struct {
	Webhook    *tree.Webhook
	Secret     *string
	UserErrors []problem.Fault
}

// UpdateWebhookPayload answers updateWebhook.
type UpdateWebhookPayload struct {
	Webhook    *tree.Webhook
	UserErrors []problem.Fault
}

// RemoveWebhookPayload answers removeWebhook.
type RemoveWebhookPayload struct {
	RemovedWebhookID *nodeid.ID
	UserErrors       []problem.Fault
}

// ReplayDeliveryPayload answers replayDelivery.
type ReplayDeliveryPayload struct {
	Delivery   *tree.WebhookDelivery
	UserErrors []problem.Fault
}

// RevokeSessionPayload answers revokeSession.
type RevokeSessionPayload struct {
	RevokedSessionID *nodeid.ID
	UserErrors       []problem.Fault
}

// AccountPayload answers what changes one account: createReseller, updateAccount, suspendAccount, resumeAccount, cancelProvisioning,
// retryProvisioning, completeProvisioning, rejectProvisioning and setAccountLimits.
type AccountPayload struct {
	Account    *tree.Account
	UserErrors []problem.Fault
}

// MoveAccountsPayload answers moveAccounts.
type MoveAccountsPayload struct {
	Accounts   []*tree.Account
	Gains      []*tree.AccessChange
	GainCount  int
	Losses     []*tree.AccessChange
	LossCount  int
	UserErrors []problem.Fault
}

// CloseAccountPayload answers closeAccount.
type CloseAccountPayload struct {
	Account              *tree.Account
	Closed               []*tree.Account
	ClosedCount          int
	UnassignedAssetCount int
	UserErrors           []problem.Fault
}

// AssetsPayload answers assignAssets and unassignAssets.
type AssetsPayload struct {
	Results    []AssetResult
	UserErrors []problem.Fault
}

// AssetResult is what became of one asset.
type AssetResult struct {
	AssetID    nodeid.ID
	Asset      *tree.Asset
	UserErrors []problem.Fault
}

// AccountChangedPayload tells subscribers what was done to an account.
type AccountChangedPayload struct {
	Cursor  string
	Event   *tree.Event
	Account *tree.Account
}

// UsersAddedPayload tells subscribers who was added.
type UsersAddedPayload struct {
	Cursor string
	Event  *tree.Event
	Users  []*tree.User
}

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
	Users       []*tree.User
	AddedCount  int
	Rejected    []reseller.RejectedRow
	RejectedCSV *string
	UserErrors  []problem.Fault
}

// SignInPayload answers signIn.
type SignInPayload struct {
	Token      *string
	ExpiresAt  *time.Time
	Viewer     *tree.Viewer
	UserErrors []problem.Fault
}

// SignOutPayload answers signOut.
type SignOutPayload struct {
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

// ChangedUsersPayload answers disableUsers and enableUsers.
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

// RevokeSessionPayload answers revokeSession.
type RevokeSessionPayload struct {
	RevokedSessionID *nodeid.ID
	UserErrors       []problem.Fault
}

// RequestPasswordResetPayload answers requestPasswordReset.
type RequestPasswordResetPayload struct {
	UserErrors []problem.Fault
}

// ResetPasswordPayload answers resetPassword.
type ResetPasswordPayload struct {
	UserErrors []problem.Fault
}

// AccountPayload answers what changes one account: createReseller, updateAccount, suspendAccount, resumeAccount, cancelProvisioning and
// setAccountLimits.
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

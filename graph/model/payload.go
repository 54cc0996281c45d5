// Package model is the answers of mutations: what was made, re-read through internal/tree, and the faults.
package model

import (
	"time"

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
	Viewer     *Viewer
	UserErrors []problem.Fault
}

// SignOutPayload answers signOut.
type SignOutPayload struct {
	UserErrors []problem.Fault
}

// Viewer is who asks.
type Viewer struct {
	User *tree.User
}

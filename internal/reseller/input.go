package reseller

import (
	"time"

	"canopy/ent/grant"
	"canopy/ent/provisioning"
	"canopy/internal/nodeid"
	"canopy/internal/viewer"

	"github.com/99designs/gqlgen/graphql"
)

// AddressInput is a postal address as entered.
type AddressInput struct {
	Street            []string
	DependentLocality *string
	City              *string
	Region            *string
	PostalCode        *string
	Country           string
}

// CustomerType is END_CUSTOMER or SUB_DIVISION.
type CustomerType string

// CreateCustomerInput is the form of a new customer.
type CreateCustomerInput struct {
	ParentID              nodeid.ID
	Type                  CustomerType
	Name                  string
	Address               AddressInput
	Phone                 *string
	Language              *string
	Timezone              *string
	NotificationContactID nodeid.ID
	ExternalReference     *string
	IdempotencyKey        *string
}

// UpdateReviewInput changes an open review: absent stays, null clears.
type UpdateReviewInput struct {
	ReviewID              nodeid.ID
	Type                  graphql.Omittable[*CustomerType]
	Name                  graphql.Omittable[*string]
	Address               graphql.Omittable[*AddressInput]
	Phone                 graphql.Omittable[*string]
	Language              graphql.Omittable[*string]
	Timezone              graphql.Omittable[*string]
	NotificationContactID graphql.Omittable[*nodeid.ID]
	ExternalReference     graphql.Omittable[*string]
}

// ApproveReviewInput is the decision to register.
type ApproveReviewInput struct {
	ReviewID             nodeid.ID
	ReviewVersion        int
	OrganizationID       *nodeid.ID
	AcknowledgeDuplicate bool
	IdempotencyKey       *string
}

// DiscardReviewInput is the decision not to register.
type DiscardReviewInput struct {
	ReviewID nodeid.ID
}

// NewUserInput is a person to add.
type NewUserInput struct {
	Email      string
	GivenName  string
	FamilyName string
	Phone      *string
	JobTitle   *string
	Language   *string
	Timezone   *string
	Role       *viewer.Role
}

// BulkErrorPolicy is what happens to the good rows when there are bad ones.
type BulkErrorPolicy string

// The policies.
const (
	RejectAll        BulkErrorPolicy = "REJECT_ALL"
	RejectFailedRows BulkErrorPolicy = "REJECT_FAILED_ROWS"
)

// AddUsersInput is people to add to an account, by list or by CSV.
type AddUsersInput struct {
	AccountID      nodeid.ID
	Users          []*NewUserInput
	CSV            *graphql.Upload
	Language       *string
	Timezone       *string
	OnError        BulkErrorPolicy
	DryRun         bool
	IdempotencyKey *string
}

// ImportUsersInput is a file of people to add to an account in the background.
type ImportUsersInput struct {
	AccountID      nodeid.ID
	CSV            graphql.Upload
	Language       *string
	Timezone       *string
	OnError        BulkErrorPolicy
	IdempotencyKey *string
}

// UpdateUserInput changes a person: absent stays, null clears.
type UpdateUserInput struct {
	UserID            nodeid.ID
	Email             graphql.Omittable[*string]
	GivenName         graphql.Omittable[*string]
	FamilyName        graphql.Omittable[*string]
	Phone             graphql.Omittable[*string]
	JobTitle          graphql.Omittable[*string]
	Language          graphql.Omittable[*string]
	Timezone          graphql.Omittable[*string]
	ExpectedUpdatedAt *time.Time
}

// UpdateUsersInput is a file of changes of people.
type UpdateUsersInput struct {
	CSV            graphql.Upload
	OnError        BulkErrorPolicy
	DryRun         bool
	IdempotencyKey *string
}

// MoveUsersInput is people who change to another account.
type MoveUsersInput struct {
	UserIDs   []nodeid.ID
	AccountID nodeid.ID
}

// EraseUserInput is a person to erase.
type EraseUserInput struct {
	UserID nodeid.ID
}

// ResendInvitationsInput is people to invite once more.
type ResendInvitationsInput struct {
	UserIDs []nodeid.ID
}

// RevokeInvitationsInput is people whose invitations are called off.
type RevokeInvitationsInput struct {
	UserIDs []nodeid.ID
}

// AcceptInvitationInput is a password, by the token of an invitation's link.
type AcceptInvitationInput struct {
	Token    string
	Password string
}

// ChangePasswordInput is the viewer's own new password.
type ChangePasswordInput struct {
	CurrentPassword string
	NewPassword     string
}

// ConfirmEmailInput is the token of a mail's link.
type ConfirmEmailInput struct {
	Token string
}

// NewCustomerInput is a customer among many.
type NewCustomerInput struct {
	Type                  CustomerType
	Name                  string
	Address               AddressInput
	Phone                 *string
	Language              *string
	Timezone              *string
	NotificationContactID *nodeid.ID
	ExternalReference     *string
}

// CreateCustomersInput is customers to open reviews of, by list or by CSV.
type CreateCustomersInput struct {
	ParentID              nodeid.ID
	Customers             []*NewCustomerInput
	CSV                   *graphql.Upload
	NotificationContactID *nodeid.ID
	OnError               BulkErrorPolicy
	DryRun                bool
	IdempotencyKey        *string
}

// ReviewApprovalInput is one decision to register among many.
type ReviewApprovalInput struct {
	ReviewID             nodeid.ID
	ReviewVersion        int
	OrganizationID       *nodeid.ID
	AcknowledgeDuplicate bool
}

// ApproveReviewsInput is decisions to register.
type ApproveReviewsInput struct {
	Reviews []*ReviewApprovalInput
}

// SignInInput is e-mail and password.
type SignInInput struct {
	Email    string
	Password string
}

// GrantRoleInput is a role to give; without an account on the whole installation.
type GrantRoleInput struct {
	UserID    nodeid.ID
	AccountID *nodeid.ID
	Role      viewer.Role
	Scope     grant.Scope
}

// RevokeGrantInput is a role to take.
type RevokeGrantInput struct {
	GrantID nodeid.ID
}

// DisableUsersInput is people to keep out.
type DisableUsersInput struct {
	UserIDs []nodeid.ID
}

// EnableUsersInput is people to let in again.
type EnableUsersInput struct {
	UserIDs []nodeid.ID
}

// CreateAPIKeyInput is a key to make; without an account for the whole installation.
type CreateAPIKeyInput struct {
	AccountID *nodeid.ID
	Name      string
	Role      viewer.Role
	Scope     grant.Scope
	ExpiresAt *time.Time
}

// RevokeAPIKeyInput is a key to revoke.
type RevokeAPIKeyInput struct {
	APIKeyID nodeid.ID
}

// RegisterWebhookInput is an address to tell of events; without actions of all of them.
type RegisterWebhookInput struct {
	AccountID nodeid.ID
	URL       string
	Actions   []string
}

// UpdateWebhookInput changes a webhook: absent stays.
type UpdateWebhookInput struct {
	WebhookID nodeid.ID
	URL       graphql.Omittable[*string]
	Actions   graphql.Omittable[[]string]
	Enabled   graphql.Omittable[*bool]
}

// RemoveWebhookInput is a webhook to remove.
type RemoveWebhookInput struct {
	WebhookID nodeid.ID
}

// ReplayDeliveryInput is a delivery to send again.
type ReplayDeliveryInput struct {
	DeliveryID nodeid.ID
}

// RevokeSessionInput is a session of the viewer's own to end.
type RevokeSessionInput struct {
	SessionID nodeid.ID
}

// RequestPasswordResetInput is somebody who forgot the password.
type RequestPasswordResetInput struct {
	Email string
}

// ResetPasswordInput is a new password, by the token of a mail's link.
type ResetPasswordInput struct {
	Token    string
	Password string
}

// CreateResellerInput is the form of a new reseller.
type CreateResellerInput struct {
	Name                 string
	Address              AddressInput
	Phone                *string
	Language             *string
	Timezone             *string
	ExternalReference    *string
	OrganizationID       *nodeid.ID
	AcknowledgeDuplicate bool
	IdempotencyKey       *string
}

// UpdateAccountInput changes an account: absent stays, null clears.
type UpdateAccountInput struct {
	AccountID             nodeid.ID
	Type                  graphql.Omittable[*CustomerType]
	Name                  graphql.Omittable[*string]
	Address               graphql.Omittable[*AddressInput]
	Phone                 graphql.Omittable[*string]
	Language              graphql.Omittable[*string]
	Timezone              graphql.Omittable[*string]
	NotificationContactID graphql.Omittable[*nodeid.ID]
	ExternalReference     graphql.Omittable[*string]
	ExpectedUpdatedAt     *time.Time
}

// MoveAccountsInput is accounts to hang below another.
type MoveAccountsInput struct {
	AccountIDs []nodeid.ID
	ParentID   nodeid.ID
	DryRun     bool
}

// SuspendAccountInput is an account to pause.
type SuspendAccountInput struct {
	AccountID nodeid.ID
}

// ResumeAccountInput is an account to go on with.
type ResumeAccountInput struct {
	AccountID nodeid.ID
}

// CloseAccountInput is an account to end, with the open ones below it when it is to cascade.
type CloseAccountInput struct {
	AccountID nodeid.ID
	Cascade   bool
	DryRun    bool
}

// CancelProvisioningInput is a PENDING account to call off.
type CancelProvisioningInput struct {
	AccountID nodeid.ID
}

// RetryProvisioningInput is a FAILED account to try again.
type RetryProvisioningInput struct {
	AccountID nodeid.ID
}

// CompleteProvisioningInput is the number that the back office gave an account.
type CompleteProvisioningInput struct {
	AccountID     nodeid.ID
	RequestID     *string // of the backoffice.Request that it answers
	AccountNumber string
}

// RejectProvisioningInput is why the back office gives an account no number.
type RejectProvisioningInput struct {
	AccountID nodeid.ID
	RequestID *string // of the backoffice.Request that it answers
	Code      provisioning.FailureCode
	Message   string
	Retryable bool
}

// AccountLimitInput is a limit of an account's own; nil for none.
type AccountLimitInput struct {
	Kind LimitKind
	Max  *int
}

// SetAccountLimitsInput is limits to set; those of other kinds stay.
type SetAccountLimitsInput struct {
	AccountID nodeid.ID
	Limits    []*AccountLimitInput
}

// AssignAssetsInput is assets to give to an account.
type AssignAssetsInput struct {
	AccountID nodeid.ID
	AssetIDs  []nodeid.ID
}

// UnassignAssetsInput is assets to take from whoever has them.
type UnassignAssetsInput struct {
	AssetIDs []nodeid.ID
}

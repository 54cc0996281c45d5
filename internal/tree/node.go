// Package tree is all reads that the API answers: a nested selection, loaded by one statement per
// connection per level for all parents together, with keyset pages and the viewer's scope in every one.
package tree

import (
	"time"

	"canopy/ent/account"
	"canopy/ent/organization"
	"canopy/ent/provisioning"
	"canopy/ent/review"
	"canopy/ent/user"
	"canopy/internal/nodeid"
	"canopy/internal/viewer"
)

// Node is anything with an id: an Account, User, Review, Organization, Asset, Grant, APIKey, Event, UserImport, Webhook or WebhookDelivery.
type Node interface {
	ID() nodeid.ID
	IsNode()
}

// Account is an account with what was selected of it; what was not is zero.
type Account struct {
	Key  int64
	Path string

	Name              string
	Type              account.Type
	Status            account.Status
	EffectiveStatus   account.Status
	AccountNumber     *string
	ExternalReference *string
	Address           *Address
	Phone             *string
	Language          *string
	Timezone          *string
	EffectiveLanguage *string
	EffectiveTimezone *string
	Depth             int
	HasSubAccounts    bool
	ViewerPermissions []viewer.Permission
	CreatedAt         time.Time
	UpdatedAt         time.Time

	NotificationContact *User
	Organization        *Organization
	Parent              *Account
	Ancestors           []*Account
	Provisioning        *Provisioning
	Limits              []AccountLimit

	SubAccounts Pages[AccountConnection]
	Descendants Pages[AccountConnection]
	Users       Pages[UserConnection]
	Reviews     Pages[ReviewConnection]
	Assets      Pages[AssetConnection]
	Grants      Pages[GrantConnection]
	Events      Pages[EventConnection]
	APIKeys     Pages[APIKeyConnection]
	UserImports Pages[UserImportConnection]
	Webhooks    Pages[WebhookConnection]

	contactID, organizationID int64
	ownLimits                 [3]*int // in the order of Limits
}

// ID is the account's id on the wire.
func (a *Account) ID() nodeid.ID { return nodeid.New(nodeid.Account, a.Key) }

// IsNode marks a Node.
func (*Account) IsNode() {}

// User is a person with what was selected.
type User struct {
	Key int64

	Account          *Account
	Email            string
	GivenName        string
	FamilyName       string
	DisplayName      string
	Phone            *string
	JobTitle         *string
	Language         string
	Timezone         string
	Status           user.Status
	UnconfirmedEmail *string
	Invitation       *Invitation
	Grants           []*Grant
	Effective        Pages[[]EffectivePermission]
	CreatedAt        time.Time
	UpdatedAt        time.Time

	OwnRole viewer.Role // the strongest that was given on the person's own account; "" is none. UserPage tells it

	accountID int64
	path      string // of the account
}

// ID is the user's id on the wire.
func (u *User) ID() nodeid.ID { return nodeid.New(nodeid.User, u.Key) }

// IsNode marks a Node.
func (*User) IsNode() {}

// Organization is a registered legal entity.
type Organization struct {
	Key int64

	Name    string
	Aliases []string
	Address *Address
	Source  organization.Source
}

// ID is the organization's id on the wire.
func (o *Organization) ID() nodeid.ID { return nodeid.New(nodeid.Organization, o.Key) }

// IsNode marks a Node.
func (*Organization) IsNode() {}

// Review is a customer between form and approval.
type Review struct {
	Key int64

	Status          review.Status
	Version         int
	Parent          *Account
	Details         *CustomerDetails
	SimilarAccounts []*SimilarAccount
	Account         *Account
	CreatedBy       *User
	CreatedAt       time.Time
	ExpiresAt       time.Time

	parentID, accountID, createdByID, contactID int64
}

// ID is the review's id on the wire.
func (r *Review) ID() nodeid.ID { return nodeid.New(nodeid.Review, r.Key) }

// IsNode marks a Node.
func (*Review) IsNode() {}

// CustomerDetails are what was entered into a review.
type CustomerDetails struct {
	Name                string
	Type                review.Type
	Address             *Address
	Phone               *string
	Language            *string
	Timezone            *string
	NotificationContact *User
	ExternalReference   *string
}

// SimilarAccount is a registered organization compared with what was entered.
type SimilarAccount struct {
	Organization *Organization
	Score        float64
	LikelySame   bool
	Reasons      []string
	Account      *Account

	organizationID, accountID int64
}

// Provisioning is the way of an account to its number.
type Provisioning struct {
	Status      provisioning.Status
	RequestedAt time.Time
	ExpectedBy  time.Time
	Overdue     bool
	Attempts    int
	CompletedAt *time.Time
	Failure     *ProvisioningFailure
}

// ProvisioningFailure is why provisioning gave up.
type ProvisioningFailure struct {
	Code      provisioning.FailureCode
	Message   string
	Retryable bool
}

// Address is a postal address.
type Address struct {
	Street            []string
	DependentLocality *string
	City              *string
	Region            *string
	PostalCode        *string
	Country           string
	Formatted         []string
}

// Pages are the pages of one field of an object: one for each Connection, or On, that asks for it.
type Pages[C any] []keyed[C]

type keyed[C any] struct {
	key  int
	page *C
}

// At is the page of the Connection with that Key; nil when it was not asked for, or may not be seen.
func (p Pages[C]) At(key int) *C {
	for _, k := range p {
		if k.key == key {
			return k.page
		}
	}
	return nil
}

// PageInfo is where a page stands.
type PageInfo struct {
	HasNextPage     bool
	HasPreviousPage bool
	StartCursor     *string
	EndCursor       *string
}

// AccountConnection is a page of accounts.
type AccountConnection struct {
	Edges      []*AccountEdge
	Nodes      []*Account
	PageInfo   *PageInfo
	TotalCount int
}

// AccountEdge is an account on a page.
type AccountEdge struct {
	Cursor string
	Node   *Account
}

// UserConnection is a page of users.
type UserConnection struct {
	Edges      []*UserEdge
	Nodes      []*User
	PageInfo   *PageInfo
	TotalCount int
}

// UserEdge is a user on a page.
type UserEdge struct {
	Cursor string
	Node   *User
}

// ReviewConnection is a page of reviews.
type ReviewConnection struct {
	Edges      []*ReviewEdge
	Nodes      []*Review
	PageInfo   *PageInfo
	TotalCount int
}

// ReviewEdge is a review on a page.
type ReviewEdge struct {
	Cursor string
	Node   *Review
}

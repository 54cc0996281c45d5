package tree

import (
	"time"

	"canopy/ent/grant"
	"canopy/internal/nodeid"
	"canopy/internal/viewer"
)

// GrantOrigin is where a grant was given, as far as the viewer may know.
type GrantOrigin string

// The origins.
const (
	OnAccount      GrantOrigin = "ACCOUNT"
	Above          GrantOrigin = "ABOVE" // on an account that the viewer does not see
	OnInstallation GrantOrigin = "INSTALLATION"
)

// Grant is a role that a person holds on an account.
type Grant struct {
	Key int64

	User    *User
	Account *Account
	Origin  GrantOrigin
	Role    viewer.Role
	Scope   grant.Scope

	userID, accountID int64
}

// ID is the grant's id on the wire.
func (g *Grant) ID() nodeid.ID { return nodeid.New(nodeid.Grant, g.Key) }

// IsNode marks a Node.
func (*Grant) IsNode() {}

// GrantConnection is a page of grants.
type GrantConnection struct {
	Edges      []*GrantEdge
	Nodes      []*Grant
	PageInfo   *PageInfo
	TotalCount int
}

// GrantEdge is a grant on a page.
type GrantEdge struct {
	Cursor string
	Node   *Grant
}

// EffectivePermission is a permission that a person holds, and why.
type EffectivePermission struct {
	Permission viewer.Permission
	Grant      *Grant
	Origin     GrantOrigin
}

// APIKey is a machine's role on an account.
type APIKey struct {
	Key int64

	Name       string
	Account    *Account
	Role       viewer.Role
	Scope      grant.Scope
	CreatedBy  *User
	CreatedAt  time.Time
	ExpiresAt  *time.Time
	LastUsedAt *time.Time
	RevokedAt  *time.Time

	accountID, createdByID int64
}

// ID is the key's id on the wire.
func (k *APIKey) ID() nodeid.ID { return nodeid.New(nodeid.APIKey, k.Key) }

// IsNode marks a Node.
func (*APIKey) IsNode() {}

// APIKeyConnection is a page of API keys.
type APIKeyConnection struct {
	Edges      []*APIKeyEdge
	Nodes      []*APIKey
	PageInfo   *PageInfo
	TotalCount int
}

// APIKeyEdge is an API key on a page.
type APIKeyEdge struct {
	Cursor string
	Node   *APIKey
}

// Session is a sign-in of the viewer's own that has not ended.
type Session struct {
	Key int64

	Current       bool
	CreatedAt     time.Time
	ExpiresAt     time.Time
	LastUsedAt    *time.Time
	RemoteAddress *string
}

// ID is the session's id on the wire.
func (s *Session) ID() nodeid.ID { return nodeid.New(nodeid.Session, s.Key) }

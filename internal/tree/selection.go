package tree

import (
	"maps"
	"slices"
	"time"

	"canopy/ent/account"
	"canopy/ent/review"
	"canopy/ent/user"
	"canopy/ent/userimport"
	"canopy/ent/webhookdelivery"
	"canopy/internal/nodeid"
	"canopy/internal/viewer"
)

// Selection is what is asked of an object, in the names of the schema. A nil Selection asks for nothing.
type Selection struct {
	Fields      map[string]bool       // leaves
	Objects     map[string]*Selection // fields without arguments that are objects: the union over their aliases
	Connections []*Connection
	On          []*On
}

// On is a field that is asked about one account: effectivePermissions, permissionsOn.
type On struct {
	Key       int // tells it from others of the same object, as a Connection's does
	Field     string
	AccountID nodeid.ID
	Node      *Selection // of each object that it answers
	Err       error      // what is wrong with the arguments, when they could not be read
}

// Connection is one page that is asked of each parent.
type Connection struct {
	Key   int    // tells it from other pages of the same object: its place in the document
	Field string // as in the schema
	Page  Page

	IncludeDescendants bool
	MaxDepth           *int // levels below the account
	Accounts           AccountFilter
	AccountOrder       AccountOrder
	Users              UserFilter
	UserOrder          UserOrder
	ReviewStatus       *review.Status
	ImportStatus       *userimport.Status
	DeliveryStatus     *webhookdelivery.Status
	Similar            *bool // reviews with, or without, similar accounts
	AfterIndex         *int  // rejected rows behind this one
	Events             EventFilter
	Assets             AssetFilter
	AssetOrder         AssetOrder
	Err                error // what is wrong with the arguments, when they could not be read

	// What is asked of the page.
	Edges, Nodes, PageInfo, TotalCount bool
	Cursors                            bool       // of an edge, or in pageInfo
	HasNext, HasPrevious               bool       // of PageInfo
	Node                               *Selection // the union over nodes and edges

	window window
}

// Page is which part of a connection; DefaultFirst from the front when neither First nor Last is given.
type Page struct {
	First, Last   *int
	After, Before *string
}

// The size of pages.
const (
	DefaultFirst = 50
	MaxFirst     = 1000
)

// AccountFilter is which accounts: all given conditions hold. An empty list holds for none.
type AccountFilter struct {
	Search            *string
	Type              []account.Type
	Status            []account.Status
	AccountNumber     *string
	ExternalReference *string
	UpdatedSince      *time.Time
	Overdue           *bool
}

// AccountOrder is the order of accounts; the zero value is by name, ascending.
type AccountOrder struct {
	Field     AccountOrderField
	Direction OrderDirection
}

// AccountOrderField is what accounts are ordered by.
type AccountOrderField string

// OrderDirection is ASC or DESC; DESC is ASC read backwards, ties included.
type OrderDirection string

// UserFilter is which users: all given conditions hold. An empty list holds for none.
type UserFilter struct {
	Search     *string
	Status     []user.Status
	Role       []viewer.Role
	Language   *string
	Timezone   *string
	Invitation []InvitationStatus
}

// UserOrder is the order of users; the zero value is by name, ascending.
type UserOrder struct {
	Field     UserOrderField
	Direction OrderDirection
}

// UserOrderField is what users are ordered by.
type UserOrderField string

// has tells whether the selection asks for any of the fields.
func (s *Selection) has(fields ...string) bool {
	for _, f := range fields {
		if s.Fields[f] || s.Objects[f] != nil {
			return true
		}
	}
	return false
}

// object is what is asked of an object field; nil for nothing.
func (s *Selection) object(field string) *Selection {
	if s == nil {
		return nil
	}
	return s.Objects[field]
}

// Check reads the arguments of every page, so that a fault is told before any statement runs and whatever
// the data are.
func (s *Selection) Check() error {
	if s == nil {
		return nil
	}
	for _, name := range slices.Sorted(maps.Keys(s.Objects)) { // of several faults the same one is told each time
		if err := s.Objects[name].Check(); err != nil {
			return err
		}
	}
	for _, c := range s.Connections {
		if err := c.check(); err != nil {
			return err
		}
	}
	for _, on := range s.On {
		if err := on.check(); err != nil {
			return err
		}
	}
	return nil
}

func (on *On) check() error {
	if on.Err != nil {
		return on.Err
	}
	if err := wellFormed(on.AccountID); err != nil {
		return err
	}
	return on.Node.Check()
}

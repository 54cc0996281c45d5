package tree

import (
	"time"

	"canopy/ent/event"
	"canopy/internal/nodeid"
)

// Event is one entry of the log. Changes are at most MaxChanges.
type Event struct {
	Key int64

	Cursor    string
	Action    string
	Outcome   event.Outcome
	Actor     *User
	APIKey    *APIKey
	Account   *Account
	SubjectID *nodeid.ID
	At        time.Time
	Changes   []FieldChange
	RequestID *string

	actorID, apiKeyID, accountID int64
	changes                      string // those that are no person's, as JSON
}

// ID is the event's id on the wire.
func (e *Event) ID() nodeid.ID { return nodeid.New(nodeid.Event, e.Key) }

// IsNode marks a Node.
func (*Event) IsNode() {}

// FieldChange is a field before and after; nil is nothing.
type FieldChange struct {
	Field  string
	Before *string
	After  *string
}

// EventConnection is a page of events.
type EventConnection struct {
	Edges      []*EventEdge
	Nodes      []*Event
	PageInfo   *PageInfo
	TotalCount int
}

// EventEdge is an event on a page.
type EventEdge struct {
	Cursor string
	Node   *Event
}

// EventFilter is which events.
type EventFilter struct {
	Action  []string
	ActorID *nodeid.ID
	Since   *time.Time
	Outcome *event.Outcome
}

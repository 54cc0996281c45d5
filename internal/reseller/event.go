package reseller

import (
	"cmp"
	"slices"
	"time"

	"canopy/ent"
	"canopy/ent/event"
	"canopy/internal/nodeid"
	"canopy/internal/store"
	"canopy/internal/store/scope"
)

// Action is what an event tells: the API's EventAction.
type Action string

// The actions.
const (
	ReviewOpened       Action = "REVIEW_OPENED"
	ReviewUpdated      Action = "REVIEW_UPDATED"
	ReviewDiscarded    Action = "REVIEW_DISCARDED"
	ReviewExpired      Action = "REVIEW_EXPIRED"
	AccountCreated     Action = "ACCOUNT_CREATED"
	AccountActivated   Action = "ACCOUNT_ACTIVATED"
	ProvisioningFailed Action = "PROVISIONING_FAILED"
	UsersAdded         Action = "USERS_ADDED"
	UsersDisabled      Action = "USERS_DISABLED"
	UsersEnabled       Action = "USERS_ENABLED"
	UserJoined         Action = "USER_JOINED"
	AccountMoved       Action = "ACCOUNT_MOVED"
	PasswordChanged    Action = "PASSWORD_CHANGED"
	SessionRevoked     Action = "SESSION_REVOKED"
	GrantAdded         Action = "GRANT_ADDED"
	GrantRevoked       Action = "GRANT_REVOKED"
	APIKeyCreated      Action = "API_KEY_CREATED"
	APIKeyRevoked      Action = "API_KEY_REVOKED"
)

// FieldChange is a field before and after; nil is no value. Person is the user whose field it is: the values are
// then kept apart from the event, where they can be erased. Else it is 0.
type FieldChange struct {
	Field  string  `json:"field"`
	Before *string `json:"before"`
	After  *string `json:"after"`
	Person int64   `json:"-"`
}

// entry is an event to be appended.
type entry struct {
	root, account, actor, apiKey int64
	action                       Action
	outcome                      event.Outcome
	subject                      nodeid.ID
	changes                      []FieldChange
	requestID                    string
	at                           time.Time
}

// record notes that something happened on an account to subject (often the account itself), to be appended by the
// transaction's last statements. A nil account is the installation.
func (c *change) record(action Action, a *ent.Account, subject nodeid.ID, changes []FieldChange) {
	e := c.entry(a, subject, changes)
	e.action = action
	c.events = append(c.events, e)
}

func (c *change) entry(a *ent.Account, subject nodeid.ID, changes []FieldChange) entry {
	e := entry{
		actor: c.viewer.UserID, apiKey: c.viewer.KeyID, action: c.action, outcome: event.OutcomeDONE, subject: subject, changes: changes,
		requestID: c.viewer.RequestID, at: c.at,
	}
	if a != nil {
		e.root, e.account = a.RootID, a.ID
	}
	return e
}

// The statements of an event. Its number is the last of its tree, as the first statement draws it.
const drawNumber = `INSERT INTO trees (root_id, last_seq) VALUES ($1, 1) ON CONFLICT (root_id) DO UPDATE SET last_seq = trees.last_seq + 1`

var (
	insertEvent = `INSERT INTO events (root_id, seq, action, outcome, actor_id, api_key_id, account_id, subject, changes, request_id, at)
VALUES ($1, (SELECT ` + scope.Events.Marker() + ` last_seq FROM trees WHERE root_id = $1), $2, $3, $4, $5, $6, $7, $8, $9, $10)`

	// the table of the values follows
	insertPersonValues = `INSERT INTO event_person_values (event_id, user_id, field, before, after)
SELECT ` + scope.Events.Marker() + ` (SELECT e.id FROM trees t JOIN events e ON e.root_id = t.root_id AND e.seq = t.last_seq WHERE t.root_id = $1),
	r.person, r.field, r.before, r.after FROM `
)

// appendEvents draws the numbers and appends the events: the last statements of a transaction, because a tree's row
// stays locked until the commit, which makes its numbers gapless and visible in order.
func appendEvents(tx *store.Tx, entries []entry) {
	slices.SortStableFunc(entries, func(a, b entry) int { return cmp.Compare(a.root, b.root) })
	for _, e := range entries {
		public, personal := e.split()
		tx.Last(store.Statement{Text: drawNumber, Args: []any{e.root}}, store.Statement{Text: insertEvent, Args: []any{
			e.root, string(e.action), string(e.outcome), nullable(e.actor), nullable(e.apiKey), nullable(e.account), e.subject.String(), array(public), e.requestID, e.at,
		}})
		if len(personal) > 0 {
			values := records(tx, "$2", "person bigint", "field text", "before text", "after text")
			tx.Last(store.Statement{Text: insertPersonValues + values, Args: []any{e.root, array(personal)}})
		}
	}
}

// split tells the changes of people's fields from the others.
func (e entry) split() (public []FieldChange, personal []personValue) {
	public = []FieldChange{}
	for _, f := range e.changes {
		if f.Person == 0 {
			public = append(public, f)
		} else {
			personal = append(personal, personValue{f, f.Person})
		}
	}
	return public, personal
}

// personValue is a change of a field of a person, as a record.
type personValue struct {
	FieldChange
	Person int64 `json:"person"`
}

// nullable is a key, NULL for 0.
func nullable(key int64) *int64 {
	if key == 0 {
		return nil
	}
	return &key
}

package reseller

import (
	"cmp"
	"fmt"
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
	ReviewOpened        Action = "REVIEW_OPENED"
	ReviewUpdated       Action = "REVIEW_UPDATED"
	ReviewDiscarded     Action = "REVIEW_DISCARDED"
	ReviewExpired       Action = "REVIEW_EXPIRED"
	AccountCreated      Action = "ACCOUNT_CREATED"
	AccountActivated    Action = "ACCOUNT_ACTIVATED"
	ProvisioningFailed  Action = "PROVISIONING_FAILED"
	ProvisioningRetried Action = "PROVISIONING_RETRIED"
	// of cancelProvisioning
	ProvisioningCancelled Action = "PROVISIONING_CANCELLED"
	AccountOverdue        Action = "ACCOUNT_OVERDUE"
	UsersAdded            Action = "USERS_ADDED"
	UsersDisabled         Action = "USERS_DISABLED"
	UsersEnabled          Action = "USERS_ENABLED"
	UserJoined            Action = "USER_JOINED"
	UserUpdated           Action = "USER_UPDATED"
	UsersMoved            Action = "USERS_MOVED"
	UserErased            Action = "USER_ERASED"
	UserInvited           Action = "USER_INVITED"
	InvitationRevoked     Action = "INVITATION_REVOKED"
	AccountUpdated        Action = "ACCOUNT_UPDATED"
	AccountMoved          Action = "ACCOUNT_MOVED"
	AccountSuspended      Action = "ACCOUNT_SUSPENDED"
	AccountResumed        Action = "ACCOUNT_RESUMED"
	AccountClosed         Action = "ACCOUNT_CLOSED"
	LimitsChanged         Action = "LIMITS_CHANGED"
	AssetsAssigned        Action = "ASSETS_ASSIGNED"
	AssetsUnassigned      Action = "ASSETS_UNASSIGNED"
	PasswordChanged       Action = "PASSWORD_CHANGED"
	SessionRevoked        Action = "SESSION_REVOKED"
	GrantAdded            Action = "GRANT_ADDED"
	GrantRevoked          Action = "GRANT_REVOKED"
	APIKeyCreated         Action = "API_KEY_CREATED"
	APIKeyRevoked         Action = "API_KEY_REVOKED"
	WebhookChanged        Action = "WEBHOOK_CHANGED"
	WebhookDisabled       Action = "WEBHOOK_DISABLED" // by failures
)

// AccountChanges are the actions that change an account's own state or details: what accountChanged tells.
var AccountChanges = map[string]bool{
	string(AccountCreated): true, string(AccountActivated): true, string(ProvisioningFailed): true, string(ProvisioningRetried): true,
	string(ProvisioningCancelled): true, string(AccountOverdue): true,
	string(AccountUpdated): true, string(AccountMoved): true, string(AccountSuspended): true, string(AccountResumed): true,
	string(AccountClosed): true, string(LimitsChanged): true,
}

// Additions are the actions that name people who were added: what usersAdded tells.
var Additions = map[string]bool{string(UsersAdded): true}

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

// The statements of the events of a tree: $1 is its root, $2 how many there are. The first draws their numbers, the last of them is the
// tree's then. The table of the events, or of the values, follows.
const drawNumbers = `INSERT INTO trees (root_id, last_seq) VALUES ($1, $2) ON CONFLICT (root_id) DO UPDATE SET last_seq = trees.last_seq + excluded.last_seq`

var (
	insertEvents = `INSERT INTO events (root_id, seq, action, outcome, actor_id, api_key_id, account_id, subject, changes, request_id, at)
SELECT ` + scope.Events.Marker() + ` $1, (SELECT last_seq FROM trees WHERE root_id = $1) - $2 + r.n, r.action, r.outcome, r.actor, r.api_key, r.account, r.subject, r.changes, r.request, $3
FROM %s ORDER BY r.n`

	insertPersonValues = `INSERT INTO event_person_values (event_id, user_id, field, before, after)
SELECT ` + scope.Events.Marker() + ` (SELECT e.id FROM events e WHERE e.root_id = $1 AND e.seq = (SELECT last_seq FROM trees WHERE root_id = $1) - $2 + r.n),
	r.person, r.field, r.before, r.after FROM %s`
)

// eventRow is an event as a record; n is its number, from 1, among those of the transaction.
type eventRow struct {
	N       int           `json:"n"`
	Action  Action        `json:"action"`
	Outcome event.Outcome `json:"outcome"`
	Actor   *int64        `json:"actor"`
	APIKey  *int64        `json:"api_key"`
	Account *int64        `json:"account"`
	Subject string        `json:"subject"`
	Changes string        `json:"changes"`
	Request string        `json:"request"`
}

var eventColumns = []string{
	"n bigint", "action text", "outcome text", "actor bigint", "api_key bigint", "account bigint", "subject text", "changes text", "request text",
}

// appendEvents draws the numbers and appends the events: the last statements of a transaction, because a tree's row
// stays locked until the commit, which makes its numbers gapless and visible in order.
func appendEvents(tx *store.Tx, entries []entry) {
	slices.SortStableFunc(entries, func(a, b entry) int { return cmp.Compare(a.root, b.root) })
	for len(entries) > 0 {
		n := slices.IndexFunc(entries, func(e entry) bool { return e.root != entries[0].root })
		if n < 0 {
			n = len(entries)
		}
		appendToTree(tx, entries[:n])
		entries = entries[n:]
	}
}

// appendToTree appends events of one tree and one moment.
func appendToTree(tx *store.Tx, entries []entry) {
	rows, values := make([]eventRow, len(entries)), []personValue{}
	for i, e := range entries {
		public, personal := e.split(i + 1)
		values = append(values, personal...)
		rows[i] = eventRow{
			i + 1, e.action, e.outcome, nullable(e.actor), nullable(e.apiKey), nullable(e.account), e.subject.String(), array(public), e.requestID,
		}
	}
	root, n := entries[0].root, len(entries)
	tx.Last(store.Statement{Text: drawNumbers, Args: []any{root, n}}, store.Statement{
		Text: fmt.Sprintf(insertEvents, records(tx, "$4", eventColumns...)), Args: []any{root, n, entries[0].at, array(rows)},
	})
	if len(values) > 0 {
		table := records(tx, "$3", "n bigint", "person bigint", "field text", "before text", "after text")
		tx.Last(store.Statement{Text: fmt.Sprintf(insertPersonValues, table), Args: []any{root, n, array(values)}})
	}
}

// split tells the changes of people's fields, those of the nth event, from the others.
func (e entry) split(n int) (public []FieldChange, personal []personValue) {
	public = []FieldChange{}
	for _, f := range e.changes {
		if f.Person == 0 {
			public = append(public, f)
		} else {
			personal = append(personal, personValue{f, n, f.Person})
		}
	}
	return public, personal
}

// personValue is a change of a field of a person in the nth event, as a record.
type personValue struct {
	FieldChange
	N      int   `json:"n"`
	Person int64 `json:"person"`
}

// nullable is a key, NULL for 0.
func nullable(key int64) *int64 {
	if key == 0 {
		return nil
	}
	return &key
}

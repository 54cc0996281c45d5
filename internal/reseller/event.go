package reseller

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"canopy/ent"
	"canopy/ent/event"
	"canopy/ent/tree"
	"canopy/internal/nodeid"
	"canopy/internal/store"

	"entgo.io/ent/dialect/sql"
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
	root, account, actor int64
	action               Action
	outcome              event.Outcome
	subject              nodeid.ID
	changes              []FieldChange
	requestID            string
	at                   time.Time
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
		actor: c.viewer.UserID, action: c.action, outcome: event.OutcomeDONE, subject: subject, changes: changes,
		requestID: c.viewer.RequestID, at: c.at,
	}
	if a != nil {
		e.root, e.account = a.RootID, a.ID
	}
	return e
}

// chunk is how many rows one statement inserts: 16 columns of them stay below SQLite's 32,766 parameters.
const chunk = 2000

// appendEvents draws the numbers and appends the events: the last statements of a transaction, because a tree's row
// stays locked until the commit, which makes its numbers gapless and visible in order.
func appendEvents(ctx context.Context, tx *store.Tx, entries []entry) error {
	slices.SortStableFunc(entries, func(a, b entry) int { return cmp.Compare(a.root, b.root) })
	for part := range slices.Chunk(entries, chunk) {
		seqs, err := drawSeqs(ctx, tx, part)
		if err != nil {
			return err
		}
		if err := insertEvents(ctx, tx, part, seqs); err != nil {
			return err
		}
	}
	return nil
}

// drawSeqs takes the next number of its tree for each of the entries, which are in order of their trees.
func drawSeqs(ctx context.Context, tx *store.Tx, entries []entry) ([]int64, error) {
	counts := map[int64]int64{}
	for _, e := range entries {
		counts[e.root]++
	}
	insert := sql.Dialect(tx.Dialect()).Insert(tree.Table).Columns(tree.FieldID, tree.FieldLastSeq)
	for _, root := range slices.Sorted(maps.Keys(counts)) {
		insert.Values(root, counts[root])
	}
	insert.OnConflict(sql.ConflictColumns(tree.FieldID), sql.ResolveWith(func(u *sql.UpdateSet) {
		u.Set(tree.FieldLastSeq, sql.Expr("trees.last_seq + excluded.last_seq"))
	})).Returning(tree.FieldID, tree.FieldLastSeq)
	query, args := insert.Query()
	rows, err := tx.SQL.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, fmt.Errorf("reseller: draw the numbers of events: %w", err)
	}
	defer func() { _ = rows.Close() }() // Err tells
	next := map[int64]int64{}
	for rows.Next() {
		var root, last int64
		if err := rows.Scan(&root, &last); err != nil {
			return nil, fmt.Errorf("reseller: draw the numbers of events: %w", err)
		}
		next[root] = last - counts[root] + 1
	}
	seqs := make([]int64, len(entries))
	for i, e := range entries {
		seqs[i] = next[e.root]
		next[e.root]++
	}
	return seqs, rows.Err()
}

func insertEvents(ctx context.Context, tx *store.Tx, entries []entry, seqs []int64) error {
	creates := make([]*ent.EventCreate, len(entries))
	for i, e := range entries {
		creates[i] = e.create(tx, seqs[i])
	}
	events, err := tx.Event.CreateBulk(creates...).Save(ctx)
	if err != nil {
		return err
	}
	var personal []*ent.EventPersonValueCreate
	for i, e := range entries {
		for _, f := range e.changes {
			if f.Person != 0 {
				personal = append(personal, tx.EventPersonValue.Create().SetEventID(events[i].ID).SetUserID(f.Person).
					SetField(f.Field).SetNillableBefore(f.Before).SetNillableAfter(f.After))
			}
		}
	}
	for part := range slices.Chunk(personal, chunk) {
		if err := tx.EventPersonValue.CreateBulk(part...).Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

func (e entry) create(tx *store.Tx, seq int64) *ent.EventCreate {
	create := tx.Event.Create().SetRootID(e.root).SetSeq(seq).SetAction(string(e.action)).SetOutcome(e.outcome).
		SetSubject(e.subject.String()).SetChanges(e.json()).SetRequestID(e.requestID).SetAt(e.at)
	if e.account != 0 {
		create.SetAccountID(e.account)
	}
	if e.actor != 0 {
		create.SetActorID(e.actor)
	}
	return create
}

// json is the changes without those of people.
func (e entry) json() string {
	public := []FieldChange{}
	for _, f := range e.changes {
		if f.Person == 0 {
			public = append(public, f)
		}
	}
	text, _ := json.Marshal(public) // strings and nil only
	return string(text)
}

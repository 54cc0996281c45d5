package reseller

import (
	"context"
	"encoding/json"
	"fmt"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/apikey"
	"canopy/ent/event"
	"canopy/ent/eventpersonvalue"
	"canopy/ent/user"
	"canopy/internal/nodeid"
	"canopy/internal/store"
	"canopy/internal/treepath"
)

// webhookBody is what a webhook is told of an event: ids, and no person's values, so that nothing is to be erased with a person.
type webhookBody struct {
	Type      string      `json:"type"` // the action
	Timestamp *string     `json:"timestamp"`
	Data      webhookData `json:"data"`
}

type webhookData struct {
	EventID       string   `json:"eventId"`
	AccountID     string   `json:"accountId"`
	AccountNumber string   `json:"accountNumber,omitempty"`
	SubjectID     string   `json:"subjectId,omitempty"`
	ActorID       string   `json:"actorId,omitempty"`
	ChangedFields []string `json:"changedFields"`
}

// notice is the body that tells of an event to a webhook on an account. The account that it happened to has its number, and who did it is named,
// where they belong there or below by now: what has left is others' to know.
func notice(ctx context.Context, tx *store.Tx, on *ent.Account, eventID int64) ([]byte, error) {
	e, err := tx.Event.Query().Where(event.ID(eventID)).Only(ctx)
	if err != nil {
		return nil, err
	}
	var accountID int64
	if e.AccountID != nil {
		accountID = *e.AccountID
	}
	a, err := tx.Account.Query().Where(account.ID(accountID)).Only(ctx)
	if err != nil {
		return nil, err
	}
	var public []FieldChange
	if err := json.Unmarshal([]byte(e.Changes), &public); err != nil {
		return nil, fmt.Errorf("reseller: read the changes of event %d: %w", e.ID, err)
	}
	var fields []string
	for _, change := range public {
		fields = append(fields, change.Field)
	}
	personal, err := tx.EventPersonValue.Query().Where(eventpersonvalue.EventID(e.ID)).Order(ent.Asc(eventpersonvalue.FieldID)).
		Select(eventpersonvalue.FieldField).Strings(ctx)
	if err != nil {
		return nil, err
	}
	data := webhookData{
		EventID: nodeid.New(nodeid.Event, e.ID).String(), AccountID: nodeid.New(nodeid.Account, a.ID).String(),
		SubjectID: e.Subject, ChangedFields: onceEach(append(fields, personal...)),
	}
	if treepath.Subtree(on.Path).Contains(a.Path) {
		data.AccountNumber = text(a.AccountNumber)
	}
	if data.ActorID, err = actorBelow(ctx, tx, on, e); err != nil {
		return nil, err
	}
	return json.Marshal(webhookBody{Type: e.Action, Timestamp: moment(e.At), Data: data})
}

// onceEach are texts without those that came before.
func onceEach(texts []string) []string {
	seen, once := map[string]bool{}, []string{}
	for _, t := range texts {
		if !seen[t] {
			seen[t], once = true, append(once, t)
		}
	}
	return once
}

// actorBelow is the id of the person or API key that did it, "" unless their account is the one given or hangs below it.
func actorBelow(ctx context.Context, tx *store.Tx, on *ent.Account, e *ent.Event) (string, error) {
	below := account.And(account.PathGTE(treepath.Subtree(on.Path).Lo), account.PathLT(treepath.Subtree(on.Path).Hi))
	switch {
	case e.ActorID != nil:
		there, err := tx.User.Query().Where(user.ID(*e.ActorID), user.HasAccountWith(below)).Exist(ctx)
		if err != nil || !there {
			return "", err
		}
		return nodeid.New(nodeid.User, *e.ActorID).String(), nil
	case e.APIKeyID != nil:
		there, err := tx.APIKey.Query().Where(apikey.ID(*e.APIKeyID), apikey.HasAccountWith(below)).Exist(ctx)
		if err != nil || !there {
			return "", err
		}
		return nodeid.New(nodeid.APIKey, *e.APIKeyID).String(), nil
	}
	return "", nil
}

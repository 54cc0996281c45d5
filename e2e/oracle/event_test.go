package oracle_test

import (
	"encoding/json"
	"slices"

	"canopy/ent"
	"canopy/internal/nodeid"
	"canopy/internal/viewer"
)

// log is what happened to the account, with below also to those of the unbroken visible tree below it where the asker may see it.
func (s sight) log(x *ent.Account, below bool) []*ent.Event {
	of := []int64{x.ID}
	if below {
		for _, b := range s.below(x, nil) {
			if s.may(s.by, viewer.ViewEvents, b.Account) {
				of = append(of, b.ID)
			}
		}
	}
	return where(s.events, func(e *ent.Event) bool { return e.AccountID != nil && slices.Contains(of, *e.AccountID) })
}

// matchesEvent tells whether an event matches an EventFilter.
func (s sight) matchesEvent(argument any, e *ent.Event) bool {
	f := filter(argument)
	actor := s.user(e.ActorID)
	by := f["actorId"] == nil || s.seesUser(actor) && nodeid.New(nodeid.User, actor.ID).String() == f["actorId"]
	return by && f.any("action", e.Action) && f.is("outcome", string(e.Outcome)) && f.since("since", e.At)
}

func (a *operation) ofEvent(e *ent.Event, f *field) any {
	switch f.Name {
	case "id":
		return nodeid.New(nodeid.Event, e.ID)
	case "cursor":
		return order("ei+").cursor(place{id: e.ID})
	case "action":
		return e.Action
	case "outcome":
		return e.Outcome
	case "actor":
		return a.visibleUser(a.user(e.ActorID))
	case "apiKey":
		if e.APIKeyID == nil {
			return nil
		}
		return a.node(nodeid.New(nodeid.APIKey, *e.APIKeyID).String())
	case "account":
		return row(a.seen(a.account(e.AccountID)))
	case "subjectId":
		return text(e.Subject)
	case "at":
		return e.At
	case "changes":
		return a.changes(e)
	case "requestId":
		return text(e.RequestID)
	}
	panic(f.Name)
}

// change is a field before and after.
type change struct {
	Field         string
	Before, After *string
}

// changes are the first 100 of an event, those of people's fields last.
func (a *operation) changes(e *ent.Event) (all []change) {
	if err := json.Unmarshal([]byte(e.Changes), &all); err != nil {
		panic(err)
	}
	for _, v := range a.personValues {
		if v.EventID == e.ID {
			all = append(all, change{v.Field, v.Before, v.After})
		}
	}
	all = all[:min(len(all), 100)]
	for i := range all {
		if !slices.Contains([]string{"user", "parent", "organization", "notificationContact", "asset", "account", "delivery"}, all[i].Field) {
			continue // a text that somebody wrote, whatever it looks like
		}
		for _, value := range []**string{&all[i].Before, &all[i].After} {
			if *value == nil {
				continue
			}
			if _, isID := nodeid.Parse(**value); isID && a.node(**value) == nil {
				*value = nil
			}
		}
	}
	return all
}

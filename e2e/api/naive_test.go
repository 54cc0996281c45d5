package api_test

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/grant"
	"canopy/ent/user"
	"canopy/internal/locale"
	"canopy/internal/tree"
)

// The naive reader looks at all rows in memory. It knows accounts by their parents, nothing of paths, ranges or cursors.

// spot is where a row stands in an order: by one of the values, ties by id. Of descendants it is the ids from the place's
// own sub-account down to the row.
type spot struct {
	text  string
	time  time.Time
	chain []int64
	id    int64
}

func (s spot) compare(other spot) int {
	return cmp.Or(cmp.Compare(s.text, other.text), s.time.Compare(other.time), slices.Compare(s.chain, other.chain), cmp.Compare(s.id, other.id))
}

// listing is the rows of a connection in order.
type listing []spot

// listed are rows where they stand, in order.
func listed[T any](rows []*T, at func(*T) spot, descending bool) (l listing) {
	for _, r := range rows {
		l = append(l, at(r))
	}
	slices.SortFunc(l, spot.compare)
	if descending {
		slices.Reverse(l)
	}
	return l
}

// cut is the page of so many rows, the first behind a spot or the last before it, and whether anything is on either side
// of the page. A page from either end has nothing there.
func (l listing) cut(from *spot, descending, backward bool, size int) (page listing, next, previous bool) {
	behind := 0 // rows up to the spot, or before it
	for _, s := range l {
		if from == nil {
			break
		}
		order := s.compare(*from)
		if descending {
			order = -order
		}
		if order < 0 || order == 0 && !backward {
			behind++
		}
	}
	if !backward {
		end := min(behind+size, len(l))
		return l[behind:end], end < len(l), behind > 0
	}
	if from == nil {
		behind = len(l)
	}
	start := max(behind-size, 0)
	return l[start:behind], behind < len(l), start > 0
}

// sees tells whether the reader sees the account.
func (r *reader) sees(w *world, a *ent.Account) bool {
	if r.operator || r.grants[a.ID] != "" {
		return true
	}
	for a = w.above(a); a != nil; a = w.above(a) {
		if r.grants[a.ID] == grant.ScopeSUBTREE {
			return true
		}
	}
	return false
}

func (w *world) above(a *ent.Account) *ent.Account {
	if a.ParentID == nil {
		return nil
	}
	return w.byID[*a.ParentID]
}

// chain is the ids from below one account down to another, all of which the reader sees; nil where it does not hang there.
func (g *grove) chain(from, to *ent.Account) (ids []int64) {
	for a := to; a != nil && g.who.sees(g.now, a); a = g.now.above(a) {
		if a.ID == from.ID {
			slices.Reverse(ids)
			return ids
		}
		ids = append(ids, a.ID)
	}
	return nil
}

func (g *grove) accounts(may func(*ent.Account) bool) []*ent.Account {
	return slices.DeleteFunc(slices.Clone(g.now.accounts), func(a *ent.Account) bool { return !g.who.sees(g.now, a) || !may(a) })
}

func (g *grove) users(may func(*ent.User) bool) []*ent.User {
	return slices.DeleteFunc(slices.Clone(g.now.users), func(u *ent.User) bool { return !may(u) })
}

// accountSpots, userSpots and assetSpots are the orders of the schema.
var accountSpots = map[string]func(*ent.Account) spot{
	"NAME":           func(a *ent.Account) spot { return spot{text: a.NameKey, id: a.ID} },
	"CREATED_AT":     func(a *ent.Account) spot { return spot{time: a.CreatedAt, id: a.ID} },
	"UPDATED_AT":     func(a *ent.Account) spot { return spot{time: a.UpdatedAt, id: a.ID} },
	"ACCOUNT_NUMBER": func(a *ent.Account) spot { return spot{text: valueOr(a.AccountNumber), id: a.ID} },
}

var userSpots = map[string]func(*ent.User) spot{
	"NAME":       func(u *ent.User) spot { return spot{text: u.NameKey, id: u.ID} },
	"EMAIL":      func(u *ent.User) spot { return spot{text: u.EmailKey, id: u.ID} },
	"CREATED_AT": func(u *ent.User) spot { return spot{time: u.CreatedAt, id: u.ID} },
}

var assetSpots = map[string]func(*ent.Asset) spot{
	"NAME":       func(a *ent.Asset) spot { return spot{text: a.NameKey, id: a.ID} },
	"KIND":       func(a *ent.Asset) spot { return spot{text: a.KindKey, id: a.ID} },
	"CREATED_AT": func(a *ent.Asset) spot { return spot{time: a.CreatedAt, id: a.ID} },
}

func valueOr[V any](value *V) (v V) {
	if value != nil {
		v = *value
	}
	return v
}

// accountPasses, userPasses and assetPasses tell whether a filter, as it is sent, lets a row through.
func accountPasses(filter vars, a *ent.Account) bool {
	for name, want := range filter {
		var passes bool
		switch name {
		case "search":
			passes = strings.Contains(a.Search, locale.Fold(want.(string)))
		case "type":
			passes = slices.Contains(want.([]account.Type), a.Type)
		case "status":
			passes = slices.Contains(want.([]account.Status), a.Status)
		case "accountNumber":
			passes = a.AccountNumber != nil && *a.AccountNumber == want
		case "externalReference":
			passes = a.ExternalReference != nil && *a.ExternalReference == want
		case "updatedSince":
			passes = !a.UpdatedAt.Before(want.(time.Time))
		}
		if !passes {
			return false
		}
	}
	return true
}

func (r *reading) userPasses(u *ent.User) bool {
	for name, want := range r.filter {
		var passes bool
		switch name {
		case "search":
			passes = strings.Contains(u.Search, locale.Fold(want.(string)))
		case "status":
			passes = slices.Contains(want.([]user.Status), u.Status)
		case "role":
			passes = slices.ContainsFunc(r.now.grants, func(g *ent.Grant) bool {
				seen := r.who.operator || g.AccountID != nil && r.who.sees(r.now, r.now.byID[*g.AccountID])
				return seen && g.UserID == u.ID && slices.Contains(want.([]grant.Role), g.Role)
			})
		case "language":
			passes = u.Language == want
		case "timezone":
			passes = u.Timezone == want
		case "invitation":
			passes = slices.ContainsFunc(r.now.invitations, func(i *ent.Invitation) bool {
				status := tree.InvitationStatus(i.Status)
				if status == "SENT" && !r.houses[0].Clock.Now().Before(*i.ExpiresAt) {
					status = tree.InvitationExpired
				}
				return i.UserID == u.ID && slices.Contains(want.([]tree.InvitationStatus), status)
			})
		}
		if !passes {
			return false
		}
	}
	return true
}

func assetPasses(filter vars, a *ent.Asset) bool {
	for name, want := range filter {
		var passes bool
		switch name {
		case "search":
			passes = strings.Contains(a.Search, locale.Fold(want.(string)))
		case "kind":
			passes = a.KindKey == locale.Fold(want.(string))
		case "location":
			passes = a.LocationKey == locale.Fold(want.(string))
		case "assigned":
			passes = (a.AssignedToID != nil) == want
		}
		if !passes {
			return false
		}
	}
	return true
}

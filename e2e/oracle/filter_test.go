package oracle_test

import (
	"slices"
	"strings"
	"time"

	"canopy/ent"
	"canopy/internal/locale"
	"canopy/internal/viewer"
)

// holds tells of each condition of a filter whether it holds; those that are not given do.
type holds map[string]any

func filter(argument any) holds {
	given, _ := argument.(map[string]any)
	return given
}

// any tells whether the value is among those given.
func (f holds) any(name, value string) bool {
	return f[name] == nil || slices.Contains(list(f[name]), any(value))
}

func (f holds) is(name string, value any) bool { return f[name] == nil || f[name] == value }

// search tells whether the words are in the row's text, without regard to case and accents.
func (f holds) search(text string) bool {
	words, given := f["search"].(string)
	return !given || strings.Contains(text, locale.Fold(words))
}

func (f holds) since(name string, moment time.Time) bool {
	since, given := f[name].(string)
	if !given {
		return true
	}
	return !moment.Before(must(time.Parse(time.RFC3339, since)).Truncate(time.Microsecond))
}

// matches tells whether an account matches an AccountFilter.
func (a *operation) matches(argument any, x *ent.Account) bool {
	f := filter(argument)
	overdue := slices.ContainsFunc(a.provisionings, func(p *ent.Provisioning) bool {
		return p.AccountID == x.ID && p.CompletedAt == nil && a.now.After(p.ExpectedBy)
	})
	return f.is("overdue", overdue) && f.search(x.Search) && f.any("type", string(x.Type)) && f.any("status", string(x.Status)) &&
		f.is("accountNumber", optional(x.AccountNumber)) && f.is("externalReference", optional(x.ExternalReference)) && f.since("updatedSince", x.UpdatedAt)
}

// matching are those of the accounts that match an AccountFilter.
func (a *operation) matching(list []*ent.Account, argument any) []*ent.Account {
	return where(list, func(x *ent.Account) bool { return a.matches(argument, x) })
}

// matchesUser tells whether a user matches a UserFilter.
func (a *operation) matchesUser(argument any, u *ent.User) bool {
	f := filter(argument)
	holds := f["role"] == nil || slices.ContainsFunc(a.grants, func(g *ent.Grant) bool {
		return g.UserID == u.ID && a.mayOn(viewer.View, g.AccountID) && f.any("role", string(g.Role))
	})
	invited := f["invitation"] == nil || slices.ContainsFunc(a.invitations, func(i *ent.Invitation) bool {
		return i.UserID == u.ID && f.any("invitation", a.statusOf(i))
	})
	return holds && invited && f.search(u.Search) && f.any("status", string(u.Status)) &&
		f.same("language", u.Language, locale.Language) && f.same("timezone", u.Timezone, locale.TimeZone)
}

// same tells whether the value is the one that is given, however that is written.
func (f holds) same(name, value string, read func(string) (string, bool)) bool {
	if f[name] == nil {
		return true
	}
	given, _ := read(f[name].(string))
	return given == value
}

// unread tells of the language and the time zone of a UserFilter that there is none such.
func (f holds) unread() string {
	if tag, given := f["language"].(string); given {
		if _, ok := locale.Language(tag); !ok {
			return "language of users: " + locale.UnknownLanguage(tag)
		}
	}
	if name, given := f["timezone"].(string); given {
		if _, ok := locale.TimeZone(name); !ok {
			return "timezone of users: " + locale.UnknownTimeZone(name)
		}
	}
	return ""
}

package oracle_test

import (
	"bytes"
	"cmp"
	"slices"

	"canopy/ent"
	"canopy/ent/user"
	"canopy/internal/nodeid"
	"canopy/internal/secret"
	"canopy/internal/viewer"
)

// refers tells whether an id is given, and is the other.
func refers(id *int64, other int64) bool { return id != nil && *id == other }

func (a *operation) ofViewer(f *field) any {
	switch f.Name {
	case "user":
		return a.visibleUser(a.by.person)
	case "topAccounts":
		tops := where(a.accounts, func(x *ent.Account) bool { return a.sees(x) && !a.sees(a.account(x.ParentID)) })
		return a.page(f, a.order(f).accounts(tops))
	case "permissionsOn":
		x := only[*ent.Account](a.node(str(f.ArgumentMap(a.variables)["accountId"])))
		if x == nil {
			return []any{}
		}
		return slices.DeleteFunc(slices.Clone(viewer.Permissions), func(p viewer.Permission) bool { return !a.may(a.by, p, x.(*ent.Account)) })
	case "sessions":
		own := where(a.sessions, func(s *ent.Session) bool {
			return a.by.person != nil && refers(s.UserID, a.by.person.ID) && s.ExpiresAt.After(a.now)
		})
		slices.Reverse(own)
		return own
	}
	panic(f.Name)
}

func (a *operation) ofSession(s *ent.Session, f *field) any {
	switch f.Name {
	case "id":
		return nodeid.New(nodeid.Session, s.ID)
	case "current":
		return bytes.Equal(s.TokenHash, secret.HashToken(a.by.token))
	case "createdAt":
		return s.CreatedAt
	case "expiresAt":
		return s.ExpiresAt
	case "lastUsedAt":
		return optional(s.LastUsedAt)
	case "remoteAddress":
		return text(s.RemoteAddress)
	}
	panic(f.Name)
}

func (a *operation) ofGrant(g *ent.Grant, f *field) any {
	switch f.Name {
	case "id":
		return nodeid.New(nodeid.Grant, g.ID)
	case "user":
		return a.visibleUser(a.user(&g.UserID))
	case "account":
		return row(a.seen(a.account(g.AccountID)))
	case "origin":
		if g.AccountID == nil {
			return "INSTALLATION"
		}
		return "ACCOUNT"
	case "role":
		return g.Role
	case "scope":
		return g.Scope
	}
	panic(f.Name)
}

// effective is a permission that a person holds, and why.
type effective struct {
	permission viewer.Permission
	grant      *ent.Grant
	origin     string
}

// effective are the permissions of a person on the account of an id, for each the ten nearest grants that give it.
func (a *operation) effective(u *ent.User, account string) []effective {
	found := []effective{}
	x, ok := a.node(account).(*ent.Account)
	if !ok || u.Status == user.StatusDISABLED {
		return found
	}
	by := append(a.held(u, x), where(a.grants, func(g *ent.Grant) bool { return g.UserID == u.ID && g.AccountID == nil })...)
	depth := func(g *ent.Grant) int { return len(a.chain(a.account(g.AccountID))) }
	slices.SortFunc(by, func(a, b *ent.Grant) int { return cmp.Or(depth(b)-depth(a), cmp.Compare(a.ID, b.ID)) })
	for _, p := range viewer.Permissions {
		giving := where(by, func(g *ent.Grant) bool { return slices.Contains(permissions[g.Role], p) })
		for _, g := range giving[:min(len(giving), 10)] {
			switch {
			case g.AccountID == nil && a.by.operator:
				found = append(found, effective{p, g, "INSTALLATION"})
			case g.AccountID == nil:
				found = append(found, effective{p, nil, "INSTALLATION"})
			case a.sees(a.account(g.AccountID)):
				found = append(found, effective{p, g, "ACCOUNT"})
			default:
				found = append(found, effective{p, nil, "ABOVE"})
			}
		}
	}
	return found
}

func (a *operation) ofAPIKey(k *ent.APIKey, f *field) any {
	switch f.Name {
	case "id":
		return nodeid.New(nodeid.APIKey, k.ID)
	case "name":
		return k.Name
	case "account":
		return row(a.seen(a.account(k.AccountID)))
	case "role":
		return k.Role
	case "scope":
		return k.Scope
	case "createdBy":
		return a.visibleUser(a.user(k.CreatedByID))
	case "createdAt":
		return k.CreatedAt
	case "expiresAt":
		return optional(k.ExpiresAt)
	case "lastUsedAt":
		return optional(k.LastUsedAt)
	case "revokedAt":
		return optional(k.RevokedAt)
	}
	panic(f.Name)
}

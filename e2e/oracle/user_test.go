package oracle_test

import (
	"strings"

	"canopy/ent"
	"canopy/ent/invitation"
	"canopy/internal/nodeid"
	"canopy/internal/viewer"
)

// contact is a user as the notification contact of an account shows one: whether or not its own account is visible.
type contact struct{ *ent.User }

func (a *operation) ofContact(c contact, f *field) any {
	if !a.seesUser(c.User) {
		switch f.Name {
		case "jobTitle", "account", "unconfirmedEmail", "invitation":
			return nil
		case "grants", "effectivePermissions":
			return []any{}
		}
	}
	return a.ofUser(c.User, f)
}

// visibleUser is the user where one sees it, else null.
func (a *operation) visibleUser(u *ent.User) any {
	if !a.seesUser(u) {
		return nil
	}
	return u
}

func (a *operation) ofUser(u *ent.User, f *field) any {
	switch f.Name {
	case "id":
		return nodeid.New(nodeid.User, u.ID)
	case "account":
		return row(a.seen(a.account(&u.AccountID)))
	case "email":
		return u.Email
	case "givenName":
		return u.GivenName
	case "familyName":
		return u.FamilyName
	case "displayName":
		return strings.TrimSpace(u.GivenName + " " + u.FamilyName)
	case "phone":
		return text(u.Phone)
	case "jobTitle":
		return text(u.JobTitle)
	case "language":
		return u.Language
	case "timezone":
		return u.Timezone
	case "status":
		return u.Status
	case "unconfirmedEmail":
		return text(u.NewEmail)
	case "invitation":
		return row(find(a.invitations, func(i *ent.Invitation) bool { return i.UserID == u.ID }))
	case "grants":
		grants := where(a.grants, func(g *ent.Grant) bool { return g.UserID == u.ID && a.mayOn(viewer.View, g.AccountID) })
		return grants[:min(len(grants), 200)]
	case "effectivePermissions":
		return a.effective(u, str(f.ArgumentMap(a.variables)["accountId"]))
	case "createdAt":
		return u.CreatedAt
	case "updatedAt":
		return u.UpdatedAt
	}
	panic(f.Name)
}

// statusOf is where an invitation is by now.
func (a *operation) statusOf(i *ent.Invitation) string {
	if i.Status == invitation.StatusSENT && !i.ExpiresAt.After(a.now) {
		return "EXPIRED"
	}
	return string(i.Status)
}

func (a *operation) ofInvitation(i *ent.Invitation, f *field) any {
	switch f.Name {
	case "status":
		return a.statusOf(i)
	case "sentAt":
		return optional(i.SentAt)
	case "expiresAt":
		return optional(i.ExpiresAt)
	case "failure":
		return text(i.Failure)
	}
	panic(f.Name)
}

package viewer

import (
	"slices"

	"canopy/internal/treepath"
)

// Role is what a grant makes of its holder. Each role holds the permissions of those after it.
type Role string

// The roles, strongest first.
const (
	Admin          Role = "ADMIN"
	AccountManager Role = "ACCOUNT_MANAGER"
	UserManager    Role = "USER_MANAGER"
	Reader         Role = "VIEWER"
)

// Permission is one thing that may be done on an account.
type Permission string

// The permissions; each is asked for by at least one mutation or field.
const (
	View              Permission = "VIEW"
	CreateCustomer    Permission = "CREATE_CUSTOMER"
	ApproveReview     Permission = "APPROVE_REVIEW"
	EditAccount       Permission = "EDIT_ACCOUNT"
	MoveAccount       Permission = "MOVE_ACCOUNT"
	ChangeStatus      Permission = "CHANGE_STATUS"
	RetryProvisioning Permission = "RETRY_PROVISIONING"
	AddUsers          Permission = "ADD_USERS"
	EditUsers         Permission = "EDIT_USERS"
	AssignAssets      Permission = "ASSIGN_ASSETS"
	ManageGrants      Permission = "MANAGE_GRANTS"
	ManageAPIKeys     Permission = "MANAGE_API_KEYS"
	ManageWebhooks    Permission = "MANAGE_WEBHOOKS"
	ViewEvents        Permission = "VIEW_EVENTS"
)

// Permissions are all permissions, in the schema's order.
var Permissions = []Permission{
	View, CreateCustomer, ApproveReview, EditAccount, MoveAccount, ChangeStatus, RetryProvisioning, AddUsers, EditUsers, AssignAssets, ManageGrants, ManageAPIKeys,
	ManageWebhooks, ViewEvents,
}

// weakest is the weakest role that holds a permission; docs/permissions.md shows the same as a table.
var weakest = map[Permission]Role{
	View:              Reader,
	AddUsers:          UserManager,
	EditUsers:         UserManager,
	ViewEvents:        AccountManager,
	ManageGrants:      Admin,
	ManageAPIKeys:     Admin,
	ManageWebhooks:    Admin,
	ChangeStatus:      Admin,
	RetryProvisioning: AccountManager,
	EditAccount:       AccountManager,
	MoveAccount:       AccountManager,
	AssignAssets:      AccountManager,
	CreateCustomer:    AccountManager,
	ApproveReview:     AccountManager,
}

var rank = map[Role]int{Reader: 1, UserManager: 2, AccountManager: 3, Admin: 4}

// Holds tells whether the role has the permission.
func (r Role) Holds(p Permission) bool { return rank[r] >= rank[weakest[p]] && rank[r] > 0 }

// Covers tells whether the role holds everything that the other holds.
func (r Role) Covers(other Role) bool { return rank[r] >= rank[other] && rank[r] > 0 }

// Role is the strongest role of the viewer on the account at path; "" for none. Operators are ADMIN everywhere.
func (v *Viewer) Role(path string) Role {
	return v.strongest(func(g Grant) bool { return g.holds(path) })
}

// Inherits is the strongest role that the viewer has on whatever comes to hang below the account at path; "" for none.
func (v *Viewer) Inherits(path string) Role {
	return v.strongest(func(g Grant) bool { return !g.Only && g.holds(path) })
}

// strongest is the strongest role by the grants that count.
func (v *Viewer) strongest(counts func(Grant) bool) (strongest Role) {
	if v.Operator {
		return Admin
	}
	for _, g := range v.grants {
		if rank[g.Role] > rank[strongest] && counts(g) {
			strongest = g.Role
		}
	}
	return strongest
}

// May tells whether the viewer holds the permission on the account at path.
func (v *Viewer) May(p Permission, path string) bool { return v.Role(path).Holds(p) }

// MayFromAbove tells whether the viewer holds the permission on the account at path by a role given strictly above it. Above a
// reseller are operators alone.
func (v *Viewer) MayFromAbove(p Permission, path string) bool {
	above := treepath.Parent(path)
	return v.Operator || above != "" && v.Inherits(above).Holds(p)
}

// Subtree tells whether the viewer's strongest role on the account at path holds for everything below it too.
func (v *Viewer) Subtree(path string) bool { return v.Reaches(v.Role(path), path) }

// Reaches tells whether the viewer holds the role, or a stronger one, on the account at path and on everything below it.
func (v *Viewer) Reaches(role Role, path string) bool {
	return v.Operator || slices.ContainsFunc(v.grants, func(g Grant) bool { return !g.Only && g.Role.Covers(role) && g.holds(path) })
}

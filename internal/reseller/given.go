package reseller

import (
	"canopy/ent"
	"canopy/ent/grant"
	"canopy/internal/problem"
	"canopy/internal/viewer"
)

// checkGiven faults a role to be given on the account that the viewer does not hold there, or not as far, and records the refusal.
func (c *change) checkGiven(a *ent.Account, role viewer.Role, reach grant.Scope) {
	own := c.viewer.Role(a.Path)
	switch {
	case !own.Covers(role):
		c.deny(a)
		c.faults.Add("role", problem.CannotGrant, "your own role on this account is %s: give that or a weaker one", own)
	case reach == grant.ScopeSUBTREE && !c.viewer.Reaches(role, a.Path):
		c.deny(a)
		c.faults.Add("scope", problem.CannotGrant, "you do not hold %s on what lies below this account: give it with ACCOUNT_ONLY", role)
	}
}

// checkInstallation faults what cannot be given on the whole installation: it takes operators only.
func (c *change) checkInstallation(role viewer.Role, reach grant.Scope) {
	if role != viewer.Admin {
		c.faults.Add("role", problem.Invalid, "on the whole installation there is only ADMIN")
	}
	if reach != grant.ScopeSUBTREE {
		c.faults.Add("scope", problem.Invalid, "the whole installation is a SUBTREE")
	}
}

// holdsRole tells whether the viewer holds a role as far as that; a nil account is the installation.
func (c *change) holdsRole(a *ent.Account, role viewer.Role, reach grant.Scope) bool {
	switch {
	case a == nil:
		return c.viewer.Operator
	case reach == grant.ScopeSUBTREE:
		return c.viewer.Reaches(role, a.Path)
	}
	return c.viewer.Role(a.Path).Covers(role)
}

package reseller

import (
	"context"

	"canopy/ent"
	"canopy/ent/grant"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/viewer"
)

// RevokeGrant takes a role, also one's own. Needs MANAGE_GRANTS on the grant's account, operators where it has none, and the role itself
// as far as it holds. The last ADMIN that people have stays.
func (s *Service) RevokeGrant(ctx context.Context, in RevokeGrantInput) error {
	return s.change(ctx, GrantRevoked, func(ctx context.Context, c *change) error {
		var g *ent.Grant
		err := c.lockExclusive(ctx, func(ctx context.Context) (roots []int64, err error) {
			g, err = c.tx.Grant.Query().Where(grant.ID(in.GrantID.Of(nodeid.Grant))).WithAccount().Only(ctx)
			if err == nil && g.AccountID != nil && g.Edges.Account == nil { // it moved between the two statements
				return nil, errAgain
			}
			if err == nil {
				roots = append(roots, rootOf(g))
			}
			return roots, ent.MaskNotFound(err)
		})
		if err != nil {
			return err
		}
		if g == nil {
			c.faults.Add("grantId", problem.Missing, "there is no such grant")
			return c.faults
		}
		a := g.Edges.Account
		if !c.allow("grantId", manageGrants, a) {
			return c.faults
		}
		if !c.holds(g) {
			c.deny(a)
			c.faults.Add("grantId", problem.CannotGrant, "you do not hold %s there as far as this grant does: somebody above has to take it", g.Role)
			return c.faults
		}
		last, err := c.lastAdmins(ctx, grant.ID(g.ID), departure{})
		if err != nil {
			return err
		}
		if len(last) > 0 {
			c.faults.Add("grantId", problem.LastAdmin, "there is no other active ADMIN for people on or below this account: give the role to somebody who is ACTIVE first")
			return c.faults
		}
		c.recordTaken(a, g)
		return c.tx.Grant.DeleteOne(g).Exec(ctx)
	})
}

// recordTaken notes that a grant on an account, nil for the installation, was taken.
func (c *change) recordTaken(a *ent.Account, g *ent.Grant) {
	c.record(GrantRevoked, a, nodeid.New(nodeid.Grant, g.ID), []FieldChange{
		{Field: "user", Before: value(nodeid.New(nodeid.User, g.UserID).String())},
		{Field: "role", Before: value(string(g.Role))}, {Field: "scope", Before: value(string(g.Scope))},
	})
}

// rootOf is the root of the tree that the grant, loaded with its account, holds in; 0 is the installation.
func rootOf(g *ent.Grant) int64 {
	if g.Edges.Account == nil {
		return 0
	}
	return g.Edges.Account.RootID
}

// holds tells whether the viewer holds what the grant, loaded with its account, gives.
func (c *change) holds(g *ent.Grant) bool {
	return c.holdsRole(g.Edges.Account, viewer.Role(g.Role), g.Scope)
}

package reseller

import (
	"context"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/grant"
	"canopy/ent/predicate"
	"canopy/ent/user"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
)

// GrantRole gives a visible person, who is not disabled, a role on an account, and returns the grant's key; a person who has it already
// keeps it. Needs MANAGE_GRANTS on the account, and the role itself as far as it is to hold. Without an account it is up to operators, and ADMIN.
func (s *Service) GrantRole(ctx context.Context, in GrantRoleInput) (grantID int64, err error) {
	err = s.change(ctx, GrantAdded, func(ctx context.Context, c *change) error {
		var a *ent.Account // nil: the installation, or there is none
		var u *ent.User
		err := c.lockExclusive(ctx, func(ctx context.Context) (roots []int64, err error) {
			if in.AccountID == nil {
				roots = append(roots, 0)
			} else if a, err = c.visibleAccount(ctx, *in.AccountID); err != nil {
				return nil, err
			} else if a != nil {
				roots = append(roots, a.RootID)
			}
			u, err = c.tx.User.Query().Where(user.ID(in.UserID.Of(nodeid.User))).WithAccount().Only(ctx)
			if err == nil && u.Edges.Account == nil { // it moved between the two statements
				return nil, errAgain
			}
			if err == nil {
				roots = append(roots, u.Edges.Account.RootID)
			}
			return roots, ent.MaskNotFound(err)
		})
		if err != nil {
			return err
		}
		if (a != nil || in.AccountID == nil) && !c.allow("accountId", manageGrants, a) {
			return c.faults.Err()
		}
		if c.checkGrant(in, a, u); c.faults != nil {
			return c.faults
		}
		grantID, err = c.grant(ctx, u, a, in)
		return err
	})
	return grantID, err
}

// visibleAccount is nil where the viewer sees no such account.
func (c *change) visibleAccount(ctx context.Context, id nodeid.ID) (*ent.Account, error) {
	a, err := c.tx.Account.Query().Where(account.ID(id.Of(nodeid.Account))).Only(ctx)
	return a, ent.MaskNotFound(err)
}

// checkGrant is all that is wrong with a role to be given; u is nil where there is no such person, a where there is no such account.
func (c *change) checkGrant(in GrantRoleInput, a *ent.Account, u *ent.User) {
	switch {
	case u == nil:
		c.faults.Add("userId", problem.Missing, "there is no such person")
	case u.Status == user.StatusDISABLED:
		c.faults.Add("userId", problem.NotActive, "the person is disabled: enable them first")
	}
	switch {
	case in.AccountID == nil:
		c.checkInstallation(in.Role, in.Scope)
	case a == nil:
		c.faults.Add("accountId", problem.Missing, "there is no such account")
	default:
		c.checkGiven(a, in.Role, in.Scope)
	}
}

// grant gives the role, unless the person has it already.
func (c *change) grant(ctx context.Context, u *ent.User, a *ent.Account, in GrantRoleInput) (int64, error) {
	on := grant.AccountIDIsNil()
	if a != nil {
		on = grant.AccountID(a.ID)
	}
	same := []predicate.Grant{grant.UserID(u.ID), on, grant.RoleEQ(grant.Role(in.Role)), grant.ScopeEQ(in.Scope)}
	if key, err := c.tx.Grant.Query().Where(same...).FirstID(ctx); !ent.IsNotFound(err) {
		return key, err
	}
	create := c.tx.Grant.Create().SetUserID(u.ID).SetRole(grant.Role(in.Role)).SetScope(in.Scope).SetCreatedAt(c.at)
	if a != nil {
		create.SetAccountID(a.ID)
	}
	g, err := create.Save(ctx)
	if err != nil {
		return 0, err
	}
	c.recordGiven(a, g)
	return g.ID, nil
}

// recordGiven notes that a grant on an account, nil for the installation, was given.
func (c *change) recordGiven(a *ent.Account, g *ent.Grant) {
	c.record(GrantAdded, a, nodeid.New(nodeid.Grant, g.ID), []FieldChange{
		{Field: "user", After: value(nodeid.New(nodeid.User, g.UserID).String())},
		{Field: "role", After: value(string(g.Role))}, {Field: "scope", After: value(string(g.Scope))},
	})
}

package reseller

import (
	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/predicate"
	"canopy/ent/user"
	"canopy/internal/problem"
	"canopy/internal/store/scope"
	"canopy/internal/treepath"
	"context"
)

// checkPlace faults at path when there is no room below parent, the locked account, for so many more: the tree would be too deep, or parent
// have more than its limit, as of tells.
func (c *change) checkPlace(ctx context.Context, path string, parent *ent.Account, more int, of rooms) error {
	if treepath.Depth(parent.Path) >= treepath.MaxDepth {
		c.faults.Add(path, problem.LimitExceeded, "a tree is at most %d accounts deep", treepath.MaxDepth)
	}
	return c.checkLimit(ctx, path, LimitSubAccounts, parent, more, of)
}

// Contacts are the users who may be notification contact of a customer in the tree of root; of them a viewer chooses those that it
// sees. The userDirectory shows the same.
func Contacts(root int64) predicate.User {
	return user.And(user.StatusNEQ(user.StatusDISABLED), user.HasAccountWith(account.RootID(root)))
}

// checkContact faults at path when the viewer does not see such a contact. Root 0, an unknown tree, takes anybody visible.
func (c *change) checkContact(ctx context.Context, path string, key, root int64) error {
	query := c.tx.User.Query().Where(user.ID(key))
	if root != 0 {
		query.Where(Contacts(root))
	}
	found, err := query.Exist(ctx)
	if err == nil && !found {
		c.faults.Add(path, problem.Missing, "nobody in the userDirectory has this id")
	}
	return err
}

// checkReference faults at path when another account of the tree has the external reference.
func (c *change) checkReference(ctx context.Context, path, reference string, root int64) error {
	if reference == "" {
		return nil
	}
	taken, err := c.anywhere(ctx, takenReferences, account.RootID(root), account.ExternalReference(reference))
	if err == nil && taken {
		c.faults.Add(path, problem.Taken, "another account of the tree has the external reference %q", reference)
	}
	return err
}

// anywhere tells whether there is such an account, for a fault that tells the viewer so: it is noted when they see none of them. It returns
// problem.RateLimited when they were told too much.
func (c *change) anywhere(ctx context.Context, what telling, such ...predicate.Account) (bool, error) {
	if err := c.mayTell(ctx, what); err != nil {
		return false, err
	}
	query := c.tx.Account.Query().Where(such...)
	found, err := query.Clone().Exist(scope.Everything(ctx, scope.Uniqueness))
	if err != nil || !found {
		return false, err
	}
	seen, err := query.Exist(ctx)
	if err == nil && !seen {
		c.told(ctx, what, 1)
	}
	return true, err
}

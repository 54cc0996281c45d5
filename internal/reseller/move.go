package reseller

import (
	"context"
	"fmt"

	"canopy/ent"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/store"
	"canopy/internal/store/scope"
	"canopy/internal/treepath"
	"canopy/internal/viewer"
)

// MoveSubtree hangs an account, with all that is below it, under another parent, also in another tree; there already, it stays. What
// grants above give follows the tree as it stands then. People keep an ADMIN on or above them. For operators.
func (s *Service) MoveSubtree(ctx context.Context, accountID, parentID nodeid.ID) error {
	return s.change(ctx, AccountMoved, func(ctx context.Context, c *change) error {
		if !c.allow("", viewer.ManageGrants, nil) {
			return c.faults
		}
		var a, parent *ent.Account
		err := c.lockExclusive(ctx, func(ctx context.Context) (roots []int64, err error) {
			if a, err = c.visibleAccount(ctx, accountID); err != nil {
				return nil, err
			}
			if parent, err = c.visibleAccount(ctx, parentID); err != nil {
				return nil, err
			}
			for _, found := range []*ent.Account{a, parent} {
				if found != nil {
					roots = append(roots, found.RootID)
				}
			}
			return roots, nil
		})
		if err != nil {
			return err
		}
		if err := c.checkMove(ctx, a, parent); err != nil || *a.ParentID == parent.ID {
			return err
		}
		return c.move(ctx, a, parent)
	})
}

// checkMove is all that is wrong with hanging a below parent; each is nil where there is none.
func (c *change) checkMove(ctx context.Context, a, parent *ent.Account) error {
	if a == nil {
		c.faults.Add("accountId", problem.Missing, "there is no such account")
	} else if a.ParentID == nil {
		c.faults.Add("accountId", problem.Invalid, "a reseller stays at the top of its tree")
	}
	if parent == nil {
		c.faults.Add("parentId", problem.Missing, "there is no such account")
		return c.faults
	}
	if err := c.tx.Send(ctx, c.loadChain(ctx, parent.ID)); err != nil {
		return err
	}
	c.checkPlace("parentId", parent)
	if a == nil || a.ParentID == nil {
		return c.faults
	}
	if treepath.Subtree(a.Path).Contains(parent.Path) {
		c.faults.Add("parentId", problem.Invalid, "an account cannot hang below itself")
		return c.faults
	}
	if err := c.checkSubtree(ctx, a, parent); err != nil {
		return err
	}
	return c.faults.Err()
}

// checkSubtree faults when what moves would hang too deep, brings an external reference that the tree has, or leaves an ADMIN behind.
func (c *change) checkSubtree(ctx context.Context, a, parent *ent.Account) error {
	deepest, taken := 0, 0
	r := treepath.Subtree(a.Path)
	err := c.tx.Send(ctx, store.Statement{
		Text: "SELECT " + scope.Inheritance.Marker() + " max(length(path) - length(replace(path, '/', ''))) FROM accounts WHERE path >= $1 AND path < $2",
		Args: []any{r.Lo, r.Hi},
		Each: func(row *store.Row) { deepest = int(row.At(0).Int()) - 1 },
	}, store.Statement{
		Text: "SELECT " + scope.Uniqueness.Marker() + ` count(*) FROM accounts a JOIN accounts b ON b.external_reference = a.external_reference
			WHERE a.path >= $1 AND a.path < $2 AND b.root_id = $3 AND a.root_id <> $3`,
		Args: []any{r.Lo, r.Hi, parent.RootID},
		Each: func(row *store.Row) { taken = int(row.At(0).Int()) },
	})
	if err != nil {
		return fmt.Errorf("reseller: look at what moves: %w", err)
	}
	if treepath.Depth(parent.Path) < treepath.MaxDepth && treepath.Depth(parent.Path)+deepest-treepath.Depth(treepath.Parent(a.Path)) > treepath.MaxDepth {
		c.faults.Add("parentId", problem.LimitExceeded, "a tree is at most %d accounts deep", treepath.MaxDepth)
	}
	if taken > 0 {
		c.faults.Add("accountId", problem.Taken, "%d of the accounts have external references that the other tree has already", taken)
	}
	return c.checkAdmins(ctx, a, parent)
}

// checkAdmins faults when people in what moves had an ADMIN above it, and would have none any more.
func (c *change) checkAdmins(ctx context.Context, a, parent *ent.Account) error {
	before, now := treepath.IDs(treepath.Parent(a.Path)), treepath.IDs(parent.Path)
	ruled, err := c.adminsOn(ctx, append(before, now...), nil)
	if err != nil || !ruled.any(before) || ruled.any(now) {
		return err
	}
	orphaned, err := c.withoutAdmin(ctx, []string{a.Path}, nil)
	if err == nil && orphaned[a.Path] {
		c.faults.Add("parentId", problem.LastAdmin, "people below would be left without an active ADMIN: give the role there to somebody who is ACTIVE first")
	}
	return err
}

// move rewrites the places of the subtree; triggers do it to those of its people. A move across trees is told in both.
func (c *change) move(ctx context.Context, a, parent *ent.Account) error {
	r, to := treepath.Subtree(a.Path), treepath.Child(parent.Path, a.ID)
	err := c.tx.Send(ctx, store.Statement{
		Text: "UPDATE accounts SET path = $1 || substr(path, $2), root_id = $3 WHERE path >= $4 AND path < $5",
		Args: []any{to, len(a.Path) + 1, parent.RootID, r.Lo, r.Hi},
	}, store.Statement{
		Text: "UPDATE accounts SET parent_id = $1, updated_at = $2 WHERE id = $3",
		Args: []any{parent.ID, c.at, a.ID},
	})
	if err != nil {
		return fmt.Errorf("reseller: move a subtree: %w", err)
	}
	id := nodeid.New(nodeid.Account, a.ID)
	changes := []FieldChange{{
		Field: "parent", Before: value(nodeid.New(nodeid.Account, *a.ParentID).String()), After: value(nodeid.New(nodeid.Account, parent.ID).String()),
	}}
	if a.RootID != parent.RootID {
		c.record(AccountMoved, &ent.Account{ID: *a.ParentID, RootID: a.RootID}, id, changes)
	}
	c.record(AccountMoved, &ent.Account{ID: a.ID, RootID: parent.RootID}, id, changes)
	return nil
}

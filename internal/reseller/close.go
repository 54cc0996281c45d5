package reseller

import (
	"context"
	"fmt"
	"slices"
	"time"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/store"
	"canopy/internal/store/scope"
	"canopy/internal/treepath"
	"canopy/internal/viewer"
)

// Closing is what closing an account ends, or in a dry run would end.
type Closing struct {
	AccountID  int64
	Closed     []int64 // the account and those below it, in pre-order; none of which were CLOSED already
	Unassigned int     // how many assets come back to their owners
}

// CloseAccount ends an account for good: its number and its reference stay its own, its users stay, the assets that are assigned to it come back to their
// owners. Open accounts below it are a fault, unless they are to be closed with it. One that is CLOSED already stays so.
// It needs CHANGE_STATUS on all that it closes. A PENDING account is called off by CancelProvisioning, unless it goes with one above.
func (s *Service) CloseAccount(ctx context.Context, in CloseAccountInput) (done Closing, err error) {
	err = s.change(ctx, AccountClosed, func(ctx context.Context, c *change) error {
		done, c.dryRun = Closing{}, in.DryRun
		a, err := c.lockAccount(ctx, in.AccountID)
		if err != nil {
			return err
		}
		if !c.allow("accountId", endAccount, a) {
			return c.faults
		}
		done.AccountID = a.ID
		switch a.Status {
		case account.StatusCLOSED:
			return nil
		case account.StatusPENDING:
			c.faults.Add("accountId", problem.NotActive, "the account is PENDING: call it off by cancelProvisioning")
		}
		open, err := c.openBelow(ctx, a)
		if err != nil {
			return err
		}
		if len(open) > 0 && !in.Cascade {
			c.faults.Add("cascade", problem.HasOpenChildren, "accounts below it are open: close them first, or say cascade: true to close them with it")
		}
		if slices.ContainsFunc(open, func(below *ent.Account) bool { return !c.viewer.May(viewer.ChangeStatus, below.Path) }) && in.Cascade {
			c.refuse("cascade", a, "below it are accounts that you may not close")
			return c.faults
		}
		if err := c.faults.Err(); err != nil {
			return err
		}
		done, err = c.close(ctx, a, open...)
		return err
	})
	return done, err
}

// openBelow are the accounts below that are not CLOSED, seen or not, in pre-order.
func (c *change) openBelow(ctx context.Context, a *ent.Account) (open []*ent.Account, err error) {
	r := treepath.Subtree(a.Path)
	err = c.tx.Send(ctx, store.Statement{
		Text: "SELECT " + scope.Inheritance.Marker() + " id, path, status, updated_at, external_reference FROM accounts WHERE path > $1 AND path < $2 AND status <> 'CLOSED' ORDER BY path",
		Args: []any{r.Lo, r.Hi},
		Each: func(row *store.Row) {
			open = append(open, &ent.Account{
				ID: row.At(0).Int(), RootID: a.RootID, Path: row.At(1).Text(), Status: account.Status(row.At(2).Text()), UpdatedAt: row.At(3).Time(),
				ExternalReference: value(row.At(4).Text()),
			})
		},
	})
	if err != nil {
		return nil, fmt.Errorf("reseller: look for open accounts: %w", err)
	}
	return open, nil
}

// The statements of close: of the accounts, their provisionings and their assets; %s is the table of the accounts' ids.
const (
	closeAccounts       = `UPDATE accounts SET status = 'CLOSED', updated_at = $1 WHERE id IN (SELECT id FROM %s)`
	cancelProvisionings = `UPDATE provisionings SET status = 'CANCELLED', completed_at = $1 WHERE status IN ('QUEUED', 'RUNNING') AND account_id IN (SELECT id FROM %s)`
	heldAssets          = `SELECT %s id, assigned_to_id FROM assets WHERE assigned_to_id IN (SELECT id FROM %s) ORDER BY id`
	freeReferences      = `UPDATE accounts SET external_reference = NULL, search = name_key WHERE status IN ('PENDING', 'FAILED') AND id IN (SELECT id FROM %s)`
	releaseAssets       = `UPDATE assets SET assigned_to_id = NULL WHERE assigned_to_id IN (SELECT id FROM %s)`
)

// close closes an account and the open ones below it; in a dry run it only tells what that ends. What never had a number gives its external
// reference back, for whoever registers it again. The trees are locked exclusively, so that
// no worker is at their provisionings and nobody assigns an asset.
func (c *change) close(ctx context.Context, a *ent.Account, below ...*ent.Account) (Closing, error) {
	all := append([]*ent.Account{a}, below...)
	done, at, held := Closing{AccountID: a.ID}, c.at, map[int64][]int64{}
	for _, closed := range all {
		done.Closed = append(done.Closed, closed.ID)
		at = latest(at, c.later(closed.UpdatedAt))
	}
	keys, table, second := array(done.Closed), ids(c.tx, "$1"), ids(c.tx, "$2")
	statements := []store.Statement{{
		Text: fmt.Sprintf(heldAssets, scope.Inheritance.Marker(), table), Args: []any{keys},
		Each: func(row *store.Row) {
			held[row.At(1).Int()] = append(held[row.At(1).Int()], row.At(0).Int())
			done.Unassigned++
		},
	}}
	if !c.dryRun {
		statements = append(statements,
			store.Statement{Text: fmt.Sprintf(releaseAssets, table), Args: []any{keys}},
			store.Statement{Text: fmt.Sprintf(cancelProvisionings, second), Args: []any{at, keys}},
			store.Statement{Text: fmt.Sprintf(freeReferences, table), Args: []any{keys}},
			store.Statement{Text: fmt.Sprintf(closeAccounts, second), Args: []any{at, keys}})
	}
	if err := c.tx.Send(ctx, statements...); err != nil {
		return done, fmt.Errorf("reseller: close accounts: %w", err)
	}
	for _, closed := range all {
		if err := step(accountSteps, closed.Status, account.StatusCLOSED); err != nil {
			return done, err
		}
		if assets := held[closed.ID]; assets != nil {
			c.recordOn(AssetsUnassigned, closed, assetChanges(assets, false))
		}
		changes := []FieldChange{statusChange(closed.Status, account.StatusCLOSED)}
		if reference := closed.ExternalReference; reference != nil && neverActive(closed.Status) {
			changes = append(changes, FieldChange{Field: "externalReference", Before: reference})
		}
		c.recordOn(c.action, closed, changes)
	}
	return done, nil
}

// neverActive tells of an account in the status that it never had a number.
func neverActive(s account.Status) bool {
	return s == account.StatusPENDING || s == account.StatusFAILED
}

// recordOn notes that something happened to an account itself.
func (c *change) recordOn(action Action, a *ent.Account, changes []FieldChange) {
	c.record(action, a, nodeid.New(nodeid.Account, a.ID), changes)
}

func latest(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

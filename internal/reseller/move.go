package reseller

import (
	"context"
	"fmt"
	"slices"
	"strconv"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/store"
	"canopy/internal/store/scope"
	"canopy/internal/treepath"
)

// maxMoved is how many subtrees one request moves.
const maxMoved = 100

// Moved is what a move did, or in a dry run would do.
type Moved struct {
	AccountIDs []int64 // the accounts, in the order given
	Gains      AccessChanges
	Losses     AccessChanges
}

// MoveAccounts hangs accounts, each with all that is below it, under another parent, all or none; one that hangs there already stays. Ids,
// numbers, users, history and assets come along. What grants above give follows the tree as it stands then: the answer tells whose role on
// the accounts grows or shrinks by that. It needs MOVE_ACCOUNT on the accounts, on what they hang below now and on the new parent, and whoever
// moves gains nothing by it. Into another tree it is for operators.
func (s *Service) MoveAccounts(ctx context.Context, in MoveAccountsInput) (done Moved, err error) {
	err = s.change(ctx, AccountMoved, func(ctx context.Context, c *change) error {
		done, c.dryRun = Moved{}, in.DryRun
		asked := c.checkIDs("accountIds", in.AccountIDs, nodeid.Account, maxMoved, "account")
		if asked == nil {
			return c.faults
		}
		found, err := c.lockAccounts(ctx, append(in.AccountIDs[:len(asked):len(asked)], in.ParentID)...)
		if err != nil {
			return err
		}
		moving, parent := found[:len(asked)], found[len(asked)]
		for i, key := range asked {
			if key == twice {
				moving[i] = nil
			} else if moving[i] == nil {
				c.faults.Add(movePath(i), problem.Missing, "there is no such account")
			}
		}
		if parent == nil {
			c.faults.Add("parentId", problem.Missing, "there is no such account")
		}
		if !c.allowMove(moving, parent) || parent == nil {
			return c.faults
		}
		if err := c.checkMove(ctx, moving, parent); err != nil {
			return err
		}
		done.AccountIDs = asked
		if done.Gains, done.Losses, err = c.accessChanges(ctx, moving, parent); err != nil || c.dryRun {
			return err
		}
		if err := c.leaveContacts(ctx, moving, parent); err != nil {
			return err
		}
		return c.move(ctx, moving, parent)
	})
	return done, err
}

func movePath(i int) string { return "accountIds." + strconv.Itoa(i) }

// allowMove asks at the accounts that move, at those that they hang below, and at the new parent; nil are those that there are not.
func (c *change) allowMove(moving []*ent.Account, parent *ent.Account) (allowed bool) {
	allowed = true
	for i, a := range moving {
		if a == nil {
			continue
		}
		if !c.allow(movePath(i), moveAccount, a) || a.ParentID != nil && !c.allow(movePath(i), releaseAccount, c.near[*a.ParentID]) {
			allowed = false
		}
		if parent != nil && a.RootID != parent.RootID && !c.viewer.Operator {
			c.refuse(movePath(i), a, "moving an account into another tree is up to operators")
			allowed = false
		}
		if parent != nil && !c.mayLift(a, parent) {
			c.refuse(movePath(i), a, "an account above is SUSPENDED: moving it away is up to whoever may resume that one")
			allowed = false
		}
	}
	if parent == nil {
		return allowed
	}
	if allowed = c.allow("parentId", receiveAccount, parent) && allowed; !allowed {
		return false
	}
	inherits := c.viewer.Inherits(parent.Path)
	for i, a := range moving { // what is inherited above the new place, by all that moves, is the mover's own gain
		if a != nil && a.ParentID != nil && inherits != "" && !c.viewer.Reaches(inherits, treepath.Parent(a.Path)) {
			c.deny(a)
			c.faults.Add(movePath(i), problem.CannotGrant, "you would hold %s there from above it, which you do not here: somebody who does has to move it", inherits)
			allowed = false
		}
	}
	return allowed
}

// mayLift tells whether the viewer may resume every suspended account that is above a now, and would not be below parent.
func (c *change) mayLift(a, parent *ent.Account) bool {
	return !slices.ContainsFunc(treepath.IDs(treepath.Parent(a.Path)), func(id int64) bool {
		above := c.near[id]
		return above.Status == account.StatusSUSPENDED && !treepath.Subtree(above.Path).Contains(parent.Path) && !c.viewer.MayFromAbove(resumeAccount.permission, above.Path)
	})
}

// checkMove is all that is wrong with hanging the accounts below parent.
func (c *change) checkMove(ctx context.Context, moving []*ent.Account, parent *ent.Account) error {
	newcomers, first := 0, int64(0)
	for i, a := range moving {
		if a != nil && first == 0 {
			first = a.RootID
		}
		switch {
		case a == nil:
		case a.ParentID == nil:
			c.faults.Add(movePath(i), problem.TypeNotAllowed, "a RESELLER stays at the top of its tree")
		case treepath.Subtree(a.Path).Contains(parent.Path):
			c.faults.Add(movePath(i), problem.Cycle, "the new parent is this account, or hangs below it")
		case a.RootID != first:
			c.faults.Add(movePath(i), problem.Invalid, "it stands in another tree than the first: move the accounts of one tree at a time")
		case slices.ContainsFunc(moving, func(b *ent.Account) bool { return b != nil && b != a && treepath.Subtree(b.Path).Contains(a.Path) }):
			c.faults.Add(movePath(i), problem.Invalid, "it hangs below another account that moves: move it afterwards, or leave it where it comes along")
		case *a.ParentID != parent.ID && a.Status != account.StatusCLOSED:
			newcomers++
		}
	}
	if err := c.checkPlace(ctx, "parentId", parent, newcomers, c.room); err != nil {
		return err
	}
	if err := c.checkSubtrees(ctx, moving, parent); err != nil {
		return err
	}
	return c.faults.Err()
}

// checkSubtrees faults what would hang too deep, brings external references that the other tree has, leaves behind the owners of assets
// that it has, or an ADMIN.
func (c *change) checkSubtrees(ctx context.Context, moving []*ent.Account, parent *ent.Account) error {
	var subtrees []span
	for i, a := range moving {
		if a != nil && a.ParentID != nil && *a.ParentID != parent.ID && !treepath.Subtree(a.Path).Contains(parent.Path) {
			r := treepath.Subtree(a.Path)
			subtrees = append(subtrees, span{i, r.Lo, r.Hi})
		}
	}
	if err := c.checkAdmins(ctx, moving, subtrees, parent); err != nil {
		return err
	}
	look := func(reason scope.Reason, text string, fault func(i, n int), args ...any) store.Statement {
		return store.Statement{
			Text: fmt.Sprintf(text, reason.Marker(), records(c.tx, "$1", spanColumns...)), Args: append([]any{array(subtrees)}, args...),
			Each: func(row *store.Row) { fault(int(row.At(0).Int()), int(row.At(1).Int())) },
		}
	}
	statements := []store.Statement{
		look(scope.Inheritance, deepest, func(i, n int) {
			if depth := treepath.Depth(parent.Path); depth < treepath.MaxDepth && depth+n-treepath.Depth(treepath.Parent(moving[i].Path)) > treepath.MaxDepth {
				c.faults.Add(movePath(i), problem.LimitExceeded, "a tree is at most %d accounts deep", treepath.MaxDepth)
			}
		}),
		look(scope.Inheritance, leftOwners, func(i, n int) {
			c.faults.Add(movePath(i), problem.AlreadyAssigned, "%d assets are assigned in it whose owners would no longer be above it: unassign them first", n)
		}, parent.Path),
	}
	taken := func(text, things string) store.Statement {
		return look(scope.Uniqueness, text, func(i, n int) {
			c.faults.Add(movePath(i), problem.Taken, "%d of its %s have external references that are taken in the other tree", n, things)
		}, parent.RootID)
	}
	if err := c.tx.Send(ctx, append(statements, taken(takenAccounts, "accounts"), taken(takenAssets, "assets"))...); err != nil {
		return fmt.Errorf("reseller: look at what moves: %w", err)
	}
	return nil
}

// The statements of checkSubtrees: of each subtree r, how deep it is, and how many of its rows are at fault. %s are the reason and the subtrees.
const (
	deepest = `SELECT %s r.top, max(length(a.path) - length(replace(a.path, '/', ''))) - 1 FROM %s
		JOIN accounts a ON a.path >= r.lo AND a.path < r.hi GROUP BY r.top ORDER BY r.top`
	leftOwners = `SELECT %s r.top, count(*) FROM %s JOIN accounts a ON a.path >= r.lo AND a.path < r.hi JOIN assets s ON s.assigned_to_id = a.id
		JOIN accounts o ON o.id = s.owner_id AND (o.path < r.lo OR o.path >= r.hi) WHERE substr($2, 1, length(o.path)) <> o.path GROUP BY r.top ORDER BY r.top`
	takenAccounts = `SELECT %s r.top, count(*) FROM %s JOIN accounts a ON a.path >= r.lo AND a.path < r.hi JOIN accounts b ON b.external_reference = a.external_reference
		WHERE b.root_id = $2 AND a.root_id <> $2 GROUP BY r.top ORDER BY r.top`
	takenAssets = `SELECT %s r.top, count(*) FROM %s JOIN accounts a ON a.path >= r.lo AND a.path < r.hi JOIN assets s ON s.owner_id = a.id
		JOIN assets b ON b.root_id = $2 AND b.external_reference = s.external_reference WHERE a.root_id <> $2 GROUP BY r.top ORDER BY r.top`
)

// checkAdmins faults when people in what moves had an ADMIN above it, and would have none any more.
func (c *change) checkAdmins(ctx context.Context, moving []*ent.Account, subtrees []span, parent *ent.Account) error {
	now := treepath.IDs(parent.Path)
	chains := slices.Clone(now)
	for _, s := range subtrees {
		chains = append(chains, treepath.IDs(moving[s.Top].Path)...)
	}
	ruled, err := c.adminsOn(ctx, distinct(chains), nil)
	if err != nil || ruled.any(now) {
		return err
	}
	var tops []string
	for _, s := range subtrees {
		if a := moving[s.Top]; ruled.any(treepath.IDs(treepath.Parent(a.Path))) {
			tops = append(tops, a.Path)
		}
	}
	orphaned, err := c.withoutAdmin(ctx, tops, nil, departure{})
	if err != nil {
		return err
	}
	for _, s := range subtrees {
		if orphaned[moving[s.Top].Path] {
			c.faults.Add(movePath(s.Top), problem.LastAdmin, "people below would be left without an active ADMIN: give the role there to somebody who is ACTIVE first")
		}
	}
	return nil
}

// uprooted is a subtree as a record, and where in its paths begins what stays as it is below another parent.
type uprooted struct {
	Lo  string `json:"lo"`
	Hi  string `json:"hi"`
	Cut int    `json:"cut"`
}

var uprootedColumns = []string{`lo text COLLATE "C"`, `hi text COLLATE "C"`, "cut int"}

// The statements of move; %s are the subtrees.
const (
	moveAssets = `UPDATE assets SET root_id = $1 WHERE owner_id IN (SELECT %s a.id FROM %s JOIN accounts a ON a.path >= r.lo AND a.path < r.hi WHERE a.root_id <> $1)`
	movePlaces = `UPDATE accounts SET path = $1 || substr(path, r.cut), root_id = $2 FROM %s WHERE path >= r.lo AND path < r.hi`
	moveTops   = `UPDATE accounts SET parent_id = $1, updated_at = $2 WHERE id IN (SELECT id FROM %s)`
)

// move rewrites the places of the subtrees that do not hang below parent already; triggers do it to those of their people. A move across
// trees is told in both.
func (c *change) move(ctx context.Context, moving []*ent.Account, parent *ent.Account) error {
	var subtrees []uprooted
	var tops []int64
	at := c.at
	for _, a := range moving {
		if *a.ParentID == parent.ID {
			continue
		}
		r, id := treepath.Subtree(a.Path), nodeid.New(nodeid.Account, a.ID)
		subtrees, tops, at = append(subtrees, uprooted{r.Lo, r.Hi, len(treepath.Parent(a.Path)) + 1}), append(tops, a.ID), latest(at, c.later(a.UpdatedAt))
		changes := []FieldChange{{
			Field: "parent", Before: value(nodeid.New(nodeid.Account, *a.ParentID).String()), After: value(nodeid.New(nodeid.Account, parent.ID).String()),
		}}
		if a.RootID != parent.RootID {
			c.record(AccountMoved, &ent.Account{ID: *a.ParentID, RootID: a.RootID}, id, changes)
		}
		c.record(AccountMoved, &ent.Account{ID: a.ID, RootID: parent.RootID}, id, changes)
	}
	if tops == nil {
		return nil
	}
	// last, since it draws the revision of access, for which others wait
	c.tx.Last(store.Statement{Text: fmt.Sprintf(moveTops, ids(c.tx, "$3")), Args: []any{parent.ID, at, array(tops)}})
	if err := c.moveWebhooks(ctx, moving, parent, subtrees); err != nil {
		return err
	}
	err := c.tx.Send(ctx,
		store.Statement{Text: fmt.Sprintf(moveAssets, scope.Inheritance.Marker(), records(c.tx, "$2", uprootedColumns...)), Args: []any{parent.RootID, array(subtrees)}},
		store.Statement{Text: fmt.Sprintf(movePlaces, records(c.tx, "$3", uprootedColumns...)), Args: []any{parent.Path, parent.RootID, array(subtrees)}})
	if err != nil {
		return fmt.Errorf("reseller: move subtrees: %w", err)
	}
	return nil
}

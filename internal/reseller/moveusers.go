package reseller

import (
	"context"
	"fmt"

	"canopy/ent"
	"canopy/ent/grant"
	"canopy/ent/user"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/store"
	"canopy/internal/store/scope"
	"canopy/internal/viewer"
)

// MoveUsers lets people belong to another account, all of them or nobody, and returns their keys in the order given; who belongs to it already
// stays as they are. The roles that they have on the account that they leave are theirs on the new one instead, SUBTREE where the mover
// reaches as far; all other roles stay, and so do sessions. Needs EDIT_USERS on their accounts, whatever the status, every permission that
// they hold, wherever it was given, ADD_USERS on the new account, which is PENDING or ACTIVE, and there the roles that they come with. Into
// another tree it is for operators. The last ADMIN that people have stays.
func (s *Service) MoveUsers(ctx context.Context, in MoveUsersInput) (moved []int64, err error) {
	err = s.change(ctx, UsersMoved, func(ctx context.Context, c *change) error {
		asked := c.checkIDs("userIds", in.UserIDs, nodeid.User, maxPeople, "person")
		if asked == nil {
			return c.faults
		}
		moved = asked
		found := map[int64]*ent.User{}
		var to *ent.Account
		err := c.lockExclusive(ctx, func(ctx context.Context) ([]int64, error) {
			roots, err := c.loadUsers(ctx, asked, found)
			if err != nil {
				return nil, err
			}
			if to, err = c.visibleAccount(ctx, in.AccountID); to != nil {
				roots = append(roots, to.RootID)
			}
			return roots, err
		})
		if err != nil {
			return err
		}
		people := c.allowUsers(asked, found)
		if to == nil {
			c.faults.Add("accountId", problem.Missing, "there is no such account")
			return c.faults
		}
		if err := c.loadNear(ctx, to); err != nil {
			return err
		}
		leaving := c.transfers(people, to)
		if !c.allowTransfers(leaving, to) {
			return c.faults
		}
		if err := c.checkTransfers(ctx, people, leaving, to); err != nil {
			return err
		}
		if c.faults != nil {
			inOrder(c.faults)
			return c.faults
		}
		return c.transfer(ctx, leaving, to)
	})
	if err != nil {
		return nil, err
	}
	return moved, nil
}

// transfer is a person who leaves their account for another one.
type transfer struct {
	*ent.User
	at    int          // in the input
	taken []*ent.Grant // on the account that they leave
	given []*ent.Grant // on the other one, where they do not have the same already
}

// transfers are those of the people who leave their account, with the roles that they lose and get by it.
func (c *change) transfers(people []*ent.User, to *ent.Account) (leaving []*transfer) {
	for i, u := range people {
		if u == nil || u.AccountID == to.ID {
			continue
		}
		t := &transfer{User: u, at: i}
		type held struct {
			role  grant.Role
			scope grant.Scope
		}
		has := map[held]bool{} // on the new account
		for _, g := range u.Edges.Grants {
			if g.AccountID != nil && *g.AccountID == to.ID {
				has[held{g.Role, g.Scope}] = true
			}
		}
		for _, g := range u.Edges.Grants {
			if g.AccountID == nil || *g.AccountID != u.AccountID {
				continue
			}
			t.taken = append(t.taken, g)
			there := &ent.Grant{UserID: u.ID, Role: g.Role, Scope: g.Scope}
			if !c.viewer.Reaches(viewer.Role(g.Role), to.Path) {
				there.Scope = grant.ScopeACCOUNT_ONLY
			}
			if same := (held{there.Role, there.Scope}); !has[same] {
				has[same], t.given = true, append(t.given, there)
			}
		}
		leaving = append(leaving, t)
	}
	return leaving
}

// allowTransfers tells whether nothing is refused: not the people, of whom is asked before, nor the new account, its tree, or a role there.
func (c *change) allowTransfers(leaving []*transfer, to *ent.Account) bool {
	allowed := !c.refused()
	if !c.allow("accountId", addUsers, to) {
		return false
	}
	for _, t := range leaving {
		if t.Edges.Account.RootID != to.RootID && !c.viewer.Operator {
			c.refuse(userPath(t.at), t.Edges.Account, "moving a person into another tree is up to operators")
			allowed = false
		}
		for _, g := range t.given {
			if own := c.viewer.Role(to.Path); !own.Covers(viewer.Role(g.Role)) {
				c.deny(to)
				c.faults.Add(userPath(t.at), problem.CannotGrant, "they would be %s there, where your own role is %s: somebody who holds that has to move them", g.Role, own)
				allowed = false
				break
			}
		}
	}
	return allowed
}

// checkTransfers is all that is wrong with people leaving their accounts for another one.
func (c *change) checkTransfers(ctx context.Context, people []*ent.User, leaving []*transfer, to *ent.Account) error {
	going, places := departure{to: to}, 0
	var taken []int64
	for _, t := range leaving {
		going.people = append(going.people, t.ID)
		if t.Status != user.StatusDISABLED {
			places++
		}
		for _, g := range t.taken {
			taken = append(taken, g.ID)
		}
		for _, g := range t.given {
			going.admin = going.admin || g.Role == grant.RoleADMIN && g.Scope == grant.ScopeSUBTREE && t.Status == user.StatusACTIVE
		}
	}
	last, err := c.lastAdmins(ctx, grant.IDIn(taken...), going)
	if err != nil {
		return err
	}
	c.checkLast(people, last)
	if places == 0 {
		return nil
	}
	return c.checkLimit(ctx, "accountId", LimitUsers, to, places, c.room)
}

// The statements of transfer; %s are the reason and the grants.
const (
	takeGrants = `DELETE FROM grants WHERE id IN (SELECT %s id FROM %s)`
	giveGrants = `INSERT INTO grants (id, user_id, account_id, role, scope, created_at) SELECT id, user_id, $1, role, scope, $2 FROM %s`
)

// grantRow is a grant as a record.
type grantRow struct {
	ID     int64       `json:"id"`
	UserID int64       `json:"user_id"`
	Role   grant.Role  `json:"role"`
	Scope  grant.Scope `json:"scope"`
}

// transfer moves the people. Each leaves an event at both accounts, so that whoever watches either sees it, beside those of the roles.
func (c *change) transfer(ctx context.Context, leaving []*transfer, to *ent.Account) error {
	if len(leaving) == 0 {
		return nil
	}
	if err := c.drawGiven(ctx, leaving); err != nil {
		return err
	}
	var moving, crossing, taken []int64
	var given []grantRow
	at := c.at
	for _, t := range leaving {
		from, id := t.Edges.Account, nodeid.New(nodeid.User, t.ID)
		moving, at = append(moving, t.ID), latest(at, c.later(t.UpdatedAt))
		if from.RootID != to.RootID {
			crossing = append(crossing, t.ID)
		}
		changes := []FieldChange{{
			Field: "account", Before: value(nodeid.New(nodeid.Account, from.ID).String()), After: value(nodeid.New(nodeid.Account, to.ID).String()),
		}}
		c.record(UsersMoved, from, id, changes)
		for _, g := range t.taken {
			taken = append(taken, g.ID)
			c.recordTaken(from, g)
		}
		c.record(UsersMoved, to, id, changes)
		for _, g := range t.given {
			given = append(given, grantRow{g.ID, g.UserID, g.Role, g.Scope})
			c.recordGiven(to, g)
		}
	}
	if len(crossing) > 0 { // nobody is told about, or shown to, another reseller's tree
		if err := c.releaseContacts(ctx, crossing, to.RootID); err != nil {
			return err
		}
	}
	if err := c.tx.User.Update().Where(user.IDIn(moving...)).SetAccountID(to.ID).SetUpdatedAt(at).Exec(ctx); err != nil {
		return err
	}
	if len(taken) > 0 { // last, since these draw the revision of access, for which others wait
		c.tx.Last(
			store.Statement{Text: fmt.Sprintf(takeGrants, scope.Inheritance.Marker(), ids(c.tx, "$1")), Args: []any{array(taken)}},
			store.Statement{
				Text: fmt.Sprintf(giveGrants, records(c.tx, "$3", "id bigint", "user_id bigint", "role text", "scope text")), Args: []any{to.ID, c.at, array(given)},
			})
	}
	return nil
}

// drawGiven draws the ids of the grants that people get.
func (c *change) drawGiven(ctx context.Context, leaving []*transfer) error {
	var given []*ent.Grant
	for _, t := range leaving {
		given = append(given, t.given...)
	}
	keys, err := c.tx.NextIDs(ctx, grant.Table, len(given))
	if err != nil {
		return fmt.Errorf("reseller: draw ids: %w", err)
	}
	for i, g := range given {
		g.ID = keys[i]
	}
	return nil
}

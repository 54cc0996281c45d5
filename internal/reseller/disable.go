package reseller

import (
	"cmp"
	"context"
	"math"
	"slices"
	"strconv"

	"canopy/ent"
	"canopy/ent/grant"
	"canopy/ent/identity"
	"canopy/ent/invitation"
	"canopy/ent/link"
	"canopy/ent/session"
	"canopy/ent/user"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/store/scope"

	"entgo.io/ent/dialect"
)

// maxPeople is how many people one request disables or enables.
const maxPeople = 1000

// DisableUsers keeps people out, all of them or nobody, and returns their keys in the order given: they are DISABLED, their sessions and
// the links of their mails are gone, and their invitations are called off. Who is DISABLED already stays so. Needs EDIT_USERS on their
// account, and every permission that they hold, wherever it was given. Nobody disables themselves, nor the last ADMIN that people have.
func (s *Service) DisableUsers(ctx context.Context, in DisableUsersInput) ([]int64, error) {
	return s.changeUsers(ctx, UsersDisabled, in.UserIDs, func(ctx context.Context, c *change, people []*ent.User) error {
		var active []int64
		for _, u := range people {
			if u != nil && u.Status != user.StatusDISABLED {
				active = append(active, u.ID)
			}
		}
		last, err := c.lastAdmins(ctx, grant.UserIDIn(active...), departure{})
		if err != nil {
			return err
		}
		if c.checkLast(people, last); c.faults != nil || len(active) == 0 {
			return c.faults.Err()
		}
		// Whoever signs in waits for the people's rows. Sessions go before the status: both draw the revision of access, which signOut
		// draws behind its session. The people are the viewer's to disable; what lets them in is nobody's.
		everything := scope.Everything(ctx, scope.Authentication)
		if c.tx.Dialect() == dialect.Postgres {
			if _, err := c.tx.User.Query().Where(user.IDIn(active...)).Order(user.ByID()).ForUpdate().IDs(everything); err != nil {
				return err
			}
		}
		if _, err := c.tx.Session.Delete().Where(session.UserIDIn(active...)).Exec(everything); err != nil {
			return err
		}
		if _, err := c.tx.Link.Delete().Where(link.UserIDIn(active...)).Exec(everything); err != nil {
			return err
		}
		if err := c.setStatus(ctx, people, func(*ent.User) user.Status { return user.StatusDISABLED }); err != nil {
			return err
		}
		return c.endInvitations(ctx, invitation.StatusREVOKED, active...)
	})
}

// checkLast faults the people whose grants are the last.
func (c *change) checkLast(people []*ent.User, last []*ent.Grant) {
	holds := keys{}
	for _, g := range last {
		holds[g.UserID] = true
	}
	for i, u := range people {
		if u != nil && holds[u.ID] {
			c.faults.Add(userPath(i), problem.LastAdmin, "people would be left without an active ADMIN: give the role to somebody who is ACTIVE first")
		}
	}
}

// EnableUsers lets disabled people in again, with the roles they had: ACTIVE when they have ever signed in, else INVITED, without an
// invitation until ResendInvitations. Others stay as they are. Needs what DisableUsers needs.
func (s *Service) EnableUsers(ctx context.Context, in EnableUsersInput) ([]int64, error) {
	return s.changeUsers(ctx, UsersEnabled, in.UserIDs, func(ctx context.Context, c *change, people []*ent.User) error {
		var all []int64
		for _, u := range people {
			if u != nil {
				all = append(all, u.ID)
			}
		}
		known := keys{}
		identities, err := c.tx.Identity.Query().Where(identity.UserIDIn(all...)).All(scope.Everything(ctx, scope.Authentication))
		if err != nil {
			return err
		}
		for _, i := range identities {
			known[i.UserID] = true
		}
		if err := c.checkSeats(ctx, people); err != nil {
			return err
		}
		return c.setStatus(ctx, people, func(u *ent.User) user.Status {
			switch {
			case u.Status != user.StatusDISABLED:
				return u.Status
			case u.PasswordHash != "" || known[u.ID]:
				return user.StatusACTIVE
			default:
				return user.StatusINVITED
			}
		})
	})
}

// checkSeats faults the disabled people for whom their account has no room any more.
func (c *change) checkSeats(ctx context.Context, people []*ent.User) error {
	var homes []*ent.Account
	for _, u := range people {
		if u != nil {
			homes = append(homes, u.Edges.Account)
		}
	}
	if err := c.loadNear(ctx, homes...); err != nil {
		return err
	}
	rooms := map[int64]int{}
	for i, u := range people {
		if u == nil || u.Status != user.StatusDISABLED {
			continue
		}
		a := u.Edges.Account
		if _, counted := rooms[a.ID]; !counted {
			room, limited, err := c.room(ctx, LimitUsers, a)
			if err != nil {
				return err
			}
			if rooms[a.ID] = room; !limited {
				rooms[a.ID] = len(people)
			}
		}
		if rooms[a.ID]--; rooms[a.ID] < 0 {
			c.full(userPath(i), LimitUsers, a, 0)
		}
	}
	return c.faults.Err()
}

// changeUsers loads the people behind their trees' locks, in the order given, and asks whether the viewer may change them. Where nothing is
// refused, apply finds what else is wrong beside ids of nobody, whose person is nil, and changes the people when nothing is.
func (s *Service) changeUsers(ctx context.Context, action Action, ids []nodeid.ID,
	apply func(ctx context.Context, c *change, people []*ent.User) error,
) (changed []int64, err error) {
	err = s.change(ctx, action, func(ctx context.Context, c *change) error {
		asked := c.checkIDs("userIds", ids, nodeid.User, maxPeople, "person")
		if asked == nil {
			return c.faults.Err()
		}
		found := map[int64]*ent.User{}
		err := c.lockExclusive(ctx, func(ctx context.Context) ([]int64, error) { return c.loadUsers(ctx, asked, found) })
		if err != nil {
			return err
		}
		changed = asked
		people := c.allowUsers(asked, found)
		if c.refused() {
			return c.faults
		}
		if _, err := problem.FaultsOf(apply(ctx, c, people)); err != nil {
			return err
		}
		inOrder(c.faults)
		return c.faults.Err()
	})
	if err != nil {
		return nil, err
	}
	return changed, nil
}

// refused tells whether a fault is FORBIDDEN: whoever may not do something is not told what else is wrong with it.
func (c *change) refused() bool {
	return slices.ContainsFunc(c.faults, func(f problem.Fault) bool { return f.Code == problem.NotAllowed })
}

// inOrder puts the faults of a list's elements, with paths "userIds.7", in its order, before those of other fields.
func inOrder(faults problem.Faults) {
	element := func(f problem.Fault) int {
		if at, err := strconv.Atoi(f.Path[len(f.Path)-1]); err == nil {
			return at
		}
		return math.MaxInt
	}
	slices.SortStableFunc(faults, func(a, b problem.Fault) int { return cmp.Compare(element(a), element(b)) })
}

func userPath(i int) string { return "userIds." + strconv.Itoa(i) }

// twice is no key: of what was named before.
const twice = -1

// checkNumber faults at path when a request names none, or more than it may.
func (c *change) checkNumber(path string, n, most int, noun string) {
	switch {
	case n == 0:
		c.faults.Add(path, problem.Required, "name at least one %s", noun)
	case n > most:
		c.faults.Add(path, problem.LimitExceeded, "%d are too many: name at most %d at a time", n, most)
	}
}

// checkIDs are the keys of what a request names, twice for what is named again; nil when their number is at fault.
func (c *change) checkIDs(path string, ids []nodeid.ID, kind nodeid.Kind, most int, noun string) []int64 {
	if c.checkNumber(path, len(ids), most, noun); len(ids) == 0 || len(ids) > most {
		return nil
	}
	named, asked := keys{}, make([]int64, len(ids))
	for i, id := range ids {
		asked[i] = id.Of(kind)
		if named[asked[i]] {
			c.faults.Add(path+"."+strconv.Itoa(i), problem.DuplicateInRequest, "this %s is named before", noun)
			asked[i] = twice
		}
		named[asked[i]] = asked[i] > 0
	}
	return asked
}

// loadUsers loads the visible ones of the people, with their accounts and, wherever they were given, their grants, and answers the roots of
// all these.
func (c *change) loadUsers(ctx context.Context, asked []int64, into map[int64]*ent.User) (roots []int64, err error) {
	people, err := c.tx.User.Query().Where(user.IDIn(asked...)).WithAccount().All(ctx)
	if err != nil {
		return nil, err
	}
	clear(into)
	var all []int64
	for _, u := range people {
		if u.Edges.Account == nil { // it moved between the two statements
			return nil, errAgain
		}
		into[u.ID], all = u, append(all, u.ID)
		roots = append(roots, u.Edges.Account.RootID)
	}
	grants, err := c.tx.Grant.Query().Where(grant.UserIDIn(all...)).WithAccount().All(scope.Everything(ctx, scope.Inheritance))
	for _, g := range grants {
		if g.AccountID != nil && g.Edges.Account == nil {
			return nil, errAgain
		}
		u := into[g.UserID]
		u.Edges.Grants = append(u.Edges.Grants, g)
		roots = append(roots, rootOf(g))
	}
	return roots, err
}

// allowUsers are the people of the keys among those that were found, nil where there is none, and asks of each whether the viewer may change
// them.
func (c *change) allowUsers(asked []int64, found map[int64]*ent.User) []*ent.User {
	people := make([]*ent.User, len(asked))
	for i, key := range asked {
		if people[i] = found[key]; people[i] == nil && key != twice {
			c.faults.Add(userPath(i), problem.Missing, "there is no such person")
		}
	}
	for i, u := range people {
		if u != nil {
			c.allowUser(userPath(i), u)
		}
	}
	return people
}

// allowUser tells whether the viewer may change somebody: nobody but those who hold all that the person holds, and not themselves.
func (c *change) allowUser(path string, u *ent.User) {
	a := u.Edges.Account
	if !c.allow(path, editUsers, a) {
		return
	}
	for _, g := range u.Edges.Grants {
		if !c.holds(g) {
			c.refuse(path, a, "this person holds permissions that you do not hold")
			return
		}
	}
	if u.ID == c.viewer.UserID && (c.action == UsersDisabled || c.action == UserErased) {
		c.refuse(path, a, "nobody does this to themselves: ask somebody else who may")
	}
}

// setStatus gives each the status, and leaves an event for those who had another.
func (c *change) setStatus(ctx context.Context, people []*ent.User, status func(*ent.User) user.Status) error {
	become := map[user.Status][]int64{}
	for _, u := range people {
		now := status(u)
		if now == u.Status {
			continue
		}
		become[now] = append(become[now], u.ID)
		c.record(c.action, u.Edges.Account, nodeid.New(nodeid.User, u.ID),
			[]FieldChange{{Field: "status", Before: value(string(u.Status)), After: value(string(now))}})
	}
	for now, list := range become {
		err := c.tx.User.Update().Where(user.IDIn(list...)).SetStatus(now).SetUpdatedAt(c.at).Exec(ctx)
		if err != nil {
			return err
		}
	}
	return nil
}

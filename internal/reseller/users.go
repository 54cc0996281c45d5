package reseller

import (
	"context"
	"errors"
	"time"

	"canopy/ent/user"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/store"
	"canopy/internal/viewer"
)

// AddedUsers is what AddUsers did.
type AddedUsers struct {
	UserIDs []int64 // in the order given; none in a dry run
	Count   int     // how many were added, or in a dry run would be
	Rejects

	outside int // how many taken addresses the viewer was told of that are of people whom they do not see
}

// errRejected rolls back when the rows that are rejected leave nobody to add.
var errRejected = errors.New("reseller: rows are rejected")

// AddUsers adds people to an account, from a list or a CSV file: INVITED, each with a role there. It needs ADD_USERS on the account,
// which is PENDING or ACTIVE. Faults of rows stand in Rejected, also beside Faults of the request, which add nobody. A repeated
// idempotency key answers the same rows with their codes, but messages without what was written. Unless reading is nil, its
// statements run behind those that add the users of these ids.
func (s *Service) AddUsers(ctx context.Context, in AddUsersInput, reading func(context.Context, []int64) []store.Statement) (AddedUsers, error) {
	up, err := readUpload(in)
	if err != nil {
		return AddedUsers{}, err
	}
	if in.IdempotencyKey != nil { // what it made is told before the account's lock finds out whether a remembered viewer still holds
		if _, err := viewer.FromContext(ctx).Renewed(ctx); err != nil {
			return AddedUsers{}, err
		}
	}
	var added AddedUsers
	for looked := false; ; looked = true { // again when somebody takes an address meanwhile
		added, err = s.addUsers(ctx, in, up, looked, reading)
		if !AddressTaken(err) {
			break
		}
	}
	if errors.Is(err, errRejected) {
		err = nil
	}
	faults, err := problem.FaultsOf(err)
	if err != nil {
		return AddedUsers{}, err
	}
	s.told(ctx, takenAddresses, added.outside)
	added.RejectedCSV = up.rejectedCSV(added.Rejected)
	if up.file != nil {
		added.Encoding = value(up.file.Encoding())
	}
	return added, faults.Err()
}

func (s *Service) addUsers(ctx context.Context, in AddUsersInput, up *upload, looked bool,
	reading func(context.Context, []int64) []store.Statement,
) (added AddedUsers, err error) {
	err = s.change(ctx, UsersAdded, func(ctx context.Context, c *change) error {
		added, c.dryRun = AddedUsers{}, in.DryRun
		var kept keptUsers
		if done, err := c.repeated(ctx, in.IdempotencyKey, up.fingerprint(in), &kept); done || err != nil {
			added = kept.answer()
			return err
		}
		err := c.addUsers(ctx, in, up, looked, &added)
		if reading != nil && err == nil {
			c.tx.After(reading(ctx, added.UserIDs)...)
		}
		kept = keep(added)
		return err
	})
	return added, err
}

// addUsers judges the rows, and adds the people that may be added. It looks for taken addresses where it has to tell of them
// without an insert, which finds them too: then AddUsers tries again.
func (c *change) addUsers(ctx context.Context, in AddUsersInput, up *upload, looked bool, added *AddedUsers) error {
	var ids []int64
	a, err := c.lock(ctx, "accountId", in.AccountID, c.tx.DrawIDs(user.Table, len(up.rows), &ids)...)
	if err != nil {
		return err
	}
	if a != nil && !c.allow("accountId", addUsers, a) {
		return c.faults.Err()
	}
	if err := c.mayTell(ctx, takenAddresses); err != nil { // the insert tells too
		return err
	}
	c.faults = append(c.faults, up.faults...)
	terms := c.terms(in.Language, in.Timezone, a)
	c.checkTerms(&terms, up.file)
	people := terms.judge(up.rows, 0, map[string]place{})
	look := looked || c.dryRun || c.faults != nil || len(sound(people)) < len(people)
	if a != nil && !look { // a row that is taken takes no place
		_, look = c.limit(LimitUsers, a.Path)
	}
	if look && a != nil { // whoever may not add anybody is told of no addresses
		if added.outside, err = c.checkTaken(ctx, people); err != nil {
			return err
		}
	}
	if a != nil {
		if err := c.checkLimit(ctx, "accountId", LimitUsers, a, len(sound(people)), c.room); err != nil {
			return err
		}
	}
	added.Rejected = rejected(people)
	if err := c.faults.Err(); err != nil {
		return err
	}
	good := sound(people)
	if !in.OnError.adds(len(good), len(people)) {
		return errRejected
	}
	added.Count = len(good)
	if c.dryRun {
		return nil
	}
	added.UserIDs = ids[:len(good)]
	users, changes := make([]NewUser, len(good)), []FieldChange{}
	for i, p := range good {
		users[i] = p.NewUser
		changes = append(changes, p.changes(ids[i])...)
	}
	c.InsertUsers(c.tx, ids, users)
	c.record(UsersAdded, a, nodeid.New(nodeid.Account, a.ID), changes)
	return c.enqueue(ctx, SendInvitations{}, time.Time{})
}

// adds tells whether anybody is added under the policy when so many of all rows are good.
func (p BulkErrorPolicy) adds(good, all int) bool {
	return good == all || good > 0 && p == RejectFailedRows
}

package reseller

import (
	"context"
	"errors"

	"canopy/internal/problem"
)

// UpdatedUsers is what UpdateUsers did.
type UpdatedUsers struct {
	UserIDs   []int64 // those changed, in the order of the file; none in a dry run
	Changed   int     // how many were changed, or in a dry run would be
	Unchanged int     // how many rows say what is so already
	Rejects

	outside int // how many taken addresses the viewer was told of that are of people whom they do not see
}

// UpdateUsers changes people by a CSV file, each as UpdateUser does. A row names the person by id, or where it has none by e-mail address; what
// a column says is how it is to be, a column that is left out says nothing. Faults of rows stand in Rejected, also beside Faults of the
// request, which change nobody. An address that is the person's already is no wish to withdraw another one, and one that waits to be confirmed
// is not mailed again: the file of an export changes nothing. A repeated idempotency key answers the same rows with their codes, but messages
// without what was written.
func (s *Service) UpdateUsers(ctx context.Context, in UpdateUsersInput) (UpdatedUsers, error) {
	up, err := readUpdates(in)
	if err != nil {
		return UpdatedUsers{}, err
	}
	var updated UpdatedUsers
	for again := true; again; again = AddressTaken(err) { // somebody takes an address meanwhile
		updated, err = s.updateUsers(ctx, in, up)
	}
	if errors.Is(err, errRejected) {
		err = nil
	}
	faults, err := problem.FaultsOf(err)
	if err != nil {
		return UpdatedUsers{}, err
	}
	s.told(ctx, takenAddresses, updated.outside)
	updated.RejectedCSV = up.rejectedCSV(updated.Rejected)
	if up.file != nil {
		updated.Encoding = value(up.file.Encoding())
	}
	return updated, faults.Err()
}

// keptUpdates is what is kept of an answer with its idempotency key.
type keptUpdates struct {
	UserIDs   []int64
	Unchanged int
	Rejected  []keptRow
}

func (kept keptUpdates) answer() UpdatedUsers {
	return UpdatedUsers{
		UserIDs: kept.UserIDs, Changed: len(kept.UserIDs), Unchanged: kept.Unchanged, Rejects: Rejects{Rejected: tellAgain(kept.Rejected, updateMessages)},
	}
}

var updateMessages = map[problem.FaultCode]string{
	problem.Required:           "a value is missing",
	problem.Invalid:            "the value is not one that can be stored here",
	problem.TooLong:            "the value is too long",
	problem.Taken:              "somebody had this address already",
	problem.DuplicateInRequest: "a row before it names the same person, or asks for the same address",
	problem.Missing:            "there was no such person",
	problem.NotAllowed:         "you might not change this person",
	problem.LimitExceeded:      "many mails went to this address already",
}

func (s *Service) updateUsers(ctx context.Context, in UpdateUsersInput, up *upload) (updated UpdatedUsers, err error) {
	err = s.change(ctx, UserUpdated, func(ctx context.Context, c *change) error {
		updated, c.dryRun = UpdatedUsers{}, in.DryRun
		var kept keptUpdates
		if done, err := c.repeated(ctx, in.IdempotencyKey, []any{in.OnError, up.digest}, &kept); done || err != nil {
			updated = kept.answer()
			return err
		}
		err := c.updateUsers(ctx, in, up, &updated)
		kept = keptUpdates{updated.UserIDs, updated.Unchanged, keepRows(updated.Rejected)}
		return err
	})
	return updated, err
}

func (c *change) updateUsers(ctx context.Context, in UpdateUsersInput, up *upload, updated *UpdatedUsers) error {
	c.faults = append(c.faults, up.faults...)
	rows := up.updates()
	if err := c.findSubjects(ctx, rows); err != nil {
		return err
	}
	var err error
	if updated.outside, err = c.judgeUpdates(ctx, up, rows); err != nil {
		return err
	}
	good := make([]*edit, 0, len(rows))
	for _, u := range rows {
		if u.faults == nil {
			good = append(good, &u.edit)
		} else {
			updated.Rejected = append(updated.Rejected, u.rejected(u.faults))
		}
	}
	if err := c.faults.Err(); err != nil {
		return err
	}
	if !in.OnError.adds(len(good), len(rows)) {
		return errRejected
	}
	var changed []int64
	for _, e := range good {
		if e.changes() != nil {
			changed = append(changed, e.ID)
		}
	}
	updated.Changed, updated.Unchanged = len(changed), len(good)-len(changed)
	if c.dryRun {
		return nil
	}
	updated.UserIDs = changed
	return c.writeEdits(ctx, good)
}

// findSubjects finds whom the rows name, and faults those that name nobody, or somebody whom a row before names.
func (c *change) findSubjects(ctx context.Context, rows []*updateRow) error {
	var ids []int64
	var keys []string
	for _, u := range rows {
		switch {
		case u.faults != nil:
		case u.key != "":
			keys = append(keys, u.key)
		default:
			ids = append(ids, u.id)
		}
	}
	found, err := c.lockPeople(ctx, ids, keys)
	if err != nil {
		return err
	}
	byID, byKey := make(map[int64]*subject, len(found)), make(map[string]*subject, len(found))
	for _, p := range found {
		byID[p.ID], byKey[p.EmailKey] = p, p
	}
	named := make(map[int64]place, len(rows))
	for _, u := range rows {
		if u.faults != nil {
			continue
		}
		if u.subject = byID[u.id]; u.key != "" {
			u.subject = byKey[u.key]
		}
		if u.subject == nil {
			u.faults.Add(u.path, problem.Missing, "there is no such person")
			continue
		}
		if before, twice := named[u.ID]; twice {
			u.faults.Add(u.path, problem.DuplicateInRequest, "%s names the same person", before)
			continue
		}
		named[u.ID] = u.place
	}
	return nil
}

// judgeUpdates judges the rows whose person was found, and counts the taken addresses of people whom the viewer does not see.
func (c *change) judgeUpdates(ctx context.Context, up *upload, rows []*updateRow) (outside int, err error) {
	edits, asked := make([]*edit, 0, len(rows)), map[string]place{}
	for _, u := range rows {
		if u.faults != nil {
			continue
		}
		u.faults = c.apart(func() { c.allowEdit(u.path, u.User) })
		if u.faults != nil { // who may not change them is told no more
			continue
		}
		up.checkOthers(u)
		u.apply(up.input(u), false)
		if before, twice := asked[u.asked]; twice {
			u.faults.Add("email", problem.DuplicateInRequest, "%s asks for the same address", before)
			continue
		}
		if u.asked != "" {
			asked[u.asked] = u.place
		}
		edits = append(edits, &u.edit)
	}
	return c.checkAddresses(ctx, edits)
}

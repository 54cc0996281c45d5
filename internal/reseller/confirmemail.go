package reseller

import (
	"context"
	"time"

	"canopy/ent"
	"canopy/ent/link"
	"canopy/ent/user"
	"canopy/internal/locale"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/secret"
	"canopy/internal/store/scope"
	"canopy/internal/viewer"

	"entgo.io/ent/dialect"
)

// confirmTTL is how long the link of a mail to a new address holds.
const confirmTTL = 48 * time.Hour

// ConfirmEmail puts the new e-mail address of whom the link was mailed to in the place of the one before, which is told of it. A link that is
// unknown, used, replaced or over is a fault INVALID at token; an address that somebody else has by now is TAKEN there. Sessions go on; what
// was mailed to the old address to set a password works no more.
func (s *Service) ConfirmEmail(ctx context.Context, in ConfirmEmailInput) (err error) {
	asking := viewer.FromContext(ctx)
	ctx = viewer.NewContext(scope.Everything(ctx, scope.Authentication), &viewer.Viewer{RequestID: asking.RequestID, RemoteAddr: asking.RemoteAddr})
	hash := secret.HashToken(in.Token)
	for again := true; again; again = AddressTaken(err) { // somebody takes the address at the same moment
		err = s.run(ctx, UserUpdated, func(ctx context.Context, c *change) error { return c.confirmEmail(ctx, hash) })
	}
	return err
}

// confirmEmail uses the link up. Of two at once the second waits for the first one's end and finds no link.
func (c *change) confirmEmail(ctx context.Context, linkHash []byte) error {
	mine := link.And(link.TokenHash(linkHash), link.PurposeEQ(link.PurposeEMAIL_CHANGE), link.ExpiresAtGT(c.at))
	key, err := c.tx.Link.Query().Where(mine).QueryUser().OnlyID(ctx)
	if ent.MaskNotFound(err) != nil {
		return err
	}
	var u *ent.User
	if key != 0 {
		if u, err = c.lockPerson(ctx, key); err != nil {
			return err
		}
		used, err := c.tx.Link.Query().Where(mine).Exist(ctx)
		if err != nil || !used {
			u = nil
		}
	}
	if u == nil {
		faultLink(&c.faults)
		return c.faults.Err()
	}
	c.viewer = &viewer.Viewer{UserID: u.ID, RequestID: c.viewer.RequestID, RemoteAddr: c.viewer.RemoteAddr}
	before, now := profileOf(u), profileOf(u)
	now.NewEmail = ""
	now.Email, now.EmailKey, _ = locale.Email(u.NewEmail)
	taken, err := c.tx.User.Query().Where(user.EmailKey(now.EmailKey), user.IDNEQ(u.ID)).Exist(ctx)
	if err != nil {
		return err
	}
	if taken {
		c.faults.Add("token", problem.Taken, "somebody else has this address by now: choose another one")
		return c.faults
	}
	row := now.row(u)
	err = c.tx.User.UpdateOneID(u.ID).SetEmail(row.Email).SetEmailKey(row.EmailKey).SetSearch(row.Search).SetNewEmail("").SetUpdatedAt(c.later(u.UpdatedAt)).Exec(ctx)
	if err != nil {
		return err
	}
	if _, err := c.tx.Link.Delete().Where(link.UserID(u.ID)).Exec(ctx); err != nil {
		return err
	}
	c.record(UserUpdated, u.Edges.Account, nodeid.New(nodeid.User, u.ID), now.changes(before, u.ID))
	return c.enqueue(ctx, MailAddressChanged{UserID: u.ID, Email: before.Email}, time.Time{})
}

// lockPerson locks the tree of a person's account, shared, and loads the person, who stays as they are until the end, with the account; nil where
// there is none. It starts over when they moved meanwhile.
func (c *change) lockPerson(ctx context.Context, key int64) (*ent.User, error) {
	query := c.tx.User.Query().Where(user.ID(key))
	u, err := query.Clone().Only(ctx)
	if err != nil {
		return nil, ent.MaskNotFound(err)
	}
	a, err := c.lockKey(ctx, u.AccountID)
	if err != nil {
		return nil, err
	}
	if c.tx.Dialect() == dialect.Postgres { // on SQLite the one writer is the lock
		query.ForUpdate()
	}
	if u, err = query.Only(ctx); err != nil {
		return nil, ent.MaskNotFound(err)
	}
	if u.AccountID != a.ID {
		return nil, errAgain
	}
	u.Edges.Account = a
	return u, nil
}

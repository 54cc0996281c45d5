package reseller

import (
	"context"
	"time"

	"canopy/ent"
	"canopy/ent/invitation"
	"canopy/ent/user"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/secret"
	"canopy/internal/store/scope"
	"canopy/internal/viewer"
)

const (
	// invitationTTL is how long the link of a mail holds.
	invitationTTL = 48 * time.Hour

	// invitationRest is how long a person is not invited again behind a mail, so that nobody fills their mailbox.
	invitationRest = time.Minute
)

// ResendInvitations queues new invitations of INVITED people, of all of them or nobody, and returns their keys in the order given. The
// links that they have are void from now on. Whose mail waits for its first attempt keeps its place in the queue, without an event. Needs
// what DisableUsers needs. Somebody who is not INVITED is a fault NOT_ACTIVE, a mail less than a minute ago LIMIT_EXCEEDED.
func (s *Service) ResendInvitations(ctx context.Context, in ResendInvitationsInput) ([]int64, error) {
	return s.changeUsers(ctx, UserInvited, in.UserIDs, func(ctx context.Context, c *change, people []*ent.User) error {
		held, err := c.invitations(ctx, people)
		if err != nil {
			return err
		}
		for i, u := range people {
			if u == nil || u.Status != user.StatusINVITED || waiting(held[u.ID]) {
				continue
			}
			if over := rested(held[u.ID]); c.at.Before(over) {
				c.faults.Add(userPath(i), problem.LimitExceeded, "a mail went out less than a minute ago: try again from %s on", over.Format(time.RFC3339))
			} else if wait := c.resets.emails.Wait(u.EmailKey, c.at); wait > 0 {
				c.faults.Add(userPath(i), problem.LimitExceeded, "many mails went to this address already: try again in %d s", int(wait.Seconds())+1)
			}
			c.mailed = append(c.mailed, u.EmailKey)
		}
		if err := c.faults.Err(); err != nil {
			return err
		}
		return c.invite(ctx, people, held)
	})
}

// invitations are those of the people, by their keys. Who is not INVITED is at fault.
func (c *change) invitations(ctx context.Context, people []*ent.User) (map[int64]*ent.Invitation, error) {
	var all []int64
	for i, u := range people {
		if u == nil {
			continue
		}
		switch all = append(all, u.ID); u.Status {
		case user.StatusACTIVE:
			c.faults.Add(userPath(i), problem.NotActive, "this person has joined already")
		case user.StatusDISABLED:
			c.faults.Add(userPath(i), problem.NotActive, "this person is disabled: enable them first")
		}
	}
	list, err := c.tx.Invitation.Query().Where(invitation.UserIDIn(all...)).All(ctx)
	held := map[int64]*ent.Invitation{}
	for _, i := range list {
		held[i.UserID] = i
	}
	return held, err
}

// waiting tells whether an invitation's mail waits for its first attempt.
func waiting(i *ent.Invitation) bool {
	return i != nil && i.Status == invitation.StatusQUEUED && i.Attempts == 0
}

// rested is when another mail may follow the latest one, or the one that may be under way.
func rested(i *ent.Invitation) (over time.Time) {
	if i == nil {
		return over
	}
	if i.SentAt != nil {
		over = i.SentAt.Add(invitationRest)
	}
	if i.Status == invitation.StatusQUEUED && i.Attempts > 0 && i.ExpiresAt != nil {
		if tried := i.ExpiresAt.Add(invitationRest - invitationTTL); tried.After(over) {
			over = tried
		}
	}
	return over
}

// invite queues an invitation of each of the people, anew where they hold one.
func (c *change) invite(ctx context.Context, people []*ent.User, held map[int64]*ent.Invitation) error {
	var again []int64
	var first []*ent.InvitationCreate
	for _, u := range people {
		var before *string
		switch i := held[u.ID]; {
		case waiting(i):
			continue
		case i != nil:
			again, before = append(again, i.ID), value(string(i.Status))
		default:
			first = append(first, c.tx.Invitation.Create().SetUserID(u.ID).SetStatus(invitation.StatusQUEUED).SetSendAt(c.at))
		}
		c.record(UserInvited, u.Edges.Account, nodeid.New(nodeid.User, u.ID),
			[]FieldChange{{Field: "invitation", Before: before, After: value(string(invitation.StatusQUEUED))}})
	}
	if len(again) > 0 {
		err := c.tx.Invitation.Update().Where(invitation.IDIn(again...)).SetStatus(invitation.StatusQUEUED).SetSendAt(c.at).SetAttempts(0).
			SetFailure("").ClearTokenHash().ClearExpiresAt().Exec(ctx)
		if err != nil {
			return err
		}
	}
	if err := c.tx.Invitation.CreateBulk(first...).Exec(ctx); err != nil {
		return err
	}
	if len(again)+len(first) == 0 {
		return nil
	}
	return c.enqueue(ctx, SendInvitations{}, time.Time{})
}

// RevokeInvitations calls the invitations of INVITED people off, of all of them or nobody, and returns their keys in the order given: the
// links work no more, and what is queued is not sent. Who has none, or one that was called off before, stays as they are. Needs what
// ResendInvitations needs.
func (s *Service) RevokeInvitations(ctx context.Context, in RevokeInvitationsInput) ([]int64, error) {
	return s.changeUsers(ctx, InvitationRevoked, in.UserIDs, func(ctx context.Context, c *change, people []*ent.User) error {
		held, err := c.invitations(ctx, people)
		if err != nil || c.faults != nil {
			return err
		}
		var open []int64
		for _, u := range people {
			i := held[u.ID]
			if i == nil || i.Status == invitation.StatusREVOKED {
				continue
			}
			open = append(open, u.ID)
			c.record(InvitationRevoked, u.Edges.Account, nodeid.New(nodeid.User, u.ID),
				[]FieldChange{{Field: "invitation", Before: value(string(i.Status)), After: value(string(invitation.StatusREVOKED))}})
		}
		return c.endInvitations(ctx, invitation.StatusREVOKED, open...)
	})
}

// endInvitations gives people's invitations an end, unless they were accepted: no link works any more, and no mail goes out. Whoever
// changes the people too does so first.
func (c *change) endInvitations(ctx context.Context, end invitation.Status, people ...int64) error {
	return c.tx.Invitation.Update().Where(invitation.UserIDIn(people...), invitation.StatusNEQ(invitation.StatusACCEPTED)).
		SetStatus(end).SetFailure("").ClearTokenHash().ClearExpiresAt().Exec(ctx)
}

// Invited is the e-mail address of whom an invitation's link is for, as they read it. A link that is unknown, used, replaced, called off or
// over is a fault INVALID at token.
func (s *Service) Invited(ctx context.Context, token string) (email string, err error) {
	u, err := s.invited(scope.Everything(ctx, scope.Authentication), s.Store.Client(), secret.HashToken(token))
	if err != nil {
		return "", err
	}
	if u == nil {
		var faults problem.Faults
		faultInvitation(&faults)
		return "", faults
	}
	return u.Email, nil
}

// invited is the INVITED person with the link, nil for none.
func (s *Service) invited(ctx context.Context, in *ent.Client, linkHash []byte) (*ent.User, error) {
	u, err := in.Invitation.Query().Where(invitation.TokenHash(linkHash), invitation.ExpiresAtGT(s.Now())).QueryUser().
		Where(user.StatusEQ(user.StatusINVITED)).Only(ctx)
	return u, ent.MaskNotFound(err)
}

// AcceptInvitation lets the INVITED person join to whom a link was mailed: they are ACTIVE, with the password. A link that is unknown, used,
// replaced, called off or over is a fault INVALID at token, and costs no hashing.
func (s *Service) AcceptInvitation(ctx context.Context, in AcceptInvitationInput) error {
	ctx = scope.Everything(ctx, scope.Authentication)
	hash := secret.HashToken(in.Token)
	u, err := s.invited(ctx, s.Store.Client(), hash)
	if err != nil {
		return err
	}
	var faults problem.Faults
	if u == nil {
		faultInvitation(&faults)
		u = &ent.User{}
	}
	checkPassword(&faults, "password", in.Password, u.EmailKey)
	if err := faults.Err(); err != nil {
		return err
	}
	passwordHash, err := secret.HashPassword(ctx, in.Password)
	if err != nil {
		return err
	}
	asking := viewer.FromContext(ctx)
	ctx = viewer.NewContext(ctx, &viewer.Viewer{UserID: u.ID, RequestID: asking.RequestID, RemoteAddr: asking.RemoteAddr})
	err = s.run(ctx, UserJoined, func(ctx context.Context, c *change) error { return c.accept(ctx, hash, passwordHash) })
	if err == nil {
		s.signIns.succeeded(asking.RemoteAddr, u.EmailKey)
	}
	return err
}

// accept uses the link up. It is looked at again behind the tree's lock, which whoever sends another or calls it off holds exclusively. Of
// two who accept at once the second finds nobody INVITED, is started over, and finds no link.
func (c *change) accept(ctx context.Context, linkHash []byte, passwordHash string) error {
	for locked := false; ; locked = true {
		u, err := c.invited(ctx, c.tx.Client, linkHash)
		switch {
		case err != nil:
			return err
		case u == nil:
			faultInvitation(&c.faults)
			return c.faults.Err()
		case locked:
			return c.join(ctx, u, passwordHash)
		}
		if _, err := c.lockKey(ctx, u.AccountID); err != nil {
			return err
		}
	}
}

func faultInvitation(f *problem.Faults) {
	f.Add("token", problem.Invalid, "this link was used, replaced by a newer one, called off or is over: ask whoever invited you for a new one")
}

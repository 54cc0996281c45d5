package reseller

import (
	"context"

	"canopy/ent"
	"canopy/ent/link"
	"canopy/ent/session"
	"canopy/ent/user"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/secret"
	"canopy/internal/store/scope"
	"canopy/internal/viewer"
)

// ChangePassword sets the viewer's own password, who knows the one so far, and ends all their sessions but the one that asks; links that were
// mailed to set a password work no more. An API key and an operator's token have none: problem.Forbidden. It returns problem.RateLimited for
// too many attempts, which count as those to sign in do: whoever finds a session open guesses no faster.
func (s *Service) ChangePassword(ctx context.Context, in ChangePasswordInput) error {
	v := viewer.FromContext(ctx)
	switch {
	case !v.Known():
		return problem.New(problem.Unauthenticated, "sign in first")
	case v.UserID == 0:
		return problem.New(problem.Forbidden, "only people have a password: an API key or an operator's token has none to change")
	}
	everything := scope.Everything(ctx, scope.Authentication)
	u, err := s.Store.Client().User.Query().Where(user.ID(v.UserID)).Only(everything)
	if ent.IsNotFound(err) {
		return problem.New(problem.Unauthenticated, "The session has ended meanwhile. Sign in again.")
	}
	if err != nil {
		return err
	}
	if wait := s.signIns.allow(v.RemoteAddr, u.EmailKey, s.Now()); wait > 0 {
		return problem.Limited(wait, "too many attempts with a password")
	}
	var faults problem.Faults
	if err := checkCurrent(ctx, &faults, in.CurrentPassword, u.PasswordHash); err != nil {
		return err
	}
	if faults != nil {
		s.Logger.WarnContext(ctx, "password change failed", "user", nodeid.New(nodeid.User, u.ID).String(), "remote", v.RemoteAddr, "request_id", v.RequestID)
	}
	checkPassword(&faults, "newPassword", in.NewPassword, u.EmailKey)
	if faults == nil && in.NewPassword == in.CurrentPassword {
		faults.Add("newPassword", problem.Invalid, "this is the password that you have: write another one")
	}
	if err := faults.Err(); err != nil {
		return err
	}
	hash, err := secret.HashPassword(ctx, in.NewPassword)
	if err != nil {
		return err
	}
	err = s.change(everything, PasswordChanged, func(ctx context.Context, c *change) error { return c.changePassword(ctx, u.PasswordHash, hash) })
	if err == nil {
		s.signIns.succeeded(v.RemoteAddr, u.EmailKey)
	}
	return err
}

// checkCurrent faults a password that is not the person's so far, REQUIRED or INVALID at currentPassword.
func checkCurrent(ctx context.Context, f *problem.Faults, password, hash string) error {
	switch {
	case hash == "":
		f.Add("currentPassword", problem.Invalid, "you have no password yet: ask for a link by requestPasswordReset, and set one with that")
		return nil
	case password == "":
		f.Add("currentPassword", problem.Required, "write the password that you have so far")
		return nil
	}
	right, err := secret.ComparePassword(ctx, password, hash)
	if err == nil && !right {
		wrongPassword(f)
	}
	return err
}

func wrongPassword(f *problem.Faults) {
	f.Add("currentPassword", problem.Invalid, "this is not your password")
}

// changePassword puts one hash in the place of the other. Of two at once the second waits for the first one's end and finds another password.
func (c *change) changePassword(ctx context.Context, before, now string) error {
	u, err := c.lockPerson(ctx, c.viewer.UserID)
	if err != nil {
		return err
	}
	if u == nil || u.PasswordHash != before {
		wrongPassword(&c.faults)
		return c.faults
	}
	if err := c.tx.User.UpdateOneID(u.ID).SetPasswordHash(now).SetUpdatedAt(c.later(u.UpdatedAt)).Exec(ctx); err != nil {
		return err
	}
	if _, err := c.tx.Session.Delete().Where(session.UserID(u.ID), session.IDNEQ(c.viewer.SessionID)).Exec(ctx); err != nil {
		return err
	}
	if _, err := c.tx.Link.Delete().Where(link.UserID(u.ID), link.PurposeEQ(link.PurposePASSWORD_RESET)).Exec(ctx); err != nil {
		return err
	}
	c.record(PasswordChanged, u.Edges.Account, nodeid.New(nodeid.User, u.ID), nil)
	return nil
}

package reseller

import (
	"context"
	"errors"
	"time"
	"unicode/utf8"

	"canopy/ent"
	"canopy/ent/link"
	"canopy/ent/session"
	"canopy/ent/user"
	"canopy/internal/locale"
	"canopy/internal/mail"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/secret"
	"canopy/internal/store"
	"canopy/internal/store/scope"
	"canopy/internal/viewer"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
)

// resetTTL is how long the link of a mail holds.
const resetTTL = time.Hour

// RequestPasswordReset has a link mailed to the ACTIVE person with the address. Whether there is one is not looked at before the mail
// is written (SendPasswordReset), so that nothing tells it. It returns problem.RateLimited for too many on one address or from one host.
func (s *Service) RequestPasswordReset(ctx context.Context, in RequestPasswordResetInput) error {
	var faults problem.Faults
	_, key := CheckEmail(&faults, "email", in.Email)
	if err := faults.Err(); err != nil {
		return err
	}
	asking := viewer.FromContext(ctx)
	if wait := s.resets.allow(asking.RemoteAddr, key, s.Now()); wait > 0 {
		return problem.Limited(wait, "too many mails asked for")
	}
	s.Logger.InfoContext(ctx, "password reset requested", "remote", asking.RemoteAddr, "request_id", asking.RequestID)
	return s.Store.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		return s.Enqueue(ctx, tx.SQL, MailPasswordReset{EmailKey: key}, time.Time{})
	})
}

// SendPasswordReset mails a link to the ACTIVE person with the address; nobody else gets a mail. Each call makes a new link, which
// replaces the one before, so that it may run again: the latest mail's works. An error asks for another attempt.
func (s *Service) SendPasswordReset(ctx context.Context, emailKey string) error {
	token, hash := secret.NewToken()
	var u *ent.User
	err := s.Store.Tx(scope.Everything(ctx, scope.Jobs), func(ctx context.Context, tx *store.Tx) (err error) {
		query := tx.User.Query().Where(user.EmailKey(emailKey), user.StatusEQ(user.StatusACTIVE))
		if u, err = kept(tx, query).Only(ctx); err != nil {
			return ent.MaskNotFound(err)
		}
		at, mine := s.Now(), link.And(link.UserID(u.ID), link.PurposeEQ(link.PurposePASSWORD_RESET))
		if _, err := tx.Link.Delete().Where(mine).Exec(ctx); err != nil {
			return err
		}
		return tx.Link.Create().SetPurpose(link.PurposePASSWORD_RESET).SetUserID(u.ID).SetTokenHash(hash).
			SetCreatedAt(at).SetExpiresAt(at.Add(resetTTL)).Exec(ctx)
	})
	if err != nil {
		return err
	}
	if u == nil {
		s.Logger.InfoContext(ctx, "no password reset mailed: there is no such active person")
		return nil
	}
	to := mail.Person{Name: u.GivenName + " " + u.FamilyName, Email: locale.EmailASCII(u.Email), Language: u.Language}
	m, err := mail.Write(to, mail.PasswordReset{Link: s.PublicURL + "/new-password?token=" + token, Minutes: int(resetTTL.Minutes())})
	if err != nil {
		return err
	}
	who := nodeid.New(nodeid.User, u.ID).String()
	if err := s.Mail.Send(ctx, m); errors.Is(err, mail.ErrRefused) { // no attempt would fare better
		s.Logger.WarnContext(ctx, "the mail of a password reset is refused", "user", who, "error", err)
		return nil
	} else if err != nil {
		return err
	}
	s.Logger.InfoContext(ctx, "password reset mailed", "user", who)
	return nil
}

// kept makes a query of people wait for whoever disables or erases them, and keeps others from it until the end.
func kept(tx *store.Tx, query *ent.UserQuery) *ent.UserQuery {
	if tx.Dialect() == dialect.Postgres { // on SQLite the one writer is the lock
		query.Where(func(s *sql.Selector) { s.For(sql.LockKeyShare) })
	}
	return query
}

// ResetPassword sets the password of whom a link was mailed to, who is ACTIVE, and ends all their sessions. A link that is unknown, used,
// replaced or over is a fault INVALID at token, and costs no hashing. The password may be the one so far: whoever remembers it has what they
// want, and a refusal would tell it to whoever reads their mail.
func (s *Service) ResetPassword(ctx context.Context, in ResetPasswordInput) error {
	ctx = scope.Everything(ctx, scope.Authentication)
	hash := secret.HashToken(in.Token)
	u, err := s.Store.Client().Link.Query().
		Where(link.TokenHash(hash), link.PurposeEQ(link.PurposePASSWORD_RESET), link.ExpiresAtGT(s.Now())).QueryUser().
		Where(user.StatusEQ(user.StatusACTIVE)).Only(ctx)
	if ent.MaskNotFound(err) != nil {
		return err
	}
	var faults problem.Faults
	if u == nil {
		faultLink(&faults)
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
	err = s.run(ctx, PasswordChanged, func(ctx context.Context, c *change) error { return c.resetPassword(ctx, u.ID, hash, passwordHash) })
	if err == nil {
		s.signIns.succeeded(asking.RemoteAddr, u.EmailKey)
	}
	return err
}

// resetPassword uses the link up. Of two at once the second waits for the first one's end and finds no link.
func (c *change) resetPassword(ctx context.Context, key int64, linkHash []byte, passwordHash string) error {
	u, err := c.lockPerson(ctx, key)
	if err != nil {
		return err
	}
	used := 0
	if u != nil && u.Status == user.StatusACTIVE {
		if used, err = c.tx.Link.Delete().Where(link.TokenHash(linkHash), link.ExpiresAtGT(c.at)).Exec(ctx); err != nil {
			return err
		}
	}
	if used == 0 {
		faultLink(&c.faults)
		return c.faults.Err()
	}
	if err := c.tx.User.UpdateOneID(u.ID).SetPasswordHash(passwordHash).SetUpdatedAt(c.later(u.UpdatedAt)).Exec(ctx); err != nil {
		return err
	}
	if _, err := c.tx.Session.Delete().Where(session.UserID(u.ID)).Exec(ctx); err != nil {
		return err
	}
	c.record(PasswordChanged, u.Edges.Account, nodeid.New(nodeid.User, u.ID), nil)
	return nil
}

func faultLink(f *problem.Faults) {
	f.Add("token", problem.Invalid, "this link was used, replaced by a newer one or is over: ask for a new one")
}

// The length of a password: at least so many characters, at most so many bytes.
const minPassword, maxPassword = 8, 200

// checkPassword faults a password REQUIRED, INVALID or TOO_LONG at path. It is not the e-mail address with the key, however written.
func checkPassword(f *problem.Faults, path, password, emailKey string) {
	_, key, isEmail := locale.Email(password)
	switch {
	case password == "":
		f.Add(path, problem.Required, "write a password")
	case utf8.RuneCountInString(password) < minPassword:
		f.Add(path, problem.Invalid, "write at least %d characters", minPassword)
	case len(password) > maxPassword:
		f.Add(path, problem.TooLong, "%d bytes are too many: write at most %d", len(password), maxPassword)
	case isEmail && key == emailKey:
		f.Add(path, problem.Invalid, "this is your e-mail address: everybody would try it")
	}
}

package reseller

import (
	"context"
	"errors"
	"fmt"
	"time"

	"canopy/ent"
	"canopy/ent/idempotencykey"
	"canopy/ent/link"
	"canopy/ent/session"
	"canopy/ent/user"
	"canopy/internal/locale"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/secret"
	"canopy/internal/store"
	"canopy/internal/store/scope"
	"canopy/internal/viewer"

	"entgo.io/ent/dialect"
)

// Session is an open session. Its token is stored nowhere.
type Session struct {
	Token     string
	ExpiresAt time.Time
	Viewer    *viewer.Viewer
}

// SignIn opens a session for an ACTIVE person's password. An unknown address, a wrong password and a person who may not sign in
// answer alike, a fault INVALID, and take as long. It returns problem.RateLimited for too many attempts on one address or from one host.
func (s *Service) SignIn(ctx context.Context, in SignInInput) (Session, error) {
	asking := viewer.FromContext(ctx)
	_, key, valid := locale.Email(in.Email)
	if wait := s.signIns.allow(asking.RemoteAddr, key, s.Now()); wait > 0 {
		return Session{}, problem.Limited(wait, "too many attempts to sign in")
	}
	u := &ent.User{}
	if valid {
		found, err := s.Store.Client().User.Query().Where(user.EmailKey(key)).Only(scope.Everything(ctx, scope.Authentication))
		if err != nil && !ent.IsNotFound(err) {
			return Session{}, err
		}
		if found != nil {
			u = found
		}
	}
	right, err := secret.ComparePassword(ctx, in.Password, u.PasswordHash)
	if err != nil {
		return Session{}, err
	}
	if !right || u.Status != user.StatusACTIVE {
		s.Logger.WarnContext(ctx, "sign-in failed", "user", nodeid.New(nodeid.User, u.ID).String(), "remote", asking.RemoteAddr,
			"request_id", asking.RequestID)
		var f problem.Faults
		f.Add("", problem.Invalid, "e-mail or password is wrong")
		return Session{}, f
	}
	s.signIns.succeeded(asking.RemoteAddr, key)
	return s.openSession(ctx, u, s.SessionTTL)
}

// openSession makes a session of a user, or of an operator who is no person: nil. It returns problem.Unauthenticated when the user has
// another password by now, or is disabled or erased.
func (s *Service) openSession(ctx context.Context, u *ent.User, ttl time.Duration) (Session, error) {
	if ttl <= 0 {
		return Session{}, errors.New("a token has to hold for a while: give a positive duration")
	}
	asking, at := viewer.FromContext(ctx), s.Now()
	token, hash := secret.NewToken()
	opened := Session{Token: token, ExpiresAt: at.Add(ttl).Truncate(time.Microsecond)}
	err := s.Store.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		create := tx.Session.Create().SetTokenHash(hash).SetCreatedAt(at).SetExpiresAt(opened.ExpiresAt).SetRemoteAddress(asking.RemoteAddr)
		if u != nil {
			if err := stillTheSame(ctx, tx, u); err != nil {
				return err
			}
			create.SetUserID(u.ID)
		}
		return create.Exec(ctx)
	})
	if err != nil {
		return Session{}, err
	}
	opened.Viewer, err = s.Store.Viewer(ctx, hash, at)
	if err == nil && opened.Viewer == nil {
		err = problem.New(problem.Unauthenticated, "the session has ended already: sign in again") // disabled or erased since
	}
	if err != nil {
		return Session{}, err
	}
	opened.Viewer.RequestID, opened.Viewer.RemoteAddr = asking.RequestID, asking.RemoteAddr
	return opened, nil
}

// stillTheSame waits for whoever gives the user another password or disables them, which ends the sessions that there are.
func stillTheSame(ctx context.Context, tx *store.Tx, u *ent.User) error {
	query := tx.User.Query().Where(user.ID(u.ID), user.PasswordHash(u.PasswordHash), user.StatusNEQ(user.StatusDISABLED))
	if tx.Dialect() == dialect.Postgres { // on SQLite the one writer is the lock
		query.ForShare()
	}
	_, err := query.Only(scope.Everything(ctx, scope.Authentication))
	if ent.IsNotFound(err) {
		err = problem.New(problem.Unauthenticated, "the password or the person changed meanwhile: sign in again")
	}
	return err
}

// SignOut ends the viewer's session. An API key has none to sign out of: it is problem.Forbidden.
func (s *Service) SignOut(ctx context.Context) error {
	v := viewer.FromContext(ctx)
	switch {
	case !v.Known():
		return problem.New(problem.Unauthenticated, "sign in first")
	case v.KeyID != 0:
		return problem.New(problem.Forbidden, "an API key does not sign out: revokeApiKey ends it")
	}
	err := s.Store.Tx(scope.Everything(ctx, scope.Authentication), func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Session.Delete().Where(session.ID(v.SessionID)).Exec(ctx)
		return err
	})
	if err == nil {
		s.Committed()
	}
	return err
}

// RevokeSession ends one of the viewer's own sessions that has not ended; any other is not there.
func (s *Service) RevokeSession(ctx context.Context, in RevokeSessionInput) error {
	return s.change(ctx, SessionRevoked, func(ctx context.Context, c *change) error {
		ctx = scope.Everything(ctx, scope.Authentication) // a person's own, whatever they see
		u, err := c.tx.User.Query().Where(user.ID(c.viewer.UserID)).Only(ctx)
		if ent.IsNotFound(err) { // an API key or an operator's token
			return c.noSession()
		}
		if err != nil {
			return err
		}
		a, err := c.lockKey(ctx, u.AccountID)
		if err != nil {
			return err
		}
		ended, err := c.tx.Session.Delete().Where(session.ID(in.SessionID.Of(nodeid.Session)), session.UserID(u.ID), session.ExpiresAtGT(c.at)).Exec(ctx)
		if err != nil {
			return err
		}
		if ended == 0 {
			return c.noSession()
		}
		c.record(SessionRevoked, a, nodeid.New(nodeid.User, u.ID), []FieldChange{{Field: "session", Before: value(in.SessionID.String())}})
		return nil
	})
}

func (c *change) noSession() error {
	c.faults.Add("sessionId", problem.Missing, "you have no such session")
	return c.faults.Err()
}

// IssueToken opens a session without a password, for the operator's command line: of the person with the address, who is not
// disabled.
func (s *Service) IssueToken(ctx context.Context, email string, ttl time.Duration) (Session, error) {
	u, err := s.userByEmail(ctx, email)
	if err != nil {
		return Session{}, err
	}
	if u.Status == user.StatusDISABLED {
		return Session{}, fmt.Errorf("%s is disabled", u.Email)
	}
	return s.openSession(ctx, u, ttl)
}

// IssueOperatorToken opens a session of an operator who is no person, for the operator's command line.
func (s *Service) IssueOperatorToken(ctx context.Context, ttl time.Duration) (Session, error) {
	return s.openSession(ctx, nil, ttl)
}

// SetPassword gives a person a password, for the demo; what is wrong with it is a fault.
func (s *Service) SetPassword(ctx context.Context, email, password string) error {
	u, err := s.userByEmail(ctx, email)
	if err != nil {
		return err
	}
	var faults problem.Faults
	checkPassword(&faults, "password", password, u.EmailKey)
	if err := faults.Err(); err != nil {
		return err
	}
	hash, err := secret.HashPassword(ctx, password)
	if err != nil {
		return fmt.Errorf("reseller: hash a password: %w", err)
	}
	return s.Store.Tx(scope.Everything(ctx, scope.Operator), func(ctx context.Context, tx *store.Tx) error {
		return tx.User.UpdateOneID(u.ID).SetPasswordHash(hash).SetUpdatedAt(s.Now()).Exec(ctx)
	})
}

func (s *Service) userByEmail(ctx context.Context, email string) (*ent.User, error) {
	_, key, valid := locale.Email(email)
	if !valid {
		return nil, fmt.Errorf("%q is no e-mail address", email)
	}
	u, err := s.Store.Client().User.Query().Where(user.EmailKey(key)).Only(scope.Everything(ctx, scope.Operator))
	if ent.IsNotFound(err) {
		return nil, fmt.Errorf("nobody has the e-mail address %q", email)
	}
	return u, err
}

// Sweep forgets the sessions, links, idempotency keys, imports and webhooks' deliveries whose time is over.
func (s *Service) Sweep(ctx context.Context) error {
	at := s.Now()
	err := s.Store.Tx(scope.Everything(ctx, scope.Jobs), func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Session.Delete().Where(session.ExpiresAtLTE(at)).Exec(ctx)
		if err != nil {
			return err
		}
		if _, err := tx.Link.Delete().Where(link.ExpiresAtLTE(at)).Exec(ctx); err != nil {
			return err
		}
		_, err = tx.IdempotencyKey.Delete().Where(idempotencykey.CreatedAtLTE(at.Add(-keyTTL))).Exec(ctx)
		return err
	})
	return errors.Join(err, s.sweepImports(ctx), s.sweepDeliveries(ctx))
}

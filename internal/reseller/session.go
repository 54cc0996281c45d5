package reseller

import (
	"context"
	"errors"
	"fmt"
	"time"
	"unicode/utf8"

	"canopy/ent"
	"canopy/ent/idempotencykey"
	"canopy/ent/session"
	"canopy/ent/user"
	"canopy/internal/locale"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/secret"
	"canopy/internal/store"
	"canopy/internal/store/scope"
	"canopy/internal/viewer"
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
	if !s.signIns.allow(asking.RemoteAddr, key, s.Now()) {
		return Session{}, problem.New(problem.RateLimited, "too many attempts to sign in: wait a minute")
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
	return s.openSession(ctx, u.ID, s.SessionTTL)
}

// openSession makes a session of a user, or of an operator who is no person: user 0.
func (s *Service) openSession(ctx context.Context, userID int64, ttl time.Duration) (Session, error) {
	if ttl <= 0 {
		return Session{}, errors.New("a token has to hold for a while: give a positive duration")
	}
	at := s.Now()
	token, hash := secret.NewToken()
	opened := Session{Token: token, ExpiresAt: at.Add(ttl).Truncate(time.Microsecond)}
	err := s.Store.Tx(ctx, func(ctx context.Context, tx *store.Tx) error {
		create := tx.Session.Create().SetTokenHash(hash).SetCreatedAt(at).SetExpiresAt(opened.ExpiresAt)
		if userID != 0 {
			create.SetUserID(userID)
		}
		return create.Exec(ctx)
	})
	if err != nil {
		return Session{}, err
	}
	opened.Viewer, err = s.Store.Viewer(ctx, hash, at)
	if err == nil && opened.Viewer == nil {
		err = errors.New("reseller: the session is gone already")
	}
	if err != nil {
		return Session{}, err
	}
	asking := viewer.FromContext(ctx)
	opened.Viewer.RequestID, opened.Viewer.RemoteAddr = asking.RequestID, asking.RemoteAddr
	return opened, nil
}

// SignOut ends the viewer's session.
func (s *Service) SignOut(ctx context.Context) error {
	v := viewer.FromContext(ctx)
	if !v.Known() {
		return problem.New(problem.Unauthenticated, "sign in first")
	}
	return s.Store.Tx(scope.Everything(ctx, scope.Authentication), func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Session.Delete().Where(session.ID(v.SessionID)).Exec(ctx)
		return err
	})
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
	return s.openSession(ctx, u.ID, ttl)
}

// IssueOperatorToken opens a session of an operator who is no person, for the operator's command line.
func (s *Service) IssueOperatorToken(ctx context.Context, ttl time.Duration) (Session, error) {
	return s.openSession(ctx, 0, ttl)
}

// SetPassword gives a person a password of at least 8 characters and at most 200 bytes, for the demo.
func (s *Service) SetPassword(ctx context.Context, email, password string) error {
	if utf8.RuneCountInString(password) < 8 || len(password) > 200 {
		return errors.New("a password has at least 8 characters and at most 200 bytes")
	}
	u, err := s.userByEmail(ctx, email)
	if err != nil {
		return err
	}
	hash, err := secret.HashPassword(password)
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

// Sweep forgets the sessions and idempotency keys whose time is over.
func (s *Service) Sweep(ctx context.Context) error {
	at := s.Now()
	return s.Store.Tx(scope.Everything(ctx, scope.Jobs), func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Session.Delete().Where(session.ExpiresAtLTE(at)).Exec(ctx)
		if err != nil {
			return err
		}
		_, err = tx.IdempotencyKey.Delete().Where(idempotencykey.CreatedAtLTE(at.Add(-keyTTL))).Exec(ctx)
		return err
	})
}

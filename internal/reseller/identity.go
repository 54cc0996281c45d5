package reseller

import (
	"context"
	"errors"
	"strings"

	"canopy/ent"
	"canopy/ent/identity"
	"canopy/ent/invitation"
	"canopy/ent/user"
	"canopy/internal/locale"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/store/scope"
	"canopy/internal/viewer"

	"golang.org/x/text/unicode/norm"
)

// ProviderIdentity is who somebody is at an identity provider, as it was verified.
type ProviderIdentity struct {
	Issuer, Subject string
	Email           string // "": none is known
	EmailVerified   bool   // by the provider
}

// SignInByIdentity opens a session for the person whom the identity is linked to; else for the person with its verified e-mail address,
// who is linked to it from then on. Somebody INVITED becomes ACTIVE. It returns problem.Forbidden, alike for an unknown identity, for a
// DISABLED person and for one who is linked to another subject of the issuer, and logs which it was.
func (s *Service) SignInByIdentity(ctx context.Context, in ProviderIdentity) (Session, error) {
	asking := viewer.FromContext(ctx)
	log := s.Logger.With("by", "oidc", "issuer", in.Issuer, "subject", in.Subject, "remote", asking.RemoteAddr, "request_id", asking.RequestID)
	var u *ent.User
	err := s.run(scope.Everything(ctx, scope.Authentication), UserJoined, func(ctx context.Context, c *change) (err error) {
		u, err = c.identify(ctx, in)
		return err
	})
	if reason, ok := errors.AsType[notIdentified](err); ok {
		log.WarnContext(ctx, "sign-in failed", "reason", string(reason))
		return Session{}, problem.New(problem.Forbidden, "The identity provider knows you, but you cannot sign in here with that identity. Ask your administrator.")
	}
	if err != nil {
		return Session{}, err
	}
	opened, err := s.openSession(ctx, u, s.SessionTTL)
	if err == nil {
		log.InfoContext(ctx, "signed in", "user", nodeid.New(nodeid.User, u.ID).String())
	}
	return opened, err
}

// notIdentified is why an identity is nobody's who may sign in.
type notIdentified string

func (n notIdentified) Error() string { return "reseller: " + string(n) }

// identify finds the person of the identity, links them and lets them join, as far as that is still to be done. It returns notIdentified.
func (c *change) identify(ctx context.Context, in ProviderIdentity) (*ent.User, error) {
	linked := true
	u, err := c.tx.Identity.Query().Where(identity.Issuer(in.Issuer), identity.Subject(in.Subject)).QueryUser().Only(ctx)
	if ent.IsNotFound(err) {
		linked = false
		u, err = c.byVerifiedEmail(ctx, in)
	}
	switch {
	case err != nil:
		return nil, err
	case u.Status == user.StatusDISABLED:
		return nil, notIdentified("the person is disabled")
	case u.Status == user.StatusINVITED:
		if err := c.join(ctx, u, ""); err != nil {
			return nil, err
		}
	}
	if !linked {
		return u, c.link(ctx, u, in)
	}
	return u, nil
}

func (c *change) byVerifiedEmail(ctx context.Context, in ProviderIdentity) (*ent.User, error) {
	_, key, valid := locale.Email(in.Email)
	if !valid || !in.EmailVerified {
		return nil, notIdentified("the identity is linked to nobody, and its e-mail address is not verified")
	}
	u, err := c.tx.User.Query().Where(user.EmailKey(key)).Only(ctx)
	if ent.IsNotFound(err) || err == nil && !sameMailbox(u.Email, in.Email) {
		return nil, notIdentified("the identity is linked to nobody, and nobody has its e-mail address")
	}
	return u, err
}

// sameMailbox tells whether two addresses of one key are one mailbox: keys fold more than a mail server may, such as ß to ss.
func sameMailbox(a, b string) bool {
	lower := func(s string) string {
		return strings.Map(func(r rune) rune {
			if r >= 'A' && r <= 'Z' {
				r += 'a' - 'A'
			}
			return r
		}, norm.NFC.String(strings.TrimSpace(s)))
	}
	localA, _, _ := strings.Cut(lower(a), "@")
	localB, _, _ := strings.Cut(lower(b), "@")
	return localA == localB // the domains are of one key
}

// join makes an INVITED person ACTIVE, with the hash of a password unless it is "", behind the lock that disabling takes too. Their invitation
// is accepted with it. Whoever is no longer as they were is looked at again.
func (c *change) join(ctx context.Context, u *ent.User, passwordHash string) error {
	a, err := c.lockKey(ctx, u.AccountID)
	if err != nil {
		return err
	}
	update := c.tx.User.Update().Where(user.ID(u.ID), user.AccountID(a.ID), user.Email(u.Email), user.StatusEQ(user.StatusINVITED)).
		SetStatus(user.StatusACTIVE).SetUpdatedAt(c.at)
	if passwordHash != "" {
		update.SetPasswordHash(passwordHash)
	}
	joined, err := update.Save(ctx)
	if err != nil {
		return err
	}
	if joined == 0 {
		return errAgain
	}
	if err := c.endInvitations(ctx, invitation.StatusACCEPTED, u.ID); err != nil {
		return err
	}
	c.viewer = &viewer.Viewer{UserID: u.ID, RequestID: c.viewer.RequestID, RemoteAddr: c.viewer.RemoteAddr}
	c.record(UserJoined, a, nodeid.New(nodeid.User, u.ID),
		[]FieldChange{{Field: "status", Before: value(string(user.StatusINVITED)), After: value(string(user.StatusACTIVE))}})
	return nil
}

// link keeps whose the identity is. Where another request links the same at this moment, it is looked at again.
func (c *change) link(ctx context.Context, u *ent.User, in ProviderIdentity) error {
	there, err := c.tx.Identity.Query().Where(identity.UserID(u.ID), identity.Issuer(in.Issuer)).Only(ctx)
	switch {
	case err == nil && there.Subject == in.Subject: // since identify has looked
		return nil
	case err == nil:
		return notIdentified("the person is linked to another subject of the issuer")
	case !ent.IsNotFound(err):
		return err
	}
	err = c.tx.Identity.Create().SetUserID(u.ID).SetIssuer(in.Issuer).SetSubject(in.Subject).SetCreatedAt(c.at).Exec(ctx)
	if ent.IsConstraintError(err) {
		return errAgain
	}
	return err
}

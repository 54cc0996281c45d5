package reseller

import (
	"context"
	"errors"
	"time"

	"canopy/ent"
	"canopy/ent/link"
	"canopy/ent/user"
	"canopy/internal/locale"
	"canopy/internal/mail"
	"canopy/internal/nodeid"
	"canopy/internal/secret"
	"canopy/internal/store"
	"canopy/internal/store/scope"

	"entgo.io/ent/dialect"
)

const (
	// mailsOfJob is how many mails one job of MailEmailChanges sends.
	mailsOfJob = 500

	// mailingTime is how long one call of SendEmailChanges begins new mails.
	mailingTime = 5 * time.Second
)

// SendEmailChanges mails the people who have a new e-mail address to confirm, and no link yet, a link there, and tells whether it left some
// because its own time was over: then it is to be called again. The link holds once its mail is gone: so whoever has one had a mail, and
// another attempt, for which an error asks, goes to the others. A mail goes out at least once, and the link of the latest works.
func (s *Service) SendEmailChanges(ctx context.Context, users []int64) (more bool, err error) {
	until := time.Now().Add(mailingTime)
	people, err := s.unmailed(scope.Everything(ctx, scope.Jobs), users)
	for _, u := range people {
		if !time.Now().Before(until) {
			return true, err
		}
		err = errors.Join(err, s.sendEmailChange(ctx, u))
	}
	return false, err
}

// unmailed are those of the people who have an address to confirm, and no link to do it by.
func (s *Service) unmailed(ctx context.Context, users []int64) ([]*ent.User, error) {
	links, err := s.Store.Client().Link.Query().Where(link.UserIDIn(users...), link.PurposeEQ(link.PurposeEMAIL_CHANGE)).All(ctx)
	if err != nil {
		return nil, err
	}
	mailed := make([]int64, len(links))
	for i, l := range links {
		mailed[i] = l.UserID
	}
	return s.Store.Client().User.Query().Where(user.IDIn(users...), user.IDNotIn(mailed...), user.NewEmailNEQ("")).Order(user.ByID()).All(ctx)
}

func (s *Service) sendEmailChange(ctx context.Context, u *ent.User) error {
	token, hash := secret.NewToken()
	sent, err := s.mailTo(ctx, u, u.NewEmail, "email change", mail.EmailChange{Link: s.PublicURL + "/confirm-email?token=" + token, Hours: int(confirmTTL.Hours())})
	if err != nil || !sent {
		return err
	}
	return s.Store.Tx(scope.Everything(ctx, scope.Jobs), func(ctx context.Context, tx *store.Tx) error {
		query := tx.User.Query().Where(user.ID(u.ID), user.NewEmail(u.NewEmail))
		if tx.Dialect() == dialect.Postgres { // on SQLite the one writer is the lock
			query.ForUpdate()
		}
		if _, err := query.Only(ctx); err != nil {
			return ent.MaskNotFound(err) // another one is asked for meanwhile: this link is void
		}
		if _, err := tx.Link.Delete().Where(link.UserID(u.ID), link.PurposeEQ(link.PurposeEMAIL_CHANGE)).Exec(ctx); err != nil {
			return err
		}
		at := s.Now()
		return tx.Link.Create().SetPurpose(link.PurposeEMAIL_CHANGE).SetUserID(u.ID).SetTokenHash(hash).
			SetCreatedAt(at).SetExpiresAt(at.Add(confirmTTL)).Exec(ctx)
	})
}

// SendAddressChanged tells a person at the address that they had that they have another one, so that they notice when it was not they who
// changed it. An error asks for another attempt.
func (s *Service) SendAddressChanged(ctx context.Context, key int64, old string) error {
	u, err := s.Store.Client().User.Query().Where(user.ID(key)).Only(scope.Everything(ctx, scope.Jobs))
	if err != nil {
		return ent.MaskNotFound(err) // erased since
	}
	_, err = s.mailTo(ctx, u, old, "address changed", mail.AddressChanged{})
	return err
}

// mailTo mails a person something at an address, what as the log names it, and tells whether it is gone: not what is refused for good. An error
// asks for another attempt.
func (s *Service) mailTo(ctx context.Context, u *ent.User, address, what string, message mail.Message) (sent bool, err error) {
	to := mail.Person{Name: u.GivenName + " " + u.FamilyName, Email: locale.EmailASCII(address), Language: u.Language}
	m, err := mail.Write(to, message)
	if err == nil {
		err = s.Mail.Send(ctx, m)
	}
	log := s.Logger.With("user", nodeid.New(nodeid.User, u.ID).String(), "what", what)
	switch {
	case errors.Is(err, mail.ErrRefused): // no attempt would fare better
		log.WarnContext(ctx, "a mail is refused", "error", err)
		return false, nil
	case err != nil:
		return false, err
	}
	log.InfoContext(ctx, "mailed")
	return true, nil
}

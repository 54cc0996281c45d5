package reseller

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"time"

	"canopy/ent"
	"canopy/ent/invitation"
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
	// invitingTime is how long one call of SendInvitations begins new mails.
	invitingTime = 5 * time.Second

	// inviters are how many mails one call has under way at a time.
	inviters = 4

	// claimTime is how long nobody else takes a mail that is under way. It is longer than any takes: what a process that died
	// had claimed comes back by itself.
	claimTime = 2 * time.Minute
)

// invitationWaits are how long a mail waits behind each attempt that failed, a day in all; there is one attempt more.
var invitationWaits = []time.Duration{
	time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 3 * time.Hour, 8 * time.Hour, 12 * time.Hour,
}

// SendInvitations mails the queued invitations whose time has come, and tells whether it left some because its own time was over: then it is
// to be called again. Others may do the same at the same time. It stops before the end of the queue when the mail server takes no mail
// at all. A mail goes out at least once, and the link of the latest works.
func (s *Service) SendInvitations(ctx context.Context) (more bool, err error) {
	until := s.Now().Add(invitingTime)
	var all sync.WaitGroup
	var left [inviters]bool
	var errs [inviters]error
	for i := range inviters {
		all.Go(func() {
			for left[i] = true; left[i] && errs[i] == nil && s.Now().Before(until) && ctx.Err() == nil; {
				left[i], errs[i] = s.sendInvitation(ctx)
			}
		})
	}
	all.Wait()
	return left != [inviters]bool{}, errors.Join(errs[:]...)
}

// sendInvitation mails one invitation, and tells whether to go on: there was one, and the mail server takes mails.
func (s *Service) sendInvitation(ctx context.Context) (goOn bool, err error) {
	token, hash := secret.NewToken()
	claimed, err := s.claimInvitation(ctx, hash)
	if err != nil || claimed == nil {
		return false, err
	}
	u := claimed.Edges.User
	if u == nil {
		return true, nil
	}
	to := mail.Person{Name: u.GivenName + " " + u.FamilyName, Email: locale.EmailASCII(u.Email), Language: u.Language}
	m, err := mail.Write(to, mail.Invitation{
		Account: u.Edges.Account.Name, Link: s.PublicURL + "/join?token=" + token, Hours: int(invitationTTL.Hours()),
	})
	if err == nil {
		err = s.Mail.Send(ctx, m)
	}
	log := s.Logger.With("user", nodeid.New(nodeid.User, u.ID).String(), "attempt", claimed.Attempts)
	_, answered := errors.AsType[*mail.Answer](err)
	switch goOn = true; {
	case err == nil:
		log.InfoContext(ctx, "invitation mailed")
	case answered || errors.Is(err, mail.ErrRefused):
		log.WarnContext(ctx, "the mail of an invitation is not taken", "error", err)
	default:
		log.WarnContext(ctx, "the mail server takes no invitations now", "error", err)
		goOn = false
	}
	return goOn, s.settleInvitation(ctx, claimed, hash, err)
}

// claim takes the first queued invitation whose time has come: $1 is its link's hash, $2 that one's end, $3 when the claim is over, $4 the
// time; a word for PostgreSQL follows. The index of the queue is found by its status as it stands here, not as a parameter.
var claim = `UPDATE invitations SET token_hash = $1, expires_at = $2, send_at = $3, attempts = attempts + 1
WHERE id = (SELECT ` + scope.Jobs.Marker() + ` id FROM invitations WHERE status = 'QUEUED' AND send_at <= $4 ORDER BY send_at, id LIMIT 1%s)
RETURNING id, user_id, attempts`

// claimInvitation takes the next invitation to mail, with its person and their account; nil when there is none. Without a person there is
// nothing to mail: they have joined or been disabled by other ways, or the processes of all attempts died.
func (s *Service) claimInvitation(ctx context.Context, linkHash []byte) (claimed *ent.Invitation, err error) {
	err = s.Store.Tx(scope.Everything(ctx, scope.Jobs), func(ctx context.Context, tx *store.Tx) error {
		skip := ""
		if tx.Dialect() == dialect.Postgres {
			skip = " FOR UPDATE SKIP LOCKED"
		}
		at := s.Now()
		err := tx.Send(ctx, store.Statement{
			Text: fmt.Sprintf(claim, skip), Args: []any{linkHash, at.Add(invitationTTL), at.Add(claimTime), at},
			Each: func(row *store.Row) {
				claimed = &ent.Invitation{ID: row.At(0).Int(), UserID: row.At(1).Int(), Attempts: int(row.At(2).Int())}
			},
		})
		if err != nil || claimed == nil {
			return err
		}
		u, err := tx.User.Query().Where(user.ID(claimed.UserID)).WithAccount().Only(ctx)
		if err != nil {
			return err
		}
		end := tx.Invitation.Update().Where(invitation.ID(claimed.ID)).ClearTokenHash().ClearExpiresAt()
		switch {
		case u.Status == user.StatusACTIVE:
			return end.SetStatus(invitation.StatusACCEPTED).Exec(ctx)
		case u.Status == user.StatusDISABLED:
			return end.SetStatus(invitation.StatusREVOKED).Exec(ctx)
		case claimed.Attempts > len(invitationWaits)+1:
			return end.SetStatus(invitation.StatusFAILED).SetFailure("Something went wrong on our side, at each attempt.").Exec(ctx)
		}
		claimed.Edges.User = u
		return nil
	})
	return claimed, err
}

// settleInvitation notes what became of a claimed mail, unless the invitation is not as it was claimed: whoever queued it again or called it
// off meanwhile has the last word. It does so too when the caller has no time left. It writes the row once: behind a second write PostgreSQL
// locks the person, whom whoever disables or erases them has locked before the invitation.
func (s *Service) settleInvitation(ctx context.Context, claimed *ent.Invitation, linkHash []byte, failed error) error {
	const most = 3 * time.Second
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), most)
	defer cancel()
	return s.Store.Tx(scope.Everything(ctx, scope.Jobs), func(ctx context.Context, tx *store.Tx) error {
		at, mine := s.Now(), invitation.ID(claimed.ID)
		update := tx.Invitation.Update().Where(mine, invitation.StatusEQ(invitation.StatusQUEUED), invitation.TokenHash(linkHash)).SetFailure(failure(failed))
		switch {
		case failed == nil:
			update.SetStatus(invitation.StatusSENT).SetSentAt(at)
		case errors.Is(failed, mail.ErrRefused) || claimed.Attempts > len(invitationWaits):
			update.SetStatus(invitation.StatusFAILED)
		default:
			update.SetSendAt(at.Add(invitationWaits[claimed.Attempts-1]))
		}
		settled, err := update.Save(ctx)
		if err == nil && settled == 0 && failed == nil { // of a link that is void by now: they had a mail
			err = tx.Invitation.Update().Where(mine).SetSentAt(at).Exec(ctx)
		}
		return err
	})
}

// failure is why a mail did not go out, for whoever invited its reader: no word of the server, which may name hosts and people, but its codes.
func failure(err error) string {
	answer, answered := errors.AsType[*mail.Answer](err)
	forGood := errors.Is(err, mail.ErrRefused)
	text := "The mail server puts this mail off"
	switch {
	case err == nil:
		return ""
	case !answered && !forGood:
		return "The mail server cannot be reached, or takes no mail."
	case forGood:
		text = "The mail server refuses this mail for good"
	}
	if answered {
		text += " (" + strings.TrimSpace(fmt.Sprint(answer.Code, " ", answer.Status)) + ")" + meaning(answer.Status)
	}
	return text + "."
}

// meaning is what an enhanced status code says about a mail, behind its class.
func meaning(status string) string {
	_, detail, _ := strings.Cut(status, ".")
	switch {
	case strings.HasPrefix(detail, "1."):
		return ": there is no such address"
	case detail == "2.2":
		return ": the mailbox is full"
	case strings.HasPrefix(detail, "2."):
		return ": the mailbox takes no mail"
	case strings.HasPrefix(detail, "7."):
		return ": its rules forbid it"
	}
	return ""
}

package reseller_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"canopy/ent"
	"canopy/ent/invitation"
	"canopy/ent/link"
	"canopy/ent/user"
	"canopy/internal/canopytest"
	"canopy/internal/mail"
	"canopy/internal/reseller"
	"canopy/internal/store"
	"canopy/internal/viewer"
)

// invite makes somebody INVITED, whose mail is queued.
func (h *house) invite(t *testing.T, u *ent.User) {
	t.Helper()
	h.Tx(func(ctx context.Context, tx *store.Tx) error {
		return tx.User.UpdateOneID(u.ID).SetStatus(user.StatusINVITED).Exec(ctx)
	})
	if _, err := h.ResendInvitations(canopytest.Operator(), resending(u)); err != nil {
		t.Fatal(err)
	}
}

// inviteByMail is invite, and what the link in the mail carries.
func (h *house) inviteByMail(t *testing.T, u *ent.User) string {
	t.Helper()
	h.invite(t, u)
	mails := h.sendAll(t) // others may wait beside theirs
	at := slices.IndexFunc(mails, func(m mail.Kept) bool { return m.To.Email == u.Email })
	if at < 0 {
		t.Fatalf("no mail to %s", u.Email)
	}
	return invitationToken(t, mails[at].Mail)
}

// wants gives somebody an address that is to be confirmed.
func (h *house) wants(t *testing.T, u *ent.User, email string) {
	t.Helper()
	if _, err := h.UpdateUser(canopytest.Operator(), reseller.UpdateUserInput{UserID: userID(u), Email: set(email)}); err != nil {
		t.Fatal(err)
	}
}

// jobsAbout counts the jobs that name an address.
func (h *house) jobsAbout(t *testing.T, emailKey string) (n int) {
	t.Helper()
	if err := h.Store.DB().QueryRow("SELECT count(*) FROM river_job WHERE CAST(args AS text) LIKE '%\"' || $1 || '\"%'", emailKey).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// TestEraseBesideAMail: a mail whose link is being made is waited for, though no tree is locked for it.
func TestEraseBesideAMail(t *testing.T) {
	h := onPostgres(t)
	u := h.User(h.root, viewer.Reader)
	h.mailed(t, u)
	mine, undo := link.UserID(u.ID), errors.New("undo")
	holding, release, held := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() { // the link before, which is to be replaced
		held <- h.Store.Tx(everything(), func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.Link.Query().Where(mine).ForUpdate().Only(ctx)
			close(holding)
			<-release
			return errors.Join(err, undo)
		})
	}()
	<-holding
	mailed, erased := make(chan error, 1), make(chan error, 1)
	go func() { mailed <- h.SendPasswordReset(context.Background(), u.EmailKey) }()
	h.untilLocked(t, 1, mailed)
	wantOneTry(t, h.Texts(func() {
		go func() { erased <- h.erase(canopytest.Operator(), u) }()
		h.untilLocked(t, 2, erased)
		close(release)
		if err := errors.Join(<-mailed, <-erased); err != nil {
			t.Error(err)
		}
	}))
	if err := <-held; !errors.Is(err, undo) {
		t.Error(err)
	}
	h.wantErased(t, u)
}

// TestInvitationMailBesideAnErasure: what became of a mail is noted while somebody holds its reader's row, who wants the invitation next, as an
// erasure does.
func TestInvitationMailBesideAnErasure(t *testing.T) {
	h := onPostgres(t)
	u := h.invited(t, "grace@example.org")[0]
	h.Mail = &mail.Outbox{}
	h.Tx(func(ctx context.Context, tx *store.Tx) error {
		if _, err := tx.User.Query().Where(user.ID(u.ID)).ForUpdate().Only(ctx); err != nil {
			return err
		}
		_, err := h.SendInvitations(context.Background())
		return err
	})
	h.wantInvitation(t, u, user.StatusINVITED, invitation.StatusSENT)
}

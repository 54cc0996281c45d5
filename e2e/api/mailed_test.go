package api_test

import (
	"context"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/invitation"
	"canopy/ent/link"
	"canopy/ent/user"
	"canopy/ent/userimport"
	"canopy/internal/canopytest"
	"canopy/internal/secret"
	"canopy/internal/store"
)

// link is what a mail to a person carries, for a purpose.
func (h *house) link(to *ent.User, purpose link.Purpose) string {
	token, hash := secret.NewToken()
	h.Tx(func(ctx context.Context, tx *store.Tx) error {
		return tx.Link.Create().SetPurpose(purpose).SetUserID(to.ID).SetTokenHash(hash).
			SetCreatedAt(h.Clock.Now()).SetExpiresAt(h.Clock.Now().Add(time.Hour)).Exec(ctx)
	})
	return token
}

// resetToken is what a mail's link carries for a person's new password.
func (h *house) resetToken(of *ent.User) string { return h.link(of, link.PurposePASSWORD_RESET) }

// confirmToken is what a mail's link carries for a person's new e-mail address.
func (h *house) confirmToken(of *ent.User, email string) string {
	h.Tx(func(ctx context.Context, tx *store.Tx) error {
		return tx.User.UpdateOneID(of.ID).SetNewEmail(email).Exec(ctx)
	})
	return h.link(of, link.PurposeEMAIL_CHANGE)
}

// invite makes a person one who is INVITED by a mail of an hour ago, and answers what its link carries.
func (h *house) invite(u *ent.User) string {
	token, hash := secret.NewToken()
	h.Tx(func(ctx context.Context, tx *store.Tx) error {
		sent := h.Clock.Now().Add(-time.Hour)
		err := tx.Invitation.Create().SetUserID(u.ID).SetStatus(invitation.StatusSENT).SetTokenHash(hash).SetSendAt(sent).SetSentAt(sent).SetExpiresAt(sent.Add(48 * time.Hour)).Exec(ctx)
		if err != nil {
			return err
		}
		return tx.User.UpdateOneID(u.ID).SetStatus(user.StatusINVITED).Exec(ctx)
	})
	return token
}

// importInto is an import into an account, by a person, that was REJECTED for its one row and as a whole.
func (h *house) importInto(at *ent.Account, by *ent.User) *ent.UserImport {
	const faults = `[{"Path":["email"],"Code":"INVALID","Message":"this is no e-mail address"}]`
	var made *ent.UserImport
	h.Tx(func(ctx context.Context, tx *store.Tx) (err error) {
		now := h.Clock.Now()
		made, err = tx.UserImport.Create().SetAccountID(at.ID).SetCreatedByID(by.ID).SetStatus(userimport.StatusREJECTED).SetOnError(userimport.OnErrorREJECT_ALL).
			SetEncoding("UTF-8").SetTotal(1).SetProcessed(1).SetRejectedCount(1).SetFaults(faults).SetStartedAt(now).SetCompletedAt(now).Save(ctx)
		if err != nil {
			return err
		}
		return tx.UserImportRow.Create().SetImportID(made.ID).SetN(0).SetLine(2).SetFaults(faults).Exec(ctx)
	})
	return made
}

// workImports ends the imports that are under way, as the queue's workers would.
func (h *house) workImports(t *testing.T) {
	t.Helper()
	for _, id := range h.Store.Client().UserImport.Query().Where(userimport.CompletedAtIsNil()).IDsX(canopytest.Operator()) {
		for more := true; more; {
			var err error
			if more, err = h.WorkImport(t.Context(), id, true); err != nil {
				t.Fatal(err)
			}
		}
	}
}

package reseller_test

import (
	"context"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/invitation"
	"canopy/ent/user"
	"canopy/internal/mail"
	"canopy/internal/reseller"
	"canopy/internal/store"
	"canopy/internal/viewer"

	"entgo.io/ent/dialect"
)

func (h *house) invitationOf(u *ent.User) *ent.Invitation {
	return h.Store.Client().Invitation.Query().Where(invitation.UserID(u.ID)).OnlyX(everything())
}

// TestUpdateEmailOfInvited: who has not joined has the new address at once, and is invited there; the mail at the old one is worth nothing.
func TestUpdateEmailOfInvited(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := h.As(h.manager)
		added, err := h.AddUsers(ctx, adding(h.root, someones(4)...), nil)
		if err != nil {
			t.Fatal(err)
		}
		people := make([]*ent.User, 4)
		for i, key := range added.UserIDs {
			people[i] = h.user(t, key)
		}
		waiting, sent, failed, revoked := people[0], people[1], people[2], people[3]
		h.Tx(func(ctx context.Context, tx *store.Tx) error {
			of := func(u *ent.User) *ent.InvitationUpdate {
				return tx.Invitation.Update().Where(invitation.UserID(u.ID)).SetAttempts(1)
			}
			at := h.Clock.Now()
			for _, update := range []*ent.InvitationUpdate{
				of(sent).SetStatus(invitation.StatusSENT).SetTokenHash([]byte("x")).SetSentAt(at).SetExpiresAt(at.Add(time.Hour)),
				of(failed).SetStatus(invitation.StatusFAILED).SetFailure("no such address"),
				of(revoked).SetStatus(invitation.StatusREVOKED),
			} {
				if err := update.Exec(ctx); err != nil {
					return err
				}
			}
			return nil
		})
		h.Clock.Advance(3 * 24 * time.Hour) // one is over by now
		for i, u := range people {
			email := fmt.Sprintf("new%d@münchen.example", i)
			if _, err := h.UpdateUser(ctx, reseller.UpdateUserInput{UserID: userID(u), Email: set(email)}); err != nil {
				t.Fatal(err)
			}
			got := h.user(t, u.ID)
			if got.Email != email || got.EmailKey != fmt.Sprintf("new%d@xn--mnchen-3ya.example", i) || got.NewEmail != "" || !strings.HasSuffix(got.Search, " new"+fmt.Sprint(i)+"@munchen.example") {
				t.Errorf("stored %v", got)
			}
		}
		for _, u := range []*ent.User{waiting, sent, failed} {
			if i := h.invitationOf(u); i.Status != invitation.StatusQUEUED || i.Attempts != 0 || i.TokenHash != nil && len(*i.TokenHash) > 0 || i.Failure != "" {
				t.Errorf("the invitation is %v", i)
			}
		}
		if i := h.invitationOf(revoked); i.Status != invitation.StatusREVOKED {
			t.Errorf("an invitation that was called off is %v", i)
		}
		if n := h.eventsOf(t, "USER_INVITED DONE"); n != 2 { // one waits for its mail anyway
			t.Errorf("%d are invited anew", n)
		}
		if n := h.jobsQueued(t, "mail_email_changes"); n != 0 {
			t.Errorf("%d links to confirm are queued", n)
		}
	})
}

// TestUpdateEmail: the address of who has joined waits to be confirmed.
func TestUpdateEmail(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ada, ctx := h.withPassword(t, user.StatusACTIVE), h.As(h.manager)
		change := func(email string) *ent.User {
			t.Helper()
			if _, err := h.UpdateUser(ctx, reseller.UpdateUserInput{UserID: userID(ada), Email: set(email)}); err != nil {
				t.Fatal(err)
			}
			return h.user(t, ada.ID)
		}
		reset := h.mailed(t, ada)
		got := change("New@Example.org")
		if got.Email != ada.Email || got.EmailKey != ada.EmailKey || got.NewEmail != "New@example.org" || h.jobsQueued(t, "mail_email_changes") != 1 {
			t.Fatalf("stored %v", got)
		}
		wantChanges(t, h, ada, "unconfirmedEmail nothing -> New@example.org")
		if !h.signsIn(t, ada, password) {
			t.Error("the old address signs in no more")
		}
		if err := h.ResetPassword(context.Background(), reseller.ResetPasswordInput{Token: reset, Password: newPassword}); err != nil {
			t.Errorf("the old address sets no password: %v", err)
		}
		first := h.mailedChange(t, ada)
		t.Run("again", func(t *testing.T) {
			h.Clock.Advance(time.Hour)
			before := h.user(t, ada.ID)
			if got := change("new@example.org"); got.NewEmail != "new@example.org" { // written otherwise
				t.Errorf("stored %v", got)
			}
			got := change("new@example.org")
			if got.NewEmail != "new@example.org" || h.eventsOf(t, "USER_UPDATED") != 2 || !got.UpdatedAt.After(before.UpdatedAt) || h.jobsQueued(t, "mail_email_changes") < 2 {
				t.Errorf("stored %v, left %q, and %d jobs", got, h.log(t), h.jobsQueued(t, "mail_email_changes"))
			}
			wantFaults(t, h.ConfirmEmail(context.Background(), reseller.ConfirmEmailInput{Token: first}), "token INVALID")
		})
		t.Run("another", func(t *testing.T) {
			first := h.mailedChange(t, ada)
			if got := change("other@example.org"); got.NewEmail != "other@example.org" {
				t.Errorf("stored %v", got)
			}
			wantFaults(t, h.ConfirmEmail(context.Background(), reseller.ConfirmEmailInput{Token: first}), "token INVALID")
		})
		t.Run("written otherwise", func(t *testing.T) {
			if got := change(strings.ToUpper(ada.Email)); got.Email != "USER"+strings.TrimPrefix(ada.Email, "user") || got.EmailKey != ada.EmailKey || got.NewEmail != "" {
				t.Errorf("stored %v", got)
			}
		})
		t.Run("withdrawn", func(t *testing.T) {
			change("other@example.org")
			token := h.mailedChange(t, ada)
			if got := change(h.user(t, ada.ID).Email); got.NewEmail != "" {
				t.Errorf("stored %v", got)
			}
			wantChanges(t, h, ada, "unconfirmedEmail other@example.org -> nothing")
			wantFaults(t, h.ConfirmEmail(context.Background(), reseller.ConfirmEmailInput{Token: token}), "token INVALID")
		})
		t.Run("another mailbox of the same key", func(t *testing.T) { // no mail server takes one for the other
			strasse := h.User(h.root, viewer.Reader, func(c *ent.UserCreate) { c.SetEmail("strasse@example.org").SetEmailKey("strasse@example.org") })
			if _, err := h.UpdateUser(ctx, reseller.UpdateUserInput{UserID: userID(strasse), Email: set("straße@example.org")}); err != nil {
				t.Fatal(err)
			}
			if got := h.user(t, strasse.ID); got.Email != "strasse@example.org" || got.NewEmail != "straße@example.org" {
				t.Errorf("stored %v", got)
			}
			if err := h.ConfirmEmail(context.Background(), reseller.ConfirmEmailInput{Token: h.mailedChange(t, strasse)}); err != nil {
				t.Error(err)
			}
			if got := h.user(t, strasse.ID); got.Email != "straße@example.org" || got.EmailKey != "strasse@example.org" {
				t.Errorf("stored %v", got)
			}
		})
	})
}

// TestUpdateEmailByStatus: whoever joined once has to confirm, also while disabled; whoever never did has not.
func TestUpdateEmailByStatus(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := h.As(h.manager)
		byIdentity := h.User(h.root, viewer.Reader, disabled)
		h.Tx(func(ctx context.Context, tx *store.Tx) error {
			return tx.Identity.Create().SetUserID(byIdentity.ID).SetIssuer("https://id.example.com").SetSubject("7").SetCreatedAt(h.Clock.Now()).Exec(ctx)
		})
		for name, c := range map[string]struct {
			of    *ent.User
			waits bool
		}{
			"imported, without a password": {h.User(h.root, viewer.Reader), true},
			"disabled, with a password":    {h.withPassword(t, user.StatusDISABLED), true},
			"disabled, with an identity":   {byIdentity, true},
			"disabled, never joined":       {h.User(h.root, viewer.Reader, disabled), false},
			"invited":                      {h.User(h.root, viewer.Reader, func(c *ent.UserCreate) { c.SetStatus(user.StatusINVITED) }), false},
		} {
			t.Run(name, func(t *testing.T) {
				email := strings.ReplaceAll(strings.ReplaceAll(name, " ", ""), ",", ".") + "@example.org"
				if _, err := h.UpdateUser(ctx, reseller.UpdateUserInput{UserID: userID(c.of), Email: set(email)}); err != nil {
					t.Fatal(err)
				}
				if got := h.user(t, c.of.ID); (got.NewEmail == email) != c.waits || (got.Email == email) == c.waits {
					t.Errorf("stored %v", got)
				}
			})
		}
	})
}

// TestUpdateEmailIsBounded: nobody fills a mailbox, by whichever person.
func TestUpdateEmailIsBounded(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := h.As(h.manager)
		var people []*ent.User
		for range 3 {
			people = append(people, h.User(h.root, viewer.Reader))
		}
		update := func(i int, email string) error {
			_, err := h.UpdateUser(ctx, reseller.UpdateUserInput{UserID: userID(people[i%3]), Email: set(email)})
			return err
		}
		for i := range 10 {
			if err := update(i, "Target@example.org"); err != nil {
				t.Fatal(err)
			}
		}
		wantFaults(t, update(0, "target@example.org"), "email LIMIT_EXCEEDED")
		if err := update(0, "another@example.org"); err != nil {
			t.Error(err)
		}
		if err := update(1, people[1].Email); err != nil { // withdraws
			t.Error(err)
		}
		h.Clock.Advance(6 * time.Minute)
		if err := update(1, "target@example.org"); err != nil {
			t.Error(err)
		}
	})
}

// TestUpdateEmailAtOnce: of those who have not joined, one gets the address that several ask for at the same moment.
func TestUpdateEmailAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := h.As(h.manager)
		for round := range 3 {
			var people [4]*ent.User
			for i := range people {
				people[i] = h.User(h.root, viewer.Reader, func(c *ent.UserCreate) { c.SetStatus(user.StatusINVITED) })
			}
			var errs [5]error
			var added reseller.AddedUsers
			email := fmt.Sprintf("wanted%d@example.org", round)
			atOnce(len(errs), func(i int) {
				if i == len(people) {
					added, errs[i] = h.AddUsers(ctx, adding(h.root, someone(email)), nil)
					return
				}
				_, errs[i] = h.UpdateUser(ctx, reseller.UpdateUserInput{UserID: userID(people[i]), Email: set(email)})
			})
			got := added.Count
			for i, err := range errs {
				switch {
				case i == len(people) && err != nil:
					t.Error(err)
				case i == len(people):
				case err == nil:
					got++
				default:
					wantFaults(t, err, "email TAKEN")
				}
			}
			if got != 1 || h.Store.Client().User.Query().Where(user.EmailKey(email)).CountX(everything()) != 1 {
				t.Errorf("%d have the address", got)
			}
		}
	})
}

// TestUpdateEmailWhileInvited: a mail on its way to the old address is worth nothing once the person has another.
func TestUpdateEmailWhileInvited(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := h.As(h.manager)
		grace := h.invitedPeople(t, ctx, "grace", 1)[0]
		outbox := &mail.Outbox{}
		h.Mail = sending(func(sendCtx context.Context, m mail.Mail) error {
			h.Mail = outbox
			if _, err := h.UpdateUser(ctx, reseller.UpdateUserInput{UserID: userID(grace), Email: set("new@example.org")}); err != nil {
				t.Error(err)
			}
			return outbox.Send(sendCtx, m)
		})
		for more := true; more; {
			var err error
			if more, err = h.SendInvitations(context.Background()); err != nil {
				t.Fatal(err)
			}
		}
		mails := outbox.Mails() // newest first
		if len(mails) != 2 || mails[0].To.Email != "new@example.org" || mails[1].To.Email != "grace0@example.org" {
			t.Fatalf("mails %+v", mails)
		}
		for i, works := range []bool{true, false} {
			_, token, _ := strings.Cut(mails[i].Text, "token=")
			token, _, _ = strings.Cut(token, "\n")
			err := h.AcceptInvitation(context.Background(), reseller.AcceptInvitationInput{Token: token, Password: password})
			if (err == nil) != works {
				t.Errorf("the link to %s answers %v", mails[i].To.Email, err)
			}
		}
	})
}

// TestAcceptBesideANewAddress: whoever accepts while the person's address becomes another one, and waits for that, has followed a link that is void.
func TestAcceptBesideANewAddress(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		grace := h.invitedPeople(t, h.As(h.manager), "grace", 1)[0]
		outbox := &mail.Outbox{}
		h.Mail = outbox
		if _, err := h.SendInvitations(context.Background()); err != nil {
			t.Fatal(err)
		}
		_, token, _ := strings.Cut(outbox.Mails()[0].Text, "token=")
		token, _, _ = strings.Cut(token, "\n")
		written, release, ended := make(chan struct{}), make(chan struct{}), make(chan error, 1)
		go func() {
			ended <- h.Store.Tx(everything(), func(ctx context.Context, tx *store.Tx) error { // as writeEdits does
				if err := tx.User.UpdateOneID(grace.ID).SetEmail("new@example.org").SetEmailKey("new@example.org").Exec(ctx); err != nil {
					return err
				}
				err := tx.Invitation.Update().Where(invitation.UserID(grace.ID)).SetStatus(invitation.StatusQUEUED).ClearTokenHash().ClearExpiresAt().Exec(ctx)
				close(written)
				<-release
				return err
			})
		}()
		<-written
		accepted := make(chan error, 1)
		go func() {
			accepted <- h.AcceptInvitation(context.Background(), reseller.AcceptInvitationInput{Token: token, Password: password})
		}()
		for waiting := 0; waiting == 0; runtime.Gosched() {
			if h.Store.Dialect() == dialect.SQLite {
				waiting = int(h.Store.WriteDB().Stats().WaitCount)
				continue
			}
			err := h.Store.DB().QueryRow("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'transactionid'").Scan(&waiting)
			if err != nil {
				t.Fatal(err)
			}
		}
		close(release)
		if err := <-ended; err != nil {
			t.Fatal(err)
		}
		wantFaults(t, <-accepted, "token INVALID")
		if got := h.user(t, grace.ID); got.Status != user.StatusINVITED || got.PasswordHash != "" {
			t.Errorf("stored %v", got)
		}
	})
}

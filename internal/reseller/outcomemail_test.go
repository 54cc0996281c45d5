package reseller_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/provisioning"
	"canopy/ent/user"
	"canopy/internal/canopytest"
	"canopy/internal/mail"
	"canopy/internal/reseller"
	"canopy/internal/store"
	"canopy/internal/viewer"
)

// outcomes works off the queued mails of outcomes, as workers do, and answers them as "address: subject".
func (h *house) outcomes(t *testing.T) (mails []string) {
	t.Helper()
	h.Mail = sending(func(_ context.Context, m mail.Mail) error {
		mails = append(mails, m.To.Email+": "+m.Subject)
		return nil
	})
	for _, job := range queued[reseller.MailOutcome](t, h) {
		if err := h.SendOutcome(t.Context(), job); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := h.Store.WriteDB().Exec("DELETE FROM river_job WHERE kind = 'mail_outcome'"); err != nil {
		t.Fatal(err)
	}
	slices.Sort(mails)
	return mails
}

// queued are the jobs of a kind, oldest first.
func queued[J reseller.JobArgs](t *testing.T, h *house) (jobs []J) {
	t.Helper()
	var kind J
	rows, err := h.Store.DB().Query("SELECT CAST(args AS text) FROM river_job WHERE kind = $1 ORDER BY id", kind.Kind())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	for rows.Next() {
		var text string
		var job J
		if err := errors.Join(rows.Scan(&text), json.Unmarshal([]byte(text), &job)); err != nil {
			t.Fatal(err)
		}
		jobs = append(jobs, job)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return jobs
}

// approved is a PENDING account named so, by the user, with the contact.
func (h *house) approved(t *testing.T, by context.Context, contact *ent.User, name string) *ent.Account {
	t.Helper()
	r, err := h.CreateCustomer(by, form(h.root, contact, named(name)))
	if err != nil {
		t.Fatal(err)
	}
	done, err := h.ApproveReview(by, reseller.ApproveReviewInput{ReviewID: reviewID(r), ReviewVersion: 1, AcknowledgeDuplicate: true})
	if err != nil {
		t.Fatal(err)
	}
	return h.account(t, done.AccountID)
}

func speaks(tag string) func(*ent.UserCreate) {
	return func(c *ent.UserCreate) { c.SetLanguage(tag) }
}

func is(s user.Status) func(*ent.UserCreate) {
	return func(c *ent.UserCreate) { c.SetStatus(s) }
}

// TestOutcomeMails: the notification contact, whoever registered the account and whoever approved it hear of each outcome once, in their own language; nobody else does.
func TestOutcomeMails(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		contact := h.User(h.root, viewer.Reader, speaks("de"))
		wantMails := func(what string, want ...string) {
			t.Helper()
			slices.Sort(want)
			if got := h.outcomes(t); !slices.Equal(got, want) {
				t.Errorf("%s: mailed\n%q, want\n%q", what, got, want)
			}
		}
		a := h.approved(t, h.As(h.manager), contact, "Spree Logistik GmbH")
		wantMails("PENDING")
		h.Clock.Advance(h.PromisedWithin + time.Microsecond)
		for range 2 {
			if err := h.TellOverdue(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
		wantMails("overdue", h.manager.Email+": Spree Logistik GmbH still waits for its account number", contact.Email+": Spree Logistik GmbH wartet noch auf die Kontonummer")
		for range 2 {
			if err := h.reject(a, provisioning.FailureCodeREJECTED, "Blacklisted.", true); err != nil {
				t.Fatal(err)
			}
		}
		wantMails("FAILED", h.manager.Email+": Spree Logistik GmbH could not get an account number", contact.Email+": Spree Logistik GmbH hat keine Kontonummer bekommen")
		if err := h.retry(h.As(h.manager), a); err != nil {
			t.Fatal(err)
		}
		wantMails("tried again")
		for range 2 {
			if err := h.complete(a, "NL-7"); err != nil {
				t.Fatal(err)
			}
		}
		wantMails("ACTIVE", h.manager.Email+": Spree Logistik GmbH is active: NL-7", contact.Email+": Spree Logistik GmbH ist aktiv: NL-7")

		one := h.approved(t, h.As(h.manager), h.manager, "Havel Logistik GmbH")
		if err := h.complete(one, "NL-8"); err != nil {
			t.Fatal(err)
		}
		wantMails("one person", h.manager.Email+": Havel Logistik GmbH is active: NL-8")

		clerk := h.User(h.root, viewer.AccountManager)
		review := h.opened(t, clerk, form(h.root, contact, named("Dahme Logistik GmbH")))
		decided, err := h.ApproveReview(h.As(h.manager), reseller.ApproveReviewInput{ReviewID: reviewID(review.ID), ReviewVersion: 1, AcknowledgeDuplicate: true})
		if err != nil {
			t.Fatal(err)
		}
		if err := h.complete(h.account(t, decided.AccountID), "NL-10"); err != nil {
			t.Fatal(err)
		}
		wantMails("approved by another", clerk.Email+": Dahme Logistik GmbH is active: NL-10", h.manager.Email+": Dahme Logistik GmbH is active: NL-10",
			contact.Email+": Dahme Logistik GmbH ist aktiv: NL-10")

		byKey, err := h.CreateAPIKey(canopytest.Operator(), reseller.CreateAPIKeyInput{AccountID: ptr(id(h.root)), Name: "K", Role: viewer.Admin, Scope: "SUBTREE"})
		if err != nil {
			t.Fatal(err)
		}
		key, err := h.Store.ViewerWithout(t.Context(), 0, byKey.KeyID, h.Clock.Now())
		if err != nil {
			t.Fatal(err)
		}
		keyed := h.approved(t, viewer.NewContext(t.Context(), key), h.User(h.root, viewer.Reader, is(user.StatusINVITED)), "Oder Logistik GmbH")
		if err := h.complete(keyed, "NL-9"); err != nil {
			t.Fatal(err)
		}
		wantMails("an API key, and somebody who has not joined")
	})
}

// TestOutcomeMailsOfWhatIsOver: a mail that waited tells nothing that is no longer so, and reaches nobody who is disabled, erased, or has nothing to do
// with the account any more.
func TestOutcomeMailsOfWhatIsOver(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		operator := canopytest.Operator()
		contact := h.User(h.root, viewer.Reader)
		clerk := h.User(h.root, viewer.AccountManager)
		fresh := func(name string) *ent.Account {
			t.Helper()
			h.outcomes(t)
			return h.approved(t, h.As(clerk), contact, name)
		}
		want := func(what string, want ...string) {
			t.Helper()
			if got := h.outcomes(t); !slices.Equal(got, want) {
				t.Errorf("%s: mailed %q, want %q", what, got, want)
			}
		}
		a := fresh("A GmbH")
		if err := h.reject(a, provisioning.FailureCodeINTERNAL, "Broken.", true); err != nil {
			t.Fatal(err)
		}
		if err := h.retry(operator, a); err != nil {
			t.Fatal(err)
		}
		want("failed, and tried again")

		h.Clock.Advance(h.PromisedWithin + time.Microsecond)
		if err := h.TellOverdue(t.Context()); err != nil {
			t.Fatal(err)
		}
		if err := h.cancel(operator, a); err != nil {
			t.Fatal(err)
		}
		want("overdue, and called off")

		ended := fresh("E GmbH")
		if err := h.complete(ended, "E-1"); err != nil {
			t.Fatal(err)
		}
		if _, err := h.CloseAccount(operator, reseller.CloseAccountInput{AccountID: id(ended)}); err != nil {
			t.Fatal(err)
		}
		want("active, and closed")
		paused := fresh("P GmbH")
		if err := h.complete(paused, "P-1"); err != nil {
			t.Fatal(err)
		}
		if err := h.suspend(operator, paused); err != nil {
			t.Fatal(err)
		}
		want("active, and suspended")

		b := fresh("B GmbH")
		if err := h.complete(b, "B-1"); err != nil {
			t.Fatal(err)
		}
		if _, err := h.UpdateAccount(operator, reseller.UpdateAccountInput{AccountID: id(b), NotificationContactID: set(userID(h.manager))}); err != nil {
			t.Fatal(err)
		}
		h.Tx(func(ctx context.Context, tx *store.Tx) error { // the roles of both are taken
			_, err := tx.SQL.ExecContext(ctx, "DELETE FROM grants WHERE user_id IN ($1, $2)", contact.ID, clerk.ID)
			return err
		})
		want("who no longer sees it")
		h.Grant(clerk, h.root, viewer.AccountManager, "SUBTREE")

		c := fresh("C GmbH")
		if err := h.complete(c, "C-1"); err != nil {
			t.Fatal(err)
		}
		if _, err := h.DisableUsers(operator, disabling(clerk)); err != nil {
			t.Fatal(err)
		}
		if n := h.jobsQueued(t, "mail_outcome"); n != 2 {
			t.Errorf("%d mails wait", n)
		}
		if err := h.EraseUser(operator, reseller.EraseUserInput{UserID: userID(contact)}); err != nil {
			t.Fatal(err)
		}
		if jobs := queued[reseller.MailOutcome](t, h); len(jobs) != 1 || jobs[0].UserID != clerk.ID {
			t.Errorf("of the one who is erased %+v wait", jobs)
		}
		want("disabled and erased")
	})
}

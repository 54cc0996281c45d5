package reseller_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/invitation"
	"canopy/ent/user"
	"canopy/internal/mail"
	"canopy/internal/reseller"
	"canopy/internal/store"
	"canopy/internal/viewer"
)

// post sends what is due, as the function answers, and tells how many mails were tried.
func (h *house) post(t *testing.T, send func(m mail.Mail) error) (tries int) {
	t.Helper()
	var mu sync.Mutex
	h.Mail = sending(func(_ context.Context, m mail.Mail) error {
		mu.Lock()
		defer mu.Unlock()
		tries++
		return send(m)
	})
	for more := true; more; {
		var err error
		if more, err = h.SendInvitations(context.Background()); err != nil {
			t.Fatal(err)
		}
	}
	return tries
}

var errDown = errors.New("dial tcp 10.1.2.3:587: connection refused")

// TestSendInvitationsAgain: while the server is down a mail is tried for a day, further and further apart; then it has failed, until
// somebody resends it. What users read about it names no host.
func TestSendInvitationsAgain(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		admin, grace := h.User(h.root, viewer.Admin), h.invited(t, "grace@example.org")[0]
		down := func(mail.Mail) error { return errDown }
		var begun = h.Clock.Now()
		var after []time.Duration
		for {
			if n := h.post(t, down); n != 1 {
				t.Fatalf("%d tries after %s", n, h.Clock.Now().Sub(begun))
			}
			after = append(after, h.Clock.Now().Sub(begun))
			i := h.invitation(t, grace)
			if i.Failure != "The mail server cannot be reached, or takes no mail." || i.SentAt != nil || i.Attempts != len(after) {
				t.Fatalf("stored %+v", i)
			}
			if i.Status != invitation.StatusQUEUED {
				break
			}
			h.Clock.Advance(i.SendAt.Sub(h.Clock.Now()) - time.Microsecond)
			if n := h.post(t, down); n != 0 {
				t.Fatalf("tried before its time, at %s", h.Clock.Now())
			}
			h.Clock.Advance(time.Microsecond)
		}
		want := "[0s 1m0s 6m0s 21m0s 1h21m0s 4h21m0s 12h21m0s 24h21m0s]"
		if got := fmt.Sprint(after); got != want {
			t.Errorf("tried after %s, want %s", got, want)
		}
		h.wantInvitation(t, grace, user.StatusINVITED, invitation.StatusFAILED)
		h.Clock.Advance(24 * time.Hour)
		if n := h.post(t, down); n != 0 {
			t.Error("what has failed is tried again")
		}
		if _, err := h.ResendInvitations(h.As(admin), resending(grace)); err != nil {
			t.Fatal(err)
		}
		if i := h.invitation(t, grace); i.Attempts != 0 || i.Failure != "" {
			t.Errorf("queued again as %+v", i)
		}
		if err := h.accept(h.sent(t), newPassword); err != nil {
			t.Error(err)
		}
	})
}

// TestSendInvitationsAfterFailures: a mail that gets through after all leaves no failure, and its link is the one that works.
func TestSendInvitationsAfterFailures(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		grace := h.invited(t, "grace@example.org")[0]
		var lost string // the mail came, and its answer did not
		h.post(t, func(m mail.Mail) error { lost = invitationToken(t, m); return errDown })
		if email, err := h.Invited(context.Background(), lost); err != nil || email != grace.Email {
			t.Errorf("the link of a mail that may have come is %q, %v", email, err)
		}
		h.Clock.Advance(time.Minute)
		token := h.sent(t)
		if i := h.invitation(t, grace); i.Status != invitation.StatusSENT || i.Failure != "" || i.Attempts != 2 {
			t.Errorf("stored %+v", i)
		}
		wantFaults(t, h.accept(lost, newPassword), "token INVALID")
		if err := h.accept(token, newPassword); err != nil {
			t.Error(err)
		}
	})
}

// TestSendInvitationsRefused: what is refused for good has failed at once, what is put off is tried again, and both let others through. An
// unreachable server is asked for no more than what is under way.
func TestSendInvitationsRefused(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var log bytes.Buffer
		h.Logger = slog.New(slog.NewTextHandler(&log, nil))
		answers := map[string]error{
			"nobody":  &mail.Answer{Code: 550, Status: "5.1.1"},
			"closed":  &mail.Answer{Code: 550, Status: "5.2.1"},
			"policy":  &mail.Answer{Code: 554, Status: "5.7.1"},
			"plain":   &mail.Answer{Code: 553},
			"odd":     &mail.Answer{Code: 550, Status: "5.6.0"},
			"refused": mail.ErrRefused,
			"full":    &mail.Answer{Code: 452, Status: "4.2.2"},
			"grey":    &mail.Answer{Code: 451},
		}
		want := map[string]string{
			"nobody":  "FAILED The mail server refuses this mail for good (550 5.1.1): there is no such address.",
			"closed":  "FAILED The mail server refuses this mail for good (550 5.2.1): the mailbox takes no mail.",
			"policy":  "FAILED The mail server refuses this mail for good (554 5.7.1): its rules forbid it.",
			"plain":   "FAILED The mail server refuses this mail for good (553).",
			"odd":     "FAILED The mail server refuses this mail for good (550 5.6.0).",
			"refused": "FAILED The mail server refuses this mail for good.",
			"full":    "QUEUED The mail server puts this mail off (452 4.2.2): the mailbox is full.",
			"grey":    "QUEUED The mail server puts this mail off (451).",
			"good":    "SENT ",
		}
		var emails []string
		for name := range want {
			emails = append(emails, name+"@example.org")
		}
		people := h.invited(t, emails...)
		tries := h.post(t, func(m mail.Mail) error {
			name, _, _ := strings.Cut(m.To.Email, "@")
			return answers[name]
		})
		if tries != len(want) {
			t.Errorf("%d tries", tries)
		}
		for _, u := range people {
			name, _, _ := strings.Cut(u.Email, "@")
			i := h.invitation(t, u)
			if got := string(i.Status) + " " + i.Failure; got != want[name] {
				t.Errorf("%s: %s, want %s", name, got, want[name])
			}
			if i.Status == invitation.StatusQUEUED && !i.SendAt.Equal(h.Clock.Now().Add(time.Minute)) {
				t.Errorf("%s is tried again at %s", name, i.SendAt)
			}
		}
		if strings.Contains(log.String(), "@") || strings.Contains(log.String(), "token") {
			t.Errorf("the log tells too much:\n%s", log.String())
		}

		var crowd []string
		for n := range 20 {
			crowd = append(crowd, fmt.Sprintf("crowd%d@example.org", n))
		}
		h.invited(t, crowd...)
		if tries := h.post(t, func(mail.Mail) error { return errDown }); tries != 4 {
			t.Errorf("a server that is down is asked %d times", tries)
		}
		if mails := h.sendAll(t); len(mails) != 16 { // those that nobody tried wait for nothing
			t.Errorf("%d mails go out as soon as it is up", len(mails))
		}
	})
}

// TestSendInvitationsForAWhile: a call whose time is over leaves the rest to the next one.
func TestSendInvitationsForAWhile(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		const crowd = 30
		var emails []string
		for n := range crowd {
			emails = append(emails, fmt.Sprintf("crowd%d@example.org", n))
		}
		h.invited(t, emails...)
		var tries atomic.Int32
		h.Mail = sending(func(context.Context, mail.Mail) error {
			if tries.Add(1) == 5 {
				h.Clock.Advance(5 * time.Second)
			}
			return nil
		})
		more, err := h.SendInvitations(context.Background())
		if n := tries.Load(); !more || err != nil || n < 5 || n > 8 { // four are under way at a time
			t.Fatalf("%d mails, more: %t, %v", n, more, err)
		}
		if n := len(h.sendAll(t)) + int(tries.Load()); n != crowd {
			t.Errorf("%d mails", n)
		}
		stopped, stop := context.WithCancel(context.Background())
		stop()
		h.invited(t, "late@example.org")
		if more, err := h.SendInvitations(stopped); !more || err != nil {
			t.Errorf("a job that is stopped leaves nothing, it says: %v", err)
		}
		h.sent(t)
	})
}

// TestSendInvitationsDies: what a process had claimed when it died comes back by itself, with a new link, and not for ever.
func TestSendInvitationsDies(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		grace := h.invited(t, "grace@example.org")[0]
		var tokens []string
		die := sending(func(_ context.Context, m mail.Mail) error {
			tokens = append(tokens, invitationToken(t, m))
			runtime.Goexit() // what claimed it ends here, and settles nothing
			return nil
		})
		h.Mail = die
		if _, err := h.SendInvitations(context.Background()); err != nil || len(tokens) != 1 {
			t.Fatalf("%d mails, %v", len(tokens), err)
		}
		h.Clock.Advance(2*time.Minute - time.Microsecond)
		if n := h.post(t, func(mail.Mail) error { return nil }); n != 0 {
			t.Error("a claim is taken while it may be under way")
		}
		h.Clock.Advance(time.Microsecond)
		token := h.sent(t)
		wantFaults(t, h.accept(tokens[0], newPassword), "token INVALID")
		if err := h.accept(token, newPassword); err != nil {
			t.Error(err)
		}
		h.wantInvitation(t, grace, user.StatusACTIVE, invitation.StatusACCEPTED)

		poison := h.invited(t, "poison@example.org")[0]
		tokens, h.Mail = nil, die
		for range 10 {
			if _, err := h.SendInvitations(context.Background()); err != nil {
				t.Fatal(err)
			}
			h.Clock.Advance(2 * time.Minute)
		}
		if i := h.invitation(t, poison); len(tokens) != 8 || i.Status != invitation.StatusFAILED || !strings.Contains(i.Failure, "on our side") {
			t.Errorf("after %d deaths it is %+v", len(tokens), i)
		}
	})
}

// TestSendInvitationsMeanwhile: whoever calls off, disables, resends or joins while a mail is under way has the last word.
func TestSendInvitationsMeanwhile(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		admin := h.User(h.root, viewer.Admin)
		for name, c := range map[string]struct {
			meanwhile func(u *ent.User) error
			status    user.Status
			want      invitation.Status
			mails     int
		}{
			"revoked":  {func(u *ent.User) error { return second(h.RevokeInvitations(h.As(admin), callingOff(u))) }, user.StatusINVITED, invitation.StatusREVOKED, 1},
			"disabled": {func(u *ent.User) error { return second(h.DisableUsers(h.As(admin), disabling(u))) }, user.StatusDISABLED, invitation.StatusREVOKED, 1},
			"joined": {func(u *ent.User) error {
				return second(h.SignInByIdentity(context.Background(), at(u.Email, u.Email)))
			}, user.StatusACTIVE, invitation.StatusACCEPTED, 1},
			"resent": {func(u *ent.User) error {
				_, err := h.ResendInvitations(h.As(admin), resending(u))
				wantFaults(t, err, "userIds.0 LIMIT_EXCEEDED") // a mail is under way
				h.Clock.Advance(time.Minute)
				return second(h.ResendInvitations(h.As(admin), resending(u)))
			}, user.StatusINVITED, invitation.StatusSENT, 2},
		} {
			u := h.invited(t, name+"@example.org")[0]
			var tokens []string
			tries := h.post(t, func(m mail.Mail) error {
				if tokens = append(tokens, invitationToken(t, m)); len(tokens) > 1 {
					return nil
				}
				return c.meanwhile(u)
			})
			if tries != c.mails {
				t.Errorf("%s: %d mails", name, tries)
			}
			h.wantInvitation(t, u, c.status, c.want)
			if i := h.invitation(t, u); i.SentAt == nil || !i.SentAt.Equal(h.Clock.Now()) {
				t.Errorf("%s: they had a mail, and it is not noted: %+v", name, i)
			}
			wantFaults(t, h.accept(tokens[0], newPassword), "token INVALID")
		}

		u := h.invited(t, "flooded@example.org")[0] // by calling off and resending in turn
		h.post(t, func(mail.Mail) error { return second(h.RevokeInvitations(h.As(admin), callingOff(u))) })
		_, err := h.ResendInvitations(h.As(admin), resending(u))
		wantFaults(t, err, "userIds.0 LIMIT_EXCEEDED")
	})
}

// TestSendInvitationsToInvitedAlone: who has joined or been disabled past the rules gets no mail.
func TestSendInvitationsToInvitedAlone(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		people := h.invited(t, "active@example.org", "disabled@example.org", "invited@example.org")
		h.Tx(func(ctx context.Context, tx *store.Tx) error {
			return errors.Join(tx.User.UpdateOneID(people[0].ID).SetStatus(user.StatusACTIVE).Exec(ctx), tx.User.UpdateOneID(people[1].ID).SetStatus(user.StatusDISABLED).Exec(ctx))
		})
		h.sent(t)
		h.wantInvitation(t, people[0], user.StatusACTIVE, invitation.StatusACCEPTED)
		h.wantInvitation(t, people[1], user.StatusDISABLED, invitation.StatusREVOKED)
		h.wantInvitation(t, people[2], user.StatusINVITED, invitation.StatusSENT)
	})
}

// TestSendInvitationsTogether: several processes share the queue, and each person gets one mail.
func TestSendInvitationsTogether(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		const crowd, processes = 150, 3
		var emails []string
		for n := range crowd {
			emails = append(emails, fmt.Sprintf("crowd%d@example.org", n))
		}
		people := h.invited(t, emails...)
		var mu sync.Mutex
		got := map[string]int{}
		count := sending(func(_ context.Context, m mail.Mail) error {
			mu.Lock()
			defer mu.Unlock()
			got[m.To.Email]++
			return nil
		})
		atOnce(processes, func(int) {
			config := h.Config
			config.Store, config.Mail = h.Open(), count
			rules, err := reseller.New(config)
			if err != nil {
				t.Error(err)
				return
			}
			for more := true; more; {
				if more, err = rules.SendInvitations(context.Background()); err != nil {
					t.Error(err)
				}
			}
		})
		for _, u := range people {
			if got[u.Email] != 1 {
				t.Errorf("%s got %d mails", u.Email, got[u.Email])
			}
		}
		if n := h.Store.Client().Invitation.Query().Where(invitation.StatusEQ(invitation.StatusSENT)).CountX(everything()); n != crowd || len(got) != crowd {
			t.Errorf("%d are sent to %d people", n, len(got))
		}
	})
}

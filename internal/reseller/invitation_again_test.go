package reseller_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/invitation"
	"canopy/ent/user"
	"canopy/internal/problem"
	"canopy/internal/reseller"
	"canopy/internal/store"
	"canopy/internal/viewer"
)

func TestResendInvitations(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		admin := h.User(h.root, viewer.Admin)
		resend := func(people ...*ent.User) ([]int64, error) {
			return h.ResendInvitations(h.As(admin), resending(people...))
		}
		grace := h.invited(t, "grace@example.org")[0]
		queued := h.invitation(t, grace)
		h.Clock.Advance(time.Second)
		if changed, err := resend(grace); err != nil || !slices.Equal(changed, []int64{grace.ID}) || h.invitation(t, grace).SendAt != queued.SendAt || len(h.log(t)) != 1 {
			t.Errorf("whose mail waits is answered %v, %v; %+v", changed, err, h.invitation(t, grace))
		}
		old := h.sent(t)
		h.Clock.Advance(time.Minute - time.Microsecond)
		_, err := resend(grace)
		wantFaults(t, err, "userIds.0 LIMIT_EXCEEDED")
		if !strings.Contains(err.Error(), "try again from 2026-03-02T09:31:01Z on") {
			t.Errorf("it says %v", err)
		}
		h.Clock.Advance(time.Microsecond)
		never := h.person(user.StatusINVITED) // and never had an invitation
		before, jobs := len(h.log(t)), h.jobsQueued(t, "send_invitations")
		if changed, err := resend(never, grace); err != nil || !slices.Equal(changed, []int64{never.ID, grace.ID}) {
			t.Fatalf("answered %v, %v", changed, err)
		}
		want := []string{"USER_INVITED DONE " + userID(never).String(), "USER_INVITED DONE " + userID(grace).String()}
		if log := h.log(t)[before:]; !slices.Equal(log, want) || h.lastEvent(t).Changes != `[{"field":"invitation","before":"SENT","after":"QUEUED"}]` ||
			*h.lastEvent(t).ActorID != admin.ID || *h.lastEvent(t).AccountID != h.root.ID {
			t.Errorf("left %q and %v", log, h.lastEvent(t))
		}
		if n := h.jobsQueued(t, "send_invitations"); n != jobs+1 {
			t.Errorf("%d jobs more", n-jobs)
		}
		wantFaults(t, h.accept(old, newPassword), "token INVALID") // void before the next one is sent
		mails := h.sendAll(t)
		if len(mails) != 2 {
			t.Fatalf("%d mails", len(mails))
		}
		for _, m := range mails {
			if err := h.accept(invitationToken(t, m.Mail), newPassword); err != nil {
				t.Error(err)
			}
		}
		h.wantInvitation(t, grace, user.StatusACTIVE, invitation.StatusACCEPTED)
		h.wantInvitation(t, never, user.StatusACTIVE, invitation.StatusACCEPTED)
		_, err = resend(grace)
		wantFaults(t, err, "userIds.0 NOT_ACTIVE")
	})
}

// TestResendInvitationsInMeasure: ten mails in a row, then one in six minutes, so that nobody's mailbox is flooded.
func TestResendInvitationsInMeasure(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		admin, grace := h.User(h.root, viewer.Admin), h.invited(t, "grace@example.org")[0]
		h.sent(t)
		for range 10 {
			h.Clock.Advance(time.Minute)
			if _, err := h.ResendInvitations(h.As(admin), resending(grace)); err != nil {
				t.Fatal(err)
			}
			h.sent(t)
		}
		h.Clock.Advance(time.Minute)
		_, err := h.ResendInvitations(h.As(admin), resending(grace))
		for range 2 {
			if err == nil {
				h.sent(t)
				h.Clock.Advance(time.Minute)
				_, err = h.ResendInvitations(h.As(admin), resending(grace))
			}
		}
		wantFaults(t, err, "userIds.0 LIMIT_EXCEEDED")
		h.Clock.Advance(6 * time.Minute)
		if _, err := h.ResendInvitations(h.As(admin), resending(grace)); err != nil {
			t.Error(err)
		}
	})
}

// TestResendInvitationsAllOrNobody tells all that is wrong at once, in the order of the list.
func TestResendInvitationsAllOrNobody(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		mid := h.Account(h.root)
		asking, above := h.User(h.root, viewer.UserManager), h.User(h.root, viewer.AccountManager, func(u *ent.UserCreate) { u.SetStatus(user.StatusINVITED) })
		expired, just := h.invited(t, "expired@example.org")[0], h.User(mid, "", func(u *ent.UserCreate) { u.SetStatus(user.StatusINVITED) })
		h.sent(t)
		h.Clock.Advance(72 * time.Hour)
		if _, err := h.ResendInvitations(h.As(asking), resending(just)); err != nil {
			t.Fatal(err)
		}
		h.sent(t)
		active, out := h.User(mid, ""), h.User(mid, "", disabled)
		before := len(h.log(t))
		people := []*ent.User{expired, just, active, out, expired, h.User(h.Account(nil), "")}
		people = append([]*ent.User{people[5], out}, people...)
		_, err := h.ResendInvitations(h.As(asking), resending(people...))
		wantInOrder(t, err, "userIds.0 NOT_FOUND", "userIds.1 NOT_ACTIVE", "userIds.3 LIMIT_EXCEEDED", "userIds.4 NOT_ACTIVE", "userIds.5 DUPLICATE_IN_REQUEST",
			"userIds.6 DUPLICATE_IN_REQUEST", "userIds.7 DUPLICATE_IN_REQUEST")
		_, err = h.RevokeInvitations(h.As(asking), callingOff(people...))
		wantInOrder(t, err, "userIds.0 NOT_FOUND", "userIds.1 NOT_ACTIVE", "userIds.4 NOT_ACTIVE", "userIds.5 DUPLICATE_IN_REQUEST", "userIds.6 DUPLICATE_IN_REQUEST",
			"userIds.7 DUPLICATE_IN_REQUEST")
		people = people[2:]
		_, err = h.ResendInvitations(h.As(asking), resending(people[:4]...))
		wantInOrder(t, err, "userIds.1 LIMIT_EXCEEDED", "userIds.2 NOT_ACTIVE", "userIds.3 NOT_ACTIVE")
		_, err = h.RevokeInvitations(h.As(asking), callingOff(people[:4]...))
		wantFaults(t, err, "userIds.2 NOT_ACTIVE", "userIds.3 NOT_ACTIVE")
		if len(h.log(t)) != before {
			t.Errorf("left %q", h.log(t)[before:])
		}
		for action, err := range map[string]error{
			"USER_INVITED":       second(h.ResendInvitations(h.As(asking), resending(expired, above, active))),
			"INVITATION_REVOKED": second(h.RevokeInvitations(h.As(asking), callingOff(expired, above, active))),
		} {
			wantFaults(t, err, "userIds.1 FORBIDDEN") // who holds more than whoever asks, and nothing else is told
			if log := h.log(t); !slices.Contains(log[before:], action+" REFUSED "+id(h.root).String()) {
				t.Errorf("the refusal left %q", log[before:])
			}
		}
		reader := h.User(h.root, viewer.Reader)
		_, err = h.ResendInvitations(h.As(reader), resending(expired))
		wantFaults(t, err, "userIds.0 FORBIDDEN")
		_, err = h.ResendInvitations(h.As(asking), reseller.ResendInvitationsInput{})
		wantFaults(t, err, "userIds REQUIRED")
		if _, err := h.ResendInvitations(context.Background(), resending(expired)); problem.CodeOf(err) != problem.Unauthenticated {
			t.Errorf("nobody resends: %v", err)
		}
		h.wantInvitation(t, expired, user.StatusINVITED, invitation.StatusSENT)
	})
}

func TestRevokeInvitations(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		admin := h.User(h.root, viewer.Admin)
		people := h.invited(t, "queued@example.org", "sent@example.org")
		queued, sent, never := people[0], people[1], h.person(user.StatusINVITED)
		h.Tx(func(ctx context.Context, tx *store.Tx) error { // by a mail server that is down for one of them
			return tx.Invitation.Update().Where(invitation.UserID(queued.ID)).SetAttempts(1).SetSendAt(h.Clock.Now().Add(time.Hour)).SetFailure("down").Exec(ctx)
		})
		token := h.sent(t)
		before := len(h.log(t))
		for range 2 { // the second changes nothing
			changed, err := h.RevokeInvitations(h.As(admin), callingOff(sent, never, queued))
			if err != nil || !slices.Equal(changed, []int64{sent.ID, never.ID, queued.ID}) {
				t.Fatalf("answered %v, %v", changed, err)
			}
		}
		want := []string{"INVITATION_REVOKED DONE " + userID(sent).String(), "INVITATION_REVOKED DONE " + userID(queued).String()}
		if log := h.log(t)[before:]; !slices.Equal(log, want) || h.lastEvent(t).Changes != `[{"field":"invitation","before":"QUEUED","after":"REVOKED"}]` {
			t.Errorf("left %q and %v", log, h.lastEvent(t))
		}
		h.wantInvitation(t, sent, user.StatusINVITED, invitation.StatusREVOKED)
		h.wantInvitation(t, queued, user.StatusINVITED, invitation.StatusREVOKED)
		wantFaults(t, h.accept(token, newPassword), "token INVALID")
		h.Clock.Advance(time.Hour)
		if mails := h.sendAll(t); len(mails) != 0 {
			t.Errorf("%d mails go out", len(mails))
		}
	})
}

package reseller_test

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/event"
	"canopy/ent/invitation"
	"canopy/ent/user"
	"canopy/internal/mail"
	"canopy/internal/reseller"
	"canopy/internal/secret"
	"canopy/internal/viewer"
)

// invited adds people to the reseller, of the addresses. Their invitations are queued.
func (h *house) invited(t *testing.T, emails ...string) (people []*ent.User) {
	t.Helper()
	in := adding(h.root)
	for _, email := range emails {
		in.Users = append(in.Users, someone(email))
	}
	added, err := h.AddUsers(h.As(h.manager), in, nil)
	if err != nil || len(added.UserIDs) != len(emails) {
		t.Fatalf("%+v, %v", added, err)
	}
	for _, key := range added.UserIDs {
		people = append(people, h.user(t, key))
	}
	return people
}

// sendAll sends invitations as the job does, and answers the mails, oldest first. The house's sender is an Outbox from then on.
func (h *house) sendAll(t *testing.T) []mail.Kept {
	t.Helper()
	outbox := &mail.Outbox{}
	h.Mail = outbox
	if more, err := h.SendInvitations(context.Background()); more || err != nil {
		t.Fatalf("more: %t, %v", more, err)
	}
	mails := outbox.Mails()
	slices.Reverse(mails)
	return mails
}

// sent is the token of the one mail that goes out.
func (h *house) sent(t *testing.T) string {
	t.Helper()
	mails := h.sendAll(t)
	if len(mails) != 1 {
		t.Fatalf("%d mails", len(mails))
	}
	return invitationToken(t, mails[0].Mail)
}

func invitationToken(t *testing.T, m mail.Mail) string {
	t.Helper()
	_, token, ok := strings.Cut(m.Text, "\nhttp://localhost:8080/join?token=")
	if !ok {
		t.Fatalf("there is no link in\n%s", m.Text)
	}
	token, _, _ = strings.Cut(token, "\n")
	return token
}

func (h *house) invitation(t *testing.T, u *ent.User) *ent.Invitation {
	t.Helper()
	i, err := h.Store.Client().Invitation.Query().Where(invitation.UserID(u.ID)).Only(everything())
	if err != nil {
		t.Fatal(err)
	}
	return i
}

func hasLink(i *ent.Invitation) bool { return i.TokenHash != nil && len(*i.TokenHash) > 0 }

// wantInvitation compares a person's status, and that of their invitation, which has a link as long as it is open.
func (h *house) wantInvitation(t *testing.T, u *ent.User, status user.Status, want invitation.Status) {
	t.Helper()
	i := h.invitation(t, u)
	if got := h.statusOf(t, u); got != status || i.Status != want {
		t.Errorf("%s is %s, the invitation %s, want %s and %s", u.Email, got, i.Status, status, want)
	}
	closed := want == invitation.StatusACCEPTED || want == invitation.StatusREVOKED
	if closed && (hasLink(i) || i.ExpiresAt != nil || i.Failure != "") {
		t.Errorf("what ended keeps %+v", i)
	}
}

func (h *house) accept(token, password string) error {
	return h.AcceptInvitation(fromHost("192.0.2.1"), reseller.AcceptInvitationInput{Token: token, Password: password})
}

func resending(people ...*ent.User) reseller.ResendInvitationsInput {
	return reseller.ResendInvitationsInput(disabling(people...))
}

func callingOff(people ...*ent.User) reseller.RevokeInvitationsInput {
	return reseller.RevokeInvitationsInput(disabling(people...))
}

// TestInvitation: who is added gets a mail in their language, whose link lets them join once.
func TestInvitation(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		in := adding(h.root, someone("grace@example.org"), someone("jürgen@münchen.example"))
		in.Users[1].GivenName, in.Users[1].FamilyName, in.Users[1].Language = "Jürgen", "Groß", ptr("de-AT")
		added, err := h.AddUsers(h.As(h.manager), in, nil)
		if err != nil {
			t.Fatal(err)
		}
		grace, jürgen := h.user(t, added.UserIDs[0]), h.user(t, added.UserIDs[1])
		h.wantInvitation(t, grace, user.StatusINVITED, invitation.StatusQUEUED)
		if n := h.jobsQueued(t, "send_invitations"); n != 1 {
			t.Errorf("%d jobs are queued", n)
		}
		mails := h.sendAll(t)
		if len(mails) != 2 {
			t.Fatalf("%d mails", len(mails))
		}
		if mails[0].To.Email != grace.Email {
			slices.Reverse(mails) // they go out together
		}
		to := mail.Person{Name: "Jürgen Groß", Email: "jürgen@xn--mnchen-3ya.example", Language: "de-AT"}
		if mails[0].Language != "en" || mails[1].Language != "de" || mails[1].To != to || !strings.Contains(mails[1].Text, "für "+h.account(t, h.root.ID).Name+" zu nutzen") {
			t.Errorf("%+v", mails)
		}
		token := invitationToken(t, mails[0].Mail)
		i := h.invitation(t, grace)
		if i.Status != invitation.StatusSENT || string(*i.TokenHash) != string(secret.HashToken(token)) || !i.SentAt.Equal(h.Clock.Now()) ||
			!i.ExpiresAt.Equal(h.Clock.Now().Add(48*time.Hour)) || i.Attempts != 1 || i.Failure != "" {
			t.Errorf("stored %+v", i)
		}

		h.Clock.Advance(48*time.Hour - time.Microsecond)
		for range 2 { // looking uses nothing up
			if email, err := h.Invited(context.Background(), token); email != grace.Email || err != nil {
				t.Errorf("invited is %q, %v", email, err)
			}
		}
		if err := h.accept(token, newPassword); err != nil {
			t.Fatal(err)
		}
		h.wantInvitation(t, grace, user.StatusACTIVE, invitation.StatusACCEPTED)
		if !h.signsIn(t, grace, newPassword) {
			t.Error("the password is not as it was set")
		}
		e := h.lastEvent(t)
		if e.Action != "USER_JOINED" || e.Outcome != event.OutcomeDONE || *e.AccountID != h.root.ID || *e.ActorID != grace.ID || e.Subject != userID(grace).String() ||
			e.Changes != `[{"field":"status","before":"INVITED","after":"ACTIVE"}]` || e.RequestID != "r7" {
			t.Errorf("recorded %+v", e)
		}
		wantFaults(t, h.accept(token, "another password"), "token INVALID")
		if !h.signsIn(t, grace, newPassword) || len(h.log(t)) != 2 {
			t.Error("the second time changed something")
		}

		h.Clock.Advance(time.Microsecond)
		late := invitationToken(t, mails[1].Mail)
		_, err = h.Invited(context.Background(), late)
		wantFaults(t, err, "token INVALID")
		wantFaults(t, h.accept(late, newPassword), "token INVALID")
		if h.statusOf(t, jürgen) != user.StatusINVITED {
			t.Error("who came late has joined")
		}
	})
}

// TestAcceptInvitationRefused tells all that is wrong at once, alike for every link that is no good, and changes nothing.
func TestAcceptInvitationRefused(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		admin := h.User(h.root, viewer.Admin)
		tokens, people := map[string]string{}, map[string]*ent.User{}
		for _, name := range []string{"replaced", "revoked", "disabled", "joined", "good"} {
			people[name] = h.invited(t, name+"@example.org")[0]
			tokens[name] = h.sent(t)
		}
		h.Clock.Advance(time.Minute)
		for _, err := range []error{
			second(h.ResendInvitations(h.As(admin), resending(people["replaced"]))),
			second(h.RevokeInvitations(h.As(admin), callingOff(people["revoked"]))),
			second(h.DisableUsers(h.As(admin), disabling(people["disabled"]))),
			second(h.SignInByIdentity(context.Background(), at("4711", people["joined"].Email))),
		} {
			if err != nil {
				t.Fatal(err)
			}
		}
		h.wantInvitation(t, people["replaced"], user.StatusINVITED, invitation.StatusQUEUED)
		h.wantInvitation(t, people["revoked"], user.StatusINVITED, invitation.StatusREVOKED)
		h.wantInvitation(t, people["disabled"], user.StatusDISABLED, invitation.StatusREVOKED)
		h.wantInvitation(t, people["joined"], user.StatusACTIVE, invitation.StatusACCEPTED)
		before, answers := len(h.log(t)), map[string]bool{}
		for name, token := range map[string]string{
			"none": "", "unknown": "canopy_x", "replaced": tokens["replaced"], "revoked": tokens["revoked"], "disabled": tokens["disabled"], "joined": tokens["joined"],
		} {
			err := h.accept(token, newPassword)
			wantFaults(t, err, "token INVALID")
			answers[err.Error()] = true
			_, err = h.Invited(context.Background(), token)
			wantFaults(t, err, "token INVALID")
			answers[err.Error()] = true
			wantFaults(t, h.accept(token, ""), "token INVALID", "password REQUIRED") // both: nothing was hashed
			if len(answers) != 1 {
				t.Errorf("%s: the answers differ: %v", name, answers)
			}
		}
		for password, want := range map[string]string{
			"1234567": "password INVALID", strings.Repeat("é", 101): "password TOO_LONG", strings.ToUpper(people["good"].Email): "password INVALID",
		} {
			wantFaults(t, h.accept(tokens["good"], password), want)
		}
		if after := len(h.log(t)); after != before || h.statusOf(t, people["good"]) != user.StatusINVITED {
			t.Errorf("something changed: %q", h.log(t)[before:])
		}
	})
}

// second is the error of a rule's answer.
func second[T any](_ T, err error) error { return err }

// TestAcceptInvitationOnce: of several who follow a link at the same moment one joins.
func TestAcceptInvitationOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		grace := h.invited(t, "grace@example.org")[0]
		token := h.sent(t)
		passwords := []string{"the first one", "the second one", "the third one"}
		var answers [3]error
		atOnce(len(answers), func(i int) { answers[i] = h.accept(token, passwords[i]) })
		worked := 0
		for i, err := range answers {
			if err == nil {
				worked++
			} else {
				wantFaults(t, err, "token INVALID")
			}
			if right := h.signsIn(t, grace, passwords[i]); right != (err == nil) {
				t.Errorf("%s: %v, and it signs in: %t", passwords[i], err, right)
			}
		}
		if log := h.log(t); worked != 1 || len(log) != 2 {
			t.Errorf("%d worked, and %v is in the log", worked, log)
		}
	})
}

// TestAcceptBesideRevoke: whoever accepts an invitation at the moment when it is called off, or queued again, is in or is not.
func TestAcceptBesideRevoke(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		admin := h.User(h.root, viewer.Admin)
		for round, end := range []func(*ent.User) error{
			func(u *ent.User) error { return second(h.RevokeInvitations(h.As(admin), callingOff(u))) },
			func(u *ent.User) error { return second(h.ResendInvitations(h.As(admin), resending(u))) },
			func(u *ent.User) error { return second(h.DisableUsers(h.As(admin), disabling(u))) },
			func(u *ent.User) error { return second(h.RevokeInvitations(h.As(admin), callingOff(u))) },
		} {
			u := h.invited(t, string(rune('a'+round))+"@example.org")[0]
			mails := h.sendAll(t) // perhaps also what an earlier round has queued again
			token := invitationToken(t, mails[slices.IndexFunc(mails, func(m mail.Kept) bool { return m.To.Email == u.Email })].Mail)
			h.Clock.Advance(time.Minute)
			var accepted, ended error
			atOnce(2, func(i int) {
				if i == 0 {
					accepted = h.accept(token, newPassword)
				} else {
					ended = end(u)
				}
			})
			status, open := h.statusOf(t, u), hasLink(h.invitation(t, u))
			switch {
			case accepted == nil && ended != nil:
				wantFaults(t, ended, "userIds.0 NOT_ACTIVE")
				h.wantInvitation(t, u, user.StatusACTIVE, invitation.StatusACCEPTED)
			case accepted == nil: // disabled afterwards
				h.wantInvitation(t, u, user.StatusDISABLED, invitation.StatusACCEPTED)
			default:
				wantFaults(t, accepted, "token INVALID")
				if ended != nil || status == user.StatusACTIVE || open {
					t.Errorf("round %d: %v, and the person is %s, with a link: %t", round, ended, status, open)
				}
			}
		}
	})
}

// TestInvitationOfDisabled: who is disabled and enabled again needs a new invitation.
func TestInvitationOfDisabled(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		admin, grace := h.User(h.root, viewer.Admin), h.invited(t, "grace@example.org")[0]
		if _, err := h.DisableUsers(h.As(admin), disabling(grace)); err != nil {
			t.Fatal(err)
		}
		h.wantInvitation(t, grace, user.StatusDISABLED, invitation.StatusREVOKED)
		if _, err := h.EnableUsers(h.As(admin), enabling(grace)); err != nil {
			t.Fatal(err)
		}
		h.wantInvitation(t, grace, user.StatusINVITED, invitation.StatusREVOKED)
		if mails := h.sendAll(t); len(mails) != 0 {
			t.Errorf("%d mails go out", len(mails))
		}
		if _, err := h.ResendInvitations(h.As(admin), resending(grace)); err != nil {
			t.Fatal(err)
		}
		if err := h.accept(h.sent(t), newPassword); err != nil {
			t.Fatal(err)
		}
		if _, err := h.DisableUsers(h.As(admin), disabling(grace)); err != nil {
			t.Fatal(err)
		}
		h.wantInvitation(t, grace, user.StatusDISABLED, invitation.StatusACCEPTED) // it happened
	})
}

// TestAddUsersQueuesOnlyWhatItAdds: a dry run and a refusal invite nobody.
func TestAddUsersQueuesOnlyWhatItAdds(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		dry := adding(h.root, someone("dry@example.org"))
		dry.DryRun = true
		if _, err := h.AddUsers(h.As(h.manager), dry, nil); err != nil {
			t.Fatal(err)
		}
		rejected, err := h.AddUsers(h.As(h.manager), adding(h.root, someone("good@example.org"), someone("bad")), nil)
		if err != nil || rejected.Count != 0 {
			t.Fatalf("%+v, %v", rejected, err)
		}
		if n := h.jobsQueued(t, "send_invitations"); n != 0 || h.Store.Client().Invitation.Query().CountX(everything()) != 0 {
			t.Errorf("%d jobs wait", n)
		}
	})
}

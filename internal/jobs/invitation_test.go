package jobs

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/invitation"
	"canopy/ent/user"
	"canopy/internal/canopytest"
	"canopy/internal/mail"
	"canopy/internal/nodeid"
	"canopy/internal/reseller"
	"canopy/internal/store"
	"canopy/internal/viewer"

	"github.com/emersion/go-smtp"
	"github.com/riverqueue/river"
)

// process is a queue that works, on a store of its own.
type process struct {
	*reseller.Service
	queue  *Queue
	worked <-chan *river.Event // of jobs that send invitations
}

// by sends mails by the server.
func by(t *testing.T, server *canopytest.MailServer) mail.Sender {
	t.Helper()
	sender, err := mail.NewSMTP("smtp://"+server.Addr, "canopy@example.com")
	if err != nil {
		t.Fatal(err)
	}
	return sender
}

// start starts a process.
func start(t *testing.T, rig *canopytest.Rig, sender mail.Sender) *process {
	t.Helper()
	other := *rig
	other.Store = rig.Open()
	p := &process{}
	p.queue, p.Service = newQueue(t, &other, func(insert enqueue) enqueue { return insert })
	p.Mail = sender
	if err := p.queue.Start(t.Context(), p.Service); err != nil {
		t.Fatal(err)
	}
	events, cancel := p.queue.client.Subscribe(river.EventKindJobCompleted, river.EventKindJobFailed, river.EventKindJobSnoozed)
	p.worked = events
	t.Cleanup(func() {
		cancel()
		if err := p.queue.Stop(context.Background()); err != nil {
			t.Error(err)
		}
	})
	return p
}

// invite adds people to an account, whose invitations a job sends.
func (p *process) invite(t *testing.T, to *ent.Account, emails ...string) {
	t.Helper()
	in := reseller.AddUsersInput{AccountID: nodeid.New(nodeid.Account, to.ID), OnError: reseller.RejectAll, Language: new("en"), Timezone: new("UTC")}
	for _, email := range emails {
		in.Users = append(in.Users, &reseller.NewUserInput{Email: email, GivenName: "Grace", FamilyName: "Hopper"})
	}
	if added, err := p.AddUsers(canopytest.Operator(), in, nil); err != nil || added.Count != len(emails) {
		t.Fatalf("%+v, %v", added, err)
	}
}

// again has a job look for what is due, as one does each minute.
func (p *process) again(t *testing.T) {
	t.Helper()
	err := p.Store.Tx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
		return p.queue.Enqueue(ctx, tx.SQL, reseller.SendInvitations{}, time.Time{})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// until waits for a job behind which it is so, and for no failing one.
func (p *process) until(t *testing.T, so func(e *river.Event) bool) {
	t.Helper()
	for e := range p.worked {
		if e.Job.Kind != (reseller.SendInvitations{}).Kind() {
			continue
		}
		if e.Kind == river.EventKindJobFailed {
			t.Fatalf("a job failed: %+v", e.Job)
		}
		if so(e) {
			return
		}
	}
	t.Fatal("the queue has ended")
}

// invitationOf is the invitation of the person with the address.
func invitationOf(t *testing.T, rig *canopytest.Rig, email string) *ent.Invitation {
	t.Helper()
	i, err := rig.Store.Client().Invitation.Query().Where(invitation.HasUserWith(user.Email(email))).Only(canopytest.Operator())
	if err != nil {
		t.Fatal(err)
	}
	return i
}

// TestInvitationsAreTriedAgain: mails wait for their server, what is refused for good has failed, and the job itself never fails.
func TestInvitationsAreTriedAgain(t *testing.T) {
	t.Parallel()
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		server := canopytest.NewMailServer(t)
		p, home := start(t, rig, by(t, server)), rig.Account(nil)
		status := func(email string) invitation.Status { return invitationOf(t, rig, email).Status }

		server.Refuse(&smtp.SMTPError{Code: 451, EnhancedCode: smtp.EnhancedCode{4, 2, 2}, Message: "grace@example.org is out for lunch"})
		p.invite(t, home, "grace@example.org")
		p.until(t, func(*river.Event) bool { return invitationOf(t, rig, "grace@example.org").Attempts > 0 })
		if i := invitationOf(t, rig, "grace@example.org"); i.Status != invitation.StatusQUEUED || i.Failure != "The mail server puts this mail off (451 4.2.2): the mailbox is full." {
			t.Fatalf("%+v", i)
		}
		server.Refuse(nil)
		rig.Clock.Advance(time.Minute)
		p.again(t)
		p.until(t, func(*river.Event) bool { return status("grace@example.org") == invitation.StatusSENT })
		got := server.Received()
		if len(got) != 1 || got[0].To != "grace@example.org" || got[0].Subject != "Your invitation to Canopy" {
			t.Fatalf("received %+v", got)
		}
		if err := p.AcceptInvitation(t.Context(), reseller.AcceptInvitationInput{Token: tokenIn(got[0]), Password: "a longer horse"}); err != nil {
			t.Errorf("the link of the second attempt: %v", err)
		}

		server.Refuse(&smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user"})
		p.invite(t, home, "nobody@example.org")
		p.until(t, func(*river.Event) bool { return status("nobody@example.org") == invitation.StatusFAILED })
		if i := invitationOf(t, rig, "nobody@example.org"); i.Attempts != 1 || i.Failure != "The mail server refuses this mail for good (550 5.1.1): there is no such address." {
			t.Errorf("%+v", i)
		}
	})
}

func tokenIn(m canopytest.Received) string {
	_, token, _ := strings.Cut(m.Text, "/join?token=")
	token, _, _ = strings.Cut(token, "\r\n")
	return token
}

// TestInvitationsGoOn: a job whose time is over is taken up again until the queue is empty.
func TestInvitationsGoOn(t *testing.T) {
	t.Parallel()
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		const crowd = 20
		server := canopytest.NewMailServer(t)
		through := by(t, server)
		var tries atomic.Int32
		p := start(t, rig, sending(func(ctx context.Context, m mail.Mail) error {
			if tries.Add(1) == 1 {
				rig.Clock.Advance(5 * time.Second)
			}
			return through.Send(ctx, m)
		}))
		var emails []string
		for n := range crowd {
			emails = append(emails, fmt.Sprintf("grace%d@example.org", n))
		}
		p.invite(t, rig.Account(nil), emails...)
		snoozed := false
		p.until(t, func(e *river.Event) bool {
			snoozed = snoozed || e.Kind == river.EventKindJobSnoozed
			return snoozed && len(server.Received()) == crowd // events may come behind the mails
		})
	})
}

// sending is a mail.Sender.
type sending func(ctx context.Context, m mail.Mail) error

func (s sending) Send(ctx context.Context, m mail.Mail) error { return s(ctx, m) }

// holding is a session of a mail server that holds the first recipient until it is let go.
type holding struct {
	smtp.Session
	held chan<- struct{}
	let  <-chan struct{}
	once *sync.Once
}

func (h *holding) Rcpt(to string, opts *smtp.RcptOptions) error {
	h.once.Do(func() {
		close(h.held)
		<-h.let
	})
	return h.Session.Rcpt(to, opts)
}

// TestInvitationOfADeadProcess: a mail that hangs is sent by another process once its claim is over. Of the two links the later one's works,
// also when the first process comes to life again.
func TestInvitationOfADeadProcess(t *testing.T) {
	t.Parallel()
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		held, let := make(chan struct{}), make(chan struct{})
		letGo := sync.OnceFunc(func() { close(let) })
		slow := canopytest.NewMailServer(t, func(s *smtp.Server) {
			behind, once := s.Backend, &sync.Once{}
			s.Backend = smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
				session, err := behind.NewSession(c)
				return &holding{session, held, let, once}, err
			})
		})
		defer letGo()
		quick := canopytest.NewMailServer(t)
		first := start(t, rig, by(t, slow))
		first.invite(t, rig.Account(nil), "grace@example.org")
		<-held
		second := start(t, rig, by(t, quick))
		rig.Clock.Advance(2 * time.Minute)
		second.again(t)
		second.until(t, func(*river.Event) bool { return len(quick.Received()) == 1 })
		before := invitationOf(t, rig, "grace@example.org")
		letGo()
		first.until(t, func(*river.Event) bool { return len(slow.Received()) == 1 })
		if after := invitationOf(t, rig, "grace@example.org"); after.Status != invitation.StatusSENT || after.String() != before.String() {
			t.Errorf("the first has the last word: %v, want %v", after, before)
		}
		accept := func(m canopytest.Received) error {
			return second.AcceptInvitation(t.Context(), reseller.AcceptInvitationInput{Token: tokenIn(m), Password: "a longer horse"})
		}
		if err := accept(slow.Received()[0]); err == nil || !strings.Contains(err.Error(), "replaced") {
			t.Errorf("the first link: %v", err)
		}
		if err := accept(quick.Received()[0]); err != nil {
			t.Errorf("the later link: %v", err)
		}
	})
}

// TestInvitationsHoldNothingUp: while a mail server keeps all senders waiting, an account gets its number.
func TestInvitationsHoldNothingUp(t *testing.T) {
	t.Parallel()
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		q, rules := newQueue(t, rig, func(insert enqueue) enqueue { return insert })
		waiting, let := make(chan struct{}, 100), make(chan struct{})
		rules.Mail = sending(func(context.Context, mail.Mail) error {
			waiting <- struct{}{}
			<-let
			return errors.New("slow")
		})
		p := &process{Service: rules, queue: q}
		home := rig.Account(nil)
		for n := range 20 { // each with a job of its own
			p.invite(t, home, fmt.Sprintf("grace%d@example.org", n))
			ada := rig.User(home, viewer.Reader)
			if err := rules.RequestPasswordReset(t.Context(), reseller.RequestPasswordResetInput{Email: ada.Email}); err != nil {
				t.Fatal(err)
			}
		}
		a := pending(rig, rig.Clock.Now())
		err := rig.Store.Tx(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			return q.Enqueue(ctx, tx.SQL, reseller.ProvisionAccount{AccountID: a.ID}, time.Time{})
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := q.Start(t.Context(), rules); err != nil {
			t.Fatal(err)
		}
		done, cancel := q.client.Subscribe(river.EventKindJobCompleted)
		defer cancel()
		for range 4 + mailWorkers { // all that send at a time
			<-waiting
		}
		for e := range done {
			if e.Job.Kind == (reseller.ProvisionAccount{}).Kind() {
				break
			}
		}
		close(let)
		if err := q.Stop(context.WithoutCancel(t.Context())); err != nil {
			t.Error(err)
		}
	})
}

package api_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/user"
	"canopy/internal/canopytest"
	"canopy/internal/mail"
	"canopy/internal/reseller"
	"canopy/internal/viewer"

	"github.com/emersion/go-smtp"
)

const (
	requestReset  = `mutation($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) { userErrors { path code message } } }`
	resetPassword = `mutation($input: ResetPasswordInput!) { resetPassword(input: $input) { userErrors { path code message } } }`
)

// posting is a house with a mail server on this machine.
type posting struct {
	*house
	server *canopytest.MailServer
	read   int // how many of its mails
}

func newPosting(t *testing.T, h *house) *posting {
	t.Helper()
	server := canopytest.NewMailServer(t)
	sender, err := mail.NewSMTP("smtp://"+server.Addr, "Canopy <canopy@example.com>")
	if err != nil {
		t.Fatal(err)
	}
	h.Mail = sender
	return &posting{house: h, server: server}
}

// work does the jobs that wait, as the queue's workers would; it answers how many want another attempt.
func (p *posting) work(t *testing.T) (failed int) {
	t.Helper()
	rows, err := p.Store.DB().Query("SELECT CAST(args AS text) FROM river_job WHERE kind = 'mail_password_reset' ORDER BY id")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }() // Err tells
	var list []reseller.MailPasswordReset
	for rows.Next() {
		var text string
		var args reseller.MailPasswordReset
		if err := rows.Scan(&text); err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal([]byte(text), &args); err != nil {
			t.Fatal(err)
		}
		list = append(list, args)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	for _, args := range list {
		if err := p.SendPasswordReset(context.Background(), args.EmailKey); err != nil {
			failed++
		}
	}
	return failed
}

// mails are those that came in since it was asked last, each with its token.
func (p *posting) mails() (list []canopytest.Received, tokens []string) {
	list = p.server.Received()[p.read:]
	p.read += len(list)
	for _, m := range list {
		_, token, _ := strings.Cut(m.Text, "/new-password?token=")
		token, _, _ = strings.Cut(token, "\r\n")
		tokens = append(tokens, token)
	}
	return list, tokens
}

// TestPasswordReset: who forgot their password gets a link by mail that is good once, and sets a new one; every session ends with that.
func TestPasswordReset(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p, root := newPosting(t, h), h.Account(nil)
		ada := h.User(root, viewer.Admin, func(c *ent.UserCreate) { c.SetLanguage("de-CH") })
		session := h.token(t, ada)
		h.must(t, session, `{ viewer { user { email } } }`, nil) // remembered from here on

		p.server.Refuse(&smtp.SMTPError{Code: 421, Message: "closed for repairs"})
		h.must(t, "", requestReset, vars{"input": vars{"email": strings.ToUpper(ada.Email)}})
		if failed := p.work(t); failed != 1 {
			t.Fatalf("%d jobs want another attempt while the mail server is down", failed)
		}
		p.server.Refuse(nil)
		if failed := p.work(t) + p.work(t); failed != 0 { // the attempt after, and one too many
			t.Fatalf("%d jobs fail", failed)
		}
		mails, tokens := p.mails()
		if len(mails) != 2 || mails[1].To != ada.Email || mails[1].Subject != "Neues Passwort für Canopy setzen" {
			t.Fatalf("%+v", mails)
		}
		reset := func(token, password string) []string {
			return h.ask(t, "", resetPassword, vars{"input": vars{"token": token, "password": password}}).faults("resetPassword")
		}
		h.unchanged(t, func() {
			same(t, "a mail's link after the next mail", reset(tokens[0], "correct horse"), []string{"token INVALID"})
			same(t, "nobody's link", reset("canopy_nonsense", "short"), []string{"password INVALID", "token INVALID"})
			same(t, "a weak password", reset(tokens[1], "short"), []string{"password INVALID"})
		})
		same(t, "the latest link", reset(tokens[1], "correct horse"), []string{})
		same(t, "once more", reset(tokens[1], "correct horse 2"), []string{"token INVALID"})
		if a := h.ask(t, session, `{ viewer { user { email } } }`, nil); a.Status != 401 {
			t.Errorf("a session outlives the password: %s", a.Body)
		}
		h.must(t, "", signIn, vars{"input": vars{"email": ada.Email, "password": "correct horse"}})

		h.must(t, "", requestReset, vars{"input": vars{"email": ada.Email}})
		p.work(t)
		_, tokens = p.mails()
		h.Clock.Advance(time.Hour)
		same(t, "a link that is over", reset(tokens[0], "correct horse"), []string{"token INVALID"})
	})
}

// TestPasswordResetTellsNobody answers alike whoever has the address, and writes to ACTIVE people alone.
func TestPasswordResetTellsNobody(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p, root := newPosting(t, h), h.Account(nil)
		status := func(s user.Status) func(*ent.UserCreate) { return func(c *ent.UserCreate) { c.SetStatus(s) } }
		active := h.User(root, viewer.Reader)
		answers := map[string]bool{}
		for _, email := range []string{
			active.Email, "nobody@example.com", h.User(root, viewer.Reader, status(user.StatusINVITED)).Email, h.User(root, viewer.Reader, status(user.StatusDISABLED)).Email,
		} {
			answers[h.must(t, "", requestReset, vars{"input": vars{"email": email}}).Body] = true
		}
		if len(answers) != 1 {
			t.Errorf("the answers differ: %v", answers)
		}
		same(t, "no address", h.ask(t, "", requestReset, vars{"input": vars{"email": "nonsense"}}).faults("requestPasswordReset"), []string{"email INVALID"})
		if failed := p.work(t); failed != 0 {
			t.Errorf("%d jobs fail", failed)
		}
		if mails, _ := p.mails(); len(mails) != 1 || mails[0].To != active.Email {
			t.Errorf("%+v", mails)
		}
	})
}

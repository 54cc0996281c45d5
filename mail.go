package main

import (
	"errors"
	"fmt"
	"io"

	"canopy/internal/mail"
	"canopy/internal/server"
)

// mailFlags are how mails go out.
type mailFlags struct {
	SMTPURL  string `name:"smtp-url" placeholder:"URL" help:"The mail server, smtp://user:password@host:port or smtps://...; without it mails are not sent, but shown at /outbox."`
	MailFrom string `placeholder:"ADDRESS" help:"Who mails come from, like canopy@example.com; needed with --smtp-url."`
}

// sender sends by SMTP, or keeps mails in the outbox, which is nil where they are sent.
func (m mailFlags) sender() (mail.Sender, *mail.Outbox, error) {
	if m.SMTPURL == "" {
		outbox := &mail.Outbox{}
		return outbox, outbox, nil
	}
	if m.MailFrom == "" {
		return nil, nil, errors.New("say who mails come from: --mail-from canopy@example.com")
	}
	sender, err := mail.NewSMTP(m.SMTPURL, m.MailFrom)
	return sender, nil, err
}

// outboxPage shows an outbox, in a demo to everybody: its passwords are public anyway.
func outboxPage(outbox *mail.Outbox, demo bool) *server.Outbox {
	if outbox == nil {
		return nil
	}
	return &server.Outbox{Mails: outbox.Mails, Public: demo}
}

// greetOutbox says where the mails are that nobody sends.
func greetOutbox(to io.Writer, page *server.Outbox, port string) {
	if page == nil {
		return
	}
	who := "operators"
	if page.Public {
		who = "everybody"
	}
	_, _ = fmt.Fprintf(to, "  mails       not sent without --smtp-url, but shown to %s at http://localhost:%s/outbox\n", who, port)
}

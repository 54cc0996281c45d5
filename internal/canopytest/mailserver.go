package canopytest

import (
	"io"
	"mime"
	"mime/quotedprintable"
	"net"
	"net/mail"
	"sync"
	"testing"

	"github.com/emersion/go-smtp"
)

// MailServer is an SMTP server on this machine that keeps what it is sent.
type MailServer struct {
	Addr string // host:port

	mu       sync.Mutex
	refuse   error
	received []Received
}

// Received is a mail as it came in.
type Received struct {
	From, To string // of the envelope
	Header   mail.Header
	Subject  string
	Text     string
}

// NewMailServer starts a MailServer, which stops with the test; change alters it first.
func NewMailServer(t testing.TB, change ...func(s *smtp.Server)) *MailServer {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	m := &MailServer{Addr: listener.Addr().String()}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return &mailSession{server: m}, nil }))
	server.Domain, server.EnableSMTPUTF8 = "mail.test", true
	for _, f := range change {
		f(server)
	}
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = server.Serve(listener) // until it is closed
	}()
	t.Cleanup(func() {
		_ = server.Close()
		<-served
	})
	return m
}

// Refuse answers every recipient with the error from now on, nil takes them again; a *smtp.SMTPError says with which code.
func (m *MailServer) Refuse(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.refuse = err
}

// Received are the mails so far, oldest first.
func (m *MailServer) Received() []Received {
	m.mu.Lock()
	defer m.mu.Unlock()
	return append([]Received(nil), m.received...)
}

// mailSession is one connection to a MailServer.
type mailSession struct {
	server *MailServer
	mail   Received
}

// Mail begins a mail.
func (s *mailSession) Mail(from string, _ *smtp.MailOptions) error {
	s.mail = Received{From: from}
	return nil
}

// Rcpt names the recipient.
func (s *mailSession) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	s.mail.To = to
	return s.server.refuse
}

// Data takes the mail in, whose text is quoted-printable.
func (s *mailSession) Data(r io.Reader) error {
	message, err := mail.ReadMessage(r)
	if err != nil {
		return err
	}
	text, err := io.ReadAll(quotedprintable.NewReader(message.Body))
	if err != nil {
		return err
	}
	s.mail.Header, s.mail.Text = message.Header, string(text)
	if s.mail.Subject, err = new(mime.WordDecoder).DecodeHeader(message.Header.Get("Subject")); err != nil {
		return err
	}
	s.server.mu.Lock()
	defer s.server.mu.Unlock()
	s.server.received = append(s.server.received, s.mail)
	return nil
}

// Reset forgets a mail that was begun.
func (s *mailSession) Reset() { s.mail = Received{} }

// Logout ends the connection.
func (s *mailSession) Logout() error { return nil }

package mail

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"canopy/internal/canopytest"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

const from = "Canopy <canopy@example.com>"

func sender(t *testing.T, url string) *SMTP {
	t.Helper()
	s, err := NewSMTP(url, from)
	if err != nil {
		t.Fatal(err)
	}
	s.timeout = 5 * time.Second
	return s
}

// authority is the TLS of a server on this machine, and that of who trusts it.
func authority(t *testing.T) (server, client *tls.Config) {
	t.Helper()
	https := httptest.NewTLSServer(nil)
	t.Cleanup(https.Close)
	pool := x509.NewCertPool()
	pool.AddCert(https.Certificate())
	return &tls.Config{Certificates: https.TLS.Certificates}, &tls.Config{RootCAs: pool, ServerName: "127.0.0.1"}
}

func TestSMTP(t *testing.T) {
	t.Parallel()
	server := canopytest.NewMailServer(t)
	m := Mail{
		To:       Person{Name: `Zoë "Z" Müller`, Email: "zoë@xn--mnchen-3ya.example", Language: "de"},
		Language: "de", Subject: "Grüße\r\nBcc: x@example.com", Text: "Schöne Grüße\n" + strings.Repeat("x", 2000) + "\n.\nEnde\n",
	}
	if err := sender(t, "smtp://"+server.Addr).Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	got := server.Received()
	if len(got) != 1 {
		t.Fatalf("%d mails", len(got))
	}
	to, err := got[0].Header.AddressList("To")
	if err != nil || len(to) != 1 || to[0].Name != m.To.Name || to[0].Address != m.To.Email {
		t.Errorf("to %v: %v", to, err)
	}
	if got[0].From != "canopy@example.com" || got[0].To != m.To.Email || strings.ReplaceAll(got[0].Text, "\r\n", "\n") != m.Text {
		t.Errorf("%+v", got[0])
	}
	if got[0].Header["Bcc"] != nil || got[0].Subject != m.Subject {
		t.Errorf("the subject became %q, and the header %v", got[0].Subject, got[0].Header)
	}
	for name, want := range map[string]string{"From": `"Canopy" <canopy@example.com>`, "Content-Language": "de", "Auto-Submitted": "auto-generated"} {
		if got := got[0].Header.Get(name); got != want {
			t.Errorf("%s: %s, want %s", name, got, want)
		}
	}
	if id := got[0].Header.Get("Message-Id"); !strings.HasSuffix(id, "@example.com>") {
		t.Errorf("Message-ID %s", id)
	}
}

// TestSMTPRefuses tells what is refused for good from what may be tried again.
func TestSMTPRefuses(t *testing.T) {
	t.Parallel()
	server := canopytest.NewMailServer(t)
	s := sender(t, "smtp://"+server.Addr)
	for code, forGood := range map[int]bool{550: true, 553: true, 450: false, 452: false} {
		status := fmt.Sprintf("%d.1.%d", code/100, code%10)
		server.Refuse(&smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{code / 100, 1, code % 10}, Message: "no such luck"})
		err := s.Send(t.Context(), Mail{To: Person{Email: "ada@example.com"}})
		if err == nil || errors.Is(err, ErrRefused) != forGood || !strings.Contains(err.Error(), "no such luck") {
			t.Errorf("%d: %v", code, err)
		}
		if answer, ok := errors.AsType[*Answer](err); !ok || answer.Code != code || answer.Status != status {
			t.Errorf("%d %s: the answer is %+v", code, status, answer)
		}
	}
	server.Refuse(&smtp.SMTPError{Code: 421, Message: "good night"})
	err := s.Send(t.Context(), Mail{To: Person{Email: "ada@example.com"}})
	if _, ok := errors.AsType[*Answer](err); ok || err == nil {
		t.Errorf("a server that shuts down says something about a mail: %v", err)
	}
	if n := len(server.Received()); n != 0 {
		t.Errorf("%d mails came in", n)
	}
	if err := sender(t, "smtp://"+closed(t)).Send(t.Context(), Mail{To: Person{Email: "ada@example.com"}}); err == nil || errors.Is(err, ErrRefused) {
		t.Errorf("nobody listens: %v", err)
	}
}

// closed is an address where nobody listens.
func closed(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	return listener.Addr().String()
}

// TestSMTPTimeout: a server that takes the connection and says nothing holds a job up for no longer than it has.
func TestSMTPTimeout(t *testing.T) {
	t.Parallel()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = listener.Close() }()
	s := sender(t, "smtp://"+listener.Addr().String())
	s.timeout = 50 * time.Millisecond
	if err := s.Send(t.Context(), Mail{To: Person{Email: "ada@example.com"}}); err == nil || errors.Is(err, ErrRefused) {
		t.Errorf("%v", err)
	}
}

// TestSMTPOverTLS signs in over TLS, by STARTTLS and from the first byte, and only to whom it can trust; a password stays here otherwise.
func TestSMTPOverTLS(t *testing.T) {
	t.Parallel()
	serverTLS, clientTLS := authority(t)
	for name, c := range map[string]struct {
		url    string
		change func(*smtp.Server)
		trust  *tls.Config
		sent   bool
	}{
		"STARTTLS":                {"smtp://ada:p%40ss@", func(s *smtp.Server) { s.TLSConfig = serverTLS }, clientTLS, true},
		"STARTTLS, nobody's":      {"smtp://", func(s *smtp.Server) { s.TLSConfig = serverTLS }, nil, false},
		"smtps to a plain server": {"smtps://ada:p%40ss@", func(*smtp.Server) {}, clientTLS, false},
		"a wrong password":        {"smtp://ada:wrong@", func(s *smtp.Server) { s.TLSConfig = serverTLS }, clientTLS, false},
		"no sign-in there":        {"smtp://ada:p%40ss@", nil, nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var change []func(*smtp.Server)
			if c.change != nil {
				change = append(change, withPassword, c.change)
			}
			server := canopytest.NewMailServer(t, change...)
			s := sender(t, c.url+server.Addr)
			s.tls = c.trust
			err := s.Send(t.Context(), Mail{To: Person{Email: "ada@example.com"}, Text: "x"})
			if (err == nil) != c.sent || len(server.Received()) != map[bool]int{true: 1}[c.sent] || errors.Is(err, ErrRefused) {
				t.Errorf("%d mails: %v", len(server.Received()), err)
			}
			if err != nil && (strings.Contains(err.Error(), "p@ss") || strings.Contains(err.Error(), "wrong")) {
				t.Errorf("the password is told: %v", err)
			}
		})
	}
}

// TestSMTPS speaks TLS from the first byte.
func TestSMTPS(t *testing.T) {
	t.Parallel()
	serverTLS, clientTLS := authority(t)
	var behind smtp.Backend
	mails := canopytest.NewMailServer(t, withPassword, func(s *smtp.Server) { behind = s.Backend })
	listener, err := tls.Listen("tcp", "127.0.0.1:0", serverTLS)
	if err != nil {
		t.Fatal(err)
	}
	server, served := smtp.NewServer(behind), make(chan struct{})
	go func() {
		defer close(served)
		_ = server.Serve(listener) // until it is closed
	}()
	defer func() {
		_ = server.Close()
		<-served
	}()
	s := sender(t, "smtps://ada:p%40ss@"+listener.Addr().String())
	s.tls = clientTLS
	if err := s.Send(t.Context(), Mail{To: Person{Email: "ada@example.com"}, Text: "x"}); err != nil || len(mails.Received()) != 1 {
		t.Errorf("%d mails: %v", len(mails.Received()), err)
	}
}

// withPassword lets nobody send who did not sign in as ada, p@ss.
func withPassword(s *smtp.Server) {
	sessions := s.Backend
	s.Backend = smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) {
		session, err := sessions.NewSession(c)
		return &guarded{Session: session}, err
	})
}

type guarded struct {
	smtp.Session
	known bool
}

func (*guarded) AuthMechanisms() []string { return []string{sasl.Plain} }

func (g *guarded) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, name, password string) error {
		if g.known = name == "ada" && password == "p@ss"; !g.known {
			return smtp.ErrAuthFailed
		}
		return nil
	}), nil
}

func (g *guarded) Mail(from string, opts *smtp.MailOptions) error {
	if !g.known {
		return smtp.ErrAuthRequired
	}
	return g.Session.Mail(from, opts)
}

func TestNewSMTP(t *testing.T) {
	t.Parallel()
	for url, want := range map[string]string{
		"smtp://mail.example.com": "mail.example.com:587", "smtps://mail.example.com/": "mail.example.com:465",
		"smtp://a:b@[::1]:2525": "::1:2525",
	} {
		if s := sender(t, url); s.host+":"+strconv.Itoa(s.port) != want || s.implicit != strings.HasPrefix(url, "smtps") {
			t.Errorf("%s: %+v", url, s)
		}
	}
	for _, url := range []string{
		"", "mail.example.com", "http://u:hush@mail.example.com", "smtp://u:hush@", "smtp://u:hush@host:x", "smtp://u:hush@host:0", "smtp://u:hush@host:65536",
		"smtp://u:hu%sh@host", "smtp://u:hush@host/path", "smtp://u:hush@host?starttls=no", "smtp://u:hush word@host",
	} {
		if _, err := NewSMTP(url, from); err == nil || strings.Contains(err.Error(), "hush") {
			t.Errorf("%q: %v", url, err)
		}
	}
	for _, sender := range []string{"", "canopy", "Canopy <canopy@>"} {
		if _, err := NewSMTP("smtp://host", sender); err == nil {
			t.Errorf("%q sends", sender)
		}
	}
}

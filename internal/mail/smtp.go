package mail

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	netmail "net/mail"
	"net/url"
	"strconv"
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// SMTP is a Sender by a mail server.
type SMTP struct {
	from     *netmail.Address
	host     string
	port     int
	implicit bool // TLS from the first byte; else STARTTLS where it is offered
	user     *url.Userinfo
	timeout  time.Duration // of connecting, and again of sending
	tls      *tls.Config   // nil: the machine's certificate authorities
}

// NewSMTP sends by the server at smtp://[user:password@]host[:port] (port 587, STARTTLS where it is offered) or smtps:// (port 465), from
// an address with or without a name. A password goes over TLS only, except to this machine. The errors never show it.
func NewSMTP(server, from string) (*SMTP, error) {
	s := &SMTP{timeout: 8 * time.Second} // twice that is less than a job has
	u, err := url.Parse(server)
	if err != nil {
		return nil, errors.New("mail: the mail server's URL cannot be read: write smtp://user:password@host:port, what is special in it as %XX")
	}
	ports := map[string]string{"smtp": "587", "smtps": "465"}
	if ports[u.Scheme] == "" || u.Hostname() == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.Fragment != "" {
		return nil, errors.New("mail: a mail server is smtp://user:password@host:port or smtps://..., without a path; write what is special in the password as %XX, # as %23")
	}
	port := u.Port()
	if port == "" {
		port = ports[u.Scheme]
	}
	if s.port, err = strconv.Atoi(port); err != nil || s.port < 1 || s.port > 65535 {
		return nil, errors.New("mail: the mail server's port is 1 to 65535")
	}
	s.host, s.implicit, s.user = u.Hostname(), u.Scheme == "smtps", u.User
	if s.from, err = netmail.ParseAddress(from); err != nil {
		return nil, fmt.Errorf("mail: the sender %q is no address: write canopy@example.com or Canopy <canopy@example.com>", from)
	}
	return s, nil
}

// closing is the code with which a server ends a connection, whatever it was told.
const closing = 421

// Send sends one mail. It is an *Answer when the server says no to the recipient or the text, and ErrRefused when it does so for good.
func (s *SMTP) Send(ctx context.Context, m Mail) error {
	client, err := s.client()
	if err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	message := s.message(m)
	err = client.DialAndSendWithContext(ctx, message)
	if err == nil || message.IsDelivered() { // what may go wrong behind it, such as the farewell, changes nothing
		return nil
	}
	if failed, ok := errors.AsType[*gomail.SendError](err); ok && failed.ErrorCode() >= 400 && failed.ErrorCode() != closing {
		switch failed.Reason {
		case gomail.ErrSMTPRcptTo, gomail.ErrSMTPData, gomail.ErrSMTPDataClose:
			return &Answer{failed.ErrorCode(), failed.EnhancedStatusCode(), err}
		}
	}
	return fmt.Errorf("mail: send by %s: %w", s.host, err)
}

// client is a client of one connection: it notes what it finds out about the server.
func (s *SMTP) client() (*gomail.Client, error) {
	options := []gomail.Option{gomail.WithPort(s.port), gomail.WithTimeout(s.timeout), gomail.WithTLSPolicy(gomail.TLSOpportunistic)}
	if s.implicit {
		options = append(options, gomail.WithSSL())
	}
	if s.tls != nil {
		options = append(options, gomail.WithTLSConfig(s.tls))
	}
	if s.user != nil {
		password, _ := s.user.Password()
		options = append(options, gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover), gomail.WithUsername(s.user.Username()), gomail.WithPassword(password))
	}
	return gomail.NewClient(s.host, options...)
}

func (s *SMTP) message(m Mail) *gomail.Msg {
	message := gomail.NewMsg()
	message.FromMailAddress(s.from)
	message.ToMailAddress(&netmail.Address{Name: m.To.Name, Address: m.To.Email})
	message.Subject(m.Subject)
	message.SetDate()
	message.SetMessageIDWithValue(rand.Text() + s.from.Address[strings.LastIndexByte(s.from.Address, '@'):]) // without this machine's name
	message.SetGenHeader("Content-Language", m.Language)
	message.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834: no holiday notice answers it
	message.SetBodyString(gomail.TypeTextPlain, m.Text)
	return message
}

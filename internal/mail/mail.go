// Package mail writes the mails of Canopy in the language of each reader, and sends them by SMTP or keeps them in an outbox.
package mail

import (
	"context"
	"errors"
	"fmt"
)

// Person is whom a mail goes to.
type Person struct {
	Name     string
	Email    string // one bare address
	Language string // BCP 47; where no text is in it or one near it, they are written to in English
}

// Mail is a mail to one person, ready to go.
type Mail struct {
	To            Person
	Language      string // of the text
	Subject, Text string
}

// Sender sends mails, at the same time too. An error is worth another try, unless it is ErrRefused. An *Answer is about this mail alone:
// another one may go out now.
type Sender interface {
	Send(ctx context.Context, m Mail) error
}

// ErrRefused is of a Sender: the mail is refused for good, for its recipient or for what it says.
var ErrRefused = errors.New("mail: refused for good")

// Answer is a mail server's no to one mail. From 500 on it is ErrRefused.
type Answer struct {
	Code   int    // of SMTP, from 400 on
	Status string // the enhanced status code of RFC 3463, such as 5.1.1; "" where the server tells none

	err error
}

// Error has the server's words too, which may name people and hosts.
func (a *Answer) Error() string {
	if a.Code >= 500 {
		return fmt.Sprintf("%v: %v", ErrRefused, a.err)
	}
	return fmt.Sprintf("mail: put off: %v", a.err)
}

// Is tells whether the mail is refused for good.
func (a *Answer) Is(target error) bool { return target == ErrRefused && a.Code >= 500 }

// Unwrap is the error of the connection.
func (a *Answer) Unwrap() error { return a.err }

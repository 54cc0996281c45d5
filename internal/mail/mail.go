// Package mail writes the mails of Canopy in the language of each reader, and sends them by SMTP or keeps them in an outbox.
package mail

import (
	"context"
	"errors"
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

// Sender sends mails, at the same time too. An error is worth another try, unless it is ErrRefused.
type Sender interface {
	Send(ctx context.Context, m Mail) error
}

// ErrRefused is of a Sender: the mail is refused for good, for its recipient or for what it says.
var ErrRefused = errors.New("mail: refused for good")

package mail

import (
	"bytes"
	"embed"
	"fmt"
	"strings"
	"text/template"
	"unicode"

	"golang.org/x/text/language"
)

// Message is what a mail tells: the fields of the templates messages/<kind>.<language>.txt.
type Message interface{ kind() string }

// PasswordReset carries the link by which a new password is set.
type PasswordReset struct {
	Link    string
	Minutes int // that it holds
}

func (PasswordReset) kind() string { return "password_reset" }

// Invitation carries the link by which a person joins, and sets their first password.
type Invitation struct {
	Account string // its name
	Link    string
	Hours   int // that it holds
}

func (Invitation) kind() string { return "invitation" }

// AccountActive tells that an account has its number and is in use.
type AccountActive struct {
	Account string // its name
	Number  string
}

func (AccountActive) kind() string { return "account_active" }

// AccountFailed tells that an account could not get a number.
type AccountFailed struct {
	Account   string // its name
	Code      string // why, of ProvisioningFailureCode
	Reason    string // why, in the back office's words
	Retryable bool
}

func (AccountFailed) kind() string { return "account_failed" }

// AccountOverdue tells that an account still waits for its number, although the time promised is over.
type AccountOverdue struct {
	Account string // its name
}

func (AccountOverdue) kind() string { return "account_overdue" }

// languages are those that every message is written in. The first is for everybody else.
var languages = []language.Tag{language.English, language.German}

var matcher = language.NewMatcher(languages)

//go:embed messages
var files embed.FS

var texts = template.Must(template.New("").Option("missingkey=error").Funcs(template.FuncMap{"line": line}).ParseFS(files, "messages/*.txt"))

// Write writes a message to a person in their language. The first line of its template is the subject.
func Write(to Person, m Message) (Mail, error) {
	to.Name = line(to.Name)
	_, at, _ := matcher.Match(language.Make(to.Language)) // what it cannot read is as good as none
	written := Mail{To: to, Language: languages[at].String()}
	var text bytes.Buffer
	err := texts.ExecuteTemplate(&text, m.kind()+"."+written.Language+".txt", struct {
		To Person
		Message
	}{to, m})
	if err != nil {
		return Mail{}, fmt.Errorf("mail: write %s: %w", m.kind(), err)
	}
	subject, body, _ := strings.Cut(text.String(), "\n")
	written.Subject, written.Text = line(subject), strings.TrimLeft(body, "\n")
	return written, nil
}

// line is a text without line breaks and other control characters, with which a name could add lines to a mail.
func line(text string) string {
	return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
}

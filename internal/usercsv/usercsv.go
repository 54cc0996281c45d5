// Package usercsv reads the batch file of users, and files of other columns, as people have them: a stream of rows, and of faults that name
// their line. What it writes opens in a spreadsheet and is read again as it was.
//
// It knows the shape of the file only: encoding, delimiter, header, quotation marks. Whether a value is an e-mail address or a
// language is for the rules to say. What cannot be read is a fault of its row and never stops the rows behind it.
package usercsv

import "strings"

// Codes of faults, in the words of the API.
const (
	Required = "REQUIRED"
	Invalid  = "INVALID"
	TooLong  = "TOO_LONG"
)

// Fault is something wrong with the file or with one row.
type Fault struct {
	Line    int    // as an editor counts; the header's, or 1, for the file itself
	Column  string // the field in the API's words ("givenName"), or "" for the whole row or file
	Code    string
	Message string
}

// Column is a column that a file may have, under its name or an alias; case, spaces and punctuation in a header do not matter.
type Column struct {
	Name     string // in the header: "given_name"
	Field    string // in the API: "givenName"
	Required bool   // the header must name it; values may still be empty
	Aliases  []string
}

// Row is one user of the file. Values are trimmed, valid UTF-8 and free of NUL; a line break within one is "\n".
type Row struct {
	Line       int // where the row starts, as an editor counts, the header included
	Email      string
	GivenName  string
	FamilyName string
	Phone      string
	JobTitle   string
	Language   string
	TimeZone   string
	Role       string
	Extra      map[string]string // by Field: the columns that the reader was asked for beyond the template's

	cells []string // as read, in the header's order without the reason; what exceeds the header stands behind
}

// Template is an empty file with its header and one row as an example.
func Template() string {
	return template(UserColumns, "ada.lovelace@example.com", "Ada", "Lovelace", "+44 20 7946 0958", "Analyst", "en-GB", "Europe/London", "VIEWER")
}

func template(columns []Column, example ...string) string {
	var text strings.Builder
	titles := make([]string, len(columns))
	for i, c := range columns {
		titles[i] = c.Name
	}
	w := NewWriter(&text, ',', titles...)
	_, _ = w.Write(example...), w.Flush() // a Builder takes all
	return text.String()
}

// UserColumns are those of a file of users, in its template's order, by their names in English, German and French. A "Name" beside a "Vorname" is
// the family's.
var UserColumns = []Column{
	{"email", "email", true, []string{"emailaddress", "mail", "mailaddress", "useremail", "workemail",
		"emailadresse", "mailadresse", "courriel", "adressemail", "adresseemail", "adresseelectronique"}},
	{"given_name", "givenName", true, []string{"firstname", "forename", "first", "vorname", "prenom"}},
	{"family_name", "familyName", true, []string{"lastname", "surname", "last", "name", "nachname", "familienname", "nom", "nomdefamille"}},
	{"phone", "phone", false, []string{"phonenumber", "telephone", "telephonenumber", "tel", "mobile", "mobilephone", "mobilenumber", "cellphone", "workphone", "businessphone",
		"telefon", "telefonnummer", "rufnummer", "handy", "mobil", "mobiltelefon", "mobilnummer", "numerodetelephone", "portable"}},
	{"job_title", "jobTitle", false, []string{"position", "jobposition", "jobfunction", "funktion", "stelle", "berufsbezeichnung", "fonction", "poste"}},
	{"language", "language", false, []string{"lang", "locale", "languagetag", "preferredlanguage", "sprache", "langue"}},
	{"timezone", "timezone", false, []string{"tz", "timezonename", "timezoneid", "zeitzone", "fuseauhoraire"}},
	{"role", "role", false, []string{"userrole", "accountrole", "rolle"}},
}

// reason is the last column of a file of rejected rows: written by us, ignored when it comes back.
var reason = Column{Name: "reason"}

// Cells are the row as read, in the file's order; one cell with the beginning of its text where it could not be split.
func (r Row) Cells() []string { return r.cells }

// set puts a value where its field says.
func (r *Row) set(field, value string) {
	if at := r.at(field); at != nil {
		*at = value
		return
	}
	if r.Extra == nil {
		r.Extra = map[string]string{}
	}
	r.Extra[field] = value
}

func (r *Row) value(field string) string {
	if at := r.at(field); at != nil {
		return *at
	}
	return r.Extra[field]
}

// at returns the place of a field of the template, nil for any other.
func (r *Row) at(field string) *string {
	switch field {
	case "email":
		return &r.Email
	case "givenName":
		return &r.GivenName
	case "familyName":
		return &r.FamilyName
	case "phone":
		return &r.Phone
	case "jobTitle":
		return &r.JobTitle
	case "language":
		return &r.Language
	case "timezone":
		return &r.TimeZone
	case "role":
		return &r.Role
	}
	return nil
}

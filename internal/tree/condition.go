package tree

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"canopy/ent/invitation"
	"canopy/internal/locale"
	"canopy/internal/problem"
	"canopy/internal/store/scope"
	"canopy/internal/viewer"

	"entgo.io/ent/dialect"
	"entgo.io/ent/dialect/sql"
)

// condition writes what holds for a row.
type condition func(*sql.Builder)

// where writes WHERE with conditions, of which there is at least one.
func where(b *sql.Builder, conditions []condition) {
	b.WriteString(" WHERE ")
	and(b, conditions)
}

// and writes conditions joined by AND.
func and(b *sql.Builder, conditions []condition) {
	for i, c := range conditions {
		if i > 0 {
			b.WriteString(" AND ")
		}
		c(b)
	}
}

// plain is a condition without parameters.
func plain(text string) condition { return func(b *sql.Builder) { b.WriteString(text) } }

// everything is the condition of a statement that may see what its viewer may not.
func everything(reason scope.Reason) condition { return plain(reason.Marker() + " 1=1") }

// equals holds where the column is the text. What no database can store equals nothing.
func equals(column, text string) condition {
	if !utf8.ValidString(text) || strings.IndexByte(text, 0) >= 0 {
		return plain("1=0")
	}
	return func(b *sql.Builder) { b.WriteString(column + " = ").Arg(text) }
}

// anyOf holds where the column is one of the values; for none where there are none.
func anyOf[S ~string](column string, values []S) condition {
	values = slices.Clone(values)
	slices.Sort(values)
	values = slices.Compact(values) // a caller may repeat one beyond any limit of parameters
	if len(values) == 0 {
		return plain("1=0")
	}
	return func(b *sql.Builder) {
		b.WriteString(column + " IN (")
		for i, v := range values {
			if i > 0 {
				b.Comma()
			}
			b.Arg(string(v))
		}
		b.WriteString(")")
	}
}

// contains holds where the folded column has the words in it, whatever their case and accents.
func contains(column, words string) condition {
	needle := locale.Fold(words)
	return func(b *sql.Builder) {
		find := "instr("
		if b.Dialect() == dialect.Postgres {
			find = "strpos("
		}
		b.WriteString(find + column + ", ").Arg(needle).WriteString(") > 0")
	}
}

// keyed tells whether an index finds the few rows that the filter asks for.
func (f AccountFilter) keyed() bool {
	return f.AccountNumber != nil || f.ExternalReference != nil || f.Overdue != nil && *f.Overdue
}

// accountConditions are what a filter asks of accounts a.
func (l *loader) accountConditions(f AccountFilter) (all []condition) {
	if f.Search != nil {
		all = append(all, contains("a.search", *f.Search))
	}
	if f.Type != nil {
		all = append(all, anyOf("a.type", f.Type))
	}
	if f.Status != nil {
		all = append(all, anyOf("a.status", f.Status))
	}
	if f.AccountNumber != nil {
		all = append(all, equals("a.account_number", *f.AccountNumber))
	}
	if f.ExternalReference != nil {
		all = append(all, equals("a.external_reference", *f.ExternalReference))
	}
	if f.UpdatedSince != nil {
		since := f.UpdatedSince.UTC()
		all = append(all, func(b *sql.Builder) { b.WriteString("a.updated_at >= ").Arg(since) })
	}
	if f.Overdue != nil {
		all = append(all, overdue(*f.Overdue, l.now))
	}
	return all
}

// overdue holds for the accounts a that wait for their number behind the time promised, or for all others. Few are late: an index has them.
func overdue(late bool, now time.Time) condition {
	return func(b *sql.Builder) {
		b.WriteString("a.id " + map[bool]string{true: "IN", false: "NOT IN"}[late] +
			" (SELECT o.account_id FROM provisionings AS o WHERE o.completed_at IS NULL AND o.expected_by < ").Arg(now.UTC()).WriteString(")")
	}
}

// check refuses a language or a time zone that there is not, of the field's filter, and brings others into the form in which they are stored.
func (f *UserFilter) check(field string) error {
	if f.Language != nil {
		tag, ok := locale.Language(*f.Language)
		if !ok {
			return problem.New(problem.BadUserInput, "language of %s: %s", field, locale.UnknownLanguage(*f.Language))
		}
		f.Language = &tag
	}
	if f.Timezone != nil {
		name, ok := locale.TimeZone(*f.Timezone)
		if !ok {
			return problem.New(problem.BadUserInput, "timezone of %s: %s", field, locale.UnknownTimeZone(*f.Timezone))
		}
		f.Timezone = &name
	}
	return nil
}

// userConditions are what a filter asks of users u; alone where they are the people of one place.
func (l *loader) userConditions(f UserFilter, alone bool) (all []condition) {
	if f.Search != nil {
		all = append(all, contains("u.search", *f.Search))
	}
	if f.Status != nil {
		all = append(all, anyOf("u.status", f.Status))
	}
	if f.Role != nil {
		all = append(all, holdingAny(f.Role, l.viewer, alone))
	}
	if f.Language != nil {
		all = append(all, equals("u.language", *f.Language))
	}
	if f.Timezone != nil {
		all = append(all, equals("u.timezone", *f.Timezone))
	}
	if f.Invitation != nil {
		all = append(all, invitedAs(f.Invitation, l.now, alone))
	}
	return all
}

// holdingAny holds for the users u who have one of the roles by a grant that the viewer sees. The users are seen, and with them what was
// given on their own account: it needs no look at the account. Of people alone PostgreSQL may join all grants; at many places it looks at
// each person's, or it would read all grants at each place.
func holdingAny(roles []viewer.Role, v *viewer.Viewer, alone bool) condition {
	return func(b *sql.Builder) {
		b.WriteString("EXISTS (SELECT 1 FROM grants AS held WHERE held.user_id = u.id AND ")
		anyOf("held.role", roles)(b)
		b.WriteString(" AND (held.account_id = u.account_id OR ")
		permitted(v, "held")(b)
		b.WriteString(")")
		if b.Dialect() == dialect.Postgres && !alone {
			b.WriteString(" OFFSET 0")
		}
		b.WriteString(")")
	}
}

// invitedAs holds for the users u whose invitation has one of the statuses at the moment. PostgreSQL looks at many places as holdingAny does.
func invitedAs(statuses []InvitationStatus, now time.Time, alone bool) condition {
	var stored []invitation.Status
	for _, s := range statuses {
		if s == InvitationExpired {
			s = InvitationStatus(invitation.StatusSENT)
		}
		stored = append(stored, invitation.Status(s))
	}
	sent, expired := slices.Contains(statuses, InvitationStatus(invitation.StatusSENT)), slices.Contains(statuses, InvitationExpired)
	return func(b *sql.Builder) {
		b.WriteString("EXISTS (SELECT 1 FROM invitations AS n WHERE n.user_id = u.id AND ")
		anyOf("n.status", stored)(b)
		if sent != expired { // only those of the sent ones whose link works, or does not
			b.WriteString(" AND (n.status <> 'SENT' OR n.expires_at " + map[bool]string{true: ">", false: "<="}[sent] + " ").Arg(now.UTC()).WriteString(")")
		}
		if b.Dialect() == dialect.Postgres && !alone {
			b.WriteString(" OFFSET 0")
		}
		b.WriteString(")")
	}
}

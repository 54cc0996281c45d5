package reseller

import (
	"context"
	"fmt"
	"slices"
	"time"

	"canopy/ent"
	"canopy/ent/invitation"
	"canopy/ent/user"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/store"
	"canopy/internal/store/scope"

	"entgo.io/ent/dialect"
)

// edit is a change of one person's details.
type edit struct {
	*subject
	now    profile // as they are to be
	faults problem.Faults

	asked  string // the key of an address that somebody else must not have; "": none
	mail   bool   // the link that confirms now.NewEmail
	invite bool   // at now.Email, who was invited at the old one
}

// apply changes the person as the input wants it. What it says of the e-mail address is explicit where it is about nothing else than that: a
// file tells every address, only some of which are to be changed.
func (e *edit) apply(in UpdateUserInput, explicit bool) {
	before := profileOf(e.User)
	e.now = in.apply(&e.faults, before, e.Edges.Account.Country)
	if e.now.Email == "" { // at fault
		return
	}
	switch same := e.now.EmailKey == before.EmailKey && sameMailbox(e.now.Email, before.Email); {
	case same && explicit:
		e.now.NewEmail = ""
	case same:
	case e.joined():
		e.now.NewEmail, e.now.Email, e.now.EmailKey, e.asked = e.now.Email, before.Email, before.EmailKey, e.now.EmailKey
		e.mail = explicit || e.now.NewEmail != before.NewEmail
	default:
		e.now.NewEmail, e.asked, e.invite = "", e.now.EmailKey, e.Status == user.StatusINVITED
	}
}

// joined tells whether the person signs in by their address, or will when they are enabled again: whoever can read its mails becomes them.
func (e *edit) joined() bool {
	return e.Status == user.StatusACTIVE || e.Status == user.StatusDISABLED && e.signsIn
}

// changes are what the edit changes.
func (e *edit) changes() []FieldChange { return e.now.changes(profileOf(e.User), e.ID) }

// checkAddresses faults the edits whose new address somebody else has, or had too many mails already, and counts those who have one and whom
// the viewer does not see.
func (c *change) checkAddresses(ctx context.Context, edits []*edit) (outside int, err error) {
	var keys []string
	for _, e := range edits {
		if e.asked != "" && e.asked != e.EmailKey {
			keys = append(keys, e.asked)
		}
	}
	taken := map[string]string{}
	if keys != nil {
		if err := c.mayTell(ctx, takenAddresses); err != nil {
			return 0, err
		}
		if taken, err = existing(ctx, c.tx, user.Table, user.FieldEmailKey, keys); err != nil {
			return 0, fmt.Errorf("reseller: look for taken addresses: %w", err)
		}
	}
	for _, path := range taken {
		if !c.viewer.Sees(path) {
			outside++
		}
	}
	for _, e := range edits {
		if _, ok := taken[e.asked]; ok && e.asked != e.EmailKey {
			e.faults.Add("email", problem.Taken, "somebody has this address already")
		} else if wait := c.resets.emails.Wait(e.asked, c.at); wait > 0 && (e.mail || e.invite) {
			e.faults.Add("email", problem.LimitExceeded, "many mails went to this address already: try again in %d s", int(wait.Seconds())+1)
		}
	}
	return outside, nil
}

// editedRow is a person to be changed as a record.
type editedRow struct {
	userRow
	NewEmail string `json:"new_email"`
}

// updateUsers changes people who are there, and locked. It is written as an insert because that takes its rows in the order given, as an UPDATE
// need not: so it and InsertUsers never wait for each other's addresses in a circle. %s is the table r of the rows.
const updateUsers = `INSERT INTO users (` + userFields + `, password_hash, created_at, updated_at, new_email)
SELECT ` + userFields + `, '', $1, $1, new_email FROM %s WHERE true ORDER BY email_key
ON CONFLICT (id) DO UPDATE SET email = excluded.email, email_key = excluded.email_key, new_email = excluded.new_email, given_name = excluded.given_name,
	family_name = excluded.family_name, name_key = excluded.name_key, search = excluded.search, phone = excluded.phone, job_title = excluded.job_title,
	language = excluded.language, timezone = excluded.timezone, updated_at = excluded.updated_at`

// writeEdits writes the edits when the transaction ends, and tells of each. AddressTaken tells of its error whether somebody took one of the
// addresses since they were looked for.
func (c *change) writeEdits(ctx context.Context, edits []*edit) error {
	var rows []editedRow
	var void, mailed []int64
	var invited []*ent.User
	at := c.at
	for _, e := range edits {
		if changes := e.changes(); changes != nil {
			c.record(UserUpdated, e.Edges.Account, nodeid.New(nodeid.User, e.ID), changes)
			rows = append(rows, e.now.row(e.User))
			at = latest(at, c.later(e.UpdatedAt))
		}
		if e.mail || e.now.NewEmail != e.NewEmail {
			void = append(void, e.ID)
		}
		if e.mail {
			mailed = append(mailed, e.ID)
		}
		if e.invite {
			invited = append(invited, e.User)
		}
		if e.mail || e.invite {
			c.mailed = append(c.mailed, e.asked)
		}
	}
	if rows != nil {
		table := records(c.tx, "$2", append(slices.Clone(userColumns), "new_email text")...)
		c.tx.Last(store.Statement{Text: fmt.Sprintf(updateUsers, table), Args: []any{at, array(rows)}})
	}
	if void != nil {
		b := c.statement("DELETE " + scope.Authentication.Marker() + " FROM links WHERE purpose = 'EMAIL_CHANGE' AND ")
		text, args := listed(b, "user_id", "bigint", array(void)).Query()
		if err := c.tx.Send(ctx, store.Statement{Text: text, Args: args}); err != nil {
			return fmt.Errorf("reseller: void links: %w", err)
		}
	}
	for some := range slices.Chunk(mailed, mailsOfJob) {
		if err := c.enqueue(ctx, MailEmailChanges{UserIDs: some, Asked: at}, time.Time{}); err != nil {
			return err
		}
	}
	if invited == nil {
		return nil
	}
	return c.inviteAnew(ctx, invited)
}

// row is the person with the profile as a record.
func (p profile) row(u *ent.User) editedRow {
	return editedRow{NewUser{
		AccountID: u.AccountID, Path: u.Edges.Account.Path, Email: p.Email, EmailKey: p.EmailKey, GivenName: p.GivenName, FamilyName: p.FamilyName,
		Phone: p.Phone, JobTitle: p.JobTitle, Language: p.Language, Timezone: p.Timezone, Status: u.Status,
	}.row(u.ID), p.NewEmail}
}

// inviteAnew queues the invitations of people whose address changes, unless they were called off: those on their way to the old one are void,
// and the others wait, lest one goes there yet.
func (c *change) inviteAnew(ctx context.Context, people []*ent.User) error {
	all, byID := make([]int64, len(people)), map[int64]*ent.User{}
	for i, u := range people {
		all[i], byID[u.ID] = u.ID, u
	}
	query := c.tx.Invitation.Query().Where(invitation.UserIDIn(all...), invitation.StatusNotIn(invitation.StatusREVOKED, invitation.StatusACCEPTED)).
		Order(invitation.ByUserID())
	if c.tx.Dialect() == dialect.Postgres {
		query.ForUpdate()
	}
	open, err := query.All(ctx)
	if err != nil || len(open) == 0 {
		return err
	}
	held, invited := map[int64]*ent.Invitation{}, make([]*ent.User, len(open))
	for i, one := range open {
		held[one.UserID], invited[i] = one, byID[one.UserID]
	}
	return c.invite(ctx, invited, held)
}

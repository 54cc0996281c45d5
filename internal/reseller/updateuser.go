package reseller

import (
	"context"
	"strings"

	"canopy/ent"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
)

// UpdateUser changes a person's details, and returns their key. What somebody else changed since ExpectedUpdatedAt is not overwritten:
// CONFLICT. It needs EDIT_USERS on their account, and every permission that they hold, wherever it was given; one's own details are
// everybody's to change, whatever becomes of their account: they are right only if the person can mend them.
//
// The e-mail address of somebody who has joined waits for its confirmation (ConfirmEmail), by a link that is mailed there; asked for again,
// it is mailed again, and the address that they have called for withdraws it. Who has not joined yet has the new one at once, and their
// invitation is sent anew.
func (s *Service) UpdateUser(ctx context.Context, in UpdateUserInput) (userID int64, err error) {
	outside := 0
	for again := true; again; again = AddressTaken(err) { // somebody takes the address meanwhile
		err = s.change(ctx, UserUpdated, func(ctx context.Context, c *change) error {
			userID, outside = in.UserID.Of(nodeid.User), 0
			found, err := c.lockPeople(ctx, []int64{userID}, nil)
			if err != nil {
				return err
			}
			if len(found) == 0 {
				c.faults.Add("userId", problem.Missing, "there is no such person")
				return c.faults
			}
			e := &edit{subject: found[0]}
			if c.allowEdit("userId", e.User); c.faults != nil {
				return c.faults
			}
			if at := in.ExpectedUpdatedAt; at != nil && !at.Equal(e.UpdatedAt) {
				e.faults.Add("expectedUpdatedAt", problem.Conflict, "somebody changed the person at %s: look at them again", *moment(e.UpdatedAt))
			}
			e.apply(in, in.Email.IsSet())
			if outside, err = c.checkAddresses(ctx, []*edit{e}); err != nil || e.faults != nil {
				c.faults = e.faults
				return err
			}
			return c.writeEdits(ctx, []*edit{e})
		})
	}
	if _, other := problem.FaultsOf(err); other != nil {
		return 0, other
	}
	s.told(ctx, takenAddresses, outside)
	return userID, err
}

// allowEdit is allowUser, and lets everybody change themselves.
func (c *change) allowEdit(path string, u *ent.User) {
	if u.ID != c.viewer.UserID {
		c.allowUser(path, u)
	}
}

// profile is a person's details.
type profile struct {
	Email, EmailKey       string
	NewEmail              string // to be confirmed
	GivenName, FamilyName string
	Phone, JobTitle       string
	Language, Timezone    string
}

func profileOf(u *ent.User) profile {
	return profile{u.Email, u.EmailKey, u.NewEmail, u.GivenName, u.FamilyName, u.Phone, u.JobTitle, u.Language, u.Timezone}
}

// apply is the profile as the input wants it. What is so already is not judged again, by whatever rules it came in.
func (in UpdateUserInput) apply(f *problem.Faults, p profile, country string) profile {
	if v, given := required(f, "email", in.Email); given && v != p.Email {
		p.Email, p.EmailKey = CheckEmail(f, "email", v)
	}
	if v, given := required(f, "givenName", in.GivenName); given && v != p.GivenName {
		p.GivenName = CheckText(f, "givenName", v)
	}
	if v, given := required(f, "familyName", in.FamilyName); given && v != p.FamilyName {
		p.FamilyName = CheckText(f, "familyName", v)
	}
	if v, given := in.Phone.ValueOK(); given && text(v) != p.Phone {
		p.Phone = CheckPhone(f, "phone", v, country)
	}
	if v, given := in.JobTitle.ValueOK(); given && text(v) != p.JobTitle {
		p.JobTitle = CheckOptionalText(f, "jobTitle", v)
	}
	if v, given := required(f, "language", in.Language); given && v != p.Language {
		p.Language = checkNeeded(f, "language", v, CheckLanguage)
	}
	if v, given := required(f, "timezone", in.Timezone); given && v != p.Timezone {
		p.Timezone = checkNeeded(f, "timezone", v, CheckTimeZone)
	}
	return p
}

// checkNeeded is check of what cannot be left empty.
func checkNeeded(f *problem.Faults, path, written string, check func(*problem.Faults, string, *string) string) string {
	if strings.TrimSpace(written) == "" {
		f.Add(path, problem.Required, "it cannot be cleared: write one")
		return ""
	}
	return check(f, path, &written)
}

// changes are what makes the profile another, of the person's own values.
func (p profile) changes(before profile, person int64) (list []FieldChange) {
	for _, f := range []struct{ field, before, after string }{
		{"email", before.Email, p.Email}, {"unconfirmedEmail", before.NewEmail, p.NewEmail},
		{"givenName", before.GivenName, p.GivenName}, {"familyName", before.FamilyName, p.FamilyName},
		{"phone", before.Phone, p.Phone}, {"jobTitle", before.JobTitle, p.JobTitle},
		{"language", before.Language, p.Language}, {"timezone", before.Timezone, p.Timezone},
	} {
		if f.before != f.after {
			list = append(list, FieldChange{Field: f.field, Before: value(f.before), After: value(f.after), Person: person})
		}
	}
	return list
}

package importer

import (
	"context"
	"fmt"
	"slices"

	"canopy/ent"
	"canopy/ent/grant"
	"canopy/ent/user"
	"canopy/internal/usercsv"
	"canopy/internal/viewer"
)

// accountRef is the column of the users file beyond usercsv's template.
var accountRef = usercsv.Column{Name: "account_ref", Field: "account_ref", Required: true, Aliases: []string{"account"}}

// person is what a row says of a user, as stored.
type person struct {
	Email, GivenName, FamilyName, Phone, JobTitle, Language, Timezone string

	Role viewer.Role // on the subtree of the account
}

// userRow is a row of the users file while it is judged.
type userRow struct {
	checker
	person

	ref    string // of its account
	key    string // of its e-mail; "" where it is none
	number string // its phone, as written
}

// judge judges a row by itself.
func (u *userRow) judge(row usercsv.Row) {
	u.Email, u.key = u.email(row.Email)
	u.GivenName = u.required("given_name", row.GivenName)
	u.FamilyName = u.required("family_name", row.FamilyName)
	u.number = row.Phone
	u.JobTitle = u.text("job_title", row.JobTitle)
	u.Language = u.language(row.Language)
	u.Timezone = u.timeZone(row.TimeZone)
	u.Role = viewer.Reader
	if row.Role != "" {
		u.Role = viewer.Role(u.one("role", row.Role, string(viewer.Admin), string(viewer.AccountManager), string(viewer.UserManager), string(viewer.Reader)))
	}
}

// compare judges a row against its account, which may be nil, and the user who has its e-mail.
func (u *userRow) compare(home *node, there userThere) {
	if home == nil {
		return
	}
	u.Phone = u.phone(u.number, home.country)
	switch {
	case home.lost():
	case there.account != 0 && there.account != home.id:
		u.add("email", "a user of another account has it already")
	case there.account == 0 && home.id != 0 && !slices.Contains(usable, home.status):
		u.add("account_ref", "the account is %s: people are added while it is PENDING or ACTIVE", home.state())
	}
}

// userThere is a user of the database; the zero one is nobody.
type userThere struct {
	person
	account int64
}

// lookUpUsers loads the users of the database by the keys of their e-mails.
func (r *run) lookUpUsers(ctx context.Context, keys []string) (map[string]userThere, error) {
	found, err := r.Store.Client().User.Query().Where(user.EmailKeyIn(keys...)).WithGrants().All(ctx)
	if err != nil {
		return nil, fmt.Errorf("look users up by their e-mails: %w", err)
	}
	there := map[string]userThere{}
	for _, u := range found {
		there[u.EmailKey] = userThere{account: u.AccountID, person: person{
			Email: u.Email, GivenName: u.GivenName, FamilyName: u.FamilyName, Phone: u.Phone, JobTitle: u.JobTitle,
			Language: u.Language, Timezone: u.Timezone, Role: roleAtHome(u),
		}}
	}
	return there, nil
}

// roleAtHome is the strongest role on the subtree of the user's own account; "" for none.
func roleAtHome(u *ent.User) (strongest viewer.Role) {
	for _, g := range u.Edges.Grants {
		role := viewer.Role(g.Role)
		if g.AccountID != nil && *g.AccountID == u.AccountID && g.Scope == grant.ScopeSUBTREE && role.Covers(strongest) {
			strongest = role
		}
	}
	return strongest
}

package reseller

import (
	"fmt"
	"strings"

	"canopy/ent"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/usercsv"
	"canopy/internal/viewer"

	"github.com/99designs/gqlgen/graphql"
)

// updateRow is one row of a file: what somebody is to be like, or what is wrong with it.
type updateRow struct {
	place
	edit
	row  uploadRow
	path string // "id" or "email", by which it names the person
	key  string // the e-mail address's, where it does by that
	id   int64  // else
}

// readUpdates reads the file. What is wrong with it is in the upload; the error is the source's own.
func readUpdates(in UpdateUsersInput) (*upload, error) {
	up := &upload{columns: usercsv.UpdateColumns, most: MaxRows}
	if err := up.readFile(&in.CSV); err != nil {
		return nil, fmt.Errorf("reseller: read the upload: %w", err)
	}
	if up.file != nil && !up.file.Has("id") && !up.file.Has("email") {
		up.rows = nil
		up.faults.Add("csv", problem.Required, "the header names neither the column id nor email: one of them has to say whose row it is")
	}
	return up, nil
}

// updates are the rows, each with whom it names.
func (up *upload) updates() []*updateRow {
	list := make([]*updateRow, len(up.rows))
	for i, row := range up.rows {
		u := &updateRow{place: place{i, row.Line}, row: row, path: "id"}
		list[i] = u
		u.faults = row.faults
		switch id := strings.TrimSpace(row.Extra["id"]); {
		case u.faults != nil:
		case id != "":
			parsed, _ := nodeid.Parse(id)
			u.id = parsed.Of(nodeid.User)
		case row.Email != "":
			u.path = "email"
			_, u.key = CheckEmail(&u.faults, "email", row.Email)
		default:
			u.faults.Add("id", problem.Required, "write the person's id, or without it their e-mail address")
		}
	}
	return list
}

// input is what the row says of the person: of the columns that the file has.
func (up *upload) input(u *updateRow) (in UpdateUserInput) {
	say := func(field, written string) (said graphql.Omittable[*string]) {
		if up.file.Has(field) {
			said = graphql.OmittableOf(&written)
		}
		return said
	}
	row := u.row
	if u.path == "id" {
		in.Email = say("email", row.Email)
	}
	in.GivenName, in.FamilyName = say("givenName", row.GivenName), say("familyName", row.FamilyName)
	in.Phone, in.JobTitle = say("phone", row.Phone), say("jobTitle", row.JobTitle)
	in.Language, in.Timezone = say("language", row.Language), say("timezone", row.TimeZone)
	return in
}

// checkOthers faults what the file says otherwise than it is, and other mutations change.
func (up *upload) checkOthers(u *updateRow) {
	if role := ownRole(u.User); up.file.Has("role") && viewer.Role(EnumValue(u.row.Role)) != role {
		words := "none"
		if role != "" {
			words = string(role)
		}
		u.faults.Add("role", problem.Invalid, "the role on their account is %s: leave it so here, grantRole and revokeGrant change it", words)
	}
	if up.file.Has("status") && EnumValue(u.row.Extra["status"]) != string(u.Status) {
		u.faults.Add("status", problem.Invalid, "the status is %s: leave it so here, disableUsers and enableUsers change it", u.Status)
	}
}

// ownRole is the strongest role that the person was given on their own account; "" for none.
func ownRole(u *ent.User) (strongest viewer.Role) {
	for _, g := range u.Edges.Grants {
		if g.AccountID != nil && *g.AccountID == u.AccountID {
			strongest = stronger(viewer.Role(g.Role), strongest)
		}
	}
	return strongest
}

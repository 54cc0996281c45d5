package tree

import (
	"context"
	"strings"

	"canopy/ent/user"
	"canopy/internal/store"
)

type userRow struct {
	User

	nameKey, emailKey, phone, jobTitle, newEmail string

	displayed bool // whether to join the names
}

var users = &kind[userRow, User]{
	table: "users", alias: "u",
	columns: []column[userRow]{
		{"id", func(r *userRow, v store.Value) { r.Key = v.Int() }},
		{"account_id", func(r *userRow, v store.Value) { r.accountID = v.Int() }},
		{"path", func(r *userRow, v store.Value) { r.path = v.Text() }},
		{"email", func(r *userRow, v store.Value) { r.Email = v.Text() }},
		{"email_key", func(r *userRow, v store.Value) { r.emailKey = v.Text() }},
		{"given_name", func(r *userRow, v store.Value) { r.GivenName = v.Text() }},
		{"family_name", func(r *userRow, v store.Value) { r.FamilyName = v.Text() }},
		{"name_key", func(r *userRow, v store.Value) { r.nameKey = v.Text() }},
		{"phone", func(r *userRow, v store.Value) { r.phone = v.Text() }},
		{"job_title", func(r *userRow, v store.Value) { r.jobTitle = v.Text() }},
		{"language", func(r *userRow, v store.Value) { r.Language = v.Text() }},
		{"timezone", func(r *userRow, v store.Value) { r.Timezone = v.Text() }},
		{"status", func(r *userRow, v store.Value) { r.Status = user.Status(v.Text()) }},
		{"new_email", func(r *userRow, v store.Value) { r.newEmail = v.Text() }},
		{"created_at", func(r *userRow, v store.Value) { r.CreatedAt = v.Time() }},
		{"updated_at", func(r *userRow, v store.Value) { r.UpdatedAt = v.Time() }},
	},
	fields: map[string]string{
		"account":          "account_id",
		"email":            "email",
		"givenName":        "given_name",
		"familyName":       "family_name",
		"displayName":      "given_name family_name",
		"phone":            "phone",
		"jobTitle":         "job_title",
		"language":         "language",
		"timezone":         "timezone",
		"status":           "status",
		"unconfirmedEmail": "new_email",
		"createdAt":        "created_at",
		"updatedAt":        "updated_at",
	},
	orders: map[string]order[userRow]{
		"NAME":       {mark: "un", column: "name_key", value: func(r *userRow) string { return r.nameKey }},
		"EMAIL":      {mark: "ue", column: "email_key", value: func(r *userRow) string { return r.emailKey }},
		"CREATED_AT": {mark: "uc", column: "created_at", moment: true, value: func(r *userRow) string { return momentText(r.CreatedAt) }},
	},
	row: func(sel *Selection) *userRow { return &userRow{displayed: sel != nil && sel.Fields["displayName"]} },
	key: func(r *userRow) int64 { return r.Key },
	node: func(r *userRow) *User {
		u := r.User
		if r.displayed {
			u.DisplayName = strings.TrimSpace(u.GivenName + " " + u.FamilyName)
		}
		u.Phone, u.JobTitle, u.UnconfirmedEmail = optional(r.phone), optional(r.jobTitle), optional(r.newEmail)
		return &u
	},
}

// users loads what else is asked of a level's users.
func (l *loader) users(ctx context.Context, list []*User, sel *Selection) error {
	if len(list) == 0 || sel == nil {
		return nil
	}
	err := refer(ctx, list, sel.object("account"), l.accountsByID, func(u *User) int64 { return u.accountID }, func(u *User, a *Account) { u.Account = a })
	if err != nil {
		return err
	}
	if err := l.invitations(ctx, list, sel); err != nil {
		return err
	}
	if err := l.grantsOf(ctx, list, sel.object("grants")); err != nil {
		return err
	}
	return l.effective(ctx, list, sel.On)
}

package tree

import (
	"context"
	"strings"
)

type userRow struct {
	User

	nameKey, emailKey, phone, jobTitle string

	displayed bool // whether to join the names
}

var users = &kind[userRow, User]{
	table: "users", alias: "u",
	columns: []column[userRow]{
		{"id", func(r *userRow) any { return (*integer)(&r.Key) }},
		{"account_id", func(r *userRow) any { return (*integer)(&r.accountID) }},
		{"email", func(r *userRow) any { return &r.Email }},
		{"email_key", func(r *userRow) any { return &r.emailKey }},
		{"given_name", func(r *userRow) any { return &r.GivenName }},
		{"family_name", func(r *userRow) any { return &r.FamilyName }},
		{"name_key", func(r *userRow) any { return &r.nameKey }},
		{"phone", func(r *userRow) any { return &r.phone }},
		{"job_title", func(r *userRow) any { return &r.jobTitle }},
		{"language", func(r *userRow) any { return &r.Language }},
		{"timezone", func(r *userRow) any { return &r.Timezone }},
		{"status", func(r *userRow) any { return (*string)(&r.Status) }},
		{"created_at", func(r *userRow) any { return &r.CreatedAt }},
		{"updated_at", func(r *userRow) any { return &r.UpdatedAt }},
	},
	fields: map[string]string{
		"account":     "account_id",
		"email":       "email",
		"givenName":   "given_name",
		"familyName":  "family_name",
		"displayName": "given_name family_name",
		"phone":       "phone",
		"jobTitle":    "job_title",
		"language":    "language",
		"timezone":    "timezone",
		"status":      "status",
		"createdAt":   "created_at",
		"updatedAt":   "updated_at",
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
		u.Phone, u.JobTitle = optional(r.phone), optional(r.jobTitle)
		u.CreatedAt, u.UpdatedAt = u.CreatedAt.UTC(), u.UpdatedAt.UTC()
		return &u
	},
}

// users loads what else is asked of a level's users.
func (l *loader) users(ctx context.Context, list []*User, sel *Selection) error {
	if len(list) == 0 {
		return nil
	}
	return refer(ctx, list, sel.object("account"), l.accountsByID, func(u *User) int64 { return u.accountID }, func(u *User, a *Account) { u.Account = a })
}

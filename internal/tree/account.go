package tree

import (
	"canopy/internal/treepath"
	"canopy/internal/viewer"
)

type accountRow struct {
	Account
	addressRow

	nameKey, phone, language, timezone string
	number, reference                  text
}

var accounts = &kind[accountRow, Account]{
	table: "accounts", alias: "a",
	columns: append([]column[accountRow]{
		{"id", func(r *accountRow) any { return (*integer)(&r.Key) }},
		{"path", func(r *accountRow) any { return &r.Path }},
		{"name", func(r *accountRow) any { return &r.Name }},
		{"name_key", func(r *accountRow) any { return &r.nameKey }},
		{"type", func(r *accountRow) any { return (*string)(&r.Type) }},
		{"status", func(r *accountRow) any { return (*string)(&r.Status) }},
		{"account_number", func(r *accountRow) any { return &r.number }},
		{"external_reference", func(r *accountRow) any { return &r.reference }},
		{"phone", func(r *accountRow) any { return &r.phone }},
		{"language", func(r *accountRow) any { return &r.language }},
		{"timezone", func(r *accountRow) any { return &r.timezone }},
		{"notification_contact_id", func(r *accountRow) any { return (*integer)(&r.contactID) }},
		{"organization_id", func(r *accountRow) any { return (*integer)(&r.organizationID) }},
		{"created_at", func(r *accountRow) any { return &r.CreatedAt }},
		{"updated_at", func(r *accountRow) any { return &r.UpdatedAt }},
	}, addressColumns(func(r *accountRow) *addressRow { return &r.addressRow })...),
	fields: map[string]string{
		"name":                "name",
		"type":                "type",
		"status":              "status",
		"effectiveStatus":     "path status",
		"accountNumber":       "account_number",
		"externalReference":   "external_reference",
		"address":             addressFields,
		"phone":               "phone",
		"language":            "language",
		"timezone":            "timezone",
		"effectiveLanguage":   "path language",
		"effectiveTimezone":   "path timezone",
		"notificationContact": "notification_contact_id",
		"organization":        "organization_id",
		"parent":              "path",
		"ancestors":           "path",
		"depth":               "path",
		"viewerPermissions":   "path",
		"createdAt":           "created_at",
		"updatedAt":           "updated_at",
	},
	orders: map[string]order[accountRow]{
		"NAME":           {mark: "an", column: "name_key", value: func(r *accountRow) string { return r.nameKey }},
		"CREATED_AT":     {mark: "ac", column: "created_at", moment: true, value: func(r *accountRow) string { return momentText(r.CreatedAt) }},
		"UPDATED_AT":     {mark: "au", column: "updated_at", moment: true, value: func(r *accountRow) string { return momentText(r.UpdatedAt) }},
		"PATH":           {mark: "ap", column: "path", path: true, value: func(r *accountRow) string { return r.Path }},
		"ACCOUNT_NUMBER": {mark: "a#", column: "account_number", nullable: true, value: func(r *accountRow) string { return string(r.number) }},
	},
	row: func(sel *Selection) *accountRow { return &accountRow{addressRow: newAddressRow(sel)} },
	key: func(r *accountRow) int64 { return r.Key },
	node: func(r *accountRow) *Account {
		a := r.Account
		a.AccountNumber, a.ExternalReference = optional(r.number), optional(r.reference)
		a.Address = r.address()
		a.Phone, a.Language, a.Timezone = optional(r.phone), optional(r.language), optional(r.timezone)
		a.CreatedAt, a.UpdatedAt = a.CreatedAt.UTC(), a.UpdatedAt.UTC()
		return &a
	},
}

// permissions are what the viewer may do on the account at path, in the schema's order.
func permissions(v *viewer.Viewer, path string) []viewer.Permission {
	role := v.Role(path)
	held := make([]viewer.Permission, 0, len(viewer.Permissions))
	for _, p := range viewer.Permissions {
		if role.Holds(p) {
			held = append(held, p)
		}
	}
	return held
}

// parentOf is the id of the account above; 0 where there is none that the viewer sees.
func parentOf(v *viewer.Viewer, path string) int64 {
	above := treepath.Parent(path)
	if above == "" || !v.Sees(above) {
		return 0
	}
	ids := treepath.IDs(above)
	return ids[len(ids)-1]
}

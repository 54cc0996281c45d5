package tree

import (
	"canopy/ent/account"
	"canopy/internal/store"
	"canopy/internal/treepath"
	"canopy/internal/viewer"
)

type accountRow struct {
	Account
	addressRow

	nameKey, phone, language, timezone, number, reference string
}

var accounts = &kind[accountRow, Account]{
	table: "accounts", alias: "a",
	columns: append([]column[accountRow]{
		{"id", func(r *accountRow, v store.Value) { r.Key = v.Int() }},
		{"path", func(r *accountRow, v store.Value) { r.Path = v.Text() }},
		{"name", func(r *accountRow, v store.Value) { r.Name = v.Text() }},
		{"name_key", func(r *accountRow, v store.Value) { r.nameKey = v.Text() }},
		{"type", func(r *accountRow, v store.Value) { r.Type = account.Type(v.Text()) }},
		{"status", func(r *accountRow, v store.Value) { r.Status = account.Status(v.Text()) }},
		{"account_number", func(r *accountRow, v store.Value) { r.number = v.Text() }},
		{"external_reference", func(r *accountRow, v store.Value) { r.reference = v.Text() }},
		{"phone", func(r *accountRow, v store.Value) { r.phone = v.Text() }},
		{"language", func(r *accountRow, v store.Value) { r.language = v.Text() }},
		{"timezone", func(r *accountRow, v store.Value) { r.timezone = v.Text() }},
		{"notification_contact_id", func(r *accountRow, v store.Value) { r.contactID = v.Int() }},
		{"organization_id", func(r *accountRow, v store.Value) { r.organizationID = v.Int() }},
		{"max_sub_accounts", func(r *accountRow, v store.Value) { r.ownLimits[0] = maybeInt(v) }},
		{"max_users", func(r *accountRow, v store.Value) { r.ownLimits[1] = maybeInt(v) }},
		{"max_assets", func(r *accountRow, v store.Value) { r.ownLimits[2] = maybeInt(v) }},
		{"created_at", func(r *accountRow, v store.Value) { r.CreatedAt = v.Time() }},
		{"updated_at", func(r *accountRow, v store.Value) { r.UpdatedAt = v.Time() }},
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
		"limits":              "path max_sub_accounts max_users max_assets",
		"viewerPermissions":   "path",
		"createdAt":           "created_at",
		"updatedAt":           "updated_at",
	},
	orders: map[string]order[accountRow]{
		"NAME":           {mark: "an", column: "name_key", value: func(r *accountRow) string { return r.nameKey }},
		"CREATED_AT":     {mark: "ac", column: "created_at", moment: true, value: func(r *accountRow) string { return momentText(r.CreatedAt) }},
		"UPDATED_AT":     {mark: "au", column: "updated_at", moment: true, value: func(r *accountRow) string { return momentText(r.UpdatedAt) }},
		"PATH":           {mark: "ap", column: "path", path: true, value: func(r *accountRow) string { return r.Path }},
		"ACCOUNT_NUMBER": {mark: "a#", column: "account_number", nullable: true, value: func(r *accountRow) string { return r.number }},
	},
	row:   func(sel *Selection) *accountRow { return &accountRow{addressRow: newAddressRow(sel)} },
	key:   func(r *accountRow) int64 { return r.Key },
	count: hangCount,
	node: func(r *accountRow) *Account {
		a := r.Account
		a.AccountNumber, a.ExternalReference = optional(r.number), optional(r.reference)
		a.Address = r.address()
		a.Phone, a.Language, a.Timezone = optional(r.phone), optional(r.language), optional(r.timezone)
		return &a
	},
}

// maybeInt is a stored number; nil for none.
func maybeInt(v store.Value) *int {
	if v.Null() {
		return nil
	}
	n := int(v.Int())
	return &n
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

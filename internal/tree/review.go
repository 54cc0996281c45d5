package tree

import (
	"context"

	"canopy/ent/review"
	"canopy/internal/store"
)

type reviewRow struct {
	Review
	addressRow

	details                              CustomerDetails
	phone, language, timezone, reference string

	detailed bool // whether to tell what was entered
}

var reviews = &kind[reviewRow, Review]{
	table: "reviews", alias: "r",
	columns: append([]column[reviewRow]{
		{"id", func(r *reviewRow, v store.Value) { r.Key = v.Int() }},
		{"status", func(r *reviewRow, v store.Value) { r.Status = review.Status(v.Text()) }},
		{"version", func(r *reviewRow, v store.Value) { r.Version = int(v.Int()) }},
		{"parent_id", func(r *reviewRow, v store.Value) { r.parentID = v.Int() }},
		{"account_id", func(r *reviewRow, v store.Value) { r.accountID = v.Int() }},
		{"created_by_id", func(r *reviewRow, v store.Value) { r.createdByID = v.Int() }},
		{"created_at", func(r *reviewRow, v store.Value) { r.CreatedAt = v.Time() }},
		{"expires_at", func(r *reviewRow, v store.Value) { r.ExpiresAt = v.Time() }},
		{"name", func(r *reviewRow, v store.Value) { r.details.Name = v.Text() }},
		{"type", func(r *reviewRow, v store.Value) { r.details.Type = review.Type(v.Text()) }},
		{"phone", func(r *reviewRow, v store.Value) { r.phone = v.Text() }},
		{"language", func(r *reviewRow, v store.Value) { r.language = v.Text() }},
		{"timezone", func(r *reviewRow, v store.Value) { r.timezone = v.Text() }},
		{"external_reference", func(r *reviewRow, v store.Value) { r.reference = v.Text() }},
		{"notification_contact_id", func(r *reviewRow, v store.Value) { r.contactID = v.Int() }},
	}, addressColumns(func(r *reviewRow) *addressRow { return &r.addressRow })...),
	fields: map[string]string{
		"status":    "status",
		"version":   "version",
		"parent":    "parent_id",
		"details":   "name type phone language timezone external_reference notification_contact_id " + addressFields,
		"account":   "account_id",
		"createdBy": "created_by_id",
		"createdAt": "created_at",
		"expiresAt": "expires_at",
	},
	orders: map[string]order[reviewRow]{
		"CREATED_AT": {mark: "rc", column: "created_at", moment: true, value: func(r *reviewRow) string { return momentText(r.CreatedAt) }},
	},
	row: func(sel *Selection) *reviewRow {
		details := sel.object("details")
		return &reviewRow{addressRow: newAddressRow(details), detailed: details != nil}
	},
	key: func(r *reviewRow) int64 { return r.Key },
	node: func(r *reviewRow) *Review {
		review := r.Review
		if r.detailed {
			d := r.details
			d.Address = r.address()
			d.Phone, d.Language, d.Timezone = optional(r.phone), optional(r.language), optional(r.timezone)
			d.ExternalReference = optional(r.reference)
			review.Details = &d
		}
		return &review
	},
}

// similar holds for the reviews r that have similar accounts, or for the others.
func similar(has bool) condition {
	if has {
		return plain("EXISTS (SELECT 1 FROM review_candidates AS c WHERE c.review_id = r.id)")
	}
	return plain("NOT EXISTS (SELECT 1 FROM review_candidates AS c WHERE c.review_id = r.id)")
}

// reviews loads what else is asked of a level's reviews.
func (l *loader) reviews(ctx context.Context, list []*Review, sel *Selection) error {
	if len(list) == 0 || sel == nil {
		return nil
	}
	err := refer(ctx, list, sel.object("parent"), l.accountsByID, func(r *Review) int64 { return r.parentID }, func(r *Review, a *Account) { r.Parent = a })
	if err != nil {
		return err
	}
	err = refer(ctx, list, sel.object("account"), l.accountsByID, func(r *Review) int64 { return r.accountID }, func(r *Review, a *Account) { r.Account = a })
	if err != nil {
		return err
	}
	err = refer(ctx, list, sel.object("createdBy"), l.usersByID, func(r *Review) int64 { return r.createdByID }, func(r *Review, u *User) { r.CreatedBy = u })
	if err != nil {
		return err
	}
	err = refer(ctx, list, sel.object("details").object("notificationContact"), l.usersByID,
		func(r *Review) int64 { return r.contactID }, func(r *Review, u *User) { r.Details.NotificationContact = u })
	if err != nil {
		return err
	}
	return l.similarAccounts(ctx, list, sel.object("similarAccounts"))
}

package tree

import (
	"context"
	"database/sql"

	"canopy/ent/provisioning"
)

type provisioningRow struct {
	Provisioning

	completedAt sql.NullTime
	code        text
	message     string
	retryable   bool
	id          int64
}

var provisionings = &kind[provisioningRow, Provisioning]{
	table: "provisionings", alias: "v",
	columns: []column[provisioningRow]{
		{"id", func(r *provisioningRow) any { return (*integer)(&r.id) }},
		{"status", func(r *provisioningRow) any { return (*string)(&r.Status) }},
		{"requested_at", func(r *provisioningRow) any { return &r.RequestedAt }},
		{"expected_by", func(r *provisioningRow) any { return &r.ExpectedBy }},
		{"attempts", func(r *provisioningRow) any { return &r.Attempts }},
		{"completed_at", func(r *provisioningRow) any { return &r.completedAt }},
		{"failure_code", func(r *provisioningRow) any { return &r.code }},
		{"failure_message", func(r *provisioningRow) any { return &r.message }},
		{"failure_retryable", func(r *provisioningRow) any { return &r.retryable }},
	},
	row: func(*Selection) *provisioningRow { return &provisioningRow{} },
	key: func(r *provisioningRow) int64 { return r.id },
	node: func(r *provisioningRow) *Provisioning {
		p := r.Provisioning
		p.RequestedAt, p.ExpectedBy = p.RequestedAt.UTC(), p.ExpectedBy.UTC()
		if r.completedAt.Valid {
			at := r.completedAt.Time.UTC()
			p.CompletedAt = &at
		}
		if r.code != "" {
			p.Failure = &ProvisioningFailure{Code: provisioning.FailureCode(r.code), Message: r.message, Retryable: r.retryable}
		}
		return &p
	},
}

// provisionings loads the accounts' ways to their numbers.
func (l *loader) provisionings(ctx context.Context, list []*Account, sel *Selection) error {
	if sel.object("provisioning") == nil {
		return nil
	}
	s := source{
		places: accountIDs(list),
		guard:  l.guard(),
		tables: from("provisionings AS v"),
		where:  []condition{plain("v.account_id = p.id")},
	}
	k := provisionings
	b := l.statement()
	s.joined(b, names(k.alias, k.columns))
	return read(ctx, l, b, k, k.columns, nil, func(place int, row *provisioningRow) {
		p := k.node(row)
		p.Overdue = p.CompletedAt == nil && p.ExpectedBy.Before(l.now)
		list[place].Provisioning = p
	})
}

package tree

import (
	"context"
	"time"

	"canopy/ent/provisioning"
	"canopy/internal/store"
)

type provisioningRow struct {
	Provisioning

	completedAt   time.Time
	code, message string
	retryable     bool
	id            int64
}

var provisionings = &kind[provisioningRow, Provisioning]{
	table: "provisionings", alias: "v",
	columns: []column[provisioningRow]{
		{"id", func(r *provisioningRow, v store.Value) { r.id = v.Int() }},
		{"status", func(r *provisioningRow, v store.Value) { r.Status = provisioning.Status(v.Text()) }},
		{"requested_at", func(r *provisioningRow, v store.Value) { r.RequestedAt = v.Time() }},
		{"expected_by", func(r *provisioningRow, v store.Value) { r.ExpectedBy = v.Time() }},
		{"attempts", func(r *provisioningRow, v store.Value) { r.Attempts = int(v.Int()) }},
		{"completed_at", func(r *provisioningRow, v store.Value) { r.completedAt = v.Time() }},
		{"failure_code", func(r *provisioningRow, v store.Value) { r.code = v.Text() }},
		{"failure_message", func(r *provisioningRow, v store.Value) { r.message = v.Text() }},
		{"failure_retryable", func(r *provisioningRow, v store.Value) { r.retryable = v.Bool() }},
	},
	row: func(*Selection) *provisioningRow { return &provisioningRow{} },
	key: func(r *provisioningRow) int64 { return r.id },
	node: func(r *provisioningRow) *Provisioning {
		p := r.Provisioning
		p.CompletedAt = maybeMoment(r.completedAt)
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
	return l.store.Query(ctx, rows(b, s, k, k.columns, nil, func(place int, row *provisioningRow, _ *store.Row) {
		p := k.node(row)
		p.Overdue = p.CompletedAt == nil && p.ExpectedBy.Before(l.now)
		list[place].Provisioning = p
	}))
}

package tree

import (
	"canopy/ent/organization"
	"canopy/internal/store"
)

type organizationRow struct {
	Organization
	addressRow

	aliases string
}

var organizations = &kind[organizationRow, Organization]{
	table: "organizations", alias: "o",
	columns: append([]column[organizationRow]{
		{"id", func(r *organizationRow, v store.Value) { r.Key = v.Int() }},
		{"name", func(r *organizationRow, v store.Value) { r.Name = v.Text() }},
		{"aliases", func(r *organizationRow, v store.Value) { r.aliases = v.Text() }},
		{"source", func(r *organizationRow, v store.Value) { r.Source = organization.Source(v.Text()) }},
	}, addressColumns(func(r *organizationRow) *addressRow { return &r.addressRow })...),
	fields: map[string]string{
		"name":    "name",
		"aliases": "aliases",
		"address": addressFields,
		"source":  "source",
	},
	row: func(sel *Selection) *organizationRow { return &organizationRow{addressRow: newAddressRow(sel)} },
	key: func(r *organizationRow) int64 { return r.Key },
	node: func(r *organizationRow) *Organization {
		o := r.Organization
		o.Aliases, o.Address = lines(r.aliases), r.address()
		return &o
	},
}

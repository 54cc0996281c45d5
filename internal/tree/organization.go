package tree

type organizationRow struct {
	Organization
	addressRow

	aliases string
}

var organizations = &kind[organizationRow, Organization]{
	table: "organizations", alias: "o",
	columns: append([]column[organizationRow]{
		{"id", func(r *organizationRow) any { return (*integer)(&r.Key) }},
		{"name", func(r *organizationRow) any { return &r.Name }},
		{"aliases", func(r *organizationRow) any { return &r.aliases }},
		{"source", func(r *organizationRow) any { return (*string)(&r.Source) }},
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

package tree

import (
	"canopy/internal/locale"
	"canopy/internal/store"
)

// addressRow is a stored address. Its columns are the same in every table that has one.
type addressRow struct {
	street, locality, city, region, postalCode, country string

	formatted bool // whether to write it as on a letter
}

const addressFields = "street dependent_locality city region postal_code country"

func addressColumns[R any](of func(*R) *addressRow) []column[R] {
	return []column[R]{
		{"street", func(r *R, v store.Value) { of(r).street = v.Text() }},
		{"dependent_locality", func(r *R, v store.Value) { of(r).locality = v.Text() }},
		{"city", func(r *R, v store.Value) { of(r).city = v.Text() }},
		{"region", func(r *R, v store.Value) { of(r).region = v.Text() }},
		{"postal_code", func(r *R, v store.Value) { of(r).postalCode = v.Text() }},
		{"country", func(r *R, v store.Value) { of(r).country = v.Text() }},
	}
}

// newAddressRow is a row for the selection of an object with an address.
func newAddressRow(sel *Selection) addressRow {
	address := sel.object("address")
	return addressRow{formatted: address != nil && address.Fields["formatted"]}
}

// address is the row's address; nil when it was not read.
func (r *addressRow) address() *Address {
	if r.country == "" {
		return nil
	}
	a := &Address{
		Street:            lines(r.street),
		DependentLocality: optional(r.locality),
		City:              optional(r.city),
		Region:            optional(r.region),
		PostalCode:        optional(r.postalCode),
		Country:           r.country,
	}
	if r.formatted {
		a.Formatted = locale.Address{
			Street: a.Street, DependentLocality: r.locality, City: r.city,
			Region: r.region, PostalCode: r.postalCode, Country: r.country,
		}.Format()
	}
	return a
}

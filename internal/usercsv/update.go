package usercsv

import "slices"

// UpdateColumns are those of a file that changes users, such as an export of them: any of a new user's, behind whose row it is, and what
// an export tells besides.
var UpdateColumns = slices.Concat([]Column{{"id", "id", false, []string{"userid"}}}, optional(UserColumns), []Column{
	{"status", "status", false, []string{"userstatus"}},
	{"account_number", "accountNumber", false, nil},
	{"account_name", "accountName", false, nil},
})

// optional are the columns, none of them required.
func optional(columns []Column) []Column {
	columns = slices.Clone(columns)
	for i := range columns {
		columns[i].Required = false
	}
	return columns
}

// Has tells whether the header names the column of a field.
func (r *Reader) Has(field string) bool {
	return slices.ContainsFunc(r.columns, func(c *Column) bool { return c != nil && c.Field == field })
}

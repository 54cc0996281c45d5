package usercsv

import (
	"slices"
	"strconv"
	"strings"
)

// RejectFile is the form of a file of rejected rows, for a Writer, that opens in a spreadsheet as the sent one did and is uploaded again once
// mended: its columns, and behind them "reason".
type RejectFile struct {
	Delimiter byte
	Titles    []string // of the columns, the reason's behind them

	columns []*Column // without the reason's; nil where one has no name
	known   []*Column // the template's
}

// RejectFile is the form for rows of this file, with its own delimiter, columns and titles.
func (r *Reader) RejectFile() RejectFile {
	file := RejectFile{Delimiter: r.delimiter, known: pointers(r.known)}
	for i, c := range r.columns {
		if c != &reason {
			file.columns, file.Titles = append(file.columns, c), append(file.Titles, r.titles[i])
		}
	}
	file.Titles = append(file.Titles, reason.Name)
	return file
}

// RejectFileOf is the form for rows that came from no file, with the columns of a template.
func RejectFileOf(columns []Column) RejectFile {
	file := RejectFile{Delimiter: ',', columns: pointers(columns), known: pointers(columns)}
	for _, c := range columns {
		file.Titles = append(file.Titles, c.Name)
	}
	file.Titles = append(file.Titles, reason.Name)
	return file
}

// Cells are a row with what is wrong with it. A row of a file is as it stood there; cells beyond the header follow behind the reason, where
// they are seen and refused again.
func (f RejectFile) Cells(row Row, faults ...Fault) []string {
	cells := make([]string, len(f.columns), len(f.columns)+1)
	beyond := row.cells[copy(cells, row.cells):]
	for i, c := range f.columns {
		if row.cells == nil && c != nil {
			cells[i] = row.value(c.Field)
		}
	}
	return slices.Concat(cells, []string{f.reasons(faults)}, beyond)
}

// reasons are the faults in one cell, for whoever mends the file: each with the title of its column.
func (f RejectFile) reasons(faults []Fault) string {
	list := make([]string, len(faults))
	for i, fault := range faults {
		list[i] = strings.TrimSuffix(fault.Message, ".")
		if title := f.title(fault.Column); title != "" {
			list[i] = title + ": " + list[i]
		}
	}
	return strings.Join(list, "; ")
}

// title is what the file's header calls a field, or where it does not name it, the template.
func (f RejectFile) title(field string) string {
	if i := placeOf(f.columns, field); i >= 0 {
		return shorten(strings.Join(strings.Fields(f.Titles[i]), " "), 40)
	}
	if i := placeOf(f.known, field); i >= 0 {
		return f.known[i].Name
	}
	return field
}

// placeOf is which of the columns is a field's, -1 for none. A line of a list that has no column of its own stands in the list's first.
func placeOf(columns []*Column, field string) int {
	if i := slices.IndexFunc(columns, func(c *Column) bool { return c != nil && c.Field == field }); i >= 0 {
		return i
	}
	list := field
	if i := strings.LastIndexByte(field, '.'); i >= 0 {
		if _, err := strconv.Atoi(field[i+1:]); err == nil {
			list = field[:i]
		}
	}
	return slices.IndexFunc(columns, func(c *Column) bool { return c != nil && strings.HasPrefix(c.Field, list+".") })
}

func pointers(columns []Column) []*Column {
	list := make([]*Column, len(columns))
	for i := range columns {
		list[i] = &columns[i]
	}
	return list
}

package usercsv

import (
	"bufio"
	"io"
	"slices"
	"strings"
)

// RejectWriter writes rejected rows as a file that opens in a spreadsheet and is uploaded again once mended: UTF-8 with its mark, a
// last column "reason", and nothing that a spreadsheet would run as a formula. Nothing is written for no rows.
type RejectWriter struct {
	out     Writer
	columns []*Column // without the reason's
	titles  []string  // of the columns
	begun   bool
}

// RejectWriter returns a writer for rows of this file, in its own delimiter, columns and titles.
func (r *Reader) RejectWriter(w io.Writer) *RejectWriter {
	reject := &RejectWriter{out: Writer{bufio.NewWriter(w), r.delimiter}}
	for i, c := range r.columns {
		if c != &reason {
			reject.columns, reject.titles = append(reject.columns, c), append(reject.titles, r.titles[i])
		}
	}
	return reject
}

// NewRejectWriter returns a writer for rows that came from no file, in the columns of a template.
func NewRejectWriter(w io.Writer, columns []Column) *RejectWriter {
	reject := &RejectWriter{out: Writer{bufio.NewWriter(w), ','}}
	for i := range columns {
		reject.columns, reject.titles = append(reject.columns, &columns[i]), append(reject.titles, columns[i].Name)
	}
	return reject
}

// Write writes one row. A row of a file is written as it stood there; cells beyond the header follow behind the reason, where they
// are seen and refused again. The error is the underlying writer's.
func (w *RejectWriter) Write(row Row, reasons ...string) error {
	if !w.begun {
		w.begun = true
		w.out.header(slices.Concat(w.titles, []string{reason.Name}))
	}
	cells := make([]string, len(w.columns), len(w.columns)+1)
	beyond := row.cells[copy(cells, row.cells):]
	for i, c := range w.columns {
		if row.cells == nil && c != nil {
			cells[i] = row.value(c.Field)
		}
	}
	cells = append(cells, strings.Join(reasons, " "))
	return w.out.Write(append(cells, beyond...)...)
}

// Flush writes what is buffered; call it once behind the last row.
func (w *RejectWriter) Flush() error { return w.out.Flush() }

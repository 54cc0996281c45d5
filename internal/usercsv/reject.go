package usercsv

import (
	"bufio"
	"io"
	"strings"
)

// RejectWriter writes rejected rows as a file that opens in a spreadsheet and is uploaded again once mended: UTF-8 with its mark, a
// last column "reason", and nothing that a spreadsheet would run as a formula. Nothing is written for no rows.
type RejectWriter struct {
	out     Writer
	columns []*Column // without the reason's
	begun   bool
}

// RejectWriter returns a writer for rows of this file, in its own delimiter and order of columns.
func (r *Reader) RejectWriter(w io.Writer) *RejectWriter {
	reject := &RejectWriter{out: Writer{bufio.NewWriter(w), r.delimiter}}
	for _, c := range r.columns {
		if c != &reason {
			reject.columns = append(reject.columns, c)
		}
	}
	return reject
}

// NewRejectWriter returns a writer for rows that came from no file, in the template's columns.
func NewRejectWriter(w io.Writer) *RejectWriter {
	reject := &RejectWriter{out: Writer{bufio.NewWriter(w), ','}}
	for i := range columns {
		reject.columns = append(reject.columns, &columns[i])
	}
	return reject
}

// Write writes one row. A row of a file is written as it stood there; cells beyond the header follow behind the reason, where they
// are seen and refused again. The error is the underlying writer's.
func (w *RejectWriter) Write(row Row, reasons ...string) error {
	if !w.begun {
		w.begun = true
		header := make([]string, 0, len(w.columns)+1)
		for _, c := range w.columns {
			name := ""
			if c != nil {
				name = c.Name
			}
			header = append(header, name)
		}
		w.out.header(append(header, reason.Name))
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

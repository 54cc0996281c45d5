package usercsv

import (
	"bufio"
	"io"
	"strings"
	"unicode/utf8"
)

// RejectWriter writes rejected rows as a file that opens in a spreadsheet and is uploaded again once mended: UTF-8 with its mark, a
// last column "reason", and nothing that a spreadsheet would run as a formula. Nothing is written for no rows.
type RejectWriter struct {
	out       *bufio.Writer
	delimiter byte
	columns   []*Column // without the reason's
	begun     bool
}

// RejectWriter returns a writer for rows of this file, in its own delimiter and order of columns.
func (r *Reader) RejectWriter(w io.Writer) *RejectWriter {
	reject := &RejectWriter{out: bufio.NewWriter(w), delimiter: r.delimiter}
	for _, c := range r.columns {
		if c != &reason {
			reject.columns = append(reject.columns, c)
		}
	}
	return reject
}

// NewRejectWriter returns a writer for rows that came from no file, in the template's columns.
func NewRejectWriter(w io.Writer) *RejectWriter {
	reject := &RejectWriter{out: bufio.NewWriter(w), delimiter: ','}
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
		if _, err := w.out.WriteString("\uFEFF"); err != nil {
			return err
		}
		if err := w.line(append(header, reason.Name)); err != nil {
			return err
		}
	}
	cells := make([]string, len(w.columns), len(w.columns)+1)
	beyond := row.cells[copy(cells, row.cells):]
	for i, c := range w.columns {
		if row.cells == nil && c != nil {
			cells[i] = row.value(c.Field)
		}
	}
	cells = append(cells, strings.Join(reasons, " "))
	return w.line(append(cells, beyond...))
}

// Flush writes what is buffered; call it once behind the last row.
func (w *RejectWriter) Flush() error { return w.out.Flush() }

func (w *RejectWriter) line(cells []string) error {
	for i, cell := range cells {
		if i > 0 {
			_ = w.out.WriteByte(w.delimiter) // a bufio.Writer keeps its error for the next call
		}
		_, _ = w.out.WriteString(quote(inert(cell)))
	}
	_, err := w.out.WriteString("\r\n")
	return err
}

// quote puts a cell in quotation marks where any spreadsheet, whatever its delimiter, could split it.
func quote(cell string) string {
	if !strings.ContainsAny(cell, "\"\r\n"+delimiters) {
		return cell
	}
	return `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
}

// inert puts an apostrophe before what a spreadsheet would take for a formula; bare takes it away again.
func inert(cell string) string {
	cell = strings.ReplaceAll(strings.ToValidUTF8(cell, "\uFFFD"), "\x00", "\uFFFD")
	if formula(cell) {
		return "'" + cell
	}
	return cell
}

func bare(cell string) string {
	if formula(cell) {
		return strings.TrimPrefix(cell, "'")
	}
	return cell
}

// formula tells whether a cell starts like a formula, behind any apostrophes: those are counted up and down, so that none is lost.
func formula(cell string) bool {
	first, _ := utf8.DecodeRuneInString(strings.TrimLeft(cell, "'"))
	return strings.ContainsRune("=+-@\t\r\n＝＋－＠", first)
}

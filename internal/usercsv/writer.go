package usercsv

import (
	"bufio"
	"io"
	"strings"
	"unicode/utf8"
)

// Writer writes a file that opens in a spreadsheet: UTF-8 with its mark, and nothing that a spreadsheet would run as a formula. A Reader
// reads every value back as it was.
type Writer struct {
	out       *bufio.Writer
	delimiter byte
}

// NewWriter returns a writer of a file with the columns, cells parted by the delimiter: a comma, semicolon or tab. An error of the underlying
// writer is told by the next Write or Flush.
func NewWriter(w io.Writer, delimiter byte, columns ...string) *Writer {
	writer := &Writer{bufio.NewWriter(w), delimiter}
	_, _ = writer.out.WriteString("\uFEFF") // a bufio.Writer keeps its error for the next call
	_ = writer.Write(columns...)
	return writer
}

// Write writes one row. The error is the underlying writer's.
func (w *Writer) Write(cells ...string) error {
	for i, cell := range cells {
		if i > 0 {
			_ = w.out.WriteByte(w.delimiter)
		}
		_, _ = w.out.WriteString(quote(inert(cell)))
	}
	_, err := w.out.WriteString("\r\n")
	return err
}

// Flush writes what is buffered; call it behind the last row.
func (w *Writer) Flush() error { return w.out.Flush() }

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

// formula tells whether a cell starts like a formula, behind any apostrophes, which are counted up and down, so that none is lost, and
// any blanks.
func formula(cell string) bool {
	text := strings.TrimLeft(cell, "'")
	first, _ := utf8.DecodeRuneInString(strings.TrimSpace(text))
	return text != "" && (strings.ContainsAny(text[:1], "\t\r\n") || strings.ContainsRune("=+-@＝＋－＠", first))
}

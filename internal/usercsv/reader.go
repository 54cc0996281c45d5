package usercsv

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Reader reads the rows of one file, a row at a time, in bounded memory.
type Reader struct {
	source    *decoder
	scan      scanner
	allowed   string // delimiters to choose from
	delimiter byte
	known     []Column
	others    bool               // columns that are not known are passed over
	byName    map[string]*Column // names and aliases, folded
	columns   []*Column          // of the header, by place; nil where it has no name
	titles    []string           // as the header writes them
	width     int                // places up to the last named column, the reason's apart
	least     int                // places up to the last required column
}

// NewReader reads the header. Its faults, all at once, refuse the file: then there is no Reader. An error is the source's own.
// The file may also have the extra columns, whose values come in Row.Extra.
func NewReader(src io.Reader, extra ...Column) (*Reader, []Fault, error) {
	return NewReaderOf(src, slices.Concat(UserColumns, extra))
}

// NewReaderOf reads a file of other columns than the template's. Those with a Field of Row come there, the others in Row.Extra.
func NewReaderOf(src io.Reader, columns []Column) (*Reader, []Fault, error) {
	return newReader(src, Reader{known: columns})
}

// NewReaderAmong is NewReaderOf for a file that has further columns, which are passed over: the dump of somebody else's database.
func NewReaderAmong(src io.Reader, columns []Column) (*Reader, []Fault, error) {
	return newReader(src, Reader{known: columns, others: true})
}

func newReader(src io.Reader, kind Reader) (*Reader, []Fault, error) {
	source, err := decode(src)
	if errors.Is(err, errWorkbook) {
		return nil, []Fault{{1, "", Invalid, "This is a spreadsheet's own file: save it as “CSV UTF-8” and send that."}}, nil
	}
	if err != nil {
		return nil, nil, err
	}
	r := &kind
	r.source, r.scan, r.allowed = source, scanner{src: bufio.NewReader(source)}, delimiters
	r.index()
	faults, err := r.header()
	if err != nil || len(faults) > 0 {
		return nil, faults, err
	}
	return r, nil, nil
}

// Encoding is "UTF-8", "UTF-16LE", "UTF-16BE" or "Windows-1252". Without a byte order mark it is certain only at the end of the file.
func (r *Reader) Encoding() string { return r.source.encoding }

// Read returns the next row that is not blank, io.EOF behind the last one. A row with faults could not be read as it was meant: its
// values say nothing, its Line does, and a RejectFile has it as it stood. Any other error is the source's own and ends the file.
func (r *Reader) Read() (Row, []Fault, error) {
	for {
		rec, err := r.scan.record()
		if err != nil {
			return Row{}, nil, err
		}
		if first := rec.lines[0]; !first.long && strings.Trim(first.text, " "+string(r.delimiter)) == "" {
			continue
		}
		if row, faults, blank := r.row(rec); !blank {
			return row, faults, nil
		}
	}
}

func (r *Reader) row(rec record) (row Row, faults []Fault, blank bool) {
	first := rec.lines[0]
	if first.long {
		return whole(first, longRow(first.number))
	}
	cells, ok := split(rec.text(), r.delimiter)
	if !ok {
		at := Fault{first.number, "", Invalid, "A quotation mark stands inside a cell: put the whole cell in quotation marks and write the one inside twice."}
		if _, stray := split(first.text+`"`, r.delimiter); stray {
			at.Message = "A quotation mark is opened in this row and not closed."
		}
		if len(rec.lines) > 1 {
			r.scan.giveBack(rec)
		}
		return whole(first, at)
	}
	row, faults, blank = r.fill(cells, first.number)
	last := rec.lines[len(rec.lines)-1]
	if short := len(cells) < r.least || last.cut && len(cells) < r.width; short && !blank {
		message := "The row stops after %d of %d cells."
		if last.cut {
			message = "The file ends in the middle of this row, after %d of %d cells."
		}
		faults = append(faults, Fault{row.Line, "", Invalid, fmt.Sprintf(message, len(cells), r.width)})
	}
	return row, faults, blank
}

// fill puts the cells under their columns. Missing cells at the end are empty, as spreadsheets leave them out; surplus ones must be.
func (r *Reader) fill(cells []string, number int) (row Row, faults []Fault, blank bool) {
	row, blank = Row{Line: number, cells: make([]string, 0, len(r.columns))}, true
	var surplus []string
	stray := false
	for i := range max(len(cells), len(r.columns)) {
		value, bad := "", ""
		if i < len(cells) {
			value, bad = clean(cells[i])
		}
		if slices.Contains(formulaErrors, value) {
			bad = "A spreadsheet's error stands here: mend the formula, or write the value."
		}
		if i >= len(r.columns) {
			surplus = append(surplus, value)
			stray = stray || value != ""
			continue
		}
		c := r.columns[i]
		if c == &reason {
			continue
		}
		row.cells = append(row.cells, value)
		blank = blank && value == ""
		if c == nil {
			stray = stray || value != "" && !r.others
			continue
		}
		row.set(c.Field, value)
		if bad != "" {
			faults = append(faults, Fault{number, c.Field, Invalid, bad})
		}
	}
	if stray {
		blank = false
		row.cells = append(row.cells, surplus...)
		faults = append(faults, Fault{number, "", Invalid, fmt.Sprintf("A value stands outside the %d named columns: "+
			"remove it, or put the cell that holds a delimiter in quotation marks.", r.width)})
	}
	return row, faults, blank
}

// formulaErrors are what spreadsheets save in place of a formula's value, in English, German and French.
var formulaErrors = []string{
	"#NAME?", "#N/A", "#VALUE!", "#REF!", "#DIV/0!", "#NULL!", "#NUM!", "#NV", "#WERT!", "#BEZUG!", "#ZAHL!", "#NOM?", "#VALEUR!", "#NUL!", "#NOMBRE!",
}

// whole is a row that could not be split: its text stands in the first cell, so that it stays rejected until it is mended.
func whole(l line, fault Fault) (Row, []Fault, bool) {
	text, _ := clean(shorten(l.text, 1000))
	return Row{Line: l.number, cells: []string{text}}, []Fault{fault}, false
}

func longRow(number int) Fault {
	return Fault{number, "", TooLong, fmt.Sprintf("The row is longer than %d KiB.", maxRow>>10)}
}

// clean returns a cell's value, and what is wrong with its characters.
func clean(cell string) (value, bad string) {
	if strings.ContainsRune(cell, 0) {
		bad = "The value holds a NUL character: write it again."
		cell = strings.ReplaceAll(cell, "\x00", "\uFFFD")
	}
	cell = strings.ToValidUTF8(cell, "\uFFFD")
	if bad == "" && strings.ContainsRune(cell, '\uFFFD') {
		bad = "The value holds a character that cannot be read: write it again and save the file as UTF-8."
	}
	return strings.TrimSpace(bare(strings.TrimSpace(cell))), bad
}

package usercsv

import (
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
)

// maxColumns is how many columns a header may have: enough for any export, few enough to name each that is unknown.
const maxColumns = 100

const delimiters = ",;\t"

// header reads the first line that is not blank, settles the delimiter and the columns, and returns every fault of it.
func (r *Reader) header() ([]Fault, error) {
	rec, err := r.scan.record()
	for err == nil && !rec.lines[0].long && strings.Trim(rec.text(), "\" "+delimiters) == "" {
		rec, err = r.scan.record()
	}
	if errors.Is(err, io.EOF) {
		return []Fault{{Line: 1, Code: Required, Message: "The file is empty: its first line must name the columns " + names(r.known) + "."}}, nil
	}
	if err != nil {
		return nil, err
	}
	if forced := separator(rec.text()); forced != "" && r.allowed == delimiters {
		r.allowed = forced
		return r.header()
	}
	at := rec.lines[0].number
	if rec.lines[0].long {
		return []Fault{longRow(at)}, nil
	}
	cells, ok := r.detect(rec.text())
	if !ok || !rec.closed {
		return []Fault{{at, "", Invalid, "The header cannot be read: a quotation mark in it is misplaced."}}, nil
	}
	if len(cells) > maxColumns {
		return []Fault{{at, "", TooLong, fmt.Sprintf("The header has %d columns; at most %d are read.", len(cells), maxColumns)}}, nil
	}
	return r.bind(cells, at), nil
}

// detect splits the header by the delimiter under which it names the most columns that are known, then the most of any.
func (r *Reader) detect(text string) ([]string, bool) {
	var best []string
	most := -1
	for _, delimiter := range []byte(r.allowed) {
		cells, ok := split(text, delimiter)
		if !ok {
			continue
		}
		for len(cells) > 1 && strings.TrimSpace(cells[len(cells)-1]) == "" {
			cells = cells[:len(cells)-1]
		}
		known := 0
		for _, cell := range cells {
			if r.find(cell) != nil {
				known++
			}
		}
		if score := known*maxRow + len(cells); score > most {
			most, best, r.delimiter = score, cells, delimiter
		}
	}
	return best, best != nil
}

// bind settles which column each cell of the header names, and collects what is unknown, doubled or missing.
func (r *Reader) bind(cells []string, at int) []Fault {
	var faults []Fault
	first := map[*Column]string{}
	r.columns = make([]*Column, len(cells))
	for i, cell := range cells {
		c := r.find(cell)
		if c == nil && strings.TrimSpace(cell) != "" {
			faults = append(faults, Fault{at, "", Invalid, fmt.Sprintf("The column %s is unknown; known are %s.", named(cell), names(r.known))})
		}
		r.columns[i] = c
		if c == nil || c == &reason {
			continue
		}
		if before, twice := first[c]; twice {
			faults = append(faults, Fault{at, c.Field, Invalid, fmt.Sprintf("The columns %s and %s both mean %s.", named(before), named(cell), c.Name)})
			continue
		}
		first[c] = cell
		r.width = i + 1
		if c.Required {
			r.least = i + 1
		}
	}
	for i := range r.known {
		c := &r.known[i]
		if _, found := first[c]; c.Required && !found {
			faults = append(faults, Fault{at, c.Field, Required, fmt.Sprintf("The column %s is missing in the header.", c.Name)})
		}
	}
	return faults
}

// index prepares find.
func (r *Reader) index() {
	r.byName = map[string]*Column{reason.Name: &reason}
	for i, c := range r.known {
		for _, name := range append([]string{c.Name}, c.Aliases...) {
			r.byName[fold(name)] = &r.known[i]
		}
	}
}

// find returns the column that a cell of the header names, nil if none.
func (r *Reader) find(cell string) *Column { return r.byName[fold(cell)] }

// fold drops from a name what people write differently: case, spaces, punctuation.
func fold(name string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) || unicode.IsDigit(c) {
			return unicode.ToLower(c)
		}
		return -1
	}, name)
}

// separator returns the delimiter that a line "sep=;", as spreadsheets write it before the header, declares; "" if it is none.
func separator(text string) string {
	declared, ok := strings.CutPrefix(strings.ToLower(strings.Trim(text, `" `)), "sep=")
	if !ok || len(declared) != 1 || !strings.Contains(delimiters, declared) {
		return ""
	}
	return declared
}

func names(columns []Column) string {
	all := make([]string, len(columns))
	for i, c := range columns {
		all[i] = c.Name
	}
	return strings.Join(all, ", ")
}

// named quotes what somebody wrote, shortened, for a message.
func named(cell string) string {
	return strconv.Quote(shorten(strings.ToValidUTF8(strings.TrimSpace(cell), "\uFFFD"), 40))
}

// shorten cuts by rune.
func shorten(text string, runes int) string {
	n := 0
	for i := range text {
		if n == runes {
			return text[:i] + "…"
		}
		n++
	}
	return text
}

package usercsv

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/agnivade/levenshtein"
	"golang.org/x/text/unicode/norm"
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
	count := len(cells)
	if r.find(cells[count-1]) == &reason { // of a rejected file with as many columns as there may be
		count--
	}
	if count > maxColumns {
		return []Fault{{at, "", TooLong, fmt.Sprintf("The header has %d columns; at most %d are read.", count, maxColumns)}}, nil
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
	first := map[*Column]int{} // their places
	r.columns, r.titles = make([]*Column, len(cells)), make([]string, len(cells))
	for i, cell := range cells {
		r.titles[i], _ = clean(cell)
		c := r.find(cell)
		r.columns[i] = c
		if _, twice := first[c]; c == nil || c == &reason || twice {
			continue
		}
		first[c] = i
		r.width = i + 1
		if c.Required {
			r.least = i + 1
		}
	}
	var faults []Fault
	for i, cell := range cells {
		c := r.columns[i]
		if c == nil && strings.TrimSpace(cell) != "" {
			faults = append(faults, Fault{at, "", Invalid, r.unknown(cell, first)})
		}
		if before, found := first[c]; found && before != i {
			faults = append(faults, Fault{at, c.Field, Invalid, fmt.Sprintf("The columns %s and %s both mean %s.", named(cells[before]), named(cell), c.Name)})
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

// unknown says that a cell of the header names no column, and which of those that are not there it may mean.
func (r *Reader) unknown(cell string, there map[*Column]int) string {
	message := fmt.Sprintf("The column %s is unknown", named(cell))
	key := fold(shorten(cell, 40))
	meant, best, least := (*Column)(nil), "", min(len(key)/4, 3)+1
	for name, c := range r.byName {
		if _, found := there[c]; found {
			continue
		}
		if d := slips(key, name); d < least || d == least && name < best {
			meant, best, least = c, name, d
		}
	}
	if meant == nil {
		return message + "; known are " + names(r.known) + "."
	}
	return message + ": did you mean " + meant.Name + "? Known are " + names(r.known) + "."
}

// slips counts the letters to change from one name to the other; two that changed places are one slip.
func slips(a, b string) int {
	d := levenshtein.ComputeDistance(a, b)
	if d == 2 && len(a) == len(b) && letters(a) == letters(b) {
		return 1
	}
	return d
}

func letters(name string) string {
	runes := []rune(name)
	slices.Sort(runes)
	return string(runes)
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

// fold drops from a name what people write differently: case, accents, spaces, punctuation.
func fold(name string) string {
	return strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) || unicode.IsDigit(c) {
			return unicode.ToLower(c)
		}
		return -1
	}, norm.NFD.String(name))
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

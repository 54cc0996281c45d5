package usercsv

import (
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/agnivade/levenshtein"
	"golang.org/x/text/unicode/norm"
)

// maxColumns is how many columns a header may have: enough for any export, few enough to name each that is unknown.
const maxColumns = 100

// maxOthers is how many columns a header may have that names more than what is read.
const maxOthers = 1000

// maxTitle is how many lines above the header are taken for a title of the file, to tell so.
const maxTitle = 20

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
		if misplaced, err := r.misplaced(nil, at); misplaced != nil || err != nil {
			return misplaced, err
		}
		return []Fault{{at, "", Invalid, "The header cannot be read: a quotation mark in it is misplaced."}}, nil
	}
	count := len(cells)
	if r.find(cells[count-1]) == &reason { // of a rejected file with as many columns as there may be
		count--
	}
	most := maxColumns
	if r.others {
		most = maxOthers
	}
	if count > most {
		return []Fault{{at, "", TooLong, fmt.Sprintf("The header has %d columns; at most %d are read.", count, most)}}, nil
	}
	if message := r.oneCell(cells); message != "" {
		return []Fault{{at, "", Invalid, message}}, nil
	}
	faults := r.bind(cells, at)
	if faults != nil {
		misplaced, err := r.misplaced(cells, at)
		if misplaced != nil || err != nil {
			return misplaced, err
		}
	}
	return faults, nil
}

// misplaced tells, of a first line with faults, that it is no header: that a line behind it is, where it names no two columns itself, or that it
// is a row. It reads on, as the file is refused anyway. A line that cannot be read has no cells.
func (r *Reader) misplaced(cells []string, at int) ([]Fault, error) {
	known := r.count(cells)
	for n := 0; n < maxTitle && known < 2; n++ {
		rec, err := r.scan.record()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		below, _ := r.detect(rec.text())
		if r.count(below) > 1 {
			return []Fault{{at, "", Invalid, fmt.Sprintf("The first line must be the header, which seems to be in line %d: remove what stands above it.", rec.lines[0].number)}}, nil
		}
	}
	if i := slices.IndexFunc(cells, isAddress); i >= 0 && !slices.ContainsFunc(cells, r.isEmail) {
		return []Fault{{at, "", Required, fmt.Sprintf("The first line must be the header, and this one looks like a row, with %s in it: put a line before it that names the columns %s.",
			named(cells[i]), names(r.known))}}, nil
	}
	if known == 0 && cells != nil && !slices.ContainsFunc(cells, func(cell string) bool { return r.meant(cell, nil) != nil }) {
		return []Fault{{at, "", Required, fmt.Sprintf("The first line must be the header, and this one, which begins with %s, names no column: known are %s, parted by commas, semicolons or tabs.", named(cells[0]), names(r.known))}}, nil
	}
	return nil, nil
}

// oneCell says, of a header that is one cell with several names in it, how to part them; "" where it is none.
func (r *Reader) oneCell(cells []string) string {
	if len(cells) > 1 {
		return ""
	}
	for _, delimiter := range []byte(delimiters + "|") {
		if inner, _ := split(cells[0], delimiter); r.count(inner) < 2 {
			continue
		}
		switch {
		case !strings.Contains(delimiters, string(delimiter)):
			return fmt.Sprintf("The names in the header are parted by %q: save the file with commas, semicolons or tabs.", string(delimiter))
		case len(r.allowed) == 1:
			return fmt.Sprintf("The names in the header are parted by %q, and the line before it says sep=%s: mend that line, or remove it.", string(delimiter), r.allowed)
		}
		return "The whole header stands in one pair of quotation marks: remove those around each line."
	}
	return ""
}

// isEmail tells whether a cell names the column of the addresses.
func (r *Reader) isEmail(cell string) bool {
	c := r.find(cell)
	return c != nil && c.Field == "email"
}

// isAddress tells whether a cell looks like an e-mail address, which no title of a column does.
func isAddress(cell string) bool {
	cell = strings.TrimSpace(cell)
	at := strings.IndexByte(cell, '@')
	return at > 0 && at < len(cell)-1 && !strings.ContainsAny(cell, " ()")
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
		if score := r.count(cells)*maxRow + len(cells); score > most {
			most, best, r.delimiter = score, cells, delimiter
		}
	}
	return best, best != nil
}

// count is how many cells name a column.
func (r *Reader) count(cells []string) (known int) {
	for _, cell := range cells {
		if r.find(cell) != nil {
			known++
		}
	}
	return known
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
		if c == nil && strings.TrimSpace(cell) != "" && !r.others {
			faults = append(faults, Fault{at, "", Invalid, r.unknown(cell, first)})
		}
		if before, found := first[c]; found && before != i {
			faults = append(faults, Fault{at, c.Field, Invalid, fmt.Sprintf("The columns %s and %s both mean %s: leave one of them out.", named(cells[before]), named(cell), c.Name)})
		}
	}
	for i := range r.known {
		c := &r.known[i]
		if _, found := first[c]; c.Required && !found {
			faults = append(faults, Fault{at, c.Field, Required, r.missing(c)})
		}
	}
	return faults
}

// missing says that a column is not there. A "Name" alone is mostly the whole of it.
func (r *Reader) missing(c *Column) string {
	if i := placeOf(r.columns, "familyName"); c.Field == "givenName" && i >= 0 && (fold(r.titles[i]) == "name" || fold(r.titles[i]) == "nom") {
		return fmt.Sprintf("The column %s is missing in the header: %s is read as %s. Split it where it holds both names.", c.Name, named(r.titles[i]), r.columns[i].Name)
	}
	return fmt.Sprintf("The column %s is missing in the header.", c.Name)
}

// unknown says that a cell of the header names no column, and which of those that are not there it may mean.
func (r *Reader) unknown(cell string, there map[*Column]int) string {
	message := fmt.Sprintf("The column %s is unknown: ", named(cell))
	if r.byName["givenname"] != nil && slices.ContainsFunc(UpdateColumns, func(c Column) bool { return fold(c.Name) == fold(cell) }) {
		return message + "an export has it, and updateUsers changes people by such a file. To add people, remove it."
	}
	if meant := r.meant(cell, there); meant != nil {
		message += "did you mean " + meant.Name + "? If not, "
	}
	return message + "remove it, or give it one of the names " + names(r.known) + "."
}

// meant is the column, of those that are not there, which a misspelt cell of the header may mean; nil for none.
func (r *Reader) meant(cell string, there map[*Column]int) (meant *Column) {
	key := fold(shorten(cell, 40))
	best, least := "", min(len(key)/4, 3)+1
	for name, c := range r.byName {
		if _, found := there[c]; found {
			continue
		}
		if d := slips(key, name); d < least || d == least && name < best {
			meant, best, least = c, name, d
		}
	}
	return meant
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

// find returns the column that a cell of the header names, nil if none. What stands in brackets at its end is looked past: "Phone (mobile)".
func (r *Reader) find(cell string) *Column {
	if c := r.byName[fold(cell)]; c != nil {
		return c
	}
	return r.byName[fold(bracketed.ReplaceAllString(cell, ""))]
}

var bracketed = regexp.MustCompile(`[(\[][^()\[\]]*[)\]]\s*$`)

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

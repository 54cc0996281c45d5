package importer

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// Report is what an import did.
type Report struct {
	Accounts, Users, Assets Counts
	Bad                     []BadRow // by file and line
	Took                    time.Duration
}

// Counts are the rows of one file by what became of them.
type Counts struct {
	Read      bool  // there is such a file
	Rows      int   // in the file
	Added     int   // written
	Unchanged int   // there already, with the same values
	Differing []int // lines of rows that are there with other values: they are left as they are
	Bad       int   // wrong by themselves
	Waiting   int   // right, but need an account of a bad row, or below one
}

// BadRow is one thing wrong with one row.
type BadRow struct {
	File   string // "accounts", "users" or "assets"
	Line   int    // as an editor counts, the header included
	Column string // "" for the row as a whole
	Reason string
}

func (b BadRow) String() string {
	if b.Column == "" {
		return fmt.Sprintf("%s line %d: %s", b.File, b.Line, b.Reason)
	}
	return fmt.Sprintf("%s line %d, %s: %s", b.File, b.Line, b.Column, b.Reason)
}

func (r *Report) sort() {
	slices.SortStableFunc(r.Bad, func(a, b BadRow) int { return cmp.Or(cmp.Compare(a.File, b.File), cmp.Compare(a.Line, b.Line)) })
}

// Print writes the report for people: a line for each file, then one for each thing that is wrong.
func (r Report) Print(w io.Writer) {
	var b strings.Builder
	for _, file := range []struct {
		name string
		Counts
	}{{"accounts", r.Accounts}, {"users", r.Users}, {"assets", r.Assets}} {
		if !file.Read {
			continue
		}
		fmt.Fprintf(&b, "%-9s %d rows: %d added, %d unchanged, %d differing, %d bad", file.name, file.Rows, file.Added, file.Unchanged, len(file.Differing), file.Bad)
		if file.Waiting > 0 {
			fmt.Fprintf(&b, ", %d below bad ones", file.Waiting)
		}
		b.WriteByte('\n')
		if len(file.Differing) > 0 {
			fmt.Fprintf(&b, "          differing rows are left as they are in the database: %s\n", lineNumbers(file.Differing))
		}
	}
	if b.Len() > 0 {
		fmt.Fprintf(&b, "in %.1f s\n", r.Took.Seconds())
	}
	for _, bad := range r.Bad {
		fmt.Fprintln(&b, bad)
	}
	_, _ = io.WriteString(w, b.String()) // nobody is left to tell
}

// lineNumbers names lines, the first of them when they are many.
func lineNumbers(lines []int) string {
	const most = 20
	words := make([]string, 0, most+1)
	for _, line := range lines[:min(most, len(lines))] {
		words = append(words, fmt.Sprint(line))
	}
	if more := len(lines) - most; more > 0 {
		words = append(words, fmt.Sprintf("and %d more", more))
	}
	noun := "lines "
	if len(lines) == 1 {
		noun = "line "
	}
	return noun + strings.Join(words, ", ")
}

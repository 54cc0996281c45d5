package tree

import (
	"slices"
	"strings"

	"canopy/internal/store"
)

// kind is one kind of rows: how it is stored, and how a row becomes a node N of the answer. R is what a row is
// scanned into; it starts from what row answers and is scanned over for the next row.
type kind[R, N any] struct {
	table, alias string
	columns      []column[R]         // the id first: it is always read
	fields       map[string]string   // fields of the schema -> the columns that they need, parted by blanks
	orders       map[string]order[R] // by the names of the schema
	row          func(*Selection) *R
	key          func(*R) int64
	node         func(*R) *N
	count        func(of *N, c *Connection, total int) // hangs a count at a node; nil where the kind has no connections
}

// column is a stored column and where its value goes.
type column[R any] struct {
	name string
	set  func(*R, store.Value)
}

// pick answers the columns that the selection needs, and those named besides.
func (k *kind[R, N]) pick(sel *Selection, also ...string) []column[R] {
	if sel != nil {
		for f, selected := range sel.Fields {
			if selected {
				also = append(also, strings.Fields(k.fields[f])...)
			}
		}
		for f := range sel.Objects {
			also = append(also, strings.Fields(k.fields[f])...)
		}
		for _, c := range sel.Connections {
			if !c.atAccount() {
				also = append(also, "path")
			}
		}
		if len(sel.On) > 0 {
			also = append(also, "path")
		}
	}
	picked := make([]column[R], 0, len(also)+1)
	for i, c := range k.columns {
		if i == 0 || slices.Contains(also, c.name) {
			picked = append(picked, c)
		}
	}
	return picked
}

// names are the columns of the rows named alias, as SELECT wants them.
func names[R any](alias string, columns []column[R]) string {
	var b strings.Builder
	for i, c := range columns {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(alias)
		b.WriteByte('.')
		b.WriteString(c.name)
	}
	return b.String()
}

// optional is a stored text as the answer has it: "" is null.
func optional(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// lines are the parts of a text that is stored joined by "\n".
func lines(s string) []string {
	if s == "" {
		return []string{}
	}
	return strings.Split(s, "\n")
}

package api_test

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"canopy/graph"
	"canopy/internal/canopytest"
)

var update = flag.Bool("update", false, "write the numbers into docs/statements.md")

const statementsPage = "../../docs/statements.md"

// TestStatements counts the SQL statements of every connection, of every field that takes one and of whole requests, over few
// parents and over many, and holds docs/statements.md to the numbers. To write them there:
//
//	go test ./e2e/api -run 'TestStatements$' -update
func TestStatements(t *testing.T) {
	var found []*counts
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		h := newHouse(t, rig, &graph.Limits{Cost: 1 << 20, Depth: 30, Fields: 10_000}) // more than may be asked at once
		root, admin := h.grow(t, 5)                                                    // 156 accounts on four levels
		c := &counting{house: h, t: t, root: root, admin: admin, token: h.token(t, admin)}
		c.connections()
		c.fields()
		c.requests()
		c.mutations()
		found = append(found, &c.counts)
	})
	if t.Failed() {
		return
	}
	page, err := os.ReadFile(statementsPage)
	if err != nil {
		t.Fatal(err)
	}
	written := string(page)
	for _, table := range slices.Sorted(maps.Keys(found[0].tables)) {
		written = replaced(t, written, table, merged(found[0].tables[table], found[1].tables[table]))
	}
	switch {
	case written == string(page):
	case *update:
		if err := os.WriteFile(statementsPage, []byte(written), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		for line := range strings.Lines(written) {
			if !strings.Contains(string(page), line) {
				t.Errorf("docs/statements.md is stale, it should say %s", line)
			}
		}
	}
}

// counts are tables of numbers, by the heading of the page that each stands under.
type counts struct{ tables map[string][][]string }

func (c *counts) add(table string, cells ...any) {
	if c.tables == nil {
		c.tables = map[string][][]string{}
	}
	var row []string
	for _, cell := range cells {
		row = append(row, fmt.Sprint(cell))
	}
	c.tables[table] = append(c.tables[table], row)
}

// merged are the rows of a table as text: where the databases differ, SQLite's number and then PostgreSQL's.
func merged(sqlite, postgres [][]string) (text string) {
	for i, row := range sqlite {
		cells := slices.Clone(row)
		for j, cell := range row {
			if cell != postgres[i][j] {
				cells[j] = cell + ", " + postgres[i][j]
			}
		}
		text += "| " + strings.Join(cells, " | ") + " |\n"
	}
	return text
}

// replaced is the page with these rows below the rule of the table under the heading.
func replaced(t *testing.T, page, heading, rows string) string {
	t.Helper()
	before, after, found := strings.Cut(page, "## "+heading+"\n")
	text, table, ruled := strings.Cut(after, "|\n|-")
	if !found || !ruled {
		t.Fatalf("docs/statements.md has no table %q", heading)
	}
	rule, rest, _ := strings.Cut(table, "\n")
	for strings.HasPrefix(rest, "|") {
		_, rest, _ = strings.Cut(rest, "\n")
	}
	return before + "## " + heading + "\n" + text + "|\n|-" + rule + "\n" + rows + rest
}

package tree

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"regexp"
	"runtime"
	"strings"
	"testing"

	"canopy/internal/canopytest"
	"canopy/internal/viewer"

	"entgo.io/ent/dialect"
)

// TestDescendantsExport reads a tree of 10,000 accounts (100,000 in soak) in pages of 1,000: each page reads from the index of
// paths as many rows as it has, wherever it stands, also where holes part the viewer's tree, and leaves no memory behind.
func TestDescendantsExport(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		size := 10_000
		if os.Getenv("CANOPY_SOAK") != "" {
			size = 100_000
		}
		parents := []int{-1}
		hidden, seen := []bool{false}, 0 // what lies in the first subtree
		for i := range size {
			parents = append(parents, i/10)
			hidden = append(hidden, i == 0 || hidden[i/10])
			if !hidden[i+1] {
				seen++
			}
		}
		forest := rig.Forest(parents)
		if rig.Store.Dialect() == dialect.Postgres {
			if _, err := rig.Store.WriteDB().Exec("ANALYZE accounts"); err != nil {
				t.Fatal(err)
			}
		}
		root := &Account{Key: forest[0].ID, Path: forest[0].Path}
		grants := []viewer.Grant{{Path: root.Path, Role: viewer.Reader, Only: true}}
		for _, a := range forest[2:11] {
			grants = append(grants, viewer.Grant{Path: a.Path, Role: viewer.Reader})
		}
		for name, c := range map[string]struct {
			viewer *viewer.Viewer
			rows   int
		}{
			"whole":      {viewer.New(0, true, nil), size},
			"with holes": {viewer.New(1, false, grants), seen},
		} {
			t.Run(name, func(t *testing.T) {
				ctx := viewer.NewContext(t.Context(), c.viewer)
				read, first := 0, 0.0
				page := &Connection{Key: 1, Field: "descendants", Page: Page{First: new(int)}, PageInfo: true, Cursors: true, HasNext: true, Node: &Selection{}}
				*page.Page.First = MaxFirst
				for more := true; more; {
					if err := page.check(); err != nil {
						t.Fatal(err)
					}
					l := New(Config{Store: rig.Store}).loader(ctx)
					s := l.descendants([]*Account{root}, page)
					found, err := load[AccountConnection](ctx, l, accounts, page, s, func(_ context.Context, list []*Account, _ *Selection) error {
						read += len(list)
						return nil
					})
					if err != nil {
						t.Fatal(err)
					}
					l.direct(t, s.behind(page.window.after), page, len(c.viewer.Ranges()))
					more, page.Page.After = found[0].PageInfo.HasNextPage, found[0].PageInfo.EndCursor
					if first == 0 {
						first = heap()
					}
				}
				if grown := heap() - first; grown > 8e6 {
					t.Errorf("the heap has grown by %.1f MB since the first page", grown/1e6)
				}
				if read != c.rows {
					t.Errorf("%d rows on all pages, want %d", read, c.rows)
				}
			})
		}
	})
}

// heap is how many bytes live.
func heap() float64 {
	runtime.GC()
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	return float64(memory.HeapAlloc)
}

// explained is a plan: the last column of its rows, on both databases.
func explained(t *testing.T, ask func() (*sql.Rows, error)) (plan string) {
	t.Helper()
	rows, err := ask()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	columns, err := rows.Columns()
	if err != nil {
		t.Fatal(err)
	}
	var line string
	into := make([]any, len(columns))
	for i := range into {
		into[i] = new(any)
	}
	into[len(into)-1] = &line
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			t.Fatal(err)
		}
		plan += line + "\n"
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return plan
}

var scanned = regexp.MustCompile(`(?:account_path|Bitmap Heap Scan) on accounts a .*\(actual rows=(\d+)(?:\.\d+)? loops=(\d+)\)`)

// direct fails unless a page's rows come from the index of paths, and no more of them than a page has in any of the ranges.
func (l *loader) direct(t *testing.T, s source, c *Connection, ranges int) {
	t.Helper()
	b := l.statement()
	paged(b, s, accounts, accounts.pick(c.Node, "path"), accounts.orders["PATH"], false, c.window, l.totals(nil))
	text, args := b.Query()
	if l.store.Dialect() == dialect.SQLite {
		plan := explained(t, func() (*sql.Rows, error) { return l.store.DB().Query("EXPLAIN QUERY PLAN "+text, args...) })
		if !strings.Contains(plan, "SEARCH a USING COVERING INDEX account_path (path>? AND path<?)") || strings.Count(plan, "TEMP B-TREE") != 1 {
			t.Errorf("the plan is\n%s", plan)
		}
		return
	}
	plan := explained(t, func() (*sql.Rows, error) { return l.store.DB().Query("EXPLAIN (ANALYZE, TIMING OFF) "+text, args...) })
	var each, loops int
	if found := scanned.FindStringSubmatch(plan); found != nil {
		_, _ = fmt.Sscan(found[1], &each)
		_, _ = fmt.Sscan(found[2], &loops)
	}
	if each == 0 || each > c.window.limit+1 || loops > ranges || strings.Contains(plan, "Seq Scan") {
		t.Errorf("the plan is\n%s", plan)
	}
}

// TestPlanForAnyViewer: the plan that PostgreSQL keeps reads children in their order, and does not look for them among all
// that the viewer sees.
func TestPlanForAnyViewer(t *testing.T) {
	rig := canopytest.Postgres(t)
	parents := []int{-1, 0}
	for i := range 20_000 {
		parents = append(parents, max(1, 2+(i-10_000)/100))
	}
	forest := rig.Forest(parents)
	conn, err := rig.Store.DB().Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = conn.Close() }()
	v := viewer.New(1, false, []viewer.Grant{{Path: forest[0].Path, Role: viewer.Reader}})
	l := New(Config{Store: rig.Store}).loader(viewer.NewContext(t.Context(), v))
	page := &Connection{Field: "subAccounts", AccountOrder: AccountOrder{Field: "CREATED_AT"}, Nodes: true, Node: &Selection{}}
	if err := page.check(); err != nil {
		t.Fatal(err)
	}
	s, _ := l.directly(page, source{places: []int64{forest[1].ID}}, "p.id")
	b := l.statement()
	paged(b, s, accounts, accounts.pick(page.Node), accounts.orders["CREATED_AT"], false, page.window, l.totals(nil))
	text, args := b.Query()
	var given []string
	for _, arg := range args {
		given = append(given, fmt.Sprintf("'%v'", arg)) // numbers and paths
	}
	for _, statement := range []string{"ANALYZE accounts", "SET plan_cache_mode = force_generic_plan", "PREPARE page AS " + text} {
		if _, err := conn.ExecContext(t.Context(), statement); err != nil {
			t.Fatal(err)
		}
	}
	plan := explained(t, func() (*sql.Rows, error) {
		return conn.QueryContext(t.Context(), "EXPLAIN EXECUTE page("+strings.Join(given, ", ")+")")
	})
	if !strings.Contains(plan, "Index Scan using account_parent_id_created_at_id") || strings.Contains(plan, "account_path") {
		t.Errorf("the plan is\n%s", plan)
	}
}

// TestPlanOfManyRanges: a page of all that a viewer sees reads the index of paths range by range, or the index of names.
func TestPlanOfManyRanges(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		parents := []int{-1}
		for i := range 10_000 {
			parents = append(parents, i/10)
		}
		forest := rig.Forest(parents)
		if rig.Store.Dialect() == dialect.Postgres {
			if _, err := rig.Store.WriteDB().Exec("ANALYZE accounts"); err != nil {
				t.Fatal(err)
			}
		}
		var grants []viewer.Grant
		for i := range 50 {
			grants = append(grants, viewer.Grant{Path: forest[100+i*150].Path, Role: viewer.Reader})
		}
		l := New(Config{Store: rig.Store}).loader(viewer.NewContext(t.Context(), viewer.New(1, false, grants)))
		page := &Connection{Field: "accounts", Nodes: true, Node: &Selection{}}
		if err := page.check(); err != nil {
			t.Fatal(err)
		}
		b := l.statement()
		paged(b, l.everywhere(page), accounts, accounts.pick(page.Node), accounts.orders["NAME"], false, page.window, l.totals(nil))
		text, args := b.Query()
		explain, want, sorts := "EXPLAIN ", []string{"Index Scan using account_path", "Index Scan using account_name_key_id"}, "Sort Key"
		if rig.Store.Dialect() == dialect.SQLite {
			explain, want, sorts = "EXPLAIN QUERY PLAN ", []string{"USING COVERING INDEX account_path (path>? AND path<?)", "SCAN a USING INDEX account_name_key_id"}, "TEMP B-TREE"
		}
		plan := explained(t, func() (*sql.Rows, error) { return l.store.DB().Query(explain+text, args...) })
		for _, index := range want {
			if !strings.Contains(plan, index) {
				t.Errorf("no %s in the plan\n%s", index, plan)
			}
		}
		if strings.Contains(plan, "Seq Scan") || strings.Count(plan, sorts) != 2 { // of those near, and of the page
			t.Errorf("the plan is\n%s", plan)
		}
	})
}

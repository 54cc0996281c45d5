package tree

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"time"

	"canopy/ent/userimport"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/store"
	"canopy/internal/viewer"
)

// UserImport is a file of people on its way into an account.
type UserImport struct {
	Key int64

	Account        *Account
	CreatedBy      *User
	Status         userimport.Status
	Encoding       *string
	Total          *int
	Processed      int
	AddedCount     int
	RejectedCount  int
	Rejected       Pages[[]problem.RejectedRow]
	RejectedCSVURL *string
	UserErrors     []problem.Fault
	StartedAt      time.Time
	CompletedAt    *time.Time

	accountID, createdByID int64
	unmarshalled           error // of the faults
}

// ID is the import's id on the wire.
func (i *UserImport) ID() nodeid.ID { return nodeid.New(nodeid.UserImport, i.Key) }

// IsNode marks a Node.
func (*UserImport) IsNode() {}

// UserImportConnection is a page of imports.
type UserImportConnection struct {
	Edges      []*UserImportEdge
	Nodes      []*UserImport
	PageInfo   *PageInfo
	TotalCount int
}

// UserImportEdge is an import on a page.
type UserImportEdge struct {
	Cursor string
	Node   *UserImport
}

type userImportRow struct {
	UserImport

	encoding, faults string
	completedAt      time.Time
}

var userImports = &kind[userImportRow, UserImport]{
	table: "user_imports", alias: "i",
	columns: []column[userImportRow]{
		{"id", func(r *userImportRow, v store.Value) { r.Key = v.Int() }},
		{"account_id", func(r *userImportRow, v store.Value) { r.accountID = v.Int() }},
		{"created_by_id", func(r *userImportRow, v store.Value) { r.createdByID = v.Int() }},
		{"status", func(r *userImportRow, v store.Value) { r.Status = userimport.Status(v.Text()) }},
		{"encoding", func(r *userImportRow, v store.Value) { r.encoding = v.Text() }},
		{"total", func(r *userImportRow, v store.Value) { r.Total = maybeInt(v) }},
		{"processed", func(r *userImportRow, v store.Value) { r.Processed = int(v.Int()) }},
		{"added_count", func(r *userImportRow, v store.Value) { r.AddedCount = int(v.Int()) }},
		{"rejected_count", func(r *userImportRow, v store.Value) { r.RejectedCount = int(v.Int()) }},
		{"faults", func(r *userImportRow, v store.Value) { r.faults = v.Text() }},
		{"started_at", func(r *userImportRow, v store.Value) { r.StartedAt = v.Time() }},
		{"completed_at", func(r *userImportRow, v store.Value) { r.completedAt = v.Time() }},
	},
	fields: map[string]string{
		"account": "account_id", "createdBy": "created_by_id", "status": "status", "encoding": "encoding", "total": "total", "processed": "processed",
		"addedCount": "added_count", "rejectedCount": "rejected_count", "rejectedCsvUrl": "rejected_count completed_at", "userErrors": "faults",
		"startedAt": "started_at", "completedAt": "completed_at",
	},
	orders: ids[userImportRow]("ii"),
	row:    func(*Selection) *userImportRow { return &userImportRow{} },
	key:    func(r *userImportRow) int64 { return r.Key },
	node: func(r *userImportRow) *UserImport {
		i := r.UserImport
		i.Encoding, i.CompletedAt = optional(r.encoding), maybeMoment(r.completedAt)
		if i.RejectedCount > 0 && i.CompletedAt != nil {
			url := "/files/rejected.csv?importId=" + i.ID().String()
			i.RejectedCSVURL = &url
		}
		if r.faults != "" { // selected, and "[]" where there are none
			i.unmarshalled = json.Unmarshal([]byte(r.faults), &i.UserErrors)
		}
		return &i
	},
}

type rejectedRow struct {
	id           int64
	index, line  int
	faults       string
	unmarshalled error
}

var rejectedRows = &kind[rejectedRow, problem.RejectedRow]{
	table: "user_import_rows", alias: "w",
	columns: []column[rejectedRow]{
		{"id", func(r *rejectedRow, v store.Value) { r.id = v.Int() }},
		{"n", func(r *rejectedRow, v store.Value) { r.index = int(v.Int()) }},
		{"line", func(r *rejectedRow, v store.Value) { r.line = int(v.Int()) }},
		{"faults", func(r *rejectedRow, v store.Value) { r.faults = v.Text() }},
	},
	orders: map[string]order[rejectedRow]{"INDEX": {column: "n"}},
	row:    func(*Selection) *rejectedRow { return &rejectedRow{} },
	node: func(r *rejectedRow) *problem.RejectedRow {
		line := r.line
		row := &problem.RejectedRow{Index: r.index, Line: &line}
		r.unmarshalled = json.Unmarshal([]byte(r.faults), &row.UserErrors)
		return row
	},
}

// UserImport answers one import.
func (r *Reader) UserImport(ctx context.Context, id nodeid.ID, sel *Selection) (*UserImport, error) {
	return single(ctx, id.Of(nodeid.UserImport), sel, r.loader(ctx).userImportsByID)
}

// userImportsByID loads those of the imports to whose account the viewer may add users.
func (l *loader) userImportsByID(ctx context.Context, ids []int64, sel *Selection) (map[int64]*UserImport, error) {
	found, err := byID(ctx, l, userImports, ids, sel, permitted(l.viewer.Holding(viewer.AddUsers), "i"))
	if err != nil {
		return nil, err
	}
	return found, l.userImports(ctx, values(found, ids), sel)
}

// userImports loads what else is asked of imports.
func (l *loader) userImports(ctx context.Context, list []*UserImport, sel *Selection) error {
	if len(list) == 0 || sel == nil {
		return nil
	}
	for _, i := range list {
		if i.unmarshalled != nil {
			return fmt.Errorf("tree: faults of import %d: %w", i.Key, i.unmarshalled)
		}
	}
	err := refer(ctx, list, sel.object("account"), l.accountsByID, func(i *UserImport) int64 { return i.accountID }, func(i *UserImport, a *Account) { i.Account = a })
	if err != nil {
		return err
	}
	err = refer(ctx, list, sel.object("createdBy"), l.usersByID, func(i *UserImport) int64 { return i.createdByID }, func(i *UserImport, u *User) { i.CreatedBy = u })
	if err != nil {
		return err
	}
	for _, c := range sel.Connections {
		if err := l.rejected(ctx, list, c); err != nil {
			return err
		}
	}
	return nil
}

// rejected loads a page of the rejected rows of each import.
func (l *loader) rejected(ctx context.Context, list []*UserImport, c *Connection) error {
	pages, k := make([][]problem.RejectedRow, len(list)), rejectedRows
	s := source{
		places: make([]int64, len(list)), tables: from("user_import_rows AS w JOIN user_imports AS i ON i.id = w.import_id"),
		where: []condition{plain("w.import_id = p.id"), permitted(l.viewer.Holding(viewer.AddUsers), "i")},
	}
	for i, of := range list {
		s.places[i], pages[i] = of.Key, []problem.RejectedRow{}
		of.Rejected = append(of.Rejected, keyed[[]problem.RejectedRow]{c.Key, &pages[i]})
	}
	b := l.statement()
	paged(b, s, k, k.columns, k.orders["INDEX"], false, c.window, l.totals(nil))
	var broken error
	err := l.store.Query(ctx, rows(b, s, k, k.columns, nil, func(place int, r *rejectedRow, _ *store.Row) {
		if len(pages[place]) == c.window.limit { // one more is read, as for any page
			return
		}
		pages[place] = append(pages[place], *k.node(r))
		if r.unmarshalled != nil {
			broken = fmt.Errorf("tree: faults of row %d of import %d: %w", r.index, list[place].Key, r.unmarshalled)
		}
	}))
	if err == nil {
		err = broken
	}
	return err
}

// windowOfRejected is the arguments of a page of rejected rows, checked.
func windowOfRejected(c *Connection) (w window, err error) {
	if w.limit, _, err = c.size(); err == nil && c.AfterIndex != nil {
		w.after = &bound{*c.AfterIndex, int64(math.MaxInt64)}
	}
	return w, err
}

package reseller

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"canopy/ent"
	"canopy/ent/userimport"
	"canopy/ent/userimportpart"
	"canopy/ent/userimportrow"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/store/scope"
	"canopy/internal/usercsv"
	"canopy/internal/viewer"
)

// importFile reads an import's file part by part.
type importFile struct {
	ctx  context.Context
	s    *Service
	id   int64
	next int
	part bytes.Reader
}

// Read reads on, in the next part where one has ended.
func (f *importFile) Read(p []byte) (int, error) {
	for f.part.Len() == 0 {
		found, err := f.s.Store.Client().UserImportPart.Query().Where(userimportpart.ImportID(f.id), userimportpart.N(f.next)).Only(f.ctx)
		if ent.IsNotFound(err) {
			return 0, io.EOF
		}
		if err != nil {
			return 0, err
		}
		f.part.Reset(found.Data)
		f.next++
	}
	return f.part.Read(p)
}

// open reads the header.
func (f *importFile) open() (*usercsv.Reader, error) {
	reader, faults, err := usercsv.NewReader(f)
	if err == nil && faults != nil {
		err = fmt.Errorf("reseller: the header of import %d is faulty: %v", f.id, faults)
	}
	return reader, err
}

// openImport is the file of an import, its header read.
func (s *Service) openImport(ctx context.Context, id int64) (*usercsv.Reader, error) {
	return (&importFile{ctx: scope.Everything(ctx, scope.Jobs), s: s, id: id}).open()
}

// rejectedPage is how many rejected rows are read at once.
const rejectedPage = 1000

// RejectedFile is the form of an import's rejected rows as a file, and what reads its next page: the cells of rows, and whether there may be more.
// Both return problem.NotFound where the viewer may not, or no more, add users to the import's account, it is still under way, or no row is rejected.
func (s *Service) RejectedFile(ctx context.Context, importID nodeid.ID) (
	form usercsv.RejectFile, next func(context.Context) (rows [][]string, more bool, err error), err error,
) {
	r := &rejectedRows{importFile: importFile{ctx: scope.Everything(ctx, scope.Jobs), s: s, id: importID.Of(nodeid.UserImport)}}
	if err := s.mayReadRejected(ctx, r.id); err != nil {
		return form, nil, err
	}
	if r.file, err = r.open(); err != nil {
		return form, nil, err
	}
	r.form = r.file.RejectFile()
	return r.form, r.page, nil
}

// mayReadRejected returns problem.NotFound where the viewer may not add users to the import's account, it is still under way, or no row is rejected.
func (s *Service) mayReadRejected(ctx context.Context, importID int64) error {
	v := viewer.FromContext(ctx)
	if !v.Known() {
		return problem.New(problem.Unauthenticated, "sign in first: send a bearer token in the Authorization header, or a session cookie")
	}
	v, err := v.Renewed(ctx) // what is looked up here would not tell that a remembered viewer holds no more
	if err != nil {
		return err
	}
	found, err := s.Store.Client().UserImport.Query().Where(userimport.ID(importID), userimport.RejectedCountGT(0), userimport.CompletedAtNotNil()).
		Exist(viewer.NewContext(ctx, v.Holding(viewer.AddUsers)))
	if err == nil && !found {
		err = problem.New(problem.NotFound, "There is no such import, or it is still under way, or none of its rows is rejected.")
	}
	return err
}

// rejectedRows goes through an import's file and its rejected rows side by side.
type rejectedRows struct {
	importFile
	file *usercsv.Reader
	form usercsv.RejectFile
	read int // rows of the file
}

func (r *rejectedRows) page(ctx context.Context) (rows [][]string, more bool, err error) {
	if err := r.s.mayReadRejected(ctx, r.id); err != nil {
		return nil, false, err
	}
	r.ctx = scope.Everything(ctx, scope.Jobs)
	list, err := r.s.Store.Client().UserImportRow.Query().Where(userimportrow.ImportID(r.id), userimportrow.NGTE(r.read)).
		Order(ent.Asc(userimportrow.FieldN)).Limit(rejectedPage).All(r.ctx)
	if err != nil {
		return nil, false, err
	}
	for _, rejected := range list {
		cells, err := r.cells(rejected)
		if err != nil {
			return nil, false, err
		}
		rows = append(rows, cells)
	}
	return rows, len(list) == rejectedPage, nil
}

// cells reads on to the row, and is how the file to mend has it.
func (r *rejectedRows) cells(rejected *ent.UserImportRow) ([]string, error) {
	var faults []problem.Fault
	if err := json.Unmarshal([]byte(rejected.Faults), &faults); err != nil {
		return nil, fmt.Errorf("reseller: faults of row %d of import %d: %w", rejected.N, r.id, err)
	}
	for {
		row, _, err := r.file.Read()
		if errors.Is(err, io.EOF) {
			err = fmt.Errorf("reseller: import %d has more rows than its file", r.id)
		}
		if err != nil {
			return nil, err
		}
		if r.read++; r.read > rejected.N {
			return r.form.Cells(row, reasons(faults)...), nil
		}
	}
}

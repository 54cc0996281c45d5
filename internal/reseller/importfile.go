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

// openImport is the file of an import, its header read.
func (s *Service) openImport(ctx context.Context, id int64) (*usercsv.Reader, error) {
	reader, faults, err := usercsv.NewReader(&importFile{ctx: scope.Everything(ctx, scope.Jobs), s: s, id: id})
	if err == nil && faults != nil {
		err = fmt.Errorf("reseller: the header of import %d is faulty: %v", id, faults)
	}
	return reader, err
}

// RejectedFile is what writes the rejected rows of an import as a file, each with the reasons. It returns problem.NotFound where the viewer may
// not add users to the import's account, or no row is rejected.
func (s *Service) RejectedFile(ctx context.Context, importID nodeid.ID) (write func(io.Writer) error, err error) {
	v := viewer.FromContext(ctx)
	if !v.Known() {
		return nil, problem.New(problem.Unauthenticated, "sign in first: send a bearer token in the Authorization header, or a session cookie")
	}
	if v, err = v.Renewed(ctx); err != nil { // what is looked up here would not tell that a remembered viewer holds no more
		return nil, err
	}
	id := importID.Of(nodeid.UserImport)
	found, err := s.Store.Client().UserImport.Query().Where(userimport.ID(id), userimport.RejectedCountGT(0)).
		Exist(viewer.NewContext(ctx, v.Holding(viewer.AddUsers)))
	if err == nil && !found {
		err = problem.New(problem.NotFound, "There is no such import, or none of its rows is rejected.")
	}
	if err != nil {
		return nil, err
	}
	return func(w io.Writer) error { return s.writeRejected(ctx, id, w) }, nil
}

// writeRejected goes through the file and the rejected rows side by side.
func (s *Service) writeRejected(ctx context.Context, importID int64, w io.Writer) error {
	ctx = scope.Everything(ctx, scope.Jobs)
	file, err := s.openImport(ctx, importID)
	if err != nil {
		return err
	}
	out, rest := file.RejectWriter(w), []*ent.UserImportRow{}
	for index, last := 0, -1; ; index++ {
		if len(rest) == 0 {
			rest, err = s.Store.Client().UserImportRow.Query().
				Where(userimportrow.ImportID(importID), userimportrow.Person(""), userimportrow.NGT(last)).Order(ent.Asc(userimportrow.FieldN)).Limit(importChunk).All(ctx)
			if err != nil {
				return err
			}
			if len(rest) == 0 {
				return out.Flush()
			}
			last = rest[len(rest)-1].N
		}
		row, _, err := file.Read()
		if errors.Is(err, io.EOF) {
			return errors.Join(out.Flush(), fmt.Errorf("reseller: import %d has more rows than its file", importID))
		}
		if err != nil {
			return err
		}
		if index != rest[0].N {
			continue
		}
		var faults problem.Faults
		if err := json.Unmarshal([]byte(rest[0].Faults), &faults); err != nil {
			return fmt.Errorf("reseller: faults of row %d of import %d: %w", index, importID, err)
		}
		if err := out.Write(row, reasons(faults)); err != nil {
			return err
		}
		rest = rest[1:]
	}
}

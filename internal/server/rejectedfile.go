package server

import (
	"context"
	"net/http"

	"canopy/internal/nodeid"
	"canopy/internal/usercsv"
)

// RejectedFile is the form of the rejected rows of an import as a file, and what reads its next page: the cells of rows, and whether there may
// be more. Errors are told as those of an operation.
type RejectedFile func(ctx context.Context, importID nodeid.ID) (
	form usercsv.RejectFile, next func(context.Context) (rows [][]string, more bool, err error), err error)

// rejectedFile is GET /files/rejected.csv: the rejected rows of an import of users as a file to mend and send again.
func (s *Server) rejectedFile(w http.ResponseWriter, r *http.Request) {
	var id nodeid.ID
	if err := readParameters(r.URL.RawQuery, anID("importId", "imp_", &id)); err != nil {
		s.refuse(w, r, err)
		return
	}
	form, next, err := s.cfg.RejectedFile(r.Context(), id)
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	s.sendFile(w, r, "rejected-"+id.String(), form.Delimiter, form.Titles, func(ctx context.Context, _ *string) (*filePage, error) {
		rows, more, err := next(ctx)
		page := &filePage{rows: rows}
		if more {
			page.end = new("") // next knows where it stands
		}
		return page, err
	})
}

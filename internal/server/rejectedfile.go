package server

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"canopy/internal/nodeid"
	"canopy/internal/viewer"
)

// RejectedFile is what writes the rejected rows of an import as a file. Its error is told as one of an operation.
type RejectedFile func(ctx context.Context, importID nodeid.ID) (write func(io.Writer) error, err error)

// rejectedFile is GET /files/rejected.csv: the rejected rows of an import of users as a file to mend and send again. What fails under way breaks
// the file off.
func (s *Server) rejectedFile(w http.ResponseWriter, r *http.Request) {
	values := r.URL.Query()
	id, ok := nodeid.Parse(values.Get("importId"))
	if !ok || len(values) != 1 || len(values["importId"]) != 1 {
		s.refuse(w, r, malformed("Name the import whose rejected rows are meant, and nothing else: importId=imp_..."))
		return
	}
	write, err := s.cfg.RejectedFile(r.Context(), id)
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="rejected-%s.csv"`, id))
	h.Set("Cache-Control", "no-store")
	if r.Method == http.MethodHead {
		return
	}
	if err := write(steady{w, http.NewResponseController(w), s.cfg.WriteTimeout}); err != nil && r.Context().Err() == nil {
		s.cfg.Logger.WarnContext(r.Context(), "a file was broken off", "request_id", viewer.FromContext(r.Context()).RequestID, "error", err)
		panic(http.ErrAbortHandler) // the caller must not take it for whole
	}
}

// steady is a writer each of whose writes has the time that an answer has.
type steady struct {
	io.Writer
	connection *http.ResponseController
	timeout    time.Duration
}

func (s steady) Write(p []byte) (int, error) {
	_ = s.connection.SetWriteDeadline(time.Now().Add(s.timeout)) // not every connection has one
	return s.Writer.Write(p)
}

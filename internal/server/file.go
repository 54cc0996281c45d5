package server

import (
	"context"
	"fmt"
	"net/http"
	"time"

	"canopy/internal/problem"
	"canopy/internal/tree"
	"canopy/internal/usercsv"
	"canopy/internal/viewer"
)

// file serves a file to who is signed in.
func (s *Server) file(serve http.HandlerFunc) http.Handler {
	known := s.methods(methods{"GET": func(w http.ResponseWriter, r *http.Request) {
		if !viewer.FromContext(r.Context()).Known() {
			s.refuse(w, r, problem.New(problem.Unauthenticated, "sign in first: send a bearer token in the Authorization header, or a session cookie"))
			return
		}
		serve(w, r)
	}})
	return s.signedIn(s.recall, s.limited(viewerOf, known), s.refuse)
}

// filePage is a page of a file.
type filePage struct {
	rows [][]string
	end  *string // the cursor behind it; nil behind the last row
}

// newFilePage is one without rows yet.
func newFilePage(info *tree.PageInfo) *filePage {
	if info.HasNextPage {
		return &filePage{end: info.EndCursor}
	}
	return &filePage{}
}

// readPage reads the page of a file behind a cursor; nil where the viewer does not see whose file it is.
type readPage func(ctx context.Context, after *string) (*filePage, error)

// sendFile sends a CSV file, its cells parted by the delimiter, that is read page by page, each for the viewer as they are by then. What fails
// behind the first page breaks the file off.
func (s *Server) sendFile(w http.ResponseWriter, r *http.Request, name string, delimiter byte, columns []string, read readPage) {
	ctx := r.Context()
	page, err := s.readInTime(ctx, read, nil)
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="%s.csv"`, name))
	h.Set("Cache-Control", "no-store")
	if r.Method == http.MethodHead {
		return
	}
	out, connection := usercsv.NewWriter(w, delimiter, columns...), http.NewResponseController(w)
	for {
		_ = connection.SetWriteDeadline(time.Now().Add(s.cfg.WriteTimeout)) // of each page; not every connection has one
		for _, row := range page.rows {
			_ = out.Write(row...) // Flush tells
		}
		if err := out.Flush(); err != nil || page.end == nil {
			return // or the caller is gone
		}
		s.owe(ctx, len(page.rows))
		ctx = viewer.NewContext(r.Context(), s.cfg.Auth.Again(viewer.FromContext(ctx)))
		page, err = s.readInTime(ctx, read, page.end)
		if r.Context().Err() != nil {
			return
		}
		if err != nil {
			s.cfg.Logger.WarnContext(ctx, "a file was broken off", "request_id", viewer.FromContext(ctx).RequestID, "error", err)
			panic(http.ErrAbortHandler) // the caller must not take it for whole
		}
	}
}

// readInTime reads a page in the time of an operation.
func (s *Server) readInTime(ctx context.Context, read readPage, after *string) (*filePage, error) {
	ctx, cancel := context.WithTimeout(ctx, s.cfg.RequestTimeout)
	defer cancel()
	page, err := read(ctx, after)
	if err == nil && page == nil {
		err = problem.New(problem.NotFound, "There is no such account.")
	}
	return page, err
}

// text is a cell of what may be absent.
func text(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

package server

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"canopy/internal/problem"
	"canopy/internal/tree"
	"canopy/internal/usercsv"
	"canopy/internal/viewer"
)

// assetColumns are those of canopy import's assets file, and behind them whose the assets are for people, which it does not read.
var assetColumns = strings.Fields("ref owner_ref kind name serial_number location assigned_ref owner_number assigned_number assigned_name")

// assetFile is GET /files/assets.csv: the assets that an account owns or has as a file that canopy import takes. It is read and sent page by
// page, each for the viewer as they are by then. What fails behind the first page breaks the file off.
func (s *Server) assetFile(w http.ResponseWriter, r *http.Request) {
	if !viewer.FromContext(r.Context()).Known() {
		s.refuse(w, r, problem.New(problem.Unauthenticated, "sign in first: send a bearer token in the Authorization header, or a session cookie"))
		return
	}
	asked, err := readAssetsOf(r.URL.RawQuery)
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	ctx := r.Context()
	page, err := s.assetPage(ctx, asked, nil)
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/csv; charset=utf-8")
	h.Set("Content-Disposition", fmt.Sprintf(`attachment; filename="assets-%s.csv"`, asked.account))
	h.Set("Cache-Control", "no-store")
	if r.Method == http.MethodHead {
		return
	}
	out, connection := usercsv.NewWriter(w, assetColumns...), http.NewResponseController(w)
	for {
		_ = connection.SetWriteDeadline(time.Now().Add(s.cfg.WriteTimeout)) // of each page; not every connection has one
		for _, a := range page.Nodes {
			_ = out.Write(assetCells(a)...) // Flush tells
		}
		if err := out.Flush(); err != nil || !page.PageInfo.HasNextPage {
			return // or the caller is gone
		}
		s.owe(ctx, len(page.Nodes))
		ctx = viewer.NewContext(r.Context(), s.cfg.Auth.Again(viewer.FromContext(ctx)))
		page, err = s.assetPage(ctx, asked, page.PageInfo.EndCursor)
		if r.Context().Err() != nil {
			return
		}
		if err != nil {
			s.cfg.Logger.WarnContext(ctx, "a file was broken off", "request_id", viewer.FromContext(ctx).RequestID, "error", err)
			panic(http.ErrAbortHandler) // the caller must not take it for whole
		}
	}
}

// assetPage is a page of the assets, in the time of an operation.
func (s *Server) assetPage(ctx context.Context, asked assetsOf, after *string) (*tree.AssetConnection, error) {
	ctx, cancel := context.WithTimeout(ctx, s.cfg.RequestTimeout)
	defer cancel()
	page, err := s.cfg.Tree.AssetPage(ctx, asked.account, asked.filter, asked.order, tree.MaxFirst, after)
	if err == nil && page == nil {
		err = problem.New(problem.NotFound, "There is no such account.")
	}
	return page, err
}

// assetCells are an asset's row; what the viewer does not see of its accounts is empty.
func assetCells(a *tree.Asset) []string {
	text := func(s *string) string {
		if s == nil {
			return ""
		}
		return *s
	}
	owner, holder := a.Owner, a.AssignedTo
	if owner == nil {
		owner = &tree.Account{}
	}
	if holder == nil {
		holder = &tree.Account{}
	}
	return []string{
		text(a.ExternalReference), text(owner.ExternalReference), a.Kind, a.Name, text(a.SerialNumber), text(a.Location), text(holder.ExternalReference),
		text(owner.AccountNumber), text(holder.AccountNumber), holder.Name,
	}
}

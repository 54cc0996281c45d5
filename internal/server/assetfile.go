package server

import (
	"context"
	"net/http"
	"strings"

	"canopy/internal/tree"
)

// assetColumns are those of canopy import's assets file, and behind them whose the assets are for people, which it does not read.
var assetColumns = strings.Fields("ref owner_ref kind name serial_number location assigned_ref owner_number assigned_number assigned_name")

// assetFile is GET /files/assets.csv: the assets that an account owns or has as a file that canopy import takes.
func (s *Server) assetFile(w http.ResponseWriter, r *http.Request) {
	asked, err := readAssetsOf(r.URL.RawQuery)
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	s.sendFile(w, r, "assets-"+asked.account.String(), asked.delimiter, assetColumns, func(ctx context.Context, after *string) (*filePage, error) {
		assets, err := s.cfg.Tree.AssetPage(ctx, asked.account, asked.filter, asked.order, tree.MaxFirst, after)
		if err != nil || assets == nil {
			return nil, err
		}
		page := newFilePage(assets.PageInfo)
		for _, a := range assets.Nodes {
			page.rows = append(page.rows, assetCells(a))
		}
		return page, nil
	})
}

// assetCells are an asset's row; what the viewer does not see of its accounts is empty.
func assetCells(a *tree.Asset) []string {
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

package server

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"canopy/internal/tree"
)

// userColumns are those of a file for updateUsers. Where people of several accounts are in it, whose they are stands behind them, which
// updateUsers does not read.
var (
	userColumns      = strings.Fields("id email given_name family_name phone job_title language timezone role status")
	userColumnsBelow = slices.Concat(userColumns, []string{"account_number", "account_name"})
)

// userFile is GET /files/users.csv: the people of an account as a file that updateUsers takes.
func (s *Server) userFile(w http.ResponseWriter, r *http.Request) {
	asked, err := readUsersOf(r.URL.RawQuery)
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	columns := userColumns
	if asked.below {
		columns = userColumnsBelow
	}
	s.sendFile(w, r, "users-"+asked.account.String(), asked.delimiter, columns, func(ctx context.Context, after *string) (*filePage, error) {
		users, err := s.cfg.Tree.UserPage(ctx, asked.account, asked.below, asked.filter, asked.order, tree.MaxFirst, after)
		if err != nil || users == nil {
			return nil, err
		}
		page := newFilePage(users.PageInfo)
		for _, u := range users.Nodes {
			page.rows = append(page.rows, userCells(u, asked.below))
		}
		return page, nil
	})
}

// userCells are a person's row, with below whose they are at its end.
func userCells(u *tree.User, below bool) []string {
	cells := []string{
		u.ID().String(), u.Email, u.GivenName, u.FamilyName, text(u.Phone), text(u.JobTitle), u.Language, u.Timezone, string(u.OwnRole), string(u.Status),
	}
	if !below {
		return cells
	}
	of := u.Account
	if of == nil { // no more seen since the person was read
		of = &tree.Account{}
	}
	return append(cells, text(of.AccountNumber), of.Name)
}

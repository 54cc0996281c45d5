package server

import (
	"context"
	"net/http"
	"slices"

	"canopy/internal/problem"
)

// ConfirmEmail is the rule behind the page /confirm-email. Its faults are at token: TAKEN is of an address that somebody else has by now.
type ConfirmEmail func(ctx context.Context, token string) error

var (
	confirmStep   = step{"confirm", "Confirm your new address"}
	confirmedStep = step{"confirmed", "Your new address is confirmed"}
	takenStep     = step{"taken", "Somebody else has this address"}
)

// showConfirmEmail is GET /confirm-email: it asks to confirm by a button, because mail servers follow links too.
func (s *Server) showConfirmEmail(w http.ResponseWriter, r *http.Request) {
	page, status := formPage{words: wordsFor(w, r), step: confirmStep, Token: r.URL.Query().Get("token")}, http.StatusOK
	if page.Token == "" {
		page.step, status = overStep, http.StatusGone
	}
	s.page(w, status, "confirm-email", page)
}

// postConfirmEmail is POST /confirm-email: the button.
func (s *Server) postConfirmEmail(w http.ResponseWriter, r *http.Request) {
	if !s.readForm(w, r) {
		return
	}
	page := formPage{words: wordsFor(w, r), step: confirmStep, Token: r.PostForm.Get("token")}
	status := s.judge(w, r, &page, confirmedStep, s.cfg.ConfirmEmail(r.Context(), page.Token))
	if slices.ContainsFunc(page.faults, func(f problem.Fault) bool { return f.Code == problem.Taken }) {
		page.step = takenStep
	}
	s.page(w, status, "confirm-email", page)
}

package server

import (
	"context"
	"net/http"
)

// Invitation is the rules behind the page /invitation. Their faults are at token and password.
type Invitation struct {
	// Invited is the e-mail address of whom a mail's link is for.
	Invited func(ctx context.Context, token string) (email string, err error)
	Accept  func(ctx context.Context, token, password string) error
}

// invitationPage is what /invitation shows.
type invitationPage struct {
	formPage
	Email string
}

var (
	joinStep   = step{"join", "Welcome to Canopy"}
	joinedStep = step{"joined", "You have joined"}
)

// showInvitation is GET /invitation: with the token of a mail's link it asks for the password.
func (s *Server) showInvitation(w http.ResponseWriter, r *http.Request) {
	s.invite(w, r, r.URL.Query().Get("token"), http.StatusGone, joinStep, func() error { return nil })
}

// postInvitation is POST /invitation: the form with the password.
func (s *Server) postInvitation(w http.ResponseWriter, r *http.Request) {
	if !s.readForm(w, r) {
		return
	}
	token := r.PostForm.Get("token")
	s.invite(w, r, token, http.StatusUnprocessableEntity, joinedStep, func() error {
		if err := sameTwice(r); err != nil {
			return err
		}
		return s.cfg.Invitation.Accept(r.Context(), token, r.PostForm.Get("password"))
	})
}

// invite shows the form, or with a link that is good what comes next. A link that is over has a status of its own.
func (s *Server) invite(w http.ResponseWriter, r *http.Request, token string, over int, next step, do func() error) {
	page := invitationPage{formPage: formPage{words: wordsFor(w, r), step: joinStep, Token: token}}
	email, err := s.cfg.Invitation.Invited(r.Context(), token)
	if err == nil {
		page.Email = email
		err = do()
	}
	status := s.judge(w, r, &page.formPage, next, err)
	if page.step == overStep {
		status = over
	}
	s.page(w, status, "invitation", page)
}

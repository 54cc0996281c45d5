package server

import (
	"context"
	"net/http"
)

// PasswordReset is the rules behind the page /reset-password. Their faults are at email, and at token and password.
type PasswordReset struct {
	Request func(ctx context.Context, email string) error
	Reset   func(ctx context.Context, token, password string) error
}

// resetPage is what /reset-password shows.
type resetPage struct {
	formPage
	Email  string
	Outbox bool // mails can be seen at /outbox by everybody
}

// The steps: two forms, and what may become of them.
var (
	askStep    = step{"ask", "Forgotten your password?"}
	askedStep  = step{"asked", "Look into your mail"}
	chooseStep = step{"choose", "Choose a new password"}
	doneStep   = step{"done", "Your password is changed"}
)

// showReset is GET /reset-password: with the token of a mail's link it asks for the new password, else for the e-mail address.
func (s *Server) showReset(w http.ResponseWriter, r *http.Request) {
	page := resetPage{formPage: formPage{words: wordsFor(w, r), step: askStep}}
	if token := r.URL.Query().Get("token"); token != "" {
		page.step, page.Token = chooseStep, token
	}
	s.page(w, http.StatusOK, "reset-password", page)
}

// postReset is POST /reset-password: the form of either step.
func (s *Server) postReset(w http.ResponseWriter, r *http.Request) {
	if !s.readForm(w, r) {
		return
	}
	page := resetPage{
		formPage: formPage{words: wordsFor(w, r), step: askStep, Token: r.PostForm.Get("token")},
		Email:    r.PostForm.Get("email"), Outbox: s.cfg.Outbox != nil && s.cfg.Outbox.Public,
	}
	var err error
	next := askedStep
	if r.PostForm.Has("token") {
		page.step, next = chooseStep, doneStep
		if err = sameTwice(r); err == nil {
			err = s.cfg.PasswordReset.Reset(r.Context(), page.Token, r.PostForm.Get("password"))
		}
	} else {
		err = s.cfg.PasswordReset.Request(r.Context(), page.Email)
	}
	status := s.judge(w, r, &page.formPage, next, err)
	s.page(w, status, "reset-password", page)
}

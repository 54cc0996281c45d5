package server

import (
	"context"
	"errors"
	"html/template"
	"net/http"

	"canopy/internal/problem"

	"github.com/vektah/gqlparser/v2/gqlerror"
)

// PasswordReset is the rules behind the page /reset-password. Their faults are at email, and at token and password.
type PasswordReset struct {
	Request func(ctx context.Context, email string) error
	Reset   func(ctx context.Context, token, password string) error
}

// maxForm is the most bytes of a form.
const maxForm = 16 << 10

// resetPage is what /reset-password shows.
type resetPage struct {
	Step, Title  string
	Email, Token string
	Outbox       bool // mails can be seen at /outbox by everybody
	faults       problem.Faults
}

// The steps: two forms, and what may become of them.
var (
	askStep    = resetPage{Step: "ask", Title: "Forgotten your password?"}
	askedStep  = resetPage{Step: "asked", Title: "Look into your mail"}
	chooseStep = resetPage{Step: "choose", Title: "Choose a new password"}
	overStep   = resetPage{Step: "over", Title: "This link works no more"}
	doneStep   = resetPage{Step: "done", Title: "Your password is changed"}
)

// Fault is what is wrong with a field, with "" the form.
func (p resetPage) Fault(field string) fieldFault {
	for _, f := range p.faults {
		if len(f.Path) == 0 && field == "" || len(f.Path) == 1 && f.Path[0] == field {
			return fieldFault{field, f.Message}
		}
	}
	return fieldFault{}
}

// Invalid is the attribute of a field with a fault.
func (p resetPage) Invalid(field string) template.HTMLAttr {
	if p.Fault(field).Text == "" {
		return ""
	}
	return ` aria-invalid="true"`
}

type fieldFault struct{ Field, Text string }

// showReset is GET /reset-password: with the token of a mail's link it asks for the new password, else for the e-mail address.
func (s *Server) showReset(w http.ResponseWriter, r *http.Request) {
	page := askStep
	if token := r.URL.Query().Get("token"); token != "" {
		page = chooseStep
		page.Token = token
	}
	s.page(w, http.StatusOK, "reset-password", page)
}

// postReset is POST /reset-password: the form of either step.
func (s *Server) postReset(w http.ResponseWriter, r *http.Request) {
	if err := s.sameOrigin(r); err != nil {
		s.refuse(w, r, err)
		return
	}
	if !hasBody(r, "application/x-www-form-urlencoded") {
		s.refuse(w, r, refused(http.StatusUnsupportedMediaType, problem.BadUserInput, "The body must be application/x-www-form-urlencoded."))
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		s.refuse(w, r, refused(http.StatusBadRequest, problem.BadUserInput, "The form cannot be read, or is too large."))
		return
	}
	page, done, err := askStep, askedStep, error(nil)
	page.Email = r.PostForm.Get("email")
	done.Email, done.Outbox = page.Email, s.cfg.Outbox != nil && s.cfg.Outbox.Public
	if r.PostForm.Has("token") {
		page, done = chooseStep, doneStep
		page.Token = r.PostForm.Get("token")
		err = s.reset(r.Context(), page.Token, r.PostForm.Get("password"), r.PostForm.Get("again"))
	} else {
		err = s.cfg.PasswordReset.Request(r.Context(), page.Email)
	}
	s.answerReset(w, r, page, done, err)
}

func (s *Server) reset(ctx context.Context, token, password, again string) error {
	if password != again {
		var faults problem.Faults
		faults.Add("again", problem.Invalid, "the two are not the same")
		return faults
	}
	return s.cfg.PasswordReset.Reset(ctx, token, password)
}

// answerReset shows the form again with what is wrong, else what became of it.
func (s *Server) answerReset(w http.ResponseWriter, r *http.Request, page, done resetPage, err error) {
	status := http.StatusOK
	switch faults, isFaults := errors.AsType[problem.Faults](err); {
	case err == nil:
		page = done
	case isFaults:
		status = http.StatusUnprocessableEntity
		if page.faults = faults; page.Fault("token").Text != "" {
			page = overStep
		}
	default:
		presented := gqlerror.List{s.cfg.Presenter(r.Context(), err)}
		exchangeOf(r.Context()).code = codeOf(presented)
		setRetryAfter(w.Header(), presented)
		status = statusOf(err)
		page.faults.Add("", problem.Invalid, "%s", presented[0].Message)
	}
	s.page(w, status, "reset-password", page)
}

package server

import (
	"errors"
	"html/template"
	"net/http"

	"canopy/internal/problem"

	"github.com/vektah/gqlparser/v2/gqlerror"
)

// maxForm is the most bytes of a form.
const maxForm = 16 << 10

// formPage is what pages with a form have in common.
type formPage struct {
	words
	step
	Token  string // of a mail's link
	faults problem.Faults
}

// step is a form, or what became of it. The title is a text for words.
type step struct{ Step, Title string }

// overStep is of a mail's link that is no good.
var overStep = step{"over", "This link works no more"}

// Fault is what is wrong with a field, with "" the form.
func (p formPage) Fault(field string) fieldFault {
	for _, f := range p.faults {
		if len(f.Path) == 0 && field == "" || len(f.Path) == 1 && f.Path[0] == field {
			return fieldFault{field, p.fault(field, f)}
		}
	}
	return fieldFault{}
}

// Invalid is the attribute of a field with a fault.
func (p formPage) Invalid(field string) template.HTMLAttr {
	if p.Fault(field).Text == "" {
		return ""
	}
	return ` aria-invalid="true"`
}

type fieldFault struct{ Field, Text string }

// readForm reads the form of a page of this server, or refuses what it is not.
func (s *Server) readForm(w http.ResponseWriter, r *http.Request) bool {
	err := s.sameOrigin(r)
	switch {
	case err != nil:
	case !hasBody(r, "application/x-www-form-urlencoded"):
		err = refused(http.StatusUnsupportedMediaType, problem.BadUserInput, "The body must be application/x-www-form-urlencoded.")
	default:
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		if r.ParseForm() != nil {
			err = refused(http.StatusBadRequest, problem.BadUserInput, "The form cannot be read, or is too large.")
		}
	}
	if err != nil {
		s.refuse(w, r, err)
	}
	return err == nil
}

// sameTwice is a fault at again when a new password and its repetition differ.
func sameTwice(r *http.Request) error {
	var faults problem.Faults
	if r.PostForm.Get("password") != r.PostForm.Get("again") {
		faults.Add("again", problem.Invalid, "the two are not the same")
	}
	return faults.Err()
}

// judge takes a page to its next step, to overStep, or lets it tell what is wrong. It answers the status.
func (s *Server) judge(w http.ResponseWriter, r *http.Request, page *formPage, next step, err error) (status int) {
	switch faults, isFaults := errors.AsType[problem.Faults](err); {
	case err == nil:
		page.step = next
		return http.StatusOK
	case isFaults:
		if page.faults = faults; page.Fault("token").Text != "" {
			page.step = overStep
		}
		return http.StatusUnprocessableEntity
	}
	presented := gqlerror.List{s.cfg.Presenter(r.Context(), err)}
	code := codeOf(presented)
	exchangeOf(r.Context()).code = code
	setRetryAfter(w.Header(), presented)
	page.faults.Add("", problem.FaultCode(code), "%s", presented[0].Message)
	return statusOf(err)
}

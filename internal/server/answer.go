package server

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"canopy/internal/problem"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// refusal is an error with a status of its own.
type refusal struct {
	status int
	error
}

func (r *refusal) Unwrap() error { return r.error }

func refused(status int, code problem.Code, format string, args ...any) error {
	return &refusal{status, problem.New(code, format, args...)}
}

var errNoPage = refused(http.StatusNotFound, problem.NotFound, "There is nothing here. The API is at /graphql, its playground at /playground.")

// statuses are those of errors that say no other.
var statuses = map[problem.Code]int{
	problem.Unauthenticated: http.StatusUnauthorized,
	problem.Forbidden:       http.StatusForbidden,
	problem.NotFound:        http.StatusNotFound,
	problem.BadUserInput:    http.StatusBadRequest,
	problem.CostLimit:       http.StatusBadRequest,
	problem.RateLimited:     http.StatusTooManyRequests,
	problem.Unavailable:     http.StatusServiceUnavailable,
	problem.Internal:        http.StatusInternalServerError,
}

// refuse answers a request that no operation came of.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, err error) {
	media, ok := negotiate(r)
	if !ok {
		media = mediaJSON
	}
	s.write(w, r, media, statusOf(err), &graphql.Response{Errors: gqlerror.List{s.cfg.Presenter(r.Context(), err)}})
}

func statusOf(err error) int {
	if own, ok := errors.AsType[*refusal](err); ok {
		return own.status
	}
	return statuses[problem.CodeOf(err)]
}

func (s *Server) refuseMethod(w http.ResponseWriter, r *http.Request, allow ...string) {
	w.Header().Set("Allow", strings.Join(allow, ", "))
	if r.Method == http.MethodOptions {
		w.WriteHeader(http.StatusNoContent)
		return
	}
	s.refuse(w, r, refused(http.StatusMethodNotAllowed, problem.BadUserInput, "%s is not possible here, but %s", r.Method, strings.Join(allow, ", ")))
}

// write is the one place that answers GraphQL over plain HTTP.
func (s *Server) write(w http.ResponseWriter, r *http.Request, media string, status int, resp *graphql.Response) {
	exchangeOf(r.Context()).code = codeOf(resp.Errors)
	head, tail := around(resp)
	h := w.Header()
	h.Set("Content-Type", media+"; charset=utf-8")
	h.Set("Content-Length", strconv.Itoa(len(head)+len(resp.Data)+len(tail)))
	h.Set("Cache-Control", "no-store")
	h.Add("Vary", "Accept")
	if status == http.StatusUnauthorized {
		h.Set("WWW-Authenticate", `Bearer realm="canopy"`)
	}
	setRetryAfter(h, resp.Errors)
	w.WriteHeader(status)
	for _, part := range [][]byte{head, resp.Data, tail} {
		if _, err := w.Write(part); err != nil {
			return // the caller is gone
		}
	}
}

// around is what stands before and behind the data of an answer: it goes out as the bytes that it comes in, and a request that was never
// executed has none.
func around(resp *graphql.Response) (head, tail []byte) {
	head, tail = []byte{'{'}, []byte{'}'}
	if len(resp.Errors) > 0 {
		head = fmt.Appendf(head, `"errors":%s`, encode(resp.Errors))
	}
	if resp.Data != nil {
		if len(head) > 1 {
			head = append(head, ',')
		}
		head = append(head, `"data":`...)
	}
	if len(resp.Extensions) > 0 {
		tail = fmt.Appendf(nil, `,"extensions":%s}`, encode(resp.Extensions))
	}
	return head, tail
}

// codeOf is the code that an answer counts as: its first error's.
func codeOf(errs gqlerror.List) string {
	if len(errs) == 0 {
		return "OK"
	}
	return fmt.Sprint(errs[0].Extensions["code"])
}

// setRetryAfter tells the longest wait of the errors.
func setRetryAfter(h http.Header, errs gqlerror.List) {
	seconds := 0
	for _, err := range errs {
		wait, _ := err.Extensions["retryAfter"].(int)
		seconds = max(seconds, wait)
	}
	if seconds > 0 {
		h.Set("Retry-After", strconv.Itoa(seconds))
	}
}

func encode(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(fmt.Errorf("server: an answer's part is no JSON: %w", err))
	}
	return b
}

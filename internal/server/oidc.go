package server

import (
	"cmp"
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"canopy/internal/oidc"
	"canopy/internal/problem"
	"canopy/internal/viewer"

	"github.com/vektah/gqlparser/v2/gqlerror"
)

// OIDC is sign-in by an identity provider.
type OIDC struct {
	Provider *oidc.Provider
	// SignIn opens a session for the cookie of whom the identity is; it logs whom it refuses.
	SignIn func(ctx context.Context, id oidc.Identity) (Session, error)
}

const (
	// flowCookie binds a sign-in to the browser that began it. What it holds is random, so nobody gains by writing it.
	flowCookie = "canopy_oidc"
	flowMaxAge = 600 // seconds
)

// flow is what the cookie holds.
type flow struct {
	oidc.Flow
	ReturnTo string `json:"returnTo"`
}

// What a sign-in by the provider is refused with. The reason is logged: who reads the page needs to know what to do.
var (
	errReturnTo = refused(http.StatusBadRequest, problem.BadUserInput, "returnTo must be a path on this server, such as /playground.")
	errFlow     = refused(http.StatusBadRequest, problem.BadUserInput, "This sign-in was finished already, took longer than ten minutes or was begun in another browser. Start again.")
	errNotThere = refused(http.StatusForbidden, problem.Forbidden, "The identity provider did not sign you in. Start again; if it happens again, ask your administrator.")
	errProvider = &refusal{http.StatusServiceUnavailable, &problem.Error{
		Code: problem.Unauthenticated, Message: "The identity provider cannot be reached now. Try again in a minute.", RetryAfter: 60,
	}}
)

// oidc are the routes of the sign-in, so many requests for each network: what they ask of the provider, they ask in our name.
func (s *Server) oidc(get http.HandlerFunc) http.Handler {
	return s.methods(methods{"GET": func(w http.ResponseWriter, r *http.Request) {
		if err := s.count(r.Context(), networkOf); err != nil {
			s.refuseOIDC(w, r, "", err)
			return
		}
		get(w, r)
	}})
}

// beginOIDC is GET /oidc/login?returnTo=/path: off to the provider. Without a path it leads to the portal, whose /signed-in takes note of the session.
func (s *Server) beginOIDC(w http.ResponseWriter, r *http.Request) {
	returnTo := cmp.Or(r.URL.Query().Get("returnTo"), "/signed-in")
	if !local(returnTo) {
		s.refuseOIDC(w, r, "", errReturnTo)
		return
	}
	to, begun, err := s.cfg.OIDC.Provider.Begin(r.Context())
	if err != nil {
		s.failOIDC(w, r, returnTo, err)
		return
	}
	value, err := json.Marshal(flow{begun, returnTo})
	if err != nil {
		panic(err) // strings alone
	}
	s.setFlow(w, r, base64.RawURLEncoding.EncodeToString(value), flowMaxAge)
	redirect(w, r, to)
}

// finishOIDC is GET /oidc/callback: back from the provider, with the session cookie to where the browser came from.
func (s *Server) finishOIDC(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	f, ok := flowOf(r)
	if !ok || query.Get("state") != f.State {
		s.logOIDC(r, errors.New("the state is not this browser's"))
		s.refuseOIDC(w, r, f.ReturnTo, errFlow)
		return
	}
	s.setFlow(w, r, "", -1) // good once
	if reason := query.Get("error"); reason != "" {
		s.failOIDC(w, r, f.ReturnTo, fmt.Errorf("the provider answers %q: %q", reason, query.Get("error_description")))
		return
	}
	id, err := s.cfg.OIDC.Provider.Finish(r.Context(), f.Flow, query.Get("code"))
	if err != nil {
		s.failOIDC(w, r, f.ReturnTo, err)
		return
	}
	session, err := s.cfg.OIDC.SignIn(r.Context(), id)
	if err != nil {
		s.refuseOIDC(w, r, f.ReturnTo, err)
		return
	}
	s.setCookie(w, r, session)
	redirect(w, r, f.ReturnTo)
}

// failOIDC logs what went wrong with the provider, and tells what to do.
func (s *Server) failOIDC(w http.ResponseWriter, r *http.Request, returnTo string, err error) {
	s.logOIDC(r, err)
	if errors.Is(err, oidc.ErrUnavailable) {
		s.refuseOIDC(w, r, returnTo, errProvider)
	} else {
		s.refuseOIDC(w, r, returnTo, errNotThere)
	}
}

// refuseOIDC tells a person on a page why they are not signed in, with a way to start again; whoever asks for JSON gets refuse's.
func (s *Server) refuseOIDC(w http.ResponseWriter, r *http.Request, returnTo string, err error) {
	accepted := strings.Join(r.Header.Values("Accept"), ",")
	if strings.Contains(accepted, "json") && !strings.Contains(accepted, "text/html") {
		s.refuse(w, r, err)
		return
	}
	presented := gqlerror.List{s.cfg.Presenter(r.Context(), err)}
	exchangeOf(r.Context()).code = codeOf(presented)
	w.Header().Set("Vary", "Accept")
	setRetryAfter(w.Header(), presented)
	s.page(w, statusOf(err), "oidc", struct{ Message, ReturnTo, RequestID string }{
		presented[0].Message, returnTo, viewer.FromContext(r.Context()).RequestID,
	})
}

func (s *Server) logOIDC(r *http.Request, reason error) {
	asking := viewer.FromContext(r.Context())
	s.cfg.Logger.WarnContext(r.Context(), "sign-in failed", "by", "oidc", "reason", fmt.Sprintf("%.300s", reason),
		"remote", asking.RemoteAddr, "request_id", asking.RequestID)
}

func (s *Server) setFlow(w http.ResponseWriter, r *http.Request, value string, maxAge int) {
	http.SetCookie(w, &http.Cookie{
		Name: flowCookie, Value: value, Path: "/oidc/", MaxAge: maxAge,
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.secure(r),
	})
}

// flowOf is what the browser's cookie holds.
func flowOf(r *http.Request) (f flow, ok bool) {
	cookie, err := r.Cookie(flowCookie)
	if err != nil {
		return flow{}, false
	}
	value, err := base64.RawURLEncoding.DecodeString(cookie.Value)
	if err != nil || json.Unmarshal(value, &f) != nil {
		return flow{}, false
	}
	if f.State == "" || f.Nonce == "" || f.Verifier == "" || !local(f.ReturnTo) {
		return flow{}, false
	}
	return f, true
}

// local tells whether a browser would stay on this server: a path, which neither begins like a host nor holds what browsers
// leave out or take for a slash.
func local(path string) bool {
	odd := func(r rune) bool { return r <= ' ' || r == '\\' || r == 0x7f }
	u, err := url.Parse(path)
	return err == nil && u.Scheme == "" && u.Host == "" && strings.HasPrefix(path, "/") && !strings.HasPrefix(path, "//") &&
		len(path) <= 1000 && !strings.ContainsFunc(path, odd)
}

func redirect(w http.ResponseWriter, r *http.Request, to string) {
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, to, http.StatusFound)
}

package server

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	"canopy/internal/auth"
	"canopy/internal/problem"
	"canopy/internal/viewer"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/gqlerror"
)

// maxSignIn is the most bytes of a sign-in.
const maxSignIn = 16 << 10

// signIn is POST /session: {"email", "password"} for the session cookie; it answers {"expiresAt"}.
func (s *Server) signIn(w http.ResponseWriter, r *http.Request) {
	if err := s.sameOrigin(r); err != nil {
		s.refuse(w, r, err)
		return
	}
	if !hasBody(r, "application/json") {
		s.refuse(w, r, refused(http.StatusUnsupportedMediaType, problem.BadUserInput, "The body must be application/json."))
		return
	}
	body, err := readBody(w, r, maxSignIn)
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	var input struct{ Email, Password string }
	if err := readJSON(body, &input, "the request"); err != nil {
		s.refuse(w, r, err)
		return
	}
	session, err := s.cfg.SignIn(r.Context(), input.Email, input.Password)
	if faults, ok := errors.AsType[problem.Faults](err); ok {
		s.refuseFaults(w, r, faults)
		return
	}
	if err != nil {
		s.refuse(w, r, err)
		return
	}
	s.setCookie(w, r, session)
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	_ = json.NewEncoder(w).Encode(map[string]time.Time{"expiresAt": session.ExpiresAt}) // or the caller is gone
}

// refuseFaults tells all that is wrong with a sign-in.
func (s *Server) refuseFaults(w http.ResponseWriter, r *http.Request, faults problem.Faults) {
	var errs gqlerror.List
	for _, f := range faults {
		errs = append(errs, s.cfg.Presenter(r.Context(), problem.New(problem.Unauthenticated, "%s", f.Message)))
	}
	s.write(w, r, mediaJSON, http.StatusUnauthorized, &graphql.Response{Errors: errs})
}

// signOut is DELETE /session: it ends the cookie's session, and the cookie even where the session ended before.
func (s *Server) signOut(w http.ResponseWriter, r *http.Request) {
	if err := s.sameOrigin(r); err != nil {
		s.refuse(w, r, err)
		return
	}
	gone := func(w http.ResponseWriter, r *http.Request, err error) {
		if problem.CodeOf(err) != problem.Unauthenticated {
			s.refuse(w, r, err)
			return
		}
		s.setCookie(w, r, Session{})
		w.WriteHeader(http.StatusNoContent)
	}
	s.signedIn(s.cfg.Auth.Authenticate, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if viewer.FromContext(r.Context()).Known() {
			if err := s.cfg.SignOut(r.Context()); err != nil {
				s.refuse(w, r, err)
				return
			}
		}
		s.setCookie(w, r, Session{})
		w.WriteHeader(http.StatusNoContent)
	}), gone).ServeHTTP(w, r)
}

// setCookie gives the browser its session, or takes it away when there is no token.
func (s *Server) setCookie(w http.ResponseWriter, r *http.Request, session Session) {
	cookie := &http.Cookie{
		Name: auth.CookieName, Value: session.Token, Path: "/", Expires: session.ExpiresAt,
		HttpOnly: true, SameSite: http.SameSiteLaxMode, Secure: s.secure(r),
	}
	if session.Token == "" {
		cookie.MaxAge = -1
	}
	http.SetCookie(w, cookie)
}

// secure tells whether cookies are for https alone.
func (s *Server) secure(r *http.Request) bool {
	return r.TLS != nil || strings.HasPrefix(s.cfg.PublicURL, "https://")
}

// signedIn puts the viewer of the request's credential into the context, for the log too, and notes the use of their session.
func (s *Server) signedIn(lookUp auth.LookUp, next http.Handler, refuse auth.Refuse) http.Handler {
	return auth.Middleware(lookUp, refuse)(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		exchangeOf(r.Context()).viewer = viewer.FromContext(r.Context())
		next.ServeHTTP(w, r)
		s.cfg.Auth.Used(viewer.FromContext(r.Context()))
	}))
}

// sameOriginCookie refuses what a page of another origin sends with the reader's cookie.
func (s *Server) sameOriginCookie(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := r.Cookie(auth.CookieName); err == nil && r.Header.Get("Authorization") == "" {
			if err := s.sameOrigin(r); err != nil {
				s.refuse(w, r, err)
				return
			}
		}
		next.ServeHTTP(w, r)
	})
}

// sameOrigin refuses what changes something when a browser says that a page of another origin sends it.
func (s *Server) sameOrigin(r *http.Request) error {
	if err := s.origins.Check(r); err != nil {
		return refused(http.StatusForbidden, problem.Forbidden, "Pages of this origin may not call this server.")
	}
	return nil
}

package auth

import (
	"context"
	"net/http"
	"strings"

	"canopy/internal/problem"
	"canopy/internal/viewer"
)

// CookieName is the session cookie of browsers.
const CookieName = "canopy_session"

// Refuse answers a request whose credential is no good, or could not be looked up.
type Refuse func(w http.ResponseWriter, r *http.Request, err error)

// LookUp answers whom a token stands for: an Authenticator's Authenticate or Recall.
type LookUp func(ctx context.Context, token string) (*viewer.Viewer, error)

// Middleware puts the viewer of the request's credential into its context: of the Authorization header, else
// of the session cookie. Without either it is nobody; with a bad one the request is refused. The request id of
// the viewer that was in the context before stays, and where it came from.
func Middleware(lookUp LookUp, refuse Refuse) func(http.Handler) http.Handler {
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			token, err := Credential(r)
			if err != nil {
				refuse(w, r, err)
				return
			}
			if token == "" {
				next.ServeHTTP(w, r)
				return
			}
			v, err := lookUp(r.Context(), token)
			if err != nil {
				refuse(w, r, err)
				return
			}
			asking := viewer.FromContext(r.Context())
			v.RequestID, v.RemoteAddr = asking.RequestID, asking.RemoteAddr
			next.ServeHTTP(w, r.WithContext(viewer.NewContext(r.Context(), v)))
		})
	}
}

// Credential is the token that a request carries, in the Authorization header or else the session cookie; "" when it carries none.
func Credential(r *http.Request) (string, error) {
	headers := r.Header.Values("Authorization")
	if len(headers) > 0 {
		return Bearer(headers...)
	}
	if cookie, err := r.Cookie(CookieName); err == nil {
		return cookie.Value, nil
	}
	return "", nil
}

// Bearer is the token of an Authorization header, of which there is to be one.
func Bearer(headers ...string) (string, error) {
	scheme, token, _ := strings.Cut(headers[0], " ")
	token = strings.TrimSpace(token)
	if len(headers) > 1 || !strings.EqualFold(scheme, "Bearer") || token == "" || strings.ContainsAny(token, " \t,") {
		return "", problem.New(problem.Unauthenticated, "The Authorization header must be: Bearer, a blank and the token.")
	}
	return token, nil
}

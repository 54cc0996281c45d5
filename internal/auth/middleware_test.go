package auth_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"canopy/internal/auth"
	"canopy/internal/canopytest"
	"canopy/internal/problem"
	"canopy/internal/viewer"
)

func TestMiddleware(t *testing.T) {
	rig := canopytest.SQLite(t)
	person := rig.User(rig.Account(nil), viewer.Admin)
	token := issue(rig, person)
	var asked *viewer.Viewer
	var refusal error
	handler := auth.Middleware(auth.New(rig.Store, rig.Clock.Now).Authenticate, func(w http.ResponseWriter, _ *http.Request, err error) {
		refusal = err
		w.WriteHeader(http.StatusUnauthorized)
	})(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { asked = viewer.FromContext(r.Context()) }))

	for name, c := range map[string]struct {
		header []string
		cookie string
		user   int64
		refuse bool
	}{
		"nobody":                 {},
		"bearer":                 {header: []string{"Bearer " + token}, user: person.ID},
		"scheme in any case":     {header: []string{"bEARER  " + token}, user: person.ID},
		"cookie":                 {cookie: token, user: person.ID},
		"header before cookie":   {header: []string{"Bearer nobody's"}, cookie: token, refuse: true},
		"unknown token":          {header: []string{"Bearer nobody's"}, refuse: true},
		"unknown cookie":         {cookie: "nobodys", refuse: true},
		"other scheme":           {header: []string{"Basic dXNlcjpwYXNz"}, refuse: true},
		"no token":               {header: []string{"Bearer "}, refuse: true},
		"token without a scheme": {header: []string{token}, refuse: true},
		"two tokens":             {header: []string{"Bearer " + token + " " + token}, refuse: true},
		"two headers":            {header: []string{"Bearer " + token, "Bearer " + token}, refuse: true},
		"empty header":           {header: []string{""}, refuse: true},
	} {
		t.Run(name, func(t *testing.T) {
			asked, refusal = nil, nil
			r := httptest.NewRequest(http.MethodPost, "/graphql", nil)
			r = r.WithContext(viewer.NewContext(r.Context(), &viewer.Viewer{RequestID: "r1", RemoteAddr: "192.0.2.1"}))
			for _, h := range c.header {
				r.Header.Add("Authorization", h)
			}
			if c.cookie != "" {
				r.AddCookie(&http.Cookie{Name: auth.CookieName, Value: c.cookie})
			}
			handler.ServeHTTP(httptest.NewRecorder(), r)
			if c.refuse {
				if asked != nil || problem.CodeOf(refusal) != problem.Unauthenticated {
					t.Errorf("viewer %+v, refusal %v", asked, refusal)
				}
				return
			}
			if refusal != nil || asked.UserID != c.user || asked.RequestID != "r1" || asked.RemoteAddr != "192.0.2.1" {
				t.Errorf("viewer %+v, refusal %v", asked, refusal)
			}
		})
	}
}

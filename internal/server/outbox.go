package server

import (
	"net/http"

	"canopy/internal/mail"
	"canopy/internal/problem"
	"canopy/internal/viewer"
)

// Outbox is the mails of a server that sends none.
type Outbox struct {
	Mails func() []mail.Kept // newest first
	// Public shows them to everybody, not to operators alone. They let whoever reads them in, so it is for a demo.
	Public bool
}

// outboxPage is what /outbox shows.
type outboxPage struct {
	*Outbox
	Refused bool
}

// outbox is /outbox: the mails, for operators who are signed in by cookie or token.
func (s *Server) outbox() http.Handler {
	refused := func(w http.ResponseWriter, status int) { s.page(w, status, "outbox", outboxPage{Refused: true}) }
	show := func(w http.ResponseWriter, _ *http.Request) {
		s.page(w, http.StatusOK, "outbox", outboxPage{Outbox: s.cfg.Outbox})
	}
	if s.cfg.Outbox.Public {
		return s.methods(methods{"GET": show})
	}
	operators := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch v := viewer.FromContext(r.Context()); {
		case v.Operator:
			show(w, r)
		case v.Known():
			refused(w, http.StatusForbidden)
		default:
			refused(w, http.StatusUnauthorized)
		}
	})
	known := s.signedIn(s.cfg.Auth.Authenticate, operators, func(w http.ResponseWriter, r *http.Request, err error) {
		if problem.CodeOf(err) != problem.Unauthenticated {
			s.refuse(w, r, err)
			return
		}
		refused(w, http.StatusUnauthorized)
	})
	return s.methods(methods{"GET": known.ServeHTTP})
}

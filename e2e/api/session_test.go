package api_test

import (
	"context"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/grant"
	"canopy/internal/nodeid"
	"canopy/internal/store"
	"canopy/internal/viewer"
)

const (
	revokeSession = `mutation($input: RevokeSessionInput!) { revokeSession(input: $input) { revokedSessionId userErrors { path code message } } }`
	mySessions    = `{ viewer { sessions { id current remoteAddress createdAt expiresAt lastUsedAt } } }`
)

// TestRevokeSession ends one of the own sessions, on every replica, and no other.
func TestRevokeSession(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		root := h.Account(nil)
		ada, eve := h.User(root, viewer.Reader), h.User(root, viewer.Admin)
		if err := h.SetPassword(t.Context(), ada.Email, "correct horse"); err != nil {
			t.Fatal(err)
		}
		var tokens []string
		for range 2 {
			a := h.must(t, "", signIn, vars{"input": vars{"email": ada.Email, "password": "correct horse"}})
			tokens = append(tokens, a.text("signIn.token"))
		}
		h.must(t, tokens[1], mySessions, nil)
		h.auth.Flush()
		a := h.must(t, tokens[0], mySessions, nil)
		id, other := a.text("viewer.sessions.1.id"), a.text("viewer.sessions.0.id") // latest first
		if a.text("viewer.sessions.1.current") != "true" || a.text("viewer.sessions.0.current") != "false" || a.text("viewer.sessions.0.remoteAddress") != "192.0.2.1" ||
			a.at("viewer.sessions.0.lastUsedAt") == nil || a.at("viewer.sessions.1.lastUsedAt") != nil {
			t.Error(a.Body)
		}
		operator := h.User(root, "")
		h.Tx(func(ctx context.Context, tx *store.Tx) error { // who sees everything
			return tx.Grant.Create().SetUserID(operator.ID).SetRole(grant.RoleADMIN).SetCreatedAt(h.Clock.Now()).Exec(ctx)
		})
		for _, token := range []string{h.token(t, eve), h.token(t, operator), h.token(t, nil)} {
			h.unchanged(t, func() {
				same(t, "somebody else's", h.ask(t, token, revokeSession, vars{"input": vars{"sessionId": other}}).faults("revokeSession"), []string{"sessionId NOT_FOUND"})
			})
		}

		replica := h.replica(t)
		replica.must(t, tokens[1], mySessions, nil)
		if a := h.must(t, tokens[0], revokeSession, vars{"input": vars{"sessionId": other}}); a.text("revokeSession.revokedSessionId") != other {
			t.Error(a.Body)
		}
		for name, process := range map[string]*house{"the process": h, "another": replica} {
			if a := process.ask(t, tokens[1], mySessions, nil); a.Status != 401 {
				t.Errorf("%s knows the session still: %s", name, a.Body)
			}
		}
		same(t, "events", h.events(t), []string{"SESSION_REVOKED DONE"})
		same(t, "again", h.ask(t, tokens[0], revokeSession, vars{"input": vars{"sessionId": other}}).faults("revokeSession"), []string{"sessionId NOT_FOUND"})
		if a := h.must(t, tokens[0], mySessions, nil); len(list(a.at("viewer.sessions"))) != 1 {
			t.Error(a.Body)
		}
		h.must(t, tokens[0], revokeSession, vars{"input": vars{"sessionId": id}}) // also the one that asks
		if a := h.ask(t, tokens[0], mySessions, nil); a.Status != 401 {
			t.Error(a.Body)
		}
	})
}

// TestRevokeSessionWithoutAGrant: one's sessions are one's own, whatever else one sees; those that have ended are gone.
func TestRevokeSessionWithoutAGrant(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		nobody := h.User(h.Account(nil), "")
		token := h.token(t, nobody)
		session := func(expires time.Duration) string {
			var made *ent.Session
			h.Tx(func(ctx context.Context, tx *store.Tx) (err error) {
				made, err = tx.Session.Create().SetUserID(nobody.ID).SetTokenHash([]byte(expires.String())).
					SetCreatedAt(h.Clock.Now()).SetExpiresAt(h.Clock.Now().Add(expires)).Save(ctx)
				return err
			})
			return nodeid.New(nodeid.Session, made.ID).String()
		}
		same(t, "an ended one", h.ask(t, token, revokeSession, vars{"input": vars{"sessionId": session(0)}}).faults("revokeSession"), []string{"sessionId NOT_FOUND"})
		h.must(t, token, revokeSession, vars{"input": vars{"sessionId": session(time.Hour)}})
	})
}

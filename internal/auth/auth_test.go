package auth_test

import (
	"context"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/grant"
	"canopy/ent/user"
	"canopy/internal/auth"
	"canopy/internal/canopytest"
	"canopy/internal/problem"
	"canopy/internal/secret"
	"canopy/internal/store"
	"canopy/internal/viewer"
)

// issue opens a session of the user, an operator's without one, and answers its token.
func issue(rig *canopytest.Rig, of *ent.User) string {
	token, hash := secret.NewToken()
	rig.Tx(func(ctx context.Context, tx *store.Tx) error {
		create := tx.Session.Create().SetTokenHash(hash).SetCreatedAt(rig.Clock.Now()).SetExpiresAt(rig.Clock.Now().Add(time.Hour))
		if of != nil {
			create.SetUserID(of.ID)
		}
		return create.Exec(ctx)
	})
	return token
}

func withStatus(s user.Status) func(*ent.UserCreate) {
	return func(c *ent.UserCreate) { c.SetStatus(s) }
}

func TestAuthenticate(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		authenticator := auth.New(rig.Store, rig.Clock.Now)
		root := rig.Account(nil)
		child, sibling := rig.Account(root), rig.Account(root)
		below := rig.Account(child)

		t.Run("is the person with all grants, in one statement", func(t *testing.T) {
			person := rig.User(child, viewer.UserManager)
			rig.Grant(person, sibling, viewer.Reader, grant.ScopeACCOUNT_ONLY)
			token := issue(rig, person)
			var v *viewer.Viewer
			var err error
			if n := rig.Statements(func() { v, err = authenticator.Authenticate(t.Context(), token) }); n != 1 || err != nil {
				t.Fatalf("%d statements, error %v", n, err)
			}
			if v.UserID != person.ID || v.SessionID == 0 || v.Operator || !v.Known() {
				t.Errorf("viewer %+v", v)
			}
			if v.Role(below.Path) != viewer.UserManager || v.Role(sibling.Path) != viewer.Reader || v.Sees(root.Path) || v.Subtree(sibling.Path) {
				t.Errorf("grants of %+v", v)
			}
		})
		t.Run("sees nothing without a grant", func(t *testing.T) {
			v, err := authenticator.Authenticate(t.Context(), issue(rig, rig.User(child, "")))
			if err != nil || !v.Known() || len(v.Ranges()) != 0 {
				t.Errorf("%+v, %v", v, err)
			}
		})
		t.Run("takes an invited person's", func(t *testing.T) {
			v, err := authenticator.Authenticate(t.Context(), issue(rig, rig.User(child, viewer.Reader, withStatus(user.StatusINVITED))))
			if err != nil || !v.Sees(below.Path) {
				t.Errorf("%+v, %v", v, err)
			}
		})
		t.Run("is an operator without a person", func(t *testing.T) {
			v, err := authenticator.Authenticate(t.Context(), issue(rig, nil))
			if err != nil || !v.Operator || v.UserID != 0 || !v.Sees(root.Path) {
				t.Errorf("%+v, %v", v, err)
			}
		})
		t.Run("is an API key with its one role, in one statement", func(t *testing.T) {
			token := issueKey(rig, child, viewer.AccountManager)
			var v *viewer.Viewer
			var err error
			if n := rig.Statements(func() { v, err = authenticator.Authenticate(t.Context(), token) }); n != 1 || err != nil {
				t.Fatalf("%d statements, error %v", n, err)
			}
			if v.UserID != 0 || v.KeyID == 0 || v.SessionID == 0 || v.Operator || !v.Known() || v.Role(below.Path) != viewer.AccountManager || v.Sees(root.Path) {
				t.Errorf("viewer %+v", v)
			}
		})
		t.Run("is an operator by a grant on the installation", func(t *testing.T) {
			person := rig.User(root, viewer.Reader)
			rig.Tx(func(ctx context.Context, tx *store.Tx) error {
				return tx.Grant.Create().SetUserID(person.ID).SetRole(grant.RoleADMIN).SetCreatedAt(rig.Clock.Now()).Exec(ctx)
			})
			v, err := authenticator.Authenticate(t.Context(), issue(rig, person))
			if err != nil || !v.Operator || v.UserID != person.ID {
				t.Errorf("%+v, %v", v, err)
			}
		})
	})
}

func TestAuthenticateRefuses(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		authenticator := auth.New(rig.Store, rig.Clock.Now)
		person := rig.User(rig.Account(nil), viewer.Admin)
		refused := func(t *testing.T, token string) {
			t.Helper()
			if v, err := authenticator.Authenticate(t.Context(), token); problem.CodeOf(err) != problem.Unauthenticated {
				t.Errorf("%+v, %v", v, err)
			}
		}
		t.Run("an unknown token", func(t *testing.T) {
			unknown, _ := secret.NewToken()
			refused(t, unknown)
			refused(t, "")
			refused(t, "\x00\xff' OR 1=1")
		})
		t.Run("a disabled person's", func(t *testing.T) {
			refused(t, issue(rig, rig.User(rig.Account(nil), viewer.Admin, withStatus(user.StatusDISABLED))))
		})
		t.Run("a revoked one at once", func(t *testing.T) {
			token := issue(rig, person)
			if _, err := authenticator.Authenticate(t.Context(), token); err != nil {
				t.Fatal(err)
			}
			rig.Tx(func(ctx context.Context, tx *store.Tx) error {
				_, err := tx.Session.Delete().Exec(ctx)
				return err
			})
			refused(t, token)
		})
		t.Run("one whose hour is over", func(t *testing.T) {
			token := issue(rig, person)
			rig.Clock.Advance(time.Hour - time.Microsecond)
			if _, err := authenticator.Authenticate(t.Context(), token); err != nil {
				t.Fatal(err)
			}
			rig.Clock.Advance(time.Microsecond)
			refused(t, token)
		})
		t.Run("but an unreachable database is no refusal", func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			cancel()
			if _, err := authenticator.Authenticate(ctx, issue(rig, person)); problem.CodeOf(err) != problem.Internal {
				t.Error(err)
			}
		})
	})
}

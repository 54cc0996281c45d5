package auth_test

import (
	"context"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/apikey"
	"canopy/internal/auth"
	"canopy/internal/canopytest"
	"canopy/internal/secret"
	"canopy/internal/store"
	"canopy/internal/store/scope"
	"canopy/internal/viewer"
)

// lastUse is when the sessions' and the keys' rows say that they were last used, in order of id; the zero time for never.
func lastUse(rig *canopytest.Rig) (sessions, keys []time.Time) {
	for _, s := range rig.Store.Client().Session.Query().Order(ent.Asc("id")).AllX(canopytest.Operator()) {
		sessions = append(sessions, moment(s.LastUsedAt))
	}
	for _, k := range rig.Store.Client().APIKey.Query().Order(ent.Asc("id")).AllX(canopytest.Operator()) {
		keys = append(keys, moment(k.LastUsedAt))
	}
	return sessions, keys
}

func moment(at *time.Time) time.Time {
	if at == nil {
		return time.Time{}
	}
	return *at
}

// access is the revision of all access.
func access(t *testing.T, rig *canopytest.Rig) (revision int64) {
	t.Helper()
	if err := rig.Store.DB().QueryRow("SELECT " + scope.Operator.Marker() + " value FROM counters WHERE name = 'access'").Scan(&revision); err != nil {
		t.Fatal(err)
	}
	return revision
}

// issueKey makes a key of the role on the account and answers its token.
func issueKey(rig *canopytest.Rig, on *ent.Account, role viewer.Role) string {
	token, hash := secret.NewToken()
	rig.Tx(func(ctx context.Context, tx *store.Tx) error {
		key, err := tx.APIKey.Create().SetAccountID(on.ID).SetName("Nightly sync").SetRole(apikey.Role(role)).SetCreatedAt(rig.Clock.Now()).Save(ctx)
		if err != nil {
			return err
		}
		return tx.Session.Create().SetAPIKeyID(key.ID).SetTokenHash(hash).SetCreatedAt(rig.Clock.Now()).SetExpiresAt(rig.Clock.Now().Add(time.Hour)).Exec(ctx)
	})
	return token
}

func TestUsed(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		root := rig.Account(nil)
		tokens := []string{issue(rig, rig.User(root, viewer.Reader)), issueKey(rig, root, viewer.Reader), issue(rig, nil)}
		authenticator := auth.New(rig.Store, rig.Clock.Now)
		before := access(t, rig)
		use := func(token string) {
			t.Helper()
			v, err := authenticator.Recall(t.Context(), token)
			if err == nil {
				v, err = v.Renewed(t.Context())
			}
			if err != nil {
				t.Fatal(err)
			}
			authenticator.Used(v)
			authenticator.Flush()
		}
		want := func(what string, of ...time.Time) {
			t.Helper()
			sessions, keys := lastUse(rig)
			for i, at := range of {
				if !sessions[i].Equal(at) {
					t.Errorf("%s: session %d was last used %v, want %v", what, i, sessions[i], at)
				}
			}
			if len(keys) != 1 || !keys[0].Equal(of[1]) {
				t.Errorf("%s: the key was last used %v, want %v", what, keys, of[1])
			}
		}

		first, never := rig.Clock.Now(), time.Time{}
		want("before", never, never, never)
		use(tokens[0])
		use(tokens[1])
		want("at first", first, first, never)
		rig.Clock.Advance(time.Minute - time.Microsecond)
		use(tokens[0])
		use(tokens[1])
		use(tokens[2])
		late := rig.Clock.Now()
		want("within a minute", first, first, late)
		rig.Clock.Advance(time.Microsecond)
		use(tokens[0])
		use(tokens[1])
		second := rig.Clock.Now()
		want("a minute later", second, second, late)

		behind := auth.New(rig.Store, func() time.Time { return first }) // another process, whose use was earlier
		v, err := behind.Authenticate(t.Context(), tokens[0])
		if err != nil {
			t.Fatal(err)
		}
		behind.Used(v)
		behind.Flush()
		want("an earlier use of another process", second, second, late)
		if now := access(t, rig); now != before {
			t.Errorf("access went from revision %d to %d", before, now)
		}
	})
}

// TestUsedProvisionally writes nothing for a remembered viewer whom nothing has confirmed: the request may be refused yet.
func TestUsedProvisionally(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		token := issue(rig, rig.User(rig.Account(nil), viewer.Reader))
		authenticator := auth.New(rig.Store, rig.Clock.Now)
		if _, err := authenticator.Authenticate(t.Context(), token); err != nil {
			t.Fatal(err)
		}
		v, err := authenticator.Recall(t.Context(), token)
		if err != nil || !v.Provisional() {
			t.Fatalf("%+v, %v", v, err)
		}
		used := func() bool {
			authenticator.Used(v)
			authenticator.Used(&viewer.Viewer{}) // nobody
			authenticator.Flush()
			sessions, _ := lastUse(rig)
			return !sessions[0].IsZero()
		}
		if used() {
			t.Error("written while nothing confirms the viewer")
		}
		v.Confirm()
		v, err = v.Renewed(t.Context())
		if err != nil || !used() {
			t.Errorf("not written although confirmed: %v", err)
		}
	})
}

// TestUsedBesideAWriter holds SQLite's one writer: nobody who uses a session waits for it.
func TestUsedBesideAWriter(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		authenticator := auth.New(rig.Store, rig.Clock.Now)
		var tokens []string
		for range 3 {
			tokens = append(tokens, issue(rig, nil))
		}
		rig.Tx(func(ctx context.Context, tx *store.Tx) error {
			if err := tx.Counter.Create().SetID("held").SetValue(1).Exec(ctx); err != nil {
				return err
			}
			for _, token := range tokens {
				v, err := authenticator.Authenticate(t.Context(), token)
				if err != nil {
					return err
				}
				authenticator.Used(v) // returns although the transaction is open
			}
			return nil
		})
		authenticator.Flush()
		sessions, _ := lastUse(rig)
		for i, at := range sessions {
			if !at.Equal(rig.Clock.Now()) {
				t.Errorf("session %d was last used %v", i, at)
			}
		}
	})
}

// TestUsedWithoutADatabase fails nobody, and is noted again a minute later.
func TestUsedWithoutADatabase(t *testing.T) {
	rig := canopytest.SQLite(t)
	token := issue(rig, nil)
	second := rig.Open()
	authenticator := auth.New(second, rig.Clock.Now)
	v, err := authenticator.Authenticate(t.Context(), token)
	if err != nil {
		t.Fatal(err)
	}
	if err := second.Close(); err != nil {
		t.Fatal(err)
	}
	authenticator.Used(v)
	authenticator.Flush()
	if sessions, _ := lastUse(rig); !sessions[0].IsZero() {
		t.Errorf("written to a closed database: %v", sessions)
	}
}

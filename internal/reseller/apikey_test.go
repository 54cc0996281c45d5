package reseller_test

import (
	"bytes"
	"context"
	"log/slog"
	"strings"
	"testing"
	"time"

	"canopy/ent/grant"
	"canopy/internal/nodeid"
	"canopy/internal/reseller"
	"canopy/internal/store"
	"canopy/internal/viewer"
)

func (h *house) newKey(t *testing.T, change ...func(*reseller.CreateAPIKeyInput)) reseller.IssuedKey {
	t.Helper()
	in := reseller.CreateAPIKeyInput{AccountID: ptr(id(h.root)), Name: "Nightly sync", Role: viewer.Reader, Scope: grant.ScopeSUBTREE}
	for _, f := range change {
		f(&in)
	}
	issued, err := h.CreateAPIKey(h.As(h.User(h.root, viewer.Admin)), in)
	if err != nil {
		t.Fatal(err)
	}
	return issued
}

// TestAPIKeyIsKeptByItsHash: the token is nowhere in the database, neither with its key nor in the events.
func TestAPIKeyIsKeptByItsHash(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ends := h.Clock.Now().Add(time.Hour)
		issued := h.newKey(t, func(in *reseller.CreateAPIKeyInput) { in.ExpiresAt = &ends })
		s := h.Store.Client().Session.Query().OnlyX(everything())
		if !s.ExpiresAt.Equal(ends) || *s.APIKeyID != issued.KeyID {
			t.Errorf("its session is %+v", s)
		}
		e := h.Store.Client().Event.Query().OnlyX(everything())
		const want = `[{"field":"name","before":null,"after":"Nightly sync"},{"field":"role","before":null,"after":"VIEWER"},` +
			`{"field":"scope","before":null,"after":"SUBTREE"},{"field":"expiresAt","before":null,"after":"2026-03-02T10:30:00.000000Z"}]`
		if e.Changes != want || e.Subject != nodeid.New(nodeid.APIKey, issued.KeyID).String() || *e.AccountID != h.root.ID {
			t.Errorf("event %+v", e)
		}
		secret := strings.TrimPrefix(issued.Token, "canopy_")
		if strings.Contains(e.Changes, secret) || strings.Contains(string(s.TokenHash), secret) {
			t.Error("the token is stored")
		}
	})
}

// TestRevokeAPIKeyAtOnce: of many that revoke a key at the same moment, one did.
func TestRevokeAPIKeyAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		issued := h.newKey(t)
		admin := h.As(h.User(h.root, viewer.Admin))
		errs := make([]error, 8)
		atOnce(len(errs), func(i int) {
			_, errs[i] = h.RevokeAPIKey(admin, reseller.RevokeAPIKeyInput{APIKeyID: nodeid.New(nodeid.APIKey, issued.KeyID)})
		})
		for _, err := range errs {
			if err != nil {
				t.Error(err)
			}
		}
		if log := h.log(t); len(log) != 2 {
			t.Errorf("events %q", log)
		}
		if n := h.Store.Client().Session.Query().CountX(everything()); n != 0 {
			t.Errorf("%d sessions are left", n)
		}
	})
}

// TestFailedSignInsAreLogged, whoever it was said to be, with where they came from.
func TestFailedSignInsAreLogged(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ada := h.User(h.root, viewer.Reader)
		for _, email := range []string{ada.Email, "nobody@example.com"} {
			var lines bytes.Buffer
			h.Logger = slog.New(slog.NewTextHandler(&lines, nil))
			_, err := h.SignIn(fromHost("192.0.2.7"), reseller.SignInInput{Email: email, Password: "wrong"})
			wantFaults(t, err, " INVALID")
			log := lines.String()
			for _, part := range []string{"sign-in failed", "192.0.2.7", "r7"} {
				if !strings.Contains(log, part) {
					t.Errorf("a wrong password for %s logs %q, without %q", email, log, part)
				}
			}
			if strings.Contains(log, "wrong") {
				t.Errorf("the password is in the log: %q", log)
			}
		}
		if len(h.log(t)) != 0 {
			t.Error("a failed sign-in leaves an event")
		}
	})
}

// TestLogsNameAPIKeys: what is told of others is logged with who was told.
func TestLogsNameAPIKeys(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		taken := h.User(h.Account(nil), "")
		key := viewer.New(0, false, []viewer.Grant{{Path: h.root.Path, Role: viewer.Admin}})
		key.KeyID = 7
		var lines bytes.Buffer
		h.Logger = slog.New(slog.NewTextHandler(&lines, nil))
		if _, err := h.AddUsers(viewer.NewContext(context.Background(), key), adding(h.root, someone(taken.Email)), nil); err != nil {
			t.Fatal(err)
		}
		if want := "viewer=" + nodeid.New(nodeid.APIKey, 7).String(); !strings.Contains(lines.String(), want) {
			t.Errorf("the log has no %s: %s", want, &lines)
		}
	})
}

// TestAPIKeyByWhoMayNoMore: who lost the role since they were looked up makes and revokes no key.
func TestAPIKeyByWhoMayNoMore(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		issued := h.newKey(t)
		admin := h.User(h.root, viewer.Admin)
		session, err := h.IssueToken(context.Background(), admin.Email, time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		h.Tx(func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.Grant.Update().Where(grant.UserID(admin.ID)).SetRole(grant.RoleACCOUNT_MANAGER).Save(ctx)
			return err
		})
		before := viewer.NewContext(context.Background(), session.Viewer)
		_, err = h.CreateAPIKey(before, reseller.CreateAPIKeyInput{AccountID: ptr(id(h.root)), Name: "Mine", Role: viewer.Admin, Scope: grant.ScopeSUBTREE})
		wantFaults(t, err, "accountId FORBIDDEN")
		_, err = h.RevokeAPIKey(before, reseller.RevokeAPIKeyInput{APIKeyID: nodeid.New(nodeid.APIKey, issued.KeyID)})
		wantFaults(t, err, "apiKeyId FORBIDDEN")
	})
}

// TestRevokeAPIKeyBeyond: nobody revokes a key that holds what they do not.
func TestRevokeAPIKeyBeyond(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		only := h.User(h.root, "")
		h.Grant(only, h.root, viewer.Admin, grant.ScopeACCOUNT_ONLY)
		revoke := func(change func(*reseller.CreateAPIKeyInput)) error {
			_, err := h.RevokeAPIKey(h.As(only), reseller.RevokeAPIKeyInput{APIKeyID: nodeid.New(nodeid.APIKey, h.newKey(t, change).KeyID)})
			return err
		}
		wantFaults(t, revoke(func(*reseller.CreateAPIKeyInput) {}), "apiKeyId CANNOT_GRANT")
		if err := revoke(func(in *reseller.CreateAPIKeyInput) { in.Scope = grant.ScopeACCOUNT_ONLY }); err != nil {
			t.Error(err)
		}
	})
}

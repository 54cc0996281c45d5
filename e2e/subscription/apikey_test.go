package subscription_test

import (
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/grant"
	"canopy/internal/canopytest"
	"canopy/internal/nodeid"
	"canopy/internal/reseller"
	"canopy/internal/viewer"
)

// TestAPIKey tells an API key of what its scope holds, and nothing once it is revoked or expires.
func TestAPIKey(t *testing.T) {
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		r := start(t, rig, following(rig.Clock.Now))
		operator := r.token(t, nil)
		top := rig.Account(nil)
		place := rig.Account(top)
		below := rig.Account(place)
		expires := rig.Clock.Now().Add(forever / 2)
		issue := func(scope grant.Scope, until *time.Time) reseller.IssuedKey {
			t.Helper()
			on := nodeid.New(nodeid.Account, place.ID)
			key, err := r.CreateAPIKey(canopytest.Operator(), reseller.CreateAPIKeyInput{AccountID: &on, Name: "Key", Role: viewer.Reader, Scope: scope, ExpiresAt: until})
			if err != nil {
				t.Fatal(err)
			}
			return key
		}
		narrow, wide := issue(grant.ScopeACCOUNT_ONLY, nil), issue(grant.ScopeSUBTREE, nil)
		ending := issue(grant.ScopeSUBTREE, &expires)
		listen := func(key reseller.IssuedKey, to *ent.Account) *subscriber {
			return r.subscribe(t, key.Token, changed, map[string]any{"id": id(to)})
		}
		for _, key := range []reseller.IssuedKey{narrow, wide} {
			listen(key, top).wantCode(t, "NOT_FOUND")
		}
		listen(narrow, below).wantCode(t, "NOT_FOUND")
		one, all, under, last := listen(narrow, place), listen(wide, place), listen(wide, below), listen(ending, place)
		people := r.subscribe(t, wide.Token, added, map[string]any{"id": id(place)})
		r.awaitRunning(t, 5)
		r.rename(t, operator, top, "above")
		r.rename(t, operator, below, "below")
		r.rename(t, operator, place, "there")
		for s, names := range map[*subscriber][]string{one: {"there"}, all: {"below", "there"}, under: {"below"}, last: {"below", "there"}} {
			for _, name := range names {
				if got := s.next(t); got.Account == nil || got.Account.Name != name || got.Event.Actor != nil || len(got.Event.Changes) > 0 { // a VIEWER sees no more
					t.Errorf("told %+v, want %s", got, name)
				}
			}
		}

		r.change(t, operator, "revokeApiKey", `apiKeyId: "%s"`, nodeid.New(nodeid.APIKey, wide.KeyID))
		for _, s := range []*subscriber{all, under, people} {
			s.wantCode(t, "UNAUTHENTICATED")
		}
		r.awaitRunning(t, 2)
		rig.Clock.Advance(forever / 2)
		last.wantCode(t, "UNAUTHENTICATED")
		r.rename(t, operator, place, "still")
		if got := one.next(t); got.Account == nil || got.Account.Name != "still" {
			t.Errorf("told %+v", got)
		}
	})
}

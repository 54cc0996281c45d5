package reseller_test

import (
	"slices"
	"strings"
	"testing"

	"canopy/ent"
	"canopy/ent/event"
	"canopy/ent/grant"
	"canopy/ent/user"
	"canopy/internal/canopytest"
	"canopy/internal/nodeid"
	"canopy/internal/reseller"
	"canopy/internal/viewer"
)

func grantID(key int64) nodeid.ID { return nodeid.New(nodeid.Grant, key) }

// granting is the input of a role for the person; on nil it is for the whole installation.
func granting(to *ent.User, on *ent.Account, role viewer.Role, reach grant.Scope) reseller.GrantRoleInput {
	in := reseller.GrantRoleInput{UserID: userID(to), Role: role, Scope: reach}
	if on != nil {
		in.AccountID = ptr(id(on))
	}
	return in
}

func disabled(u *ent.UserCreate) { u.SetStatus(user.StatusDISABLED) }

const (
	subtree = grant.ScopeSUBTREE
	only    = grant.ScopeACCOUNT_ONLY
)

// lastEvent is the newest event.
func (h *house) lastEvent(t *testing.T) *ent.Event {
	t.Helper()
	return h.Store.Client().Event.Query().Order(ent.Desc(event.FieldID)).FirstX(everything())
}

func TestGrantRole(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		mid := h.Account(h.root)
		admin, someone := h.User(h.root, viewer.Admin), h.User(mid, "")
		t.Run("gives it once", func(t *testing.T) {
			in := granting(someone, mid, viewer.Admin, subtree)
			key, err := h.GrantRole(h.As(admin), in)
			if err != nil {
				t.Fatal(err)
			}
			g := h.Store.Client().Grant.GetX(everything(), key)
			if g.UserID != someone.ID || *g.AccountID != mid.ID || g.Role != grant.RoleADMIN || g.Scope != subtree {
				t.Errorf("gave %v", g)
			}
			e := h.lastEvent(t)
			want := `[{"field":"user","before":null,"after":"` + userID(someone).String() + `"},{"field":"role","before":null,"after":"ADMIN"},{"field":"scope","before":null,"after":"SUBTREE"}]`
			if e.Action != "GRANT_ADDED" || e.RootID != h.root.ID || *e.AccountID != mid.ID || *e.ActorID != admin.ID || e.Subject != grantID(key).String() || e.Changes != want {
				t.Errorf("left %v", e)
			}
			before := len(h.log(t))
			if again, err := h.GrantRole(h.As(admin), in); again != key || err != nil || len(h.log(t)) != before {
				t.Errorf("again it gave %d, %v and left %q", again, err, h.log(t))
			}
		})
		t.Run("not further than one's own", func(t *testing.T) {
			here := h.User(mid, "")
			h.Grant(here, mid, viewer.Admin, only)
			h.Grant(here, mid, viewer.UserManager, subtree)
			for _, c := range []struct {
				role  viewer.Role
				reach grant.Scope
				want  []string
			}{
				{viewer.Admin, subtree, []string{"scope CANNOT_GRANT"}},
				{viewer.AccountManager, subtree, []string{"scope CANNOT_GRANT"}},
				{viewer.UserManager, subtree, nil},
				{viewer.Admin, only, nil},
			} {
				before := len(h.log(t))
				_, err := h.GrantRole(h.As(here), granting(h.User(mid, ""), mid, c.role, c.reach))
				wantFaults(t, err, c.want...)
				if log := h.log(t)[before:]; len(log) != 1 || strings.Contains(log[0], "REFUSED") != (c.want != nil) {
					t.Errorf("%s %s left %q", c.role, c.reach, log)
				}
			}
			_, err := h.GrantRole(h.As(here), granting(here, h.Account(mid), viewer.Reader, only))
			wantFaults(t, err, "accountId FORBIDDEN")
		})
		t.Run("refuses who may not, and tells nothing more", func(t *testing.T) {
			_, err := h.GrantRole(h.As(h.manager), granting(h.User(mid, "", disabled), mid, viewer.Reader, only))
			wantFaults(t, err, "accountId FORBIDDEN")
			if e := h.lastEvent(t); e.Action != "GRANT_ADDED" || e.Outcome != event.OutcomeREFUSED || *e.AccountID != mid.ID {
				t.Errorf("left %v", e)
			}
		})
		t.Run("tells all that is wrong", func(t *testing.T) {
			elsewhere := h.Account(nil)
			before := len(h.log(t))
			_, err := h.GrantRole(h.As(admin), granting(h.User(elsewhere, ""), elsewhere, viewer.Reader, only))
			wantFaults(t, err, "userId NOT_FOUND", "accountId NOT_FOUND")
			_, err = h.GrantRole(h.As(admin), granting(h.User(mid, "", disabled), mid, viewer.Reader, only))
			wantFaults(t, err, "userId NOT_ACTIVE")
			_, err = h.GrantRole(h.As(admin), reseller.GrantRoleInput{UserID: id(mid), AccountID: ptr(userID(someone)), Role: viewer.Reader, Scope: only})
			wantFaults(t, err, "userId NOT_FOUND", "accountId NOT_FOUND")
			if len(h.log(t)) != before {
				t.Errorf("faults left %q", h.log(t)[before:])
			}
		})
		t.Run("to whoever the giver sees, wherever they belong", func(t *testing.T) {
			two, there := h.User(mid, ""), h.Account(nil)
			h.Grant(two, mid, viewer.Admin, subtree)
			h.Grant(two, there, viewer.Reader, only)
			if _, err := h.GrantRole(h.As(two), granting(h.User(there, ""), mid, viewer.AccountManager, subtree)); err != nil {
				t.Error(err)
			}
		})
		t.Run("on the installation by operators", func(t *testing.T) {
			_, err := h.GrantRole(h.As(admin), granting(someone, nil, viewer.Reader, only))
			wantFaults(t, err, "accountId FORBIDDEN")
			if e := h.lastEvent(t); e.Outcome != event.OutcomeREFUSED || e.RootID != 0 || e.AccountID != nil {
				t.Errorf("left %v", e)
			}
			_, err = h.GrantRole(canopytest.Operator(), granting(someone, nil, viewer.Reader, only))
			wantFaults(t, err, "role INVALID", "scope INVALID")
			key, err := h.GrantRole(canopytest.Operator(), granting(someone, nil, viewer.Admin, subtree))
			if err != nil || !viewer.FromContext(h.As(someone)).Operator {
				t.Fatalf("gave %d, %v", key, err)
			}
			if e := h.lastEvent(t); e.RootID != 0 || e.AccountID != nil || e.Subject != grantID(key).String() {
				t.Errorf("left %v", e)
			}
			if again, err := h.GrantRole(h.As(someone), granting(someone, nil, viewer.Admin, subtree)); again != key || err != nil {
				t.Errorf("again it gave %d, %v", again, err)
			}
		})
	})
}

func TestRevokeGrant(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		mid := h.Account(h.root)
		admin, someone := h.User(h.root, viewer.Admin), h.User(mid, "")
		revoke := func(as *ent.User, g *ent.Grant) error {
			return h.RevokeGrant(h.As(as), reseller.RevokeGrantInput{GrantID: grantID(g.ID)})
		}
		held := func(g *ent.Grant) bool {
			return h.Store.Client().Grant.Query().Where(grant.ID(g.ID)).ExistX(everything())
		}
		t.Run("takes a role", func(t *testing.T) {
			g := h.Grant(someone, mid, viewer.UserManager, only)
			if err := revoke(admin, g); err != nil || held(g) {
				t.Fatalf("the grant is there: %v, %v", held(g), err)
			}
			e := h.lastEvent(t)
			want := `[{"field":"user","before":"` + userID(someone).String() + `","after":null},{"field":"role","before":"USER_MANAGER","after":null},{"field":"scope","before":"ACCOUNT_ONLY","after":null}]`
			if e.Action != "GRANT_REVOKED" || *e.AccountID != mid.ID || e.Subject != grantID(g.ID).String() || e.Changes != want {
				t.Errorf("left %v", e)
			}
			wantFaults(t, revoke(admin, g), "grantId NOT_FOUND")
		})
		t.Run("refuses who may not", func(t *testing.T) {
			g := h.Grant(someone, mid, viewer.Reader, only)
			wantFaults(t, revoke(h.manager, g), "grantId FORBIDDEN")
			if e := h.lastEvent(t); e.Action != "GRANT_REVOKED" || e.Outcome != event.OutcomeREFUSED || *e.AccountID != mid.ID {
				t.Errorf("left %v", e)
			}
			before := h.log(t)
			above := h.Grant(someone, h.root, viewer.Reader, subtree)
			lower := h.User(mid, viewer.Admin)
			wantFaults(t, revoke(lower, above), "grantId NOT_FOUND")
			here := h.User(mid, "")
			h.Grant(here, mid, viewer.Admin, only)
			if !slices.Equal(h.log(t), before) {
				t.Errorf("left %q", h.log(t))
			}
			wantFaults(t, revoke(here, h.Grant(someone, mid, viewer.Reader, subtree)), "grantId CANNOT_GRANT")
			if log := h.log(t)[len(before):]; !held(g) || !held(above) || len(log) != 1 || !strings.Contains(log[0], "REFUSED") {
				t.Errorf("took one, or left %q", log)
			}
		})
		t.Run("one's own", func(t *testing.T) {
			other := h.User(mid, "")
			g := h.Grant(other, mid, viewer.Admin, subtree)
			if err := revoke(other, g); err != nil || held(g) {
				t.Errorf("the grant is there: %v, %v", held(g), err)
			}
		})
		t.Run("operators on the installation", func(t *testing.T) {
			key, err := h.GrantRole(canopytest.Operator(), granting(someone, nil, viewer.Admin, subtree))
			if err != nil {
				t.Fatal(err)
			}
			g := &ent.Grant{ID: key}
			wantFaults(t, revoke(admin, g), "grantId NOT_FOUND")
			if err := revoke(someone, g); err != nil || held(g) {
				t.Errorf("the grant is there: %v, %v", held(g), err)
			}
			if e := h.lastEvent(t); e.RootID != 0 || e.AccountID != nil {
				t.Errorf("left %v", e)
			}
		})
	})
}

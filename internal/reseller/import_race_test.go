package reseller_test

import (
	"context"
	"strings"
	"testing"

	"canopy/ent"
	"canopy/ent/userimport"
	"canopy/internal/canopytest"
	"canopy/internal/viewer"
)

// TestImportBesideItsSendersEnd: whoever loses their access between the look-up of a sender and the rows that are judged as them, is told of in the
// import; it is no failure that is tried again.
func TestImportBesideItsSendersEnd(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, h *house) {
		h.User(h.root, viewer.Admin) // nobody is the last
		elsewhere := h.Account(nil)
		for name, end := range map[string]func(u *ent.User) error{
			"disabled": func(u *ent.User) error { return second(h.DisableUsers(canopytest.Operator(), disabling(u))) },
			"erased":   func(u *ent.User) error { return h.erase(canopytest.Operator(), u) },
			"moved":    func(u *ent.User) error { return second(h.MoveUsers(canopytest.Operator(), movingTo(elsewhere, u))) },
		} {
			sender := h.User(h.root, viewer.UserManager)
			key, err := h.ImportUsers(h.As(sender), importing(h.root, "email,given_name,family_name\n"+name+"@example.org,X,Y\n"))
			if err != nil {
				t.Fatal(err)
			}
			calls := 0
			err = h.WorkImportWhile(context.Background(), key, func() bool {
				if calls++; calls == 2 {
					if err := end(sender); err != nil {
						t.Error(err)
					}
				}
				return calls < 10
			})
			im := h.Store.Client().UserImport.GetX(everything(), key)
			if err != nil || calls < 2 || im.Status != userimport.StatusREJECTED || !strings.Contains(im.Faults, "FORBIDDEN") || im.AddedCount != 0 {
				t.Errorf("%s: %v, %+v", name, err, im)
			}
		}
	})
}

package reseller_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"canopy/ent"
	"canopy/ent/user"
	"canopy/internal/canopytest"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/reseller"
	"canopy/internal/viewer"
)

func (h *house) erase(ctx context.Context, u *ent.User) error {
	return h.EraseUser(ctx, reseller.EraseUserInput{UserID: userID(u)})
}

func TestEraseFaults(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		mid, elsewhere := h.Account(h.root), h.Account(nil)
		asking := h.User(mid, viewer.UserManager)
		ctx := h.As(asking)
		for _, id := range []nodeid.ID{{}, id(mid), nodeid.New(nodeid.User, 4711), userID(h.User(h.root, "")), userID(h.User(elsewhere, ""))} {
			wantFaults(t, h.EraseUser(ctx, reseller.EraseUserInput{UserID: id}), "userId NOT_FOUND")
		}
		stronger, abroad := h.User(mid, viewer.AccountManager), h.User(mid, viewer.Reader)
		h.Grant(abroad, elsewhere, viewer.Reader, only)
		before := len(h.log(t))
		for _, u := range []*ent.User{stronger, abroad, asking} {
			wantFaults(t, h.erase(ctx, u), "userId FORBIDDEN")
		}
		wantFaults(t, h.erase(h.As(h.User(mid, viewer.Reader)), abroad), "userId FORBIDDEN")
		if log := h.log(t)[before:]; !slices.Equal(log, slices.Repeat([]string{"USER_ERASED REFUSED " + id(mid).String()}, 4)) {
			t.Errorf("the refusals left %q", log)
		}
		last := h.User(h.root, viewer.Admin)
		wantFaults(t, h.erase(canopytest.Operator(), last), "userId LAST_ADMIN")
		only := h.User(elsewhere, viewer.Admin)
		wantFaults(t, h.erase(canopytest.Operator(), only), "userId LAST_ADMIN")
		for _, u := range h.Store.Client().User.Query().Where(user.AccountID(elsewhere.ID), user.IDNEQ(only.ID)).AllX(everything()) {
			if err := h.erase(canopytest.Operator(), u); err != nil {
				t.Fatal(err)
			}
		}
		if err := h.erase(canopytest.Operator(), only); err != nil { // the account has no people then
			t.Error(err)
		}
		out := h.User(mid, viewer.UserManager, disabled)
		if err := h.erase(ctx, out); err != nil {
			t.Errorf("somebody disabled: %v", err)
		}
		wantFaults(t, h.erase(ctx, out), "userId NOT_FOUND")
	})
}

// TestErasedContact: a review that is open without its contact takes another one before it is approved, and can be changed meanwhile.
func TestErasedContact(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		u := h.User(h.root, "")
		r := h.opened(t, h.manager, form(h.root, u))
		if err := h.erase(canopytest.Operator(), u); err != nil {
			t.Fatal(err)
		}
		_, err := h.approve(h.review(t, r.ID))
		wantFaults(t, err, "reviewId INVALID")
		if faults, _ := problem.FaultsOf(err); !strings.Contains(faults[0].Message, "updateReview") {
			t.Errorf("told %q", faults[0].Message)
		}
		manager := h.As(h.manager)
		for _, in := range []reseller.UpdateReviewInput{{Name: set("Havel Kontor GmbH")}, {NotificationContactID: set(userID(h.manager))}} {
			in.ReviewID = reviewID(r.ID)
			if _, err := h.UpdateReview(manager, in); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := h.approve(h.review(t, r.ID)); err != nil {
			t.Error(err)
		}
	})
}

package reseller_test

import (
	"context"
	"slices"
	"testing"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/grant"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/reseller"
	"canopy/internal/viewer"
)

func TestCloseAccount(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		admin := h.As(h.User(h.root, viewer.Admin))
		a := h.Account(h.root, func(c *ent.AccountCreate) { c.SetAccountNumber("N-1") })
		one, gone := h.Account(a, status(account.StatusSUSPENDED)), h.Account(a, status(account.StatusCLOSED))
		two := h.Account(one, status(account.StatusFAILED))
		mine, theirs := h.Asset(h.root, a), h.Asset(a, one)
		kept := h.Asset(h.root, h.Account(h.root))
		closing := func(ctx context.Context, change ...func(*reseller.CloseAccountInput)) (reseller.Closing, error) {
			in := reseller.CloseAccountInput{AccountID: id(a)}
			for _, f := range change {
				f(&in)
			}
			return h.CloseAccount(ctx, in)
		}
		cascade := func(in *reseller.CloseAccountInput) { in.Cascade = true }
		dry := func(in *reseller.CloseAccountInput) { in.DryRun = true }
		_, err := closing(admin)
		wantFaults(t, err, "cascade HAS_OPEN_CHILDREN")
		_, err = closing(h.As(h.manager), cascade)
		wantFaults(t, err, "accountId FORBIDDEN")
		only := h.User(h.root, "")
		h.Grant(only, a, viewer.Admin, grant.ScopeACCOUNT_ONLY)
		_, err = closing(h.As(only), cascade)
		wantFaults(t, err, "cascade FORBIDDEN")
		before := len(h.log(t))
		want := []int64{a.ID, one.ID, two.ID}
		done, err := closing(admin, cascade, dry)
		if err != nil || !slices.Equal(done.Closed, want) || done.Unassigned != 2 || len(h.log(t)) != before || h.account(t, a.ID).Status != account.StatusACTIVE {
			t.Errorf("a dry run: %+v, %v", done, err)
		}
		done, err = closing(admin, cascade)
		if err != nil || !slices.Equal(done.Closed, want) || done.Unassigned != 2 {
			t.Errorf("closed %+v, %v", done, err)
		}
		for _, closed := range []*ent.Account{a, one, two, gone} {
			if got := h.account(t, closed.ID); got.Status != account.StatusCLOSED {
				t.Errorf("%v is open", got)
			}
		}
		if got := h.account(t, a.ID); got.AccountNumber == nil {
			t.Error("the number is gone")
		}
		for asset, held := range map[*ent.Asset]bool{mine: false, theirs: false, kept: true} {
			if got := h.asset(t, asset.ID); (got.AssignedToID != nil) != held {
				t.Errorf("asset %v", got)
			}
		}
		text := func(a *ent.Account) string { return id(a).String() }
		log := h.log(t)[before:]
		if want := []string{
			"ASSETS_UNASSIGNED DONE " + text(a), "ACCOUNT_CLOSED DONE " + text(a), "ASSETS_UNASSIGNED DONE " + text(one), "ACCOUNT_CLOSED DONE " + text(one), "ACCOUNT_CLOSED DONE " + text(two),
		}; !slices.Equal(log, want) {
			t.Errorf("left %q, want %q", log, want)
		}
		if done, err := closing(admin, cascade); err != nil || len(done.Closed) > 0 {
			t.Errorf("again: %+v, %v", done, err)
		}
		wantFaults(t, h.resume(admin, one), "accountId NOT_ACTIVE")
		_, err = h.CreateCustomer(admin, form(a, h.manager))
		wantFaults(t, err, "parentId PARENT_CLOSED")
		wantFaults(t, h.suspend(admin, a), "accountId NOT_ACTIVE")
	})
}

// TestCloseBesideCreation: whichever of an approval below an account and its closing is first, nothing open stands below what is closed.
func TestCloseBesideCreation(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		admin := h.As(h.User(h.root, viewer.Admin))
		for i := range 5 {
			a := h.Account(h.root)
			r := h.opened(t, h.manager, form(a, h.manager, named([]string{"Oder", "Elbe", "Weser", "Ems", "Rhein"}[i]+" Logistik GmbH")))
			var approved, closed error
			var made reseller.Approval
			atOnce(2, func(i int) {
				if i == 0 {
					made, approved = h.ApproveReview(admin, reseller.ApproveReviewInput{ReviewID: reviewID(r.ID), ReviewVersion: 1, AcknowledgeDuplicate: true})
				} else {
					_, closed = h.CloseAccount(admin, reseller.CloseAccountInput{AccountID: id(a)})
				}
			})
			switch {
			case approved == nil:
				wantFaults(t, closed, "cascade HAS_OPEN_CHILDREN")
				if _, err := h.CloseAccount(admin, reseller.CloseAccountInput{AccountID: id(a), Cascade: true}); err != nil || h.account(t, made.AccountID).Status != account.StatusCLOSED {
					t.Errorf("with what was approved: %v", err)
				}
			case closed != nil:
				t.Errorf("neither: %v, %v", approved, closed)
			default:
				wantFaults(t, approved, "reviewId PARENT_CLOSED")
			}
		}
	})
}

func TestCloseFaults(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		admin := h.As(h.User(h.root, viewer.Admin))
		pending := h.Account(h.root, status(account.StatusPENDING))
		h.Account(pending)
		for _, c := range []struct {
			id   nodeid.ID
			want []string
		}{{nodeid.ID{}, []string{"accountId NOT_FOUND"}}, {id(pending), []string{"accountId NOT_ACTIVE", "cascade HAS_OPEN_CHILDREN"}}} {
			_, err := h.CloseAccount(admin, reseller.CloseAccountInput{AccountID: c.id})
			wantFaults(t, err, c.want...)
		}
		_, err := h.CloseAccount(context.Background(), reseller.CloseAccountInput{AccountID: id(pending)})
		if problem.CodeOf(err) != problem.Unauthenticated {
			t.Errorf("nobody closes: %v", err)
		}
	})
}

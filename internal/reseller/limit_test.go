package reseller_test

import (
	"context"
	"testing"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/user"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/reseller"
	"canopy/internal/viewer"

	"entgo.io/ent/dialect"
)

func (h *house) limit(ctx context.Context, a *ent.Account, limits ...*reseller.AccountLimitInput) error {
	_, err := h.SetAccountLimits(ctx, reseller.SetAccountLimitsInput{AccountID: id(a), Limits: limits})
	return err
}

func most(kind reseller.LimitKind, n int) *reseller.AccountLimitInput {
	return &reseller.AccountLimitInput{Kind: kind, Max: &n}
}

func TestSetAccountLimits(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		admin := h.As(h.User(h.root, viewer.Admin))
		a := h.Account(h.root)
		below := h.Account(a)
		own := h.As(h.User(a, viewer.Admin))
		wantFaults(t, h.limit(own, a, most(reseller.LimitUsers, 5)), "accountId FORBIDDEN")
		wantFaults(t, h.limit(admin, h.root, most(reseller.LimitUsers, 5)), "accountId FORBIDDEN")
		if err := h.limit(admin, a, most(reseller.LimitUsers, 5), most(reseller.LimitAssets, 0)); err != nil {
			t.Fatal(err)
		}
		if got := h.account(t, a.ID); *got.MaxUsers != 5 || *got.MaxAssets != 0 || got.MaxSubAccounts != nil || !got.UpdatedAt.After(a.UpdatedAt) {
			t.Errorf("limited it is %v", got)
		}
		e := h.lastEvent(t)
		if want := `[{"field":"maxUsers","before":null,"after":"5"},{"field":"maxAssets","before":null,"after":"0"}]`; e.Action != "LIMITS_CHANGED" || e.Changes != want {
			t.Errorf("left %v", e)
		}
		before := len(h.log(t))
		if err := h.limit(admin, a, most(reseller.LimitUsers, 5)); err != nil || len(h.log(t)) != before {
			t.Errorf("again: %v, %q", err, h.log(t))
		}
		wantFaults(t, h.limit(own, below, most(reseller.LimitUsers, 6), most(reseller.LimitUsers, -1), most(reseller.LimitSubAccounts, 100)),
			"limits.0.max LIMIT_EXCEEDED", "limits.1.kind DUPLICATE_IN_REQUEST", "limits.1.max INVALID")
		wantFaults(t, h.limit(own, below), "limits REQUIRED")
		if err := h.limit(own, below, most(reseller.LimitUsers, 4)); err != nil {
			t.Error(err)
		}
		if err := h.limit(admin, a, &reseller.AccountLimitInput{Kind: reseller.LimitUsers}); err != nil || h.account(t, a.ID).MaxUsers != nil || h.account(t, below.ID).MaxUsers == nil {
			t.Errorf("cleared: %v", err)
		}
	})
}

// TestLimits: no more than the least limit on and above an account, of what counts.
func TestLimits(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		admin := h.As(h.User(h.root, viewer.Admin))
		limited := h.Account(h.root, func(c *ent.AccountCreate) { c.SetMaxUsers(2).SetMaxSubAccounts(1).SetMaxAssets(2) })
		a := h.Account(limited, func(c *ent.AccountCreate) { c.SetMaxUsers(7) })
		t.Run("users", func(t *testing.T) {
			disabled := h.User(a, "", func(c *ent.UserCreate) { c.SetStatus(user.StatusDISABLED) })
			_, err := h.AddUsers(admin, adding(a, someones(3)...), nil)
			wantFaults(t, err, "accountId LIMIT_EXCEEDED")
			dry := adding(a, someones(3)...)
			dry.DryRun = true
			_, err = h.AddUsers(admin, dry, nil)
			wantFaults(t, err, "accountId LIMIT_EXCEEDED")
			if _, err := h.AddUsers(admin, adding(a, someones(2)...), nil); err != nil {
				t.Error(err)
			}
			b := h.Account(limited, func(c *ent.AccountCreate) { c.SetMaxUsers(1) })
			for _, dry := range []bool{true, false} { // who is taken takes no place
				in := adding(b, someones(2)...)
				in.Users, in.OnError, in.DryRun = append(in.Users, someone("new@example.org")), reseller.RejectFailedRows, dry
				if added, err := h.AddUsers(admin, in, nil); err != nil || added.Count != 1 || len(added.Rejected) != 2 {
					t.Errorf("dry run %t: %+v, %v", dry, added, err)
				}
			}
			_, err = h.EnableUsers(admin, reseller.EnableUsersInput{UserIDs: []nodeid.ID{userID(disabled)}})
			wantFaults(t, err, "userIds.0 LIMIT_EXCEEDED")
		})
		t.Run("sub-accounts", func(t *testing.T) {
			h.Account(a, status(account.StatusCLOSED))
			r := h.opened(t, h.manager, form(a, h.manager))
			in := reseller.ApproveReviewInput{ReviewID: reviewID(r.ID), ReviewVersion: 1, AcknowledgeDuplicate: true}
			h.Account(a)
			_, err := h.ApproveReview(admin, in)
			wantFaults(t, err, "reviewId LIMIT_EXCEEDED")
			_, err = h.CreateCustomer(admin, form(a, h.manager, named("Other")))
			wantFaults(t, err, "parentId LIMIT_EXCEEDED")
			wantFaults(t, h.move(h.Account(h.root), a), "parentId LIMIT_EXCEEDED")
			if err := h.move(h.Account(h.root, status(account.StatusACTIVE)), h.root); err != nil {
				t.Errorf("where it hangs already: %v", err)
			}
		})
		t.Run("assets", func(t *testing.T) {
			h.Asset(a, nil)
			results, err := h.assign(admin, a, h.Asset(h.root, nil), h.Asset(h.root, nil))
			if err != nil || len(wrong(results)) != 1 || wrong(results)[0] != "assetIds.1 LIMIT_EXCEEDED" {
				t.Errorf("answers %v, %v", results, err)
			}
		})
	})
}

// TestLimitsAtOnce: of those who take the last places at the same moment, as many as there is room for.
func TestLimitsAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		admin := h.As(h.User(h.root, viewer.Admin))
		a := h.Account(h.root, func(c *ent.AccountCreate) { c.SetMaxUsers(3).SetMaxSubAccounts(3).SetMaxAssets(3) })
		const n = 6
		var reviews [n]int64
		var assets [n]*ent.Asset
		for i := range n {
			reviews[i] = h.opened(t, h.manager, form(a, h.manager, func(in *reseller.CreateCustomerInput) { // nothing like the others
				in.Name = []string{"Oder Fisch", "Brückenbau Meyer", "Café Kranzler", "Zahnarzt Dr. Weiß", "Hotel Adler", "Druckerei Lindner"}[i]
				in.Address = reseller.AddressInput{
					Street: []string{[]string{"Am Kai 1", "Hauptstraße 7", "Marktplatz 9", "Ringweg 33", "Schulgasse 2", "Lindenallee 51"}[i]},
					City:   ptr([]string{"Kiel", "Ulm", "Jena", "Hof", "Trier", "Emden"}[i]), PostalCode: ptr([]string{"24103", "89073", "07743", "95028", "54290", "26721"}[i]), Country: "DE",
				}
			})).ID
			assets[i] = h.Asset(h.root, nil)
		}
		var errs [3 * n]error
		atOnce(len(errs), func(i int) {
			switch kind, i := i/n, i%n; kind {
			case 0:
				_, errs[i] = h.AddUsers(admin, adding(a, someones(i + 1)[i:]...), nil)
			case 1:
				_, errs[n+i] = h.ApproveReview(admin, reseller.ApproveReviewInput{ReviewID: reviewID(reviews[i]), ReviewVersion: 1, AcknowledgeDuplicate: true})
			default:
				var results []reseller.AssetResult
				results, errs[2*n+i] = h.assign(admin, a, assets[i])
				if errs[2*n+i] == nil && len(wrong(results)) > 0 {
					errs[2*n+i] = results[0].UserErrors
				}
			}
		})
		for kind := range 3 {
			done := 0
			for _, err := range errs[kind*n : kind*n+n] {
				faults, other := problem.FaultsOf(err)
				switch {
				case other != nil:
					t.Error(other)
				case faults == nil:
					done++
				case len(faults) != 1 || faults[0].Code != problem.LimitExceeded:
					t.Errorf("refused for %v", faults)
				}
			}
			if done != 3 {
				t.Errorf("%d of kind %d were done, want 3", done, kind)
			}
		}
	})
}

// TestReviewsBelowALimit: reviews that are opened below a limited account and one that is approved there wait for each other in no circle.
func TestReviewsBelowALimit(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		a := h.Account(h.root, func(c *ent.AccountCreate) { c.SetMaxSubAccounts(1000) })
		manager, in := h.As(h.manager), form(a, h.manager)
		r := h.opened(t, h.manager, in)
		atOnce(20, func(i int) {
			var err error
			if i == 0 {
				_, err = h.ApproveReview(manager, reseller.ApproveReviewInput{ReviewID: reviewID(r.ID), ReviewVersion: 1, AcknowledgeDuplicate: true})
			} else {
				_, err = h.CreateCustomer(manager, in)
			}
			if err != nil {
				t.Error(err)
			}
		})
		if h.Store.Dialect() == dialect.SQLite {
			return
		}
		var deadlocks int
		if err := h.Store.DB().QueryRow("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()").Scan(&deadlocks); err != nil || deadlocks > 0 {
			t.Errorf("%d deadlocks, %v", deadlocks, err)
		}
	})
}

package reseller_test

import (
	"bytes"
	"log/slog"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"canopy/ent"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/reseller"
	"canopy/internal/viewer"
)

// while runs f, and meanwhile once, when f looks for similar accounts: between judging the customers and writing them.
func (h *house) while(f, meanwhile func()) {
	var done atomic.Bool
	h.Watch(f, func(statement string) {
		if strings.Contains(statement, "FROM match_keys ") && !done.Swap(true) {
			meanwhile()
		}
	})
}

func TestCreateCustomersOfTheSameFileAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		const n = 60
		ctx := h.As(h.manager)
		var opened [4]reseller.OpenedReviews
		atOnce(len(opened), func(i int) {
			in := h.registering(h.root, newcomers(n)...)
			if i%2 == 1 {
				slices.Reverse(in.Customers)
			}
			var err error
			if opened[i], err = h.CreateCustomers(ctx, in); err != nil {
				t.Error(err)
			}
		})
		for i, o := range opened {
			if i%2 == 1 {
				slices.Reverse(o.ReviewIDs)
			}
			if o.Count != n || !slices.Equal(o.ReviewIDs, opened[0].ReviewIDs) {
				t.Errorf("%d answers %v, want %v", i, o.ReviewIDs, opened[0].ReviewIDs)
			}
		}
		if h.reviews(t) != n || len(h.log(t)) != n {
			t.Errorf("%d reviews and %d events, want %d", h.reviews(t), len(h.log(t)), n)
		}
	})
}

// TestCreateCustomersOfOverlappingFilesAtOnce: beside single customers, updates and decisions of the same reviews.
func TestCreateCustomersOfOverlappingFilesAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx, all := h.As(h.manager), newcomers(90)
		atOnce(8, func(i int) {
			for _, c := range all[10*i : 10*i+3] {
				key, err := h.CreateCustomer(ctx, single(h.root, h.manager, c))
				if err != nil {
					t.Error(err)
				}
				if i%2 == 0 {
					if _, err := h.DiscardReview(ctx, reseller.DiscardReviewInput{ReviewID: reviewID(key)}); err != nil {
						if _, other := problem.FaultsOf(err); other != nil { // somebody was faster
							t.Error(other)
						}
					}
				}
			}
			in := h.registering(h.root, slices.Clone(all[10*i:10*i+20])...)
			if i%2 == 1 {
				slices.Reverse(in.Customers)
			}
			if opened, err := h.CreateCustomers(ctx, in); err != nil || opened.Count != 20 {
				t.Errorf("answered %+v, %v", opened, err)
			}
		})
		open := map[string]int{}
		for _, r := range h.Store.Client().Review.Query().AllX(everything()) {
			if r.Status == "OPEN" {
				open[r.Name]++
			}
		}
		for name, n := range open {
			if n != 1 {
				t.Errorf("%d open reviews of %s", n, name)
			}
		}
		if len(open) > 90 || len(open) < 60 {
			t.Errorf("%d open reviews", len(open))
		}
		h.log(t)
	})
}

// TestCreateCustomersMeanwhile: what changes between the search and the writing is judged again.
func TestCreateCustomersMeanwhile(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		admin := h.As(h.User(h.root, viewer.Admin))
		create := func(meanwhile func(in reseller.CreateCustomersInput)) (opened reseller.OpenedReviews, err error) {
			in := h.registering(h.Account(h.root), newcomers(30)...)
			in.IdempotencyKey = ptr(in.ParentID.String())
			h.while(func() { opened, err = h.CreateCustomers(h.As(h.manager), in) }, func() { meanwhile(in) })
			return opened, err
		}
		t.Run("the parent is closed", func(t *testing.T) {
			before := h.reviews(t)
			opened, err := create(func(in reseller.CreateCustomersInput) {
				if _, err := h.CloseAccount(admin, reseller.CloseAccountInput{AccountID: in.ParentID}); err != nil {
					t.Error(err)
				}
			})
			wantFaults(t, err, "parentId PARENT_CLOSED")
			if opened.Count != 0 || opened.ReviewIDs != nil || h.reviews(t) != before {
				t.Errorf("answered %+v", opened)
			}
		})
		t.Run("the contact is disabled", func(t *testing.T) {
			h.manager = h.User(h.root, viewer.AccountManager)
			opened, err := create(func(reseller.CreateCustomersInput) {
				if _, err := h.DisableUsers(admin, reseller.DisableUsersInput{UserIDs: []nodeid.ID{userID(h.manager)}}); err != nil {
					t.Error(err)
				}
			})
			wantFaults(t, err, "notificationContactId NOT_FOUND")
			if opened.Count != 0 {
				t.Errorf("answered %+v", opened)
			}
			h.manager = h.User(h.root, viewer.AccountManager)
		})
		t.Run("a review of the same details is opened, and one is decided", func(t *testing.T) {
			var first, second int64
			opened, err := create(func(in reseller.CreateCustomersInput) {
				parent := h.account(t, in.ParentID.Key)
				first = h.opened(t, h.manager, single(parent, h.manager, in.Customers[29])).ID
				second = h.opened(t, h.manager, single(parent, h.manager, in.Customers[3])).ID
				if _, err := h.DiscardReview(h.As(h.manager), reseller.DiscardReviewInput{ReviewID: reviewID(second)}); err != nil {
					t.Error(err)
				}
			})
			if err != nil || opened.Count != 30 || opened.ReviewIDs[29] != first || opened.ReviewIDs[3] == second {
				t.Errorf("answered %+v, %v; want %d and not %d", opened, err, first, second)
			}
		})
		t.Run("the open review is decided that nobody had searched for", func(t *testing.T) {
			var decided int64
			known := newcomers(30)[7]
			in := h.registering(h.Account(h.root), newcomers(30)...)
			parent := h.account(t, in.ParentID.Key)
			decided = h.opened(t, h.manager, single(parent, h.manager, known)).ID
			h.registered(spree)
			in.Customers[7] = known
			var opened reseller.OpenedReviews
			var err error
			h.while(func() { opened, err = h.CreateCustomers(h.As(h.manager), in) }, func() {
				if _, err := h.DiscardReview(h.As(h.manager), reseller.DiscardReviewInput{ReviewID: reviewID(decided)}); err != nil {
					t.Error(err)
				}
			})
			if err != nil || opened.Count != 30 || opened.ReviewIDs[7] == decided {
				t.Errorf("answered %+v, %v, want another than %d", opened, err, decided)
			}
		})
		h.log(t)
	})
}

// TestCreateCustomersAgainWithTheSameKey: whoever lost the answer is told it again, and no value that was written is kept.
func TestCreateCustomersAgainWithTheSameKey(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := h.As(h.manager)
		in := h.registering(h.root)
		in.OnError, in.IdempotencyKey = reseller.RejectFailedRows, ptr("upload 7")
		text := "type,name,street,city,postal_code,country,language\nEND_CUSTOMER,Havel,Hof 1,Berlin,10115,DE,\nEND_CUSTOMER,Oder,Hof 2,Berlin,10115,DE,secret-value\n"
		in.CSV = csvFile(text)
		first, err := h.CreateCustomers(ctx, in)
		if err != nil || first.Count != 1 {
			t.Fatalf("answered %+v, %v", first, err)
		}
		if _, err := h.DiscardReview(ctx, reseller.DiscardReviewInput{ReviewID: reviewID(first.ReviewIDs[0])}); err != nil {
			t.Fatal(err)
		}
		in.CSV = csvFile(text)
		statements := h.Statements(func() {
			again, err := h.CreateCustomers(ctx, in)
			if err != nil || !slices.Equal(again.ReviewIDs, first.ReviewIDs) || again.Count != 1 || *again.Encoding != "UTF-8" || !strings.Contains(*again.RejectedCSV, "secret-value") {
				t.Errorf("again answers %+v, %v", again, err)
			}
			wantRejected(t, again.Rejected, told(first.Rejected[0]))
			if again.Rejected[0].UserErrors[0].Message == "" {
				t.Error("the row is told without words")
			}
		})
		if statements > 8 || h.reviews(t) != 1 || len(h.log(t)) != 2 {
			t.Errorf("the second try took %d statements, or wrote something", statements)
		}
		if kept := h.Store.Client().IdempotencyKey.Query().OnlyX(everything()).Result; !strings.Contains(kept, "INVALID") || strings.Contains(kept, "secret-value") || strings.Contains(kept, "Oder") {
			t.Errorf("kept is %s", kept)
		}
		in.CSV = csvFile(text + "END_CUSTOMER,Spree,Hof 3,Berlin,10115,DE,\n")
		_, err = h.CreateCustomers(ctx, in)
		wantFaults(t, err, "idempotencyKey IDEMPOTENCY_KEY_REUSED")

		var answers [4]reseller.OpenedReviews
		atOnce(len(answers), func(i int) {
			in := h.registering(h.root, newcomers(20)...)
			in.IdempotencyKey = ptr("once")
			var err error
			if answers[i], err = h.CreateCustomers(ctx, in); err != nil {
				t.Error(err)
			}
		})
		for _, a := range answers {
			if a.Count != 20 || !slices.Equal(a.ReviewIDs, answers[0].ReviewIDs) {
				t.Errorf("answered %+v", a)
			}
		}
	})
}

// TestCreateCustomersTells: each customer that has similar accounts, and each reference that is of an account which the viewer does not see,
// counts as one look-up; what is beyond the bound is owed.
func TestCreateCustomersTells(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var lines bytes.Buffer
		h.Logger = slog.New(slog.NewTextHandler(&lines, nil))
		h.registered(spree)
		below := h.Account(h.root)
		local := h.User(below, viewer.AccountManager)
		in := h.registering(below, newcomer("Spree Logistik"), newcomer("Nothing like it"))
		in.NotificationContactID = ptr(userID(local))
		in.Customers[1].Address.Street, in.Customers[1].Address.PostalCode = []string{"Elsewhere 1"}, ptr("20095")
		in.Customers[1].Address.City = ptr("Hamburg")
		wantTold := func(want ...string) {
			t.Helper()
			var got []string
			for line := range strings.Lines(lines.String()) {
				if what, of, ok := strings.Cut(line, "what="); ok && strings.Contains(what, "told of") {
					what, _, _ := strings.Cut(of, " viewer=")
					got = append(got, what)
				}
			}
			lines.Reset()
			if !slices.Equal(got, want) {
				t.Errorf("told %q, want %q", got, want)
			}
		}
		in.DryRun = true
		if _, err := h.CreateCustomers(h.As(local), in); err != nil {
			t.Fatal(err)
		}
		wantTold() // nothing is looked for
		in.DryRun = false
		for range 2 { // the second time they are open
			if opened, err := h.CreateCustomers(h.As(local), in); err != nil || opened.Count != 2 {
				t.Fatalf("answered %+v, %v", opened, err)
			}
		}
		wantTold("similar_organizations number=1")

		h.Account(h.root, func(a *ent.AccountCreate) { a.SetExternalReference("OUTSIDE") })
		h.Account(below, func(a *ent.AccountCreate) { a.SetExternalReference("INSIDE") })
		for i, ref := range []string{"OUTSIDE", "INSIDE"} {
			in.Customers[i].ExternalReference = ptr(ref)
		}
		in.DryRun = true
		opened, err := h.CreateCustomers(h.As(local), in)
		if err != nil {
			t.Fatal(err)
		}
		wantRejected(t, opened.Rejected, "0:0 externalReference TAKEN", "1:0 externalReference TAKEN")
		wantTold("taken_references number=1")

		h.Clock.Advance(time.Hour)
		var many []*reseller.NewCustomerInput
		for i := range 150 {
			c := newcomer("Spree Logistik")
			c.Address.Street = []string{strings.Repeat("I", i+1)}
			many = append(many, c)
		}
		bulk := h.registering(below, many...)
		bulk.NotificationContactID = ptr(userID(local))
		if opened, err := h.CreateCustomers(h.As(local), bulk); err != nil || opened.Count != 150 {
			t.Fatalf("answered %d, %v", opened.Count, err)
		}
		wantTold("similar_organizations number=150")
		_, err = h.CreateCustomers(h.As(local), in)
		wantWait(t, err, 31) // 120 at once, one a second
		_, err = h.ApproveReviews(h.As(local), reseller.ApproveReviewsInput{Reviews: []*reseller.ReviewApprovalInput{{}}})
		wantWait(t, err, 31)
	})
}

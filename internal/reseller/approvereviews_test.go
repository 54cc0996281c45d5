package reseller_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"canopy/ent/account"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/reseller"
	"canopy/internal/viewer"
)

// deciding approves the reviews at their first version, as entered.
func deciding(reviews ...int64) (in reseller.ApproveReviewsInput) {
	for _, key := range reviews {
		in.Reviews = append(in.Reviews, &reseller.ReviewApprovalInput{ReviewID: reviewID(key), ReviewVersion: 1})
	}
	return in
}

// reviewsOf opens reviews of customers below the account.
func (h *house) reviewsOf(t *testing.T, customers ...*reseller.NewCustomerInput) []int64 {
	t.Helper()
	opened, err := h.CreateCustomers(h.As(h.manager), h.registering(h.root, customers...))
	if err != nil || opened.Count != len(customers) {
		t.Fatalf("answered %+v, %v", opened, err)
	}
	return opened.ReviewIDs
}

// wantDecided compares the faults of each decision with "path CODE ...", "" for an account, and answers the accounts.
func wantDecided(t *testing.T, got []reseller.ReviewApproval, want ...string) (accounts []int64) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%d answers, want %d", len(got), len(want))
	}
	for i, d := range got {
		accounts = append(accounts, d.AccountID)
		faults := told(problem.RejectedRow{UserErrors: d.UserErrors})[len("0:0 "):]
		if faults != want[i] || (d.AccountID != 0) != (want[i] == "") || d.Err != nil {
			t.Errorf("decision %d answers account %d, %q, %v; want %q", i, d.AccountID, faults, d.Err, want[i])
		}
	}
	return accounts
}

func TestApproveReviews(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := h.As(h.manager)
		keys := h.reviewsOf(t, newcomers(30)...)
		in := deciding(keys...)
		decided, err := h.ApproveReviews(ctx, in)
		if err != nil {
			t.Fatal(err)
		}
		accounts := wantDecided(t, decided, make([]string, 30)...)
		for i, d := range decided {
			a := h.account(t, d.AccountID)
			if d.ReviewID != reviewID(keys[i]) || d.Approval.ReviewID != keys[i] || a.Status != account.StatusPENDING || a.Name != h.review(t, keys[i]).Name {
				t.Errorf("decision %d answers %+v, account %v", i, d, a)
			}
		}
		if n := h.jobsQueued(t, "provision_account"); n != 30 || len(h.log(t)) != 60 {
			t.Errorf("%d jobs and %d events", n, len(h.log(t)))
		}
		again, err := h.ApproveReviews(ctx, in) // the answer was lost
		if err != nil || !slices.Equal(wantDecided(t, again, make([]string, 30)...), accounts) || h.jobsQueued(t, "provision_account") != 30 {
			t.Errorf("again it answers %+v, %v", again, err)
		}
	})
}

// TestApproveReviewsEachForItself: what is wrong with one does not keep the others.
func TestApproveReviewsEachForItself(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		known := h.registered(spree)[0]
		keys := h.reviewsOf(t, append(newcomers(5), newcomer("Spree Logistik GmbH"), newcomer("SPREE Logistik & Co"))...)
		foreign := h.Account(nil)
		stranger := h.User(foreign, viewer.AccountManager)
		elsewhere := h.opened(t, stranger, form(foreign, stranger)).ID
		if _, err := h.DiscardReview(h.As(h.manager), reseller.DiscardReviewInput{ReviewID: reviewID(keys[1])}); err != nil {
			t.Fatal(err)
		}
		in := deciding(keys[0], keys[1], keys[0], elsewhere, keys[2], keys[3], keys[5], keys[6])
		in.Reviews = append(in.Reviews, &reseller.ReviewApprovalInput{}, &reseller.ReviewApprovalInput{}) // malformed ids are not the same review
		in.Reviews[4].ReviewVersion = 2
		in.Reviews[5].OrganizationID = organizationID(known)
		in.Reviews[7].OrganizationID = organizationID(known)
		decided, err := h.ApproveReviews(h.As(h.manager), in)
		if err != nil {
			t.Fatal(err)
		}
		wantDecided(t, decided, "", "reviewId REVIEW_NOT_OPEN", "reviewId DUPLICATE_IN_REQUEST", "reviewId NOT_FOUND", "reviewVersion REVIEW_STALE",
			"organizationId NOT_FOUND", "acknowledgeDuplicate EXACT_DUPLICATE_EXISTS", "", "reviewId NOT_FOUND", "reviewId NOT_FOUND")
		if a := h.account(t, decided[7].AccountID); *a.OrganizationID != known || a.Name != spree.Name {
			t.Errorf("the chosen one is %v", a)
		}
		looked := []int64{keys[0], keys[1], 0, 0, keys[2], keys[3], keys[5], keys[6], 0, 0}
		for i, d := range decided {
			if d.ReviewID != in.Reviews[i].ReviewID || d.Approval.ReviewID != looked[i] {
				t.Errorf("decision %d answers %+v", i, d)
			}
		}
		reader, err := h.ApproveReviews(h.As(h.User(h.root, viewer.Reader)), deciding(keys[4]))
		if err != nil {
			t.Fatal(err)
		}
		wantDecided(t, reader, "reviewId FORBIDDEN")
		if log := h.log(t); log[len(log)-1] != "ACCOUNT_CREATED REFUSED "+id(h.root).String() {
			t.Errorf("the log is %q", log)
		}
	})
}

func TestApproveReviewsRequest(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := h.As(h.manager)
		_, err := h.ApproveReviews(ctx, reseller.ApproveReviewsInput{})
		wantFaults(t, err, "reviews REQUIRED")
		key := h.reviewsOf(t, newcomer("Havel"))[0]
		_, err = h.ApproveReviews(ctx, deciding(slices.Repeat([]int64{key}, reseller.MaxApprovals+1)...))
		wantFaults(t, err, "reviews LIMIT_EXCEEDED")
		if _, err = h.ApproveReviews(context.Background(), deciding(key)); problem.CodeOf(err) != problem.Unauthenticated {
			t.Errorf("nobody is told %v", err)
		}
		if r := h.review(t, key); r.Status != "OPEN" {
			t.Errorf("the review is %s", r.Status)
		}
	})
}

// TestApproveReviewsOfOneOrganization: two customers of a file that are the same organization. When the reviews were opened neither was
// registered; the second approval meets the first.
func TestApproveReviewsOfOneOrganization(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		first, second := newcomer("Spree Logistik GmbH"), newcomer("SPREE Logistik")
		second.Address.Street = []string{"Chausseestr. 8"}
		keys := h.reviewsOf(t, first, newcomer("Nothing like it"), second)
		for _, key := range keys {
			if r := h.review(t, key); len(r.Edges.Candidates) > 0 {
				t.Errorf("it shows %v", r.Edges.Candidates)
			}
		}
		ctx := h.As(h.manager)
		decided, err := h.ApproveReviews(ctx, deciding(keys...))
		if err != nil {
			t.Fatal(err)
		}
		wantDecided(t, decided, "", "", "reviewVersion REVIEW_STALE")
		registered := *h.account(t, decided[0].AccountID).OrganizationID
		now := h.review(t, decided[2].Approval.ReviewID)
		if now.ID != keys[2] || now.Version != 2 || len(now.Edges.Candidates) != 1 || now.Edges.Candidates[0].OrganizationID != registered {
			t.Errorf("the review is %v and shows %v", now, now.Edges.Candidates)
		}
		in := deciding(keys[2])
		in.Reviews[0].ReviewVersion, in.Reviews[0].OrganizationID, in.Reviews[0].AcknowledgeDuplicate = 2, organizationID(registered), true
		if decided, err = h.ApproveReviews(ctx, in); err != nil {
			t.Fatal(err)
		}
		wantDecided(t, decided, "")
	})
}

// TestApproveReviewsGoesOnBehindAFailure: what fails for another reason than the decision is told at that decision, beside what is done.
func TestApproveReviewsGoesOnBehindAFailure(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		keys, broken := h.reviewsOf(t, newcomers(5)...), errors.New("the queue is broken")
		enqueue, n := h.Enqueue, 0
		h.Enqueue = func(ctx context.Context, tx *sql.Tx, args reseller.JobArgs, at time.Time) error {
			if n++; n == 3 {
				return broken
			}
			return enqueue(ctx, tx, args, at)
		}
		ctx := h.As(h.manager)
		decided, err := h.ApproveReviews(ctx, deciding(keys...))
		if err != nil || !errors.Is(decided[2].Err, broken) || decided[2].Approval != (reseller.Approval{}) || decided[2].UserErrors != nil {
			t.Fatalf("answered %+v, %v", decided, err)
		}
		decided[2].Err = nil
		accounts := wantDecided(t, slices.Delete(slices.Clone(decided), 2, 3), "", "", "", "")
		if r := h.review(t, keys[2]); r.Status != "OPEN" || h.jobsQueued(t, "provision_account") != 4 {
			t.Errorf("the review is %s, %d jobs are queued", r.Status, h.jobsQueued(t, "provision_account"))
		}
		again, err := h.ApproveReviews(ctx, deciding(keys...))
		if err != nil {
			t.Fatal(err)
		}
		all := wantDecided(t, again, "", "", "", "", "")
		if !slices.Equal(slices.Delete(all, 2, 3), accounts) || h.jobsQueued(t, "provision_account") != 5 {
			t.Errorf("again it answers %v, want %v and one more", all, accounts)
		}
	})
}

// TestApproveReviewsAtOnce: the same decisions, in one order and the other, are one account each.
func TestApproveReviewsAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		keys, ctx := h.reviewsOf(t, newcomers(12)...), h.As(h.manager)
		var made [4]map[nodeid.ID]int64
		atOnce(len(made), func(i int) {
			in := deciding(keys...)
			if i%2 == 1 {
				slices.Reverse(in.Reviews)
			}
			decided, err := h.ApproveReviews(ctx, in)
			if err != nil {
				t.Error(err)
			}
			made[i] = map[nodeid.ID]int64{}
			for _, d := range decided {
				if made[i][d.ReviewID] = d.AccountID; d.AccountID == 0 {
					t.Errorf("answered %+v", d)
				}
			}
		})
		for _, m := range made {
			if fmt.Sprint(m) != fmt.Sprint(made[0]) {
				t.Errorf("answered %v, want %v", m, made[0])
			}
		}
		if n := h.jobsQueued(t, "provision_account"); n != 12 {
			t.Errorf("%d jobs are queued", n)
		}
		h.log(t)
	})
}

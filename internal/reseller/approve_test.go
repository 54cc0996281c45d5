package reseller_test

import (
	"slices"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/account"
	"canopy/ent/organization"
	"canopy/ent/provisioning"
	"canopy/ent/review"
	"canopy/ent/user"
	"canopy/internal/nodeid"
	"canopy/internal/problem"
	"canopy/internal/reseller"
	"canopy/internal/treepath"
	"canopy/internal/viewer"

	"github.com/99designs/gqlgen/graphql"
)

func organizationID(key int64) *nodeid.ID { return ptr(nodeid.New(nodeid.Organization, key)) }

// approve approves a review at its version as the manager.
func (h *house) approve(r *ent.Review, change ...func(*reseller.ApproveReviewInput)) (reseller.Approval, error) {
	in := reseller.ApproveReviewInput{ReviewID: reviewID(r.ID), ReviewVersion: r.Version}
	for _, f := range change {
		f(&in)
	}
	return h.ApproveReview(h.As(h.manager), in)
}

func choosing(key int64) func(*reseller.ApproveReviewInput) {
	return func(in *reseller.ApproveReviewInput) { in.OrganizationID = organizationID(key) }
}

func acknowledged(in *reseller.ApproveReviewInput) { in.AcknowledgeDuplicate = true }

func TestApproveReview(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		t.Run("registers the details as entered", func(t *testing.T) {
			r := h.opened(t, h.manager, form(h.root, h.manager, named("Elbe Feinkost"), func(in *reseller.CreateCustomerInput) {
				in.ExternalReference, in.Phone, in.Type = ptr("CRM-7"), ptr("030 1234567"), "SUB_DIVISION"
			}))
			out, err := h.approve(r)
			if err != nil {
				t.Fatal(err)
			}
			a := h.account(t, out.AccountID)
			if a.Status != account.StatusPENDING || a.AccountNumber != nil || a.Path != treepath.Child(h.root.Path, a.ID) || a.RootID != h.root.ID ||
				a.Name != "Elbe Feinkost" || a.Search != "elbe feinkost crm-7" || *a.ExternalReference != "CRM-7" || a.Phone != "+49301234567" ||
				a.Type != account.TypeSUB_DIVISION || a.City != "Berlin" || *a.NotificationContactID != h.manager.ID {
				t.Errorf("made %+v", a)
			}
			o, err := a.QueryOrganization().Only(everything())
			if err != nil || o.Name != "Elbe Feinkost" || o.Source != organization.SourceREGISTERED || o.PostalCode != "10115" {
				t.Errorf("registered %+v, %v", o, err)
			}
			p, err := h.Store.Client().Provisioning.Query().Where(provisioning.AccountID(a.ID)).Only(everything())
			if err != nil || p.Status != provisioning.StatusQUEUED || !p.ExpectedBy.Equal(h.Clock.Now().Add(time.Hour)) {
				t.Errorf("provisioning is %+v, %v", p, err)
			}
			if n := h.jobsQueued(t, "provision_account"); n != 1 {
				t.Errorf("%d jobs are queued", n)
			}
			if now := h.review(t, r.ID); now.Status != review.StatusAPPROVED || *now.AccountID != a.ID {
				t.Errorf("the review is %+v", now)
			}
			again, err := h.approve(r, func(in *reseller.ApproveReviewInput) { in.ReviewVersion = 9 })
			if again != out || err != nil {
				t.Errorf("again it answered %+v, %v", again, err)
			}
			want := []string{"REVIEW_OPENED DONE " + reviewID(r.ID).String(), "ACCOUNT_CREATED DONE " + id(a).String()}
			if log := h.log(t); !slices.Equal(log, want) {
				t.Errorf("the log is %q", log)
			}
		})
		t.Run("selects existing account", func(t *testing.T) {
			known := h.registered(spree)[0]
			r := h.opened(t, h.manager, form(h.root, h.manager, named("Spree Logistik & Co"), func(in *reseller.CreateCustomerInput) {
				in.Address.Street = []string{"Chausseestraße 9"}
			}))
			_, err := h.approve(r, choosing(known+1000))
			wantFaults(t, err, "organizationId NOT_FOUND")
			_, err = h.approve(r, func(in *reseller.ApproveReviewInput) { in.OrganizationID = ptr(id(h.root)) })
			wantFaults(t, err, "organizationId NOT_FOUND")
			out, err := h.approve(r, choosing(known))
			if err != nil {
				t.Fatal(err)
			}
			a := h.account(t, out.AccountID)
			if *a.OrganizationID != known || a.Name != spree.Name || a.Street != "Chausseestr. 8" || a.Phone != spree.Phone {
				t.Errorf("made %+v", a)
			}

			twice := h.opened(t, h.manager, form(h.root, h.manager, named("Spree Logistik KG")))
			_, err = h.approve(twice, choosing(known))
			wantFaults(t, err, "acknowledgeDuplicate EXACT_DUPLICATE_EXISTS")
			if _, err = h.approve(twice, choosing(known), acknowledged); err != nil {
				t.Errorf("acknowledged: %v", err)
			}
		})
		t.Run("asks to acknowledge an exact duplicate", func(t *testing.T) {
			h.registered(reseller.NewOrganization{Source: organization.SourceEXTERNAL, Name: "Oder Papier AG", Address: spree.Address})
			r := h.opened(t, h.manager, form(h.root, h.manager, named("ODER PAPIER")))
			_, err := h.approve(r)
			wantFaults(t, err, "acknowledgeDuplicate EXACT_DUPLICATE_EXISTS")
			if out, err := h.approve(r, acknowledged); err != nil || *h.account(t, out.AccountID).OrganizationID == 0 {
				t.Errorf("acknowledged: %+v, %v", out, err)
			}
		})
		t.Run("refuses a version that was not looked at", func(t *testing.T) {
			r := h.opened(t, h.manager, form(h.root, h.manager, named("Neisse Glas")))
			if _, err := h.UpdateReview(h.As(h.manager), reseller.UpdateReviewInput{ReviewID: reviewID(r.ID), Name: graphql.OmittableOf(ptr("Neiße Glas"))}); err != nil {
				t.Fatal(err)
			}
			out, err := h.approve(r)
			wantFaults(t, err, "reviewVersion REVIEW_STALE")
			if out != (reseller.Approval{ReviewID: r.ID}) {
				t.Errorf("answered %+v", out)
			}
		})
	})
}

func TestApproveReviewJudgesAgain(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		parent := h.Account(h.root)
		contact := h.User(parent, "")
		r := h.opened(t, h.manager, form(parent, contact, func(in *reseller.CreateCustomerInput) { in.ExternalReference = ptr("CRM-1") }))
		h.Account(h.root, func(a *ent.AccountCreate) { a.SetExternalReference("CRM-1") })
		client := h.Store.WriteDB()
		for _, statement := range []string{"UPDATE accounts SET status = 'SUSPENDED' WHERE id = $1", "UPDATE users SET status = 'DISABLED' WHERE account_id = $1"} {
			if _, err := client.Exec(statement, parent.ID); err != nil {
				t.Fatal(err)
			}
		}
		_, err := h.approve(r)
		wantFaults(t, err, "reviewId NOT_ACTIVE", "reviewId INVALID", "reviewId TAKEN")

		// All of it together, whatever else is wrong.
		badKey := func(in *reseller.ApproveReviewInput) { in.IdempotencyKey = ptr(" ") }
		known := h.registered(spree)[0]
		_, err = h.approve(r, badKey)
		wantFaults(t, err, "idempotencyKey REQUIRED", "reviewId NOT_ACTIVE", "reviewId INVALID", "reviewId TAKEN", "reviewVersion REVIEW_STALE")
		_, err = h.approve(r, badKey)
		wantFaults(t, err, "idempotencyKey REQUIRED", "reviewVersion REVIEW_STALE")
		r = h.review(t, r.ID)
		_, err = h.approve(r, badKey)
		wantFaults(t, err, "idempotencyKey REQUIRED", "reviewId NOT_ACTIVE", "reviewId INVALID", "reviewId TAKEN", "acknowledgeDuplicate EXACT_DUPLICATE_EXISTS")
		h.Account(h.root, func(a *ent.AccountCreate) { a.SetOrganizationID(known) })
		_, err = h.approve(r, choosing(known))
		wantFaults(t, err, "reviewId NOT_ACTIVE", "reviewId INVALID", "reviewId TAKEN", "acknowledgeDuplicate EXACT_DUPLICATE_EXISTS")
		_, err = h.approve(r, choosing(known+1000))
		wantFaults(t, err, "reviewId NOT_ACTIVE", "reviewId INVALID", "reviewId TAKEN", "organizationId NOT_FOUND")
		if _, err := h.DiscardReview(h.As(h.manager), reseller.DiscardReviewInput{ReviewID: reviewID(r.ID)}); err != nil {
			t.Fatal(err)
		}
		_, err = h.approve(r, badKey)
		wantFaults(t, err, "idempotencyKey REQUIRED", "reviewId REVIEW_NOT_OPEN")
	})
}

// TestApproveReviewAgainWithABadKey: faults come without an account.
func TestApproveReviewAgainWithABadKey(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		r := h.opened(t, h.manager, form(h.root, h.manager))
		if _, err := h.approve(r); err != nil {
			t.Fatal(err)
		}
		out, err := h.approve(r, func(in *reseller.ApproveReviewInput) { in.IdempotencyKey = ptr(" ") })
		wantFaults(t, err, "idempotencyKey REQUIRED")
		if out != (reseller.Approval{ReviewID: r.ID}) {
			t.Errorf("answered %+v", out)
		}
	})
}

// A sub-account's manager may approve although the contact stands above what they see.
func TestApproveReviewWithContactAbove(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		below := h.Account(h.root)
		local := h.User(below, viewer.AccountManager)
		r := h.opened(t, h.manager, form(below, h.manager))
		out, err := h.ApproveReview(h.As(local), reseller.ApproveReviewInput{ReviewID: reviewID(r.ID), ReviewVersion: 1})
		if err != nil || *h.account(t, out.AccountID).NotificationContactID != h.manager.ID {
			t.Errorf("answered %+v, %v", out, err)
		}
		if n, err := h.Store.Client().User.Query().Where(user.ID(h.manager.ID)).Count(h.As(local)); n != 0 || err != nil {
			t.Errorf("the contact is visible: %d, %v", n, err)
		}
	})
}

func TestApproveReviewOfNewcomers(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		t.Run("a likely one makes it stale", func(t *testing.T) {
			r := h.opened(t, h.manager, form(h.root, h.manager))
			known := h.registered(spree)[0]
			out, err := h.approve(r, acknowledged)
			wantFaults(t, err, "reviewVersion REVIEW_STALE")
			now := h.review(t, r.ID)
			if out != (reseller.Approval{ReviewID: r.ID}) || now.Version != 2 || len(now.Edges.Candidates) != 1 || now.Edges.Candidates[0].OrganizationID != known {
				t.Fatalf("answered %+v, the review is %+v", out, now)
			}
			if log := h.log(t); log[len(log)-1] != "REVIEW_UPDATED DONE "+reviewID(r.ID).String() {
				t.Errorf("the log is %q", log)
			}
			if out, err = h.approve(now, choosing(known)); err != nil {
				t.Errorf("the new version: %+v, %v", out, err)
			}
		})
		t.Run("others do not, however many", func(t *testing.T) {
			r := h.opened(t, h.manager, form(h.root, h.manager, named("Müritz Boote")))
			var crowd []reseller.NewOrganization
			for i := range 1200 {
				crowd = append(crowd, reseller.NewOrganization{Source: organization.SourceEXTERNAL, Name: "Sahara " + string(rune('a'+i%26)) + string(rune('a'+i/26%26)) + string(rune('a'+i/676)) + "x",
					Address: spree.Address})
			}
			h.registered(crowd...)
			if out, err := h.approve(r); err != nil || out.AccountID == 0 {
				t.Errorf("answered %+v, %v", out, err)
			}
			if now := h.review(t, r.ID); now.Version != 1 {
				t.Errorf("its version is %d", now.Version)
			}
		})
	})
}

func TestApproveReviewAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		const n = 8
		r := h.opened(t, h.manager, form(h.root, h.manager))
		in := reseller.ApproveReviewInput{ReviewID: reviewID(r.ID), ReviewVersion: 1}
		var out [n]reseller.Approval
		var errs [n]error
		ctx := h.As(h.manager)
		atOnce(n, func(i int) { out[i], errs[i] = h.ApproveReview(ctx, in) })
		for i := range n {
			if errs[i] != nil || out[i] != out[0] || out[i].AccountID == 0 {
				t.Errorf("try %d answered %+v, %v; want %+v", i, out[i], errs[i], out[0])
			}
		}
		if n := h.jobsQueued(t, "provision_account"); n != 1 || len(h.log(t)) != 2 {
			t.Errorf("%d jobs are queued, the log is %q", n, h.log(t))
		}
	})
}

// Resellers that approve the same new organization at once: one registers it, the others look again.
func TestResellersApproveSameOrganizationAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		const n = 6
		var reviews [n]*ent.Review
		var people [n]*ent.User
		for i := range n {
			top := h.Account(nil)
			people[i] = h.User(top, viewer.AccountManager)
			reviews[i] = h.opened(t, people[i], form(top, people[i]))
		}
		var out [n]reseller.Approval
		var errs [n]error
		atOnce(n, func(i int) {
			out[i], errs[i] = h.ApproveReview(h.As(people[i]), reseller.ApproveReviewInput{ReviewID: reviewID(reviews[i].ID), ReviewVersion: 1, AcknowledgeDuplicate: true})
		})
		made := 0
		for i := range n {
			if errs[i] == nil {
				made++
				continue
			}
			wantFaults(t, errs[i], "reviewVersion REVIEW_STALE")
			now := h.review(t, reviews[i].ID)
			if now.Version != 2 || len(now.Edges.Candidates) != 1 || !now.Edges.Candidates[0].Exact {
				t.Fatalf("review %d is %+v", i, now)
			}
			again, err := h.ApproveReview(h.As(people[i]), reseller.ApproveReviewInput{
				ReviewID: reviewID(now.ID), ReviewVersion: 2, OrganizationID: organizationID(now.Edges.Candidates[0].OrganizationID),
			})
			if err != nil || again.AccountID == 0 {
				t.Errorf("choosing it answered %+v, %v", again, err)
			}
		}
		organizations, err := h.Store.Client().Organization.Query().Count(everything())
		if made != 1 || organizations != 1 || err != nil {
			t.Errorf("%d approved at once, %d organizations, %v", made, organizations, err)
		}
		h.log(t)
	})
}

// Whoever comes first decides; the others are told.
func TestDecideReviewAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		const n = 9
		ctx := h.As(h.manager)
		for round := range 5 {
			r := h.opened(t, h.manager, form(h.root, h.manager, named("Round "+string(rune('A'+round)))))
			var errs [n]error
			var out [n]reseller.Approval
			atOnce(n, func(i int) {
				switch i % 3 {
				case 0:
					out[i], errs[i] = h.ApproveReview(ctx, reseller.ApproveReviewInput{ReviewID: reviewID(r.ID), ReviewVersion: 1, AcknowledgeDuplicate: true})
				case 1:
					_, errs[i] = h.DiscardReview(ctx, reseller.DiscardReviewInput{ReviewID: reviewID(r.ID)})
				default:
					_, errs[i] = h.UpdateReview(ctx, reseller.UpdateReviewInput{ReviewID: reviewID(r.ID), Name: graphql.OmittableOf(ptr("Changed " + r.Name))})
				}
			})
			for i, err := range errs {
				if faults, other := problem.FaultsOf(err); other != nil || len(faults) > 1 {
					t.Errorf("try %d: %v", i, err)
				}
			}
			now := h.review(t, r.ID)
			accounts, err := h.Store.Client().Account.Query().Where(account.NameHasSuffix(r.Name)).Count(everything())
			if err != nil || now.Status == review.StatusAPPROVED != (accounts == 1) || now.Status == review.StatusOPEN || accounts > 1 {
				t.Errorf("the review is %s with %d accounts, %v", now.Status, accounts, err)
			}
			for i := 0; i < n; i += 3 {
				if errs[i] == nil && (now.AccountID == nil || out[i].AccountID != *now.AccountID) {
					t.Errorf("try %d answered %+v", i, out[i])
				}
			}
		}
		h.log(t)
	})
}

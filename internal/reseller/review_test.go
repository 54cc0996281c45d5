package reseller_test

import (
	"slices"
	"testing"
	"time"

	"canopy/ent"
	"canopy/ent/organization"
	"canopy/ent/review"
	"canopy/internal/locale"
	"canopy/internal/nodeid"
	"canopy/internal/reseller"
	"canopy/internal/viewer"

	"github.com/99designs/gqlgen/graphql"
)

// spree is a registered organization that is exactly the one of form.
var spree = reseller.NewOrganization{
	Source: organization.SourceEXTERNAL, Name: "SPREE Logistik", Phone: "+49301234567",
	Address: locale.Address{Street: []string{"Chausseestr. 8"}, City: "Berlin", PostalCode: "10115", Country: "DE"},
}

func TestUpdateReview(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.registered(spree)
		colleague := h.User(h.root, "")
		r := h.opened(t, h.manager, form(h.root, h.manager, named("Havel Transport"), func(in *reseller.CreateCustomerInput) {
			in.Phone, in.Language, in.ExternalReference = ptr("030 1234567"), ptr("de"), ptr("CRM-1")
		}))
		update := func(in reseller.UpdateReviewInput) (*ent.Review, error) {
			in.ReviewID = reviewID(r.ID)
			key, err := h.UpdateReview(h.As(h.manager), in)
			if err != nil {
				return nil, err
			}
			return h.review(t, key), nil
		}
		t.Run("absent stays, null clears, and it is matched again", func(t *testing.T) {
			now, err := update(reseller.UpdateReviewInput{
				Name: graphql.OmittableOf(ptr("Spree Logistik GmbH")), Phone: graphql.OmittableOf[*string](nil),
				NotificationContactID: graphql.OmittableOf(ptr(userID(colleague))),
			})
			if err != nil {
				t.Fatal(err)
			}
			if now.Version != 2 || now.Name != "Spree Logistik GmbH" || now.Phone != "" || now.Language != "de" || *now.NotificationContactID != colleague.ID {
				t.Errorf("updated to %+v", now)
			}
			if c := now.Edges.Candidates; len(c) != 1 || !c[0].Exact || !c[0].LikelySame {
				t.Errorf("the candidates are %v", c)
			}
		})
		t.Run("counts no version when nothing differs", func(t *testing.T) {
			now, err := update(reseller.UpdateReviewInput{Language: graphql.OmittableOf(ptr("DE"))})
			if err != nil || now.Version != 2 {
				t.Errorf("answered %+v, %v", now, err)
			}
		})
		t.Run("tells all faults", func(t *testing.T) {
			none := reseller.UpdateReviewInput{
				Type: graphql.OmittableOf[*reseller.CustomerType](nil), Name: graphql.OmittableOf[*string](nil),
				Address: graphql.OmittableOf[*reseller.AddressInput](nil), NotificationContactID: graphql.OmittableOf[*nodeid.ID](nil),
			}
			_, err := update(none)
			wantFaults(t, err, "type REQUIRED", "name REQUIRED", "address REQUIRED", "notificationContactId REQUIRED")
			h.Account(h.root, func(a *ent.AccountCreate) { a.SetExternalReference("CRM-2") })
			_, err = update(reseller.UpdateReviewInput{
				Address:               graphql.OmittableOf(&reseller.AddressInput{Country: "XX"}),
				NotificationContactID: graphql.OmittableOf(&nodeid.ID{}), ExternalReference: graphql.OmittableOf(ptr("CRM-2")),
			})
			wantFaults(t, err, "address.country INVALID", "notificationContactId NOT_FOUND", "externalReference TAKEN")
		})
		t.Run("refuses the details of another open review", func(t *testing.T) {
			other := h.opened(t, h.manager, form(h.root, h.manager, named("Other AG")))
			_, err := h.UpdateReview(h.As(h.manager), reseller.UpdateReviewInput{ReviewID: reviewID(r.ID),
				Name: graphql.OmittableOf(&other.Name), Language: graphql.OmittableOf[*string](nil),
				ExternalReference: graphql.OmittableOf[*string](nil), NotificationContactID: graphql.OmittableOf(ptr(userID(h.manager)))})
			wantFaults(t, err, " TAKEN")
		})
		want := []string{"REVIEW_OPENED DONE " + reviewID(r.ID).String(), "REVIEW_UPDATED DONE " + reviewID(r.ID).String()}
		if log := h.log(t); !slices.Equal(log[:2], want) || len(log) != 3 {
			t.Errorf("the log is %q", log)
		}
	})
}

func TestDiscardReview(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		r := h.opened(t, h.manager, form(h.root, h.manager))
		in := reseller.DiscardReviewInput{ReviewID: reviewID(r.ID)}
		if _, err := h.DiscardReview(h.As(h.manager), in); err != nil {
			t.Fatal(err)
		}
		if now := h.review(t, r.ID); now.Status != review.StatusDISCARDED {
			t.Errorf("it is %s", now.Status)
		}
		_, err := h.DiscardReview(h.As(h.manager), in)
		wantFaults(t, err, "reviewId REVIEW_NOT_OPEN")
		_, err = h.UpdateReview(h.As(h.manager), reseller.UpdateReviewInput{ReviewID: reviewID(r.ID)})
		wantFaults(t, err, "reviewId REVIEW_NOT_OPEN")
		out, err := h.ApproveReview(h.As(h.manager), reseller.ApproveReviewInput{ReviewID: reviewID(r.ID), ReviewVersion: 1})
		wantFaults(t, err, "reviewId REVIEW_NOT_OPEN")
		if out != (reseller.Approval{ReviewID: r.ID}) {
			t.Errorf("answered %+v", out)
		}
	})
}

func TestExpireReviews(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		other := h.Account(nil)
		theirs := h.User(other, viewer.Admin)
		var late []*ent.Review
		for _, name := range []string{"A AG", "B AG", "C AG"} {
			late = append(late, h.opened(t, h.manager, form(h.root, h.manager, named(name))))
		}
		late = append(late, h.opened(t, theirs, form(other, theirs)))
		h.Clock.Advance(24 * time.Hour)
		young := h.opened(t, h.manager, form(h.root, h.manager, named("Young AG")))
		decided := late[0]
		if _, err := h.DiscardReview(h.As(h.manager), reseller.DiscardReviewInput{ReviewID: reviewID(decided.ID)}); err != nil {
			t.Fatal(err)
		}
		h.Clock.Advance(13 * 24 * time.Hour)
		_, err := h.ApproveReview(h.As(h.manager), reseller.ApproveReviewInput{ReviewID: reviewID(late[1].ID), ReviewVersion: 1})
		wantFaults(t, err, "reviewId REVIEW_NOT_OPEN") // before the job comes
		for i, want := range []int{3, 0} {
			if n, err := h.ExpireReviews(t.Context()); n != want || err != nil {
				t.Errorf("run %d expired %d, %v; want %d", i, n, err, want)
			}
		}
		for _, r := range late[1:] {
			if now := h.review(t, r.ID); now.Status != review.StatusEXPIRED {
				t.Errorf("%s is %s", r.Name, now.Status)
			}
		}
		if h.review(t, young.ID).Status != review.StatusOPEN || h.review(t, decided.ID).Status != review.StatusDISCARDED {
			t.Error("a review was expired that is not due")
		}
		n := 0
		for _, line := range h.log(t) {
			if len(line) > 14 && line[:14] == "REVIEW_EXPIRED" {
				n++
			}
		}
		if n != 3 {
			t.Errorf("%d events of expiry, want 3", n)
		}
	})
}

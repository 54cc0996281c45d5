package reseller_test

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"

	"canopy/ent"
	"canopy/internal/reseller"
	"canopy/internal/viewer"

	"github.com/99designs/gqlgen/graphql"
)

// TestTold: whoever is told of what may lie outside of what they see leaves a line in the log.
func TestTold(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var lines bytes.Buffer
		h.Logger = slog.New(slog.NewTextHandler(&lines, nil))
		wantTold := func(want ...string) {
			t.Helper()
			text := lines.String()
			for _, w := range want {
				if !strings.Contains(text, w) {
					t.Errorf("the log lacks %q:\n%s", w, text)
				}
			}
			if n := strings.Count(text, "told of"); n != len(want) {
				t.Errorf("%d lines, want %d:\n%s", n, len(want), text)
			}
			lines.Reset()
		}
		below := h.Account(h.root)
		local := h.User(below, viewer.AccountManager)
		r := h.opened(t, local, form(below, local))
		wantTold("by=createCustomer")
		h.registered(spree)
		in := reseller.ApproveReviewInput{ReviewID: reviewID(r.ID), ReviewVersion: 1}
		_, err := h.ApproveReview(h.As(local), in)
		wantFaults(t, err, "reviewVersion REVIEW_STALE")
		wantTold("by=approveReview below=" + id(below).String() + " organizations=1")
		_, err = h.ApproveReview(h.As(local), in)
		wantFaults(t, err, "reviewVersion REVIEW_STALE")
		wantTold("by=approveReview below=" + id(below).String() + " organizations=1")
		if _, err = h.UpdateReview(h.As(local), reseller.UpdateReviewInput{ReviewID: reviewID(r.ID), Phone: graphql.OmittableOf(ptr("030 1234567"))}); err != nil {
			t.Fatal(err)
		}
		wantTold("by=updateReview below=" + id(below).String() + " organizations=1")

		known := h.review(t, r.ID).Edges.Candidates[0].OrganizationID
		other := h.Account(h.root, func(a *ent.AccountCreate) { a.SetOrganizationID(known).SetExternalReference("CRM-1") })
		in.ReviewVersion, in.OrganizationID = 3, organizationID(known)
		_, err = h.ApproveReview(h.As(local), in)
		wantFaults(t, err, "acknowledgeDuplicate EXACT_DUPLICATE_EXISTS")
		wantTold("told of an account of the same organization")
		_, err = h.ApproveReview(h.As(h.manager), in) // who sees the other account
		wantFaults(t, err, "acknowledgeDuplicate EXACT_DUPLICATE_EXISTS")
		wantTold()
		for _, u := range []*ent.User{local, h.manager} {
			_, err = h.UpdateReview(h.As(u), reseller.UpdateReviewInput{ReviewID: reviewID(r.ID), ExternalReference: graphql.OmittableOf(other.ExternalReference)})
			wantFaults(t, err, "externalReference TAKEN")
		}
		wantTold("told of an account of the same external reference")
	})
}

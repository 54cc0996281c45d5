package reseller_test

import (
	"bytes"
	"context"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"canopy/ent"
	"canopy/internal/canopytest"
	"canopy/internal/reseller"
	"canopy/internal/viewer"

	"github.com/99designs/gqlgen/graphql"
)

// TestTold: whoever is told of what may lie outside of what they see leaves a line in the log and counts.
func TestTold(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var lines bytes.Buffer
		h.Logger = slog.New(slog.NewTextHandler(&lines, nil))
		var told *ent.User
		wantTold := func(want ...string) {
			t.Helper()
			got := []string{}
			for line := range strings.Lines(lines.String()) {
				if what, of, ok := strings.Cut(strings.TrimSpace(line), "what="); ok && strings.Contains(what, "told of") {
					got = append(got, of)
				}
			}
			for i := range want {
				want[i] += " viewer=" + userID(told).String() + ` request_id=""`
			}
			if !slices.Equal(got, want) {
				t.Errorf("told %q, want %q", got, want)
			}
			lines.Reset()
		}
		below := h.Account(h.root)
		local := h.User(below, viewer.AccountManager)
		told = local
		r := h.opened(t, local, form(below, local))
		wantTold() // nothing is similar
		h.registered(spree)
		in := reseller.ApproveReviewInput{ReviewID: reviewID(r.ID), ReviewVersion: 1}
		_, err := h.ApproveReview(h.As(local), in)
		wantFaults(t, err, "reviewVersion REVIEW_STALE")
		wantTold("similar_organizations number=1")
		_, err = h.ApproveReview(h.As(local), in)
		wantFaults(t, err, "reviewVersion REVIEW_STALE")
		wantTold("similar_organizations number=1")
		if _, err = h.UpdateReview(h.As(local), reseller.UpdateReviewInput{ReviewID: reviewID(r.ID), Phone: graphql.OmittableOf(ptr("030 1234567"))}); err != nil {
			t.Fatal(err)
		}
		wantTold("similar_organizations number=1")

		known := h.review(t, r.ID).Edges.Candidates[0].OrganizationID
		other := h.Account(h.root, func(a *ent.AccountCreate) { a.SetOrganizationID(known).SetExternalReference("CRM-1") })
		in.ReviewVersion, in.OrganizationID = 3, organizationID(known)
		_, err = h.ApproveReview(h.As(local), in)
		wantFaults(t, err, "acknowledgeDuplicate EXACT_DUPLICATE_EXISTS")
		wantTold("same_organization number=1")
		_, err = h.ApproveReview(h.As(h.manager), in) // who sees the other account
		wantFaults(t, err, "acknowledgeDuplicate EXACT_DUPLICATE_EXISTS")
		wantTold()
		for _, u := range []*ent.User{local, h.manager} {
			_, err = h.UpdateReview(h.As(u), reseller.UpdateReviewInput{ReviewID: reviewID(r.ID), ExternalReference: graphql.OmittableOf(other.ExternalReference)})
			wantFaults(t, err, "externalReference TAKEN")
		}
		wantTold("taken_references number=1")

		stranger, colleague := h.User(h.root, viewer.Reader), h.User(below, viewer.Reader)
		for _, u := range []*ent.User{local, h.manager} { // the manager sees both
			if _, err = h.AddUsers(h.As(u), adding(below, someone(stranger.Email), someone(colleague.Email), someone(stranger.Email)), nil); err != nil {
				t.Fatal(err)
			}
		}
		wantTold("taken_addresses number=1")
	})
}

// TestToldIsBounded: who was told too much is refused before anything is looked up, whatever it would find, until what they owe has come
// back. Others are not, and operators never.
func TestToldIsBounded(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		below := h.Account(h.root)
		local, neighbour := h.User(below, viewer.AccountManager), h.User(below, viewer.AccountManager)
		stranger := h.User(h.root, viewer.Reader)
		refused := func(what string, seconds int, do func(as context.Context) error) {
			t.Helper()
			before := h.rows(t)
			err := do(h.As(local))
			wantWait(t, err, seconds)
			if h.rows(t) != before {
				t.Errorf("%s: a refusal writes", what)
			}
			for _, other := range []context.Context{h.As(neighbour), canopytest.Operator()} {
				wantWait(t, do(other), 0)
			}
		}

		t.Run("addresses", func(t *testing.T) {
			taken := []*reseller.NewUserInput{}
			for range reseller.MaxRows / 10 {
				taken = append(taken, someone(h.User(h.root, "").Email))
			}
			taken = append(taken, someone(h.User(below, "").Email), someone("free@example.com"))
			look := adding(below, taken...)
			look.DryRun = true
			for range 10 { // each tells of a tenth of the bucket, and of a person whom local sees
				if added, err := h.AddUsers(h.As(local), look, nil); err != nil || len(added.Rejected) != len(taken)-1 {
					t.Fatalf("%d rows are rejected, %v", len(added.Rejected), err)
				}
			}
			for _, address := range []string{stranger.Email, "nobody@example.com"} {
				for _, dry := range []bool{true, false} {
					in := adding(below, someone(address))
					in.DryRun = dry
					refused(address, 1, func(as context.Context) error { _, err := h.AddUsers(as, in, nil); return err })
				}
			}
			h.Clock.Advance(time.Second) // 5,000 an hour
			in := adding(below, someone(stranger.Email))
			_, err := h.AddUsers(h.As(local), in, nil)
			wantWait(t, err, 0)
			if _, err = h.AddUsers(h.As(local), look, nil); err != nil { // what is too much is owed
				wantWait(t, err, 1)
			}
			h.Clock.Advance(time.Hour)
			if _, err = h.AddUsers(h.As(local), look, nil); err != nil {
				t.Errorf("an hour later: %v", err)
			}
		})
		t.Run("look-ups", func(t *testing.T) {
			h.registered(spree)
			similar := func(name string) func(as context.Context) error {
				return func(as context.Context) error {
					_, err := h.Similar(as, id(below), name, reseller.AddressInput{Country: "DE"}, nil, 5)
					return err
				}
			}
			for range 500 {
				if err := similar("Nothing like it")(h.As(local)); err != nil {
					t.Fatal(err)
				}
			}
			for range 120 {
				if err := similar(spree.Name)(h.As(local)); err != nil {
					t.Fatal(err)
				}
			}
			for _, name := range []string{spree.Name, "Nothing like it"} {
				refused("similarAccounts", 1, similar(name))
				refused("createCustomer", 1, func(as context.Context) error {
					contact := local
					if viewer.FromContext(as).UserID == neighbour.ID {
						contact = neighbour
					}
					_, err := h.CreateCustomer(as, form(below, contact, named(name)))
					return err
				})
			}
			_, err := h.CreateCustomer(h.As(local), reseller.CreateCustomerInput{ParentID: id(below)})
			wantWait(t, err, 0) // its faults need no look-up
			h.Clock.Advance(time.Second)
			r := h.opened(t, local, form(below, local, named("Nothing like it at all")))
			h.Clock.Advance(time.Second)
			update := reseller.UpdateReviewInput{ReviewID: reviewID(r.ID), Name: graphql.OmittableOf(ptr(spree.Name)), Phone: graphql.OmittableOf(ptr("030 1234567"))}
			if _, err := h.UpdateReview(h.As(local), update); err != nil {
				t.Error(err)
			}
			in := reseller.ApproveReviewInput{ReviewID: reviewID(r.ID), ReviewVersion: 2}
			if err := similar(spree.Name)(h.As(local)); err != nil {
				t.Error(err)
			}
			refused("updateReview", 1, func(as context.Context) error { _, err := h.UpdateReview(as, update); return err })
			refused("approveReview", 1, func(as context.Context) error { _, err := h.ApproveReview(as, in); return err })
		})
	})
}

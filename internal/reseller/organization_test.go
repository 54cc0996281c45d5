package reseller_test

import (
	"context"
	"slices"
	"testing"

	"canopy/ent/matchkeycount"
	"canopy/ent/organization"
	"canopy/internal/locale"
	"canopy/internal/match"
	"canopy/internal/problem"
	"canopy/internal/reseller"
	"canopy/internal/store"
	"canopy/internal/viewer"
)

func organizationIn(name, city, postal string) reseller.NewOrganization {
	return reseller.NewOrganization{Source: organization.SourceREGISTERED, Name: name, Address: locale.Address{City: city, PostalCode: postal, Country: "DE"}}
}

func TestRegisterOrganizations(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ids := append(h.registered(organizationIn("Spree Logistik", "Berlin", ""), organizationIn("Spree Papier", "Berlin", "")),
			h.registered(organizationIn("Havel Papier", "Berlin", ""))...)
		list, err := h.Store.Client().Organization.Query().Order(organization.ByID()).All(everything())
		if err != nil {
			t.Fatal(err)
		}
		for i, o := range list {
			if o.ID != ids[i] || o.Revision != int64(i+1) || o.NameKey != match.NameKey(o.Name) {
				t.Errorf("organization %d is %+v", i, o)
			}
		}
		counts, err := h.Store.Client().MatchKeyCount.Query().Where(matchkeycount.ID("w:papier")).All(everything())
		if err != nil || len(counts) != 1 || counts[0].Organizations != 2 {
			t.Errorf("counted %v, %v", counts, err)
		}
	})
}

func TestLinkOrganizations(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		known := h.registered(
			organizationIn("Spree Logistik", "Berlin", "10117"), organizationIn("Spree Logistik GmbH", "Berlin", "10115"),
			organizationIn("Spree Logistik AG", "Berlin", "10115"), organizationIn("Nowhere Inc", "", ""))
		h.Tx(func(ctx context.Context, tx *store.Tx) error {
			ids, registered, err := h.LinkOrganizations(ctx, tx, []reseller.NewOrganization{
				organizationIn("spree logistik", "Berlin", "10115"),   // the postal code before the city, then the lowest id
				organizationIn("spree logistik", "Berlin", ""),        // the city
				organizationIn("spree logistik", "Hamburg", "20095"),  // neither
				organizationIn("Spree Logistik", "hamburg", ""),       // the one before in this list
				organizationIn("Nowhere Inc", "", ""),                 // empty parts equal nothing
				organizationIn("Spree Logistik", "Hamburg", "20095 "), // again
				organizationIn("spree logistik", "Berlin", "99999"),   // the city, and another postal code
			})
			if err != nil {
				return err
			}
			if registered != 3 || ids[0] != known[1] || ids[1] != known[0] || slices.Contains(known, ids[2]) || ids[3] != ids[2] ||
				slices.Contains(known, ids[4]) || ids[4] == ids[2] || ids[5] != ids[2] || slices.Contains(append(known, ids[:6]...), ids[6]) {
				t.Errorf("linked %v (%d registered) beside %v", ids, registered, known)
			}
			return nil
		})
	})
}

func TestSimilar(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		known := h.registered(spree, organizationIn("Havel Transport", "Potsdam", "14467"))
		in := reseller.AddressInput{City: ptr("Berlin"), PostalCode: ptr("10115"), Country: "DE"}
		found, err := h.Similar(h.As(h.manager), id(h.root), "Spree-Logistik", in, nil, 10)
		if err != nil || len(found) != 1 || found[0].OrganizationID != known[0] || !found[0].Exact || !found[0].LikelySame || !slices.Contains(found[0].Reasons, "NAME_EXACT") {
			t.Errorf("found %+v, %v", found, err)
		}
		for _, name := range []string{"", "S", "-. S"} {
			if found, err := h.Similar(h.As(h.manager), id(h.root), name, in, nil, 10); len(found) != 0 || err != nil {
				t.Errorf("%q found %+v, %v", name, found, err)
			}
		}
		reader, stranger := h.User(h.root, viewer.Reader), h.User(h.Account(nil), viewer.Admin)
		for want, ctx := range map[problem.Code]context.Context{
			problem.Forbidden: h.As(reader), problem.NotFound: h.As(stranger), problem.Unauthenticated: context.Background(),
		} {
			if _, err := h.Similar(ctx, id(h.root), "Spree", in, nil, 10); problem.CodeOf(err) != want {
				t.Errorf("answered %v, want %s", err, want)
			}
		}
		if _, err := h.Similar(h.As(h.manager), id(h.root), "Spree", in, nil, 11); problem.CodeOf(err) != problem.BadUserInput {
			t.Errorf("first: 11 answered %v", err)
		}
	})
}

// However many organizations there are, a search sends the same few statements.
func TestSimilarStatements(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		in := reseller.AddressInput{City: ptr("Berlin"), Country: "DE"}
		ctx := h.As(h.manager)
		search := func() { _, _ = h.Similar(ctx, id(h.root), "Spree Logistik", in, nil, 10) }
		before := h.Statements(search)
		for range 3 {
			h.registered(slices.Repeat([]reseller.NewOrganization{spree}, 30)...)
		}
		if after := h.Statements(search); after != before {
			t.Errorf("%d statements, before %d", after, before)
		}
	})
}

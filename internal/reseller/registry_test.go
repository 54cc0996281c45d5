package reseller_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"canopy/ent"
	"canopy/ent/organization"
	"canopy/internal/locale"
	"canopy/internal/match"
	"canopy/internal/reseller"
	"canopy/internal/store/scope"
)

// entity is a row of a registry, of an organization in Berlin.
func entity(id, name string, aliases ...string) reseller.RegistryRow {
	return reseller.RegistryRow{ExternalID: id, NewOrganization: reseller.NewOrganization{
		Name: name, Aliases: aliases, Address: locale.Address{City: "Berlin", PostalCode: "10115", Country: "DE"},
	}}
}

func ended(id string) reseller.RegistryRow { return reseller.RegistryRow{ExternalID: id, Ended: true} }

// wantImport imports rows and compares the counts.
func (h *house) wantImport(t *testing.T, registry string, want reseller.RegistryCounts, rows ...reseller.RegistryRow) {
	t.Helper()
	if got, err := h.ImportRegistry(t.Context(), registry, rows); err != nil || got != want {
		t.Fatalf("%s: %+v, %v, want %+v", registry, got, err, want)
	}
	h.wantKeys(t)
}

// organizations are all, in order of id, each as "SOURCE name (aliases)".
func (h *house) organizations(t *testing.T) (list []string) {
	t.Helper()
	all, err := h.Store.Client().Organization.Query().Order(ent.Asc(organization.FieldID)).All(everything())
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range all {
		list = append(list, fmt.Sprintf("%s %s (%s)", o.Source, o.Name, strings.ReplaceAll(o.Aliases, "\n", ", ")))
	}
	return list
}

func wantList(t *testing.T, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("there are\n%q, want\n%q", got, want)
	}
}

// wantKeys checks that each organization has the matching keys of what it is now, and that all are counted.
func (h *house) wantKeys(t *testing.T) {
	t.Helper()
	var want, got []string
	all, err := h.Store.Client().Organization.Query().All(everything())
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range all {
		party := match.Party{
			Name: o.Name, City: o.City, Region: o.Region, PostalCode: o.PostalCode, Country: o.Country, Phone: o.Phone,
			Aliases: strings.FieldsFunc(o.Aliases, func(r rune) bool { return r == '\n' }), Street: strings.FieldsFunc(o.Street, func(r rune) bool { return r == '\n' }),
		}
		if o.NameKey != match.NameKey(o.Name) {
			t.Errorf("%q has the key %q", o.Name, o.NameKey)
		}
		for _, key := range match.Keys(party) {
			want = append(want, fmt.Sprint(o.ID, " ", key))
		}
	}
	keys, err := h.Store.Client().MatchKey.Query().All(everything())
	if err != nil {
		t.Fatal(err)
	}
	counted := map[string]int64{}
	for _, k := range keys {
		got = append(got, fmt.Sprint(k.OrganizationID, " ", k.Key))
		counted[k.Key]++
	}
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(got, want) {
		t.Errorf("the keys are\n%q, want\n%q", got, want)
	}
	counts, err := h.Store.Client().MatchKeyCount.Query().All(everything())
	if err != nil || len(counts) != len(counted) {
		t.Errorf("%d keys are counted, want %d (%v)", len(counts), len(counted), err)
	}
	for _, c := range counts {
		if c.Organizations != counted[c.ID] {
			t.Errorf("%d are counted for %s, want %d", c.Organizations, c.ID, counted[c.ID])
		}
	}
	var n int
	if err := h.Store.DB().QueryRow("SELECT " + scope.Operator.Marker() + " value FROM counters WHERE name = 'organizations'").Scan(&n); err != nil || n != len(all) {
		t.Errorf("%d organizations are counted, want %d (%v)", n, len(all), err)
	}
}

// TestImportRegistry: rows come, change and are found by what they say now.
func TestImportRegistry(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		rows := []reseller.RegistryRow{entity("1", "Spree Logistik GmbH", "Zugvogel"), entity("2", "Havel Papier AG"), ended("3")}
		h.wantImport(t, "gleif", reseller.RegistryCounts{Added: 2, Ended: 1}, rows...)
		wantList(t, h.organizations(t), "EXTERNAL Spree Logistik GmbH (Zugvogel)", "EXTERNAL Havel Papier AG ()")

		texts := strings.Join(h.Texts(func() { h.wantImport(t, "gleif", reseller.RegistryCounts{Unchanged: 2, Ended: 1}, rows...) }), "\n")
		if strings.Contains(texts, "UPDATE") || strings.Contains(texts, "INSERT") {
			t.Errorf("rows that did not change are written:\n%s", texts)
		}

		moved := entity("1", "Elbe Logistik GmbH", "Spree Logistik GmbH", "ELBE LOGISTIK")
		moved.Address = locale.Address{Street: []string{"Jungfernstieg 1"}, City: "Hamburg", PostalCode: "20095", Country: "DE"}
		h.wantImport(t, "gleif", reseller.RegistryCounts{Updated: 1, Unchanged: 2}, entity("1", "Spree Transport"), rows[1], moved) // the later row counts
		wantList(t, h.organizations(t), "EXTERNAL Elbe Logistik GmbH (Spree Logistik GmbH)", "EXTERNAL Havel Papier AG ()")
		in := reseller.AddressInput{City: ptr("Hamburg"), PostalCode: ptr("20095"), Country: "DE"}
		for name, n := range map[string]int{"Elbe Logistik": 1, "Spree Logistik": 1, "Zugvogel": 0} {
			if found, err := h.Similar(h.As(h.manager), id(h.root), name, in, nil, 10); err != nil || len(found) != n {
				t.Errorf("%s finds %+v, %v", name, found, err)
			}
		}
	})
}

// TestImportRegistryLinks: what is exactly an organization that is here is it, once for each registry; its names come as aliases.
func TestImportRegistryLinks(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.registered(organizationIn("Spree Logistik", "Berlin", "10115"))
		h.wantImport(t, "gleif", reseller.RegistryCounts{Linked: 1, Added: 2},
			entity("1", "SPREE Logistik GmbH", "Spree Cargo"), entity("2", "Spree Logistik GmbH"), entity("4", "Havel Papier", "Havelpapier"))
		registered, external := "REGISTERED Spree Logistik (Spree Cargo)", "EXTERNAL Havel Papier (Havelpapier)"
		wantList(t, h.organizations(t), registered, "EXTERNAL Spree Logistik GmbH ()", external) // 2 is told from 1 by the registry

		h.wantImport(t, "ror", reseller.RegistryCounts{Linked: 2}, entity("a", "Havel Papier AG", "HP", "Havelpapier"), entity("b", "Spree Logistik"))
		external = "EXTERNAL Havel Papier (Havelpapier, HP)"
		wantList(t, h.organizations(t), registered, "EXTERNAL Spree Logistik GmbH ()", external)

		// One registry supplies the name, the other gives further names; of what is registered here all do.
		h.wantImport(t, "ror", reseller.RegistryCounts{Updated: 2}, entity("a", "Havel Pappe", "HP"), entity("b", "Spree Fracht"))
		registered, external = "REGISTERED Spree Logistik (Spree Cargo, Spree Fracht)", "EXTERNAL Havel Papier (Havelpapier, Havel Pappe, HP)"
		wantList(t, h.organizations(t), registered, "EXTERNAL Spree Logistik GmbH ()", external)
		h.wantImport(t, "gleif", reseller.RegistryCounts{Updated: 1}, entity("4", "Havel Karton"))
		wantList(t, h.organizations(t), registered, "EXTERNAL Spree Logistik GmbH ()", "EXTERNAL Havel Karton (Havel Pappe, HP)")

		// When the one that supplied has ended, the other one does from its next import on.
		h.wantImport(t, "gleif", reseller.RegistryCounts{Removed: 3}, ended("4"), ended("1"), ended("2"))
		registered = "REGISTERED Spree Logistik (Spree Fracht)"
		wantList(t, h.organizations(t), registered, "EXTERNAL Havel Karton (Havel Pappe, HP)")
		h.wantImport(t, "ror", reseller.RegistryCounts{Updated: 1, Unchanged: 1}, entity("a", "Havel Pappe", "HP"), entity("b", "Spree Fracht"))
		wantList(t, h.organizations(t), registered, "EXTERNAL Havel Pappe (HP)")
		h.wantImport(t, "ror", reseller.RegistryCounts{Removed: 1}, ended("a"))
		h.wantImport(t, "ror", reseller.RegistryCounts{Removed: 1}, ended("b"))
		wantList(t, h.organizations(t), "REGISTERED Spree Logistik ()")

		shop := entity("5", "Spree Logistik")
		shop.Address.PostalCode = "10117" // in the same city
		h.wantImport(t, "gleif", reseller.RegistryCounts{Added: 1}, shop)
		shop.ExternalID, shop.Address.PostalCode = "6", ""
		h.wantImport(t, "gleif", reseller.RegistryCounts{Linked: 1}, shop)
		wantList(t, h.organizations(t), "REGISTERED Spree Logistik ()", "EXTERNAL Spree Logistik ()")
	})
}

// TestImportRegistryOfManyNamesakes: more organizations may have a name than a statement takes parameters.
func TestImportRegistryOfManyNamesakes(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.wantImport(t, "gleif", reseller.RegistryCounts{Added: 1}, entity("1", "Holding"))
		first := h.Store.Client().Organization.Query().FirstIDX(everything())
		many := `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 66000)
			INSERT INTO organizations (id, source, name, name_key, revision, keys_version, country, created_at, updated_at)
			SELECT o.id + n.i, o.source, o.name, o.name_key, o.revision, o.keys_version, o.country, o.created_at, o.updated_at FROM organizations o, n WHERE o.id = $1`
		if _, err := h.Store.WriteDB().Exec(scope.Matching.Marker()+many, first); err != nil {
			t.Fatal(err)
		}
		if counts, err := h.ImportRegistry(t.Context(), "ror", []reseller.RegistryRow{entity("1", "Holding")}); err != nil || counts.Linked != 1 {
			t.Errorf("answered %+v, %v", counts, err)
		}
	})
}

// TestImportRegistryEnds: an organization that ended goes unless somebody uses it. Choosing one does not tell others that somebody did.
func TestImportRegistryEnds(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.wantImport(t, "gleif", reseller.RegistryCounts{Added: 3}, entity("1", "Spree Logistik"), entity("2", "Havel Papier"), entity("3", "Oder Glas"))
		chosen, shown := h.opened(t, h.manager, form(h.root, h.manager, named("Spree Logistik"))), h.opened(t, h.manager, form(h.root, h.manager, named("Havel Papier")))
		out, err := h.approve(chosen, choosing(chosen.Edges.Candidates[0].OrganizationID))
		if err != nil {
			t.Fatal(err)
		}
		all := []string{"EXTERNAL Spree Logistik ()", "EXTERNAL Havel Papier ()", "EXTERNAL Oder Glas ()"}
		wantList(t, h.organizations(t), all...)

		h.wantImport(t, "gleif", reseller.RegistryCounts{Kept: 2, Removed: 1}, ended("1"), ended("2"), ended("3"))
		wantList(t, h.organizations(t), "REGISTERED Spree Logistik ()", "EXTERNAL Havel Papier ()")
		if o, err := h.account(t, out.AccountID).QueryOrganization().Only(everything()); err != nil || o.Name != "Spree Logistik" {
			t.Errorf("the account stands for %+v, %v", o, err)
		}
		if _, err := h.DiscardReview(h.As(h.manager), reseller.DiscardReviewInput{ReviewID: reviewID(shown.ID)}); err != nil {
			t.Fatal(err)
		}
		h.wantImport(t, "gleif", reseller.RegistryCounts{Removed: 1, Ended: 2}, ended("1"), ended("2"), ended("3"))
		wantList(t, h.organizations(t), "REGISTERED Spree Logistik ()")
		if now := h.review(t, shown.ID); len(now.Edges.Candidates) != 0 {
			t.Errorf("the review shows %+v", now.Edges.Candidates)
		}

		// Once it exists again, it is the one that is here.
		h.wantImport(t, "gleif", reseller.RegistryCounts{Linked: 1}, entity("1", "Spree Logistik", "Spree Cargo"))
		wantList(t, h.organizations(t), "REGISTERED Spree Logistik (Spree Cargo)")
	})
}

// TestImportRegistryStale: who approves sees first what a registry brought or changed since the review was opened.
func TestImportRegistryStale(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.wantImport(t, "gleif", reseller.RegistryCounts{Added: 1}, entity("1", "Oder Glas"))
		brought, changed := h.opened(t, h.manager, form(h.root, h.manager, named("Spree Logistik"))), h.opened(t, h.manager, form(h.root, h.manager, named("Havel Papier")))
		h.wantImport(t, "gleif", reseller.RegistryCounts{Added: 1, Updated: 1}, entity("2", "Spree Logistik"), entity("1", "Havel Papier"))
		for _, r := range []*ent.Review{brought, changed} {
			_, err := h.approve(r)
			wantFaults(t, err, "reviewVersion REVIEW_STALE")
			if now := h.review(t, r.ID); len(now.Edges.Candidates) != 1 || !now.Edges.Candidates[0].Exact || now.Version != 2 {
				t.Errorf("the review shows %+v", now.Edges.Candidates)
			}
		}

		// The chosen one is another business now.
		h.wantImport(t, "gleif", reseller.RegistryCounts{Added: 1}, entity("3", "Elbe Feinkost"))
		shows := h.opened(t, h.manager, form(h.root, h.manager, named("Elbe Feinkost")))
		h.wantImport(t, "gleif", reseller.RegistryCounts{Updated: 1}, entity("3", "Tauber Druck"))
		_, err := h.approve(shows, choosing(shows.Edges.Candidates[0].OrganizationID))
		wantFaults(t, err, "reviewVersion REVIEW_STALE")
		if now := h.review(t, shows.ID); len(now.Edges.Candidates) != 0 {
			t.Errorf("the review shows %+v", now.Edges.Candidates)
		}
	})
}

// TestImportRegistryNoNews: what a registry tells of an organization that the version shows as what it is holds no approval up, unless it is chosen.
func TestImportRegistryNoNews(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.wantImport(t, "gleif", reseller.RegistryCounts{Added: 1}, entity("1", "Spree Logistik"))
		entered, chosen := h.opened(t, h.manager, form(h.root, h.manager, named("Spree Logistik"))), h.opened(t, h.manager, form(h.root, h.manager, named("Spree Logistik GmbH")))
		h.wantImport(t, "gleif", reseller.RegistryCounts{Updated: 1}, entity("1", "Spree Logistik", "Spree Cargo"))

		_, err := h.approve(chosen, choosing(chosen.Edges.Candidates[0].OrganizationID))
		wantFaults(t, err, "reviewVersion REVIEW_STALE")
		if _, err := h.approve(h.review(t, chosen.ID), choosing(chosen.Edges.Candidates[0].OrganizationID)); err != nil {
			t.Errorf("looked at again: %v", err)
		}
		if _, err := h.approve(entered, acknowledged); err != nil {
			t.Errorf("nothing is new: %v", err)
		}
	})
}

// TestImportRegistryBetween: a version does not pass for one that has seen what a registry changed, because an approval was refused meanwhile or
// the review was matched again.
func TestImportRegistryBetween(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.wantImport(t, "gleif", reseller.RegistryCounts{Added: 1}, entity("1", "Spree Logistik 1"))
		refused, updated := h.opened(t, h.manager, form(h.root, h.manager, named("Spree Logistik 2"))), h.opened(t, h.manager, form(h.root, h.manager, named("Spree Logistik 3")))
		key := refused.Edges.Candidates[0].OrganizationID
		h.wantImport(t, "gleif", reseller.RegistryCounts{Updated: 1}, entity("1", "Spree-Logistik 1 GmbH")) // possible, as before
		if _, err := h.UpdateReview(h.As(h.manager), reseller.UpdateReviewInput{ReviewID: reviewID(updated.ID)}); err != nil {
			t.Fatal(err)
		}
		_, err := h.approve(updated, choosing(key))
		wantFaults(t, err, "reviewVersion REVIEW_STALE")

		crowd := make([]reseller.NewOrganization, 1001) // so many are searched for and not compared
		for i := range crowd {
			crowd[i] = reseller.NewOrganization{Source: organization.SourceEXTERNAL, Name: fmt.Sprint("Sahara ", i), Address: locale.Address{Country: "EG"}}
		}
		h.registered(crowd...)
		_, err = h.approve(refused, func(in *reseller.ApproveReviewInput) { in.IdempotencyKey = ptr(" ") })
		wantFaults(t, err, "idempotencyKey REQUIRED")
		_, err = h.approve(refused, choosing(key))
		wantFaults(t, err, "reviewVersion REVIEW_STALE")
	})
}

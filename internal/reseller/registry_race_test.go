package reseller_test

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"canopy/internal/problem"
	"canopy/internal/reseller"
)

// TestReviewOfWhatEnded: what a registry takes back between a search and the review that was to show it is not shown; what a review is about to
// show stays.
func TestReviewOfWhatEnded(t *testing.T) {
	h := onPostgres(t)
	h.wantImport(t, "gleif", reseller.RegistryCounts{Added: 2}, entity("1", "Spree Logistik"), entity("2", "Havel Papier"))
	open := func(name, at string, want reseller.RegistryCounts, row reseller.RegistryRow, candidates int) {
		t.Helper()
		var once atomic.Bool
		var key int64
		var err error
		h.Watch(func() { key, err = h.CreateCustomer(h.As(h.manager), form(h.root, h.manager, named(name))) }, func(statement string) {
			if strings.Contains(statement, at) && once.CompareAndSwap(false, true) {
				h.wantImport(t, "gleif", want, row)
			}
		})
		if err != nil || !once.Load() {
			t.Fatalf("%s: %v (%v)", name, err, once.Load())
		}
		if found := h.review(t, key).Edges.Candidates; len(found) != candidates {
			t.Errorf("the review of %s shows %+v, want %d", name, found, candidates)
		}
	}
	open("Spree Logistik", "INSERT INTO \"reviews\"", reseller.RegistryCounts{Removed: 1}, ended("1"), 0)
	open("Havel Papier", "INSERT INTO events", reseller.RegistryCounts{Kept: 1}, ended("2"), 1)
}

// TestImportRegistryBesideReviews: reviews are opened, changed and approved while their candidates come, change and end; nobody meets an error, and
// the keys are right.
func TestImportRegistryBesideReviews(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		const size, rounds = 8, 5
		rows := func(round int, change func(r *reseller.RegistryRow)) (list []reseller.RegistryRow) {
			for n := range size {
				row := entity(fmt.Sprint(n), fmt.Sprintf("Spree Logistik %c", 'A'+n))
				if n%2 == round%2 {
					change(&row)
				}
				list = append(list, row)
			}
			return list
		}
		fatal := func(err error) {
			if _, other := problem.FaultsOf(err); other != nil {
				t.Errorf("%v", other)
			}
		}
		for round := range rounds {
			imports := [][]reseller.RegistryRow{
				rows(round, func(r *reseller.RegistryRow) { r.Ended = true }),
				rows(round, func(r *reseller.RegistryRow) { r.Address.City = "Potsdam" }),
				rows(round, func(r *reseller.RegistryRow) { r.Aliases = []string{fmt.Sprint("Fracht ", round)} }),
			}
			atOnce(6, func(i int) {
				if i < len(imports) {
					_, err := h.ImportRegistry(t.Context(), "gleif", imports[i])
					fatal(err)
					return
				}
				in := form(h.root, h.manager, named(fmt.Sprintf("Spree Logistik %c", 'A'+(round+i)%size)))
				in.ExternalReference = ptr(fmt.Sprint(round, " ", i))
				key, err := h.CreateCustomer(h.As(h.manager), in)
				fatal(err)
				if err != nil {
					return
				}
				r := h.review(t, key)
				for _, c := range r.Edges.Candidates[:min(1, len(r.Edges.Candidates))] {
					_, err := h.approve(r, choosing(c.OrganizationID), acknowledged)
					fatal(err)
				}
			})
			h.wantKeys(t)
		}
	})
}

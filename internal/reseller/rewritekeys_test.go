package reseller_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"

	"canopy/ent/organization"
	"canopy/internal/match"
	"canopy/internal/reseller"
	"canopy/internal/store/scope"
)

// older leaves the organizations the keys of an older version, which knew words, and one that is no more.
func (h *house) older(t *testing.T) {
	t.Helper()
	for _, statement := range []string{
		"UPDATE organizations SET keys_version = 0", "DELETE FROM match_keys WHERE key NOT LIKE 'w:%'", "DELETE FROM match_key_counts WHERE key NOT LIKE 'w:%'",
		"INSERT INTO match_keys (key, organization_id) SELECT 'x:gone', id FROM organizations",
		"INSERT INTO match_key_counts (key, organizations) SELECT 'x:gone', count(*) FROM organizations",
	} {
		if _, err := h.Store.WriteDB().Exec(scope.Matching.Marker() + statement); err != nil {
			t.Fatal(err)
		}
	}
}

// matchKeys is all that a search looks into, a line for each row.
func (h *house) matchKeys(t *testing.T) string {
	t.Helper()
	rows, err := h.Store.DB().Query("SELECT " + scope.Matching.Marker() + ` key || ' ' || organization_id AS line FROM match_keys UNION ALL
		SELECT key || ' of ' || organizations FROM match_key_counts ORDER BY line`)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = rows.Close() }()
	var all strings.Builder
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			t.Fatal(err)
		}
		all.WriteString(line + "\n")
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all.String()
}

// TestRewriteMatchKeys: what an older version wrote is found by the keys of this one, also when whoever rewrites them dies, and others do it at once.
func TestRewriteMatchKeys(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		list := make([]reseller.NewOrganization, 230)
		for i := range list {
			list[i] = organizationIn(fmt.Sprint("Spree Logistik ", i), "Berlin", "10115")
		}
		h.registered(append(list, organizationIn("Havel Papier", "Potsdam", "14467"))...)
		want := h.matchKeys(t)
		h.older(t)
		wantFound := func(name, city string, want bool) {
			t.Helper()
			found, err := h.Similar(h.As(h.manager), id(h.root), name, reseller.AddressInput{City: &city, Country: "DE"}, nil, 10)
			if err != nil || len(found) > 0 != want {
				t.Errorf("%s finds %d: %v", name, len(found), err)
			}
		}
		wantFound("Havelpapier", "Potsdam", false)

		dying, die := context.WithCancel(context.Background())
		defer die()
		var transactions atomic.Int32
		h.Watch(func() {
			if _, err := h.RewriteMatchKeys(dying); !errors.Is(err, context.Canceled) {
				t.Errorf("died of %v", err)
			}
		}, func(statement string) {
			if strings.HasPrefix(statement, "DELETE FROM match_keys ") && transactions.Add(1) == 2 {
				die()
			}
		})
		if n := h.Store.Client().Organization.Query().Where(organization.KeysVersion(match.KeysVersion)).CountX(everything()); n != 100 {
			t.Errorf("%d are rewritten, want those of the first transaction", n)
		}
		for i := range 10 {
			wantFound(list[i*23].Name, "Berlin", true) // by keys of the one version or the other
		}

		atOnce(2, func(int) {
			for more := true; more; {
				var err error
				if more, err = h.RewriteMatchKeys(context.Background()); err != nil {
					t.Error(err)
				}
			}
		})
		if h.matchKeys(t) != want {
			t.Error("the keys are not those of a registration")
		}
		wantFound("Havelpapier", "Potsdam", true)
		if n := h.Statements(func() { _, _ = h.RewriteMatchKeys(context.Background()) }); n != 1 {
			t.Errorf("%d statements with nothing to do", n)
		}
	})
}

// TestImportRegistryOlder: a row is known again by a name that an older version wrote.
func TestImportRegistryOlder(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.wantImport(t, "gleif", reseller.RegistryCounts{Added: 1}, entity("1", "Spree Logistik"))
		if _, err := h.Store.WriteDB().Exec("UPDATE organizations SET keys_version = 0, name_key = 'logistik spree'"); err != nil {
			t.Fatal(err)
		}
		h.wantImport(t, "ror", reseller.RegistryCounts{Linked: 1}, entity("1", "Spree Logistik"))
	})
}

// TestApproveReviewOlder: who approves as entered is told of the same organization before its keys are written anew.
func TestApproveReviewOlder(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.registered(organizationIn("Spree Logistik", "Berlin", "10115"))
		if _, err := h.Store.WriteDB().Exec("UPDATE organizations SET keys_version = 0, name_key = 'logistik spree'"); err != nil {
			t.Fatal(err)
		}
		_, err := h.approve(h.opened(t, h.manager, form(h.root, h.manager, named("Spree Logistik"))))
		wantFaults(t, err, "acknowledgeDuplicate EXACT_DUPLICATE_EXISTS")
	})
}

package importer_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"canopy/ent/account"
	"canopy/ent/grant"
	"canopy/ent/organization"
	"canopy/ent/user"
	"canopy/internal/canopytest"
	"canopy/internal/importer"
	"canopy/internal/locale"
	"canopy/internal/nodeid"
	"canopy/internal/reseller"
	"canopy/internal/viewer"
)

func TestDemo(t *testing.T) {
	t.Parallel()
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		ctx, rules, client := context.Background(), rulesOf(t, rig, nil), rig.Store.Client()
		if there, err := importer.Demo(ctx, rig.Store, rules); err != nil || !there {
			t.Fatal(err)
		}
		wantNumbers(t, rig, stored, 40, 43, 44, 8)
		wantNumbers(t, rig, "SELECT count(*), count(assigned_to_id), count(DISTINCT root_id), count(DISTINCT owner_id), count(DISTINCT kind) FROM assets", 17, 13, 2, 4, 3)
		for _, a := range client.Account.Query().AllX(everything()) {
			address := locale.Address{Street: strings.Split(a.Street, "\n"), City: a.City, Region: a.Region, PostalCode: a.PostalCode, Country: a.Country}
			if faults := address.Check(); len(faults) > 0 {
				t.Errorf("%s: %v", a.Name, faults)
			}
		}
		for _, email := range []string{importer.DemoAdmin, importer.DemoOperator} {
			if _, err := rules.SignIn(ctx, reseller.SignInInput{Email: email, Password: importer.DemoPassword}); err != nil {
				t.Errorf("%s: %v", email, err)
			}
		}
		var roles []string
		client.User.Query().Where(user.PasswordHashNEQ("")).QueryGrants().Unique(true).Order(grant.ByRole()).Select(grant.FieldRole).ScanX(everything(), &roles)
		if roles = slices.Compact(roles); len(roles) != 4 {
			t.Errorf("people can sign in as %v", roles)
		}

		// The other reseller's customer is similar, its account is not there.
		admin := rig.As(client.User.Query().Where(user.Email(importer.DemoAdmin)).OnlyX(everything()))
		if n := client.Account.Query().CountX(admin); n != 32 {
			t.Errorf("the admin sees %d accounts", n)
		}
		top := client.Account.Query().Where(account.ParentIDIsNil()).OnlyX(admin)
		city := "Genova"
		found, err := rules.Similar(admin, nodeid.New(nodeid.Account, top.ID), "Isola Ceramica", reseller.AddressInput{City: &city, Country: "IT"}, nil, 10)
		if err != nil || len(found) == 0 {
			t.Fatalf("similar are %v, %v", found, err)
		}
		isola := client.Organization.Query().Where(organization.Name("Isola Ceramiche S.r.l.")).OnlyIDX(everything())
		if found[0].OrganizationID != isola {
			t.Errorf("the most similar is %+v, want %d", found[0], isola)
		}
		wantNumbers(t, rig, "SELECT count(DISTINCT organization_id) FROM accounts WHERE name LIKE 'Bramblewick Foods%'", 1)

		// Again it does nothing; interrupted before the last password, it goes on.
		before := numbers(t, rig, stored)
		for _, statement := range []string{"UPDATE users SET password_hash = ''", "DELETE FROM grants WHERE account_id IS NULL"} {
			if _, err := rig.Store.WriteDB().Exec(statement); err != nil {
				t.Fatal(err)
			}
		}
		if there, err := importer.Demo(ctx, rig.Store, rules); err != nil || !there {
			t.Fatal(err)
		}
		wantNumbers(t, rig, stored, before...)
		if n := rig.Statements(func() { _, err = importer.Demo(ctx, rig.Store, rules) }); err != nil || n > 3 {
			t.Errorf("the demo sends %d statements where it is complete: %v", n, err)
		}
	})
}

func TestDemoLeavesOthersAlone(t *testing.T) {
	t.Parallel()
	rig := canopytest.SQLite(t)
	rig.User(rig.Account(nil), viewer.Admin)
	if there, err := importer.Demo(context.Background(), rig.Store, rulesOf(t, rig, nil)); err != nil || there {
		t.Fatal(err)
	}
	wantNumbers(t, rig, stored, 1, 1, 1, 0)
}

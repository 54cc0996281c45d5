package bench_test

import (
	"context"
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"canopy/bench/plant"
	"canopy/ent/organization"
	"canopy/internal/canopytest"
	"canopy/internal/locale"
	"canopy/internal/nodeid"
	"canopy/internal/reseller"
	"canopy/internal/store"

	"entgo.io/ent/dialect"
)

// BenchmarkCustomers measures createCustomers of 1,000 customers beside 100,000 registered organizations, by the rules and without HTTP.
// CANOPY_MATCH_DATA names the folder with registered.csv and queries.csv, as for the evaluation of internal/match.
func BenchmarkCustomers(b *testing.B) {
	if os.Getenv("CANOPY_MATCH_DATA") == "" {
		b.Skip("no CANOPY_MATCH_DATA")
	}
	b.Run("sqlite", func(b *testing.B) { customers(b, build(b, canopytest.SQLite(b), plant.Small)) })
	b.Run("postgres", func(b *testing.B) { customers(b, build(b, canopytest.Postgres(b), plant.Small)) })
}

func customers(b *testing.B, h *house) {
	u := newUploader(b, h)
	u.register(b, matchData(b, "registered.csv")[:100_000])
	in := reseller.CreateCustomersInput{
		ParentID: nodeid.New(nodeid.Account, u.account.ID), NotificationContactID: new(nodeid.New(nodeid.User, h.admin.ID)), OnError: reseller.RejectFailedRows, DryRun: true,
	}
	for i, q := range matchData(b, "queries.csv") {
		in.Customers = append(in.Customers, &reseller.NewCustomerInput{Type: "END_CUSTOMER", Name: q["name"], Address: reseller.AddressInput{
			Street: []string{q["street"], fmt.Sprint("Floor ", i)}, City: new(q["city"]), Region: new(q["region"]), PostalCode: new(q["postal"]), Country: q["country"],
		}})
	}
	in.Customers = u.sound(b, in)[:reseller.MaxCustomers]
	in.DryRun = false
	var spent spending
	backends := u.backends(b)
	for round := 0; b.Loop(); round++ {
		for i, c := range in.Customers { // details that are open already are not looked for
			c.ExternalReference = new(fmt.Sprint(round, "-", i))
		}
		spent.measure(b, u, backends, func() {
			if opened, err := u.rules.CreateCustomers(canopytest.Operator(), in); err != nil || opened.Count != reseller.MaxCustomers {
				b.Fatalf("%d are opened: %v", opened.Count, err)
			}
		})
	}
	b.ReportMetric(median(spent.clock), "clock-ms")
	b.ReportMetric(median(spent.cpu), "cpu-ms")
}

// sound are the customers with whom nothing is wrong.
func (u *uploader) sound(b *testing.B, in reseller.CreateCustomersInput) (sound []*reseller.NewCustomerInput) {
	b.Helper()
	for all := in.Customers; len(all) >= reseller.MaxCustomers; all = all[reseller.MaxCustomers:] {
		in.Customers = all[:reseller.MaxCustomers]
		opened, err := u.rules.CreateCustomers(canopytest.Operator(), in)
		if err != nil {
			b.Fatal(err)
		}
		rejected := map[int]bool{}
		for _, row := range opened.Rejected {
			rejected[row.Index] = true
		}
		for i, c := range in.Customers {
			if !rejected[i] {
				sound = append(sound, c)
			}
		}
	}
	return sound
}

// register registers the organizations.
func (u *uploader) register(b *testing.B, records []map[string]string) {
	b.Helper()
	list := make([]reseller.NewOrganization, len(records))
	for i, r := range records {
		list[i] = reseller.NewOrganization{Source: organization.SourceEXTERNAL, Name: r["name"], Phone: r["phone"], Address: locale.Address{
			Street: []string{r["street"]}, City: r["city"], Region: r["region"], PostalCode: r["postal"], Country: r["country"],
		}}
	}
	for len(list) > 0 {
		const some = 5000
		u.Tx(func(ctx context.Context, tx *store.Tx) error {
			_, err := u.rules.RegisterOrganizations(ctx, tx, list[:some])
			return err
		})
		list = list[some:]
	}
	if u.store.Dialect() == dialect.Postgres {
		if _, err := u.store.WriteDB().Exec("VACUUM (ANALYZE)"); err != nil {
			b.Fatal(err)
		}
	}
}

// matchData is a file of the matching data.
func matchData(b *testing.B, name string) (records []map[string]string) {
	b.Helper()
	text, err := os.ReadFile(filepath.Join(os.Getenv("CANOPY_MATCH_DATA"), name))
	if err != nil {
		b.Fatal(err)
	}
	rows, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
	if err != nil {
		b.Fatal(err)
	}
	for _, row := range rows[1:] {
		record := map[string]string{}
		for i, column := range rows[0] {
			record[column] = row[i]
		}
		records = append(records, record)
	}
	return records
}

package importer_test

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"canopy/internal/canopytest"
	"canopy/internal/importer"
	"canopy/internal/reseller"
)

// registers imports a CSV of the fields id, name, street, city, postal_code and country, and answers what was bad.
func registers(t *testing.T, rig *canopytest.Rig, skip bool, file io.Reader) (importer.RegistryReport, string, error) {
	t.Helper()
	form, err := importer.MapRegistry(nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	return registersAs(t, rig, form, skip, file)
}

// registersAs is registers of a CSV in another form.
func registersAs(
	t *testing.T, rig *canopytest.Rig, form importer.RegistryForm, skip bool, file io.Reader,
) (report importer.RegistryReport, bad string, err error) {
	t.Helper()
	var told strings.Builder
	report, err = importer.Registry(t.Context(), importer.RegistryConfig{
		Rules: rulesOf(t, rig, nil), Registry: "r", Form: form, Files: []importer.RegistryFile{{Name: "r.csv", Reader: file}}, SkipBadRows: skip, Bad: &told,
	})
	return report, told.String(), err
}

const registryHead = "id,name,street,city,postal_code,country\n"

// TestRegistryIDTwice: of two rows of one id, however far apart, the first counts, and the other is told.
func TestRegistryIDTwice(t *testing.T) {
	t.Parallel()
	var file strings.Builder
	file.WriteString(registryHead)
	for i := range 600 {
		_, _ = fmt.Fprintf(&file, "%d,Zugvogel %d,,Bremen,28195,DE\n", i, i)
	}
	file.WriteString("7,Another,,Bremen,28195,DE\n")
	const want = "r.csv line 602, id: an earlier row has the id \"7\" already\n"
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		if report, bad, err := registers(t, rig, false, strings.NewReader(file.String())); err == nil || bad != want || report.Added != 0 {
			t.Errorf("%+v, %q, %v", report, bad, err)
		}
		if report, bad, err := registers(t, rig, true, strings.NewReader(file.String())); err != nil || bad != want || report.Added != 600 || report.Bad != 1 {
			t.Errorf("%+v, %q, %v", report, bad, err)
		}
		if report, _, err := registers(t, rig, true, strings.NewReader(file.String())); err != nil || report.Unchanged != 600 || report.Updated != 0 {
			t.Errorf("again: %+v, %v", report, err)
		}
	})
}

// TestRegistryIDOfLeftOut: neither a bad row nor one that ended takes its id from a later one, however far behind.
func TestRegistryIDOfLeftOut(t *testing.T) {
	t.Parallel()
	var file strings.Builder
	file.WriteString("id,name,city,postal_code,country,status\n1,Bad,Bremen,28195,ZZ,\n2,Former,Bremen,28195,DE,gone\n3,Gone,Bremen,28195,DE,gone\n")
	for i := range 600 {
		_, _ = fmt.Fprintf(&file, "z%d,Zugvogel %d,Bremen,28195,DE,\n", i, i)
	}
	file.WriteString("1,Good,Bremen,28195,DE,\n2,Living,Bremen,28195,DE,\n")
	mapping := []string{"name=name", "city=city", "postal_code=postal_code", "status=status"}
	form, err := importer.MapRegistry(mapping, []string{"gone"})
	if err != nil {
		t.Fatal(err)
	}
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		imports := func() importer.RegistryReport {
			report, bad, err := registersAs(t, rig, form, true, strings.NewReader(file.String()))
			if err != nil || !strings.HasPrefix(bad, "r.csv line 2, country: unknown") || strings.Count(bad, "\n") != 1 {
				t.Errorf("%q, %v", bad, err)
			}
			return report
		}
		want := reseller.RegistryCounts{Added: 602, Ended: 1, Unchanged: 1}
		if report := imports(); report.RegistryCounts != want {
			t.Errorf("%+v", report)
		}
		want = reseller.RegistryCounts{Ended: 1, Unchanged: 603}
		if report := imports(); report.RegistryCounts != want {
			t.Errorf("again: %+v", report)
		}
	})
}

// TestRegistryAddresses: an address that cannot be stored is told with its line; what a country asks for besides is not asked of a registry.
func TestRegistryAddresses(t *testing.T) {
	t.Parallel()
	file := registryHead +
		"1,Code,,Bremen," + strings.Repeat("1", 21) + ",DE\n" +
		"2,City," + "," + strings.Repeat("B", 201) + ",,DE\n" +
		"3,Lines,\"1\n2\n3\n4\n5\n6\n7\",Bremen,,DE\n" +
		"4,Nowhere,,Bremen,,ZZ\n" +
		"5,Unknown,,Bremen,,\n" +
		"6,Fine,,,abc,DE\n"
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		report, bad, err := registers(t, rig, true, strings.NewReader(file))
		if err != nil || report.Added != 1 || report.Bad != 5 {
			t.Errorf("%+v, %v", report, err)
		}
		told := strings.Split(strings.TrimSpace(bad), "\n")
		for i, want := range []string{"line 2, postal_code: 21 ", "line 3, city: 201 ", "line 4, street: 7 lines", "line 11, country: unknown", "line 12, country: "} {
			if len(told) != 5 || !strings.HasPrefix(told[i], "r.csv "+want) {
				t.Fatalf("told is\n%s\nwant %q", bad, want)
			}
		}
	})
}

// TestRegistryPipe: what cannot be read twice is refused before it is read.
func TestRegistryPipe(t *testing.T) {
	t.Parallel()
	canopytest.Each(t, func(t *testing.T, rig *canopytest.Rig) {
		file := strings.NewReader(registryHead)
		if _, _, err := registers(t, rig, false, io.MultiReader(file)); err == nil || !strings.Contains(err.Error(), "--skip-bad-rows") || file.Len() != len(registryHead) {
			t.Errorf("answered %v, %d bytes are left", err, file.Len())
		}
	})
}

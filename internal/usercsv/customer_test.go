package usercsv_test

import (
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"canopy/internal/usercsv"
)

// TestCustomerCorpus is TestCorpus for files of customers.
func TestCustomerCorpus(t *testing.T) {
	corpus(t, "testdata/customers", 12, usercsv.CustomerColumns, customerValues)
}

func customerValues(r usercsv.Row) (values []string) {
	for _, c := range usercsv.CustomerColumns {
		switch c.Field {
		case "phone":
			values = append(values, r.Phone)
		case "language":
			values = append(values, r.Language)
		case "timezone":
			values = append(values, r.TimeZone)
		default:
			values = append(values, r.Extra[c.Field])
		}
	}
	return values
}

func TestCustomerTemplate(t *testing.T) {
	reader, faults, err := usercsv.NewReaderOf(strings.NewReader(usercsv.CustomerTemplate()), usercsv.CustomerColumns)
	if err != nil || faults != nil {
		t.Fatal(faults, err)
	}
	row, wrong, err := reader.Read()
	want := []string{"END_CUSTOMER", "Analytical Engines Ltd", "12 St James's Square", "", "", "London", "", "SW1Y 4JH", "GB", "+44 20 7946 0958", "en-GB", "Europe/London",
		"account.manager@example.com", "CRM-1042"}
	if err != nil || wrong != nil || !slices.Equal(customerValues(row), want) {
		t.Errorf("%q, %v, %v", customerValues(row), wrong, err)
	}
	if _, _, err = reader.Read(); !errors.Is(err, io.EOF) {
		t.Errorf("a second row: %v", err)
	}
}

// TestColumnsAreNamedOnce: no alias means two columns.
func TestColumnsAreNamedOnce(t *testing.T) {
	for _, columns := range [][]usercsv.Column{usercsv.UserColumns, usercsv.CustomerColumns} {
		meant := map[string]string{"reason": "reason"}
		for _, c := range columns {
			for _, name := range append([]string{strings.ReplaceAll(c.Name, "_", "")}, c.Aliases...) {
				if before, twice := meant[name]; twice {
					t.Errorf("%q means %s and %s", name, before, c.Name)
				}
				meant[name] = c.Name
			}
		}
	}
}

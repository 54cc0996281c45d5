package usercsv_test

import (
	"fmt"
	"strings"
	"testing"

	"canopy/internal/usercsv"
)

// TestUpdateColumns: any of the columns of an export, under the names of those of new users, and none of them required.
func TestUpdateColumns(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]string{
		"id": "id", "phone,ID": "id phone", "User ID;Vorname": "id givenName", "E-mail": "email",
		"id,email,given_name,family_name,phone,job_title,language,timezone,role,status,account_number,account_name": "id email givenName familyName phone jobTitle language timezone role status accountNumber accountName",
	} {
		r, faults, err := usercsv.NewReaderOf(strings.NewReader(header+"\n"), usercsv.UpdateColumns)
		if err != nil || faults != nil {
			t.Fatalf("%s: %v, %v", header, faults, err)
		}
		var has []string
		for _, c := range usercsv.UpdateColumns {
			if r.Has(c.Field) {
				has = append(has, c.Field)
			}
		}
		if got := fmt.Sprint(has); got != "["+want+"]" {
			t.Errorf("%s has %s, want %s", header, got, want)
		}
		if r.Has("") || r.Has("shoeSize") {
			t.Errorf("%s has what is no column", header)
		}
	}
	for _, c := range usercsv.UserColumns { // which are the same
		if c.Name == "email" && !c.Required {
			t.Error("new users need no e-mail address")
		}
	}
	_, faults, err := usercsv.NewReaderOf(strings.NewReader("id,shoe size,password,E-mail,mail\n"), usercsv.UpdateColumns)
	if err != nil || len(faults) != 3 {
		t.Errorf("unknown and doubled columns answer %v, %v", faults, err)
	}
}

package reseller_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"canopy/ent"
	"canopy/ent/user"
	"canopy/internal/nodeid"
	"canopy/internal/reseller"
	"canopy/internal/viewer"
)

// customerCases are rows and what is wrong with each, in a list and in a file alike.
var customerCases = []struct {
	name   string
	change func(*reseller.NewCustomerInput)
	want   string // "" when nothing is
}{
	{"all is well", func(c *reseller.NewCustomerInput) { c.ExternalReference = ptr("CRM-1") }, ""},
	{"nothing", func(c *reseller.NewCustomerInput) { *c = reseller.NewCustomerInput{Type: "END_CUSTOMER"} }, "name REQUIRED, address.country REQUIRED"},
	{"an address", func(c *reseller.NewCustomerInput) {
		c.Address = reseller.AddressInput{PostalCode: ptr("1"), Country: "DE", Street: []string{" "}}
	}, "address.street REQUIRED, address.city REQUIRED, address.postalCode INVALID"},
	{"a country", func(c *reseller.NewCustomerInput) { c.Address.Country = "Germny" }, "address.country INVALID"},
	{"a long line", func(c *reseller.NewCustomerInput) { c.Address.Street = []string{"1", strings.Repeat("ä", 201)} }, "address.street.1 TOO_LONG"},
	{"a long name", func(c *reseller.NewCustomerInput) { c.Name = strings.Repeat("ä", 201) }, "name TOO_LONG"},
	{"control characters", func(c *reseller.NewCustomerInput) { c.Name, c.ExternalReference = "A\x07B", ptr("a\x1bb") }, "name INVALID, externalReference INVALID"},
	{"phone, language, time zone", func(c *reseller.NewCustomerInput) {
		c.Phone, c.Language, c.Timezone = ptr("12"), ptr("english"), ptr("berlin")
	},
		"phone INVALID, language INVALID, timezone INVALID"},
	{"another type", func(c *reseller.NewCustomerInput) { c.Type, c.ExternalReference = "SUB_DIVISION", ptr("CRM-2") }, ""},
	{"the same details", func(c *reseller.NewCustomerInput) { c.ExternalReference = ptr(" CRM-1") }, " DUPLICATE_IN_REQUEST"},
	{"the same reference", func(c *reseller.NewCustomerInput) { c.Name, c.ExternalReference = "Other", ptr("CRM-2") }, "externalReference DUPLICATE_IN_REQUEST"},
	{"the same reference and more", func(c *reseller.NewCustomerInput) { c.Name, c.ExternalReference = "", ptr("CRM-2") }, "name REQUIRED, externalReference DUPLICATE_IN_REQUEST"},
	{"a taken reference", func(c *reseller.NewCustomerInput) { c.ExternalReference = ptr("TAKEN") }, "externalReference TAKEN"},
	{"twice taken", func(c *reseller.NewCustomerInput) { c.Name, c.ExternalReference = "Other", ptr("TAKEN") }, "externalReference DUPLICATE_IN_REQUEST"},
	{"another tree's reference", func(c *reseller.NewCustomerInput) { c.ExternalReference = ptr("ELSEWHERE") }, ""},
}

// asCustomerFile writes the customers as a file.
func asCustomerFile(customers []*reseller.NewCustomerInput) string {
	b := "type,name,street,street2,city,postal_code,country,phone,language,timezone,external_reference\n"
	opt := func(s *string) string {
		if s == nil {
			return ""
		}
		return *s
	}
	for _, c := range customers {
		street := append(slices.Clone(c.Address.Street), "", "")
		b += strings.Join([]string{string(c.Type), c.Name, street[0], street[1], opt(c.Address.City), opt(c.Address.PostalCode), c.Address.Country,
			opt(c.Phone), opt(c.Language), opt(c.Timezone), opt(c.ExternalReference)}, ",") + "\n"
	}
	return b
}

func TestCreateCustomersJudgesRows(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.Account(h.root, func(a *ent.AccountCreate) { a.SetExternalReference("TAKEN") })
		h.Account(nil, func(a *ent.AccountCreate) { a.SetExternalReference("ELSEWHERE") })
		in := h.registering(h.root)
		var wantList, wantFile []string
		good := 0
		for i, c := range customerCases {
			row := newcomer("Spree Logistik")
			c.change(row)
			in.Customers = append(in.Customers, row)
			if c.want == "" {
				good++
				continue
			}
			wantList = append(wantList, fmt.Sprintf("%d:0 %s", i, c.want))
			wantFile = append(wantFile, fmt.Sprintf("%d:%d %s", i, i+2, c.want))
		}
		file := in
		file.Customers, file.CSV = nil, csvFile(asCustomerFile(in.Customers))
		ctx, before := h.As(h.manager), h.rows(t)
		for _, policy := range []reseller.BulkErrorPolicy{reseller.RejectAll, reseller.RejectFailedRows} {
			want := 0
			if policy == reseller.RejectFailedRows {
				want = good
			}
			in.OnError, file.OnError, in.DryRun, file.DryRun = policy, policy, true, true
			list, err := h.CreateCustomers(ctx, in)
			if err != nil || list.Count != want || list.ReviewIDs != nil {
				t.Errorf("%s of a list answers %+v, %v", policy, list, err)
			}
			wantRejected(t, list.Rejected, wantList...)
			fromFile, err := h.CreateCustomers(ctx, file)
			if err != nil || fromFile.Count != want || fromFile.ReviewIDs != nil || *fromFile.Encoding != "UTF-8" {
				t.Errorf("%s of a file answers %+v, %v", policy, fromFile, err)
			}
			wantRejected(t, fromFile.Rejected, wantFile...)
		}
		if h.rows(t) != before || len(h.log(t)) != 0 {
			t.Error("a dry run wrote something")
		}
	})
}

// TestCreateCustomersPolicies: bad rows beside good ones, mended by the file that comes back, and sent again.
func TestCreateCustomersPolicies(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ctx := h.As(h.manager)
		in := h.registering(h.root)
		in.CSV = csvFile("sep=;\nCompany;Type;Zip;Town;Street;Country;Notification Contact\n\nSpree GmbH;end customer;10115;Berlin;Hauptstr. 1;Germany;\n" +
			"=Havel AG;customer;1;Potsdam;Hauptstr. 2;DE;nobody@example.org\nOder KG;Sub-Division;15230;Frankfurt;Hauptstr. 3;Deutschland;" + h.manager.Email + "\n")
		none, err := h.CreateCustomers(ctx, in)
		if err != nil || none.Count != 0 || none.ReviewIDs != nil || h.reviews(t) != 0 || len(h.log(t)) != 0 {
			t.Fatalf("REJECT_ALL answered %+v, %v", none, err)
		}
		wantRejected(t, none.Rejected, "1:5 type INVALID, address.postalCode INVALID, notificationContactId NOT_FOUND")
		in.OnError = reseller.RejectFailedRows
		some, err := h.CreateCustomers(ctx, in)
		if err != nil || some.Count != 2 || h.reviews(t) != 2 || len(h.log(t)) != 2 {
			t.Fatalf("REJECT_FAILED_ROWS answered %+v, %v", some, err)
		}
		if r := h.review(t, some.ReviewIDs[1]); r.Name != "Oder KG" || r.Type != "SUB_DIVISION" || r.Country != "DE" {
			t.Errorf("opened %v", r)
		}
		want := "\ufeffCompany;Type;Zip;Town;Street;Country;Notification Contact;reason\r\n" +
			`'=Havel AG;customer;1;Potsdam;Hauptstr. 2;DE;nobody@example.org;"Type: unknown type ""customer"": write END_CUSTOMER or SUB_DIVISION; ` +
			`Zip: a postal code in Germany looks like 10115; Notification Contact: nobody in the userDirectory has this e-mail address or id"` + "\r\n"
		if *some.RejectedCSV != want {
			t.Errorf("the file to mend is\n%q, want\n%q", *some.RejectedCSV, want)
		}
		in.CSV = csvFile(strings.NewReplacer(";customer;1;", ";End Customer;14467;", "nobody@example.org", "").Replace(*some.RejectedCSV))
		mended, err := h.CreateCustomers(ctx, in)
		if err != nil || mended.Count != 1 || mended.RejectedCSV != nil || h.review(t, mended.ReviewIDs[0]).Name != "=Havel AG" {
			t.Errorf("the mended file answers %+v, %v", mended, err)
		}

		// A list's rejected rows are a file too, of the template's columns.
		bad := newcomer("Neisse")
		bad.Address.Street, bad.Address.PostalCode, bad.NotificationContactID = []string{"Hof 1", "Haus 2", "Etage 3"}, ptr("1"), ptr(userID(h.manager))
		list, err := h.CreateCustomers(ctx, h.registering(h.root, bad))
		if err != nil || list.RejectedCSV == nil {
			t.Fatalf("the list answers %+v, %v", list, err)
		}
		in.CSV = csvFile(strings.Replace(*list.RejectedCSV, ",1,DE", ",10115,DE", 1))
		mended, err = h.CreateCustomers(ctx, in)
		if err != nil || mended.Count != 1 {
			t.Fatalf("mended, %s answers %+v, %v", *list.RejectedCSV, mended, err)
		}
		if r := h.review(t, mended.ReviewIDs[0]); r.Street != "Hof 1\nHaus 2\nEtage 3" || *r.NotificationContactID != h.manager.ID {
			t.Errorf("opened %v", r)
		}
	})
}

func TestCreateCustomersContacts(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		below := h.Account(h.root)
		local, colleague := h.User(below, viewer.AccountManager), h.User(h.Account(below), "")
		disabled := h.User(below, "", func(u *ent.UserCreate) { u.SetStatus(user.StatusDISABLED) })
		stranger := h.User(h.Account(nil), "")
		cases := []struct {
			written string
			want    string
		}{
			{"", ""}, {strings.ToUpper(colleague.Email), ""}, {userID(colleague).String(), ""}, {local.Email, ""},
			{"Ada Lovelace", "NOT_FOUND"}, {disabled.Email, "NOT_FOUND"}, {stranger.Email, "NOT_FOUND"}, {h.manager.Email, "NOT_FOUND"},
			{userID(h.manager).String(), "NOT_FOUND"}, {id(below).String(), "NOT_FOUND"}, {"usr_0000000000000", "NOT_FOUND"},
		}
		file, want := "type,name,street,city,postal_code,country,notification_contact\n", []string{}
		for i, c := range cases {
			file += fmt.Sprintf("END_CUSTOMER,Havel %d,Hauptstr. 1,Berlin,10115,DE,%s\n", i, c.written)
			if c.want != "" {
				want = append(want, fmt.Sprintf("%d:%d notificationContactId %s", i, i+2, c.want))
			}
		}
		in := h.registering(below)
		in.CSV, in.NotificationContactID, in.OnError = csvFile(file), ptr(userID(local)), reseller.RejectFailedRows
		opened, err := h.CreateCustomers(h.As(local), in)
		if err != nil || opened.Count != 4 {
			t.Fatalf("answered %+v, %v", opened, err)
		}
		wantRejected(t, opened.Rejected, want...)
		for i, wanted := range []int64{local.ID, colleague.ID, colleague.ID, local.ID} {
			if got := *h.review(t, opened.ReviewIDs[i]).NotificationContactID; got != wanted {
				t.Errorf("row %d has the contact %d, want %d", i, got, wanted)
			}
		}

		unnamed, malformed := newcomer("Unnamed"), newcomer("Malformed")
		malformed.NotificationContactID = &nodeid.ID{}
		in = h.registering(below, unnamed, malformed)
		in.NotificationContactID = nil
		opened, err = h.CreateCustomers(h.As(local), in)
		if err != nil {
			t.Fatal(err)
		}
		wantRejected(t, opened.Rejected, "0:0 notificationContactId REQUIRED", "1:0 notificationContactId NOT_FOUND")
		unreadable := in
		unreadable.Customers, unreadable.CSV = nil, csvFile("type,name,country\nEND_CUSTOMER,A \"B\" C,DE\n")
		opened, err = h.CreateCustomers(h.As(local), unreadable)
		if err != nil {
			t.Fatal(err)
		}
		wantRejected(t, opened.Rejected, "0:2  INVALID")  // its values say nothing, so nothing is said of them
		in.NotificationContactID = ptr(userID(h.manager)) // whom local does not see: no fault of the row that relies on it
		opened, err = h.CreateCustomers(h.As(local), in)
		wantFaults(t, err, "notificationContactId NOT_FOUND")
		wantRejected(t, opened.Rejected, "1:0 notificationContactId NOT_FOUND")
	})
}
